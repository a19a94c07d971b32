"""Tables as they come: what is found out about their encoding, separator, heading row and columns, and what is said."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unitgraph.sources import parse_document
from unitgraph.sources.headings import NAMES, country_column
from unitgraph.sources.rows import Layout, Row, Table
from unitgraph.sources.tables import form_of, read_stream, read_table
from unitgraph.system.errors import SourceError
from unitgraph.system.remarks import SourceRemark
from workbooks import ods, ods_row, xlsx

BARE = Layout(bare=True)


def read(raw: bytes | str, layout: Layout = BARE, form: str = "csv") -> Table:
    return read_table(io.BytesIO(raw.encode() if isinstance(raw, str) else raw), "input", form, layout)


def cells(table: Table) -> list[tuple[str, ...]]:
    return [row.cells for row in table.rows if isinstance(row, Row)]


SPANISH = "name,country\nPolicía Federal,MX\nCuartel de Ñirihuao,CL\nUnidad “Sur” \u2013 2.ª Sección,MX\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_encodings_are_found(encoding: str) -> None:
    table = read(SPANISH.encode(encoding))
    assert cells(table)[0] == ("Policía Federal", "MX")
    assert bool(table.remarks) is (encoding in ("utf-16-le", "utf-16-be", "cp1252"))


def test_what_was_not_declared_is_said_with_a_word_to_judge_by() -> None:
    assert read(SPANISH.encode("cp1252")).remarks == [
        "input: not UTF-8, read as Windows-1252, such as 'Ñirihuao', '2.ª', 'Policía' (if wrong, give --encoding)"
    ]
    assert read(SPANISH.encode("utf-16-be")).remarks == [
        "input: read as UTF-16-BE, without a byte order mark (if wrong, give --encoding)"
    ]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Policija, Zenica: jedinica Čukovići", "cp1250"),
        ("Полиция города Велабад", "cp1251"),
        ("Jandarma Bölük Komutanl\u0131\u011f\u0131", "cp1254"),
        ("شرطة مدينة الخرطوم", "cp1256"),
        ("Sección Torreón", "mac_roman"),
        ("Policía Federal", "cp850"),
        ("警察庁 第三部", "shift_jis"),
        ("公安部第三局", "gb18030"),
        ("경찰청 제3부", "euc_kr"),
        ("Αστυνομία", "cp1253"),
    ],
)
def test_an_encoding_is_asked_for_where_it_would_be_a_guess(text: str, encoding: str) -> None:
    raw = f"name|n\nABC|1\n{text}|2\n".encode(encoding)
    with pytest.raises(SourceError, match=r"input line 3: this is not UTF-8, and which encoding .*; give --encoding"):
        read(raw)
    assert cells(read(raw, Layout(encoding=encoding)))[1] == (text, "2")


def test_damaged_utf_8_is_no_other_encoding() -> None:
    table = read("name\nPolicía\n".encode() + b"Polic\xeda\n")
    assert [row.number for row in table.rows if not isinstance(row, Row)] == [3]
    assert table.remarks == []


def test_the_whole_file_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file may be ASCII for longer than its beginning; one that cannot be rewound is told row by row."""
    monkeypatch.setattr("unitgraph.sources.delimited.BEGINNING", 64)
    raw = b"name\n" + b"Station\n" * 50 + "Policía\n".encode("cp1252")
    assert cells(read(raw))[-1] == ("Policía",)

    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    (bad,) = [row for row in read_table(Pipe(raw), "input", "csv", BARE).rows if not isinstance(row, Row)]
    assert bad.fault.startswith("byte ed at offset")


def test_unknown_encodings_are_refused() -> None:
    for name in ("klingon", "base64", "rot13", "idna", "undefined", "unicode_escape"):
        with pytest.raises(SourceError, match=f"input: unknown encoding '{name}'"):
            read(b"name\n", Layout(encoding=name))


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_separators_are_found_by_the_whole_beginning(mark: str) -> None:
    rows = [("Unit name", "Country"), ("Police, Dhaka; North", "BD"), ("Post A | B", "MX"), ("a\tb", "MX")]
    raw = "".join(mark.join(f'"{cell}"' for cell in row) + "\n" for row in rows)
    assert cells(read(raw)) == rows[1:]
    unquoted = mark.join(("Unit name", "Country", "Year")) + "\n" + mark.join(("Guard", "BD", "2018")) + "\n"
    assert read(unquoted).columns == ("Unit name", "Country", "Year")


