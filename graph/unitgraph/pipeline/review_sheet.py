"""Questions as a sheet to fill in, and the decisions in a completed one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from unitgraph.pipeline.asking import Fields, Question
from unitgraph.pipeline.review import answered
from unitgraph.sources.rows import Layout
from unitgraph.sources.tables import PLAIN, open_table
from unitgraph.system.errors import RulingError, SourceError
from unitgraph.system.writing import csv_text

SHEET = ("id", "topic", "lines", "text", "question", "evidence", "choices", "answer", "given", "reason")


def write_sheet(asked: Iterable[Question]) -> str:
    """The questions as a CSV sheet to fill in: ``answer`` takes the key of a choice, ``given`` the text that it asks
    for, ``reason`` the reason, without which no answer is taken. Rows without an answer stay open."""
    return csv_text((SHEET, *map(_sheet_row, asked)))


def _sheet_row(each: Question) -> tuple[str, ...]:
    choices = " | ".join(f"{choice.key}: {choice.label}" for choice in each.choices)
    lines = " ".join(map(str, each.lines))
    return (each.id, each.topic, lines, each.text, each.ask, " | ".join(each.evidence), choices, "", "", "")


def read_sheet(path: Path, asked: Iterable[Question], layout: Layout = PLAIN) -> list[tuple[Question, Fields, str]]:
    """The decisions in a completed sheet. Raises RulingError with file, row and remedy for an answer that is not one of
    the choices or has no reason, a question that is not open, and a file that is not such a sheet."""
    known = {each.id: each for each in asked}
    decided: list[tuple[Question, Fields, str]] = []
    for where, row in _sheet_rows(path, layout):
        key = row["answer"].strip()
        if not key:
            continue
        question = known.get(row["id"])
        if question is None:
            raise RulingError(where, f"question {row['id']!r} is not open", "write a new sheet, or clear its answer")
        choice = question.choice(key)
        if choice is None:
            keys = ", ".join(each.key for each in question.choices)
            raise RulingError(where, f"{key!r} is not an answer", f"use one of {keys}")
        try:
            fields, reason = answered(question, choice, row["given"]), row["reason"].strip()
        except RulingError as error:
            raise RulingError(where, error.what, f"{error.remedy} in the column 'given'") from None
        if not reason:
            raise RulingError(where, "the answer has no reason", "say in the column 'reason' why it was decided so")
        decided.append((question, fields, reason))
    return decided


def answered_rows(path: Path, layout: Layout = PLAIN) -> list[tuple[str, str]]:
    """The position of each row with an answer, for messages, and the id of its question."""
    return [(where, row["id"]) for where, row in _sheet_rows(path, layout) if row["answer"].strip()]


def placed(error: RulingError, path: Path, layout: Layout = PLAIN) -> RulingError:
    """An error of the rulings that answers became, with the row of the sheet that it is about, if it is about one."""
    rows = answered_rows(path, layout)
    found = (where for where, each in rows if re.search(rf"(?<![\w-]){re.escape(each)}(?![\w-])", error.where))
    about = next(found, None)
    return error if about is None else RulingError(about, error.what, error.remedy)


def _sheet_rows(path: Path, layout: Layout) -> list[tuple[str, dict[str, str]]]:
    """The position of each row, for messages, with its cells by column."""
    try:
        with open_table(path, replace(layout, headings=frozenset(SHEET)), plain="csv") as table:
            columns = table.columns
            rows = [(table.where(row.number), dict(zip(columns, row.cells, strict=True))) for row in table.sound_rows()]
    except SourceError as error:
        raise RulingError(error.where, f"cannot be read as a sheet: {error.what}", error.remedy) from None
    missing = {"id", "answer", "given", "reason"} - set(columns)
    if missing:
        raise RulingError(
            str(path), f"lacks the column {', '.join(sorted(missing))}", "use the sheet as it was written"
        )
    return rows
