"""Readings become units: one unit for all entries that name it, each edge and denial with the entries behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from unitgraph.identity.iris import Minter
from unitgraph.lexicon.names import fold, split_acronym
from unitgraph.reading.entries import Entry, ListMetadata
from unitgraph.reading.paths.values import Direction, Kind, Role, Segment
from unitgraph.reading.readings import Reading, is_one_name
from unitgraph.reading.rulings import Ruling, RulingKind
from unitgraph.system.errors import RulingError

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """A node of the hierarchy. ``key`` holds the folded names from its root down to itself, ``superiors`` the IRIs
    directly above it. ``name`` is as a list writes it; ``other_names`` holds its other spellings, its acronyms and
    its name without an acronym in brackets."""

    iri: str
    country: str
    key: Key
    name: str
    other_names: tuple[str, ...]
    level: str | None
    superiors: tuple[str, ...]
    places: tuple[str, ...]
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Subordination:
    """The edge from a unit to its superior (IRIs), with the entries it is read from, the first and last list year
    in which they stand, and the highest confidence of their readings (0..1)."""

    subordinate: str
    superior: str
    country: str
    first_cited: int
    last_cited: int
    confidence: float
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Denial:
    """One unit (IRI) denied assistance in one calendar year, by one entry. ``number`` counts the denials of an entry
    that lists several bodies, from 1."""

    unit: str
    year: int
    legal_basis: str
    entry: Entry
    number: int = 1


@dataclass(frozen=True, slots=True)
class UnitGraph:
    """Everything read from one or more lists, in an order that does not depend on the order of the input.

    ``unit_of`` finds the IRI of the unit that a segment denotes by (list, line, position of the segment from 1); an
    entry that could not be read stands at position 0 as a whole. ``distinct`` holds the pairs of units that a ruling
    says are two, whatever their names.
    """

    lists: tuple[ListMetadata, ...]
    readings: tuple[Reading, ...]
    units: tuple[Unit, ...]
    subordinations: tuple[Subordination, ...]
    denials: tuple[Denial, ...]
    unit_of: Mapping[tuple[str, int, int], str]
    distinct: tuple[tuple[Ruling, str, str], ...]
    base: str


@dataclass(slots=True)
class _Draft:
    """A unit while readings are merged."""

    country: str
    key: Key
    spellings: Counter[str] = field(default_factory=Counter)
    meanings: set[str] = field(default_factory=set)
    levels: Counter[str] = field(default_factory=Counter)
    places: set[str] = field(default_factory=set)
    entries: set[Entry] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Member:
    """One unit segment of a reading: its position, its key and, in a path, the key of its superior."""

    position: int
    segment: Segment
    key: Key


def build_units(
    readings: Iterable[Reading], lists: Iterable[ListMetadata], base: str, rulings: Iterable[Ruling] = ()
) -> UnitGraph:
    """Merge ``readings`` into units, edges and denials.

    Two segments are the same unit when country and folded names from the root down are the same, after rulings on
    spelling. A path denies its lowest unit, a list of bodies each of them; what a reading could not tell apart is
    one unit with the whole text as its name.
    """
    assembly = _Assembly(base, {each.name: each for each in lists})
    for reading in sorted(readings, key=lambda each: (each.entry.list, each.entry.line)):
        assembly.add(reading)
    return assembly.finish(rulings)


class _Assembly:
    def __init__(self, base: str, lists: dict[str, ListMetadata]) -> None:
        self._lists = lists
        self._base = base
        self._readings: list[Reading] = []
        self._drafts: dict[tuple[str, Key], _Draft] = {}
        self._edges: dict[tuple[str, Key], list[Reading]] = {}
        self._denied: list[tuple[Reading, Key, int]] = []
        self._members: dict[tuple[str, int, int], tuple[str, Key]] = {}

    def add(self, reading: Reading) -> None:
        self._readings.append(reading)
        members = _members(reading)
        for member in members:
            self._merge(reading, member)
        for number, key in enumerate(_listed(reading, members), 1):
            self._denied.append((reading, key, number))

    def _merge(self, reading: Reading, member: _Member) -> None:
        country, entry = reading.country.code, reading.entry
        at = (country, member.key)
        draft = self._drafts.get(at)
        if draft is None:
            draft = self._drafts[at] = _Draft(country, member.key)
        written = member.segment.text
        draft.spellings[written] += 1
        draft.meanings.add(reading.meaning(written))
        draft.entries.add(entry)
        draft.places.update(_places_of(reading, member.position))
        if member.segment.level:
            draft.levels[member.segment.level] += 1
        if len(member.key) > 1:
            self._edges.setdefault(at, []).append(reading)
        self._members[(entry.list, entry.line, member.position)] = at

    def finish(self, rulings: Iterable[Ruling]) -> UnitGraph:
        iris = self._mint()
        return UnitGraph(
            lists=tuple(self._lists[name] for name in sorted(self._lists)),
            readings=tuple(self._readings),
            units=tuple(sorted(self._units(iris), key=lambda unit: unit.iri)),
            subordinations=tuple(sorted(self._subordinations(iris), key=lambda e: (e.subordinate, e.superior))),
            denials=tuple(self._denials(iris)),
            distinct=tuple(self._distinct(rulings, iris)),
            unit_of={place: iris[at] for place, at in self._members.items()},
            base=self._base,
        )

    def _mint(self) -> dict[tuple[str, Key], str]:
        """An IRI for every unit; the few whose short hashes meet get longer ones, all of them alike."""
        minter = Minter(self._base)
        iris = {at: minter.unit(*at) for at in self._drafts}
        meets = {iri for iri, count in Counter(iris.values()).items() if count > 1}
        return {at: minter.unit(*at, length=24) if iri in meets else iri for at, iri in iris.items()}

    def _units(self, iris: dict[tuple[str, Key], str]) -> Iterator[Unit]:
        for at, draft in self._drafts.items():
            name = _preferred(draft)
            yield Unit(
                iri=iris[at],
                country=draft.country,
                key=draft.key,
                name=name,
                other_names=_other_names(name, draft),
                level=_most_common(draft.levels),
                superiors=(iris[draft.country, draft.key[:-1]],) if len(draft.key) > 1 else (),
                places=tuple(sorted(draft.places)),
                entries=_sorted_entries(draft.entries),
            )

    def _subordinations(self, iris: dict[tuple[str, Key], str]) -> Iterator[Subordination]:
        for (country, key), readings in self._edges.items():
            years = [self._lists[reading.entry.list].year for reading in readings]
            yield Subordination(
                subordinate=iris[country, key],
                superior=iris[country, key[:-1]],
                country=country,
                first_cited=min(years),
                last_cited=max(years),
                confidence=max(reading.path.confidence for reading in readings),
                entries=_sorted_entries({reading.entry for reading in readings}),
            )

    def _distinct(
        self, rulings: Iterable[Ruling], iris: dict[tuple[str, Key], str]
    ) -> Iterator[tuple[Ruling, str, str]]:
        """For each ruling of that kind the pairs of units of one country that have its two names."""
        named: dict[str, list[tuple[str, str]]] = {}
        for at, draft in self._drafts.items():
            for name in {fold(spelling) for spelling in draft.spellings}:
                named.setdefault(name, []).append((draft.country, iris[at]))
        for ruling in rulings:
            if ruling.kind is RulingKind.DISTINCT:
                ones, others = (sorted(named.get(fold(name), ())) for name in ruling.names)
                yield from _pairs(ruling, ones, others)

    def _denials(self, iris: dict[tuple[str, Key], str]) -> Iterator[Denial]:
        for reading, key, number in self._denied:
            metadata = self._lists[reading.entry.list]
            yield Denial(iris[reading.country.code, key], metadata.year, metadata.legal_basis, reading.entry, number)


def _pairs(
    ruling: Ruling, ones: Sequence[tuple[str, str]], others: Sequence[tuple[str, str]]
) -> list[tuple[Ruling, str, str]]:
    """The pairs of units, given as country and IRI, that are of one country."""
    pairs = [
        (ruling, one, other)
        for country, one in ones
        for other_country, other in others
        if country == other_country and one != other
    ]
    if not pairs:
        where = ruling.place
        raise RulingError(where, "its names are of no two units of one country", "mend or remove the ruling")
    return pairs


def _members(reading: Reading) -> list[_Member]:
    """The units of a reading; in a path parents first, each with the key of the chain above it."""
    path = reading.path
    units = [(n, segment) for n, segment in enumerate(path.segments, 1) if segment.role is Role.UNIT]
    if is_one_name(path):
        whole = Segment(path.text, Role.UNIT)
        return [_Member(0, whole, (fold(reading.meaning(path.text)) or path.text,))]
    if path.kind is not Kind.PATH:
        return [_Member(n, segment, (_key_name(reading, segment),)) for n, segment in units]
    members: list[_Member] = []
    key: Key = ()
    for n, segment in reversed(units) if path.direction is Direction.UP else units:
        key = (*key, _key_name(reading, segment))
        members.append(_Member(n, segment, key))
    return members


def _key_name(reading: Reading, segment: Segment) -> str:
    """The folded name a unit is merged by: what its spelling stands for, without an acronym in brackets."""
    return fold(split_acronym(reading.meaning(segment.text))[0]) or segment.text


def _listed(reading: Reading, members: Sequence[_Member]) -> Iterable[Key]:
    """The keys of the units that an entry denies, each once."""
    return (members[-1].key,) if reading.path.kind is Kind.PATH else dict.fromkeys(member.key for member in members)


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


def _preferred(draft: _Draft) -> str:
    """The name as listed: the right spelling where some entry writes it, else the one written most often."""
    right = draft.meanings & set(draft.spellings)
    candidates = right or set(draft.spellings)
    return min(candidates, key=lambda name: (-draft.spellings[name], name))


def _other_names(name: str, draft: _Draft) -> tuple[str, ...]:
    found = set(draft.spellings) | draft.meanings
    for each in tuple(found):
        bare, acronym = split_acronym(each)
        found |= {bare} | ({acronym} if acronym else set())
    return tuple(sorted(found - {name}))


def _most_common(levels: Counter[str]) -> str | None:
    return min(levels, key=lambda level: (-levels[level], level)) if levels else None


def _sorted_entries(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    return tuple(sorted(entries, key=lambda entry: (entry.list, entry.line)))
