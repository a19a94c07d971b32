"""Other ways to write a text of several parts: as one name, and with places without the word for their kind of area."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from unitgraph.lexicon.names import fold
from unitgraph.match import Candidate, Match, Matcher, Outcome
from unitgraph.match.areas import area_kinds
from unitgraph.match.segments import cut


def meant_otherwise(matcher: Matcher, match: Match, country: str | None) -> tuple[Candidate, ...]:
    """The units that an ambiguous text surely means once it is written otherwise (``Crime Agency, Mirna
    State``: ``Crime Agency Mirna``), as surely as the best of its candidates."""
    first, *rest = cut(match.text) or [""]
    if not rest or not match.candidates:
        return ()
    found: dict[str, Candidate] = {}
    for text in dict.fromkeys(_written_otherwise(first, rest)):
        other = matcher.match(text, country)
        if other.outcome is Outcome.MATCHED and other.best is not None:
            score = min(other.best.score, match.candidates[0].score)
            found.setdefault(other.best.unit.iri, replace(other.best, score=score))
    return tuple(found.values())


def _written_otherwise(first: str, rest: list[str]) -> Iterator[str]:
    plain = [_without_kind(each) for each in rest]
    yield " ".join((first, *rest))
    if plain != rest:
        yield " ".join((first, *plain))


def _without_kind(place: str) -> str:
    words = place.split()
    return " ".join(word for word in words if fold(word) not in area_kinds()) or place
