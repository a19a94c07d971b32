"""Names that several units bear, and texts that entries print: what is told of them, and what is left open."""

from __future__ import annotations

from pathlib import Path

import pytest

from unitgraph.api import open_checker
from unitgraph.checking.answers import Answer, sentence
from unitgraph.checking.findings import Checker
from unitgraph.checking.namesakes import BEARERS, ONE_STATUS, PRINTED
from unitgraph.checking.relations import Status
from unitgraph.identity.lists import open_list
from unitgraph.index.hierarchy import Hierarchy
from unitgraph.index.units import Listing, Node
from unitgraph.match.answering import SHOWN
from unitgraph.pipeline.preview import preview
from unitgraph.reading.hierarchy_tables import HierarchySource
from unitgraph.reading.metadata import ListSource
from unitgraph.reading.row_reports import RowReports
from unitgraph.system.errors import UnknownName

ENTRY = Listing(2021, "made-up", 7, "Kotwal Police Station, Mirna", "x:entry")


def checker_of(*nodes: Node) -> Checker:
    return Checker(Hierarchy(nodes))


def node(iri: str, name: str, *others: str, **told: object) -> Node:
    told = {"superiors": (), **told}
    return Node(iri, name, others, "PK", **told)  # type: ignore[arg-type]


def towns(name: str, shown: str, *rows: str) -> tuple[Node, ...]:
    """A listed unit of a name, which a table has with its town, and units of the name that only tables have."""
    listed = node("x:1", name, shown, superiors=("x:p",), listings=(ENTRY,))
    others = (node(f"x:{at}", row, superiors=("x:q",)) for at, row in enumerate(rows, 2))
    return (node("x:p", "Velabad Police"), node("x:q", "Toluria Police"), listed, *others)


def names(answer: Answer) -> list[str]:
    return [each.unit.name for each in answer.candidates]


@pytest.mark.parametrize(
    ("name", "shown", "other"),
    [
        ("Kotwal Police Station", "Kotwal Police Station (Mirna)", "Kotwal Police Station (Karost)"),
        ("City Circle", "City Circle (Mirna)", "City Circle, Karost"),
        ("Patrolling Post 7", "Patrolling Post 7 (Mirna)", "Patrolling Post No. 7 (Karost)"),
        ("2 Wing", "2 Wing (Mirna)", "2 Wing, Toluria Police"),
        (
            "Subestación de Policía El Selvar",
            "Subestación de Policía El Selvar (Mirna)",
            "Subestación de Policía El Selvar de Karost",
        ),
        ("Saddar Police Station", "Saddar Police Station (Mirna)", "Commissariat de Saddar (Karost)"),
        ("Northern Station", "Northern Station (Mirna)", "Northern Police Station (Karost)"),
        ("Brigade 18", "Brigade 18 (Mirna)", "18th Brigade"),
    ],
)
def test_a_name_that_units_of_several_towns_bear_is_not_listed(name: str, shown: str, other: str) -> None:
    checker = checker_of(*towns(name, shown, other))
    answer = checker.check(name, "PK")
    assert (answer.status, answer.note) == (Status.AMBIGUOUS, BEARERS)
    assert names(answer) == [name, other]
    assert checker.check(shown, "PK").status is Status.LISTED
    assert checker.check(f"{name}, Velabad Police", "PK").status is Status.LISTED
    with pytest.raises(UnknownName, match="may mean"):
        checker.find(name, "PK")


@pytest.mark.parametrize("name", ["Merkez Karakolu", "Central Police Station"])
def test_a_name_without_the_place_of_a_listed_unit_is_not_told_clear_whatever_its_words(name: str) -> None:
    listed = node("x:1", f"{name} (Mirna)", superiors=("x:p",), listings=(ENTRY,))
    checker = checker_of(node("x:p", "Velabad Police"), listed)
    for asked in (name, f"{name}, Velabad Police"):
        answer = checker.check(asked, "PK")
        assert (answer.status, names(answer)) == (Status.AMBIGUOUS, [listed.name])
    assert checker.check(f"{name} (Karost)", "PK").status is not Status.LISTED


def test_the_other_way_round_a_bare_name_is_not_told_clear() -> None:
    bare = node("x:1", "Kotwal Police Station", superiors=("x:p",))
    listed = node("x:2", "Kotwal Police Station (Mirna)", superiors=("x:q",), listings=(ENTRY,))
    checker = checker_of(node("x:p", "Velabad Police"), node("x:q", "Toluria Police"), bare, listed)
    answer = checker.check("Kotwal Police Station", "PK")
    assert answer.status is Status.AMBIGUOUS
    assert answer.standings == (Status.NOT_LISTED, Status.LISTED)
    assert checker.find("Kotwal Police Station (Mirna)", "PK") == listed


