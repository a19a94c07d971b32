"""A text that names a place alone, and no unit there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from unitgraph.match import kernels
from unitgraph.match.answering import NameQuery
from unitgraph.match.forms import NameForm, form_of
from unitgraph.match.index import NameIndex
from unitgraph.match.kinds import STATE_RANK, forces_of, rank_of
from unitgraph.match.lookup import UNLIKELY, Hit
from unitgraph.match.vocabulary import NamePart

BODY = frozenset({NamePart.LEVEL, NamePart.FORCE, NamePart.FUNCTION, NamePart.ACRONYM})
"""Parts of a name without which it may be that of a place."""


def names_body(form: NameForm) -> bool:
    """Whether a name says what it is of."""
    return any(word.part in BODY for word in form.words)


def is_bare_place(form: NameForm, hit: Hit) -> bool:
    """Whether a text has the words of a place alone, and the name of the unit says what it is, too."""
    return bool(hit.features[kernels.LEVEL_MISSING]) and not names_body(form)


def far_from_bodies(index: NameIndex, query: NameQuery, hits: Sequence[list[Hit]]) -> list[list[Hit]]:
    """The hits of the segments of a query, those for a place alone as unlikely beside a body that is of no force of the
    unit: ``San Ignacio, Ministry of Health`` is no police station."""
    named = zip(query.forms, query.segments, strict=True)
    bodies = [forces_of(form) for form, text in named if names_body(form) or rank_of(text) >= STATE_RANK]

    def is_far(form: NameForm, hit: Hit) -> bool:
        return is_bare_place(form, hit) and any(not forces & _forces_over(index, hit) for forces in bodies)

    return [
        [replace(hit, odds=min(hit.odds, UNLIKELY)) if is_far(form, hit) else hit for hit in found]
        for form, found in zip(query.forms, hits, strict=True)
    ]


def _forces_over(index: NameIndex, hit: Hit) -> frozenset[str]:
    """The kinds of force that the names of a unit and of what stands above it tell."""
    units = map(index.unit, (hit.unit, *index.ancestors(hit.unit)))
    return frozenset(kind for unit in units for kind in forces_of(form_of(unit.name, unit.country)))


def tells_a_body(form: NameForm) -> bool:
    """Whether a segment has a word of a body, or is nothing but what tells one of a kind from others (``South``)."""
    return names_body(form) or {word.part for word in form.words} == {NamePart.DIRECTION}
