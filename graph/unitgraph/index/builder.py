"""Reads units off a dataset while it is written: the blocks pass by once, and the hierarchy's index is made of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from unitgraph.dataset.nquads import literal_parts
from unitgraph.dataset.vocab import term
from unitgraph.identity.iris import Minter
from unitgraph.index.hierarchy import IndexWriter, Listing, Node
from unitgraph.system.sorting import subject_of

_LABEL, _ALT = f"<{term('skos:prefLabel')}>", f"<{term('skos:altLabel')}>"
_NOTATION, _IDENTIFIER = f"<{term('skos:notation')}>", f"<{term('dcterms:identifier')}>"
_COUNTRY, _ABOVE, _SITE = f"<{term('ug:country')}>", f"<{term('org:subOrganizationOf')}>", f"<{term('org:hasSite')}>"
_DENIED, _YEAR = f"<{term('ug:deniedUnit')}>", f"<{term('ug:calendarYear')}>"
_SOURCE, _PART_OF = f"<{term('prov:wasDerivedFrom')}>", f"<{term('dcterms:isPartOf')}>"
_USED, _COUNTRY_CONFIDENCE = f"<{term('prov:used')}>", f"<{term('ug:countryConfidence')}>"
_LINE, _TEXT = f"<{term('ug:line')}>", f"<{term('ug:verbatimText')}>"
_DENIED_IN_BLOCK = f" {_DENIED} "


@dataclass(frozen=True, slots=True)
class _Denial:
    unit: str
    year: int
    entry: str


@dataclass(slots=True)
class _Entry:
    line: int
    verbatim: str
    of_list: str


@dataclass(slots=True)
class BlockIndexer:
    """Makes the index of a dataset whose blocks pass by in order.

    It relies on how IRIs are minted: countries, lists with their denials and entries, and sites come before units,
    and the denial of an entry before its reading, and that before the entry itself.
    """

    base: str
    folder: Path
    denials: int = 0
    _writer: IndexWriter = field(init=False)
    _prefixes: dict[str, str] = field(init=False)
    _countries: dict[str, str] = field(default_factory=dict)
    _sites: dict[str, str] = field(default_factory=dict)
    _lists: dict[str, str] = field(default_factory=dict)
    _denied: dict[str, list[_Denial]] = field(default_factory=dict)
    _entries: dict[str, _Entry | None] = field(default_factory=dict)
    _inferred: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._writer = IndexWriter(self.folder)
        mint = Minter(self.base)
        self._prefixes = {kind: f"<{mint.base}{kind}/" for kind in ("country", "list", "site", "unit")}

    def seen(self, blocks: Iterable[str]) -> Iterator[str]:
        """The blocks as they come, each looked at."""
        unit, site, lists, country = (self._prefixes[kind] for kind in ("unit", "site", "list", "country"))
        for block in blocks:
            if block.startswith(unit):
                self._writer.add(self._node(block))
            elif block.startswith(site):
                self._sites[subject_of(block)] = _text(_values(block), _LABEL)
            elif block.startswith(lists):
                self._see_list(block)
            elif block.startswith(country):
                self._countries[subject_of(block)] = _text(_values(block), _NOTATION)
            yield block

    @property
    def countries(self) -> int:
        """The number of countries."""
        return len(self._countries)

    def finish(self) -> None:
        """Write the index."""
        self._writer.finish()

    def _see_list(self, block: str) -> None:
        subject = subject_of(block)
        if _DENIED_IN_BLOCK in block:
            values = _values(block)
            for unit in values[_DENIED]:
                denial = _Denial(unit, int(_text(values, _YEAR)), values[_SOURCE][0])
                self._denied.setdefault(unit, []).append(denial)
                self._entries[denial.entry] = None
                self.denials += 1
        elif subject in self._entries:
            values = _values(block)
            entry = _Entry(int(_text(values, _LINE)), _text(values, _TEXT), values[_PART_OF][0])
            self._entries[subject] = entry
        elif f" {_COUNTRY_CONFIDENCE} " in block:
            values = _values(block)
            confidence = float(_text(values, _COUNTRY_CONFIDENCE))
            self._inferred.update((used, confidence) for used in values[_USED] if used in self._entries)
        elif f" {_IDENTIFIER} " in block:
            self._lists[subject] = _text(_values(block), _IDENTIFIER)

    def _node(self, block: str) -> Node:
        subject, values = subject_of(block), _values(block)
        return Node(
            subject[1:-1],
            _text(values, _LABEL),
            tuple(sorted(_plain(each) for each in values.get(_ALT, ()))),
            self._countries[values[_COUNTRY][0]],
            tuple(sorted(each[1:-1] for each in values.get(_ABOVE, ()))),
            tuple(sorted(self._listings(subject))),
            tuple(sorted({self._sites[each] for each in values.get(_SITE, ())})),
        )

    def _listings(self, unit: str) -> Iterator[Listing]:
        for denial in self._denied.get(unit, ()):
            entry = self._entries[denial.entry]
            if entry is not None:
                name = self._lists[entry.of_list]
                source, inferred = denial.entry[1:-1], self._inferred.get(denial.entry)
                yield Listing(denial.year, name, entry.line, entry.verbatim, source, inferred)


def _values(block: str) -> dict[str, list[str]]:
    """The different values of each property, as they are written."""
    found: dict[str, list[str]] = {}
    start = block.index(" ") + 1
    for line in block[:-1].split("\n"):
        predicate, _, rest = line[start:].partition(" ")
        value = rest[: rest.rindex(" <")]
        values = found.setdefault(predicate, [])
        # Equal triples of several graphs stand side by side.
        if not values or values[-1] != value:
            values.append(value)
    return found


def _text(values: dict[str, list[str]], predicate: str) -> str:
    return _plain(values[predicate][0])


def _plain(written: str) -> str:
    """The text of a literal."""
    return literal_parts(written)[0]
