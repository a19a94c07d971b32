"""How a command ends before its time: told to (Ctrl+C, SIGTERM, SIGHUP), or because what others wrote takes too long
or too much memory.

What it has begun is cleared away then: each of these is an exception in the main thread. While that is in a library's
code, such as the evaluation of a query, no exception can reach it: then another thread ends the process.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from unitgraph.system.display import visible
from unitgraph.system.work import Clock, kept

GRACE = 5.0
"""Seconds in which the main thread ends by itself."""
TICK = 0.25
"""Seconds of processor time after each of which it is counted."""
BEYOND = 1.0
"""Seconds of processor time in which the main thread ends by itself a work that is over."""
_KILLED = 128


@contextmanager
def ended_in_time() -> Iterator[None]:
    """Within the block, which is all of a command, it ends when it must. On Windows, and in another than the main
    thread, it ends as Python does."""
    if sys.platform == "win32" or threading.current_thread() is not threading.main_thread():
        yield
        return
    clock = Clock()
    read, write = os.pipe()
    os.set_blocking(write, False)
    for each in _TOLD:
        if signal.getsignal(each) == signal.SIG_DFL:
            signal.signal(each, _end)
    signal.signal(signal.SIGPROF, lambda *_: clock.check())
    signal.set_wakeup_fd(write, warn_on_full_buffer=False)
    signal.setitimer(signal.ITIMER_PROF, TICK, TICK)
    threading.Thread(target=_watch, args=(read, clock), daemon=True, name="unitgraph-ending").start()
    try:
        with kept(clock):
            yield
    finally:
        let_go()


def let_go() -> None:
    """Leave the ending to others: to a service, to Python at its end."""
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_PROF, 0)
        _pause()


_TOLD = () if sys.platform == "win32" else (signal.SIGTERM, signal.SIGHUP)
_paused: tuple[int, list[signal.Signals]] = (-1, [])


def _pause() -> None:
    """Watch no more: a process that a command starts has its own ending, and what it is told, the command is not."""
    global _paused
    if threading.current_thread() is threading.main_thread():
        watched = [each for each in _TOLD if signal.getsignal(each) is _end]
        for each in watched:
            signal.signal(each, signal.SIG_DFL)
        _paused = signal.set_wakeup_fd(-1), watched


def _go_on() -> None:
    if threading.current_thread() is threading.main_thread():
        awake, watched = _paused
        for each in watched:
            signal.signal(each, _end)
        signal.set_wakeup_fd(awake, warn_on_full_buffer=False)


if sys.platform != "win32":
    os.register_at_fork(before=_pause, after_in_parent=_go_on)


def _end(number: int, _: FrameType | None) -> None:
    sys.exit(_KILLED + number)


def _watch(read: int, clock: Clock) -> None:
    """Count time, and end the process where the main thread does not: each signal is a byte."""
    while byte := os.read(read, 1):
        if byte[0] == signal.SIGPROF:
            clock.tick()
            work = clock.work
            if work is not None and work.beyond > BEYOND:
                os.write(2, f"unitgraph: {visible(str(work.error))}\n".encode("utf-8", "backslashreplace"))
                os._exit(2)
        elif byte[0] in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            timer = threading.Timer(GRACE, os._exit, (_KILLED + byte[0],))
            timer.daemon = True
            timer.start()
