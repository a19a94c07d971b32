"""One name in, one answer out: which unit it is, whether it or a relative of it is listed, and what that does not say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from unitgraph.dataset import CAVEATS
from unitgraph.hierarchy import Hierarchy, Listing, Node


class Status(StrEnum):
    """What an answer says; the words of the ontology's scheme ``ug:Statuses``."""

    LISTED = "listed"
    WITHIN_LISTED = "within-listed"
    CONTAINS_LISTED = "contains-listed"
    BESIDE_LISTED = "beside-listed"
    NOT_LISTED = "not-listed"
    UNKNOWN = "unknown"
    AMBIGUOUS = "ambiguous"


class Relation(StrEnum):
    """How a listed unit stands to the one asked for."""

    SELF = "self"
    ANCESTOR = "ancestor"
    DESCENDANT = "descendant"
    SIBLING = "sibling"


STATUS_OF = {
    Relation.SELF: Status.LISTED,
    Relation.ANCESTOR: Status.WITHIN_LISTED,
    Relation.DESCENDANT: Status.CONTAINS_LISTED,
    Relation.SIBLING: Status.BESIDE_LISTED,
}

SENTENCES = {
    Status.LISTED: "This unit is listed.",
    Status.WITHIN_LISTED: "This unit is not itself listed; a unit above it is.",
    Status.CONTAINS_LISTED: "This unit is not itself listed; a unit below it is.",
    Status.BESIDE_LISTED: "This unit is not itself listed; a unit beside it, under the same parent, is.",
    Status.NOT_LISTED: "This unit is in the graph, and no unit above, below or beside it is listed.",
    Status.UNKNOWN: "No unit of this name is in the graph, which says nothing about the unit.",
    Status.AMBIGUOUS: "Several units may be meant.",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One listed unit that stands in ``relation`` to the one asked for, ``steps`` levels away (a sibling: 2; the unit
    itself: 0), by one denial."""

    relation: Relation
    steps: int
    unit: Node
    listing: Listing


def findings_about(hierarchy: Hierarchy, iri: str) -> tuple[Finding, ...]:
    """Every denial of the unit itself, of its ancestors, its descendants and its siblings, in this order, nearest
    first."""
    return tuple(_findings(hierarchy, iri))


def _findings(hierarchy: Hierarchy, iri: str) -> Iterator[Finding]:
    groups = (
        (Relation.SELF, {iri: 0}),
        (Relation.ANCESTOR, hierarchy.ancestors(iri)),
        (Relation.DESCENDANT, hierarchy.descendants(iri)),
        (Relation.SIBLING, {node.iri: 2 for node in hierarchy.siblings(iri)}),
    )
    for relation, steps in groups:
        for each in sorted(steps, key=lambda other: (steps[other], hierarchy[other].name, other)):
            for listing in hierarchy[each].listings:
                yield Finding(relation, steps[each], hierarchy[each], listing)


def status_of(findings: Sequence[Finding]) -> Status:
    """The status that the findings about a known unit give: that of the first relation found."""
    return STATUS_OF[findings[0].relation] if findings else Status.NOT_LISTED
