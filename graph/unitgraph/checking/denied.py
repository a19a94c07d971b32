"""The denied units below one organization."""

from __future__ import annotations

from dataclasses import dataclass

from unitgraph.checking.findings import Checker, Finding, Relation
from unitgraph.index.hierarchy import Hierarchy
from unitgraph.index.units import Node


@dataclass(frozen=True, slots=True)
class DeniedUnder:
    """The denied units below ``organization``: one finding per denial, with the chain from the organization's root down
    to the unit."""

    organization: Node
    findings: tuple[Finding, ...]
    chains: tuple[tuple[Node, ...], ...]


def denied_below(checker: Checker, organization: str, country: str | None = None) -> DeniedUnder:
    """Every denied unit below ``organization``, at any depth, nearest first; ``country`` is an ISO 3166-1 alpha-2 code.

    Raises UnknownName for a name of no unit, or of several.
    """
    return denied_under_unit(checker.hierarchy, checker.find(organization, country))


def denied_under_unit(hierarchy: Hierarchy, organization: Node) -> DeniedUnder:
    """Every denied unit below a unit of the hierarchy, at any depth, nearest first."""
    below = hierarchy.listed_below(organization.iri)
    findings = tuple(
        Finding(Relation.DESCENDANT, below[iri], hierarchy[iri], listing)
        for iri in sorted(below, key=lambda each: (below[each], hierarchy[each].name, each))
        for listing in hierarchy[iri].listings
    )
    return DeniedUnder(organization, findings, tuple(tuple(hierarchy.chain(each.unit.iri)) for each in findings))
