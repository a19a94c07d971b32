"""Rulings while the entries of a list are read: which entries they concern, and which were used."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from unitgraph.lexicon.names import fold, tidy
from unitgraph.reading.entries import Entry
from unitgraph.reading.references import Reference
from unitgraph.reading.rulings import LINE_KINDS, Ruling, RulingKind, refuse_two_decisions
from unitgraph.system.errors import RulingError


def located(rulings: Iterable[Ruling], entries: Sequence[Entry]) -> tuple[Ruling, ...]:
    """``rulings`` with the lines of the entries that their texts name, wherever those stand in this copy of the list.

    Raises RulingError for a text or quote that no entry has, or several have and no line tells which is meant, and for
    two rulings that decide the same.
    """
    rulings = tuple(rulings)
    _refuse_other_lists(rulings, entries)
    found = tuple(_located(ruling, entries) for ruling in rulings)
    refuse_two_decisions(found)
    return found


def _refuse_other_lists(rulings: Iterable[Ruling], entries: Sequence[Entry]) -> None:
    """Raise RulingError for a ruling about another list: its line numbers would hit the wrong entries."""
    lists = {entry.list for entry in entries}
    for ruling in rulings:
        if ruling.list not in lists:
            if not ruling.list:
                what = "is about the sources of a store or project, and this build reads one list alone"
                raise RulingError(ruling.place, what, "give --no-list, with the --store that they are of")
            what = f"is for the list {ruling.list!r}; the entries are from {', '.join(map(repr, sorted(lists)))}"
            raise RulingError(ruling.place, what, "give the rulings of this list, or correct 'list:' in their file")


def _located(ruling: Ruling, entries: Sequence[Entry]) -> Ruling:
    if ruling.is_about_identity or ruling.kind in LINE_KINDS:
        return ruling
    own = [each for each in ruling.about if each.source == ruling.list]
    quoted = zip(ruling.lines, ruling.quotes, strict=True) if ruling.quotes else ()
    lines = [_line_of_quote(ruling, line, quote, entries) for line, quote in quoted] or list(ruling.lines)
    lines += [_line_of(ruling, each, entries) for each in own]
    return replace(ruling, lines=tuple(lines), quotes=(), about=ruling.rows)


def _line_of_quote(ruling: Ruling, line: int, quote: str, entries: Sequence[Entry]) -> int:
    """The line of the entry that contains a quote; of several the one at ``line``, else the one that is the quote."""
    found = [entry.line for entry in entries if fold(quote) in fold(tidy(entry.verbatim))]
    if line in found:
        return line
    whole = [entry.line for entry in entries if _plain(entry.verbatim) == _plain(quote)]
    if len(whole) == 1 or len(found) == 1:
        return (whole if len(whole) == 1 else found)[0]
    if found:
        lines = ", ".join(map(str, found))
        what = f"the entries on lines {lines} contain {quote!r}"
        raise RulingError(ruling.place, what, "quote more of the one that is meant, or correct its line")
    here = next((tidy(entry.verbatim) for entry in entries if entry.line == line), "")
    beside = f" (line {line} is {here!r})" if here else ""
    remedy = "correct the quote in 'lines', or remove the ruling if the entry is gone"
    raise RulingError(ruling.place, f"no entry contains {quote!r}{beside}", remedy)


def _line_of(ruling: Ruling, reference: Reference, entries: Sequence[Entry]) -> int:
    text = _plain(reference.text)
    found = [entry.line for entry in entries if _plain(entry.verbatim) == text]
    if reference.identifier:
        raise RulingError(ruling.place, f"an entry has no identifier ({reference})", "give its text")
    if not found:
        remedy = "correct the text, or remove the ruling if the entry is gone"
        raise RulingError(ruling.place, f"no entry is {tidy(reference.text)!r}", remedy)
    if reference.occurrence:
        found = found[reference.occurrence - 1 : reference.occurrence] or found
    elif reference.line in found:
        found = [reference.line]
    if len(found) > 1:
        lines = ", ".join(map(str, found))
        what = f"the entries on lines {lines} are all {tidy(reference.text)!r}"
        raise RulingError(ruling.place, what, "write the entry as a mapping of text and line")
    return found[0]


def _plain(text: str) -> str:
    return tidy(text).casefold()


_WHOLE_NAME = "give the whole name of a unit as the entry has it (written) and that meant (means), or remove the ruling"


class Docket:
    """The rulings of one list while its entries are read; keeps track of which were used."""

    def __init__(self, rulings: Iterable[Ruling]) -> None:
        self.rulings = tuple(rulings)
        self._used: set[str] = set()

    def country(self, line: int) -> Ruling | None:
        """The ruling on the country of the entry at ``line``."""
        return self._find(RulingKind.COUNTRY, line)

    def entry(self, line: int) -> Ruling | None:
        """The ruling that the line is an entry."""
        return self._find(RulingKind.ENTRY, line)

    def path(self, line: int) -> Ruling | None:
        """The ruling on the path of the entry at ``line``."""
        return self._find(RulingKind.PATH, line)

    def spelling(self, line: int, written: str) -> Ruling | None:
        """The ruling on what the name ``written`` in the entry at ``line`` stands for."""
        folded = fold(written)
        for ruling in self.rulings:
            if ruling.kind is RulingKind.SPELLING and line in ruling.lines and fold(ruling.written) == folded:
                return ruling
        return None

    def _find(self, kind: RulingKind, line: int) -> Ruling | None:
        return next((r for r in self.rulings if r.kind is kind and line in r.lines), None)

    def use(self, ruling: Ruling, line: int) -> None:
        """Note that ``ruling`` decided something about ``line``."""
        self._used.add(f"{ruling.id}\x1f{line}")

    def refuse_unused(self, lines: Iterable[int]) -> None:
        """Raise RulingError for the first ruling that decided nothing for one of its lines; ``lines`` are those of the
        list's entries."""
        existing = set(lines)
        for ruling in self.rulings:
            where = ruling.place
            for line in ruling.lines:
                if line not in existing:
                    raise RulingError(
                        where, f"line {line} has no entry", "correct the line number or remove the ruling"
                    )
                if f"{ruling.id}\x1f{line}" not in self._used:
                    remedy = _WHOLE_NAME if ruling.kind is RulingKind.SPELLING else "correct or remove the ruling"
                    raise RulingError(where, f"decides nothing for line {line}", remedy)
