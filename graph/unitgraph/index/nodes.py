"""Units as nodes of the hierarchy: from what was read, or from statements if there is only a store."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from unitgraph.dataset.nquads import bare, concept_iri, literal_parts, term_iri
from unitgraph.identity.iris import Minter
from unitgraph.identity.units import Subordination, Unit, UnitGraph
from unitgraph.index.hierarchy import Hierarchy
from unitgraph.index.lists import list_of
from unitgraph.index.units import RELATIONS, Edge, Listing, Node
from unitgraph.reading.dates import ALWAYS, Days, period, stored_days
from unitgraph.reading.edge_words import ACCEPTED, CONFLICT
from unitgraph.reading.entries import ListMetadata
from unitgraph.reading.readings import CountryBasis
from unitgraph.system.closure import Span, overlap
from unitgraph.system.errors import ReadingError
from unitgraph.system.sorting import blocks_of, keep_block, kept_blocks, subject_of

if TYPE_CHECKING:
    from unitgraph.store import Store


def hierarchy_of(graph: UnitGraph) -> Hierarchy:
    """The hierarchy of what was read from lists."""
    listings = listings_of(graph)
    return Hierarchy((node_of([unit], listings) for unit in graph.units), graph.lists, apart=graph.distinct)


def load_hierarchy(store: Store) -> Hierarchy:
    """The hierarchy of a store without an index. Raises ReadingError if something a unit refers to is missing."""
    with TemporaryDirectory(prefix="unitgraph-") as temporary:
        spool = Path(temporary)
        nodes = StoredNodes(blocks_of(store.quads(), spool), spool)
        return Hierarchy(nodes, nodes.lists, nodes.replaced, nodes.apart)


def listings_of(graph: UnitGraph) -> dict[str, list[Listing]]:
    """The denials of each unit (IRI), in order."""
    mint = Minter(graph.base)
    inferred = {
        (reading.entry.list, reading.entry.line): round(reading.country.confidence, 4)  # as many places as are stored
        for reading in graph.readings
        if reading.country.basis is CountryBasis.INFERRED
    }
    found: dict[str, list[Listing]] = {}
    for denial in graph.denials:
        name, line, verbatim = denial.entry.list, denial.entry.line, denial.entry.verbatim
        entry = mint.entry(name, verbatim, denial.entry.occurrence)
        listing = Listing(denial.year, name, line, verbatim, entry, inferred.get((name, line)))
        found.setdefault(denial.unit, []).append(listing)
    return {unit: sorted(listings) for unit, listings in found.items()}


def node_of(described: Sequence[Unit], listings: Mapping[str, Sequence[Listing]]) -> Node:
    """A unit as a node, described once or more, by lists first. ``listings`` are those of all units."""
    unit = described[0]
    return Node(
        unit.iri,
        unit.name,
        tuple(sorted({name for each in described for name in each.other_names} - {unit.name})),
        unit.country,
        unit.superiors,
        tuple(listings.get(unit.iri, ())),
        tuple(sorted({place for each in described for place in each.places})),
        unit.possibly,
        tuple(sorted_edges(_edge_of(edge) for each in described for edge in each.edges)),
        unit.placeholder,
        unit.unread,
    )


def _edge_of(edge: Subordination) -> Edge:
    confidence = round(edge.confidence, 4)  # as many places as are stored
    lists = tuple(sorted({entry.list for entry in edge.entries}))
    return Edge(edge.superior, edge.period, edge.relation, confidence, edge.status, edge.direct, lists)


def sorted_edges(edges: Iterable[Edge]) -> list[Edge]:
    """Edges by superior, then by date."""
    found = list(edges)
    if len(found) > 1:  # few units have several, and to write periods takes long
        found.sort(key=lambda each: (each.superior, str(each.period), each.relation, each.status, each.confidence))
    return found


_TYPE, _LABEL, _ALT = term_iri("rdf:type"), term_iri("skos:prefLabel"), term_iri("skos:altLabel")
_UNIT, _COUNTRY_TYPE, _SITE_TYPE = term_iri("ug:Unit"), term_iri("ug:Country"), term_iri("org:Site")
_LIST_TYPE, _ENTRY_TYPE, _READING_TYPE = term_iri("ug:UnitList"), term_iri("ug:Entry"), term_iri("ug:Reading")
_AGENT_TYPE, _AGENT_NAME, _PUBLISHER = term_iri("foaf:Agent"), term_iri("foaf:name"), term_iri("dcterms:publisher")
_NOTATION, _IDENTIFIER = term_iri("skos:notation"), term_iri("dcterms:identifier")
_COUNTRY, _ABOVE, _SITE = term_iri("ug:country"), term_iri("org:subOrganizationOf"), term_iri("org:hasSite")
_DENIED, _YEAR, _SOURCE = term_iri("ug:deniedUnit"), term_iri("ug:calendarYear"), term_iri("prov:wasDerivedFrom")
_LINE, _TEXT, _PART_OF = term_iri("ug:line"), term_iri("ug:verbatimText"), term_iri("dcterms:isPartOf")
_POSSIBLY, _DISTINCT = term_iri("ug:possiblySameAs"), term_iri("owl:differentFrom")
_EDGE_TYPE = term_iri("ug:Subordination")
_PLACEHOLDER, _UNREAD = term_iri("ug:Placeholder"), term_iri("ug:UnreadText")
_SUBORDINATE, _SUPERIOR = term_iri("ug:subordinate"), term_iri("ug:superior")
_RELATION, _EDGE_STATUS = term_iri("ug:relation"), term_iri("ug:edgeStatus")
_FIRST, _FIRST_LATEST = term_iri("ug:firstCited"), term_iri("ug:firstCitedLatest")
_LAST, _LAST_EARLIEST = term_iri("ug:lastCited"), term_iri("ug:lastCitedEarliest")
_START_KNOWN, _END_KNOWN = term_iri("ug:startKnown"), term_iri("ug:endKnown")
_CONFIDENCE, _ANCESTRY_TYPE = term_iri("ug:confidence"), term_iri("ug:Ancestry")
_DESCENDANT, _ANCESTOR, _STEPS = term_iri("ug:descendant"), term_iri("ug:ancestor"), term_iri("ug:steps")
_FROM, _UNTIL = term_iri("ug:mayHoldFrom"), term_iri("ug:mayHoldUntil")
_RELATION_WORDS = {concept_iri(word): word for word in RELATIONS}
_STATUS_WORDS = {concept_iri(word): word for word in (ACCEPTED, CONFLICT)}
_FORMER_TYPE, _REPLACED = term_iri("ug:FormerUnit"), term_iri("dcterms:isReplacedBy")
_COUNTRY_CONFIDENCE = term_iri("ug:countryConfidence")
_SEEN = (
    *(_UNIT, _COUNTRY_TYPE, _SITE_TYPE, _LIST_TYPE, _ENTRY_TYPE, _READING_TYPE),
    *(_AGENT_TYPE, _FORMER_TYPE, _EDGE_TYPE, _ANCESTRY_TYPE),
)
_TYPES = "|".join(map(re.escape, _SEEN))
_TELLING = re.compile(f" (?:{_TYPE} ({_TYPES})|({_DENIED})) ")


class StoredNodes:
    """The nodes, in the order of their IRIs, of a dataset given as blocks of one subject in ascending order.

    ``lists`` are those of the dataset, ``replaced`` the IRIs that redirect, with what they redirect to, ``apart`` the
    pairs of units that rulings part. All blocks are read first. Those of units are spooled to the folder ``spool``,
    since what they refer to may come later; the other resources are few. Raises ReadingError if one of them is missing.
    """

    def __init__(self, blocks: Iterable[str], spool: Path) -> None:
        self._units = spool / "units"
        self.replaced: dict[str, str] = {}
        self.apart: list[tuple[str, str]] = []
        self._lists: list[tuple[str, dict[str, list[str]]]] = []
        self._agents: dict[str, str] = {}  # names of publishers, as written
        self._texts: dict[str, str] = {}  # codes of countries, names of places, identifiers of lists
        self._denials: dict[str, list[tuple[int, str]]] = {}  # year with the entry and its reading, by unit
        self._readings: set[str] = set()
        self._entries: dict[str, tuple[int, str, str]] = {}  # line, text and list
        self._inferred: dict[str, float] = {}  # the confidence of a country, by entry
        self._edges: dict[str, list[tuple[Edge, list[str]]]] = {}  # with their sources, by the lower unit
        # The days on which a unit is directly under another, by both, where these are not what plain edges say.
        self._direct: dict[tuple[str, str], list[Span]] = {}
        with self._units.open("w", encoding="utf-8", newline="\n") as units:
            for block in blocks:
                found = _TELLING.search(block)
                if found is None:
                    continue
                if found[1] == _UNIT:
                    keep_block(units, block)
                    if _DISTINCT in block:
                        one, others = bare(subject_of(block)), _values(block).get(_DISTINCT, ())
                        self.apart.extend((one, bare(each)) for each in others)
                    continue
                subject = subject_of(block)
                try:
                    self._see(found[1] or found[2], subject, _values(block))
                except KeyError as missing:
                    raise _incomplete(subject, missing) from None
        self.lists = [self._list_of(subject, values) for subject, values in self._lists]

    def __iter__(self) -> Iterator[Node]:
        return (self._node(subject_of(block), _values(block)) for block in kept_blocks(self._units))

    def _list_of(self, subject: str, values: dict[str, list[str]]) -> ListMetadata:
        try:
            named = {_PUBLISHER: [self._agents[each] for each in values.get(_PUBLISHER, ())]}
            return list_of({**values, **named} if named[_PUBLISHER] else values)
        except KeyError as missing:
            raise _incomplete(subject, missing) from None

    def _see(self, kind: str, subject: str, values: dict[str, list[str]]) -> None:
        if kind == _DENIED:
            for unit in values[_DENIED]:
                denials = self._denials.setdefault(unit, [])
                denials += ((int(_text(values, _YEAR)), source) for source in values[_SOURCE])
        elif kind == _READING_TYPE:
            self._readings.add(subject)
            if _COUNTRY_CONFIDENCE in values:
                confidence = float(_text(values, _COUNTRY_CONFIDENCE))
                self._inferred.update((source, confidence) for source in values[_SOURCE])
        elif kind == _FORMER_TYPE:
            self.replaced.update((bare(subject), bare(each)) for each in values.get(_REPLACED, ()))
        elif kind == _EDGE_TYPE:
            self._edges.setdefault(values[_SUBORDINATE][0], []).append((_stored_edge(values), values.get(_SOURCE, [])))
        elif kind == _ANCESTRY_TYPE:
            if _text(values, _STEPS) == "1":
                pair = values[_DESCENDANT][0], bare(values[_ANCESTOR][0])
                self._direct.setdefault(pair, []).append(_stored_days(values))
        elif kind == _AGENT_TYPE:
            self._agents[subject] = values[_AGENT_NAME][0]
        elif kind == _ENTRY_TYPE:
            self._entries[subject] = int(_text(values, _LINE)), _text(values, _TEXT), values[_PART_OF][0]
        else:
            if kind == _LIST_TYPE:
                self._lists.append((subject, values))
            name = {_COUNTRY_TYPE: _NOTATION, _SITE_TYPE: _LABEL, _LIST_TYPE: _IDENTIFIER}[kind]
            self._texts[subject] = _text(values, name)

    def _node(self, subject: str, values: Mapping[str, Sequence[str]]) -> Node:
        superiors = [bare(each) for each in values.get(_ABOVE, ())]
        edges = (
            replace(self._with_days(each, subject, superiors), lists=self._lists_among(sources))
            for each, sources in self._edges.get(subject, ())
        )
        try:
            return Node(
                bare(subject),
                _text(values, _LABEL),
                tuple(sorted(_plain(each) for each in values.get(_ALT, ()))),
                self._texts[values[_COUNTRY][0]],
                tuple(sorted(superiors)),
                tuple(sorted(self._listings(subject))),
                tuple(sorted({self._texts[each] for each in values.get(_SITE, ())})),
                tuple(sorted(bare(each) for each in values.get(_POSSIBLY, ()))),
                tuple(sorted_edges(edges)),
                _PLACEHOLDER in values[_TYPE],
                _UNREAD in values[_TYPE],
            )
        except KeyError as missing:
            raise _incomplete(subject, missing) from None

    def _lists_among(self, sources: Iterable[str]) -> tuple[str, ...]:
        """The names of the lists of those sources that are entries."""
        lists = {self._entries[each][2] for each in sources if each in self._entries}
        return tuple(sorted(self._texts[each] for each in lists))

    def _with_days(self, edge: Edge, unit: str, superiors: Sequence[str]) -> Edge:
        """An edge of a unit with the days on which it is direct."""
        plain = [ALWAYS] if edge.superior in superiors else []
        span = edge.period.span
        days = (overlap(span, each) for each in sorted(self._direct.get((unit, edge.superior), plain)))
        direct = tuple(filter(None, days))
        return edge if direct == (span,) else replace(edge, direct=direct)

    def _listings(self, unit: str) -> Iterator[Listing]:
        for year, entry in self._denials.get(unit, ()):
            if entry in self._readings:
                continue
            line, text, of_list = self._entries[entry]
            yield Listing(year, self._texts[of_list], line, text, bare(entry), self._inferred.get(entry))


def _stored_edge(values: Mapping[str, Sequence[str]]) -> Edge:
    status = values.get(_EDGE_STATUS)
    return Edge(
        bare(values[_SUPERIOR][0]),
        period(
            _days(values, _FIRST, _FIRST_LATEST),
            _days(values, _LAST_EARLIEST, _LAST),
            _START_KNOWN in values,
            _END_KNOWN in values,
        ),
        _RELATION_WORDS[values[_RELATION][0]],
        float(_text(values, _CONFIDENCE)),
        _STATUS_WORDS[status[0]] if status else ACCEPTED,
    )


def _stored_days(values: Mapping[str, Sequence[str]]) -> Span:
    """The days of an ancestry."""
    bounds = zip((_FROM, _UNTIL), ALWAYS, strict=True)
    first, last = (
        date.fromisoformat(_text(values, each)).toordinal() if each in values else bound for each, bound in bounds
    )
    return first, last


def _days(values: Mapping[str, Sequence[str]], earliest: str, latest: str) -> Days | None:
    return stored_days(*(_text(values, each) if each in values else "" for each in (earliest, latest)))


def _incomplete(subject: str, missing: KeyError) -> ReadingError:
    return ReadingError(bare(subject), f"the store does not say its {bare(missing.args[0])}", "build the store anew")


def _values(block: str) -> dict[str, list[str]]:
    """The distinct values of each property, as written."""
    found: dict[str, list[str]] = {}
    start = block.index(" ") + 1
    for line in block[:-1].split("\n"):
        predicate, _, rest = line[start:].partition(" ")
        value = rest[: rest.rindex(" <")]
        values = found.setdefault(predicate, [])
        # Equal triples of several graphs are adjacent.
        if not values or values[-1] != value:
            values.append(value)
    return found


def _text(values: Mapping[str, Sequence[str]], predicate: str) -> str:
    return _plain(values[predicate][0])


def _plain(written: str) -> str:
    """The text of a literal."""
    return literal_parts(written)[0]
