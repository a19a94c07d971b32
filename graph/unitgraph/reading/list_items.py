"""Lines of a document made whole: which of them have the sign of an item, go on from the line before, or stand below
another item."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from unitgraph.lexicon.names import tidy
from unitgraph.lexicon.tables import country_name
from unitgraph.reading.headings import country_heading, split_heading
from unitgraph.reading.item_signs import Sign, SignKind, has_sign_within, is_prose, out_of_order, sign_of, tight_sign_of
from unitgraph.reading.line_rulings import LineDecision
from unitgraph.reading.paths import PathKind, read_path
from unitgraph.reading.paths.segments import split_text
from unitgraph.reading.rulings import RulingKind
from unitgraph.sources import Document, Line, LineKind

FULL = 50
"""The number of characters from which a line may end because it is full."""
NARROW = 30
"""The number of characters that the longest line of a page has at least."""
BETWEEN = " / "
"""Between the levels of a path where it is shown as one text."""
CHAIN = " > "
"""Between the texts of nested items, the outer first."""
_STEP = 2
"""The number of columns from which an item stands below the one before."""
_SEVERAL = "an item of several lines, which may be one entry or several"
RARE = 2
"""How many times as many items have the usual sign as have a rare one, at least."""
_OTHER_SIGN = "its sign is not that of the other entries"
_ABOVE_BY_SIGN = (
    "has another sign than the lines behind it: it may be their superior (indent these by two columns), or an entry"
)
_UNORDERED = "its number does not go on from the one before"
_OF_A_NAME = "its number may be part of the name: others have the same text without it"
_SIGN_WITHIN = "has the sign of an item within it: it may be several entries (put each on a line of its own)"
_NESTED_PATH = "an item among nested ones, with separators of its own"
_HARDLY_INDENTED = (
    "indented by one column: it may stand below the line above or beside it (indent it by two or more, or not at all)"
)
_LEADS = "ends in a colon, and nothing is indented below it: it may be the superior of the next lines (indent them)"


@dataclass(frozen=True, slots=True)
class ListItem:
    """A line, or several that belong together. ``text`` is what it says without its sign, ``marked`` whether it is an
    item, ``ruled`` what a ruling says it is, ``doubt`` why it cannot be told what it is. ``country`` is that before a
    colon. ``above`` are the texts of the items around it, the outer first; ``below`` counts those in it.
    ``joined`` is the text that it would have with the line above, where that is in doubt."""

    line: Line
    text: str
    sign: Sign | None = None
    marked: bool = False
    ruled: RulingKind | None = None
    doubt: str = ""
    country: str = ""
    more: tuple[Line, ...] = ()
    above: tuple[str, ...] = ()
    below: int = 0
    joined: str = ""

    @property
    def blank(self) -> bool:
        return not self.marked and not any(map(str.isalnum, self.line.text))

    @property
    def last(self) -> str:
        """The last of its lines, as written."""
        return (self.more[-1] if self.more else self.line).text.strip()

    @property
    def is_heading(self) -> bool:
        """Whether it only names a country."""
        return self.ruled in (None, RulingKind.HEADING) and country_heading(self.text) is not None

    @property
    def column(self) -> int:
        """Where it begins, counted from the left in columns, or for a format that has lists in lists around it."""
        written = self.line.text.expandtabs(4)
        level = self.line.depth * 10 + (self.sign.level if self.sign else 0)
        return level * _STEP + len(written) - len(written.lstrip())


def items_of(
    document: Document, bullets: bool | None, decided: Mapping[int, LineDecision]
) -> tuple[list[ListItem], bool]:
    """The items of a document, and whether any line has the sign of one. ``decided`` is what rulings say of lines, by
    their positions."""
    found = _with_tight_signs(list(_lines(document.lines, decided)))
    signs = set() if bullets is False else _signs(found)
    marked = [_marked(each, signs, bullets) for each in _ordered(found, signs)]
    if not signs and bullets is None and not any(each.marked and each.ruled is None for each in marked):
        marked = _with_countries(marked)
    else:
        marked = [_split(each) if each.marked else each for each in marked]
    has_items = any(each.marked and each.ruled is None for each in marked)
    plain = not has_items or bullets is False
    return _leading(_nested(_joined(marked, document.wrapped, not has_items), plain)), has_items


def _lines(lines: Sequence[Line], decided: Mapping[int, LineDecision]) -> Iterator[ListItem]:
    at = 0
    while at < len(lines):
        ruled = decided.get(at, LineDecision())
        line, more = lines[at], tuple(lines[at + 1 : at + ruled.count])
        sign = None if line.kind in (LineKind.GAP, LineKind.BREAK, LineKind.HEADING) else sign_of(line.text)
        first = sign.text if sign and not ruled.numbered else line.text.strip()
        text = " ".join((first, *(each.text.strip() for each in more)))
        if ruled.kind is RulingKind.HEADING:
            text = country_name(ruled.country)
        yield ListItem(line, text.strip(), sign, ruled.kind is RulingKind.ENTRY, ruled.kind, more=more)
        at += ruled.count


def _with_tight_signs(items: Sequence[ListItem]) -> list[ListItem]:
    """The items of a document that has no other signs, with those that touch their texts, if several do."""
    found = [tight_sign_of(each.line.text) if each.line.kind is LineKind.TEXT else None for each in items]
    several = sum(each is not None and not is_prose(each.text) for each in found) > 1
    own = any(each.line.kind in (LineKind.BULLET, LineKind.ROW) for each in items)
    if own or any(each.sign and not is_prose(each.text) for each in items) or not several:
        return list(items)
    pairs = zip(items, found, strict=True)
    return [replace(each, sign=sign, text=sign.text) if sign and not each.ruled else each for each, sign in pairs]


_FORMAT = "format"


def _signs(items: Sequence[ListItem]) -> set[str]:
    """The kinds of sign that entries have: bullets, or numbers where there are none. A sentence is no entry."""
    counts = Counter(each.sign.kind for each in items if each.sign and not is_prose(each.text))
    own = any(each.line.kind in (LineKind.BULLET, LineKind.ROW) for each in items)
    if own:
        return {_FORMAT}
    if counts[SignKind.BULLET]:
        return {SignKind.BULLET}
    return {SignKind.NUMBER} if counts[SignKind.NUMBER] else set()


def _ordered(items: Sequence[ListItem], signs: set[str]) -> list[ListItem]:
    """The items, with a doubt on those whose number does not go on from the one before, and on all numbers if only they
    tell texts apart."""
    if SignKind.BULLET in signs:
        return _of_one_sign(items)
    if SignKind.NUMBER not in signs:
        return list(items)
    numbered = [each for each in items if each.sign is not None and each.ruled is None and not is_prose(each.text)]
    wrong = out_of_order(each.sign for each in numbered if each.sign)
    doubted = {each.line.number: _UNORDERED for each, is_wrong in zip(numbered, wrong, strict=True) if is_wrong}
    texts = Counter(tidy(each.text).casefold() for each in numbered)
    if any(count > 1 for count in texts.values()):
        doubted |= {each.line.number: _OF_A_NAME for each in numbered if not country_heading(each.text)}
    return [
        replace(each, doubt=why, text=each.line.text.strip()) if (why := doubted.get(each.line.number)) else each
        for each in items
    ]


def _of_one_sign(items: Sequence[ListItem]) -> list[ListItem]:
    """The items, with a doubt on a sign that hardly any has where the others share one, unless it stands further right,
    or the next item does: it may be that of a footnote."""
    bullets = [each for each in items if each.sign is not None and each.sign.kind is SignKind.BULLET and not each.ruled]
    counts = Counter(map(_bullet_of, bullets))
    usual, count = counts.most_common(1)[0]
    column = min(each.column for each in bullets if _bullet_of(each) == usual)
    rare = {mark for mark, number in counts.items() if mark != usual and number * RARE <= count}
    leading = {one.line.number for one, other in pairwise(bullets) if other.column >= one.column + _STEP}
    doubted = {each.line.number for each in bullets if _bullet_of(each) in rare and each.column <= column} - leading
    above = _above_by_sign(bullets)
    doubts = dict.fromkeys(doubted, _OTHER_SIGN) | {each.line.number: _ABOVE_BY_SIGN for each in above}
    return [replace(each, doubt=doubts.get(each.line.number, each.doubt)) for each in items]


def _above_by_sign(bullets: Sequence[ListItem]) -> list[ListItem]:
    """The bullets that may stand above the next ones, though nothing is indented: those of the first sign of two, where
    no two of it stand in succession, so that each leads a group of the other."""
    units = [each for each in bullets if not each.is_heading]
    marks = [_bullet_of(each) for each in units]
    if len(set(marks)) != 2 or any(one == other == marks[0] for one, other in pairwise([*marks, marks[0]])):
        return []
    flat = all(other.column < one.column + _STEP for one, other in pairwise(units))
    return [each for each, mark in zip(units, marks, strict=True) if flat and mark == marks[0]]


def _bullet_of(item: ListItem) -> str:
    mark = item.sign.mark if item.sign else ""
    return "-" if mark in "-\u2010\u2013\u2014\u2212" else mark


def _marked(item: ListItem, signs: set[str], bullets: bool | None) -> ListItem:
    """An item with whether it is one: what has a sign of the list's kind, is one in its format, or without bullets
    whatever is text."""
    line = item.line
    if item.ruled is not None or line.kind in (LineKind.GAP, LineKind.BREAK, LineKind.HEADING):
        return item
    has_sign = item.sign is not None and (item.sign.kind in signs or bullets is False)
    if _FORMAT in signs and line.kind in (LineKind.TEXT, LineKind.RUN_ON):
        has_sign = False  # a sign that is written in a page with items is that of something else, such as a footnote
    if item.sign is not None and item.sign.kind is SignKind.NUMBER and not has_sign and not country_heading(item.text):
        # A number that is no sign of this list may be part of the name.
        item = replace(item, text=line.text.strip())
    own = line.kind in (LineKind.BULLET, LineKind.ROW)
    if (own and not line.blank) or (has_sign and not item.doubt):
        return replace(item, marked=True, doubt=item.doubt or (_SIGN_WITHIN if has_sign_within(item.text) else ""))
    if bullets is False and not line.blank:
        return replace(item, marked=not is_prose(item.text))
    return item


def _split(item: ListItem) -> ListItem:
    """An item without the country before its colon."""
    parts = split_heading(item.text) if item.line.kind is not LineKind.ROW and item.ruled is None else None
    return item if parts is None else replace(item, country=parts[0], text=parts[1])


def _with_countries(items: Sequence[ListItem]) -> list[ListItem]:
    """Items of a document without signs: lines that begin with a country and a colon are entries, if several do."""
    found = [_split(each) if each.ruled is None else each for each in items]
    several = sum(bool(each.country) for each in found) > 1
    return [
        replace(one, marked=True) if several and one.country else each for one, each in zip(found, items, strict=True)
    ]


def _joined(items: Sequence[ListItem], wrapped: bool, plain: bool) -> list[ListItem]:
    """The items with the lines that go on from them, one space at each break. An item ends at an empty line, at the
    next sign and at a heading. It goes on over the end of a page only if that is indented. In a ``plain`` list, without
    signs, a line that ends in a comma goes on."""
    whole: list[ListItem] = []
    longest = max((len(each.line.text.strip()) for each in items), default=0)
    for each in items:
        over_page = wrapped and bool(whole) and whole[-1].line.kind is LineKind.BREAK and each.column > 0
        last = len(whole) - 1 - over_page
        before = whole[last] if last >= 0 else None
        if before is None or each.marked or each.blank or each.ruled or before.ruled is RulingKind.PROSE:
            whole.append(each)
        elif each.line.kind is LineKind.RUN_ON and _is_item(before) and not each.is_heading:
            whole[last:] = _run_on(before, each)
        elif not each.is_heading and (_goes_on(before, each, wrapped) or (plain and _breaks_off(before))):
            if _open_end(before.last) or _continues(each.text) or _is_full(before.last, each.text, longest):
                whole[last] = _longer(before, each)
            else:
                whole.append(replace(each, doubt=_SEVERAL, joined=f"{before.text} {each.text}"))
        else:
            whole.append(each)
    return whole


def _is_item(item: ListItem) -> bool:
    return item.line.kind in (LineKind.BULLET, LineKind.ROW) or (item.line.kind is LineKind.RUN_ON and item.marked)


def _run_on(item: ListItem, each: ListItem) -> tuple[ListItem, ...]:
    """An item with a line of its own text: one entry where the text goes on, entries where a country is above."""
    if item.is_heading or (item.line.kind is LineKind.RUN_ON and not _open_end(item.text)):
        return item, replace(each, marked=True, line=replace(each.line, depth=item.line.depth))
    if _open_end(item.text) or _continues(each.text):
        return (_longer(item, each),)
    return item, replace(each, doubt=_SEVERAL, joined=f"{item.text} {each.text}")


def _goes_on(item: ListItem, each: ListItem, wrapped: bool) -> bool:
    """Whether a line goes on from the item before: it stands further right, or that one cannot end there."""
    if not item.marked:
        return False
    if each.sign is not None and each.sign.kind is SignKind.BULLET:
        return False
    if wrapped:
        return each.column >= item.column
    if each.line.kind is not LineKind.TEXT and each.line.kind is not LineKind.RUN_ON:
        return False
    return item.line.kind is LineKind.TEXT and (each.column > item.column or _open_end(item.text))


def _longer(item: ListItem, each: ListItem) -> ListItem:
    return replace(item, text=f"{item.text} {each.text}".strip(), more=(*item.more, each.line, *each.more))


def _open_end(text: str) -> bool:
    """Whether a text cannot end here."""
    words = text.split()
    last = words[-1].lower() if words else ""
    return text[-1:] in set(",;/\\>&(\u2013\u2014-") or last in {"of", "and", "the", "de", "del", "et", "y"}


def _is_full(line: str, following: str, longest: int) -> bool:
    """Whether a line may end because the next word does not fit into it."""
    word = following.split(maxsplit=1)[0] if following else ""
    return len(line) >= FULL or (longest >= NARROW and len(line) + 1 + len(word) > longest)


def _breaks_off(item: ListItem) -> bool:
    """Whether a line without a sign surely goes on in the next: it ends in a comma, and is no sentence."""
    text = not item.marked and item.text.endswith(",") and not is_prose(item.text)
    return text and not item.is_heading and item.line.kind is not LineKind.HEADING


def _continues(text: str) -> bool:
    return text[:1] in set(",;/\\>&)") or text[:1].islower()


def _nested(items: Sequence[ListItem], plain: bool) -> list[ListItem]:
    """The items, with the texts of those that they stand in. In a ``plain`` list, without signs, so do lines: what is
    indented below another is a part of it, or goes on from it."""
    around: list[int] = []
    found: list[ListItem] = []
    headed = False
    stairs = _has_stairs(items) if plain else False
    for each in items:
        headed = headed or each.is_heading
        nests = each.marked or (plain and headed and _may_nest(each))
        if each.is_heading or (not nests and not each.blank):
            around = []
        elif nests and each.line.kind is not LineKind.ROW and each.ruled is not RulingKind.PROSE:
            step = 1 if stairs else _STEP
            hardly = plain and not stairs and bool(around) and each.column == found[around[-1]].column + 1
            while around and each.column < found[around[-1]].column + step:
                around.pop()
            if hardly and not each.ruled:
                each = replace(each, doubt=each.doubt or _HARDLY_INDENTED)
            if around:
                parent = found[around[-1]]
                found[around[-1]] = replace(parent, below=parent.below + 1)
                each = _below(each, parent, tuple(found[at].text.rstrip(": ") for at in around), plain)
                each = replace(each, country=found[around[0]].country)
            around.append(len(found))
        found.append(each)
    return found


def _below(item: ListItem, parent: ListItem, above: tuple[str, ...], plain: bool) -> ListItem:
    """An item that stands below a parent, with the texts ``above`` it."""
    if parent.doubt == _NESTED_PATH or not all(_is_one(text, plain) for text in (parent.text, item.text)):
        # Whoever says that it is an entry says so of its own text.
        return item if item.ruled else replace(item, doubt=_NESTED_PATH)
    if plain and not item.ruled and (_open_end(parent.last) or _continues(item.text)):
        return replace(item, doubt=_SEVERAL, joined=f"{parent.text} {item.text}")
    return replace(item, above=above)


def _is_one(text: str, plain: bool) -> bool:
    """Whether a text names one unit: it has no separators, or only a place behind one."""
    return len(split_text(text)) < 2 or (not plain and read_path(text).kind is PathKind.SINGLE)


def _may_nest(item: ListItem) -> bool:
    """Whether a line of a list without signs may have others below it, or stand below one."""
    if item.blank or item.is_heading or item.ruled is RulingKind.PROSE or item.line.kind is not LineKind.TEXT:
        return False
    return item.ruled is not None or not is_prose(item.text)


def _has_stairs(items: Sequence[ListItem]) -> bool:
    """Whether three lines in succession stand one column further right each: then one column is a step."""
    lines = [each for each in items if _may_nest(each)]
    triples = zip(lines, lines[1:], lines[2:], strict=False)
    return any(one.column + 2 == two.column + 1 == three.column for one, two, three in triples)


def _leading(items: Sequence[ListItem]) -> list[ListItem]:
    """The items, with a doubt on those that end in a colon like the superior of the next ones, and have none below."""
    after = [*items[1:], None]
    return [
        replace(each, doubt=each.doubt or _LEADS)
        if each.text.rstrip().endswith(":") and _may_lead(each) and following is not None and _may_lead(following)
        else each
        for each, following in zip(items, after, strict=True)
    ]


def _may_lead(item: ListItem) -> bool:
    if item.blank or item.is_heading or item.ruled is not None or item.below:
        return False
    return not is_prose(item.text) and item.line.kind is not LineKind.ROW
