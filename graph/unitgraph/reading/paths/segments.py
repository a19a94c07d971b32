"""Splits a text into its segments, and keeps together what is one name.

Separators are the comma (also Arabic, ideographic and full-width), semicolon, line break, backslash, a hyphen
surrounded by spaces, a double hyphen, and a slash between two bodies. Brackets and quotation marks protect what they
enclose. All steps take time linear in the length of the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from unitgraph.lexicon.names import KNOWN_AS, abbreviates, tidy
from unitgraph.lexicon.tables import marked
from unitgraph.reading.paths.facts import LONGEST_READ, SegmentFacts, facts_of

_COMMAS = ",\uff0c\u060c\u3001"
_HYPHENS = "-\u2010\u2011\u2012\u2013\u2014\u2015"
_OPENING, _CLOSING, _QUOTES = "([", ")]", '"\u201c\u201d'
_PROTECTING = _OPENING + _CLOSING + _QUOTES
_SEPARATOR = re.compile(
    r"&(?:[A-Za-z]{2,8}|\#\d{1,5});"  # a character reference such as &amp; is not a separator
    rf"|[{_COMMAS};\uff1b\u061b\n\r\\|\u2014/]"
    r"|(?<=\s)[-\u2010-\u2013\u2015]+(?=\s)"
    r"|(?<=\s)>(?=\s)"
    r"|(?<!-)--+(?=[\s\w])"
    rf"|[{re.escape(_PROTECTING)}]"
)
_ENDS_IN_INITIAL = re.compile(r"(?:^|[\s.])[^\W\d_]\.[^\W\d_]\.$|\b(?:Ltd|Inc|Corp)\.$")
_EDGES = " \t\u00a0.,:;*\u2022\u00b7_-\u2013\u2014"
_EDGES_BUT_POINT = _EDGES.replace(".", "")
_FOOTNOTE_MARKS = "\u00b9\u00b2\u00b3\u2070\u2074\u2075\u2076\u2077\u2078\u2079*\u2020\u2021"
_FOOTNOTE = re.compile(r"(?<=[^\W\d_]{2}[.)\]])(?<!No\.)(?<!no\.)(?<!NO\.)(?<!Nr\.)\d{1,2}$|\s?\[\d{1,2}\]$")
_LEGAL_FORM = marked("legal-form")
_CAPITAL_DISTRICT = frozenset({"dc", "d c"})
_AND = marked("and")


@dataclass(frozen=True, slots=True)
class Piece:
    """One segment as written (``text``, white space tidied) and the separator before it. ``before`` and ``behind`` are
    words about the unit that it names, and ``aliases`` its other names, where these are told apart."""

    text: str
    separator: str
    before: str = ""
    behind: str = ""
    aliases: tuple[str, ...] = ()


def split_text(text: str) -> tuple[Piece, ...]:
    """The segments of ``text`` in written order; commas within one name are kept.

    >>> [piece.text for piece in split_text("Plan, Policy and Strategy Directorate, MoD.")]
    ['Plan, Policy and Strategy Directorate', 'MoD']
    """
    return _merge(_cut(text))


def _cut(text: str) -> list[Piece]:
    protected = _protected_spans(text)
    pieces: list[Piece] = []
    start, before = 0, ""
    for found in _SEPARATOR.finditer(text):
        mark = found.group()
        if mark in _PROTECTING or mark[0] == "&":
            continue
        if found.start() in protected or (mark == "/" and not _slash_separates(text, found.start())):
            continue
        _add(pieces, text[start : found.start()], before)
        start, before = found.end(), mark
    _add(pieces, text[start:], before)
    return pieces


def _add(pieces: list[Piece], text: str, before: str) -> None:
    cleaned = clean(text)
    if cleaned:
        pieces.append(Piece(cleaned, before if pieces else ""))


def clean(text: str) -> str:
    """``text`` without the white space, full stops, bullets and footnote marks at its ends."""
    cleaned = _FOOTNOTE.sub("", tidy(text).rstrip(_EDGES_BUT_POINT).rstrip(_FOOTNOTE_MARKS)).strip(_EDGES_BUT_POINT)
    cleaned = cleaned.lstrip(_EDGES)
    if not _ENDS_IN_INITIAL.search(cleaned):
        cleaned = cleaned.rstrip(_EDGES)
    return cleaned if any(letter.isalnum() for letter in cleaned) else ""


def _protected_spans(text: str) -> _Spans:
    """The spans between matching brackets or quotation marks. An unmatched bracket protects nothing."""
    spans: list[tuple[int, int]] = []
    open_at: list[int] = []
    quote_at = -1
    for found in _SEPARATOR.finditer(text):
        mark = found.group()
        if mark in _OPENING:
            open_at.append(found.start())
        elif mark in _CLOSING and open_at:
            spans.append((open_at.pop(), found.start()))
        elif mark in _QUOTES:
            if quote_at >= 0:
                spans.append((quote_at, found.start()))
                quote_at = -1
            else:
                quote_at = found.start()
    return _Spans(spans)


class _Spans:
    """Closed ranges of positions, queried in ascending order."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self._spans = _united(spans)
        self._next = 0

    def __contains__(self, position: int) -> bool:
        while self._next < len(self._spans) and self._spans[self._next][1] < position:
            self._next += 1
        return self._next < len(self._spans) and self._spans[self._next][0] <= position


