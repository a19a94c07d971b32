"""Reading documents: what comes out as numbered lines, and what is refused with place and remedy."""

from __future__ import annotations

import hashlib
import io
import json
import os
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import fpdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unitgraph.sources import (
    Columns,
    Document,
    Line,
    LineKind,
    iter_rows,
    media_type_of,
    parse_document,
    read_document,
)
from unitgraph.system.errors import SourceError
from unitgraph.system.remarks import SourceRemark
from workbooks import xlsx

PATHS = "Federal Police, Torreon Station"


def texts(document: Document) -> list[str]:
    return [line.text for line in document.lines]


def refusal(raw: bytes, name: str = "list.txt", **options: object) -> str:
    """The message of the error that reading ``raw`` raises."""
    with pytest.raises(SourceError) as caught:
        parse_document(raw, name, **options)  # type: ignore[arg-type]
    return str(caught.value)


# Text


def test_text_keeps_bytes_digest_and_line_numbers(tmp_path: Path) -> None:
    file = tmp_path / "list.txt"
    file.write_bytes("  \u2022 San\u00a0Ignacio\r\n\r\nBelize\n".encode())
    document = read_document(file)
    assert document.name == "list.txt"
    assert document.media_type == "text/plain"
    assert document.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    assert document.lines == (Line(1, "  \u2022 San\u00a0Ignacio"), Line(2, ""), Line(3, "Belize"))
    assert [line.blank for line in document.lines] == [False, True, False]


def test_first_line_renumbers_a_part_of_a_text() -> None:
    assert [line.number for line in parse_document(b"a\nb", "x", first_line=23).lines] == [23, 24]


@pytest.mark.parametrize(
    "raw",
    [
        "Dhaka\u2019s".encode(),
        "Dhaka\u2019s".encode("utf-8-sig"),
        "\ufeffDhaka\u2019s".encode("utf-16-le"),
        "\ufeffDhaka\u2019s".encode("utf-16-be"),
        "\ufeffDhaka\u2019s".encode("utf-32-le"),
    ],
)
def test_byte_order_marks_tell_the_encoding(raw: bytes) -> None:
    assert texts(parse_document(raw, "x")) == ["Dhaka\u2019s"]


def test_only_line_feeds_and_returns_end_a_line() -> None:
    document = parse_document("a\x0bb\x0cc\x85d\u2028e\rf\r\ng\n\nh".encode(), "x")
    assert texts(document) == ["a b c d e", "f", "g", "", "h"]


def test_an_undecodable_byte_is_told_with_offset_and_line() -> None:
    assert refusal("\u00e9\n".encode() + "Dhaka\u2019s".encode("cp1252")) == (
        "list.txt line 2: byte 92 at offset 8 is not valid UTF-8; "
        "save the file as UTF-8, or give its encoding (such as cp1252)"
    )


def test_windows_1252_is_read_and_told() -> None:
    with pytest.warns(SourceRemark, match="list.txt: not UTF-8, read as Windows-1252, such as 'Dhaka\u2019s'"):
        assert texts(parse_document("ok\nDhaka\u2019s".encode("cp1252"), "list.txt")) == ["ok", "Dhaka\u2019s"]


def test_a_named_encoding_is_used_and_must_exist() -> None:
    raw = "Dhaka\u2019s".encode("cp1252")
    assert texts(parse_document(raw, "x", encoding="cp1252")) == ["Dhaka\u2019s"]
    assert "unknown encoding 'cp9'" in refusal(raw, encoding="cp9")


@pytest.mark.parametrize("raw", [b"\x00\x01\x02police\xff", b"\x7fELF\x02\x01\x01\x00", bytes(range(1, 32)) * 9])
def test_a_binary_file_is_refused(raw: bytes) -> None:
    assert refusal(raw).startswith("list.txt: this is a binary file")


@pytest.mark.parametrize("raw", [b"", b" \n\t\n"])
def test_an_empty_document_is_refused(raw: bytes) -> None:
    assert refusal(raw) == "list.txt: the document is empty; give a file that holds a list"


