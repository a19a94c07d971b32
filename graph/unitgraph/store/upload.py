"""Uploads a dataset to a SPARQL 1.1 service, replacing the previous one.

The statements are sent in order and in batches to separate graphs; meanwhile, readers see the previous dataset. Then
one update copies them into the named graphs and names the new dataset in the manifest. A batch may arrive twice without
harm, since there are no blank nodes. An interrupted load resumes after what has arrived: the same dataset goes into the
same graphs, named by its digest, and the number of their statements tells where.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from itertools import chain

from pyoxigraph import Literal

from unitgraph.dataset.vocab import service_graph, term
from unitgraph.store.contract import StoreInfo
from unitgraph.store.manifest import Manifest, read_manifest, write_manifest
from unitgraph.store.remote import CURRENT, MANIFEST, PUBLISHING, count_triples, states, union_graph
from unitgraph.store.service import ServiceClient
from unitgraph.system.display import Meter
from unitgraph.system.errors import StoreError

BATCH = 10_000
"""The number of statements sent at once through the Graph Store Protocol."""
UPDATE_BATCH = 1_000
"""The number of statements sent at once as an update, which services parse more slowly and limit in size."""
_VALUE = f"<{term('rdf:value')}>"
_STAGED = service_graph("manifest#staged/")


def upload(address: str, info: StoreInfo, blocks: Callable[[], Iterable[str]], progress: Meter) -> StoreInfo:
    """Make a dataset that of the service at ``address``, and return what the service then holds.

    ``blocks`` returns the dataset each time it is called: blocks of canonical N-Quads about one subject, in ascending
    order, as for a store in a folder. ``info`` gives its digest and counts. Raises StoreError for a dataset with blank
    nodes, and if the service fails: the previous dataset is then still there, and the next upload of the same dataset
    resumes.
    """
    service = ServiceClient(address)
    try:
        return _Upload(service, replace(info, place=address)).run(blocks, progress)
    finally:
        service.close()


def check_service(address: str) -> StoreInfo | None:
    """What the service at ``address`` holds; None where it holds nothing that can be read.

    Raises StoreError unless a SPARQL service answers there: before the work of a build, not after.
    """
    service = ServiceClient(address)
    try:
        manifest = states(service).get(CURRENT)
    finally:
        service.close()
    try:
        return read_manifest(manifest, address, "manifest", "name another").info if manifest else None
    except StoreError:
        return None


class _Upload:
    def __init__(self, service: ServiceClient, info: StoreInfo) -> None:
        self._service, self._info = service, info
        self._generation = info.sha256[:16]
        self._union = union_graph(self._generation)
        self._staged = {graph: _staged_graph(self._generation, number) for number, graph in enumerate(info.graphs)}

    def run(self, blocks: Callable[[], Iterable[str]], progress: Meter) -> StoreInfo:
        """Load and publish, unless the dataset is there already."""
        before = states(self._service)
        manifest = self._manifest(before.get(CURRENT))
        if before.get(CURRENT) != manifest or PUBLISHING in before or not self._is_there():
            self._set(_STAGED + self._generation, str(len(self._staged)))
            self._load(blocks, progress)
            self._publish(manifest, before)
        self._sweep()
        return self._info

    def _manifest(self, before: str | None) -> str:
        """The manifest to publish: the one that is there, if it is of the same dataset, whenever that was built."""
        if before is not None:
            with suppress(StoreError):
                if read_manifest(before, self._info.place, "manifest", "choose another service").info == self._info:
                    return before
        return write_manifest(Manifest(self._generation, self._info), None)

    def _is_there(self) -> bool:
        """Whether the service still holds the dataset named in its manifest."""
        return self._count(self._union) == self._info.triples and all(
            self._count(graph) == count for graph, count in self._info.graphs.items()
        )

    def _load(self, blocks: Callable[[], Iterable[str]], progress: Meter) -> None:
        """Fill the union and the staged graphs, and check that everything has arrived."""
        graphs = {self._union: self._info.triples}
        graphs |= {staged: self._info.graphs[graph] for graph, staged in self._staged.items()}
        arrived = {graph: self._count(graph) for graph in graphs}
        if arrived != graphs:
            filling = {graph: _Filling(self._service, graph, count) for graph, count in arrived.items()}
            for block in progress(blocks(), "sent"):
                self._distribute(block, filling)
            for each in filling.values():
                each.flush()
        for graph, count in graphs.items():
            self._check(graph, count)

    def _distribute(self, block: str, filling: dict[str, _Filling]) -> None:
        last = ""
        for line in block[:-1].split("\n"):
            # Neither a graph's name nor the closing dot holds a space.
            triple, graph, _ = line.rsplit(" ", 2)
            if triple.startswith("_:") or " _:" in triple.partition('"')[0]:
                what = f"a blank node cannot be sent twice: {triple[:80]}"
                raise StoreError(self._info.place, what, "give every node an IRI")
            filling[self._staged[graph[1:-1]]].take(triple)
            if triple != last:
                filling[self._union].take(triple)
                last = triple

    def _publish(self, manifest: str, before: Mapping[str, str]) -> None:
        """Move the loaded graphs into place. Until the manifest names the new dataset, readers are told to wait."""
        self._set(PUBLISHING, self._generation)
        for graph, staged in self._staged.items():
            self._service.update(f"COPY SILENT <{staged}> TO <{graph}>")
            self._check(graph, self._info.graphs[graph])
        if CURRENT in before:
            old = read_manifest(before[CURRENT], self._info.place, "manifest", "choose another service").info
            for graph in sorted(old.graphs.keys() - self._info.graphs.keys()):
                self._drop(graph)
        if states(self._service).get(PUBLISHING) != self._generation:
            raise StoreError(self._info.place, "another build is writing there", "wait for it, then build again")
        self._set(CURRENT, manifest, PUBLISHING)

    def _sweep(self) -> None:
        """Remove what this load and earlier or interrupted ones left behind. The list of it is removed last."""
        for state, count in states(self._service).items():
            generation = state.removeprefix(_STAGED)
            if generation == state:
                continue
            for number in range(int(count)):
                self._drop(_staged_graph(generation, number))
            if generation != self._generation:
                self._drop(union_graph(generation))
                self._service.update(_without(state))

    def _drop(self, graph: str) -> None:
        self._service.update(f"DROP SILENT GRAPH <{graph}>")

    def _set(self, state: str, text: str, *ended: str) -> None:
        """Write one state into the manifest's graph, and remove those that it ends."""
        removed = "".join(f"{_without(each)} ;\n" for each in (state, *ended))
        self._service.update(f"{removed}INSERT DATA {{ GRAPH <{MANIFEST}> {{ <{state}> {_VALUE} {Literal(text)} }} }}")

    def _count(self, graph: str) -> int:
        return count_triples(self._service, graph)

    def _check(self, graph: str, count: int) -> None:
        if (found := self._count(graph)) != count:
            what = f"the service holds {found} of the {count} statements sent to {graph}"
            raise StoreError(self._info.place, what, "make sure that no other build writes there, then build again")


