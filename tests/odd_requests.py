"""Random requests to every address of the service, with odd parameters, headers, bodies and tables."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

TEXTS = (
    *(
        "",
        " ",
        "\0",
        "\ud800",
        "\udfff\ud800",
        "\U0001f6a9",
        "\u202eabc",
        "\ufeff",
        "a" * 5000,
        "9" * 5000,
        "\u00b2",
        "\u0663",
        "-1",
    ),
    *(
        "1e999",
        "NaN",
        "null",
        "[]",
        "{}",
        "<script>",
        "'\"&;",
        "%",
        "%zz",
        "..",
        "../../etc/passwd",
        "\r\nx: y",
        "*",
        "Q42",
    ),
    *(
        "Federal Police",
        "RAB",
        "Presidential Guard, Ministry",
        "mx/federal-police-81b88458",
        "unit/mx/federal-police-81b88458",
    ),
    *(
        "2018",
        "2018-02-30",
        "9999-12-31",
        "0000-01-01",
        "MX",
        "ZZ",
        "listed-units",
        "listed",
        "csv",
        "xlsx",
        "json",
        "xml",
        "ttl",
    ),
    *("https://w3id.org/unitgraph/graph/list/2018", "file:///etc/passwd", "ASK {}", "SELECT * { ?s ?p ?o } LIMIT 3"),
    *(
        "CONSTRUCT WHERE { ?s ?p ?o } LIMIT 3",
        "DESCRIBE <\ud800>",
        "SELECT",
        "INSERT DATA {}",
        "country",
        "parent",
        "name",
        "Unit",
    ),
)
NAMES = (
    *(
        "name",
        "country",
        "as-of",
        "q",
        "page",
        "limit",
        "offset",
        "prefix",
        "cursor",
        "id",
        "callback",
        "format",
        "output",
    ),
    *(
        "results",
        "query",
        "queries",
        "extend",
        "default-graph-uri",
        "named-graph-uri",
        "code",
        "unit",
        "parent",
        "before",
    ),
    *(
        "after",
        "status",
        "listed",
        "under",
        "list",
        "type",
        "text",
        "names",
        "look",
        "chosen",
        "column",
        "country_column",
        "sheet",
    ),
    *(
        "encoding",
        "separator",
        "header_row",
        "no_header",
        "preset",
        "map",
        "path_columns",
        "fill_down",
        "only",
        "v",
        "file",
    ),
)
HEADERS = (
    *(
        "accept",
        "accept-language",
        "accept-encoding",
        "if-none-match",
        "if-modified-since",
        "range",
        "origin",
        "referer",
    ),
    *(
        "content-type",
        "x-forwarded-for",
        "x-forwarded-proto",
        "forwarded",
        "cookie",
        "authorization",
        "expect",
        "user-agent",
    ),
    *("access-control-request-method", "content-length", "transfer-encoding", "host"),
)
VALUES = (
    *(
        "*/*",
        "text/html",
        "text/turtle;q=nan",
        "application/json;q=1e999",
        "text/*;q=-1, */*;q=\u00b2",
        ",;,;=",
        "\xff\xfe",
    ),
    *(
        '"',
        '*, W/""',
        "bytes=0-",
        "bytes=9-1,-\u00b2",
        "null",
        "a" * 9000,
        "9" * 5000,
        "\u00b2",
        "application/sparql-query",
    ),
    *(
        "application/json; charset=utf-99",
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "text/csv",
        "127.0.0.1:99999",
    ),
)
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "BREW")
FILES = (
    "t.csv",
    "t.tsv",
    "t.txt",
    "t.xlsx",
    "t.ods",
    "t.xls",
    "t.json",
    "t.jsonl",
    "t.parquet",
    "t",
    "\ud800.csv",
    "a/../b.csv",
    "",
)


@dataclass(frozen=True, slots=True)
class Tried:
    """A request that was tried: its seed and address, the status of the answer, and what is wrong with it, if
    anything."""

    seed: int
    what: str
    status: int
    fault: str = ""


def addresses(app: Starlette) -> list[tuple[str, tuple[str, ...]]]:
    """The paths of the routes, with their parameters in braces, and the methods that each takes."""
    routes = (route for route in app.routes if isinstance(route, Route))
    found = [(route.path, tuple(sorted(route.methods or ("GET", "POST")))) for route in routes]
    return [*found, ("/static/{name}", ("GET",)), ("/{name}", ("GET",))]


def tried(client: TestClient, paths: Sequence[tuple[str, tuple[str, ...]]], seed: int) -> Tried:
    """The request of a seed. A status of 500, or an exception, is wrong."""
    rng = random.Random(seed)  # noqa: S311 (the same requests again for a seed)
    path, methods = rng.choice(paths)
    while "{" in path:
        before, _, rest = path.partition("{")
        path = before + quoted(rng.choice(TEXTS)) + rest.partition("}")[2]
    if rng.random() < 0.6:
        path += "?" + "&".join(_pairs(rng))
    method = rng.choice(methods if rng.random() < 0.9 else METHODS)
    headers = [(rng.choice(HEADERS), rng.choice(VALUES)) for _ in range(rng.choice((0, 0, 1, 2)))]
    given: dict[str, Any] = {}
    if method in ("POST", "PUT", "PATCH"):
        content_type, given["content"] = odd_body(rng)
        if content_type and rng.random() < 0.95:
            headers.insert(0, ("content-type", content_type))
    raw = [(name.encode(), value.encode("utf-8", "replace")) for name, value in headers]
    what = f"{method} {path[:200]} {headers!r:.200}"
    try:
        answer = client.request(method, path, headers=raw, **given)
    except Exception as error:  # whatever it is, it is what is looked for
        return Tried(seed, what, 0, f"seed {seed}: {type(error).__name__}: {error}: {what}")
    wrong = answer.status_code == 500 or "Traceback" in answer.text
    return Tried(seed, what, answer.status_code, f"seed {seed}: {answer.status_code}: {what}" if wrong else "")


def quoted(text: str) -> str:
    """A text, lone surrogates too, as part of an address."""
    return quote(text.encode("utf-8", "surrogatepass"), safe="/")


def _pairs(rng: random.Random) -> Iterator[str]:
    for _ in range(rng.choice((1, 1, 2, 4))):
        yield f"{rng.choice(NAMES)}={quoted(rng.choice(TEXTS)) if rng.random() < 0.95 else rng.choice(TEXTS[14:20])}"


def odd_body(rng: random.Random) -> tuple[str, bytes]:
    """A media type, and a body that may be of it."""
    kind = rng.choice(("json", "form", "form", "table", "query", "bytes"))
    if kind == "json":
        return "application/json", json.dumps(_json(rng)).encode()
    if kind == "query":
        return "application/sparql-query", rng.choice(TEXTS).encode("utf-8", "surrogatepass")
    if kind == "bytes":
        return rng.choice(VALUES), rng.randbytes(rng.randrange(200))
    if kind == "form":
        some = [f"{rng.choice(NAMES)}={quote(json.dumps(_json(rng)))}" for _ in range(rng.randrange(3))]
        return "application/x-www-form-urlencoded", "&".join([*_pairs(rng), *some]).encode("utf-8", "surrogatepass")
    parts = [
        (name, "", rng.choice(TEXTS).encode("utf-8", "surrogatepass")) for name in rng.sample(NAMES, rng.randrange(4))
    ]
    parts.append(("file", rng.choice(FILES), _table(rng)))
    content = b"".join(
        b'--x\r\ncontent-disposition: form-data; name="%s"%s\r\n\r\n%s\r\n'
        % (name.encode(), b'; filename="%s"' % file.encode("utf-8", "surrogatepass") if file else b"", value)
        for name, file, value in parts
    )
    return "multipart/form-data; boundary=x", content + (b"--x--\r\n" if rng.random() < 0.9 else b"")


def _json(rng: random.Random, depth: int = 0) -> Any:
    """JSON that is nearly what an address takes."""
    kind = rng.randrange(8)
    if depth > 3 or kind < 3:
        return rng.choice((*TEXTS, 0, -1, 10**400, 1e308, True, None))
    if kind == 3:
        return [_json(rng, depth + 1) for _ in range(rng.randrange(4))]
    keys = (
        "names",
        "name",
        "country",
        "asOf",
        "queries",
        "query",
        "limit",
        "type",
        "properties",
        "pid",
        "v",
        "ids",
        "id",
    )
    more = ("conditions", "matchType", "propertyValue", "propertyId", "matchQuantifier", "required", *TEXTS[:6])
    return {rng.choice((*keys, *more)): _json(rng, depth + 1) for _ in range(rng.randrange(1, 5))}


def _table(rng: random.Random) -> bytes:
    cells = [[rng.choice(TEXTS)[:300] for _ in range(rng.randrange(1, 4))] for _ in range(rng.randrange(5))]
    text = "name,country,parent\n" + "\n".join(",".join(row) for row in cells)
    kind = rng.randrange(5)
    if kind == 0:
        return json.dumps([{"name": _json(rng), "country": _json(rng)} for _ in cells]).encode()
    if kind == 1:
        return "\n".join(json.dumps({"name": _json(rng), rng.choice(TEXTS)[:50]: 1}) for _ in range(3)).encode()
    if kind == 2:
        return rng.choice((b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe", b"%PDF-")) + rng.randbytes(
            99
        )
    if kind == 3:
        return text.encode(rng.choice(("utf-16", "utf-32", "cp1252", "utf-7")), "replace")
    return text.encode("utf-8", "surrogatepass")
