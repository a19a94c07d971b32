"""The hierarchy as an org chart: which boxes there are, what stands in them, and that none covers another."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unitgraph.exports.about import about_data
from unitgraph.exports.chart import draw_svg
from unitgraph.identity.lists import bundled_graph
from unitgraph.index.hierarchy import Hierarchy
from unitgraph.index.nodes import hierarchy_of
from unitgraph.index.units import Listing, Node
from unitgraph.store.contents import bundled_store

ABOUT = about_data(bundled_store().info())
SVG = "{http://www.w3.org/2000/svg}"


def node(iri: str, *superiors: str, years: tuple[int, ...] = (), country: str = "MX", name: str = "") -> Node:
    listings = tuple(Listing(year, "l", year, "text", "e") for year in years)
    return Node(iri, name or iri.upper(), (), country, superiors, listings)


@pytest.fixture
def small() -> Hierarchy:
    return Hierarchy(
        [node("r"), node("b", "r", years=(2019, 2018, 2018)), node("a", "r"), node("c", "a", years=(2018,)),
         node("z", country="BD"), node("q", country="QQ")]
    )  # fmt: skip


@dataclass(frozen=True)
class Drawn:
    """A box as it is drawn."""

    title: str
    lines: tuple[str, ...]
    colour: str
    x: float
    y: float
    width: float
    height: float


def picture(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314 (our own text)


def boxes(svg: str) -> list[Drawn]:
    found = []
    for group in picture(svg).iter(f"{SVG}g"):
        frame = group.find(f"{SVG}rect")
        assert frame is not None
        place = (float(frame.get(each, "")) for each in ("x", "y", "width", "height"))
        lines = tuple(each.text or "" for each in group.iter(f"{SVG}text"))
        found.append(Drawn(group.findtext(f"{SVG}title", ""), lines, frame.get("stroke", ""), *place))
    return found


def around(svg: str) -> list[str]:
    """The lines that stand in no box."""
    return [each.text or "" for each in picture(svg).findall(f"{SVG}text")]


def test_a_box_for_each_unit(small: Hierarchy) -> None:
    svg = draw_svg(small, small.roots(), ABOUT, "Made up")
    found = {each.title: each for each in boxes(svg)}
    assert [*found] == ["Z", "R", "A", "C [listed 2018]", "B [listed 2018, 2019]", "Q"]
    assert found["R"].lines == ("R", "listed units below")
    assert found["B [listed 2018, 2019]"].lines == ("B", "listed 2018, 2019")
    assert found["Z"].lines == ("Z",)
    red, violet, plain = (found[each].colour for each in ("C [listed 2018]", "A", "Z"))
    assert red == found["B [listed 2018, 2019]"].colour
    assert len({red, violet, plain}) == 3
    assert around(svg)[:4] == ["Made up", "Bangladesh (BD)", "Mexico (MX)", "QQ"]
    # From the middle of the right side of a superior to that of the left side of a unit.
    ends = [tuple(map(float, re.findall(r"[\d.]+", each.get("d", "")))) for each in picture(svg).iter(f"{SVG}path")]
    assert len(ends) == 3
    led = {"A": "R", "C [listed 2018]": "A", "B [listed 2018, 2019]": "R"}
    for (x, y, _, below, left), (title, above) in zip(ends, led.items(), strict=True):
        superior, unit = found[above], found[title]
        assert (x, y) == (superior.x + superior.width, superior.y + superior.height / 2)
        assert (left, below) == (unit.x, unit.y + unit.height / 2)


def test_it_says_of_itself_what_it_is(small: Hierarchy) -> None:
    svg = draw_svg(small, small.roots(), ABOUT, note="7 more units below")
    told = " ".join(around(svg))
    assert "7 more units below" in told
    assert all(line in told for line in ABOUT.short())
    described = picture(svg).findtext(f"{SVG}desc") or ""
    assert described.splitlines() == list(ABOUT.lines())


def test_the_unit_that_it_is_about_stands_out(small: Hierarchy) -> None:
    (there,) = (each for each in boxes(draw_svg(small, small.roots(), ABOUT, here="a")) if each.title == "A")
    (before,) = (each for each in boxes(draw_svg(small, small.roots(), ABOUT)) if each.title == "A")
    assert there.colour != before.colour


@settings(max_examples=20)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 90)), min_size=1, max_size=40))
def test_no_box_covers_another(made: list[tuple[int, int]]) -> None:
    units = [node("0")]
    for number, (above, length) in enumerate(made, 1):
        units.append(node(str(number), str(above % number), name="Guard " * (length // 6) + "x" * (length % 6 + 1)))
    assert_no_box_covers_another(Hierarchy(units))


def test_what_is_beside_a_high_box_moves_what_follows() -> None:
    high, higher = "Guard of Mirna and Toluria " * 4, "Guard of Mirna and Toluria " * 11
    tall = [node("p", name=higher), node("c", "p"), node("d1", "c"), node("d2", "c")]
    ends = [node("e1", "d2", name=high), node("e2", "d2", name=high)]
    next_ = [node("q", name="Q"), *(node(f"q{each}", f"q{each - 1}" if each else "q") for each in range(3))]
    assert_no_box_covers_another(Hierarchy([*tall, *ends, *next_]))


def assert_no_box_covers_another(hierarchy: Hierarchy) -> None:
    svg = draw_svg(hierarchy, hierarchy.roots(), ABOUT)
    found = boxes(svg)
    assert len(found) == len(hierarchy)
    for one, other in combinations(found, 2):
        apart = one.x != other.x or one.y + one.height <= other.y or other.y + other.height <= one.y
        assert apart, (one, other)
    root = picture(svg)
    width, height = float(root.get("width", "")), float(root.get("height", ""))
    assert all(each.y > 0 and each.y + each.height < height and each.x + each.width < width for each in found)


def test_long_names_are_whole_and_break_between_words() -> None:
    name = "Deputy Attorney General\u2019s office of Specialized Organized Crime Investigation"
    one = Hierarchy([node("a", name=name)])
    (box,) = boxes(draw_svg(one, one.roots(), ABOUT))
    assert " ".join(box.lines) == name
    assert len(box.lines) == 3


def test_what_is_drawn_elsewhere_is_drawn_once() -> None:
    several = Hierarchy([node("a"), node("b"), node("c", "a", "b"), node("d", "c")])
    found = boxes(draw_svg(several, several.roots(), ABOUT))
    assert [each.title for each in found] == ["A", "C", "D", "B", "C \u2026"]
    assert found[-1].lines == ("C", "what is below is elsewhere")


def test_the_chart_of_2018_is_the_same_each_time() -> None:
    one, other = (hierarchy_of(bundled_graph()) for _ in range(2))
    svg = draw_svg(one, one.roots(), ABOUT)
    assert svg == draw_svg(other, other.roots(), ABOUT)
    assert len(boxes(svg)) == 62
    assert sum("listed 2018" in each.lines for each in boxes(svg)) == 26
    assert "Each edge: cited 2018." in around(svg)


def test_a_chain_deeper_than_recursion_goes() -> None:
    deep = Hierarchy([node("0"), *(node(str(n), str(n - 1)) for n in range(1, 1100))])
    assert len(boxes(draw_svg(deep, deep.roots(), ABOUT))) == 1100


def test_no_name_breaks_the_chart() -> None:
    odd = Hierarchy([node("a", name='<b>&"x"</b>\x00\x07\x1b]0;x\ufffe\u202e'), node("b", name="]]>")])
    first, second = boxes(draw_svg(odd, odd.roots(), ABOUT))
    assert first.title == "".join(first.lines) == '<b>&"x"</b>\\x00\\x07\\x1b]0;x\\ufffe\\u202e'
    assert second.lines == ("]]>",)


def test_nothing_to_draw() -> None:
    nothing = Hierarchy([])
    assert boxes(draw_svg(nothing, [], ABOUT)) == []


def test_what_is_in_doubt_stands_in_the_box() -> None:
    listed = replace(node("l", name="Guard of Velabad", years=(2018,)), possibly=("u",))
    open_to = replace(node("u", name="Velabad Guard"), possibly=("l",), placeholder=True)
    found = boxes(draw_svg(Hierarchy([listed, open_to]), [open_to], ABOUT))
    assert " ".join(found[0].lines) == "Velabad Guard placeholder not settled: may be Guard of Velabad, which is listed"
