"""Answers as text, JSON and CSV."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from unitgraph.checking.answers import PHRASES, Answer, UnitEvidence, country_remark, sentence
from unitgraph.checking.chains import ARROW, Chains, chain_line
from unitgraph.checking.denied import DeniedUnder
from unitgraph.checking.relations import Finding, Relation, Status
from unitgraph.index.units import Listing
from unitgraph.lexicon.tables import country_shown
from unitgraph.system.display import quantity


def json_text(values: object) -> str:
    """Values as indented JSON."""
    return json.dumps(values, ensure_ascii=False, indent=2)


def answer_lines(answer: Answer) -> Iterator[str]:
    """An answer as text: status, unit, chain, every finding with its entry and line."""
    if answer.unit is None:
        yield f"{answer.status}: {answer.query}"
        yield sentence(answer)
        yield from answer.remarks
        yield from _candidate_lines(answer)
    else:
        yield answer.summary
        yield sentence(answer)
        yield from answer.remarks
        yield from chain_lines(answer.all_chains, f"{ARROW}({answer.query})" if answer.below else "")
        yield f"IRI: {answer.unit.iri}"
        yield f"Matched with score {answer.score:.2f}: {'; '.join(answer.reasons)}."
        for finding in answer.findings:
            yield ""
            yield from _finding_lines(finding)
    yield from _evidence_lines(answer.evidence)


def _evidence_lines(evidence: Sequence[UnitEvidence]) -> Iterator[str]:
    if evidence:
        yield ""
        yield "Mentions that are one unit:"
    for each in evidence:
        places = ", ".join(f"{source} line {line}" for source, line in each.places)
        yield f"- {each.statement} [{places}]"


def chain_lines(chains: Chains, below: str = "") -> Iterator[str]:
    """The chains of a unit, one a line; ``below`` stands after each."""
    for number, chain in enumerate(chains.shown):
        yield f"{'Also' if number else 'Chain'}: {chain_line(chain)}{below}"
    if chains.more:
        yield f"and {quantity(chains.more, 'more chain')}"


def _candidate_lines(answer: Answer) -> Iterator[str]:
    if answer.candidates:
        yield "Possible units:" if answer.status is Status.AMBIGUOUS else "Nearest names:"
    for each, status, chain in zip(answer.candidates, answer.standings, answer.chains, strict=True):
        places = f", in {', '.join(each.unit.places)}" if each.unit.places else ""
        unread = ", a text that could not be read" if chain[-1].unit.unread else ""
        name = f"{each.unit.name} ({country_shown(each.unit.country)})"
        yield f"- {name}{places}, score {each.score:.2f}: {status}{unread}"
        if len(chain) > 1:
            yield f"  {chain_line(chain)}"
        for listing in chain[-1].unit.listings:
            yield from _entry_lines(listing)


def _finding_lines(finding: Finding) -> Iterator[str]:
    listing = finding.listing
    steps = f", {quantity(finding.steps, 'step')} away" if finding.steps else ""
    subject = "" if finding.relation is Relation.SELF else f": {finding.unit.name}{steps}"
    yield f"{PHRASES[finding.relation]}{subject}: denied assistance in calendar year {listing.year}."
    for chain in finding.through:
        yield f"  through: {chain_line(chain)}"
    yield from _entry_lines(listing)


def _entry_lines(listing: Listing) -> Iterator[str]:
    yield f"  list {listing.list}, line {listing.line}: \u201c{listing.verbatim}\u201d"
    if remark := country_remark(listing):
        yield f"  {remark}"


def denied_lines(answer: DeniedUnder) -> Iterator[str]:
    """The denied units under an organization as text."""
    top = answer.organization
    yield answer.summary
    yield from answer.remarks
    if top and top.listed:
        years = ", ".join(str(listing.year) for listing in top.listings)
        yield f"{top.name} is itself listed: {years}."
    for finding, chain in zip(answer.findings, answer.chains, strict=True):
        listing = finding.listing
        yield ""
        below = f", {quantity(finding.steps, 'step')} below" if top else ""
        yield f"{finding.unit.name}{below}: {listing.year}"
        yield f"  {chain_line(chain)}"
        yield from _entry_lines(listing)
