"""``--map``, ``--preset``, ``--path-columns`` and ``--fill-down``, in every command that takes a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from unitgraph.api import check
from unitgraph.cli import cli
from unitgraph.cli.map_options import PRESETS
from unitgraph.pipeline.project import read_project
from unitgraph.reading.maps import of_path_columns, preset_names
from unitgraph.store import open_folder

Runner = Callable[..., Any]
COLUMNS = 'Organization,Branch,"Unit Name"'
WIDE = (
    "Person,Organization,Branch,Unit Name,Country\n"
    'Someone Secret,Federal Police,Regional Security Division,"Torreon Station",Mexico (MX)\n'
    'Someone Secret,Velabad Army,,"Post 4, East",MX\n'
    "Someone Secret,,,,\n"
)
UNITS = "Code,Called,Above\n1,Velabad Army,\n2,East Brigade,1\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "wide.csv").write_text(WIDE, encoding="utf-8")
    (tmp_path / "units.csv").write_text(UNITS, encoding="utf-8")
    (tmp_path / "own.yaml").write_text("units: {unit: Code, name: Called, superiors: Above}\n", encoding="utf-8")
    return tmp_path


def test_the_help_names_every_preset() -> None:
    assert preset_names() == PRESETS


def test_read_and_screen_take_the_same(run: Runner, here: Path) -> None:
    done = run("read", "wide.csv", "--path-columns", COLUMNS, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert [(row["line"], row["chain"], row["confidence"]) for row in rows] == [
        ("2", "Federal Police > Regional Security Division > Torreon Station", "1.000"),
        ("3", "Velabad Army > Post 4, East", "1.000"),
    ]
    done = run("screen", "wide.csv", "--path-columns", COLUMNS, "--country-column", "Country")
    screened = list(csv.DictReader(io.StringIO(done.out)))
    assert [row["status"] for row in screened] == ["listed", "unknown", ""]
    assert screened[0]["unit"] == "Torreon Station"
    assert "2 rows screened" in done.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--map", "own.yaml", "--preset", "sfm"), "--map and --preset: contradict each other; give one of them"),
        (("--fill-down",), "--fill-down: no path columns are given; give --path-columns"),
        (("--path-columns", "Organization,"), "--path-columns: a column has no name; write them like Organization"),
        (("--path-columns", "Organization,Divisoin"), "there is no column 'Divisoin'; correct the path columns"),
        (("--preset", "sfn"), "preset sfn: there is no such preset; use one of: ftm, "),
        (("--map", "no.yaml"), "no.yaml: cannot be read (No such file or directory)"),
        (("--preset", "sfm"), "wide.csv: it is not as the map 'sfm' says: units needs 'unit:name'; relations needs "),
    ],
)
def test_what_options_may_not_say(run: Runner, here: Path, arguments: tuple[str, ...], message: str) -> None:
    for command in (("read", "wide.csv"), ("screen", "wide.csv")):
        done = run(*command, *arguments)
        assert (done.code, message in done.err) == (2, True), done.err
        assert done.out == ""


def test_levels_that_columns_give_have_no_other_direction(run: Runner, here: Path) -> None:
    table = ("--no-list", "--hierarchy", "wide.csv", "--path-columns", COLUMNS)
    done = run("build", *table, "--direction", "up", "--store", "store")
    assert (done.code, "wide.csv: its columns are the levels of its paths, from the top" in done.err) == (2, True)


def test_a_map_is_for_a_table(run: Runner, here: Path) -> None:
    done = run("build", "--store", "store", "--preset", "sfm")
    assert (done.code, "no table is given" in done.err) == (2, True)
    done = run("screen", "wide.csv", "--path-columns", COLUMNS, "--column", "Branch")
    assert (done.code, "--column: the column map says which columns count" in done.err) == (2, True)


def test_standard_input_takes_a_map() -> None:
    piped = CliRunner().invoke(cli, ["screen", "-", "--path-columns", COLUMNS], input=WIDE)
    assert [row["status"] for row in csv.DictReader(io.StringIO(piped.stdout))] == ["listed", "unknown", ""]
    refused = CliRunner().invoke(cli, ["screen", "-", "--preset", "sfm"], input="")
    assert "standard input: this table is empty" in str(refused.exception)


@pytest.mark.end_to_end
def test_a_store_keeps_the_maps_of_its_sources(run: Runner, here: Path) -> None:
    columns = ["Organization", "Branch", "Unit Name"]
    listed = {"file": "wide.csv", "year": 2021, "path_columns": columns, "country_column": "Country"}
    table = {"file": "units.csv", "map": "own.yaml", "country": "MX"}
    (here / "unitgraph.yaml").write_text(yaml.safe_dump({"lists": [listed], "hierarchies": [table]}), encoding="utf-8")
    assert run("build", "unitgraph.yaml", "--store", "store").code == 0
    (here / "own.yaml").unlink()  # the store has its own
    assert run("sources", "--store", "store", "--as-project", "project").code == 0
    kept = read_project(here / "project" / "unitgraph.yaml")
    assert kept.lists[0].source.map == of_path_columns(tuple(columns), "Country")
    own = kept.hierarchies[0].map
    assert own is not None
    assert own.path == here / "project" / "maps" / "own.yaml"
    answer = check("East Brigade", country="MX", store="store")
    assert answer.unit is not None
    assert str(answer.status) == "beside-listed"
    with open_folder(here / "store") as opened:
        assert [quad for quad in opened.quads() if "Secret" in str(quad)] == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("preset: sfm\n    map: own.yaml", "line 3: map and preset contradict each other; keep one of them"),
        ("fill_down: true", "line 3: no path columns are given; add 'path_columns', or remove the key"),
        ("preset: sfn", "there is no such preset"),
    ],
)
def test_what_project_files_may_not_say(run: Runner, here: Path, text: str, message: str) -> None:
    (here / "unitgraph.yaml").write_text(f"hierarchies:\n  - file: units.csv\n    {text}\n", encoding="utf-8")
    done = run("build", "unitgraph.yaml", "--store", "store")
    assert (done.code, message in done.err) == (2, True), done.err


@pytest.mark.end_to_end
def test_columns_of_hierarchy_tables_are_named_and_kept(run: Runner, here: Path) -> None:
    (here / "paths.csv").write_text('Dependencia;Estado\n"Post 4, Velabad Police";GE\n', encoding="utf-8")
    named = ("--column", "Dependencia", "--country-column", "2")
    assert run("build", "--no-list", "--hierarchy", "paths.csv", *named, "--store", "one").code == 0
    assert run("sources", "--store", "one", "--as-project", "project").code == 0
    project = yaml.safe_load((here / "project/unitgraph.yaml").read_text(encoding="utf-8"))
    assert {"column": "Dependencia", "country_column": "2"}.items() <= project["hierarchies"][0].items()
    (here / "list.txt").write_text("MADE UP.\n\nGeorgia\n- Post 4, Velabad Police\n", encoding="utf-8")
    read = read_project(here / "project/unitgraph.yaml").hierarchies
    assert [(each.column, each.country_column) for each in read] == [("Dependencia", "2")]
    told = ("list.txt", "--year", "2021", "--name", "x", "--hierarchy", "paths.csv", *named)
    done = run("build", *told, "--store", "two")
    assert "1 denial, 2 units, 1 parent-child edge" in done.out
