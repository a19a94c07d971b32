"""What a build would merge and ask, while nothing is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from unitgraph.api import open_store
from unitgraph.cli import cli

MADE_UP = "Made up: nobody denied anything.\n\nUnits denied in calendar year {year}\n\nMali\n\n"
UNITS = "unit,name,country,superiors\n1,Velabad Police,ML,\n2,Investigation Wing,ML,1\n3,Records Section,ML,2\n"
MERGE = (
    "\u201cVelabad Police\u201d (first) and \u201cVelabad Police\u201d (units): the same name; "
    "no other unit of the country has the name"
)

pytestmark = pytest.mark.end_to_end
QUESTION = "\u201cInvestigation Wing\u201d (first) and \u201cInvestigation Wing\u201d (units): the same name"


@pytest.fixture
def world(tmp_path: Path) -> Path:
    for name, year, entries in (
        ("first", 2021, ("Investigation Wing", "Gate Watch, Velabad Police")),
        ("second", 2022, ("Gate Watch, Velabad Police", "Quay Squad")),
    ):
        text = MADE_UP.format(year=year) + "".join(f"  \u2022 {each}\n" for each in entries)
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    (tmp_path / "units.csv").write_text(UNITS, encoding="utf-8")
    return tmp_path


def run(world: Path, name: str, *options: str) -> str:
    """What building a list prints, into the store of the world."""
    command = ["build", str(world / f"{name}.txt"), "--list", name, "--store", str(world / "store"), *options]
    done = CliRunner().invoke(cli, command)
    if done.exception is not None:
        raise done.exception
    return done.stdout


def tables(world: Path) -> tuple[str, ...]:
    return ("--hierarchy", str(world / "units.csv"), "--hierarchy-year", "2020")


def test_a_dry_run_against_nothing_shows_merges_and_questions_and_makes_no_folder(world: Path) -> None:
    assert run(world, "first", *tables(world), "--dry-run").splitlines() == [
        f"Nothing is written to {world / 'store'}. It would hold 5 units; 1 new merge, 1 new question.",
        "one unit: Velabad Police (ML)",
        f"  {MERGE} [first line 8, units line 2]",
        "question: Investigation Wing (ML), listed | Investigation Wing (ML)",
        f"  {QUESTION} [first line 7, units line 3]",
        "  the status of 2 units depends on it",
    ]
    assert not (world / "store").exists()


def test_a_dry_run_shows_what_a_source_adds_to_a_store(world: Path) -> None:
    run(world, "first", *tables(world))
    with open_store(world / "store") as store:
        before = store.info().sha256
    found = json.loads(run(world, "second", "--add", "--dry-run", "--format", "json"))
    assert found["units"] == 6
    assert {each["name"] for each in found["merges"]} == {"Gate Watch", "Velabad Police"}
    assert all({"first", "second"} & {at["source"] for at in each["mentions"]} for each in found["merges"])
    assert (found["questions"], found["mergesGone"], found["questionsGone"]) == ([], 0, 0)
    with open_store(world / "store") as store:
        assert store.info().sha256 == before
    # What it shows is what the build then states: nothing is new any more.
    run(world, "second", "--add")
    again = json.loads(run(world, "second", "--add", "--dry-run", "--format", "json"))
    assert (again["merges"], again["questions"]) == ([], [])


def test_a_dry_run_counts_what_would_be_gone(world: Path) -> None:
    run(world, "first", *tables(world))
    text = run(world, "second", "--replace", "--dry-run")
    assert "It would hold 3 units; 0 new merges, 0 new questions." in text
    assert "Gone would be 1 merge and 1 question." in text


def test_the_order_of_the_sources_changes_no_byte(world: Path) -> None:
    """Not of the evidence either."""
    more = "unit,name,country,superiors\n9,Velabad Police,ML,\n8,Records Section,ML,9\n7,Gate Watch,ML,9\n"
    (world / "more.csv").write_text(more, encoding="utf-8")
    digests = []
    for order in (("units", "more"), ("more", "units")):
        options = [option for name in order for option in ("--hierarchy", str(world / f"{name}.csv"))]
        run(world, "first", *options, "--hierarchy-year", "2020", "--replace")
        with open_store(world / "store") as store:
            digests.append(store.info().sha256)
            text = "SELECT ?s WHERE { ?f a <https://w3id.org/unitgraph/ns#IdentityQuestion> ; ?p ?s }"
            assert len(list(store.query(text).texts())) > 5
    assert digests[0] == digests[1]


MISPRINT, RIGHT = (
    "Federal Police, Regional Secruity Division, Gate Station",
    "Federal Police, Regional Security Division, Quay Station",
)
SPELLING = f"""\
list: first
rulings:
  - id: misprint
    kind: spelling
    entries: ["{MISPRINT}"]
    written: Regional Secruity Division
    means: Regional Security Division
    date: 2026-01-01
    reason: Two letters are exchanged.
