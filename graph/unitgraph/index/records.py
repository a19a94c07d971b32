"""The records of units on disk: found by number or by IRI, one at a time, without loading the others."""

from __future__ import annotations

import json
import mmap
import sys
from array import array
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate
from pathlib import Path
from typing import IO, Any
from zlib import crc32

from unitgraph.index.dag import Numbers
from unitgraph.system.errors import StoreError

REBUILD = "build the store again"
_KINDS = {"B": 1, "i": 4, "q": 8}


def write_arrays(path: Path, arrays: Iterable[tuple[str, Numbers]], about: Mapping[str, Any]) -> None:
    """Write named arrays into ``path`` and, beside it with the ending ``.json``, where each stands; ``about`` is
    kept there too."""
    places: dict[str, tuple[int, str, int]] = {}
    with path.open("wb") as output:
        for name, values in arrays:
            view = memoryview(values)
            output.write(b"\0" * (-output.tell() % 8))
            places[name] = (output.tell(), view.format, len(view))
            output.write(view)
    header = {**about, "byteorder": sys.byteorder, "arrays": places}
    path.with_suffix(".json").write_text(json.dumps(header, indent=1) + "\n", encoding="utf-8")


def open_arrays(path: Path, version: int) -> dict[str, memoryview]:
    """The arrays that :func:`write_arrays` wrote, mapped. Raises StoreError when they are missing, cut short or of
    another ``version``."""
    where = str(path.parent)
    try:
        header = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        whole = memoryview(mapped(path))
    except (OSError, ValueError) as error:
        raise StoreError(where, f"its index cannot be read ({error})", REBUILD) from error
    if header.get("version") != version:
        raise StoreError(where, f"its index is of version {header.get('version')}, not {version}", REBUILD)
    if header.get("byteorder") != sys.byteorder:
        raise StoreError(where, "its index was made on a machine of the other byte order", REBUILD)
    found: dict[str, memoryview] = {}
    for name, (start, kind, length) in header["arrays"].items():
        part = whole[start : start + _KINDS[kind] * length]
        if len(part) != _KINDS[kind] * length:
            raise StoreError(where, f"{path.name} is shorter than its header says", REBUILD)
        found[name] = part.cast(kind)
    return found


def mapped(path: Path) -> bytes | mmap.mmap:
    """The bytes of a file, mapped into memory read-only; an empty file cannot be mapped."""
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if path.stat().st_size else b""


class UnitTable:
    """Records of units in a file of JSON lines, each an array that begins with the unit's IRI.

    A hash of the IRI (CRC-32, by Python's zlib) leads to the few numbers that share it; the record itself tells which
    of them it is.
    """

    def __init__(self, records: bytes | mmap.mmap, arrays: Mapping[str, Numbers]) -> None:
        self._records = records
        self._start = arrays["records.start"]
        self._bucket_start = arrays["buckets.start"]
        self._bucket = arrays["buckets.values"]
        self._mask = len(self._bucket_start) - 2

    def __len__(self) -> int:
        return len(self._start) - 1

    def number(self, iri: str) -> int:
        """The number of a unit. Raises KeyError for an IRI that no unit has."""
        key = iri.encode()
        head = b'["' + key + b'"'
        bucket = crc32(key) & self._mask
        for place in range(self._bucket_start[bucket], self._bucket_start[bucket + 1]):
            number = self._bucket[place]
            start = self._start[number]
            if self._records[start : start + len(head)] == head:
                return number
        raise KeyError(iri)

    def iri(self, number: int) -> str:
        """The IRI of a unit, without reading the rest of its record."""
        start = self._start[number] + 2
        return self._records[start : self._records.find(b'"', start)].decode()

    def record(self, number: int) -> list[Any]:
        """The record of a unit."""
        found: list[Any] = json.loads(self._records[self._start[number] : self._start[number + 1]])
        return found


class TableWriter:
    """Writes records one after the other; they are numbered from 0 in the order they come."""

    def __init__(self, output: IO[bytes]) -> None:
        self._output = output
        self._start = array("q", [0])
        self._hashes = array("I")

    def add(self, record: list[Any]) -> None:
        """Write one record; its first field is the IRI."""
        line = json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        self._output.write(line)
        self._start.append(self._start[-1] + len(line))
        self._hashes.append(crc32(record[0].encode()))

    def arrays(self) -> Iterator[tuple[str, Numbers]]:
        """The arrays that :class:`UnitTable` needs beside the records."""
        mask = (1 << max(1, len(self._hashes).bit_length())) - 1
        sizes = array("i", bytes(4 * (mask + 1)))
        for each in self._hashes:
            sizes[each & mask] += 1
        start = array("i", accumulate(sizes, initial=0))
        place = array("i", start[:-1])
        values = array("i", bytes(4 * len(self._hashes)))
        for number, each in enumerate(self._hashes):
            bucket = each & mask
            values[place[bucket]] = number
            place[bucket] += 1
        yield "records.start", self._start
        yield "buckets.start", start
        yield "buckets.values", values
