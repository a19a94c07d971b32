"""Screening on many machines with PySpark (extra ``spark``; Java 17): the same answers, partition by partition.

The hierarchy is broadcast once; each Python worker builds its name index from it once and answers Arrow batches.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from unitgraph.checking.findings import Checker
from unitgraph.checking.screening import RESULT_COLUMNS, answer_chunk, output_columns
from unitgraph.index.hierarchy import Hierarchy
from unitgraph.index.units import Node
from unitgraph.reading.asked_rows import question_of
from unitgraph.reading.maps import RowByRow
from unitgraph.reading.maps.listing import named_row
from unitgraph.reading.paths.layout import CHAIN
from unitgraph.sources.rows import Row
from unitgraph.system.errors import SourceError

if TYPE_CHECKING:
    from pyarrow import RecordBatch
    from pyspark import Broadcast
    from pyspark.sql import DataFrame, SparkSession

    from unitgraph.reading.maps import ColumnMap

FORMATS = {"csv", "parquet"}


def screen_dataframe(
    table: DataFrame,
    column: str | None = None,
    country_column: str | None = None,
    *,
    country: str | None = None,
    store: Path | None = None,
    as_of: date | None = None,
    column_map: ColumnMap | None = None,
) -> DataFrame:
    """``table`` with the result of screening its ``column`` of names appended to its columns.

    Call it from an existing Spark session. ``country_column`` contains ISO codes or names of countries; ``country``
    (alpha-2) is used where it is empty. ``store`` is a folder on the driver, by default the bundled list. The new
    columns are those of ``unitgraph screen``, all strings. A row without a name has an empty status. Answers are
    as of the day ``as_of`` if it is given. ``column_map`` tells what the columns hold instead of ``column`` and
    ``country_column``; rows that it leaves out are left out.
    """
    from pyspark.sql.types import StringType, StructField, StructType

    from unitgraph.checking.opening import open_hierarchy

    mapped = None
    if column_map is not None:
        mapped = RowByRow.of(column_map, tuple(table.columns), "table")
    elif column is None:
        raise SourceError("table", "no column given for names", f"its columns are: {', '.join(table.columns)}")
    for name in (column, country_column):
        if name is not None and name not in table.columns:
            raise SourceError("table", f"has no column {name!r}", f"its columns are: {', '.join(table.columns)}")
    hierarchy = open_hierarchy(store)
    nodes = tuple(hierarchy if as_of is None else hierarchy.as_of(as_of))
    broadcast = table.sparkSession.sparkContext.broadcast(nodes)
    added = output_columns(tuple(table.columns))[len(table.columns) :]
    schema = StructType([*table.schema.fields, *(StructField(name, StringType()) for name in added)])
    return table.mapInArrow(_Screen(broadcast, column or "", country_column, country, mapped), schema)


class _Screen:
    """The function that a worker applies to the batches of a partition."""

    def __init__(
        self,
        nodes: Broadcast[tuple[Node, ...]],
        column: str,
        country_column: str | None,
        country: str | None,
        mapped: RowByRow | None,
    ) -> None:
        self._nodes = nodes
        self._column = column
        self._country_column = country_column
        self._country = country
        self._mapped = mapped

    def __call__(self, batches: Iterator[RecordBatch]) -> Iterator[RecordBatch]:
        import pyarrow

        checker = _checker(self._nodes)
        for every in batches:
            batch = (
                every if self._mapped is None else every.filter(pyarrow.array(self._counting(every), pyarrow.bool_()))
            )
            answers = answer_chunk(checker, self._questions(batch))
            by_column = list(zip(*answers, strict=True)) if answers else [()] * len(RESULT_COLUMNS)
            added = [pyarrow.array(cells, pyarrow.string()) for cells in by_column]
            names = output_columns(tuple(batch.schema.names))
            yield pyarrow.RecordBatch.from_arrays([*batch.columns, *added], names=list(names))

    def _counting(self, batch: RecordBatch) -> list[bool]:
        """Which rows of a batch count."""
        assert self._mapped is not None
        return [any(map(str.strip, cells)) and self._mapped.counts(cells) for cells in _cells(batch)]

    def _questions(self, batch: RecordBatch) -> list[tuple[str, str | None]]:
        if self._mapped is not None:
            rows = (named_row(Row(0, cells), self._mapped.questions, CHAIN) for cells in _cells(batch))
            return [
                (
                    question_of(each.above or each.superior_names[:1], each.name, each.aliases),
                    each.country or self._country,
                )
                for each in rows
            ]
        names = batch.column(batch.schema.get_field_index(self._column)).to_pylist()
        told: list[object] = [None] * len(names)
        if self._country_column is not None:
            told = batch.column(batch.schema.get_field_index(self._country_column)).to_pylist()
        return [
            (str(name or "").strip(), str(country or "").strip() or self._country)
            for name, country in zip(names, told, strict=True)
        ]


def _cells(batch: RecordBatch) -> list[tuple[str, ...]]:
    """The rows of a batch as text."""
    columns = [["" if each is None else str(each) for each in column.to_pylist()] for column in batch.columns]
    return list(zip(*columns, strict=True))


_made: dict[int, Checker] = {}


def _checker(nodes: Broadcast[tuple[Node, ...]]) -> Checker:
    """The checker of this worker process: created at its first batch and kept."""
    key = id(nodes.value)
    if key not in _made:
        _made.clear()
        _made[key] = Checker(Hierarchy(nodes.value))
    return _made[key]


def screen_files(
    source: Path,
    output: Path | None,
    column: str | None,
    country_column: str | None,
    country: str | None,
    source_form: str | None,
    form: str | None,
    only: Collection[str],
    store: Path | None,
    as_of: date | None = None,
    column_map: ColumnMap | None = None,
) -> dict[str, int]:
    """Screen a CSV or Parquet file or folder into a folder of the same or the other format; rows by status.

    Raises SourceError without a named column or a column map, an output folder or PySpark. The output folder must not
    exist: Spark writes it, and a failed run leaves it without the file ``_SUCCESS``.
    """
    if output is None or (column is None and column_map is None):
        raise SourceError("--engine spark", "needs --column (or a column map) and -o FOLDER", "give both")
    if output.exists():
        raise SourceError(str(output), "already exists", "give a new folder")
    read_as = source_form or _form(source) or "csv"
    write_as = form or _form(output) or read_as
    for each in (read_as, write_as):
        if each not in FORMATS:
            raise SourceError("--engine spark", f"does not read or write {each!r}", "use csv or parquet")
    session = _session()
    table = _read(session, source, read_as)
    screened = screen_dataframe(
        table, column, country_column, country=country, store=store, as_of=as_of, column_map=column_map
    )
    status = screened.columns[-len(RESULT_COLUMNS)]
    if only:
        screened = screened.where(screened[status].isin(*only))
    _write(screened, output, write_as)
    counts = _read(session, output, write_as).groupBy(status).count().collect()
    return {row[0] or "": row[1] for row in counts}


def _form(path: Path) -> str | None:
    """The format that a name or the files of a folder tell."""
    if path.suffix.lower() in (".csv", ".parquet"):
        return path.suffix.lower()[1:]
    return "parquet" if path.is_dir() and any(path.glob("*.parquet")) else None


def _read(session: SparkSession, source: Path, form: str) -> DataFrame:
    if not source.exists():
        raise SourceError(str(source), "does not exist", "check the path")
    if form == "csv":
        reader = session.read.option("header", True).option("multiLine", True).option("escape", '"')
        return reader.csv(str(source))
    return session.read.parquet(str(source))


def _write(table: DataFrame, output: Path, form: str) -> None:
    if form == "csv":
        table.write.option("header", True).option("escape", '"').csv(str(output))
    else:
        table.write.parquet(str(output))


def _session() -> SparkSession:
    try:
        from pyspark import SparkConf
        from pyspark.sql import SparkSession
    except ImportError:
        remedy = 'run: pip install "unitgraph[spark]"; Java 17 is needed too'
        raise SourceError("--engine spark", "needs PySpark", remedy) from None
    if SparkConf().get("spark.master", "local").startswith("local"):
        # Spark takes the first python3 on PATH, which need not be the one with unitgraph. On a cluster, the interpreter
        # of the workers is for the cluster to decide.
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    return SparkSession.builder.appName("unitgraph screen").getOrCreate()
