"""Rulings on rows of hierarchy tables: paths, countries and spellings, and every way they miss."""

from __future__ import annotations

from pathlib import Path

import pytest

from unitgraph.reading.hierarchy_tables import HierarchySource, PathRow, UnitRow, read_path_rows, read_unit_rows
from unitgraph.reading.row_rulings import RowRulings
from unitgraph.reading.rulings import Ruling, parse_rulings
from unitgraph.system.errors import RulingError

PATHS = """\
path,country
"Direcorate of Patrols, Velabad Police",ML
"Watch No. 1, District 2",ML
"Watch No. 1, District 2",NE
"""
UNITS = "unit,name,country\n1,Velabad Police,ML\n2,Direcorate of Patrols,ML\n"


def rulings(*fields: str) -> tuple[Ruling, ...]:
    made = (f"  - {{id: r{n}, date: 2026-01-02, reason: Made up., {each}}}\n" for n, each in enumerate(fields))
    return parse_rulings("list: made-up\nrulings:\n" + "".join(made), "f")


def about(text: str, more: str = "") -> str:
    return f"{{source: paths, text: '{text}'{more}}}"


def path_rows(folder: Path, *fields: str) -> tuple[list[PathRow], RowRulings]:
    (folder / "paths.csv").write_text(PATHS, encoding="utf-8")
    found = RowRulings(rulings(*fields))
    return [found.path("paths", row) for row in read_path_rows(HierarchySource(folder / "paths.csv"))], found


def unit_rows(folder: Path, *fields: str) -> tuple[list[UnitRow], RowRulings]:
    (folder / "units.csv").write_text(UNITS, encoding="utf-8")
    found = RowRulings(rulings(*fields))
    return [found.unit("units", row) for row in read_unit_rows(HierarchySource(folder / "units.csv"))], found


def names(row: PathRow) -> list[list[str]]:
    return [[named.name for named in chain] for chain in row.chains]


def test_a_path_ruling_on_a_row(tmp_path: Path) -> None:
    watch = about("Watch No. 1, District 2")
    rows, found = path_rows(tmp_path, f"kind: path, entry: {watch}, units: ['Watch No. 1'], places: ['District 2']")
    # Both rows have the text, and both are decided alike.
    assert [names(row) for row in rows[1:]] == [[["Watch No. 1"]], [["Watch No. 1"]]]
    assert [row.chains[0][0].places for row in rows[1:]] == [("District 2",), ("District 2",)]
    assert [(ruling.id, lines) for ruling, lines in found.applied()] == [("r0", (("paths", 3), ("paths", 4)))]
    found.refuse_unused()
    alone = about("WATCH no. 1,  district 2", ", line: 4")
    rows, _ = path_rows(tmp_path, f"kind: path, entry: {alone}, units: ['District 2', 'Watch No. 1']")
    assert names(rows[2]) == [["District 2", "Watch No. 1"]]
    assert rows[1].confidence != rows[2].confidence == 1.0


def test_a_spelling_and_a_country_of_a_row(tmp_path: Path) -> None:
    text = about("Direcorate of Patrols, Velabad Police")
    spelling = "written: Direcorate of Patrols, means: Directorate of Patrols"
    rows, found = path_rows(
        tmp_path, f"kind: spelling, entries: [{text}], {spelling}", f"kind: country, entries: [{text}], country: NE"
    )
    meanings = [(named.name, named.meaning) for named in rows[0].chains[0]]
    assert meanings == [("Velabad Police", ""), ("Direcorate of Patrols", "Directorate of Patrols")]
    assert [row.country for row in rows] == ["NE", "ML", "NE"]
    assert len(list(found.applied())) == 2


def test_rulings_on_rows_of_a_table_of_units(tmp_path: Path) -> None:
    row = "{source: units, identifier: '2'}"
    spelling = "written: Direcorate of Patrols, means: Directorate of Patrols"
    rows, _ = unit_rows(
        tmp_path, f"kind: spelling, entries: [{row}], {spelling}", f"kind: country, entries: [{row}], country: NE"
    )
    assert [(each.name, each.meaning, each.country) for each in rows] == [
        ("Velabad Police", "", "ML"),
        ("Direcorate of Patrols", "Directorate of Patrols", "NE"),
    ]
    with pytest.raises(RulingError, match="ruling r0: line 3 is a row of a table of units, which has no path"):
        unit_rows(tmp_path, f"kind: path, entry: {row}, units: [A]")


def test_rulings_that_miss(tmp_path: Path) -> None:
    text = about("Direcorate of Patrols, Velabad Police")
    with pytest.raises(RulingError, match="ruling r0: decides nothing for the text 'Direcorate of"):
        path_rows(tmp_path, f"kind: country, entries: [{text}], country: ML")
    with pytest.raises(RulingError, match="ruling r0: decides nothing"):
        path_rows(tmp_path, f"kind: spelling, entries: [{text}], written: Patrols, means: Patrol")
    with pytest.raises(RulingError, match="ruling r0: line 2 does not contain the name 'Army'"):
        path_rows(tmp_path, f"kind: path, entry: {text}, units: [Army]")
    with pytest.raises(RulingError, match=r"ruling r1: the text .* of paths is already decided by ruling r0; keep one"):
        path_rows(tmp_path, *[f"kind: country, entries: [{text}], country: NE"] * 2)


@pytest.mark.parametrize("reference", [about("Patrols"), about("Watch No. 1, District 2", ", line: 9")])
def test_a_row_that_is_gone(tmp_path: Path, reference: str) -> None:
    _, found = path_rows(tmp_path, f"kind: country, entries: [{reference}], country: NE")
    with pytest.raises(RulingError, match=r"ruling r0: no row is the text .*; correct the reference, or remove the"):
        found.refuse_unused()
    found.refuse_unused(tables={"units"})
