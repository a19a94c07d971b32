"""JSON-LD (W3C, 2020) with the project's context: one node a subject, keys as the context names them.

The statements are written flattened and as the union of their graphs: a reader that knows no named graphs, such as an
rdflib Graph, sees them all. The context stands in the document, so that it can be read without a network.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import IO, Any

from unitgraph.dataset.nquads import LANG_STRING, STRING, bare, literal_parts
from unitgraph.dataset.vocab import term
from unitgraph.system.errors import UnitGraphError
from unitgraph.system.resources import resource

_TYPE = f"<{term('rdf:type')}>"
_INTEGER, _BOOLEAN = term("xsd:integer"), term("xsd:boolean")
_CANONICAL_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,14}")  # what a JSON number keeps, whoever reads it
_text = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(frozen=True, slots=True)
class _ContextKey:
    """A key that the context gives a property: ``coercion`` is the @type of its values (empty without one), ``array``
    says that even one value stands in brackets."""

    name: str
    coercion: str
    array: bool


class JsonLdContext:
    """The part of a JSON-LD context that a flat document of IRIs and literals needs.

    Prefixes, a vocabulary, aliases of keywords, and terms with an @id, a @type and a @set container are understood;
    anything else raises UnitGraphError, since leaving it out would change what a reader gets.
    """

    def __init__(self, source: Mapping[str, Any]) -> None:
        self.source = source
        self._prefixes: dict[str, str] = {}
        self._aliases: dict[str, str] = {}
        self._terms: dict[str, list[_ContextKey]] = {}
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
        if not isinstance(meaning, dict) or set(meaning) - {"@id", "@type", "@container", "@protected", "@prefix"}:
            raise _unknown(name)
        if meaning.get("@container", "@set") != "@set":
            raise _unknown(name)
        written = str(meaning.get("@id", name))
        if written.startswith("@"):
            self._aliases[written] = name
            return
        coercion = str(meaning.get("@type", ""))
        coercion = coercion if coercion.startswith("@") else self._expanded(coercion)
        key = _ContextKey(name, coercion, "@container" in meaning)
        self._terms.setdefault(self._expanded(written), []).append(key)

    def _expanded(self, written: str) -> str:
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
        return _ContextKey(self.compact(predicate), "", False) if not keys else keys[0]

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


def _unknown(name: str) -> UnitGraphError:
    return UnitGraphError("JSON-LD context", f"{name!r} is more than the writer knows", "mend ontology/context.jsonld")


@cache
def project_context() -> JsonLdContext:
    """The context that ships with the ontology."""
    path = resource("ontology", "context.jsonld")
    return JsonLdContext(json.loads(path.read_text(encoding="utf-8"))["@context"])


def write_jsonld(lines: Iterable[str], output: IO[bytes], context: JsonLdContext | None = None) -> None:
    """Write sorted lines of N-Quads, one node at a time and in their order, as one JSON-LD document."""
    context = context or project_context()
    terms = ",\n".join(f"    {_text(name)}: {_text(meaning)}" for name, meaning in context.source.items())
    output.write(f'{{\n  "@context": {{\n{terms}\n  }},\n  {_text(context.keyword("@graph"))}: ['.encode())
    separator = "\n"
    for node in _Nodes(context).written(lines):
        output.write(f"{separator}{node}".encode())
        separator = ",\n"
    output.write(b"\n  ]\n}\n")


class _Nodes:
    """Writes the statements of one subject after the other; how a term is written is worked out once."""

    def __init__(self, context: JsonLdContext) -> None:
        self._context = context
        self._id, self._type = (_text(context.keyword(name)) for name in ("@id", "@type"))
        self._value_key, self._type_key, self._language_key, self._node_key = (
            _text(context.keyword(name)) for name in ("@value", "@type", "@language", "@id")
        )
        self._keys: dict[tuple[str, str], tuple[str, str, bool]] = {}
        self._classes: dict[str, str] = {}
        self._iris: dict[str, str] = {}

    def written(self, lines: Iterable[str]) -> Iterator[str]:
        for subject, statements in groupby(lines, key=_subject):
            yield self._node(subject, statements)

    def _node(self, subject: str, statements: Iterable[str]) -> str:
        start = len(subject) + 1
        types: list[str] = []
        values: dict[tuple[str, bool], list[str]] = {}
        last = ""
        for line in statements:
            triple = line[start : line.rindex(" <")]
            # Graphs that state the same triple stand side by side; the union has it once.
            if triple == last:
                continue
            last = triple
            predicate, _, value = triple.partition(" ")
            if predicate == _TYPE:
                types.append(self._class(value))
            else:
                key, text = self._written(predicate, value)
                values.setdefault(key, []).append(text)
        rows = [f"{self._id}: {self._name(subject)}"]
        if types:
            rows.append(f"{self._type}: {_array(types) if len(types) > 1 else types[0]}")
        for (name, array), texts in sorted(values.items()):
            rows.append(f"{name}: {_array(texts) if array or len(texts) > 1 else texts[0]}")
        return "    {\n      " + ",\n      ".join(rows) + "\n    }"

    def _class(self, value: str) -> str:
        found = self._classes.get(value)
        if found is None:
            found = self._classes[value] = _text(self._context.compact(bare(value)))
        return found

    def _written(self, predicate: str, value: str) -> tuple[tuple[str, bool], str]:
        """The key of a value, with whether it stands in brackets, and the value itself."""
        if value[0] != '"':
            name, coercion, array = self._key(predicate, "@id")
            if coercion == "@vocab":
                return (name, array), self._class(value)
            text = self._name(value)
            return (name, array), text if coercion == "@id" else f"{{{self._node_key}: {text}}}"
        lexical, datatype, language = literal_parts(value)
        name, coercion, array = self._key(predicate, datatype)
        return (name, array), self._literal(lexical, datatype, language, coercion)

    def _key(self, predicate: str, kind: str) -> tuple[str, str, bool]:
        found = self._keys.get((predicate, kind))
        if found is None:
            key = self._context.key_for(bare(predicate), kind)
            found = self._keys[predicate, kind] = (_text(key.name), key.coercion, key.array)
        return found

    def _literal(self, lexical: str, datatype: str, language: str, coercion: str) -> str:
        if datatype == STRING and not coercion:
            return _text(lexical)
        if datatype == _INTEGER and coercion in {"", _INTEGER} and _CANONICAL_INTEGER.fullmatch(lexical):
            return lexical
        if datatype == _BOOLEAN and coercion in {"", _BOOLEAN} and lexical in {"true", "false"}:
            return lexical
        if datatype == coercion:
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


def _subject(line: str) -> str:
    return line[: line.index(" ")]


def _array(texts: Iterable[str]) -> str:
    return f"[{', '.join(texts)}]"
