"""The answers of a screening as a file: CSV, XLSX or JSON."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from unitgraph.checking.answers import brief_dict
from unitgraph.checking.remarks import several_caveats
from unitgraph.checking.screening import RowAnswer, output_columns
from unitgraph.exports.workbook import Sheet, write_workbook
from unitgraph.sources.rows import distinct
from unitgraph.system.clock import now
from unitgraph.system.processes import chunked
from unitgraph.system.writing import csv_text
from unitgraph.web.http.pieces import PIECE, Pieces, json_pieces
from unitgraph.web.http.uploads import Names
from unitgraph.web.pages.screened import Screening
from unitgraph.web.service import Service
from unitgraph.web.turns import SLICE

AnsweredRows = Sequence[tuple[tuple[str, ...], RowAnswer]]
"""Rows and their answers."""


def written(service: Service, screening: Screening, form: str, only: str) -> Pieces:
    """The answers, those with the status ``only`` if that is not empty, in one of :data:`FORMS`."""
    if form == "json":
        return json_pieces(_json(service, screening, only))
    kept = _kept(screening, only)
    return _csv(screening.names, kept) if form == "csv" else _xlsx(service, screening.names, kept)


def download_headers(form: str) -> dict[str, str]:
    """The headers of a download in one of :data:`FORMS`."""
    name = f'attachment; filename="unitgraph-screening.{form}"'
    return {"content-disposition": name, "content-type": FORMS[form]}


def _json(service: Service, screening: Screening, only: str) -> dict[str, Any]:
    kept = _kept(screening, only)
    columns = distinct(screening.names.columns)
    rows = (
        {
            "row": dict(zip(columns, row, strict=True)),
            "answer": brief_dict(found.answer) if found.answer else None,
            "reasons": found.reasons,
        }
        for row, found in kept
    )
    about = replace(service.about, written=now()).as_dict()
    return {"rows": rows, "caveats": caveats_of(found for _, found in kept), "about": about}


def _kept(screening: Screening, only: str) -> AnsweredRows:
    return [(row, found) for _, row, found in screening.kept if only in ("", found.status)]


def caveats_of(found: Iterable[RowAnswer]) -> tuple[str, ...]:
    """The caveats of all answers, each once."""
    return several_caveats(each.answer.caveats for each in found if each.answer)


def _csv(names: Names, kept: AnsweredRows) -> Iterator[bytes]:
    # The byte order mark tells spreadsheets that this is UTF-8.
    yield csv_text([output_columns(names.columns)], "\r\n").encode("utf-8-sig", "replace")
    for part in chunked(kept, SLICE):
        yield csv_text(((*row, *found.cells) for row, found in part), "\r\n").encode("utf-8", "replace")


def _xlsx(service: Service, names: Names, kept: AnsweredRows) -> Iterator[bytes]:
    rows = ((*row, *found.cells) for row, found in kept)
    made = io.BytesIO()
    about = replace(service.about, written=now())
    write_workbook([Sheet("Screening", output_columns(names.columns), rows)], made, about, in_memory=True)
    made.seek(0)
    yield from iter(lambda: made.read(PIECE), b"")


FORMS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
"""The forms of a download, and their media types."""
