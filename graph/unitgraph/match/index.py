"""The inverted index of names: which units share words with a name (posting lists), and the data for features.

Flat arrays of 32-bit integers and doubles, in memory or mapped from a folder: opening a stored index reads almost
nothing, so that a single look-up among a hundred thousand units is fast from a cold start.
"""

from __future__ import annotations

import json
import math
import re
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from unitgraph.match import kernels
from unitgraph.match.forms import NameForm, form_of
from unitgraph.match.kernels import Tables
from unitgraph.match.model import coefficients
from unitgraph.match.shortenings import abridged, initials, shortened
from unitgraph.match.values import NamedUnit
from unitgraph.match.vocabulary import NamePart, generic_words, misspellable_forms
from unitgraph.system.arrays import open_arrays, write_arrays
from unitgraph.system.digests import CheckedNumbers, whole
from unitgraph.system.errors import StoreError

VERSION = 7
"""The version of the stored form; another one is refused."""
NAME, OTHER_NAME, PRINTED, DERIVED, PLACE = range(5)
"""Kinds of record: the name, another name, a given acronym, one made of initials, a place of the unit."""
_ARRAYS = "names.bin"


def country_number(code: str) -> int:
    """An alpha-2 code as a number."""
    return ord(code[0].upper()) * 256 + ord(code[1].upper()) if len(code) == 2 else 0


@dataclass(frozen=True, slots=True)
class _Record:
    """One name of a unit in comparable form; ``source`` is its position among the unit's names (-1: generated)."""

    unit: int
    kind: int
    source: int
    words: tuple[str, ...]


class NameIndex:
    """Names of units, ready to be looked up.

    ``tables`` are the arrays that the kernels read, ``words`` maps each word to its number, ``meaning`` gives the
    number of the word that each stands for, ``ranges`` the records of each country (alpha-2 to first and last + 1).
    """

    def __init__(
        self,
        tables: Tables,
        words: dict[str, int],
        meaning: Sequence[int],
        ranges: dict[str, tuple[int, int]],
        source: Sequence[int],
        unit_start: Sequence[int],
        unit_lines: bytes | CheckedNumbers,
    ) -> None:
        self.tables = tables
        self.words = words
        self.meaning = meaning
        self.ranges = ranges
        self._source = source
        self._unit_start = unit_start
        self._unit_lines = unit_lines
        self._units: dict[int, NamedUnit] = {}

    def __len__(self) -> int:
        return len(self._unit_start) - 1

    @cached_property
    def _spelt(self) -> list[str]:
        return list(self.words)

    @property
    def records(self) -> int:
        """The number of records."""
        return len(self.tables.record_unit)

    def unit(self, number: int) -> NamedUnit:
        """The unit of a number."""
        found = self._units.get(number)
        if found is None:
            line = bytes(self._unit_lines[self._unit_start[number] : self._unit_start[number + 1]])
            iri, name, country, others, superiors, places = json.loads(line)
            found = NamedUnit(iri, name, country, tuple(others), tuple(superiors), tuple(places))
            self._units[number] = found
        return found

    def name_of(self, record: int) -> str:
        """The name from which a record was made, as written; for initials, in capitals."""
        unit = self.unit(self.tables.record_unit[record])
        source = self._source[record]
        if source < 0:
            words = (word for word, _ in self.words_of(record))
            return " ".join(word[1:].upper() if word[0] == "~" else word.lstrip("#").capitalize() for word in words)
        return unit.name if source == 0 else unit.other_names[source - 1]

    def words_of(self, record: int) -> Iterator[tuple[str, NamePart]]:
        """The words of a record with their parts, in order."""
        tables = self.tables
        for number in tables.record_word[tables.record_start[record] : tables.record_start[record + 1]]:
            yield self._spelt[number], NamePart(tables.word_part[number])

    def meant(self, word: str) -> str:
        """The word that a known word stands for."""
        return self._spelt[self.meaning[self.words[word]]]

    def ancestors(self, number: int) -> Sequence[int]:
        """The numbers of all units above one."""
        start = self.tables.above_start
        return self.tables.above_unit[start[number] : start[number + 1]]

    def countries_of(self, word: str) -> tuple[str, ...]:
        """The countries (alpha-2) of the units with a word, in order."""
        number, start = self.words[word], self.tables.posting_start
        records = self.tables.posting_record[start[number] : start[number + 1]]
        return tuple(sorted({self.unit(self.tables.record_unit[record]).country for record in records}))

    def bearers(self, acronym: str, country: str) -> tuple[int, ...]:
        """The numbers of the units of a country for which an acronym (lower case) is printed. Those of which it is only
        the initials are left out: whole series have the same (``Territorial Brigade``, in Garova and in Gordan)."""
        tables, found = self.tables, dict[int, None]()
        low, high = self.ranges.get(country, (0, 0))
        number = self.words.get(acronym, -1)
        if number < 0:
            return ()
        start, end = tables.posting_start[number], tables.posting_start[number + 1]
        first = bisect_left(tables.posting_record, low, start, end)
        for record in tables.posting_record[first : bisect_left(tables.posting_record, high, first, end)]:
            if tables.record_start[record + 1] - tables.record_start[record] == 1:
                found[tables.record_unit[record]] = None
        return tuple(found)

    def records_with(self, groups: Sequence[Collection[str]], country: str) -> Iterator[int]:
        """The records of a country that have a word of each of several groups."""
        tables, (low, high) = self.tables, self.ranges.get(country, (0, 0))
        numbers = [{self.words[word] for word in group if word in self.words} for group in groups]
        if not all(numbers):
            return

        def records(number: int) -> Sequence[int]:
            start, end = tables.posting_start[number], tables.posting_start[number + 1]
            first = bisect_left(tables.posting_record, low, start, end)
            return tables.posting_record[first : bisect_left(tables.posting_record, high, first, end)]

        fewest = min(([each for number in group for each in records(number)] for group in numbers), key=len, default=[])
        for record in sorted(set(fewest)):
            words = set(tables.record_word[tables.record_start[record] : tables.record_start[record + 1]])
            if not any(map(words.isdisjoint, numbers)):
                yield record

    def save(self, folder: Path) -> None:
        """Write the index into ``folder`` (created if missing), to be opened with :func:`open_index`."""
        folder.mkdir(parents=True, exist_ok=True)
        arrays: dict[str, Any] = {
            **self.tables._asdict(),
            "meaning": self.meaning,
            "source": self._source,
            "unit_start": self._unit_start,
            "unit_lines": self._unit_lines,
            "words": "\n".join(self.words).encode(),
        }
        del arrays["coefficients"]
        write_arrays(folder / _ARRAYS, VERSION, arrays.items(), about={"ranges": self.ranges})


