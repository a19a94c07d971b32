"""Entries and rulings together give readings: how each entry is read, in which country, and on what grounds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from unitgraph.countries import CountryProposal, propose_countries
from unitgraph.entries import Entry, Order
from unitgraph.errors import ReadingError, RulingError
from unitgraph.lexicon import country_by_code, country_named
from unitgraph.names import split_acronym, tidy
from unitgraph.paths import read_paths
from unitgraph.paths.values import Direction, Evidence, Kind, Role, Segment, UnitPath
from unitgraph.rulings import Docket, Ruling


class CountryBasis(StrEnum):
    """Where the country of a reading comes from."""

    HEADING = "country-from-heading"
    COLUMN = "country-from-column"
    RULING = "country-from-ruling"
    INFERRED = "country-inferred"


@dataclass(frozen=True, slots=True)
class CountryReading:
    """A country (ISO 3166-1 alpha-2) with its grounds.

    One that was inferred has its ``confidence`` in 0..1, the next likely country and the evidence in words.
    """

    code: str
    basis: CountryBasis
    confidence: float = 1.0
    runner_up: str | None = None
    runner_up_confidence: float = 0.0
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """How one entry is read. ``spellings`` maps a written name to what a ruling says it stands for."""

    entry: Entry
    path: UnitPath
    country: CountryReading
    rulings: tuple[Ruling, ...] = ()
    spellings: tuple[tuple[str, str], ...] = ()

    def meaning(self, written: str) -> str:
        """The name that ``written`` stands for in this entry: itself without a ruling."""
        return dict(self.spellings).get(written, written)


def take_readings(
    entries: Sequence[Entry], rulings: Iterable[Ruling] = (), country: str = "", order: Order | None = None
) -> tuple[Reading, ...]:
    """Read ``entries`` in their order.

    ``country`` (ISO 3166-1 alpha-2) holds for every entry without a heading, ruling or column; where that is empty
    too, a country is proposed from the text, and from the ``order`` of the list's groups if it has one, and marked as
    inferred. Raises RulingError for a ruling that decides nothing and ReadingError for an entry whose country nothing
    tells.
    """
    docket = Docket(rulings)
    countries = _countries(entries, docket, country, order)
    paths = read_paths([(tidy(entry.verbatim), found.code) for entry, found in zip(entries, countries, strict=True)])
    readings = tuple(
        _reading(entry, path, found, docket) for entry, path, found in zip(entries, paths, countries, strict=True)
    )
    names = (segment.text for reading in readings for segment in reading.path.segments)
    docket.refuse_unused((entry.line for entry in entries), names)
    return readings


def _countries(entries: Sequence[Entry], docket: Docket, country: str, order: Order | None) -> list[CountryReading]:
    known = [_known_country(entry, docket, country) for entry in entries]
    if all(known):
        return [found for found in known if found]
    proposals = propose_countries(entries, order)
    return [found or _proposed(entry, proposals.get(entry.line)) for entry, found in zip(entries, known, strict=True)]


def _known_country(entry: Entry, docket: Docket, country: str) -> CountryReading | None:
    ruling = docket.country(entry.line)
    headed = country_named(entry.heading) if entry.heading else None
    if ruling and headed:
        where = f"{entry.list} line {entry.line}"
        raise RulingError(where, f"ruling {ruling.id} meets a heading, {entry.heading!r}", "remove the ruling")
    if ruling:
        docket.use(ruling, entry.line)
        return CountryReading(ruling.country, CountryBasis.RULING)
    if headed:
        return CountryReading(headed.alpha2, CountryBasis.HEADING)
    if entry.country:
        return CountryReading(_column_country(entry, entry.country), CountryBasis.COLUMN)
    return CountryReading(country, CountryBasis.COLUMN) if country else None


def _column_country(entry: Entry, text: str) -> str:
    found = country_by_code(text) or country_named(text)
    if found is None:
        where = f"{entry.list} line {entry.line}"
        raise ReadingError(where, f"{text!r} is no country", "write an ISO 3166-1 code or an English name")
    return found.alpha2


def _proposed(entry: Entry, proposal: CountryProposal | None) -> CountryReading:
    if proposal is None or proposal.country is None:
        raise ReadingError(
            f"{entry.list} line {entry.line}",
            "no heading, ruling or name tells the country",
            "give --country, or add a ruling of kind country",
        )
    return CountryReading(
        proposal.country,
        CountryBasis.INFERRED,
        proposal.confidence,
        proposal.runner_up,
        proposal.runner_up_confidence,
        proposal.evidence,
    )


def _reading(entry: Entry, path: UnitPath, country: CountryReading, docket: Docket) -> Reading:
    used = []
    if (by_country := docket.country(entry.line)) is not None:
        used.append(by_country)
    if (by_path := docket.path(entry.line)) is not None:
        docket.use(by_path, entry.line)
        used.append(by_path)
        path = _ruled_path(entry, by_path)
    spellings = {}
    for segment in path.segments:
        ruling = docket.spelling(entry.line, segment.text)
        if ruling is not None:
            docket.use(ruling, entry.line)
            used.append(ruling)
            spellings[segment.text] = ruling.means
    return Reading(entry, path, country, tuple(used), tuple(spellings.items()))


def _ruled_path(entry: Entry, ruling: Ruling) -> UnitPath:
    """The reading that a path ruling gives; its names must stand in the entry."""
    text = tidy(entry.verbatim)
    parts = [(name, Role.UNIT) for name in ruling.units] + [(name, Role.PLACE) for name in ruling.places]
    starts = [_position(entry, ruling, text, name) for name, _ in parts]
    segments = tuple(
        Segment(name, role, split_acronym(name)[1])
        for _, (name, role) in sorted(zip(starts, parts, strict=True), key=lambda each: each[0])
    )
    kind = Kind.LIST if ruling.bodies else Kind.PATH if len(ruling.units) > 1 else Kind.SINGLE
    parents_first = starts[: len(ruling.units)]
    direction = Direction.DOWN if parents_first == sorted(parents_first) else Direction.UP
    return UnitPath(
        text=text,
        kind=kind,
        direction=direction if kind is Kind.PATH else None,
        segments=segments,
        confidence=1.0,
        evidence=(Evidence("ruling-basis", f"Ruling {ruling.id}: {ruling.decision}", 0.0),),
    )


def _position(entry: Entry, ruling: Ruling, text: str, name: str) -> int:
    start = text.find(tidy(name))
    if start < 0:
        raise RulingError(
            f"rulings of {ruling.list}: {ruling.id}",
            f"line {entry.line} does not hold the name {name!r}",
            "write the names as the entry does",
        )
    return start
