"""The contents of a unit's page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from unitgraph.checking.answers import country_remark
from unitgraph.checking.chains import Chains, chains_of, rank_of_edges
from unitgraph.checking.findings import Checker
from unitgraph.checking.history import History, unit_history
from unitgraph.checking.identities import UnitIdentity, identity_of
from unitgraph.checking.relations import Finding, Status, findings_about
from unitgraph.checking.remarks import caveats_about
from unitgraph.dataset.vocab import concept, term
from unitgraph.identity.iris import line_of_row
from unitgraph.index.hierarchy import Hierarchy
from unitgraph.index.lists import unpublished
from unitgraph.index.units import Edge, Node, edges_text
from unitgraph.lexicon.tables import country_name
from unitgraph.reading.dates import Period, period, stored_days
from unitgraph.reading.edge_words import ACCEPTED, CONFLICT
from unitgraph.system.version import __version__
from unitgraph.web.language.catalogue import gettext
from unitgraph.web.pages.branches import Forest, forest
from unitgraph.web.service import ListAbout, Service

SHOWN_FINDINGS = 100
SHOWN_MENTIONS = 50
"""The number of mentions, of reasons why they are one unit, and of units that may be the same that a page shows."""


@dataclass(frozen=True, slots=True)
class DenialView:
    """A denial as quoted on its page."""

    iri: str
    year: int
    line: int
    verbatim: str
    entry: str
    of: ListAbout
    remark: str


@dataclass(frozen=True, slots=True)
class EdgeView:
    """One statement of an edge to a superior, with its dates as sources give them, and its sources."""

    superior: Node
    confidence: str
    relation: str
    dates: str
    disputed: bool
    lines: tuple[tuple[str, str], ...]
    """IRI and label (``list 2018, line 60``) of each entry from which it was read."""


@dataclass(frozen=True, slots=True)
class UnitPage:
    """Everything that the template needs, in order."""

    node: Node
    level: str
    status: Status
    sentence: str
    chains: Chains
    findings: tuple[Finding, ...]
    more_findings: int
    denials: tuple[DenialView, ...]
    above: tuple[tuple[Node, tuple[EdgeView, ...]], ...]
    forest: Forest
    below: int
    cite: str
    caveats: tuple[str, ...]
    as_of: date | None
    remarks: tuple[str, ...]
    history: History | None
    identity: UnitIdentity
    more_mentions: int
    more_questions: int

    @property
    def publishers(self) -> tuple[tuple[str, str], ...]:
        """Who published the lists that deny the unit, and where."""
        return tuple(dict.fromkeys((each.of.publisher, each.of.source) for each in self.denials))

    @property
    def quoted(self) -> frozenset[str]:
        """The entries whose text the page quotes: those that deny the unit or a relative."""
        return frozenset((*(each.entry for each in self.denials), *(each.listing.entry for each in self.findings)))


def unit_page(service: Service, iri: str, checker: Checker, standing: tuple[Status, str]) -> UnitPage:
    """The page of a unit, as of the day of ``checker``; ``standing`` is what that says of its status."""
    hierarchy = checker.hierarchy
    node = hierarchy[iri]
    findings = findings_about(hierarchy, node.iri)
    status, sentence = standing
    around = tuple(each for each in findings if each.unit.iri != node.iri)
    chains = chains_of(hierarchy, node.iri)
    level = service.facts.one(node.iri, "org:classification")
    denials = tuple(_denials(service, node))
    return UnitPage(
        node,
        service.facts.label(level) if level else "",
        status,
        sentence,
        chains,
        around[:SHOWN_FINDINGS],
        max(0, len(around) - SHOWN_FINDINGS),
        denials,
        _by_superior(_edges(service, hierarchy, node)),
        forest(hierarchy, [node]),
        len(hierarchy.dag.below(hierarchy.number(node.iri))),
        _citation(service, node, denials, status),
        caveats_about(hierarchy.lists, (each.listing.list for each in findings)),
        checker.as_of,
        checker.remarks,
        _history(service, hierarchy, node),
        *_identity(service, hierarchy, node),
    )


def _history(service: Service, hierarchy: Hierarchy, node: Node) -> History | None:
    """What each list says of the unit, where there are several."""
    return unit_history(hierarchy, service.store, node) if len(hierarchy.lists) > 1 else None


def _identity(service: Service, hierarchy: Hierarchy, node: Node) -> tuple[UnitIdentity, int, int]:
    """Why the unit is one, with the number of mentions and of questions that are left out."""
    found = identity_of(service.store, hierarchy, node.iri)
    mentions, questions = found.mentions[:SHOWN_MENTIONS], found.questions[:SHOWN_MENTIONS]
    left = len(found.mentions) - len(mentions), len(found.questions) - len(questions)
    return replace(found, mentions=mentions, merges=found.merges[:SHOWN_MENTIONS], questions=questions), *left


def _denials(service: Service, node: Node) -> Iterator[DenialView]:
    facts = service.facts
    lists = {each.name: each for each in service.lists}
    by_entry = {entry: each for each in facts.subjects("ug:deniedUnit", node.iri) for entry in facts.sources(each)}
    for listing in node.listings:
        denial = by_entry.get(listing.entry, "")
        of, remark = lists[listing.list], country_remark(listing)
        yield DenialView(denial, listing.year, listing.line, listing.verbatim, listing.entry, of, remark)


def _edges(service: Service, hierarchy: Hierarchy, node: Node) -> list[EdgeView]:
    """What is stated of the units directly above, current first."""
    found: list[tuple[tuple[int, bool, int], EdgeView]] = []
    facts, later = service.facts, unpublished(hierarchy.lists, hierarchy.day)
    for edge in facts.subjects("ug:subordinate", node.iri):
        when = _period(service, edge)
        if hierarchy.day is not None and not when.may_hold_on(hierarchy.day):
            continue
        cited = [(each, *_cited(service, each)) for each in facts.sources(edge)]
        lines = tuple((each, words) for each, name, words in cited if name not in later)
        superior = hierarchy[facts.one(edge, "ug:superior")]
        relation = facts.label(facts.one(edge, "ug:relation"))
        disputed = facts.one(edge, "ug:edgeStatus") == concept(CONFLICT)
        # What lists that were published later say of its dates is not shown.
        dates = str(when) if len(lines) == len(cited) else _dates_then(hierarchy, node, superior)
        rank = rank_of_edges([Edge(superior.iri, when, "", 1.0, CONFLICT if disputed else ACCEPTED)], hierarchy.day)
        found.append((rank, EdgeView(superior, facts.one(edge, "ug:confidence"), relation, dates, disputed, lines)))
    return [view for _, view in sorted(found, key=lambda each: (each[0], each[1].superior.name))]


def _by_superior(edges: list[EdgeView]) -> tuple[tuple[Node, tuple[EdgeView, ...]], ...]:
    """Each superior with what is stated of it, in the order of the first statement."""
    found: dict[str, list[EdgeView]] = {}
    for each in edges:
        found.setdefault(each.superior.iri, []).append(each)
    return tuple((stated[0].superior, tuple(stated)) for stated in found.values())


def _dates_then(hierarchy: Hierarchy, node: Node, superior: Node) -> str:
    """The dates of an edge that lists state, as of the day of the hierarchy."""
    of_lists = (edge for edge in node.edges if edge.superior == superior.iri and (edge.lists or edge.later))
    return edges_text(of_lists)


def _period(service: Service, edge: str) -> Period:
    one = service.facts.one
    first = stored_days(one(edge, "ug:firstCited"), one(edge, "ug:firstCitedLatest"))
    last = stored_days(one(edge, "ug:lastCitedEarliest"), one(edge, "ug:lastCited"))
    known = (one(edge, f"ug:{end}Known") == "true" for end in ("start", "end"))
    return period(first, last, *known)


def _cited(service: Service, entry: str) -> tuple[str, str]:
    """The name of the source of an entry or row, and where it stands, in words."""
    facts = service.facts
    source = facts.one(entry, "dcterms:isPartOf")
    name = facts.one(source, "dcterms:identifier")
    about = {"name": name, "line": facts.one(entry, "ug:line") or str(line_of_row(entry))}
    if term("ug:HierarchyTable") in facts.all(source, "rdf:type"):
        return name, gettext("hierarchy table %(name)s, line %(line)s") % about
    return name, gettext("list %(name)s, line %(line)s") % about


def _citation(service: Service, node: Node, denials: tuple[DenialView, ...], status: Status) -> str:
    """A citation of the page: what it says, its source, and the release and data."""
    parts = [f"\u201c{node.name}\u201d ({country_name(node.country)}), <{node.iri}>."]
    for each in denials:
        told = (each.of.publisher, f"\u201c{each.of.title}\u201d", f"line {each.line}", each.of.source)
        saved = f" (saved page: SHA-256 {each.of.sha256})" if each.of.sha256 else ""
        parts.append(f"{', '.join(filter(None, told))}{saved}.")
    if not denials:
        unsettled = status is Status.AMBIGUOUS
        parts.append("Whether it is listed is not settled." if unsettled else "Not itself listed.")
    parts.append(f"Read by unitgraph {__version__}, data {service.info.sha256[:16]}.")
    return " ".join(parts)
