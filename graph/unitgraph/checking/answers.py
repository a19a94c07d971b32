"""An answer, and its wording and JSON, shared by the command line and the web service."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from html import escape
from itertools import zip_longest
from typing import Any

from unitgraph.checking.chains import ARROW, Chain, Chains, chain_dicts, chain_line, chains_of
from unitgraph.checking.relations import Finding, Relation, Status, meaning, nature, unknown_above
from unitgraph.dataset.catalogue import CAVEATS
from unitgraph.index.hierarchy import Hierarchy, by_name
from unitgraph.index.units import Listing, Node
from unitgraph.lexicon.tables import country_shown
from unitgraph.match import Candidate
from unitgraph.system.display import quantity, visible
from unitgraph.system.showing import Showable, ShownTable, list_html, table_html

LONGEST_NAME = 10_000
"""A name of more characters is not looked for: that could take hours for one cell of a table."""


@dataclass(frozen=True, slots=True)
class UnitEvidence:
    """Why two mentions are one unit, in words, with the source and line of each mention."""

    unit: Node
    statement: str
    places: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, repr=False)
class Answer(Showable):
    """The answer to a name: the unit meant and what is known about it.

    ``unit`` is the unit meant; None when the status is ``unknown`` or ``ambiguous``. ``below`` says that the name
    itself is not in the graph and only tells that what it names stands under ``unit``: the findings are then about
    that unnamed unit. ``candidates`` holds the units compared, best first, with scores and reasons: those that may
    be meant when the status is ``ambiguous``, the nearest names when it is ``unknown``; in both cases ``standings``
    holds the status that each of them has. ``note`` says why, ``unread`` which texts that could not be read may be
    about the unit. ``as_of`` is the day of which the answer is, None for an
    answer of all that sources say, and ``remarks`` say what this means for each list. ``evidence`` is what made the
    mentions of the unit one, and those of listed units found, where a store was asked for it.
    """

    query: str
    country: str | None
    status: Status
    unit: Node | None
    below: bool
    findings: tuple[Finding, ...]
    candidates: tuple[Candidate, ...]
    note: str
    hierarchy: Hierarchy = field(repr=False, compare=False)
    standings: tuple[Status, ...] = ()
    caveats: tuple[str, ...] = CAVEATS
    as_of: date | None = None
    remarks: tuple[str, ...] = ()
    evidence: tuple[UnitEvidence, ...] = ()
    unread: str = ""

    @property
    def summary(self) -> str:
        """The status, and the unit or how many candidates there are."""
        if self.unit is None:
            return f"{self.status}: {self.query}, {quantity(len(self.candidates), 'candidate')}"
        name = f"{self.query} (under {self.unit.name})" if self.below else self.unit.name
        return f"{self.status}: {name} ({country_shown(self.unit.country)})"

    def to_dict(self) -> dict[str, Any]:
        """It as JSON values, as ``unitgraph check --format json`` prints it."""
        return answer_dict(self)

    def rows(self) -> ShownTable:
        """A row for each finding, or, where it is open which unit is meant, for each candidate; the heading first."""
        return answer_rows(self)

    def _repr_html_(self) -> str:
        return answer_html(self)

    @property
    def all_chains(self) -> Chains:
        """The chains of ``unit``, current first, and how many there are beyond those that are shown."""
        return chains_of(self.hierarchy, self.unit.iri) if self.unit else Chains(())

    @property
    def chain(self) -> tuple[Node, ...]:
        """The units of the first chain of ``unit``, from its root down."""
        return tuple(link.unit for link in self.all_chains.shown[0]) if self.unit else ()

    @property
    def chains(self) -> tuple[Chain, ...]:
        """The first chain of each candidate of an answer that leaves open which is meant."""
        return tuple(
            chains_of(self.hierarchy, each.unit.iri, 1).shown[0] for each in self.candidates[: len(self.standings)]
        )

    @property
    def told_note(self) -> str:
        """The note, with what is not settled about the unit, and what is said of texts that could not be read."""
        return "; ".join(filter(None, (self.note, self.unsettled, self.unread)))

    @property
    def unsettled(self) -> str:
        """Which units may be the same as ``unit``, and whether all that stands above it is known; empty where it is
        settled."""
        if self.unit is None or self.below:
            return ""
        above = unknown_above(self.hierarchy, self.unit.iri, self.status)
        return "; ".join(filter(None, (same_as(self.hierarchy, self.unit), above)))

    @property
    def score(self) -> float | None:
        """The estimated probability, in 0..1, that the name means ``unit``."""
        return self.candidates[0].score if self.unit and self.candidates else None

    @property
    def reasons(self) -> tuple[str, ...]:
        """What supports and what contradicts ``unit``, in words."""
        return self.candidates[0].reasons if self.unit and self.candidates else ()


def same_as(hierarchy: Hierarchy, unit: Node) -> str:
    """Which units may be the same as one, whatever its status."""
    others = by_name(hierarchy[iri] for iri in unit.possibly)
    shown = (f"{each.name} ({country_shown(each.country)}){', which is listed' * each.listed}" for each in others[:3])
    told = "; ".join(shown) + ("; …" if len(others) > 3 else "")
    return f"it is not settled whether it is the same unit as {told}" if others else ""


def as_sentence(note: str) -> str:
    """A note as a sentence; empty if there is none."""
    return f"{note[:1].upper()}{note[1:]}." if note else ""


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


def answer_rows(answer: Answer) -> list[tuple[object, ...]]:
    """The findings of an answer as rows of a table, or, where it leaves open which unit is meant, the candidates with
    their entries; the heading first."""
    found = ("query", "status", "relation", "steps", "unit", "name", "country", "score", "chain")
    rows: list[tuple[object, ...]] = [(*found, "year", "list", "line", "verbatim")]
    for each in answer.findings:
        unit = (each.unit.iri, each.unit.name, each.unit.country, answer.score)
        through = ARROW.join(link.unit.name for link in each.through[0]) if each.through else ""
        relation = (str(each.relation), each.steps)
        rows.append((answer.query, str(answer.status), *relation, *unit, through, *_where(each.listing)))
    for candidate, status, chain in zip_longest(answer.candidates, answer.standings, answer.chains):
        if answer.unit is not None:
            break
        own = candidate.unit
        head = (answer.query, str(status or answer.status), "", None, own.iri, own.name, own.country, candidate.score)
        names = ARROW.join(link.unit.name for link in chain or ())
        listings = [_where(listing) for link in (chain or ())[-1:] for listing in link.unit.listings]
        for where in listings or [(None, "", None, "")]:
            rows.append((*head, names, *where))
    return rows


def _where(listing: Listing) -> tuple[object, ...]:
    return listing.year, listing.list, listing.line, listing.verbatim


def answer_html(answer: Answer) -> str:
    """An answer for a notebook: status, what it means, chain, entries, and where the limitations stand."""
    colour = " style='color:#fff;background:#9b1c1c;padding:0 .4em'" if answer.status is Status.LISTED else ""
    unit = f"{answer.unit.name} ({answer.unit.country})" if answer.unit and not answer.below else answer.query
    chains = list_html(chain_line(chain) for chain in answer.all_chains.shown if len(chain) > 1)
    head = f"<strong{colour}>{answer.status}</strong> {escape(visible(unit))}"
    told = "".join(f"<p>{escape(visible(each))}</p>" for each in (sentence(answer), *answer.remarks))
    limits = f"<details><summary>Limitations</summary>{list_html(answer.caveats)}</details>"
    return f"<p>{head}</p>{told}{chains}{table_html(answer_rows(answer))}{limits}"


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