def test_a_line_too_long_is_refused_with_its_number() -> None:
    message = refusal(b"one\n" + b"x" * 100_001)
    assert message.startswith("list.txt line 2: the line has 100,001 characters; the limit")
    assert len(parse_document(b"x" * 100_000, "x").lines) == 1


def test_a_document_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unitgraph.sources.LARGEST_DOCUMENT", 10)
    assert "larger than 10 bytes" in refusal(b"eleven bytes")


def test_an_unknown_media_type_is_refused() -> None:
    assert "documents of type 'image/png' cannot be read; known are text/plain" in refusal(b"x", media_type="image/png")


def test_missing_file_and_directory_and_rights(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="there is no such file; check the path"):
        read_document(tmp_path / "none.txt")
    with pytest.raises(SourceError, match="this is a directory; name a file in it"):
        read_document(tmp_path)
    with pytest.raises(SourceError, match="the file cannot be opened"):
        read_document(tmp_path / ("x" * 5000))
    locked = tmp_path / "locked.txt"
    locked.write_text("x")
    locked.chmod(0)
    if not os.access(locked, os.R_OK):  # the administrator may read everything
        with pytest.raises(SourceError, match="check its rights"):
            read_document(locked)


@pytest.mark.parametrize(
    ("name", "head", "expected"),
    [
        ("a.txt", b"%PDF-1.7", "application/pdf"),
        ("a", b"PK\x03\x04", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("a.txt", b"\xef\xbb\xbf\n <!DOCTYPE HTML>", "text/html"),
        ("a", b"<html lang='en'>", "text/html"),
        ("a.CSV", b"unit", "text/csv"),
        ("a.tsv", b"unit", "text/tab-separated-values"),
        ("a.htm", b"<p>", "text/html"),
        ("a.md", b"unit", "text/plain"),
    ],
)
def test_the_kind_is_told_from_bytes_then_name(name: str, head: bytes, expected: str) -> None:
    assert media_type_of(name, head) == expected


@given(st.binary(max_size=300), st.sampled_from(["x.txt", "x.html", "x.csv", "x.xlsx", "x.pdf"]))
def test_any_bytes_give_a_document_or_a_source_error(raw: bytes, name: str) -> None:
    try:
        document = parse_document(raw, name)
    except SourceError as fault:
        refused, numbers = fault.where.startswith(name), []
    else:
        refused, numbers = False, [line.number for line in document.lines if not line.blank]
    assert refused or numbers == sorted(set(numbers))


# Web pages


def html(body: str) -> Document:
    return parse_document(f"<html><title>T</title><body>{body}</body></html>".encode(), "page.html")


def test_items_headings_and_paragraphs_are_lines_with_their_source_line() -> None:
    document = html(
        "\n<h2>Belize</h2>\n<ul>\n<li>San\n Ignacio,&nbsp;Belize</li>\n<li><p>Two</p></li>\n</ul>\n<p>End</p>"
    )
    assert document.lines == (
        Line(2, "Belize", LineKind.HEADING),
        Line(3, "", LineKind.GAP),
        Line(4, "San Ignacio,\u00a0Belize", LineKind.BULLET),
        Line(6, "Two", LineKind.BULLET),
        Line(8, "End"),
    )
    assert document.title == "T"
    assert document.numbering == "lines"


def test_what_surrounds_the_text_of_a_page_is_around_it() -> None:
    body = "<nav>\n<li>Home</nav><script>x()</script>\n<p hidden>no</p><!-- no -->\n<p>Text</p>\n<footer>no</footer>"
    assert texts(html(body)) == ["Text"]
    assert [(line.number, line.text) for line in html(body).around] == [(2, "Home"), (5, "no")]
    page = html("<p>Before</p>\n<main>\n<p>Within</p>\n<button><b>One</b>, two</button></main>\n<div>After</div>")
    assert texts(page) == ["Within"]
    assert [line.text for line in page.around] == ["Before", "One, two", "After"]
    assert [line.number for line in html("<nav>x</nav><p>a</p><p>b</p>").around] == [3]


def test_line_breaks_make_lines_and_empty_ones_between_them_stay() -> None:
    document = html("\n<p>\u2022 One<br>\n\u2022 Two<br>\n<br>\n\u2022 Three</p>")
    assert [(line.number, line.text) for line in document.lines] == [
        (2, "\u2022 One"),
        (3, "\u2022 Two"),
        (4, ""),
        (5, "\u2022 Three"),
    ]


def test_items_without_end_tags_are_still_apart() -> None:
    assert texts(html("<ul>\n<li>One\n<li>Two\n</ul>"))[1:] == ["One", "Two"]


def test_an_empty_item_does_not_make_the_next_paragraph_one() -> None:
    assert [line.kind for line in html("<li></li>\n<p>Prose</p>").lines] == [LineKind.TEXT]


def test_a_page_in_one_source_line_is_numbered_by_its_lines() -> None:
    document = html("<ul><li>One</li><li>Two</li></ul>")
    assert document.numbering == "extracted"
    assert [(line.number, line.text) for line in document.lines] == [(1, ""), (2, "One"), (3, "Two")]


@pytest.mark.parametrize("label", ["windows-1252", "ISO-8859-1"])
def test_the_page_says_its_encoding(label: str) -> None:
    raw = f"<html><meta charset='{label}'><p>Dhaka\u2019s</p>".encode("cp1252")
    assert texts(parse_document(raw, "page.html")) == ["Dhaka\u2019s"]


def test_a_byte_order_mark_stands_over_what_the_page_says() -> None:
    raw = "<html><meta charset='windows-1252'><p>Dhaka\u2019s</p>".encode("utf-8-sig")
    assert texts(parse_document(raw, "page.html")) == ["Dhaka\u2019s"]


def test_a_page_nested_too_deep_is_refused() -> None:
    assert "nested too deep" in refusal(b"<html>" + b"<b>" * 50_000 + b"x", "page.html")


def test_a_page_with_a_line_too_long_is_refused() -> None:
    assert "page.html line 1: the line has" in refusal(b"<html><p>" + b"x" * 100_001, "page.html")


# PDF


def pdf(*pages: list[str], heads: str = "", height: float = 6.0) -> bytes:
    """A PDF whose pages hold the given lines, ``height`` mm apart; an empty text is an empty line."""
    document = fpdf.FPDF()
    document.set_title("The list")
    document.set_font("Helvetica", size=11)
    for number, lines in enumerate(pages, 1):
        document.add_page()
        for line in [f"{heads} {number}"] * bool(heads) + lines:
            document.cell(0, height, line, new_x="LMARGIN", new_y="NEXT")
    return bytes(document.output())


def test_a_pdf_gives_its_lines_its_gaps_and_its_pages() -> None:
    document = parse_document(pdf(["Belize", "- One", "", "- Two"], ["- Three"]), "list.pdf")
    assert [(line.number, line.text, line.kind) for line in document.lines] == [
        (1, "Belize", LineKind.TEXT),
        (2, "- One", LineKind.TEXT),
        (3, "", LineKind.TEXT),
        (4, "- Two", LineKind.TEXT),
        (5, "", LineKind.BREAK),
        (6, "- Three", LineKind.TEXT),
    ]
    assert document.title == "The list"
    assert (document.wrapped, document.numbering) == (True, "extracted")


@pytest.mark.parametrize("height", [4.5, 6.0, 8.0])
def test_gaps_of_a_pdf_are_told_in_lines_whatever_its_line_height(height: float) -> None:
    document = parse_document(
        pdf(["- One", "- Two", "", "Belize", "- Three", "", "", "- Four"], height=height), "a.pdf"
    )
    assert texts(document) == ["- One", "- Two", "", "Belize", "- Three", "", "", "- Four"]


def test_page_numbers_and_running_heads_of_a_pdf_are_left_out() -> None:
    document = parse_document(pdf(["- One", "1"], ["- Two", "2"], ["- Three", "3"], heads="Units, page"), "list.pdf")
    assert [text for text in texts(document) if text] == ["- One", "- Two", "- Three"]


def test_a_scan_without_text_is_refused() -> None:
    message = refusal(pdf([]), "scan.pdf")
    assert message.startswith("scan.pdf: this PDF has 1 page and no text: it is a scan; run text recognition")


def test_a_damaged_pdf_is_refused() -> None:
    assert refusal(b"%PDF-1.7\nnothing", "list.pdf").startswith("list.pdf: this PDF cannot be read (")


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-256"])
def test_a_locked_pdf_is_refused_and_one_without_password_is_read(algorithm: str) -> None:
    from pypdf import PdfReader, PdfWriter

    def locked(password: str) -> bytes:
        writer = PdfWriter(PdfReader(io.BytesIO(pdf(["- One"]))))
        writer.encrypt(password, "owner", algorithm=algorithm)
        stream = io.BytesIO()
        writer.write(stream)
        return stream.getvalue()

    assert "locked with a password; save a copy without" in refusal(locked("secret"), "list.pdf")
    assert texts(parse_document(locked(""), "list.pdf")) == ["- One"]


def test_a_pdf_of_too_many_pages_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unitgraph.sources.pdf.MOST_PAGES", 1)
    assert "this PDF has 2 pages; the limit is 1" in refusal(pdf(["a"], ["b"]), "list.pdf")


# Tables


TABLE = 'unit,country\n"Rapid Action Battalion, Dhaka",Bangladesh\n\n"Presidential\nGuard",\n,Belize\nLast,BZ\n'
UNIT = Columns("unit", "country")
ROWS = (
    Line(2, "Rapid Action Battalion, Dhaka", LineKind.ROW, "Bangladesh"),
    Line(4, "Presidential\nGuard", LineKind.ROW),
    Line(7, "Last", LineKind.ROW, "BZ"),
)


def test_rows_of_a_csv_have_the_line_they_begin_on() -> None:
    document = parse_document(TABLE.encode("utf-8-sig"), "units.csv", columns=UNIT)
    assert document.lines == ROWS
    assert document.media_type == "text/csv"


def test_rows_without_a_unit_are_told() -> None:
    with pytest.warns(SourceRemark, match=r"units\.csv: 1 row left out, without text in the column 'unit' \(lines 6\)"):
        parse_document(TABLE.encode(), "units.csv", columns=UNIT)


def test_a_tsv_and_a_named_separator() -> None:
    tabbed = "unit\tcountry\nGuard, Dhaka\tBangladesh\n"
    expected = (Line(2, "Guard, Dhaka", LineKind.ROW, "Bangladesh"),)
    assert parse_document(tabbed.encode(), "units.tsv", columns=UNIT).lines == expected
    bars = tabbed.replace("\t", "|").encode()
    assert parse_document(bars, "units.csv", columns=Columns("unit", "country", separator="|")).lines == expected


def test_columns_by_number_without_headings_and_the_only_column() -> None:
    rows = b"1,Guard\n2,Station\n"
    document = parse_document(rows, "units.csv", columns=Columns("2", header=False))
    assert [(line.number, line.text) for line in document.lines] == [(1, "Guard"), (2, "Station")]
    assert texts(parse_document(rows, "units.csv", columns=Columns("2"))) == ["Station"]
    assert texts(parse_document(b"unit\nGuard\n", "units.csv")) == ["Guard"]


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (Columns("name"), "there is no column 'name'; the columns are: unit, (B), country"),
        (Columns("4"), "there is no column '4'; the columns are: unit, (B), country"),
        (Columns("unit", "land"), "there is no column 'land'; the columns are: unit, (B), country"),
        (Columns("unit", "D"), "there is no column 'D'; the columns are: unit, (B), country"),
        (Columns(header=False), "no column given for unit paths; give a column number, 1 to 3, with --column"),
        (Columns("unit", header=False), "there is no column 'unit'; give a column number, 1 to 3"),
        (Columns("unit", separator="::"), "the separator '::' is not one character; give one, such as ; or a tab"),
    ],
)
def test_a_wrong_column_is_refused_with_those_there_are(columns: Columns, message: str) -> None:
    assert refusal(b"unit,,country\na,b,c\n", "units.csv", columns=columns) == f"units.csv: {message}"


