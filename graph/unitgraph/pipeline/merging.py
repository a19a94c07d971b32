"""Merges lists and hierarchy tables into units: what a build stores, and what a preview shows."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence

from unitgraph.dataset.writer import Writer
from unitgraph.identity.assembly import Assembly
from unitgraph.identity.identity_rulings import want_mentions
from unitgraph.identity.list_units import assemble
from unitgraph.identity.lists import OpenedList
from unitgraph.identity.references import RowTexts
from unitgraph.identity.register import Register
from unitgraph.identity.units import UnitGraph
from unitgraph.pipeline.hierarchies import HierarchyTables
from unitgraph.reading.rulings import Ruling


class Merger:
    """Merges ``lists`` and ``tables`` into the units of its ``assembly``, whose IRIs begin with ``base``. ``register``
    knows the IRIs of before, ``texts`` keeps those of rows; ``partial`` says that rulings may be about other sources,
    too; ``rulings`` are those of no list."""

    def __init__(
        self,
        lists: Sequence[OpenedList],
        tables: HierarchyTables,
        base: str,
        texts: RowTexts,
        register: Register | None = None,
        partial: bool = False,
        rulings: Iterable[Ruling] = (),
    ) -> None:
        self._lists = lists
        self._tables = tables
        self._base = base
        self._texts = texts
        self._partial = partial
        self._rulings = [*(ruling for each in lists for ruling in each.rulings), *rulings]
        self._years = {each.metadata.name: each.metadata.year for each in lists}
        self.assembly = Assembly(base, tables.names, self._years, register, texts, tables.reports)

    def merged(self, writer: Writer) -> Generator[str, None, UnitGraph]:
        """What lists say, once all is merged; tables and their rows come as statements meanwhile. Tables are read
        first: what they know tells how the entries of lists read."""
        want_mentions(self.assembly, self._rulings)
        yield from self._tables.merged_into(self.assembly, writer)
        texts = (text for each in self._lists for text in each.texts())
        known = self.assembly.known(texts) if self._tables.names else None
        readings = [reading for each in self._lists for reading in each.readings(known)]
        held = {*self._years, *self._tables.names} if self._partial else None
        graph = assemble(
            self.assembly,
            readings,
            [each.metadata for each in self._lists],
            self._base,
            self._rulings,
            held,
            self._tables.ruled_rows(self._partial),
        )
        self._texts.close()
        return graph
