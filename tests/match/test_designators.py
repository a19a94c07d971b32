"""Numbers, letters and brackets tell units apart, wherever they stand: no made-up unit is taken for another one."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from unitgraph.match import Matcher, NamedUnit, Outcome

NAMES = (
    "Third Area Command B (Zanesteville)",
    "Area Command B (Zanesteville)",
    "Third Area Command (Zanesteville)",
    "Third Area Command B",
    "B Area Command",
    "Camp 4 (Mirna)",
    "Camp D, Mirna",
    "2nd Battalion B Company (Mirna)",
    "Squadron 12A (Mirna)",
    "V Corps",
    "I Division",
    "Second Division (V)",
    "District 2 Unit 1",
    "Zone 3 Area B",
    "2/4 Battalion",
    "4 Battalion 2 Brigade",
    "No. 2 Mirna Battalion",
    "'L' Area Command (Mirna)",
    "First Special Battalion E",
)
CHANGES = (
    ("Third", "Fourth"), ("Third ", ""), (" B ", " C "), (" B ", " "), ("(Zanesteville)", "(Korbad)"), ("4", "5"),
    ("4", "14"), ("2nd", "3rd"), ("2nd ", ""), ("12A", "12B"), ("12A", "12"), ("V", "X"), ("V", "IV"),
    ("(V)", "(X)"), ("2 Unit 1", "1 Unit 2"), ("Unit 1", "Unit 3"), ("3 Area", "4 Area"), ("2/4", "4/2"),
    ("2/4", "2/5"), ("2/4", "4"), ("4 Battalion 2", "2 Battalion 4"), ("No. 2", "No. 3"), ("No. 2 ", ""),
    ("Camp D", "Camp E"), ("Camp D", "Camp"), ("'L'", "'M'"), ("'L' ", ""), (" E", " F"), (" E", ""),
    ("First ", ""), ("(Mirna)", "(Korbad)"), ("I Division", "II Division"), ("I Division", "V Division"),
    ("B Area", "C Area"),
    ("B Area", "Area"), ("Command B", "Command C"), ("Command B", "Command"),
)  # fmt: skip


def changed(name: str) -> Iterator[str]:
    """The names of other units that differ from a name in one designator."""
    for old, new in CHANGES:
        if re.search(re.escape(old) + r"(?![a-z])", name):
            yield name.replace(old, new).strip()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("places", [(), ("Mirna",)])
def test_another_number_letter_or_bracket_is_another_unit(name: str, places: tuple[str, ...]) -> None:
    matcher = Matcher([NamedUnit("u:1", name, "NG", (), (), places)])
    assert matcher.match(name, "NG").outcome is Outcome.MATCHED
    others = [other for other in changed(name) if other not in NAMES]
    assert others
    for other in others:
        for text in (other, other.upper(), f"{other}, Nigeria", f"Nigeria Police Force, {other}"):
            assert matcher.match(text, "NG").outcome is not Outcome.MATCHED, text


@pytest.mark.parametrize(
    ("name", "country", "others"),
    [
        ("CTB-9", "KE", ("CTB-9A", "CTB-9D", "CTB-9a", "CTB-9-A", "CTB 9A", "CTB9A", "CTB-9C")),
        ("RIB-4A", "BD", ("RIB-4", "RIB-4B", "RIB-4-B", "RIB 4B")),
        ("ИК-12, Каменка", "RU", ("ИК-12\u0410, Каменка", "ИК-12-Б, Каменка")),
        ("B4 Patrol Unit", "KE", ("B4A Patrol Unit", "B-4A Patrol Unit", "B4-A Patrol Unit")),
    ],
)
def test_a_letter_behind_a_number_that_letters_stand_before(name: str, country: str, others: tuple[str, ...]) -> None:
    matcher = Matcher([NamedUnit("u:1", name, country)])
    assert matcher.match(name, country).outcome is Outcome.MATCHED
    for other in others:
        assert matcher.match(other, country).outcome is not Outcome.MATCHED, other


def test_letters_of_a_number_may_be_written_apart() -> None:
    matcher = Matcher([NamedUnit("u:1", "RIB-4A", "BD")])
    for text in ("RIB 4A", "RIB-4-A", "RIB4A", "RIB-4a"):
        assert matcher.match(text, "BD").outcome is Outcome.MATCHED, text


AREA = [
    NamedUnit("u:1", "Kordora Police", "KE"),
    NamedUnit("u:2", "Third Area Command", "KE", (), ("u:1",)),
    NamedUnit("u:3", "Camp 4", "KE", (), ("u:2",)),
]


@pytest.mark.parametrize(
    ("text", "outcome", "unit"),
    [
        ("Kordora Police, Third Area Command, Camp 4", Outcome.MATCHED, "u:3"),
        ("Kordora Police, Third Area Command, Camp 5", Outcome.BELOW, "u:2"),
        ("Camp No. 5, Third Area Command, Kordora Police", Outcome.BELOW, "u:2"),
        ("Kordora Police, Camp 5", Outcome.BELOW, "u:1"),
        ("Kordora Police, Mirna Camp", Outcome.AMBIGUOUS, "u:1"),
    ],
)
def test_a_numbered_camp_is_a_unit_at_either_end(text: str, outcome: Outcome, unit: str) -> None:
    match = Matcher(AREA).match(text, "KE")
    assert match.best is not None
    assert (match.outcome, match.best.unit.iri) == (outcome, unit)


SQUAD = [
    NamedUnit("u:1", "Kordora Army", "KE"),
    NamedUnit("u:2", "7 Division", "KE", (), ("u:1",)),
    NamedUnit("u:3", "Charlie Company", "KE", (), ("u:2",)),
    NamedUnit("u:4", "Area A Command (Mirna)", "KE"),
    NamedUnit("u:5", "V Corps", "KE", (), ("u:1",)),
    NamedUnit("u:6", "Squadron D", "KE"),
    NamedUnit("u:7", "Sector B Command", "KE"),
]


@pytest.mark.parametrize(
    "text", ["Charlie Company 7", "7th Charlie Company", "Charlie Company in Nueva Kordora", "Squadron D A"]
)
def test_a_number_of_a_superior_is_none_of_the_unit(text: str) -> None:
    assert Matcher(SQUAD).match(text, "KE").outcome is not Outcome.MATCHED


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("Charlie Company 7 Division", "u:3"),
        ("Charlie Company, 7 Division, Kordora Army", "u:3"),
        ("area a command (mirna)", "u:4"),
        ("v corps", "u:5"),
        ("V CORPS", "u:5"),
        ("KORDORA ARMY V CORPS", "u:5"),
        ("the V Corps", "u:5"),
        ("Squadron D.", "u:6"),
        ("Command, Sector B.", "u:7"),
        ("Headquarters of V Corps", "u:5"),
    ],
)
def test_designators_are_found_wherever_they_stand(text: str, unit: str) -> None:
    match = Matcher(SQUAD).match(text, "KE")
    assert match.best is not None
    assert (match.outcome, match.best.unit.iri) == (Outcome.MATCHED, unit)


def test_a_letter_between_a_number_and_the_end_of_its_ordinal_counts() -> None:
    matcher = Matcher([NamedUnit("u:1", "14-й мотострелковый полк", "RU")])
    assert matcher.match("14 мотострелковый полк", "RU").outcome is Outcome.MATCHED
    assert matcher.match("14A-й мотострелковый полк", "RU").outcome is not Outcome.MATCHED


@pytest.mark.parametrize(
    "text", ["12 A Mirna Battalion", "12(A) Mirna Battalion", "Mirna Battalion 12 A", "12 (a) Mirna Battalion"]
)
def test_a_letter_apart_from_its_number_may_be_of_it(text: str) -> None:
    units = [NamedUnit("12a", "12A Mirna Battalion", "NG"), NamedUnit("a", "Camp A", "NG")]
    found = Matcher(units).match(text, "NG")
    assert (found.outcome, [each.unit.iri for each in found.candidates]) == (Outcome.AMBIGUOUS, ["12a"])
    assert Matcher(units).match(text.replace("A", "B").replace("(a)", "(b)"), "NG").outcome is Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("listed", "same", "others"),
    [
        ("Hawk Company 12", "12th Hawk Company", ["12a", "12b", "12d", "12e", "12o", "12/A", "12-a", "12 (a)", "12 a"]),
        ("Hawk Company 12a", "Hawk Company 12A", ["12", "12b", "12/B", "12-b", "12 (b)"]),
        ("Hawk Company 12A", "Hawk Company 12/a", ["12", "12b", "12e"]),
        ("Kestrel Jail", "Kestrel Prison", ["Jail (II)", "Jail (iv)", "Jail (i)", "Jail i", "Jail (a)", "Jail a"]),
        ("Kestrel Jail (II)", "Kestrel Jail (ii)", ["Jail", "Jail (III)", "Jail (i)", "Jail a"]),
        ("No. 2 Lorna Battalion", "2nd Lorna Battalion", ["No. 2a Lorna Battalion", "2e Lorna Battalion"]),
        ("\u0420\u043e\u0442\u0430 \u0422\u043e\u043b\u0443\u0440\u0430", "Tolura Company", ["\u0430"]),
        ("2\u00aa Compa\u00f1\u00eda Tolura", "2a Compa\u00f1\u00eda Tolura", ["Compa\u00f1\u00eda Tolura 2a"]),
        ("3\u00ba Batalh\u00e3o Tolura", "3o Batalh\u00e3o Tolura", ["Batalh\u00e3o Tolura 3o"]),
        ("2nd Cavalry Regiment", "2d Cavalry Regiment", ["12d Cavalry Regiment", "Cavalry Regiment 2d"]),
    ],
)
def test_a_small_letter_or_numeral_tells_units_apart(listed: str, same: str, others: list[str]) -> None:
    matcher = Matcher([NamedUnit("u:1", listed, "NG")])
    assert matcher.match(same, "NG").outcome is Outcome.MATCHED
    start = re.sub(r" (?:12\w?|Jail.*)$", "", listed)
    for other in others:
        text = other if start == listed and len(other) > 3 else f"{start} {other}"
        assert matcher.match(text, "NG").outcome is not Outcome.MATCHED, text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Company 12 A (Mirna)", "12A Company (Mirna)"),
        ("Company 12 A", "12a Company"),
        ("12A Company", "12 A Company"),
        ("South Police Station", "South"),
        ("South Police Station", "South, Velabad"),
        ("27th Infantry Battalion", "27th"),
        ("MRBS", "MRBS-7"),
        ("Estación Policial Integral (EPI) Sur", "EPI Sur"),
        ("Исправительная колония № 47", "ИК-47"),
        ("Mirna Rapid Battalion (MRB)", "MRB-7"),
        ("Mirna Rapid Battalion (MRB)", "MRB 7, Velabad"),
    ],
)
def test_what_tells_one_of_its_kind_is_never_unknown_beside_it(name: str, text: str) -> None:
    match = Matcher([NamedUnit("u:1", name, "NG")]).match(text, "NG")
    assert (match.outcome, [each.unit.iri for each in match.candidates]) == (Outcome.AMBIGUOUS, ["u:1"])
    assert match.candidates[0].score < 0.8


@pytest.mark.parametrize(
    ("name", "text"),
    [("Company 12 A", "12B Company"), ("Company 12 A", "12 Company"), ("South Police Station", "North")],
)
def test_another_designator_is_no_candidate(name: str, text: str) -> None:
    assert Matcher([NamedUnit("u:1", name, "NG")]).match(text, "NG").outcome is Outcome.UNKNOWN