"""


def test_a_dry_run_shows_what_a_ruling_on_spelling_makes_one(tmp_path: Path) -> None:
    text = MADE_UP.format(year=2021).replace("Mali", "Mexico") + f"  \u2022 {MISPRINT}\n  \u2022 {RIGHT}\n"
    (tmp_path / "first.txt").write_text(text, encoding="utf-8")
    (tmp_path / "rulings.yaml").write_text(SPELLING, encoding="utf-8")
    (tmp_path / "units.csv").write_text(
        "unit,name,country,superiors\n1,Federal Police,MX,\n2,Regional Security Division,MX,1\n", encoding="utf-8"
    )
    rulings = ("--rulings", str(tmp_path / "rulings.yaml"))
    within = (
        "one unit: Regional Security Division (MX)",
        "  \u201cRegional Secruity Division\u201d (first) and \u201cRegional Security Division\u201d (first): "
        "a ruling says so [first line 7, first line 8]",
    )
    alone = run(tmp_path, "first", *rulings, "--dry-run").splitlines()
    assert tuple(alone[1:]) == within
    both = run(tmp_path, "first", *rulings, *tables(tmp_path), "--dry-run").splitlines()
    assert "question" not in "".join(both[1:]), "the ruling says what is meant"
    assert (
        "  \u201cRegional Secruity Division\u201d (first) and \u201cRegional Security Division\u201d (units): "
        "a ruling says so; the same name; a superior in common [first line 7, units line 3]"
    ) in both
    assert set(within) <= set(both)


MAP = """\
title: Units of Velabad
about: https://velabad.example/data
scheme: velabad
units: {unit: id, name: name, country: country, superiors: up}
"""
EARLIER = "id,name,country,up\n1,Velabad Police,MX,\n2,Gate Watch,MX,1\n3,Quay Squad,MX,1\n"
LATER = "id,name,country,up\n1,Velabad Police,MX,\n9,Gate Watch,MX,1\n3,Harbour Squad,MX,1\n"


def test_tables_of_one_scheme_meet_by_identifier_alone_and_say_so(tmp_path: Path) -> None:
    for name, text in (("map.yaml", MAP), ("earlier.csv", EARLIER), ("later.csv", LATER)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    project = tmp_path / "unitgraph.yaml"
    project.write_text("hierarchies:\n  - {file: earlier.csv, map: map.yaml}\n  - {file: later.csv, map: map.yaml}\n")
    done = CliRunner().invoke(cli, ["build", str(project), "--store", str(tmp_path / "store"), "--dry-run"])
    assert done.stdout.splitlines() == [
        f"Nothing is written to {tmp_path / 'store'}. It would hold 4 units; 2 new merges, 0 new questions.",
        "one unit: Harbour Squad (MX)",
        "  \u201cQuay Squad\u201d (earlier) and \u201cHarbour Squad\u201d (later): the same identifier "
        "[earlier line 4, later line 4]",
        "one unit: Velabad Police (MX)",
        "  \u201cVelabad Police\u201d (earlier) and \u201cVelabad Police\u201d (later): the same identifier "
        "[earlier line 2, later line 2]",
    ], "two of one name with different identifiers are two units"
