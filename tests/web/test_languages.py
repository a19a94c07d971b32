"""The pages in other languages: complete, chosen by the browser or the reader, while data stays as it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from bs4 import BeautifulSoup, NavigableString
from markupsafe import escape
from starlette.testclient import TestClient

from catalogues import catalogue, messages
from unitgraph.checking.answers import sentence
from unitgraph.checking.countries import country_code
from unitgraph.checking.days import as_of_day
from unitgraph.checking.doubts import question
from unitgraph.checking.findings import Checker
from unitgraph.checking.remarks import remarks_on_lists
from unitgraph.checking.screening import answer_rows
from unitgraph.checking.unread import UnreadNear
from unitgraph.reading.maps import preset_names
from unitgraph.store.library import find_query, library
from unitgraph.system.errors import QueryError
from unitgraph.web.language.choosing import _CHOSEN, LANGUAGES, ChosenLanguage, accepted
from unitgraph.web.language.formats import country, country_named, dated, decimal, number, score
from unitgraph.web.language.said import edges_said, said
from unitgraph.web.language.sentences import PATTERNS, SENTENCES
from unitgraph.web.service import Service

OTHERS = [code for code in LANGUAGES if code != "en"]
PLACES = re.compile(r"%\(\w+\)s|\{\w*\}|</?[a-z]+[^>]*>")
PAGES = [
    "/",
    "/?q=Torreon+Station",
    "/?q=RAB",
    "/?q=Investigation+Wing%2C+Bangladesh+Police&country=BD&as-of=2019-06-30",
    "/?q=Rajshahi+Metropolitan+Police",
    "/?q=x&country=Atlantis",
    "/screen",
    "/lists",
    "/lists/2018",
    "/diff",
    "/history/mx/torreon-station-760d1afd",
    "/queries",
    "/queries/listed-units?run=1&code=NP",
    "/queries/chain-of-unit?run=1&unit=nobody",
    "/sparql",
    "/about",
    "/docs",
    "/country/mx.html",
    "/unit/mx/federal-police-81b88458.html",
    "/unit/mx/federal-police-81b88458.html?find=station",
    "/unit/mx/directorate-of-the-preventive-state-police-a422f85b.html",
    "/subordination/mx/de02978067c4bca8.html",
    "/identification/beb7e90875f7b8cb.html",
    "/list/2018/entry/82c7350b7ac19b83/reading.html",
    "/ruling/2018/country-honduras.html",
    "/site/bd/dhaka-7f879532.html",
    "/nowhere",
]


@pytest.fixture(scope="session")
def extracted() -> Catalog:
    return messages()


@pytest.mark.parametrize("code", OTHERS)
def test_every_message_is_translated(extracted: Catalog, code: str) -> None:
    made = catalogue(code)
    assert len(OTHERS) == 2
    assert keys(made) == keys(extracted)
    assert len(keys(made)) > 1000
    assert [each.id for each in made if each.id and each.fuzzy] == []
    for each in made:
        if each.id:
            forms = [each.string] if isinstance(each.string, str) else list(each.string)
            ids = [each.id] if isinstance(each.id, str) else list(each.id)
            assert len(forms) == len(ids), each.id
            assert all(form.strip() for form in forms), each.id
            wanted = [sorted(PLACES.findall(one)) for one in ids]
            assert [sorted(PLACES.findall(form)) for form in forms] == wanted, each.id


def keys(made: Catalog) -> set[tuple[str | None, str]]:
    return {(each.context, first(each)) for each in made if each.id}


def first(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def test_the_sentences_of_other_rooms_are_those_that_they_make(root: Path) -> None:
    """What is translated of a sentence stands in the code that makes it: whole, or if it is put together, in parts."""
    package = root / "graph/unitgraph"
    files = [each for each in package.rglob("*.py") if each.parent.name != "language"]
    code = "\n".join(each.read_text(encoding="utf-8") for each in files)
    made = re.sub(r'"\n +f?"', "", code)  # texts that go on in the next line
    made = re.sub(r"\\u20(1[cd])", lambda found: chr(int(f"20{found[1]}", 16)), made)
    whole = re.sub(r"\{[^{}]*(\{[^{}]*\}[^{}]*)?\}", "{}", made)
    told = [*PATTERNS, *SENTENCES]
    assert len(told) > 150
    composed = [each for each in told if not stands_in(re.sub(r"\{\w+\}", "{}", each), whole)]
    assert len(composed) <= 30, composed
    parts = {piece.strip(" .,;:()“”?") for each in composed for piece in re.split(r"\{\w+\}|; |: |\\. |, |\? ", each)}
    assert [each for each in sorted(parts) if " " in each and not in_two(each, made)] == []


def stands_in(sentence: str, texts: str) -> bool:
    return sentence in texts or f"{sentence[:1].lower()}{sentence[1:]}".removesuffix(".") in texts


def in_two(piece: str, texts: str) -> bool:
    """Whether a piece of a sentence is in texts: whole, or in two parts that are put together."""
    cuts = [found.start() for found in re.finditer(" ", piece)]
    return piece in texts or any(piece[:at] in texts and piece[at + 1 :] in texts for at in cuts)


def raised(error: type[Exception], made: Callable[[], object]) -> str:
    with pytest.raises(error) as told:
        made()
    return str(told.value)


def test_what_rooms_compose_is_said_whole(client: TestClient) -> None:
    checker: Checker = client.app_state["service"].checker
    torreon, rab, police = map(checker.find, ("Torreon Station", "Rapid Action Battalion, Dhaka", "Bangladesh Police"))
    lists = checker.hierarchy.lists.values()
    names = ("RAB", "Presidential Guard", "Torreon Station, Velabad", "Air Wing, Bangladesh Police", "Mirna")
    many = [rab] * 5
    query = next(each for each in library().values() if any(one.required for one in each.parameters.values()))
    texts = [
        *(each.reasons for each in answer_rows(checker, [(name, None) for name in names])),
        *(sentence(checker.check(name, "BD")) for name in names),
        question(torreon, [rab, police]),
        question(torreon, [rab], "a unit beside {}"),
        UnreadNear(entries=(torreon,)).note,
        UnreadNear(rows=tuple(many), capped=True).note,
        UnreadNear(capped=True).note,
        *remarks_on_lists(lists, date(2018, 5, 30)),
        *remarks_on_lists([], None),
        raised(QueryError, lambda: as_of_day("soon")),
        raised(QueryError, lambda: country_code("Atlantis")),
        raised(QueryError, lambda: country_code("Mexiko City")),
        raised(QueryError, lambda: query.bind({})),
        raised(QueryError, lambda: find_query("units-by-country").bind({"code": "Atlantis"})),
        raised(QueryError, lambda: find_query("listed-units").bind({"year": "soon"})),
    ]
    verbatim = {listing.verbatim for node in checker.hierarchy.listed() for listing in node.listings}
    for text in texts:
        told = in_language("fr", text)
        assert told != text
        english = {unescape(each) for each in re.findall('<span lang="en">(.*?)</span>', told)}
        assert english <= verbatim, text


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("", "en"),
        ("fr", "fr"),
        ("es-MX", "es"),
        ("FR-ca;q=0.9, es;q=0.8", "fr"),
        ("en;q=0.4, es;q=0.8", "es"),
        ("de-DE, de;q=0.9", "en"),
        ("de, *;q=0.5", "en"),
        ("fr;q=0, es;q=0.1", "es"),
        ("fr;q=x, es", "es"),
        ("frp, esx", "en"),
    ],
)
def test_the_browser_chooses_the_language(header: str, code: str) -> None:
    assert accepted(header) == code


def soup(client: TestClient, address: str, code: str) -> BeautifulSoup:
    response = client.get(address, headers={"accept": "text/html", "accept-language": code}, follow_redirects=True)
    assert response.headers["content-language"] == code
    assert "Accept-Language" in response.headers["vary"]
    page = BeautifulSoup(response.text, "html.parser")
    assert page.html is not None
    assert page.html["lang"] == code
    return page


def shown(page: BeautifulSoup) -> set[str]:
    """The texts of a page, and those of attributes that are read out, but for what is in another language or code."""
    assert page.html is not None
    for each in page.select("[lang], script, code, pre, textarea, style"):
        if each is not page.html and each.name != "body":
            each.decompose()
    texts = [" ".join(str(each).split()) for each in page.find_all(string=True) if type(each) is NavigableString]
    texts += [str(each[name]) for name in ("aria-label", "title", "data-label") for each in page.select(f"[{name}]")]
    return {each.strip(" .,;:()\u00a0·") for each in texts}


@pytest.fixture(scope="session")
def in_english(client: TestClient) -> dict[str, set[str]]:
    return {address: shown(soup(client, address, "en")) for address in PAGES}


@pytest.mark.parametrize("code", OTHERS)
def test_nothing_english_is_left_on_a_page(client: TestClient, in_english: dict[str, set[str]], code: str) -> None:
    """A text that is the same in English is a name, or a word that the catalogue says is the same."""
    told = {first(each): str(each.string) for each in catalogue(code) if each.id}
    same = {piece for one, other in told.items() for piece in pieces(one) & pieces(other)}
    long = [each for each in told if each.count(" ") > 2 and not PLACES.search(each) and told[each] != each]
    assert len(long) > 300
    names = names_in(client.app_state["service"], same)
    for address in PAGES:
        others = shown(soup(client, address, code))
        left = in_english[address] & others
        assert {each for each in left if re.search("[a-z]{3}", names.sub("", each))} == set(), address
        assert [each for each in long if each in " ".join(others)] == [], address


def pieces(message: str) -> set[str]:
    """The parts of a message between what is put into it."""
    cut = {each.strip(" .,;:()\u00a0") for each in PLACES.split(message)}
    return {each for part in cut for each in (part, f"{part[:1].upper()}{part[1:]}") if len(each) > 2}


def names_in(service: Service, same: set[str]) -> re.Pattern[str]:
    """What is the same in both languages: names of units, places, lists, formats and columns, and addresses."""
    names = same | {name for node in service.hierarchy for name in (*node.names, *node.places)}
    names |= {each for about in service.lists for each in (about.publisher, about.title, about.source)}
    names |= {name for _, name, *_ in service.countries}
    names |= {each for query in library().values() for each in (*query.columns, *query.parameters)}
    names |= {"unitgraph", "Torreon", "Turtle", "Rajshahi Metropolitan Police", *preset_names()}
    longest = sorted(map(re.escape, names), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest)}|https?://\S+|/[\w./#-]+|ug:\w+|dump\.[\w.]+)(?!\w)")


def test_the_reader_chooses_a_language_by_a_link(client: TestClient) -> None:
    """Links of a page lead to pages in its language; where the browser chose it, to addresses without one."""
    page = soup(client, "/queries?x=1", "es")
    links = {str(each["hreflang"]): str(each["href"]) for each in page.select("footer a[hreflang]")}
    assert links == {code: f"/{code}/queries?x=1" for code in LANGUAGES}
    assert page.select("a[href='/lists']")
    chosen = client.get("/fr/queries", headers={"accept": "text/html", "accept-language": "es"})
    assert chosen.headers["content-language"] == "fr"
    page = BeautifulSoup(chosen.text, "html.parser")
    addresses = {str(each["href"]) for each in page.select("main a[href], header a[href]")}
    assert len(addresses) > 40
    assert {each for each in addresses if not re.match("/fr/|#", each)} == set()
    unit = BeautifulSoup(client.get("/fr/unit/mx/federal-police-81b88458.html").text, "html.parser")
    assert (
        unit.select_one("link[rel=canonical]")["href"] == "https://w3id.org/unitgraph/unit/mx/federal-police-81b88458"
    )  # type: ignore[index]
    assert {str(each["action"]) for each in unit.select("form")} == {"/fr/unit/mx/federal-police-81b88458.html"}
    assert {str(each["href"]) for each in unit.select("ul.downloads a[href$='.ttl']")} == {
        "/unit/mx/federal-police-81b88458.ttl"
    }
    assert client.get("/fr").status_code == 200
    assert client.get("/french").status_code == 404


def test_redirects_keep_the_language_chosen(client: TestClient) -> None:
    html = {"accept": "text/html"}
    found = client.get("/es/unit/mx/federal-police-81b88458", headers=html)
    assert (found.status_code, found.headers["location"]) == (303, "/es/unit/mx/federal-police-81b88458.html")
    sent = client.post("/fr/screen", data={"names": "Torreon Station\nRAB"}, headers=html)
    assert re.fullmatch(r"/fr/screen/[\w-]+", sent.headers["location"])
    page = client.get(sent.headers["location"], headers=html)
    assert "unités de quelques pays ont un tel sigle" in page.text or "Voir où il en est" in page.text
    assert client.get(f"{sent.headers['location']}.csv").text.startswith("\ufeffname,status,")


def test_caches_do_not_mix_languages(client: TestClient) -> None:
    for address in ("/lists", "/unit/mx/federal-police-81b88458.html"):
        tags = {code: client.get(address, headers={"accept-language": code}).headers["etag"] for code in LANGUAGES}
        tags["/fr"] = client.get(f"/fr{address}").headers["etag"]
        assert len(set(tags.values())) == 4
        again = {"accept-language": "fr", "if-none-match": tags["fr"]}
        kept = client.get(address, headers=again)
        assert (kept.status_code, kept.headers["content-language"]) == (304, "fr")
        assert client.get(address, headers={**again, "accept-language": "es"}).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/check.json?q=RAB",
        "/check.csv?q=RAB",
        "/api/check?name=RAB",
        "/unit/mx/federal-police-81b88458.ttl",
        "/unit/mx/federal-police-81b88458.jsonld",
        "/history/mx/torreon-station-760d1afd.json",
        "/queries/listed-units.csv?code=NP",
        "/sparql?query=SELECT*{?s?p?o}LIMIT+1",
        "/reconcile",
        "/nowhere",
    ],
)
def test_data_is_the_same_in_every_language(client: TestClient, address: str) -> None:
    accept = {"accept": "text/csv, application/json;q=0.9, */*;q=0.1"}
    plain = client.get(address, headers=accept)
    for told in ({"accept-language": "fr"}, {"accept-language": "es"}):
        other = client.get(address, headers={**accept, **told})
        assert (other.status_code, other.content) == (plain.status_code, plain.content)
        assert "content-language" not in other.headers
        assert "Language" not in other.headers.get("vary", "")
    assert client.get(f"/fr{address}", headers=accept).content == plain.content


def in_language(code: str, text: str) -> str:
    """A text as pages in a language say it."""
    token = _CHOSEN.set(ChosenLanguage(code))
    try:
        return str(said(text))
    finally:
        _CHOSEN.reset(token)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("This unit is listed.", "Cette unité est sur la liste."),
        (
            "It is not settled whether it is the same unit as Guard (NP), which is listed; "
            "Night Watch (country not known).",
            "Il n\u2019est pas tranché s\u2019il s\u2019agit de la même unité que Guard (NP), qui est sur la "
            "liste\u00a0; "
            "Night Watch (pays non connu).",
        ),
        (
            "name 'Mirna & {Watch}'; the same name; unheard of",
            'nom «\u00a0Mirna &amp; {Watch}\u00a0»\u00a0; le même nom\u00a0; <span lang="en">unheard of</span>',
        ),
        (
            "its words stand in 1 entry that could not be read: “Guard of Mirna”",
            "ses mots figurent dans 1 entrée (texte non lu)\u00a0: «\u00a0Guard of Mirna\u00a0»",
        ),
        ("Headquarters", '<span lang="en">Headquarters</span>'),
        ("<b>listed</b>", '<span lang="en">&lt;b&gt;listed&lt;/b&gt;</span>'),
        ("2018", "2018"),
        ("", ""),
    ],
)
def test_sentences_are_said_and_names_are_not(text: str, told: str) -> None:
    """What is not known as a sentence stays, marked as English; a word of the vocabulary is no sentence."""
    assert in_language("fr", text) == told
    assert in_language("en", text) == str(escape(text))


def test_numbers_dates_and_countries_are_those_of_the_language() -> None:
    token = _CHOSEN.set(ChosenLanguage("fr"))
    try:
        assert [number(1234567), score("0.9"), decimal("1.50")] == ["1\u202f234\u202f567", "0,90", "1,5"]
        assert [dated("2018-04-30"), dated("2018-04"), dated("2018"), dated("soon")] == [
            "30 avril 2018",
            "avril 2018",
            "2018",
            "soon",
        ]
        assert [country("MX"), country("ZZ"), country_named("Mexico")] == ["Mexique", "pays non connu", "Mexique"]
        assert edges_said("command, first cited 2001-02, last cited 2005, disputed; stated later") == (
            "commandement, cité pour la première fois\u00a0: février 2001, cité pour la dernière fois\u00a0: 2005, "
            "contesté; énoncé plus tard"
        )
    finally:
        _CHOSEN.reset(token)
