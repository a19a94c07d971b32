"""Names near that of a unit, on a small made-up graph: candidates, and never another unit's."""

from __future__ import annotations

import pytest

from unitgraph.match import Matcher, NamedUnit, Outcome
from unitgraph.match.decide import TRANSLATED

NAMES = (
    "Special Intelligence Group Dorvan",
    "2 Amphibious Brigade",
    "2 Artillery Brigade",
    "2 Battalion",
    "7 Division",
    "8 Military Zone",
    "Area Command B",
    "Third Area Command",
    "Mirna Police Station",
)
MATCHER = Matcher([NamedUnit(f"u:{number}", name, "NG") for number, name in enumerate(NAMES)])


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("SIG Dorvan", {"Special Intelligence Group Dorvan"}),
        ("S.I.G. Dorvan", {"Special Intelligence Group Dorvan"}),
        ("Dorvan", {"Special Intelligence Group Dorvan"}),
        ("2 Brigade", {"2 Amphibious Brigade", "2 Artillery Brigade"}),
        ("2nd Bde", {"2 Amphibious Brigade", "2 Artillery Brigade"}),
        ("7th Infantry Division", {"7 Division"}),
        ("8/a. M.Z.", {"8 Military Zone"}),
        ("MZ-8", {"8 Military Zone"}),
        ("2 Amphibious Battalion", {"2 Battalion"}),
        ("Third Area Command (Velabad)", {"Third Area Command"}),
        ("Mirna Police Post", {"Mirna Police Station"}),
        ("Comisaría Mirna", {"Mirna Police Station"}),
    ],
)
def test_names_with_less_or_a_little_more_are_candidates(text: str, candidates: set[str]) -> None:
    match = MATCHER.match(text, "NG")
    assert match.outcome is Outcome.AMBIGUOUS
    assert {each.unit.name for each in match.candidates} == candidates
    assert all(each.score >= 0.2 for each in match.candidates)


@pytest.mark.parametrize("more", ["Gate 2", "Block A", "Counter 2", "Annex B", "Cell 4"])
def test_a_number_may_be_that_of_what_stands_before_it(more: str) -> None:
    text = f"Mirna Police Station {more}"
    match = MATCHER.match(text, "NG")
    assert match.outcome in (Outcome.AMBIGUOUS, Outcome.BELOW)
    assert [each.unit.name for each in match.candidates] == ["Mirna Police Station"]


@pytest.mark.parametrize("text", ["Mirna Police Station 2", "2 Mirna Police Station", "Mirna Police Station A"])
def test_a_number_more_is_another_unit(text: str) -> None:
    assert MATCHER.match(text, "NG").outcome is Outcome.UNKNOWN


def test_initials_are_a_possibility_whatever_else_agrees() -> None:
    assert [each.score for each in MATCHER.match("SIG Dorvan", "NG").candidates] == [0.62]


@pytest.mark.parametrize(
    "text",
    [
        "7 Infantry Brigade",
        "2 Mechanised Brigade",
        "SIG Velabad",
        "Third Area Command B (Velabad)",
        "Third Area Command B",
        "Third Area Command C",
        "Mirna Army Post",
        "Police Station",
        "MZ-9",
    ],
)
def test_another_unit_is_none(text: str) -> None:
    assert MATCHER.match(text, "NG").outcome is Outcome.UNKNOWN


NESTED = [
    NamedUnit("u:1", "National Guard", "ML"),
    NamedUnit("u:2", "Platoon of the National Guard (Velabad)", "ML", (), ("u:1",)),
    NamedUnit("u:3", "Territorial Brigade (Korbad)", "ML"),
    NamedUnit("u:4", "Territorial Brigade (Kordora)", "ML"),
    NamedUnit("u:5", "Special Kordora Unit", "ML"),
    NamedUnit("u:6", "Special Korbad Unit", "ML"),
]


@pytest.mark.parametrize(
    ("text", "outcome", "units"),
    [
        ("Operations Room of Platoon of the National Guard (Velabad)", Outcome.BELOW, ["u:2"]),
        ("Operations Gallery of Platoon of the National Guard (Velabad)", Outcome.AMBIGUOUS, ["u:2"]),
        ("3rd Platoon of the National Guard (Velabad)", Outcome.UNKNOWN, ["u:2"]),
        ("Intelligence Wing of the National Guard", Outcome.BELOW, ["u:1"]),
        ("SKU Traffic Section", Outcome.AMBIGUOUS, ["u:5", "u:6"]),
        ("TBK", Outcome.UNKNOWN, []),
        ("Naval National Guard (NG-4)", Outcome.UNKNOWN, ["u:1"]),
        ("TERRITORIAL BRIGADE (KORBAD)", Outcome.MATCHED, ["u:3"]),
    ],
)
def test_the_longest_name_in_a_text_counts(text: str, outcome: Outcome, units: list[str]) -> None:
    match = Matcher(NESTED).match(text, "ML")
    assert match.outcome is outcome
    assert [each.unit.iri for each in match.candidates][: len(units)] == units


