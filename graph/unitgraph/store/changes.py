"""The differences between a dataset and the previous one, found by a digest of the statements about each subject."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from unitgraph.system.sorting import keep_block, subject_of

SUBJECTS = "subjects.gz"
"""The file beside a database that lists its subjects with their digests, one per line, in order."""


class UnusableError(Exception):
    """The previous dataset differs too much, or cannot be read."""


@dataclass(slots=True)
class Difference:
    """The subjects (as written) that have changed or are new, and those that have been removed; and the file of the
    blocks that differ."""

    blocks: Path
    changed: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)

    @property
    def size(self) -> int:
        """The number of subjects that differ."""
        return len(self.changed) + len(self.gone)


def recorded(blocks: Iterable[str], path: Path) -> Iterator[str]:
    """The blocks as they arrive, writing the digest of each to the file ``path``."""
    with gzip.open(path, "wt", compresslevel=1, encoding="utf-8", newline="\n") as output:
        for block in blocks:
            output.write(f"{subject_of(block)} {_digest(block)}\n")
            yield block


def _digest(block: str) -> str:
    return hashlib.blake2b(block.encode(), digest_size=16).hexdigest()


def difference(blocks: Iterator[str], before: Path, seen: Path, most: int) -> Difference:
    """The differences of ``blocks``, in order, from those whose digests are in the file ``before``. Blocks already read
    are kept in the file ``seen``.

    Raises UnusableError if more than ``most`` subjects differ, or ``before`` cannot be read; errors of ``blocks``
    itself propagate.
    """
    found = Difference(seen.with_name("changed"))
    known = _known(before)
    subject, digest = next(known, _NONE)
    with _output(seen) as every, _output(found.blocks) as changed:
        for block in blocks:
            keep_block(every, block)
            here = subject_of(block)
            while subject and subject < here:
                found.gone.append(subject)
                subject, digest = next(known, _NONE)
            if (here, _digest(block)) != (subject, digest):
                keep_block(changed, block)
                found.changed.append(here)
            if here == subject:
                subject, digest = next(known, _NONE)
            if found.size > most:
                raise UnusableError
    if subject:
        found.gone += [subject, *(name for name, _ in known)]
    if found.size > most:
        raise UnusableError
    return found


_NONE = ("", "")


def _output(path: Path) -> IO[str]:
    return path.open("w", encoding="utf-8", newline="\n")


def _known(path: Path) -> Iterator[tuple[str, str]]:
    try:
        with gzip.open(path, "rt", encoding="utf-8", newline="\n") as source:
            for line in source:
                subject, _, digest = line[:-1].rpartition(" ")
                yield subject, digest
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise UnusableError from error
