"""A text split into segments with what is known about each: the input of the weighing steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from unitgraph.lexicon.gazetteer import Gazetteer, PlaceHit
from unitgraph.lexicon.names import split_aliases
from unitgraph.reading.paths.facts import SegmentFacts, facts_of
from unitgraph.reading.paths.layout import ANY_LAYOUT, PathLayout
from unitgraph.reading.paths.nation import NationFacts, nation, nation_facts
from unitgraph.reading.paths.segments import Piece, clean, split_text
from unitgraph.reading.paths.titles import split_title

MOST_SEGMENTS = 40  # a longer text is not a unit path; the rest is kept as segments but not weighed


@dataclass(frozen=True, slots=True)
class SegmentDraft:
    """One segment: as written, what its words say, what the country's words say, and what the gazetteer says (None if
    no gazetteer is used or the segment contains a level word)."""

    piece: Piece
    facts: SegmentFacts
    nation: NationFacts
    place: PlaceHit | None


@dataclass(frozen=True, slots=True)
class PathDraft:
    """A text and its parts in written order."""

    text: str
    country: str | None
    parts: tuple[SegmentDraft, ...]


def draft(text: str, country: str | None, gazetteer: Gazetteer | None, layout: PathLayout = ANY_LAYOUT) -> PathDraft:
    """Split ``text``, at the separator of its layout if that has one, and look up its segments."""
    code = _code(country)
    pieces = _cut(text, layout) if layout.separator else split_text(text)
    return PathDraft(text, code, tuple(_part(piece, code, gazetteer) for piece in pieces))


def _cut(text: str, layout: PathLayout) -> tuple[Piece, ...]:
    mark = layout.separator.strip()
    segments = filter(None, map(clean, layout.cut(text)))
    return tuple(Piece(segment, mark if at else "") for at, segment in enumerate(segments))


def _code(country: str | None) -> str | None:
    words = nation(country)
    return words.alpha2 if words else None


def _part(piece: Piece, code: str | None, gazetteer: Gazetteer | None) -> SegmentDraft:
    said = split_title(piece.text)
    name, aliases = split_aliases(said.name)
    piece = replace(piece, text=name, before=said.before, behind=said.behind, aliases=(*piece.aliases, *aliases))
    facts = facts_of(piece.text)
    asked = gazetteer is not None and facts.level is None
    place = gazetteer.look_up(facts.folded, code) if gazetteer is not None and asked else None
    return SegmentDraft(piece, facts, nation_facts(facts.folded, code), place)


def unit_like(parts: Sequence[SegmentDraft], at: int) -> bool:
    """Whether the part at a position exists and has a level or a number, as a body does rather than a place."""
    return 0 <= at < len(parts) and (parts[at].facts.level is not None or parts[at].facts.numbered)