def test_a_path_of_many_segments_is_read_whole() -> None:
    names = [
        f"{name} Command"
        for name in ["Kordora", "Velabad", "Mirna", "Korbad", "Sanpur", "Toluria", "Dorvan", "Nalda", "Perund", "Zaliv"]
    ]
    units = [NamedUnit(f"u:{n}", name, "ML", (), (f"u:{n - 1}",) if n else ()) for n, name in enumerate(names)]
    assert Matcher(units).match(", ".join(names), "ML").best.unit.iri == "u:9"  # type: ignore[union-attr]
    longer = Matcher(units).match(", ".join([*names, *(f"Perund {n} Camp" for n in range(9))]), "ML")
    assert longer.outcome is not Outcome.MATCHED


@pytest.mark.parametrize(
    ("listed", "asked"),
    [
        ("Velabad Guard (Ombor)", "Ombor Guard (Velabad)"),
        ("Velabad Guard (Ombor)", "Ombor Guard, Velabad"),
        ("Velabad Guard, Ombor", "Ombor Velabad Guard"),
        ("Mirna to Lorna Highway Patrol", "Lorna to Mirna Highway Patrol"),
        ("Mirna Lorna Guard", "Lorna Mirna Guard"),
        ("Mirna Lorna Guard", "Headquarters of the Lorna Mirna Guard"),
    ],
)
def test_a_place_and_a_name_that_change_places_are_not_the_same(listed: str, asked: str) -> None:
    matcher = Matcher([NamedUnit("u:1", listed, "KE")])
    match = matcher.match(asked, "KE")
    assert match.outcome is Outcome.AMBIGUOUS
    assert match.best is not None
    assert "the same name" not in match.best.reasons
    assert matcher.match(listed, "KE").outcome is Outcome.MATCHED


def test_the_order_of_words_that_are_no_proper_names_tells_nothing() -> None:
    matcher = Matcher([NamedUnit("u:1", "Special Rapid Response Unit Mirna", "KE")])
    for asked in ("Mirna Special Rapid Response Unit", "Rapid Response Special Unit (Mirna)"):
        assert matcher.match(asked, "KE").outcome is Outcome.MATCHED


CHAIN = Matcher(
    [
        NamedUnit("u:police", "Toluria Federal Police", "KE"),
        NamedUnit("u:state", "Velabad State Coordination", "KE", superiors=("u:police",)),
        NamedUnit("u:station", "Mirna Station", "KE", superiors=("u:state",)),
    ]
)


@pytest.mark.parametrize(
    "superior", ["Velabad State Police", "Velabad State Security Division", "Velabad Police", "Velabad Federal Force"]
)
def test_a_superior_with_a_word_of_another_is_another(superior: str) -> None:
    match = CHAIN.match(f"Mirna Station, {superior}", "KE")
    assert match.outcome is Outcome.AMBIGUOUS
    assert match.best is not None
    assert match.best.unit.iri == "u:station"


@pytest.mark.parametrize(
    "text",
    [
        "Mirna Station, Velabad State Coordination",
        "Mirna Station, Toluria Federal Police",
        "Toluria Federal Police Mirna Station",
        "Mirna Station of the Velabad State Coordination, Toluria Federal Police",
    ],
)
def test_a_superior_that_is_named_whole_disturbs_nothing(text: str) -> None:
    match = CHAIN.match(text, "KE")
    assert match.outcome is Outcome.MATCHED
    assert match.best is not None
    assert match.best.unit.iri == "u:station"


BODIES = Matcher(
    [
        NamedUnit("u:prison", "Ain Mirna Prison", "LY", superiors=("u:police",)),
        NamedUnit("u:police", "Judicial Police", "LY"),
        NamedUnit("u:guard", "Presidential Guard", "LY"),
        NamedUnit("u:battalion", "Rapid Action Battalion", "LY"),
    ]
)


@pytest.mark.parametrize(
    ("text", "candidate"),
    [
        ("Ain Mirna Detention Center", "u:prison"),
        ("Ain Mirna Prison, Special Deterrence Force", "u:prison"),
        ("Ain Mirna Prison, Velabad State Guard", "u:prison"),
        ("Ain Mirna Prison, PRO 4", "u:prison"),
        ("Presidential Guard, Kestrel Group", "u:guard"),
        ("Presidential Guard, Special Deterrence Force", "u:guard"),
        ("Rapid Action Battalion, Special Task Force", "u:battalion"),
        ("Rapid Action Battalion, Traffic Police", "u:battalion"),
    ],
)
def test_another_body_or_a_superior_is_no_part(text: str, candidate: str) -> None:
    match = BODIES.match(text, "LY")
    assert match.outcome is Outcome.AMBIGUOUS
    assert match.best is not None
    assert match.best.unit.iri == candidate


