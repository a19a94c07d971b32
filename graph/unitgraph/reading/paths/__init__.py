"""Reading of unit paths: from a text to its kind, direction and segments, with the evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from unitgraph.reading.paths.context import Context, Habit, count_ends, count_tops
from unitgraph.reading.paths.draft import PathDraft, draft
from unitgraph.reading.paths.layout import PathLayout, given_layout, layout_of
from unitgraph.reading.paths.reader import read_below, read_draft, read_levels, read_one, sure_direction
from unitgraph.reading.paths.values import Direction, Evidence, PathKind, Role, Segment, UnitPath
from unitgraph.reading.paths.weights import Weights

__all__ = [
    "Context",
    "Direction",
    "Evidence",
    "PathKind",
    "PathLayout",
    "Role",
    "Segment",
    "UnitPath",
    "document_context",
    "given_layout",
    "read_below",
    "read_levels",
    "read_path",
    "read_paths",
    "stream_paths",
]

Text = str | tuple[str, str | None]
SURE = 0.9  # readings of the first pass with at least this confidence count for the habits
SAMPLE = 20_000  # texts at the beginning of a stream from which the habits of its document are learned


def read_path(text: str, *, country: str | None = None, context: Context | None = None) -> UnitPath:
    """Read one text.

    ``country`` is a code (alpha-2, alpha-3) or a name; without it, words specific to the country say less.

    >>> read_path("Torreon Station, Federal Police").direction
    <Direction.UP: 'up'>
    """
    return read_one(text, country, context or Context())


def read_paths(texts: Iterable[Text], *, context: Context | None = None) -> list[UnitPath]:
    """Read the texts of one document together, in two passes: confident readings of the first give its habits."""
    every = list(texts)
    start = _laid_out(every, context or Context())
    drafts = _drafts(every, start)
    known = learn(drafts, start)
    return [read_draft(read, known) for read in drafts]


def stream_paths(texts: Iterable[Text], *, context: Context | None = None) -> Iterator[UnitPath]:
    """Read a document of any length, text by text; its first 20,000 texts give its habits."""
    flow = iter(texts)
    first = list(islice(flow, SAMPLE))
    start = _laid_out(first, context or Context())
    beginning = _drafts(first, start)
    known = learn(beginning, start)
    yield from (read_draft(read, known) for read in beginning)
    yield from (read_draft(_draft(text, start), known) for text in flow)


def document_context(texts: Iterable[Text], *, context: Context | None = None) -> Context:
    """``context`` with what the texts of a document show about reading others like them."""
    every = list(texts)
    start = _laid_out(every, context or Context())
    return learn(_drafts(every, start), start)


def _laid_out(texts: Sequence[Text], context: Context) -> Context:
    """``context`` with the layout that the texts show together, as far as it does not say one."""
    shown = layout_of((text if isinstance(text, str) else text[0] for text in texts), context.layout)
    return replace(context, layout=shown)


def _drafts(texts: Iterable[Text], context: Context) -> list[PathDraft]:
    return [_draft(text, context) for text in texts]


def _draft(text: Text, context: Context) -> PathDraft:
    written, country = (text, None) if isinstance(text, str) else text
    return draft(written, country, context.gazetteer, context.layout)


def learn(drafts: list[PathDraft], context: Context, weights: Weights | None = None) -> Context:
    """``context`` with what the drafts of one document show: segments shared at one end, and habits, which are learnt
    from readings that do not rest on a habit."""
    shared = replace(context, ends=count_ends(drafts), tops=count_tops(drafts), document=Habit(), countries={}, sure={})
    sure: dict[tuple[str | None, str], Direction] = {}
    for read in drafts:
        if (read.country, read.text) not in sure:
            direction = sure_direction(read, shared, SURE, weights)
            if direction is not None:
                sure[read.country, read.text] = direction
    return replace(shared, sure=sure, document=_habit(sure.values()), countries=_by_country(sure))


def _habit(directions: Iterable[Direction]) -> Habit:
    found = list(directions)
    return Habit(found.count(Direction.UP), found.count(Direction.DOWN))


def _by_country(sure: dict[tuple[str | None, str], Direction]) -> dict[str | None, Habit]:
    grouped: dict[str | None, list[Direction]] = {}
    for (country, _), direction in sure.items():
        grouped.setdefault(country, []).append(direction)
    return {country: _habit(found) for country, found in grouped.items()}
