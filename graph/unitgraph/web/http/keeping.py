"""What is kept for a person between two requests: in memory only, for ten minutes at most, under a key that nobody can
guess."""

from __future__ import annotations

import asyncio
import secrets
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")
KEPT_SECONDS = 600.0
"""How long something is kept."""
KEPT_BYTES = 256 << 20
"""How much is kept in all, as weighed; the oldest of the client with most goes first."""
KEPT_FOR_ONE = 32
"""How many things are kept for one client (by address, which behind a proxy many may share); the oldest goes first."""


@dataclass(slots=True)
class _KeptThing(Generic[T]):
    value: T
    weight: int
    client: str
    dropped: Callable[[], object]
    timer: asyncio.TimerHandle | None = field(default=None)


class ShortKeeping(Generic[T]):
    """Things by their keys. They are lost when the service ends."""

    def __init__(self, seconds: float = KEPT_SECONDS) -> None:
        self._seconds = seconds
        self._kept: dict[str, _KeptThing[T]] = {}

    def __len__(self) -> int:
        return len(self._kept)

    def keep(self, value: T, weight: int, client: str, dropped: Callable[[], object] = lambda: None) -> str:
        """The key of ``value`` from now on. ``weight`` is about its size in bytes; ``dropped`` is called when it
        goes. Runs in the event loop."""
        own = [key for key, each in self._kept.items() if each.client == client]
        for key in own[: max(0, len(own) - KEPT_FOR_ONE + 1)]:
            self.drop(key)
        self._make_room(weight, client)
        key = secrets.token_urlsafe(32)
        kept = self._kept[key] = _KeptThing(value, weight, client, dropped)
        kept.timer = asyncio.get_running_loop().call_later(self._seconds, self.drop, key)
        return key

    def weigh(self, key: str, weight: int) -> None:
        """Say what a thing weighs now; others go to make room for it."""
        if kept := self._kept.pop(key, None):
            self._make_room(weight, kept.client)
            kept.weight = weight
            self._kept[key] = kept

    def _make_room(self, weight: int, client: str) -> None:
        while self._kept and weight + sum(each.weight for each in self._kept.values()) > KEPT_BYTES:
            self.drop(self._next_to_go(weight, client))

    def _next_to_go(self, weight: int, client: str) -> str:
        """The oldest thing of the client for whom most would be kept, with ``weight`` more for ``client``."""
        weights = Counter({client: weight})
        for each in self._kept.values():
            weights[each.client] += each.weight
        heaviest = max((each.client for each in self._kept.values()), key=weights.__getitem__)
        return next(key for key, each in self._kept.items() if each.client == heaviest)

    def get(self, key: str) -> T | None:
        """What has this key; None if it is gone, or never was."""
        kept = self._kept.get(key)
        return None if kept is None else kept.value

    def drop(self, key: str) -> None:
        """Let it go, if it is there."""
        if kept := self._kept.pop(key, None):
            if kept.timer:
                kept.timer.cancel()
            kept.dropped()

    def clear(self) -> None:
        """Let everything go."""
        for key in list(self._kept):
            self.drop(key)