def _without(state: str) -> str:
    return f"DELETE WHERE {{ GRAPH <{MANIFEST}> {{ <{state}> {_VALUE} ?any }} }}"


def _staged_graph(generation: str, number: int) -> str:
    return service_graph(f"staged/{generation}/{number}")


class _Filling:
    """One graph that is filled in batches. The triples come in the same order each time, so those that have arrived are
    the first ones, and perhaps part of the interrupted batch, which is sent again."""

    def __init__(self, service: ServiceClient, graph: str, arrived: int) -> None:
        self._service, self._graph = service, graph
        self._size = BATCH if service.endpoints.data else UPDATE_BATCH
        self._skipped = arrived - arrived % self._size
        self._held: list[str] = []

    def take(self, triple: str) -> None:
        """Queue a triple for sending, unless it has arrived."""
        if self._skipped:
            self._skipped -= 1
            return
        self._held.append(triple)
        if len(self._held) == self._size:
            self.flush()

    def flush(self) -> None:
        """Send what is queued."""
        if not self._held:
            return
        lines = "".join(chain.from_iterable((triple, " .\n") for triple in self._held))
        self._held = []
        if self._service.endpoints.data:
            self._service.add(self._graph, lines.encode())
        else:
            self._service.update(f"INSERT DATA {{ GRAPH <{self._graph}> {{\n{lines}}} }}")
