"""Values as notebooks and data frames show them."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from unitgraph.system.display import visible
from unitgraph.system.errors import UnitGraphError

if TYPE_CHECKING:
    from pandas import DataFrame

SHOWN_ROWS = 20
"""The number of rows of a table that a notebook shows."""
ShownTable = Sequence[Sequence[object]]
"""A table, the heading first."""


class Showable:
    """A value with a short ``repr``, and for notebooks and other programs the same as HTML, a dictionary and a data
    frame."""

    __slots__ = ()

    @property
    @abstractmethod
    def summary(self) -> str:
        """What it is, on one line."""

    @abstractmethod
    def to_dict(self) -> dict[str, Any]:
        """It as JSON values."""

    @abstractmethod
    def rows(self) -> ShownTable:
        """It as a table, the heading first."""

    def to_pandas(self) -> DataFrame:
        """It as a data frame. Raises UnitGraphError where pandas is not installed."""
        return data_frame(self.rows())

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {visible(self.summary)}>"

    def _repr_html_(self) -> str:
        return f"<p>{escape(visible(self.summary))}</p>{table_html(self.rows())}"


def data_frame(rows: ShownTable) -> DataFrame:
    """A table as a data frame."""
    try:
        from pandas import DataFrame
    except ImportError:
        raise UnitGraphError("to_pandas", "pandas is not installed", 'run: pip install "unitgraph[frames]"') from None
    return DataFrame(list(rows[1:]), columns=list(rows[0]))


def table_html(rows: ShownTable) -> str:
    """A table as HTML: the first rows, and how many more there are."""
    head, body = rows[0], rows[1:]
    if not body:
        return ""
    shown = "".join(_row_html(each, "td") for each in body[:SHOWN_ROWS])
    more = len(body) - SHOWN_ROWS
    told = f"<p>and {more:,} more; to_pandas() has all.</p>" if more > 0 else ""
    return f"<table><thead>{_row_html(head, 'th')}</thead><tbody>{shown}</tbody></table>{told}"


def _row_html(row: Sequence[object], tag: str) -> str:
    cells = ("" if each is None else f"{each:.2f}" if isinstance(each, float) else str(each) for each in row)
    return f"<tr>{''.join(f'<{tag}>{escape(visible(each))}</{tag}>' for each in cells)}</tr>"


def list_html(lines: Iterable[str]) -> str:
    """Lines as a list in HTML."""
    items = "".join(f"<li>{escape(visible(each))}</li>" for each in lines)
    return f"<ul>{items}</ul>" if items else ""
