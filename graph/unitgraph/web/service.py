"""The state shared by handlers: the open store, its hierarchy, the matcher and the query processes."""

from __future__ import annotations

import asyncio
import gc
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from contextvars import copy_context
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from unitgraph.checking.answers import Answer
from unitgraph.checking.countries import country_code
from unitgraph.checking.findings import Checker
from unitgraph.checking.opening import open_checker
from unitgraph.checking.screening import NameAndCountry, RowAnswer, answer_rows
from unitgraph.dataset.vocab import UG
from unitgraph.exports.about import About, about_data, bundled_name
from unitgraph.identity.iris import Minter
from unitgraph.index.hierarchy import Hierarchy
from unitgraph.index.units import Node
from unitgraph.lexicon.tables import country_name
from unitgraph.store import OxigraphStore, SourceInfo, SourceKind, open_folder, write_store
from unitgraph.system.version import __version__
from unitgraph.web.http.faults import Refusal
from unitgraph.web.http.keeping import ShortKeeping
from unitgraph.web.linked.facts import Facts
from unitgraph.web.query.workers import TaskBounds, WorkerPool
from unitgraph.web.settings import Settings
from unitgraph.web.turns import SMALL_TABLE, Turns, slices

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ListAbout:
    """The metadata of a list."""

    iri: str
    name: str
    title: str
    publisher: str
    source: str
    year: str
    published: str
    counts_from: str
    legal_basis: str
    sha256: str
    license: str
    scope: str
    entries: int
    caveats: tuple[str, ...]


