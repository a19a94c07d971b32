"""Project files: what they name, what is wrong in them, and that what a store keeps is one."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from several_lists import FIRST, SECOND, write_list
from unitgraph.api import build, open_hierarchy
from unitgraph.pipeline.project import PROJECT, open_project, read_project
from unitgraph.reading.entries import GroupOrder
from unitgraph.reading.metadata import ListSource
from unitgraph.reading.paths import PathLayout, given_layout
from unitgraph.sources import Columns
from unitgraph.sources.rows import Layout
from unitgraph.store import open_folder
from unitgraph.system.errors import SourceError, UnitGraphError

Runner = Callable[..., Any]
UNITS = "unit,name,country,superiors\n1,Velabad Police,MX,\n2,Northern Division,MX,1\n"
SUPERIORS = "subordinate,superior\n2,1\n"
RULINGS = (
    "list: plain\nrulings:\n"
    "  - {id: a, kind: spelling, lines: [1], written: Velabd Police, means: Velabad Police,"
    " date: 2026-11-24, reason: misspelt}\n"
)

pytestmark = pytest.mark.end_to_end
WHOLE = """base: https://example.org/
lists:
  - name: "2018"
  - file: lists/first.txt
    name: first
    year: 2019
    published: 2020-04-30
    publisher: Ministry of Velabad
    source: https://velabad.example/list
    legal_basis: act 7
    licence: https://velabad.example/licence
    title: Units of Velabad
    scope: Made up.
    order: country
    entries: 3
  - file: plain.txt
    year: 2021
    bullets: false
    country: Mexico
    rulings: rulings.yaml
  - file: paths.csv
    name: table
    year: 2022
    column: body
    country_column: land
    separator: ;
    encoding: utf-8
    header_row: 1
    direction: down
    path_separator: ", "
    all_units: true
