"""Which statements an export holds."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from enum import StrEnum

from unitgraph.errors import QueryError
from unitgraph.statements import Statement, parse_lines
from unitgraph.store import Store
from unitgraph.vocab import Minter, term


class Part(StrEnum):
    """Graphs that an export leaves out unless asked: they can be had from elsewhere or computed."""

    INFERRED = "inferred"
    ONTOLOGY = "ontology"
    QUERIES = "queries"


def select(store: Store, unit: str | None = None, parts: Collection[Part] = ()) -> list[str]:
    """The statements to write, as sorted lines of N-Quads without line ends: the graphs of the lists and rulings and
    those of ``parts``; with ``unit`` only what :func:`about` finds."""
    minter = Minter(store.info().metadata.base)
    left_out = tuple(f"<{minter.graph(part)}>" for part in Part if part not in parts)
    lines = sorted(line for line in store.quads() if not line.removesuffix(" .").endswith(left_out))
    return lines if unit is None else about(lines, unit)


def about(lines: Iterable[str], unit: str) -> list[str]:
    """The part of ``lines`` that the entries give which name ``unit`` or a unit below it.

    It is the graph those entries alone would build: the unit, everything below it and the chain above it, each
    with its edges, denials, readings, rulings, places and lists. The count of a list's entries is left out, since
    they are not all there.
    """
    statements = list(parse_lines(lines))
    wanted = _Wanted(statements)
    subjects = wanted.about(unit)
    return [each.line for each in statements if each.subject in subjects and wanted.keeps(each)]


_SUPERIOR, _SOURCE, _USED = term("org:subOrganizationOf"), term("prov:wasDerivedFrom"), term("prov:used")
_CLOSURE, _COUNT = term("org:transitiveSubOrganizationOf"), term("ug:entryCount")
# What a described thing leads to: following these from a unit's entries reaches all that stands behind them.
_FOLLOWED = tuple(
    map(
        term,
        (
            "dcterms:isPartOf",
            "prov:used",
            "ug:evidence",
            "ug:segment",
            "ug:denotes",
            "ug:readCountry",
            "ug:country",
            "org:hasSite",
            "org:subOrganizationOf",
        ),
    )
)


class _Wanted:
    def __init__(self, statements: Iterable[Statement]) -> None:
        self._objects: dict[tuple[str, str], list[str]] = {}
        self._subjects: dict[tuple[str, str], list[str]] = {}
        self._typed: dict[str, set[str]] = {}
        for each in statements:
            self._objects.setdefault((each.subject, each.predicate), []).append(each.value)
            self._subjects.setdefault((each.predicate, each.value), []).append(each.subject)
            if each.predicate == term("rdf:type"):
                self._typed.setdefault(each.value, set()).add(each.subject)
        self._found: set[str] = set()

    def about(self, unit: str) -> set[str]:
        """The subjects to keep."""
        if unit not in self._typed.get(term("ug:Unit"), ()):
            raise QueryError(unit, "the graph holds no such unit", "look its IRI up with: unitgraph check NAME")
        entries = {entry for each in self._below(unit) for entry in self._objects.get((each, _SOURCE), ())}
        waiting = [*entries]
        for entry in entries:
            waiting += self._subjects.get((_USED, entry), ())
            waiting += (each for each in self._subjects.get((_SOURCE, entry), ()) if self._is_denial_or_edge(each))
        while waiting:
            here = waiting.pop()
            if here not in self._found:
                self._found.add(here)
                for predicate in _FOLLOWED:
                    waiting += self._objects.get((here, predicate), ())
        return self._found

    def keeps(self, statement: Statement) -> bool:
        """Whether a statement about a kept subject is kept: what names another entry or ancestor is not."""
        if statement.predicate == _COUNT:
            return False
        if statement.predicate in (_SOURCE, term("ug:appliesTo"), _CLOSURE):
            return statement.value in self._found
        return True

    def _below(self, unit: str) -> set[str]:
        found: set[str] = set()
        waiting = [unit]
        while waiting:
            here = waiting.pop()
            if here not in found:
                found.add(here)
                waiting += self._subjects.get((_SUPERIOR, here), ())
        return found

    def _is_denial_or_edge(self, subject: str) -> bool:
        kinds = (term("ug:Denial"), term("ug:Subordination"))
        return any(subject in self._typed.get(kind, ()) for kind in kinds)
