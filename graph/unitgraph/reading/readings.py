"""Readings from entries and rulings: how each entry is read, in which country, and on what grounds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice

from unitgraph.lexicon.countries import country_of, names_no_country
from unitgraph.lexicon.names import split_acronym, tidy
from unitgraph.lexicon.tables import NO_COUNTRY, OPEN_COUNTRY
from unitgraph.reading.countries import CountryProposal, other_countries, propose_countries
from unitgraph.reading.docket import Docket, located
from unitgraph.reading.entries import Entry, GroupOrder
from unitgraph.reading.headings import country_heading
from unitgraph.reading.paths import Context, read_below, read_levels, read_paths
from unitgraph.reading.paths.context import Known
from unitgraph.reading.paths.doubts import doubt_of_entry, left_open
from unitgraph.reading.paths.layout import ANY_LAYOUT, PathLayout
from unitgraph.reading.paths.values import Direction, Evidence, PathKind, Role, Segment, UnitPath
from unitgraph.reading.rulings import Ruling, RulingKind
from unitgraph.system.characters import LONE, LONE_SURROGATE
from unitgraph.system.errors import ReadingError, RulingError


class CountryBasis(StrEnum):
    """Where the country of a reading comes from."""

    HEADING = "country-from-heading"
    COLUMN = "country-from-column"
    RULING = "country-from-ruling"
    INFERRED = "country-inferred"


COUNTRY_FLOOR = 0.8
"""The confidence below which an inferred country stays open."""


@dataclass(frozen=True, slots=True)
class CountryReading:
    """A country (ISO 3166-1 alpha-2) with its grounds.

    An inferred country has its ``confidence`` in 0..1, the second most likely country and the evidence in words. Below
    :data:`COUNTRY_FLOOR` it is a proposal only: the country of the units stays open.
    """

    code: str
    basis: CountryBasis
    confidence: float = 1.0
    runner_up: str | None = None
    runner_up_confidence: float = 0.0
    evidence: tuple[str, ...] = ()

    @property
    def of_units(self) -> str:
        """The country of the units: that which is read, or the code of one that is not known."""
        is_open = self.basis is CountryBasis.INFERRED and self.confidence < COUNTRY_FLOOR
        return OPEN_COUNTRY if is_open else self.code


@dataclass(frozen=True, slots=True)
class Reading:
    """How one entry is read. ``spellings`` maps a name as written to the name that a ruling says it stands for."""

    entry: Entry
    path: UnitPath
    country: CountryReading
    rulings: tuple[Ruling, ...] = ()
    spellings: tuple[tuple[str, str], ...] = ()

    def meaning(self, written: str) -> str:
        """The name that ``written`` stands for in this entry; without a ruling, itself."""
        return dict(self.spellings).get(written, written)


SURE_READING = 0.9
"""The confidence below which a person should look at a reading."""


def is_doubtful(reading: Reading) -> bool:
    """Whether a person should look at a reading, though it was read: it lacks confidence, or takes a text for bodies
    side by side, each of which would be denied. What a ruling decides is not doubtful."""
    path = reading.path
    if path.kind is PathKind.UNCLEAR or any(each.kind is RulingKind.PATH for each in reading.rulings):
        return False
    return path.kind is PathKind.LIST or path.confidence < SURE_READING


def disputed_countries(reading: Reading) -> tuple[str, ...]:
    """The countries that a text names in place of the one that its heading, its column or a person gives."""
    given = reading.country.basis in (CountryBasis.HEADING, CountryBasis.COLUMN)
    return other_countries(tidy(reading.entry.verbatim), reading.country.code) if given else ()


def take_readings(
    entries: Sequence[Entry],
    rulings: Iterable[Ruling] = (),
    country: str = "",
    order: GroupOrder | None = None,
    known: Known | None = None,
    layout: PathLayout = ANY_LAYOUT,
) -> tuple[Reading, ...]:
    """Read ``entries`` in order, whose paths are written as ``layout`` says.

    ``country`` (ISO 3166-1 alpha-2) applies to every entry without a heading, ruling or column; if it is empty too, a
    country is inferred from the text, and from the ``order`` of the list's groups if there is one, and marked as
    inferred. Raises RulingError for a ruling that decides nothing or whose entry is gone, and ReadingError for an
    entry whose country cannot be determined or whose text contains a lone surrogate.
    """
    docket = Docket(located(rulings, entries))
    _refuse_half_characters(entries)
    countries = _countries(entries, docket, country, order)
    paths = _paths(entries, countries, Context(known=known, layout=layout))
    readings = tuple(
        _reading(entry, path, found, docket) for entry, path, found in zip(entries, paths, countries, strict=True)
    )
    docket.refuse_unused(entry.line for entry in entries)
    return readings


def _paths(entries: Sequence[Entry], countries: Sequence[CountryReading], context: Context) -> list[UnitPath]:
    """The path of each entry, in order. Those whose levels the columns of a table give are not read; of those below
    others, each text is read by itself."""
    read = iter(
        read_paths(
            [
                (tidy(text), found.of_units)
                for entry, found in zip(entries, countries, strict=True)
                if not any(entry.levels)
                for text in ((*entry.above, entry.own) if entry.above else (entry.verbatim,))
            ],
            context=context,
        )
    )
    return [_path(entry, read, context.layout) for entry in entries]


def _path(entry: Entry, read: Iterator[UnitPath], layout: PathLayout) -> UnitPath:
    """The path of an entry, of those of its texts that come next."""
    if any(entry.levels):
        return read_levels(entry.levels, tidy(entry.verbatim))
    above = list(islice(read, len(entry.above)))
    own = next(read)
    path = read_below(above, own, tidy(entry.verbatim)) if above else own
    why = None if layout.all_units else doubt_of_entry(own)
    return left_open(path, why) if why else path


def _refuse_half_characters(entries: Iterable[Entry]) -> None:
    """Raise ReadingError for a lone surrogate: it is invalid Unicode and cannot be written."""
    for entry in entries:
        if LONE_SURROGATE.search(entry.verbatim):
            where = f"{entry.list} line {entry.line}"
            raise ReadingError(where, LONE, "correct its encoding")


def _countries(
    entries: Sequence[Entry], docket: Docket, country: str, order: GroupOrder | None
) -> list[CountryReading]:
    known = [_known_country(entry, docket, country) for entry in entries]
    if all(known):
        return [found for found in known if found]
    proposals = propose_countries(entries, order)
    return [found or _proposed(entry, proposals.get(entry.line)) for entry, found in zip(entries, known, strict=True)]


def _known_country(entry: Entry, docket: Docket, country: str) -> CountryReading | None:
    ruling = docket.country(entry.line)
    headed = country_heading(entry.heading) if entry.heading else None
    if ruling and headed and not other_countries(tidy(entry.verbatim), headed.alpha2):
        where = f"{entry.list} line {entry.line}"
        raise RulingError(
            where,
            f"ruling {ruling.id} gives a country, but the entry has the heading {entry.heading!r}",
            "remove the ruling",
        )
    if ruling:
        docket.use(ruling, entry.line)
        return CountryReading(ruling.country, CountryBasis.RULING)
    if headed:
        return CountryReading(headed.alpha2, CountryBasis.HEADING)
    if entry.country:
        return CountryReading(_column_country(entry, entry.country), CountryBasis.COLUMN)
    return CountryReading(country, CountryBasis.COLUMN) if country else None


def _column_country(entry: Entry, text: str) -> str:
    if names_no_country(text):
        return NO_COUNTRY
    found = country_of(text)
    if found is None:
        where = f"{entry.list} line {entry.line}"
        raise ReadingError(where, f"unknown country {text!r}", "write an ISO 3166-1 code or an English name")
    return found.alpha2


def _proposed(entry: Entry, proposal: CountryProposal | None) -> CountryReading:
    if proposal is None or proposal.country is None or not proposal.evidence:
        raise ReadingError(
            f"{entry.list} line {entry.line}",
            "no heading, ruling or name gives the country",
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
    if (by_line := docket.entry(entry.line)) is not None:
        docket.use(by_line, entry.line)
        used.append(by_line)
    if (by_country := docket.country(entry.line)) is not None:
        used.append(by_country)
    if (by_path := docket.path(entry.line)) is not None:
        docket.use(by_path, entry.line)
        used.append(by_path)
        path = ruled_path(tidy(entry.verbatim), entry.line, by_path, path)
    path = with_aliases(path, entry.aliases)
    if not path.segments:
        # Only punctuation: shown as it is.
        path = replace(path, segments=(Segment(path.text, Role.NOISE),))
    spellings = {}
    for name in unit_names(path):
        ruling = docket.spelling(entry.line, name)
        if ruling is not None:
            docket.use(ruling, entry.line)
            used.append(ruling)
            spellings[name] = ruling.means
    return Reading(entry, path, country, tuple(used), tuple(spellings.items()))


def with_aliases(path: UnitPath, aliases: tuple[str, ...]) -> UnitPath:
    """A path whose lowest unit has the other names that a table gives it. Several bodies side by side have none."""
    if not aliases or is_one_name(path) or path.kind is PathKind.LIST:
        return path
    lowest = path.chain[-1]
    named = replace(lowest, aliases=tuple(dict.fromkeys((*lowest.aliases, *aliases))))
    return replace(path, segments=tuple(named if each is lowest else each for each in path.segments))


def is_one_name(path: UnitPath) -> bool:
    """Whether the whole text is kept as one unit: it could not be read, or no part of it is a unit."""
    return path.kind is PathKind.UNCLEAR or not path.chain


def unit_names(path: UnitPath) -> tuple[str, ...]:
    """The names of units in a path, as written, without duplicates."""
    return (path.text,) if is_one_name(path) else tuple(dict.fromkeys(segment.text for segment in path.chain))


@dataclass(frozen=True, slots=True)
class _Placed:
    """A name in a ruling and where it starts in the entry. ``within`` is the text there in which its words stand with
    others between them, if it is not written as one."""

    start: int
    name: str
    role: Role
    within: str = ""


def ruled_path(text: str, line: int, ruling: Ruling, read: UnitPath) -> UnitPath:
    """The reading of the text on a line that a path ruling gives. Levels come from ``read``. Raises RulingError for a
    name that does not appear in the text."""
    placed = _placed(line, ruling, text)
    shared, units = placed[: len(ruling.superiors)], placed[: len(ruling.superiors) + len(ruling.units)]
    written = sorted(placed, key=lambda each: each.start)
    down = [each for each in written if each.role is Role.UNIT]
    kind = PathKind.LIST if ruling.bodies else PathKind.PATH if len(units) > 1 else PathKind.SINGLE
    direction = Direction.UP if units == down[::-1] and units != down else Direction.DOWN
    if kind is PathKind.PATH and direction is Direction.DOWN and units != down:
        # Written in neither order: the segments are parents first, as in the ruling.
        written = _parents_first(written, units)
    elif shared:
        written = [*shared, *(each for each in written if each not in shared)]
    levels = {segment.text: segment.level for segment in read.segments if segment.role is Role.UNIT}
    return UnitPath(
        text=text,
        kind=kind,
        direction=direction if kind is PathKind.PATH else None,
        segments=tuple(
            Segment(
                each.name,
                each.role,
                split_acronym(each.name)[1],
                levels.get(each.name),
                (each.within,) if each.within else (),
            )
            for each in written
        ),
        confidence=1.0,
        evidence=(Evidence("ruling-basis", f"Ruling {ruling.id}: {ruling.decision}", 0.0),),
        shared=len(shared),
    )


def _parents_first(written: Sequence[_Placed], units: Sequence[_Placed]) -> list[_Placed]:
    """The units in order, each followed by the places written after it."""
    behind: dict[int, list[_Placed]] = {}
    owner = -1
    for each in written:
        owner = each.start if each.role is Role.UNIT else owner
        behind.setdefault(owner, []).append(each)
    return [*behind.get(-1, ()), *(each for unit in units for each in behind[unit.start])]


def _placed(line: int, ruling: Ruling, text: str) -> list[_Placed]:
    """The units and places of a path ruling with their positions in ``text``, without overlaps. Longer names are looked
    for first, since they may contain shorter ones."""
    units = ((tidy(name), Role.UNIT) for name in (*ruling.superiors, *ruling.units))
    named = [*units, *((tidy(name), Role.PLACE) for name in ruling.places)]
    taken: list[tuple[int, int]] = []
    found: dict[int, _Placed] = {}
    for number, (name, role) in sorted(enumerate(named), key=lambda each: -len(each[1][0])):
        start = _free_place(text, name, taken)
        spread = _spread(text, name) if start is None and ruling.bodies else None
        if spread is not None:
            found[number] = _Placed(spread.start(), name, role, spread.group())
            continue
        if start is None:
            raise RulingError(
                ruling.place,
                f"line {line} does not contain the name {name!r}" + (" besides the others" if name in text else ""),
                "write the names as in the entry",
            )
        taken.append((start, start + len(name)))
        found[number] = _Placed(start, name, role)
    return [found[number] for number in range(len(named))]


def _spread(text: str, name: str) -> re.Match[str] | None:
    """The part of ``text`` in which the words of ``name`` stand in their order with others between them, as those of
    ``Camp D`` in ``Camp A and D``."""
    return re.search(r"(?<!\w)" + r"\b.*?\b".join(map(re.escape, name.split())) + r"(?!\w)", text)


def _free_place(text: str, name: str, taken: Iterable[tuple[int, int]]) -> int | None:
    """Where ``name`` first occurs in ``text`` as whole words and outside the spans already taken."""
    before = r"(?<!\w)" if name[0].isalnum() else ""
    after = r"(?!\w)" if name[-1].isalnum() else ""
    for found in re.finditer(before + re.escape(name) + after, text):
        if all(found.end() <= start or end <= found.start() for start, end in taken):
            return found.start()
    return None