hierarchies:
  - file: units.csv
    superiors: superiors.csv
    year: 2020
    country: MX
  - file: around.csv
    year: 2018
    separator: ^
    encoding: utf-16-le
    header_row: 2
    direction: down
    all_units: true
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a project file that uses every key but that of identities, and its sources."""
    (tmp_path / "lists").mkdir()
    write_list(tmp_path / "lists", "first", 2019, FIRST)
    (tmp_path / "plain.txt").write_text("Toluria Station, Velabd Police\n", encoding="utf-8")
    (tmp_path / "rulings.yaml").write_text(RULINGS, encoding="utf-8")
    (tmp_path / "paths.csv").write_text('body;land\n"Korbad Guard, Korbad Command";MX\n', encoding="utf-8")
    (tmp_path / "units.csv").write_text(UNITS, encoding="utf-8")
    (tmp_path / "superiors.csv").write_text(SUPERIORS, encoding="utf-8")
    around = 'name^unit\npath^country\n"Velabad Police, Mirna Post"^MX\n'
    (tmp_path / "around.csv").write_text(around, encoding="utf-16-le")
    (tmp_path / PROJECT).write_text(WHOLE, encoding="utf-8")
    return tmp_path


def test_a_project_file_says_all_that_options_can(folder: Path) -> None:
    project = read_project(folder / PROJECT)
    assert project.base == "https://example.org/"
    assert project.list_names == ("2018", "first", "plain", "table")
    bundled, first, plain, table = (each.metadata for each in project.lists)
    assert (bundled.legal_basis or "").startswith("section 620M")
    assert (first.year, first.published, first.order, first.entries) == (2019, date(2020, 4, 30), GroupOrder.COUNTRY, 3)
    assert (first.publisher, first.source) == ("Ministry of Velabad", "https://velabad.example/list")
    assert (first.legal_basis, first.licence) == ("act 7", "https://velabad.example/licence")
    assert (first.title, first.scope) == ("Units of Velabad", "Made up.")
    assert (plain.year, plain.bullets, plain.legal_basis) == (2021, False, None)
    assert project.lists[2].source.country == "MX"
    assert [each.id for each in project.lists[2].rulings] == ["a"]
    assert table.year == 2022
    assert project.lists[3].source.columns == Columns("body", "land", ";", encoding="utf-8", header_row=1)
    assert project.lists[3].source.layout == given_layout("down", ", ", all_units=True)
    assert project.table_names == ("around", "units", "superiors")
    assert [each.layout for each in project.hierarchies] == [given_layout("down", all_units=True), PathLayout()]
    assert [each.table for each in project.hierarchies] == [Layout("^", "utf-16-le", header_row=2), Layout()]
    assert [(each.year, each.country) for each in project.hierarchies] == [(2018, ""), (2020, "MX")]


def test_a_build_of_a_project_gives_the_same_bytes_as_its_copy_in_the_store(
    folder: Path, run: Runner, tmp_path_factory: pytest.TempPathFactory
) -> None:
    made = build(folder / PROJECT, folder / "s")
    assert made.info.metadata.base == "https://example.org/"
    told = {each.name: (str(each.kind), each.rows, each.units, each.rulings) for each in made.info.metadata.sources}
    assert told == {
        "2018": ("list", 26, None, 12),
        "first": ("list", 3, None, 0),
        "plain": ("list", 1, None, 1),
        "table": ("list", 1, None, 0),
        "around": ("hierarchy", 1, 2, 0),
        "units": ("hierarchy", 2, 2, 0),
        "superiors": ("superiors", 1, None, 0),
    }
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "project"
    assert run("sources", "--store", str(folder / "s"), "--as-project", str(elsewhere)).code == 0
    shutil.rmtree(folder / "lists")
    for path in folder.glob("*.*"):
        path.unlink()
    copy = build(elsewhere / PROJECT, elsewhere.parent / "copy")
    assert copy.info.sha256 == made.info.sha256
    assert copy.info.metadata == made.info.metadata
    assert open_hierarchy(folder / "s").lists == open_hierarchy(elsewhere.parent / "copy").lists
    again = run("sources", "--store", str(elsewhere.parent / "copy"), "--as-project", str(elsewhere.parent / "again"))
    assert again.code == 0
    assert files(elsewhere) == files(elsewhere.parent / "again")


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_files_of_one_name_are_kept_apart(tmp_path: Path) -> None:
    sources = []
    for year, entries in ((2019, FIRST), (2020, SECOND)):
        (tmp_path / str(year)).mkdir()
        path = write_list(tmp_path / str(year), "list", year, entries).path
        sources.append(f"  - {{file: {year}/list.txt, name: of-{year}}}\n")
        assert path is not None
    (tmp_path / PROJECT).write_text("lists:\n" + "".join(sources), encoding="utf-8")
    first = build(tmp_path / PROJECT, tmp_path / "s").info
    with open_folder(tmp_path / "s") as store:
        assert store.sources is not None
        assert sorted(files(store.sources)) == ["identities.jsonl.gz", "lists/list-2.txt", "lists/list.txt", PROJECT]
        kept = read_project(store.sources / PROJECT)
        assert [each.metadata.year for each in kept.lists] == [2019, 2020]
    assert [each.year for each in first.metadata.sources] == [2019, 2020]


LIST = "lists:\n  - file: l.txt\n    year: 2020\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", ": None is not a mapping; write keys and values: base, lists, hierarchies, identities"),
        ("lists: []\n", " line 1: names no list and no hierarchy; name at least one source"),
        ("lists: x\n", " line 1: lists: 'x' is not a sequence; correct it"),
        ("lists: [x]\n", " line 1: 'x' is not a mapping; write keys and values: file, name, year,"),
        ("list: []\n", " line 1: unknown key 'list'; the keys are: base, lists, hierarchies, identities"),
        (LIST + "    leagl_basis: act\n", " line 4: unknown key 'leagl_basis'; the keys are: file, name, year, title,"),
        (LIST + "    published: 2020\n", " line 4: published: 2020 is not a day, such as 2019-04-30"),
        (LIST + "    bullets: maybe\n", " line 4: bullets: 'maybe' is not true or false; correct it"),
        (
            LIST + "    country: Atlantis\n",
            " line 4: unknown country 'Atlantis'; write an English name or an ISO",
        ),
        (
            LIST + "    rulings: r.yaml\n",
            " line 4: rulings: 'r.yaml': there is no such file; correct the path",
        ),
        (LIST + "    header: 1\n", " line 4: header: 1 is not true or false; correct it"),
        (
            LIST.replace("l.txt", "none.txt"),
            " line 2: file: 'none.txt': there is no such file; correct the path",
        ),
        (LIST.replace("l.txt", "."), " line 2: file: '.': is a folder; correct the path"),
        ("lists:\n  - name: l\n", " line 2: the key 'file' is missing; add it; only a bundled list (2018) needs none"),
        ("hierarchies:\n  - year: 2020\n", " line 2: the key 'file' is missing; add it"),
        ("hierarchies:\n  - file: h.csv\n", " line 2: file: 'h.csv': there is no such file"),
        ("hierarchies:\n  - file: l.txt\n    year: '2020'\n", " line 3: year: '2020' is not a whole number"),
        (LIST + "identities: i.jsonl\n", " line 4: identities: 'i.jsonl': there is no such file"),
        (LIST + "  - file: l.txt\n    year: 2021\n", "list l: 2 lists have this name; give each a name of its own"),
        (LIST + "base: nope\n", "base 'nope': is not a base for IRIs"),
        (LIST + "    source: nope\n", "l.txt: the source 'nope' of the list is not an address"),
        ("lists: [\n", " line 2: invalid YAML; correct the indentation"),
    ],
)
def test_what_is_wrong_in_a_project_file_is_told_with_its_line(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / PROJECT
    path.write_text(text, encoding="utf-8")
    (tmp_path / "l.txt").write_text("Mexico\n\n- Korbad Guard\n", encoding="utf-8")
    with pytest.raises(UnitGraphError) as caught:
        build(path, tmp_path / "s")
    assert str(caught.value).removeprefix(str(path)).startswith(message), str(caught.value)
    assert not (tmp_path / "s").exists()


def test_a_project_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"none.yaml: cannot be read \(No such file or directory\); check the path"):
        build(tmp_path / "none.yaml", tmp_path / "s")


def test_nothing_is_said_beside_a_project_file(folder: Path, run: Runner) -> None:
    for option, keys in (
        (["--year", "2020", "--title", "x"], "write the rest into it: 'year', 'title' below a list"),
        (["--no-list"], "leave --no-list out"),
        (["--hierarchy", str(folder / "around.csv")], "write the rest into it: 'hierarchies'"),
        (["--rulings", "r.yaml"], "write the rest into it: 'rulings' beside 'lists' (or below a list)"),
        (["--direction", "up"], "write the rest into it: 'direction' below a list"),
        (["--base", "https://velabad.example/"], "write the rest into it: 'base'"),
    ):
        done = run("build", str(folder / PROJECT), "--store", str(folder / "s"), *option)
        assert done.code == 2
        assert f"a project file names all sources; {keys}" in done.err


def test_the_order_of_sources_does_not_matter(tmp_path: Path) -> None:
    lists = [write_list(tmp_path, "a", 2019, FIRST), write_list(tmp_path, "b", 2020, SECOND)]
    one, other = open_project(lists), open_project(lists[::-1])
    assert one == other
    with pytest.raises(SourceError, match="list a: 2 lists have this name"):
        open_project([lists[0], ListSource(lists[1].path, "a", 2020)])
