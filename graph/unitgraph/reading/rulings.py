"""Recorded human decisions, each with its reason.

A ruling decides what the evidence cannot settle. It never changes verbatim text. A ruling that is malformed, concerns
what is not there, or decides nothing is an error: a decision that has no effect would go unnoticed.

The YAML file of a list contains ``list: NAME`` and ``rulings:``, a sequence of mappings with the keys below. That of a
project has no ``list``: every entry, row and mention in it names its source.

``id``, ``kind``, ``reason``, ``date``, ``by``
    ``id`` is unique in the file, ``date`` is the date of the decision, ``by`` says who decided (required for rulings on
    mentions, optional elsewhere).
``kind: country``
    ``entries`` and ``country`` (ISO 3166-1 alpha-2).
``kind: path``
    ``entry`` and ``units``, the names as written in it, parents first; ``places`` and ``bodies: true`` (the units are
    side by side and none is another's parent; the words of each may stand apart: ``Camp D`` in ``Camp A and D``) are
    optional, and so are with ``bodies`` the ``superiors`` of all of them, parents first.
``kind: spelling``
    ``entries``, ``written`` (the whole name of a unit as written in the entries) and ``means`` (the name
    it stands for).
``kind: entry``, ``kind: prose``
    ``texts`` of lines that are entries, or that are none. A text may run over several lines.
``kind: heading``
    ``texts`` of lines that are the heading of entries, and their ``country`` (ISO 3166-1 alpha-2).
``kind: same``, ``kind: distinct``
    ``mentions``, two or more mentions of one unit, or of as many units. ``distinct`` takes ``names`` instead, too: two
    similar names of different units.

Entries and other lines are given by their texts. A mention is a mapping of ``source`` (a list or a hierarchy table; the
file's list if omitted) and ``text`` or ``identifier``, with ``unit`` for a unit above the lowest one (see
:mod:`unitgraph.reading.references`). ``entries`` may hold such mappings, too: of rows of hierarchy tables, or of a text
with the ``line`` that tells it from an equal one.

Older files have ``lines`` (or ``line``) in place of ``entries``: a sequence of line numbers, or a mapping from each to
a quote from the entry. The quote tells which entry is meant, wherever it stands; the line tells equal ones apart.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import TypeGuard

from unitgraph.lexicon.names import fold
from unitgraph.lexicon.tables import country_by_code, country_name
from unitgraph.reading.references import Reference, read_reference
from unitgraph.system.display import quantity
from unitgraph.system.errors import RulingError
from unitgraph.system.files import text_within
from unitgraph.system.resources import folder
from unitgraph.system.yaml_files import parse_yaml


class RulingKind(StrEnum):
    """What a ruling decides."""

    COUNTRY = "country"
    PATH = "path"
    SPELLING = "spelling"
    ENTRY = "entry"
    PROSE = "prose"
    HEADING = "heading"
    SAME = "same"
    DISTINCT = "distinct"


LINE_KINDS = (RulingKind.ENTRY, RulingKind.PROSE, RulingKind.HEADING)
"""The kinds of rulings on what a line of a list is."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """One decision. Fields that its kind does not use are empty; ``units`` are parents first; ``file`` is where the
    ruling was read.

    ``about`` holds the entries and rows that it concerns, or for rulings on identity the mentions. ``lines`` are those
    of entries of its list, with ``quotes`` from them in the same order, or none, until they are found by their texts
    (see :func:`unitgraph.reading.docket.located`).
    """

    list: str
    id: str
    kind: RulingKind
    reason: str
    date: datetime.date
    lines: tuple[int, ...] = ()
    quotes: tuple[str, ...] = ()
    country: str = ""
    units: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    bodies: bool = False
    superiors: tuple[str, ...] = ()
    written: str = ""
    means: str = ""
    names: tuple[str, ...] = ()
    about: tuple[Reference, ...] = ()
    by: str = ""
    file: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        if self.quotes and len(self.quotes) != len(self.lines):
            raise ValueError(f"{len(self.quotes)} quotes for {len(self.lines)} lines")

    @property
    def place(self) -> str:
        """The file and id of the ruling, for messages."""
        return f"{self.file or f'rulings of {self.list}'} ruling {self.id}"

    @property
    def is_about_identity(self) -> bool:
        """Whether it decides which mentions are one unit, not how a text is read."""
        return self.kind in (RulingKind.SAME, RulingKind.DISTINCT)

    @property
    def mentions(self) -> tuple[Reference, ...]:
        """The mentions of units that it decides about."""
        return self.about if self.is_about_identity else ()

    @property
    def rows(self) -> tuple[Reference, ...]:
        """The rows of hierarchy tables that it says how to read."""
        return (
            ()
            if self.is_about_identity or self.kind in LINE_KINDS
            else tuple(each for each in self.about if each.source != self.list)
        )

    @property
    def decision(self) -> str:
        """What was decided, in one sentence."""
        if self.kind is RulingKind.COUNTRY:
            return f"The country is {country_name(self.country)}."
        if self.kind is RulingKind.SPELLING and self.written == self.means:
            return f"\u201c{self.written}\u201d is right as written."
        if self.kind is RulingKind.SPELLING:
            return f"\u201c{self.written}\u201d stands for \u201c{self.means}\u201d."
        if self.kind is RulingKind.ENTRY:
            return "The line is an entry."
        if self.kind is RulingKind.PROSE:
            return "The line is no entry."
        if self.kind is RulingKind.HEADING:
            return f"The line is the heading of {country_name(self.country)}."
        if self.mentions:
            named = "; ".join(map(str, self.mentions))
            return f"{'One unit' if self.kind is RulingKind.SAME else 'Different units'}: {named}."
        if self.kind is RulingKind.DISTINCT:
            return f"\u201c{self.names[0]}\u201d and \u201c{self.names[1]}\u201d are two units."
        if self.bodies:
            below = f" below {' > '.join(self.superiors)}" if self.superiors else ""
            return f"Bodies side by side{below}: {'; '.join(self.units)}."
        if len(self.units) == 1:
            return f"One unit without a parent: \u201c{self.units[0]}\u201d."
        return f"Parents first: {' > '.join(self.units)}."


_OF_PATHS = frozenset({"places", "bodies", "superiors"})
_KEYS: dict[RulingKind, tuple[tuple[frozenset[str], ...], frozenset[str]]] = {
    RulingKind.COUNTRY: ((frozenset({"entries", "country"}), frozenset({"lines", "country"})), frozenset()),
    RulingKind.PATH: ((frozenset({"entry", "units"}), frozenset({"line", "units"})), _OF_PATHS),
    RulingKind.SPELLING: (
        (frozenset({"entries", "written", "means"}), frozenset({"lines", "written", "means"})),
        frozenset(),
    ),
    RulingKind.ENTRY: ((frozenset({"texts"}),), frozenset()),
    RulingKind.PROSE: ((frozenset({"texts"}),), frozenset()),
    RulingKind.HEADING: ((frozenset({"texts", "country"}),), frozenset()),
    RulingKind.SAME: ((frozenset({"mentions", "by"}),), frozenset()),
    RulingKind.DISTINCT: ((frozenset({"mentions", "by"}), frozenset({"names"})), frozenset()),
}
"""The keys that each kind needs, in one form or another, and those that it may have."""
_ALWAYS = frozenset({"id", "kind", "reason", "date"})
_OPTIONAL = frozenset({"by"})


def bundled_rulings(name: str) -> tuple[Ruling, ...]:
    """The bundled rulings for the list ``name``; empty if there are none."""
    shipped = {path.stem: path for path in folder("reading/bundled/rulings").glob("*.yaml")}
    return read_rulings(shipped[name]) if name in shipped else ()


def read_rulings(path: Path) -> tuple[Ruling, ...]:
    """The rulings of one YAML file, in its order. Raises RulingError with file, place and remedy."""
    try:
        text = text_within(path, RulingError)
    except FileNotFoundError:
        raise RulingError(str(path), "no such rulings file", "give the path of a YAML file") from None
    except OSError as error:
        raise RulingError(
            str(path), f"cannot be read ({error.strerror})", "check the path and its permissions"
        ) from None
    except UnicodeDecodeError as error:
        raise RulingError(str(path), f"invalid UTF-8 at byte {error.start}", "save it as UTF-8") from None
    return parse_rulings(text, str(path))


def parse_rulings(text: str, where: str) -> tuple[Ruling, ...]:
    """The rulings in the YAML ``text``, which messages call ``where``; otherwise as :func:`read_rulings`."""
    document = _load(text, where)
    name, found = document.get("list"), document.get("rulings")
    of_list = set(document) == {"list", "rulings"} and isinstance(name, str) and bool(name)
    if not (of_list or set(document) == {"rulings"}) or not isinstance(found, list):
        raise RulingError(where, "not a rulings file", "it needs 'list: NAME' and 'rulings:', a sequence")
    name = name if isinstance(name, str) else ""
    rulings = tuple(_ruling(where, name, number, fields) for number, fields in enumerate(found, 1))
    _refuse_doubles(where, rulings)
    return rulings


def _load(text: str, where: str) -> Mapping[str, object]:
    document = parse_yaml(text, where, RulingError).content
    if not isinstance(document, dict):
        raise RulingError(where, "not a rulings file", "it needs 'list: NAME' and 'rulings:', a sequence")
    return document


def _ruling(file: str, name: str, number: int, fields: object) -> Ruling:
    where = f"{file} ruling {number}"
    if not isinstance(fields, dict):
        raise RulingError(where, "is not a mapping", "write 'id: …' and its other keys")
    where = f"{file} ruling {fields.get('id', number)}"
    kind = _kind(where, fields)
    _check_keys(where, kind, frozenset(fields))
    if not name and {"line", "lines"} & set(fields):
        raise RulingError(where, "nothing says which list its lines are of", "give texts of entries with their source")
    date = fields["date"]
    if type(date) is not datetime.date:  # a datetime is also a date, but not a day
        raise RulingError(where, f"{date!r} is not a date", "write it as YYYY-MM-DD")
    ruling = Ruling(
        list=name,
        id=_text(where, "id", fields["id"]),
        kind=kind,
        reason=_text(where, "reason", fields["reason"]),
        date=date,
        lines=_line_numbers(where, fields),
        quotes=_quotes(where, fields.get("lines")),
        country=_country(where, fields["country"]) if "country" in fields else "",
        units=_texts(where, "units", fields.get("units", ())),
        places=_texts(where, "places", fields.get("places", ())),
        bodies=_flag(where, "bodies", fields.get("bodies", False)),
        superiors=_texts(where, "superiors", fields.get("superiors", ())),
        written=_text(where, "written", fields["written"]) if "written" in fields else "",
        means=_text(where, "means", fields["means"]) if "means" in fields else "",
        names=_names(where, fields["names"]) if "names" in fields else (),
        about=tuple(_references(where, name, fields)),
        by=_text(where, "by", fields["by"]) if "by" in fields else "",
        file=file,
    )
    if kind is RulingKind.PATH and len(ruling.units) < (2 if ruling.bodies else 1):
        least = "two bodies" if ruling.bodies else "one unit"
        raise RulingError(where, f"units has {quantity(len(ruling.units), 'name')}", f"give at least {least}")
    if ruling.superiors and not ruling.bodies:
        raise RulingError(where, "superiors without bodies: true", "write them first in units")
    return ruling


def of_list(rulings: Iterable[Ruling], name: str) -> tuple[Ruling, ...]:
    """What the ``rulings`` of a project, which are of no list, say how to read of the list called ``name``: as rulings
    of that list."""
    shares = (
        replace(ruling, list=name, about=tuple(each for each in ruling.about if each.source == name))
        for ruling in rulings
        if not ruling.is_about_identity
    )
    return tuple(each for each in shares if each.about)


def of_no_list(rulings: Iterable[Ruling], lists: Collection[str]) -> tuple[Ruling, ...]:
    """What the ``rulings`` of a project say of anything but how to read its ``lists``."""
    shares = (
        ruling
        if ruling.is_about_identity
        else replace(ruling, about=tuple(each for each in ruling.about if each.source not in lists))
        for ruling in rulings
    )
    return tuple(each for each in shares if each.about or each.names)


def _kind(where: str, fields: Mapping[str, object]) -> RulingKind:
    try:
        return RulingKind(str(fields.get("kind")))
    except ValueError:
        kinds = ", ".join(RulingKind)
        raise RulingError(where, f"unknown kind {fields.get('kind')!r}", f"use one of {kinds}") from None


def _check_keys(where: str, kind: RulingKind, keys: frozenset[str]) -> None:
    forms, optional = _KEYS[kind]
    form = min(forms, key=lambda each: len(each - keys))
    missing, unknown = (_ALWAYS | form) - keys, keys - _ALWAYS - _OPTIONAL - form - optional
    if missing:
        raise RulingError(where, f"lacks {', '.join(sorted(missing))}", f"a {kind} ruling needs it")
    if unknown:
        raise RulingError(where, f"unknown key {', '.join(sorted(map(str, unknown)))}", "remove or correct it")


def _references(where: str, name: str, fields: Mapping[str, object]) -> Iterator[Reference]:
    """The entries, rows or mentions that a ruling in a file of the list ``name`` concerns."""
    if "entry" in fields:
        yield _reference(where, name, fields["entry"], whole=True)
    for key in {"entries", "texts", "mentions"} & set(fields):
        found = fields[key]
        if not isinstance(found, list) or not found:
            raise RulingError(where, f"{key} is not a sequence", "write it as a YAML list")
        if key == "mentions" and len(found) < 2:
            raise RulingError(where, f"mentions has {quantity(len(found), 'mention')}", "give at least two")
        for each in found:
            reference = _reference(where, name, each, whole=key != "mentions")
            if key == "texts" and (reference.identifier or reference.source != (name or reference.source)):
                raise RulingError(where, f"{reference} is no line of the list {name!r}", "give the text of the line")
            yield reference


def _reference(where: str, name: str, fields: object, whole: bool) -> Reference:
    """A reference, ``whole`` to an entry or row and not to a unit in it; a text alone is of the list ``name``."""
    if isinstance(fields, str):
        fields = {"text": fields}
    if isinstance(fields, dict):
        fields = {"source": name, **fields} if name else fields
        if "source" not in fields:
            raise RulingError(where, f"nothing says which source {fields} is of", "add 'source: NAME' to it")
    reference = read_reference(where, fields)
    if whole and reference.unit:
        raise RulingError(
            where, f"the entry {reference.text!r} has a unit", "remove it: the ruling is on the whole text"
        )
    return reference


def _text(where: str, key: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise RulingError(where, f"{key} is empty or not text", "put it in quotes")
    return value.strip()


def _texts(where: str, key: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise RulingError(where, f"{key} is not a sequence", "write it as a YAML list")
    return tuple(_text(where, key, each) for each in value)


def _names(where: str, value: object) -> tuple[str, ...]:
    names = _texts(where, "names", value)
    if len(names) != 2:
        raise RulingError(where, f"names has {quantity(len(names), 'name')}", "give two")
    if fold(names[0]) == fold(names[1]):
        raise RulingError(where, f"{names[0]!r} and {names[1]!r} are the same name", "give two that differ")
    return names


def _flag(where: str, key: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise RulingError(where, f"{key} {value!r} is neither true nor false", "write true, or remove the key")
    return value


def _line_numbers(where: str, fields: Mapping[str, object]) -> tuple[int, ...]:
    """The lines that a ruling concerns: at least one, unless its kind has none or gives texts."""
    if "line" in fields:
        if not _is_line(fields["line"]):
            raise RulingError(where, f"line {fields['line']!r} is not a line number", "write one number")
        return (fields["line"],)
    if "lines" not in fields:
        return ()
    lines = fields["lines"]
    if not isinstance(lines, list | dict) or not lines or not all(map(_is_line, lines)):
        raise RulingError(where, f"lines {lines!r} are not line numbers", "write them as a YAML list of numbers")
    return tuple(lines)


def _quotes(where: str, lines: object) -> tuple[str, ...]:
    """The quotes in ``lines``, if written as a mapping; else none."""
    if not isinstance(lines, dict):
        return ()
    return tuple(_text(where, f"line {line}", piece) for line, piece in lines.items())


def _is_line(value: object) -> TypeGuard[int]:
    return type(value) is int and value > 0


def without_lines(ruling: Ruling, lines: Collection[int]) -> Ruling:
    """``ruling`` without ``lines`` and their quotes."""
    kept = [at for at, line in enumerate(ruling.lines) if line not in lines]
    quotes = tuple(ruling.quotes[at] for at in kept) if ruling.quotes else ()
    return replace(ruling, lines=tuple(ruling.lines[at] for at in kept), quotes=quotes)


def _country(where: str, value: object) -> str:
    known = country_by_code(value) if isinstance(value, str) else None
    if known is None or known.alpha2 != value:
        # YAML reads a bare NO as false: Norway needs quotes.
        raise RulingError(
            where, f"country {value!r} is not an ISO 3166-1 alpha-2 code", 'write it like "MX", in quotes'
        )
    return known.alpha2


def _refuse_doubles(where: str, rulings: Iterable[Ruling]) -> None:
    """Raise RulingError for an id that two rulings have, and for a line that two decide alike."""
    seen: set[str] = set()
    for ruling in rulings:
        if ruling.id in seen:
            raise RulingError(f"{where} ruling {ruling.id}", "duplicate id", "give each ruling its own id")
        seen.add(ruling.id)
    refuse_two_decisions(rulings)


def refuse_two_decisions(rulings: Iterable[Ruling]) -> None:
    """Raise RulingError for a line that two rulings of one kind decide."""
    decided: dict[tuple[RulingKind, int, str], str] = {}
    for ruling in rulings:
        for line in ruling.lines:
            about = (ruling.kind, line, fold(ruling.written))
            if about in decided:
                what = f"line {line} is already decided by ruling {decided[about]}"
                raise RulingError(ruling.place, what, "keep one of the two")
            decided[about] = ruling.id
