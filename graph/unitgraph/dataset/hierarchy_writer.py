"""Writes what hierarchy tables say as lines of N-Quads, in blocks: all lines about one subject, in their order.

Beside :mod:`unitgraph.dataset.writer` the only module that writes triples. A block is what is sorted when a dataset is
built, which is several times less work than to sort lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from unitgraph.dataset.vocab import concept, term
from unitgraph.dataset.writer import decimal, integer, iri, literal, year
from unitgraph.identity.hierarchy_units import Assembly, Draft, Edge, cited_row
from unitgraph.identity.iris import Minter
from unitgraph.lexicon.names import fold, split_acronym
from unitgraph.lexicon.tables import country_name
from unitgraph.reading.hierarchy_tables import HierarchyTable

CAVEATS = (
    "This is a hierarchy table, not a list: it says how units stand to one another, and denies none of them.",
    "A unit that stands above, below or beside a listed unit here is not thereby listed.",
    "How units stood to one another may have changed since.",
    "This is not an official document of vetting, and not legal advice.",
)


@cache
def _term(curie: str) -> str:
    return iri(term(curie))


_TYPE, _LABEL, _ALT, _HIDDEN = (
    _term(f"{each}") for each in ("rdf:type", "skos:prefLabel", "skos:altLabel", "skos:hiddenLabel")
)
_COUNTRY, _ABOVE, _SITE, _LEVEL = (
    _term(each) for each in ("ug:country", "org:subOrganizationOf", "org:hasSite", "org:classification")
)
_SOURCE, _CLOSURE = _term("prov:wasDerivedFrom"), _term("org:transitiveSubOrganizationOf")
_UNIT, _ROOT, _PART = _term("ug:Unit"), _term("org:Organization"), _term("org:OrganizationalUnit")


class HierarchyWriter:
    """Writes hierarchy tables under one base. Every method gives blocks; no order among them."""

    def __init__(self, base: str, tables: Sequence[HierarchyTable]) -> None:
        self._mint = Minter(base)
        self._tables = tables
        self._graphs = [iri(self._mint.table_graph(each.name)) for each in tables]
        self._inferred = iri(self._mint.graph("inferred"))
        # Rows are many: the beginning of their IRIs is worked out once.
        self._named = [iri(self._mint.hierarchy_table(each.name)) for each in tables]
        self._rows = [self._mint.table_row(each.name, 0).removesuffix("0") for each in tables]

    def tables(self) -> Iterator[str]:
        """The tables themselves."""
        for number, table in enumerate(self._tables):
            pairs = [
                (_TYPE, _term("ug:Roster")),
                (_TYPE, _term("prov:Entity")),
                (_TYPE, _term("dcat:Dataset")),
                (_term("dcterms:title"), literal(table.name)),
                (_term("dcterms:identifier"), literal(table.name)),
                (_term("ug:sha256"), literal(table.sha256)),
                *((_term("ug:caveat"), literal(caveat)) for caveat in CAVEATS),
            ]
            yield self._block(self._mint.hierarchy_table(table.name), pairs, (number,))

    def row(self, table: int, line: int, text: str) -> str:
        """One row of a table, word for word."""
        pairs = (
            (_TYPE, _term("ug:RosterRow")),
            (_TYPE, _term("prov:Entity")),
            (_term("dcterms:isPartOf"), self._named[table]),
            (_term("ug:line"), integer(line)),
            (_term("ug:verbatimText"), literal(text)),
        )
        return self._block(f"{self._rows[table]}{line}", pairs, (table,))

    def assembly(self, assembly: Assembly) -> Iterator[str]:
        """Units, edges, countries and places."""
        countries: set[tuple[str, int]] = set()
        sites: set[tuple[str, str, int]] = set()
        for draft in assembly.drafts:
            tables = [cited_row(each)[0] for each in draft.cited]
            countries.update((draft.country, each) for each in tables)
            sites.update((draft.country, place, each) for place in draft.places for each in tables)
            # A root that only a list names is told of there.
            if (block := self._unit(draft)) != "":
                yield block
            yield from (self._edge(draft, edge) for edge in draft.edges if edge.cited)
        yield from (self._country(code, table) for code, table in sorted(countries))
        yield from (self._site(code, name, table) for code, name, table in sorted(sites))

    def _unit(self, draft: Draft) -> str:
        subject = iri(draft.iri)
        lines: list[str] = []
        tables = [cited_row(each)[0] for each in draft.cited]
        if tables:
            statements = [f"{subject} {predicate} {value} " for predicate, value in self._unit_pairs(draft)]
            for table in tables:
                graph = self._graphs[table]
                lines += [f"{statement}{graph} .\n" for statement in statements]
        for edge in draft.edges:
            for cited in edge.cited:
                graph = self._graphs[cited_row(cited)[0]]
                lines.append(f"{subject} {_ABOVE} {iri(edge.superior.iri)} {graph} .\n")
        for cited in draft.cited:
            lines.append(f"{subject} {_SOURCE} {self._row_of(cited)} {self._graphs[cited_row(cited)[0]]} .\n")
        for above in draft.ancestors():
            lines.append(f"{subject} {_CLOSURE} {iri(above.iri)} {self._inferred} .\n")
        return "".join(sorted(lines))

    def _unit_pairs(self, draft: Draft) -> Iterator[tuple[str, str]]:
        yield _TYPE, _UNIT
        yield _TYPE, _PART if draft.edges else _ROOT
        spellings = draft.spellings()
        listed = draft.listed
        name = listed.name if listed else min((-uses, name) for name, uses in spellings.items())[1]
        others = _other_names(name, spellings)
        yield _LABEL, literal(name)
        for other in others:
            yield _ALT, literal(other)
        for folded in {fold(each) for each in (name, *others)} - {"", name}:
            yield _HIDDEN, literal(folded)
        yield _COUNTRY, iri(self._mint.country(draft.country))
        for place in draft.places:
            yield _SITE, iri(self._mint.site(draft.country, place))
        level = listed.level if listed and listed.level else _most(draft)
        if level:
            yield _LEVEL, iri(concept(level))

    def _edge(self, draft: Draft, edge: Edge) -> str:
        # What a list says of the edge stands by itself: its years and its confidence are not those of a table.
        beside = "roster" if edge.listed else ""
        subject = self._mint.subordination(draft.country, draft.iri, edge.superior.iri, beside)
        pairs = (
            (_TYPE, _term("ug:Subordination")),
            (_term("ug:subordinate"), iri(draft.iri)),
            (_term("ug:superior"), iri(edge.superior.iri)),
            (_term("ug:relation"), iri(concept(edge.relation))),
            (_term("ug:firstCited"), year(edge.first_cited)),
            (_term("ug:lastCited"), year(edge.last_cited)),
            (_term("ug:confidence"), decimal(edge.confidence)),
            *((_SOURCE, self._row_of(cited)) for cited in edge.cited),
        )
        return self._block(subject, pairs, [cited_row(each)[0] for each in edge.cited])

    def _row_of(self, cited: int) -> str:
        table, line = cited_row(cited)
        return f"<{self._rows[table]}{line}>"

    def _country(self, code: str, table: int) -> str:
        name = literal(country_name(code))
        pairs = ((_TYPE, _term("ug:Country")), (_term("skos:notation"), literal(code)), (_LABEL, name))
        return self._block(self._mint.country(code), pairs, (table,))

    def _site(self, code: str, name: str, table: int) -> str:
        pairs = (
            (_TYPE, _term("org:Site")),
            (_TYPE, _term("schema:Place")),
            (_LABEL, literal(name)),
            (_term("rdfs:label"), literal(name)),
            (_COUNTRY, iri(self._mint.country(code))),
        )
        return self._block(self._mint.site(code, name), pairs, (table,))

    def _block(self, subject: str, pairs: Iterable[tuple[str, str]], tables: Iterable[int]) -> str:
        statements = [f"<{subject}> {predicate} {value} " for predicate, value in pairs]
        return "".join(sorted(f"{each}{self._graphs[number]} .\n" for each in statements for number in tables))


def _other_names(name: str, spellings: Iterable[str]) -> list[str]:
    """The other spellings, the acronyms and the names without them, as for lists."""
    found = set(spellings)
    for each in tuple(found):
        bare, acronym = split_acronym(each)
        found |= {bare, acronym} if acronym else {bare}
    return sorted(found - {name})


def _most(draft: Draft) -> str | None:
    levels = draft.levels
    return min(levels, key=lambda level: (-levels[level], level)) if levels else None
