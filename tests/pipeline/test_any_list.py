"""Any list of paths in, whatever its words and order: the same graph out, and every line of it is N-Quads."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence

import pyoxigraph
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from unitgraph.dataset.writer import list_blocks
from unitgraph.identity.list_units import build_units
from unitgraph.identity.units import Subordination, UnitGraph
from unitgraph.index.nodes import hierarchy_of, load_hierarchy
from unitgraph.lexicon.names import fold, split_acronym, tidy
from unitgraph.reading.entries import Entry, ListMetadata
from unitgraph.reading.paths.values import Direction, Evidence, PathKind, Role, Segment, UnitPath
from unitgraph.reading.readings import CountryBasis, CountryReading, Reading, take_readings
from unitgraph.store import memory_store
from unitgraph.system.errors import ReadingError
from unitgraph.system.sorting import lines_of, sorted_blocks, subject_of

pytestmark = pytest.mark.end_to_end

BASE = "https://example.org/"
UG = "https://w3id.org/unitgraph/ns#"
LIST = ListMetadata("2018 \u201cx\u201d/y", 2018, 'A "title"\\ \u202e\n', "law\t\x00")

# Words that meet often, and texts of every odd kind: quotes, backslashes, control characters, marks that change
# the direction of writing, line and paragraph separators, signs outside the basic plane.
ODD = st.sampled_from(
    ['"', "\\", "\\u0041", "\n", "\r", "\t", "\x00", "\x0b", "\x1b[31m", "\x7f", "\x85", "\u2028", "\u200f", "\u202e"]
) | st.sampled_from(
    ["\ufeff", "\uffff", "\U0001f46e", "'", "<b>", "^^", "@en", "{", "पुलिस", "شرطة", "e\u0301", "\u0345", "\u212b"]
)
WORD = st.sampled_from(["Police", "police", "Station", "STATION", "Army", "No. 1", "(AB)", "Dhaka"])
NAME = st.lists(WORD | ODD | st.text(max_size=4), min_size=1, max_size=3).map(" ".join).map(tidy).filter(bool)
SEGMENT = st.builds(
    Segment,
    NAME,
    st.sampled_from([Role.UNIT, Role.UNIT, Role.UNIT, Role.PLACE, Role.POST, Role.NOISE]),
    st.none(),
    st.sampled_from([None, "station", "force"]),
)


def edges_of(graph: UnitGraph) -> list[Subordination]:
    """The edges of all units."""
    return [edge for unit in graph.units for edge in unit.edges]


@st.composite
def paths(draw: st.DrawFn) -> UnitPath:
    segments = tuple(draw(st.lists(SEGMENT, max_size=5)))
    kind = draw(st.sampled_from(PathKind))
    direction = draw(st.sampled_from(Direction)) if kind is PathKind.PATH else None
    text = ", ".join(segment.text for segment in segments) or draw(NAME)
    confidence = draw(st.floats(0, 1))
    return UnitPath(
        text, kind, direction, segments, confidence, (Evidence("prior", draw(NAME), draw(st.floats(-9, 9))),)
    )


@st.composite
def reading_lists(draw: st.DrawFn) -> list[Reading]:
    found = draw(st.lists(st.tuples(paths(), st.sampled_from(["MX", "BD"])), min_size=1, max_size=7))
    seen: Counter[str] = Counter()
    readings = []
    for line, (path, code) in enumerate(found, 1):
        text = tidy(path.text).casefold()
        seen[text] += 1
        entry = Entry(LIST.name, line, line, path.text, occurrence=seen[text])
        readings.append(Reading(entry, path, CountryReading(code, CountryBasis.HEADING)))
    return readings


def build(readings: Sequence[Reading]) -> UnitGraph:
    return build_units(readings, [LIST], BASE)


def no_surrogates(text: str) -> str:
    return "".join(letter for letter in text if not "\ud800" <= letter <= "\udfff")


@given(reading_lists(), st.randoms(use_true_random=False))
def test_the_order_of_readings_changes_nothing(readings: list[Reading], chance: random.Random) -> None:
    shuffled = list(readings)
    chance.shuffle(shuffled)
    assert build(shuffled) == build(readings)
    assert set(list_blocks(build(shuffled))) == set(list_blocks(build(readings)))


@given(reading_lists(), st.randoms(use_true_random=False))
def test_units_and_edges_do_not_depend_on_the_lines(readings: list[Reading], chance: random.Random) -> None:
    lines = [reading.entry.line for reading in readings]
    chance.shuffle(lines)
    moved = [
        Reading(Entry(LIST.name, line, line, each.path.text), each.path, each.country)
        for line, each in zip(lines, readings, strict=True)
    ]
    one, other = build(readings), build(moved)
    assert [(each.iri, each.name, each.other_names, each.superiors, each.level, each.places) for each in one.units] == [
        (each.iri, each.name, each.other_names, each.superiors, each.level, each.places) for each in other.units
    ]
    assert [(each.subordinate, each.superior, each.confidence) for each in edges_of(one)] == [
        (each.subordinate, each.superior, each.confidence) for each in edges_of(other)
    ]
    assert sorted(each.unit for each in one.denials) == sorted(each.unit for each in other.denials)


@given(reading_lists(), reading_lists())
def test_more_entries_give_no_iri_to_another_unit(readings: list[Reading], more: list[Reading]) -> None:
    later = [
        Reading(Entry(LIST.name, at, at, each.path.text), each.path, each.country) for at, each in enumerate(more, 100)
    ]
    before, after = build(readings).unit_of, build([*readings, *later]).unit_of
    # What is found to be one with another unit may take over its IRI; no unit gets that of one that is still there.
    kept = {after[place] for place, iri in before.items() if after[place] == iri}
    assert all(after[place] == iri or iri not in kept for place, iri in before.items())


@given(reading_lists())
def test_the_graph_is_sound(readings: list[Reading]) -> None:
    graph = build(readings)
    units = {unit.iri: unit for unit in graph.units}
    assert len(units) == len(graph.units)
    names = {name for reading in readings for name in (reading.path.text, *(s.text for s in reading.path.segments))}
    names |= {split_acronym(name)[0] for name in names}
    for unit in graph.units:
        # What is in a place, of a force that a state has one of, is named by both.
        assert unit.name in names or all(each in names for each in (unit.name.partition(", ")[0], *unit.places))
        assert unit.name not in unit.other_names
        assert all(unit.other_names)
        assert unit.superiors or len(unit.key) == 1
        assert unit.iri not in unit.ancestors
        assert set(unit.superiors) <= set(unit.ancestors)
        assert all(units[superior].country == unit.country for superior in unit.superiors)
        assert unit.entries
    assert {each.unit for each in graph.denials} <= set(units)
    assert {each.entry.line for each in graph.denials} == {reading.entry.line for reading in readings}
    assert {each.subordinate for each in edges_of(graph)} == {unit.iri for unit in graph.units if unit.superiors}
    assert set(graph.unit_of.values()) == set(units)
    # Merging keeps every spelling.
    kept = {name for unit in graph.units for name in (unit.name, *unit.other_names, *unit.places)}
    for reading in readings:
        for place, segment in enumerate(reading.path.segments, 1):
            if (LIST.name, reading.entry.line, place) in graph.unit_of:
                assert segment.text in kept


@pytest.mark.filterwarnings("ignore:Dataset.default_context:DeprecationWarning")
@given(reading_lists())
def test_every_line_is_n_quads_for_two_parsers(readings: list[Reading]) -> None:
    blocks = list(list_blocks(build(readings)))
    for block in blocks:
        assert block.endswith(" .\n")
        assert all(line.endswith(" .") and subject_of(line) == subject_of(block) for line in lines_of([block]))
    lines = [f"{line}\n" for line in lines_of(sorted_blocks(blocks))]
    parsed = list(pyoxigraph.parse("".join(lines).encode(), format=pyoxigraph.RdfFormat.N_QUADS))
    assert sorted(f"{quad} .\n" for quad in parsed) == lines
    assert not any(isinstance(node, pyoxigraph.BlankNode) for quad in parsed for node in (quad.subject, quad.object))
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(data="".join(lines), format="nquads")
    assert len(list(dataset.quads((None, None, None, None)))) == len(lines)
    names = {str(name) for name in dataset.objects(None, rdflib.SKOS.prefLabel)}
    assert names >= {unit.name for unit in build(readings).units}


@given(reading_lists())
def test_the_store_gives_the_same_hierarchy_back(readings: list[Reading]) -> None:
    graph = build(readings)
    with memory_store(list_blocks(graph)) as store:
        assert list(load_hierarchy(store)) == list(hierarchy_of(graph))


@given(st.lists(st.text(st.characters(exclude_categories=()), min_size=1, max_size=40), min_size=1, max_size=4))
def test_any_texts_are_read_or_refused_by_line(texts: list[str]) -> None:
    entries = [Entry("l", line, line, text) for line, text in enumerate(texts, 1)]
    lone = [line for line, text in enumerate(texts, 1) if no_surrogates(text) != text]
    if lone:
        with pytest.raises(ReadingError, match=f"^l line {lone[0]}: contains a lone surrogate"):
            take_readings(entries, (), "MX")
        return
    readings = take_readings(entries, (), "MX")
    assert [reading.path.text for reading in readings] == [tidy(text) for text in texts]
    graph = build_units(readings, [ListMetadata("l", 2018, "t", "b")], BASE)
    assert len(graph.denials) >= len(texts)
    assert all(fold(unit.name) == fold(tidy(unit.name)) for unit in graph.units)
    memory_store(list_blocks(graph)).close()


@given(st.permutations(range(8)))
def test_reading_any_order_of_a_list_gives_the_same_units(order: list[int]) -> None:
    texts = [
        "Torreon Station, Coahuila State Coordination, Federal Police",
        "Federal Police, Intelligence Division, Coordination of Undercover Operations",
        "Presidential Guard",
        "Second Battalion, Army, Ministry of Defense",
        "Ministry of Defense, Navy, Marine Company",
        "Wolf, Fox",
        "Rapid Action Battalion, Dhaka",
        "Homicide Unit, Federal Police",
    ]
    expected = take_readings([Entry("l", at, at, text) for at, text in enumerate(texts, 1)], (), "MX")
    found = take_readings([Entry("l", line, line, texts[at]) for line, at in enumerate(order, 1)], (), "MX")
    assert {each.path.text: each.path for each in found} == {each.path.text: each.path for each in expected}
