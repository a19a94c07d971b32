"""Readings of lists become units: one for all entries that name it, each edge and denial with the entries behind it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from unitgraph.identity.assembly import Assembly
from unitgraph.identity.drafts import UnitDraft, key_name
from unitgraph.identity.identity_rulings import ruled_pairs, want_mentions
from unitgraph.identity.names import is_part_of_force
from unitgraph.identity.placed_names import PlacedNames
from unitgraph.identity.respelt import named_by, respelt
from unitgraph.identity.units import Denial, TableRow, UnitGraph
from unitgraph.lexicon.names import fold, split_acronym, tidy
from unitgraph.lexicon.tables import OPEN_COUNTRY
from unitgraph.reading.dates import calendar_year, period
from unitgraph.reading.entries import Entry, ListMetadata
from unitgraph.reading.paths.titles import headquarters_of
from unitgraph.reading.paths.values import Direction, PathKind, Role, Segment
from unitgraph.reading.readings import CountryBasis, Reading, is_one_name
from unitgraph.reading.rulings import Ruling
from unitgraph.sources.superiors import names_nobody


def build_units(
    readings: Iterable[Reading], lists: Iterable[ListMetadata], base: str, rulings: Iterable[Ruling] = ()
) -> UnitGraph:
    """Merge ``readings`` into units, edges and denials.

    Segments of a list with the same country, places and folded names from the root down, after rulings on spelling, are
    one mention; :func:`~unitgraph.identity.resolution.resolve` finds which mentions are one unit. A path denies its
    lowest unit, a list of bodies each of them; what a reading could not tell apart is one unit with the whole text as
    its name.

    Rulings on mentions in other sources are left out. Raises RulingError as
    :func:`~unitgraph.identity.identity_rulings.ruled_pairs` does.
    """
    by_name = {each.name: each for each in lists}
    assembly = Assembly(base, years={each.name: each.year for each in by_name.values()})
    return assemble(assembly, readings, by_name.values(), base, rulings, by_name)


def assemble(
    assembly: Assembly,
    readings: Iterable[Reading],
    lists: Iterable[ListMetadata],
    base: str,
    rulings: Iterable[Ruling] = (),
    held: Collection[str] | None = None,
    ruled_rows: Mapping[Ruling, tuple[TableRow, ...]] = MappingProxyType({}),
) -> UnitGraph:
    """:func:`build_units` in an assembly that may hold hierarchy tables; all its units are identified. ``held`` are the
    names of its sources where rulings on others may be left out, ``ruled_rows`` the rows that rulings were applied
    to."""
    rulings = tuple(rulings)
    want_mentions(assembly, rulings)
    by_name = {each.name: each for each in lists}
    ordered = sorted(readings, key=lambda each: (each.entry.list, each.entry.line))
    placed = PlacedNames(tuple(assembly.drafts))
    named = [_merge(assembly, reading, by_name[reading.entry.list].year, placed) for reading in ordered]
    ruled = ruled_pairs(assembly, rulings, held)
    denied = {draft for reading, units in zip(ordered, named, strict=True) for draft in _denied(reading, units)}
    assembly.identify([pair for _, pair in ruled.same], [pair for _, pair in ruled.distinct], denied)
    return UnitGraph(
        lists=tuple(by_name[name] for name in sorted(by_name)),
        readings=tuple(ordered),
        units=tuple(assembly.listed()),
        denials=tuple(
            denial
            for reading, units in zip(ordered, named, strict=True)
            for denial in _denials(reading, units, by_name[reading.entry.list])
        ),
        distinct=tuple(dict.fromkeys(tuple(sorted(draft.iri for draft in pair)) for _, pair in ruled.distinct)),
        rulings=(*ruled.cited, *ruled_rows.items()),
        unit_of={
            (reading.entry.list, reading.entry.line, position): draft.iri
            for reading, units in zip(ordered, named, strict=True)
            for position, draft in units
        },
        base=base,
        identifications=(
            *assembly.identifications(),
            *respelt(named_by(ordered, named), assembly.drafts, ruled_rows),
        ),
    )


def _merge(assembly: Assembly, reading: Reading, year: int, placed: PlacedNames) -> list[tuple[int, UnitDraft]]:
    """The units of a reading with the positions of their segments; in a path parents first, each under the one
    before it, and bodies side by side under the superiors that they share. A place tells a part of a force whose name
    is not ``placed``."""
    path, country, source = reading.path, reading.country.of_units, f"list {reading.entry.list}"
    if country == OPEN_COUNTRY:  # entries of one group are of one country, and others may be of another
        source += f" group {reading.entry.group}"
    is_path = path.kind is PathKind.PATH and not is_one_name(path)
    merged: list[tuple[int, UnitDraft]] = []
    above: UnitDraft | None = None
    segments = _unit_segments(reading)
    superiors = len(segments) - 1 if is_path else path.shared
    carried: tuple[str, ...] = ()
    for number, (position, segment, folded) in enumerate(segments, 1):
        places, carried = tuple(sorted({*_places_of(reading, position), *carried})), ()
        in_force = is_part_of_force(segment.text, country, places) and not placed.has(segment.text, country)
        if is_path and number < len(segments) and in_force:
            # A force that a state has one of is everywhere: what is below it is there.
            places, carried = (), places
        placeholder = names_nobody(segment.text)
        if placeholder:
            # Of two that nobody could name, what stands below tells which is which, else the entry.
            below = [each.text for _, each, _ in segments[number:]] if is_path else []
            own = [f"{reading.entry.verbatim}\x1f{reading.entry.occurrence}"]
            folded = "\x1f".join((folded, *(below or own)))
        named, aliases = segment.text, segment.aliases
        lowest = number == len(segments) and path.kind is not PathKind.LIST and not is_one_name(path)
        if lowest and in_force:
            # Of a force that a state has one of, the entry denies what is in a place.
            whole = assembly.draft(source, country, folded, above)
            whole.mention(named, segment.level, (), reading.entry, reading.meaning(named))
            for alias in aliases:
                whole.write(alias, 0)
            _put_under(whole, above, reading, year)
            merged.append((position, whole))
            position, above, superiors = _position_of(reading, places[0]), whole, superiors + 1
            # What the force is called in short is no name of the part.
            force = split_acronym(named)[0]
            named, aliases = ", ".join((force, *places)), ()
            folded = key_name(named)
            if named not in reading.entry.verbatim:
                aliases = (_printed(reading.entry, (force, *places)),)
        draft = assembly.draft(source, country, folded, above, places)
        draft.placeholder = placeholder
        draft.unread = is_one_name(path) and (draft.unread or not draft.uses)
        draft.inferred = reading.country.basis is CountryBasis.INFERRED and (draft.inferred or not draft.uses)
        meaning = reading.meaning(named) if named == segment.text else named
        draft.mention(named, segment.level, places, reading.entry, meaning)
        for alias in aliases:
            draft.write(alias, 0)
        if above is not None and (office := headquarters_of(named, above.name)):
            draft.write(office, 0)
        _put_under(draft, above, reading, year)
        if number <= superiors:
            above = draft
        merged.append((position, draft))
    entry, drafts = reading.entry, [draft for _, draft in merged[superiors:]]
    assembly.references.note_text(entry.list, entry.line, entry.verbatim, drafts)
    return merged


def _put_under(draft: UnitDraft, above: UnitDraft | None, reading: Reading, year: int) -> None:
    if above is not None:
        cited = calendar_year(year)
        draft.put_under(above, period(cited, cited), reading.path.confidence, reading.entry)


def _printed(entry: Entry, parts: Sequence[str]) -> str:
    """What an entry prints from the first to the last of some parts of it; all of it, where they do not stand so."""
    text = tidy(entry.verbatim)
    starts = [text.find(each) for each in parts]
    if min(starts) < 0:
        return text
    ends = (start + len(each) for start, each in zip(starts, parts, strict=True))
    return text[min(starts) : max(ends)]


def _position_of(reading: Reading, place: str) -> int:
    segments = enumerate(reading.path.segments, 1)
    return next(number for number, each in segments if each.role is Role.PLACE and each.text == place)


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


def _denied(reading: Reading, units: Sequence[tuple[int, UnitDraft]]) -> list[UnitDraft]:
    """A list of bodies denies each of them; any other entry the lowest unit that it names."""
    drafts = [draft for _, draft in units]
    return drafts[reading.path.shared :] if reading.path.kind is PathKind.LIST else drafts[-1:]


def _denials(reading: Reading, units: Sequence[tuple[int, UnitDraft]], metadata: ListMetadata) -> Iterator[Denial]:
    """The denials of an entry, each unit once."""
    for number, iri in enumerate(dict.fromkeys(draft.iri for draft in _denied(reading, units)), 1):
        yield Denial(iri, metadata.year, metadata.legal_basis, reading.entry, number)
