"""The 2018 list and a made-up one of a later year in one store, some units of both with shorter and turned chains:
built, asked, compared, and shown on pages."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from starlette.testclient import TestClient

import unitgraph
from unitgraph.checking.chains import chain_line, link_text
from unitgraph.index.nodes import load_hierarchy
from unitgraph.web import Settings, create_app

pytestmark = pytest.mark.end_to_end

LATER = """\
Made up: this list denies nobody anything.

Units denied in calendar year 2020

Mexico

  - Torreon Station, Federal Police
  - Federal Police, Intelligence Division
  - Federal Police, Regional Security Division, Northeast Zone Regional Coordination, Korbad Station

Bangladesh

  - Rapid Action Battalion
"""
TORREON = "mx/torreon-station-760d1afd"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("years")
    (folder / "made-up.txt").write_text(LATER, encoding="utf-8")
    unitgraph.build(None, folder / "store")
    unitgraph.build(folder / "made-up.txt", folder / "store", add=True, published=date(2021, 3, 1))
    return folder / "store"


@pytest.fixture(scope="module")
def client(store: Path) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(store=store)), base_url="http://127.0.0.1:8000") as made:
        yield made


def test_the_history_of_a_unit_with_a_shorter_and_turned_chain(store: Path) -> None:
    history = unitgraph.history("Torreon Station", store=store)
    assert history.unit.iri.endswith(TORREON), "the IRIs of the 2018 list stay"
    assert [(each.year, str(each.presence)) for each in history.years] == [
        (2018, "listed"),
        (2019, "no-list"),
        (2020, "listed"),
    ]
    gone = unitgraph.history("Bratunac Police Station", store=store)
    assert [str(each.presence) for each in gone.years] == ["listed", "no-list", "absent"]


def test_the_difference(store: Path) -> None:
    diff = unitgraph.diff("2018", "2020", store=store)
    new, gone, reworded = (
        [each.unit.name for each in diff.denials if str(each.change) == change]
        for change in ("new", "gone", "reworded")
    )
    assert sorted(new) == ["Intelligence Division", "Korbad Station"]
    assert len(gone) == 24
    assert sorted(reworded) == ["Rapid Action Battalion", "Torreon Station"]


def test_what_was_known_on_a_day(store: Path) -> None:
    asked = ("Federal Police, Intelligence Division", "MX")

    def status(day: str | None) -> str:
        return str(unitgraph.check(asked[0], country=asked[1], store=store, as_of=day).status)

    assert [status(day) for day in ("2018-12-31", "2019-01-01", "2021-02-28", "2021-03-01", None)] == [
        "not-listed",
        "contains-listed",
        "contains-listed",
        "listed",
        "listed",
    ]
    under = unitgraph.denied_under("Federal Police", country="MX", store=store, as_of="2021-03-01")
    assert {each.unit.name: each.listing.list for each in under.findings if each.listing.list == "made-up"} == {
        "Intelligence Division": "made-up",
        "Korbad Station": "made-up",
        "Torreon Station": "made-up",
    }


def test_what_made_the_mentions_one_stands_with_the_answer(run: Callable[..., Any], store: Path) -> None:
    done = run("check", "Torreon Station", "--store", str(store))
    assert done.code == 1
    shown = done.out.partition("Mentions that are one unit:\n")[2].splitlines()[0]
    assert shown.startswith(
        "- \u201cTorreon Station\u201d (2018) and \u201cTorreon Station\u201d (made-up): the same name;"
    )
    assert shown.endswith("[2018 line 60, made-up line 7]")
    made = json.loads(run("check", "Torreon Station", "--store", str(store), "--format", "json").out)
    assert [each["mentions"] for each in made["evidence"]] == [
        [{"source": "2018", "line": 60}, {"source": "made-up", "line": 7}]
    ]
    assert "Mentions" not in run("check", "Bratunac Police Station", "--store", str(store)).out


def test_the_page_of_a_unit_quotes_both_entries(client: TestClient) -> None:
    page = client.get(f"/unit/{TORREON}.html").text
    for entry in ("Coahuila State Coordination, Torreon Station", "Torreon Station, Federal Police"):
        assert entry in page
    assert "cited 2018" in page


def test_the_api_answers_as_of_a_day(client: TestClient) -> None:
    asked = {"name": "Korbad Station", "country": "MX"}
    assert client.get("/api/check", params=asked).json()["status"] == "listed"
    torreon = client.get("/api/check", params={"name": "Torreon Station"}).json()
    assert [each["name"] for each in torreon["evidence"]] == ["Torreon Station"]
    early = client.get("/api/check", params={**asked, "as-of": "2019-06-01"}).json()
    assert (early["status"], early["asOf"], len(early["remarks"])) == ("not-listed", "2019-06-01", 3)
    assert client.get("/api/check", params={**asked, "as-of": "June"}).status_code == 400
    unit = client.get(f"/api/units/{TORREON}", params={"as-of": "2018-06-01"}).json()
    assert (unit["status"], unit["denials"], unit["listed"]) == ("not-listed", [], False)
    under = client.get("/api/denied-under/mx/federal-police-81b88458", params={"as-of": "2019-06-01"}).json()
    assert {each["entry"]["list"] for each in under["denied"]} == {"2018"}
    body = {"names": ["Korbad Station"], "country": "MX", "asOf": "2019-06-01"}
    screened = client.post("/api/screen", json=body).json()
    assert [each["status"] for each in screened["answers"]] == ["not-listed"]
    home = client.get("/", params={"q": "Korbad Station", "country": "MX", "as-of": "2019-06-01"}).text
    assert "As of 2019-06-01" in home
    assert "status-not-listed" in home


def test_the_page_of_a_unit_as_of_a_day_shows_nothing_of_later_lists(client: TestClient) -> None:
    now = client.get(f"/unit/{TORREON}.html")
    assert "first cited 2018, last cited 2020" in now.text
    assert "Torreon Station, Federal Police</p>" in now.text
    assert "<li>2020, " in now.text
    then = client.get(f"/unit/{TORREON}.html", params={"as-of": "2020-01-01"})
    assert then.status_code == 200
    assert "As of 2020-01-01:" in then.text
    assert "The list made-up is left out: it counts from 2021-03-01." in then.text
    page = BeautifulSoup(then.text, "html.parser")
    assert str(page).count("made-up") == 1, "what was left out is said once, and nothing else of it"
    assert "2020, " not in str(page)
    assert client.get(f"/unit/{TORREON}.html").text == now.text
    assert client.get(f"/unit/{TORREON}.html", params={"as-of": "yesterday"}).status_code == 400


def test_a_day_stays_on_the_way_from_an_answer_to_the_page(client: TestClient) -> None:
    asked = {"q": "Torreon Station", "country": "MX", "as-of": "2020-01-01"}
    assert f'href="/unit/{TORREON}.html?as-of=2020-01-01"' in client.get("/", params=asked).text


def test_an_answer_of_a_day_shows_dates_and_mentions_of_lists_published_by_then(store: Path) -> None:
    def edges(day: str | None) -> list[str]:
        answer = unitgraph.check("Torreon Station", country="MX", store=store, as_of=day)
        return [chain_line(chain) for chain in answer.all_chains.shown]

    assert "first cited 2018, last cited 2020" in edges(None)[0]
    assert "2020" not in edges("2020-01-01")[0]
    assert edges("2020-01-01")[0].endswith("(each edge cited 2018)")
    answers = [
        unitgraph.api.with_evidence_of(unitgraph.check("Torreon Station", country="MX", store=store, as_of=day), store)
        for day in (None, "2020-01-01")
    ]
    assert [bool(each.evidence) for each in answers] == [True, False]
    korbad = unitgraph.check("Korbad Station", country="MX", store=store, as_of="2020-01-01")
    assert link_text(korbad.all_chains.shown[0][-1]) == "stated later"


def test_the_index_and_the_statements_tell_which_lists_state_an_edge(store: Path) -> None:
    indexed = unitgraph.api.open_hierarchy(store)
    with unitgraph.api.open_store(store) as opened:
        assert list(load_hierarchy(opened)) == list(indexed)
    torreon = next(node for node in indexed if node.iri.endswith(TORREON))
    assert {edge.lists for edge in torreon.edges} == {("2018",), ("made-up",)}


def test_two_lists_are_compared_on_a_page(client: TestClient) -> None:
    assert '<a href="/diff">' in client.get("/lists").text
    assert '<option value="made-up">made-up (2020)</option>' in client.get("/diff").text
    found = client.get("/diff", params={"before": "2018", "after": "made-up"})
    assert found.status_code == 200
    for said in (
        "New: 2 denied units",
        "Gone, which is no clearance: 24 denied units",
        "Reworded: denied by both in other words: 2 denied units",
        "No legal basis is stated for the list made-up.",
    ):
        assert said in found.text
    assert client.get("/diff", params={"before": "2018", "after": "2031"}).status_code == 400


LAW = "No legal basis is stated for the list made-up."


def test_a_list_without_a_legal_basis_is_told_wherever_it_is_shown(
    store: Path, client: TestClient, run: Callable[..., Any], tmp_path: Path
) -> None:
    place = ("--store", str(store))
    assert LAW in run("history", "Torreon Station", *place).out
    assert LAW not in run("history", "Bratunac Police Station", *place).out
    assert LAW in run("diff", "2018", "made-up", *place).out
    (tmp_path / "names.tsv").write_text("name\tx\nKorbad Station, Federal Police\t\nBratunac Police Station\t\n")
    done = run("screen", str(tmp_path / "names.tsv"), "--column", "name", *place)
    assert LAW in done.err
    rows = done.out.splitlines()
    assert ["no legal basis is stated" in row for row in rows] == [False, True, False]
    assert (
        LAW not in run("screen", str(tmp_path / "names.tsv"), "--column", "name", *place, "--as-of", "2020-01-01").err
    )
    unit = client.get(f"/api/units/{TORREON}").json()
    assert LAW in unit["caveats"]
    assert LAW in client.get(f"/unit/{TORREON}.html").text
    page = BeautifulSoup(client.get(f"/unit/{TORREON}.html", params={"as-of": "2020-01-01"}).text, "html.parser")
    assert LAW not in str(page)
    assert LAW in client.get("/", params={"q": "Torreon Station", "country": "MX"}).text
    answers = client.post("/api/screen", json={"names": ["Torreon Station"], "country": "MX"}).json()
    assert LAW in answers["caveats"]
    assert LAW in client.post("/screen", data={"names": "Torreon Station\tMX"}).text


def test_pages_of_a_list_that_states_little_put_no_law_and_no_publisher_to_it(client: TestClient) -> None:
    home, about = (BeautifulSoup(client.get(address).text, "html.parser") for address in ("/", "/about"))
    assert "Leahy" not in home.select_one(".lead").text
    (source,) = (each for each in home.select(".source") if "made-up" in str(each.h3))
    assert "Publisher not stated \u00b7 No legal basis is stated \u00b7 " in source.text
    listed = "\n".join(each.text for each in (source, *about.select("[aria-labelledby=licence] p")))
    cited = BeautifulSoup(client.get(f"/unit/{TORREON}.html").text, "html.parser").select_one(".cite").text
    assert "\u201cmade-up\u201d, line 7 (saved page" in cited
    assert not re.search(r"(^|[\s>.,(])[,.][ \n]|, ,|, \.", listed), listed


def test_a_day_stays_on_the_way_to_a_document(client: TestClient) -> None:
    asked = client.get(f"/unit/{TORREON}", params={"as-of": "2020-01-01"}, follow_redirects=False)
    assert (asked.status_code, asked.headers["location"]) == (303, f"/unit/{TORREON}.html?as-of=2020-01-01")
    assert client.get(f"/unit/{TORREON}", params={"as-of": "yesterday"}).status_code == 400
