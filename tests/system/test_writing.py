"""Rows as CSV and JSON Lines: what is written is what readers made by others take back."""

from __future__ import annotations

import csv
import io
import json

from hypothesis import given
from hypothesis import strategies as st

from unitgraph.system.writing import csv_text, write_csv, write_json_lines

CELLS = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from('\r\n",;\t'), max_size=8)
ROWS = st.lists(st.lists(CELLS, min_size=2, max_size=4), max_size=5)


@given(ROWS, st.sampled_from([",", "\t"]), st.sampled_from(["\n", "\r\n"]))
def test_rows_are_read_back(rows: list[list[str]], separator: str, line_end: str) -> None:
    output = io.BytesIO()
    write_csv(output, rows, separator, line_end)
    assert not output.closed
    text = output.getvalue().decode()
    assert list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)) == rows
    assert text.endswith(line_end) or not rows
    if separator == ",":
        assert text == csv_text(rows, line_end)


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
