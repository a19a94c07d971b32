"""Names that stand for several units: ``RAB & CTTCU``, ``Camp A and D``, ``1st and 2nd Brigades``.

Nobody may take one for the name of a single unit, and no word says how the others are called in full: such a name is
left to a person.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache, lru_cache

from unitgraph.lexicon.listed_numbers import listed_numbers, parted_at_and
from unitgraph.lexicon.names import fold, tidy
from unitgraph.lexicon.scripts import is_in_other_letters, latinized
from unitgraph.lexicon.tables import levels, marked
from unitgraph.reading.paths.context import Context
from unitgraph.reading.paths.draft import PathDraft
from unitgraph.reading.paths.facts import SegmentFacts, facts_of, is_designator
from unitgraph.reading.paths.values import Role, Segment

_AND = "|".join(sorted(marked("and")))
_JOINED = re.compile(rf"\s*[&+]\s*|\s+(?:{_AND})\s+", re.IGNORECASE)
_BETWEEN_PATHS = frozenset(";\uff1b\u061b\n")
_BETWEEN = re.compile(rf"[&+/]|\s(?:{_AND})\s", re.IGNORECASE)
_SLASHED = re.compile(r"\s*/\s*")
_BRACKETED = re.compile(r"[(\[][^()\[\]]*[)\]]")
_NUMBER_SIGN = re.compile(r"\b(?:no|nos|nr|num|n)\b\.?[\u00ba\u00b0]?\s*(?=\d)|\u2116\s*", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_NOT_WORDS = re.compile(r"[\W_]+")
_LARGEST = 66.0
"""The rank up to which units are numbered."""


@lru_cache(maxsize=65536)
def units_named(name: str) -> tuple[str, ...]:
    """The units for which a name stands, in its own words: abbreviations, numbers or numbered names with "and" between
    them; empty for the name of one unit.

    >>> units_named("Camp A and D"), units_named("Narcotics and Organized Crime Unit")
    (('Camp A', 'Camp D'), ())
    """
    return _told_in_english(name) or _told_by_numbers(name)


def _told_by_numbers(name: str) -> tuple[str, ...]:
    """The units of one level of which a name in any language lists the numbers, or that it names with their numbers."""
    bare = tidy(_BRACKETED.sub(" ", name)).strip(" .,")
    listed = listed_numbers(bare)
    if listed is not None:
        around = facts_of(_plainly(f"{bare[: listed.start]} {bare[listed.end :]}"))
        # The tables have few words of some scripts.
        of_units = around.level.rank <= _LARGEST if around.level else is_in_other_letters(bare) and not listed.dashed
        if of_units and (not listed.dashed or is_in_other_letters(bare) or _has_plural(bare)):
            return tuple(f"{bare[: listed.start]}{each}{bare[listed.end :]}" for each in listed.numbers)
    if bare.isascii():
        return ()
    written = parted_at_and(bare)
    return written if _all(_is_numbered, list(map(_plainly, written))) else ()


def numbers_named(text: str) -> tuple[str, ...]:
    """The numbers that a text lists, those within a range too; none of what may be one number (``3-6 Cavalry``)."""
    listed = listed_numbers(text)
    sure = listed is not None and (not listed.dashed or any(map(units_named, text.split(","))))
    return listed.numbers if listed is not None and sure else ()


def _plainly(text: str) -> str:
    """A text with the levels that the tables know in English and in the singular."""
    return _WORD.sub(_in_singular, latinized(text))


def _has_plural(text: str) -> bool:
    return any(fold(word) in _plurals() for word in _WORD.findall(text))


def _told_in_english(name: str) -> tuple[str, ...]:
    if _BETWEEN.search(name) is None:
        return ()
    bare = tidy(_NUMBER_SIGN.sub("", _BRACKETED.sub(" ", name))).strip(" .,")
    if _all(_is_abbreviation, slashed := _SLASHED.split(bare)):
        return tuple(slashed)
    written = _JOINED.split(bare)
    parts = [_WORD.sub(_in_singular, part) for part in written]
    if _all(_is_abbreviation, parts) or _all(_is_numbered, parts) or _are_alike(parts):
        return tuple(written)
    return _sharing_a_level(written, parts, "&" in bare or "+" in bare) if len(parts) > 1 else ()


def names_more(read: PathDraft, segments: Sequence[Segment], context: Context) -> str | None:
    """Why a text names more than any one reading of it: several paths, or a name that stands for several units and is
    no unit of a hierarchy around the document. None where it does not."""
    if _holds_several_paths(read):
        return "semicolons or lines part several paths"
    if said := _says_which_parts(read.text):
        return f"{said!r} says which parts of a unit are meant, or not meant"
    known = context.known
    units = (each.text for each in segments if each.role is Role.UNIT and units_named(each.text))
    found = next((each for each in units if known is None or not known.is_unit(each, read.country or "")), None)
    return f"{found} stands for several units" if found else None


@cache
def _of_parts() -> re.Pattern[str]:
    phrases = sorted(marked("apart"), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, phrases))})(?!\w)")


def _says_which_parts(text: str) -> str:
    """The words of a text that take parts out of a unit, or name them beside it (``except``, ``including``, ``all units
    of``); empty where there are none."""
    found = _of_parts().search(_NOT_WORDS.sub(" ", fold(text)))
    return found[0] if found else ""


def may_be_side_by_side(read: PathDraft, segments: Sequence[Segment]) -> str | None:
    """Why a text that reads as a path may name bodies side by side: semicolons or lines alone part them, and not each
    has a level of its own. None where it does not."""
    units = [each for each in segments if each.role is Role.UNIT]
    ranks = [facts_of(each.text).rank_or(0) for each in units]
    alone = len(read.parts) > 1 and all(part.piece.separator in _BETWEEN_PATHS for part in read.parts[1:])
    if not alone or (all(ranks) and len(set(ranks)) == len(ranks) and ranks in (sorted(ranks), sorted(ranks)[::-1])):
        return None
    return "semicolons or lines may part bodies side by side"


def _holds_several_paths(read: PathDraft) -> bool:
    """Whether semicolons or lines part several texts of which one is parted itself."""
    sizes = [1]
    for part in read.parts[1:]:
        if part.piece.separator in _BETWEEN_PATHS:
            sizes.append(1)
        else:
            sizes[-1] += 1
    return len(sizes) > 1 and max(sizes) > 1


def _all(holds: Callable[[SegmentFacts], bool], parts: list[str]) -> bool:
    return len(parts) > 1 and all(part and holds(facts_of(part)) for part in parts)


def _is_abbreviation(facts: SegmentFacts) -> bool:
    """An abbreviation of three letters or more that no table has: ``R&D`` and ``OPS & INT`` are tasks."""
    return facts.acronym and len(facts.folded) > 2 and facts.unknown > 0


def _is_numbered(facts: SegmentFacts) -> bool:
    return facts.level is not None and facts.level.rank <= _LARGEST and facts.numbered


def _are_alike(parts: list[str]) -> bool:
    """``Velabad Police and Mirna Police``: names of their own with the same level."""
    facts = [facts_of(part) for part in parts]
    concepts = {each.level.concept if each.level and each.unknown else None for each in facts}
    return len(parts) > 1 and len(concepts) == 1 and None not in concepts


def _sharing_a_level(written: list[str], parts: list[str], signed: bool) -> tuple[str, ...]:
    """``Camp A and D``: designators behind the level; ``1st and 2nd Brigades``: before it. Letters before a level, with
    a sign between them (``signed``), stand for its task (``C&S School``)."""
    first, last = facts_of(parts[0]), facts_of(parts[-1])
    if _is_numbered(first) and is_designator(first.tokens[-1:]):
        level = written[0].rpartition(" ")[0]
        named = tuple(f"{level} {each}" for each in written[1:])
        return (written[0], *named) if all(is_designator(facts_of(part).tokens) for part in parts[1:]) else ()
    before = [*(facts_of(part).tokens for part in parts[:-1]), last.tokens[:1]]
    letters = any(tokens and tokens[0].isalpha() for tokens in before)
    level = written[-1].partition(" ")[2]
    named = tuple(f"{each} {level}" for each in written[:-1])
    shared = _is_numbered(last) and bool(level) and all(map(is_designator, before)) and not (signed and letters)
    return (*named, written[-1]) if shared else ()


def _in_singular(word: re.Match[str]) -> str:
    return _plurals().get(fold(word.group()), word.group())


@cache
def _plurals() -> dict[str, str]:
    """The plurals of levels of one word, with the singulars."""
    words = {fold(each.word) for each in levels() if each.language in {"en", "es", "fr", "pt"} and " " not in each.word}
    found = {form: word for word in words for form in (f"{word}s", f"{word}es", f"{word[:-1]}ies") if form not in words}
    found |= {f"{word[:-2]}oes": word for word in words if word.endswith("ao")}
    return {form: word for form, word in found.items() if not form.endswith("ies") or word.endswith("y")}
