"""Screening in a page."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import os
import signal
import threading
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner
from python_calamine import CalamineWorkbook
from starlette.testclient import TestClient

from unitgraph.cli import cli
from unitgraph.web import Limits, Settings, create_app
from unitgraph.web.http.keeping import KEPT_BYTES, ShortKeeping
from unitgraph.web.pages.screened import Screening
from unitgraph.web.service import Service
from workbooks import xlsx

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

NAMES = "Torreon Station\nFederal Police\tMexico\nMinistry of Silly Walks\n\n=cmd()"
HTML = {"accept": "text/html"}
JSON = {"content-type": "application/json"}


def rows_of(response: object) -> list[list[str]]:
    page = BeautifulSoup(response.text, "html.parser")  # type: ignore[attr-defined]
    return [
        [" ".join(cell.get_text(" ").split()) for cell in row.find_all(["th", "td"])] for row in page.select("tbody tr")
    ]


def test_pasted_names(client: TestClient) -> None:
    response = client.post("/screen", data={"names": NAMES}, headers=HTML, follow_redirects=True)
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"
    rows = rows_of(response)
    assert [row[:3] for row in rows] == [
        ["Torreon Station", "", "listed"],
        ["Federal Police", "Mexico", "contains-listed"],
        ["Ministry of Silly Walks", "", "unknown"],
        ["=cmd()", "", "unknown"],
    ]
    assert rows[0][3].startswith("Torreon Station (Mexico) Federal Police > Regional Security Division > ")
    assert [row[4] for row in rows] == ["this unit", "below it (4 steps)", "", ""]
    assert float(rows[0][5]) > 0.9
    assert "the same name" in rows[0][6]
    torreon = "list 2018, line 60 : Federal Police, Regional Security Division, "
    assert rows[0][7].startswith(torreon)
    assert rows[1][7].startswith("list 2018, line 61 : Federal Police, Office of the General Commissioner, ")
    assert torreon in rows[1][7]


def kept_at(client: TestClient, **sent: object) -> str:
    """The address of the answers to a form."""
    response = client.post("/screen", **sent)  # type: ignore[arg-type]
    assert response.status_code == 303, response.text
    return str(response.headers["location"])


def test_answers_are_filtered_and_downloaded_once(client: TestClient) -> None:
    sent = {"data": {"names": NAMES}}
    address = kept_at(client, **sent)
    assert len(address) > 40
    filtered = rows_of(client.get(f"{address}?only=listed", headers=HTML))
    assert [row[0] for row in filtered] == ["Torreon Station"]
    assert client.head(f"{address}.csv").status_code == 200
    table = client.get(f"{address}.csv")
    assert table.headers["content-disposition"] == 'attachment; filename="unitgraph-screening.csv"'
    rows = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"), newline="")))
    assert [row["status"] for row in rows] == ["listed", "contains-listed", "unknown", "unknown"]
    assert rows[3]["name"] == "'=cmd()"
    assert "line 60" in rows[0]["entry"]
    for gone in (address, f"{address}.csv", "/screen/" + "x" * 43):
        assert client.get(gone, headers=HTML).status_code == 410
    address = kept_at(client, **sent)
    book = client.get(f"{address}.xlsx")
    assert book.headers["content-disposition"] == 'attachment; filename="unitgraph-screening.xlsx"'
    sheets = CalamineWorkbook.from_filelike(io.BytesIO(book.content))
    assert sheets.sheet_names == ["Screening", "About"]
    assert [row[1:3] for row in sheets.get_sheet_by_index(0).to_python()[1:2]] == [["", "listed"]]
    found = json.loads(client.get(f"{kept_at(client, **sent)}.json").content)
    assert found["rows"][0]["answer"]["findings"][0]["entry"]["line"] == 60
    assert found["rows"][3]["row"]["name"] == "=cmd()"
    assert len(found["caveats"]) == 9
    about = found["about"]
    assert (about["data"]["store"], about["caveats"]) == ("the bundled list 2018", found["caveats"])
    assert about["data"]["sources"][0]["legalBasis"].startswith("section 620M")
    assert table.headers["link"] == '</.well-known/void>; rel="describedby"'


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
    assert [row[2] for row in page] == ["ambiguous", "listed", "", "unknown"]
    assert "unknown country 'Atlantis'" in page[0][6]
    assert page[2][6] == "the row has no name"
    fields["format"] = "json"
    rows = client.post("/screen", data=fields, files={"file": ("names.csv", text.encode())}).json()["rows"]
    assert rows[0]["reasons"] == page[0][6]
    assert rows[2]["answer"] is None


def _upload(client: TestClient, content: bytes, name: str, **fields: str) -> object:
    sent = {"data": fields, "files": {"file": (name, content)}, "headers": HTML}
    return client.post("/screen", **sent, follow_redirects=True)  # type: ignore[arg-type]


def test_a_csv_file(client: TestClient) -> None:
    content = b'id,Unit,Country\n1,Torreon Station,MX\n2,"Zvornik Police Precinct",BA\n3,a,b,c\n'
    response = _upload(client, content, "units.csv")
    assert [row[:3] for row in rows_of(response)] == [
        ["Torreon Station", "Mexico", "listed"],
        ["Zvornik Police Precinct", "Bosnia and Herzegovina", "contains-listed"],
    ]
    assert "1 row could not be read" in response.text  # type: ignore[attr-defined]


def test_an_xlsx_file(client: TestClient) -> None:
    content = xlsx({"Units": [["body", "where"], ["Torreon Station", "Mexico"]]})
    response = _upload(client, content, "units.XLSX", column="body", country_column="where")
    assert [row[:3] for row in rows_of(response)] == [["Torreon Station", "Mexico", "listed"]]


def test_columns_are_picked_from_a_preview(client: TestClient) -> None:
    """Where no column of names is known, and where a person asks for it; headings that look like numbers and letters
    stand for themselves."""
    content = b"B,2,country\nTorreon Station,Mexico,x\nFederal Police,Mexico,\n"
    address = kept_at(client, files={"file": ("t.csv", content)})
    page = BeautifulSoup(client.get(address, headers=HTML).text, "html.parser")
    assert "no column given for names; the columns are: B, 2, country" in page.get_text()
    assert [row[:2] for row in rows_of(client.get(address))] == [
        ["Torreon Station", "Mexico"],
        ["Federal Police", "Mexico"],
    ]
    assert [each["value"] for each in page.select("#pick-name option")] == ["", "B", "2", "country"]
    assert page.select_one("#pick-country option[selected]")["value"] == "country"  # type: ignore[index]
    again = client.post(address, files={"chosen": (None, "yes"), "column": (None, "")}, headers=HTML)
    assert again.headers["location"] == address
    picked = {"chosen": "yes", "column": "B", "country_column": "2", "country": ""}
    answers = client.post(address, data=picked).headers["location"]
    assert answers != address
    assert [row[:3] for row in rows_of(client.get(answers))] == [
        ["Torreon Station", "Mexico", "listed"],
        ["Federal Police", "Mexico", "contains-listed"],
    ]
    assert client.get(address).status_code == 410
    address = kept_at(client, data={"look": "yes"}, files={"file": ("t.csv", content.replace(b"B,", b"name,"))})
    answers = client.post(address, data={"chosen": "yes", "column": "name", "country_column": ""})
    rows = rows_of(client.get(answers.headers["location"]))
    assert [row[1:3] for row in rows] == [["", "listed"], ["Federal Police: it is the one in Mexico", "ambiguous"]]


def test_a_sheet_is_picked_from_a_preview(client: TestClient) -> None:
    book = xlsx({"Cover": [["Batch"], ["a"]], "Units": [["body", "land"], ["Torreon Station", "MX"]], "More": [["x"]]})
    address = kept_at(client, data={"look": "yes"}, files={"file": ("t.xlsx", book)})
    page = BeautifulSoup(client.get(address).text, "html.parser")
    assert [each.text for each in page.select("#pick-sheet option")] == ["Cover", "Units", "More"]
    assert client.post(address, data={"look": "yes", "sheet": "Units"}).headers["location"] == address
    page = BeautifulSoup(client.get(address).text, "html.parser")
    assert page.select_one("#pick-sheet option[selected]").text == "Units"  # type: ignore[union-attr]
    picked = {"chosen": "yes", "sheet": "Units", "column": "body", "country_column": "land"}
    answers = client.post(address, data=picked).headers["location"]
    assert [row[:3] for row in rows_of(client.get(answers))] == [["Torreon Station", "Mexico", "listed"]]
    address = kept_at(client, data={"look": "yes"}, files={"file": ("t.xlsx", book)})
    assert client.post(address, data={"discard": "yes"}).headers["location"] == "/screen"
    assert client.get(address).status_code == 410


def test_rows_that_ask_the_same_share_an_answer(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unitgraph.web.pages.screening.PATIENCE", 60)
    service: Service = client.app_state["service"]
    weights = []
    for times in (1, 400):
        address = kept_at(client, data={"names": "Federal Police\tMX\n" * times})
        screening = service.held.get(address.rpartition("/")[2])
        assert isinstance(screening, Screening)
        assert screening.found is not None
        assert len({id(each) for each in screening.found}) == 1
        weights.append(screening.weight)
    assert weights[1] - weights[0] == 399 * 2 * (len("Federal Police") + len("MX") + 2 * 60)


def test_a_country_is_chosen_with_one_click(client: TestClient) -> None:
    """For all rows that ask the same, and told in what is downloaded; it can be undone."""
    names = "Federal Police\nPresidential Guard\nFederal Police\nFederal Police\tBrazil\n"
    address = kept_at(client, data={"names": names})

    def column(at: int) -> list[str]:
        return [row[at] for row in rows_of(client.get(address))]

    assert column(2) == ["ambiguous", "ambiguous", "ambiguous", "unknown"]
    assert column(1)[1] == "Presidential Guard: it is the one in Central African Republic"
    done = client.post(address, data={"row": "0", "country": "MX", "only": "ambiguous"})
    assert done.headers["location"] == f"{address}?only=ambiguous#row-0"
    assert column(2) == ["contains-listed", "ambiguous", "contains-listed", "unknown"]
    assert column(1)[0] == "Mexico undo the country of Federal Police"
    assert column(6)[2].endswith("country chosen by hand: Mexico")
    client.post(address, data={"row": "0", "country": ""})
    assert column(2) == ["ambiguous", "ambiguous", "ambiguous", "unknown"]
    client.post(address, data={"row": "1", "country": "CF"})
    for wrong in ({"row": "4", "country": "MX"}, {"row": "x"}, {"a": "b"}, {"row": "0", "country": "Atlantis"}):
        assert client.post(address, data=wrong).status_code == 400
    rows = list(csv.DictReader(io.StringIO(client.get(f"{address}.csv").content.decode("utf-8-sig"), newline="")))
    assert [row["status"] for row in rows] == ["ambiguous", "listed", "ambiguous", "unknown"]
    assert rows[1]["reasons"].endswith("country chosen by hand: Central African Republic")


def test_a_long_screening_says_how_far_it_is(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    service: Service = client.app_state["service"]
    whole = service.screen
    go_on = threading.Event()

    async def slowly(*given: Any, **more: Any) -> Any:
        more["done"](1)
        while not go_on.is_set():
            await asyncio.sleep(0.01)
        return await whole(*given, **more)

    monkeypatch.setattr(service, "screen", slowly)
    monkeypatch.setattr("unitgraph.web.pages.screening.PATIENCE", 0.01)
    address = kept_at(client, data={"names": "Torreon Station\nRAB"})
    page = BeautifulSoup(client.get(address).text, "html.parser")
    assert "1 of 2 are answered." in page.get_text()
    assert page.progress is not None
    assert page.progress["value"] == "1"
    assert client.get(f"{address}.csv").status_code == 404
    assert client.get(address, headers={"hx-request": "true"}).status_code == 200
    go_on.set()
    deadline = time.monotonic() + 10
    while client.get(address, headers={"hx-request": "true"}).status_code == 200 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert client.get(address, headers={"hx-request": "true"}).headers["hx-refresh"] == "true"
    assert [row[2] for row in rows_of(client.get(address))] == ["listed", "ambiguous"]


def test_a_screening_that_takes_too_long_is_ended_and_says_what_to_do() -> None:
    names = [f"{number} Torreon Station" for number in range(60)]
    queries = {str(at): {"query": name} for at, name in enumerate(names)}
    with TestClient(create_app(Settings(limits=Limits(screen_seconds=1e-9))), base_url="http://localhost") as hurried:
        assert hurried.post("/api/screen", json={"names": names[:50]}).status_code == 200
        pasted = {"names": "\n".join(names)}
        for answer in (
            hurried.post("/api/screen", json={"names": names}),
            hurried.post("/reconcile", data={"queries": json.dumps(queries)}),
            hurried.post("/screen", data={**pasted, "format": "json"}),
        ):
            assert answer.status_code == 504
            assert "only 50 rows were answered. Send so many at once" in answer.json()["detail"]
        assert "only 50 rows were answered" in hurried.post("/screen", data=pasted).text


def test_what_is_kept_goes_after_a_while_and_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    gone: list[str] = []

    async def run() -> None:
        held: ShortKeeping[str] = ShortKeeping(0.02)
        monkeypatch.setattr("unitgraph.web.http.keeping.KEPT_FOR_ONE", 4)
        keys = [held.keep(name, 1, "one", lambda name=name: gone.append(name)) for name in "abcde"]
        assert (gone, held.get(keys[0]), held.get(keys[4])) == (["a"], None, "e")
        other = held.keep("f", KEPT_BYTES - 1, "two")
        assert (gone, len(held), held.get(keys[4]), held.get(other)) == (["a", "b", "c", "d"], 2, "e", "f")
        held.weigh(other, KEPT_BYTES)
        assert (gone[-1], len(held), held.get(other)) == ("e", 1, "f")
        held.weigh("nobody", 1)
        await asyncio.sleep(0.05)
        assert (len(held), held.get(other)) == (0, None)

    asyncio.run(run())


def test_who_has_most_kept_makes_room() -> None:
    async def run() -> None:
        held: ShortKeeping[str] = ShortKeeping(60)
        third = KEPT_BYTES // 3
        mine = held.keep("mine", third, "one")
        theirs = [held.keep(str(number), third, "two") for number in range(3)]
        assert [held.get(each) for each in (mine, *theirs)] == ["mine", None, "1", "2"]
        held.keep("all", KEPT_BYTES, "two")
        assert len(held) == 1
        held.clear()

    asyncio.run(run())


@pytest.mark.parametrize(
    ("name", "content"),
    [("t.pdf", b"%PDF"), ("t.xlsx", b"PK\x03\x04 broken"), ("t.csv", b""), ("t", b"x"), ("t.csv", b"name\nGu\0ard\n")],
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
    sent = {"names": "Torreon Station", "format": "xlsx"}
    assert client.post("/screen", data=sent).content[:2] == b"PK"
    content = b"name,more\nTorreon Station," + b"x" * 1_500_000 + b"\n"
    response = _upload(client, content[:900_000] + b"\n", "t.csv")
    assert response.status_code == 200  # type: ignore[attr-defined]


LAID_OUT = {
    "": (b"Lista\n\nUnidad;Pa\xeds\nTorreon Station;MX\n", "t.csv", {}),
    "encoding": ("Unit\tCountry\nЩит\tMX\nTorreon Station\tMX\n".encode("cp1251"), "t.txt", {"encoding": "cp1251"}),
    "separator": (b"Unit,a^Country\nTorreon Station^MX\n", "t.csv", {"separator": "^", "column": "A"}),
    "header": (b"x,MX,Torreon Station\n", "t.csv", {"no_header": "yes", "column": "C", "country_column": "2"}),
    "header row": (b"name,country\nBody,Place\nTorreon Station,MX\n", "t.csv", {"header_row": "2", "column": "Body"}),
    "sheet": (xlsx({"a": [["name"]], "b": [["name"], ["Torreon Station"]]}), "t.xlsx", {"sheet": "b"}),
    "sheets": (xlsx({"a": [["name"], ["Torreon Station"]], "b": [["x"]]}), "t.xlsx", {}),
}


@pytest.mark.parametrize("what", LAID_OUT)
def test_how_a_table_is_laid_out_is_found_or_told(client: TestClient, tmp_path: Path, what: str) -> None:
    """The page, the API and the command take the same table with the same words, and say the same of it."""
    content, name, fields = LAID_OUT[what]
    (tmp_path / name).write_bytes(content)
    switches = {"no_header": ["--no-header"]}
    options = [
        part for key, value in fields.items() for part in switches.get(key, [f"--{key.replace('_', '-')}", value])
    ]
    by_command = CliRunner().invoke(cli, ["screen", str(tmp_path / name), "--country", "MX", *options])
    rows = list(csv.DictReader(io.StringIO(by_command.stdout)))
    assert rows[-1]["status"] == "listed"
    page = _upload(client, content, name, country="MX", **fields)
    assert [row[2] for row in rows_of(page)] == [row["status"] for row in rows]
    found = client.post("/api/screen", data={"country": "MX", **fields}, files={"file": (name, content)}).json()
    assert [each["status"] for each in found["answers"]] == [row["status"] for row in rows]
    assert (found["unread"], len(found["remarks"]) > 0) == ([], what in ("", "encoding", "separator", "sheets"))
    for remark in found["remarks"]:
        assert f"unitgraph: {remark}" in by_command.stderr
        assert "--" not in remark
        assert remark in BeautifulSoup(page.text, "html.parser").get_text()  # type: ignore[attr-defined]


LEVELS = b"Army,Unit,Country\nFederal Police,Torreon Station,Mexico\n,Velabad Post,Mexico\n,,\n"
BATCH = [["A batch"], [], ["Item", "Unit Name", "Sub-Unit", "Organization", "Country to Search"]]
MAPPED: dict[str, tuple[bytes, str, dict[str, str]]] = {
    "columns": (LEVELS, "t.csv", {"path_columns": "Army,Unit", "fill_down": "yes"}),
    "map": (LEVELS, "t.csv", {"map": "paths: {path: {columns: [Army, Unit]}, country: Country}\n"}),
    "preset": (
        xlsx({"Read me": [["How"]], "Batch": [*BATCH, ["1", "Torreon Station", "", "Federal Police", "Mexico"]]}),
        "t.xlsx",
        {"preset": "invest"},
    ),
}


@pytest.mark.parametrize("what", MAPPED)
def test_what_columns_hold_is_told_by_a_map(client: TestClient, tmp_path: Path, what: str) -> None:
    """The page, the API and the command answer the same of a table with a column map, and say the same of it."""
    content, name, fields = MAPPED[what]
    (tmp_path / name).write_bytes(content)
    (tmp_path / "map.yaml").write_text(fields.get("map", ""))
    options = {"fill_down": ["--fill-down"], "map": ["--map", str(tmp_path / "map.yaml")]}
    told = [part for key, value in fields.items() for part in options.get(key, [f"--{key.replace('_', '-')}", value])]
    by_command = CliRunner().invoke(cli, ["screen", str(tmp_path / name), *told])
    rows = list(csv.DictReader(io.StringIO(by_command.stdout)))
    assert rows[0]["status"] == "listed"
    page = _upload(client, content, name, **fields)
    assert [row[2] for row in rows_of(page)] == [row["status"] for row in rows]
    assert rows_of(page)[0][0] == "Federal Police > Torreon Station"
    found = client.post("/api/screen", data=fields, files={"file": (name, content)}).json()
    assert [(each and each["status"]) or "" for each in found["answers"]] == [row["status"] for row in rows]
    for remark in found["remarks"]:
        assert f"unitgraph: {remark}" in by_command.stderr


def test_what_a_row_says_beside_a_name_counts(client: TestClient) -> None:
    table = (
        b"name,parent,alias,country\nTorreon Station,Velabad Army,,MX\nVelabad Post,Federal Police,Torreon Station,MX\n"
    )
    found = client.post("/api/screen", data={}, files={"file": ("made-up.csv", table)}).json()
    assert [row["status"] for row in found["answers"]] == ["ambiguous", "listed"]
    assert found["answers"][0]["query"] == "Velabad Army > Torreon Station"
    assert "made-up.csv: superiors are taken from 'parent'" in found["remarks"]


def test_files_that_are_no_tables_are_taken(client: TestClient) -> None:
    popolo = (
        b'{"organizations": [{"id": "1", "name": "Federal Police"},'
        b' {"id": "2", "name": "Torreon Station", "parent_id": "1"}]}'
    )
    rdf = (
        b"@prefix org: <http://www.w3.org/ns/org#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        b'<urn:1> a org:Organization ; skos:prefLabel "Velabad Army" .\n'
        b'<urn:2> a org:Organization ; skos:prefLabel "Torreon Station" ; org:subOrganizationOf <urn:1> .\n'
    )
    for content, name, preset, told in (
        (popolo, "t.json", "popolo", "listed"),
        (rdf, "t.ttl", "org", "ambiguous"),
    ):
        fields = {"preset": preset, "country": "MX"}
        found = client.post("/api/screen", data=fields, files={"file": (name, content)}).json()
        assert found["answers"][1]["status"] == told, found
    pytest.importorskip("pyarrow")
    from pyarrow import BufferOutputStream, table
    from pyarrow.parquet import write_table

    sink = BufferOutputStream()
    write_table(table({"name": ["Torreon Station"], "country": ["MX"]}), sink)
    for content, code in ((sink.getvalue().to_pybytes(), 200), (b"PAR1 but no table", 400)):
        assert client.post("/api/screen", data={}, files={"file": ("t.parquet", content)}).status_code == code


def test_maps_that_cannot_be_used_are_told(client: TestClient) -> None:
    many = xlsx({f"s{number}": [["unit"], ["x"]] for number in range(21)})
    for content, name, fields, told in (
        (LEVELS, "t.csv", {"preset": "nothing"}, "there is no such preset; use one of: ftm, gtts"),
        (LEVELS, "t.csv", {"preset": "gtts", "column": "Unit"}, "preset and column: contradict each other"),
        (LEVELS, "t.csv", {"fill_down": "yes"}, "no path columns are given"),
        (LEVELS, "t.csv", {"path_columns": "Army,,Unit"}, "a column has no name"),
        (LEVELS, "t.csv", {"map": "paths: {path: Army, rank: Unit}"}, "map line 1: unknown key 'rank'"),
        (LEVELS, "t.csv", {"map": "a: &a [x]\nb: [*a, *a]\n"}, "map line"),
        (LEVELS, "t.csv", {"map": "#" * 70_000}, "map: has more than 65,536 characters"),
        (b"[]", "t.json", {"preset": "popolo"}, "t.json: there is no organization in it that can be read"),
        (b"<urn:a> <urn:b> ", "t.ttl", {"preset": "org"}, "t.ttl: cannot be read as RDF"),
        (many, "t.xlsx", {"path_columns": "unit"}, "has more than 20 sheets; name the sheet"),
    ):
        response = client.post("/api/screen", data=fields, files={"file": (name, content)})
        assert (response.status_code, told in response.json()["detail"]) == (400, True), response.json()


def test_a_table_that_cannot_be_read_is_told_by_the_api(client: TestClient) -> None:
    for content, fields, told in (
        (b"a,b\n1,2\n", {}, "t.csv: no column given for names; the columns are: a, b"),
        (b"a,b\n1,2\n", {"header_row": "x"}, "header row: 'x' is not the number of a row"),
        (b"a,b\n1,2\n", {"other": "x"}, "Send a table as 'file', with any of the fields country, asOf, column"),
        (b"name\nx\n", {"country": "Atlantis"}, "unknown country"),
    ):
        response = client.post("/api/screen", data=fields, files={"file": ("t.csv", content)})
        assert response.status_code == 400
        assert told in response.json()["detail"]
    found = client.post("/api/screen", files={"file": ("t.csv", b"name,n\n,1\nx,1,2\n")}).json()
    assert (found["answers"], found["unread"]) == ([None], [{"row": 3, "fault": "has 3 cells where the heading has 2"}])


def test_cells_far_apart_are_refused(client: TestClient) -> None:
    def far(sheet: Worksheet) -> None:
        sheet.write_string(1_048_575, 2, "x")

    response = _upload(client, xlsx({"Units": [["name"]]}, far), "t.xlsx")
    assert response.status_code == 400  # type: ignore[attr-defined]
    assert "its cells extend over 1,048,576 rows and 3 columns; 2,000,000 cells" in response.text  # type: ignore[attr-defined]


def test_others_are_answered_while_a_table_is_read() -> None:
    """A table is read in a process, which is ended when it takes too long; then another reads the next."""
    app = create_app(Settings(limits=Limits(processes=1, read_seconds=1.0)))
    with TestClient(app, base_url="http://127.0.0.1:8000") as client, ThreadPoolExecutor(1) as others:
        service: Service = client.app_state["service"]

        def send() -> httpx2.Response:
            return client.post("/api/screen", files={"file": ("t.csv", b"name\nTorreon Station")})

        assert service.readers.alive == 0, "it is started when it is needed"
        assert send().json()["answers"][0]["status"] == "listed"
        (reader,) = service.readers._workers
        assert reader.process.pid is not None
        os.kill(reader.process.pid, signal.SIGSTOP)
        sent = others.submit(send)
        assert client.get("/healthz").status_code == 200
        assert client.get("/api/check", params={"name": "Torreon Station"}).json()["status"] == "listed"
        assert not sent.done()
        refused = sent.result(20)
        assert (refused.status_code, refused.json()["detail"]) == (
            504,
            "reading what was sent was stopped at the time limit of 1 s",
        )
        assert send().json()["answers"][0]["status"] == "listed"
        service.cut()
        for answer in (send(), client.get("/sparql", params={"query": "ASK {}"}), client.get("/?q=RAB")):
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


def test_what_is_too_large_is_refused_before_it_is_read(client: TestClient) -> None:
    wide = b",".join([b"name", *(b"c%d" % number for number in range(1000))])
    answer = client.post("/api/screen", files={"file": ("t.csv", wide + b"\nx")})
    assert (answer.status_code, answer.json()["detail"]) == (
        413,
        "At most 1,000 columns can be screened; leave out those without names.",
    )
    many = client.post("/api/screen", content=b'{"names": [' + b"{}," * 500_000 + b"{}]}", headers=JSON)
    assert (many.status_code, many.json()["detail"]) == (
        413,
        "The JSON has more than 500,000 values; send less at once.",
    )
    long = client.post("/api/screen", files={"file": ("t.csv", b"name\nRAB\n" + b"x" * 2001)})
    assert [each["query"] for each in long.json()["answers"]] == ["RAB"]
    assert long.json()["unread"] == [{"row": 3, "fault": "has a name of more than 2,000 characters"}]
    page = client.get(kept_at(client, data={"names": "RAB\n" + "x" * 2001}))
    assert "row 2 has a name of more than 2,000 characters" in page.text


def test_the_forms_that_are_named_are_taken(client: TestClient) -> None:
    told = client.post("/api/screen", files={"file": ("names.py", b"name\nGuard\n")}).json()["detail"]
    assert "unknown file format; use a name that ends in .csv, " in told
    assert "--from" not in told


def test_an_encoding_that_cannot_be_told_is_chosen_on_the_page(client: TestClient) -> None:
    name = "\u041f\u043e\u043b\u0456\u0446\u0456\u044f \u0412\u0435\u043b\u0430\u0431\u0430\u0434"
    content = f"name\n{name}\n".encode("cp1251")
    page = BeautifulSoup(_upload(client, content, "names.csv").text, "html.parser")  # type: ignore[attr-defined]
    (fault,) = page.select(".fault")
    remedy = "give \u201cEncoding\u201d, or save the file as UTF-8; see \u201cHow the table is laid out\u201d below"
    assert remedy in fault.text
    assert "--" not in fault.text
    (laid_out,) = [each for each in page.select("details") if each.select_one("#encoding")]
    assert laid_out.has_attr("open")
    assert rows_of(_upload(client, content, "names.csv", encoding="cp1251"))[0][2] == "unknown"


def test_a_saved_page_is_screened_by_its_table(client: TestClient) -> None:
    page = b"<!doctype html><table><tr><th>Unit<th>Country<tr><td>Torreon Station<td>MX</table>"
    assert [row[:3] for row in rows_of(_upload(client, page, "units.html"))] == [
        ["Torreon Station", "Mexico", "listed"]
    ]
    none = _upload(client, b"<!doctype html><p>Torreon Station</p>", "units.html")
    assert "this web page has no table" in none.text  # type: ignore[attr-defined]
