"""JSON-LD (W3C, 2020) with the project's context and frame: a unit with what is nested in it, keys as the context names
them.

The statements are written as the union of their graphs: a reader that knows no named graphs, such as an rdflib Graph,
sees them all. The context stands in the document, so that it can be read without a network.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from unitgraph.dataset.nquads import LANG_STRING, STRING, bare, iri, literal_parts
from unitgraph.dataset.vocab import term
from unitgraph.exports.framing import FramedPart, NodeFrame, is_of_class, parts, project_frame
from unitgraph.system.errors import UnitGraphError
from unitgraph.system.resources import resource

_TYPE = f"<{term('rdf:type')}>"
_INTEGER, _BOOLEAN = term("xsd:integer"), term("xsd:boolean")
DEEPEST = 40
"""The depth to which nodes are nested; readers of JSON end soon after that. What is deeper is a node of its own."""
_CANONICAL_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,14}")  # what a JSON number keeps, whoever reads it
_text = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(frozen=True, slots=True)
class _ContextKey:
    """A key that the context gives a property: ``coercion`` is the @type of its values (empty without one), ``array``
    says that even one value stands in brackets, ``language`` is that of its texts (empty without one)."""

    name: str
    coercion: str = ""
    array: bool = False
    language: str = ""


class JsonLdContext:
    """The part of a JSON-LD context that a document of IRIs and literals needs.

    Prefixes, a vocabulary, aliases of keywords, and terms with an @id or a @reverse, a @type, a @language and a @set
    container are understood; anything else raises UnitGraphError, since leaving it out would change what a reader gets.
    ``backwards`` has the keys of properties that are read from their value, with the IRI of each.
    """

    def __init__(self, source: Mapping[str, Any]) -> None:
        self.source = source
        self._prefixes: dict[str, str] = {}
        self._aliases: dict[str, str] = {}
        self._terms: dict[str, list[_ContextKey]] = {}
        self.backwards: dict[str, str] = {}
        self._vocabulary = str(source.get("@vocab", ""))
        for name, meaning in source.items():
            self._read_prefix(name, meaning)
        for name, meaning in source.items():
            if not name.startswith("@"):
                self._read_term(name, meaning)
            elif name not in {"@vocab", "@version", "@protected"}:
                raise _unknown(name)
        self._names = {iri: keys[0].name for iri, keys in self._terms.items()}

    def _read_prefix(self, name: str, meaning: object) -> None:
        iri = meaning.get("@id") if isinstance(meaning, dict) and meaning.get("@prefix") else meaning
        # A simple term is a prefix when its IRI ends like a namespace (JSON-LD 1.1, section 4.4).
        if not name.startswith("@") and isinstance(iri, str) and iri[-1:] in set(":/?#[]@"):
            self._prefixes[name] = iri

    def _read_term(self, name: str, meaning: object) -> None:
        if isinstance(meaning, str) and meaning.startswith("@"):
            self._aliases[meaning] = name
            return
        if isinstance(meaning, str):
            meaning = {"@id": meaning}
        if not isinstance(meaning, dict) or set(meaning) - _UNDERSTOOD:
            raise _unknown(name)
        if meaning.get("@container", "@set") != "@set":
            raise _unknown(name)
        if "@reverse" in meaning:
            self.backwards[name] = self.expanded(str(meaning["@reverse"]))
            return
        written = str(meaning.get("@id", name))
        if written.startswith("@"):
            self._aliases[written] = name
            return
        coercion = str(meaning.get("@type", ""))
        coercion = coercion if coercion.startswith("@") else self.expanded(coercion)
        key = _ContextKey(name, coercion, "@container" in meaning, str(meaning.get("@language", "")))
        self._terms.setdefault(self.expanded(written), []).append(key)

    def expanded(self, written: str) -> str:
        """The IRI of a prefixed name or of a word of the vocabulary."""
        prefix, colon, rest = written.partition(":")
        if colon:
            return self._prefixes[prefix] + rest if prefix in self._prefixes else written
        return self._vocabulary + written if written else ""

    def keyword(self, name: str) -> str:
        """A keyword as this context calls it."""
        return self._aliases.get(name, name)

    def key_for(self, predicate: str, kind: str) -> _ContextKey:
        """The key under which values of a property stand; ``kind`` is ``@id`` or the datatype IRI of the values."""
        keys = self._terms.get(predicate, ())
        wanted = ("@id", "@vocab", "") if kind == "@id" else (kind, "")
        for coercion in wanted:
            for key in keys:
                if key.coercion == coercion:
                    return key
        return _ContextKey(self.compact(predicate)) if not keys else keys[0]

    def compact(self, iri: str) -> str:
        """An IRI as a key, a class or a value of a vocabulary is written: a term, else as :meth:`compact_id`."""
        name = self._names.get(iri)
        if name is not None:
            return name
        rest = iri.removeprefix(self._vocabulary)
        if self._vocabulary and rest != iri and rest and ":" not in rest and rest not in self.source:
            return rest
        return self.compact_id(iri)

    def compact_id(self, iri: str) -> str:
        """An IRI as the name of a node is written: with the prefix that leaves least of it, else in full."""
        options = (
            f"{prefix}:{iri[len(namespace) :]}"
            for prefix, namespace in self._prefixes.items()
            # A term of the context must not be met by chance, and // would make it look like an address.
            if iri.startswith(namespace) and len(iri) > len(namespace) and not iri.startswith("//", len(namespace))
        )
        return min(options, key=lambda name: (len(name), name), default=iri)


_UNDERSTOOD = {"@id", "@reverse", "@type", "@language", "@container", "@protected", "@prefix"}


def _unknown(name: str) -> UnitGraphError:
    return UnitGraphError("JSON-LD context", f"{name!r} is more than the writer knows", "mend ontology/context.jsonld")


@cache
def project_context() -> JsonLdContext:
    """The context that ships with the ontology."""
    path = resource("ontology", "context.jsonld")
    return JsonLdContext(json.loads(path.read_text(encoding="utf-8"))["@context"])


def write_jsonld(
    lines: Iterable[str], output: IO[bytes], about: str = "", context: JsonLdContext | None = None
) -> None:
    """Write sorted lines of N-Quads as one JSON-LD document: each unit with what the frame nests in it, other nodes
    flat, in the order of their IRIs. ``about`` (an IRI) is the node of a small document: it stands first, and superiors
    are nested, too. With a ``context`` of its own nothing is nested."""
    frame = NodeFrame() if context else project_frame()
    nodes = _Nodes(context or project_context(), frame)
    if about:
        nodes.write([FramedPart(lines, nodes.owning)], output, iri(about))
        return
    with TemporaryDirectory(prefix="unitgraph-") as spool:
        nodes.write(parts(lines, nodes.owning, Path(spool)), output)


class _Nodes:
    """Writes the statements of one part after the other; how a term is written is worked out once."""

    def __init__(self, context: JsonLdContext, frame: NodeFrame) -> None:
        self._context = context
        self._frame = frame
        self._unit = context.expanded(frame.kind)
        self._id, self._type = (_text(context.keyword(name)) for name in ("@id", "@type"))
        self._value_key, self._type_key, self._language_key, self._node_key = (
            _text(context.keyword(name)) for name in ("@value", "@type", "@language", "@id")
        )
        self._keys: dict[tuple[str, str], tuple[str, _ContextKey]] = {}
        self._classes: dict[str, str] = {}
        self._iris: dict[str, str] = {}
        self.owning = frozenset(iri(context.backwards[name]) for name in frame.below if name in context.backwards)
        """The properties by which something is nested in a unit."""

    def write(self, all_parts: Iterable[FramedPart], output: IO[bytes], first: str = "") -> None:
        """Write a document; the node ``first`` comes first in its part."""
        context = self._context
        terms = ",\n".join(f"    {_text(name)}: {_text(meaning)}" for name, meaning in context.source.items())
        output.write(f'{{\n  "@context": {{\n{terms}\n  }},\n  {_text(context.keyword("@graph"))}: ['.encode())
        separator = "\n"
        for part in all_parts:
            for node in self._written_part(part, first):
                output.write(f"{separator}    {node}".encode())
                separator = ",\n"
        output.write(b"\n  ]\n}\n")

    def _written_part(self, part: FramedPart, first: str) -> Iterator[str]:
        units = {each for each, lines in part.lines.items() if self._unit and is_of_class(lines, self._unit)}
        done: set[str] = set()
        for subject in sorted(part.lines, key=lambda each: (each != first, each not in units)):
            if subject not in done:
                yield self._node(part, subject, self._frame if subject in units else NodeFrame(), done, 2)

    def _node(self, part: FramedPart, subject: str, frame: NodeFrame, done: set[str], depth: int) -> str:
        """A node, with those that are nested in it and are not ``done``; ``depth`` is that of its brackets."""
        done.add(subject)
        types: list[str] = []
        values: dict[tuple[str, bool], list[tuple[str, _ContextKey]]] = {}
        start, last = len(subject) + 1, ""
        for line in part.about(subject):
            triple = line[start : line.rindex(" <")]
            # Graphs that state the same triple stand side by side; the union has it once.
            if triple == last:
                continue
            last = triple
            predicate, _, value = triple.partition(" ")
            if predicate == _TYPE:
                types.append(self._class(value))
                continue
            name, key = self._key(predicate, literal_parts(value)[1] if value[0] == '"' else "@id")
            values.setdefault((name, key.array), []).append((value, key))
        rows = [f"{self._id}: {self._name(subject)}"]
        if types:
            rows.append(f"{self._type}: {_array(types) if len(types) > 1 else types[0]}")
        backwards = {(_text(word), True): word for word in frame.below if word in self._context.backwards}
        for name, array in sorted({*values, *backwards}):
            if word := backwards.get((name, array)):
                texts = list(self._naming(part, subject, word, frame.below[word], done, depth))
            else:
                texts = [self._value(part, *each, frame, done, depth) for each in values[name, array]]
            if texts:
                rows.append(f"{name}: {_array(texts) if array or len(texts) > 1 else texts[0]}")
        pad = "  " * depth
        return f"{{\n{pad}  " + f",\n{pad}  ".join(rows) + f"\n{pad}}}"

    def _value(
        self, part: FramedPart, value: str, key: _ContextKey, frame: NodeFrame, done: set[str], depth: int
    ) -> str:
        """A value, nested if the frame of its node says so."""
        if value[0] == '"':
            return self._literal(*literal_parts(value), key)
        inner = frame.at(key.name)
        if inner.nested and key.coercion == "@id" and self._may_nest(part, value, done, depth):
            return self._node(part, value, inner, done, depth + 1)
        return self._reference(value, key)

    @staticmethod
    def _may_nest(part: FramedPart, subject: str, done: set[str], depth: int) -> bool:
        return subject in part.lines and subject not in done and depth < DEEPEST

    def _naming(
        self, part: FramedPart, subject: str, word: str, inner: NodeFrame, done: set[str], depth: int
    ) -> Iterator[str]:
        """The nodes that name this one, nested under a key that is read backwards."""
        for each in part.naming(iri(self._context.backwards[word]), subject):
            if inner.nested and self._may_nest(part, each, done, depth):
                yield self._node(part, each, inner, done, depth + 1)

    def _class(self, value: str) -> str:
        found = self._classes.get(value)
        if found is None:
            found = self._classes[value] = _text(self._context.compact(bare(value)))
        return found

    def _key(self, predicate: str, kind: str) -> tuple[str, _ContextKey]:
        """The key of a value, as it is written and as the context says."""
        found = self._keys.get((predicate, kind))
        if found is None:
            key = self._context.key_for(bare(predicate), kind)
            found = self._keys[predicate, kind] = _text(key.name), key
        return found

    def _reference(self, value: str, key: _ContextKey) -> str:
        if key.coercion == "@vocab":
            return self._class(value)
        text = self._name(value)
        return text if key.coercion == "@id" else f"{{{self._node_key}: {text}}}"

    def _literal(self, lexical: str, datatype: str, language: str, key: _ContextKey) -> str:
        coercion = key.coercion
        if datatype == STRING and not coercion and not key.language:
            return _text(lexical)
        if datatype == _INTEGER and coercion in {"", _INTEGER} and _CANONICAL_INTEGER.fullmatch(lexical):
            return lexical
        if datatype == _BOOLEAN and coercion in {"", _BOOLEAN} and lexical in {"true", "false"}:
            return lexical
        if datatype == coercion or (language and language == key.language):
            return _text(lexical)
        if datatype == LANG_STRING:
            return f"{{{self._value_key}: {_text(lexical)}, {self._language_key}: {_text(language)}}}"
        if datatype == STRING:
            return f"{{{self._value_key}: {_text(lexical)}}}"
        kind = _text(self._context.compact(datatype))
        return f"{{{self._value_key}: {_text(lexical)}, {self._type_key}: {kind}}}"

    def _name(self, written: str) -> str:
        """A node's name. The names of the vocabulary are few and met often; those of the data are not kept."""
        found = self._iris.get(written)
        if found is None:
            found = _text(self._context.compact_id(bare(written)))
            if len(self._iris) < 10_000:
                self._iris[written] = found
        return found


def _array(texts: Iterable[str]) -> str:
    return f"[{', '.join(texts)}]"
