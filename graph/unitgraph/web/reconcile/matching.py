"""Reconciliation independent of the version of the API."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from starlette.requests import Request

from unitgraph.checking.answers import Answer
from unitgraph.checking.chains import ARROW, Chain, chain_line, chains_of, link_text
from unitgraph.exports.drawing import mark
from unitgraph.index.units import Node
from unitgraph.lexicon.countries import country_of
from unitgraph.lexicon.tables import OPEN_COUNTRY, country_name
from unitgraph.web.http.faults import Refusal
from unitgraph.web.query.asking import screened
from unitgraph.web.service import Service
from unitgraph.web.settings import LONGEST_NAME
from unitgraph.web.turns import slices

TYPE = ("Unit", "Unit of security forces")
MOST = 50
"""The maximum number of candidates of a query."""
VALUES = 1_000
"""The maximum number of values of the conditions of a query."""


@dataclass(frozen=True, slots=True)
class PropertyCondition:
    """A condition on a property: at least one of ``values`` holds (``any``), each (``all``) or none (``none``). A
    candidate that fails a required condition is left out; one that fails another keeps its score, but is not a
    match."""

    property: str
    values: tuple[str, ...]
    quantifier: str = "any"
    required: bool = False


@dataclass(frozen=True, slots=True)
class ReconciliationQuery:
    """One query: a name, or the identifiers of units, with conditions."""

    name: str
    ids: tuple[str, ...] = ()
    wanted: tuple[PropertyCondition, ...] = ()
    limit: int = 5
    of_type: bool = True

    @property
    def weight(self) -> int:
        """The number of values of its conditions."""
        return len(self.ids) + sum(1 + len(each.values) for each in self.wanted)


@dataclass(frozen=True, slots=True)
class ReconciliationCandidate:
    """A candidate: ``score`` in 0..100; ``match`` says that only it is meant. ``features`` are the numbers behind the
    score, by name."""

    id: str
    node: Node
    score: float
    match: bool
    features: tuple[tuple[str, float], ...]


async def answer_all(request: Request, queries: Sequence[ReconciliationQuery]) -> list[list[ReconciliationCandidate]]:
    """The candidates of each query, best first."""
    service: Service = request.state.service
    asked = await service.writing(lambda: [_asked(service, query) for query in queries])
    found = await screened(request, asked)
    pairs = [(query, row.answer) for query, row in zip(queries, found, strict=True)]
    steps = (partial(_all_candidates, service, part) for part in slices(pairs, lambda pair: 100 + 20 * pair[0].weight))
    return [each for step in steps for each in await service.in_turn(step)]


async def answer_readable(
    request: Request, asked: Collection[Any], read: Callable[[Any], ReconciliationQuery]
) -> list[list[ReconciliationCandidate]]:
    """The candidates of each query of a batch; none of one that cannot be read, for which the protocol has no error.
    Rejected if none can be read."""
    service: Service = request.state.service

    def readable(each: Any) -> ReconciliationQuery | Refusal:
        try:
            return read(each)
        except Refusal as fault:
            return fault

    queries = await service.writing(lambda: [readable(each) for each in asked])
    good = [each for each in queries if isinstance(each, ReconciliationQuery)]
    if queries and not good and isinstance(queries[0], Refusal):
        raise queries[0]
    found = iter(await answer_all(request, good))
    return [[] if isinstance(each, Refusal) else next(found) for each in queries]


def _all_candidates(
    service: Service, asked: Sequence[tuple[ReconciliationQuery, Answer | None]]
) -> list[list[ReconciliationCandidate]]:
    return [_candidates(service, query, answer) for query, answer in asked]


def _asked(service: Service, query: ReconciliationQuery) -> tuple[str, str | None]:
    """The name and the country in question. Rejected with 413 for a query with too many values."""
    if query.weight > VALUES:
        raise Refusal(413, f"A query has at most {VALUES:,} values of conditions.")
    return _text(service, query), _country(query)


def _text(service: Service, query: ReconciliationQuery) -> str:
    """The name as given to ``check``: followed by a parent, as a list would write it."""
    name = query.name.strip()[:LONGEST_NAME]
    if _meant(service, query):
        return ""
    parents = [value for each in query.wanted if each.property == "parent" for value in each.values]
    if not name or len(parents) != 1 or not query.of_type:
        return name if query.of_type else ""
    node = service.node(service.unit_iri(parents[0]))
    return f"{name}, {node.name if node else parents[0]}"


def _meant(service: Service, query: ReconciliationQuery) -> tuple[str, ...]:
    """The unit whose IRI or short name stands in the place of a name."""
    name = query.name.strip()
    return (name,) if "/" in name and service.node(service.unit_iri(name)) else ()


def _country(query: ReconciliationQuery) -> str | None:
    told = [value for each in query.wanted if each.property == "country" for value in each.values]
    only = [each for each in query.wanted if each.property == "country" and each.quantifier != "none"]
    return _code(told[0]) if len(told) == 1 and only else None


def _code(told: str) -> str | None:
    """The code of a country given as text; None if unknown."""
    found = country_of(told.rpartition("/")[2])
    return found.alpha2 if found else None


def _candidates(service: Service, query: ReconciliationQuery, answer: Answer | None) -> list[ReconciliationCandidate]:
    if not query.of_type:
        return []
    if ids := query.ids or _meant(service, query):
        nodes = [node for each in ids if (node := service.node(service.unit_iri(each)))]
        whole = [_judged(service, query, node, 100.0, len(ids) == 1, ()) for node in nodes]
    elif answer is not None:
        sure = answer.unit is not None and not answer.below
        whole = [
            _judged(
                service,
                query,
                service.hierarchy[each.unit.iri],
                round(100 * each.score, 2),
                sure and answer.unit is not None and each.unit.iri == answer.unit.iri,
                each.features,
            )
            for each in answer.candidates
        ]
    else:
        whole = []
    return [found for found in whole if found is not None][: max(0, min(query.limit, MOST))]


def _judged(
    service: Service,
    query: ReconciliationQuery,
    node: Node,
    score: float,
    match: bool,
    features: tuple[tuple[str, float], ...],
) -> ReconciliationCandidate | None:
    """A candidate under the query's conditions; None if it fails a required one."""
    held: list[tuple[str, float]] = []
    for each in query.wanted:
        holds = _holds(service, each, node)
        if each.required and not holds:
            return None
        held.append((f"condition-{each.property}", float(holds)))
    whole = match and all(value for _, value in held)
    return ReconciliationCandidate(service.identifier(node), node, score, whole, (*features, *held))


