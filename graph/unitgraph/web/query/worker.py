"""A process that does what could take long or much memory, one task after another until it is ended: it answers
queries over the store, which it opens read-only, or reads tables that people send.

These run here rather than in the service, because they cannot be stopped in a thread, and one that needs too much
memory ends its process. The service then starts another process.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import socket
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from itertools import chain, islice
from pathlib import Path
from typing import IO, cast

import pyoxigraph
from pyoxigraph import RdfFormat

from unitgraph.dataset.vocab import PREFIXES
from unitgraph.store import QueryDataset, Result, Store, open_folder
from unitgraph.system.errors import DamageError, QueryError, StoreError
from unitgraph.web.http.negotiation import RDF_FORMATS
from unitgraph.web.query.rows import WRITERS, Limited, ResultRow
from unitgraph.web.query.wire import Frame, FrameReader, frame
from unitgraph.web.settings import LIMITS, Limits

BUFFER = 1 << 16
GIVING_WAY = 5
"""By how much a process is nicer than the service, which must answer others while long work is done."""
SORTED = 10_000
"""Up to this many triples are sorted, so that their bytes are stable; more are written as they arrive."""


@dataclass(frozen=True, slots=True)
class QueryTask:
    """A query and the requested format of its answer.

    ``table`` and ``graph`` name the formats for either kind of result, None if the client accepts none.
    ``default_graphs`` and ``named_graphs`` are those of the protocol, which replace those of the query. ``bindings``
    are terms in N-Triples syntax.
    """

    text: str
    table: str | None
    graph: str | None
    rows: int
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    bindings: tuple[tuple[str, str], ...] = ()

    @property
    def frame(self) -> Frame:
        """The kind of its frame."""
        return Frame.ASK

    def encoded(self) -> bytes:
        """The task as the content of a frame."""
        return json.dumps([getattr(self, name) for name in self.__slots__], ensure_ascii=False).encode()


@dataclass(frozen=True, slots=True)
class ReadTask:
    """Something that is sent, to be read: as what (a name in :data:`unitgraph.web.http.sent.READERS`), its media type
    with parameters, its bytes, and fields that count instead of those of a form."""

    what: str
    content_type: str
    body: bytes
    more: tuple[tuple[str, str], ...] = ()

    @property
    def frame(self) -> Frame:
        """The kind of its frame."""
        return Frame.READ

    def encoded(self) -> bytes:
        """The task as the content of a frame."""
        return json.dumps([self.what, self.content_type, dict(self.more)]).encode() + b"\n" + self.body


Task = QueryTask | ReadTask


def decoded(content: bytes) -> QueryTask:
    """The task in a frame."""
    text, table, graph, rows, default, named, bindings = json.loads(content)
    return QueryTask(text, table, graph, rows, tuple(default), tuple(named), tuple((n, v) for n, v in bindings))


def run(connection: socket.socket, store: Path | None, memory: int, limits: Limits) -> None:
    """The main loop of a process: does what ``connection`` asks until it closes; queries are over the store in the
    folder ``store``. ``memory`` bounds in bytes what a task may take, ``limits`` what may be sent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # to a whole group; the service ends its processes itself
    if sys.platform != "win32":
        os.nice(GIVING_WAY)
    connection.setblocking(True)
    reader = FrameReader()
    if store is None:
        # What reads tables is slow to import, and is not needed for queries.
        import_module("unitgraph.web.http.sent")
        logging.disable()  # what libraries say of odd files
    with nullcontext() if store is None else open_folder(store) as opened:
        desk = Desk(opened, limits)
        limit_memory(memory)
        quieten()
        connection.sendall(frame(Frame.READY))
        with suppress(MemoryError):  # there is not even enough to say so
            while piece := connection.recv(BUFFER):
                for kind, content in reader.feed(piece):
                    desk.answer(decoded(content) if kind is Frame.ASK else content, Reply(connection.sendall))


def quieten() -> None:
    """Let only Python's own errors be written to stderr. What libraries say there when memory is short, and what Python
    says of clearing away then, is told by the service in one message."""
    sys.stderr = os.fdopen(os.dup(2), "w", encoding="utf-8", errors="backslashreplace", buffering=1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)
    sys.unraisablehook = lambda _: None


def limit_memory(beyond: int) -> None:
    """Limit the address space of this process to its current size plus ``beyond`` bytes. An allocation past that ends
    the process. Systems other than Linux do not report the current size: there the limit is ``beyond`` alone."""
    if sys.platform == "win32":
        return
    import resource

    now = 0
    if sys.platform == "linux":
        now = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    kind = resource.RLIMIT_AS if sys.platform == "linux" else resource.RLIMIT_DATA
    resource.setrlimit(kind, (now + beyond, now + beyond))


class Fault(Exception):
    """The reason why a query has no answer: an HTTP status and a message."""

    def __init__(self, status: int, what: str) -> None:
        super().__init__(what)
        self.status = status


