"""Rulings on which mentions are one unit: the pairs of drafts that they decide, and every way they can contradict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from unitgraph.identity.assembly import Assembly
from unitgraph.identity.clusters import DisjointSets
from unitgraph.identity.drafts import UnitDraft
from unitgraph.identity.evidence import DraftPair
from unitgraph.identity.units import TableRow
from unitgraph.lexicon.names import fold, tidy
from unitgraph.reading.entries import Entry
from unitgraph.reading.references import Reference
from unitgraph.reading.rulings import Ruling, RulingKind
from unitgraph.system.errors import RulingError

_Ruled = tuple[Ruling, DraftPair]
_Source = Entry | TableRow


@dataclass(frozen=True, slots=True)
class RuledPairs:
    """The pairs of drafts that rulings make one unit, those that they part, and the entries and rows that each ruling
    is about."""

    same: tuple[_Ruled, ...]
    distinct: tuple[_Ruled, ...]
    cited: tuple[tuple[Ruling, tuple[_Source, ...]], ...]


def want_mentions(assembly: Assembly, rulings: Iterable[Ruling]) -> None:
    """Let an assembly take note of the mentions that rulings refer to, before it takes the sources of these."""
    assembly.references.want(reference for ruling in rulings for reference in ruling.mentions)


def ruled_pairs(assembly: Assembly, rulings: Iterable[Ruling], held: Collection[str] | None = None) -> RuledPairs:
    """What rulings decide about the drafts of an assembly, before they are identified.

    ``held`` are the names of the sources where not all are at hand: rulings on others are left out. Raises RulingError
    for a mention or a name that is gone or means several, and for rulings that contradict, however long the way.
    """
    on_identity = [ruling for ruling in rulings if ruling.is_about_identity and _is_held(ruling, held)]
    named = _drafts_by_name(assembly.drafts) if any(ruling.names for ruling in on_identity) else {}
    pairs: dict[RulingKind, list[_Ruled]] = {RulingKind.SAME: [], RulingKind.DISTINCT: []}
    cited: list[tuple[Ruling, tuple[_Source, ...]]] = []
    for ruling in on_identity:
        if ruling.names:
            found = list(_pairs_by_name(ruling, named))
            drafts = [draft for pair in found for draft in pair]
            sources: Iterable[_Source] = (each for draft in drafts for each in _citations(draft, assembly))
        else:
            drafts = [assembly.references.one(each, ruling.place) for each in ruling.mentions]
            found = list(_pairs_of(ruling, drafts))
            sources = (_citation(draft, each, assembly) for draft, each in zip(drafts, ruling.mentions, strict=True))
        pairs[ruling.kind] += ((ruling, pair) for pair in found)
        cited.append((ruling, tuple(dict.fromkeys(sources))))
    same, distinct = pairs[RulingKind.SAME], pairs[RulingKind.DISTINCT]
    if same:
        _Joined(assembly.drafts, same).refuse_contradictions(distinct)
    return RuledPairs(tuple(same), tuple(distinct), tuple(cited))


def _is_held(ruling: Ruling, held: Collection[str] | None) -> bool:
    return held is None or all(each.source in held for each in ruling.mentions)


def _pairs_of(ruling: Ruling, drafts: Sequence[UnitDraft]) -> Iterator[DraftPair]:
    """Every pair of the drafts that a ruling names. Raises RulingError where two of its mentions are one text."""
    for one, other in combinations(drafts, 2):
        if one is not other:
            yield one, other
        elif ruling.kind is RulingKind.DISTINCT:
            what = f"two of its mentions are one: {one.name!r} under the same names in one source"
            raise RulingError(ruling.place, what, "name different mentions, or remove the ruling")


def _drafts_by_name(drafts: Iterable[UnitDraft]) -> Mapping[str, Mapping[UnitDraft, None]]:
    named: defaultdict[str, dict[UnitDraft, None]] = defaultdict(dict)
    for draft in drafts:
        for spelling in draft.spellings():
            named[fold(spelling)][draft] = None
    return named


def _pairs_by_name(ruling: Ruling, named: Mapping[str, Mapping[UnitDraft, None]]) -> Iterator[DraftPair]:
    """The pairs of drafts of one country that have the two names of a ruling."""
    for name in ruling.names:
        if fold(name) not in named:
            raise RulingError(ruling.place, f"no unit is named {name!r}", "correct the name or remove the ruling")
    ones, others = (named[fold(name)] for name in ruling.names)
    pairs = [(one, other) for one in ones for other in others if one is not other and one.country == other.country]
    if not pairs:
        what = "its names are of no two units of one country"
        raise RulingError(ruling.place, what, "correct or remove the ruling")
    yield from pairs


def _citations(draft: UnitDraft, assembly: Assembly) -> Iterator[_Source]:
    yield from draft.sorted_entries()
    if draft.rows:
        table, line = draft.first_row()
        yield TableRow(assembly.tables[table], line)


def _citation(draft: UnitDraft, reference: Reference, assembly: Assembly) -> _Source:
    """The entry that a reference to a draft names by its text, else the first that mentions it."""
    text = tidy(reference.text).casefold()
    own = [entry for entry in draft.sorted_entries() if tidy(entry.verbatim).casefold() == text]
    return next((entry for entry in own if entry.line == reference.line), next(iter(own), None)) or next(
        _citations(draft, assembly)
    )


class _Joined:
    """Drafts as rulings join them."""

    def __init__(self, drafts: Sequence[UnitDraft], same: Sequence[_Ruled]) -> None:
        self._same = same
        self._drafts = drafts
        self._numbers = {draft: number for number, draft in enumerate(drafts)}
        self._sets = DisjointSets()
        for _, (one, other) in same:
            self._sets.unite(self._numbers[one], self._numbers[other])

    def refuse_contradictions(self, distinct: Iterable[_Ruled]) -> None:
        """Raise RulingError where joined drafts are parted, of two countries, or one above another."""
        for ruling, (one, other) in distinct:
            if self._set(one) == self._set(other):
                what = f"parts {one.name!r} and {other.name!r}, which {self._rulings(one)} one unit"
                raise RulingError(ruling.place, what, "correct or remove one of the rulings")
        for ruling, (one, other) in self._same:
            if one.country and other.country and one.country != other.country:
                what = f"makes one unit of {one.name!r} ({one.country}) and {other.name!r} ({other.country})"
                raise RulingError(ruling.place, what, "correct the country first, or remove the ruling")
            if self._is_above_itself(one):
                what = f"puts {one.name!r} above itself: a superior of it is the same unit"
                raise RulingError(ruling.place, what, "correct or remove the ruling")

    def _set(self, draft: UnitDraft) -> int:
        return self._sets.find(self._numbers[draft])

    def _rulings(self, draft: UnitDraft) -> str:
        """The rulings that join a draft, with their verb."""
        here = self._set(draft)
        names = dict.fromkeys(ruling.id for ruling, (one, _) in self._same if self._set(one) == here)
        return (
            f"{'ruling' if len(names) == 1 else 'rulings'} {', '.join(names)} {'makes' if len(names) == 1 else 'make'}"
        )

    def _is_above_itself(self, draft: UnitDraft) -> bool:
        start = self._set(draft)
        members = self._sets.groups()
        seen: set[int] = set()
        waiting = [start]
        while waiting:
            here = waiting.pop()
            for number in members.get(here, [here]):
                for edge in self._drafts[number].edges:
                    above = self._set(edge.superior)
                    if above == start:
                        return True
                    if above not in seen:
                        seen.add(above)
                        waiting.append(above)
        return False
