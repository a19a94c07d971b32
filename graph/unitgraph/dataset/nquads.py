"""N-Quads: terms as they are written, and lines as values.

Lines are canonical N-Quads, one statement each, as a store gives them. They are cut apart here by their white space
instead of by a parser, which is ten times faster.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from unitgraph.dataset.vocab import concept, term

STRING = term("xsd:string")
LANG_STRING = term("rdf:langString")  # of a text with a language tag (RDF 1.1 Concepts, section 3.3)
# The escapes of canonical N-Quads (RDF 1.2 N-Quads, section 4): control characters and U+FFFE, U+FFFF have one.
_ESCAPES = str.maketrans(
    {chr(code): f"\\u{code:04X}" for code in (*range(0x20), 0x7F, 0xFFFE, 0xFFFF)}
    | {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_MEANING = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


def iri(value: str) -> str:
    """An IRI as it is written."""
    return f"<{value}>"


@cache
def term_iri(curie: str) -> str:
    """A prefixed name of the vocabularies (``rdf:type``) as it is written."""
    return iri(term(curie))


@cache
def concept_iri(word: str) -> str:
    """The ontology's concept for a code word (``level-words``) as it is written."""
    return iri(concept(word))


def literal(value: str, datatype: str = "", language: str = "") -> str:
    """A literal as it is written: with a ``language`` tag, of a ``datatype`` (a prefixed name), else a plain string."""
    # Nearly every text needs no escape, and to see that is ten times faster than to translate it.
    plain = value.isprintable() and '"' not in value and "\\" not in value
    quoted = f'"{value if plain else value.translate(_ESCAPES)}"'
    if language:
        return f"{quoted}@{language}"
    return f"{quoted}^^{term_iri(datatype)}" if datatype else quoted


def decimal(value: float) -> str:
    """``value`` as an ``xsd:decimal`` in the form that no store rewrites: four places at most, no trailing zeros."""
    text = f"{value:.4f}".rstrip("0").rstrip(".")
    return literal("0" if text in {"-0", ""} else text, "xsd:decimal")


def integer(value: int) -> str:
    """``value`` as an ``xsd:integer``."""
    return literal(str(value), "xsd:integer")


TRUE = literal("true", "xsd:boolean")


def day(value: date) -> str:
    """A day, as ``xsd:date``."""
    return literal(value.isoformat(), "xsd:date")


def year(value: int) -> str:
    """``value`` as an ``xsd:gYear``."""
    return literal(f"{value:04d}", "xsd:gYear")


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement; ``value`` is the IRI (or blank node) or the text of its object. ``datatype`` is empty for an IRI,
    ``language`` for what has none."""

    line: str
    subject: str
    predicate: str
    value: str
    datatype: str
    graph: str
    language: str = ""


def parse_lines(lines: Iterable[str]) -> Iterator[Statement]:
    """The statements of ``lines`` (canonical N-Quads, each with a named graph) in their order."""
    for line in lines:
        subject, predicate, value, graph = split_line(line)
        text, datatype, language = ("", "", "") if value[0] != '"' else literal_parts(value)
        yield Statement(
            line, bare(subject), bare(predicate), text if datatype else bare(value), datatype, bare(graph), language
        )


def split_line(line: str) -> tuple[str, str, str, str]:
    """The four terms of a statement as they are written: subject, predicate, object, graph."""
    subject, predicate, rest = line.split(" ", 2)
    # Neither a graph's name nor the closing dot holds a space; only the object may.
    value, graph, _ = rest.rsplit(" ", 2)
    return subject, predicate, value, graph


def bare(written: str) -> str:
    """An IRI without its angle brackets; a blank node as it is written."""
    return written[1:-1] if written[0] == "<" else written


def literal_parts(written: str) -> tuple[str, str, str]:
    """Text, datatype IRI and language tag (empty without one) of a literal as it is written."""
    end = written.rindex('"')
    text, suffix = written[1:end], written[end + 1 :]
    if "\\" in text:
        text = _ESCAPE.sub(_unescaped, text)
    if not suffix:
        return text, STRING, ""
    if suffix[0] == "@":
        return text, LANG_STRING, suffix[1:]
    return text, suffix[3:-1], ""


def _unescaped(found: re.Match[str]) -> str:
    code = found.group(1) or found.group(2)
    return chr(int(code, 16)) if code else _MEANING.get(found.group(3), found.group(3))
