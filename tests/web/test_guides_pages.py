"""The guides as pages."""

from __future__ import annotations

from pathlib import Path

from bs4 import BeautifulSoup
from starlette.testclient import TestClient

from unitgraph.web.pages.guides import ORDER, all_guides, read_guide, search


def test_every_guide_is_a_page(client: TestClient, root: Path) -> None:
    names = {path.stem for path in (root / "graph/docs").glob("*.md")}
    assert set(ORDER) == names == set(all_guides())
    listed = [str(link["href"]) for link in BeautifulSoup(client.get("/docs").text, "html.parser").select("main li a")]
    assert listed == [f"/docs/{name}" for name in ORDER]
    for address in listed:
        page = BeautifulSoup(client.get(address).text, "html.parser")
        assert len(page.select("h1")) == 1
        for link in page.select(".guide a"):
            place, _, part = str(link["href"]).partition("#")
            if place.startswith(("http://", "https://")):
                continue
            there = BeautifulSoup(client.get(place or address).text, "html.parser")
            assert not part or there.find(id=part), link
    assert client.get("/docs/nothing").status_code == 404
    assert client.get("/docs/service.md").status_code == 200


def test_sections_are_found_by_their_words(client: TestClient) -> None:
    hits = [(each.guide.name, each.section.heading) for each in search("behind prox")]
    assert hits[0] == ("service", "Behind a proxy")
    page = BeautifulSoup(client.get("/docs?q=Behind+a+PROXY").text, "html.parser")
    assert page.select_one("main li a")["href"] == "/docs/service#behind-a-proxy"  # type: ignore[index]
    assert list(search("zzyzx")) == list(search(" ")) == []


def test_markdown_is_shown_as_it_is_meant() -> None:
    text = "# A `b`\n\n<b>x</b> [c](c.md#d), [e](../e.py), [f](https://f.example)\n\n## D e\n\n| a |\n|---|\n| 1 |\n"
    guide = read_guide("a", text, {"a": "", "c": ""})
    assert guide.title == "A b"
    assert "<b>" not in guide.html
    for told in (
        '<a href="/docs/c#d">c</a>',
        "<span>e</span>",
        '<a href="https://f.example" rel="noreferrer">f</a>',
        '<h2 id="d-e">D e</h2>',
        '<div class="scroll" role="region" aria-label="Table 1" tabindex="0"><table>',
    ):
        assert told in guide.html.replace("\n", "")
    assert [(each.heading, each.anchor) for each in guide.sections] == [("A b", ""), ("D e", "d-e")]
