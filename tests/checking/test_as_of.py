"""Answers as of a day: denials published by then, edges not over by then and not known to start later."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import unitgraph
from several_lists import build_lists, write_list
from unitgraph.checking.answers import sentence
from unitgraph.checking.findings import Checker
from unitgraph.checking.relations import PLACEHOLDER
from unitgraph.index.hierarchy import Hierarchy
from unitgraph.index.units import Edge, Listing, Node
from unitgraph.reading.dates import period, read_days
from unitgraph.reading.hierarchy_tables import HierarchySource
from unitgraph.system.errors import QueryError

Runner = Callable[..., Any]
UNITS = """\
unit,name,country
a,Velabad Battalion,MX
b,Korbad Brigade,MX
c,Mirna Brigade,MX
d,Toluria Division,MX
e,Sanpur Post,MX
u,Unknown Brigade,MX
f,Lower Post,MX
g,Adria Post,MX
"""
SUPERIORS = """\
subordinate,superior,relation,first_cited,last_cited,end_known,start_known
a,b,command,2000,2005,,
a,c,command,2006,2021,,
b,d,command,2000,2020,,
c,d,command,2000,2020,,
e,b,command,2000-02,2005-06-30,yes,
e,c,command,2010,2021,,yes
f,u,command,2000,2020,,
g,u,command,2000,2020,,
u,d,command,2000,2020,,
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("as-of")
    for name, text in (("units", UNITS), ("superiors", SUPERIORS)):
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    lists = (
        write_list(folder, "older", 2018, ("Korbad Brigade",)),
        write_list(folder, "newer", 2021, ("Adria Post",)),
    )
    return build_lists(
        folder / "store", lists, (HierarchySource(folder / "units.csv", folder / "superiors.csv", 2020),)
    )


def told(store: Path, name: str, as_of: str | None = None) -> tuple[str, list[str]]:
    answer = unitgraph.check(name, country="MX", store=store, as_of=as_of)
    return str(answer.status), [each.unit.name for each in answer.findings]


def test_an_edge_last_cited_long_ago_is_no_end_and_shows_its_dates(run: Runner, store: Path) -> None:
    assert told(store, "Velabad Battalion") == ("within-listed", ["Korbad Brigade"])
    lines = run("check", "Velabad Battalion", "--country", "MX", "--store", str(store)).out.splitlines()
    dates, cited = "(command, first cited 2000, last cited 2020)", "command, first cited"
    assert [line for line in lines if line.startswith(("Chain", "Also", "  through"))] == [
        f"Chain: Toluria Division > Mirna Brigade {dates} > Velabad Battalion ({cited} 2006, last cited 2021)",
        f"Also: Toluria Division > Korbad Brigade {dates} > Velabad Battalion ({cited} 2000, last cited 2005)",
        "  through: Korbad Brigade > Velabad Battalion (command, first cited 2000, last cited 2005)",
    ]
    assert told(store, "Velabad Battalion", "2021-01-01") == ("within-listed", ["Korbad Brigade"])


@pytest.mark.parametrize(
    ("day", "status"),
    [
        (None, "within-listed"),
        ("2018-12-31", "not-listed"),
        ("2019-01-01", "beside-listed"),
        ("2005-06-30", "not-listed"),
    ],
)
def test_an_edge_with_a_known_end(store: Path, day: str | None, status: str) -> None:
    # Under the listed brigade until 30 June 2005; since 2010 under another one. The list counts from 2019.
    assert told(store, "Mirna Brigade", "2019-01-01")[0] == "beside-listed"
    expected = {"beside-listed": "not-listed"}.get(status, status)
    assert told(store, "Sanpur Post", day)[0] == expected


def test_a_list_counts_from_the_day_after_its_calendar_year(store: Path) -> None:
    assert told(store, "Korbad Brigade", "2018-12-31")[0] == "not-listed"
    assert told(store, "Korbad Brigade", "2019-01-01")[0] == "listed"
    assert told(store, "Toluria Division", "2021-12-31") == ("contains-listed", ["Korbad Brigade"])
    answer = unitgraph.check("Korbad Brigade", country="MX", store=store, as_of=date(2019, 1, 1))
    assert answer.as_of == date(2019, 1, 1)
    assert answer.remarks == (
        "As of 2019-01-01: denials of lists published by then; edges not over by then and not known to start later; "
        "names as all sources write them.",
        "The list older states no day of publication; it counts from 1 January after its calendar year.",
        "The list newer is left out: it counts from 2022-01-01.",
        "The list newer states no day of publication; it counts from 1 January after its calendar year.",
    )
    assert unitgraph.check("Korbad Brigade", country="MX", store=store).remarks == ()


def test_nothing_is_beside_under_a_placeholder(store: Path) -> None:
    assert told(store, "Lower Post") == ("not-listed", [])
    assert told(store, "Unknown Brigade") == ("contains-listed", ["Adria Post", "Korbad Brigade"])
    assert "Adria Post" in told(store, "Toluria Division")[1]
    said = sentence(unitgraph.check("Unknown Brigade", country="MX", store=store))
    assert said == f"This unit is not itself listed; a unit below it is. {PLACEHOLDER}"


