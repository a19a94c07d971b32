"""Writes the graph: the only module that turns units, edges, denials and readings into triples.

Triples come as lines of N-Quads, which every store loads fast; sorted, they are the same bytes whatever the order
of the input, the hash seed or the platform. No blank nodes. No triple says of a unit that is not itself listed
that it was denied.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from unitgraph.dataset.vocab import concept, term
from unitgraph.identity.iris import Minter
from unitgraph.identity.units import Denial, Subordination, Unit, UnitGraph
from unitgraph.lexicon.names import fold
from unitgraph.lexicon.tables import country_name
from unitgraph.reading.entries import Entry, ListMetadata
from unitgraph.reading.paths.values import Direction, Kind, Role
from unitgraph.reading.readings import CountryBasis, Reading
from unitgraph.reading.rulings import Ruling

CAVEATS = (
    "This is not an official vetting decision.",
    "The list names units that were proposed for assistance in its calendar year and denied; the violation may be "
    "from any year.",
    "Absence from the list means nothing, and leaving a later list is no clearance.",
    "The status of a unit may have changed since; a listed unit may become eligible again.",
    "A denial is of the unit named; its parents and children are not denied by it.",
    "The hierarchy is read from the wording of the list.",
    "Units are matched by name, with a score.",
    "Where the country comes from (a heading, a ruling, an inference) stands on each reading.",
    "This is not legal advice.",
)

_KINDS = {
    Kind.PATH: "path",
    Kind.SINGLE: "single-unit",
    Kind.LIST: "bodies-side-by-side",
    Kind.UNCLEAR: "unclear",
}
_DIRECTIONS = {Direction.UP: "smallest-first", Direction.DOWN: "largest-first", None: "no-direction"}
# The escapes of canonical N-Quads (RDF 1.2 N-Quads, section 4): control characters and U+FFFE, U+FFFF have one.
_ESCAPES = str.maketrans(
    {chr(code): f"\\u{code:04X}" for code in (*range(0x20), 0x7F, 0xFFFE, 0xFFFF)}
    | {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
)


def iri(value: str) -> str:
    """``value`` as an N-Quads term."""
    return f"<{value}>"


def literal(value: str, datatype: str = "") -> str:
    """``value`` as an N-Quads term; a plain string without ``datatype`` (a prefixed name)."""
    quoted = f'"{value.translate(_ESCAPES)}"'
    return f"{quoted}^^{_term(datatype)}" if datatype else quoted


def decimal(value: float) -> str:
    """``value`` as an ``xsd:decimal`` in the form that no store rewrites: four places at most, no trailing zeros."""
    text = f"{value:.4f}".rstrip("0").rstrip(".")
    return literal("0" if text in {"-0", ""} else text, "xsd:decimal")


def integer(value: int) -> str:
    """``value`` as an ``xsd:integer``."""
    return literal(str(value), "xsd:integer")


def year(value: int) -> str:
    """``value`` as an ``xsd:gYear``."""
    return literal(f"{value:04d}", "xsd:gYear")


@lru_cache(maxsize=512)
def _term(curie: str) -> str:
    return iri(term(curie))


@lru_cache(maxsize=512)
def _concept(word: str) -> str:
    return iri(concept(word))


Pairs = Iterable[tuple[str, str]]


def graph_quads(graph: UnitGraph) -> Iterator[str]:
    """The list, ruling and inferred graphs of ``graph`` as lines of N-Quads, unsorted, each with its line end."""
    writer = _Writer(graph)
    yield from writer.lists()
    yield from writer.countries()
    yield from writer.units()
    yield from writer.subordinations()
    yield from writer.denials()
    yield from writer.readings()
    yield from writer.rulings()
    yield from writer.closure()


class _Writer:
    """Writes one :class:`UnitGraph`. What several lists say (units, edges, countries, places) is repeated in the
    graph of each list that says it."""

    def __init__(self, graph: UnitGraph) -> None:
        self._graph = graph
        self._mint = Minter(graph.base)
        self._sites: set[tuple[str, str, str]] = set()

    def _in_lists(self, subject: str, pairs: Pairs, lists: Iterable[str]) -> Iterator[str]:
        statements = [f"{iri(subject)} {_term(predicate)} {value} " for predicate, value in pairs]
        for name in sorted(set(lists)):
            graph = iri(self._mint.list_graph(name))
            yield from (f"{statement}{graph} .\n" for statement in statements)

    def lists(self) -> Iterator[str]:
        for each in self._graph.lists:
            yield from self._in_lists(self._mint.unit_list(each.name), self._list(each), [each.name])

    def _list(self, each: ListMetadata) -> Iterator[tuple[str, str]]:
        for kind in ("ug:UnitList", "prov:Entity", "dcat:Dataset"):
            yield "rdf:type", _term(kind)
        yield "dcterms:title", literal(each.title)
        yield "dcterms:identifier", literal(each.name)
        if each.publisher:
            yield "dcterms:publisher", literal(each.publisher)
        if each.source:
            yield "dcterms:source", iri(each.source)
        if each.scope:
            yield "dcterms:description", literal(each.scope)
        if each.license:
            yield "dcterms:license", iri(each.license)
        yield "ug:calendarYear", year(each.year)
        yield "ug:legalBasis", literal(each.legal_basis)
        if each.sha256:
            yield "ug:sha256", literal(each.sha256)
        yield (
            "ug:entryCount",
            integer(sum(reading.entry.list == each.name for reading in self._graph.readings)),
        )
        for caveat in CAVEATS:
            yield "ug:caveat", literal(caveat)

    def countries(self) -> Iterator[str]:
        seen = sorted({(reading.country.code, reading.entry.list) for reading in self._graph.readings})
        for code, name in seen:
            pairs = [
                ("rdf:type", _term("ug:Country")),
                ("skos:notation", literal(code)),
                ("skos:prefLabel", literal(country_name(code))),
            ]
            yield from self._in_lists(self._mint.country(code), pairs, [name])

    def units(self) -> Iterator[str]:
        for unit in self._graph.units:
            lists = [entry.list for entry in unit.entries]
            yield from self._in_lists(unit.iri, self._unit(unit), lists)
            for place in unit.places:
                yield from self._site(unit.country, place, lists)

    def _unit(self, unit: Unit) -> Iterator[tuple[str, str]]:
        yield "rdf:type", _term("ug:Unit")
        yield "rdf:type", _term("org:OrganizationalUnit" if unit.superiors else "org:Organization")
        yield "skos:prefLabel", literal(unit.name)
        for name in unit.other_names:
            yield "skos:altLabel", literal(name)
        for folded in sorted({fold(name) for name in (unit.name, *unit.other_names)} - {"", unit.name}):
            yield "skos:hiddenLabel", literal(folded)
        yield "ug:country", iri(self._mint.country(unit.country))
        for superior in unit.superiors:
            yield "org:subOrganizationOf", iri(superior)
        for place in unit.places:
            yield "org:hasSite", iri(self._mint.site(unit.country, place))
        if unit.level:
            yield "org:classification", _concept(unit.level)
        for entry in unit.entries:
            yield "prov:wasDerivedFrom", self._entry(entry)

    def _site(self, country: str, name: str, lists: Iterable[str]) -> Iterator[str]:
        pairs = [
            ("rdf:type", _term("org:Site")),
            ("rdf:type", _term("schema:Place")),
            ("skos:prefLabel", literal(name)),
            ("rdfs:label", literal(name)),
            ("ug:country", iri(self._mint.country(country))),
        ]
        new = [each for each in lists if (country, name, each) not in self._sites]
        self._sites.update((country, name, each) for each in new)
        yield from self._in_lists(self._mint.site(country, name), pairs, new)

    def subordinations(self) -> Iterator[str]:
        for edge in self._graph.subordinations:
            subject = self._mint.subordination(edge.country, edge.subordinate, edge.superior)
            yield from self._in_lists(subject, self._subordination(edge), [entry.list for entry in edge.entries])

    def _subordination(self, edge: Subordination) -> Iterator[tuple[str, str]]:
        yield "rdf:type", _term("ug:Subordination")
        yield "ug:subordinate", iri(edge.subordinate)
        yield "ug:superior", iri(edge.superior)
        yield "ug:relation", _concept("as-listed")
        yield "ug:firstCited", year(edge.first_cited)
        yield "ug:lastCited", year(edge.last_cited)
        yield "ug:confidence", decimal(edge.confidence)
        for entry in edge.entries:
            yield "prov:wasDerivedFrom", self._entry(entry)

    def denials(self) -> Iterator[str]:
        for denial in self._graph.denials:
            subject = self._mint.denial(denial.entry.list, denial.entry.line, denial.number)
            yield from self._in_lists(subject, self._denial(denial), [denial.entry.list])

    def _denial(self, denial: Denial) -> Iterator[tuple[str, str]]:
        yield "rdf:type", _term("ug:Denial")
        yield "ug:deniedUnit", iri(denial.unit)
        yield "ug:calendarYear", year(denial.year)
        yield "ug:legalBasis", literal(denial.legal_basis)
        yield "prov:wasDerivedFrom", self._entry(denial.entry)

    def readings(self) -> Iterator[str]:
        for reading in self._graph.readings:
            name, line = reading.entry.list, reading.entry.line
            yield from self._in_lists(self._mint.entry(name, line), self._entry_pairs(reading.entry), [name])
            yield from self._in_lists(self._mint.reading(name, line), self._reading(reading), [name])
            for subject, pairs in self._reading_parts(reading):
                yield from self._in_lists(subject, pairs, [name])

    def _entry(self, entry: Entry) -> str:
        return iri(self._mint.entry(entry.list, entry.line))

    def _entry_pairs(self, entry: Entry) -> Iterator[tuple[str, str]]:
        yield "rdf:type", _term("ug:Entry")
        yield "rdf:type", _term("prov:Entity")
        yield "dcterms:isPartOf", iri(self._mint.unit_list(entry.list))
        yield "ug:line", integer(entry.line)
        yield "ug:ordinal", integer(entry.ordinal)
        yield "ug:verbatimText", literal(entry.verbatim)
        if entry.heading:
            yield "ug:heading", literal(entry.heading)

    def _reading(self, reading: Reading) -> Iterator[tuple[str, str]]:
        name, line, path = reading.entry.list, reading.entry.line, reading.path
        yield "rdf:type", _term("ug:Reading")
        yield "rdf:type", _term("prov:Activity")
        yield "prov:used", self._entry(reading.entry)
        for ruling in reading.rulings:
            yield "prov:used", iri(self._mint.ruling(ruling.list, ruling.id))
        yield "ug:pathKind", _concept(_KINDS[path.kind])
        yield "ug:direction", _concept(_DIRECTIONS[path.direction])
        yield "ug:confidence", decimal(path.confidence)
        for basis in sorted({evidence.basis for evidence in path.evidence}):
            yield "ug:basis", _concept(basis)
        for number, _ in enumerate(path.evidence, 1):
            yield "ug:evidence", iri(self._mint.evidence(name, line, number))
        for number, _ in enumerate(path.segments, 1):
            yield "ug:segment", iri(self._mint.segment(name, line, number))
        yield "ug:readCountry", iri(self._mint.country(reading.country.code))
        yield "ug:countryBasis", _concept(reading.country.basis)
        if reading.country.basis is CountryBasis.INFERRED:
            yield "ug:countryConfidence", decimal(reading.country.confidence)

    def _reading_parts(self, reading: Reading) -> Iterator[tuple[str, Pairs]]:
        name, line = reading.entry.list, reading.entry.line
        for number, evidence in enumerate(reading.path.evidence, 1):
            yield (
                self._mint.evidence(name, line, number),
                [
                    ("rdf:type", _term("ug:Evidence")),
                    ("ug:basis", _concept(evidence.basis)),
                    ("ug:statement", literal(evidence.statement)),
                    ("ug:weight", decimal(evidence.weight)),
                ],
            )
        for number, segment in enumerate(reading.path.segments, 1):
            pairs = [
                ("rdf:type", _term("ug:Segment")),
                ("ug:position", integer(number)),
                ("ug:role", _concept(f"{segment.role}-role")),
                ("ug:verbatimText", literal(segment.text)),
            ]
            if segment.role is Role.PLACE:
                if (reading.country.code, segment.text, name) in self._sites:  # an unread entry has no places
                    pairs.append(("ug:denotes", iri(self._mint.site(reading.country.code, segment.text))))
            elif (unit := self._graph.unit_of.get((name, line, number))) is not None:
                pairs.append(("ug:denotes", iri(unit)))
            yield self._mint.segment(name, line, number), pairs

    def rulings(self) -> Iterator[str]:
        applied: dict[tuple[str, str], tuple[Ruling, set[str]]] = {}
        for reading in self._graph.readings:
            for ruling in reading.rulings:
                _, entries = applied.setdefault((ruling.list, ruling.id), (ruling, set()))
                entries.add(self._entry(reading.entry))
        for ruling, entries in applied.values():
            yield from self._ruling(ruling, sorted(entries))
        yield from self._distinct()

    def _distinct(self) -> Iterator[str]:
        """Rulings that two units are two, each with the entries that name them."""
        sources = {unit.iri: unit.entries for unit in self._graph.units}
        graph = iri(self._mint.graph("rulings"))
        for ruling, one, other in self._graph.distinct:
            yield f"{iri(one)} {_term('owl:differentFrom')} {iri(other)} {graph} .\n"
            yield from self._ruling(ruling, sorted({self._entry(each) for each in (*sources[one], *sources[other])}))

    def _ruling(self, ruling: Ruling, entries: Iterable[str]) -> Iterator[str]:
        pairs = [
            ("rdf:type", _term("ug:Ruling")),
            ("rdf:type", _term("prov:Entity")),
            ("dcterms:identifier", literal(ruling.id)),
            ("ug:rulingKind", _concept(f"{ruling.kind}-ruling")),
            ("ug:decision", literal(ruling.decision)),
            ("ug:reason", literal(ruling.reason)),
            ("dcterms:date", literal(ruling.date.isoformat(), "xsd:date")),
            *(("ug:appliesTo", entry) for entry in entries),
        ]
        subject = iri(self._mint.ruling(ruling.list, ruling.id))
        graph = iri(self._mint.graph("rulings"))
        yield from (f"{subject} {_term(predicate)} {value} {graph} .\n" for predicate, value in pairs)

    def closure(self) -> Iterator[str]:
        """Every unit with each of its ancestors, in the inferred graph."""
        above = {unit.iri: unit.superiors for unit in self._graph.units}
        graph, predicate = iri(self._mint.graph("inferred")), _term("org:transitiveSubOrganizationOf")
        for unit in above:
            for ancestor in _ancestors(unit, above):
                yield f"{iri(unit)} {predicate} {iri(ancestor)} {graph} .\n"


def _ancestors(unit: str, above: dict[str, tuple[str, ...]]) -> Iterator[str]:
    seen: set[str] = set()
    waiting = list(above[unit])
    while waiting:
        superior = waiting.pop()
        if superior not in seen:
            seen.add(superior)
            waiting.extend(above.get(superior, ()))
    yield from sorted(seen)