def test_those_under_the_superior_that_a_text_names_bear_the_name_as_well() -> None:
    name = "Kotwal Police Station"
    *above, listed, other = towns(name, f"{name} (Mirna)", f"{name} (Karost)")
    beside = node("x:9", "Kotwal Police Station (Selva)", superiors=("x:p",))
    checker = checker_of(*above, listed, other, beside)
    answer = checker.check(f"{name}, Velabad Police", "PK")
    assert (answer.status, names(answer)) == (Status.AMBIGUOUS, [listed.name, beside.name])


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Second Division", "Second Division (V)"),  # another designator
        ("Kotwal Police Station", "Kotwal Traffic Police Station (Karost)"),  # another name
        ("Kotwal Police Station", "Kotwal Police Post (Karost)"),  # another level, in one language
        ("Mirna Guard (Lorna)", "Lorna Guard (Mirna)"),
        ("Rapid Battalion", "Rapid Battalion, 3rd Company"),  # a part
        ("4 Battalion 2 Brigade", "2 Battalion 4 Brigade"),
    ],
)
def test_units_of_other_names_are_no_namesakes(name: str, other: str) -> None:
    checker = checker_of(*towns(name, name, other))
    assert checker.matcher.match(name, "PK").namesakes == ()


def test_what_stands_below_a_unit_or_may_be_it_does_not_take_its_name() -> None:
    unit = node("x:1", "Rapid Squadron", listings=(ENTRY,))
    part = node("x:2", "Rapid Squadron (Mirna)", superiors=("x:1",))
    assert checker_of(unit, part).matcher.match("Rapid Squadron", "PK").namesakes == ()
    listed = node("x:1", "Kotwal Police Station", listings=(ENTRY,), possibly=("x:2",))
    same = node("x:2", "Kotwal Police Station (Mirna)", possibly=("x:1",))
    answer = checker_of(listed, same).check("Kotwal Police Station", "PK")
    assert answer.status is Status.LISTED
    assert "it is not settled whether it is the same unit as" in answer.unsettled


def test_units_of_one_name_and_status_are_told() -> None:
    rows = [f"Kotwal Police Station ({town})" for town in ("Karost", "Selva", "Lorna", "Okwera", "Tolura", "Garun")]
    nodes = [node("x:0", "Kotwal Police Station"), *(node(f"x:{at}", row) for at, row in enumerate(rows, 1))]
    assert checker_of(*nodes).check("Kotwal Police Station", "PK").status is Status.NOT_LISTED
    listed = node("x:9", "Kotwal Police Station (Mirna)", listings=(ENTRY,))
    answer = checker_of(*nodes, listed).check("Kotwal Police Station", "PK")
    assert answer.status is Status.AMBIGUOUS
    assert len(answer.candidates) == SHOWN
    assert names(answer)[:2] == ["Kotwal Police Station", "Kotwal Police Station (Mirna)"]


def test_a_listed_unit_of_the_same_words_is_among_what_an_ambiguous_name_may_mean() -> None:
    one, other = (node(f"x:{at}", "18th Brigade") for at in (1, 2))
    listed = node("x:3", "Brigade 18", listings=(ENTRY,))
    answer = checker_of(one, other, listed).check("18th Brigade", "PK")
    assert answer.status is Status.AMBIGUOUS
    assert (names(answer), answer.standings[-1]) == (["18th Brigade", "18th Brigade", "Brigade 18"], Status.LISTED)


def corps(possibly: bool, *below: Node) -> Checker:
    told = {"possibly": ("x:2",)} if possibly else {}
    one = node("x:1", "XII Corps", **told)
    other = node("x:2", "XII Corps", superiors=("x:3",), **({"possibly": ("x:1",)} if possibly else {}))
    return checker_of(one, other, node("x:3", "Velabad Army"), *below)


