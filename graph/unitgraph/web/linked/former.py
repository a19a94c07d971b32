"""IRIs that no unit has any more: what they redirect to, and what is gone."""

from __future__ import annotations

from unitgraph.dataset.vocab import term
from unitgraph.web.http.faults import Refusal
from unitgraph.web.linked.facts import Facts


def replacement_of(facts: Facts, iri: str) -> str:
    """The IRI that one of a former unit redirects to; empty for the IRI of anything else. Raises Refusal (410) for one
    whose unit is gone, with what it was."""
    if term("ug:FormerUnit") not in facts.all(iri, "rdf:type"):
        return ""
    if replaced := facts.one(iri, "dcterms:isReplacedBy"):
        return replaced
    name, country = facts.label(iri), facts.label(facts.one(iri, "dcterms:spatial"))
    sources = ", ".join(facts.all(iri, "ug:formerSource"))
    what = f"This was {name} ({country}), named by {sources}. No source of this graph names it any longer"
    raise Refusal(410, f"{what}, which says nothing about the unit itself.")
