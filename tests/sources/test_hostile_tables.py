"""Tables that are made to do harm are refused at once, or read in bounded memory."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile
import zlib
from contextlib import nullcontext
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unitgraph.sources import compound, parse_document
from unitgraph.sources.packed import Bounds
from unitgraph.sources.rows import Layout, Row
from unitgraph.sources.tables import read_table
from unitgraph.system.errors import SourceError
from workbooks import ods, ods_row, xlsx

SMALL = Bounds(unpacked=4 << 20, cells=100_000, text=1 << 20)
BARE = Layout(bare=True)


FAKE = """<c t=' r="A1"' x='c r="A1"'/>"""
"""A cell that does not say where it is, though it seems to."""


def packed(sheet: str, **others: str) -> bytes:
    """An XLSX workbook with this as its sheet, and other parts in place of its own."""
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx({"Units": [("name",)]}))) as good, zipfile.ZipFile(output, "w", 8) as made:
        for each in good.namelist():
            text = sheet if each.endswith("sheet1.xml") else good.read(each).decode()
            made.writestr(each, others.get(each, text))
    return output.getvalue()


def sheet(rows: str) -> str:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<?xml version="1.0"?><worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'


def cell(place: str) -> str:
    at = f' r="{place}"' if place else ""
    return f'<c{at} t="inlineStr"><is><t>name</t></is></c>'


def taken(raw: bytes, form: str = "xlsx") -> list[Row]:
    table = read_table(io.BytesIO(raw), "input", form, BARE, SMALL)
    return [row for row in table.rows if isinstance(row, Row)]


@pytest.mark.parametrize(
    "rows",
    [
        f'<row r="1">{cell("A1")}</row><row r="1048576">{cell("C1048576")}</row>',
        f'<row r="1">{cell("A1")}{cell("XFD1")}</row><row r="9">{cell("A9")}</row>',
        f'<row r="1">{cell("A1")}</row><row r="20000000">{cell("A20000000")}</row>',
        f'<row r="1">{cell("A1")}</row><row r="1048576">{cell("")}</row>',
        f"<row>{cell('')}</row>{'<row/>' * 150_000}<row>{cell('')}</row>",
        f"<row>{'<c/>' * 400}</row>" * 400,
        '<row r="1">' + FAKE * 400 + f'</row><row r="1048576">{cell("A1048576")}</row>',
        f'<!-- {cell("A1") * 900} --><row r="1"><c/></row><row r="1000000"><c/></row>',
        f'<row s="1" r="1">{cell("A1")}</row><row s="1" r="1000000"><c s="2" r="B1000000"/></row>',
        '<x:row xmlns:x="x"><x:c r="XFD1000"/></x:row>',
        '<x-1.y:row xmlns:x-1.y="x"><x-1.y:c r="XFD1000"/></x-1.y:row>',
    ],
)
def test_cells_far_apart_are_refused(rows: str) -> None:
    with pytest.raises(
        SourceError, match=r"its cells extend over [\d,]+ rows and [\d,]+ columns?; 100,|comments stand"
    ):
        taken(packed(sheet(rows)))


def test_empty_rows_cost_nothing() -> None:
    assert taken(packed(sheet(f"<row>{cell('')}</row>{'<row/>' * 150_000}"))) == []
    assert taken(packed(sheet(f'<row r="1">{cell("A1")}</row>' + '<row r="1048576"/>'))) == []


def test_a_tag_is_no_less_one_where_a_block_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    far = f"""<row r="1">{cell("A1")}<c x=">" {" " * 200} r='XFD1048576'/></row>"""
    for size in range(200, 500, 41):
        monkeypatch.setattr("unitgraph.sources.packed._BLOCK", size)
        with pytest.raises(SourceError, match=r"its cells extend over|this workbook cannot be read"):
            taken(packed(sheet(far)))


@pytest.mark.parametrize("rows", ["<c 'a" * 150_000 + "'>", "<c " + "w" * 700_000 + "/>", '<c r="' * 100_000 + '">'])
def test_tags_without_sense_take_no_time(rows: str) -> None:
    with pytest.raises(SourceError, match=r"this workbook cannot be read|this table is empty"):
        taken(packed(sheet(f"<row>{rows}</row>")))


def test_a_workbook_that_unpacks_to_too_much_is_refused() -> None:
    with pytest.raises(SourceError, match=r"input: this workbook unpacks to [\d,]+ bytes in \d+ files; 4,194,304"):
        taken(packed(sheet(" " * (5 << 20))))


def test_a_size_that_is_a_lie_is_found_out() -> None:
    """The directory of an archive may tell less than a part unpacks to; then its checksum does not fit."""
    raw = packed(sheet(f"<row>{cell('')}</row>" * 20_000))
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        size = next(each.file_size for each in archive.infolist() if each.filename.endswith("sheet1.xml"))
    lie = raw.replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    assert lie != raw
    with pytest.raises(SourceError, match="this workbook cannot be read"):
        taken(lie)


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"])
def test_entities_are_refused(part: str) -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>'
    with pytest.raises(SourceError, match=r"this workbook cannot be read \(it declares XML entities\)"):
        taken(packed(sheet(""), **{part: bomb}))


def test_a_part_in_another_encoding_is_refused() -> None:
    raw = packed("x")
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as good, zipfile.ZipFile(output, "w", 8) as made:
        for each in good.namelist():
            wide = sheet(cell("XFD9")).encode("utf-16")
            made.writestr(each, wide if each.endswith("sheet1.xml") else good.read(each))
    with pytest.raises(SourceError, match=r"\(it is not in UTF-8\)"):
        taken(output.getvalue())


def repeated(rows: int, columns: int, inside: str = "") -> str:
    """An ODS row with one cell, both repeated."""
    only = f'<table:table-cell {inside} table:number-columns-repeated="{columns}"/>'
    return f'<table:table-row table:number-rows-repeated="{rows}">{only}</table:table-row>'


def test_repeated_cells_of_ods_are_counted() -> None:
    assert len(taken(ods(ods_row("name"), ods_row("Guard", repeated=50_000)), "ods")) == 50_000
    wide = repeated(1, 16_384, 'office:value-type="string"')
    for rows in (
        [ods_row("name"), ods_row("Guard", repeated=1_000_000)],
        [wide, ods_row("Guard", repeated=100)],
        [ods_row("name"), repeated(1_000_000, 1), ods_row("Guard")],
    ):
        with pytest.raises(SourceError, match="input: its cells extend over"):
            taken(ods(*rows), "ods")
    empty = repeated(1_048_000, 16_384)
    assert len(taken(ods(ods_row("name"), ods_row("Guard"), empty), "ods")) == 1


XLS = Path(__file__).parent / "files" / "velabad.xls"
"""A workbook with a cover sheet and one of three rows, as an older program writes it."""


def test_cells_of_xls_far_apart_are_refused() -> None:
    raw = XLS.read_bytes()
    assert [row.cells for row in taken(raw, "xls")] == [("Velabad Guard", "GE", "2018"), ("Velabad Post", "GE", "2019")]
    cell = struct.pack("<HHHH", 0x00FD, 10, 2, 0)  # a text in row 3, column A
    assert raw.count(cell) == 1
    for row, column in ((65_535, 2), (2, 65_535)):
        with pytest.raises(SourceError, match=r"input: its cells extend over [\d,]+ rows? and [\d,]+ columns?; "):
            taken(raw.replace(cell, struct.pack("<HHHH", 0x00FD, 10, row, column)), "xls")


@given(st.integers(0, 6_000), st.binary(min_size=1, max_size=8))
def test_a_damaged_xls_is_told(at: int, bytes_: bytes) -> None:
    raw = XLS.read_bytes()
    try:
        compound.contents(raw[:at] + bytes_ + raw[at + len(bytes_) :])
        compound.contents(raw[:at])
    except ValueError:
        return


def test_a_sheet_by_another_name_is_looked_at() -> None:
    """The parts of a workbook may be called anything, and an archive may begin with something else."""
    far = sheet(f'<row r="1">{cell("A1")}</row><row r="1048576">{cell("C1048576")}</row>')
    parts = {"xl/_rels/workbook.xml.rels": _RELATIONS, "xl/media/picture.png": far}
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed(far))) as good, zipfile.ZipFile(output, "w", 8) as made:
        for each in good.namelist():
            if not each.endswith("sheet1.xml"):
                made.writestr(each, parts.pop(each, good.read(each)))
        for name, text in parts.items():
            made.writestr(name, text)
    for raw in (output.getvalue(), b"MZ" + output.getvalue()):
        with pytest.raises(SourceError, match=r"input: its cells extend over|this workbook cannot be read"):
            taken(raw)


_TYPES = "http://schemas.openxmlformats.org"
_RELATIONS = (
    f'<Relationships xmlns="{_TYPES}/package/2006/relationships"><Relationship Id="rId1" Target="media/picture.png" '
    f'Type="{_TYPES}/officeDocument/2006/relationships/worksheet"/></Relationships>'
)


LONG = "Guards" * 500


def sharing(cells: str, texts: str = f"<si><t>name</t></si><si><t>{LONG}</t></si>") -> bytes:
    """An XLSX workbook whose cells share texts."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    named = f'<?xml version="1.0"?><sst xmlns="{space}" xmlns:a-b="{space}">{texts}</sst>'
    head = '<row><c t="s"><v>0</v></c></row>'
    return packed(sheet(head + cells).replace("<sheetData>", f'<sheetData xmlns:a-b="{space}">'), **{_SHARED: named})


