"""Tables of names that are sent: the form they come in, and the names in them. Nothing is written to disk."""

from __future__ import annotations

import io
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import FormParser, MultiPartException, MultiPartParser
from starlette.requests import Request

from unitgraph.checking.screening import NameAndCountry
from unitgraph.reading.maps import ColumnMap, MappedFile, Sent, named_columns, of_path_columns, parse_map, preset
from unitgraph.sources.headings import PATHS, country_column
from unitgraph.sources.packed import Bounds
from unitgraph.sources.rows import BadRow, Layout, Table, asked_headings
from unitgraph.sources.tables import HEAD, form_of, read_table
from unitgraph.system.errors import SourceError
from unitgraph.system.remarks import collected
from unitgraph.web.http.bodies import media_type, read_body
from unitgraph.web.http.faults import Refusal
from unitgraph.web.settings import Limits

UNPACKED = 20
"""The factor by which an unpacked workbook may exceed the largest upload."""
CELLS = 2_000_000
"""The cells of the rectangle around those of a sheet that are filled."""
LAYOUT = ("column", "country_column", "encoding", "separator", "sheet", "header_row", "no_header")
MAPS = ("preset", "map", "path_columns", "fill_down")
FIELDS = (*LAYOUT, *MAPS)
"""The fields of a form that say how a table is laid out, as the options of ``unitgraph screen``; ``map`` is the text of
a column map."""
LONGEST_MAP = 64 << 10
"""The number of characters that a column map may have."""
MOST_SHEETS = 20
"""The number of sheets that are looked through for the form of a column map."""
_REFUSED = ("parquet",)