def open_index(folder: Path) -> NameIndex:
    """Open a saved index: the arrays are mapped, and only the words are read.

    Raises StoreError for a folder without one, of another version, or damaged.
    """
    opened = open_arrays(folder / _ARRAYS, VERSION)
    arrays: dict[str, Any] = dict(opened.by_name)
    meaning, source, unit_start, unit_lines, spelt = (
        arrays.pop(name) for name in ("meaning", "source", "unit_start", "unit_lines", "words")
    )
    words = bytes(whole(spelt)).decode().split("\n")
    return NameIndex(
        Tables(**arrays, coefficients=coefficients()),
        dict(zip(words, range(len(words)), strict=True)),
        meaning,
        {code: (low, high) for code, (low, high) in opened.about["ranges"].items()},
        source,
        unit_start,
        unit_lines,
    )


# --- building -------------------------------------------------------------------------------------------------


def build_index(units: Iterable[NamedUnit]) -> NameIndex:
    """Index ``units``; their order does not matter. Raises StoreError for a superior that is not among them."""
    ordered = sorted(units, key=lambda unit: (unit.country, unit.iri))
    numbers = {unit.iri: number for number, unit in enumerate(ordered)}
    above_start, above_unit = _above(ordered, numbers)
    records = [record for number, unit in enumerate(ordered) for record in _records(number, unit)]
    words = _vocabulary(records)
    lines = [_line(unit) for unit in ordered]
    starts = array("i", [0])
    for line in lines:
        starts.append(starts[-1] + len(line))
    tables = _tables(records, words, ordered, above_start, above_unit)
    source = array("i", (record.source for record in records))
    return NameIndex(tables, words, _meanings(words), _ranges(records, ordered), source, starts, b"".join(lines))


def _line(unit: NamedUnit) -> bytes:
    fields = (unit.iri, unit.name, unit.country, unit.other_names, unit.superiors, unit.places)
    return json.dumps(fields, ensure_ascii=False).encode() + b"\n"


_BRACKETED = re.compile(r"\([^()]*\)")
_REPUBLIC = re.compile(r"(?i)\br[e\u00e9]p[u\u00fa]bli")


def _records(number: int, unit: NamedUnit) -> Iterator[_Record]:
    """The records of a unit: its names, given and generated acronyms, and places, without duplicate forms."""
    seen: set[tuple[str, ...]] = set()

    def record(kind: int, source: int, words: tuple[str, ...]) -> Iterator[_Record]:
        if words and words not in seen:
            seen.add(words)
            yield _Record(number, kind, source, words)

    forms: list[NameForm] = []
    for source, name in enumerate((unit.name, *unit.other_names)):
        form = form_of(name, unit.country)
        forms.append(form)
        if _REPUBLIC.search(name):  # its words are those of the country only where that is given
            yield from record(OTHER_NAME, source, _texts(form_of(name)))
        if source and len(name) <= 10 and name.isalpha() and name.isupper():
            yield from record(PRINTED, source, (f"~{name.lower()}",))
        else:
            yield from record(OTHER_NAME if source else NAME, source, _texts(form))
        for acronym in form.acronyms:
            yield from record(PRINTED, source, (f"~{acronym}",))
    for words in shortened(unit.name, forms[0]):
        yield from record(OTHER_NAME, 0, words)
    # Sources abbreviate the name that they use, whichever it is.
    for name, form in zip((unit.name, *unit.other_names), forms, strict=True):
        bare = form if "(" not in name else form_of(_BRACKETED.sub(" ", name), unit.country)
        where = () if bare is form else _texts(form)[len(bare.words) :]
        for acronym in initials(bare, name):
            yield from record(DERIVED, -1, (f"~{acronym}",))
            if where and _texts(form) == (*_texts(bare), *where):  # what is in brackets stands behind the acronym
                yield from record(DERIVED, -1, (f"~{acronym}", *where))
        for words in abridged(form, name):
            yield from record(DERIVED, -1, words)
    for place in unit.places:
        yield from record(PLACE, 0, _texts(form_of(place, unit.country)))


