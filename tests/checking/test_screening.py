"""Screening gives the answers of ``check``, row by row, whatever the format and the number of workers."""

from __future__ import annotations

import csv
import gc
import io
import json
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from python_calamine import CalamineWorkbook

import unitgraph
from unitgraph.checking.screening import CheckerAt, Summary, name_column, output_columns, result_cells, screen_rows
from unitgraph.cli import cli
from unitgraph.dataset.catalogue import CAVEATS
from unitgraph.exports.about import about_data
from unitgraph.exports.rows import write_rows
from unitgraph.sources.rows import Table
from unitgraph.sources.tables import read_table
from unitgraph.store.contents import bundled_store
from unitgraph.system.errors import QueryError, SourceError

NAMES = [
    ("Rapid Action Battalion", "BD"),
    ("FEDERAL POLICE", "Mexico"),
    ("Presidential Guard", ""),
    ("Belize Police Department, Anti Drug Unit", "BLZ"),
    ("Ministry of Agriculture", "MX"),
    ("=cmd()", "MX"),
    ("Torreón Station", ""),
]
STATUSES = ["listed", "contains-listed", "ambiguous", "beside-listed", "unknown", "unknown", "listed"]


def source(tmp_path: Path, rows: list[tuple[str, str]] = NAMES) -> Path:
    path = tmp_path / "names.csv"
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(("id", "unit", "where"))
        writer.writerows((number, *row) for number, row in enumerate(rows))
    return path


def screen(*arguments: str, text: str | None = None) -> Result:
    return CliRunner().invoke(cli, ["screen", *arguments], input=text)


def columns(path: Path) -> list[str]:
    return [str(path), "--column", "unit", "--country-column", "where"]


def test_columns_pass_through_and_the_result_follows(tmp_path: Path) -> None:
    done = screen(*columns(source(tmp_path)))
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [row["status"] for row in rows] == STATUSES
    assert [row["unit"] for row in rows[:1]] == ["Rapid Action Battalion"], "the input's own column"
    assert rows[0]["unit_unitgraph"] == "Rapid Action Battalion"
    assert [row["id"] for row in rows] == list("0123456")
    assert rows[1]["relation"] == "descendant"
    assert rows[1]["steps"] == "4"
    assert rows[1]["years"] == "2018"
    assert "line 60: Federal Police, Regional Security Division" in rows[1]["entry"]
    assert "7 rows screened: 2 listed, 1 contains-listed, 1 beside-listed, 2 unknown, 1 ambiguous" in done.stderr
    assert done.exit_code == 0


def test_candidates_stand_with_what_a_person_chooses_by(tmp_path: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(screen(*columns(source(tmp_path))).stdout)))
    assert rows[2]["reasons"].endswith("Presidential Guard (CF) 0.99 listed, list 2018 line 38: Presidential Guard")


def test_rows_say_what_check_says(tmp_path: Path) -> None:
    table = read_table(source(tmp_path).open("rb"), "names", "csv")
    screened = list(screen_rows(table, CheckerAt(), Summary(), "unit", "where"))
    assert len(screened) == len(NAMES)
    for (name, country), row in zip(NAMES, screened, strict=True):
        assert row[3:] == result_cells(unitgraph.check(name, country=country or None))


def test_what_a_row_says_beside_a_name_counts(tmp_path: Path) -> None:
    path = tmp_path / "made-up.csv"
    path.write_text(
        "name,parent,alias,country\nTorreon Station,Velabad Army,,MX\nTorreon Station,Federal Police,,MX\n"
        "Station of Velabad,Federal Police,Torreon Station,MX\nStation of Velabad,Mirna Army,Torreon Station,MX\n",
        encoding="utf-8",
    )
    done = screen(str(path))
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [row["status"] for row in rows] == ["ambiguous", "listed", "listed", "ambiguous"]
    assert rows[0]["reasons"].startswith("Torreon Station is not known to be under 'Velabad Army'")
    assert "superiors are taken from 'parent'" in done.stderr
    assert "other names are taken from 'alias'" in done.stderr
    again = tmp_path / "again.csv"
    again.write_text(done.stdout, encoding="utf-8")
    assert [row["status_unitgraph"] for row in csv.DictReader(io.StringIO(screen(str(again)).stdout))] == [
        row["status"] for row in rows
    ]


@pytest.mark.end_to_end
def test_two_workers_give_the_rows_of_one(tmp_path: Path) -> None:
    many = source(tmp_path, NAMES * 700)
    alone, shared = (screen(*columns(many), "--workers", count).stdout for count in ("1", "2"))
    assert alone == shared
    assert alone.count("\n") == 4901


