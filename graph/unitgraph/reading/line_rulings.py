"""Rulings on lines of a list: that a line is an entry, the heading of a country, or neither."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from unitgraph.lexicon.names import tidy
from unitgraph.reading.item_signs import SignKind, sign_of
from unitgraph.reading.references import Reference
from unitgraph.reading.rulings import LINE_KINDS, Ruling, RulingKind
from unitgraph.sources import Line
from unitgraph.system.errors import RulingError

MOST_LINES = 6
"""The number of lines over which an entry may run."""


@dataclass(frozen=True, slots=True)
class LineDecision:
    """What a ruling decides about ``count`` lines. ``numbered``: the number before them is part of their text.
    ``country`` is that of a heading."""

    kind: RulingKind | None = None
    count: int = 1
    numbered: bool = False
    country: str = ""


class LineRulings:
    """Rulings on lines while the lines of a list are read. A text may run over several
    lines; a bullet before it does not matter, and a number is part of an entry where the text of the ruling has it."""

    def __init__(self, rulings: Iterable[Ruling]) -> None:
        self._by_text: dict[str, list[tuple[Ruling, Reference]]] = {}
        for ruling in rulings:
            if ruling.kind in LINE_KINDS:
                for reference in ruling.about:
                    self._add(ruling, reference)
        self._lines: dict[Ruling, dict[int, None]] = {}
        self._used: set[tuple[str, Reference]] = set()

    def _add(self, ruling: Ruling, reference: Reference) -> None:
        found = self._by_text.setdefault(_plain(reference.text), [])
        other = next((each for each, about in found if about.line == reference.line and each.kind != ruling.kind), None)
        if other is not None:
            what = f"{reference} is already decided by ruling {other.id}"
            raise RulingError(ruling.place, what, "keep one of the two")
        found.append((ruling, reference))

    def decided(self, lines: Sequence[Line]) -> dict[int, LineDecision]:
        """What is decided, by the position of the first line that a ruling is about."""
        if not self._by_text:
            return {}
        found: dict[int, LineDecision] = {}
        for at in range(len(lines)):
            for count in range(1, min(MOST_LINES, len(lines) - at) + 1):
                if lines[at + count - 1].blank:
                    break
                ruled = self._about(lines[at : at + count])
                if ruled is not None:
                    found[at] = LineDecision(ruled[0].kind, count, ruled[1], ruled[0].country)
        return found

    def _about(self, lines: Sequence[Line]) -> tuple[Ruling, bool] | None:
        """The ruling about some lines, if any, and whether its text has their number."""
        whole = " ".join(line.text.strip() for line in lines)
        sign = sign_of(whole)
        for text in (whole, *((sign.text,) if sign else ())):
            for ruling, reference in self._by_text.get(_plain(text), ()):
                if reference.line in (0, lines[0].number):
                    self._used.add((ruling.id, reference))
                    self._lines.setdefault(ruling, {})[lines[0].number] = None
                    return ruling, text is whole and sign is not None and sign.kind is SignKind.NUMBER
        return None

    def located(self, rulings: Iterable[Ruling]) -> tuple[Ruling, ...]:
        """``rulings``, those on entries with the lines that they decided. Raises RulingError for one whose text is
        gone."""
        for found in self._by_text.values():
            for ruling, reference in found:
                if (ruling.id, reference) not in self._used:
                    remedy = "correct the text, or remove the ruling if the line is gone"
                    raise RulingError(ruling.place, f"no line is {reference}", remedy)
        return tuple(
            replace(ruling, lines=tuple(self._lines[ruling]))
            if ruling.kind is RulingKind.ENTRY and ruling in self._lines
            else ruling
            for ruling in rulings
        )


def _plain(text: str) -> str:
    return tidy(text).casefold()
