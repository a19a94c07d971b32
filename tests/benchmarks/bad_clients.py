"""Clients that a service must bear beside the others: half-open and slow connections, heavy queries, large tables.

Each kind has an address of its own on the local machine (127.0.0.2 and so on, which Linux has).
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

from tests.benchmarks.load import get

HEAVY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
SILENT, SLOW, HEAVIES, TABLES = (f"127.0.0.{number}" for number in range(2, 6))
PAUSE = 1.0


@contextmanager
def bad_clients(port: int, connections: int = 1500, heavy: int = 20) -> Iterator[None]:
    """So many half-open connections, as many that send a byte now and then, and heavy queries, all of which begin again
    when they are ended; and tables that take long to read. In a thread, until the context ends."""
    ended = threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(_all(port, connections, heavy, ended)), daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(10)


async def _all(port: int, connections: int, heavy: int, ended: threading.Event) -> None:
    query = get(f"/sparql?query={quote(HEAVY)}")
    table = (
        b"--x\r\ncontent-disposition: form-data; name=file; filename=t.csv\r\n\r\nname\r\n" + b"Unit, X\r\n" * 20_000
    )
    table += b"--x--\r\n"
    head = b"POST /api/screen HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: multipart/form-data; boundary=x\r\n"
    upload = head + b"Content-Length: %d\r\n\r\n" % len(table) + table
    steps = [
        *(_again(port, SILENT, b"", False) for _ in range(connections)),
        *(_again(port, SLOW, b"GET / HTTP/1.1\r\nHost: ", True) for _ in range(connections)),
        *(_again(port, HEAVIES, query, False) for _ in range(heavy)),
        *(_again(port, TABLES, upload, False) for _ in range(2)),
    ]
    tasks = [asyncio.create_task(step) for step in steps]
    while not ended.is_set():
        await asyncio.sleep(0.2)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _again(port: int, address: str, request: bytes, drip: bool) -> None:
    """Connect, send, and read until the end; with ``drip`` a byte every second after. Over and over."""
    while True:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(address, 0))
            try:
                writer.write(request)
                reading = asyncio.ensure_future(reader.read(1 << 16))
                while not reading.done():
                    await asyncio.wait([reading], timeout=PAUSE)
                    if drip:
                        writer.write(b"x")
            finally:
                reading.cancel()
                writer.close()
        except OSError:
            pass
        await asyncio.sleep(PAUSE)