class Service:
    """One open service, created by :meth:`open` and ended by :meth:`close`."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._made: Path | None = None
        folder = settings.store or self._write_bundled()
        self.store: OxigraphStore = open_folder(folder)
        self.info = self.store.info()
        self.base = self.info.metadata.base
        self.mint = Minter(self.base)
        self.store.check_tables()
        self.facts = Facts(self.store.engine)
        self.checker = open_checker(self.store if settings.store else None)
        self.hierarchy: Hierarchy = self.checker.hierarchy
        # Objects left from reading the store must not be collected in another thread.
        gc.collect()
        limits = settings.limits
        queries = TaskBounds("the query", limits.processes, limits.query_seconds, limits.query_memory)
        self.pool = WorkerPool(folder, limits, queries)
        # Started when the first table is sent.
        tables = TaskBounds("reading what was sent", 1, limits.read_seconds, limits.read_memory)
        self.readers = WorkerPool(None, limits, tables)
        # The matcher has its own scratch space: one name at a time.
        self._matching = ThreadPoolExecutor(1, "unitgraph-match")
        self._writing = ThreadPoolExecutor(1, "unitgraph-write")
        self.turns = Turns(limits.tables)
        self._ending = False
        self.held: ShortKeeping[object] = ShortKeeping()
        self.scratch = Path(tempfile.mkdtemp(prefix="unitgraph-serve-"))

    def _write_bundled(self) -> Path:
        """The bundled list as a store on disk, which query processes can open."""
        from unitgraph.identity.lists import bundled_graph
        from unitgraph.store.contents import bundled_metadata, dataset_lines

        self._made = Path(tempfile.mkdtemp(prefix="unitgraph-bundled-"))
        write_store(self._made / "store", dataset_lines(bundled_graph()), bundled_metadata())
        return self._made / "store"

    async def open(self) -> None:
        """Start the query processes, and prepare what the first request would have to wait for."""
        known = asyncio.to_thread(lambda: (self.countries, self.lists))
        await asyncio.gather(self.pool.open(), self.check("unit", None), known)

    async def close(self) -> None:
        """End the processes and remove temporary files."""
        self.held.clear()
        self.cut()
        await self.pool.close()
        await self.readers.close()
        self._matching.shutdown(wait=False, cancel_futures=True)
        self._writing.shutdown(wait=False, cancel_futures=True)
        self.store.close()
        shutil.rmtree(self.scratch, ignore_errors=True)
        if self._made is not None:
            shutil.rmtree(self._made, ignore_errors=True)

    def cut(self) -> None:
        """End what runs: queries, tables that are read or screened. They fail with 503."""
        self._ending = True
        self.pool.cut()
        self.readers.cut()

    async def in_turn(self, step: Callable[[], T]) -> T:
        """The result of ``step`` (which matches names), run off the event loop, one at a time."""
        if self._ending:
            raise Refusal(503, "The service is being stopped.", {"retry-after": "5"})
        return await self._off_loop(self._matching, step)

    async def writing(self, step: Callable[[], T]) -> T:
        """The result of ``step`` (which writes a long answer), run off the event loop, one at a time."""
        return await self._off_loop(self._writing, step)

    async def _off_loop(self, executor: ThreadPoolExecutor, step: Callable[[], T]) -> T:
        # With the context of the request, which has its language.
        return await asyncio.get_running_loop().run_in_executor(executor, copy_context().run, step)

    async def checker_of(self, day: date | None) -> Checker:
        """The checker of a day; None is for all that sources say. One day at a time is worked out, off the event loop;
        the last few are kept."""
        return self.checker if day is None else await self.in_turn(lambda: self.checker.at(day))

    async def check(self, name: str, country: str | None, day: date | None = None) -> Answer:
        """The answer to one name, as of a day. Raises QueryError for an unknown country."""
        code = country_code(country)
        checker = await self.checker_of(day)
        return await self.in_turn(lambda: checker.check(name, code))

    async def screen(
        self,
        questions: Sequence[NameAndCountry],
        checker: Checker | None = None,
        client: str = "",
        done: Callable[[int], None] = lambda count: None,
    ) -> list[RowAnswer]:
        """The results for names with their countries, as in ``unitgraph screen``; of a day if ``checker`` is. Other
        requests get their turn in between, and other clients before the next table of this one. ``done`` is told how
        many rows are answered. Rejected: a table beyond those that may wait, and with 504 one that takes too long."""
        found: list[RowAnswer] = []
        spent, most = 0.0, self.settings.limits.screen_seconds
        async with self.turns.turn(client) if len(questions) > SMALL_TABLE else nullcontext():
            for part in slices(questions, lambda asked: len(asked[0])):
                if spent > most:
                    raise Refusal(
                        504,
                        f"The screening took more than {most:g} seconds of processor time; only {len(found):,} rows "
                        "were answered. Send so many at once, or fewer superiors with each.",
                    )
                answers, seconds = await self.in_turn(partial(_answered_in, checker or self.checker, part))
                spent += seconds
                found += answers
                done(len(found))
        return found

    def node(self, iri: str) -> Node | None:
        """The unit with an IRI."""
        try:
            return self.hierarchy[iri]
        except KeyError:
            return None

    def local(self, iri: str) -> str | None:
        """The path under which this service answers for an IRI; None for other IRIs."""
        if iri.startswith(UG):
            return f"/about#{iri.removeprefix(UG)}"
        return f"/{iri.removeprefix(self.base)}" if iri.startswith(self.base) else None

    def identifier(self, node: Node) -> str:
        """A unit's short name in the APIs: its IRI without the prefix common to all units."""
        return node.iri.removeprefix(f"{self.base}unit/")

    def unit_iri(self, identifier: str) -> str:
        """The IRI of a unit from its short name; a full IRI is returned as it is."""
        return identifier if identifier.startswith(self.base) else f"{self.base}unit/{identifier}"

    def address(self, request: HTTPConnection) -> str:
        """The public address of this service, without a final slash."""
        if self.settings.base_url:
            return self.settings.base_url.rstrip("/")
        return f"{request.url.scheme}://{request.url.netloc}"

    def elsewhere(self, request: HTTPConnection) -> bool:
        """Whether the IRIs of the data are on another host."""
        return urlsplit(self.base).netloc != urlsplit(self.address(request)).netloc

    @cached_property
    def lists(self) -> tuple[ListAbout, ...]:
        """The metadata of each list, by name."""
        return tuple(self._about_list(iri) for iri in self.facts.of_class("ug:UnitList"))

    def _about_list(self, iri: str) -> ListAbout:
        one = self.facts.one
        return ListAbout(
            iri,
            one(iri, "dcterms:identifier"),
            one(iri, "dcterms:title"),
            one(one(iri, "dcterms:publisher"), "foaf:name"),
            one(iri, "dcterms:source"),
            one(iri, "ug:calendarYear"),
            one(iri, "dcterms:issued"),
            one(iri, "ug:countsFrom"),
            one(iri, "ug:legalBasis"),
            one(iri, "ug:sha256"),
            one(iri, "dcterms:license"),
            one(iri, "dcterms:description"),
            int(one(iri, "ug:entryCount") or 0),
            tuple(self.facts.all(iri, "ug:caveat")),
        )

    def language_of(self, name: str) -> str:
        """The language of the texts of the list called ``name``; empty where it is not stated, and of tables."""
        about = self.hierarchy.lists.get(name)
        return (about and about.language) or ""

    @cached_property
    def tables(self) -> tuple[SourceInfo, ...]:
        """The hierarchy tables, by name."""
        tables = (each for each in self.info.metadata.sources if each.kind is not SourceKind.LIST)
        return tuple(sorted(tables, key=lambda each: each.name))

    @cached_property
    def about(self) -> About:
        """What its answers say of themselves; the same for the same data."""
        told = replace(about_data(self.info), written=None)
        return told if self.settings.store else replace(told, store=bundled_name(self.info))

    @cached_property
    def countries(self) -> tuple[tuple[str, str, int, int], ...]:
        """For each country, ordered by name: code, name, number of units, number of listed units."""
        units: Counter[str] = Counter()
        listed: Counter[str] = Counter()
        for node in self.hierarchy:
            units[node.country] += 1
            listed[node.country] += node.listed
        rows = ((code, country_name(code), units[code], listed[code]) for code in units)
        return tuple(sorted(rows, key=lambda row: row[1]))

    @property
    def version(self) -> str:
        """An identifier of the release and the data, on which answers depend."""
        return f"{__version__}-{self.info.sha256[:16]}"


def _answered_in(checker: Checker, questions: Sequence[NameAndCountry]) -> tuple[list[RowAnswer], float]:
    """The results for names, and the processor time that they took."""
    begun = time.thread_time()
    return answer_rows(checker, questions), time.thread_time() - begun
