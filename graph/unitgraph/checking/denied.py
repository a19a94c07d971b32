"""The denied units below one organization."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from unitgraph.checking.chains import Chain, chains_of
from unitgraph.checking.findings import Checker
from unitgraph.checking.relations import Finding, Relation
from unitgraph.checking.remarks import caveats_about
from unitgraph.dataset.catalogue import CAVEATS
from unitgraph.index.units import Node


@dataclass(frozen=True, slots=True)
class DeniedUnder:
    """The denied units below ``organization``: one finding per denial, with the chain from the organization's root down
    to the unit, through the organization. ``as_of`` is the day of which the answer is, and ``remarks`` say what this
    means for each list."""

    organization: Node
    findings: tuple[Finding, ...]
    chains: tuple[Chain, ...]
    as_of: date | None = None
    remarks: tuple[str, ...] = ()
    caveats: tuple[str, ...] = CAVEATS


def denied_below(checker: Checker, organization: str, country: str | None = None) -> DeniedUnder:
    """Every denied unit below ``organization``, at any depth, nearest first; ``country`` is an ISO 3166-1 alpha-2 code.

    Raises UnknownName for a name of no unit, or of several.
    """
    return denied_under_unit(checker, checker.find(organization, country))


def denied_under_unit(checker: Checker, organization: Node) -> DeniedUnder:
    """Every denied unit below a unit of the hierarchy, at any depth, nearest first."""
    hierarchy = checker.hierarchy
    below = hierarchy.listed_below(organization.iri)
    findings = tuple(
        Finding(Relation.DESCENDANT, below[iri], hierarchy[iri], listing, organization.iri, hierarchy)
        for iri in sorted(below, key=lambda each: (below[each], hierarchy[each].name, each))
        for listing in hierarchy[iri].listings
    )
    above = chains_of(hierarchy, organization.iri, 1).shown[0]
    chains = tuple((*above, *chain[1:]) for each in findings for chain in each.through)
    shown = (*organization.listings, *(each.listing for each in findings))
    caveats = caveats_about(hierarchy, shown)
    remarks = (*checker.remarks, *_open_questions(checker, organization))
    return DeniedUnder(organization, findings, chains, checker.as_of, remarks, caveats)


def _open_questions(checker: Checker, organization: Node) -> Iterator[str]:
    """What is not settled about what stands under a unit."""
    related = checker.hierarchy.possibly_related_under(organization.iri)
    open_to = sorted((each.name, each.country) for each in related)
    if open_to:
        names = "; ".join(f"{name} ({country})" for name, country in open_to[:5]) + ("; …" if len(open_to) > 5 else "")
        yield f"It is not settled whether units under {organization.name} are the same as {names}."
