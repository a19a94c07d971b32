"""Published lists read into units: document, entries, rulings, readings, units. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from unitgraph.identity.iris import DEFAULT_BASE
from unitgraph.identity.list_units import build_units
from unitgraph.identity.units import UnitGraph
from unitgraph.lexicon.countries import country_of
from unitgraph.lexicon.names import tidy
from unitgraph.lexicon.tables import Country
from unitgraph.reading.docket import located
from unitgraph.reading.entries import Entry, ListMetadata
from unitgraph.reading.headings import country_heading
from unitgraph.reading.list_lines import ListLines, list_lines, refuse_doubts
from unitgraph.reading.maps import MappedFile, list_document, preset_for
from unitgraph.reading.metadata import ListSource, amended, bundled_list, metadata_for
from unitgraph.reading.paths.context import Known
from unitgraph.reading.readings import Reading, take_readings
from unitgraph.reading.rulings import Ruling, RulingKind, bundled_rulings, of_list, read_rulings, without_lines
from unitgraph.sources import Columns, Document, read_document
from unitgraph.system.errors import SourceError

BUNDLED = "2018"


@dataclass(frozen=True, slots=True)
class OpenedList:
    """A list whose entries are found, and not yet read: its metadata, what each of its lines is, and its rulings."""

    source: ListSource
    metadata: ListMetadata
    lines: ListLines
    rulings: tuple[Ruling, ...]

    @property
    def place(self) -> str:
        """The name of its file, or what it is called where it ships with unitgraph."""
        return f"list {self.metadata.name}" if self.source.path is None else self.source.path.name

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The entries, in their order."""
        return self.lines.entries

    def texts(self) -> Iterator[tuple[str, str]]:
        """The text of each entry, with its country (alpha-2) where a heading, a column or the source tells it."""
        for entry in self.entries:
            told = country_heading(entry.heading) if entry.heading else country_of(entry.country or "")
            yield tidy(entry.verbatim), told.alpha2 if told else self.source.country

    def readings(self, known: Known | None = None) -> tuple[Reading, ...]:
        """How its entries read, with what hierarchies around them tell."""
        source = self.source
        return take_readings(self.entries, self.rulings, source.country, self.metadata.order, known, source.layout)


def open_list(
    source: ListSource, missing_rulings: bool = False, asking: bool = False, shared: Iterable[Ruling] = ()
) -> OpenedList:
    """Find the entries of a list and its rulings. With ``missing_rulings`` a file of rulings that is not there yet
    stands for none; it is an error otherwise. So are lines of which it cannot be told what they are, unless ``asking``
    says that a person is asked about them. ``shared`` are the rulings of the project that it belongs to."""
    document, metadata = _document(source)
    rulings = () if missing_rulings and _is_missing(source.rulings) else _rulings(source, metadata)
    found = list_lines(document, metadata, (*rulings, *of_list(shared, metadata.name)))
    if not asking:
        refuse_doubts(found, document.name)
    rulings = located(found.rulings, found.entries) if found.entries else ()
    if source.rulings is None:
        rulings = needed_rulings(rulings, found.entries)
    return OpenedList(source, metadata, found, tuple(rulings))


def read_list(source: ListSource, base: str = DEFAULT_BASE, missing_rulings: bool = False) -> UnitGraph:
    """The units, edges and denials that one list gives, with their readings. Writes nothing.

    With ``missing_rulings`` a file of rulings that is not there yet stands for none; it is an error otherwise.
    """
    return _graph_of(open_list(source, missing_rulings), base)


def _graph_of(opened: OpenedList, base: str) -> UnitGraph:
    return build_units(opened.readings(), [opened.metadata], base, opened.rulings)


def _document(source: ListSource) -> tuple[Document, ListMetadata]:
    if source.path is None:
        name = source.name or BUNDLED
        document, metadata = bundled_list(name)
        return document, amended(metadata, source.stated, f"list {name}")
    if source.map is not None:
        columns = source.columns or Columns()
        document = list_document(MappedFile(source.path, source.map, columns.layout))
    else:
        if (known := preset_for(source.path)) is not None:
            what = "this is no list, but has a form that is known"
            raise SourceError(source.path.name, what, f"give --preset {known}")
        document = read_document(source.path, columns=source.columns)
    return document, metadata_for(document, source)


def _is_missing(path: Path | None) -> bool:
    return path is not None and not path.exists()


def _rulings(source: ListSource, metadata: ListMetadata) -> tuple[Ruling, ...]:
    return read_rulings(source.rulings) if source.rulings else bundled_rulings(metadata.name)


def needed_rulings(rulings: Iterable[Ruling], entries: Iterable[Entry]) -> tuple[Ruling, ...]:
    """``rulings`` without what the headings of this copy of the list say as well: a page saved with all its headings
    needs no ruling on a country."""
    headed = {entry.line: country_heading(entry.heading) for entry in entries if entry.heading}
    open_rulings = (
        _without_headed(ruling, headed) if ruling.kind is RulingKind.COUNTRY else ruling for ruling in rulings
    )
    return tuple(ruling for ruling in open_rulings if ruling.lines or ruling.names or ruling.about)


def _without_headed(ruling: Ruling, headed: Mapping[int, Country | None]) -> Ruling:
    said = {line for line, country in headed.items() if country is not None and country.alpha2 == ruling.country}
    return without_lines(ruling, said)


@cache
def bundled_opened() -> OpenedList:
    """The list that is used where none is named, with its rulings."""
    return open_list(ListSource(name=BUNDLED))


@cache
def bundled_graph() -> UnitGraph:
    """The list that is used where none is named, read with its rulings."""
    return _graph_of(bundled_opened(), DEFAULT_BASE)
