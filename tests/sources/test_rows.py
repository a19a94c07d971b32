"""Tables of names as they come: every format, good and bad."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unitgraph.sources.rows import BadRow, Row, Table, format_of, read_table
from unitgraph.system.errors import SourceError

ROWS = [("Federal Police", "MX"), ("Dos, tres", ""), ('A "quoted" unit', "NP")]


def table(raw: bytes, form: str, separator: str | None = None) -> Table:
    return read_table(io.BytesIO(raw), "input", form, separator)


def workbook(rows: list[tuple[object, ...]]) -> bytes:
    from openpyxl import Workbook

    book, output = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(output)
    return output.getvalue()


def parquet(columns: dict[str, list[object]]) -> bytes:
    import pyarrow
    from pyarrow.parquet import write_table

    output = io.BytesIO()
    write_table(pyarrow.table(columns), output)
    return output.getvalue()


CSV = b'name,country\r\nFederal Police,MX\r\n"Dos, tres",\r\n"A ""quoted"" unit",NP\r\n'
SOURCES = {
    "csv": CSV,
    "tsv": b'name\tcountry\nFederal Police\tMX\nDos, tres\t\n"A ""quoted"" unit"\tNP\n',
    "jsonl": b"\n".join(json.dumps({"name": n, "country": c or None}).encode() for n, c in ROWS),
    "xlsx": workbook([("name", "country"), *ROWS]),
    "parquet": parquet({"name": [n for n, _ in ROWS], "country": [c or None for _, c in ROWS]}),
}


@pytest.mark.parametrize("form", sorted(SOURCES))
def test_every_format_gives_the_same_rows(form: str) -> None:
    read = table(SOURCES[form], form)
    assert read.columns == ("name", "country")
    assert [row.cells for row in read.rows if isinstance(row, Row)] == ROWS


def test_lines_have_one_column_and_keep_their_numbers() -> None:
    read = table("\ufeffFederal Police\n\nPolicía\n".encode(), "lines")
    assert read.columns == ("name",)
    assert list(read.rows) == [Row(1, ("Federal Police",)), Row(3, ("Policía",))]


def test_bad_rows_are_told_and_do_not_stop_the_rest() -> None:
    raw = b"name,country\nOne,MX\nTwo\nThr\xffee,MX\n\nFour,NP\n"
    assert list(table(raw, "csv").rows) == [
        Row(2, ("One", "MX")),
        BadRow(3, "has 1 cells where the heading has 2"),
        BadRow(4, "is not UTF-8"),
        Row(6, ("Four", "NP")),
    ]


def test_a_row_over_several_lines_has_the_number_of_its_first() -> None:
    raw = b'name\n"a\nb"\nc\n'
    assert list(table(raw, "csv").rows) == [Row(2, ("a\nb",)), Row(4, ("c",))]


def test_bad_json_lines_are_told() -> None:
    raw = b'{"name": "One"}\n{"name": \n[1]\n{"name": "Two", "other": 1}\n{"name": {"a": 1}}\n{}\n'
    found = list(table(raw, "jsonl").rows)
    assert found[0] == Row(1, ("One",))
    assert found[1].number == 2
    assert found[1].fault.startswith("is not JSON")
    assert found[2] == BadRow(3, "is no JSON object with keys")
    assert found[3] == BadRow(4, "has the key 'other', which the first object has not")
    assert found[4] == Row(5, ('{"a": 1}',))
    assert found[5] == BadRow(6, "is no JSON object with keys")


@pytest.mark.parametrize(
    ("raw", "form", "message"),
    [
        (b"", "csv", "is empty"),
        (b"\xff\xfe,a\n", "csv", None),
        (b"[1]\n", "jsonl", "holds no JSON object"),
        (b"PK but no workbook", "xlsx", "is no workbook"),
        (b"PAR1 but no table", "parquet", "is no Parquet file"),
    ],
)
def test_what_is_no_table_is_refused(raw: bytes, form: str, message: str | None) -> None:
    if message is None:
        assert table(raw, form).columns[1] == "a"
        return
    with pytest.raises(SourceError, match=message):
        table(raw, form)


def test_a_separator_is_one_character() -> None:
    assert table(b"a;b\n1;2\n", "csv", ";").columns == ("a", "b")
    with pytest.raises(SourceError, match="is not one character"):
        table(b"a;b\n", "csv", ";;")


def test_a_missing_column_names_those_there_are() -> None:
    read = table(CSV, "csv")
    assert read.column("NAME ", "names") == 0
    with pytest.raises(SourceError, match=r"has no column 'unit'; its columns are: name, country"):
        read.column("unit", "names")
    with pytest.raises(SourceError, match="none is named for the names"):
        read.column(None, "names")
    with pytest.raises(SourceError, match="has several columns 'a'"):
        table(b"A,A\n", "csv").column("a", "names")


def test_the_format_is_told_by_the_name() -> None:
    from pathlib import Path

    assert format_of(Path("x/names.CSV")) == "csv"
    with pytest.raises(SourceError, match="does not tell its format"):
        format_of(Path("names.doc"))


@given(st.binary(max_size=300), st.sampled_from(["csv", "tsv", "jsonl", "lines"]))
def test_any_bytes_give_rows_or_one_clear_error(raw: bytes, form: str) -> None:
    try:
        read = table(raw, form)
    except SourceError:
        return
    for row in read.rows:
        assert isinstance(row, BadRow) or len(row.cells) == len(read.columns)
