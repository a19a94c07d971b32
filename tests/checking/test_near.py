"""Names near listed units, of which the right answer is known: none is falsely listed, none told clear."""

from __future__ import annotations

from tests.benchmarks.truth import by_kind, cases, judged, units_of

from unitgraph.api import open_checker
from unitgraph.checking.answers import sentence
from unitgraph.checking.findings import Checker
from unitgraph.index.hierarchy import Hierarchy
from unitgraph.index.units import Listing, Node


def test_no_name_near_a_listed_unit_is_told_listed_or_clear() -> None:
    checker = open_checker()
    units = units_of(checker, 8, seed=3)
    assert len(units) == 8
    counts = by_kind(judged(checker, list(cases(checker, units, seed=3))))
    whole = counts["all"]
    assert whole["names"] > 1000
    assert whole["falsely listed"] == 0
    assert whole["falsely clear"] == 0
    assert whole["right"] >= 0.98 * whole["names"]


def test_a_name_of_function_words_alone_is_never_listed_on_that_name() -> None:
    answer = open_checker().check("Homicides Coordination", "MX")
    assert str(answer.status) == "ambiguous"
    assert [
        (each.unit.name, str(status)) for each, status in zip(answer.candidates, answer.standings, strict=True)
    ] == [("Homicides Coordination", "listed")]
    assert "give what stands above it" in answer.note
    named = open_checker().check("Homicides Coordination, Directorate of the Ministerial Police", "MX")
    assert str(named.status) == "listed"
    assert str(open_checker().check("Intelligence Division", "MX").status) == "contains-listed"


def test_an_answer_says_when_every_candidate_is_listed() -> None:
    told = sentence(open_checker().check("Presidential Guard"))
    assert "The unit that it may mean is listed." in told
    assert "is listed" not in sentence(open_checker().check("Federal Police"))


def test_units_with_the_initials_of_a_listed_one_are_others() -> None:
    listings = (Listing(2001, "made-up", 1, "Territorial Brigade (Garova)", "e"),)
    listed = Node("x:1", "Territorial Brigade (Garova)", (), "ML", (), listings)
    acronym = Node("x:2", "TBG", (), "NE", (), listings)
    others = [Node(f"x:{code}", "Territorial Brigade (Gordan)", (), code, ()) for code in ("ML", "NE")]
    checker = Checker(Hierarchy([listed, acronym, *others]))
    assert str(checker.check("Territorial Brigade (Gordan)", "ML").status) == "not-listed"
    assert str(checker.check("Territorial Brigade (Gordan)", "NE").status) == "ambiguous"


def test_the_name_of_a_country_is_told_as_such() -> None:
    answer = open_checker().check("Mexico")
    assert str(answer.status) == "unknown"
    assert "denied COUNTRY" in answer.note


def test_headquarters_with_a_row_of_their_own_may_be_the_listed_unit() -> None:
    listings = (Listing(2001, "made-up", 1, "Velabad District Police", "e"),)
    listed = Node("x:1", "Velabad District Police", (), "KE", (), listings)
    apart = Checker(Hierarchy([listed, Node("x:2", "Velabad District Police Headquarters", (), "KE", ())]))
    assert str(apart.check("Velabad District Police Headquarters", "KE").status) == "ambiguous"
    assert str(apart.check("Velabad District Police", "KE").status) == "listed"
    below = Checker(Hierarchy([listed, Node("x:2", "Velabad District Police Headquarters", (), "KE", ("x:1",))]))
    assert str(below.check("Velabad District Police HQ", "KE").status) == "within-listed"
