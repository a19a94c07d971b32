"""YAML files read strictly: every fault is told with its line, no key is unknown, and none stands twice. The one reader
of project files, rulings, column maps and metadata."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from unitgraph.system.characters import NO_CHARACTER, seen
from unitgraph.system.errors import UnitGraphError
from unitgraph.system.files import text_within
from unitgraph.system.work import bounded, reading

if TYPE_CHECKING:
    from yaml import Node, ScalarNode

KeyPath = tuple[str | int, ...]
"""The keys and positions (from 0) that lead to a value of a document."""
DEEPEST = 50
"""Mappings and sequences within each other."""
_WORDS: dict[type, str] = {
    int: "a whole number",
    bool: "true or false",
    date: "a day, such as 2019-04-30",
    str: "text",
    dict: "a mapping of keys and values",
    list: "a sequence",
}


@dataclass(frozen=True, slots=True)
class YamlDocument:
    """The ``content`` of a YAML file called ``name``, with the line of each value by its place. What is wrong in it is
    raised as an ``error``."""

    name: str
    content: Any
    lines: Mapping[KeyPath, int]
    error: type[UnitGraphError]

    def where(self, place: KeyPath = ()) -> str:
        """The file and line of a value, for messages."""
        return f"{self.name} line {self.lines[place]}" if place in self.lines else self.name

    def values(self, place: KeyPath, kinds: Mapping[str, type], required: Collection[str] = ()) -> dict[str, Any]:
        """The mapping at a place, whose keys are among ``kinds`` and whose values are of the kind of their key."""
        found = self.at(place)
        if not isinstance(found, dict):
            raise self.error(self.where(place), f"{found!r} is not a mapping", f"write keys and values: {_keys(kinds)}")
        for key in found:
            if key not in kinds:
                raise self.error(self.where((*place, key)), f"unknown key {key!r}", f"the keys are: {_keys(kinds)}")
        for key in sorted(set(required) - set(found)):
            raise self.error(self.where(place), f"the key {key!r} is missing", "add it")
        return {key: self._value((*place, key), kinds[key]) for key in found}

    def at(self, place: KeyPath) -> Any:
        """The value at a place."""
        found = self.content
        for step in place:
            found = found[step]
        return found

    def _value(self, place: KeyPath, kind: type) -> Any:
        value = self.at(place)
        base = str if issubclass(kind, StrEnum) else kind
        if type(value) is not base or value == "":
            number = base is str and isinstance(value, int | float | date)
            remedy = "put text that looks like a number or a day in quotation marks" if number else "correct it"
            raise self.error(self.where(place), f"{place[-1]}: {value!r} is not {_WORDS[base]}", remedy)
        if not issubclass(kind, StrEnum):
            return value
        words = [str(each) for each in kind]
        if value not in words:
            raise self.error(self.where(place), f"{place[-1]}: unknown {value!r}", f"use one of: {', '.join(words)}")
        return kind(value)


def read_yaml(path: Path, error: type[UnitGraphError]) -> YamlDocument:
    """The document in a YAML file. Raises an ``error`` with line and remedy for what is not YAML."""
    try:
        text = text_within(path, error)
    except OSError as fault:
        raise error(str(path), f"cannot be read ({fault.strerror})", "check the path and its permissions") from None
    except UnicodeDecodeError as fault:
        raise error(str(path), f"invalid UTF-8 at byte {fault.start}", "save it as UTF-8") from None
    return parse_yaml(text, str(path), error)


def parse_yaml(text: str, name: str, error: type[UnitGraphError]) -> YamlDocument:
    """The document in the YAML ``text``, which messages call ``name``; otherwise as :func:`read_yaml`."""
    with bounded(reading(name)):
        return _parsed(text, name, error)


def _parsed(text: str, name: str, error: type[UnitGraphError]) -> YamlDocument:
    import yaml

    loader = node = None
    lines: dict[KeyPath, int] = {}
    try:
        _refuse_tokens(text, name, error)
        loader = yaml.SafeLoader(text)
        node = loader.get_single_node()
        if node is not None:
            _note_lines(node, (), lines, name, error)
        content = loader.construct_document(node) if node is not None else None
    except yaml.reader.ReaderError as fault:
        line = text.count("\n", 0, fault.position) + 1
        what = f"contains U+{fault.character:04X}, which is no character of a text"
        raise error(f"{name} line {line}", what, "remove it") from None
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        where = f"{name} line {mark.line + 1}" if mark else name
        raise error(where, "invalid YAML", "correct the indentation or the quotation marks there") from None
    except ValueError as fault:
        # Something that looks like a date or number but is not one, such as 2026-02-30.
        line = _invalid_line(node)
        where = f"{name} line {line}" if line else name
        what = f"an invalid value ({fault})"
        if "set_int_max_str_digits" in str(fault):
            what = "a number of more digits than are read"
        raise error(where, f"contains {what}", "correct the date or number") from None
    finally:
        if loader is not None:
            loader.dispose()
    return YamlDocument(name, content, lines, error)


def _invalid_line(node: Node | None) -> int:
    """The line of the first value of a document that cannot be made, from 1; 0 where none is known."""
    import yaml

    if isinstance(node, yaml.ScalarNode):
        try:
            yaml.SafeLoader("").construct_object(node)
        except ValueError:
            return int(node.start_mark.line) + 1
    if not isinstance(node, yaml.CollectionNode):
        return 0
    below = (each for pair in node.value for each in (pair if isinstance(pair, tuple) else (pair,)))
    return next(filter(None, map(_invalid_line, below)), 0)


def _refuse_tokens(text: str, name: str, error: type[UnitGraphError]) -> None:
    """Raise an ``error`` for what none of these files needs: aliases and merged mappings, a few lines of which can
    stand for more than any memory holds; tags, which make other things than texts; and nesting that no reader
    follows."""
    import yaml

    depth = 0
    for token in yaml.scan(text, Loader=yaml.SafeLoader):
        where = f"{name} line {token.start_mark.line + 1}"
        if isinstance(token, yaml.AliasToken):
            raise error(where, f"the alias *{token.value} repeats what stands elsewhere", "write it out")
        if isinstance(token, yaml.TagToken):
            written = text[token.start_mark.index : token.end_mark.index]
            raise error(where, f"the tag {written} is not read", "remove it; put text in quotation marks")
        if isinstance(token, yaml.ScalarToken) and token.plain and token.value == "<<":
            raise error(where, "the key << merges what stands elsewhere", "write it out")
        depth += isinstance(token, _opening()) - isinstance(token, _closing())
        if depth > DEEPEST:
            raise error(where, "is nested too deep", "write it as one mapping or sequence")


@cache
def _opening() -> tuple[type, ...]:
    from yaml import tokens as t

    return t.FlowSequenceStartToken, t.FlowMappingStartToken, t.BlockSequenceStartToken, t.BlockMappingStartToken


@cache
def _closing() -> tuple[type, ...]:
    from yaml import tokens as t

    return t.FlowSequenceEndToken, t.FlowMappingEndToken, t.BlockEndToken


def _note_lines(node: Node, place: KeyPath, lines: dict[KeyPath, int], name: str, error: type[UnitGraphError]) -> None:
    """Note the line of each value, and let each text pass the door for text: one that is no separator has no sign in
    it that nobody sees. Raises an ``error`` for a key that stands twice, of which YAML would drop the first, and for
    what is no text."""
    import yaml

    lines.setdefault(place, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        keys = set()
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode):
                _check_text(key, name, error)
                inner, same = (*place, key.value), yaml.SafeLoader("").construct_object(key)
                if inner in lines or same in keys:
                    where = f"{name} line {key.start_mark.line + 1}"
                    raise error(where, f"duplicate key {key.value!r} in one mapping", "keep one of the two")
                keys.add(same)
                lines[inner] = key.start_mark.line + 1
                _note_lines(value, inner, lines, name, error)
    elif isinstance(node, yaml.SequenceNode):
        for number, each in enumerate(node.value):
            _note_lines(each, (*place, number), lines, name, error)
    elif isinstance(node, yaml.ScalarNode):
        _check_text(node, name, error)


def _check_text(node: ScalarNode, name: str, error: type[UnitGraphError]) -> None:
    if (found := NO_CHARACTER.search(node.value)) is not None:
        what = f"contains U+{ord(found.group()):04X}, which is no character of a text"
        raise error(f"{name} line {node.start_mark.line + 1}", what, "remove it")
    if any(map(str.isalnum, node.value)):
        node.value = seen(node.value)


def _keys(kinds: Mapping[str, type]) -> str:
    return ", ".join(kinds)
