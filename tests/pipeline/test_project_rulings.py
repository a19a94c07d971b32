"""Rulings on any source of a project: reviewed together, kept with the project, and applied to a store."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest

import unitgraph
from unitgraph.pipeline.project import open_project, read_project
from unitgraph.reading.hierarchy_tables import HierarchySource
from unitgraph.reading.rulings import of_list, of_no_list, parse_rulings
from unitgraph.system.errors import RulingError, StoreError, UnitGraphError

Runner = Callable[..., Any]
UNREAD = "Kuzey Merkez Gök Amirliği, Velabad İl Asayiş Amirliği"
UNITS = "unit,name,country,superiors\n1,Quay Police,MX,\n2,Gate Watch,MX,1\n3,Gate Wacth,MX,\n"
PROJECT = """\
lists:
  - {file: one.txt, name: one, year: 2021}
  - {file: two.txt, name: two, year: 2022}
hierarchies:
  - {file: units.csv}
"""


@pytest.fixture
def world(tmp_path: Path) -> Path:
    for name, year, first in (("one", 2021, "Gate Watch"), ("two", 2022, "Gate Watch, Quay Police")):
        text = f"Made up: nobody denied anything.\n\nUnits denied in calendar year {year}\n\nMexico\n\n"
        (tmp_path / f"{name}.txt").write_text(f"{text}  • {first}\n  • {UNREAD}\n", encoding="utf-8")
    (tmp_path / "units.csv").write_text(UNITS, encoding="utf-8")
    (tmp_path / "project.yaml").write_text(PROJECT, encoding="utf-8")
    return tmp_path


def questions(run: Runner, *about: str, rulings: Path) -> list[dict[str, str]]:
    done = run("review", *about, "--rulings", str(rulings), "--format", "csv")
    assert done.code == 0, done.err
    return list(csv.DictReader(done.out.lstrip("\ufeff").splitlines()))


def test_all_sources_of_a_project_are_reviewed_together(run: Runner, world: Path) -> None:
    project, rulings = world / "project.yaml", world / "decisions.yaml"
    (world / "units.csv").write_text(UNITS.replace("Wacth", "Watch"), encoding="utf-8")
    asked = questions(run, str(project), rulings=rulings)
    assert [each["id"] for each in asked if each["topic"] == "unread-path"] == ["one-path-line-8", "two-path-line-8"]
    assert {each["topic"] for each in asked} >= {"unread-path", "possibly-the-same-unit"}
    answers = {"unread-path": "1", "possibly-the-same-unit": "d"}
    sheet = world / "sheet.csv"
    with sheet.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(asked[0]))
        writer.writeheader()
        writer.writerows({**each, "answer": answers.get(each["topic"], ""), "reason": "seen"} for each in asked)
    done = run("review", str(project), "--rulings", str(rulings), "--apply", str(sheet), "--by", "Anna")
    assert done.code == 0, done.err
    text = rulings.read_text(encoding="utf-8")
    assert text.startswith("# Decisions about the sources of a project.\nrulings:\n")
    left = questions(run, str(project), rulings=rulings)
    assert {each["topic"] for each in left} <= set(dict.fromkeys(each["topic"] for each in asked)) - set(answers)
    project.write_text(PROJECT + "rulings: decisions.yaml\n", encoding="utf-8")
    found = read_project(project)
    assert [[ruling.list for ruling in each.rulings] for each in found.lists] == [["one"], ["two"]]
    assert found.rulings
    assert {ruling.list for ruling in found.rulings} == {""}
    done = run("review", str(project), "--rulings", str(world / "other.yaml"), "--format", "csv")
    assert (done.code, "give that file with --rulings" in done.err) == (2, True)


@pytest.mark.end_to_end
def test_rulings_are_applied_to_what_a_store_holds_and_stay_with_it(run: Runner, world: Path) -> None:
    store = world / "store"
    place = ("--store", str(store))
    assert run("build", str(world / "project.yaml"), *place).code == 0
    assert questions(run, *place, rulings=world / "decisions.yaml")
    (world / "decisions.yaml").write_text(
        f"""\
rulings:
  - id: office
    kind: path
    entry: {{source: two, text: "{UNREAD}"}}
    units: [Kuzey Merkez Gök Amirliği]
    places: [Velabad İl Asayiş Amirliği]
    date: 2026-01-01
    reason: So it reads.
  - id: misprint
    kind: spelling
    entries: [{{source: units, identifier: "3"}}]
    written: Gate Wacth
    means: Gate Watch
    date: 2026-01-01
    reason: Two letters are exchanged.
