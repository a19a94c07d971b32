"""Rulings on which mentions are one unit: what they decide, and every way they contradict or lead nowhere."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

import pytest

from unitgraph.identity.list_units import build_units
from unitgraph.identity.units import UnitGraph
from unitgraph.reading.entries import Entry, ListMetadata
from unitgraph.reading.paths.values import Direction, PathKind, Role, Segment, UnitPath
from unitgraph.reading.readings import CountryBasis, CountryReading, Reading
from unitgraph.reading.references import Reference
from unitgraph.reading.rulings import Ruling, RulingKind
from unitgraph.system.errors import RulingError

DAY = datetime.date(2026, 11, 24)
LISTS = (ListMetadata("a", 2018, "A", "law"), ListMetadata("b", 2020, "B", "law"))


def reading(of: str, line: int, text: str, country: str = "MX") -> Reading:
    """A path of units, smallest first."""
    segments = tuple(Segment(each, Role.UNIT) for each in text.split(", "))
    kind, direction = (PathKind.PATH, Direction.UP) if len(segments) > 1 else (PathKind.SINGLE, None)
    path = UnitPath(text, kind, direction, segments, 0.9, ())
    return Reading(Entry(of, line, line, text), path, CountryReading(country, CountryBasis.HEADING))


def ruling(identifier: str, kind: RulingKind, *mentions: Reference) -> Ruling:
    return Ruling("a", identifier, kind, "why", DAY, about=mentions, by="A. Reader")


def same(identifier: str, *mentions: Reference) -> Ruling:
    return ruling(identifier, RulingKind.SAME, *mentions)


def distinct(identifier: str, *mentions: Reference) -> Ruling:
    return ruling(identifier, RulingKind.DISTINCT, *mentions)


def built(readings: Iterable[Reading], *rulings: Ruling) -> UnitGraph:
    return build_units(readings, LISTS, "https://example.org/", rulings)


def names(graph: UnitGraph) -> list[set[str]]:
    """The names of each unit."""
    return [{unit.name, *unit.other_names} for unit in graph.units]


A, B, C = Reference("a", "Harbour Watch"), Reference("b", "Port Guard"), Reference("b", "Quay Squad")
THREE = (reading("a", 1, "Harbour Watch"), reading("b", 1, "Port Guard"), reading("b", 2, "Quay Squad"))


def test_same_makes_one_unit_of_two() -> None:
    graph = built(THREE, same("s", A, B))
    assert sorted(map(len, names(graph))) == [1, 2]
    assert [(each.units, each.reasons) for each in graph.identifications] == [
        ((next(unit.iri for unit in graph.units if unit.name == "Harbour Watch"),), ("ruling-basis",))
    ]
    assert len(graph.denials) == 3
    assert len({denial.unit for denial in graph.denials}) == 2


def test_same_of_several_is_the_same_of_each() -> None:
    assert len(built(THREE, same("s", A, B, C)).units) == 1
    assert len(built(THREE, same("s", A, B), same("t", B, C)).units) == 1


def test_distinct_parts_what_would_be_one() -> None:
    readings = (reading("a", 1, "Harbour Watch, Velabad Police"), reading("b", 1, "Velabad Police"))
    assert len(built(readings).units) == 2
    above = Reference("a", "Harbour Watch, Velabad Police", unit="Velabad Police")
    graph = built(readings, distinct("d", above, Reference("b", "Velabad Police")))
    assert len(graph.units) == 3
    assert all(not unit.possibly for unit in graph.units)
    ((one, other),) = graph.distinct
    assert {one, other} == {unit.iri for unit in graph.units if unit.name == "Velabad Police"}
    assert graph.rulings[0][1] == (readings[0].entry, readings[1].entry)


def test_a_ruling_is_about_the_entries_that_its_texts_name() -> None:
    readings = (
        reading("a", 1, "Harbour Watch, Velabad Police"),
        reading("a", 2, "Gate Watch, Velabad Police"),
        reading("b", 1, "Velabad Constabulary"),
    )
    above = Reference("a", "GATE WATCH,  Velabad Police", unit="velabad police")
    graph = built(readings, same("s", above, Reference("b", "Velabad Constabulary")))
    assert graph.rulings[0][1] == (readings[1].entry, readings[2].entry)


@pytest.mark.parametrize(
    ("rulings", "message"),
    [
        (
            (same("s", A, B), distinct("d", A, B)),
            "ruling d: parts 'Harbour Watch' and 'Port Guard', which ruling s makes one unit; correct or remove one",
        ),
        (
            (distinct("d", A, C), same("s", A, B), same("t", B, C)),
            "ruling d: parts 'Harbour Watch' and 'Quay Squad', which rulings s, t make one unit",
        ),
        ((distinct("d", A, B, C), same("s", C, B)), "ruling d: parts 'Port Guard' and 'Quay Squad'"),
        ((distinct("d", A, A),), "ruling d: two of its mentions are one: 'Harbour Watch'"),
        (
            (same("s", A, Reference("b", "Port Guards")),),
            "ruling s: nothing is the text 'Port Guards' of b; write the whole text of an entry as printed, or remove "
            "what refers to it",
        ),
        (
            (same("s", A, Reference("b", "Port Guard", unit="Army")),),
            "ruling s: nothing is Army in the text 'Port Guard'",
        ),
        ((same("s", A, Reference("b", identifier="7")),), "ruling s: nothing is the identifier '7' of b"),
    ],
)
def test_rulings_that_contradict_or_lead_nowhere(rulings: tuple[Ruling, ...], message: str) -> None:
    with pytest.raises(RulingError) as caught:
        built(THREE, *rulings)
    assert message in str(caught.value)


def test_names_that_part_what_mentions_join() -> None:
    parted = Ruling("a", "d", RulingKind.DISTINCT, "why", DAY, names=("Harbour Watch", "Port Guard"))
    with pytest.raises(RulingError, match="ruling d: parts 'Harbour Watch' and 'Port Guard', which ruling s makes one"):
        built(THREE, parted, same("s", A, B))


def test_a_unit_of_two_countries_is_refused() -> None:
    readings = (reading("a", 1, "Harbour Watch"), reading("b", 1, "Port Guard", country="CF"))
    with pytest.raises(
        RulingError, match=r"ruling s: makes one unit of 'Harbour Watch' \(MX\) and 'Port Guard' \(CF\)"
    ):
        built(readings, same("s", A, B))


def test_a_unit_above_itself_is_refused() -> None:
    readings = (reading("a", 1, "Harbour Watch, Coast Region, Velabad Police"), reading("b", 1, "Port Guard"))
    top = Reference("a", readings[0].entry.verbatim, unit="Velabad Police")
    lowest = Reference("a", readings[0].entry.verbatim)
    with pytest.raises(RulingError, match="ruling s: puts 'Harbour Watch' above itself"):
        built(readings, same("s", lowest, top))
    with pytest.raises(RulingError, match="above itself"):
        built(readings, same("s", lowest, B), same("t", B, top))


def test_equal_texts_are_told_apart_by_their_lines() -> None:
    readings = (
        reading("a", 1, "Harbour Watch"),
        reading("a", 2, "Harbour Watch", country="CF"),
        reading("b", 1, "Port Guard", country="CF"),
    )
    with pytest.raises(
        RulingError, match=r"ruling s: the text 'Harbour Watch' of a names 2 units \(lines 1, 2\); give the"
    ):
        built(readings, same("s", A, B))
    graph = built(readings, same("s", Reference("a", "Harbour Watch", line=2), B))
    assert sorted((unit.country, len(unit.entries)) for unit in graph.units) == [("CF", 2), ("MX", 1)]


def test_rulings_on_sources_that_are_not_at_hand_wait() -> None:
    assert len(built(THREE, same("s", A, Reference("table", identifier="7"))).units) == 3


def test_the_order_of_rulings_and_mentions_changes_nothing() -> None:
    one = built(THREE, same("s", A, B), same("t", B, C))
    other = built(THREE[::-1], same("t", C, B), same("s", B, A))
    assert [unit.iri for unit in one.units] == [unit.iri for unit in other.units]
