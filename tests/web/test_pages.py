"""The pages as a reader without scripts sees them."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from starlette.testclient import TestClient

from unitgraph.checking.relations import SENTENCES, Status
from unitgraph.dataset.catalogue import CAVEATS
from unitgraph.web.http.rendering import reasons_besides_the_name
from unitgraph.web.pages.branches import forest
from unitgraph.web.pages.countrypage import CountryPage, country_page
from unitgraph.web.service import Service

HTML = {"accept": "text/html"}
PAGES = [
    "/",
    "/?q=Torreon",
    "/screen",
    "/queries",
    "/queries/listed-units",
    "/sparql",
    "/lists",
    "/lists/2018",
    "/about",
]


def soup(client: TestClient, address: str, status: int = 200) -> BeautifulSoup:
    response = client.get(address, headers=HTML)
    assert response.status_code == status, address
    return BeautifulSoup(response.text, "html.parser")


def words(page: BeautifulSoup) -> str:
    return " ".join(page.get_text(" ").split())


@pytest.mark.parametrize("address", PAGES)
def test_every_page_has_one_heading_a_language_and_landmarks(client: TestClient, address: str) -> None:
    page = soup(client, address)
    assert page.html is not None
    assert page.html["lang"] == "en"
    assert len(page.find_all("h1")) == 1
    assert page.title is not None
    assert page.title.text.endswith("· unitgraph")
    assert len(page.find_all("main")) == 1
    assert page.select_one("a.skip[href='#content']") is not None
    assert page.select_one("meta[name=viewport]") is not None


@pytest.mark.parametrize("address", PAGES)
def test_no_page_loads_from_elsewhere_or_runs_what_stands_in_it(client: TestClient, address: str) -> None:
    page = soup(client, address)
    for element in page.select("link[href], script[src], img[src], iframe[src]"):
        if "canonical" in (element.get("rel") or []):
            continue
        place = str(element.get("href") or element.get("src"))
        assert place.startswith("/"), place
        assert not place.startswith("//"), place
    assert page.select("script:not([src]):not([type='application/ld+json'])") == []
    assert page.select("style, [style]") == []
    assert not [each for each in page.find_all(True) if any(name.startswith("on") for name in each.attrs)]


@pytest.mark.parametrize("address", PAGES)
def test_every_field_has_a_label(client: TestClient, address: str) -> None:
    page = soup(client, address)
    for field in page.select("input:not([type=hidden]), select, textarea"):
        assert page.select_one(f"label[for='{field['id']}']") is not None, field


def test_links_within_the_pages_lead_somewhere(client: TestClient) -> None:
    seen: set[str] = set()
    waiting = ["/"]
    while waiting and len(seen) < 400:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        response = client.get(address, headers=HTML)
        assert response.status_code in (200, 303), (address, response.status_code)
        if response.status_code == 303:
            waiting.append(response.headers["location"])
        elif response.headers["content-type"].startswith("text/html") and "?query=" not in address:
            page = BeautifulSoup(response.text, "html.parser")
            found = {str(link["href"]).partition("#")[0] for link in page.select("a[href]:not([hreflang])")}
            waiting += sorted(each for each in found if each.startswith("/") and each not in seen)
    assert len(seen) > 150


def test_the_first_page_counts_by_country(client: TestClient) -> None:
    page = soup(client, "/")
    rows = {
        row.th.text: [cell.text for cell in row.find_all("td")] for row in page.select("tbody tr, tfoot tr") if row.th
    }
    assert rows["Mexico"] == ["36", "10"]
    assert rows["All"] == ["62", "26"]
    assert len(rows) == 12
    text = words(page)
    for caveat in CAVEATS:
        assert caveat in text
    for status in Status:
        assert SENTENCES[status] in text


def test_the_answer_to_a_listed_name(client: TestClient) -> None:
    page = soup(client, "/?q=estacion+torreon")
    text = words(page)
    assert "listed This unit is listed." in text
    assert "list 2018, line 60" in text
    assert "Coahuila State Coordination" in text
    assert all(caveat in text for caveat in CAVEATS)


def test_answers_that_find_no_unit(client: TestClient) -> None:
    unknown = words(soup(client, "/?q=Ministry+of+Silly+Walks"))
    assert f"unknown {SENTENCES[Status.UNKNOWN]}" in unknown
    ambiguous = soup(client, "/?q=Ministry+of+Justice")
    assert SENTENCES[Status.AMBIGUOUS] in words(ambiguous)
    guard = words(soup(client, "/?q=Presidential+Guard")).partition("Possible units")[2]
    assert "Presidential Guard (Central African Republic), score 0.99" in guard
    assert "list 2018, line 38" in guard


def test_answers_about_names_are_not_kept(client: TestClient) -> None:
    assert client.get("/?q=Torreon").headers["cache-control"] == "no-store"
    assert client.get("/suggest?q=Torr").headers["cache-control"] == "no-store"


def test_what_is_typed_is_escaped(client: TestClient) -> None:
    response = client.get("/", params={"q": "</title><script>alert(1)</script>", "country": '"><b>'})
    assert "<script>alert" not in response.text
    assert '"><b>' not in response.text


def test_a_name_that_is_too_long_is_refused(client: TestClient) -> None:
    assert client.get("/", params={"q": "x" * 2001}).status_code == 400


def test_suggestions(client: TestClient) -> None:
    response = client.get("/suggest?q=torr")
    assert '<option value="Torreon Station">Mexico, listed</option>' in response.text
    assert client.get("/suggest?q=").text.strip() == ""
    for text, name in {"policia fed": "Federal Police", "RAB": "Rapid Action Battalion", "rapid": "Rapid Act"}.items():
        assert f'<option value="{name}' in client.get("/suggest", params={"q": text}).text
    # Browsers show only options that hold what is typed.
    assert "· for “policia”" in client.get("/suggest?q=policia").text
    assert "Federal Police" in client.get("/suggest?parent=policia").text


def test_a_page_that_has_not_changed_is_not_sent_again(client: TestClient) -> None:
    first = client.get("/about", headers=HTML)
    assert re.fullmatch(r'"[0-9a-f]{32}"', first.headers["etag"])
    again = client.get("/about", headers={**HTML, "if-none-match": f'"other", {first.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]


def test_a_query_of_the_library_has_a_form_and_a_result(client: TestClient) -> None:
    page = soup(client, "/queries/listed-units?run=1&code=MX")
    assert page.select_one("#result") is not None
    assert page.select_one("#result").text == "10 rows"  # type: ignore[union-attr]
    field = page.select_one("input[name=code]")
    assert field is not None
    assert field["value"] == "MX"
    links = [str(link["href"]) for link in page.select(".downloads a")]
    assert links[0] == "/queries/listed-units.csv?code=MX"
    table = client.get(links[0])
    assert len(table.text.splitlines()) == 11


PARENT = "https://w3id.org/unitgraph/unit/mx/federal-police-81b88458"
ENTRY = "https://w3id.org/unitgraph/list/2018/entry/82c7350b7ac19b83"


@pytest.mark.parametrize(
    ("asked", "address"),
    [
        ("chain-of-unit?unit=Torreon+Station", "chain-of-unit?run=1&unit=TORREON"),
        ("listed-units?code=m%C3%A9xico&year=2018", "listed-units?run=1&code=MX&year=2018"),
        ("chain-of-entry?entry=list+2018,+line+60", "chain-of-entry?run=1&entry=ENTRY"),
    ],
)
def test_parameters_are_picked_by_name(client: TestClient, asked: str, address: str) -> None:
    response = client.get(f"/queries/{asked}&run=1", headers=HTML)
    torreon = "https://w3id.org/unitgraph/unit/mx/torreon-station-760d1afd"
    wanted = address.replace("TORREON", quote(torreon, "")).replace("ENTRY", quote(ENTRY, ""))
    assert (response.status_code, response.headers["location"]) == (303, f"/queries/{wanted}")
    page = soup(client, response.headers["location"])
    assert page.select_one("#result") is not None
    path, _, values = wanted.partition("?run=1&")
    table = client.get(f"/queries/{path}.csv?{values}")
    assert len(table.text.splitlines()) == int(page.select_one("#result").text.split()[0]) + 1  # type: ignore[union-attr]
    assert client.get(f"/queries/{path}.json?{values}").json()["head"]["vars"]


def test_a_name_of_several_units_is_chosen_from(client: TestClient) -> None:
    page = soup(client, "/queries/children?parent=Federal+Police&run=1", 400)
    (way,) = page.select(".open a")
    assert way["href"] == f"/queries/children?run=1&parent={quote(PARENT, '')}"
    result = soup(client, str(way["href"]))
    assert "2 rows" in words(result)
    assert "or an IRI. Federal Police" in words(result)
    for wrong in ("children?parent=Zzyzx", "chain-of-entry?entry=list+2018,+line+1", "roots?code=Atlantis"):
        assert soup(client, f"/queries/{wrong}&run=1", 400).select_one(".open[role=alert]") is not None
    lists = soup(client, "/queries/units-of-two-lists").select("#p-before option")
    assert [each["value"] for each in lists] == ["", "https://w3id.org/unitgraph/list/2018"]
    levels = soup(client, "/queries/units-at-level").select("#p-level option")
    assert "station" in [each.text for each in levels]
    assert client.get("/queries/children.pdf").status_code == 400


def test_an_answer_has_its_address_with_data_beside_it(client: TestClient) -> None:
    page = soup(client, "/?q=Federal+Police&country=Mexico&as-of=2019-06-01")
    links = [str(link["href"]) for link in page.select(".downloads a")]
    assert links == [f"/check.{form}?q=Federal+Police&country=Mexico&as-of=2019-06-01" for form in ("json", "csv")]
    assert client.get(links[0]).json()["status"] == "contains-listed"
    (row,) = csv.DictReader(io.StringIO(client.get(links[1]).text, newline=""))
    assert (row["name"], row["status"], row["relation"]) == ("Federal Police", "contains-listed", "descendant")
    assert client.get("/check.csv").status_code == client.get("/check.csv?q=x&country=Atlantis").status_code == 400
    assert client.get("/check.pdf?q=x").status_code == 404


def test_a_wrong_parameter_is_told_in_the_page(client: TestClient) -> None:
    page = soup(client, "/queries/listed-units?run=1&year=twenty", 400)
    alert = page.select_one("[role=alert]")
    assert alert is not None
    assert "is not of type year" in alert.text


def test_the_dictionary_has_every_term(client: TestClient) -> None:
    page = soup(client, "/about")
    for name in ("Unit", "Denial", "deniedUnit", "LevelWords", "Listed"):
        assert page.select_one(f"dt#{name}") is not None, name
    assert "https://www.usa.gov/government-works" in words(page)


def test_the_addresses_that_the_guide_names_answer(client: TestClient, root: Path) -> None:
    guide = (root / "graph/docs/service.md").read_text(encoding="utf-8")
    addresses = re.findall(r"`(/[^`]*)`", guide)
    assert len(addresses) >= 17
    for address in addresses:
        expected = {404} if address == "/metrics" else {200, 303}
        assert client.get(address).status_code in expected, address


def test_the_page_of_a_country_has_its_counts_lists_denials_and_hierarchy(client: TestClient) -> None:
    page = soup(client, "/country/mx.html")
    text = words(page)
    assert "rdf-syntax" not in text
    assert re.search(r"\d+ units in the graph\. \d+ of them are listed", text)
    assert "entries of this country" in text
    assert "line 60" in text
    names = [link.text for link in page.select(".tree > li > .name > a")]
    assert "Federal Police" in names
    assert page.select_one(".tree .listed") is not None
    shown = {link.text for link in page.select(".tree a")}
    assert {"Torreon Station", "Regional Security Division"} <= shown


def test_a_country_of_many_units_shows_those_on_the_way_to_denied_ones(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("unitgraph.web.pages.countrypage.forest", partial(forest, most=6))
    page = soup(client, "/country/mx.html?as-of=2019-02-01")
    assert "Showing 6 of 36 units" in words(page)
    assert len(page.select(".tree .name a")) == 6


def test_results_of_the_library_name_units(client: TestClient) -> None:
    page = BeautifulSoup(client.get("/queries/listed-units?run=1&code=NP").text, "html.parser")
    shown = {link.text: link["href"] for link in page.select("tbody a[href^='/unit/']")}
    assert shown["Devi Dutta Battalion"] == "/unit/np/devi-dutta-battalion-b543de7e"
    asked = "SELECT ?unit { ?unit a <https://w3id.org/unitgraph/ns#Unit> } ORDER BY ?unit LIMIT 1"
    page = BeautifulSoup(
        client.get("/sparql", params={"query": asked}, headers={"accept": "text/html"}).text, "html.parser"
    )
    (cell,) = page.select("tbody a")
    assert cell.text == cell["href"], "who asks in SPARQL sees what was found"


def test_an_open_question_says_under_what_its_units_stand(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(service: Service, code: str) -> CountryPage:
        one, other = service.unit_iri("mx/torreon-station-760d1afd"), service.unit_iri("mx/federal-police-81b88458")
        return replace(country_page(service, code), questions=((service.hierarchy[one], service.hierarchy[other]),))

    monkeypatch.setattr("unitgraph.web.pages.things.country_page", asked)
    page = soup(client, "/country/mx.html?as-of=2019-02-02")
    assert (
        "Federal Police : possibly Torreon Station listed 2018 (under Federal Police > Regional Security Division > "
        "Northeast Zone Regional Coordination > Coahuila State Coordination)"
    ) in words(page)


def test_the_verdict_stands_before_the_form(client: TestClient) -> None:
    page = soup(client, "/?q=Torreon+Station")
    shown = [each.name for each in page.select("main .verdict, main form.search, main .caveats")]
    assert shown == ["p", "form", "section"]
    assert [each.name for each in soup(client, "/").select("main form.search, main table")] == ["form", "table"]
    fault = soup(client, "/?q=x&country=Atlantis", 400)
    assert [each.name for each in fault.select("main .fault, main form.search")] == ["p", "form"]
    assert "score 0.99: the same name." in words(page), "the name is not told again"
    unit = SimpleNamespace(name="Torreon Station")
    reasons = ("name 'Torreon Station'", "the same name")
    assert reasons_besides_the_name(SimpleNamespace(unit=unit, reasons=reasons)) == ["the same name"]  # type: ignore[arg-type]
    other = SimpleNamespace(unit=unit, reasons=("name 'Torreon'", "the same name"))
    assert reasons_besides_the_name(other) == list(other.reasons)  # type: ignore[arg-type]


def test_a_unit_has_its_facts_first_and_each_text_once(client: TestClient) -> None:
    page = soup(client, "/unit/mx/torreon-station-760d1afd.html")
    facts = page.select_one("main .verdict + dl.facts")
    assert facts is not None
    assert [each.text for each in facts.find_all("dt")] == ["Country", "Kind", "Superior", "Listed in", "Source"]
    told = words(facts)  # type: ignore[arg-type]
    assert "Superior Coahuila State Coordination" in told
    assert "calendar year 2018 , line 60 Source U.S. Department of State" in told
    entry = "Federal Police, Regional Security Division, Northeast Zone Regional Coordination, "
    main = page.select_one("main")
    assert main is not None
    assert words(main).count(entry) == 1  # type: ignore[arg-type]
    assert "2018, line 60 (quoted above)" in words(page)
    above = soup(client, "/unit/mx/federal-police-81b88458.html").select_one("main")
    assert words(above).count(entry) == 1  # type: ignore[arg-type]
    assert "Source 2018, line 60 , 2018, line 61" in words(above)  # type: ignore[arg-type]


def test_an_entry_is_called_by_its_text(client: TestClient) -> None:
    page = soup(client, "/list/2018/entry/82c7350b7ac19b83.html")
    assert page.h1 is not None
    assert page.h1.text.startswith("\u201cFederal Police, Regional Security Division, ")
    assert "Line 60, entry 18 of Public Release of Foreign Security Forces Units" in words(page)
    table = soup(client, "/queries/listed-units?run=1&code=NP")
    shown = {str(link["href"]): link.text for link in table.select("tbody a[href*='/entry/']")}
    assert len(shown) == 3
    assert all(text.startswith("list 2018, line ") and text.endswith("\u201d") for text in shown.values())


def test_numbers_stand_under_each_other(client: TestClient) -> None:
    asked = "SELECT ?code (COUNT(?unit) AS ?units) { ?unit a ug:Unit ; ug:country/skos:notation ?code } GROUP BY ?code"
    head = "PREFIX ug: <https://w3id.org/unitgraph/ns#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
    page = BeautifulSoup(client.get("/sparql", params={"query": head + asked}, headers=HTML).text, "html.parser")
    assert [("count" in (each.get("class") or [])) for each in page.select("thead th")] == [False, True]
    assert {tuple(each.get("class") or []) for each in page.select("tbody td:nth-child(2)")} == {("count",)}
    mixed = client.get("/sparql", params={"query": "SELECT ?x { VALUES ?x { 1 'a' } }"}, headers=HTML).text
    assert BeautifulSoup(mixed, "html.parser").select("td.count, th.count") == []


def test_links_to_guides_say_that_they_are_english(client: TestClient) -> None:
    for code, told in (("fr", "(en anglais)"), ("es", "(en ingl\u00e9s)")):
        page = soup(client, f"/{code}/")
        links = page.select("a[hreflang=en][href*='/docs']")
        assert len(links) == 2
        assert all(told in each.text for each in links)
    assert "(in English)" not in words(soup(client, "/"))
