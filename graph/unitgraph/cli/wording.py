"""Answers in words and as JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any

from unitgraph.api import DeniedUnder
from unitgraph.dataset import CAVEATS
from unitgraph.findings import SENTENCES, Answer, Finding, Relation, Status
from unitgraph.hierarchy import Listing, Node

_PHRASES = {
    Relation.SELF: "This unit",
    Relation.ANCESTOR: "Above it",
    Relation.DESCENDANT: "Below it",
    Relation.SIBLING: "Beside it",
    Relation.COLLATERAL: "In another branch under the same parent",
}
ARROW = " > "


def answer_dict(answer: Answer) -> dict[str, Any]:
    """An answer as JSON values. ``unit`` is null when the name is unknown or ambiguous; ``below`` says that the name
    itself is not in the graph and stands under ``unit``."""
    return {
        "query": answer.query,
        "status": str(answer.status),
        "unit": unit_dict(answer.unit) if answer.unit else None,
        "below": answer.below,
        "chain": [node.name for node in answer.chain],
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
            }
            for each, status in zip_longest(answer.candidates, answer.standings)
        ],
        "note": answer.note,
        "caveats": list(answer.caveats),
    }


def unit_dict(node: Node) -> dict[str, Any]:
    """A unit as JSON values."""
    return {"iri": node.iri, "name": node.name, "country": node.country, "otherNames": list(node.other_names)}


def finding_dict(finding: Finding) -> dict[str, Any]:
    """A finding as JSON values."""
    return {
        "relation": str(finding.relation),
        "steps": finding.steps,
        "unit": finding.unit.name,
        "iri": finding.unit.iri,
        "year": finding.listing.year,
        "entry": _entry_dict(finding.listing),
    }


def _entry_dict(listing: Listing) -> dict[str, Any]:
    return {"list": listing.list, "line": listing.line, "verbatim": listing.verbatim, "iri": listing.entry}


def answer_json(answer: Answer) -> str:
    """An answer as indented JSON."""
    return json.dumps(answer_dict(answer), ensure_ascii=False, indent=2)


def answer_text(answer: Answer) -> str:
    """An answer for a person: status, unit, chain, every finding with its entry and line, and the caveats."""
    return "\n".join(_answer_lines(answer))


def _answer_lines(answer: Answer) -> Iterator[str]:
    if answer.unit is None:
        yield f"{answer.status}: {answer.query}"
        yield _sentence(answer)
        yield from _candidate_lines(answer)
    else:
        name = f"{answer.query} (under {answer.unit.name})" if answer.below else answer.unit.name
        yield f"{answer.status}: {name} ({answer.unit.country})"
        yield _sentence(answer)
        yield f"Chain: {chain_text(answer.chain)}" + (f"{ARROW}({answer.query})" if answer.below else "")
        yield f"IRI: {answer.unit.iri}"
        yield f"Matched with score {answer.score:.2f}: {'; '.join(answer.reasons)}."
        for finding in answer.findings:
            yield ""
            yield from _finding_lines(finding)
    yield ""
    yield "What this does not say:"
    yield from (f"- {caveat}" for caveat in answer.caveats)


def _sentence(answer: Answer) -> str:
    if answer.below and answer.status is Status.UNKNOWN:
        return "The graph knows the parent, not this unit, and nothing listed around it."
    note = answer.note[:1].upper() + answer.note[1:]
    return f"{SENTENCES[answer.status]} {note}." if note else SENTENCES[answer.status]


def _candidate_lines(answer: Answer) -> Iterator[str]:
    if answer.candidates:
        yield "It may be:" if answer.status is Status.AMBIGUOUS else "The nearest names are:"
    for each, status in zip(answer.candidates, answer.standings, strict=True):
        yield f"- {each.unit.name} ({each.unit.country}), score {each.score:.2f}: {status}"


def _finding_lines(finding: Finding) -> Iterator[str]:
    listing = finding.listing
    steps = f", {finding.steps} step{'s' if finding.steps > 1 else ''} away" if finding.steps else ""
    subject = "" if finding.relation is Relation.SELF else f": {finding.unit.name}{steps}"
    yield f"{_PHRASES[finding.relation]}{subject}: denied assistance in calendar year {listing.year}."
    yield f"  list {listing.list}, line {listing.line}: \u201c{listing.verbatim}\u201d"


def chain_text(chain: Sequence[Node]) -> str:
    """A chain from its root down, in one line."""
    return ARROW.join(node.name for node in chain)


def denied_text(answer: DeniedUnder) -> str:
    """The denied units under an organization for a person."""
    return "\n".join(_denied_lines(answer))


def _denied_lines(answer: DeniedUnder) -> Iterator[str]:
    top = answer.organization
    units = {finding.unit.iri for finding in answer.findings}
    yield f"{len(units)} denied unit{'' if len(units) == 1 else 's'} under {top.name} ({top.country})"
    if top.listed:
        years = ", ".join(str(listing.year) for listing in top.listings)
        yield f"{top.name} is itself listed: {years}."
    for finding, chain in zip(answer.findings, answer.chains, strict=True):
        listing = finding.listing
        yield ""
        yield f"{finding.unit.name}, {finding.steps} step{'s' if finding.steps > 1 else ''} below: {listing.year}"
        yield f"  {chain_text(chain)}"
        yield f"  list {listing.list}, line {listing.line}: \u201c{listing.verbatim}\u201d"
    yield ""
    yield "What this does not say:"
    yield from (f"- {caveat}" for caveat in CAVEATS)


def denied_dict(answer: DeniedUnder) -> dict[str, Any]:
    """The denied units under an organization as JSON values."""
    return {
        "organization": unit_dict(answer.organization),
        "listed": answer.organization.listed,
        "denied": [
            {**finding_dict(finding), "chain": [node.name for node in chain]}
            for finding, chain in zip(answer.findings, answer.chains, strict=True)
        ],
        "caveats": list(CAVEATS),
    }


def denied_json(answer: DeniedUnder) -> str:
    """The denied units under an organization as indented JSON."""
    return json.dumps(denied_dict(answer), ensure_ascii=False, indent=2)


def denied_csv(answer: DeniedUnder) -> str:
    """The denied units under an organization as CSV, without a line end after the last row."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("unit", "name", "country", "steps", "chain", "year", "list", "line", "verbatim"))
    for finding, chain in zip(answer.findings, answer.chains, strict=True):
        unit, listing = finding.unit, finding.listing
        writer.writerow(
            (
                unit.iri,
                unit.name,
                unit.country,
                finding.steps,
                chain_text(chain),
                listing.year,
                listing.list,
                listing.line,
                listing.verbatim,
            )
        )
    return text.getvalue().removesuffix("\n")
