"""Units of tables whose names a list alone would be found to mean: never told clear, however they are asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from unitgraph.checking.findings import Checker
from unitgraph.checking.relations import UNREAD, Status
from unitgraph.identity.lists import open_list
from unitgraph.pipeline.preview import preview
from unitgraph.reading.hierarchy_tables import HierarchySource
from unitgraph.reading.metadata import ListSource


def made(folder: Path, country: str, entry: str, *rows: str) -> Checker:
    page, table = folder / "list.txt", folder / "rows.csv"
    page.write_text(
        f"Made up: nobody denied anything.\n\nUnits denied in calendar year 2019\n\n  • {entry}\n", encoding="utf-8"
    )
    table.write_text("path,country\n" + "".join(f'"{each}",{country}\n' for each in rows), encoding="utf-8")
    opened = open_list(ListSource(page, name="list", year=2019, country=country))
    return Checker(preview([opened], (HierarchySource(table),)).hierarchy)


@pytest.mark.parametrize(
    ("country", "entry", "row"),
    [
        ("KE", "Special Anti-Robbery Squad, Mirna", "SARS Mirna, Toluria Police"),
        ("KE", "Presidential Guard Unit", "Presidential Guard, Toluria Army"),
        ("KE", "Fort Velabad Barracks", "Velabad Barracks, Toluria Army"),
        ("KE", "Station 1, Velabad City Police Office", "Police Station 1, Velabad City Police Office"),
        ("KE", "Republican Guard", "Garde républicaine"),
        ("KE", "7th Infantry Division, Toluria Army", "7 Division, Toluria Army"),
        ("KE", "Zone 6, Toluria Army", "Military Zone VI, Toluria Army"),
    ],
)
def test_a_row_that_may_be_a_listed_unit_is_not_cleared_by_its_superior(
    tmp_path: Path, country: str, entry: str, row: str
) -> None:
    checker = made(tmp_path, country, entry, row)
    listed = entry.split(",")[0]
    for name in dict.fromkeys((row, row.split(",")[0])):
        answer = checker.check(name, country)
        assert (answer.status, name) == (Status.AMBIGUOUS, name)
        assert listed in [each.unit.name for each in answer.candidates]
    (unit,) = (node for node in checker.hierarchy if node.name in (row, row.split(",")[0]))
    assert checker.status(unit.iri) is Status.AMBIGUOUS


@pytest.mark.parametrize(
    ("entry", "row"),
    [
        ("Station 1, Velabad City Police Office", "Police Station 1, Mirna City Police Office"),
        ("Velabad Barracks, Toluria Army", "Mirna Barracks, Toluria Army"),
        ("7th Infantry Division, Toluria Army", "8 Division, Toluria Army"),
        ("Torlo Station, Toluria Army", "Kelan Station, Toluria Army"),
    ],
)
def test_a_row_of_another_superior_or_name_is_not_asked(tmp_path: Path, entry: str, row: str) -> None:
    answer = made(tmp_path, "KE", entry, row).check(row, "KE")
    assert answer.status in (Status.NOT_LISTED, Status.BESIDE_LISTED)


def test_an_unread_row_is_not_told_clear_by_its_own_text(tmp_path: Path) -> None:
    row = "Velabad Police, Toluria Police"
    checker = made(tmp_path, "KE", "Velabad Police Station", row)
    answer = checker.check(row, "KE")
    assert answer.status is Status.AMBIGUOUS
    assert "Velabad Police Station" in [each.unit.name for each in answer.candidates]
    alone = made(tmp_path, "KE", "Kestrel Unit, Mirna Army", row)
    answer = alone.check(row, "KE")
    assert (answer.status, "could not be read" in answer.note) == (Status.AMBIGUOUS, True)
    (unit,) = (node for node in alone.hierarchy if node.unread)
    status, told = alone.standing(unit.iri)
    assert (status, UNREAD in told) == (Status.AMBIGUOUS, True)
