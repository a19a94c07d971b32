"""Made-up lists of several years, and stores of them."""

from __future__ import annotations

from pathlib import Path

from unitgraph.identity.lists import ListSource
from unitgraph.pipeline.building import build_into
from unitgraph.pipeline.changing import BuildMode, building
from unitgraph.pipeline.project import open_project
from unitgraph.reading.hierarchy_tables import HierarchySource

FIRST = (
    "Velabad Police, Northern Division, Toluria Station",
    "Velabad Police, Southern Division, Mirna\u00a0Station",
    "Korbad Guard",
)
SECOND = (
    "Toluria Station, Velabad Police",
    "Velabad Police, Southern Division, Mirna Station",
    "Velabad Police, Southern Division",
)


def write_list(folder: Path, name: str, year: int, entries: tuple[str, ...]) -> ListSource:
    """A made-up list of units in Mexico."""
    text = f"Made up: nobody denied anything.\n\nUnits denied in calendar year {year}\n\nMexico\n\n"
    path = folder / f"{name}.txt"
    path.write_text(text + "".join(f"  • {entry}\n" for entry in entries), encoding="utf-8")
    return ListSource(path, name=name, year=year)


def build_lists(store: Path, lists: tuple[ListSource, ...], tables: tuple[HierarchySource, ...] = ()) -> Path:
    """A store of several lists, and of the tables around them."""
    build_into(store, building(open_project(lists, tables), BuildMode.REPLACE))
    return store
