"""Listed units around one: how each is related to it, and the status that follows from that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from unitgraph.checking.chains import Chain, chain_between, shared_chains
from unitgraph.index.hierarchy import Hierarchy
from unitgraph.index.units import Listing, Node


class Status(StrEnum):
    """The status of an answer; the concepts of the ontology's scheme ``ug:Statuses``."""

    LISTED = "listed"
    WITHIN_LISTED = "within-listed"
    CONTAINS_LISTED = "contains-listed"
    BESIDE_LISTED = "beside-listed"
    NOT_LISTED = "not-listed"
    UNKNOWN = "unknown"
    AMBIGUOUS = "ambiguous"


UNSETTLED = frozenset({Status.NOT_LISTED, Status.UNKNOWN, Status.BESIDE_LISTED})
"""Statuses that are not given while a unit that may be the same one, or one above or below it, is listed or related."""


class Relation(StrEnum):
    """The relation of a listed unit to the unit in question."""

    SELF = "self"
    ANCESTOR = "ancestor"
    DESCENDANT = "descendant"
    SIBLING = "sibling"
    COLLATERAL = "collateral"
    """In another branch under the same parent, deeper than a sibling."""


STATUS_OF = {
    Relation.SELF: Status.LISTED,
    Relation.ANCESTOR: Status.WITHIN_LISTED,
    Relation.DESCENDANT: Status.CONTAINS_LISTED,
    Relation.SIBLING: Status.BESIDE_LISTED,
    Relation.COLLATERAL: Status.BESIDE_LISTED,
}

SENTENCES = {
    Status.LISTED: "This unit is listed.",
    Status.WITHIN_LISTED: "This unit is not itself listed; a unit above it is.",
    Status.CONTAINS_LISTED: "This unit is not itself listed; a unit below it is.",
    Status.BESIDE_LISTED: "This unit is not itself listed; a unit beside it, under the same parent, is.",
    Status.NOT_LISTED: "This unit is in the graph, and no unit above, below or beside it is listed.",
    Status.UNKNOWN: "Not in the graph. That says nothing about the unit itself.",
    Status.AMBIGUOUS: "The name does not tell which unit is meant.",
}


WITHIN_AND_ABOVE = "This unit is not itself listed; a unit above it is, and so is a unit below it."


PLACEHOLDER = "It is a placeholder: its source puts it where it could not name a unit."
UNREAD = (
    "Its name is a text that could not be read: which part of it names the unit, and what stands above it, is open."
)


def nature(unit: Node) -> tuple[str, ...]:
    """Sentences that say what a unit is, where it is not simply one that its source names."""
    return (*((PLACEHOLDER,) if unit.placeholder else ()), *((UNREAD,) if unit.unread else ()))


CLEAR = frozenset({Status.NOT_LISTED, Status.BESIDE_LISTED})
"""Statuses that say that nothing above a unit is listed."""


def unknown_above(hierarchy: Hierarchy, iri: str, status: Status) -> str:
    """Which of the units above one stand for units that nobody could name, which may be listed; empty where none does,
    and where a status does not say that nothing above is listed."""
    if status not in CLEAR:
        return ""
    above = (hierarchy[each] for each in hierarchy.ancestors(iri))
    names = sorted({each.name for each in above if each.placeholder})
    shown = "; ".join(names[:3]) + ("; \u2026" if len(names) > 3 else "")
    return f"not all that stands above it is known: {shown}" if names else ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One listed unit with its ``relation`` to the unit in question, ``steps`` away (a sibling: 2; the unit itself: 0),
    for one denial. ``about`` is the unit in question (IRI), or, where that has no name in the graph, the unit that it
    stands under; ``hierarchy`` is that of the answer."""

    relation: Relation
    steps: int
    unit: Node
    listing: Listing
    about: str
    hierarchy: Hierarchy = field(repr=False, compare=False)

    @property
    def through(self) -> tuple[Chain, ...]:
        """The chain through which the finding stands, from the upper unit down to the lower one; for a unit beside, two
        chains from the unit above both. None for the unit itself."""
        hierarchy, listed = self.hierarchy, self.unit.iri
        if self.relation is Relation.ANCESTOR:
            return _known(chain_between(hierarchy, listed, self.about))
        if self.relation in (Relation.DESCENDANT, Relation.COLLATERAL):
            return _known(chain_between(hierarchy, self.about, listed))
        if self.relation is Relation.SIBLING and self.steps == 2 and self.about in hierarchy.edges_above(listed):
            return _known(chain_between(hierarchy, self.about, listed))
        if self.relation is Relation.SIBLING:
            return shared_chains(hierarchy, self.about, listed)
        return ()


def _known(chain: Chain) -> tuple[Chain, ...]:
    return (chain,) if len(chain) > 1 else ()


def findings_about(hierarchy: Hierarchy, iri: str) -> tuple[Finding, ...]:
    """Every denial of the unit itself, its ancestors, descendants and siblings, in this order, nearest first."""
    return tuple(_findings(hierarchy, iri))


def _findings(hierarchy: Hierarchy, iri: str) -> Iterator[Finding]:
    above, below = hierarchy.listed_above(iri), hierarchy.listed_below(iri)
    # With several superiors, a unit beside another may also be above or below it: the closer relation counts.
    beside = [each for each in hierarchy.listed_beside(iri) if each not in above and each not in below]
    groups = (
        (Relation.SELF, {iri: 0}),
        (Relation.ANCESTOR, above),
        (Relation.DESCENDANT, below),
        (Relation.SIBLING, dict.fromkeys(beside, 2)),
    )
    for relation, steps in groups:
        for each in sorted(steps, key=lambda other: (steps[other], hierarchy[other].name, other)):
            for listing in hierarchy[each].listings:
                yield Finding(relation, steps[each], hierarchy[each], listing, iri, hierarchy)


def status_of(findings: Sequence[Finding]) -> Status:
    """The status of a known unit given its findings: that of the first relation."""
    return STATUS_OF[findings[0].relation] if findings else Status.NOT_LISTED


def meaning(status: Status, findings: Iterable[Finding]) -> str:
    """A sentence that says what a status means for a unit with these findings."""
    if status is Status.WITHIN_LISTED and any(each.relation is Relation.DESCENDANT for each in findings):
        return WITHIN_AND_ABOVE
    return SENTENCES[status]


def findings_below(hierarchy: Hierarchy, parent: str) -> tuple[Finding, ...]:
    """What is listed around an unnamed unit directly under ``parent``: above it, and beside it."""
    return tuple(_findings_below(hierarchy, parent))


def _findings_below(hierarchy: Hierarchy, parent: str) -> Iterator[Finding]:
    above = {parent: 1} | {iri: steps + 1 for iri, steps in hierarchy.listed_above(parent).items()}
    for each in sorted(above, key=lambda other: (above[other], other)):
        for listing in hierarchy[each].listings:
            yield Finding(Relation.ANCESTOR, above[each], hierarchy[each], listing, parent, hierarchy)
    if hierarchy[parent].placeholder:  # nobody knows what stands under it beside what else
        return
    beside = hierarchy.listed_below(parent)
    for each in sorted(beside, key=lambda other: (beside[other], hierarchy[other].name, other)):
        relation = Relation.SIBLING if beside[each] == 1 else Relation.COLLATERAL
        for listing in hierarchy[each].listings:
            yield Finding(relation, beside[each] + 1, hierarchy[each], listing, parent, hierarchy)
