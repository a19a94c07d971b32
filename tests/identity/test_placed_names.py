"""A place beside the name of a whole force tells a part of it, but not where tables have one of the name in each
place."""

from pathlib import Path

import pytest

from unitgraph.checking.findings import Checker
from unitgraph.checking.relations import Status
from unitgraph.identity.lists import open_list
from unitgraph.pipeline.preview import preview
from unitgraph.reading.hierarchy_tables import HierarchySource
from unitgraph.reading.metadata import ListSource

LIST = """\
Made up: nobody denied anything.

Units denied in calendar year 2021

  \u2022 Customs Service, Mirna
  \u2022 Customs Service, Toluria, Velabad Police
"""
PLACED = """\
unit,name,country,superiors,places
p,Velabad Police,KE,,
m,Customs Service (Mirna),KE,p,
k,Customs Service,KE,p,Kordova
"""
ALONE = f"{PLACED}c,Customs Service,KE,p,\n"


def checker(folder: Path, table: str) -> Checker:
    (folder / "list.txt").write_text(LIST, encoding="utf-8")
    (folder / "units.csv").write_text(table, encoding="utf-8")
    opened = open_list(ListSource(folder / "list.txt", name="list", year=2021, country="KE"))
    return Checker(preview([opened], (HierarchySource(folder / "units.csv"),)).hierarchy)


def names(made: Checker) -> set[str]:
    return {node.name for node in made.hierarchy if node.listed}


def test_of_a_name_of_several_places_the_place_tells_which_unit_is_meant(tmp_path: Path) -> None:
    made = checker(tmp_path, PLACED)
    assert names(made) == {"Customs Service"}
    assert made.check("Customs Service (Mirna)", "KE").status is Status.LISTED
    assert made.check("Customs Service (Kordova)", "KE").status is Status.BESIDE_LISTED
    assert made.check("Velabad Police", "KE").status is Status.CONTAINS_LISTED


@pytest.mark.parametrize("table", [ALONE, PLACED.replace("k,", "k,Torva "), ""])
def test_a_force_that_stands_without_a_place_has_parts_in_places(tmp_path: Path, table: str) -> None:
    made = checker(tmp_path, table or "unit,name,country\np,Velabad Police,KE\n")
    assert names(made) >= {"Customs Service, Mirna", "Customs Service, Toluria"}