def test_denied_and_tree_as_of_a_day(run: Runner, store: Path) -> None:
    place = ("--country", "MX", "--store", str(store))
    both = json.loads(run("denied", "Toluria Division", *place, "--format", "json").out)
    assert [each["unit"] for each in both["denied"]] == ["Korbad Brigade", "Adria Post"]
    early = json.loads(run("denied", "Toluria Division", *place, "--as-of", "2020-01-01", "--format", "json").out)
    assert [each["unit"] for each in early["denied"]] == ["Korbad Brigade"]
    assert (early["asOf"], len(early["remarks"])) == ("2020-01-01", 4)
    assert "As of 2020-01-01" in run("denied", "Toluria Division", *place, "--as-of", "2020-01-01").out
    drawn = run("tree", "Korbad Brigade", *place, "--as-of", "2020-01-01")
    assert "Korbad Brigade [listed 2018]" in drawn.out
    assert "Sanpur Post" not in drawn.out, "it left in 2005"
    assert "Velabad Battalion" in drawn.out
    assert "As of 2020-01-01" in drawn.err


def test_screening_as_of_a_day(run: Runner, store: Path, tmp_path: Path) -> None:
    (tmp_path / "names.csv").write_text("name\nKorbad Brigade\nVelabad Battalion\n", encoding="utf-8")
    asked = ("screen", str(tmp_path / "names.csv"), "--country", "MX", "--store", str(store))
    statuses = [
        [row["status"] for row in csv.DictReader(io.StringIO(run(*asked, *more).out))]
        for more in ((), ("--as-of", "2018-06-01"))
    ]
    assert statuses == [["listed", "within-listed"], ["not-listed", "not-listed"]]
    row = list(csv.DictReader(io.StringIO(run(*asked).out)))[1]
    assert row["chains"].split(" | ")[0] == (
        "Korbad Brigade > Velabad Battalion (command, first cited 2000, last cited 2005)"
    )


@pytest.mark.parametrize("day", ["2019", "20190101", "2019-13-01", "yesterday", "", "2019-W01-1"])
def test_a_day_that_is_none(run: Runner, day: str) -> None:
    with pytest.raises(QueryError, match="is not a day; write it as 2019-04-30"):
        unitgraph.check("Torreon Station", as_of=day)
    done = run("check", "Torreon Station", "--as-of", day)
    assert (done.code, done.out) == (2, "")
    assert done.err == f"unitgraph: --as-of {day}: is not a day; write it as 2019-04-30\n"


def test_what_another_edge_implied_is_direct_once_that_is_over() -> None:
    def edge(superior: str, last: str, over: bool, since: int = 1) -> Edge:
        about = period(read_days("2000"), read_days(last), False, over)
        return Edge(superior, about, "as-listed", 0.9, direct=((date(since, 1, 1).toordinal(), about.span[1]),))

    whole = Hierarchy(
        [
            Node("top", "Top", (), "MX", (), (Listing(2001, "l", 1, "Top", "e"),)),
            Node("mid", "Mid", (), "MX", ("top",), edges=(edge("top", "2005", True),)),
            Node(
                "low", "Low", (), "MX", ("mid",), edges=(edge("mid", "2020", False), edge("top", "2020", False, 2006))
            ),
        ]
    )
    assert [each.name for each in whole.subordinates("top")] == ["Low", "Mid"]
    later = whole.as_of(date(2010, 1, 1))
    assert [each.name for each in later.subordinates("top")] == ["Low"]
    assert [each.name for each in later.superiors("low")] == ["Mid", "Top"]
    assert later.superiors("mid") == []
    before = whole.as_of(date(2004, 1, 1))
    assert [each.name for each in before.superiors("low")] == ["Mid"]


def test_a_disputed_superior_is_never_told_clear() -> None:
    disputed = Edge("b", period(read_days("2000"), read_days("2005")), "command-relation", 0.9, "conflict")
    made = Hierarchy(
        [
            Node("b", "Bravo", (), "MX", (), (Listing(2018, "l", 1, "Bravo", "e"),)),
            Node("a", "Alpha", (), "MX", (), edges=(disputed,)),
        ]
    )
    (finding,) = Checker(made).check("Alpha", "MX").findings
    assert str(finding.relation) == "ancestor"
    assert finding.through[0][1].edges == (disputed,)
    assert [each.name for each in made.roots()] == ["Alpha", "Bravo"], "it is no plain edge"


def test_a_checker_of_another_day_is_kept(store: Path) -> None:
    checker = unitgraph.open_checker(store)
    day = date(2020, 1, 1)
    assert checker.at(day) is checker.at(day)
    assert checker.at(None) is checker
    assert checker.at(day).at(None).as_of is None
    assert checker.at(day).matcher is checker.matcher
