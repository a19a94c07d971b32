"""External merge sort of blocks of lines: what does not fit in memory is spooled to a folder in sorted runs."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import IO

from unitgraph.system.files import unwritable
from unitgraph.system.heap import trim_heap

RUN = 96 << 20
"""Characters of text sorted in memory at once; Python needs about twice as many bytes."""


def sorted_blocks(blocks: Iterable[str], spool: Path | None = None, run: int = RUN) -> Iterator[str]:
    """``blocks`` in ascending order, one per subject.

    A block is a string of whole lines that begin with the same subject, each ended by a line feed, in ascending order.
    Blocks about the same subject are merged, without duplicate lines. The lines of all blocks are then in ascending
    order of their characters, which is also that of their UTF-8 bytes. Without a ``spool`` folder everything stays in
    memory.
    """
    for _, same in groupby(_ordered(blocks, spool, run), key=subject_of):
        alike = list(same)
        yield alike[0] if len(alike) == 1 else _merged(alike)


def subject_of(block: str) -> str:
    """The subject of a block, as written."""
    return block[: block.index(" ")]


def blocks_of(lines: Iterable[str], spool: Path | None = None) -> Iterator[str]:
    """Lines in any order, with or without line feeds, as blocks in ascending order (see :func:`sorted_blocks`)."""
    return sorted_blocks(loose_blocks(lines), spool)


def loose_blocks(lines: Iterable[str]) -> Iterator[str]:
    """Lines in any order, with or without line feeds, as blocks for :func:`sorted_blocks`: adjacent lines about the
    same subject form one block."""
    ended = (line if line.endswith("\n") else f"{line}\n" for line in lines)
    for _, same in groupby(ended, key=subject_of):
        yield "".join(sorted(set(same)))


def lines_of(blocks: Iterable[str]) -> Iterator[str]:
    """The lines of blocks, without line feeds."""
    for block in blocks:
        yield from block[:-1].split("\n")


def _merged(blocks: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in sorted(set(lines_of(blocks))))


def _ordered(blocks: Iterable[str], spool: Path | None, run: int) -> Iterable[str]:
    if spool is None:
        return sorted(blocks)
    runs: list[Path] = []
    held: list[str] = []
    size = 0
    for block in blocks:
        held.append(block)
        size += len(block)
        if size >= run:
            runs.append(_write_run(spool / f"run-{len(runs)}", held))
            held, size = [], 0
    held.sort()
    if not runs:
        return held
    trim_heap()
    return heapq.merge(*map(kept_blocks, runs), held)


def _write_run(path: Path, blocks: list[str]) -> Path:
    blocks.sort()
    try:
        with path.open("w", encoding="utf-8", newline="\n") as output:
            for block in blocks:
                keep_block(output, block)
    except OSError as error:
        raise unwritable(path.parent, error) from None
    return path


# In a file, a block is one line of text: N-Quads never contain the character NUL.


def keep_block(output: IO[str], block: str) -> None:
    """Write a block to a file for :func:`kept_blocks`."""
    output.write(block.replace("\n", "\0") + "\n")


def kept_blocks(path: Path) -> Iterator[str]:
    """The blocks of a file, which is removed once all have been read."""
    with path.open(encoding="utf-8", newline="\n") as source:
        for line in source:
            yield line[:-1].replace("\0", "\n")
    path.unlink()
