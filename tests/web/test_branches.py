"""Parts of the hierarchy as pages draw them."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from starlette.testclient import TestClient

from unitgraph.index.hierarchy import Hierarchy
from unitgraph.index.units import Listing, Node
from unitgraph.web.pages import branches
from unitgraph.web.pages.branches import Branch, directly_below, forest, found_below, part_of, ranked

LISTINGS = (Listing(2018, "made-up", 1, "Velabad Guard", "e"),)
PARENT = "mx/federal-police-81b88458"
BELOW = "mx/office-of-the-general-commissioner-dbc672d6"


def test_a_part_says_which_units_may_be_listed_ones() -> None:
    top = Node("x:top", "Velabad Army", (), "MX", ())
    alike = Node("x:a", "Guard of Velabad", (), "MX", ("x:top",), possibly=("x:l",))
    listed = Node("x:l", "Velabad Guard", (), "MX", (), LISTINGS, possibly=("x:a",))
    whole = Hierarchy([top, alike, listed])
    for kept, told in (({"x:top", "x:a", "x:l"}, "Velabad Guard"), ({"x:top", "x:a"}, "")):
        (branch,) = branches.branches(part_of(whole, kept), [top], whole).branches
        assert [each.drawn.may_be for each in branch.below] == [told]
    (branch,) = forest(whole, [top]).branches
    assert branch.below[0].drawn.may_be == "Velabad Guard", "though that stands elsewhere"


@pytest.fixture(scope="module")
def army() -> Hierarchy:
    """An army with 300 brigades, each with a battalion; the last battalion is listed, and brigade 7."""
    nodes = [Node("x:army", "Velabad Army", (), "GE", ())]
    for number in range(300):
        listings = LISTINGS if number == 7 else ()
        nodes.append(Node(f"x:b{number}", f"Brigade {number}", (), "GE", ("x:army",), listings))
        listings = LISTINGS if number == 299 else ()
        nodes.append(Node(f"x:c{number}", f"Battalion of Brigade {number}", (), "GE", (f"x:b{number}",), listings))
    return Hierarchy(nodes)


def names(drawn: list[Branch]) -> list[str]:
    return [each.drawn.node.name for each in drawn]


def test_listed_units_come_first_and_the_rest_in_the_order_of_numbers(army: Hierarchy) -> None:
    drawn = forest(army, [army["x:army"]], 20)
    (top,) = drawn.branches
    assert (drawn.shown, top.listed, len(top.below), top.hidden) == (20, 2, 18, 282)
    assert names(top.below)[:6] == ["Brigade 7", "Brigade 299", "Brigade 0", "Brigade 1", "Brigade 2", "Brigade 3"]
    assert names(top.below[1].below) == ["Battalion of Brigade 299"]
    assert (top.below[0].hidden, top.below[0].below, top.below[1].hidden) == (1, [], 0)
    assert len(ranked(army, army.subordinates("x:army"))) == 300


def test_all_units_directly_below_one_come_piece_by_piece(army: Hierarchy) -> None:
    first, more = directly_below(army, "x:army")
    assert (len(first.branches), more) == (200, 100)
    last, more = directly_below(army, "x:army", 200)
    assert (len(last.branches), more) == (100, 0)
    shown = names(first.branches) + names(last.branches)
    assert len(set(shown)) == 300
    assert shown[:2] == ["Brigade 7", "Brigade 299"]
    assert {each.hidden for each in first.branches} == {1}


def test_units_are_found_below_one(army: Hierarchy) -> None:
    assert [each.name for each in found_below(army, "x:b29", "battalion")] == ["Battalion of Brigade 29"]
    assert len(found_below(army, "x:army", "brigade 29")) == 22
    assert found_below(army, "x:c1", "battalion") == []


def test_branches_are_fetched_and_units_are_found_on_the_page(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(branches, "nearest", lambda hierarchy, tops, most: {each.iri for each in tops})
    page = BeautifulSoup(client.get(f"/unit/{PARENT}.html?as-of=2020-01-01").text, "html.parser")
    lazy = page.select_one(".tree [hx-get]")
    assert lazy is not None
    assert lazy["hx-get"] == f"/branch/{PARENT}?as-of=2020-01-01"
    assert lazy.a is not None
    assert lazy.a["href"] == f"/unit/{PARENT}.html?as-of=2020-01-01#hierarchy"
    items = BeautifulSoup(client.get(str(lazy["hx-get"])).text, "html.parser").select("li > .name > a")
    assert [each.text for each in items] == ["Office of the General Commissioner", "Regional Security Division"]
    assert client.get("/branch/mx/nobody").status_code == client.get(f"/branch/{PARENT}?from=x").status_code == 404
    found = client.get(f"/unit/{PARENT}.html?find=torreon")
    assert found.headers["cache-control"] == "no-store"
    assert "Federal Police > Regional Security Division" in BeautifulSoup(found.text, "html.parser").get_text()
    assert "None in the graph." in client.get(f"/unit/{BELOW}.html?find=torreon").text


def test_the_hierarchy_as_a_picture(client: TestClient) -> None:
    picture = client.get("/unit/mx/coahuila-state-coordination-9413eb48.svg")
    assert picture.headers["content-type"] == "image/svg+xml"
    for told in (
        ">Coahuila State Coordination (Mexico)</text>",
        ">Federal Police</text>",
        "<title>Torreon Station [listed 2018]</title>",
        "Limitations: not an official vetting decision",
        "List: 2018 (section 620M",
    ):
        assert told in picture.text
    assert "Intelligence Division" not in picture.text
    country = client.get("/country/bd.svg").text
    assert ">Units of Bangladesh</text>" in country
    assert "<title>Rapid Action Battalion [listed 2018]</title>" in country
    assert client.get("/unit/mx/nobody.svg").status_code == client.get("/list/2018.svg").status_code == 404