@pytest.mark.parametrize(
    ("text", "above"),
    [
        ("Ain Mirna Prison, Intelligence Wing", "u:prison"),
        ("Rapid Action Battalion, CPC 2", "u:battalion"),
        ("Presidential Guard, Protection Group", "u:guard"),
    ],
)
def test_a_part_stays_a_part(text: str, above: str) -> None:
    match = BODIES.match(text, "LY")
    assert match.outcome is Outcome.BELOW
    assert match.best is not None
    assert match.best.unit.iri == above


@pytest.mark.parametrize(
    ("known", "text"),
    [
        ("Mirna Police Station", "Mirna Station"),
        ("Mirna Police Station", "Mirna Police"),
        ("Mirna Action Battalion", "Mirna Action"),
        ("Mirna Patrol Police Station", "Mirna Patrol"),
    ],
)
def test_a_name_without_its_level_or_force_is_a_candidate(known: str, text: str) -> None:
    matcher = Matcher([NamedUnit("u:1", known, "NG")])
    match = matcher.match(text, "NG")
    assert (match.outcome, match.best and match.best.unit.iri) == (Outcome.AMBIGUOUS, "u:1")
    assert matcher.match(known, "NG").outcome is Outcome.MATCHED


@pytest.mark.parametrize("name", ["Sector 2", "Camp D", "Station 1"])
def test_a_level_with_its_number_is_not_enough(name: str) -> None:
    matcher = Matcher([NamedUnit("u:1", name, "KE", superiors=("u:2",)), NamedUnit("u:2", "Mirna Police", "KE")])
    assert matcher.match(name, "KE").bare
    assert not matcher.match(f"{name}, Mirna Police", "KE").bare


def test_a_unit_of_another_body_is_a_candidate_however_it_is_written() -> None:
    matcher = Matcher([NamedUnit("u:1", "Toluria Police", "KE"), NamedUnit("u:2", "Mobile Squad", "KE", (), ("u:1",))])
    for text in ("Mobile Squad of the Kerovia Police", "Mobile Squad, Kerovia Police", "Mobile Squad of Kerovia"):
        match = matcher.match(text, "KE")
        assert (match.outcome, match.candidates[0].unit.iri) == (Outcome.AMBIGUOUS, "u:2"), text
    for text in (
        "Mobile Squad of the Toluria Police",
        "Mobile Squad der Toluria Police",
        "Mobile Squad, Toluria Police",
    ):
        match = matcher.match(text, "KE")
        assert (match.outcome, match.candidates[0].unit.iri) == (Outcome.MATCHED, "u:2"), text
    for text in ("Escuadrón Móvil de la Policía de Toluria", "Escuadrón Móvil, Policía de Toluria"):
        match = matcher.match(text, "KE")
        assert (match.outcome, match.note) == (Outcome.AMBIGUOUS, TRANSLATED), text
        assert [each.unit.iri for each in match.candidates] == ["u:2", "u:1"], text
    below = matcher.match("Mobile Squadron, Toluria Police", "KE")
    assert (below.outcome, below.candidates[0].unit.iri) == (Outcome.BELOW, "u:1")


def test_an_armed_group_beside_a_unit_is_no_part_of_it() -> None:
    matcher = Matcher([NamedUnit("u:1", "Presidential Guard", "CF")])
    for text in ("Presidential Guard, Wagner", "Wagner / Presidential Guard", "Presidential Guard; Wagner Group"):
        assert matcher.match(text, "CF").outcome is Outcome.AMBIGUOUS, text
    assert matcher.match("Presidential Guard, Bambari", "CF").outcome is Outcome.BELOW


@pytest.mark.parametrize("part", ["1 Company", "B Company", "Band", "Motor Pool", "Registry"])
def test_a_part_of_a_unit_is_not_passed_over_however_it_is_written(part: str) -> None:
    matcher = Matcher([NamedUnit("u:1", "Korbad Police Station", "KE"), NamedUnit("u:2", "Rapid Border Force", "KE")])
    for name, unit in (("Korbad Police Station", "u:1"), ("Rapid Border Force", "u:2")):
        for text in (f"{part} of {name}", f"{part} de la {name}", f"{name} {part}", f"{name}'s {part}"):
            match = matcher.match(text, "KE")
            assert match.outcome in (Outcome.BELOW, Outcome.AMBIGUOUS), text
            assert match.candidates[0].unit.iri == unit, text