def test_markdown_tables_are_tables_in_csv_and_refused_in_text() -> None:
    told = b"Made up, of no place\n\n| # | Country | Unit |\n|--|:--:|---|\n| 1 | Peru | Lorna Post |\n"
    assert texts(parse_document(told, "made.csv")) == [" Lorna Post "]
    refused = "made.txt line 3: a Markdown table begins here; save the table as a file whose name ends in .csv"
    assert refusal(told, "made.txt") == refused
    assert len(texts(parse_document(b"Lorna | Post\n---\nSelva | Post\n", "made.txt"))) == 3


def test_text_under_the_name_of_a_workbook_is_told() -> None:
    with pytest.warns(SourceRemark, match="made.xlsx: is plain text and no workbook, and read as a text table"):
        assert texts(parse_document(b"unit,country\nLorna Post,Peru\n", "made.xlsx")) == ["Lorna Post"]


def test_faults_of_a_csv_are_told_with_their_line() -> None:
    assert refusal(b'unit\nok\n"open\nno end', "units.csv") == (
        "units.csv line 3: cannot be read (unexpected end of data); check its quotation marks and the separator"
    )
    assert refusal("unit\nok\n\u00e9\n".encode() + b"Dhaka\x92s\n", "units.csv").startswith("units.csv line 4: byte 92")
    assert "unknown encoding 'cp9'" in refusal(b"unit\n", "units.csv", encoding="cp9")
    assert "binary file" in refusal(b"unit\n\x00\x01", "units.csv")
    assert "units.csv line 2: the line has" in refusal(b"unit\n" + b"x" * 100_001, "units.csv")


