"""Stores in SPARQL services against the store in a folder: ``python tests/benchmarks/services.py [WORLD]``.

WORLD is a folder that ``synthetic.py N --out WORLD`` wrote; without it the bundled list is built. Into Oxigraph's
server and into Virtuoso (see tests/sparql_services.py) goes what goes into a folder, and every query of the library is
asked there and here. Printed are ratios to the folder in the same run, and every query whose rows differ.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sparql_services import Server, oxigraph_server, virtuoso_server
from unitgraph.api import build, check
from unitgraph.reading.hierarchy_tables import HierarchySource
from unitgraph.store import Store, open_folder, open_service
from unitgraph.store.library import library
from unitgraph.store.upload import upload
from unitgraph.system.errors import UnitGraphError
from unitgraph.system.sorting import blocks_of

Value = TypeVar("Value")


def timed(work: Callable[[], Value]) -> tuple[float, Value]:
    """The seconds of some work, and what it gives."""
    start = time.perf_counter()
    value = work()
    return time.perf_counter() - start, value


def build_into(place: str | Path, world: Path | None) -> float:
    """Build the world, or the bundled list, and give the seconds."""
    if world is None:
        return timed(lambda: build(None, place))[0]
    hierarchy = HierarchySource(world / "paths.csv", year=2018)
    return timed(lambda: build(None, place, hierarchies=[hierarchy]))[0]


def rows(store: Store) -> dict[str, tuple[float, bytes | str]]:
    """The seconds and the rows of each query of the library; in place of rows the error of one that fails."""
    found: dict[str, tuple[float, bytes | str]] = {}
    for name, query in library().items():
        try:
            found[name] = timed(lambda text=query.text: store.query(text).serialize("csv"))  # type: ignore[misc]
        except UnitGraphError as error:
            found[name] = (0.0, str(error))
    return found


def compare(title: str, server: Server, folder: Path, folder_seconds: float, here: dict[str, object]) -> None:
    """Load what the folder holds into a service, ask it, and print the ratios."""
    os.environ.update(server.environment)
    with TemporaryDirectory() as spool, open_folder(folder) as store:
        info, spooled = store.info(), Path(spool)
        send = partial(
            upload, server.address, info, lambda: blocks_of(store.quads(), spooled), lambda each, label: iter(each)
        )
        seconds, _ = timed(send)
    print(
        f"{title}: loaded in {seconds:.1f} s, {seconds / folder_seconds:.2f} times the build into the folder",
        flush=True,
    )
    with TemporaryDirectory() as cache:
        os.environ["XDG_CACHE_HOME"] = cache
        cold, _ = timed(lambda: check("Torreon Station", store=server.address))
        warm, _ = timed(lambda: check("Torreon Station", store=server.address))
        print(f"{title}: first check on another machine {cold:.2f} s, the next {warm:.3f} s", flush=True)
    with open_service(server.address) as store:
        there = rows(store)
    different = [name for name in there if there[name][1] != here[name][1]]  # type: ignore[index]
    total, known = sum(each[0] for each in there.values()), sum(each[0] for each in here.values())  # type: ignore[index]
    print(f"{title}: {len(there)} queries in {total / known:.1f} times the folder's time; other rows: {different}")
    for name in different:
        print(f"  {name}: {str(there[name][1])[:200]}")


def main() -> None:
    """Measure and print."""
    world = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    with TemporaryDirectory() as temporary:
        os.environ["XDG_CACHE_HOME"] = temporary
        folder = Path(temporary, "store")
        seconds = build_into(folder, world)
        with open_folder(folder) as store:
            print(f"folder: {store.count()} statements built in {seconds:.1f} s", flush=True)
            here = rows(store)
        print(f"folder: {len(here)} queries in {sum(each[0] for each in here.values()):.1f} s", flush=True)
        for title, start in (("Oxigraph's server", oxigraph_server), ("Virtuoso", virtuoso_server)):
            Path(temporary, title).mkdir()
            before = dict(os.environ)
            with start(Path(temporary, title)) as server:
                compare(title, server, folder, seconds, here)  # type: ignore[arg-type]
            os.environ.clear()
            os.environ.update(before)


if __name__ == "__main__":
    main()
