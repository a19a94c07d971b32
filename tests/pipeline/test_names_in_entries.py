"""Entries that state another name of their unit, or tell of its people: from a list and a table to answers."""

from __future__ import annotations

import pytest

from unitgraph.api import build, open_checker
from unitgraph.checking.findings import Checker
from unitgraph.reading.hierarchy_tables import HierarchySource
from unitgraph.sources import Columns

ENTRIES = (
    "Velabad Guard (also known as Mirna Watch), Toluria Police",
    "Korbad Squad, a.k.a. Sorbad Owls, Toluria Police",
    "3 Brigade (formerly 8 Brigade), Toluria Army",
    "Members of the 5 Brigade, Toluria Army",
    "Commander of the Tirel Guard, Toluria Police",
    "Headquarters, Joint Task Force Mirna",
)
ROWS = ("3 Brigade, Toluria Army", "5 Brigade, Toluria Army", "6 Brigade, Toluria Army")


@pytest.fixture(scope="module")
def checker(tmp_path_factory: pytest.TempPathFactory) -> Checker:
    """A checker over a made-up list of Kenya with a table beside it."""
    folder = tmp_path_factory.mktemp("names")
    for name, paths in (("list", ENTRIES), ("table", ROWS)):
        text = "path,country\n" + "".join(f'"{each}",KE\n' for each in paths)
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    build(
        folder / "list.csv",
        folder / "store",
        name="made",
        year=2019,
        columns=Columns("path", "country"),
        hierarchies=[HierarchySource(folder / "table.csv")],
    )
    return open_checker(folder / "store")


@pytest.mark.parametrize(
    "text",
    [
        "Mirna Watch",
        "Velabad Guard",
        "Mirna Watch, Toluria Police",
        "Velabad Guard (also known as Mirna Watch), Toluria Police",
        "Sorbad Owls",
        "Korbad Squad",
        "3 Brigade, Toluria Army",
        "8 Brigade, Toluria Army",
        "Commander of the Tirel Guard, Toluria Police",
        "Headquarters, Joint Task Force Mirna",
        "Joint Task Force Mirna Headquarters",
        "Headquarters of Joint Task Force Mirna",
        "HQ Joint Task Force Mirna",
    ],
)
def test_a_unit_is_found_by_each_name_that_its_entry_states(checker: Checker, text: str) -> None:
    assert str(checker.check(text, "KE").status) == "listed"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Toluria Police", "contains-listed"),
        ("Toluria Army", "contains-listed"),
        ("Tirel Guard", "ambiguous"),
        ("Members of the 5 Brigade, Toluria Army", "ambiguous"),
        ("5 Brigade, Toluria Army", "ambiguous"),
        ("6 Brigade, Toluria Army", "ambiguous"),  # all of the army may be meant by the entry about members
    ],
)
def test_units_around_them_and_units_of_people_are_not_listed(checker: Checker, text: str, status: str) -> None:
    assert str(checker.check(text, "KE").status) == status