_SHARED = "xl/sharedStrings.xml"
_REPEATED = '<table:table-cell table:number-columns-repeated="1000"'


@pytest.mark.parametrize(
    "value", ["<v>1</v>", "<v> 01 </v>", "<v>&#49;</v>", "<a-b:v>1</a-b:v>", '<v a=">">1</v>', "<v><?x?>1</v>"]
)
def test_a_text_that_too_many_cells_share_is_refused(value: str) -> None:
    with pytest.raises(
        SourceError, match=r"input: its cells hold [\d,]+ bytes of text, .*; 1,048,576 bytes can be read"
    ):
        taken(sharing(f'<row><c t="s">{value}</c></row>' * 1_000))


@pytest.mark.parametrize(
    "texts",
    [
        f"<a-b:si><t>name</t></a-b:si><a-b:si><t>{LONG}</t></a-b:si>",
        f"<!-- <si> --><si><t>name</t></si><si><t>{LONG}</t></si>",
        f"<si><t>name</t></si><si><r><t>{LONG[:1500]}</t></r><r><t>{LONG[1500:]}</t></r></si>",
    ],
)
def test_shared_texts_are_counted_however_they_are_written(texts: str, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = sharing('<row><c t="s"><v>1</v></c></row>' * 1_000, texts)
    for size in (1 << 20, 999):
        monkeypatch.setattr("unitgraph.sources.packed._BLOCK", size)
        with pytest.raises(SourceError, match="its cells hold"):
            taken(raw)


@pytest.mark.parametrize("told", ["uniqueCount='4000000000'", 'a="<>" uniqueCount = "999999"', 'uniqueCount="&#57;"'])
def test_more_shared_texts_than_there_are_are_refused(told: str) -> None:
    raw = sharing('<row><c t="s"><v>1</v></c></row>', "<si><t>name</t></si><si><t>Guard</t></si>")
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        parts = {each.filename: archive.read(each) for each in archive.infolist()}
    for count, fault in (('uniqueCount="2"', ""), (told, "it tells of more texts than it has")):
        changed = {**parts, _SHARED: parts[_SHARED].replace(b"<sst ", f"<sst {count} ".encode())}
        output = io.BytesIO()
        with zipfile.ZipFile(output, "w") as archive:
            for name, content in changed.items():
                archive.writestr(name, content)
        with pytest.raises(SourceError, match=fault) if fault else nullcontext():
            assert [row.cells for row in taken(output.getvalue())] == [("Guard",)]


def test_a_long_text_keeps_no_table_from_being_read() -> None:
    """One long text among many short ones is as people write; numbers are no texts."""
    rows = '<row><c t="s"><v>1</v></c></row>' + '<row><c t="s"><v>0</v></c><c><v>7</v></c></row>' * 2_000
    assert [len(row.cells[0]) for row in taken(sharing(rows))][:3] == [len(LONG), 4, 4]


@pytest.mark.parametrize(
    "rows",
    [
        [ods_row("name"), ods_row(LONG, repeated=1_000)],
        [ods_row("name"), ods_row(LONG).replace("<table:table-cell", _REPEATED)],
        [ods_row("name"), ods_row('<text:s text:c="1000000000"/>')],
    ],
)
def test_a_text_that_an_ods_repeats_too_often_is_refused(rows: list[str]) -> None:
    with pytest.raises(SourceError, match="its cells hold"):
        taken(ods(*rows), "ods")


def test_all_sheets_of_an_ods_are_counted() -> None:
    again = '</table:table><table:table table:name="Other">'
    many = [ods_row("name"), ods_row("Guard", repeated=60_000)]
    assert len(taken(ods(*many), "ods")) == 60_000
    with pytest.raises(SourceError, match="its cells extend over"):
        taken(ods(*many, again, *many), "ods")


def records(*parts: tuple[int, bytes]) -> bytes:
    return b"".join(struct.pack("<HH", kind, len(content)) + content for kind, content in parts)


def test_shared_texts_of_xls_are_counted() -> None:
    """[MS-XLS] 2.4.265 and 2.5.293: a text that goes on in the next record has its width again there."""
    rich = struct.pack("<HBHI", 3, 0b1100, 2, 5) + b"abc" + bytes(8) + b"12345"
    table = struct.pack("<II", 9, 4) + struct.pack("<HB", 4, 1) + "\u0411\u0411".encode("utf-16-le")
    more = b"\0xy" + rich + struct.pack("<HB", 900, 0) + b"z" * 100
    end = b"\1" + b"z\0" * 800 + struct.pack("<HB", 2, 0) + b"ok"
    cells = [(0x00FD, struct.pack("<HHHI", row, 0, 0, number)) for row, number in enumerate((0, 1, 2, 3, 2, 9))]
    begin = (0x0809, bytes(16))
    texts = [(0x00FC, table), (0x003C, more), (0x003C, end)]
    found = compound._contents(records(begin, *texts, begin, *cells, begin, *cells[:2]))
    assert found == (6, 1, 8, 4 + 3 + 900 + 2 + 900 + 0xFFFF + 4 + 3)


def test_all_sheets_of_an_xls_are_counted() -> None:
    begin, cell = (0x0809, bytes(16)), (0x0203, struct.pack("<HHH", 999, 99, 0))
    assert compound._contents(records(*[begin, cell] * 3))[:3] == (1000, 100, 300_000)


def test_a_text_that_an_xls_repeats_too_often_is_refused() -> None:
    raw = XLS.read_bytes()
    text = compound.contents(raw).text
    bounds = Bounds(text=text - 1)
    with pytest.raises(SourceError, match=f"its cells hold {text} bytes of text"):
        read_table(io.BytesIO(raw), "input", "xls", BARE, bounds)


def test_other_archives_are_refused() -> None:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    with pytest.raises(SourceError, match="this archive is no workbook"):
        taken(output.getvalue())
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        archive.writestr("xl/workbook.bin", b"")
    with pytest.raises(SourceError, match=r"binary workbooks \(.xlsb\) cannot be read; save it as .xlsx"):
        taken(output.getvalue())


def test_a_line_of_any_length_takes_no_more_memory_than_the_longest_that_is_read() -> None:
    class Endless(io.RawIOBase):
        left = 60

        def readable(self) -> bool:
            return True

        def seekable(self) -> bool:
            return False

        def read(self, size: int = -1) -> bytes:
            self.left -= 1
            if self.left == 59:
                return b"name\nGuard\n"
            return b"x" * (1 << 18) if self.left > 0 else b"\nPost\n" if self.left == 0 else b""

    tracemalloc.start()
    table = read_table(Endless(), "input", "csv", BARE)  # type: ignore[arg-type]
    rows = list(table.rows)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [row.cells for row in rows if isinstance(row, Row)] == [("Guard",), ("Post",)]
    assert [row.fault for row in rows if not isinstance(row, Row)] == ["the line has more than 4,194,304 bytes"]
    assert most < 24 << 20


def test_long_words_are_looked_at_in_no_more_time_than_short_ones() -> None:
    """A cell may be a picture in Base64; and one without spaces may be in Windows-1252, or in nothing that is known."""
    for end, known in (("\u00eda".encode("cp1252"), True), ("\u00eda".encode(), True), (b"\xe9" * 3_000_000, False)):
        raw = b"name\n" + b"x" * 900_000 + end + b"\nGuard\n"
        if known:
            rows = list(read_table(io.BytesIO(raw), "input", "csv", BARE).rows)
            assert rows[1] == Row(3, ("Guard",))
            continue
        with pytest.raises(SourceError, match="input line 2: this is not UTF-8"):
            read_table(io.BytesIO(raw), "input", "csv", BARE)


def test_control_characters_are_told_apart_from_text() -> None:
    raw = b"name\n" + b"Guard\n" * 20_000
    table = read_table(io.BytesIO(raw + b"Po\0st\n"), "input", "csv", BARE)
    assert [row.cells for row in table.rows if isinstance(row, Row)][-1] == ("Po\ufffdst",)
    for binary in (b"Po\0st\n" + raw, bytes(range(1, 32)) * 20):
        with pytest.raises(SourceError, match="this is a binary file"):
            read_table(io.BytesIO(binary), "input", "csv", BARE)


@pytest.mark.parametrize(
    "rows",
    [
        "<tr><td rowspan=1000 colspan=1000>Guard</td></tr>" * 200,
        "<tr>" + "<td colspan=1000>Guard</td>" * 90 + "</tr>" + "<tr><td>Guard</td></tr>" * 20,
    ],
)
def test_cells_of_a_page_that_span_too_much_are_refused(rows: str) -> None:
    page = f"<html><table><tr><th>Unit</th></tr>{rows}</table></html>".encode()
    with pytest.raises(SourceError, match="its cells extend over more than 1,000,000 places"):
        parse_document(page, "page.html")


def pdf(content: bytes, filters: str = "/FlateDecode") -> bytes:
    """A PDF of one page that draws this."""
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d/Filter[%s]>>stream\n%s\nendstream" % (len(content), filters.encode(), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    made, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(made))
        made += b"%d 0 obj%sendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(made)
    return made + b"xref\n0 6\n0000000000 65535 f \n" + table + end


def test_a_pdf_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    packer = zlib.compressobj()
    once = b"".join(packer.compress(bytes(1 << 20)) for _ in range(90)) + packer.flush()
    with pytest.raises(SourceError, match="this PDF cannot be read"):
        parse_document(pdf(zlib.compress(once), "/FlateDecode/FlateDecode"), "x.pdf")
    drawn = zlib.compress(b"BT /F 9 Tf 1 1 Td (Guard) Tj ET\n" * 400)
    assert parse_document(pdf(drawn), "x.pdf").lines
    monkeypatch.setattr("unitgraph.sources.pdf.MOST_CONTENT", 10_000)
    with pytest.raises(SourceError, match="the pages of this PDF unpack to more than 10,000 bytes"):
        parse_document(pdf(drawn), "x.pdf")


def test_text_with_nuls_is_no_text() -> None:
    for name, raw in (("x.txt", b"Ghana\n- Gu\0ard\n"), ("x.csv", b"name\nGu\0ard\n"), ("x.html", b"<html>Gu\0ard")):
        with pytest.raises(SourceError, match="this is a binary file"):
            parse_document(raw, name)


def test_columns_without_number_are_refused() -> None:
    names = ",".join(f"c{number}" for number in range(16_385))
    told = r"has 16,385 columns; at most 16,384 can be read; check what stands between its cells"
    for form, raw in (("csv", names), ("json", f'[{{"{names.replace(",", chr(34) + ":1," + chr(34))}":1}}]')):
        with pytest.raises(SourceError, match=told):
            read_table(io.BytesIO(raw.encode()), "input", form, BARE)


def test_a_message_names_so_many_columns() -> None:
    table = read_table(io.BytesIO(b"a,A,b" + b",x" * 16_000), "input", "csv", BARE)
    with pytest.raises(
        SourceError, match=r": a \(A\), A \(B\), b, x \(D\), .* and 15,903 more; name one with --column$"
    ):
        table.column(None, "names")
    assert [table.named(at) for at in (0, 2, 3, 16_002)] == ["a", "b", "D", "WQM"]


def test_remarks_and_errors_do_not_grow_with_what_they_name() -> None:
    sheets = {f"Sheet {at:020}": [["note"], ["x"]] for at in range(500)} | {"Units": [["name"], ["Guard"]]}
    book = xlsx(sheets)
    table = read_table(io.BytesIO(book), "t.xlsx", "xlsx", Layout())
    assert (table.sheet, len(table.remarks)) == ("Units", 1)
    assert "and 490 more" in table.remarks[0]
    wide = xlsx({"One": [[f"{at:03}" + "x" * 500 for at in range(500)], ["y"] * 500]})
    for content, wanted in ((book, Layout(sheet="Other")), (wide, Layout())):
        with pytest.raises(SourceError) as fault:
            read_table(io.BytesIO(content), "t.xlsx", "xlsx", wanted).column("unit", "names")
        assert len(str(fault.value)) < 8_000
