"""Tables of names that are sent: the form they come in, and the names in them. Nothing is written to disk."""

from __future__ import annotations

import asyncio
import io
import json
import re
from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path

from starlette.datastructures import FormData, Headers, UploadFile
from starlette.formparsers import FormParser, MultiPartException, MultiPartParser

from unitgraph.checking.screening import NameAndCountry, asking_of, name_column
from unitgraph.reading.asked_rows import Asking, asking_file
from unitgraph.reading.maps import ColumnMap, MappedFile, Sent, named_columns, of_path_columns, parse_map, preset
from unitgraph.sources.encodings import GIVE_ENCODING
from unitgraph.sources.headings import COUNTRIES, PATHS, country_column
from unitgraph.sources.packed import Bounds
from unitgraph.sources.rows import BadRow, Layout, Row, Table, asked_headings
from unitgraph.sources.tables import HEAD, PAGES, SUFFIXES, begins_page, form_of, marked_form, read_table
from unitgraph.sources.workbook import sheet_names
from unitgraph.system.errors import SourceError
from unitgraph.system.remarks import collected
from unitgraph.web.http.bodies import natural, too_large
from unitgraph.web.http.faults import Refusal
from unitgraph.web.settings import LONGEST_NAME, Limits

UNPACKED = 20
"""The factor by which an unpacked workbook, or the text in its cells, may exceed the largest upload."""
CELLS = 2_000_000
"""The cells of the rectangle around those of a sheet that are filled."""
LAYOUT = ("column", "country_column", "encoding", "separator", "sheet", "header_row", "no_header")
MAPS = ("preset", "map", "path_columns", "fill_down")
FIELDS = (*LAYOUT, *MAPS)
"""The fields of a form that say how a table is laid out, as the options of ``unitgraph screen``; ``map`` is the text of
a column map."""
CHOSEN = "chosen"
"""The field of a form whose columns were picked from a preview: without ``country_column``, there is none."""
LOOKED_AT = 8
"""The number of rows in a preview."""
LONGEST_CELL = 80
"""The number of characters of a cell in a preview."""
LONGEST_MAP = 64 << 10
"""The number of characters that a column map may have."""
MOST_SHEETS = 20
"""The number of sheets that are looked through for the form of a column map."""


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


def _names_of(
    columns: tuple[str, ...],
    rows: Sequence[Row],
    asked: Sequence[tuple[str, str]],
    bad: Sequence[tuple[int, str]] = (),
) -> Names:
    """The rows with what is asked of each; one that asks too long a text is not read."""
    whole = [max(map(len, each)) <= LONGEST_NAME for each in asked]
    fault = f"has a name of more than {LONGEST_NAME:,} characters"
    long = [(row.number, fault) for row, fits in zip(rows, whole, strict=True) if not fits]
    return Names(
        columns,
        tuple(row.cells for row, fits in zip(rows, whole, strict=True) if fits),
        tuple(each for each, fits in zip(asked, whole, strict=True) if fits),
        tuple(sorted((*bad, *long))),
    )


class _InMemory(MultiPartParser):
    """Keeps uploads in memory: what is screened is never written to disk."""

    spool_max_size = 1 << 30


async def _parsed(content_type: str, body: bytes, limit: int) -> FormData:
    async def flow() -> AsyncGenerator[bytes, None]:
        yield body
        # The empty piece ends the form: without it, the last field may stay unread.
        yield b""

    headers = Headers({"content-type": content_type})
    try:
        if _kind(content_type) == "multipart/form-data":
            return await _InMemory(headers, flow(), max_files=1, max_fields=20, max_part_size=limit).parse()
        if _kind(content_type) == "application/x-www-form-urlencoded":
            return await FormParser(headers, flow(), max_fields=20, max_part_size=3 * limit).parse()
    except (MultiPartException, UnicodeDecodeError, KeyError, LookupError) as error:
        raise Refusal(400, f"The form cannot be read: {getattr(error, 'message', error)}") from None
    raise Refusal(415, "Send a form: multipart/form-data or application/x-www-form-urlencoded.")


def _kind(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True)
class TablePreview:
    """The beginning of an uploaded table, from which a person picks a sheet and columns: the sheets of a workbook, the
    one that is shown, for each column what names it and how it is headed, and the first rows. ``name`` and ``country``
    name the columns that were found, if any."""

    sheets: tuple[str, ...]
    sheet: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, ...], ...]
    name: str
    country: str


@dataclass(frozen=True, slots=True)
class SentForm:
    """What a form held: its fields as text (those with names of units only where they cannot be read), whether it had
    a file, and the names, or else the reason why there are none and what to do; then also the ``preview`` of a table
    whose columns a person can pick."""

    fields: dict[str, str]
    has_file: bool = False
    names: Names | None = None
    what: str = ""
    remedy: str = ""
    where: str = ""
    preview: TablePreview | None = None

    def encoded(self) -> bytes:
        """The form as JSON."""
        return json.dumps(asdict(self), ensure_ascii=False).encode("utf-8", "replace")


