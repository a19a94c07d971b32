"""The answers of a screening as a file: CSV, XLSX or JSON."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from starlette.responses import Response

from unitgraph.checking.answers import brief_dict
from unitgraph.checking.remarks import several_caveats
from unitgraph.checking.screening import RowAnswer, output_columns
from unitgraph.exports.workbook import Sheet, write_workbook
from unitgraph.sources.rows import distinct
from unitgraph.system.clock import now
from unitgraph.system.writing import csv_text
from unitgraph.web.http.rendering import PRIVATE
from unitgraph.web.http.uploads import Names
from unitgraph.web.pages.screened import Screening
from unitgraph.web.service import Service

AnsweredRows = Sequence[tuple[tuple[str, ...], RowAnswer]]
"""Rows and their answers."""


def download(service: Service, screening: Screening, form: str, only: str) -> Response:
    """The answers, those with the status ``only`` if that is not empty, as CSV or XLSX."""
    write = _csv if form == "csv" else _xlsx
    return Response(write(service, screening.names, _kept(screening, only)), 200, download_headers(form))


def download_headers(form: str) -> dict[str, str]:
    """The headers of a download in one of :data:`FORMS`."""
    name = f'attachment; filename="unitgraph-screening.{form}"'
    return {**PRIVATE, "content-disposition": name, "content-type": FORMS[form]}


def json_of(service: Service, screening: Screening, only: str) -> dict[str, Any]:
    """The answers as JSON values, as :func:`download` gives them; the rows are made one by one."""
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


def _csv(service: Service, names: Names, kept: AnsweredRows) -> bytes:
    rows = (output_columns(names.columns), *((*row, *found.cells) for row, found in kept))
    # The byte order mark tells spreadsheets that this is UTF-8.
    return csv_text(rows, "\r\n").encode("utf-8-sig", "replace")


def _xlsx(service: Service, names: Names, kept: AnsweredRows) -> bytes:
    rows = ((*row, *found.cells) for row, found in kept)
    made = io.BytesIO()
    about = replace(service.about, written=now())
    write_workbook([Sheet("Screening", output_columns(names.columns), rows)], made, about, in_memory=True)
    return made.getvalue()


FORMS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
"""The forms of a download, and their media types."""
