from __future__ import annotations

import asyncio
from typing import Any, cast

from unitgraph.web.http.joining import SMALL, JoinedWrites


class Noted:
    """A transport that notes what is sent."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.closed = False

    def write(self, data: bytes) -> None:
        self.sent.append(data)

    def close(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed


def test_what_is_written_in_one_turn_leaves_together() -> None:
    async def run() -> None:
        noted = Noted()
        joined = JoinedWrites(cast(asyncio.Transport, noted), asyncio.get_running_loop())
        joined.write(b"head")
        joined.write(b"body")
        assert noted.sent == []
        await asyncio.sleep(0)
        assert noted.sent == [b"headbody"]
        joined.writelines([b"a", b"b"])
        large: Any = b"x" * (SMALL + 1)
        joined.write(large)
        assert noted.sent == [b"headbody", b"ab" + large]
        joined.write(b"last")
        joined.close()
        await asyncio.sleep(0)
        assert noted.sent[2:] == [b"last"]
        assert joined.is_closing()

    asyncio.run(run())
