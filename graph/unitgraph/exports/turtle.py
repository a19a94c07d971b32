"""Turtle that a person can read: a paragraph a subject, its classes first, numbered resources in the order of their
numbers, and short names for units and entries. The same statements give the same bytes."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from typing import IO, TYPE_CHECKING, cast

import pyoxigraph
from pyoxigraph import RdfFormat, parse

from unitgraph.dataset.vocab import PREFIXES, term
from unitgraph.system.files import ChunkStream

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

    from unitgraph.store import Store

BATCH = 2000  # lines that are put together before they are parsed or written
_TYPE = f" <{term('rdf:type')}> "
_NUMBERED = re.compile(r"(.*/(?:evidence|segment)/)([0-9]+)>")
"""Resources of which an entry or a reading has a few, numbered."""
_SUBJECT = re.compile(rb"\n(?=[^\t@\n])")
_OWN = re.compile(r"(.*/unit/([a-z]{2})/|.*/list/([A-Za-z0-9_-]+)/entry/)[^/]+")


def write_turtle(triples: Iterable[str], output: IO[bytes], prefixes: dict[str, str]) -> None:
    """Write triples, each in N-Triples without its dot; those with one subject stand together, in the order of their
    text."""
    paragraphs = _Paragraphs(output)
    # Text is put in order, and not what is parsed of it: no triple becomes an object of Python.
    ordered = parse(text_stream(_ordered(triples)), format=RdfFormat.N_TRIPLES)
    pyoxigraph.serialize(ordered, cast(IO[bytes], paragraphs), format=RdfFormat.TURTLE, prefixes=prefixes)
    paragraphs.finish()


def text_stream(lines: Iterable[str]) -> IO[bytes]:
    """Lines as a file that a parser reads."""
    return io.BufferedReader(ChunkStream(_encoded(lines)), 1 << 20)


def _encoded(lines: Iterable[str]) -> Iterator[bytes]:
    flow = iter(lines)
    while batch := list(islice(flow, BATCH)):
        yield ("\n".join(batch) + "\n").encode()


def prefixes_of(iris: Iterable[str]) -> dict[str, str]:
    """The prefixes of the vocabularies, and those under which the units and entries among ``iris`` have short names.

    >>> list(prefixes_of(["https://w3id.org/unitgraph/unit/mx/torreon-station-760d1afd"]))[-1]
    'unit-mx'
    """
    found = {}
    for iri in iris:
        if own := _OWN.fullmatch(iri):
            found[f"unit-{own[2]}" if own[2] else f"entry-{own[3]}"] = own[1]
    return {**PREFIXES, **dict(sorted(found.items()))}


def prefixes_in(store: Store, unit: str | None = None) -> dict[str, str]:
    """:func:`prefixes_of` the countries and lists of a store; of a part of it those of its unit and the lists."""
    metadata = store.info().metadata
    told = store.query(
        f"SELECT DISTINCT ?code {{ ?country a <{term('ug:Country')}> ; <{term('skos:notation')}> ?code }}"
    )
    codes = [] if unit else [str(code).lower() for (code,) in told.texts()]
    units = [unit] if unit else [f"{metadata.base}unit/{code}/x" for code in codes]
    return prefixes_of([*units, *(f"{metadata.base}list/{name}/entry/x" for name in metadata.lists)])


def _ordered(triples: Iterable[str]) -> Iterator[str]:
    """The triples in the order in which they are written, each with its dot."""
    for stem, described in groupby(groupby(triples, _subject), lambda each: _stem(each[0])):
        if stem:
            groups = {subject: _classes_first(subject, group) for subject, group in described}
            for subject in sorted(groups, key=_number):
                yield from groups[subject]
        else:
            for subject, group in described:
                yield from _classes_first(subject, group)


def _subject(triple: str) -> str:
    return triple[: triple.index(" ")]


def _stem(subject: str) -> str:
    """What numbered resources of one entry or reading share; empty for any other subject."""
    found = _NUMBERED.fullmatch(subject)
    return found[1] if found else ""


def _number(subject: str) -> int:
    found = _NUMBERED.fullmatch(subject)
    assert found
    return int(found[2])


def _classes_first(subject: str, group: Iterable[str]) -> list[str]:
    """The triples of a subject, those with its classes before the others."""
    at = len(subject)
    classes: list[str] = []
    others: list[str] = []
    for triple in group:
        (classes if triple.startswith(_TYPE, at) else others).append(f"{triple} .")
    return classes + others


class _Paragraphs(io.RawIOBase):
    """Passes Turtle on, with an empty line before each subject. Oxigraph writes a subject at the beginning of a line,
    and what is said of it on lines that begin with a tab; a literal is on one line."""

    def __init__(self, output: IO[bytes]) -> None:
        self._output = output
        self._rest = b""

    def writable(self) -> bool:
        return True

    def write(self, content: ReadableBuffer, /) -> int:
        """Take the next piece."""
        whole, line_feed, rest = bytes(content).rpartition(b"\n")
        if line_feed:
            self._output.write(self._separated(self._rest + whole + line_feed))
            self._rest = b""
        self._rest += rest
        return len(whole) + len(line_feed) + len(rest)

    def finish(self) -> None:
        """Pass on what is left."""
        self._output.write(self._separated(self._rest))
        self._rest = b""

    @staticmethod
    def _separated(lines: bytes) -> bytes:
        return _SUBJECT.sub(b"\n\n", b"\n" + lines)[1:]