@pytest.mark.parametrize("form", ["csv", "tsv", "jsonl", "xlsx", "parquet"])
def test_every_output_can_be_read_again(tmp_path: Path, form: str) -> None:
    output = tmp_path / f"screened.{form}"
    assert screen(*columns(source(tmp_path)), "-o", str(output)).exit_code == 0
    with output.open("rb") as stream:
        table = read_table(stream, "screened", form)
        rows = [row.cells for row in table.rows]
    assert table.columns == output_columns(("id", "unit", "where"))
    assert [row[3] for row in rows] == STATUSES
    assert rows[5][1] == "=cmd()"


def test_a_table_in_a_file_has_its_metadata_beside_it(tmp_path: Path) -> None:
    """Where CSV on the Web looks for it (Model for Tabular Data, W3C 2015, section 5.3)."""
    output = tmp_path / "screened.tsv"
    done = screen(*columns(source(tmp_path)), "--as-of", "2020-01-01", "-o", str(output))
    beside = tmp_path / "screened.tsv-metadata.json"
    assert f"Limitations, data version and date: {beside}" in done.stderr
    told = json.loads(beside.read_text(encoding="utf-8"))
    assert told["@context"] == ["http://www.w3.org/ns/csvw", {"@language": "en"}]
    assert (told["url"], told["dialect"]) == ("screened.tsv", {"delimiter": "\t"})
    assert told["schema:version"] == f"sha256:{bundled_store().info().sha256}"
    assert told["dc:creator"] == f"unitgraph {unitgraph.__version__}"
    assert set(CAVEATS) < set(told["rdfs:comment"])
    assert told["rdfs:comment"][0].startswith("As of 2020-01-01: ")
    assert "legal basis: section 620M" in told["schema:isBasedOn"][0]
    headings = [each["titles"] for each in told["tableSchema"]["columns"]]
    assert headings == output.read_text(encoding="utf-8").split("\n")[0].split("\t")


def test_other_tables_say_what_they_are_in_their_own_way(tmp_path: Path) -> None:
    import pyarrow.parquet

    digest = bundled_store().info().sha256
    for name in ("a.jsonl", "a.parquet", "a.xlsx"):
        assert screen(*columns(source(tmp_path)), "-o", str(tmp_path / name)).exit_code == 0
    told = json.loads((tmp_path / "a.jsonl-metadata.json").read_text(encoding="utf-8"))
    within = json.loads(pyarrow.parquet.read_schema(tmp_path / "a.parquet").metadata[b"unitgraph"])
    for each in (told, within):
        assert (each["data"]["sha256"], each["caveats"]) == (digest, list(CAVEATS))
    assert {each.name for each in tmp_path.iterdir() if "metadata" in each.name} == {"a.jsonl-metadata.json"}


def test_rows_on_stdout_are_rows_and_nothing_else(tmp_path: Path) -> None:
    done = screen(*columns(source(tmp_path)))
    assert len(list(csv.reader(io.StringIO(done.stdout)))) == len(NAMES) + 1
    assert "Limitations: not an official vetting decision; " in done.stderr
    assert f"version {bundled_store().info().sha256[:16]}" in done.stderr


@pytest.mark.parametrize("form", ["csv", "tsv"])
@pytest.mark.parametrize("excel", [[], ["--excel"]])
def test_a_screened_table_goes_in_again(tmp_path: Path, form: str, excel: list[str]) -> None:
    """With a comment, a byte order mark, and cells made safe: the same rows, in the lines in which they stand."""
    first, again = tmp_path / f"first.{form}", tmp_path / f"again.{form}"
    assert screen(*columns(source(tmp_path)), "--comment", *excel, "-o", str(first)).exit_code == 0
    raw = first.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf# unitgraph wrote this table. Data: " if excel else b"# unitgraph wrote this")
    assert raw.decode("utf-8-sig").split("\n")[0].count("Limitation: ") == len(CAVEATS)
    assert b"'=cmd()" in raw
    assert not (tmp_path / f"first.{form}-metadata.json").exists()
    done = screen(*columns(first), "-o", str(again))
    assert "7 rows screened: 2 listed, 1 contains-listed, 1 beside-listed, 2 unknown, 1 ambiguous" in done.stderr
    with again.open("rb") as stream:
        table = read_table(stream, "again", form)
        rows = list(table.rows)
    assert [(row.cells[1], row.cells[2]) for row in rows] == NAMES  # type: ignore[union-attr]
    with first.open("rb") as stream:
        assert [row.number for row in read_table(stream, "first", form).rows] == [3, 4, 5, 6, 7, 8, 9]


