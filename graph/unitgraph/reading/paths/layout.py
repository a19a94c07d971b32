"""How the paths of a whole table are written, as whoever knows it says, or as its rows together show.

A table of a whole hierarchy shows it by itself, whatever its words: where each path without its last segment is another
row of the table (largest first), or without its first (smallest first), or where all paths have the same number of
segments, with few roots at one end.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from unitgraph.lexicon.names import fold
from unitgraph.lexicon.tables import is_common
from unitgraph.reading.paths.facts import facts_of
from unitgraph.reading.paths.values import Direction
from unitgraph.system.errors import UnitGraphError

SEPARATORS = (" / ", " > ", " | ", " \\ ", " - ", " \u2013 ", " \u2014 ")
"""Separators that a table may use alone, the ones that stand in names least often first. A comma also stands before
places and within names: it is never taken so."""
_COMMON_SIGNS = (",", ";")
CHAIN = " > "
"""The separator that is written between superiors and subordinates, the superior first."""
FEWEST = 10
"""The number of paths from which rows show how they are written."""
FEWEST_ROWS = 20
"""The number of paths from which an equal number of segments shows something."""
MOST = 0.9
"""The part of the paths that must be written one way."""
CLOSED = 0.5
"""The part of the paths whose superior must be a row too."""
SHARED = 0.8
"""The part of the paths that must share their upper end."""
SMALL = 50.0
"""The rank below which a segment that many paths share may be a part that every superior has."""
SURE = 0.98
"""The confidence in what a table shows by itself."""


@dataclass(frozen=True, slots=True)
class PathLayout:
    """How paths are written: their ``direction``, the only ``separator`` between their segments (empty: any), and
    whether ``all_units`` are units (no segment is a place or a post). ``confidence`` in 0..1 is that of the direction;
    1 where someone says so. ``shown`` says that the rows show it, ``statement`` in words how."""

    direction: Direction | None = None
    separator: str = ""
    all_units: bool = False
    confidence: float = 1.0
    shown: bool = False
    statement: str = "as whoever gave the paths says"

    def cut(self, text: str) -> list[str]:
        """The segments of a text at the separator. White space at an end of the separator must be there in the text,
        any amount of it: `` - `` does not part ``Al-Madar``."""
        mark = self.separator.strip()
        before, after = (r"\s+" if each.isspace() else r"\s*" for each in (self.separator[0], self.separator[-1]))
        sign = before + re.escape(mark) + after if mark else re.escape(self.separator)
        return [part for part in map(str.strip, re.split(sign, text)) if any(map(str.isalnum, part))]


ANY_LAYOUT = PathLayout()
"""Paths of which nothing is known together."""
GIVEN_LEVELS = PathLayout(Direction.DOWN, all_units=True, statement="the columns are the levels, from the top")
"""Paths whose segments are given, from the top."""


def given_layout(direction: str | None = None, separator: str | None = None, all_units: bool = False) -> PathLayout:
    """The layout that someone gives: a direction (``up``, ``down``), a separator, whether all segments are units.
    Raises UnitGraphError for an empty separator, which would part nothing, and for another direction."""
    if separator == "":
        raise UnitGraphError("path separator", "is empty", "give the text between two segments, or leave it out")
    if direction not in (None, *Direction):
        raise UnitGraphError(f"direction {direction!r}", "is unknown", f"choose one of {', '.join(Direction)}")
    return PathLayout(Direction(direction) if direction else None, separator or "", all_units)


def layout_of(texts: Iterable[str], given: PathLayout = ANY_LAYOUT) -> PathLayout:
    """What the paths of a table show together, besides what is ``given``; where they show nothing, that alone. What
    someone says counts: rows that show another direction show nothing."""
    if given.direction and given.separator:
        return given
    shown = _shown(list(dict.fromkeys(" ".join(text.split()) for text in texts)), given.separator)
    everything_given = given.direction is not None and given.all_units
    if shown.direction is not None and given.direction in (None, shown.direction) and not everything_given:
        return replace(shown, all_units=shown.all_units or given.all_units)
    return replace(given, separator=shown.separator)


def _shown(distinct: Sequence[str], separator: str) -> PathLayout:
    """What different paths show together, parted by ``separator`` if it is known."""
    with_any = [text for text in distinct if any(each in text for each in SEPARATORS)]
    if not separator and with_any and all(CHAIN in text for text in with_any) and len(with_any) * 2 >= len(distinct):
        return PathLayout(Direction.DOWN, CHAIN, True, SURE, True, _CHAIN_SAYS)
    separator = separator or _separator(distinct)
    if not separator:
        return _shown_by_all_superiors(distinct)
    layout = PathLayout(separator=separator)
    paths = [tuple(map(fold, layout.cut(text))) for text in distinct]
    for shows, statement in ((_closed, _CLOSED_SAYS), (_uniform, _UNIFORM_SAYS)):
        found = [each for each in Direction if shows(paths, each)]
        if len(found) == 1:
            return PathLayout(found[0], separator, True, SURE, True, statement)
    found = [each for each in Direction if _begins_alike(paths, each)]
    if len(found) != 1:
        return layout
    return PathLayout(found[0], separator, _branches(paths, found[0]), SURE, True, _ALIKE_SAYS)


_CLOSED_SAYS = "the table has a row for most superiors, written the same way"
_CHAIN_SAYS = "the sign between the segments leads from superiors down"
_ALIKE_SAYS = "most rows share one end, and none the other"
_UNIFORM_SAYS = "all rows have as many segments, few at one end and many at the other"


def _shown_by_all_superiors(distinct: Sequence[str]) -> PathLayout:
    """What paths show that have no separator of their own: a comma also stands before places and within names, so that
    only a table which has a row for nearly every superior, up to the roots, shows anything."""
    for sign in _COMMON_SIGNS:
        if sum(text.count(sign) > 1 for text in distinct) < FEWEST:
            continue
        paths = [tuple(filter(None, map(str.strip, text.casefold().split(sign)))) for text in distinct]
        found = [each for each in Direction if _rooted(paths, each)]
        if len(found) == 1:
            return PathLayout(found[0], "", True, SURE, True, _CLOSED_SAYS)
    return ANY_LAYOUT


def _separator(texts: Sequence[str]) -> str:
    """The separator that nearly all texts of several segments use; empty if there is none, or there are few texts."""
    commas = sum("," in text for text in texts)
    for separator in SEPARATORS:
        there = sum(separator in text for text in texts)
        several = sum(any(each in text for each in SEPARATORS) for text in texts)
        if there >= max(FEWEST // 2, len(texts) / 2, MOST * several, commas):
            return separator
    return ""


Path = tuple[str, ...]


def _closed(paths: Sequence[Path], direction: Direction) -> bool:
    """Whether most paths of three segments and more have their superior as a row too."""
    long = [path for path in paths if len(path) > 2]
    rows = set(paths)
    superiors = (path[:-1] if direction is Direction.DOWN else path[1:] for path in long)
    return len(long) >= FEWEST and sum(each in rows for each in superiors) >= CLOSED * len(long)


def _rooted(paths: Sequence[Path], direction: Direction) -> bool:
    """Whether nearly all paths of three segments and more have each of their superiors as a row."""
    rows = set(paths)
    long = [path for path in paths if len(path) > 2]
    cuts = ((path[:at] if direction is Direction.DOWN else path[-at:] for at in range(1, len(path))) for path in long)
    return len(long) >= FEWEST and sum(all(each in rows for each in above) for above in cuts) >= MOST * len(long)


def _begins_alike(paths: Sequence[Path], direction: Direction) -> bool:
    """Whether most paths have the same segment at the upper end, which is no small unit (any superior may have a
    patrol section), and no such segment at the lower end."""
    several = [path if direction is Direction.DOWN else path[::-1] for path in paths if len(path) > 1]
    if len(several) < FEWEST // 2:
        return False
    tops, ends = Counter(path[0] for path in several), Counter(path[-1] for path in several)
    top, count = tops.most_common(1)[0]
    most = ends.most_common(1)[0][1]
    return count >= SHARED * len(several) and most <= (1 - SHARED) * len(several) and not _any_may_have(top)


def _branches(paths: Sequence[Path], direction: Direction) -> bool:
    """Whether most paths of three segments and more share what is below their root with another: it is a unit there,
    and no place behind one."""
    long = [path if direction is Direction.DOWN else path[::-1] for path in paths if len(path) > 2]
    seconds = Counter(path[1] for path in long)
    return len(long) >= FEWEST and sum(n for n in seconds.values() if n > 1) >= SHARED * len(long)


def _any_may_have(name: str) -> bool:
    """Whether a name is that of a small unit or a staff section, or no name of its own: any superior may have such a
    part."""
    facts = facts_of(name)
    if facts.rank is None:
        return facts.staff_code or all(map(is_common, facts.tokens))
    return facts.rank < SMALL


def _uniform(paths: Sequence[Path], direction: Direction) -> bool:
    """Whether the paths are of one length, with few roots, most names at the lower end, and most rows of their own
    there."""
    lengths = Counter(map(len, paths))
    length, count = max(lengths.items(), key=lambda each: each[1], default=(0, 0))
    if length < 3 or count < max(FEWEST_ROWS, MOST * len(paths)):
        return False
    full = [path if direction is Direction.DOWN else path[::-1] for path in paths if len(path) == length]
    names = [len({path[at] for path in full}) for at in range(length)]
    return names[-1] == max(names) >= len(full) / 2 and names[0] * FEWEST_ROWS <= len(full)