def test_a_quotation_mark_that_is_never_closed_hides_no_separator() -> None:
    table = read('name;country\n"Guard;MX\nPost;MX\n')
    assert table.columns == ("name", "country")
    assert [row.number for row in table.rows if not isinstance(row, Row)] == [2]


def test_a_first_line_may_state_the_separator() -> None:
    table = read("sep=^\r\nname^country\r\nGuard; North^GE\r\n")
    assert (table.columns, list(table.rows)) == (("name", "country"), [Row(3, ("Guard; North", "GE"))])
    assert read("sep=;\nname,country\na,b\n", Layout(separator=",")).columns == ("name", "country")


def test_a_comma_in_every_name_separates_nothing() -> None:
    raw = "name;country\nPolice, Dhaka;BD\nGuard, Velabad;GE\n"
    assert cells(read(raw)) == [("Police, Dhaka", "BD"), ("Guard, Velabad", "GE")]
    lines = "Investigation Wing, Police, Velabad\nTorreon Station, Police, Velabad\n"
    for heading in ("unit\n", "Unit name\n", ""):
        assert [row[0] for row in cells(read(heading + lines))] == lines.splitlines()
    # A name may have a word of headings in it.
    assert cells(read("Anti Drug, Unit, Police\nPost, North, Police\n"))[0] == ("Anti Drug, Unit, Police",)
    # Where commas cut out headings that are known, they are separators, with or without a space.
    assert cells(read("name, country\nGuard, BD\n")) == [("Guard", " BD")]


@pytest.mark.parametrize(
    ("above", "number"),
    [([], 1), ([("Units of Velabad",)], 2), ([("Units of Velabad",), (), ("as of", "2019"), ("secret",)], 5)],
)
def test_the_heading_row_is_found_below_titles(above: list[tuple[str, ...]], number: int) -> None:
    rows = [*above, ("No.", "Unit name", "Country"), ("1", "Guard", "GE"), ("2", "Post", "GE")]
    raw = "".join(",".join((*row, *[""] * 3)[:3]) + "\n" for row in rows)
    for table in (read(raw), read(xlsx({"Units": rows}), form="xlsx")):
        assert table.columns == ("No.", "Unit name", "Country")
        assert table.column(None, "names", NAMES) == 1
        assert [row.number for row in table.rows] == [number + 1, number + 2]
        left_out = sum(map(bool, above))
        assert len(table.above) >= left_out
        told = f"the heading is in {table.unit} {number}; {left_out} {table.unit}"
        assert any(told in remark for remark in table.remarks) is bool(above)


def test_headings_in_other_words_are_found_and_said() -> None:
    table = read("Lista;;\nInstitución;Lugar;Núm\nGuardia;Velabad;1\nPuesto;Velabad;2\n")
    assert table.columns == ("Institución", "Lugar", "Núm")
    assert table.remarks[0] == (
        "input line 2 is taken as the heading: Institución, Lugar, Núm (if there is none, give --no-header)"
    )
    asked = Layout(headings=frozenset({"Lugar"}))
    assert read("Institución;Lugar\nGuardia;Velabad\n", asked).remarks == []


def test_the_heading_row_may_be_given_or_denied() -> None:
    raw = "name,country\nGuard,GE\nX,Y\n"
    assert read(raw, Layout(header_row=3)).columns == ("X", "Y")
    table = read(raw, Layout(header=False))
    assert (table.columns, cells(table)[0]) == (("1", "2"), ("name", "country"))
    assert (table.column("2", "names"), table.column("B", "names")) == (1, 1)
    with pytest.raises(SourceError, match="input line 9: there is no heading; give the number of the row"):
        read(raw, Layout(header_row=9))


def test_one_column_without_a_heading_that_is_known() -> None:
    """Names that are asked about need none; of a list, it would be an entry or one would be lost."""
    assert cells(read("Guard\nPost\n")) == [("Guard",), ("Post",)]
    assert cells(read("Name\nPost\n")) == [("Post",)]
    with pytest.raises(
        SourceError, match="input line 1: cannot tell whether 'Guard' is a heading; give --header-row 1, or --no-header"
    ):
        read("Guard\nPost\n", Layout())


def test_columns_by_heading_number_and_letter() -> None:
    table = read("Name,Name,B,\na,b,c,d\n")
    assert [table.column(name, "names") for name in ("1", "A", "2", "B", "3", "C", "D")] == [0, 0, 1, 2, 2, 2, 3]
    with pytest.raises(SourceError, match=r"there are several columns 'name' \(A, B\); name one by its letter"):
        table.column("name", "names")
    with pytest.raises(SourceError, match=r"the columns are: Name \(A\), Name \(B\), B, \(D\)$"):
        table.column("E", "names")


