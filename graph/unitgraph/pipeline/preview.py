"""What sources would make, without writing a store: the units, why mentions are one, and which units may be one."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from unitgraph.dataset.writer import Writer
from unitgraph.identity.iris import DEFAULT_BASE
from unitgraph.identity.lists import OpenedList
from unitgraph.identity.references import RowTexts
from unitgraph.identity.units import UnitGraph
from unitgraph.index.hierarchy import Hierarchy
from unitgraph.index.nodes import listings_of, node_of
from unitgraph.pipeline.hierarchies import DoubtfulRow, HierarchyTables
from unitgraph.pipeline.merging import Merger
from unitgraph.reading.hierarchy_tables import HierarchySource
from unitgraph.reading.row_reports import RowReports
from unitgraph.reading.rulings import Ruling
from unitgraph.system.display import Meter, unshown

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Preview:
    """What sources would make: ``graph`` is what the lists say, ``hierarchy`` the units of all sources, ``doubtful``
    the rows of tables that a person should look at."""

    graph: UnitGraph
    hierarchy: Hierarchy
    doubtful: tuple[DoubtfulRow, ...] = ()


def preview(
    lists: Sequence[OpenedList],
    hierarchies: Sequence[HierarchySource] = (),
    base: str = DEFAULT_BASE,
    progress: Meter = unshown,
    workers: int = 1,
    partial: bool = False,
    reports: RowReports | None = None,
    rulings: Sequence[Ruling] = (),
) -> Preview:
    """What lists and hierarchy tables would make, in memory. ``partial`` says that rulings may be about other sources,
    too; ``rulings`` are those of no list."""
    every = [*(ruling for each in lists for ruling in each.rulings), *rulings]
    tables = HierarchyTables(hierarchies, progress, workers, every, reports)
    with TemporaryDirectory(prefix="unitgraph-") as folder:
        merger = Merger(lists, tables, base, RowTexts(Path(folder, "rows")), partial=partial, rulings=rulings)
        graph = _result(merger.merged(Writer(base)))
    listings = listings_of(graph)
    described = (tuple(filter(None, unit)) for unit in progress(merger.assembly.described(), "units"))
    return Preview(graph, Hierarchy(node_of(unit, listings) for unit in described), tables.doubtful())


def _result(steps: Generator[object, None, T]) -> T:
    """What a generator returns in the end."""
    while True:
        try:
            next(steps)
        except StopIteration as done:
            found: T = done.value
            return found
