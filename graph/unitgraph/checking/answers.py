"""The wording and JSON of answers, shared by the command line and the web service."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

from unitgraph.checking.chains import ARROW, chain_dicts
from unitgraph.checking.denied import DeniedUnder
from unitgraph.checking.findings import Answer, as_sentence
from unitgraph.checking.relations import Finding, Relation, Status, meaning, nature
from unitgraph.index.units import Listing, Node

PHRASES = {
    Relation.SELF: "This unit",
    Relation.ANCESTOR: "Above it",
    Relation.DESCENDANT: "Below it",
    Relation.SIBLING: "Beside it",
    Relation.COLLATERAL: "In another branch under the same parent",
}
"""The beginning of a finding, by its relation to the unit in question."""


ALL_LISTED = "Every unit that it may mean is listed."
ONE_LISTED = "The unit that it may mean is listed."


def sentence(answer: Answer) -> str:
    """The meaning of an answer's status, and the reason for it."""
    if answer.below and answer.status is Status.UNKNOWN:
        told = "The parent is in the graph, this unit is not, and no unit around it is listed."
        return f"{told} {as_sentence(answer.unread)}".rstrip()
    told = meaning(answer.status, answer.findings)
    if answer.unit and not answer.below:
        told = " ".join((told, *nature(answer.unit)))
    # Which part of an unread text is denied is open, so that nothing of it is told to be listed.
    unread = any(chain[-1].unit.unread for chain in answer.chains)
    if answer.status is Status.AMBIGUOUS and set(answer.standings) == {Status.LISTED} and not unread:
        told = f"{told} {ALL_LISTED if len(answer.standings) > 1 else ONE_LISTED}"
    return " ".join(filter(None, (told, *map(as_sentence, (answer.note, answer.unsettled, answer.unread)))))


def chain_text(chain: Sequence[Node]) -> str:
    """A chain from its root down, on one line."""
    return ARROW.join(node.name for node in chain)


def answer_dict(answer: Answer) -> dict[str, Any]:
    """An answer as JSON values, with its caveats."""
    evidence = [
        {
            "iri": each.unit.iri,
            "name": each.unit.name,
            "evidence": each.statement,
            "mentions": [{"source": source, "line": line} for source, line in each.places],
        }
        for each in answer.evidence
    ]
    return {**brief_dict(answer), "evidence": evidence, "caveats": list(answer.caveats)}


def brief_dict(answer: Answer) -> dict[str, Any]:
    """An answer as JSON values, without the caveats, which stand once for many answers. ``unit`` is null if the name is
    unknown or ambiguous; ``below`` says that the name itself is not in the graph and is placed under ``unit``."""
    return {
        "query": answer.query,
        "status": str(answer.status),
        "unit": unit_dict(answer.unit) if answer.unit else None,
        "below": answer.below,
        "chain": [node.name for node in answer.chain],
        "chains": [chain_dicts(chain) for chain in answer.all_chains.shown],
        "moreChains": answer.all_chains.more,
        "score": answer.score,
        "reasons": list(answer.reasons),
        "findings": [finding_dict(finding) for finding in answer.findings],
        "candidates": [
            {
                "iri": each.unit.iri,
                "name": each.unit.name,
                "country": each.unit.country,
                "score": each.score,
                "reasons": list(each.reasons),
                "status": str(status) if status else None,
                "unread": any(link.unit.unread for link in (chain or ())[-1:]),
                "chain": [link.unit.name for link in chain or ()],
                "chains": [chain_dicts(chain)] if chain else [],
                "places": list(each.unit.places),
                "entries": [_entry_dict(listing) for link in (chain or ())[-1:] for listing in link.unit.listings],
            }
            for each, status, chain in zip_longest(answer.candidates, answer.standings, answer.chains)
        ],
        "note": answer.told_note,
        "sentence": sentence(answer),
        "asOf": answer.as_of.isoformat() if answer.as_of else None,
        "remarks": list(answer.remarks),
    }


def unit_dict(node: Node) -> dict[str, Any]:
    """A unit as JSON values."""
    return {
        "iri": node.iri,
        "name": node.name,
        "country": node.country,
        "countryInferred": node.country_inferred,
        "otherNames": list(node.other_names),
        "placeholder": node.placeholder,
        "unread": node.unread,
    }


def finding_dict(finding: Finding) -> dict[str, Any]:
    """A finding as JSON values."""
    return {
        "relation": str(finding.relation),
        "steps": finding.steps,
        "unit": finding.unit.name,
        "iri": finding.unit.iri,
        "year": finding.listing.year,
        "entry": _entry_dict(finding.listing),
        "through": [chain_dicts(chain) for chain in finding.through],
    }


def _entry_dict(listing: Listing) -> dict[str, Any]:
    return {
        "list": listing.list,
        "line": listing.line,
        "verbatim": listing.verbatim,
        "iri": listing.entry,
        "countryConfidence": listing.country_confidence,
    }


def country_remark(listing: Listing) -> str:
    """The remark required if the country of an entry's unit was only inferred; otherwise empty."""
    if listing.country_confidence is None:
        return ""
    return f"country only inferred, confidence {listing.country_confidence:.2f}"


INFERRED = ("country_confidence",)
"""The last column of tables with the country of units: empty where a source or a ruling states it."""


def inferred(listing: Listing | None) -> str:
    """The confidence in a country that was only inferred, as a cell."""
    return f"{listing.country_confidence:.2f}" if listing and listing.country_confidence is not None else ""


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