def test_usual_headings_need_not_be_named() -> None:
    for heading in ("Name", "UNIT NAME", "unit_name", " Organisation "):
        assert read(f"id,{heading},Country\n1,a,b\n").column(None, "names", NAMES) == 1
    with pytest.raises(SourceError, match="no column given for names; the columns are: Unit, Name"):
        read("Unit,Name\na,b\n").column(None, "names", NAMES)
    table = read("name,Country\na,b\n")
    assert country_column(table, None) == 1
    assert table.remarks == ["input: countries are taken from the column 'Country'"]
    assert country_column(read("name,country,nation\na,b,c\n"), None) is None


@pytest.mark.parametrize(
    "headings",
    [
        "Unidade;Pa\u00eds",
        "Birim;\u00dclke",
        "Einheit;Land",
        "\u041d\u0430\u0437\u0432\u0430\u043d\u0438\u0435;\u0421\u0442\u0440\u0430\u043d\u0430",
        "\u0627\u0644\u0648\u062d\u062f\u0629;\u0627\u0644\u0628\u0644\u062f",
    ],
)
def test_usual_headings_are_known_in_many_languages(headings: str) -> None:
    table = read(f"Made up;\n{headings}\nPost 4;GE\n")
    assert (table.column(None, "names", NAMES), country_column(table, None)) == (0, 1)


def test_columns_of_a_list_that_name_superiors_and_other_names_are_read_and_told() -> None:
    raw = b"Unit,Parent unit,Country,Alias,Note\nMirna Guard,Velabad Army,KE,MG;M.G.,x\n"
    with pytest.warns(SourceRemark, match="superiors are taken from 'Parent unit'"):
        (line,) = parse_document(raw, "made-up.csv").lines
    assert (line.text, line.country, line.above, line.aliases) == (
        "Mirna Guard",
        "KE",
        ("Velabad Army",),
        ("MG", "M.G."),
    )


def test_headings_with_a_tab_between_them_are_two() -> None:
    assert read(b"unit\tname\na\tGuard\n").columns == ("unit", "name")
    assert read(b"unit name\nGuard\n").columns == ("unit name",)


def test_columns_of_a_list_that_are_not_read_are_told() -> None:
    with pytest.warns(SourceRemark, match="the columns are not read: 'Seen in', 'Note' "):
        parse_document(b"Unit,Seen in,Note,Country\nMirna Guard,Lorna,x,KE\n", "made-up.csv")


def test_columns_of_a_list_that_may_name_superiors_and_are_not_read_are_told() -> None:
    raw = b"Unit,Parent unit,Superior,Parent in Spanish\nMirna Guard,Velabad Army,Velabad Army,x\n"
    with pytest.warns(SourceRemark, match="not read: 'Superior', 'Parent in Spanish', which may name"):
        (line,) = parse_document(raw, "made-up.csv").lines
    assert line.above == ("Velabad Army",)


def test_rows_of_totals_without_a_number_are_left_out() -> None:
    told = ("Total units", "TOTAL GENERAL", "Total g\u00e9n\u00e9ral", "Total de unidades", "Grand total", "Sous-total")
    rows = "".join(f"{each},\n" for each in told)
    table = read(f"Unit,Country\nTotal Defence Guard,KE\n{rows}Alpha,KE\n".encode())
    assert [row.cells[0] for row in table.rows] == ["Total Defence Guard", "Alpha"]
    assert len(table.remarks) == len(told)


def test_rows_of_totals_are_left_out_and_told() -> None:
    table = read("name,n\nTotal Security Unit,1\nTotal,2\nGrand total: 3,\nTotal,of all\n,\n")
    assert cells(table) == [("Total Security Unit", "1"), ("Total", "of all")]
    assert table.remarks == [f"input line {number} is left out: it is a row of totals" for number in (3, 4)]


def test_sheets_that_are_not_read_are_told() -> None:
    cover, units = [("Read this first",), ("then that",)], [("Unit name", "Country"), ("Guard", "GE")]
    raw = xlsx({"Cover": cover, "Empty": [], "Units": units, "Old": [("x",)]})
    table = read(raw, form="xlsx")
    assert (table.sheet, cells(table)) == ("Units", [("Guard", "GE")])
    assert table.remarks == [
        "input: read from the sheet 'Units'; not read: 'Cover', 'Old' (give --sheet NAME for another)"
    ]
    for sheet in ("units", "3"):
        assert read(raw, Layout(sheet=sheet), "xlsx").remarks == []
    assert cells(read(raw, replace(BARE, sheet="Cover"), "xlsx")) == cover
    with pytest.raises(SourceError, match="there is no sheet '5'; its sheets are: Cover, Empty, Units, Old"):
        read(raw, Layout(sheet="5"), "xlsx")


