"""Files that are no tables, each read into one: Popolo, FollowTheMoney, results of SPARQL queries, LDIF."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from unitgraph.reading.maps.values import JOIN
from unitgraph.sources.opening import opened
from unitgraph.sources.rows import BadRow, Table, whole_row
from unitgraph.system.errors import SourceError
from unitgraph.system.json_texts import loads

LARGEST = 256 << 20  # bytes
_POPOLO = (
    "id",
    "name",
    "other_names",
    "classification",
    "parent_id",
    "parent_name",
    "area",
    "country",
    "founding_date",
    "dissolution_date",
)
_FTM = ("id", "schema", "name", "other_names", "country", "parent", "owner", "asset", "first", "last", "percentage")
_LDIF = ("dn", "name", "other_names", "parent", "parent_name", "country")


def read_popolo(path: Path, sent: bytes | None = None) -> Table:
    """The organizations of a file of Popolo (https://www.popoloproject.com), a row for each."""
    content = _json(path, sent)
    found = content
    if isinstance(content, dict):
        found = next((content[key] for key in ("organizations", "result", "results") if key in content), None)
        found = [content] if found is None and "name" in content else found
    if not isinstance(found, list):
        raise SourceError(path.name, "has no sequence of organizations", "give a file with the key 'organizations'")
    return _table(path, _POPOLO, (_popolo(each) for each in found), "organization")


def _popolo(about: Any) -> Mapping[str, str] | str:
    if not isinstance(about, dict):
        return "is no organization"
    parent, area = (each if isinstance(each, dict) else {} for each in (about.get("parent"), about.get("area")))
    return {key: _text(about.get(key)) for key in _POPOLO} | {
        "other_names": _texts(each.get("name") for each in about.get("other_names") or () if isinstance(each, dict)),
        "parent_id": _text(about.get("parent_id") or parent.get("id")),
        "parent_name": _text(parent.get("name")),
        "area": _text(area.get("name")),
    }


def read_ftm(path: Path, sent: bytes | None = None) -> Table:
    """The entities of a file of FollowTheMoney, one on each line (https://followthemoney.tech)."""
    rows = []
    for number, line in enumerate(_text_of(path, sent).split("\n"), 1):
        if line.strip():
            rows.append((number, _ftm(line)))
    return _numbered(path, _FTM, rows, "line")


def _ftm(line: str) -> Mapping[str, str] | str:
    try:
        about = loads(line)
        properties = about["properties"]
        name, *names = [str(each) for each in properties.get("name", ())] or [""]
        others = [
            each for key in ("alias", "weakAlias", "previousName", "abbreviation") for each in properties.get(key, ())
        ]
        return {
            "id": str(about["id"]),
            "schema": str(about["schema"]),
            "name": name,
            "other_names": _texts((*names, *others)),
            "country": _country(properties),
            "parent": _texts(properties.get("parent", ())),
            "owner": _text((properties.get("owner") or [""])[0]),
            "asset": _text((properties.get("asset") or [""])[0]),
            "first": _text((properties.get("startDate") or properties.get("incorporationDate") or [""])[0]),
            "last": _text((properties.get("endDate") or properties.get("dissolutionDate") or [""])[0]),
            "percentage": _text((properties.get("percentage") or [""])[0]),
        }
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return "is no entity of FollowTheMoney with id, schema and properties"


def _country(properties: Mapping[str, Any]) -> str:
    """The country of an entity; none where several are stated, of which one may be meant."""
    found = dict.fromkeys(properties.get("country") or properties.get("jurisdiction") or ())
    return _text(next(iter(found))) if len(found) == 1 else ""


def read_sparql(path: Path, sent: bytes | None = None) -> Table:
    """The results of a query as JSON: those of SPARQL 1.1, or a sequence of objects."""
    content = _json(path, sent)
    if isinstance(content, dict) and isinstance(content.get("results"), dict):
        found = content["results"].get("bindings", [])
        rows = [{key: each[key]["value"] for key in each} for each in found]
        columns = tuple(content.get("head", {}).get("vars", ())) or _keys(rows)
    elif isinstance(content, list) and all(isinstance(each, dict) for each in content):
        rows, columns = content, _keys(content)
    else:
        raise SourceError(path.name, "these are no results of a query", "save the results as JSON or CSV")
    return _table(path, columns, ({key: _text(row.get(key)) for key in columns} for row in rows), "result")


def _keys(rows: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for row in rows for key in row))


def read_ldif(path: Path, sent: bytes | None = None) -> Table:
    """The organizational units of a directory as LDIF (RFC 2849): entries named by ou or o, each below the one that its
    distinguished name goes on with. A unit in that name without an entry of its own is one by its name."""
    found = [(number, entry) for number, entry in _ldif(_text_of(path, sent))]
    rows = [(number, each) for number, entry in found if (each := _unit(entry))]
    known = {each["dn"] for _, each in rows}
    for number, entry in found:
        above = [each for each in _units_above(entry) if each["dn"] not in known]
        rows += [(number, each) for each in above]
        known.update(each["dn"] for each in above)
    return _numbered(path, _LDIF, rows, "line")


