"""Applies a column map to a file: rows of units, superiors and paths, in the columns of unitgraph's own tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from unitgraph.lexicon.names import tidy
from unitgraph.reading.maps.cells import (
    CellFault,
    FieldPlace,
    canonical,
    find_heading,
    placed,
    rank_of_name,
    taken,
)
from unitgraph.reading.maps.opening import Sent, open_sheet, sheets_of
from unitgraph.reading.maps.outlines import Outline
from unitgraph.reading.maps.parsing import FIELDS, preset, table_presets
from unitgraph.reading.maps.values import JOIN, Block, ColumnMap, Form
from unitgraph.sources.rows import BadRow, Layout, Row, Table, folded
from unitgraph.sources.superiors import SUPERIOR_IDENTIFIERS, SUPERIORS
from unitgraph.system.display import quantity
from unitgraph.system.errors import SourceError
from unitgraph.system.remarks import some_of, tell, without_remarks

SHEET = 10_000_000
"""What the rows of the second of several sheets are counted from, and twice that for the third."""
ANY_TABLE = Layout()
_ABOVE = frozenset(map(folded, (*SUPERIORS, *SUPERIOR_IDENTIFIERS)))
_SUPERIORS = ("superiors", "superior_names", "superior_path")
"""The fields of superiors in rows of units."""


@dataclass(frozen=True, slots=True)
class MappedRow:
    """A row as a map has it: its table and number, its text as written, and its values by unitgraph's own columns,
    those of several in one cell joined. ``levels`` are those of a path, from the top; ``rank`` is lower where its name
    is a better one."""

    table: Table
    number: int
    text: str
    cells: Mapping[str, str]
    levels: tuple[str, ...] = ()
    leave_strangers: bool = False
    rank: int = 0
    join_names: bool = False

    def fault(self, what: str, remedy: str) -> BadRow:
        """The row as one that cannot be read."""
        return BadRow(self.number, what, remedy)


@dataclass(frozen=True, slots=True)
class Questions:
    """How the rows of a table name what is to be looked up."""

    form: Form
    places: Mapping[str, FieldPlace]
    outline: Outline | None

    @property
    def names_superiors(self) -> bool:
        """Whether rows say what stands above their units."""
        return not self.places.keys().isdisjoint(_SUPERIORS)

    def several(self, key: str, cells: tuple[str, ...]) -> tuple[str, ...]:
        """The values of a field that may have several."""
        return self.places[key].values(cells) if key in self.places else ()

    @property
    def identifies(self) -> bool:
        """Whether rows have identifiers, in a column that is not that of their names."""
        return "unit" in self.places and self.places["unit"].field.columns != self.places["name"].field.columns

    def identifier(self, cells: tuple[str, ...]) -> str:
        """The identifier of the unit of a row, if rows have some."""
        return self.places["unit"].value(cells, self.form.dates) if self.identifies else ""

    def ask(self, cells: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
        """The levels that a row names, from the top (a unit alone has one), and its country as written."""
        country = self.places["country"].value(cells, self.form.dates) if "country" in self.places else ""
        if self.outline is not None:
            return self.outline.levels(cells), self.outline.country(cells, country)
        return (self.places["name"].value(cells, self.form.dates),), country


class MappedFile:
    """A file, or a table that was ``sent``, with the map that tells how to read it, and what is known of its layout."""

    def __init__(self, path: Path, column_map: ColumnMap, layout: Layout = ANY_TABLE, sent: Sent | None = None) -> None:
        self.path = path
        self.map = column_map
        self.layout = layout
        self._sent = sent
        self._found: list[tuple[Form, str | None]] = []

    def holds(self, block: Block) -> bool:
        """Whether it has rows of a kind. Raises SourceError for a file of another form than those of the map."""
        return any(form.holds(block) for form, _ in self._forms())

    def rows(self, block: Block) -> Iterator[MappedRow | BadRow]:
        """Its rows of a kind as they stand. Raises SourceError where it should have some and has none."""
        count = 0
        for row in self._rows(block):
            count += 1
            yield row
        if not count and block is not Block.SUPERIORS and self.holds(block):
            raise SourceError(self.path.name, "none of its rows names a unit", "check the file, and the map")

    def _rows(self, block: Block) -> Iterator[MappedRow | BadRow]:
        for form, sheet in self._forms():
            for kind, fields in form.blocks:
                if kind is block:
                    with self._opened(form, sheet) as table:
                        places = placed(form, fields, table)
                        outline = Outline(form, places["path"]) if block is Block.PATHS else None
                        read = _reader(form, places, table, outline, self._shown(table))
                        yield from self._told(block, table, map(read, self._taken(form, sheet, table)))
                        if outline is not None:
                            outline.finish(self.path.name)

    def _told(self, block: Block, table: Table, rows: Iterator[MappedRow | BadRow]) -> Iterator[MappedRow | BadRow]:
        """The rows that say something; tells how many do not, as the empty lines of a form to fill in."""
        above = [at for at, each in enumerate(table.columns) if folded(each) in _ABOVE]
        if above and not set(above) & set(self._shown(table)):
            shown = some_of(table.columns[at] for at in above)
            tell([f"{table.name}: {shown}, which may name superiors, is not read (give a map that names it)"])
        needed = (*FIELDS[block][0], "superior", "superior_name") if block is Block.SUPERIORS else FIELDS[block][0]
        empty = 0
        for row in rows:
            if isinstance(row, MappedRow) and not any(row.levels or map(row.cells.get, needed)):
                empty += 1
            else:
                yield row
        if empty:
            tell([f"{table.name}: {quantity(empty, 'row')} left out that name no unit ({', '.join(needed)} empty)"])

    @contextmanager
    def questions(self) -> Iterator[tuple[Table, Questions]]:
        """The table whose rows name what is to be looked up, and how they do. Where several forms do, the first."""
        found = self._forms()
        naming = dict.fromkeys(sheet for form, sheet in found if form.holds(Block.UNITS) or form.holds(Block.PATHS))
        first, *others = naming or (None,)
        if others:
            shown = some_of(map(str, others))
            tell([f"{self.path.name}: read from the sheet {first!r}; not read: {shown}"])
        for form, sheet in found:
            for kind, fields in form.blocks:
                if kind is not Block.SUPERIORS:
                    with self._opened(form, sheet) as table:
                        places = placed(form, fields, table)
                        outline = Outline(form, places["path"]) if kind is Block.PATHS else None
                        yield replace(table, rows=self._taken(form, sheet, table)), Questions(form, places, outline)
                    return
        what = f"the map {self.map.name!r} describes no units or paths"
        raise SourceError(self.path.name, what, "give a map with 'units' or 'paths'")

    def refuse_more_sheets(self, most: int) -> None:
        """Raise SourceError for a workbook of more sheets, unless one is named: each is read for each form."""
        named = self.layout.sheet or all(form.sheet for form in self.map.forms)
        if not named and len(sheets_of(self.path, self.map.reader, self._sent)) > most:
            raise SourceError(self.path.name, f"has more than {most} sheets", "name the sheet")

    def _forms(self) -> list[tuple[Form, str | None]]:
        """The forms that the file has, each with the sheet. Raises SourceError for a file that has none."""
        self._found = self._found or self._fitting()
        return self._found

    def _fitting(self) -> list[tuple[Form, str | None]]:
        every: list[str | None] = [*sheets_of(self.path, self.map.reader, self._sent)] or [None]
        found, lacking = [], []
        for form in self.map.forms:
            wanted = self.layout.sheet or form.sheet
            fitting: dict[str | None, int] = {}
            for sheet in every if wanted is None else [wanted]:
                missing, headings = self._missing(form, sheet)
                if missing:
                    lacking.append(f"{form.name or 'its form'} {missing}")
                else:
                    fitting[sheet] = headings
            found += [(form, sheet) for sheet in self._fullest(form, fitting)]
        if not found and self.map.path_columns:
            raise self._path_columns_fault()
        if not found:
            what = f"it is not as the map {self.map.name!r} says: {'; '.join(dict.fromkeys(lacking))}"
            raise SourceError(self.path.name, what, "correct the map, or name the sheet or the heading row")
        return found

    def _path_columns_fault(self) -> SourceError:
        """The error for path columns, or a column of countries, that the table has not."""
        (form,) = self.map.forms
        with without_remarks(), self._opened(form, self.layout.sheet or form.sheet) as table:
            lacking, _ = _lacking(form, table)
            there = some_of(filter(None, table.columns)) or "none"
        what = f"there is no column {', '.join(' or '.join(map(repr, group)) for group in lacking)}"
        remedy = f"correct the path columns, or name the sheet or the heading row; the columns are {there}"
        return SourceError(self.path.name, what, remedy)

    def _fullest(self, form: Form, fitting: Mapping[str | None, int]) -> list[str | None]:
        """Of the sheets that have a form, with the number of its headings in each, those that have more than half as
        many as the best; tells of the others, which may explain how to fill it in."""
        most = max(fitting.values(), default=0)
        for sheet, headings in fitting.items():
            if 2 * headings <= most:
                what = f"has {headings} of the headings of {form.name or 'its form'}, where another has {most}"
                tell([f"{self.path.name}: the sheet {sheet!r} is not read: it {what} (give --sheet NAME for it)"])
        return [sheet for sheet, headings in fitting.items() if 2 * headings > most]

    def _missing(self, form: Form, sheet: str | None) -> tuple[str, int]:
        """Why a sheet has not this form; empty if it has, with the number of its headings that are there."""
        try:
            # What the intake finds out while it looks for headings that are not there is of no interest.
            with without_remarks(), self._opened(form, sheet) as table:
                lacking, unwanted = _lacking(form, table)
                headings = sum(_has(table, each) for each in form.headings)
        except SourceError as fault:
            if sheet is None:
                raise
            return f"is not in the sheet {sheet!r} ({fault.what})", 0
        if lacking:
            return f"needs {', '.join(' or '.join(map(repr, group)) for group in lacking)}", 0
        return f"has no {unwanted[0]!r}" if unwanted else "", headings

    def _opened(self, form: Form, sheet: str | None) -> AbstractContextManager[Table]:
        layout = replace(
            self.layout,
            sheet=sheet,
            header_row=self.layout.header_row or form.header_row,
            headings=form.headings,
        )
        return open_sheet(self.path, layout, self.map.reader, self._sent)

    def _shown(self, table: Table) -> list[int]:
        """The places of the columns that the map names: others may hold persons, and go nowhere."""
        headings = {each for form in self.map.forms for each in (*form.headings, *(rows.column for rows in form.rows))}
        return sorted({at for each in headings if (at := find_heading(table, each)) is not None})

    def _taken(self, form: Form, sheet: str | None, table: Table) -> Iterator[Row | BadRow]:
        """The rows that count; tells which were left out."""
        counts, left, others = taken(form, table), form.skip, 0
        sheets = list(dict.fromkeys(each for _, each in self._forms()))
        ahead = sheets.index(sheet) * SHEET
        alike = [taken(each, table) for each, of in self._forms() if of == sheet]
        for row in table.rows:
            if isinstance(row, BadRow):
                yield row
            elif "".join(row.cells).strip():
                if left:
                    left -= 1
                    tell([f"{table.where(row.number)}: left out, since the map says that it explains the columns"])
                elif not form.rows or counts(row.cells):
                    yield row if not ahead else Row(row.number + ahead, row.cells)
                elif not any(each(row.cells) for each in alike):
                    others += 1
        if others:
            conditions = ", ".join(dict.fromkeys(rows.column for each in self.map.forms for rows in each.rows))
            tell([f"{table.name}: {quantity(others, 'row')} left out, since the map leaves them out by {conditions}"])


def _reader(
    form: Form, places: Mapping[str, FieldPlace], table: Table, outline: Outline | None, shown: Sequence[int]
) -> Callable[[Row | BadRow], MappedRow | BadRow]:
    others = {key: each for key, each in places.items() if key != "path"}

    def read(row: Row | BadRow) -> MappedRow | BadRow:
        if isinstance(row, BadRow):
            return row
        text = tidy(" | ".join([row.cells[at] for at in shown if row.cells[at]])).replace(JOIN, ";")
        try:
            cells = canonical(row.cells, others, form.dates)
            cells["other_names"] = cells.pop("names", "") + cells.get("other_names", "")
        except CellFault as fault:
            return BadRow(row.number, str(fault), "correct the cell, or add what it says to the map")
        levels = () if outline is None else outline.levels(row.cells)
        if outline is not None and "country" in cells:
            cells["country"] = outline.country(row.cells, cells["country"])
        rank = rank_of_name(row.cells, others)
        return MappedRow(table, row.number, text, cells, levels, form.leave_strangers, rank, form.join_names)

    return read


@dataclass(frozen=True, slots=True)
class RowByRow:
    """How the rows of a table are asked that come in no order: whether one counts, and what it names."""

    counts: Callable[[Sequence[str]], bool]
    questions: Questions

    @classmethod
    def of(cls, column_map: ColumnMap, columns: tuple[str, ...], name: str) -> RowByRow:
        """For a table of these columns. Raises SourceError for one of another form, and where what a row means depends
        on those above it."""
        table = Table(name, columns, iter(()))
        missing = []
        for form in column_map.forms:
            lacking, unwanted = _lacking(form, table)
            missing += [each for group in lacking for each in group]
            for kind, fields in () if lacking or unwanted else form.blocks:
                if kind is Block.SUPERIORS:
                    continue
                if form.skip or form.fill_down or any(each.indented for each in fields.values()):
                    what = "rows of this form mean something by those above them, and have no order here"
                    raise SourceError(name, what, "screen it without --engine spark")
                places = placed(form, fields, table)
                fitting = (each for each in column_map.forms if not any(_lacking(each, table)))
                if "superiors" in places or any(each.holds(Block.SUPERIORS) for each in fitting):
                    what = "what stands above a row is told by other rows, which are not at hand here"
                    raise SourceError(name, what, "screen it without --engine spark, or with a map without superiors")
                outline = Outline(form, places["path"]) if kind is Block.PATHS else None
                return cls(taken(form, table), Questions(form, places, outline))
        what = (
            f"it is not as the map {column_map.name!r} says: it has no {', '.join(dict.fromkeys(missing)) or 'units'}"
        )
        raise SourceError(name, what, f"correct the map; the columns are {some_of(columns, str)}")


def fitting_presets(table: Table) -> list[str]:
    """The presets of whose forms a table has one, with as many of their headings as any."""
    counts: dict[str, int] = {}
    for each in table_presets():
        fitting = [form for form in preset(each).forms if not any(_lacking(form, table))]
        if fitting:
            counts[each] = len({at for form in fitting for one in form.headings if (at := table.find(one)) is not None})
    return [name for name, count in counts.items() if count == max(counts.values())]


def reads_column(name: str, table: Table, column: str) -> bool:
    """Whether a preset reads a column of a table."""
    forms = (form for form in preset(name).forms if not any(_lacking(form, table)))
    return any(folded(column) == folded(each) for form in forms for each in form.headings)


def _lacking(form: Form, table: Table) -> tuple[list[tuple[str, ...]], list[str]]:
    """The headings of a form that a table lacks, and those that it has and a table of this form has not."""
    lacking = [group for group in form.when if not any(_has(table, each) for each in group)]
    return lacking, [each for each in form.unless if _has(table, each)]


def _has(table: Table, column: str) -> bool:
    if folded(column) in map(folded, table.columns):
        return True  # where it is there twice, whoever reads it says so
    try:
        if find_heading(table, column) is None:
            table.column(column, "")
    except SourceError:
        return False
    return True