def decoded_form(content: bytes) -> SentForm:
    """The form in JSON."""
    told = json.loads(content)
    if (names := told.pop("names")) is not None:
        names = Names(
            tuple(names["columns"]),
            tuple(map(tuple, names["rows"])),
            tuple((name, country) for name, country in names["asked"]),
            tuple((number, fault) for number, fault in names["bad"]),
            tuple(names["remarks"]),
        )
    if (preview := told.pop("preview")) is not None:
        preview["columns"] = tuple((name, heading) for name, heading in preview["columns"])
        preview = TablePreview(**preview)
    return SentForm(**told, names=names, preview=preview)


def read_sent(content_type: str, body: bytes, limits: Limits, more: Mapping[str, str] | None = None) -> SentForm:
    """What a form holds: an uploaded table, or pasted names; ``more`` are fields that count instead of its own.
    Rejected: what is no form, or too large."""
    sent = asyncio.run(_parsed(content_type, body, limits.text))
    fields = {name: value for name, value in sent.items() if isinstance(value, str)} | dict(more or {})
    has_file = "file" in sent
    pasted = fields.pop("names", "")
    upload = sent.get("file")
    try:
        if isinstance(upload, UploadFile) and upload.filename:
            content = upload.file.read()
            if len(content) > limits.upload:
                raise too_large(limits.upload)
            if fields.get("look"):
                return SentForm(fields, has_file, preview=_preview(content, upload.filename, fields, limits))
            names = read_names(content, upload.filename, fields, limits)
        elif len(pasted.encode("utf-8", "replace")) > limits.upload:
            raise too_large(limits.upload)
        elif pasted.strip():
            names = _pasted(pasted, limits)
        else:
            raise SourceError("screen", "No names were given", "paste some, one per line, or choose a file")
    except _Unnamed as error:
        return SentForm(fields, has_file, None, error.what, error.remedy, error.where, error.preview)
    except SourceError as error:
        # A page shows again what was pasted.
        shown = {**fields, "names": pasted} if pasted else fields
        return SentForm(shown, has_file, None, error.what, _on_page(error.remedy), error.where)
    # What is sent is kept for a while.
    if (
        sum(len(cell.encode("utf-8", "replace")) + 3 for row in (*names.rows, *names.asked) for cell in row)
        > limits.text
    ):
        raise too_large(limits.text)
    return SentForm(fields, has_file, names)


def _pasted(text: str, limits: Limits) -> Names:
    """One name per line, optionally followed by a tab, as copied from a spreadsheet, and its country."""
    lines = [line for line in text.splitlines() if line.strip()]
    check_number(len(lines), limits.names)
    if not any("\t" in line for line in lines):
        rows = [Row(number, (line.strip(),)) for number, line in enumerate(lines, 1)]
        return _names_of(("name",), rows, [(row.cells[0], "") for row in rows])
    rows = [Row(number, (*line.split("\t"), "")[:2]) for number, line in enumerate(lines, 1)]
    return _names_of(("name", "country"), rows, [(row.cells[0].strip(), row.cells[1].strip()) for row in rows])


def _form_of(filename: str, head: bytes, plain: str | None) -> str:
    known, shown = (*SUFFIXES, *PAGES, ".txt"), marked_form(head) or begins_page(head)
    if plain is None and Path(filename).suffix.lower() not in known and not shown:
        raise SourceError(filename, "unknown file format", f"use a name that ends in {', '.join(known)}")
    return form_of(filename, head, plain)


class _Unnamed(SourceError):
    """No column of names is given or found in a table; a person can pick one from its preview."""

    preview: TablePreview


def read_names(content: bytes, filename: str, fields: Mapping[str, str], limits: Limits) -> Names:
    """The names in an uploaded table; ``fields`` are those of :data:`FIELDS`, each of which may be missing or empty.

    Raises SourceError for tables that cannot be read, and rejects those that are too large with 413.
    """
    told = _told(fields)
    column_map = _told_map(told)
    form, layout, bounds = _laid_out(content, filename, told, limits)
    if column_map is not None:
        return _mapped(MappedFile(Path(filename), column_map, layout, Sent(content, bounds)), limits)
    table = _narrow(read_table(io.BytesIO(content), filename, form, layout, bounds), limits)
    try:
        name_at = name_column(table, told.get("column"))
    except SourceError as error:
        if "column" in told:
            raise
        unnamed = _Unnamed(error.where, error.what, *_without_options([error.remedy]))
        unnamed.preview = _beginning_of(table, content, bounds)
        raise unnamed from None
    picked = CHOSEN in told and "country_column" not in told
    country_at = None if picked else country_column(table, told.get("country_column"))
    with collected() as remarks:
        names = _asked(table, asking_of(table, name_at, country_at), limits)
    return replace(names, remarks=_without_options((*table.remarks, *remarks)))


_ON_PAGE = {
    "--separator": "Separator",
    "--sheet": "Sheet",
    "--header-row": "Row of the headings",
    "--no-header": "The table has no headings",
    "--column": "Name column",
    "--fill-down": "An empty cell of the path means what stands above it",
}
"""What a page calls the options of the command line that a remedy may name."""
_OF_PAGE = re.compile(f"({'|'.join(_ON_PAGE)})(?: NUMBER)?")


