"""References to mentions: read from mappings, and what they name among the mentions of sources."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from unitgraph.identity.assembly import Assembly
from unitgraph.identity.drafts import UnitDraft
from unitgraph.identity.hierarchy_units import UnitTables, merge_path
from unitgraph.identity.list_units import assemble
from unitgraph.reading.dates import UNDATED
from unitgraph.reading.entries import Entry, ListMetadata
from unitgraph.reading.hierarchy_tables import Named, PathRow, UnitRow
from unitgraph.reading.readings import take_readings
from unitgraph.reading.references import Reference, read_reference
from unitgraph.system.errors import RulingError, StoreError

WHERE = "rulings.yaml ruling r1"


@pytest.mark.parametrize(
    ("fields", "reference"),
    [
        ({"source": "a", "text": "B, C"}, Reference("a", "B, C")),
        ({"source": "a", "text": "B, C", "unit": "C", "line": 4}, Reference("a", "B, C", "C", line=4)),
        ({"source": "a", "text": "B", "occurrence": 2}, Reference("a", "B", occurrence=2)),
        ({"source": "a", "identifier": "7"}, Reference("a", identifier="7")),
    ],
)
def test_a_reference_is_read_and_written(fields: dict[str, object], reference: Reference) -> None:
    assert read_reference(WHERE, fields) == reference
    assert reference.fields == fields


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ("B, C", "the reference 'B, C' is not a mapping"),
        ({"source": "a", "text": "B", "lines": 3}, "unknown key lines in a reference"),
        ({"source": "a", "text": " "}, "text ' ' of a reference is empty or not text"),
        ({"source": "a", "identifier": 7}, "identifier 7 of a reference is empty or not text"),
        ({"source": 2018, "text": "B"}, "source 2018 of a reference is empty or not text"),
        ({"source": "a", "text": "B", "line": True}, "line True of a reference is not a number from 1"),
        ({"source": "a", "text": "B", "occurrence": 0}, "occurrence 0 of a reference is not a number from 1"),
        ({"text": "B"}, "a reference with text"),
        ({"source": "a"}, "a reference with source"),
        ({}, "a reference with nothing"),
        ({"source": "a", "text": "B", "identifier": "7"}, "a reference with identifier, source, text"),
        ({"source": "a", "identifier": "7", "unit": "B"}, "a reference by identifier with unit"),
        ({"source": "a", "text": "B", "line": 1, "occurrence": 1}, "a reference with both line and occurrence"),
    ],
)
def test_what_is_no_reference_is_an_error_with_place_and_remedy(fields: object, problem: str) -> None:
    with pytest.raises(RulingError) as raised:
        read_reference(WHERE, fields)
    assert (raised.value.where, raised.value.what) == (WHERE, problem)
    assert raised.value.remedy


def test_the_kind_of_error_is_that_of_the_file() -> None:
    with pytest.raises(StoreError, match=r"identities\.jsonl line 3: a reference with nothing"):
        read_reference("identities.jsonl line 3", {}, StoreError)


ENTRIES = (
    (3, "Camp A, Velabad  Army", "ML"),
    (4, "Gate Watch", "ML"),
    (5, "Gate Watch", "TD"),
    (6, "Velabad Army", "ML"),
    (7, "Gate Watch", "ML"),
)


def assembled(*references: Reference, entries: Sequence[tuple[int, str, str]] = ENTRIES) -> Assembly:
    """A made-up list, a table of paths and one of units, with what references name in them."""
    assembly = Assembly("https://example.org/", ["paths", "units"], {"made-up": 2021})
    assembly.references.want(references)
    chains = ((Named("Velabad Army"), Named("Camp A")),)
    merge_path(assembly, 0, PathRow(2, "Velabad Army, Camp A", "ML", UNDATED, chains, 1.0))
    bodies = ((Named("Camp B"),), (Named("Camp C"),))
    merge_path(assembly, 0, PathRow(3, "Camp B; Camp C", "ML", UNDATED, bodies, 1.0))
    tables = UnitTables("units.csv")
    tables.add_unit(1, UnitRow(2, "7 | Camp Z", "7", "ML", "Camp Z", (), (), None, (), UNDATED, False))
    tables.merge_into(assembly)
    read = take_readings(
        [Entry("made-up", n, line, text, country=code) for n, (line, text, code) in enumerate(entries)]
    )
    assemble(assembly, read, [ListMetadata("made-up", 2021, "Made up", "none")], "https://example.org/")
    return assembly


def named(reference: Reference) -> list[tuple[str, str]]:
    """Country and name of what a reference names, by name."""
    return [(each.country, each.name) for each in assembled(reference).references.named(reference)]


@pytest.mark.parametrize(
    ("reference", "found"),
    [
        (Reference("made-up", "camp a,\u00a0Velabad ARMY"), [("ML", "Camp A")]),
        (Reference("made-up", "Camp A, Velabad Army", "velabad army"), [("ML", "Velabad Army")]),
        (Reference("made-up", "Camp A, Velabad Army", "Camp B"), []),
        (Reference("made-up", "Camp A Velabad Army"), []),
        (Reference("paths", "Camp A, Velabad Army"), []),
        (Reference("paths", "Velabad Army, Camp A"), [("ML", "Camp A")]),
        (Reference("paths", "Velabad Army, Camp A", "Velabad Army"), [("ML", "Velabad Army")]),
        (Reference("paths", "Camp B; Camp C"), [("ML", "Camp B"), ("ML", "Camp C")]),
        (Reference("paths", "Camp B; Camp C", "Camp C"), [("ML", "Camp C")]),
        (Reference("units", identifier="7"), [("ML", "Camp Z")]),
        (Reference("units", identifier="8"), []),
        (Reference("paths", identifier="7"), []),
        (Reference("made-up", "Gate Watch"), [("ML", "Gate Watch"), ("TD", "Gate Watch")]),
        (Reference("made-up", "Gate Watch", line=5), [("TD", "Gate Watch")]),
        (Reference("made-up", "Gate Watch", line=7), [("ML", "Gate Watch")]),
        (Reference("made-up", "Gate Watch", occurrence=2), [("TD", "Gate Watch")]),
        (Reference("made-up", "Gate Watch", occurrence=4), []),
        # Where one text names one unit, a line of another copy of the list does not matter.
        (Reference("made-up", "Camp A, Velabad Army", line=300), [("ML", "Camp A")]),
    ],
)
def test_what_a_reference_names(reference: Reference, found: list[tuple[str, str]]) -> None:
    assert named(reference) == found


@pytest.mark.parametrize(
    ("reference", "problem"),
    [
        (Reference("made-up", "Camp Q"), "nothing is the text 'Camp Q' of made-up"),
        (
            Reference("made-up", "CAMP A"),
            r"'CAMP A' of made-up; that is the name of a unit; write the whole text as printed: .Camp A",
        ),
        (
            Reference("units", identifier="8"),
            "nothing is the identifier '8' of units; correct the reference, or remove",
        ),
        (Reference("made-up", "Gate Watch"), r"names 2 units \(lines 4, 5, 7\); give the line"),
        (Reference("made-up", "Gate Watch", line=9), r"'Gate Watch' of made-up, line 9 \(lines 4, 5, 7\)"),
        (Reference("paths", "Camp B; Camp C"), "names 2 units; name the unit in it"),
    ],
)
def test_a_ruling_needs_one_unit(reference: Reference, problem: str) -> None:
    with pytest.raises(RulingError, match=problem):
        assembled(reference).references.one(reference, WHERE)


def test_the_one_unit_of_a_reference() -> None:
    reference = Reference("units", identifier="7")
    found = assembled(reference).references.one(reference, WHERE)
    assert isinstance(found, UnitDraft)
    assert found.identifiers == ((1, "7"),)


def test_what_is_not_wanted_is_not_noted() -> None:
    assembly = assembled(Reference("made-up", "Velabad Army"))
    assert assembly.references.named(Reference("made-up", "Camp A, Velabad Army")) == ()
