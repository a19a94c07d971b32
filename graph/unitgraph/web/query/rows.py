"""Rows of a SELECT in the W3C formats, written as they arrive and counted exactly.

Oxigraph's own writers take a whole result; a row limit needs one that can stop between two rows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, islice
from json.encoder import encode_basestring as quoted
from typing import Generic, TypeAlias, TypeVar

from pyoxigraph import BlankNode, Literal, NamedNode

from unitgraph.store.terms import Value
from unitgraph.system.writing import csv_text

ResultRow: TypeAlias = "Sequence[Value | None]"
_XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"
_PLAIN = (NamedNode, Literal)
_ILLEGAL_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_XML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;"})


def csv_rows(columns: Sequence[str], batches: Iterable[list[ResultRow]], raw: bool = True) -> Iterator[bytes]:
    """SPARQL 1.1 Query Results CSV (W3C 2013, section 3); unless ``raw``, cells are safe for spreadsheets."""
    heading: tuple[Sequence[str], ...] = (columns,)
    for rows in batches:
        bare = ([value.value if isinstance(value, _PLAIN) else _bare(value) for value in row] for row in rows)
        yield csv_text(chain(heading, bare), "\r\n", raw=raw).encode()
        heading = ()
    yield csv_text(heading, "\r\n", raw=raw).encode()


def _bare(value: Value | None) -> str:
    return "" if value is None else str(value)


def tsv_rows(columns: Sequence[str], batches: Iterable[list[ResultRow]]) -> Iterator[bytes]:
    """SPARQL 1.1 Query Results TSV (W3C 2013, section 4): terms in Turtle syntax."""
    yield ("\t".join(f"?{name}" for name in columns) + "\n").encode()
    for rows in batches:
        lines = ("\t".join([_turtle(value) for value in row]) + "\n" for row in rows)
        yield "".join(lines).encode()


def _turtle(value: Value | None) -> str:
    return "" if value is None else str(value).replace("\t", "\\t")


def json_rows(columns: Sequence[str], batches: Iterable[list[ResultRow]]) -> Iterator[bytes]:
    """SPARQL 1.1 Query Results JSON (W3C 2013)."""
    names = [json.dumps(name, ensure_ascii=False) for name in columns]
    yield f'{{"head":{{"vars":[{",".join(names)}]}},"results":{{"bindings":['.encode()
    before = ""
    for rows in batches:
        objects = [
            "{" + ",".join([f"{n}:{_object(v)}" for n, v in zip(names, row, strict=True) if v is not None]) + "}"
            for row in rows
        ]
        yield (before + ",".join(objects)).encode()
        before = ","
    yield b"]}}"


def _object(value: Value) -> str:
    if isinstance(value, NamedNode):
        return f'{{"type":"uri","value":{quoted(value.value)}}}'
    if isinstance(value, Literal):
        if value.language:
            return f'{{"type":"literal","value":{quoted(value.value)},"xml:lang":{quoted(value.language)}}}'
        datatype = value.datatype.value
        if datatype == _XSD_STRING:
            return f'{{"type":"literal","value":{quoted(value.value)}}}'
        return f'{{"type":"literal","value":{quoted(value.value)},"datatype":{quoted(datatype)}}}'
    return f'{{"type":"bnode","value":{quoted(_label(value))}}}'


def _label(value: Value) -> str:
    return value.value if isinstance(value, BlankNode) else str(value)


def xml_rows(columns: Sequence[str], batches: Iterable[list[ResultRow]]) -> Iterator[bytes]:
    """SPARQL Query Results XML (W3C 2013). Characters not allowed in XML 1.0 become U+FFFD."""
    names = [safe_xml(name) for name in columns]
    head = "".join(f'<variable name="{name}"/>' for name in names)
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">'
        f"<head>{head}</head><results>"
    ).encode()
    for rows in batches:
        yield "".join(
            "<result>"
            + "".join(
                [
                    f'<binding name="{n}">{_element(v)}</binding>'
                    for n, v in zip(names, row, strict=True)
                    if v is not None
                ]
            )
            + "</result>"
            for row in rows
        ).encode()
    yield b"</results></sparql>\n"


def _element(value: Value) -> str:
    if isinstance(value, NamedNode):
        return f"<uri>{safe_xml(value.value)}</uri>"
    if isinstance(value, Literal):
        if value.language:
            return f'<literal xml:lang="{safe_xml(value.language)}">{safe_xml(value.value)}</literal>'
        datatype = value.datatype.value
        mark = "" if datatype == _XSD_STRING else f' datatype="{safe_xml(datatype)}"'
        return f"<literal{mark}>{safe_xml(value.value)}</literal>"
    return f"<bnode>{safe_xml(_label(value))}</bnode>"


def safe_xml(text: str) -> str:
    """Text escaped for XML, in an element or an attribute."""
    return _ILLEGAL_IN_XML.sub("\ufffd", text).translate(_XML)


def page_rows(columns: Sequence[str], batches: Iterable[list[ResultRow]]) -> Iterator[bytes]:
    """The rows for a page: JSON with ``columns`` and ``rows`` of cells, each null or ``[kind, text, type]``."""
    rows = [[_cell(value) for value in row] for batch in batches for row in batch]
    yield json.dumps({"columns": list(columns), "rows": rows}, ensure_ascii=False).encode()


def _cell(value: Value | None) -> list[str] | None:
    if value is None:
        return None
    if isinstance(value, NamedNode):
        return ["iri", value.value, ""]
    if isinstance(value, Literal):
        return ["literal", value.value, value.language or value.datatype.value]
    return ["other", str(value), ""]


RowWriter: TypeAlias = Callable[[Sequence[str], Iterable[list[ResultRow]]], Iterator[bytes]]
WRITERS: dict[str, RowWriter] = {
    "csv": csv_rows,
    "sheet": partial(csv_rows, raw=False),
    "tsv": tsv_rows,
    "json": json_rows,
    "xml": xml_rows,
    "page": page_rows,
}


T = TypeVar("T")


class Limited(Generic[T]):
    """The first ``limit`` rows, in batches; after the last, ``cut`` says whether there were more."""

    def __init__(self, rows: Iterable[T], limit: int, batch: int = 256) -> None:
        self._rows = iter(rows)
        self._left = limit
        self._batch = batch
        self.cut = False

    def __iter__(self) -> Iterator[list[T]]:
        while self._left and (batch := list(islice(self._rows, min(self._batch, self._left)))):
            self._left -= len(batch)
            yield batch
        self.cut = not self._left and next(self._rows, None) is not None
