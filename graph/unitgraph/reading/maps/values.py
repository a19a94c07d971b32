"""What a column map says: which columns of a table hold what, and how their cells read."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from unitgraph.lexicon.names import fold
from unitgraph.sources.headings import COUNTRIES
from unitgraph.system.errors import SourceError

JOIN = "\ue000"
"""Stands behind every value of a cell that may hold several: no source writes it."""
PATH_COLUMNS = "path columns"
"""The name of a map that consists of these alone."""


NOTHING = ("n a", "na", "none", "-", "--", "\u2013", "\u2014")
"""What people write into a cell that has nothing to say, folded."""


class DateOrder(StrEnum):
    """In which order a table writes the numbers of a date."""

    ISO = "iso"
    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"
    ROUNDED = "rounded"  # ISO, where 1 January may stand for a year, and the first of a month for that month


class Block(StrEnum):
    """What the rows of a form are."""

    UNITS = "units"
    SUPERIORS = "superiors"
    PATHS = "paths"


@dataclass(frozen=True, slots=True)
class Field:
    """Where one value of a row stands.

    ``columns`` are headings, numbers or letters; of several, the first that is filled counts, or all where a row may
    have several values, ``separator`` being between those of one cell. ``values`` translate what a cell says (compared
    folded); ``strict`` ones are all that it may say. ``constant`` is the value of a row without one. ``parts`` are the
    columns of year, month and day of a date, ``between`` those of two days between which it lies, ``precision`` is one
    that tells how much of a date is known. A cell counts up to the text ``until``. ``indented`` names stand below the
    nearest one above them that is indented less. The columns of an ``optional`` field may be missing.
    """

    @property
    def every_column(self) -> tuple[str, ...]:
        """All columns that it names."""
        return (*self.columns, *self.parts, *self.between, *filter(None, (self.precision,)))

    columns: tuple[str, ...] = ()
    separator: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    strict: bool = False
    constant: str = ""
    parts: tuple[str, ...] = ()
    between: tuple[str, ...] = ()
    precision: str = ""
    until: str = ""
    indented: bool = False
    optional: bool = False

    def means(self, text: str) -> str | None:
        """What a cell says; None for what a strict field does not know."""
        if not self.values or not text:
            return text
        found = self.values.get(fold(text) or text)
        return found if found is not None else None if self.strict else text


@dataclass(frozen=True, slots=True)
class Rows:
    """Which rows of a form count: those in which a column holds one of ``only``, and none of ``never`` (folded). A cell
    may hold several."""

    column: str
    only: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()

    def take(self, text: str) -> bool:
        """Whether the row counts whose column holds a text."""
        held = {fold(each) for each in text.split(JOIN)} - ({""} if JOIN in text else set())
        return held.isdisjoint(self.never) and not (self.only and held.isdisjoint(self.only))


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a table, and what it holds: the ``blocks`` with their fields by name.

    A table has the form of whose headings ``when`` it has one of each group, and none of those ``unless``. Its heading
    row is the one that has the most of all that the form names, or the one given. ``skip`` is the number of rows below
    the headings that explain them. With ``fill_down`` an empty cell of a path means what stands above it. ``lenient``
    leaves out columns that are missing, ``leave_strangers`` edges of what is no unit of the file. ``join_names`` says
    that rows of one identifier with different names are of one unit.
    """

    name: str
    when: tuple[tuple[str, ...], ...]
    blocks: tuple[tuple[Block, Mapping[str, Field]], ...]
    unless: tuple[str, ...] = ()
    sheet: str | None = None
    header_row: int | None = None
    skip: int = 0
    rows: tuple[Rows, ...] = ()
    dates: DateOrder = DateOrder.ISO
    fill_down: bool = False
    lenient: bool = False
    leave_strangers: bool = False
    join_names: bool = False

    @property
    def headings(self) -> frozenset[str]:
        """All headings that it names."""
        named = (column for _, fields in self.blocks for each in fields.values() for column in each.every_column)
        return frozenset((*(each for group in self.when for each in group), *named))

    def holds(self, block: Block) -> bool:
        """Whether the rows of the form are of a kind."""
        return any(each is block for each, _ in self.blocks)


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """A column map: its name, the forms that a file may have, and what its identifiers are of.

    ``reader`` is the form of a file that is no table. Sources of one ``scheme`` have identifiers of one kind: equal
    ones are one unit, different ones are different units. ``path`` is the file that it stands in, if it is no preset.
    """

    name: str
    forms: tuple[Form, ...] = field(hash=False)
    title: str = ""
    about: str = ""
    reader: str = ""
    scheme: str = ""
    path: Path | None = None

    @property
    def path_columns(self) -> tuple[str, ...]:
        """The columns that it consists of, where it is :func:`of_path_columns`."""
        return self.forms[0].blocks[0][1]["path"].columns if self.name == PATH_COLUMNS else ()

    def holds(self, block: Block) -> bool:
        """Whether some form has rows of a kind."""
        return any(form.holds(block) for form in self.forms)


def named_columns(text: str, where: str) -> tuple[str, ...]:
    """Columns named in one text, with commas between them, such as ``Army,"Unit, Name"``. Raises SourceError at
    ``where`` for one without a name."""
    columns = tuple(each.strip() for each in next(csv.reader([text], skipinitialspace=True), ()))
    if not columns or not all(columns):
        raise SourceError(where, "a column has no name", 'write them like Organization,Branch,"Unit Name"')
    return columns


def of_path_columns(columns: tuple[str, ...], country: str | None = None, fill_down: bool = False) -> ColumnMap:
    """The map of a table whose ``columns`` are the levels of one path, from the top."""
    fields = {
        "path": Field(columns, values=dict.fromkeys(NOTHING, "")),
        "country": Field((country,) if country else COUNTRIES, optional=country is None),
    }
    when = tuple((each,) for each in columns)
    return ColumnMap(PATH_COLUMNS, (Form("", when, ((Block.PATHS, fields),), fill_down=fill_down),))
