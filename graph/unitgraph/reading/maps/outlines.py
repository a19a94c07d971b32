"""Paths whose levels stand in several columns, in one with a separator, or are shown by indentation."""

from __future__ import annotations

import re
from collections.abc import Sequence

from unitgraph.lexicon.names import tidy
from unitgraph.reading.maps.cells import FieldPlace
from unitgraph.reading.maps.values import JOIN, Form
from unitgraph.system.display import quantity
from unitgraph.system.errors import SourceError
from unitgraph.system.remarks import tell

_TAB = 4  # spaces
_BULLETS = " \t\u00a0\u3000.-\u2013\u2014>*\u2022\u00bb"
"""What stands before a name to indent it."""


_FILL = "say so: --fill-down, or `fill_down: true` in a map or a project file"
_OTHERS = re.compile(r"[,;/>|\\]")
"""What else may stand between the levels of a path."""


class Outline:
    """The levels of the paths of a table, row by row in their order: where cells are filled down, or names are
    indented, a row goes on from those above it."""

    def __init__(self, form: Form, path: FieldPlace) -> None:
        self._form, self._path = form, path
        self._above: list[str] = []
        self._open: list[tuple[int, str]] = []
        self._count, self._deepest, self._whole = 0, 0, 0
        self._gaps = 0
        self._row_above: Sequence[str] = ()
        self._country = ""

    def finish(self, name: str) -> None:
        """Tell, once all rows are taken, of paths without the separator. Raises SourceError if none of several names is
        indented: a workbook may show an indentation that is none of its text."""
        if self._whole:
            paths = f"{quantity(self._whole, 'path')} without {self._path.field.separator!r}"
            tell([f"{name}: {paths}, but with other signs between words, taken for the name of one unit each"])
        if self._gaps:
            rows = f"{quantity(self._gaps, 'row')} without the levels that stand in a row above"
            tell([f"{name}: {rows}, read without those superiors; if an empty cell means what stands above, {_FILL}"])
        if self._count > 1 and self._deepest == 1:
            what = "no name is indented by spaces, tabs or dashes; an indentation that is only a format cannot be read"
            raise SourceError(name, what, "write the levels in columns, or leave 'indented' out")

    def levels(self, cells: Sequence[str]) -> tuple[str, ...]:
        """The levels of the next row, from the top; empty ones are levels that it does not have."""
        if self._path.field.indented:
            return self._indented(cells[self._path.at[0]])
        if self._path.field.separator or JOIN in cells[self._path.at[0]]:
            written = next((cells[at] for at in self._path.at if cells[at].strip()), "")
            return tuple(filter(None, self._path.meanings(self._parted(written))))
        found = list(self._path.meanings(cells[at] for at in self._path.at))
        if self._form.fill_down:
            return tuple(self._filled(found))
        self._note_gap(found)
        return tuple(found)

    def country(self, cells: Sequence[str], written: str) -> str:
        """The country of a row that is ``written`` there. Where cells are filled down, a row without one that goes on
        from the unit at the top of those above is of their country."""
        if not self._form.fill_down:
            return written
        (top,) = self._path.meanings([cells[self._path.at[0]]])
        if written or top:
            self._country = written
        return self._country

    def _note_gap(self, found: Sequence[str]) -> None:
        """Count a row that begins with an empty cell below a filled one, as those that are to be filled down do."""
        if any(found):
            self._gaps += not found[0] and bool(self._row_above and self._row_above[0])
            self._row_above = found if found[0] else self._row_above

    def _parted(self, cell: str) -> list[str]:
        sign = self._path.field.separator
        # A space beside the sign must be there: " - " does not part "Al-Madar".
        spaced = r"\s+" if sign != sign.strip() else r"\s*"
        wanted = rf"{spaced}{re.escape(sign.strip())}{spaced}|{JOIN}" if sign.strip() else JOIN
        parts = list(map(tidy, re.split(wanted, cell)))
        self._whole += len(parts) == 1 and bool(_OTHERS.search(parts[0]))
        return parts

    def _filled(self, found: list[str]) -> list[str]:
        """A row whose cells before its first are empty goes on from the row above."""
        first = next((at for at, text in enumerate(found) if text), None)
        if first is None:
            return found
        self._above = [*self._above[:first], *[""] * (first - len(self._above)), *found[first:]]
        return self._above

    def _indented(self, cell: str) -> tuple[str, ...]:
        bare = cell.lstrip(_BULLETS)
        name = tidy(bare)
        if not name:
            return ()
        depth = len(cell[: len(cell) - len(bare)].replace("\t", " " * _TAB))
        while self._open and self._open[-1][0] >= depth:
            self._open.pop()
        self._open.append((depth, name))
        self._count, self._deepest = self._count + 1, max(self._deepest, len(self._open))
        return tuple(each for _, each in self._open)