def test_the_columns_of_a_screening_are_none_of_names(tmp_path: Path) -> None:
    table = Table("made-up", ("name", "country"), iter(()))
    for _ in range(3):
        table = replace(table, columns=output_columns(table.columns))
        assert name_column(table, None) == 0
    with pytest.raises(SourceError, match="no column given for names"):
        name_column(replace(table, columns=("name", "unit")), None)


def test_the_output_is_not_the_input(tmp_path: Path) -> None:
    file = source(tmp_path)
    before = file.read_bytes()
    for command in (["screen", *columns(file)], ["read", str(file)]):
        done = CliRunner().invoke(cli, [*command, "-o", str(tmp_path / ".." / tmp_path.name / file.name)])
        assert str(done.exception).endswith("is the file that is read; give another name")
    assert file.read_bytes() == before


def test_raw_cells_stay_as_they_are(tmp_path: Path) -> None:
    assert ",'=cmd()," in screen(*columns(source(tmp_path))).stdout
    assert ",=cmd()," in screen(*columns(source(tmp_path)), "--raw").stdout


@pytest.mark.parametrize("option", ["--excel", "--comment"])
def test_what_a_format_does_not_have_is_refused(tmp_path: Path, option: str) -> None:
    output = tmp_path / "a.xlsx"
    done = screen(*columns(source(tmp_path)), "-o", str(output), option)
    assert isinstance(done.exception, SourceError)
    assert str(done.exception) == f"{option}: does not apply to xlsx; leave it out, or write csv or tsv"
    assert not output.exists()


def sheet_xml(raw: bytes, number: int = 1) -> str:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return archive.read(f"xl/worksheets/sheet{number}.xml").decode()


def test_a_workbook_holds_what_the_eye_sees() -> None:
    """Numbers and days are such, formulas are text; the heading is bold and stays, with a filter; About is a sheet."""
    output = io.BytesIO()
    cells = ("=cmd()", "0.50", "2018", "007", "2018-04-30", "2018-02-31", "a\x00b", "1234567890123456")
    about = about_data(bundled_store().info())
    write_rows([cells], tuple("abcdefgh"), "xlsx", output, about)
    xml = sheet_xml(output.getvalue())
    assert "<f>" not in xml
    with zipfile.ZipFile(io.BytesIO(output.getvalue())) as archive:
        assert 'quotePrefix="1"' in archive.read("xl/styles.xml").decode(), "or a formula when it is edited"
    assert '<pane ySplit="1"' in xml
    assert '<autoFilter ref="A1:H2"/>' in xml
    with open_sheet(output) as book:
        assert book.sheet_names == ["screened", "About"]
        told, said = (list(book.get_sheet_by_index(at).iter_rows()) for at in (0, 1))
    assert told[1] == ["=cmd()", 0.5, 2018.0, "007", date(2018, 4, 30), "2018-02-31", "a\ufffdb", "1234567890123456"]
    assert said == [list(each) for each in about.pairs()]
    assert ["Limitation", CAVEATS[0]] in said


def open_sheet(output: io.BytesIO) -> CalamineWorkbook:
    output.seek(0)
    return CalamineWorkbook.from_filelike(output)


def test_a_cell_longer_than_a_workbook_takes_shows_that_it_is_cut() -> None:
    output = io.BytesIO()
    write_rows([("x" * 40_000,)], ("name",), "xlsx", output)
    with open_sheet(output) as book:
        (_, (text,)) = book.get_sheet_by_index(0).iter_rows()
    assert (len(text), text[-2:]) == (32_767, "x\u2026")


@pytest.mark.parametrize(
    ("module", "package", "form", "raw"),
    [("xlsxwriter", "XlsxWriter", "xlsx", b""), ("pyarrow", "pyarrow", "parquet", b"x")],
)
def test_a_form_that_needs_an_extra_says_how_to_get_it(
    module: str, package: str, form: str, raw: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    message = rf'needs {package}; run: pip install "unitgraph\[{form}\]"'
    with pytest.raises(SourceError, match=f"writing a?.*{message}"):
        write_rows([("x",)], ("name",), form, io.BytesIO())
    if raw:
        with pytest.raises(SourceError, match=f"reading a?.*{message}"):
            read_table(io.BytesIO(raw), "names", form)


def test_a_sheet_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unitgraph.exports.workbook.ROWS_OF_A_SHEET", 2)
    write_rows([("x",)], ("name",), "xlsx", io.BytesIO())
    with pytest.raises(SourceError, match="xlsx: a sheet has at most 2 rows; write csv or parquet"):
        write_rows([("x",), ("y",)], ("name",), "xlsx", io.BytesIO())


def test_a_workbook_that_is_not_finished_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def rows() -> Iterator[tuple[str]]:
        yield ("x",)
        raise SourceError("names", "cannot be read", "mend it")

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    complaints: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", complaints.append)
    with pytest.raises(SourceError, match="names: cannot be read; mend it"):
        write_rows(rows(), ("name",), "xlsx", io.BytesIO())
    gc.collect()
    assert complaints == []
    assert list(tmp_path.iterdir()) == []


def test_only_found_leaves_out_the_rest(tmp_path: Path) -> None:
    done = screen(*columns(source(tmp_path)), "--only", "found", "--format", "jsonl")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["status"] for row in rows] == ["listed", "contains-listed", "beside-listed", "listed"]
    done = screen(*columns(source(tmp_path)), "--only", "ambiguous")
    assert done.stdout.count("\n") == 2


