"""The questions whether two units are one, with the evidence of both sides, and the rulings that answers become."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace

from unitgraph.checking.identities import Effects
from unitgraph.identity.units import Identification, SourceMention
from unitgraph.index.hierarchy import Hierarchy
from unitgraph.index.units import Node
from unitgraph.lexicon.names import tidy
from unitgraph.lexicon.tables import country_name
from unitgraph.pipeline.asking import ORDER, Choice, Question, Topic
from unitgraph.pipeline.path_review import row_questions
from unitgraph.pipeline.preview import Preview
from unitgraph.pipeline.review import questions
from unitgraph.reading.entries import Entry
from unitgraph.reading.rulings import RulingKind
from unitgraph.system.display import quantity


def review_questions(found: Preview, sources: bool = False) -> tuple[Question, ...]:
    """Everything that needs a person: the questions of the lists (see :func:`~unitgraph.pipeline.review.questions`),
    those about rows of tables, and after those on which the units depend whether two units are one. Questions how texts
    are read and whether units are one come in the order of their effect on answers. With ``sources`` the rulings say of
    which list each entry is."""
    of_lists = questions(found.graph, sources)
    asked = {frozenset(each.units) for each in of_lists if each.topic is Topic.SIBLINGS}
    of_paths = [each for each in of_lists if each.topic in _PATHS]
    known = {frozenset(each.units) for each in found.graph.identifications if each.is_question}
    others = [
        each
        for each in of_lists
        if each.topic not in _PATHS and not (each.topic is Topic.IDENTITY and frozenset(each.units) in known)
    ]
    of_paths = _by_effect([*of_paths, *row_questions(found.doubtful)], found.hierarchy)
    of_identity = (each for each in _identity_questions(found) if frozenset(each.units) not in asked)
    return tuple(sorted([*others, *of_paths, *of_identity], key=lambda each: ORDER[each.topic]))


_PATHS = (Topic.UNREAD, Topic.DOUBTFUL)


def _by_effect(asked: Iterable[Question], hierarchy: Hierarchy) -> list[Question]:
    """Questions how texts are read: first those about denials, then by how many units they are about or stand below
    these."""

    def effect(question: Question) -> tuple[bool, int]:
        below = {each for unit in question.units for each in (unit, *hierarchy.descendants(unit))}
        return not question.lines, -len(below)

    def told(question: Question, units: int) -> Question:
        return replace(
            question,
            evidence=(*question.evidence, f"{quantity(units, 'unit')} {'depends' if units == 1 else 'depend'} on it"),
        )

    ordered = sorted(((effect(each), each) for each in asked), key=lambda pair: (pair[0], pair[1].lines, pair[1].id))
    return [told(each, -units) for (_, units), each in ordered]


def _identity_questions(found: Preview) -> Iterator[Question]:
    effects = Effects(found.hierarchy)
    ordered = []
    for each in found.graph.identifications:
        if each.is_question and all(mention.reference for mention in each.mentions):
            one, other = (found.hierarchy[iri] for iri in each.units)
            effect = effects.of(one.iri, other.iri)
            ordered.append((not (one.listed or other.listed), -effect, each.statement, each.units, each))
    for _, effect, _, _, each in sorted(ordered, key=lambda asked: asked[:4]):
        yield _question(each, found.hierarchy, -effect)


def _question(asked: Identification, hierarchy: Hierarchy, effect: int) -> Question:
    first, second = asked.mentions
    one, other = (hierarchy[iri] for iri in asked.units)
    entries = [each.cited for each in asked.mentions if isinstance(each.cited, Entry)]
    return Question(
        id=f"identity-{_digest(asked)}",
        topic=Topic.IDENTITY,
        lines=tuple(sorted({entry.line for entry in entries})),
        text=f"{first.name} ({first.source}) | {second.name} ({second.source})",
        ask="Are these one unit?",
        evidence=(
            f"{'; '.join(reason.words for reason in asked.reasons)}",
            *_side(first, one, hierarchy),
            *_side(second, other, hierarchy),
            f"the status of {quantity(effect, 'unit')} depends on it",
        ),
        choices=(
            Choice("s", "the same unit", _fields(RulingKind.SAME, asked)),
            Choice("d", "different units", _fields(RulingKind.DISTINCT, asked)),
        ),
        reason="Decided after comparing the two.",
        units=asked.units,
    )


def _side(mention: SourceMention, node: Node, hierarchy: Hierarchy) -> Iterator[str]:
    """What speaks of one of the two: where it is mentioned and how, and what is known of its unit."""
    identifier = f", identifier {mention.identifier}" if mention.identifier else ""
    printed = f": {tidy(mention.cited.verbatim)}" if isinstance(mention.cited, Entry) else ""
    yield f"{mention.source} line {mention.cited.line}{identifier}{printed}"
    chain = " > ".join(each.name for each in hierarchy.chain(node.iri))
    places = f", in {', '.join(node.places)}" if node.places else ""
    yield f"  {chain} ({country_name(node.country)}){places}{', listed' if node.listed else ''}"


def _fields(kind: RulingKind, asked: Identification) -> dict[str, object]:
    mentions = [dict(each.reference.fields) for each in asked.mentions if each.reference]
    return {"kind": kind.value, "mentions": mentions}


def _digest(asked: Identification) -> str:
    """Eight digits that stay the same as long as the mentions do."""
    told = sorted(str(each.reference) for each in asked.mentions)
    return hashlib.sha256("\x1f".join(told).encode()).hexdigest()[:8]
