"""Screening in a page."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from unitgraph.cli import cli
from unitgraph.web.pages.screening import safe_cell
from workbooks import xlsx

NAMES = "Torreon Station\nFederal Police\tMexico\nMinistry of Silly Walks\n\n=cmd()"
HTML = {"accept": "text/html"}


def rows_of(response: object) -> list[list[str]]:
    page = BeautifulSoup(response.text, "html.parser")  # type: ignore[attr-defined]
    return [
        [" ".join(cell.get_text(" ").split()) for cell in row.find_all(["th", "td"])] for row in page.select("tbody tr")
    ]


def test_pasted_names(client: TestClient) -> None:
    response = client.post("/screen", data={"names": NAMES}, headers=HTML)
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"
    rows = rows_of(response)
    assert [row[:3] for row in rows] == [
        ["Torreon Station", "listed", "Torreon Station"],
        ["Federal Police", "contains-listed", "Federal Police"],
        ["Ministry of Silly Walks", "unknown", rows[2][2]],
        ["=cmd()", "unknown", rows[3][2]],
    ]
    assert rows[0][5] == "list 2018 line 60"
    assert float(rows[0][3]) > 0.9
    assert "the same name" in rows[0][4]


def test_the_page_carries_the_table_to_filters_and_downloads(client: TestClient) -> None:
    page = BeautifulSoup(client.post("/screen", data={"names": NAMES}, headers=HTML).text, "html.parser")
    carried = page.select_one("input[name=carried]")
    assert carried is not None
    sent = {"carried": str(carried["value"]), "country": ""}
    filtered = rows_of(client.post("/screen", data={**sent, "only": "listed"}, headers=HTML))
    assert [row[0] for row in filtered] == ["Torreon Station"]
    table = client.post("/screen", data={**sent, "format": "csv"})
    assert table.headers["content-disposition"] == 'attachment; filename="unitgraph-screening.csv"'
    rows = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"), newline="")))
    assert [row["status"] for row in rows] == ["listed", "contains-listed", "unknown", "unknown"]
    assert rows[3]["name"] == "'=cmd()"
    assert "line 60" in rows[0]["entry"]
    found = json.loads(client.post("/screen", data={**sent, "format": "json"}).content)
    assert found["rows"][0]["answer"]["findings"][0]["entry"]["line"] == 60
    assert found["rows"][3]["row"]["name"] == "=cmd()"
    assert len(found["caveats"]) == 9


@given(st.text(max_size=12))
def test_no_cell_can_be_a_formula(text: str) -> None:
    cell = safe_cell(text)
    assert cell.lstrip()[:1] not in tuple("=+-@")
    assert cell in (text, f"'{text}")


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", " =1", "\t=1", "\r=1", "\tx"])
def test_what_could_be_a_formula_is_quoted(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


def test_rows_say_what_the_command_says(client: TestClient, tmp_path: Path) -> None:
    """Countries that are none, countries in place of an empty cell, and rows without a name: in one piece of code."""
    text = "name,country\nTorreon Station,Atlantis\nPresidential Guard,\n,MX\nPresidential Guard,Mexico\n"
    table = tmp_path / "names.csv"
    table.write_text(text, encoding="utf-8")
    options = ["--column", "name", "--country-column", "country", "--country", "CF"]
    by_command = CliRunner().invoke(cli, ["screen", str(table), *options]).stdout
    fields = {"country": "Central African Republic", "format": "csv"}
    response = client.post("/screen", data=fields, files={"file": ("names.csv", text.encode())})
    assert response.content.decode("utf-8-sig").splitlines() == by_command.splitlines()
    assert "unknown country 'Atlantis'" in by_command
    assert "the row has no name" in by_command
    page = rows_of(_upload(client, text.encode(), "names.csv", country="CF"))
    assert [row[1] for row in page] == ["ambiguous", "listed", "", "unknown"]
    assert "unknown country 'Atlantis'" in page[0][4]
    assert page[2][4] == "the row has no name"
    fields["format"] = "json"
    rows = client.post("/screen", data=fields, files={"file": ("names.csv", text.encode())}).json()["rows"]
    assert rows[0]["reasons"] == page[0][4]
    assert rows[2]["answer"] is None


def _upload(client: TestClient, content: bytes, name: str, **fields: str) -> object:
    return client.post("/screen", data=fields, files={"file": (name, content)}, headers=HTML)


def test_a_csv_file(client: TestClient) -> None:
    content = b'id,Unit,Country\n1,Torreon Station,MX\n2,"Zvornik Police Precinct",BA\n3,a,b,c\n'
    response = _upload(client, content, "units.csv")
    assert [row[:2] for row in rows_of(response)] == [
        ["Torreon Station", "listed"],
        ["Zvornik Police Precinct", "contains-listed"],
    ]
    assert "1 row could not be read" in response.text  # type: ignore[attr-defined]


def test_an_xlsx_file(client: TestClient) -> None:
    content = xlsx({"Units": [["body", "where"], ["Torreon Station", "Mexico"]]})
    response = _upload(client, content, "units.XLSX", column="body", country_column="where")
    assert [row[:2] for row in rows_of(response)] == [["Torreon Station", "listed"]]


def test_a_table_whose_column_is_not_told_names_its_columns(client: TestClient) -> None:
    response = _upload(client, b"a,b\n1,2\n", "t.csv")
    assert response.status_code == 400  # type: ignore[attr-defined]
    assert "no column given for names; the columns are: a, b" in response.text  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("name", "content"), [("t.pdf", b"%PDF"), ("t.xlsx", b"PK\x03\x04 broken"), ("t.csv", b""), ("t", b"x")]
)
def test_files_that_cannot_be_read(client: TestClient, name: str, content: bytes) -> None:
    assert _upload(client, content, name).status_code == 400  # type: ignore[attr-defined]


def test_a_workbook_that_unpacks_to_too_much_is_refused(small_limits: TestClient) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 2_000_000)
    assert len(packed.getvalue()) < 10_000
    response = _upload(small_limits, packed.getvalue(), "bomb.xlsx")
    assert response.status_code == 400  # type: ignore[attr-defined]
    assert "this workbook unpacks to 2,000,000 bytes" in response.text  # type: ignore[attr-defined]


def test_too_much_is_refused(small_limits: TestClient) -> None:
    assert small_limits.post("/screen", data={"names": "x" * 40_000}).status_code == 413
    assert small_limits.post("/screen", data={"names": "x\n" * 21}).status_code == 413
    assert _upload(small_limits, b"name\n" + b"x\n" * 21, "t.csv").status_code == 413  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "carried",
    [
        "[]",
        "x",
        "null",
        '[["a"],[["b"]],0,7]',
        '[["a"],[["b","c"]],0,null]',
        '[["a"],["bc"],0,null]',
        '[["a"],[["b"]],true,null]',
        "[[],[],0,null]",
    ],
)
def test_a_table_that_is_not_the_services_own_is_refused(client: TestClient, carried: str) -> None:
    assert client.post("/screen", data={"carried": carried}).status_code == 400


def test_forms_that_are_none(client: TestClient) -> None:
    assert client.post("/screen", data={"names": " "}, headers=HTML).status_code == 400
    assert client.post("/screen", content=b"x", headers={"content-type": "text/plain"}).status_code == 415
    assert client.post("/screen", content=b"x", headers={"content-type": "multipart/form-data"}).status_code == 400
    assert client.post("/screen", data={"names": "a", "country": "Atlantis"}, headers=HTML).status_code == 400


def test_nothing_is_written_to_a_disk(client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An upload of more than a megabyte would be spooled to a file by default."""
    import tempfile

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a file was opened")

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    monkeypatch.setattr(tempfile, "_TemporaryFileWrapper", refuse)
    content = b"name,more\nTorreon Station," + b"x" * 1_500_000 + b"\n"
    response = _upload(client, content[:900_000] + b"\n", "t.csv")
    assert response.status_code == 200  # type: ignore[attr-defined]
