"""What is known about a list besides its entries: what ships with it, what its own text tells, and what is stated.

Nothing is assumed: a list whose publisher, publication date or legal basis nobody states has none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from unitgraph.lexicon.names import tidy
from unitgraph.reading.entries import Entry, GroupOrder, ListMetadata
from unitgraph.reading.item_signs import sign_of
from unitgraph.reading.list_lines import read_entries
from unitgraph.reading.maps.values import ColumnMap
from unitgraph.reading.paths.layout import ANY_LAYOUT, PathLayout
from unitgraph.sources import Columns, Document, read_document
from unitgraph.system.characters import LONE_SURROGATE, seen
from unitgraph.system.errors import EntryError
from unitgraph.system.remarks import tell
from unitgraph.system.resources import folder, resource
from unitgraph.system.yaml_files import read_yaml

STATED: Mapping[str, type] = {
    "name": str,
    "year": int,
    "title": str,
    "published": date,
    "publisher": str,
    "source": str,
    "legal_basis": str,
    "licence": str,
    "scope": str,
    "language": str,
    "order": GroupOrder,
    "bullets": bool,
    "entries": int,
}
"""What may be stated of a list, with the kind of each value: keys of a project file, and fields of
:class:`~unitgraph.reading.entries.ListMetadata` and :class:`ListSource`."""


@dataclass(frozen=True, slots=True)
class ListSource:
    """What to read a list from, and what its own text does not tell; None where nothing is stated.

    ``path`` None is the bundled list ``name``. ``rulings`` None are those that ship for the list. ``country``
    (ISO 3166-1 alpha-2) is for entries that neither heading, column nor ruling gives one. ``layout`` says how paths are
    written, ``map`` what the columns of a table hold. The other fields are those of
    :class:`~unitgraph.reading.entries.ListMetadata`.
    """

    path: Path | None = None
    name: str | None = None
    year: int | None = None
    title: str | None = None
    rulings: Path | None = None
    country: str = ""
    columns: Columns | None = None
    published: date | None = None
    publisher: str | None = None
    source: str | None = None
    legal_basis: str | None = None
    licence: str | None = None
    scope: str | None = None
    language: str | None = None
    order: GroupOrder | None = None
    bullets: bool | None = None
    entries: int | None = None
    layout: PathLayout = ANY_LAYOUT
    map: ColumnMap | None = None

    @property
    def stated(self) -> dict[str, Any]:
        """What is stated of the list's metadata, by the keys of :data:`STATED`."""
        return {key: value for key in STATED if (value := getattr(self, key)) is not None}


def bundled_names() -> tuple[str, ...]:
    """The names of the lists that ship with unitgraph."""
    return tuple(sorted(path.stem for path in folder("reading/bundled/lists").glob("*.yaml")))


def bundled_metadata(name: str) -> ListMetadata:
    """The metadata of a bundled list. Raises EntryError for an unknown name."""
    names = bundled_names()
    if name not in names:
        raise EntryError(f"list {name}", "no such bundled list", f"use one of: {', '.join(names)}")
    return load_metadata(resource("reading/bundled/lists", f"{name}.yaml"))


def bundled_list(name: str) -> tuple[Document, ListMetadata]:
    """A bundled list: its entries as a document with the line numbers of the page, and its metadata."""
    metadata = bundled_metadata(name)
    return read_document(resource("reading/bundled/lists", f"{name}.txt"), first_line=metadata.first_line), metadata


@cache
def bundled_entries(name: str) -> tuple[Entry, ...]:
    """The entries of a bundled list."""
    return read_entries(*bundled_list(name))


def metadata_for(document: Document, source: ListSource | None = None) -> ListMetadata:
    """The metadata to read ``document`` with: what ``source`` states, and for the rest what is known of the list.

    What is known is the metadata of the bundled list of that name; without a name, that of the bundled list whose page
    this is (by sha256), or of which this is a copy: it contains most of its entries, and neither the year that is
    stated nor the text gives another year. For any other list the year is the one that is stated, or the one "calendar
    year" that the text gives (1961 or later: no such list is older), and the list is named after the document unless a
    name is stated; its order is that which its text says (``in alphabetical order, by country``). A remark tells
    of a text that gives another year than the one that is stated.

    Raises EntryError without a year, for a year that is not that of the bundled list, and for what cannot be true or
    be written.
    """
    stated = (source or ListSource()).stated
    said = _said_year(document)
    year = stated.get("year") or said
    if said is not None and year != said:
        tell([f"{document.name}: its text says calendar year {said}; read as the list of {year}, as it is stated"])
    known = _bundled_for(document, stated.get("name"), year)
    if known is not None:
        return amended(known, stated, document.name)
    name = stated.get("name") or Path(document.name).stem
    title = stated.get("title") or document.title or name
    _refuse_half_characters(document.name, name + title)
    name = seen(name)
    about = {"order": _said_order(document)} | stated
    about |= {"name": name, "title": title, "year": _checked_year(year, document.name)}
    return _sound(ListMetadata(**about, sha256=document.sha256), document.name)


