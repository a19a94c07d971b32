"""What makes the reading of a text as one unit doubtful: what stands beside it may be units."""

from __future__ import annotations

import re
from collections.abc import Sequence

from unitgraph.lexicon.names import fold
from unitgraph.lexicon.scripts import is_in_other_letters
from unitgraph.lexicon.tables import marked
from unitgraph.reading.paths.context import LONG, Context
from unitgraph.reading.paths.draft import PathDraft, SegmentDraft
from unitgraph.reading.paths.facts import facts_of
from unitgraph.reading.paths.layout import SMALL
from unitgraph.reading.paths.standing import TOP_RANK, part_or_area
from unitgraph.reading.paths.values import Role, Segment

BODIES = (Role.UNIT, Role.POST)
HALF = 0.5
"""The chance of one unit from which a text is read so, and that of a doubtful one."""
LETTERED_SITE = re.compile(r"(?i:camp|base|fort)\s+[A-Z]")
"""A site with a letter is a unit, not a place: ``Camp D``."""


def with_area(parts: Sequence[SegmentDraft], more: Sequence[Role], known: Sequence[bool]) -> str | None:
    """What makes one unit doubtful: a numbered area that is the only thing besides one unit (not a whole force or
    ministry), and not ``known`` as a unit itself; else None."""
    bodies = [(part, unit) for part, role, unit in zip(parts, more, known, strict=True) if role in BODIES]
    sites = [part for part, _ in bodies if LETTERED_SITE.fullmatch(part.piece.text)]
    if len(bodies) == 2 and len(sites) == 1:
        (other,) = (part for part, _ in bodies if part is not sites[0])
        if other.facts.rank_or(99) < SMALL:
            return f"{sites[0].piece.text} may be part of {other.piece.text}, or what it is in"
    areas = [part for part, unit in bodies if part_or_area(part) and not unit]
    others = [part for part, unit in bodies if not part_or_area(part) or unit]
    if len(areas) != 1 or len(others) != 1 or others[0].facts.rank_or(0) >= TOP_RANK:
        return None
    return f"{areas[0].piece.text} may be part of the unit next to it, or its area"


def with_abbreviation(read: PathDraft, one: Sequence[Role], single: float) -> str | None:
    """What makes one large unit with a place doubtful: a name with an abbreviation that no table knows (``Velabad
    UMOPAR``) may be of a unit below it. None where it is not read so."""
    if single <= HALF or read.text.isupper():
        return None
    told = list(zip(read.parts, one, strict=True))
    if not any(role is Role.UNIT and part.facts.rank_or(0) > SMALL for part, role in told):
        return None
    for part, role in told:
        if role is Role.PLACE and part.facts.with_acronym and part.place is None and not part.nation.is_capital:
            return f"{part.piece.text} may be a unit: it has an abbreviation"
    return None


def with_shared_top(read: PathDraft, one: Sequence[Role], single: float, context: Context) -> str | None:
    """What makes one unit doubtful that many texts of the document would name alike, each with other places: each of
    these may be a part of it. None where it is not read as one unit."""
    if len(read.parts) < LONG or single <= HALF:
        return None
    units = [part for part, role in zip(read.parts, one, strict=True) if role is Role.UNIT]
    shared = [part.piece.text for part in units if context.is_top(part, read.country)]
    return f"many entries share {shared[0]}: what stands beside it may be parts of it" if shared else None


def without_known_words(read: PathDraft, one: Sequence[Role], single: float) -> str | None:
    """What makes one unit with a place doubtful: in another script, no table knows a word of the unit, so that the
    place may be a unit below it (``\u9678\u4e0a\u81ea\u885b\u968a`` with a garrison). None where it is not read so."""
    if single <= HALF or Role.PLACE not in one:
        return None
    for part, role in zip(read.parts, one, strict=True):
        if role is Role.UNIT and part.facts.unknown == len(part.facts.tokens) and is_in_other_letters(part.piece.text):
            return f"no word of {part.piece.text} is known: what stands beside it may be a unit"
    return None


def beside_nickname(segments: Sequence[Segment]) -> str | None:
    """What makes a reading doubtful that takes for a place what the people of a part of a unit may be called, by a word
    for such or, of a large unit, by an article for several: ``Frontier Corps, Velabad Scouts``; ``Velabad Police, Los
    Halcones``. None where it does not."""
    above = None
    for each in segments:
        if each.role is Role.UNIT:
            above = each
        elif each.role is Role.PLACE and above and _is_nickname(each.text, facts_of(above.text).rank_or(0) > SMALL):
            return f"{each.text} may be a unit of {above.text}, or a place"
    return None


def _is_nickname(text: str, of_large: bool) -> bool:
    first, *rest = fold(text).split() or [""]
    several = of_large and bool(rest) and first in marked("plural-article")
    return several or not marked("people").isdisjoint((first, *rest[-1:]))


MINISTRY_RANK = 92


def under_ministry(segments: Sequence[Segment]) -> str | None:
    """What makes bodies side by side doubtful: one is a ministry that has forces, another a force or less, which may
    stand under it (``Ministerio de Gobierno - Policía Nacional``). None where none is."""
    ranks = {each.text: facts_of(each.text).rank_or(0) for each in segments if each.role is Role.UNIT}
    if not any(0 < rank < MINISTRY_RANK for rank in ranks.values()):
        return None
    for text, rank in ranks.items():
        if rank >= MINISTRY_RANK and not marked("over-forces").isdisjoint(fold(text).split()):
            return f"{text} may stand above the units next to it"
    return None
