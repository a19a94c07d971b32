"""What a process for reading makes of what is sent: JSON that the service takes as it is, within bounds."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from unitgraph.web.http.bodies import decode, form_pairs, parse_json, single
from unitgraph.web.http.uploads import read_sent
from unitgraph.web.settings import Limits

PARAMETERS = ("queries", "query", "extend")
"""The parameters of a reconciliation."""


def reconcile_parameters(encoded: bytes) -> dict[str, Any]:
    """The parameters of a reconciliation from a query string or a form, each read as the JSON that it is; a ``query``
    may be plain text. Rejected with 400 if one is given twice or cannot be read."""
    pairs = form_pairs(encoded)
    told = {name: text for name in PARAMETERS if (text := single(pairs, name)) is not None}
    plain = {"query"} if not told.get("query", "").lstrip().startswith("{") else set()
    return {name: text if name in plain else parse_json(text) for name, text in told.items()}


def _encoded(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


SentReader: TypeAlias = "Callable[[str, bytes, Limits, Mapping[str, str]], bytes]"
READERS: dict[str, SentReader] = {
    "table": lambda content_type, body, limits, more: read_sent(content_type, body, limits, more).encoded(),
    "json": lambda _, body, limits, more: _encoded(parse_json(decode(body))),
    "reconciliation": lambda _, body, limits, more: _encoded(reconcile_parameters(body)),
}
"""What reads each kind of thing that is sent, by its media type and bytes."""