def test_units_that_may_be_one_with_listed_ones_below_are_told_so() -> None:
    first, second = (
        node(f"x:{at}", name, superiors=(above,), listings=(ENTRY,))
        for at, name, above in ((7, "Mirna Battalion", "x:1"), (8, "Karost Battalion", "x:2"))
    )
    answer = corps(True, first, second).check("XII Corps", "PK")
    assert answer.status is Status.CONTAINS_LISTED
    assert answer.unit is not None
    assert answer.unit.iri == "x:2"  # the one of which more is known
    assert answer.note == ONE_STATUS
    assert {each.unit.name for each in answer.findings} == {"Mirna Battalion", "Karost Battalion"}
    assert "which may be one; each of them has this status" in sentence(answer)
    assert "not settled whether it is the same unit as XII Corps" in sentence(answer)
    # Two units, or one of them with another status: it is open which is meant.
    assert corps(False, first, second).check("XII Corps", "PK").status is Status.AMBIGUOUS
    assert corps(True, first).check("XII Corps", "PK").status is Status.AMBIGUOUS
    assert corps(True, first, second).check("XII Corps").status is Status.AMBIGUOUS


def made(folder: Path, *entries: str, rows: tuple[str, ...] = ()) -> Checker:
    page, table = folder / "list.txt", folder / "rows.csv"
    bullets = "\n".join(f"  • {each}" for each in entries)
    page.write_text(f"Made up.\n\nUnits denied in calendar year 2019\n\n{bullets}\n", encoding="utf-8")
    table.write_text("path,country\n" + "".join(f'"{each}",PK\n' for each in rows), encoding="utf-8")
    opened = open_list(ListSource(page, name="list", year=2019, country="PK"))
    return Checker(preview([opened], (HierarchySource(table),)).hierarchy)


def test_a_text_that_an_entry_prints_is_listed_whatever_else_is_open(tmp_path: Path) -> None:
    entries = ("Kotwal Police Station, Mirna District, Velabad Police", "Mobile Brigade No. 2")
    rows = ("Kotwal Police Station (Mirna), Mirna District Police, Velabad Police", "Brigada Móvil N° 2, Toluria Army")
    checker = made(tmp_path, *entries, rows=rows)
    for entry in entries:
        for text in (entry, entry.upper(), f" {entry} "):
            answer = checker.check(text, "PK")
            assert (answer.status, text) == (Status.LISTED, text)
            assert [each.listing.verbatim for each in answer.findings[:1]] == [entry]


def test_a_text_that_an_entry_prints_says_so_where_units_may_be_one() -> None:
    printed = Listing(2021, "made-up", 8, "Mobile Brigade No. 2", "x:entry")
    listed = node("x:1", "Mobile Brigade No. 2", listings=(printed,), possibly=("x:2",))
    other = node("x:2", "Mobile Brigade No. 2", superiors=("x:3",), possibly=("x:1",))
    checker = checker_of(listed, other, node("x:3", "Toluria Army"))
    answer = checker.check("Mobile Brigade No. 2", "PK")
    assert (answer.status, answer.unit, answer.note) == (Status.LISTED, listed, PRINTED)
    assert "not settled whether it is the same unit as" in answer.unsettled
    assert checker.check("2nd Mobile Brigade", "PK").status is Status.AMBIGUOUS
    assert checker.check("Mobile Brigade No. 2").status is Status.AMBIGUOUS
    third = node("x:4", "Mobile Brigade No. 2", superiors=("x:3",))
    assert checker_of(listed, other, node("x:3", "Toluria Army"), third).check(printed.verbatim, "PK").unit is None


def test_a_printed_name_of_function_words_alone_stays_open() -> None:
    answer = open_checker().check("Homicides Coordination", "MX")
    assert answer.status is Status.AMBIGUOUS


def test_a_text_that_means_one_unit_when_written_as_one_name_shows_it_first(tmp_path: Path) -> None:
    rows = "".join(
        f"{n},Special Robbery Squad ({p} State),PH,,SRS|SRS ({p})\n" for n, p in enumerate(("Mirna", "Lorna"))
    )
    table, page = tmp_path / "units.csv", tmp_path / "list.txt"
    table.write_text(f"unit,name,country,superiors,other_names\n{rows}", encoding="utf-8")
    text = "Made up.\n\nUnits denied in calendar year 2019\n\n  • Special Robbery Squad (Mirna State)\n"
    page.write_text(text, encoding="utf-8")
    opened = open_list(ListSource(page, name="list", year=2019, country="PH"))
    checker = Checker(preview([opened], (HierarchySource(table),), reports=RowReports()).hierarchy)
    answer = checker.check("SRS, Mirna State", "PH")
    assert answer.status is Status.AMBIGUOUS
    assert answer.candidates[0].unit.name == "Special Robbery Squad (Mirna State)"
