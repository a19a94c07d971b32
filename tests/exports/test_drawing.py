"""The hierarchy drawn as text and in colour."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from unitgraph.exports.drawing import label, mark, print_tree, tree_lines
from unitgraph.identity.lists import bundled_graph
from unitgraph.index.hierarchy import Hierarchy
from unitgraph.index.nodes import hierarchy_of
from unitgraph.index.units import Edge, Listing, Node
from unitgraph.reading.dates import period, read_days


def node(iri: str, *superiors: str, years: tuple[int, ...] = (), country: str = "MX", name: str = "") -> Node:
    listings = tuple(Listing(year, "l", year, "text", "e") for year in years)
    return Node(iri, name or iri.upper(), (), country, superiors, listings)


@pytest.fixture
def small() -> Hierarchy:
    return Hierarchy(
        [node("r"), node("b", "r", years=[2019, 2018, 2018]), node("a", "r"), node("c", "a", years=[2018]),
         node("z", country="BD"), node("q", country="QQ")]
    )  # fmt: skip


def test_labels() -> None:
    assert label(node("a")) == "A"
    assert label(node("a", years=[2020, 2018, 2020])) == "A [listed 2018, 2020]"
    assert mark(node("a", years=[2018])) == "listed 2018"
    assert label(node("a", name="Guard\x1b[2J\nX")) == "Guard\\x1b[2J\\nX"


def test_a_guessed_country_is_marked_as_guessed() -> None:
    stated, guessed = (Listing(2018, "l", 1, "text", "e", each) for each in (None, 0.85))
    for listings, country, marked in (
        ((guessed,), "MX", True),
        ((guessed, stated), "MX", False),
        ((guessed,), "ZZ", False),
        ((), "MX", False),
    ):
        unit = Node("a", "A", (), country, (), listings)
        assert ("(country only inferred)" in label(unit)) is marked


def test_the_tree_in_text(small: Hierarchy) -> None:
    assert list(tree_lines(small, small.roots())) == [
        "Bangladesh (BD)",
        "└── Z",
        "Mexico (MX)",
        "└── R",
        "    ├── A",
        "    │   └── C [listed 2018]",
        "    └── B [listed 2018, 2019]",
        "QQ",
        "└── Q",
    ]


def test_a_unit_with_two_superiors_stands_under_both() -> None:
    several = Hierarchy([node("a"), node("b"), node("c", "a", "b")])
    assert list(tree_lines(several, several.roots())) == ["Mexico (MX)", "├── A", "│   └── C", "└── B", "    └── C"]


def test_what_is_below_a_unit_with_two_superiors_is_drawn_once() -> None:
    layers = [
        [node(f"{layer:02}{each}", *(f"{layer - 1:02}{above}" for above in (0, 1) if layer)) for each in (0, 1)]
        for layer in range(30)
    ]
    many = Hierarchy(each for layer in layers for each in layer)
    lines = list(tree_lines(many, many.roots()))
    assert len(lines) == 1 + 2 + 29 * 4
    assert lines[-1] == "    └── 011 …"


def test_dates_stand_with_each_edge_or_once_for_all() -> None:
    def dated(iri: str, superior: str, first: str, last: str, **more: bool) -> Node:
        edge = Edge(superior, period(read_days(first), read_days(last), end_known=True), "command-relation", 0.9)
        return Node(iri, iri.upper(), (), "MX", (superior,), edges=(edge,), **more)

    same = Hierarchy([node("r"), dated("a", "r", "2001", "2005"), dated("b", "r", "2001", "2005")])
    assert list(tree_lines(same, same.roots()))[-3:] == [
        "    ├── A",
        "    └── B",
        "(each edge command, first cited 2001, until 2005)",
    ]
    other = Hierarchy(
        [node("r"), dated("a", "r", "2001", "2005"), dated("b", "r", "2001", "2006-02", placeholder=True)]
    )
    assert list(tree_lines(other, other.roots()))[-2:] == [
        "    ├── A (command, first cited 2001, until 2005)",
        "    └── B (command, first cited 2001, until 2006-02) (placeholder)",
    ]


def test_nothing_to_draw() -> None:
    nothing = Hierarchy([])
    assert list(tree_lines(nothing, nothing.roots())) == []


def test_a_chain_deeper_than_recursion_goes() -> None:
    deep = Hierarchy([node("0"), *(node(str(n), str(n - 1)) for n in range(1, 1500))])
    lines = list(tree_lines(deep, deep.roots()))
    assert len(lines) == 1501
    assert lines[-1] == " " * 4 * 1499 + "└── 1499"


def test_the_tree_of_2018(capsys: pytest.CaptureFixture[str]) -> None:
    hierarchy = hierarchy_of(bundled_graph())
    print_tree(hierarchy, hierarchy.roots())
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 62 + 11 + 1, "units, countries, and the dates of all edges"
    assert lines[0] == "Bangladesh (BD)"
    assert sum(line.endswith("[listed 2018]") for line in lines) == 26
    at = lines.index("├── Federal Police")
    assert lines[at + 1 : at + 7] == [
        "│   ├── Office of the General Commissioner",
        "│   │   └── Intelligence Division",
        "│   │       └── Coordination of Undercover Operations",
        "│   │           └── General Directorate of Infiltration Operations [listed 2018]",
        "│   └── Regional Security Division",
        "│       └── Northeast Zone Regional Coordination",
    ]


def test_the_tree_on_a_terminal(small: Hierarchy, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = io.StringIO()
    screen.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr("sys.stdout", screen)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("NO_COLOR", raising=False)
    print_tree(small, small.roots())
    shown = screen.getvalue()
    assert "\x1b[" in shown
    assert "listed 2018, 2019" in shown
    assert shown.index("Bangladesh") < shown.index("Mexico") < shown.index(" R")
    assert shown.index(" A") < shown.index(" C") < shown.index(" B")


def test_square_brackets_are_no_markup_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = io.StringIO()
    screen.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr("sys.stdout", screen)
    monkeypatch.setenv("TERM", "dumb")
    odd = Hierarchy([node("a", name="[bold]Guard[/bold] [/]\x1b[2J")])
    print_tree(odd, odd.roots())
    assert "[bold]Guard[/bold] [/]\\x1b[2J" in screen.getvalue()
    assert "\x1b[2J" not in screen.getvalue()


def test_a_unit_that_may_be_a_listed_one_says_so() -> None:
    listed = replace(node("l", name="Guard of Velabad", years=(2018,)), possibly=("u",))
    open_to = replace(node("u", "r", name="Velabad Guard"), possibly=("l",))
    lines = list(tree_lines(Hierarchy([node("r"), listed, open_to]), [node("r"), listed]))
    assert lines[1] == "├── R"
    assert lines[2].endswith("Velabad Guard (not settled: may be Guard of Velabad, which is listed)")
    assert lines[3] == "└── Guard of Velabad [listed 2018]"
