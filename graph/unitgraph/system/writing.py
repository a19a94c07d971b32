"""Rows written as CSV and as JSON Lines, as they come; and cells that no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable
from typing import IO

from unitgraph.system.characters import HIDDEN

COMMENT = "# unitgraph wrote this table."
"""The beginning of a first line that says what a table is; it is no row."""
# Full-width and small forms of the signs, and the minus sign, which some programs take for them.
_SIGNS = "=+\\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u2212"
_UNSEEN = f"\\s\\x00-\\x1f\\x7f-\x9f\u200c\u200d\u2800\ufe00-\ufe0f{HIDDEN}"
_FORMULA = re.compile(f"[{_UNSEEN}]*[{_SIGNS}]|[\t\r\n]")
_NUMBER = re.compile(r"-[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
PROTECTED = re.compile(f"'[{_UNSEEN}']*[{_SIGNS}\t\r\n]")
"""Found in a text that may hold a cell as :func:`safe_cell` gives it."""


def safe_cell(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: before one that could be one stands an apostrophe. Negative
    numbers are none.

    >>> safe_cell('=HYPERLINK("http://example.org")'), safe_cell("-12.5")
    ('\\'=HYPERLINK("http://example.org")', '-12.5')
    """
    if not cell or cell[0].isalnum():
        return cell  # nearly all cells
    if _FORMULA.match(cell.lstrip("'")) and not _NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell


def plain_cell(cell: str) -> str:
    """What :func:`safe_cell` was given, from what it gave.

    >>> plain_cell("'=1+1"), plain_cell("'Velabad'")
    ('=1+1', "'Velabad'")
    """
    return cell[1:] if cell[:1] == "'" and safe_cell(cell[1:]) == cell else cell


def write_csv(
    output: IO[bytes],
    rows: Iterable[Iterable[object]],
    separator: str = ",",
    line_end: str = "\n",
    *,
    raw: bool = False,
) -> None:
    """Write ``rows``, the heading among them, as UTF-8 CSV (RFC 4180). ``output`` stays open. Cells that a spreadsheet
    could take for formulas are made safe, except with ``raw``."""
    _write_rows(lambda text: output.write(_bytes(text)), rows, separator, line_end, raw)


def csv_text(rows: Iterable[Iterable[object]], line_end: str = "\n", *, raw: bool = False) -> str:
    """``rows``, the heading among them, as CSV (RFC 4180); cells are made safe, except with ``raw``."""
    text = io.StringIO()
    _write_rows(text.write, rows, ",", line_end, raw)
    return text.getvalue()


def write_json_lines(output: IO[bytes], values: Iterable[object]) -> None:
    """Write each value as JSON on a line of its own."""
    for value in values:
        output.write(_bytes(json.dumps(value, ensure_ascii=False)) + b"\n")


def _write_rows(
    write: Callable[[str], object], rows: Iterable[Iterable[object]], separator: str, line_end: str, raw: bool
) -> None:
    written = rows if raw else ([safe_cell(each) if isinstance(each, str) else each for each in row] for row in rows)
    csv.writer(_WithLineEnd(write, line_end), delimiter=separator, lineterminator=_CRLF).writerows(written)


_CRLF = "\r\n"
"""Ends the lines that the csv module makes: it quotes a cell only for characters of the line end, and a carriage return
in a cell needs quotation marks whatever the line end is."""


class _WithLineEnd:
    """Takes lines with :data:`_CRLF`, one at a time, and hands them on with another end."""

    def __init__(self, write: Callable[[str], object], line_end: str) -> None:
        self._write, self._end = write, line_end

    def write(self, line: str) -> int:
        """Hand on one line; the number of its characters."""
        self._write(line.removesuffix(_CRLF) + self._end)
        return len(line)


def _bytes(text: str) -> bytes:
    """UTF-8; a lone surrogate, which UTF-8 lacks, as an escape."""
    return text.encode("utf-8", "backslashreplace")