def workbook(*rows: list[object], title: str = "Units") -> bytes:
    return xlsx({title: rows, "Notes": [["unit"]]})


def test_rows_of_a_workbook_have_their_number() -> None:
    raw = workbook(["id", "unit", "country"], [1, PATHS, "Mexico"], [], [2, None, "Mexico"], [3, 31], [4, " x ", " "])
    document = parse_document(raw, "units.xlsx", columns=Columns("unit", "country"))
    assert document.lines == (
        Line(2, PATHS, LineKind.ROW, "Mexico"),
        Line(5, "31", LineKind.ROW),
        Line(6, " x ", LineKind.ROW),
    )
    assert document.numbering == "rows"


def test_a_sheet_is_chosen_by_name() -> None:
    raw = workbook(["unit"], [PATHS])
    assert parse_document(raw, "u.xlsx", columns=Columns("unit", sheet="Notes")).lines == ()
    message = refusal(raw, "u.xlsx", columns=Columns("unit", sheet="None"))
    assert message == "u.xlsx: there is no sheet 'None'; its sheets are: Units, Notes"


def test_faulty_workbooks_are_refused() -> None:
    assert refusal(b"PK\x03\x04 nothing", "u.xlsx").startswith("u.xlsx: this workbook cannot be read (")
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("a.txt", "x" * 100)
    assert refusal(archive.getvalue(), "u.xlsx").startswith("u.xlsx: this archive is no workbook; ")


