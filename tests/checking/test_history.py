"""One unit in every list: listed, absent, not settled, or a year without a list."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import unitgraph
from several_lists import FIRST, SECOND, build_lists, write_list
from unitgraph.checking.history import History, Presence
from unitgraph.checking.lists import list_named
from unitgraph.reading.entries import ListMetadata
from unitgraph.system.errors import QueryError, UnknownName

Runner = Callable[..., Any]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("history")
    lists = (write_list(folder, "first", 2018, FIRST), write_list(folder, "later", 2021, SECOND))
    return build_lists(folder / "store", lists)


def presences(history: History) -> list[tuple[int, str | None, str]]:
    return [(each.year, each.list.name if each.list else None, str(each.presence)) for each in history.years]


def test_every_year_from_the_first_list_to_the_last(store: Path) -> None:
    history = unitgraph.history("Korbad Guard", store=store)
    assert presences(history) == [
        (2018, "first", "listed"),
        (2019, None, "no-list"),
        (2020, None, "no-list"),
        (2021, "later", "absent"),
    ]
    assert [entry.verbatim for entry in history.years[0].denying] == ["Korbad Guard"]


def test_a_unit_with_a_shorter_and_turned_chain(store: Path) -> None:
    history = unitgraph.history("Toluria Station", country="MX", store=store)
    listed = [each for each in history.years if each.presence is Presence.LISTED]
    assert [[entry.verbatim for entry in each.denying] for each in listed] == [
        ["Velabad Police, Northern Division, Toluria Station"],
        ["Toluria Station, Velabad Police"],
    ]
    assert [[entry.chain for entry in each.denying] for each in listed] == [
        [("Velabad Police", "Northern Division", "Toluria Station")],
        [("Velabad Police", "Toluria Station")],
    ]


def test_a_unit_that_a_list_only_names_above_another_is_absent(store: Path) -> None:
    history = unitgraph.history("Southern Division", country="MX", store=store)
    assert presences(history)[0] == (2018, "first", "absent")
    assert [entry.line for entry in history.years[0].naming] == [8]
    assert history.years[0].denying == ()
    last = history.years[-1]
    assert last.presence is Presence.LISTED
    assert [entry.line for entry in last.denying] == [9]
    assert [entry.line for entry in last.naming] == [8]


def test_what_may_be_the_same_is_not_told_absent(tmp_path: Path) -> None:
    lists = (
        write_list(tmp_path, "one", 2018, ("Velabad Police, Northern Division, Patrol Section",)),
        write_list(tmp_path, "two", 2019, ("Velabad Police, Southern Division, Patrol Section",)),
    )
    store = build_lists(tmp_path / "store", lists)
    name = "Velabad Police, Northern Division, Patrol Section"
    first, second = unitgraph.history(name, country="MX", store=store).years
    assert (first.presence, second.presence) == (Presence.LISTED, Presence.UNSETTLED)
    assert [(node.name, listing.verbatim) for node, listing in second.possibly] == [
        ("Patrol Section", "Velabad Police, Southern Division, Patrol Section")
    ]


def test_several_lists_of_one_year_stand_by_name(tmp_path: Path) -> None:
    lists = tuple(write_list(tmp_path, name, 2018, FIRST) for name in ("b", "a"))
    store = build_lists(tmp_path / "store", lists)
    assert presences(unitgraph.history("Korbad Guard", store=store)) == [(2018, "a", "listed"), (2018, "b", "listed")]


def test_the_bundled_list() -> None:
    history = unitgraph.history("Torreon Station")
    assert presences(history) == [(2018, "2018", "listed")]
    assert [entry.line for entry in history.years[0].denying] == [60]


def test_an_unknown_name_has_no_history(store: Path) -> None:
    with pytest.raises(UnknownName, match="is not in the graph"):
        unitgraph.history("Zzzz", store=store)


def test_lists_are_named_or_told_by_a_year_of_one_list() -> None:
    lists = [ListMetadata(name, year, "") for name, year in (("a", 2018), ("b", 2019), ("2018", 2019))]
    assert list_named(lists, "b") is lists[1]
    assert list_named(lists, "2018") is lists[2], "a name comes before a year"
    with pytest.raises(QueryError, match=r"2 lists of 2019.*'2018', 'b'"):
        list_named(lists, "2019")
    with pytest.raises(QueryError, match="no such list; it holds '2018', 'a', 'b'"):
        list_named(lists, "2020")


def test_history_in_words(run: Runner, store: Path) -> None:
    done = run("history", "Korbad Guard", "--store", str(store))
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[:8] == [
        "Korbad Guard (MX)",
        "Chain: Korbad Guard",
        done.out.splitlines()[2],
        "",
        "2018, list first: listed",
        "  line 9: \u201cKorbad Guard\u201d",
        "2019: the store holds no list of this year, which is not absence",
        "2020: the store holds no list of this year, which is not absence",
    ]
    assert "2021, list later: absent, which means nothing" in done.out
    assert "leaving a later one is no clearance" in done.out


def test_history_as_json_and_csv(run: Runner, store: Path) -> None:
    made = json.loads(
        run("history", "Southern Division", "--country", "MX", "--store", str(store), "--format", "json").out
    )
    assert [(each["year"], each["presence"]) for each in made["years"]][::3] == [(2018, "absent"), (2021, "listed")]
    assert made["years"][0]["namedAbove"][0]["chain"] == ["Velabad Police", "Southern Division", "Mirna Station"]
    assert made["years"][1]["list"] is None
    rows = list(
        csv.DictReader(
            io.StringIO(
                run("history", "Southern Division", "--country", "MX", "--store", str(store), "--format", "csv").out
            )
        )
    )
    assert [(row["year"], row["presence"], row["names"], row["line"]) for row in rows] == [
        ("2018", "absent", "above", "8"),
        ("2019", "no-list", "", ""),
        ("2020", "no-list", "", ""),
        ("2021", "listed", "above", "8"),
        ("2021", "listed", "denied", "9"),
    ]