""",
        encoding="utf-8",
    )
    rulings = ("--rulings", str(world / "decisions.yaml"))
    done = run("build", "--no-list", *rulings, *place)
    assert done.code == 0, done.err
    assert "list two (2 entries, 1 ruling)" in done.out
    assert unitgraph.check("Kuzey Merkez Gök Amirliği", country="MX", store=store).unit
    applied = unitgraph.query("rulings-applied", store=store)
    assert {row[0].rpartition("ruling/")[2] for row in applied.texts() if row[0]} == {"two/office", "misprint"}
    with_tables = run("build", str(world / "two.txt"), "--list", "two", "--year", "2022", *place)
    assert "list two (2 entries, 1 ruling)" in with_tables.out, "they stay with the store"
    for name in ("two", "units"):
        with pytest.raises(StoreError, match=f"its rulings are about '{name}'"):
            unitgraph.remove(name, store)
    (world / "new.yaml").write_text("rulings: []\n", encoding="utf-8")
    more = ("--no-list", "--hierarchy", str(world / "units.csv"), "--rulings", str(world / "new.yaml"))
    done = run("build", *more, *place)
    assert (done.code, "holds rulings that" in done.err, "misprint, office" in done.err) == (2, True, True)
    done = run("review", *place, "--rulings", str(world / "none.yaml"), "--format", "csv")
    assert (done.code, "begin with those" in done.err) == (2, True)


def test_a_table_alone_has_rulings(world: Path) -> None:
    (world / "decisions.yaml").write_text(
        "rulings:\n  - {id: a, kind: country, entries: [{source: units, identifier: '3'}], country: GT, "
        "date: 2026-01-01, reason: So it is.}\n",
        encoding="utf-8",
    )
    project = open_project([], [HierarchySource(world / "units.csv")], rulings=world / "decisions.yaml")
    assert [ruling.id for ruling in project.all_rulings] == ["a"]
    with pytest.raises(UnitGraphError, match="holds nothing that rulings could be about"):
        unitgraph.build(None, world / "store", no_list=True, rulings=world / "decisions.yaml")


ONE = "id: a, kind: path, units: [Gate Watch], date: 2026-01-01, reason: So it reads."


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (f"rulings:\n  - {{{ONE}, entry: Gate Watch}}\n", "nothing says which source"),
        (f"rulings:\n  - {{{ONE}, line: 7}}\n", "nothing says which list its lines are of"),
        ("rulings: none\n", "not a rulings file"),
        ("list: ''\nrulings: []\n", "not a rulings file"),
    ],
)
def test_a_ruling_of_a_project_says_what_it_is_about(text: str, says: str) -> None:
    with pytest.raises(RulingError, match=says):
        parse_rulings(text, "decisions.yaml")


def test_the_rulings_of_one_list_are_none_of_a_project(world: Path) -> None:
    (world / "one.yaml").write_text(f"list: one\nrulings:\n  - {{{ONE}, entry: Gate Watch}}\n", encoding="utf-8")
    with pytest.raises(RulingError, match="is for the list 'one', not for all sources"):
        open_project([], [HierarchySource(world / "units.csv")], rulings=world / "one.yaml")


def test_a_ruling_on_several_sources_is_shared_among_them() -> None:
    entries = "[{source: one, text: A}, {source: two, text: A}, {source: units, identifier: '3'}]"
    fields = f"id: a, kind: spelling, entries: {entries}, written: A, means: B, date: 2026-01-01, reason: R"
    told = parse_rulings(f"rulings:\n  - {{{fields}}}\n", "decisions.yaml")
    shares = [of_list(told, name)[0] for name in ("one", "two")]
    assert [(each.list, [about.source for about in each.about]) for each in shares] == [
        ("one", ["one"]),
        ("two", ["two"]),
    ]
    (rest,) = of_no_list(told, {"one", "two"})
    assert (rest.list, [each.source for each in rest.rows]) == ("", ["units"])
    assert of_list(told, "three") == ()


def test_a_project_says_itself_what_its_sources_are(run: Runner, world: Path) -> None:
    done = run("review", str(world / "project.yaml"), "--rulings", str(world / "r.yaml"), "--year", "2020")
    assert (done.code, "leave out the options" in done.err) == (2, True)


def test_without_a_terminal_a_review_says_how_to_go_on(
    run: Runner, world: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none() -> str:
        raise OSError(6, "No such device or address", "/dev/tty")

    monkeypatch.setattr(click, "getchar", none)
    done = run("review", str(world / "project.yaml"), "--rulings", str(world / "r.yaml"))
    assert done.code == 2
    assert "there is no terminal in which to ask; write a sheet with --format csv" in done.err
