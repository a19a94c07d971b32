"""Two lists compared: denials, units and edges."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import unitgraph
from several_lists import FIRST, SECOND, build_lists, write_list
from unitgraph.checking.list_diff import Change, ListDiff, diff_rows
from unitgraph.checking.opening import open_hierarchy
from unitgraph.identity.lists import ListSource
from unitgraph.system.errors import QueryError

Runner = Callable[..., Any]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("diff")
    lists = (write_list(folder, "first", 2018, FIRST), write_list(folder, "later", 2021, SECOND))
    return build_lists(folder / "store", lists)


@pytest.fixture(scope="module")
def diff(store: Path) -> ListDiff:
    return unitgraph.diff("first", "later", store=store)


def test_denials(diff: ListDiff) -> None:
    assert [(str(each.change), each.unit.name, len(each.before), len(each.after)) for each in diff.denials] == [
        ("new", "Southern Division", 0, 1),
        ("gone", "Korbad Guard", 1, 0),
        ("reworded", "Toluria Station", 1, 1),
    ]
    (reworded,) = (each for each in diff.denials if each.change is Change.REWORDED)
    assert [each.verbatim for each in (*reworded.before, *reworded.after)] == [FIRST[0], SECOND[0]]
    assert diff.unchanged_denials == 1, "a no-break space is no other text"


def test_units_and_edges(diff: ListDiff) -> None:
    assert [(str(each.change), each.name) for each in diff.units] == [
        ("gone", "Korbad Guard"),
        ("gone", "Northern Division"),
    ]
    assert diff.unchanged_units == 4
    assert [(str(each.change), each.superior_name, each.name) for each in diff.edges] == [
        ("new", "Velabad Police", "Toluria Station"),
        ("gone", "Northern Division", "Toluria Station"),
        ("gone", "Velabad Police", "Northern Division"),
    ]
    assert diff.unchanged_edges == 2


def test_backwards_and_by_year(store: Path, diff: ListDiff) -> None:
    back = unitgraph.diff("2021", "2018", store=store)
    assert (back.before.name, back.after.name) == ("later", "first")
    assert {each.unit.iri for each in back.denials if each.change is Change.NEW} == {
        each.unit.iri for each in diff.denials if each.change is Change.GONE
    }
    same = unitgraph.diff("first", "first", store=store)
    assert (same.denials, same.units, same.edges, same.unchanged_denials) == ((), (), (), 3)


def test_a_list_that_is_not_there(store: Path) -> None:
    with pytest.raises(QueryError, match="list '2019': the store holds no such list; it holds 'first', 'later'"):
        unitgraph.diff("2018", "2019", store=store)


def test_a_unit_that_is_denied_once_more(tmp_path: Path) -> None:
    lists = (
        write_list(tmp_path, "one", 2018, ("Toluria Station, Velabad Police",)),
        write_list(tmp_path, "two", 2019, ("Toluria Station, Velabad Police", "Velabad Police, Toluria Station")),
    )
    diff = unitgraph.diff("one", "two", store=build_lists(tmp_path / "store", lists))
    assert [(each.change, each.before, [after.line for after in each.after]) for each in diff.denials] == [
        (Change.REWORDED, (), [8])
    ]
    assert diff.unchanged_denials == 1


def test_what_may_be_the_same_is_told(tmp_path: Path) -> None:
    lists = (
        write_list(tmp_path, "one", 2018, ("Velabad Police, Northern Division, Patrol Section",)),
        write_list(tmp_path, "two", 2019, ("Velabad Police, Southern Division, Patrol Section",)),
    )
    diff = unitgraph.diff("one", "two", store=build_lists(tmp_path / "store", lists))
    new, gone = diff.denials
    assert (new.change, gone.change) == (Change.NEW, Change.GONE)
    assert (new.possibly, gone.possibly) == ((gone.unit.iri,), (new.unit.iri,))


def test_texts_of_both_lists_that_are_not_settled_to_be_one_unit_are_told(tmp_path: Path, run: Runner) -> None:
    texts = ("Unknown Brigade, 5th Division, Toluria Army", "Camp B", "Special Group")
    lists = (write_list(tmp_path, "one", 2018, texts), write_list(tmp_path, "two", 2019, (*texts, "Torlo Guard")))
    ruling = "list: two\nrulings:\n- {id: b, kind: distinct, mentions: [{source: one, text: Camp B}, {text: Camp B}],"
    (tmp_path / "two.yaml").write_text(f"{ruling} reason: Made up., date: 2026-11-29, by: A}}", encoding="utf-8")
    store = build_lists(tmp_path / "store", (lists[0], replace(lists[1], rulings=tmp_path / "two.yaml")))
    diff = unitgraph.diff("one", "two", store=store)
    marked = [(str(each.change), each.unit.name, each.printed_by_both) for each in diff.denials]
    assert sorted(marked) == [
        ("gone", "Camp B", False),
        ("gone", "Special Group", True),
        ("gone", "Unknown Brigade", True),
        ("new", "Camp B", False),
        ("new", "Special Group", True),
        ("new", "Torlo Guard", False),
        ("new", "Unknown Brigade", True),
    ]
    asked = {name for each in open_hierarchy(store) if each.possibly for name in each.names}
    assert asked == {"Special Group", "Unknown Brigade"}
    told = run("diff", "one", "two", "--store", str(store)).out
    assert told.count("not settled: the other list prints the same text") == 4
    assert "Unchanged: 0 denials of the same unit with the same text in both lists" in told


def test_a_country_that_was_only_inferred_is_marked(tmp_path: Path) -> None:
    made_up = tmp_path / "two.txt"
    made_up.write_text("Made up.\n\n- Toluria Station, Bangladesh Police\n- Mirna Station, Bangladesh Police\n")
    lists = (write_list(tmp_path, "one", 2018, FIRST[2:]), ListSource(made_up, name="two", year=2019))
    diff = unitgraph.diff("one", "two", store=build_lists(tmp_path / "store", lists))
    marked = {each.name: each.country_confidence is not None for each in (*diff.units, *(d.unit for d in diff.denials))}
    assert marked == {
        "Korbad Guard": False,
        "Bangladesh Police": True,
        "Mirna Station": True,
        "Toluria Station": True,
    }
    heading, *rows = diff_rows(diff)
    at = heading.index("country_confidence")
    assert {(row[3], bool(row[at])) for row in rows if row[0] != "edge"} == set(marked.items())


def test_diff_in_words(run: Runner, store: Path) -> None:
    done = run("diff", "first", "later", "--store", str(store))
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert lines[:7] == [
        "From list first (calendar year 2018)",
        "to list later (calendar year 2021)",
        "",
        "New: 1 denied unit",
        "+ Southern Division (MX)",
        "    list later, line 9: \u201cVelabad Police, Southern Division\u201d",
        "",
    ]
    assert "Gone, which is no clearance: 1 denied unit" in lines
    assert "Unchanged: 1 denial of the same unit with the same text in both lists" in lines
    assert "Units named: 0 new, 2 gone, 4 in both" in lines
    assert "+ Velabad Police > Toluria Station" in lines
    assert any("leaving a later one is no clearance" in line for line in lines)


def test_diff_as_json_and_csv(run: Runner, store: Path) -> None:
    made = json.loads(run("diff", "first", "later", "--store", str(store), "--format", "json").out)
    assert [each["name"] for each in made["entries"] if each["change"] == "new"] == ["Southern Division"]
    assert made["unchanged"] == {"entries": 1, "units": 4, "edges": 2}
    assert (made["before"]["name"], made["after"]["year"], made["after"]["published"]) == ("first", 2021, None)
    rows = list(
        csv.DictReader(io.StringIO(run("diff", "first", "later", "--store", str(store), "--format", "csv").out))
    )
    assert [(row["kind"], row["change"], row["name"], row["list"]) for row in rows] == [
        ("entry", "new", "Southern Division", "later"),
        ("entry", "gone", "Korbad Guard", "first"),
        ("entry", "reworded", "Toluria Station", "first"),
        ("entry", "reworded", "Toluria Station", "later"),
        ("unit", "gone", "Korbad Guard", ""),
        ("unit", "gone", "Northern Division", ""),
        ("edge", "new", "Toluria Station", ""),
        ("edge", "gone", "Toluria Station", ""),
        ("edge", "gone", "Northern Division", ""),
    ]


def test_diff_with_a_list_that_is_not_there(run: Runner) -> None:
    done = run("diff", "2018", "2019")
    assert (done.code, done.out) == (2, "")
    assert done.err == "unitgraph: list '2019': the store holds no such list; it holds '2018'\n"
