"""Random requests to every address of the service as bytes: signs that clients quote or refuse to send, in the address,
the fields, the method and the version, and bodies of another length than is told."""

from __future__ import annotations

import random
import socket
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse

from odd_requests import HEADERS, METHODS, NAMES, TEXTS, VALUES, Tried, odd_body, quoted

TELLING = (503, 504, 507)
"""The statuses above 500 that say what is not possible now."""
SIGNS = (
    *(b"%zz", b"%", b"%0", b"%00", b"%ff", b"%c3%28", b"%ed%a0%80", b"%F4%90%80%80", b"%2e%2e/", b"%2F", b"%0d%0a"),
    *(b"#", b"#x?y", b"?", b"??", b"&&", b"=", b";", b"//", b"/../", b"\\", b"[", b"]", b"|", b"{", b"}", b"^", b"`"),
    *(b'"', b"'", b"<", b">", b"@", b":", b"*", b"+", b"$", b"x" * 3000, b"%41" * 3000, b"/" * 3000),
)
RAW = (b"\0", b"\x01", b"\t", b"\x7f", b"\x80", b"\xff", b"\xc3\xa9", b"\xed\xa0\x80", b"\xe2\x80\xae", b" ")
"""Signs that no address may have."""
ODD_METHODS = (b"get", b"G\xffT", b"", b"CONNECT", b"TRACE", b"PRI", b"PROPFIND", b"X" * 3000, b"GET\0", b"G ET")
VERSIONS = (b"HTTP/1.0", b"HTTP/0.9", b"HTTP/2.0", b"HTTP/1.10", b"HTTP/9.9", b"http/1.1", b"HTTP/1.1 x", b"HTTP", b"")
HOSTS = (b"", b"x", b"localhost:x", b"127.0.0.1:8000:@[::1", b"[::1", b"[::g]", b"a,b", b"\xff", b"a b", b"localhost\0")
FIELDS = (
    *(b"upgrade: websocket\r\nconnection: upgrade", b"upgrade: h2c", b"expect: 100-continue", b"x", b": x", b"x : y"),
    *(
        b"x\0: y",
        b"\xff: y",
        b"x: \0",
        b"x: y\r\n z",
        b"connection: keep-alive",
        b"te: trailers",
        b"x:" + b"y" * 70_000,
    ),
)
LENGTHS = (b"-1", b"+1", b"0x1", b"1e3", b"9" * 30, b"", b"\xb2", b"1, 1", b"1\r\ncontent-length: 2")
ODDITIES = {"address": 8, "method": 1, "version": 1, "host": 1, "fields": 3, "length": 3}
"""What is odd of a request, and how often."""
PATIENCE = 60.0
BRIEF = 0.3
"""Seconds in which a request is answered, and in which one that may not be whole is."""


@dataclass(frozen=True, slots=True)
class RawRequest:
    """A request as it is sent. One that is not ``whole`` may be waited for, or dropped."""

    method: bytes
    content: bytes
    whole: bool


def tried_raw(port: int, paths: Sequence[tuple[str, tuple[str, ...]]], seed: int) -> Tried:
    """The request of a seed. A status of 5xx that tells nothing is wrong, and an answer that is none or breaks off."""
    request = raw_request(paths, random.Random(seed))  # noqa: S311 (the same requests again for a seed)
    what = repr(request.content[:300])
    status, fault = _answered(port, request)
    return Tried(seed, what, status, f"seed {seed}: {fault}: {what}" if fault else "")


def _answered(port: int, request: RawRequest) -> tuple[int, str]:
    status = 0
    try:
        with socket.create_connection(("127.0.0.1", port), PATIENCE if request.whole else BRIEF) as made:
            with suppress(ConnectionError):  # refused before its end; the answer may still be read
                made.sendall(request.content)
            answer = HTTPResponse(made, method="HEAD" if request.method == b"HEAD" else "GET")
            answer.begin()
            status = answer.status
            text = answer.read()
    except (TimeoutError, ConnectionError) as error:
        return status, f"no answer ({type(error).__name__})" if request.whole else ""
    except HTTPException as error:
        return status, f"{type(error).__name__}: {error}"
    wrong = (status >= 500 and status not in TELLING) or b"Traceback" in text
    return status, str(status) if wrong else ""


