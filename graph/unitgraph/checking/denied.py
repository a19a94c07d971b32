"""The denied units below one organization, or in one country."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from unitgraph.checking.answers import INFERRED, finding_dict, inferred, unit_dict
from unitgraph.checking.chains import ARROW, Chain, chain_through, chains_of, link_text
from unitgraph.checking.findings import Checker
from unitgraph.checking.relations import Finding, Relation
from unitgraph.checking.remarks import caveats_about
from unitgraph.dataset.catalogue import CAVEATS
from unitgraph.index.units import Node
from unitgraph.lexicon.countries import country_named
from unitgraph.lexicon.tables import NO_COUNTRY, OPEN_COUNTRY, country_by_code, country_name, country_shown
from unitgraph.system.display import quantity
from unitgraph.system.errors import UnknownName
from unitgraph.system.showing import Showable, ShownTable


@dataclass(frozen=True, slots=True, repr=False)
class DeniedUnder(Showable):
    """The denied units below ``organization``: one finding per denial, with the chain from a root down to the unit,
    through the organization, or from that where nothing above it holds on the same days. Where a country was asked
    about, ``organization`` is None, and the findings are all denials of its units, with their chains. ``country`` is
    the country of either (alpha-2). ``as_of`` is the day of which the answer is, and ``remarks`` say what this means
    for each list."""

    organization: Node | None
    country: str
    findings: tuple[Finding, ...]
    chains: tuple[Chain, ...]
    as_of: date | None = None
    remarks: tuple[str, ...] = ()
    caveats: tuple[str, ...] = CAVEATS

    @property
    def summary(self) -> str:
        """How many denied units there are, and where."""
        count = quantity(len({each.unit.iri for each in self.findings}), "denied unit")
        where = f"under {self.organization.name}" if self.organization else f"in {country_name(self.country)}"
        return f"{count} {where} ({country_shown(self.country)})"

    def to_dict(self) -> dict[str, Any]:
        """It as JSON values."""
        return denied_dict(self)

    def rows(self) -> ShownTable:
        """A row for each denial, the heading first."""
        return denied_rows(self)


def denied_below(checker: Checker, organization: str, country: str | None = None) -> DeniedUnder:
    """Every denied unit below ``organization``, at any depth, nearest first; ``country`` is an ISO 3166-1 alpha-2 code.
    The name of a country, or its code if no unit has that name, is answered for the country.

    Raises UnknownName for a name of no unit, or of several.
    """
    found = unit_or_country(checker, organization, country)
    return denied_in_country(checker, found) if isinstance(found, str) else denied_under_unit(checker, found)


def unit_or_country(checker: Checker, text: str, country: str | None = None) -> Node | str:
    """The unit, or the country (alpha-2) that a text names: the name of a country, or its code if no unit has that
    name. Raises UnknownName for a name of neither, or of several units."""
    named, coded = country_named(text), country_by_code(text)
    if named and country in (None, named.alpha2):
        return named.alpha2
    try:
        return checker.find(text, country)
    except UnknownName:
        # XX and ZZ stand for no country and for one that is not known, where units have them.
        if coded and coded.alpha2 in (NO_COUNTRY, OPEN_COUNTRY):
            coded = coded if any(each.country == coded.alpha2 for each in checker.hierarchy.listed()) else None
        if coded is None or country not in (None, coded.alpha2):
            raise
        return coded.alpha2


def denied_in_country(checker: Checker, country: str) -> DeniedUnder:
    """Every denied unit of a country (alpha-2), by name."""
    hierarchy = checker.hierarchy
    listed = hierarchy.listed()
    findings = tuple(
        Finding(Relation.SELF, 0, unit, listing, unit.iri, hierarchy)
        for unit in listed
        if unit.country == country
        for listing in unit.listings
    )
    chains = tuple(chains_of(hierarchy, each.unit.iri, 1).shown[0] for each in findings)
    caveats = caveats_about(hierarchy.lists, (each.listing.list for each in findings))
    strays = [unit.name for unit in listed if unit.country == OPEN_COUNTRY]
    told = "; ".join(strays[:5]) + ("; …" if len(strays) > 5 else "")
    open_to = [f"The country of some listed units is not known; they may be of it: {told}."] if strays else []
    return DeniedUnder(None, country, findings, chains, checker.as_of, (*checker.remarks, *open_to), caveats)


def denied_under_unit(checker: Checker, organization: Node) -> DeniedUnder:
    """Every denied unit below a unit of the hierarchy, at any depth, nearest first."""
    hierarchy = checker.hierarchy
    below = hierarchy.listed_below(organization.iri)
    findings = tuple(
        Finding(Relation.DESCENDANT, below[iri], hierarchy[iri], listing, organization.iri, hierarchy)
        for iri in sorted(below, key=lambda each: (below[each], hierarchy[each].name, each))
        for listing in hierarchy[iri].listings
    )
    chains = tuple(chain_through(hierarchy, chain) for each in findings for chain in each.through)
    shown = (*organization.listings, *(each.listing for each in findings))
    caveats = caveats_about(hierarchy.lists, (each.list for each in shown))
    remarks = (*checker.remarks, *_open_questions(checker, organization))
    return DeniedUnder(organization, organization.country, findings, chains, checker.as_of, remarks, caveats)


def _open_questions(checker: Checker, organization: Node) -> Iterator[str]:
    """What is not settled about what stands under a unit."""
    related = checker.hierarchy.possibly_related_under(organization.iri)
    open_to = sorted((each.name, each.country) for each in related)
    if open_to:
        names = "; ".join(f"{name} ({country})" for name, country in open_to[:5]) + ("; …" if len(open_to) > 5 else "")
        yield f"It is not settled whether units under {organization.name} are the same as {names}."


def denied_dict(answer: DeniedUnder) -> dict[str, Any]:
    """The denied units under an organization, or in a country, as JSON values."""
    top = answer.organization
    return {
        "organization": unit_dict(top) if top else None,
        "country": answer.country,
        "listed": bool(top and top.listed),
        "denied": [
            {**finding_dict(finding), "chain": [link.unit.name for link in chain]}
            for finding, chain in zip(answer.findings, answer.chains, strict=True)
        ],
        "asOf": answer.as_of.isoformat() if answer.as_of else None,
        "remarks": list(answer.remarks),
        "caveats": list(answer.caveats),
    }


def denied_rows(answer: DeniedUnder) -> list[tuple[object, ...]]:
    """The denied units under an organization as rows of a table, the heading first."""
    rows: list[tuple[object, ...]] = [
        ("unit", "name", "country", "steps", "chain", "edges", "year", "list", "line", "verbatim", *INFERRED),
    ]
    for finding, chain in zip(answer.findings, answer.chains, strict=True):
        unit, listing = finding.unit, finding.listing
        where = (listing.year, listing.list, listing.line, listing.verbatim, inferred(listing))
        steps = finding.steps if answer.organization else ""
        rows.append((unit.iri, unit.name, unit.country, steps, *_chain_cells(chain), *where))
    return rows


def _chain_cells(chain: Chain) -> tuple[str, str]:
    """The names of a chain, and what is stated of its edges, one between two names."""
    return ARROW.join(link.unit.name for link in chain), ARROW.join(map(link_text, chain[1:]))
