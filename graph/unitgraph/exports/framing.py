"""What is nested in what in JSON-LD: the frame of a unit (JSON-LD 1.1 Framing, W3C 2020), and the statements that are
put together so that each unit is written with what is nested in it, one unit at a time."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from unitgraph.dataset.nquads import term_iri
from unitgraph.system.errors import UnitGraphError
from unitgraph.system.resources import resource
from unitgraph.system.sorting import blocks_of, subject_of

_ENTRY = re.compile(r"<[^>]*/list/[^/>]+/entry/[^/>]+")
"""The IRI of an entry, with which those of its reading and its denials begin."""

_NUMBERED = re.compile(r"(/reading/(?:evidence|segment)/)([0-9]+)(?=>)")


@dataclass(frozen=True, slots=True)
class NodeFrame:
    """How the nodes at one place are written: nested, or only by their names; ``below`` says it for keys of theirs, and
    the place itself for all others. ``kind`` is the class of the nodes that a frame is about."""

    nested: bool = False
    below: Mapping[str, NodeFrame] = field(default_factory=dict)
    kind: str = ""

    def at(self, key: str) -> NodeFrame:
        """The frame for the values of a key."""
        return self.below.get(key) or NodeFrame(self.nested)


def frame_of(source: Mapping[str, Any], nested: bool = True) -> NodeFrame:
    """A frame as written. It says @embed, once or never, and the class of its nodes; anything else raises
    UnitGraphError, since the document would not be as the frame says."""
    embed = source.get("@embed", "@once" if nested else "@never")
    if embed not in ("@once", "@never"):
        raise _unknown(str(embed))
    below: dict[str, NodeFrame] = {}
    for name, value in source.items():
        if name in ("@embed", "@context", "type"):
            continue
        if name.startswith("@") or not isinstance(value, dict):
            raise _unknown(name)
        below[name] = frame_of(value, embed == "@once")
    return NodeFrame(embed == "@once", below, str(source.get("type", "")))


def _unknown(name: str) -> UnitGraphError:
    return UnitGraphError("JSON-LD frame", f"{name!r} is more than the writer knows", "mend ontology/frame.jsonld")


@cache
def project_frame() -> NodeFrame:
    """The frame that ships with the ontology."""
    return frame_of(json.loads(resource("ontology", "frame.jsonld").read_text(encoding="utf-8")))


class FramedPart:
    """The statements that are written together: lines of N-Quads by their subject, and who names whom."""

    def __init__(self, lines: Iterable[str], reverse: Collection[str]) -> None:
        self.lines: dict[str, list[str]] = {}
        self._naming: dict[tuple[str, str], list[str]] = {}
        for line in lines:
            subject, predicate, value = line.split(" ", 3)[:3]
            self.lines.setdefault(subject, []).append(line)
            if predicate in reverse:
                self._naming.setdefault((predicate, value), []).append(subject)

    def about(self, subject: str) -> list[str]:
        """The statements about a subject; the evidence and the segments that they name are in the order of their
        numbers."""
        return sorted(self.lines[subject], key=_by_number)

    def naming(self, predicate: str, value: str) -> list[str]:
        """The subjects that have a value of one of the properties that are read backwards."""
        return list(dict.fromkeys(self._naming.get((predicate, value), ())))


def parts(lines: Iterable[str], owning: Collection[str], spool: Path) -> Iterator[FramedPart]:
    """Sorted lines of N-Quads in parts: what a statement with one of the ``owning`` properties says belongs to a unit
    stands with the unit, and an entry with its reading where its first denial does.

    What does not fit in memory goes to the folder ``spool``.
    """
    for block in blocks_of(_owned(lines, owning), spool):
        yield FramedPart((line.partition(" ")[2] for line in block[:-1].split("\n")), owning)


def _owned(lines: Iterable[str], owning: Collection[str]) -> Iterator[str]:
    """The lines with the subject in front with which they stand."""
    for _, together in groupby(lines, key=_stem):
        found = list(together)
        whole = _owner(found, owning)
        for subject, about in groupby(found, key=subject_of):
            own = list(about)
            owner = _owner(own, owning) or whole or subject
            yield from (f"{owner} {line}" for line in own)


def _by_number(line: str) -> str:
    return _NUMBERED.sub(lambda found: found[1] + found[2].zfill(9), line) if "/reading/" in line else line


def _stem(line: str) -> str:
    entry = _ENTRY.match(line)
    return entry[0] if entry else subject_of(line)


def _owner(lines: Iterable[str], owning: Collection[str]) -> str:
    for line in lines:
        _, predicate, value = line.split(" ", 3)[:3]
        if predicate in owning:
            return value
    return ""


def is_of_class(lines: Iterable[str], kind: str) -> bool:
    """Whether statements about one subject say that it is of the class ``kind`` (an IRI)."""
    return any(line.split(" ", 3)[1:3] == [term_iri("rdf:type"), f"<{kind}>"] for line in lines)