@pytest.mark.parametrize("suffix", ["parquet", "jsonl", "ndjson"])
def test_tables_of_typed_cells_are_lists_too(tmp_path: Path, suffix: str) -> None:
    columns = {"unit": [PATHS, "", "Guard"], "country": ["Mexico", "Belize", None]}
    path = tmp_path / f"units.{suffix}"
    if suffix == "parquet":
        import pyarrow
        from pyarrow.parquet import write_table

        write_table(pyarrow.table(columns), path)
    else:
        rows = zip(*columns.values(), strict=True)
        path.write_text("".join(json.dumps(dict(zip(columns, row, strict=True))) + "\n" for row in rows))
    expected = (Line(1, PATHS, LineKind.ROW, "Mexico"), Line(3, "Guard", LineKind.ROW))
    document = read_document(path, columns=UNIT)
    assert document.lines == tuple(iter_rows(path, columns=UNIT)) == expected
    assert document.numbering == ("rows" if suffix == "parquet" else "lines")
    assert read_document(path) == document


def test_an_empty_table_is_refused() -> None:
    assert "this table is empty" in refusal(workbook(), "u.xlsx", columns=Columns("unit", sheet="Units"))
    assert parse_document(workbook(), "u.xlsx", columns=Columns("unit")).lines == (), "the sheet that is not empty"