def raw_request(paths: Sequence[tuple[str, tuple[str, ...]]], rng: random.Random) -> RawRequest:
    """A request with an oddity or a few."""
    odd = rng.choices(list(ODDITIES), list(ODDITIES.values()), k=rng.choice((1, 1, 2)))
    path, methods = rng.choice([each for each in paths if "length" not in odd or "POST" in each[1]])
    method, whole = ("POST" if "length" in odd else rng.choice(methods)).encode(), True
    if "method" in odd:
        method, whole = rng.choice((*ODD_METHODS, *map(str.encode, METHODS))), False
    target = _target(path, rng, "address" in odd)
    version = rng.choice(VERSIONS) if "version" in odd else b"HTTP/1.1"
    lines = [b" ".join((method, target, version))]
    lines.append(b"host: " + rng.choice(HOSTS) if "host" in odd else b"host: localhost")
    lines.append(b"connection: close")
    if "host" in odd and rng.random() < 0.3:
        lines.append(b"host: localhost")
    if "fields" in odd:
        whole = False
        lines += [rng.choice(FIELDS) if rng.random() < 0.5 else _field(rng) for _ in range(rng.choice((1, 1, 3, 250)))]
    body = b""
    if method in (b"POST", b"PUT", b"PATCH") or "length" in odd:
        content_type, body = odd_body(rng)
        lines.append(b"content-type: " + content_type.encode("utf-8", "replace"))
        whole = whole and "length" not in odd
        told, body = _length(body, rng) if "length" in odd else (b"content-length: %d" % len(body), body)
        lines.append(told)
    end = b"\n" if rng.random() < 0.03 else b"\r\n"
    return RawRequest(method, end.join((*lines, b"", body)), whole and "version" not in odd and end == b"\r\n")


def _target(path: str, rng: random.Random, odd: bool) -> bytes:
    parts = []
    while "{" in path:
        before, _, rest = path.partition("{")
        parts += [before.encode(), _sign(rng) if odd else b"mx"]
        path = rest.partition("}")[2]
    found = b"".join((*parts, path.encode()))
    if odd and rng.random() < 0.2:
        found += rng.choice(RAW) + b"x"
    if odd and rng.random() < 0.4:
        at = rng.randrange(1, len(found) + 1)
        found = found[:at] + rng.choice(SIGNS) + found[at:]
    if rng.random() < 0.5:
        pairs = (
            rng.choice(NAMES).encode() + b"=" + (_sign(rng) if odd else b"1") for _ in range(rng.choice((1, 2, 4)))
        )
        found += b"?" + b"&".join(pairs)
    if odd and rng.random() < 0.08:
        return rng.choice(
            (b"*", b"", b"x", b"x:1", b"http://", b"http://[", b"http://localhost" + found, b"//x" + found)
        )
    return found


def _sign(rng: random.Random) -> bytes:
    """Odd signs, some behind a text."""
    return (quoted(rng.choice(TEXTS)).encode() if rng.random() < 0.4 else b"") + rng.choice(SIGNS)


def _field(rng: random.Random) -> bytes:
    value = rng.choice(VALUES).encode("utf-8", "replace") if rng.random() < 0.5 else rng.choice((*SIGNS, *RAW))
    return rng.choice(HEADERS).encode() + b": " + value


def _length(body: bytes, rng: random.Random) -> tuple[bytes, bytes]:
    """What is told of the length of a body, and the body as it is sent."""
    chunks = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    chunked = b"transfer-encoding: chunked"
    return rng.choice(
        (
            (b"content-length: %d" % max(0, len(body) + rng.choice((-1, 1, 1000, 10**12))), body),
            (b"content-length: " + rng.choice(LENGTHS), body),
            (chunked, chunks),
            (chunked, rng.choice((b"zz\r\n", b"-1\r\n", b"f" * 20 + b"\r\n", b"5;x=\0\r\n", b"")) + chunks[:-5]),
            (b"content-length: 3\r\n" + chunked, chunks),
            (
                b"transfer-encoding: " + rng.choice((b"gzip, chunked", b"x", b"chunked, chunked", b"chunked\x0b")),
                chunks,
            ),
            (b"x-length: 1", body),
        )
    )