def test_merged_cells_count_for_every_row() -> None:
    rows = [("Country", "Name"), ("", "Guard"), ("", "Post"), ("MX", "Station")]
    raw = xlsx({"Units": rows}, lambda sheet: sheet.merge_range(1, 0, 2, 0, "GE"))
    assert cells(read(raw, form="xlsx")) == [("GE", "Guard"), ("GE", "Post"), ("MX", "Station")]


def test_cells_of_a_sheet_keep_their_letters_and_look_as_they_do() -> None:
    import datetime

    day = datetime.datetime(2018, 4, 30)
    rows = [(), ("", "", "Name", "Since", "n", "x"), ("", "", "Guard", day, 2018.0, True), ("", "", 31, "", 0.1 + 0.2)]
    table = read(xlsx({"Units": rows}), form="xlsx")
    assert (table.column("C", "names"), table.column("3", "names")) == (0, 0)
    assert list(table.rows) == [Row(3, ("Guard", "2018-04-30", "2018", "true")), Row(4, ("31", "", "0.3", ""))]


def test_json_is_read_wherever_its_pieces_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unitgraph.sources.delimited.BEGINNING", 7)
    rows = [{"name": f"Policía {number}", "aliases": ["a", "b"], "n": number} for number in range(5)]
    rows.append({"name": "short"})
    table = read(json.dumps(rows, ensure_ascii=False, indent=1), form="json")
    assert table.columns == ("name", "aliases", "n")
    assert list(table.rows)[4:] == [Row(5, ("Policía 4", "a | b", "4")), Row(6, ("short", "", ""))]


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ('{"units": []}', "this is JSON, but no array of objects"),
        ("[]", "contains no JSON object"),
        ('[{"a": 1}, {"a": ]', r"input row 2: is not JSON \("),
        ('[{"a": 1}, {"a": 1, "b": {"c": 1, "c": 2}}]', r"input row 2: is not JSON \(the key 'c' stands twice\)"),
        ('[{"a": 1}', r"input row 2: is not JSON \("),
        ("[" * 100_000, r"input row 1: is not JSON \("),
    ],
)
def test_json_that_is_no_table_is_refused(raw: str, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        list(read(raw, form="json").rows)


def test_content_tells_the_format_before_the_name() -> None:
    assert form_of("units.xls", b"name\tcountry\n") == "csv"
    assert form_of("units.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") == "xls"
    assert form_of("units.csv", b' [ {"name": "a"}]') == "json"
    assert form_of("units.json", b'{"name": "a"}') == "json"
    assert form_of("units.csv", b"[Name],Country\n") == "csv"
    assert form_of("units.xlsx", ods(ods_row("name"))[:1024]) == "ods"
    tabs = "Unit\tCountry\nGuard\tGE\n"
    assert form_of("units.txt", tabs.encode()) == form_of("units.txt", tabs.encode("utf-16")) == "tsv"
    assert form_of("units.txt", b"Unit\nGuard\tGE\n") == "lines"
    with pytest.raises(SourceError, match="this is a web page or another XML document, not a workbook"):
        form_of("units.xls", b"<html><table>")


def test_standard_input_shows_its_format() -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    for raw in (b"Guard\nPost\n", b'[{"name": "Guard"}, {"name": "Post"}]', xlsx({"Units": [("Guard",), ("Post",)]})):
        table = read_stream(Pipe(raw), "standard input", BARE)
        assert cells(table) == [("Guard",), ("Post",)]


@given(st.lists(st.lists(st.text(max_size=6), min_size=1, max_size=4), min_size=1, max_size=8))
def test_whatever_a_csv_holds_nothing_of_it_vanishes_unsaid(rows: list[list[str]]) -> None:
    """Every cell with text is in the heading, above it, in a row, or in a row that is told to be bad or left out."""
    import csv

    output = io.StringIO(newline="")
    csv.writer(output).writerows(rows)
    try:
        table = read(output.getvalue().encode("utf-8", "replace"))
    except SourceError:
        return
    taken = list(table.rows)
    said = len(taken) + len(table.above) + table.headed + sum("row of totals" in each for each in table.remarks)
    with_text = sum(any(cell.strip() for cell in row) for row in rows)
    assert said >= with_text or any(not isinstance(row, Row) for row in taken)
