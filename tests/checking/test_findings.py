"""Findings and answers: which words are said of whom."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from rdflib import SKOS, Graph, URIRef

from unitgraph.checking.answers import sentence
from unitgraph.checking.findings import Checker, named
from unitgraph.checking.relations import (
    SENTENCES,
    STATUS_OF,
    WITHIN_AND_ABOVE,
    Relation,
    Status,
    findings_about,
    findings_below,
    status_of,
)
from unitgraph.checking.screening import result_cells
from unitgraph.dataset.catalogue import CAVEATS
from unitgraph.dataset.vocab import UG, concept
from unitgraph.identity.lists import bundled_graph
from unitgraph.index.hierarchy import Hierarchy
from unitgraph.index.nodes import hierarchy_of
from unitgraph.index.units import Listing, Node
from unitgraph.system.errors import QueryError, UnknownName
from unitgraph.system.resources import resource


def node(iri: str, *superiors: str, years: Iterable[int] = (), country: str = "MX", name: str = "") -> Node:
    listings = tuple(Listing(year, "l", year, f"{iri} {year}", f"e:{iri}{year}") for year in years)
    return Node(iri, name or iri.upper(), (), country, superiors, listings)


@pytest.fixture
def family() -> Hierarchy:
    """A root with two branches; listed are x (twice) below a, and y below b."""
    return Hierarchy(
        [
            node("root"),
            node("a", "root"),
            node("b", "root"),
            node("x", "a", years=[2018, 2019]),
            node("w", "a"),
            node("deep", "x"),
            node("deeper", "deep"),
            node("y", "b", years=[2018]),
            node("alone"),
        ]
    )


def told(hierarchy: Hierarchy, iri: str) -> list[tuple[str, int, str, int]]:
    return [
        (str(each.relation), each.steps, each.unit.iri, each.listing.year) for each in findings_about(hierarchy, iri)
    ]


@pytest.mark.parametrize(
    ("iri", "findings", "status"),
    [
        ("x", [("self", 0, "x", 2018), ("self", 0, "x", 2019)], "listed"),
        ("deep", [("ancestor", 1, "x", 2018), ("ancestor", 1, "x", 2019)], "within-listed"),
        ("deeper", [("ancestor", 2, "x", 2018), ("ancestor", 2, "x", 2019)], "within-listed"),
        ("a", [("descendant", 1, "x", 2018), ("descendant", 1, "x", 2019)], "contains-listed"),
        (
            "root",
            [("descendant", 2, "x", 2018), ("descendant", 2, "x", 2019), ("descendant", 2, "y", 2018)],
            "contains-listed",
        ),
        ("w", [("sibling", 2, "x", 2018), ("sibling", 2, "x", 2019)], "beside-listed"),
        ("alone", [], "not-listed"),
        ("y", [("self", 0, "y", 2018)], "listed"),
    ],
)
def test_findings_about_a_unit(
    family: Hierarchy, iri: str, findings: list[tuple[str, int, str, int]], status: str
) -> None:
    assert told(family, iri) == findings
    assert status_of(findings_about(family, iri)) == status
    assert Checker(family).status(iri) == status


def test_self_ancestor_descendant_sibling_stand_in_this_order() -> None:
    line = Hierarchy(
        [node("a", years=[1]), node("b", "a", years=[2]), node("c", "b", years=[3]), node("d", "a", years=[4])]
    )
    assert told(line, "b") == [
        ("self", 0, "b", 2),
        ("ancestor", 1, "a", 1),
        ("descendant", 1, "c", 3),
        ("sibling", 2, "d", 4),
    ]


def test_a_unit_within_and_above_says_both() -> None:
    line = Hierarchy([node("a", years=[1]), node("b", "a"), node("c", "b", years=[2]), node("d", "a")])
    assert told(line, "b") == [("ancestor", 1, "a", 1), ("descendant", 1, "c", 2)]
    assert Checker(line).standing("b") == (
        "within-listed",
        "This unit is not itself listed; a unit above it is, and so is a unit below it.",
    )
    assert Checker(line).standing("d") == ("within-listed", SENTENCES[Status.WITHIN_LISTED])
    answer = Checker(line).check("B", "MX")
    assert sentence(answer) == WITHIN_AND_ABOVE
    cells = result_cells(answer)
    assert (cells[0], *cells[5:9]) == (
        "within-listed",
        "ancestor descendant",
        "1",
        "1 2",
        "list l line 1: a 1 | list l line 2: c 2",
    )


def test_cousins_and_aunts_are_no_finding() -> None:
    wide = Hierarchy([node("r"), node("a", "r"), node("b", "r", years=[1]), node("c", "a"), node("d", "b", years=[2])])
    assert told(wide, "c") == []


def test_one_above_and_beside_is_told_once_as_above() -> None:
    # m stands under r, and n under both: m is n's superior and its sibling.
    several = Hierarchy([node("r"), node("m", "r", years=[1]), node("n", "m", "r", years=[2])])
    assert told(several, "n") == [("self", 0, "n", 2), ("ancestor", 1, "m", 1)]
    assert told(several, "m") == [("self", 0, "m", 1), ("descendant", 1, "n", 2)]


def test_findings_around_an_unnamed_unit(family: Hierarchy) -> None:
    found = [(str(each.relation), each.steps, each.unit.iri) for each in findings_below(family, "a")]
    assert found == [("sibling", 2, "x"), ("sibling", 2, "x")]
    found = [(str(each.relation), each.steps, each.unit.iri) for each in findings_below(family, "root")]
    assert found == [("collateral", 3, "x"), ("collateral", 3, "x"), ("collateral", 3, "y")]
    found = [(str(each.relation), each.steps, each.unit.iri) for each in findings_below(family, "x")]
    assert found == [("ancestor", 1, "x"), ("ancestor", 1, "x")]
    found = [(str(each.relation), each.steps, each.unit.iri) for each in findings_below(family, "deep")]
    assert found == [("ancestor", 2, "x"), ("ancestor", 2, "x")]
    assert findings_below(family, "alone") == ()


def test_the_words_are_those_of_the_product() -> None:
    assert {str(status) for status in Status} == {
        "listed",
        "within-listed",
        "contains-listed",
        "beside-listed",
        "not-listed",
        "unknown",
        "ambiguous",
    }
    assert set(SENTENCES) == set(Status)
    assert set(STATUS_OF) == set(Relation)


def test_no_sentence_calls_a_relative_denied_or_sanctioned() -> None:
    for status, words in SENTENCES.items():
        assert "denied" not in words
        assert "sanction" not in words
        assert "implicated" not in words
        assert ("is listed" in words) == (status is Status.LISTED) or "no unit above" in words
    assert SENTENCES[Status.WITHIN_LISTED].startswith("This unit is not itself listed")
    assert not any("sanction" in caveat for caveat in CAVEATS)


def test_the_caveats_say_what_they_must() -> None:
    text = " ".join(CAVEATS)
    assert len(CAVEATS) == 9
    for words in (
        "not an official vetting decision",
        "calendar year",
        "Absence from the list means nothing",
        "may have changed",
        "parents and children are not denied",
        "wording of the list",
        "matched by name, with a score",
        "Where the country comes from",
        "not legal advice",
    ):
        assert words in text


def test_the_status_words_are_concepts_of_the_ontology() -> None:
    ontology = Graph().parse(resource("ontology", "unitgraph.ttl"))
    found = {str(each) for each in ontology.subjects(SKOS.inScheme, URIRef(UG + "Statuses"))}
    assert found == {concept(status) for status in Status}


# --- the list of 2018 ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker(hierarchy_of(bundled_graph()))


@pytest.mark.parametrize(
    ("name", "country", "status", "unit", "lines"),
    [
        ("Torreon Station", None, "listed", "Torreon Station", [60]),
        ("TORREÓN STATION", None, "listed", "Torreon Station", [60]),
        ("torreon  station", "MX", "listed", "Torreon Station", [60]),
        ("Federal Police", "MX", "contains-listed", "Federal Police", [60, 61]),
        ("Coahuila State Coordination", None, "contains-listed", "Coahuila State Coordination", [60]),
        ("Operative Sub-Directorate", "MX", "contains-listed", "Operative Sub-Directorate", [58]),
        ("CTTCU", "BD", "contains-listed", "Counter Terrorism and Transnational Crime Unit (CTTCU)", [23]),
        ("Dhaka Metropolitan Police", "BD", "contains-listed", "Chaka Metropolitan Police", [23]),
        ("Direcorate of the Preventive State Police", "MX", "contains-listed",
         "Directorate of the Preventive State Police", [58, 59]),
        ("Presidential Guard", "CF", "listed", "Presidential Guard", [38]),
        ("Ain Zara Prison, Tripoli, Judicial Police, Ministry of Justice", None, "listed", "Ain Zara Prison", [53]),
        ("Rapid Action Battalion, Dhaka", "BD", "listed", "Rapid Action Battalion", [24]),
        ("Metropolitan Prevention Unit UMEP No. 1, District 2", "HN", "listed",
         "Metropolitan Prevention Unit UMEP No. 1, District 2", [50]),
    ],
)  # fmt: skip
def test_answers_of_2018(
    checker: Checker, name: str, country: str | None, status: str, unit: str, lines: list[int]
) -> None:
    answer = checker.check(name, country)
    assert answer.status == status
    assert answer.unit is not None
    assert answer.unit.name == unit
    own = [each for each in answer.findings if STATUS_OF[each.relation] == status]
    assert sorted(each.listing.line for each in own) == lines
    assert answer.query == name
    assert answer.caveats == CAVEATS
    assert answer.score is not None
    assert 0.5 < answer.score <= 1
    assert answer.reasons
    assert answer.chain[-1] == answer.unit
    assert answer.chain[0].superiors == ()


def test_every_listed_unit_of_2018_is_found_by_its_entry(checker: Checker) -> None:
    denials = bundled_graph().denials
    assert len(denials) == 26
    for denial in denials:
        unit = checker.hierarchy[denial.unit]
        answer = checker.check(denial.entry.verbatim, unit.country)
        assert (answer.status, answer.unit) == (Status.LISTED, unit), denial.entry.verbatim


def test_a_generic_name_without_a_country_is_ambiguous(checker: Checker) -> None:
    answer = checker.check("Presidential Guard")
    assert (answer.status, answer.unit, answer.chain, answer.findings) == (Status.AMBIGUOUS, None, (), ())
    assert [(each.unit.name, each.unit.country) for each in answer.candidates] == [("Presidential Guard", "CF")]
    assert answer.standings == (Status.LISTED,)
    assert answer.score is None
    assert answer.reasons == ()
    assert answer.note


def test_an_unknown_name_has_the_nearest_names(checker: Checker) -> None:
    answer = checker.check("Gurjaani Fire Brigade")
    assert (answer.status, answer.unit) == (Status.UNKNOWN, None)
    assert answer.candidates[0].unit.name == "Gurjaani Criminal Police Station"
    assert len(answer.standings) == len(answer.candidates)


@pytest.mark.parametrize("name", ["", " ", "\u2026", "\x00", "zzzz", "\udcff", "x" * 5000, "a, b, c, " * 500])
def test_what_names_nothing_is_unknown(checker: Checker, name: str) -> None:
    answer = checker.check(name)
    assert answer.status is Status.UNKNOWN
    assert answer.findings == ()


def test_a_country_without_units_is_unknown(checker: Checker) -> None:
    assert checker.check("Torreon Station", "FR").status is Status.UNKNOWN


def test_a_leaf_the_graph_does_not_know_under_a_parent_it_knows(checker: Checker) -> None:
    answer = checker.check("Monclova Station, Coahuila State Coordination, Federal Police", "MX")
    assert (answer.status, answer.below) == (Status.BESIDE_LISTED, True)
    assert answer.unit is not None
    assert answer.unit.name == "Coahuila State Coordination"
    assert [(str(each.relation), each.steps, each.listing.line) for each in answer.findings] == [("sibling", 2, 60)]


def test_many_names_are_answered_as_each_alone(checker: Checker) -> None:
    names = [("Torreon Station", "MX"), ("zzzz", None), ("Presidential Guard", None), ("CTTCU", "BD"), ("", "FR")]
    assert list(checker.check_many(iter(names))) == [checker.check(*each) for each in names]


def test_under_a_parent_with_nothing_listed_around_a_name_stays_unknown() -> None:
    quiet = Checker(Hierarchy([node("x:1", name="Federal Police"), node("x:2", "x:1", name="Torreon Station")]))
    answer = quiet.check("Monclova Station, Federal Police", "MX")
    assert (answer.status, answer.below, answer.findings) == (Status.UNKNOWN, True, ())
    assert sentence(answer) == "The parent is in the graph, this unit is not, and no unit around it is listed."
    assert sentence(quiet.check("Torreon Station", "MX")).startswith(SENTENCES[Status.NOT_LISTED])


def test_find(checker: Checker) -> None:
    assert checker.find("federal police", "MX").name == "Federal Police"
    assert checker.find("Presidential Guard", "CF").country == "CF"
    guard = checker.find("Presidential Guard", "CF")
    assert checker.find(guard.iri) == guard
    for name, country, remedy in (
        ("Presidential Guard", None, "give --country or the IRI$"),
        ("Homicides Coordination", "MX", "give the path with what stands above it or the IRI$"),
        ("Homicides Coordination", None, "give --country, the path with what stands above it, or the IRI$"),
    ):
        with pytest.raises(UnknownName, match=f"unit '{name}': may mean .*{name} .*; {remedy}"):
            checker.find(name, country)
    with pytest.raises(UnknownName, match=r"unit 'zzzz': is not in the graph$"):
        checker.find("zzzz")
    with pytest.raises(
        UnknownName, match=r"unit 'Gurjaani Fire Brigade': is not in the graph; use one of the nearest names: Gurj"
    ):
        checker.find("Gurjaani Fire Brigade")


def test_find_refuses_a_name_of_several_units() -> None:
    twins = Checker(
        Hierarchy([node("x:1", name="Presidential Guard"), node("x:2", name="Presidential Guard", country="CF")])
    )
    with pytest.raises(UnknownName, match=r"unit 'Presidential Guard': may mean .*; .*give --country or the IRI$"):
        twins.find("Presidential Guard")
    assert twins.find("Presidential Guard", "CF").iri == "x:2"


def test_what_can_be_given_is_what_tells_units_apart() -> None:
    roots = [node("x:1", name="Velabad Guard"), node("x:2", name="Velabad Guard")]
    with pytest.raises(UnknownName, match=r"; give the IRI$"):
        Checker(Hierarchy(roots)).find("Velabad Guard", "MX")
    below = node("x:3", "x:4", name="Velabad Guard"), node("x:4", name="Mirna Ministry")
    with pytest.raises(UnknownName, match=r"; give the path with what stands above it or the IRI$"):
        Checker(Hierarchy([*roots, *below])).find("Velabad Guard", "MX")


def test_named_gives_the_matcher_all_it_compares(checker: Checker) -> None:
    unit = next(each for each in checker.hierarchy if each.name == "Chaka Metropolitan Police")
    given = named(unit)
    assert (given.iri, given.name, given.country) == (unit.iri, unit.name, "BD")
    assert given.other_names == ("Dhaka Metropolitan Police",)
    assert given.superiors == unit.superiors


def test_a_checker_takes_countries_as_people_write_them() -> None:
    checker = Checker(Hierarchy([node("a", name="Velabad Guard"), node("b", name="Velabad Guard", country="ET")]))
    asked: list[str | None] = ["ET", "et", "Ethiopia", "Ethiopie", "ETH"]
    assert [checker.check("Velabad Guard", each).unit for each in asked] == [checker.hierarchy["b"]] * 5
    assert [checker.find("Velabad Guard", each).iri for each in asked] == ["b"] * 5
    answers = list(checker.check_many(("Velabad Guard", each) for each in (*asked, None)))
    assert [(each.country, each.status) for each in answers[:5]] == [("ET", Status.NOT_LISTED)] * 5
    assert answers[5].status is Status.AMBIGUOUS
    with pytest.raises(QueryError, match="unknown country"):
        checker.check("Velabad Guard", "Atlantis")
    assert checker.check("Velabad Guard", "ANT").unit is None  # a code of before