class Reply:
    """The frames of one answer, sent as they fill. One that fits the buffer is sent as a single piece, so that its head
    can say whether it was cut."""

    def __init__(self, send: Callable[[bytes], object]) -> None:
        self._send = send
        self._head = ("", "")
        self._held: list[bytes] = []
        self._size = 0
        self._begun = False

    def begin(self, kind: str, form: str) -> None:
        """Announce the answer."""
        self._head = (kind, form)

    def write(self, content: bytes) -> int:
        """Add to the answer (called by Oxigraph's writers)."""
        self._held.append(content)
        self._size += len(content)
        if self._size >= BUFFER:
            self._send((b"" if self._begun else self._start(False, False)) + frame(Frame.DATA, b"".join(self._held)))
            self._begun, self._held, self._size = True, [], 0
        return len(content)

    def flush(self) -> None:
        """Do nothing: the buffer is sent when it is full, or at the end."""

    def end(self, cut: bool = False) -> None:
        """Close the answer; ``cut`` says that it stopped at the row limit."""
        data = frame(Frame.DATA, b"".join(self._held))
        if self._begun:
            self._send(data + frame(Frame.CUT if cut else Frame.END))
        else:
            self._send(self._start(True, cut) + data + frame(Frame.END))

    def fail(self, status: int, what: str) -> None:
        """Close without an answer."""
        self._send(frame(Frame.FAULT, json.dumps({"status": status, "what": what}).encode()))

    def _start(self, complete: bool, cut: bool) -> bytes:
        return head_frame(*self._head, complete, cut)


@cache
def head_frame(kind: str, form: str, complete: bool, cut: bool) -> bytes:
    """The frame before an answer."""
    return frame(Frame.HEAD, json.dumps([kind, form, complete, cut]).encode())


class Desk:
    """Answers queries over one store, and reads what is sent."""

    def __init__(self, store: Store | None, limits: Limits = LIMITS) -> None:
        self._store = store
        self._limits = limits

    def answer(self, task: QueryTask | bytes, reply: Reply) -> None:
        """Send the answer to a query, or what is read (the content of a frame), or the reason why there is none."""
        try:
            if isinstance(task, bytes):
                self._read(task, reply)
            else:
                self._answer(task, reply)
        except Fault as fault:
            reply.fail(fault.status, str(fault))
        except QueryError as error:
            reply.fail(400, str(error))
        except DamageError as error:
            reply.fail(503, error.public)
        except StoreError:
            reply.fail(500, "the store cannot be read")
        except MemoryError:
            reply.fail(507, "this needs more memory than the service allows; ask for less, or send less")
        except Exception:  # else the end of this process would be told as one for want of memory
            traceback.print_exc()
            reply.fail(500, "")

    def _read(self, sent: bytes, reply: Reply) -> None:
        from unitgraph.web.http.faults import Refusal
        from unitgraph.web.http.sent import READERS

        head, _, body = sent.partition(b"\n")
        what, content_type, more = json.loads(head)
        try:
            found = READERS[what](content_type, body, self._limits, more)
        except Refusal as fault:
            raise Fault(fault.status_code, fault.detail) from None
        reply.begin("sent", "json")
        reply.write(found)
        reply.end()

    def _answer(self, question: QueryTask, reply: Reply) -> None:
        assert self._store is not None
        bindings = {name: _term(text) for name, text in question.bindings}
        dataset = None
        if question.default_graphs or question.named_graphs:
            dataset = QueryDataset(question.default_graphs, question.named_graphs)
        result = self._store.query(question.text, bindings, dataset)
        _SENDERS[result.kind](result, question, reply)


def _send_table(result: Result, question: QueryTask, reply: Reply) -> None:
    form = _wanted(question.table, "a table", "CSV, TSV, JSON and XML")
    reply.begin("table", form)
    _send_rows(result, result.columns, form, question.rows, reply)


def _send_rows(result: Result, columns: Sequence[str], form: str, limit: int, reply: Reply) -> None:
    rows: Limited[ResultRow] = Limited(result.rows(), limit)
    for piece in WRITERS[form](columns, rows):
        reply.write(piece)
    reply.end(rows.cut)


def _send_boolean(result: Result, question: QueryTask, reply: Reply) -> None:
    form = _wanted(question.table, "a yes or no", "JSON, XML, CSV and TSV")
    reply.begin("boolean", form)
    if form == "page":
        reply.write(json.dumps({"boolean": bool(result)}).encode())
    else:
        result.write(cast(IO[bytes], reply), "csv" if form == "sheet" else form)
    reply.end()


def _send_triples(result: Result, question: QueryTask, reply: Reply) -> None:
    form = _wanted(question.graph, "a graph", "Turtle, N-Triples, JSON-LD and RDF/XML")
    reply.begin("graph", form)
    if form == "page":
        _send_rows(result, ("subject", "predicate", "object"), form, question.rows, reply)
        return
    triples = Limited(result.triples(), question.rows)
    flow = chain.from_iterable(triples)
    first = sorted(islice(flow, SORTED), key=str)
    output = cast(IO[bytes], reply)
    pyoxigraph.serialize(chain(first, flow), output, format=RDF_FORMATS[form], prefixes=PREFIXES)
    reply.end(triples.cut)


_SENDERS = {"table": _send_table, "boolean": _send_boolean, "graph": _send_triples}


def _wanted(form: str | None, what: str, forms: str) -> str:
    if form is None:
        raise Fault(406, f"the query gives {what}, which is available as {forms}; request one of them")
    return form


def _term(text: str) -> pyoxigraph.NamedNode | pyoxigraph.Literal:
    """A term from its N-Triples syntax."""
    (quad,) = pyoxigraph.parse(f"<a:s> <a:p> {text} .", format=RdfFormat.N_TRIPLES)
    value = quad.object
    if not isinstance(value, pyoxigraph.NamedNode | pyoxigraph.Literal):
        raise QueryError("binding", f"{text} is not an IRI or literal", "bind an IRI or a literal")
    return value