def _holds(service: Service, wanted: PropertyCondition, node: Node) -> bool:
    results = [_has(service, node, wanted.property, value) for value in wanted.values]
    if wanted.quantifier == "none":
        return not any(results)
    return all(results) if wanted.quantifier == "all" else any(results)


def _has(service: Service, node: Node, name: str, value: str) -> bool:
    if name == "country":
        return node.country in (_code(value), OPEN_COUNTRY)
    if name == "parent":
        above = [service.hierarchy[iri] for iri in service.hierarchy.ancestors(node.iri)]
        folded = value.casefold()
        return any(
            value in (each.iri, service.identifier(each)) or folded in map(str.casefold, (each.name, *each.other_names))
            for each in above
        )
    return value in [text for text, _ in values_of(service, node, name)]


PROPERTIES = {
    "parent": ("superior", "The unit directly above, as named on the list"),
    "country": ("country", "Country of the unit, in English"),
    "countryCode": ("country code", "ISO 3166-1 alpha-2 code of the country"),
    "status": ("status", "listed, within-listed, contains-listed, beside-listed or not-listed"),
    "listedYears": ("years listed", "Calendar years of the lists that name the unit itself"),
    "entry": ("entry", "The entry that lists the unit, verbatim"),
    "entryIri": ("entry IRI", "IRI of the entry that lists the unit"),
    "chain": (
        "chain",
        "The units above it, from the root down, with the dates of the edges; current first",
    ),
    "iri": ("IRI", "IRI of the unit"),
}
"""The properties of a unit, with their names and descriptions."""


def values_of(service: Service, node: Node, name: str) -> Iterator[tuple[str, Node | None]]:
    """The values of a property as text, with the unit if the value is one."""
    if name == "parent":
        yield from ((each.name, each) for each in service.hierarchy.superiors(node.iri))
    elif name == "country":
        yield country_name(node.country), None
    elif name == "countryCode":
        yield node.country, None
    elif name == "status":
        yield str(service.checker.status(node.iri)), None
    elif name == "listedYears":
        yield from ((str(year), None) for year in sorted({each.year for each in node.listings}))
    elif name == "entry":
        yield from ((each.verbatim, None) for each in node.listings)
    elif name == "entryIri":
        yield from ((each.entry, None) for each in node.listings)
    elif name == "chain":
        yield from ((chain_line(chain), None) for chain in chains_of(service.hierarchy, node.iri).shown)
    elif name == "iri":
        yield node.iri, None


def _above(chain: Chain) -> str:
    """The units above one, with what is stated of every edge, once where that is the same."""
    told = [link_text(link) for link in chain[1:]]
    if len(set(told)) > 1:
        return chain_line(chain[:-1]) + (f", itself {told[-1]}" if told[-1] else "")
    dates = f" ({'each edge ' if len(told) > 1 else ''}{told[0]})" if told[0] else ""
    return ARROW.join(link.unit.name for link in chain[:-1]) + dates


def describe(service: Service, node: Node) -> str:
    """A unit in one line: country, places, the units above it with dates, and whether it is itself listed."""
    chain = chains_of(service.hierarchy, node.iri, 1).shown[0]
    parts = [country_name(node.country)]
    if node.places:
        parts.append(f"in {', '.join(node.places)}")
    if node.placeholder:
        parts.append("a placeholder")
    if node.unread:
        parts.append("a text that could not be read")
    if len(chain) > 1:
        parts.append(f"under {_above(chain)}")
    parts.append(mark(node) if node.listed else str(service.checker.status(node.iri)))
    return " \u00b7 ".join(parts)
