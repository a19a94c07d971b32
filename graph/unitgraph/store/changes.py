"""What a dataset changes in the one of before, told by a digest of all that is said of each subject."""

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
"""The file beside a database that lists its subjects, a line each with a digest, in order."""


class UnusableError(Exception):
    """What was there before differs too much, or cannot be read."""


@dataclass(slots=True)
class Difference:
    """The subjects, as they are written, that say something else than before or are new, and those that are gone;
    and the file of the blocks that differ."""

    blocks: Path
    changed: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)

    @property
    def size(self) -> int:
        """How many subjects differ."""
        return len(self.changed) + len(self.gone)


def recorded(blocks: Iterable[str], path: Path) -> Iterator[str]:
    """The blocks as they come, each with its digest written to the file ``path``."""
    with gzip.open(path, "wt", compresslevel=1, encoding="utf-8", newline="\n") as output:
        for block in blocks:
            output.write(f"{subject_of(block)} {_digest(block)}\n")
            yield block


def _digest(block: str) -> str:
    return hashlib.blake2b(block.encode(), digest_size=16).hexdigest()


def difference(blocks: Iterator[str], before: Path, seen: Path, most: int) -> Difference:
    """How ``blocks``, in order, differ from those whose digests are in the file ``before``. Those that were read are
    kept in the file ``seen``.

    Raises UnusableError when more than ``most`` subjects differ, or ``before`` cannot be read; an error of ``blocks``
    itself comes through.
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
