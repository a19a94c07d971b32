"""Writes statements: the only module that turns what was read into triples.

They come in blocks: statements about one subject, as lines of canonical N-Quads in ascending order, each ended by a
line feed. Sorted, the blocks are the same bytes whatever the order of the input, the hash seed or the platform; to sort
blocks is several times less work than to sort lines. No blank nodes. No triple says of a unit that is not itself listed
that it was denied.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date

from unitgraph.dataset.catalogue import (
    Pairs,
    build_pairs,
    country_pairs,
    former_pairs,
    list_pairs,
    publisher_pairs,
    software_pairs,
    table_pairs,
)
from unitgraph.dataset.nquads import TRUE, concept_iri, day, decimal, integer, iri, literal, term_iri, year
from unitgraph.identity.iris import Minter
from unitgraph.identity.register import Former
from unitgraph.identity.units import Ancestry, Denial, Identification, Subordination, TableRow, Unit, UnitGraph
from unitgraph.lexicon.names import fold
from unitgraph.reading.dates import ALWAYS, Period
from unitgraph.reading.edge_words import ACCEPTED
from unitgraph.reading.entries import Entry, ListMetadata
from unitgraph.reading.hierarchy_tables import HierarchyTable
from unitgraph.reading.paths.values import Direction, PathKind, Role
from unitgraph.reading.readings import CountryBasis, Reading
from unitgraph.reading.rulings import Ruling
from unitgraph.system.version import __version__

_KINDS = {
    PathKind.PATH: "path",
    PathKind.SINGLE: "single-unit",
    PathKind.LIST: "bodies-side-by-side",
    PathKind.UNCLEAR: "unclear",
}
_DIRECTIONS = {Direction.UP: "smallest-first", Direction.DOWN: "largest-first", None: "no-direction"}


def list_blocks(graph: UnitGraph) -> Iterator[str]:
    """All that lists say, with its rulings and what follows from it, in no certain order."""
    writer = Writer(graph.base)
    for metadata in graph.lists:
        count = sum(reading.entry.list == metadata.name for reading in graph.readings)
        yield writer.unit_list(metadata, count)
    yield from writer.build(graph.lists)
    yield from writer.units(graph.units)
    yield from map(writer.denial, graph.denials)
    yield from map(writer.identification, graph.identifications)
    denoted = _Denoted(graph)
    for reading in graph.readings:
        yield writer.entry(reading.entry)
        yield from writer.reading(reading, denoted.by(reading))
    yield from (writer.distinct(one, other) for one, other in graph.distinct)
    ruled = _applied(graph)
    yield from (writer.ruling(ruling, cited) for ruling, cited in ruled)
    yield from writer.deciders(ruling for ruling, _ in ruled)


class _Denoted:
    """What the segments of readings denote: units and places, by IRI."""

    def __init__(self, graph: UnitGraph) -> None:
        self._mint = Minter(graph.base)
        self._unit_of = graph.unit_of
        self._sites = {
            (unit.country, place, entry.list) for unit in graph.units for place in unit.places for entry in unit.entries
        }

    def by(self, reading: Reading) -> Mapping[int, str]:
        """The IRIs that the segments of a reading denote, by their positions from 1."""
        name, line, country = reading.entry.list, reading.entry.line, reading.country.of_units
        found: dict[int, str] = {}
        for position, segment in enumerate(reading.path.segments, 1):
            if segment.role is Role.PLACE:
                if (country, segment.text, name) in self._sites:  # an unread entry has no places
                    found[position] = self._mint.site(country, segment.text)
            elif (unit := self._unit_of.get((name, line, position))) is not None:
                found[position] = unit
        return found


def _applied(graph: UnitGraph) -> Collection[tuple[Ruling, set[Entry | TableRow]]]:
    """The rulings that were applied, each with the entries and rows it was applied to."""
    found: dict[tuple[str, str], tuple[Ruling, set[Entry | TableRow]]] = {}
    of_readings = ((ruling, [reading.entry]) for reading in graph.readings for ruling in reading.rulings)
    for ruling, cited in (*of_readings, *graph.rulings):
        found.setdefault((ruling.list, ruling.id), (ruling, set()))[1].update(cited)
    return found.values()


class Writer:
    """Writes what sources say under one base. What several say of one thing (a unit, an edge, a country, a place) is
    repeated in the graph of each."""

    def __init__(self, base: str) -> None:
        self._mint = Minter(base)
        names = ("rulings", "inferred", "identities")
        self._rulings, self._inferred, self._identities = (iri(self._mint.graph(name)) for name in names)

    def unit_list(self, metadata: ListMetadata, entries: int) -> str:
        """A list, with the number of its entries."""
        graph = self._list_graph(metadata.name)
        return _block(self._mint.unit_list(metadata.name), list_pairs(metadata, entries, self._mint), [graph])

    def table(self, table: HierarchyTable) -> str:
        """A hierarchy table."""
        graph = self._table_graph(table.name)
        return _block(self._mint.hierarchy_table(table.name), table_pairs(table), [graph])

    def build(self, lists: Iterable[ListMetadata]) -> Iterator[str]:
        """The build that read lists, the software that ran, and who published each list."""
        software = self._mint.software(__version__)
        for metadata in lists:
            graphs = [self._list_graph(metadata.name)]
            about = build_pairs(self._mint.unit_list(metadata.name), software)
            yield _block(self._mint.build(__version__), about, graphs)
            yield _block(software, software_pairs(), graphs)
            if metadata.publisher:
                yield _block(self._mint.agent(metadata.publisher), publisher_pairs(metadata.publisher), graphs)

    def entry(self, entry: Entry) -> str:
        """An entry of a list, word for word."""
        pairs = [
            ("rdf:type", term_iri("ug:Entry")),
            ("rdf:type", term_iri("prov:Entity")),
            ("dcterms:isPartOf", iri(self._mint.unit_list(entry.list))),
            ("ug:line", integer(entry.line)),
            ("ug:ordinal", integer(entry.ordinal)),
            ("ug:verbatimText", literal(entry.verbatim)),
        ]
        if entry.heading:
            pairs.append(("ug:heading", literal(entry.heading)))
        return _block(self._entry_iri(entry), pairs, [self._list_graph(entry.list)])

    def row(self, row: TableRow, text: str) -> str:
        """A row of a hierarchy table, word for word. That it is a row is told by what it is part of, its line by its
        IRI: rows are the most that a table has."""
        pairs = (
            ("dcterms:isPartOf", iri(self._mint.hierarchy_table(row.table))),
            ("ug:verbatimText", literal(text)),
        )
        return _block(self._mint.table_row(row.table, row.line), pairs, [self._table_graph(row.table)])

    def units(self, units: Iterable[Unit]) -> Iterator[str]:
        """Units with their edges and with what follows from those; then their countries and places."""
        countries: dict[str, set[str]] = {}
        sites: dict[tuple[str, str], tuple[str, ...]] = {}
        for unit in units:
            graphs = self._graphs(unit)
            countries.setdefault(unit.country, set()).update(graphs)
            for place in unit.places:
                known = sites.get((unit.country, place), ())
                sites[unit.country, place] = (*known, *(each for each in graphs if each not in known))
            # A unit that no row mentions, with nothing above it, is told of by its lists alone.
            if block := self._unit(unit, graphs):
                yield block
            yield from map(self._edge, unit.edges)
            yield from (self._ancestry(unit, each) for each in unit.ancestries)
        yield from (self._country(code, graphs) for code, graphs in countries.items() if graphs)
        yield from (self._site(code, place, graphs) for (code, place), graphs in sites.items())

    def _unit(self, unit: Unit, graphs: Iterable[str]) -> str:
        subject = iri(unit.iri)
        lines = _lines(subject, self._unit_pairs(unit), graphs)
        for edge in unit.edges:
            if edge.plain:
                lines += _lines(subject, [("org:subOrganizationOf", iri(edge.superior))], self._graphs(edge))
        for row in unit.rows:
            lines += _lines(subject, [("prov:wasDerivedFrom", self._row(row))], [self._table_graph(row.table)])
        for table, identifier in unit.identifiers:
            lines += _lines(subject, [("dcterms:identifier", literal(identifier))], [self._table_graph(table)])
        above = (("org:transitiveSubOrganizationOf", iri(each)) for each in unit.ancestors)
        lines += _lines(subject, above, [self._inferred])
        lines += _lines(subject, (("ug:possiblySameAs", iri(each)) for each in unit.possibly), [self._inferred])
        return "".join(sorted(lines))

    def _unit_pairs(self, unit: Unit) -> Iterator[tuple[str, str]]:
        yield "rdf:type", term_iri("ug:Unit")
        if unit.placeholder:
            yield "rdf:type", term_iri("ug:Placeholder")
        if unit.unread:
            yield "rdf:type", term_iri("ug:UnreadText")
        # The ontology entails the classes above; in bulk, of what tables say, they are not written.
        if unit.entries:
            yield "rdf:type", term_iri("org:OrganizationalUnit" if unit.superiors else "org:Organization")
        yield "skos:prefLabel", literal(unit.name)
        for name in unit.other_names:
            yield "skos:altLabel", literal(name)
        # A search that pays no heed to case finds a name itself: only what else folding does is written.
        names = {unit.name, *unit.other_names}
        for folded in {fold(name) for name in names} - {"", *names, *(name.lower() for name in names)}:
            yield "skos:hiddenLabel", literal(folded)
        yield "ug:country", iri(self._mint.country(unit.country))
        for place in unit.places:
            yield "org:hasSite", iri(self._mint.site(unit.country, place))
        if unit.level:
            yield "org:classification", concept_iri(unit.level)
        yield from _dates(unit.period)
        for entry in unit.entries:
            yield "prov:wasDerivedFrom", self._entry(entry)

    def _edge(self, edge: Subordination) -> str:
        pairs = (
            ("rdf:type", term_iri("ug:Subordination")),
            ("ug:subordinate", iri(edge.subordinate)),
            ("ug:superior", iri(edge.superior)),
            ("ug:relation", concept_iri(edge.relation)),
            *([] if edge.status == ACCEPTED else [("ug:edgeStatus", concept_iri(edge.status))]),
            *_dates(edge.period),
            ("ug:confidence", decimal(edge.confidence)),
            *(("prov:wasDerivedFrom", source) for entry in edge.entries for source in self._read(entry)),
            *(("prov:wasDerivedFrom", self._row(row)) for row in edge.rows),
        )
        subject = self._mint.subordination(edge.country, edge.subordinate, edge.superior, edge.beside)
        return _block(subject, pairs, self._graphs(edge))

    def _ancestry(self, unit: Unit, above: Ancestry) -> str:
        """The days, where there are any bounds, on which a unit is above another by a number of steps."""
        first, last = above.span
        bounds = (
            *((("ug:mayHoldFrom", day(date.fromordinal(first))),) if first != ALWAYS[0] else ()),
            *((("ug:mayHoldUntil", day(date.fromordinal(last))),) if last != ALWAYS[1] else ()),
        )
        pairs = (
            ("rdf:type", term_iri("ug:Ancestry")),
            ("ug:descendant", iri(unit.iri)),
            ("ug:ancestor", iri(above.ancestor)),
            ("ug:steps", integer(above.steps)),
            *bounds,
        )
        subject = self._mint.ancestry(unit.country, unit.iri, above.ancestor, f"{first} {last}")
        return _block(subject, pairs, [self._inferred])

    def _country(self, code: str, graphs: Iterable[str]) -> str:
        return _block(self._mint.country(code), country_pairs(code), graphs)

    def _site(self, country: str, name: str, graphs: Iterable[str]) -> str:
        pairs = (
            ("rdf:type", term_iri("org:Site")),
            ("rdf:type", term_iri("schema:Place")),
            ("skos:prefLabel", literal(name)),
            ("rdfs:label", literal(name)),
            ("ug:country", iri(self._mint.country(country))),
        )
        return _block(self._mint.site(country, name), pairs, graphs)

    def denial(self, denial: Denial) -> str:
        """The denial of one unit by one entry."""
        pairs = (
            ("rdf:type", term_iri("ug:Denial")),
            ("ug:deniedUnit", iri(denial.unit)),
            ("ug:calendarYear", year(denial.year)),
            *((("ug:legalBasis", literal(denial.legal_basis)),) if denial.legal_basis else ()),
            *(("prov:wasDerivedFrom", source) for source in self._read(denial.entry)),
        )
        entry = denial.entry
        subject = self._mint.denial(self._entry_iri(entry), denial.number)
        return _block(subject, pairs, [self._list_graph(entry.list)])

    def reading(self, reading: Reading, denoted: Mapping[int, str]) -> Iterator[str]:
        """How an entry was read, with the evidence and the segments. ``denoted`` gives what segments denote (IRIs) by
        their positions from 1."""
        entry, path = self._entry_iri(reading.entry), reading.path
        graphs = [self._list_graph(reading.entry.list)]
        yield _block(self._mint.reading(entry), self._reading_pairs(reading), graphs)
        yield self._country(reading.country.code, graphs)
        for number, evidence in enumerate(path.evidence, 1):
            pairs = [
                ("rdf:type", term_iri("ug:Evidence")),
                ("ug:basis", concept_iri(evidence.basis)),
                ("ug:statement", literal(evidence.statement, language="en")),
                ("ug:weight", decimal(evidence.weight)),
            ]
            yield _block(self._mint.evidence(entry, number), pairs, graphs)
        for number, segment in enumerate(path.segments, 1):
            pairs = [
                ("rdf:type", term_iri("ug:Segment")),
                ("ug:position", integer(number)),
                ("ug:role", concept_iri(f"{segment.role}-role")),
                ("ug:verbatimText", literal(segment.text)),
            ]
            if number in denoted:
                pairs.append(("ug:denotes", iri(denoted[number])))
            yield _block(self._mint.segment(entry, number), pairs, graphs)

    def _reading_pairs(self, reading: Reading) -> Iterator[tuple[str, str]]:
        entry, path = self._entry_iri(reading.entry), reading.path
        yield "rdf:type", term_iri("ug:Reading")
        yield "rdf:type", term_iri("prov:Entity")
        yield "prov:wasGeneratedBy", iri(self._mint.build(__version__))
        yield "prov:wasDerivedFrom", self._entry(reading.entry)
        for ruling in reading.rulings:
            yield "prov:wasDerivedFrom", iri(self._mint.ruling(ruling.list, ruling.id))
        yield "ug:pathKind", concept_iri(_KINDS[path.kind])
        yield "ug:direction", concept_iri(_DIRECTIONS[path.direction])
        yield "ug:confidence", decimal(path.confidence)
        for basis in {evidence.basis for evidence in path.evidence}:
            yield "ug:basis", concept_iri(basis)
        for number, _ in enumerate(path.evidence, 1):
            yield "ug:evidence", iri(self._mint.evidence(entry, number))
        for number, _ in enumerate(path.segments, 1):
            yield "ug:segment", iri(self._mint.segment(entry, number))
        yield "ug:readCountry", iri(self._mint.country(reading.country.code))
        yield "ug:countryBasis", concept_iri(reading.country.basis)
        if reading.country.basis is CountryBasis.INFERRED:
            yield "ug:countryConfidence", decimal(reading.country.confidence)

    def ruling(self, ruling: Ruling, cited: Iterable[Entry | TableRow]) -> str:
        """A ruling, with the entries and rows that it applies to, and who decided."""
        decider = self._mint.agent(ruling.by) if ruling.by else ""
        pairs = (
            ("rdf:type", term_iri("ug:Ruling")),
            ("rdf:type", term_iri("prov:Entity")),
            ("dcterms:identifier", literal(ruling.id)),
            ("ug:rulingKind", concept_iri(f"{ruling.kind}-ruling")),
            ("ug:decision", literal(ruling.decision)),
            ("ug:reason", literal(ruling.reason)),
            ("dcterms:date", literal(ruling.date.isoformat(), "xsd:date")),
            *(("ug:appliesTo", self._cited(each)) for each in cited),
            *((("prov:wasAttributedTo", iri(decider)),) if decider else ()),
        )
        return _block(self._mint.ruling(ruling.list, ruling.id), pairs, [self._rulings])

    def deciders(self, rulings: Iterable[Ruling]) -> Iterator[str]:
        """The people and bodies that made rulings, each once."""
        for name in dict.fromkeys(ruling.by for ruling in rulings if ruling.by):
            pairs = (("rdf:type", term_iri("prov:Agent")), ("foaf:name", literal(name)))
            yield _block(self._mint.agent(name), pairs, [self._rulings])

    def distinct(self, one: str, other: str) -> str:
        """A ruling's decision that two units (IRIs) are two."""
        return _block(one, [("owl:differentFrom", iri(other))], [self._rulings])

    def identification(self, found: Identification) -> str:
        """Why two mentions are one unit, or why two units may be one."""
        kind, unit = ("IdentityQuestion", "ug:asksAbout") if found.is_question else ("Identification", "ug:identifies")
        cited = [self._cited(each.cited) for each in found.mentions]
        pairs = (
            ("rdf:type", term_iri(f"ug:{kind}")),
            ("rdf:type", term_iri("prov:Entity")),
            *((unit, iri(each)) for each in found.units),
            *(("ug:basis", concept_iri(reason)) for reason in found.reasons),
            ("ug:statement", literal(found.statement, language="en")),
            *(("prov:wasDerivedFrom", each) for each in dict.fromkeys(cited)),
        )
        return _block(self.identification_iri(found), pairs, [self._inferred])

    def identification_iri(self, found: Identification) -> str:
        """The IRI of an identification: the same as long as its mentions are."""
        told = (
            "\x1f".join((self._cited(each.cited), *each.key, "", *each.places, each.identifier))
            for each in found.mentions
        )
        return self._mint.identification(*told, *("?" for _ in found.units[1:]))

    def former_units(self, former: Iterable[Former]) -> Iterator[str]:
        """IRIs that no unit has any more, and their countries."""
        countries = set()
        for each in former:
            countries.add(each.country)
            pairs = former_pairs(each, self._mint)
            yield _block(self._mint.base + each.iri, pairs, [self._identities])
        yield from (self._country(code, [self._identities]) for code in countries)

    def near_sibling(self, one: str, other: str) -> str:
        """That two siblings (IRIs) have nearly the same name."""
        return _block(one, [("ug:nearlySameNameAs", iri(other))], [self._inferred])

    def _cited(self, cited: Entry | TableRow) -> str:
        return self._entry(cited) if isinstance(cited, Entry) else self._row(cited)

    def _entry(self, entry: Entry) -> str:
        return iri(self._entry_iri(entry))

    def _entry_iri(self, entry: Entry) -> str:
        return self._mint.entry(entry.list, entry.verbatim, entry.occurrence)

    def _read(self, entry: Entry) -> tuple[str, str]:
        """An entry and its reading: what is concluded derives from both."""
        return self._entry(entry), iri(self._mint.reading(self._entry_iri(entry)))

    def _row(self, row: TableRow) -> str:
        return iri(self._mint.table_row(row.table, row.line))

    def _graphs(self, cited: Unit | Subordination) -> list[str]:
        """The graphs of the lists and tables that state something."""
        graphs = [self._list_graph(name) for name in {entry.list for entry in cited.entries}]
        return graphs + [self._table_graph(name) for name in {row.table for row in cited.rows}]

    def _list_graph(self, name: str) -> str:
        return iri(self._mint.list_graph(name))

    def _table_graph(self, name: str) -> str:
        return iri(self._mint.table_graph(name))


def _dates(period: Period) -> Iterator[tuple[str, str]]:
    """The dates of citations, the range of days in which each may lie where it is not known to the day."""
    if first := period.first:
        yield "ug:firstCited", day(first.earliest)
        if first.latest != first.earliest:
            yield "ug:firstCitedLatest", day(first.latest)
    if last := period.last:
        yield "ug:lastCited", day(last.latest)
        if last.earliest != last.latest:
            yield "ug:lastCitedEarliest", day(last.earliest)
    if period.start_known:
        yield "ug:startKnown", TRUE
    if period.end_known:
        yield "ug:endKnown", TRUE


def _block(subject: str, pairs: Pairs, graphs: Iterable[str]) -> str:
    """The statements of one subject (an IRI) in each of the graphs."""
    return "".join(sorted(_lines(iri(subject), pairs, graphs)))


def _lines(subject: str, pairs: Pairs, graphs: Iterable[str]) -> list[str]:
    statements = [f"{subject} {term_iri(name)} {value} " for name, value in pairs]
    return [f"{statement}{graph} .\n" for graph in graphs for statement in statements]