def test_no_name_is_so_long_that_it_is_looked_for_without_end() -> None:
    long = "of the Police " * 1000
    done = screen("-", "--column", "name", text=f"name,country\n{long},Nowhere\nRAB,BD\n,Nowhere\n")
    assert done.exit_code == 2
    assert "row 2: has a name of more than 10,000 characters\nrow 4: has no name\n" in done.stderr
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [row["reasons"] for row in rows[::2]] == [
        "the row has a name of more than 10,000 characters",
        "the row has no name",
    ]
    assert rows[1]["status"] == "listed"
    with pytest.raises(QueryError, match="has more than 10,000 characters"):
        unitgraph.check(long)


def test_bad_rows_are_reported_and_the_exit_code_says_so() -> None:
    done = screen("-", "--column", "name", text="name,c\nRapid Action Battalion,BD\n,BD\na,b,c\nRAB,BD\n")
    assert done.exit_code == 2
    assert "row 4: has 3 cells where the heading has 2" in done.stderr
    assert "row 3: has no name" in done.stderr
    assert "2 rows could not be screened" in done.stderr
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [row["status"] for row in rows] == ["listed", "", "ambiguous"], "an acronym of ours asks for the country"


def test_bodies_of_no_country_are_asked_as_such() -> None:
    done = screen("-", "--column", "n", "--country-column", "c", text="n,c\nTorreon Station,UN\n")
    (row,) = csv.DictReader(io.StringIO(done.stdout))
    assert row["status"] == "unknown"
    assert "unknown country" not in row["reasons"]


def test_a_country_that_is_none_is_said() -> None:
    done = screen("-", "--column", "n", "--country-column", "c", text="n,c\nTorreon Station,Nowhere\n")
    (row,) = csv.DictReader(io.StringIO(done.stdout))
    assert row["status"] == "ambiguous"
    assert "unknown country 'Nowhere'" in row["reasons"]
    assert "Torreon Station (MX)" in row["reasons"]


def test_one_country_for_all() -> None:
    done = screen("-", "--from", "lines", "--country", "CF", text="Presidential Guard\n")
    assert ",listed," in done.stdout.splitlines()[1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["missing.csv"], "missing.csv: there is no such file; check the path"),
        (
            ["-", "-o", "out.ods"],
            "--output out.ods: its name tells no format that is written; name it .csv, .tsv, .xlsx, .parquet, .jsonl",
        ),
        (["names.doc"], "names.doc"),
        (["-", "--column", "x"], "standard input: there is no column 'x'; the columns are: a, b"),
        (["-"], "standard input: no column given for names; the columns are: a, b"),
    ],
)
def test_bad_input_is_one_message(arguments: list[str], message: str) -> None:
    done = screen(*arguments, text="a,b\n1,2\n")
    assert message in str(done.exception)
    assert done.stdout == ""


def test_nothing_half_written(tmp_path: Path) -> None:
    output = tmp_path / "out.csv"
    output.write_text("before", encoding="utf-8")
    screen(str(source(tmp_path)), "--column", "nowhere", "-o", str(output))
    assert output.read_text(encoding="utf-8") == "before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["names.csv", "out.csv"]


def test_memory_stays_the_same_however_long_the_input(tmp_path: Path) -> None:
    """Rows are taken as they are asked for: an endless table gives its first rows."""

    def endless() -> object:
        from unitgraph.sources.rows import Row, Table

        def rows() -> object:
            number = 1
            while True:
                number += 1
                yield Row(number, ("Federal Police",))

        return Table("endless", ("name",), rows())  # type: ignore[arg-type]

    screened = screen_rows(endless(), CheckerAt(), Summary(), country="MX")  # type: ignore[arg-type]
    assert next(screened)[1] == "contains-listed"
