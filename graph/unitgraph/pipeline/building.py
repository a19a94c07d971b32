"""From lists and hierarchy tables to a graph: entries, rulings, readings, units, triples, validation, store."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from unitgraph.dataset.writer import Writer, list_blocks
from unitgraph.identity.iris import DEFAULT_BASE, Minter
from unitgraph.identity.units import Unit, UnitGraph
from unitgraph.pipeline.changing import Held, Plan
from unitgraph.pipeline.hierarchies import HierarchyTables
from unitgraph.pipeline.identities import IDENTITIES, identities_of, lost_mentions
from unitgraph.pipeline.keeping import keep_project
from unitgraph.pipeline.named_lines import NamedLines
from unitgraph.pipeline.project import Project
from unitgraph.reading.row_reports import RowReports
from unitgraph.system.display import Meter, unshown
from unitgraph.system.errors import UnitGraphError, ValidationError
from unitgraph.system.heap import seldom_collecting, trim_heap
from unitgraph.system.sorting import blocks_of, sorted_blocks

if TYPE_CHECKING:
    from unitgraph.identity.assembly import Assembly
    from unitgraph.identity.lists import OpenedList
    from unitgraph.identity.references import RowTexts
    from unitgraph.identity.register import Former, Register
    from unitgraph.identity.siblings import Siblings
    from unitgraph.index.hierarchy import Hierarchy, IndexWriter
    from unitgraph.store import Changes, ClaimedFolder, Metadata, OxigraphStore, StoreInfo


@dataclass(frozen=True, slots=True)
class Built:
    """The result of a build: numbers, what the store holds, and warnings from validation and about unread rows.

    ``changed`` is the number of resources that differ from the previous store, None if it was not reused. ``lists`` are
    those that were read, with what each of their lines is, ``reports`` what is left out of hierarchy tables.
    """

    info: StoreInfo = field(repr=False)
    denials: int
    units: int
    edges: int
    roots: int
    countries: int
    warnings: tuple[str, ...] = field(repr=False)
    changed: int | None = None
    lists: tuple[OpenedList, ...] = field(default=(), compare=False, repr=False)
    reports: RowReports = field(default_factory=RowReports, compare=False, repr=False)


@seldom_collecting()
def build_into(
    place: str | Path,
    plan: Plan,
    progress: Meter = unshown,
    workers: int = 1,
    identities: Path | None = None,
    anew: bool = False,
    reports: RowReports | None = None,
) -> Built:
    """Build what ``plan`` makes of what the store at ``place`` holds: a folder, or the address of a SPARQL 1.1 service.

    The graph is validated first. One that does not conform raises ValidationError and is not stored; the previous
    contents stay until the new graph is complete. Tables of paths are read by ``workers`` processes. For a service it
    is built in a temporary folder, then sent; an interrupted upload resumes where it stopped when the same build is run
    again (see :mod:`unitgraph.store.upload`).

    Units have the IRIs of the file ``identities``, else of that of the project, else those that they have in the
    folder, unless they are named ``anew``. A service keeps no identities: there only a file does so.

    Rows of hierarchy tables that cannot be read, and edges that cannot be, are left out and reported; ``reports`` may
    be strict, or take each report as it comes.
    """
    from unitgraph.store import claimed, is_address, open_folder

    if identities is not None and anew:
        what = "a file of identities and new identities contradict each other"
        raise UnitGraphError("build", what, "give one of the two")

    if not is_address(place):
        with claimed(place) as claim:
            project = plan(Held(str(place), claim.held, claim.sources))
            before = None if anew else identities or identities_of(project, claim.sources)
            return _Build(project, progress, workers, before, reports).write(claim)

    from unitgraph.index.cache import keep_index
    from unitgraph.store import need_http

    need_http()
    from unitgraph.store.upload import check_service, upload

    address = str(place)
    project = plan(Held(address, check_service(address), service=True))
    with TemporaryDirectory(prefix="unitgraph-") as temporary:
        folder, spool = Path(temporary, "store"), Path(temporary, "spool")
        spool.mkdir()
        with claimed(folder) as claim:
            before = None if anew else identities or project.identities
            built = _Build(project, progress, workers, before, reports).write(claim)
        with open_folder(folder) as store:
            info = upload(address, store.info(), lambda: blocks_of(store.quads(), spool), progress)
            assert store.index is not None
            keep_index(store.index, info.sha256)
    return replace(built, info=info)


class _Build:
    """One build, with the intermediate results that later steps need."""

    def __init__(
        self, project: Project, progress: Meter, workers: int, identities: Path | None, reports: RowReports | None
    ) -> None:
        self._project = project
        self._base = project.base or DEFAULT_BASE
        self._progress = progress
        self._tables = HierarchyTables(project.hierarchies, progress, workers, project.all_rulings, reports)
        self._named: Counter[str] = Counter()  # units that a table names
        self._identities = identities
        self._former: tuple[Former, ...] = ()
        self._apart: tuple[tuple[str, ...], ...] = ()
        self._warnings: list[str] = []
        self._index: IndexWriter | None = None
        self._lines: NamedLines
        self._countries: set[str] = set()
        self._counts = (0, 0, 0, 0)
        self._changed: int | None = None
        self._denials = 0

    def write(self, claim: ClaimedFolder) -> Built:
        from unitgraph.identity.references import RowTexts
        from unitgraph.identity.register import Register
        from unitgraph.index.hierarchy import IndexWriter
        from unitgraph.store import write_blocks

        written: Path | None = None

        def blocks(spool: Path, index: Path) -> Iterator[str]:
            nonlocal written
            self._index, written = IndexWriter(index), spool / IDENTITIES
            made = self._blocks(Register(self._identities, written), RowTexts(spool / "texts"))
            return self._progress(sorted_blocks(made, spool if self._project.hierarchies else None), "stored")

        def keep(folder: Path) -> None:
            keep_project(replace(self._project, identities=written), folder, self._tables.digests)

        info = write_blocks(claim, blocks, self._metadata, self._finish, keep)
        return Built(
            info,
            self._denials,
            *self._counts,
            tuple(self._warnings),
            self._changed,
            self._project.lists,
            self._tables.reports,
        )

    def _metadata(self) -> Metadata:
        """What the dataset says of itself, once it is made."""
        from unitgraph.store import Metadata
        from unitgraph.store.contents import list_info

        lists = map(list_info, self._project.lists)
        return Metadata(self._base, self._project.list_names, (*lists, *self._tables.infos(self._named)))

    def _blocks(self, register: Register, texts: RowTexts) -> Iterator[str]:
        """Every block of the dataset, in no certain order; the units go into the index meanwhile."""
        from unitgraph.identity.siblings import Siblings
        from unitgraph.pipeline.country_review import country_doubts
        from unitgraph.pipeline.line_review import superiors_told
        from unitgraph.pipeline.merging import Merger
        from unitgraph.pipeline.path_review import doubts
        from unitgraph.store.contents import common_blocks

        writer = Writer(self._base)
        rulings = self._project.rulings
        merger = Merger(self._project.lists, self._tables, self._base, texts, register, rulings=rulings)
        graph = yield from merger.merged(writer)
        self._warnings += self._tables.warnings
        self._warnings += (*superiors_told(self._project.lists), *told_twice(self._project.lists))
        self._warnings += (*doubts(graph.readings), *country_doubts(graph.readings), *lost_mentions(register))
        self._lines = NamedLines(graph, self._base)
        self._denials, self._former = len(graph.denials), tuple(register.former)
        self._apart = graph.distinct
        yield from writer.former_units(self._former)
        yield from list_blocks(graph)
        yield from common_blocks(self._base)
        siblings = Siblings()
        yield from writer.units(self._indexed(merger.assembly, graph, siblings))
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
                self._named.update({row.table for row in tabled.rows})
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
        replaced = {self._base + each.iri: self._base + each.replaced_by for each in self._former if each.replaced_by}
        self._index.finish((each.metadata for each in self._project.lists), replaced, self._apart)
        hierarchy = Hierarchy.open(folder)
        edges = len(hierarchy.plain.superiors.values)
        self._counts = (len(hierarchy), edges, len(hierarchy.dag.roots), len(self._countries))
        return hierarchy

    def _validate(self, store: OxigraphStore, folder: Path, changes: Changes | None) -> None:
        from unitgraph.validation import is_large, validate_changes, validate_store
        from unitgraph.validation.earlier import read_results, write_results

        known = None if changes is None else read_results(changes.before.index)
        if changes is None or known is None or not is_large(store):
            # What describes the queries is the same in every store, and the tests validate it.
            report = validate_store(store, settled=Minter(self._base).graph("queries"))
        else:
            report = validate_changes(store, changes.before, changes.subjects, known)
        if not report.conforms:
            told = f"{report.text()}\n{self._lines.violations(report.results)}".rstrip("\n") + "\n"
            what, remedy = "the graph does not conform to the shapes", "correct what the report names"
            raise ValidationError("build", what, remedy, told)
        write_results(folder, report)
        self._warnings += map(self._lines.warning, report.results)


def told_twice(lists: Iterable[OpenedList]) -> Iterator[str]:
    """A warning for lists of one file, of which each entry counts as often."""
    names: defaultdict[str, list[str]] = defaultdict(list)
    for each in lists:
        if each.metadata.sha256:
            names[each.metadata.sha256].append(each.metadata.name)
    for first, *others in names.values():
        if others:
            counted = f"the same file as {first}, so each denial counts {len(others) + 1} times"
            remedy = f"if they are one list, take out the other ones (unitgraph remove {others[0]} --store \u2026)"
            yield f"{', '.join(others)}: {counted}; {remedy}"
