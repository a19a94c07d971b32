from __future__ import annotations

from dataclasses import replace

from bs4 import BeautifulSoup
from starlette.testclient import TestClient

HTML = {"accept": "text/html"}


def test_the_list_shows_every_entry_with_its_reading(client: TestClient) -> None:
    page = BeautifulSoup(client.get("/lists/2018", headers=HTML).text, "html.parser")
    entries = page.select("details.entry")
    assert len(entries) == 26
    torreon = page.select_one("#entry-82c7350b7ac19b83")
    assert torreon is not None
    text = " ".join(torreon.get_text(" ").split())
    assert "Federal Police, Regional Security Division, Northeast Zone" in text
    assert "largest first" in text
    assert "Torreon Station stands below" in text or "is not" in text
    assert len(torreon.select("ol.parts li")) == 5
    assert "d92559afc76ad209821651fdf0fb7ab0e3e9121fb2af27f5a0333f37f0214d48" in page.get_text()
    assert page.select_one("#questions") is not None


def test_a_list_that_is_not_there(client: TestClient) -> None:
    assert client.get("/lists/1999", headers=HTML).status_code == 404
    assert client.get("/lists/2018?page=2", headers=HTML).status_code == 404
    assert client.get("/lists/2018?page=-1", headers=HTML).status_code == 400


def test_programs_are_sent_to_the_documents_of_the_list(client: TestClient) -> None:
    response = client.get("/lists/2018", headers={"accept": "text/turtle"})
    assert (response.status_code, response.headers["location"]) == (303, "/list/2018.ttl")


def test_an_unclear_reading_is_an_open_question() -> None:
    from unitgraph.web.pages.listing import EntryRead

    entry = EntryRead("i", 1, 1, "2018", "List", "x", "", "unclear", "", 0.5, "MX", "inferred", "0.4", (), (), (), ())
    assert len(entry.open_questions) == 3
    sure = EntryRead("i", 1, 1, "2018", "List", "x", "", "path", "", 0.9, "MX", "heading", "", (), (), (), ())
    assert sure.open_questions == ()
    bodies = replace(sure, kind="bodies side by side", confidence=0.95)
    assert bodies.open_questions == ("It is read as bodies side by side, each of which is denied.",)
