"""The records of units on disk: looked up by number or IRI, one at a time, without loading the others."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterator, Mapping
from itertools import accumulate
from typing import IO, Any
from zlib import crc32

from unitgraph.system.arrays import Numbers
from unitgraph.system.digests import FileBytes


class UnitTable:
    """Records of units in a file of JSON lines, each an array that begins with the unit's IRI.

    A hash of the IRI (CRC-32, by Python's zlib) leads to the few numbers that share it; the record itself decides which
    one it is.
    """

    def __init__(self, records: FileBytes, arrays: Mapping[str, Numbers]) -> None:
        self._records = records
        self._start = arrays["records.start"]
        self._bucket_start = arrays["buckets.start"]
        self._bucket = arrays["buckets.values"]
        self._mask = len(self._bucket_start) - 2

    def __len__(self) -> int:
        return len(self._start) - 1

    def number(self, iri: str) -> int:
        """The number of a unit. Raises KeyError for an unknown IRI."""
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
    """Writes records; they are numbered from 0 in the order written."""

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
        """The arrays that :class:`UnitTable` needs besides the records."""
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
