"""Where in which list what a validation report names stands: people look for lines, not for IRIs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from unitgraph.identity.iris import Minter
from unitgraph.identity.units import UnitGraph
from unitgraph.reading.entries import Entry

if TYPE_CHECKING:
    from unitgraph.validation.values import ValidationResult

SHOWN = 3
"""The number of lines that are named for one unit."""


class NamedLines:
    """The lines of the lists of a graph whose IRIs begin with ``base``: those of entries, of their readings and of the
    units that they name."""

    def __init__(self, graph: UnitGraph, base: str) -> None:
        mint = Minter(base)
        self._entries: dict[str, tuple[Entry, ...]] = {unit.iri: unit.entries for unit in graph.units if unit.entries}
        for reading in graph.readings:
            entry = mint.entry(reading.entry.list, reading.entry.verbatim, reading.entry.occurrence)
            self._entries[entry] = self._entries[mint.reading(entry)] = (reading.entry,)

    def of(self, iri: str) -> str:
        """The lines of what an IRI names, as ``2018 line 30``; empty for anything else."""
        found = sorted((each.list, each.line) for each in self._entries.get(iri, ()))
        shown = ", ".join(f"{name} line {line}" for name, line in found[:SHOWN])
        return f"{shown}, …" if len(found) > SHOWN else shown

    def warning(self, result: ValidationResult) -> str:
        """A result in one line."""
        where = self.of(result.focus)
        name = f"{result.name} ({where})" if result.name and where else result.name or where or result.focus
        return f"{name}: {result.message}"

    def violations(self, results: Iterable[ValidationResult]) -> str:
        """Where what violates the shapes stands, a line for each; empty where none of it is in a list."""
        from unitgraph.validation.values import Severity

        grave = {each.focus: each for each in results if each.severity is Severity.VIOLATION}
        lines = [f"  {each.name or iri}: {where}" for iri, each in grave.items() if (where := self.of(iri))]
        return "\n".join(("Look at these lines of the lists:", *lines)) + "\n" if lines else ""