def _united(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    united: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if united and start <= united[-1][1]:
            united[-1] = (united[-1][0], max(end, united[-1][1]))
        else:
            united.append((start, end))
    return united


def _slash_separates(text: str, at: int) -> bool:
    """Whether the slash at a position is between two bodies, not inside a word (``N/A``, ``and/or``)."""
    if text[at - 1 : at].isspace() and text[at + 1 : at + 2].isspace():
        return True
    left, right = text[max(0, at - 60) : at], text[at + 1 : at + 61]
    return _is_body(re.split(rf"[{_COMMAS};/\\]", left)[-1]) and _is_body(re.split(rf"[{_COMMAS};/\\]", right)[0])


def _is_body(text: str) -> bool:
    found = facts_of(clean(text))
    # A word that is only nearly one for a level may be a place (``Kodam XX/Marana``).
    level = None if found.misspelt else found.level
    return (level is not None and (len(found.tokens) > 1 or level.rank >= 80)) or found.post_first


def _merge(pieces: list[Piece]) -> tuple[Piece, ...]:
    """Joins neighbours that are one name although a comma separates them."""
    merged: list[Piece] = []
    for number, piece in enumerate(pieces):
        following = pieces[number + 1] if number + 1 < len(pieces) else None
        if merged and (named := _with_acronym(merged[-1], piece)):
            merged[-1] = named
        elif merged and _same_name(merged[-1], piece, following):
            last = merged.pop()
            joint = f"{piece.separator} " if piece.separator != "/" else "/"
            merged.append(Piece(f"{last.text}{joint}{piece.text}", last.separator))
        else:
            merged.append(piece)
    return tuple(merged)


def _with_acronym(last: Piece, piece: Piece) -> Piece | None:
    """``Dirección de Operaciones Especiales - DIROES``, or turned: one name, with its acronym behind a hyphen."""
    if piece.separator[:1] not in _HYPHENS or last.aliases or max(len(last.text), len(piece.text)) > LONGEST_READ:
        return None
    for name, acronym in ((last.text, piece.text), (piece.text, last.text)):
        if abbreviates(acronym, name):
            return Piece(name, last.separator, aliases=(acronym,))
    return None


def _same_name(last: Piece, piece: Piece, following: Piece | None) -> bool:
    if piece.separator not in _COMMAS or len(last.text) > LONGEST_READ:
        return False
    before, here = facts_of(last.text), facts_of(piece.text)
    ahead = facts_of(following.text) if following else None
    if KNOWN_AS.match(piece.text) and not KNOWN_AS.search(last.text):
        return True
    if here.folded in _LEGAL_FORM:
        return True
    if here.folded in _CAPITAL_DISTRICT and before.tokens[-1:] == ("washington",):
        return True
    return (
        (here.all_quoted and before.level is not None and not before.quoted)
        or _number_before_name(before, here)
        or _adjective_before_name(before, here)
        or _list_of_topics(before, here, ahead)
        or _portfolio_goes_on(before, here, ahead)
    )


def _number_before_name(before: SegmentFacts, here: SegmentFacts) -> bool:
    """``11, Riverine Engineer Battalion``: a short number alone, then a name without one."""
    return before.number_only and len(before.folded) <= 4 and not here.number_first and here.rank_or(0) < 60


def _adjective_before_name(before: SegmentFacts, here: SegmentFacts) -> bool:
    """``Naval, Academy``: an adjective alone, then a level word alone."""
    return before.describing and here.bare_level and len(here.tokens) == 1 and here.rank_or(99) < 60


def _list_of_topics(before: SegmentFacts, here: SegmentFacts, following: SegmentFacts | None) -> bool:
    """``Plan, Policy and Strategy Directorate``: topics up to a level word, with ``and`` before the last."""
    if not before.topic_only or before.level is not None:
        return False
    if here.topic_only and here.has_and and here.level is None:
        return not before.has_and
    ahead = following if here.topic_only and here.level is None and following else here
    return ahead.and_before_level and ahead.topics_to_level


def _portfolio_goes_on(before: SegmentFacts, here: SegmentFacts, following: SegmentFacts | None) -> bool:
    """``Ministry of Mines, Energy, and Hydraulics``: more topics of the same ministry."""
    if not here.topic_only or here.number_first:
        return False
    if here.tokens[0] in _AND:
        return True
    if not before.portfolio_body:
        return False
    if not here.portfolio_only:
        return False
    return here.has_and or (following is not None and following.topic_only and following.has_and)
