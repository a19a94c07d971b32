"""The page of a unit in every list."""

from __future__ import annotations

import json
from types import SimpleNamespace

from starlette.testclient import TestClient

import unitgraph
from unitgraph.checking.chains import Chains, Link
from unitgraph.checking.history import History, Presence, PrintedEntry, YearOfUnit, history_dict, history_rows
from unitgraph.index.units import Listing, Node
from unitgraph.reading.entries import ListMetadata
from unitgraph.web import Settings
from unitgraph.web.http.rendering import render

TORREON = "mx/torreon-station-760d1afd"


def test_the_page_and_its_data(client: TestClient) -> None:
    html = client.get(f"/history/{TORREON}").text
    assert "2018: listed" in html
    assert "Torreon Station</p>" in html
    assert "chain as printed: Federal Police &gt; Regional Security Division" in html
    assert f'href="/history/{TORREON}.csv"' in html
    found = unitgraph.history("Torreon Station")
    assert client.get(f"/history/{TORREON}.json").json() == json.loads(json.dumps(history_dict(found)))
    table = client.get(f"/history/{TORREON}.csv")
    assert table.headers["content-type"].startswith("text/csv")
    assert table.text.splitlines()[0] == ",".join(map(str, history_rows(found)[0]))
    assert len(table.text.splitlines()) == 2
    assert f'href="/history/{TORREON}"' in client.get(f"/unit/{TORREON}.html").text


def test_a_day_before_the_list(client: TestClient) -> None:
    html = client.get(f"/history/{TORREON}?as-of=2001-01-01").text
    assert "2018" not in html.partition("<main")[2].partition("Limitations")[0].replace(TORREON, "")
    assert f'href="/history/{TORREON}.csv?as-of=2001-01-01"' in html
    assert client.get(f"/api/history/{TORREON}?as-of=2001-01-01").json()["years"] == []
    assert client.get(f"/history/{TORREON}?as-of=then").status_code == 400


def test_no_such_unit(client: TestClient) -> None:
    assert client.get("/history/mx/nobody").status_code == 404
    assert client.get("/history/mx/nobody.csv").status_code == 404


def test_absence_is_told_as_absence() -> None:
    unit = Node("x:unit", "Velabad <Guard>", (), "MX", ())
    other = Node("x:other", "Guard of Velabad", (), "MX", (), (Listing(2022, "c", 7, "Guard of Velabad", "x:e7"),))
    lists = [ListMetadata(name, year, name.upper(), None) for name, year in (("a", 2018), ("b", 2019), ("c", 2022))]
    years = (
        YearOfUnit(2018, lists[0], Presence.LISTED, (PrintedEntry("x:e1", 1, "Velabad <Guard>", (), denied=True),)),
        YearOfUnit(2019, lists[1], Presence.ABSENT, (PrintedEntry("x:e2", 2, "Post, Guard", (), denied=False),)),
        YearOfUnit(2020, None, Presence.NO_LIST),
        YearOfUnit(2022, lists[2], Presence.UNSETTLED, (), ((other, other.listings[0]),)),
    )
    found = History(unit, Chains(((Link(unit),),)), years)
    service = SimpleNamespace(local=lambda iri: f"/{iri}", settings=Settings())
    html = render("history.html", service=service, found=found, path="/history/x", as_of=None, day_query="")
    assert "2019: absent, which means nothing" in html
    assert "2020: the store holds no list of this year, which is not absence" in html
    assert "2022: not settled: a unit that may be the same is listed" in html
    assert "Named above the unit of" in html
    assert "Velabad &lt;Guard&gt;" in html
    assert "no clearance" in html


def test_two_lists_compared_as_a_table(client: TestClient) -> None:
    assert 'href="/diff.csv?before=2018&amp;after=2018"' in client.get("/diff?before=2018&after=2018").text
    table = client.get("/diff.csv?before=2018&after=2018")
    assert table.headers["content-type"].startswith("text/csv")
    assert table.text.splitlines()[0].startswith("kind,change,unit,name,country,list,year,line,verbatim,entry,")
    assert client.get("/diff.csv?before=2018").status_code == 400