@dataclass(frozen=True, slots=True)
class Names:
    """A table of names: its columns and rows, and for each row the name in question and its country as written.
    ``bad`` contains the number and error of each unreadable row, ``remarks`` what was found out and not told."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    asked: tuple[tuple[str, str], ...]
    bad: tuple[tuple[int, str], ...] = ()
    remarks: tuple[str, ...] = ()

    def questions(self, country: str | None) -> list[NameAndCountry]:
        """The name and country of each row; ``country`` is used for rows without one."""
        return [(name, told or country) for name, told in self.asked]


def of_columns(
    columns: tuple[str, ...],
    rows: Sequence[tuple[str, ...]],
    name_at: int,
    country_at: int | None,
    bad: Sequence[tuple[int, str]] = (),
    remarks: Sequence[str] = (),
) -> Names:
    """Names that stand in one column, and their countries in another, if there is one."""
    asked = ((row[name_at].strip(), "" if country_at is None else row[country_at].strip()) for row in rows)
    return Names(columns, tuple(rows), tuple(asked), tuple(bad), tuple(remarks))


class _InMemory(MultiPartParser):
    """Keeps uploads in memory: what is screened is never written to disk."""

    spool_max_size = 1 << 30


async def read_form(request: Request, limit: int) -> FormData:
    """The form that is sent. Rejected with 400 if it cannot be read, with 413 if it has more than ``limit`` bytes, and
    with 415 if it is no form."""
    body = await read_body(request, limit)

    async def flow() -> AsyncGenerator[bytes, None]:
        yield body
        # The empty piece ends the form: without it, the last field may stay unread.
        yield b""

    try:
        if media_type(request) == "multipart/form-data":
            parser = _InMemory(request.headers, flow(), max_files=1, max_fields=20, max_part_size=limit)
            return await parser.parse()
        if media_type(request) == "application/x-www-form-urlencoded":
            return await FormParser(request.headers, flow()).parse()
    except (MultiPartException, UnicodeDecodeError, KeyError) as error:
        raise Refusal(400, f"The form cannot be read: {getattr(error, 'message', error)}") from None
    raise Refusal(415, "Send a form: multipart/form-data or application/x-www-form-urlencoded.")


async def uploaded(sent: FormData) -> tuple[str, bytes] | None:
    """Name and content of the file in a form."""
    upload = sent.get("file")
    if isinstance(upload, UploadFile) and upload.filename:
        return upload.filename, await upload.read()
    return None


def read_names(content: bytes, filename: str, fields: Mapping[str, str], limits: Limits) -> Names:
    """The names in an uploaded table; ``fields`` are those of :data:`FIELDS`, each of which may be missing or empty.

    Raises SourceError for tables that cannot be read, and rejects those that are too large with 413.
    """
    told = {name: text.strip() for name in FIELDS if (text := fields.get(name, "")).strip()}
    form = form_of(filename, content[:HEAD], "csv" if set(told) & set(MAPS) else None)
    if form in _REFUSED:
        raise SourceError(filename, f"{form} cannot be uploaded here", "save it as CSV or XLSX")
    layout = Layout(
        told.get("separator"),
        told.get("encoding"),
        told.get("sheet"),
        "no_header" not in told,
        _row_number(told.get("header_row")),
        asked_headings(told.get("column"), told.get("country_column")),
        bare=True,
    )
    bounds = Bounds(limits.upload * UNPACKED, CELLS)
    if (column_map := _told_map(told)) is not None:
        return _mapped(MappedFile(Path(filename), column_map, layout, Sent(content, bounds)), limits.names)
    table = read_table(io.BytesIO(content), filename, form, layout, bounds)
    name_at = table.column(told.get("column"), "names", PATHS)
    country_at = country_column(table, told.get("country_column"))
    rows, bad = _rows_of(table, limits.names)
    return of_columns(table.columns, rows, name_at, country_at, bad, table.remarks)


def _told_map(told: Mapping[str, str]) -> ColumnMap | None:
    """The column map that fields name or hold. Raises SourceError where they contradict each other."""
    given = [name for name in ("preset", "map", "path_columns") if name in told]
    if len(given) > 1 or (given and "column" in told):
        names = [*given, *(["column"] if "column" in told else [])]
        raise SourceError(" and ".join(names), "contradict each other", "give one of them")
    if "fill_down" in told and "path_columns" not in told:
        raise SourceError("fill_down", "no path columns are given", "give path_columns")
    if "preset" in told:
        return preset(told["preset"])
    if "map" in told:
        if len(told["map"]) > LONGEST_MAP:
            raise SourceError("map", f"has more than {LONGEST_MAP:,} characters", "send only what the table needs")
        return parse_map(told["map"], "map")
    if "path_columns" not in told:
        return None
    columns = named_columns(told["path_columns"], "path_columns")
    return of_path_columns(columns, told.get("country_column"), "fill_down" in told)


def _mapped(file: MappedFile, most: int) -> Names:
    """The names that a column map finds in a table."""
    with collected() as remarks:
        file.refuse_more_sheets(MOST_SHEETS)
        with file.questions() as (table, questions):
            rows, bad = _rows_of(table, most)
            asked = tuple(questions.name(row) for row in rows)
    return Names(table.columns, tuple(rows), asked, tuple(bad), tuple(remarks))


def _rows_of(table: Table, most: int) -> tuple[list[tuple[str, ...]], list[tuple[int, str]]]:
    """The rows of a table, and those that cannot be read, with their faults."""
    rows: list[tuple[str, ...]] = []
    bad: list[tuple[int, str]] = []
    for row in table.rows:
        if isinstance(row, BadRow):
            bad.append((row.number, row.fault))
        else:
            rows.append(row.cells)
        check_number(len(rows) + len(bad), most)
    return rows, bad


def check_number(count: int, most: int) -> None:
    """Reject more names than can be screened at once."""
    if count > most:
        raise Refusal(413, f"At most {most:,} names can be screened at once; `unitgraph screen` takes any number.")


def _row_number(text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal() and 0 < int(text) < 10_000):
        raise SourceError(
            "header row", f"{text[:20]!r} is not the number of a row", "give one from 1, or leave it empty"
        )
    return int(text)
