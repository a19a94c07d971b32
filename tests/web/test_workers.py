"""The query processes without HTTP around them."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from unitgraph.system.errors import UnitGraphError
from unitgraph.web import Limits
from unitgraph.web.query.process import Worker, _processor_seconds
from unitgraph.web.query.wire import Frame, FrameReader, frame
from unitgraph.web.query.worker import Desk, QueryTask, Reply, decoded
from unitgraph.web.query.workers import AnswerCut, QueryFault, TaskBounds, WorkerPool

MANY = "SELECT ?s ?o WHERE { ?s <http://example.org/p> ?o }"
SLOW = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def bounds(limits: Limits) -> TaskBounds:
    return TaskBounds("the query", limits.processes, limits.query_seconds, limits.query_memory)


def with_pool(store: Path, limits: Limits, step: Callable[[WorkerPool], Awaitable[None]]) -> None:
    async def run() -> None:
        pool = WorkerPool(store, limits, bounds(limits))
        await pool.open()
        try:
            await step(pool)
        finally:
            await pool.close()
        assert pool.alive == 0

    asyncio.run(run())


def test_a_question_survives_its_way() -> None:
    question = QueryTask("ASK {}", "csv", None, 7, ("a",), ("b", "c"), (("x", '"\u00e9"'), ("y", "<urn:x>")))
    assert decoded(question.encoded()) == question


def test_bindings_and_kinds(big_store: Path) -> None:
    async def step(pool: WorkerPool) -> None:
        bound = QueryTask(
            "SELECT ?o WHERE { ?s <http://example.org/p> ?o }", "csv", None, 5, bindings=(("o", '"value 7"'),)
        )
        async with await pool.ask(bound) as answer:
            assert (answer.kind, answer.form, answer.complete, answer.cut) == ("table", "csv", True, False)
            assert await answer.whole() == b"o\r\nvalue 7\r\n"
        async with await pool.ask(QueryTask("ASK {}", "page", None, 5)) as answer:
            assert await answer.whole() == b'{"boolean": true}'
        with pytest.raises(QueryFault, match="available as JSON") as fault:
            await pool.ask(QueryTask("ASK {}", None, "turtle", 5))
        assert fault.value.status_code == 406

    with_pool(big_store, Limits(processes=1), step)


def test_an_ended_process_is_replaced(big_store: Path) -> None:
    async def step(pool: WorkerPool) -> None:
        for _ in range(3):
            with pytest.raises(QueryFault) as fault:
                await pool.ask(QueryTask(SLOW, "csv", None, 5))
            assert fault.value.status_code == 504
            async with await pool.ask(QueryTask("ASK {}", "csv", None, 5)) as answer:
                assert await answer.whole() == b"true"
        assert pool.alive == 1

    with_pool(big_store, Limits(processes=1, query_seconds=0.3), step)


def test_an_answer_left_unread_frees_its_process(big_store: Path) -> None:
    async def step(pool: WorkerPool) -> None:
        for _ in range(3):
            async with await pool.ask(QueryTask(MANY, "csv", None, 10**6)) as answer:
                assert not answer.complete
        async with await pool.ask(QueryTask("ASK {}", "csv", None, 5)) as answer:
            assert await answer.whole() == b"true"

    with_pool(big_store, Limits(processes=1), step)


def test_a_slow_reader_holds_the_process_and_not_the_memory(big_store: Path) -> None:
    async def step(pool: WorkerPool) -> None:
        async with await pool.ask(QueryTask(MANY, "json", None, 10**6)) as answer:
            await asyncio.sleep(0.5)
            held = sum(len(content) for _, content in answer._worker._frames)
            assert 0 < held < 2 << 20
            size = sum([len(piece) async for piece in answer.body()])
        assert size > 6_000_000

    with_pool(big_store, Limits(processes=1, query_seconds=5), step)


def test_the_limit_of_rows_breaks_a_long_answer_off(big_store: Path) -> None:
    async def step(pool: WorkerPool) -> None:
        async with await pool.ask(QueryTask(MANY, "csv", None, 50_000)) as answer:
            with pytest.raises(AnswerCut, match="row limit"):
                await answer.whole()

    with_pool(big_store, Limits(processes=1), step)


def test_many_at_once(big_store: Path) -> None:
    async def step(pool: WorkerPool) -> None:
        async def ask(number: int) -> bytes:
            text = f"SELECT ?o WHERE {{ <http://example.org/{number}> <http://example.org/p> ?o }}"
            async with await pool.ask(QueryTask(text, "csv", None, 5), f"client {number % 5}") as answer:
                return await answer.whole()

        found = await asyncio.gather(*(ask(number) for number in range(100)))
        assert found == [f"o\r\nvalue {number}\r\n".encode() for number in range(100)]

    with_pool(big_store, Limits(processes=2, queue=200, client_queries=30), step)


def test_a_pool_over_no_store_does_not_start(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    async def run() -> None:
        pool = WorkerPool(tmp_path / "nothing", Limits(processes=1), bounds(Limits(processes=1)))
        try:
            await pool.open()
        finally:
            await pool.close()

    with pytest.raises(ExceptionGroup) as group:
        asyncio.run(run())
    assert group.group_contains(UnitGraphError, match="did not start")
    capfd.readouterr()


def test_a_frame_that_comes_in_pieces_is_waited_for() -> None:
    """A long answer arrives in parts that end anywhere: none of them is the end of the time."""

    async def run() -> None:
        worker = Worker(cast(BaseProcess, None))
        content = frame(Frame.DATA, b"x" * 1000)
        worker.allow(30)
        waiting = asyncio.ensure_future(worker.next_frame())
        for start in range(0, len(content), 100):
            await asyncio.sleep(0)
            assert not waiting.done()
            worker.data_received(content[start : start + 100])
        assert await waiting == (Frame.DATA, b"x" * 1000)
        worker.allow(0.01)
        with pytest.raises(TimeoutError):
            await worker.next_frame()
        worker.allow(30)
        worker.connection_lost(None)
        with pytest.raises(EOFError):
            await worker.next_frame()

    asyncio.run(run())


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system does not tell how long a process works")
def test_the_work_of_a_process_is_its_processor_time() -> None:
    before = time.process_time()
    found = _processor_seconds(os.getpid())
    assert found is not None
    assert before - 0.03 < found < time.process_time() + 0.03
    assert _processor_seconds(None) is None


def test_a_task_is_not_told_to_have_worked_while_others_did(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[int] = []
    wait = Worker._wait

    async def stalled(worker: Worker, seconds: float) -> None:
        await wait(worker, max(seconds, 0.06))

    def waited(seconds_a_look: float) -> tuple[float, int]:
        async def run() -> float:
            worker = Worker(cast(BaseProcess, SimpleNamespace(pid=1)))
            worker.allow(0.05)
            before = time.perf_counter()
            with pytest.raises(TimeoutError):
                await worker.next_frame()
            return time.perf_counter() - before

        def total(_: int | None) -> float:
            looks.append(1)
            return seconds_a_look * len(looks)

        looks.clear()
        monkeypatch.setattr("unitgraph.web.query.process.GLANCE", 0.01)
        monkeypatch.setattr("unitgraph.web.query.process._processor_seconds", total)
        return asyncio.run(run()), len(looks)

    slept, _ = waited(0.0)
    assert slept >= 0.2
    assert waited(1.0)[1] == 2
    # The service itself has no turn: what it waited then says nothing of the process.
    monkeypatch.setattr(Worker, "_wait", stalled)
    slept, _ = waited(0.0)
    assert slept >= 0.2


def test_many_heavy_queries_of_one_do_not_keep_another_waiting(big_store: Path) -> None:
    async def step(pool: WorkerPool) -> None:
        heavy = [asyncio.ensure_future(pool.ask(QueryTask(SLOW, "csv", None, 5), "one")) for _ in range(20)]
        await asyncio.sleep(0)
        async with asyncio.timeout(10), await pool.ask(QueryTask("ASK {}", "csv", None, 5), "other") as answer:
            assert await answer.whole() == b"true"
        assert not any(each.done() for each in heavy)
        assert (pool.alive, pool.waiting) == (2, 19), "the process that is kept for others stays theirs"
        pool.cut()
        for each in heavy:
            with pytest.raises(QueryFault, match="the service is being stopped") as fault:
                await each
            assert fault.value.status_code == 503
        with pytest.raises(QueryFault, match="the service is being stopped"):
            await pool.ask(QueryTask("ASK {}", "csv", None, 5), "other")

    with_pool(big_store, Limits(processes=1), step)


def test_the_next_is_who_has_least_running(big_store: Path) -> None:
    async def step(pool: WorkerPool) -> None:
        order: list[str] = []

        async def ask(client: str) -> None:
            async with await pool.ask(QueryTask("ASK {}", "csv", None, 5), client) as answer:
                order.append(client)
                await answer.whole()

        held = [await pool.ask(QueryTask(MANY, "csv", None, 10**6), "one") for _ in range(2)]
        waiting = [asyncio.ensure_future(ask(client)) for client in ("one", "one", "other")]
        await asyncio.wait(waiting, timeout=10, return_when=asyncio.FIRST_COMPLETED)
        assert order == ["other"]
        for each in held:
            await each.__aexit__()
        await asyncio.gather(*waiting)
        assert order == ["other", "one", "one"]

    with_pool(big_store, Limits(processes=2), step)


def test_a_task_that_fails_is_not_told_as_one_for_want_of_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object) -> None:
        raise TypeError("made up")

    monkeypatch.setattr("unitgraph.web.http.uploads.read_sent", failing)
    sent: list[bytes] = []
    Desk(None, Limits()).answer(b"text/plain\n", Reply(lambda piece: sent.append(bytes(cast(bytes, piece)))))
    ((kind, content),) = FrameReader().feed(b"".join(sent))
    assert (kind, json.loads(content)["status"]) == (Frame.FAULT, 500)


@pytest.mark.skipif(sys.platform != "linux", reason="the limit of memory is that of Linux")
def test_a_process_that_ends_for_want_of_memory_leaves_no_words_of_libraries(big_store: Path) -> None:
    doubled = " ".join(f"BIND(CONCAT(?a{at}, ?a{at}) AS ?a{at + 1})" for at in range(40))
    query = f'SELECT (STRLEN(?a40) AS ?size) {{ BIND("abcdefgh" AS ?a0) {doubled} }}'
    code = (
        "import socket, sys; from pathlib import Path\n"
        "from unitgraph.web.query.wire import Frame, frame; from unitgraph.web.settings import LIMITS\n"
        "from unitgraph.web.query.worker import QueryTask, run\n"
        "ours, theirs = socket.socketpair()\n"
        "ours.sendall(frame(Frame.ASK, QueryTask(sys.argv[1], 'json', None, 1).encoded()))\n"
        "run(theirs, Path(sys.argv[2]), 200 << 20, LIMITS)"
    )
    command = [sys.executable, "-c", code, query, str(big_store)]
    ended = subprocess.run(command, env={**os.environ, "RUST_BACKTRACE": "1"}, capture_output=True, timeout=60)
    assert (ended.returncode, ended.stderr) == (-signal.SIGABRT, b"")