def _texts(form: NameForm) -> tuple[str, ...]:
    return tuple(word.text for word in form.words)


def _vocabulary(records: Sequence[_Record]) -> dict[str, int]:
    """Every word of the records and of the tables, by number."""
    found = {word for record in records for word in record.words} | {word for word, _ in generic_words()}
    found |= {word for pair in misspellable_forms() for word in pair}
    return {word: number for number, word in enumerate(sorted(found))}


def part_of(word: str, generic: dict[str, NamePart]) -> NamePart:
    """The part of a word by its text alone."""
    if word[0] == "#":
        return NamePart.NUMBER
    if word[0] == "@":
        return NamePart.COUNTRY
    if word[0] == "~":
        return NamePart.ACRONYM
    return generic.get(word, NamePart.PROPER)


def _above(units: Sequence[NamedUnit], numbers: dict[str, int]) -> tuple[array[int], array[int]]:
    """All units above each unit, without duplicates, nearest first: one flat list, and where each unit's begin."""
    try:
        direct = [[numbers[iri] for iri in unit.superiors] for unit in units]
    except KeyError as missing:
        raise StoreError("name index", f"the superior {missing.args[0]} is not a unit", "index it too") from None
    starts, found = array("i", [0]), array("i")
    for number in range(len(units)):
        chain: dict[int, None] = {}
        level = direct[number]
        while level:
            fresh = [each for each in level if each not in chain and each != number]
            chain.update(dict.fromkeys(fresh))
            level = [higher for each in fresh for higher in direct[each]]
        found.extend(chain)
        starts.append(len(found))
    return starts, found


def _ranges(records: Sequence[_Record], units: Sequence[NamedUnit]) -> dict[str, tuple[int, int]]:
    ranges: dict[str, tuple[int, int]] = {}
    for number, record in enumerate(records):
        country = units[record.unit].country
        ranges[country] = (ranges.get(country, (number, 0))[0], number + 1)
    return ranges


def _tables(
    records: Sequence[_Record],
    words: dict[str, int],
    units: Sequence[NamedUnit],
    above_start: array[int],
    above_unit: array[int],
) -> Tables:
    generic = dict(generic_words())
    parts = array("i", (part_of(word, generic) for word in words))
    frequency = Counter(word for record in records if record.kind != PLACE for word in set(record.words))
    scale = math.log(1 + len(records)) or 1.0  # no name has any word: nothing to weigh
    # Rare words weigh more, common ones at least half the weight of their part: a small graph has no common words.
    weights = array("d", (0.5 + 0.5 * math.log((1 + len(records)) / (1 + frequency[w])) / scale for w in words))
    record_start, record_word = _flat([words[word] for word in record.words] for record in records)
    unit_record = array("i", [0] * (len(units) + 1))
    for record in records:
        unit_record[record.unit + 1] += 1
    for number in range(len(units)):
        unit_record[number + 1] += unit_record[number]
    posting_start, posting_record = _postings(records, words)
    return Tables(
        word_part=parts,
        word_weight=weights,
        posting_start=posting_start,
        posting_record=posting_record,
        record_unit=array("i", (record.unit for record in records)),
        record_kind=array("i", (record.kind for record in records)),
        record_start=record_start,
        record_word=record_word,
        record_weight=array(
            "d",
            (
                sum(kernels.part_weight(parts[words[word]]) * weights[words[word]] for word in record.words)
                for record in records
            ),
        ),
        unit_record=unit_record,
        unit_country=array("i", (country_number(unit.country) for unit in units)),
        above_start=above_start,
        above_unit=above_unit,
        coefficients=coefficients(),
    )


def _meanings(words: dict[str, int]) -> array[int]:
    """The word that each word stands for: usually itself."""
    meanings = array("i", range(len(words)))
    for form, canonical in misspellable_forms():
        meanings[words[form]] = words[canonical]
    return meanings


def _flat(rows: Iterable[Sequence[int]]) -> tuple[array[int], array[int]]:
    """Concatenated rows, and where each begins (plus the end)."""
    starts, values = array("i", [0]), array("i")
    for row in rows:
        values.extend(row)
        starts.append(len(values))
    return starts, values


def _postings(records: Sequence[_Record], words: dict[str, int]) -> tuple[array[int], array[int]]:
    """The posting list of each word, in ascending order; places are only context and are not indexed."""
    lists: list[list[int]] = [[] for _ in words]
    for number, record in enumerate(records):
        if record.kind != PLACE:
            for word in set(record.words):
                lists[words[word]].append(number)
    return _flat(lists)
