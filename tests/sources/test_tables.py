"""Tables of names as they come: every format, good and bad."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unitgraph.sources.rows import BadRow, Layout, Row, Table
from unitgraph.sources.tables import form_of, open_table, read_table
from unitgraph.system.errors import SourceError
from unitgraph.system.files import ChunkStream
from workbooks import ods, ods_row, xlsx

ROWS = [("Federal Police", "MX"), ("Dos, tres", ""), ('A "quoted" unit', "NP")]


def table(raw: bytes, form: str, separator: str | None = None, encoding: str | None = None) -> Table:
    return read_table(io.BytesIO(raw), "input", form, Layout(separator, encoding))


def workbook(rows: list[tuple[object, ...]]) -> bytes:
    return xlsx({"Units": rows})


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
    "json": json.dumps([{"name": n, "country": c} for n, c in ROWS]).encode(),
    "ods": ods(ods_row("name", "country"), *(ods_row(*each) for each in ROWS)),
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
    raw = "name,country\n\u00d3ne,MX\nTwo,MX,3\nThr".encode() + b"\xffee,MX\n\nFour,NP\n"
    assert list(table(raw, "csv").rows) == [
        Row(2, ("\u00d3ne", "MX")),
        BadRow(3, "has 3 cells where the heading has 2"),
        BadRow(4, "byte ff at offset 33 is not valid UTF-8"),
        Row(6, ("Four", "NP")),
    ]


def test_a_row_over_several_lines_has_the_number_of_its_first() -> None:
    raw = b'name\n"a\nb"\nc\n'
    assert list(table(raw, "csv").rows) == [Row(2, ("a\nb",)), Row(4, ("c",))]


def test_bad_json_lines_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unitgraph.sources.objects._BEGINNING", 2)
    raw = b'{"name": "One"}\n{"name": \n[1]\n{"name": "Two", "other": 1}\n{"name": {"a": 1}}\n{}\n{"a": 1, "a": 2}\n'
    found = list(table(raw, "jsonl").rows)
    assert found[0] == Row(1, ("One",))
    assert found[1].number == 2
    assert found[1].fault.startswith("is not JSON")
    assert found[2] == BadRow(3, "is not a JSON object with keys")
    assert found[3] == BadRow(4, "has the key 'other', which the first 2 objects lack")
    assert found[4] == Row(5, ('{"a": 1}',))
    assert found[5] == BadRow(6, "is not a JSON object with keys")
    assert found[6].fault == "is not JSON (the key 'a' stands twice)"


@pytest.mark.parametrize(
    ("raw", "form", "message"),
    [
        (b"", "csv", "input: this table is empty; give a table with a heading row"),
        (b"\n\r\n", "csv", "input: this table is empty"),
        (b'"a,b\n', "csv", r"input line 1: cannot be read \(unexpected end of data\); check its quotation marks"),
        (b"[1]\n", "jsonl", "contains no JSON object"),
        (b"PK but no workbook", "xlsx", r"input: this workbook cannot be read \("),
        (b"PAR1 but no table", "parquet", "is not a Parquet file"),
    ],
)
def test_what_is_no_table_is_refused(raw: bytes, form: str, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        table(raw, form)


def test_a_separator_is_one_character() -> None:
    assert table(b"a;b\n1;2\n", "csv", ";").columns == ("a", "b")
    with pytest.raises(SourceError, match="is not one character"):
        table(b"a;b\n", "csv", ";;")


def test_a_missing_column_names_those_there_are() -> None:
    read = table(CSV, "csv")
    assert read.column("NAME ", "names") == 0
    with pytest.raises(SourceError, match=r"input: there is no column 'unit'; the columns are: name, country"):
        read.column("unit", "names")
    with pytest.raises(SourceError, match="input: no column given for names; the columns are: name, country"):
        read.column(None, "names")
    with pytest.raises(SourceError, match=r"input: there are several columns 'a' \(A, B\); name one by its letter"):
        table(b"A,A\n", "csv").column("a", "names")


def test_the_format_is_told_by_the_name() -> None:
    assert form_of("x/names.CSV") == "csv"
    assert form_of("names.txt") == "lines"
    assert form_of("units.txt", plain="csv") == form_of("units", plain="csv") == "csv"
    assert form_of("units.tab", plain="csv") == "tsv"
    assert (form_of("a.csv", b"PK\x03\x04"), form_of("a", b"PAR1")) == ("xlsx", "parquet"), "the bytes say otherwise"
    with pytest.raises(SourceError, match=r"names\.doc: unknown file format; use a name that ends in \.csv, "):
        form_of("names.doc")


@given(st.binary(max_size=300), st.sampled_from(["csv", "tsv", "jsonl", "lines"]), st.sampled_from([None, "utf-8"]))
def test_any_bytes_give_rows_or_one_clear_error(raw: bytes, form: str, encoding: str | None) -> None:
    try:
        read = table(raw, form, encoding=encoding)
        rows = list(read.rows)
    except SourceError:
        return
    assert all(isinstance(row, BadRow) or len(row.cells) == len(read.columns) for row in rows)


def test_a_damaged_heading_is_told_and_the_other_columns_are_read() -> None:
    raw = b"\xff\xfe,a\nx,y\n"
    read = table(raw, "csv", encoding="utf-8")
    assert read.columns[1] == "a"
    fault = "byte ff at offset 0 is not valid UTF-8"
    assert list(read.rows) == [BadRow(1, fault), Row(2, ("x", "y"))]
    # Of what is asked for and is not there, the damage may be the reason.
    with pytest.raises(SourceError, match=f"input line 1: {fault}; save the file as UTF-8, or give its encoding"):
        table(raw, "csv", encoding="utf-8").column("Instituci\u00f3n", "names")


@pytest.mark.parametrize("form", sorted(SOURCES))
def test_the_first_row_that_cannot_be_read_stops_who_asks_for_sound_ones(form: str) -> None:
    assert [row.cells for row in table(SOURCES[form], form).sound_rows()] == ROWS
    read = Table("input", ("name",), iter([Row(2, ("a",)), BadRow(3, "is odd", "mend it")]), "row")
    rows = read.sound_rows()
    assert next(rows) == Row(2, ("a",))
    with pytest.raises(SourceError, match="input row 3: is odd; mend it"):
        next(rows)


def test_short_rows_are_filled_and_long_ones_told() -> None:
    read = table(b"a,b\n1\n1,2,\n\n,\n1,2,3\n", "csv")
    fault = BadRow(6, "has 3 cells where the heading has 2")
    assert list(read.rows) == [Row(2, ("1", "")), Row(3, ("1", "2")), fault]


def test_a_quotation_mark_that_is_never_closed_is_told() -> None:
    assert list(table(b'a,b\n1,2\n3,"4\n5,6\n', "csv").rows) == [
        Row(2, ("1", "2")),
        BadRow(3, "cannot be read (unexpected end of data)"),
    ]
    assert list(table(b'name\n"x" y\nz\n', "csv").rows) == [
        BadRow(2, "cannot be read (text after a closing quotation mark)"),
        Row(3, ("z",)),
    ]


def test_a_cell_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = list(table(b"name\n" + b"x" * (1 << 20) + b"\n" + b"x" * 1_048_577 + b"\ny\n", "csv").rows)
    assert len(rows[0].cells[0]) == 1_048_576
    assert rows[1:] == [BadRow(3, "cannot be read (field larger than field limit (1048576))"), Row(4, ("y",))]


def test_the_numbers_of_a_sheet_are_its_own() -> None:
    read = table(workbook([(), ("name", "year"), (), ("a", 2018), ("b",)]), "xlsx")
    assert (read.columns, read.unit) == (("name", "year"), "row")
    assert list(read.rows) == [Row(4, ("a", "2018")), Row(5, ("b", ""))]


def test_a_damaged_sheet_is_told() -> None:
    good, output = io.BytesIO(SOURCES["xlsx"]), io.BytesIO()
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(output, "w") as target:
        for each in source.infolist():
            content = source.read(each)
            target.writestr(each, content[:-40] if each.filename == "xl/worksheets/sheet1.xml" else content)
    with pytest.raises(SourceError, match=r"input: this workbook cannot be read \("):
        list(table(output.getvalue(), "xlsx").rows)


def test_a_damaged_parquet_file_is_told() -> None:
    many = parquet({"name": [f"unit {number}" for number in range(20_000)]})
    with pytest.raises(
        SourceError, match=r"input( row \d+)?: (is not a Parquet file|cannot be read, nor the rows after it) \("
    ):
        list(table(many[:100] + b"\xff" * 5000 + many[5100:], "parquet").rows)


@pytest.mark.parametrize("form", sorted(SOURCES))
def test_a_file_is_opened_by_its_name_or_its_bytes(tmp_path: Path, form: str) -> None:
    path = tmp_path / f"names.{form}"
    path.write_bytes(SOURCES[form])
    with open_table(path) as read:
        assert [row.cells for row in read.sound_rows()] == ROWS
    (bare := tmp_path / "names").write_bytes(SOURCES[form])
    for options in ({"plain": "csv"}, {"form": form}):
        with open_table(bare, **options) as read:
            assert read.columns == ("name", "country")
    with pytest.raises(SourceError, match="there is no such file"), open_table(tmp_path / "none.csv"):
        pass


def test_input_that_cannot_be_rewound_is_read() -> None:
    for form, raw in SOURCES.items():
        stream = io.BufferedReader(ChunkStream([raw[:3], raw[3:50], raw[50:]]))
        assert not stream.seekable()
        assert [row.cells for row in read_table(stream, "input", form).sound_rows()] == ROWS


def test_merged_cells_of_ods_stand_in_every_row() -> None:
    def row(*cells: str) -> str:
        return f"<table:table-row>{''.join(cells)}</table:table-row>"

    def cell(text: str, down: int = 1) -> str:
        kind = f'office:value-type="string" table:number-rows-spanned="{down}"'
        return f"<table:table-cell {kind}><text:p>{text}</text:p></table:table-cell>"

    covered = "<table:covered-table-cell/>"
    rows = [row(cell("Army", 2), cell("One")), row(covered, cell("Two")), row(cell("Navy"), cell("Three"))]
    book = ods(ods_row("Made up"), ods_row("Force", "Unit"), *rows)
    table = read_table(io.BytesIO(book), "input", "ods")
    assert [each.cells for each in table.sound_rows()] == [("Army", "One"), ("Army", "Two"), ("Navy", "Three")]


PAGE = b"""<!DOCTYPE html><html><head><meta charset="utf-8"></head><body><p>Made up.</p>
<table><tr><td>Menu</td><td>Home</td></tr></table>
<table><tr><th>Unit</th><th>Country</th></tr>
<tr><td rowspan="2">Velabad<br>Guard</td><td>Mexico</td></tr><tr><td>Belize</td></tr>
<tr><td>Polic\xc3\xada</td></tr></table></body></html>"""


def test_the_table_of_a_saved_page_is_read() -> None:
    read = table(PAGE, "html")
    assert (read.columns, read.unit) == (("Unit", "Country"), "row")
    assert list(read.rows) == [
        Row(2, ("Velabad Guard", "Mexico")),
        Row(3, ("Velabad Guard", "Belize")),
        Row(4, ("Polic\u00eda", "")),
    ]
    assert read.remarks == ["input: read from table 2 of 2 (give --sheet NUMBER for another)"]
    first = read_table(io.BytesIO(PAGE), "input", "html", Layout(sheet="1", header=False))
    assert list(first.rows) == [Row(1, ("Menu", "Home"))]
    bare = b"<table><tr><th>Unit<th>Country<tr><td><p>Velabad Guard<td>Mexico<tr><td>Police<td></table>"
    open_cells = table(bare, "html")
    assert open_cells.columns == ("Unit", "Country")
    assert list(open_cells.rows) == [Row(2, ("Velabad Guard", "Mexico")), Row(3, ("Police", ""))]
    assert [form_of(name, PAGE) for name in ("a.html", "a.htm", "a.txt", "page")] == ["html"] * 4
    assert form_of("a.html", b"<p>Text</p>") == "html"
    assert form_of("a.csv", PAGE) == "csv"


@pytest.mark.parametrize(
    ("page", "sheet", "message"),
    [
        (b"<html><ul><li>Velabad Guard</li></ul></html>", None, "has no table; save its names as a table"),
        (PAGE, "3", "there is no table '3'; give a number from 1 to 2"),
        (
            b"<table><tr><td>a<td>b</table>" * 3,
            None,
            "has 3 tables, none with a heading such as",
        ),
    ],
)
def test_a_page_without_the_table_that_is_meant(page: bytes, sheet: str | None, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        list(read_table(io.BytesIO(page), "input", "html", Layout(sheet=sheet)).rows)
