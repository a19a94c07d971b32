"""Names of a data frame, or of any sequence, screened in memory: for programs and notebooks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from unitgraph.checking.answers import Answer, brief_dict
from unitgraph.checking.findings import Checker
from unitgraph.checking.remarks import several_caveats
from unitgraph.checking.screening import (
    RESULT_COLUMNS,
    RowAnswer,
    answer_rows,
    asking_of,
    name_column,
    output_columns,
)
from unitgraph.exports.workbook import Cells
from unitgraph.sources.headings import country_column
from unitgraph.sources.rows import Row, Table
from unitgraph.system.display import quantity
from unitgraph.system.errors import QueryError
from unitgraph.system.remarks import collected
from unitgraph.system.showing import Showable, ShownTable, data_frame

if TYPE_CHECKING:
    from pandas import DataFrame

GivenNames = Iterable["str | tuple[str, str | None] | Mapping[str, str | None]"]
_SCORE = RESULT_COLUMNS.index("score")


@dataclass(frozen=True, slots=True, repr=False)
class Screened(Showable):
    """The answers to names, in their order. ``columns`` are those of the table that was screened, ``table`` its rows as
    text; ``frame`` is the data frame, if it was one."""

    columns: tuple[str, ...]
    table: tuple[Cells, ...]
    found: tuple[RowAnswer, ...]
    remarks: tuple[str, ...] = ()
    frame: DataFrame | None = field(default=None, compare=False)

    @property
    def answers(self) -> tuple[Answer | None, ...]:
        """The answer to each row; None for a row without a name."""
        return tuple(each.answer for each in self.found)

    @property
    def counts(self) -> dict[str, int]:
        """The number of rows with each status; rows without a name have none."""
        return dict(Counter(each.status for each in self.found if each.status))

    @property
    def caveats(self) -> tuple[str, ...]:
        """The limitations of all answers, each once."""
        return several_caveats(each.answer.caveats for each in self.found if each.answer)

    @property
    def summary(self) -> str:
        """How many rows have which status."""
        counts = ", ".join(f"{count} {status}" for status, count in self.counts.items())
        return f"{quantity(len(self.found), 'row')}: {counts or 'no name'}"

    def to_dict(self) -> dict[str, Any]:
        """It as JSON values: the rows with their answers, and the limitations."""
        rows = [
            {"row": dict(zip(self.columns, cells, strict=True)), "answer": each.answer and brief_dict(each.answer)}
            | {"reasons": each.reasons}
            for cells, each in zip(self.table, self.found, strict=True)
        ]
        return {"rows": rows, "remarks": list(self.remarks), "caveats": list(self.caveats)}

    def rows(self) -> ShownTable:
        """The rows with the columns of a screening, the heading first."""
        body = ((*cells, *_typed(each)) for cells, each in zip(self.table, self.found, strict=True))
        return [output_columns(self.columns), *body]

    def to_pandas(self) -> DataFrame:
        """The rows with the columns of a screening: those of a data frame as they were, with their index."""
        if self.frame is None:
            return data_frame(self.rows())
        added = output_columns(self.columns)[len(self.columns) :]
        made = data_frame([added, *map(_typed, self.found)]).set_index(self.frame.index)
        return self.frame.join(made) if self.frame.index.is_unique else _beside(self.frame, made)


def _beside(frame: DataFrame, made: DataFrame) -> DataFrame:
    return frame.assign(**{column: made[column].to_numpy() for column in made})


def _typed(found: RowAnswer) -> tuple[object, ...]:
    """The cells of an answer, the score as a number."""
    cells = found.cells
    score = float(cells[_SCORE]) if cells[_SCORE] else None
    return (*cells[:_SCORE], score, *cells[_SCORE + 1 :])


def screen_names(
    names: GivenNames | DataFrame, name: str | None, country: str | None, default: str | None, checker: Checker
) -> Screened:
    """The answers to the names of a data frame, in the column ``name``, with the countries in the column ``country``;
    or to a sequence of names, of names with countries, or of mappings with these columns. ``default`` (alpha-2) is the
    country of rows without one. Raises QueryError for what is no table of names, SourceError for a column that is
    missing."""
    frame = names if hasattr(names, "columns") and hasattr(names, "itertuples") else None
    columns, rows = _of_frame(frame) if frame is not None else _of_names(names, name, country)
    table = Table("the data frame" if frame is not None else "names", columns, iter(()))
    name_at = name_column(table, name)
    country_at = country_column(table, country)
    asking = asking_of(table, name_at, country_at)
    with collected() as told:
        questions = asking.asked(Row(number, cells) for number, cells in enumerate(rows, 1))
        asked = [(text, written or default) for _, text, written in questions]
    remarks = (*table.remarks, *told, *checker.remarks)
    return Screened(columns, tuple(rows), tuple(answer_rows(checker, asked)), remarks, frame)


def _of_frame(frame: Any) -> tuple[tuple[str, ...], list[Cells]]:
    """The columns and rows of a data frame as text; missing values are empty."""
    texts = frame.astype(object).where(frame.notna(), "")
    columns = tuple("" if each is None else str(each) for each in frame.columns)
    return columns, [tuple(map(str, row)) for row in texts.itertuples(index=False, name=None)]


def _of_names(names: Any, name: str | None, country: str | None) -> tuple[Cells, list[Cells]]:
    if isinstance(names, str | bytes | Mapping) or not isinstance(names, Iterable):
        raise QueryError("screen", f"{type(names).__name__} is no table of names", "give a data frame or a list")
    given = list(names)
    name, country = name or "name", country or "country"
    pairs = [_pair(each, name, country) for each in given]
    if not any(told for _, told in pairs) and all(isinstance(each, str) for each in given):
        return (name,), [(text,) for text, _ in pairs]
    return (name, country), [*pairs]


def _pair(given: object, name: str, country: str) -> tuple[str, str]:
    """A name and its country, as they are given."""
    told: Sequence[object] = (given,)
    if isinstance(given, Mapping) and name in given:
        told = (given[name], given.get(country))
    elif isinstance(given, tuple) and len(given) == 2:
        told = given
    if not all(each is None or isinstance(each, str) for each in told):
        raise QueryError("screen", f"{given!r} is no name", "give texts, pairs of name and country, or mappings")
    text, place = (*told, None)[:2]
    return str(text or ""), str(place or "")
