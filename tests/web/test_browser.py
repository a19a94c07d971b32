"""The pages in a real browser: by keyboard, with and without scripts, at two widths, against axe-core.

``UNITGRAPH_AXE`` names a file ``axe.min.js`` at hand; otherwise npm fetches it.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect, sync_playwright

from programs import CHROMIUM, NPM, PARTS
from unitgraph.web.http import rendering
from web.conftest import Running

pytestmark = pytest.mark.exhaustive
AXE = "axe-core@4.14.1"
TORREON = "/unit/mx/torreon-station-760d1afd.html"
PARENT = "/unit/mx/federal-police-81b88458.html"
PAGES = [
    "/",
    "/?q=Torreon+Station",
    "/?q=Ministry+of+Justice",
    "/?q=Ministry+of+Silly+Walks",
    "/?q=x&country=Atlantis",
    TORREON,
    PARENT,
    "/screen",
    "/screen#preview",
    "/lists",
    "/lists/2018",
    "/list/2018/entry/82c7350b7ac19b83.html",
    "/country/mx.html",
    "/ruling/2018/country-honduras.html",
    "/queries",
    "/queries/listed-units?run=1",
    "/sparql",
    "/sparql?query=SELECT+%2A+WHERE+%7B%3Fs+%3Fp+%3Fo%7D+LIMIT+5",
    "/sparql?query=SELECT",
    "/docs?q=proxy",
    "/docs/service",
    "/about",
    "/nothing",
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    command = CHROMIUM.get()
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=command, args=["--no-sandbox"])
        yield made
        made.close()


@pytest.fixture(scope="module")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The text of axe-core: from the npm registry, never committed."""
    at_hand = os.environ.get("UNITGRAPH_AXE")
    if at_hand:
        return Path(at_hand).read_text(encoding="utf-8")
    npm = NPM.get()
    folder = tmp_path_factory.mktemp("axe")
    command = [npm, "install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(folder), AXE]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return (folder / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


only_with_parts = pytest.mark.parametrize("address", ["with parts"], indirect=True)
"""For what a script of the front-end parts makes."""


@pytest.fixture(params=["with parts", "without parts"])
def address(
    request: pytest.FixtureRequest, served: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """The service with the front-end parts of others, and without."""
    if request.param == "without parts":
        monkeypatch.setattr(rendering, "VENDOR", tmp_path)
    else:
        PARTS.get()
    rendering.vendor.cache_clear()
    yield served.address
    rendering.vendor.cache_clear()


def in_turn(views: Sequence[tuple[object, ...]]) -> list[tuple[object, ...]]:
    """Every page in every view; a sample of as many as there are pages has each page once, the views in turn."""
    return [
        (path, *views[(number + turn) % len(views)]) for number, path in enumerate(PAGES) for turn in range(len(views))
    ]


class Visit:
    """A page with what went wrong in it, and what it asked for."""

    def __init__(self, context: BrowserContext) -> None:
        self.page: Page = context.new_page()
        self.errors: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", self._on_request)

    def _on_console(self, message: Any) -> None:
        # That a page is an error page is no error of it.
        if message.type == "error" and "the server responded with a status of 4" not in message.text:
            self.errors.append(message.text)

    def _on_request(self, request: Request) -> None:
        self.requests.append(request.url)


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """A page for one test after another, into which axe can be put: the policy of the service forbids it."""
    context = browser.new_context(bypass_csp=True)
    yield context.new_page()
    context.close()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield Visit(context)
    context.close()


@pytest.mark.exhaustive(sample=len(PAGES))
@pytest.mark.parametrize(
    ("path", "address", "width", "scheme"),
    in_turn(
        [
            ("with parts", 1280, "light"),
            ("without parts", 360, "dark"),
            ("with parts", 360, "dark"),
            ("without parts", 1280, "light"),
        ]
    ),
    indirect=["address"],
)
def test_axe_finds_nothing(
    page: Page, path: str, address: str, axe: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    page.goto(address + path)
    if path == "/screen":
        page.fill("#names", "Torreon Station\nFederal Police\nNobody")
        page.click("text='Screen'")
    if path == "/screen#preview":
        page.set_input_files("#file", {"name": "t.csv", "mimeType": "text/csv", "buffer": b"a,b\nTorreon Station,x\n"})
        page.click("text='Screen'")
    page.evaluate(axe)
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    faults = [(fault["id"], [node["html"] for node in fault["nodes"]][:3]) for fault in found["violations"]]
    assert faults == []
    assert len(found["passes"]) > 10


def test_no_request_leaves_the_host_and_nothing_breaks(visit: Visit, address: str) -> None:
    for path in PAGES:
        visit.page.goto(address + path, wait_until="networkidle")
    assert len(visit.requests) >= len(PAGES)
    assert [each for each in visit.requests if not each.startswith((address, "data:"))] == []
    assert visit.errors == []


def test_nothing_is_cut_at_360_pixels(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    for path in PAGES:
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
    context.close()


def test_everything_works_without_scripts(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.fill("#q", "estacion torreon")
    page.click("text='Check'")
    assert "This unit is listed." in page.inner_text("main")
    page.goto(f"{address}/screen")
    page.fill("#names", "Torreon Station\nNobody at all")
    page.click("text='Screen'")
    assert "listed 1" in " ".join(page.inner_text(".counts").split())
    page.click(".counts a >> nth=0")
    expect(page.locator("tbody tr")).to_have_count(1)
    with page.expect_download() as download:
        page.click("text='Download CSV'")
    assert download.value.suggested_filename == "unitgraph-screening.csv"
    page.goto(f"{address}/screen")
    page.fill("#names", "Federal Police")
    page.click("text='Screen'")
    page.click("text=the one in Mexico")
    assert page.inner_text("tbody tr .status") == "contains-listed"
    page.goto(f"{address}/queries/listed-units")
    page.fill("#p-code", "NP")
    page.click("text='Run'")
    assert page.inner_text("#result") == "3 rows"
    page.goto(f"{address}/sparql")
    page.fill("#query", "SELECT (1 AS ?one) {}")
    page.click("text='Run'")
    assert page.inner_text("#result") == "1 row"
    page.goto(address + PARENT)
    page.click("summary >> nth=0")
    assert page.locator("details[open]").count() < page.locator("details").count()
    context.close()


def test_an_upload(visit: Visit, address: str, tmp_path: Path) -> None:
    table = tmp_path / "units.csv"
    table.write_text("unit,country\nTorreon Station,MX\n", encoding="utf-8")
    visit.page.goto(f"{address}/screen")
    visit.page.set_input_files("#file", str(table))
    visit.page.click("text='Screen'")
    assert visit.page.inner_text("tbody tr .status").strip() == "listed"
    assert visit.errors == []


def test_the_keyboard_is_enough(visit: Visit, address: str) -> None:
    page = visit.page
    page.goto(address)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("Torreon Station")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=Torreon+Station*")
    page.goto(address + PARENT)
    page.focus("summary >> nth=0")
    before = page.locator("details[open]").count()
    page.keyboard.press("Enter")
    assert page.locator("details[open]").count() == before - 1


NOTE_FOCUS = """
  window.focused = [];
  document.addEventListener("focusin", ({target}) =>
    focused.push([target.outerHTML.slice(0, 200), getComputedStyle(target).outlineStyle]));
"""


@pytest.mark.exhaustive(sample=len(PAGES))
@pytest.mark.parametrize(("path", "address"), in_turn([("with parts",), ("without parts",)]), indirect=["address"])
def test_the_focus_is_seen_and_reaches_the_end_of_the_page(page: Page, address: str, path: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(address + path)
    page.evaluate(NOTE_FOCUS)
    for _ in range(30):
        for _ in range(10):
            page.keyboard.press("Tab")
        focused = page.evaluate("focused")
        # An editor shows a caret of its own.
        assert [html for html, outline in focused if outline == "none" and not html.startswith("<textarea")] == []
        if any("/about#programs" in html for html, _ in focused):
            return
    pytest.fail("the last link was not reached: something holds the keyboard")


@only_with_parts
def test_suggestions_come_while_typing(visit: Visit, address: str) -> None:
    page = visit.page
    page.goto(address, wait_until="networkidle")
    page.locator("#q").press_sequentially("torr", delay=30)
    page.wait_for_selector("#suggestions option", state="attached")
    assert page.locator("#suggestions option").first.get_attribute("value") == "Torreon Station"
    assert visit.errors == []


@only_with_parts
def test_the_editor_sends_the_query_and_lets_the_keyboard_go(visit: Visit, address: str) -> None:
    page = visit.page
    page.goto(f"{address}/sparql", wait_until="networkidle")
    assert page.locator("#query").is_hidden()
    page.click(".CodeMirror")
    page.keyboard.press("Control+A")
    page.keyboard.type("SELECT (2 AS ?two) {}")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Run"
    page.keyboard.press("Enter")
    page.wait_for_selector("#result")
    assert page.inner_text("#result") == "1 row"
    assert "SELECT (2 AS ?two)" in page.inner_text(".CodeMirror")
    assert visit.errors == []


@only_with_parts
def test_the_editor_completes_from_the_data_alone(visit: Visit, address: str) -> None:
    page = visit.page
    page.goto(f"{address}/sparql", wait_until="networkidle")
    page.click(".CodeMirror")
    page.keyboard.press("Control+A")
    page.keyboard.type("SELECT * WHERE { ?s ug:den")
    page.keyboard.press("Control+Space")
    expect(page.locator(".CodeMirror-hint")).to_have_text(["ug:denotes", "ug:deniedUnit"])
    assert "PREFIX ug: <https://w3id.org/unitgraph/ns#>" in page.inner_text(".CodeMirror")
    assert [each for each in visit.requests if not each.startswith((address, "data:"))] == []
    assert page.evaluate("Object.keys(localStorage)") == []
    assert visit.errors == []


@only_with_parts
def test_the_editor_is_dark_where_the_page_is(visit: Visit, address: str) -> None:
    page = visit.page
    page.emulate_media(color_scheme="dark")
    page.goto(f"{address}/sparql", wait_until="networkidle")
    for part in (".CodeMirror", ".CodeMirror-gutters"):
        colour = page.eval_on_selector(part, "each => getComputedStyle(each).backgroundColor")
        assert max(map(int, re.findall(r"\d+", colour)[:3])) < 80, (part, colour)
    text = page.eval_on_selector(".CodeMirror .cm-keyword", "each => getComputedStyle(each).color")
    assert max(map(int, re.findall(r"\d+", text)[:3])) > 200, text


def test_a_page_in_print_and_its_picture(visit: Visit, address: str) -> None:
    page = visit.page
    page.goto(address + PARENT)
    with page.expect_download() as download:
        page.click("text='Picture (PNG)'")
    assert download.value.suggested_filename == "federal-police-81b88458.png"
    assert Path(download.value.path()).read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert visit.errors == []
    page.emulate_media(media="print")
    assert page.locator("header.site").is_hidden()
    assert page.locator("h1").is_visible()
