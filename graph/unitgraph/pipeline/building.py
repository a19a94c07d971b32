"""From a published list to a graph: document, entries, rulings, readings, units, triples, validation, store."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from unitgraph.dataset.writer import Writer, list_blocks
from unitgraph.identity.iris import DEFAULT_BASE
from unitgraph.identity.lists import OpenedList, open_list
from unitgraph.identity.units import Unit, UnitGraph
from unitgraph.reading.hierarchy_tables import HierarchySource
from unitgraph.reading.metadata import ListSource
from unitgraph.system.display import Meter
from unitgraph.system.errors import StoreError, UnitGraphError, ValidationError
from unitgraph.system.heap import trim_heap
from unitgraph.system.sorting import blocks_of, sorted_blocks

if TYPE_CHECKING:
    from unitgraph.identity.assembly import Assembly
    from unitgraph.identity.siblings import Siblings
    from unitgraph.index.hierarchy import Hierarchy, IndexWriter
    from unitgraph.reading.entries import ListMetadata
    from unitgraph.store import Changes, OxigraphStore, StoreInfo


@dataclass(frozen=True, slots=True)
class Built:
    """The result of a build: numbers, what the store holds, and warnings from validation and about unread rows.

    ``changed`` is the number of resources that differ from the previous store, None if it was not reused.
    """

    info: StoreInfo
    denials: int
    units: int
    edges: int
    roots: int
    countries: int
    warnings: tuple[str, ...]
    changed: int | None = None


def _unshown(things: Iterable[Any], label: str) -> Iterator[Any]:
    return iter(things)


def build_store(
    source: ListSource,
    store: Path,
    base: str = DEFAULT_BASE,
    hierarchies: Sequence[HierarchySource] = (),
    progress: Meter | None = None,
    workers: int = 1,
    replaces: bool = False,
) -> Built:
    """Read a list, and hierarchy tables beside it, and store their graph in the folder ``store``.

    The graph is validated first. One that does not conform raises ValidationError and is not stored; the previous
    contents of ``store`` stay until the new graph is complete. Tables of paths are read by ``workers`` processes.
    Raises StoreError if ``store`` holds another list, unless the build ``replaces`` it.
    """
    from unitgraph.store import lists_in_folder

    check_base(base)
    opened = open_list(source)
    if not replaces:
        _refuse_to_lose(str(store), lists_in_folder(store), opened.metadata.name)
    return _Build(base, progress or _unshown).write(store, [opened], hierarchies, workers)


def _refuse_to_lose(store: str, held: Iterable[str], name: str) -> None:
    """Raise StoreError for a store that holds lists and not the one that is built: its denials would be gone."""
    others = sorted(set(held) - {name})
    if others:
        what = f"holds the list {', '.join(map(repr, others))}, which a build of {name!r} would remove"
        raise StoreError(store, what, "build into another store, or give --replace to replace everything it holds")


def build_service(
    source: ListSource,
    address: str,
    base: str = DEFAULT_BASE,
    hierarchies: Sequence[HierarchySource] = (),
    progress: Meter | None = None,
    workers: int = 1,
    replaces: bool = False,
) -> Built:
    """:func:`build_store` for the SPARQL 1.1 service at ``address``: built here in a temporary folder, then sent.

    The service keeps its previous contents until everything has arrived. An interrupted upload resumes where it stopped
    when the same build is run again (see :mod:`unitgraph.store.upload`).
    """
    from unitgraph.index.cache import keep_index
    from unitgraph.store import need_http, open_folder

    need_http()
    from unitgraph.store.upload import check_service, upload

    held = check_service(address)
    if not replaces:
        _refuse_to_lose(address, held, open_list(source).metadata.name)
    with TemporaryDirectory(prefix="unitgraph-") as temporary:
        folder, spool = Path(temporary, "store"), Path(temporary, "spool")
        spool.mkdir()
        built = build_store(source, folder, base, hierarchies, progress, workers)
        with open_folder(folder) as store:
            info = upload(address, store.info(), lambda: blocks_of(store.quads(), spool), progress or _unshown)
            assert store.index is not None
            keep_index(store.index, info.sha256)
    return replace(built, info=info)


class _Build:
    """One build, with the intermediate results that later steps need."""

    def __init__(self, base: str, progress: Meter) -> None:
        self._base = base
        self._progress = progress
        self._warnings: list[str] = []
        self._index: IndexWriter | None = None
        self._countries: set[str] = set()
        self._counts = (0, 0, 0, 0)
        self._changed: int | None = None
        self._denials = 0
        self._lists: tuple[ListMetadata, ...] = ()

    def write(
        self, store: Path, lists: Sequence[OpenedList], hierarchies: Sequence[HierarchySource], workers: int
    ) -> Built:
        from unitgraph.index.hierarchy import IndexWriter
        from unitgraph.store import Metadata, write_blocks

        def blocks(spool: Path, index: Path) -> Iterator[str]:
            self._index = IndexWriter(index)
            made = self._blocks(lists, hierarchies, workers)
            return self._progress(sorted_blocks(made, spool if hierarchies else None), "stored")

        metadata = Metadata(self._base, tuple(sorted(each.metadata.name for each in lists)))
        info = write_blocks(store, blocks, metadata, self._finish)
        return Built(info, self._denials, *self._counts, tuple(self._warnings), self._changed)

    def _blocks(
        self, lists: Sequence[OpenedList], hierarchies: Sequence[HierarchySource], workers: int
    ) -> Iterator[str]:
        """Every block of the dataset, in no certain order; the units go into the index meanwhile. Hierarchies are read
        first: what they know tells how the entries of lists read."""
        from unitgraph.identity.assembly import Assembly
        from unitgraph.identity.identity_rulings import want_mentions
        from unitgraph.identity.list_units import assemble
        from unitgraph.identity.siblings import Siblings
        from unitgraph.pipeline.hierarchies import HierarchyTables
        from unitgraph.store.contents import common_blocks

        rulings = [ruling for each in lists for ruling in each.rulings]
        tables = HierarchyTables(hierarchies, self._progress, workers, rulings)
        years = {each.metadata.name: each.metadata.year for each in lists}
        writer, assembly = Writer(self._base), Assembly(self._base, tables.names, years)
        want_mentions(assembly, rulings)
        yield from tables.merged_into(assembly, writer)
        self._warnings += tables.warnings
        known = assembly.known(text for each in lists for text in each.texts()) if hierarchies else None
        readings = [reading for each in lists for reading in each.readings(known)]
        graph = assemble(
            assembly, readings, [each.metadata for each in lists], self._base, rulings, None, tables.ruled_rows()
        )
        self._denials, self._lists = len(graph.denials), graph.lists
        yield from list_blocks(graph)
        yield from common_blocks(self._base)
        siblings = Siblings()
        yield from writer.units(self._indexed(assembly, graph, siblings))
        pairs = siblings.near_pairs(graph.distinct)
        yield from (writer.near_sibling(one, other) for one, other in pairs)

    def _indexed(self, assembly: Assembly, graph: UnitGraph, siblings: Siblings) -> Iterator[Unit]:
        """The units of hierarchy tables, by IRI, while all units are added to the index and compared with siblings."""
        from unitgraph.index.nodes import listings_of, node_of

        assert self._index is not None
        listings = listings_of(graph)
        for listed, tabled in self._progress(assembly.described(), "units"):
            described = [each for each in (listed, tabled) if each is not None]
            self._countries.add(described[0].country)
            self._index.add(node_of(described, listings))
            siblings.add(described[0])
            if tabled is not None:
                yield tabled

    def _finish(self, store: OxigraphStore, folder: Path, changes: Changes | None) -> None:
        """Index and validate the loaded dataset."""
        from unitgraph.index.names import named
        from unitgraph.match import Matcher

        self._changed = None if changes is None else len(changes.subjects)
        # Each takes gigabytes of a large store.
        trim_heap()
        hierarchy = self._finished_index(folder)
        trim_heap()
        self._validate(store, folder, changes)
        trim_heap()
        Matcher(map(named, self._progress(hierarchy, "names"))).save(folder)

    def _finished_index(self, folder: Path) -> Hierarchy:
        """The hierarchy, once its index is written; counts its parts."""
        from unitgraph.index.hierarchy import Hierarchy

        assert self._index is not None
        self._index.finish(self._lists)
        hierarchy = Hierarchy.open(folder)
        edges = len(hierarchy.plain.superiors.values)
        self._counts = (len(hierarchy), edges, len(hierarchy.dag.roots), len(self._countries))
        return hierarchy

    def _validate(self, store: OxigraphStore, folder: Path, changes: Changes | None) -> None:
        from unitgraph.validation import validate_changes, validate_store
        from unitgraph.validation.earlier import read_results, write_results

        known = None if changes is None else read_results(changes.before.index)
        if changes is None or known is None:
            report = validate_store(store)
        else:
            report = validate_changes(store, changes.before, changes.subjects, known)
        if not report.conforms:
            raise ValidationError(
                "build", "the graph does not conform to the shapes", "correct what the report names", report.text()
            )
        write_results(folder, report)
        self._warnings += (f"{result.name or result.focus}: {result.message}" for result in report.results)


def check_base(base: str) -> None:
    """Raise UnitGraphError unless ``base`` can be the base of every IRI of the data."""
    if not re.fullmatch(r"https?://(?!/)[^\x00-\x20\x7f\s<>\"{}|\\^`#?\ud800-\udfff]+/", base):
        raise UnitGraphError(f"base {base!r}", "is not a base for IRIs", "give an http(s) address that ends in '/'")