def amended(known: ListMetadata, stated: Mapping[str, Any], where: str) -> ListMetadata:
    """The metadata of a bundled list with what is stated of it. Raises EntryError for another year."""
    if (year := stated.get("year")) not in (None, known.year):
        what = f"the bundled list {known.name} is for {known.year}, not {year}"
        raise EntryError(where, what, "give the list another name")
    _refuse_half_characters(where, stated.get("title", ""))
    # Another title or scope is not in the language of the bundled ones unless that is stated.
    told = {"language": None, **stated} if {"title", "scope"} & set(stated) else stated
    return _sound(replace(known, **told), where)


def _sound(metadata: ListMetadata, where: str) -> ListMetadata:
    """``metadata``; raises EntryError for what cannot be true, or cannot be written."""
    for key, address in (("source", metadata.source), ("licence", metadata.licence)):
        if address is not None and not re.fullmatch(_ADDRESS, address):
            raise EntryError(where, f"the {key} {address!r} of the list is not an address", "give an http(s) address")
    for key, text in (
        ("publisher", metadata.publisher),
        ("legal basis", metadata.legal_basis),
        ("scope", metadata.scope),
    ):
        if LONE_SURROGATE.search(text or ""):
            raise EntryError(where, f"the {key} of the list is not valid UTF-8", "give another text")
    if not re.fullmatch(_LANGUAGE, metadata.language or "en"):
        what = f"the language {metadata.language!r} of the list is not a language tag"
        raise EntryError(where, what, "give a tag of BCP 47, such as en or es-MX")
    texts: dict[str, Any] = {key: seen(each) for key in _TEXTS if (each := getattr(metadata, key)) is not None}
    published = metadata.published
    if published is not None and published.year < metadata.year:
        what = f"published on {published}, before its calendar year {metadata.year} began"
        raise EntryError(where, what, "correct the date or the year")
    return replace(metadata, **texts)


_ADDRESS = r"https?://[^\x00-\x20\x7f\s<>\"{}|\\^`\ud800-\udfff]+"
_LANGUAGE = r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*"
_TEXTS = ("title", "publisher", "legal_basis", "scope", "licence_note")


def _refuse_half_characters(name: str, text: str) -> None:
    """Raise EntryError for bytes of a file name or argument that are not UTF-8: they could not be written."""
    if LONE_SURROGATE.search(text):
        what = "the name or title of the list is not valid UTF-8"
        raise EntryError(repr(name), what, "give another with --name or --title")


_ORDER = re.compile(
    r"(?<!not )(?<!not in )\balphabetical(?:ly| order),? \(?by country\b"
    r"|(?<!not )\bby country,? \(?(?:in )?alphabetical(?:ly| order)\b",
    re.IGNORECASE,
)
"""How a preamble says that the entries stand in the order of their countries."""


def _said_order(document: Document) -> GroupOrder | None:
    """The order of the groups that the text gives: ``(in alphabetical order, by country)``."""
    return GroupOrder.COUNTRY if _ORDER.search(_text_of(document)) else None


def _text_of(document: Document) -> str:
    return tidy(" ".join(line.text for line in document.lines))


def _said_year(document: Document) -> int | None:
    """The calendar year that the text gives, if it gives only one."""
    years = set(re.findall(r"\bcalendar year (\d{4})\b", _text_of(document), re.IGNORECASE))
    return int(years.pop()) if len(years) == 1 else None


def _bundled_for(document: Document, name: str | None, year: int | None) -> ListMetadata | None:
    """The bundled metadata with that name, of that very page, or of a copy of it, with the digest of ``document``."""
    if name is not None:
        return replace(bundled_metadata(name), sha256=document.sha256) if name in bundled_names() else None
    every = [bundled_metadata(each) for each in bundled_names()]
    same = next((each for each in every if each.sha256 == document.sha256), None)
    if same is not None:
        return same
    held = {tidy(sign.text if (sign := sign_of(line.text)) else line.text) for line in document.lines}
    for each in every:
        entries = {tidy(entry.verbatim) for entry in bundled_entries(each.name)}
        if year in (None, each.year) and 2 * len(entries & held) > len(entries):
            return replace(each, sha256=document.sha256)
    return None


def _checked_year(year: int | None, document: str) -> int:
    if year is not None and 1961 <= year <= 9999:
        return year
    what = "the calendar year of the list is unknown" if year is None else f"{year} cannot be the year of such a list"
    remedy = f"give it (--year), or the name of a bundled list (--list {', '.join(bundled_names())})"
    raise EntryError(document, what, remedy)


_KEYS = {**STATED, "sha256": str, "first_line": int, "licence_note": str}


def load_metadata(path: Path) -> ListMetadata:
    """The metadata of a list from a YAML file.

    Raises EntryError for a file that is not a YAML mapping, an unknown or missing key, and a value of the wrong type.
    """
    return _sound(ListMetadata(**read_yaml(path, EntryError).values((), _KEYS, ("name", "title", "year"))), str(path))


assert set(_KEYS) == {field.name for field in fields(ListMetadata)}
assert set(STATED) <= {field.name for field in fields(ListSource)}
