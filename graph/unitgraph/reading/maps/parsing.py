"""Reads column maps from YAML: strictly, each fault with its line and a remedy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from unitgraph.lexicon.names import fold
from unitgraph.reading.maps.values import Block, ColumnMap, DateOrder, Field, Form, Rows
from unitgraph.system.errors import SourceError
from unitgraph.system.resources import folder
from unitgraph.system.yaml_files import KeyPath, YamlDocument, parse_yaml, read_yaml

PRESETS = "reading/maps/presets"
_DATES = ("first_cited", "last_cited", "start_known", "end_known", "open_ended")
_ALL = (*_DATES, "source")
FIELDS: Mapping[Block, tuple[tuple[str, ...], tuple[str, ...]]] = {
    Block.UNITS: (
        ("unit", "name"),
        (
            "names",
            "other_names",
            "country",
            "level",
            "places",
            "superiors",
            "superior_names",
            "superior_path",
            "placeholder",
            *_ALL,
        ),
    ),
    Block.SUPERIORS: (
        ("subordinate",),
        (
            "superior",
            "superior_name",
            "superior_country",
            "country",
            "relation",
            "status",
            "confidence",
            *_ALL,
        ),
    ),
    Block.PATHS: (("path",), ("other_names", "country", *_ALL)),
}
"""The fields of each kind of row: those that it must have, and those that it may have."""
SEVERAL = frozenset(
    {"source", "names", "other_names", "places", "superiors", "superior_names", "superior_path", "path"}
)
"""Fields of which a row may have several values."""
DATED = frozenset({"first_cited", "last_cited"})
READERS = ("popolo", "ftm", "rdf", "ldif", "sparql")
"""The files that are no tables, each read into one."""
_MAP: Mapping[str, type] = {"title": str, "about": str, "reader": str, "scheme": str, "forms": list}
_FORM: Mapping[str, type] = {
    "name": str,
    "when": list,
    "unless": list,
    "sheet": str,
    "header_row": int,
    "skip": int,
    "rows": list,
    "dates": DateOrder,
    "fill_down": bool,
    "missing_columns": str,
    "unknown_units": str,
    "repeated_units": str,
    **dict.fromkeys(map(str, Block), dict),
}
_FIELD: Mapping[str, type] = {
    "column": str,
    "columns": list,
    "separator": str,
    "values": dict,
    "other_values": str,
    "value": str,
    "year": str,
    "month": str,
    "day": str,
    "between": list,
    "precision": str,
    "until": str,
    "indented": bool,
}
_ROWS: Mapping[str, type] = {"column": str, "only": list, "never": list}


def read_map(path: Path) -> ColumnMap:
    """The column map in a YAML file. Raises SourceError with line, key and remedy."""
    return replace(_read(path), path=path)


def parse_map(text: str, name: str) -> ColumnMap:
    """The column map that a YAML ``text`` holds; messages call it ``name``. Raises SourceError as :func:`read_map`."""
    return _MapReader(parse_yaml(text, name, SourceError)).map(name)


def _read(path: Path) -> ColumnMap:
    return _MapReader(read_yaml(path, SourceError)).map(path.stem)


def preset_names() -> tuple[str, ...]:
    """The names of the maps that ship with unitgraph."""
    return tuple(sorted(path.stem for path in folder(PRESETS).glob("*.yaml")))


def table_presets() -> tuple[str, ...]:
    """The presets that are for tables."""
    return tuple(each for each in preset_names() if preset(each).reader in ("", "sparql"))


@cache
def preset(name: str) -> ColumnMap:
    """The map of a name that ships with unitgraph. Raises SourceError for an unknown one."""
    if name not in preset_names():
        raise SourceError(f"preset {name}", "there is no such preset", f"use one of: {', '.join(preset_names())}")
    return _read(folder(PRESETS) / f"{name}.yaml")


class _MapReader:
    def __init__(self, document: YamlDocument) -> None:
        self._document = document

    def map(self, name: str) -> ColumnMap:
        content = self._document.content
        keys = {*content} if isinstance(content, dict) else set()
        if "forms" not in keys:
            # A map of one form may leave out the sequence.
            found = self._document.values((), {**{k: v for k, v in _MAP.items() if k != "forms"}, **_FORM})
            forms: tuple[Form, ...] = (self._form((), found),)
        else:
            found = self._document.values((), _MAP)
            if not found["forms"]:
                raise self._fault(("forms",), "is empty", "describe at least one form")
            places: list[KeyPath] = [("forms", number) for number in range(len(found["forms"]))]
            forms = tuple(self._form(place, self._document.values(place, _FORM)) for place in places)
        reader = found.get("reader", "")
        if reader and reader not in READERS:
            raise self._fault(("reader",), f"unknown reader {reader!r}", f"use one of: {', '.join(READERS)}")
        told = (found.get(key, "") for key in ("title", "about", "reader", "scheme"))
        return ColumnMap(name, forms, *told)

    def _form(self, place: KeyPath, found: Mapping[str, Any]) -> Form:
        blocks = tuple((block, self._block((*place, str(block)), block)) for block in Block if str(block) in found)
        if not blocks:
            raise self._fault(place, "says nothing of any row", f"add {', '.join(Block)}")
        for key in ("header_row", "skip"):
            if found.get(key, 1) < (1 if key == "header_row" else 0):
                raise self._fault((*place, key), f"{found[key]} is no number of rows", "count from 1")
        ignored = {key: found.get(key, "refuse") for key in ("missing_columns", "unknown_units")}
        for key, word in ignored.items():
            if word not in ("refuse", "ignore"):
                raise self._fault((*place, key), f"unknown {word!r}", "write refuse or ignore")
        repeated = found.get("repeated_units", "refuse")
        if repeated not in ("refuse", "join"):
            raise self._fault((*place, "repeated_units"), f"unknown {repeated!r}", "write refuse or join")
        when = tuple(self._group((*place, "when", at), each) for at, each in enumerate(found.get("when", ())))
        return Form(
            found.get("name", ""),
            when or _required_columns(blocks),
            blocks,
            self._texts((*place, "unless"), found.get("unless", ())),
            found.get("sheet"),
            found.get("header_row"),
            found.get("skip", 0),
            tuple(self._rows((*place, "rows", number)) for number in range(len(found.get("rows", ())))),
            found.get("dates", DateOrder.ISO),
            found.get("fill_down", False),
            ignored["missing_columns"] == "ignore",
            ignored["unknown_units"] == "ignore",
            repeated == "join",
        )

    def _group(self, place: KeyPath, content: object) -> tuple[str, ...]:
        """A heading, or several of which a table has one."""
        return self._texts(place, content) if isinstance(content, list) else self._texts(place[:-1], [content])

    def _rows(self, place: KeyPath) -> Rows:
        found = self._document.values(place, _ROWS, ("column",))
        only, never = (self._texts((*place, key), found.get(key, ())) for key in ("only", "never"))
        if not only and not never:
            raise self._fault(place, "neither 'only' nor 'never' is given", "add the values that count, or do not")
        return Rows(found["column"], frozenset(map(fold, only)), frozenset(map(fold, never)))

    def _block(self, place: KeyPath, block: Block) -> dict[str, Field]:
        required, optional = FIELDS[block]
        known: dict[str, type] = dict.fromkeys((*required, *optional), object)
        content = self._document.at(place)
        for key in content:
            if key not in known:
                raise self._fault((*place, key), f"unknown key {key!r}", f"the keys are: {', '.join(known)}")
        for key in required:
            if key not in content:
                raise self._fault(place, f"the key {key!r} is missing", "add it")
        fields = {key: self._field((*place, key), key) for key in content}
        if block is Block.SUPERIORS and not {"superior", "superior_name"} & fields.keys():
            raise self._fault(place, "no superior is named", "add 'superior' (an identifier) or 'superior_name'")
        return fields

    def _field(self, place: KeyPath, key: str) -> Field:
        content = self._document.at(place)
        if isinstance(content, str) and content:
            return Field((content,))
        if isinstance(content, list) and content:
            return Field(self._texts(place, content))
        if not isinstance(content, dict):
            remedy = "write a heading, a sequence of headings, or column, separator, values and the like"
            raise self._fault(place, f"{content!r} names no column", remedy)
        found = self._document.values(place, _FIELD)
        return self._full_field(place, key, found)

    def _full_field(self, place: KeyPath, key: str, found: Mapping[str, Any]) -> Field:
        columns = (
            (found["column"],) if "column" in found else self._texts((*place, "columns"), found.get("columns", ()))
        )
        if "column" in found and "columns" in found:
            raise self._fault(place, "'column' and 'columns' contradict each other", "keep one of the two")
        parts = tuple(found[part] for part in ("year", "month", "day") if part in found)
        between = self._texts((*place, "between"), found.get("between", ()))
        if between and len(between) != 2:
            raise self._fault(
                (*place, "between"), "does not name two columns", "name that of the first day, and the last"
            )
        if not (columns or parts or between or "value" in found):
            raise self._fault(place, "names no column", "add 'column', 'columns' or 'value'")
        dated = ("year", "month", "day", "between", "precision")
        for word, wanted in (
            *((each, DATED) for each in dated),
            ("separator", SEVERAL),
            ("indented", frozenset({"path"})),
        ):
            if word in found and key not in wanted:
                raise self._fault((*place, word), f"{key!r} has no {word!r}", f"only {', '.join(sorted(wanted))} do")
        if parts and "year" not in found:
            raise self._fault(place, "a date without a year", "add 'year'")
        other = found.get("other_values", "keep")
        if other not in ("keep", "refuse"):
            raise self._fault((*place, "other_values"), f"unknown {other!r}", "write keep or refuse")
        return Field(
            columns,
            found.get("separator", ""),
            self._values((*place, "values"), found.get("values", {})),
            other == "refuse",
            found.get("value", ""),
            parts,
            between,
            found.get("precision", ""),
            found.get("until", ""),
            found.get("indented", False),
        )

    def _values(self, place: KeyPath, content: Mapping[Any, Any]) -> dict[str, str]:
        for key, value in content.items():
            if not isinstance(key, str) or not isinstance(value, str):
                where = (*place, key)
                raise self._fault(where, f"{key!r}: {value!r} is not text for text", "put both in quotation marks")
        return {fold(key) or key: value for key, value in content.items()}

    def _texts(self, place: KeyPath, content: Sequence[Any]) -> tuple[str, ...]:
        for number, each in enumerate(content):
            if not isinstance(each, str) or not each.strip():
                raise self._fault((*place, number), f"{each!r} is not text", "put it in quotation marks")
        return tuple(content)

    def _fault(self, place: KeyPath, what: str, remedy: str) -> SourceError:
        return SourceError(self._document.where(place), what, remedy)


def _required_columns(blocks: Sequence[tuple[Block, Mapping[str, Field]]]) -> tuple[tuple[str, ...], ...]:
    """The headings that tell a form whose map does not say which do: those of the fields that a row must have."""
    found: list[tuple[str, ...]] = []
    for block, fields in blocks:
        for key in FIELDS[block][0]:
            columns = fields[key].columns
            found += [(each,) for each in columns] if block is Block.PATHS else [columns] if columns else []
    return tuple(dict.fromkeys(found))
