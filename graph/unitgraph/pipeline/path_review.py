"""The questions how entries of lists and rows of hierarchy tables are to be read, and the rulings that answers become.

Asked are texts that could not be read, readings without enough confidence, and every list of bodies side by side in a
list of denials: there each of the bodies is denied.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from unitgraph.identity.units import UnitGraph
from unitgraph.lexicon.names import tidy
from unitgraph.pipeline.asking import Choice, Fields, Question, Texts, Topic
from unitgraph.pipeline.hierarchies import DoubtfulRow
from unitgraph.reading.paths import read_path
from unitgraph.reading.paths.several import units_named
from unitgraph.reading.paths.values import Direction, PathKind, Role, UnitPath
from unitgraph.reading.readings import SURE_READING, Reading, is_doubtful
from unitgraph.reading.rulings import RulingKind
from unitgraph.system.display import quantity

_WAYS = {
    PathKind.SINGLE: "one unit",
    PathKind.LIST: "bodies side by side",
    Direction.UP: "smallest first",
    Direction.DOWN: "largest first",
}
_REASON = "Decided after reading the entry."


def entry_questions(graph: UnitGraph, texts: Texts) -> Iterator[Question]:
    """The questions about the paths of entries, in their order."""
    named: dict[tuple[str, int], set[str]] = {}
    for (of_list, line, _), iri in graph.unit_of.items():
        named.setdefault((of_list, line), set()).add(iri)
    for reading in graph.readings:
        unread = reading.path.kind is PathKind.UNCLEAR
        if unread or is_doubtful(reading):
            entry = reading.entry
            units = tuple(sorted(named.get((entry.list, entry.line), ())))
            yield _entry_question(reading, texts.of(entry), unread, units)


def doubts(readings: Iterable[Reading]) -> Iterator[str]:
    """A warning for each list of which entries are read with doubt."""
    found: dict[str, list[int]] = {}
    for reading in filter(is_doubtful, readings):
        found.setdefault(reading.entry.list, []).append(reading.entry.line)
    for name, lines in found.items():
        shown = ", ".join(map(str, lines[:5])) + (", …" if len(lines) > 5 else "")
        yield (
            f"{name}: {quantity(len(lines), 'entry', 'entries')} read with a confidence below {SURE_READING}, or "
            f"as bodies side by side (line {shown}); check with `unitgraph review`"
        )


def _entry_question(reading: Reading, named: object, unread: bool, units: tuple[str, ...]) -> Question:
    entry, path = reading.entry, reading.path
    return Question(
        id=f"path-line-{entry.line}",
        topic=Topic.UNREAD if unread else Topic.DOUBTFUL,
        lines=(entry.line,),
        text=tidy(entry.verbatim),
        ask="How is this entry to be read?",
        evidence=(_read_as(path), *(f"{each.weight:+.2f} {each.statement}" for each in path.evidence)),
        choices=(*_as_read(path, named), *_choices(path, named)),
        reason=_REASON,
        units=units,
    )


def _read_as(path: UnitPath) -> str:
    best = path.leaning or path.direction or path.kind
    how = "most likely" if path.kind is PathKind.UNCLEAR else "read as"
    return f"{how} {_WAYS.get(best, 'nothing')}, with confidence {path.confidence:.2f}"


def _as_read(path: UnitPath, named: object) -> Iterator[Choice]:
    """The choice to confirm a reading."""
    units = [segment.text for segment in path.chain]
    if path.kind is not PathKind.UNCLEAR and units:
        between = "; " if path.kind is PathKind.LIST else " > "
        fields = _fields(named, units, [each.text for each in path.places], bodies=path.kind is PathKind.LIST)
        yield Choice("a", f"as it is read: {between.join(units)}", fields)


def _choices(path: UnitPath, named: object) -> Iterator[Choice]:
    units = [segment.text for segment in path.segments if segment.role in (Role.UNIT, Role.POST)]
    places = [segment.text for segment in path.segments if segment.role is Role.PLACE]
    whole = tidy(path.text)
    yield Choice("w", "one unit, named by the whole text", _fields(named, [whole]))
    if len(units) > 1:
        yield Choice("l", f"largest first: {' > '.join(units)}", _fields(named, units, places))
        yield Choice("s", f"smallest first: {' > '.join(reversed(units))}", _fields(named, units[::-1], places))
        yield Choice("b", f"bodies side by side: {'; '.join(units)}", _fields(named, units, places, bodies=True))
    several = [each for unit in units for each in units_named(unit)]
    if several:
        others = [unit for unit in units if not units_named(unit)]
        rest = [*others, *places]
        behind = "; the rest is a place" if rest else ""
        fields = _fields(named, several, rest, bodies=True)
        yield Choice("d", f"several units side by side, {'; '.join(several)}{behind}", fields)
        if others:
            above = others if path.leaning is Direction.DOWN else others[::-1]
            label = f"several units side by side, {'; '.join(several)}, below {' > '.join(above)}"
            yield Choice("u", label, _fields(named, several, places, bodies=True, superiors=above))
    if units and [*units, *places] != [whole]:
        first = _fields(named, units[:1], [*units[1:], *places])
        yield Choice("1", f"one unit, {units[0]}; the rest is a place", first)
    yield Choice(
        "o",
        "other: enter the units, parents first, separated by ' > ', or side by side by ';', also behind the last ' > '",
        _fields(named, []),
        "units",
    )


def _fields(
    entry: object,
    units: Sequence[str],
    places: Sequence[str] = (),
    bodies: bool = False,
    superiors: Sequence[str] = (),
) -> Fields:
    fields: dict[str, object] = {"kind": RulingKind.PATH.value, "entry": entry, "units": list(units)}
    if places:
        fields["places"] = list(places)
    if bodies:
        fields["bodies"] = True
    if superiors:
        fields["superiors"] = list(superiors)
    return fields


def row_questions(rows: Iterable[DoubtfulRow]) -> Iterator[Question]:
    """The questions about the paths of rows. Rows of one text are decided alike: it is asked about once."""
    asked: set[tuple[str, str]] = set()
    for each in rows:
        text = tidy(each.row.text)
        if (each.table, text) not in asked:
            asked.add((each.table, text))
            yield _row_question(each, {"source": each.table, "text": text})


def _row_question(each: DoubtfulRow, named: object) -> Question:
    row = each.row
    path = read_path(tidy(row.text), country=row.country)
    chains = [[unit.name for unit in chain] for chain in row.chains]
    between = " > " if len(chains) == 1 else "; "
    units = [name for chain in chains for name in chain]
    places = [place for chain in row.chains for unit in chain for place in unit.places]
    choices = [*_choices(path, named)]
    evidence = "it could not be read"
    if not row.unread:
        fields = _fields(named, units, places, bodies=len(chains) > 1)
        choices.insert(0, Choice("a", f"as it is read: {between.join(units)}", fields))
        evidence = f"read as {between.join(units)}, with confidence {row.confidence:.2f}"
    return Question(
        id=f"path-{each.table}-line-{row.number}",
        topic=Topic.UNREAD if row.unread else Topic.DOUBTFUL,
        lines=(),
        text=f"{tidy(row.text)} ({each.table} line {row.number})",
        ask="How is this row to be read?",
        evidence=(evidence,),
        choices=tuple(choices),
        reason="Decided after reading the row.",
        units=each.units,
    )