def _on_page(remedy: str) -> str:
    """A remedy that names the fields of the page instead of options."""
    if remedy == GIVE_ENCODING:
        fields = "give \u201cEncoding\u201d, or save the file as UTF-8"
    else:
        fields = _OF_PAGE.sub(lambda found: f"\u201c{_ON_PAGE[found[1]]}\u201d", remedy)
    folded = remedy == GIVE_ENCODING or any(each in remedy for each in _ON_PAGE if each != "--column")
    return f"{fields}; see \u201cHow the table is laid out\u201d below" if folded else fields


_OPTION = re.compile(r" \([^()]*--[^()]*\)|, with --\w+")


def _without_options(texts: Iterable[str]) -> tuple[str, ...]:
    """Remarks without the options of the command line that they name."""
    return tuple(_OPTION.sub("", each) for each in texts)


def _asked(table: Table, asking: Asking, limits: Limits) -> Names:
    """The rows of a table with what each asks."""
    rows, bad = _rows_of(table, limits)
    asked = [(text, country) for _, text, country in asking.asked(rows)]
    return _names_of(table.columns, rows, asked, bad)


def _told(fields: Mapping[str, str]) -> dict[str, str]:
    return {name: text.strip() for name in (*FIELDS, CHOSEN) if (text := fields.get(name, "")).strip()}


def _laid_out(content: bytes, filename: str, told: Mapping[str, str], limits: Limits) -> tuple[str, Layout, Bounds]:
    """The form of a table, its layout, and how far it may reach."""
    form = _form_of(filename, content[:HEAD], "csv" if set(told) & set(MAPS) else None)
    layout = Layout(
        told.get("separator"),
        told.get("encoding"),
        told.get("sheet"),
        "no_header" not in told,
        _row_number(told.get("header_row")),
        asked_headings(told.get("column"), told.get("country_column")),
        bare=True,
    )
    return form, layout, Bounds(limits.upload * UNPACKED, CELLS, limits.upload * UNPACKED)


def _preview(content: bytes, filename: str, fields: Mapping[str, str], limits: Limits) -> TablePreview:
    """The beginning of a table. Raises SourceError as :func:`read_names` does."""
    form, layout, bounds = _laid_out(content, filename, _told(fields), limits)
    table = _narrow(read_table(io.BytesIO(content), filename, form, layout, bounds), limits)
    return _beginning_of(table, content, bounds)


def _beginning_of(table: Table, content: bytes, bounds: Bounds) -> TablePreview:
    found = 0 if len(table.columns) == 1 else table.only(PATHS)
    country = table.only(COUNTRIES)
    rows = islice((row for row in table.rows if isinstance(row, Row)), LOOKED_AT)
    return TablePreview(
        tuple(sheet_names(io.BytesIO(content), table.name, bounds)),
        table.sheet,
        tuple((table.named(at), heading or f"column {table.named(at)}") for at, heading in enumerate(table.columns)),
        tuple(tuple(cell[:LONGEST_CELL] for cell in row.cells) for row in rows),
        "" if found is None else table.named(found),
        "" if country is None else table.named(country),
    )


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


def _mapped(file: MappedFile, limits: Limits) -> Names:
    """The names that a column map finds in a table."""
    with collected() as remarks:
        file.refuse_more_sheets(MOST_SHEETS)
        with asking_file(file) as (table, asking):
            names = _asked(_narrow(table, limits), asking, limits)
    return replace(names, remarks=_without_options(remarks))


def _narrow(table: Table, limits: Limits) -> Table:
    """The table, which is rejected where it has too many columns."""
    if len(table.columns) > limits.columns:
        raise Refusal(413, f"At most {limits.columns:,} columns can be screened; leave out those without names.")
    return table


def _rows_of(table: Table, limits: Limits) -> tuple[list[Row], list[tuple[int, str]]]:
    """The rows of a table, and those that cannot be read, with their faults. Rejected where the table is too large, as
    soon as it is."""
    rows: list[Row] = []
    bad: list[tuple[int, str]] = []
    characters = 0
    for row in table.rows:
        if isinstance(row, BadRow):
            bad.append((row.number, row.fault))
        else:
            rows.append(row)
            characters += sum(map(len, row.cells))
        check_number(len(rows) + len(bad), limits.names)
        if characters > limits.text:
            raise too_large(limits.text)
    return rows, bad


def check_number(count: int, most: int) -> None:
    """Reject more names than can be screened at once."""
    if count > most:
        raise Refusal(413, f"At most {most:,} names can be screened at once; `unitgraph screen` takes any number.")


def _row_number(text: str | None) -> int | None:
    if text is None:
        return None
    number = natural(text)
    if number is None or not 0 < number < 10_000:
        raise SourceError(
            "header row", f"{text[:20]!r} is not the number of a row", "give one from 1, or leave it empty"
        )
    return number
