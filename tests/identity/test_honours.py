"""Formations with names of honour."""

from __future__ import annotations

from pathlib import Path

from unitgraph.checking.findings import Checker
from unitgraph.checking.relations import Status
from unitgraph.identity.lists import open_list
from unitgraph.pipeline.preview import preview
from unitgraph.reading.hierarchy_tables import HierarchySource
from unitgraph.reading.metadata import ListSource
from unitgraph.reading.row_reports import RowReports

BATTALION = "Batallón de Infantería No. 14"


def told(folder: Path, entries: tuple[str, ...], force: str = "Ejército Nacional") -> Status:
    """The status of a battalion with a name of honour, by a made-up list and a table of a made-up force."""
    page, table = folder / "list.txt", folder / "units.csv"
    bullets = "".join(f"  • {each}\n" for each in entries)
    page.write_text(f"Made up.\n\nUnits denied in calendar year 2019\n\n{bullets}", encoding="utf-8")
    rows = f"1,{force},EC,\n2,{BATTALION} “Mirna”,EC,1\n"
    table.write_text(f"unit,name,country,superiors\n{rows}", encoding="utf-8")
    opened = open_list(ListSource(page, name="list", year=2019, country="EC"))
    checker = Checker(preview([opened], (HierarchySource(table),), reports=RowReports()).hierarchy)
    return checker.check(f"{BATTALION} “Mirna”", "EC").status


def test_it_may_be_left_out_below_superiors_that_agree(tmp_path: Path) -> None:
    assert told(tmp_path, (f"{BATTALION}, Ejército Nacional",)) is Status.LISTED
    assert told(tmp_path, ("Ejército Nacional, 14th Infantry Battalion",)) is Status.LISTED


def test_without_superiors_it_is_asked_about(tmp_path: Path) -> None:
    assert told(tmp_path, (BATTALION,), "Infantería de Marina") is Status.AMBIGUOUS


def test_two_of_them_are_never_one_unit(tmp_path: Path) -> None:
    assert told(tmp_path, (f"{BATTALION} “Lorna”, Ejército Nacional",)) is not Status.LISTED
    both = (f"{BATTALION} “Lorna”, Ejército Nacional", f"{BATTALION}, Ejército Nacional")
    assert told(tmp_path, both) is Status.AMBIGUOUS


def test_one_without_the_number_is_asked_about(tmp_path: Path) -> None:
    assert told(tmp_path, ("Batallón “Mirna”, Ejército Nacional",)) is Status.AMBIGUOUS
