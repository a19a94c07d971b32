"""Rows as CSV and JSON Lines: what is written is what readers made by others take back."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unitgraph.system.writing import csv_text, plain_cell, safe_cell, write_csv, write_json_lines

CELLS = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("\r\n\",;\t=+-@'"), max_size=8)
ROWS = st.lists(st.lists(CELLS, min_size=2, max_size=4), max_size=5)


@given(ROWS, st.sampled_from([",", "\t"]), st.sampled_from(["\n", "\r\n"]))
def test_rows_are_read_back(rows: list[list[str]], separator: str, line_end: str) -> None:
    output = io.BytesIO()
    write_csv(output, rows, separator, line_end, raw=True)
    assert not output.closed
    text = output.getvalue().decode()
    assert list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)) == rows
    assert text.endswith(line_end) or not rows
    if separator == ",":
        assert text == csv_text(rows, line_end, raw=True)


@given(ROWS, st.sampled_from([",", "\t"]))
def test_safe_cells_are_read_back_as_they_were(rows: list[list[str]], separator: str) -> None:
    output = io.BytesIO()
    write_csv(output, rows, separator)
    cells = list(csv.reader(io.StringIO(output.getvalue().decode(), newline=""), delimiter=separator, strict=True))
    assert [[plain_cell(cell) for cell in row] for row in cells] == rows


FORMULAS = ["=1", "+1", "@x", " =1", "\t=1", "\r=1", "\tx", "\uff1dx", "\uff0b1", "\uff0d1", "\uff20x", "-x", "-1+1"]
OTHER_SIGNS = ["\u22121", "\ufe66x", "\u202e=1", "\u00ad=1", "\u2800=1"]


@pytest.mark.parametrize("text", [*FORMULAS, *OTHER_SIGNS, "\ufeff=1", "\u200b=1", "\x0b=1", "\xa0=1", "'=1", "''+1"])
def test_what_could_be_a_formula_is_made_safe(text: str) -> None:
    assert safe_cell(text) == f"'{text}"
    assert plain_cell(safe_cell(text)) == text


@pytest.mark.parametrize("text", ["", "-1", "-12.5", "-1e5", "1+1", "a=b", "'Velabad'", "#1", "(x)", "\xa0", "\u202e1"])
def test_what_is_no_formula_stays(text: str) -> None:
    assert safe_cell(text) == text
    assert plain_cell(text) == text


@given(CELLS)
def test_no_safe_cell_begins_as_a_formula(text: str) -> None:
    cell = safe_cell(text)
    assert cell[:1] not in tuple("=+@\uff1d\uff0b\uff0d\uff20\t\r\n")
    assert plain_cell(cell) == text


def test_a_carriage_return_is_quoted_whatever_ends_the_lines() -> None:
    for line_end in ("\n", "\r\n"):
        assert csv_text([("a\rb", "c")], line_end) == f'"a\rb",c{line_end}'


def test_what_utf8_lacks_is_written_as_an_escape() -> None:
    output = io.BytesIO()
    write_csv(output, [("a", "\udcff")])
    write_json_lines(output, [{"a": "\udcff", "b": "\u00e9"}])
    assert output.getvalue() == 'a,\\udcff\n{"a": "\\udcff", "b": "\u00e9"}\n'.encode()


@given(st.lists(st.dictionaries(CELLS, CELLS | st.integers() | st.none(), max_size=3), max_size=4))
def test_objects_stand_on_a_line_each(values: list[dict[str, object]]) -> None:
    output = io.BytesIO()
    write_json_lines(output, values)
    assert [json.loads(line) for line in output.getvalue().split(b"\n")[:-1]] == values
