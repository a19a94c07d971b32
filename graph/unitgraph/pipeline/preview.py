"""What sources would make, without writing a store: the units, why mentions are one, and which units may be one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from unitgraph.dataset.writer import Writer
from unitgraph.identity.assembly import Assembly
from unitgraph.identity.identity_rulings import want_mentions
from unitgraph.identity.iris import DEFAULT_BASE
from unitgraph.identity.list_units import assemble
from unitgraph.identity.lists import OpenedList
from unitgraph.identity.references import RowTexts
from unitgraph.identity.units import UnitGraph
from unitgraph.index.hierarchy import Hierarchy
from unitgraph.index.nodes import listings_of, node_of
from unitgraph.pipeline.hierarchies import HierarchyTables
from unitgraph.reading.hierarchy_tables import HierarchySource
from unitgraph.system.display import Meter, unshown


@dataclass(frozen=True, slots=True)
class Preview:
    """What sources would make: ``graph`` is what the lists say, ``hierarchy`` the units of all sources."""

    graph: UnitGraph
    hierarchy: Hierarchy


def preview(
    lists: Sequence[OpenedList],
    hierarchies: Sequence[HierarchySource] = (),
    base: str = DEFAULT_BASE,
    progress: Meter = unshown,
    workers: int = 1,
    partial: bool = False,
) -> Preview:
    """What lists and hierarchy tables would make, in memory. ``partial`` says that rulings may be about other sources,
    too."""
    years = {each.metadata.name: each.metadata.year for each in lists}
    rulings = [ruling for each in lists for ruling in each.rulings]
    tables = HierarchyTables(hierarchies, progress, workers, rulings)
    with TemporaryDirectory(prefix="unitgraph-") as folder:
        texts = RowTexts(Path(folder, "rows"))
        assembly = Assembly(base, tables.names, years, texts=texts)
        want_mentions(assembly, rulings)
        for _ in tables.merged_into(assembly, Writer(base)):
            pass
        known = assembly.known(text for each in lists for text in each.texts()) if hierarchies else None
        readings = [reading for each in lists for reading in each.readings(known)]
        held = {*years, *tables.names} if partial else None
        ruled = tables.ruled_rows(partial)
        graph = assemble(assembly, readings, [each.metadata for each in lists], base, rulings, held, ruled)
        texts.close()
    listings = listings_of(graph)
    described = (tuple(filter(None, unit)) for unit in progress(assembly.described(), "units"))
    return Preview(graph, Hierarchy(node_of(unit, listings) for unit in described))
