"""The answers of a screening as a file: CSV, XLSX or JSON."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from starlette.responses import Response

from unitgraph.checking.answers import brief_dict
from unitgraph.checking.remarks import several_caveats
from unitgraph.checking.screening import RowAnswer, output_columns
from unitgraph.exports.workbook import Sheet, write_workbook
from unitgraph.sources.rows import distinct
from unitgraph.system.clock import now
from unitgraph.system.writing import csv_text
from unitgraph.web.http.rendering import DESCRIBED_BY
from unitgraph.web.http.uploads import Names
from unitgraph.web.pages.screened import Screening
from unitgraph.web.service import Service

AnsweredRows = Sequence[tuple[tuple[str, ...], RowAnswer]]
"""Rows and their answers."""


def download(service: Service, screening: Screening, form: str, only: str) -> Response:
    """The answers, those with the status ``only`` if that is not empty, in one of :data:`FORMS`."""
    write, kind = FORMS[form]
    kept = [(row, found) for _, row, found in screening.kept if only in ("", found.status)]
    headers = {
        "content-disposition": f'attachment; filename="unitgraph-screening.{form}"',
        "cache-control": "no-store",
        "link": DESCRIBED_BY,
        "content-type": kind,
    }
    return Response(write(service, screening.names, kept), 200, headers)


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


def _json(service: Service, names: Names, kept: AnsweredRows) -> bytes:
    rows = [
        {
            "row": dict(zip(distinct(names.columns), row, strict=True)),
            "answer": brief_dict(found.answer) if found.answer else None,
            "reasons": found.reasons,
        }
        for row, found in kept
    ]
    about = replace(service.about, written=now()).as_dict()
    content = {"rows": rows, "caveats": caveats_of(found for _, found in kept), "about": about}
    return json.dumps(content, ensure_ascii=False, indent=1).encode("utf-8", "replace")


FORMS: dict[str, tuple[Callable[[Service, Names, AnsweredRows], bytes], str]] = {
    "csv": (_csv, "text/csv; charset=utf-8"),
    "xlsx": (_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "json": (_json, "application/json"),
}
"""What writes each form of a download, and its media type."""
