"""Tables that are made to do harm, as people may send them: of every form, too deep, too wide, too long, or damaged."""

from __future__ import annotations

import io
import random
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from workbooks import ods, ods_row, xlsx

NAMES = ("name", "country", "unit", "Unit, Police", "\u202eabc", "=1+1", "x" * 3000, "", "\0", '"', "\u00e9", "'@x")
ENDS = (
    *("csv", "tsv", "txt", "json", "jsonl", "xlsx", "xls", "ods", "xlsm", "tab"),
    *("parquet", "pdf", "gz", "", "CSV"),
)
HEADS = (
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"\xff\xfe",
    b"\x1f\x8b",
    b"%PDF-1.7",
    b"PAR1",
    b"BM",
    b"<html>",
)
MAPS = (
    *("a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]", "[" * 5000, "!!python/object/apply:os.system [id]"),
    *("unit: name\nunit: name", "unit: {column: name}", "\0", "unit: [" + "name, " * 9000 + "]", "a" * 70_000),
)
FIELDS = {
    "separator": (",", ";", "\0", "ab", "\\t"),
    "encoding": ("utf-8", "utf-99", "idna", "zlib", "utf-16", "punycode", "rot13"),
    "sheet": ("1", "0", "-1", "Units", "9" * 40),
    "header_row": ("1", "0", "9999", "\u00b2"),
    "no_header": ("yes",),
    "column": ("1", "name", "\u00b2", "A"),
    "country_column": ("2", "country"),
    "map": MAPS,
    "preset": ("sfm", "nothing", "../x"),
    "path_columns": ("1,2", "1-99999999", "name", ",,,", "3-1"),
    "fill_down": ("yes",),
    "country": ("MX", "Atlantis"),
    "look": ("yes",),
    "asOf": ("2019-01-01", "0000-01-01", "x"),
}


@dataclass(frozen=True, slots=True)
class TriedUpload:
    """An upload that was tried: the status of the answer, how many seconds it took, and what is wrong, if anything."""

    what: str
    status: int
    seconds: float
    fault: str


def _csv(rng: random.Random, size: int) -> bytes:
    line, end = rng.choice((",", ";", "\t", '"', "\\", "\r", "x", "\0", "\u00e9", "a,b\n", '"\n', "\n", " ", "'")), "\n"
    kind = rng.randrange(4)
    if kind == 0:
        text = "name\n" + line * (size // len(line))
    elif kind == 1:
        text = ",".join(f"c{number}" for number in range(size // 8)) + end + line
    elif kind == 2:
        row = ",".join(rng.choice(NAMES) for _ in range(rng.randrange(1, 9))) + end
        text = "name,country\n" + row * min(25_000, size // len(row))
    else:
        text = 'name\n"' + "x,\n" * (size // 3)
    return text.encode(rng.choice(("utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252")), "replace")[:size]


def _json(rng: random.Random, size: int) -> bytes:
    pieces = ('{"name":"x"},', "[", '{"a":', '"x",', "1e999,", '{"name":NaN}\n', '{"name":"\\ud800"}\n', "-", "[[],")
    piece = rng.choice(pieces)
    return (rng.choice(("[", "", '{"name":"')) + piece * (size // len(piece)) + rng.choice(("", "]", '"}'))).encode()


def _xlsx(rng: random.Random, size: int) -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    cell = '<c{} t="inlineStr"><is><t>name</t></is></c>'
    far = rng.choice((20_000, 1_048_576, 10**9, -1))
    rows = rng.choice(
        (
            f'<row r="1">{cell.format("")}</row><row r="{far}">{cell.format("")}</row>',
            f"<row>{cell.format('')}</row>" + "<row/>" * (size * 5),
            f'<row r="1">{cell.format(chr(32) + "r=" + chr(34) + "XFD1" + chr(34))}</row>' * 99,
            f"<row>{'<c/>' * (size // 40)}</row>" * 40,
            f"<row>{cell.format('') * 3}</row>" * (size // 20),
            "<row>" * 50_000,
        )
    )
    output = io.BytesIO()
    good = xlsx({"Units": [("name", "country"), ("x", "MX")]})
    with zipfile.ZipFile(io.BytesIO(good)) as read, zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as made:
        for each in read.namelist():
            sheet = f'<?xml version="1.0"?><worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'
            made.writestr(each, sheet if each.endswith("sheet1.xml") else read.read(each))
        if rng.random() < 0.3:
            made.writestr("zeros", bytes(size * 20))
    return output.getvalue()


def _ods(rng: random.Random, size: int) -> bytes:
    wide = f'<table:table-cell table:number-columns-repeated="{rng.choice((5, 16_384, 10**9))}"/>'
    rows = [ods_row("name"), ods_row("x", repeated=rng.choice((1, 1_048_576, 10**9, -5)))]
    return ods(*rows, f"<table:table-row>{wide}</table:table-row>" * rng.randrange(3), ods_row("y") * (size // 400))


def _noise(rng: random.Random, size: int) -> bytes:
    return rng.choice(HEADS) + rng.randbytes(min(size, 100_000))


KINDS: tuple[Callable[[random.Random, int], bytes], ...] = (_csv, _json, _xlsx, _ods, _noise)
USUAL = {_csv: "csv", _json: "json", _xlsx: "xlsx", _ods: "ods"}


def upload(seed: int, size: int) -> tuple[str, bytes, dict[str, str]]:
    """The name of a file, its content of about ``size`` bytes, and the fields beside it."""
    rng = random.Random(seed)  # noqa: S311 (the same uploads again for a seed)
    kind = rng.choice(KINDS)
    content = kind(rng, size)
    if rng.random() < 0.2:  # damaged
        at = rng.randrange(len(content))
        content = content[:at] + rng.choice((b"", rng.randbytes(64) + content[at + 64 :]))
    end = USUAL[kind] if kind in USUAL and rng.random() < 0.8 else rng.choice(ENDS)
    chosen = rng.sample(list(FIELDS), rng.choice((0, 0, 1, 1, 2)))
    return f"t.{end}", content, {name: rng.choice(FIELDS[name]) for name in chosen}


def tried_upload(client: Any, seed: int, size: int) -> TriedUpload:
    """Send the upload of a seed (``client`` is httpx's, or a test client): wrong is a failure, or no answer."""
    name, content, fields = upload(seed, size)
    path = ("/screen", "/api/screen")[seed % 2]
    more = {"format": ("csv", "xlsx", "json")[seed % 3]} if path == "/screen" and seed % 5 else {}
    what = f"seed {seed}, {size:,} bytes: {path} {name} {fields!r:.200}"
    began = time.perf_counter()
    try:
        answer = client.post(path, data={**fields, **more}, files={"file": (name, content)})
    except Exception as error:  # whatever it is, it is what is looked for
        return TriedUpload(what, 0, time.perf_counter() - began, f"{what}: {type(error).__name__}: {error}")
    seconds = time.perf_counter() - began
    wrong = answer.status_code == 500 or "Traceback" in answer.text[:9000]
    return TriedUpload(what, answer.status_code, seconds, f"{what}: {answer.status_code}" if wrong else "")
