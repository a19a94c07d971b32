"""What makes the reading of a text as one unit doubtful: what stands beside it may be units."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise, takewhile

from unitgraph.lexicon.names import fold
from unitgraph.lexicon.scripts import is_in_other_letters
from unitgraph.lexicon.tables import marked
from unitgraph.reading.paths.context import LONG, Context
from unitgraph.reading.paths.draft import PathDraft, SegmentDraft
from unitgraph.reading.paths.facts import PREPOSITIONS, SegmentFacts, facts_of
from unitgraph.reading.paths.layout import SMALL
from unitgraph.reading.paths.standing import TOP_RANK, part_or_area
from unitgraph.reading.paths.titles import is_person
from unitgraph.reading.paths.values import Direction, Evidence, PathKind, Role, Segment, UnitPath

BODIES = (Role.UNIT, Role.POST)
HALF = 0.5
"""The chance of one unit from which a text is read so, and that of a doubtful one."""
DOUBTED = 0.3
"""The most that a reading is trusted which takes for a place what may be a unit, or for a unit what are people."""
_BRACKETED = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
LETTERED_SITE = re.compile(r"(?i:camp|base|fort)\s+[A-Z]")
"""A site with a letter is a unit, not a place: ``Camp D``."""


def with_area(parts: Sequence[SegmentDraft], more: Sequence[Role], known: Sequence[bool], single: float) -> str | None:
    """What makes one unit doubtful: a numbered area that is the only thing besides one unit, and not ``known`` as a
    unit itself; else None. Below a whole force or a ministry that is read as its unit where one unit is not likely
    (``single``)."""
    bodies = [(part, unit) for part, role, unit in zip(parts, more, known, strict=True) if role in BODIES]
    sites = [part for part, _ in bodies if LETTERED_SITE.fullmatch(part.piece.text)]
    if len(bodies) == 2 and len(sites) == 1:
        (other,) = (part for part, _ in bodies if part is not sites[0])
        if other.facts.rank_or(99) < SMALL:
            return f"{sites[0].piece.text} may be part of {other.piece.text}, or what it is in"
    areas = [part for part, unit in zip(parts, known, strict=True) if part_or_area(part) and not unit]
    others = [part for part, unit in bodies if not part_or_area(part) or unit]
    if len(areas) != 1 or len(others) != 1 or (others[0].facts.rank_or(0) >= TOP_RANK and single <= HALF):
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


_ARMY_LEVELS = ("regiment", "battalion", "company", "platoon")
"""Levels of armies, the higher first, in the order that all of them have."""


def with_levels_turned(segments: Sequence[Segment], direction: Direction) -> str | None:
    """What makes a path doubtful that puts a battalion above a regiment, or a company above a battalion: ``Army, 22nd
    Battalion, Mirna Regiment``. None where it puts none so."""
    units = [each for each in segments if each.role is Role.UNIT]
    for higher, lower in pairwise(units if direction is Direction.DOWN else units[::-1]):
        levels = [_ARMY_LEVELS.index(each.level) for each in (higher, lower) if each.level in _ARMY_LEVELS]
        if len(levels) == 2 and levels[0] > levels[1]:
            return f"{lower.text} would stand below {higher.text}"
    return None


_OF_MINISTRY = 92
"""The rank of a ministry; councils, which have forces or none, are below it."""


def under_ministry(segments: Sequence[Segment]) -> str | None:
    """What makes bodies side by side doubtful: one is a ministry that has forces, another a force or less, which may
    stand under it (``Ministerio de Gobierno - Policía Nacional``). None where none is."""
    ranks = {each.text: facts_of(each.text).rank_or(0) for each in segments if each.role is Role.UNIT}
    if not any(0 < rank < _OF_MINISTRY for rank in ranks.values()):
        return None
    for text, rank in ranks.items():
        if rank >= _OF_MINISTRY and not marked("over-forces").isdisjoint(fold(text).split()):
            return f"{text} may stand above the units next to it"
    return None


def doubt_of_entry(path: UnitPath) -> str | None:
    """What makes it doubtful that a list's entry denies the whole units that it names: words that tell of a person, a
    post or some people of a unit, or what brackets or a colon say of a whole force. None if nothing does."""
    alone = len(path.segments) == 1
    for at, each in enumerate(path.segments):
        # Behind a unit such a name is that of a town as well.
        person = (at == 0 or each.role is Role.UNIT) and is_person(each.text)
        if person or _is_of_people(each, alone):
            return f"\u201c{each.text}\u201d tells of people or a post: whether a whole unit is meant is open"
        if part := _part_named(each):
            return f"{part} may be a part of the force, or its place"
    return None


def left_open(path: UnitPath, why: str) -> UnitPath:
    """The reading of an entry that is doubtful, as an unclear one."""
    return replace(
        path,
        kind=PathKind.UNCLEAR,
        direction=None,
        confidence=min(path.confidence, DOUBTED),
        evidence=(Evidence("list-words", why, 0.0), *path.evidence),
        leaning=path.leaning or path.direction or path.kind,
    )


def _part_named(segment: Segment) -> str | None:
    """What a whole force is said to have in brackets (``Federal Police (Velabad)``) or behind a colon."""
    before, colon, behind = segment.text.partition(": ")
    if colon and facts_of(before).rank_or(0) >= TOP_RANK:
        return behind
    inner = _BRACKETED.findall(segment.text)
    if segment.role is not Role.UNIT or facts_of(segment.text).rank_or(0) < TOP_RANK:
        return None
    return next((each for each in inner if _is_plain_name(facts_of(each))), None)


def _is_plain_name(facts: SegmentFacts) -> bool:
    return facts.unknown > 0 and facts.level is None and not facts.acronym


def _is_of_people(segment: Segment, alone: bool) -> bool:
    facts = facts_of(segment.text)
    if segment.role is Role.POST:
        return not (_is_named_after_one(facts) if alone else _heads_a_state(facts))
    if facts.all_quoted:  # a ship or a school may be named after a person
        return False
    # A post between units stands for the office that it heads, but not with a name.
    office = segment.role is Role.UNIT and (not facts.unknown or _heads_a_state(facts))
    return (
        _tells_of_people(facts)
        or (facts.level is None and facts.post_first and not office)
        or any(map(_begins_with_rank, _BRACKETED.findall(segment.text)))
    )


def _heads_a_state(facts: SegmentFacts) -> bool:
    """Whether a post stands for the office above forces that it heads (``Président de la République``): a head of state
    or a minister, without a name."""
    told = [token for token in facts.tokens if token not in PREPOSITIONS]
    return not marked("state-office").isdisjoint(told[:2]) and marked("state-office").union(_OF_STATES).issuperset(told)


_OF_STATES = frozenset(
    {
        *("the", "la", "el", "le", "l", "republic", "republica", "republique", "republik", "state", "estado", "etat"),
        *("nation", "nacion", "nacao", "government", "gobierno", "governo", "gouvernement", "federation", "council"),
        *("ministers", "ministros", "ministres", "interior", "interieur", "defence", "defense", "defensa", "defesa"),
        *("security", "seguridad", "seguranca", "securite", "justice", "justicia", "justica", "home", "affairs"),
    }
)


def _is_named_after_one(facts: SegmentFacts) -> bool:
    """``Regimiento de Infantería General Mirano``: in English the level would stand behind the name."""
    return facts.level is not None and facts.level.language != "en" and not facts.post_first and facts.unknown > 0


def _begins_with_rank(text: str) -> bool:
    """Whether a text in brackets begins as the name of a person with a rank does, or tells of people."""
    facts = facts_of(text)
    return _tells_of_people(facts) or (facts.level is None and facts.post_first and len(facts.tokens) > 1)


def _tells_of_people(facts: SegmentFacts) -> bool:
    """Whether a word for people is the head of a text (``Two officers of the Navy``), or stands anywhere in one without
    a level; a body that has one may be for them (``Officers Academy``, ``Directorate of Personnel``)."""
    told = facts.tokens
    if facts.level is not None:
        told = tuple(takewhile(lambda token: token not in PREPOSITIONS, told))
        told = (*told[-1:], *(told[:1] if facts.level.language != "en" else ()))
    return not marked("person").isdisjoint(told) and not facts.topic_only
