"""Texts that could not be read: what they name is never told not to be listed without saying so."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from unitgraph.checking.answers import answer_dict, sentence
from unitgraph.checking.findings import Checker
from unitgraph.checking.relations import UNREAD, Status
from unitgraph.checking.screening import answer_rows
from unitgraph.checking.unread import MOST_ROWS
from unitgraph.cli.wording import answer_lines
from unitgraph.identity.lists import OpenedList, open_list
from unitgraph.index.hierarchy import Hierarchy
from unitgraph.index.nodes import hierarchy_of, load_hierarchy
from unitgraph.index.units import Listing, Node
from unitgraph.pipeline.preview import Preview, preview
from unitgraph.reading.hierarchy_tables import HierarchySource
from unitgraph.reading.metadata import ListSource
from unitgraph.store.contents import dataset_lines
from unitgraph.store.memory import memory_store

OFFICE = "Velabad Terörle Mücadele Kol Amirliği"
TEXT = f"{OFFICE}, Velabad İl Asayiş Amirliği"
ROW = "Velabad Trafik Kolu Gök Amirliği, Bölge Ümraz Birlikleri Birlik"
UNITS = """\
unit,name,country,superiors
1,Ümraz Birlikleri,TR,
2,Sahil Öbeği,TR,1
3,Gate Watch,GE,
"""


def opened(folder: Path, *entries: str) -> OpenedList:
    path = folder / "list.txt"
    path.write_text(
        "Made up: nobody denied anything.\n\nUnits denied in calendar year 2021\n\n"
        + "".join(f"  • {each}\n" for each in entries),
        encoding="utf-8",
    )
    return open_list(ListSource(path, name="list", year=2021, country="TR"))


def source(folder: Path, name: str, text: str) -> HierarchySource:
    path = folder / f"{name}.csv"
    path.write_text(text, encoding="utf-8")
    return HierarchySource(path)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Preview:
    folder = tmp_path_factory.mktemp("unread")
    tables = (source(folder, "units", UNITS), source(folder, "paths", f'path,country\n"{ROW}",TR\n'))
    return preview([opened(folder, TEXT)], tables)


@pytest.fixture(scope="module")
def checker(made: Preview) -> Checker:
    return Checker(made.hierarchy)


def test_units_know_that_their_names_are_texts_that_could_not_be_read(made: Preview) -> None:
    assert [node.name for node in made.hierarchy if node.unread] == [TEXT, ROW]


@pytest.mark.parametrize(
    "name", [OFFICE, OFFICE.upper(), "Terörle Mücadele Kol Amirliği", "Velabad İl Asayiş Amirliği"]
)
@pytest.mark.parametrize("country", ["TR", None])
def test_a_part_of_an_unread_entry_is_not_unknown(checker: Checker, name: str, country: str | None) -> None:
    answer = checker.check(name, country)
    assert answer.status is Status.AMBIGUOUS
    assert TEXT in [each.unit.name for each in answer.candidates]
    assert answer_dict(answer)["candidates"][0]["unread"] is True
    assert f"Its words stand in 1 entry that could not be read: \u201c{TEXT}\u201d." in sentence(answer)
    assert "may mean is listed" not in sentence(answer)
    assert "score 0.50: listed, a text that could not be read" in "\n".join(answer_lines(answer))


def test_a_screening_says_it_in_its_row(checker: Checker) -> None:
    (row,) = answer_rows(checker, [(OFFICE, "TR")])
    assert row.status == "ambiguous"
    assert "could not be read" in row.reasons


@pytest.mark.parametrize("name", ["Korbad Birlikleri", "Velabad Narkotik Kol Amirliği"])
def test_other_names_stay_unknown(checker: Checker, name: str) -> None:
    assert checker.check(name, "TR").status is Status.UNKNOWN


def test_an_unread_entry_of_another_country_is_not_near(checker: Checker) -> None:
    assert checker.check(OFFICE, "GE").status is Status.UNKNOWN


def test_an_unread_entry_of_a_later_list_is_not_told_as_of_a_day(checker: Checker) -> None:
    assert checker.at(date(2022, 1, 1)).check(OFFICE, "TR").status is Status.AMBIGUOUS
    before = checker.at(date(2021, 12, 31)).check("Terörle Mücadele Kol Amirliği", "TR")
    assert "could not be read" not in sentence(before)


def test_the_unread_entry_itself_is_listed_and_says_what_it_is(checker: Checker) -> None:
    answer = checker.check(TEXT, "TR")
    assert (answer.status, UNREAD in sentence(answer)) == (Status.LISTED, True)


def test_a_unit_that_an_unread_row_names_is_told_so(checker: Checker, made: Preview) -> None:
    answer = checker.check("Ümraz Birlikleri", "TR")
    said = f"Its words stand in 1 row that could not be read: \u201c{ROW}\u201d."
    assert (answer.status, said in sentence(answer)) == (Status.NOT_LISTED, True)
    assert answer.unit
    assert said in checker.standing(answer.unit.iri)[1]
    below = checker.check("Sahil Öbeği", "TR")
    assert "could not be read" not in sentence(below)


def test_the_unread_row_itself_is_not_told_clear_and_says_what_it_is(checker: Checker, made: Preview) -> None:
    row = next(node for node in made.hierarchy if node.name == ROW)
    status, told = checker.standing(row.iri)
    assert (status, UNREAD in told) == (Status.AMBIGUOUS, True)


def test_nothing_is_said_where_all_could_be_read(tmp_path: Path) -> None:
    made = preview([opened(tmp_path, "Torreon Station, Federal Police")])
    assert made.hierarchy.unread is None
    assert Checker(made.hierarchy).check("Monclova Station", "TR").unread == ""


def test_the_statements_of_a_store_tell_them_too(tmp_path: Path) -> None:
    graph = preview([opened(tmp_path, TEXT)]).graph
    with memory_store(dataset_lines(graph)) as store:
        loaded = load_hierarchy(store)
    assert list(loaded) == list(hierarchy_of(graph))
    assert [node.unread for node in loaded] == [True]


@pytest.mark.parametrize("listed", [True, False])
def test_every_answer_about_a_unit_that_may_be_another_says_so(listed: bool) -> None:
    listing = (Listing(2021, "list", 1, "Gate Watch", "e"),)
    nodes = [
        Node("x:1", "Quay Police", (), "MX", (), listing),
        Node("x:2", "Gate Watch", (), "MX", ("x:1",), listing, possibly=("x:3",)),
        Node("x:3", "Watch of the Gate", (), "MX", (), listing if listed else (), possibly=("x:2",)),
    ]
    checker = Checker(Hierarchy(nodes))
    answer = checker.check("Gate Watch, Quay Police", "MX")
    other = "Watch of the Gate (MX), which is listed" if listed else "Watch of the Gate (MX)"
    said = f"It is not settled whether it is the same unit as {other}."
    assert (answer.status, said in sentence(answer)) == (Status.LISTED, True)
    assert "not settled" in answer_dict(answer)["note"]
    assert said in checker.standing("x:2")[1]
    (row,) = answer_rows(checker, [("Gate Watch, Quay Police", "MX")])
    assert "it is not settled whether it is the same unit as Watch of the Gate (MX)" in row.reasons


def test_of_very_many_rows_only_some_are_looked_at_and_every_entry() -> None:
    entry = Node("a:1", "Velabad Gate, Korbad Wharf", (), "MX", (), (Listing(2021, "list", 1, "x", "e"),), unread=True)
    rows = [Node(f"x:{n:03}", f"Velabad Gate {n}, Harbour", (), "MX", (), unread=True) for n in range(300)]
    checker = Checker(Hierarchy([entry, *rows]))
    answer = checker.check("Velabad Gate, Quay", "MX")
    assert answer.status is Status.AMBIGUOUS
    assert f"its words stand in at least {MOST_ROWS} rows" in sentence(answer)
    few = Checker(Hierarchy(rows[:3])).check("Velabad Gate, Quay", "MX")
    assert "ts words stand in 3 rows" in sentence(few)
    none = checker.check("Velabad Wharf", "MX")
    assert f"more than {MOST_ROWS} rows that could not be read have a word of it" in sentence(none)
