"""Lines of N-Quads as values.

The lines are those a store gives: canonical N-Quads, one statement each, cut apart here by their white space instead
of by a parser, which is ten times faster.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from unitgraph.dataset.vocab import term

STRING = term("xsd:string")
LANG_STRING = term("rdf:langString")  # of a text with a language tag (RDF 1.1 Concepts, section 3.3)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_MEANING = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


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