def _ldif(text: str) -> Iterator[tuple[int, list[tuple[str, str]]]]:
    entry: list[tuple[str, str]] = []
    start = 1
    lines = text.replace("\r\n", "\n").split("\n")
    at = 0
    while at <= len(lines):
        line = lines[at] if at < len(lines) else ""
        number = at + 1
        at += 1
        while at < len(lines) and lines[at].startswith(" "):
            line += lines[at][1:]
            at += 1
        if not line.strip():
            if entry:
                yield start, entry
            entry = []
        elif not line.startswith("#"):
            start = start if entry else number
            key, _, value = line.partition(":")
            encoded = value.startswith(":")
            entry.append((key.strip().lower(), _decoded(value[1:].strip()) if encoded else value.strip()))


def _decoded(value: str) -> str:
    try:
        return base64.b64decode(value, validate=True).decode()
    except (ValueError, UnicodeDecodeError):
        return ""


def _unit(entry: Sequence[tuple[str, str]]) -> Mapping[str, str] | None:
    name = next((value for key, value in entry if key == "dn"), "")
    parts = _parted(name)
    if not parts or parts[0][0] not in ("ou", "o"):
        return None
    above = [each for each in parts[1:] if each[0] in ("ou", "o")]
    given = next((value for key, value in entry if key == "c"), "") or next((v for k, v in parts if k == "c"), "")
    others = [value for key, value in entry if key in ("ou", "o") and value != parts[0][1]]
    return {
        "dn": _named(parts),
        "name": parts[0][1],
        "other_names": _texts(others),
        "parent": _named(parts[parts.index(above[0]) :]) if above else "",
        "parent_name": above[0][1] if above else "",
        "country": given,
    }


def _units_above(entry: Sequence[tuple[str, str]]) -> Iterator[Mapping[str, str]]:
    """The units that the distinguished name of a unit's entry says are above it."""
    unit = _unit(entry)
    parts = _parted(next((value for key, value in entry if key == "dn"), "")) if unit else []
    for at, (key, _) in enumerate(parts):
        if at and key in ("ou", "o"):
            above = _unit([("dn", _written(parts[at:]))])
            if above is not None:
                yield {**above, "country": above["country"] or (unit or {})["country"]}


def _written(parts: Sequence[tuple[str, str]]) -> str:
    """The distinguished name of some parts."""
    return ",".join(f"{key}=" + re.sub(r'([\\,+"<>;=#])', r"\\\1", value) for key, value in parts)


def _named(parts: Sequence[tuple[str, str]]) -> str:
    return ",".join(f"{key}={value.casefold()}" for key, value in parts)


def _parted(name: str) -> list[tuple[str, str]]:
    """The parts of a distinguished name (RFC 4514), keys in lower case."""
    found, part, escaped = [], "", False
    raw = bytearray()
    for letter in name + ",":
        if escaped:
            if len(raw) or letter in "0123456789abcdefABCDEF":
                raw += letter.encode()
                if len(raw) == 2:
                    part += f"\\x{raw.decode()}"
                    raw.clear()
                    escaped = False
            else:
                part, escaped = part + letter, False
        elif letter == "\\":
            escaped = True
        elif letter == ",":
            key, sign, value = part.partition("=")
            if not sign:
                return []
            found.append((key.strip().lower(), _unescaped(value.strip())))
            part = ""
        else:
            part += letter
    return found


def _unescaped(value: str) -> str:
    """A value whose escaped bytes (``\\\\xC3``) are UTF-8."""

    def bytes_of(found: re.Match[str]) -> str:
        return bytes.fromhex(found[0].replace("\\x", "")).decode(errors="replace")

    return re.sub(r"(?:\\x[0-9A-Fa-f]{2})+", bytes_of, value)


def _table(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, str] | str], unit: str) -> Table:
    return _numbered(path, columns, list(enumerate(rows, 1)), unit)


def _numbered(
    path: Path, columns: Sequence[str], rows: Iterable[tuple[int, Mapping[str, str] | str]], unit: str
) -> Table:
    found = list(rows)
    if not found:
        raise SourceError(path.name, f"there is no {unit} in it that can be read", "check the file, or the preset")
    made = (
        BadRow(number, row, "correct it, or remove it")
        if isinstance(row, str)
        else whole_row(number, tuple(row.get(key, "") for key in columns))
        for number, row in found
    )
    return Table(path.name, tuple(columns), made, unit)


def _text(value: Any) -> str:
    return "" if value is None or isinstance(value, dict | list) else str(value)


def _texts(values: Iterable[Any]) -> str:
    return "".join(f"{value}{JOIN}" for value in values if value)


def bytes_of(path: Path, sent: bytes | None = None) -> bytes:
    """The content of a file, or what was ``sent`` under its name. Raises SourceError for one that is too large."""
    if sent is not None:
        return sent
    with opened(path) as stream:
        raw = stream.read(LARGEST + 1)
    if len(raw) > LARGEST:
        raise SourceError(path.name, f"is larger than {LARGEST:,} bytes", "split it")
    return raw


def _text_of(path: Path, sent: bytes | None) -> str:
    try:
        return bytes_of(path, sent).decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise SourceError(path.name, f"invalid UTF-8 at byte {fault.start}", "save it as UTF-8") from None


def _json(path: Path, sent: bytes | None) -> Any:
    try:
        return loads(_text_of(path, sent))
    except (ValueError, RecursionError) as fault:
        raise SourceError(
            path.name, f"is not JSON ({fault})", "give a file of the form that the preset is for"
        ) from None
