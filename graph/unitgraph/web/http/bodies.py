"""Reads request bodies, within limits."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

from unitgraph.system.json_texts import once
from unitgraph.web.http.faults import Refusal

Json = dict[str, Any]
"""A JSON object."""
MOST_VALUES = 500_000
"""The number of values that JSON may have, by its brackets and commas; each takes some hundred bytes."""
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
"""How a surrogate is escaped in JSON; two may be one character."""


async def read_body(request: Request, limit: int) -> bytes:
    """The body. Rejected with 413 as soon as it exceeds ``limit`` bytes, and with 400 where its client is gone before
    that."""
    announced = request.headers.get("content-length", "0")
    parts: list[bytes] = []
    if announced.isascii() and announced.isdigit() and (len(announced) > 18 or int(announced) > limit):
        raise too_large(limit)
    size = 0
    try:
        async for part in request.stream():
            size += len(part)
            if size > limit:
                raise too_large(limit)
            parts.append(part)
    except ClientDisconnect:
        raise Refusal(400, "The client disconnected.") from None
    return b"".join(parts)


def too_large(limit: int) -> Refusal:
    """The rejection of what has more than ``limit`` bytes."""
    return Refusal(413, f"At most {limit / (1 << 20):g} MiB may be sent here.")


def decode(body: bytes) -> str:
    """Bytes as text. Rejected with 400 if they are not UTF-8."""
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refusal(400, f"The body is not valid UTF-8 (at byte {error.start}).") from None


def media_type(request: Request) -> str:
    """The media type of the body, without parameters."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def parse_json(text: str, most: int = MOST_VALUES) -> Any:
    """JSON text as values. Rejected with 400 if it is not valid JSON, too deeply nested, has a key twice, or text that
    is not valid Unicode, and with 413 if it has too many values."""
    if sum(map(text.count, "{[,")) > most:
        raise Refusal(413, f"The JSON has more than {most:,} values; send less at once.")
    try:
        found = json.loads(text, parse_constant=_no_constant, object_pairs_hook=once)
        if _SURROGATE.search(text):
            json.dumps(found, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise Refusal(400, "The JSON contains a lone surrogate (invalid Unicode).") from None
    except (ValueError, RecursionError) as error:
        raise Refusal(400, f"This is not valid JSON: {error}") from None
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not valid JSON")


def natural(text: str | None) -> int | None:
    """The number that up to nine ASCII digits are; None for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


def form_pairs(encoded: bytes) -> list[tuple[str, str]]:
    """Names and values of a query string or a form. Refused with 400 if they are not form-encoded UTF-8."""
    try:
        return parse_qsl(encoded.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=200)
    except ValueError:
        raise Refusal(400, "The parameters are not valid form-encoded UTF-8.") from None


def single(pairs: list[tuple[str, str]], name: str) -> str | None:
    """The value of a parameter that may occur once. Rejected with 400 if it occurs twice."""
    values = [value for key, value in pairs if key == name]
    if len(values) > 1:
        raise Refusal(400, f"The parameter {name} is given more than once; give it once.")
    return values[0] if values else None
