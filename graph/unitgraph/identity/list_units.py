"""Readings of lists become units: one for all entries that name it, each edge and denial with the entries behind it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from unitgraph.identity.assembly import Assembly
from unitgraph.identity.drafts import UnitDraft, key_name
from unitgraph.identity.evidence import DraftPair
from unitgraph.identity.units import Denial, UnitGraph
from unitgraph.lexicon.names import fold
from unitgraph.reading.dates import calendar_year, period
from unitgraph.reading.entries import ListMetadata
from unitgraph.reading.hierarchy_cells import names_nobody
from unitgraph.reading.paths.values import Direction, PathKind, Role, Segment
from unitgraph.reading.readings import Reading, is_one_name
from unitgraph.reading.rulings import Ruling, RulingKind
from unitgraph.system.errors import RulingError


def build_units(
    readings: Iterable[Reading], lists: Iterable[ListMetadata], base: str, rulings: Iterable[Ruling] = ()
) -> UnitGraph:
    """Merge ``readings`` into units, edges and denials.

    Segments of a list with the same country, places and folded names from the root down, after rulings on spelling, are
    one mention; :func:`~unitgraph.identity.resolution.resolve` finds which mentions are one unit. A path denies its
    lowest unit, a list of bodies each of them; what a reading could not tell apart is one unit with the whole text as
    its name.

    Raises RulingError for a ruling whose two names are of no two units of one country.
    """
    by_name = {each.name: each for each in lists}
    assembly = Assembly(base, years={each.name: each.year for each in by_name.values()})
    return assemble(assembly, readings, by_name.values(), base, rulings)


def assemble(
    assembly: Assembly,
    readings: Iterable[Reading],
    lists: Iterable[ListMetadata],
    base: str,
    rulings: Iterable[Ruling] = (),
) -> UnitGraph:
    """:func:`build_units` in an assembly that may hold hierarchy tables; all its units are identified."""
    by_name = {each.name: each for each in lists}
    ordered = sorted(readings, key=lambda each: (each.entry.list, each.entry.line))
    named = [_merge(assembly, reading, by_name[reading.entry.list].year) for reading in ordered]
    distinct = list(_distinct(rulings, assembly.drafts))
    assembly.identify(distinct=(pair for _, pair in distinct))
    return UnitGraph(
        lists=tuple(by_name[name] for name in sorted(by_name)),
        readings=tuple(ordered),
        units=tuple(assembly.listed()),
        denials=tuple(
            denial
            for reading, units in zip(ordered, named, strict=True)
            for denial in _denials(reading, units, by_name[reading.entry.list])
        ),
        distinct=tuple(dict.fromkeys((ruling, *_ordered(one.iri, other.iri)) for ruling, (one, other) in distinct)),
        unit_of={
            (reading.entry.list, reading.entry.line, position): draft.iri
            for reading, units in zip(ordered, named, strict=True)
            for position, draft in units
        },
        base=base,
        identifications=tuple(assembly.identifications()),
    )


def _merge(assembly: Assembly, reading: Reading, year: int) -> list[tuple[int, UnitDraft]]:
    """The units of a reading with the positions of their segments; in a path parents first, each under the one
    before it."""
    path, country = reading.path, reading.country.code
    is_path = path.kind is PathKind.PATH and not is_one_name(path)
    cited = calendar_year(year)
    merged: list[tuple[int, UnitDraft]] = []
    above: UnitDraft | None = None
    segments = _unit_segments(reading)
    for number, (position, segment, folded) in enumerate(segments, 1):
        places = tuple(sorted(_places_of(reading, position)))
        placeholder = names_nobody(segment.text)
        if placeholder:
            # Of two that nobody could name, what stands below tells which is which, else the entry.
            below = [each.text for _, each, _ in segments[number:]] if is_path else []
            own = [f"{reading.entry.verbatim}\x1f{reading.entry.occurrence}"]
            folded = "\x1f".join((folded, *(below or own)))
        draft = assembly.draft(f"list {reading.entry.list}", country, folded, above, places)
        draft.placeholder = placeholder
        draft.mention(segment.text, segment.level, places, reading.entry, reading.meaning(segment.text))
        if above is not None:
            draft.put_under(above, period(cited, cited), path.confidence, reading.entry)
        if is_path:
            above = draft
        merged.append((position, draft))
    entry, drafts = reading.entry, [draft for _, draft in merged]
    assembly.references.note_text(entry.list, entry.line, entry.verbatim, drafts[-1:] if is_path else drafts)
    return merged


def _unit_segments(reading: Reading) -> list[tuple[int, Segment, str]]:
    """The segments that name units, each with its position and the name its unit is merged by, parents first. A text
    that is one name stands at position 0."""
    path = reading.path
    if is_one_name(path):
        return [(0, Segment(path.text, Role.UNIT), fold(reading.meaning(path.text)) or path.text)]
    segments = [(n, segment) for n, segment in enumerate(path.segments, 1) if segment.role is Role.UNIT]
    if path.kind is PathKind.PATH and path.direction is Direction.UP:
        segments.reverse()
    return [(n, segment, key_name(reading.meaning(segment.text))) for n, segment in segments]


def _places_of(reading: Reading, position: int) -> Iterator[str]:
    """The places that belong to the unit at ``position``: those behind it, up to the next unit; places that stand
    before every unit belong to the first one."""
    owner = 0
    segments = reading.path.segments
    first = next((n for n, segment in enumerate(segments, 1) if segment.role is Role.UNIT), 0)
    for number, segment in enumerate(segments, 1):
        if segment.role is Role.UNIT:
            owner = number
        elif segment.role is Role.PLACE and (owner or first) == position:
            yield segment.text


def _denials(reading: Reading, units: Sequence[tuple[int, UnitDraft]], metadata: ListMetadata) -> Iterator[Denial]:
    """A path denies its lowest unit; any other entry each unit it names, once."""
    denied = [draft.iri for _, draft in units]
    if reading.path.kind is PathKind.PATH:
        del denied[:-1]
    for number, iri in enumerate(dict.fromkeys(denied), 1):
        yield Denial(iri, metadata.year, metadata.legal_basis, reading.entry, number)


def _ordered(one: str, other: str) -> tuple[str, str]:
    return min(one, other), max(one, other)


def _distinct(rulings: Iterable[Ruling], drafts: Iterable[UnitDraft]) -> Iterator[tuple[Ruling, DraftPair]]:
    """For each ruling of that kind the pairs of drafts of one country that have its two names."""
    named: defaultdict[str, dict[UnitDraft, None]] = defaultdict(dict)
    for draft in drafts:
        for spelling in draft.spellings():
            named[fold(spelling)][draft] = None
    for ruling in rulings:
        if ruling.kind is not RulingKind.DISTINCT:
            continue
        for name in ruling.names:
            if fold(name) not in named:
                what = f"no unit is named {name!r}"
                raise RulingError(ruling.place, what, "correct the name or remove the ruling")
        ones, others = (named[fold(name)] for name in ruling.names)
        pairs = [(one, other) for one in ones for other in others if one is not other and one.country == other.country]
        if not pairs:
            what = "its names are of no two units of one country"
            raise RulingError(ruling.place, what, "correct or remove the ruling")
        yield from ((ruling, pair) for pair in pairs)