@pytest.mark.parametrize(
    ("module", "make", "name", "message"),
    [
        (
            "pypdf",
            lambda: pdf(["a"]),
            "list.pdf",
            'a PDF needs pypdf; run: pip install "unitgraph[pdf]"',
        ),
        (
            "python_calamine",
            workbook,
            "u.xlsx",
            'reading a workbook needs python-calamine; run: pip install "unitgraph[xlsx]"',
        ),
    ],
)
def test_a_missing_extra_is_told_with_the_command_that_installs_it(
    module: str, make: Callable[[], bytes], name: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = make()
    monkeypatch.setitem(sys.modules, module, None)
    assert refusal(raw, name).endswith(message)


def test_rows_come_one_at_a_time(tmp_path: Path) -> None:
    file = tmp_path / "units.csv"
    file.write_bytes(TABLE.encode())
    assert tuple(iter_rows(file, columns=UNIT)) == ROWS
    file.write_bytes("unit\nfirst\n\u00e9\n".encode() + b"\x92\n")
    rows = iter_rows(file)
    assert [next(rows).text, next(rows).text] == ["first", "\u00e9"]
    with pytest.raises(SourceError, match=r"units.csv line 4: byte 92"):
        next(rows)


def test_rows_of_a_workbook_and_lines_of_a_text_come_too(tmp_path: Path) -> None:
    book, text = tmp_path / "units.xlsx", tmp_path / "units.txt"
    book.write_bytes(workbook(["unit"], [PATHS]))
    text.write_text("one\n\ntwo\n")
    assert list(iter_rows(book)) == [Line(2, PATHS, LineKind.ROW)]
    assert list(iter_rows(text)) == [Line(1, "one"), Line(3, "two")]


@pytest.mark.parametrize("columns", [Columns("unit"), Columns(country_column="country"), Columns(separator=";")])
@pytest.mark.parametrize(("name", "kind"), [("list.txt", "text/plain"), ("list.html", "text/html")])
def test_columns_of_a_document_without_columns(tmp_path: Path, columns: Columns, name: str, kind: str) -> None:
    path = tmp_path / name
    path.write_text("<ul><li>A, B</li></ul>" if name.endswith("html") else "- A, B", encoding="utf-8")
    for read in (read_document, lambda path, columns: list(iter_rows(path, columns=columns))):
        with pytest.raises(SourceError, match=f"{name}: it is read as {kind}, which has no columns; name a table"):
            read(path, columns=columns)
    assert [line.text for line in iter_rows(path, columns=Columns())]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-8-sig"])
def test_rows_of_any_encoding_come_one_at_a_time(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "units.csv"
    path.write_text("unit,country\nEstaci\u00f3n,MX\n", encoding=encoding)
    chosen = None if encoding == "utf-8-sig" else encoding
    assert [line.text for line in iter_rows(path, encoding=chosen, columns=UNIT)] == ["Estaci\u00f3n"]


@pytest.mark.parametrize(
    ("raw", "encoding", "message"),
    [
        (b"unit,country\nA,B\n", "klingon", "units.csv: unknown encoding 'klingon'"),
        ("unit,country\nA,B\n".encode("utf-16") + b"\x00\xd8", "utf-16", "units.csv line 3: "),
        (
            b"unit,country\n" + b"A" * 400_000 + b"\n",
            None,
            "units.csv line 2: the line has 400,000 characters; the limit is 100,000",
        ),
    ],
)
def test_faults_of_a_table_that_is_read_row_by_row(
    tmp_path: Path, raw: bytes, encoding: str | None, message: str
) -> None:
    path = tmp_path / "units.csv"
    path.write_bytes(raw)
    with pytest.raises(SourceError) as caught:
        list(iter_rows(path, encoding=encoding, columns=UNIT))
    assert str(caught.value).startswith(message)
