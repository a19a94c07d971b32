"""Readings: what each entry of 2018 says, and how rulings, headings and columns meet."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import pytest

from unitgraph.identity.lists import bundled_graph
from unitgraph.reading.entries import Entry
from unitgraph.reading.list_lines import read_entries
from unitgraph.reading.metadata import bundled_list
from unitgraph.reading.paths.values import Direction, PathKind, Role, Segment, UnitPath
from unitgraph.reading.readings import CountryBasis, Reading, is_one_name, take_readings, unit_names
from unitgraph.reading.rulings import Ruling, RulingKind, bundled_rulings
from unitgraph.system.errors import ReadingError, RulingError

DAY = datetime.date(2026, 11, 24)


def entry(verbatim: str, line: int = 1, **more: str) -> Entry:
    return Entry("l", line, line, verbatim, **more)  # type: ignore[arg-type]


def country(code: str, *lines: int) -> Ruling:
    return Ruling("l", f"country-{code}", RulingKind.COUNTRY, "why", DAY, lines, country=code)


def path(units: Sequence[str], places: Sequence[str] = (), bodies: bool = False, line: int = 1) -> Ruling:
    return Ruling(
        "l", "p", RulingKind.PATH, "why", DAY, (line,), units=tuple(units), places=tuple(places), bodies=bodies
    )


def spelling(written: str, means: str, *lines: int) -> Ruling:
    return Ruling("l", "s", RulingKind.SPELLING, "why", DAY, lines, written=written, means=means)


def read_one(verbatim: str, *rulings: Ruling, code: str = "MX") -> Reading:
    (reading,) = take_readings([entry(verbatim)], rulings, code)
    return reading


def texts(segments: Sequence[Segment]) -> list[str]:
    return [segment.text for segment in segments]


# --- the list of 2018 ----------------------------------------------------------------------------------------------


def test_every_entry_of_2018_reads_as_expected(readings_2018: list[dict[str, str]]) -> None:
    found = [
        {
            "line": str(reading.entry.line),
            "country": reading.country.code,
            "text": reading.entry.verbatim,
            "kind": str(reading.path.kind),
            "direction": str(reading.path.direction or ""),
            "chain": " | ".join(texts(reading.path.chain)),
            "places": " | ".join(texts(reading.path.places)),
        }
        for reading in bundled_graph().readings
    ]
    assert found == readings_2018


def test_the_country_of_2018_comes_from_two_headings_and_from_rulings() -> None:
    readings = bundled_graph().readings
    headed = {reading.entry.line: reading.entry.heading for reading in readings if reading.entry.heading}
    assert headed == {31: "Bosnia and Herzegovina", 38: "Central African Republic"}
    for reading in readings:
        basis = CountryBasis.HEADING if reading.entry.line in headed else CountryBasis.RULING
        assert reading.country.basis is basis
        assert reading.country.confidence == 1.0


def test_every_reading_of_2018_has_evidence_and_a_confidence() -> None:
    for reading in bundled_graph().readings:
        assert reading.path.evidence
        assert 0.8 < reading.path.confidence <= 1.0


def test_rulings_never_touch_the_verbatim_text() -> None:
    document, metadata = bundled_list("2018")
    entries = read_entries(document, metadata)
    assert tuple(reading.entry for reading in bundled_graph().readings) == entries
    direcorate = next(reading for reading in bundled_graph().readings if reading.entry.line == 58)
    assert "\u00a0Direcorate\u00a0of the Preventive State Police," in direcorate.entry.verbatim
    assert "Direcorate of the Preventive State Police" in texts(direcorate.path.segments)
    assert (
        direcorate.meaning("Direcorate of the Preventive State Police") == "Directorate of the Preventive State Police"
    )
    assert direcorate.meaning("Operative Sub-Directorate") == "Operative Sub-Directorate"


def test_the_reading_does_not_depend_on_the_order_of_the_entries() -> None:
    document, metadata = bundled_list("2018")
    entries = read_entries(document, metadata)
    rulings = bundled_rulings("2018")
    forward = take_readings(entries, rulings)
    backward = take_readings(entries[::-1], rulings[::-1])
    assert {each.entry.line: each.path for each in forward} == {each.entry.line: each.path for each in backward}


def test_without_the_ruling_the_umep_entry_is_no_certain_single_unit() -> None:
    document, metadata = bundled_list("2018")
    rulings = [ruling for ruling in bundled_rulings("2018") if ruling.id != "umep-one-unit"]
    readings = take_readings(read_entries(document, metadata), rulings)
    (umep,) = (reading for reading in readings if reading.entry.line == 50)
    assert umep.path.evidence[0].basis != "ruling-basis"
    ruled = next(reading for reading in bundled_graph().readings if reading.entry.line == 50)
    assert [(each.basis, each.statement) for each in ruled.path.evidence] == [
        (
            "ruling-basis",
            "Ruling umep-one-unit: One unit without a parent: "
            "\u201cMetropolitan Prevention Unit UMEP No. 1, District 2\u201d.",
        )
    ]


# --- countries -----------------------------------------------------------------------------------------------------


def test_no_entries_no_readings() -> None:
    assert take_readings([], (), "MX") == ()


def test_a_heading_gives_the_country() -> None:
    (reading,) = take_readings([entry("First Battalion", heading="CAR")], (), "MX")
    assert (reading.country.code, reading.country.basis) == ("CF", CountryBasis.HEADING)


@pytest.mark.parametrize("text", ["Mexico", "MEX", "mx", " México "])
def test_a_column_gives_the_country(text: str) -> None:
    (reading,) = take_readings([entry("First Battalion", country=text)], ())
    assert (reading.country.code, reading.country.basis) == ("MX", CountryBasis.COLUMN)


def test_a_column_with_no_country_is_refused() -> None:
    with pytest.raises(
        ReadingError, match=r"l line 1: unknown country 'Atlantis'; write an ISO 3166-1 code or an English"
    ):
        take_readings([entry("First Battalion", country="Atlantis")], ())


def test_a_ruling_goes_before_the_column() -> None:
    (reading,) = take_readings([entry("First Battalion", country="Mexico")], [country("GE", 1)])
    assert (reading.country.code, reading.country.basis) == ("GE", CountryBasis.RULING)


def test_a_ruling_against_a_heading_is_refused() -> None:
    with pytest.raises(
        RulingError,
        match=r"l line 1: ruling country-GE gives a country, but the entry has the heading 'Mexico'; remove the ruling",
    ):
        take_readings([entry("First Battalion", heading="Mexico")], [country("GE", 1)])


def test_an_entry_whose_country_nothing_tells_is_refused() -> None:
    with pytest.raises(
        ReadingError, match=r"l line 7: no heading, ruling or name gives the country; give --country, or add"
    ):
        take_readings([entry("Zq Xv", 7)], ())


def test_a_country_is_inferred_from_a_name_and_marked() -> None:
    (reading,) = take_readings([entry("Bangladesh Police, Dhaka Metropolitan Police")], ())
    assert (reading.country.code, reading.country.basis) == ("BD", CountryBasis.INFERRED)
    assert 0.5 < reading.country.confidence <= 1
    assert any("Bangladesh" in statement for statement in reading.country.evidence)


# --- rulings on paths ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verbatim", "units", "direction", "written"),
    [
        ("A Unit, B Division, C Army", "C Army > B Division > A Unit", "up", "A Unit > B Division > C Army"),
        ("C Army, B Division, A Unit", "C Army > B Division > A Unit", "down", "C Army > B Division > A Unit"),
        # The longer name holds the shorter one, which must not be found inside it.
        ("Torreon Police Station, Torreon Police", "Torreon Police > Torreon Police Station", "up",
         "Torreon Police Station > Torreon Police"),
        ("Police, Police", "Police > Police", "down", "Police > Police"),
        ("Policemen School, Police", "Police > Policemen School", "up", "Policemen School > Police"),
        # In neither order: the segments stand as the ruling says.
        ("A Unit, C Army, B Division", "C Army > B Division > A Unit", "down", "C Army > B Division > A Unit"),
        ("A\u00a0Unit ,  B", "B > A Unit", "up", "A Unit > B"),
        ("Unit (AU), B", "B > Unit (AU)", "up", "Unit (AU) > B"),
    ],
)  # fmt: skip
def test_a_ruled_path(verbatim: str, units: str, direction: str, written: str) -> None:
    reading = read_one(verbatim, path(units.split(" > ")))
    assert reading.path.kind is PathKind.PATH
    assert reading.path.direction == direction
    assert " > ".join(texts(reading.path.segments)) == written
    assert " > ".join(texts(reading.path.chain)) == units
    assert reading.path.confidence == 1.0
    assert [ruling.id for ruling in reading.rulings] == ["p"]


def test_a_ruled_path_keeps_acronym_and_level() -> None:
    reading = read_one("Torreon Station (TS), Federal Police", path(["Federal Police", "Torreon Station (TS)"]))
    station = reading.path.segments[0]
    assert (station.text, station.acronym, station.level) == ("Torreon Station (TS)", "TS", "station")


def test_ruled_places_stay_behind_their_unit() -> None:
    reading = read_one("A Unit, Dhaka, C Police, B Division", path(["C Police", "B Division", "A Unit"], ["Dhaka"]))
    assert [(each.text, str(each.role)) for each in reading.path.segments] == [
        ("C Police", "unit"),
        ("B Division", "unit"),
        ("A Unit", "unit"),
        ("Dhaka", "place"),
    ]


def test_a_ruled_place_before_every_unit_stays_first() -> None:
    reading = read_one("Dhaka, A Unit, C Police, B Division", path(["C Police", "B Division", "A Unit"], ["Dhaka"]))
    assert texts(reading.path.segments) == ["Dhaka", "C Police", "B Division", "A Unit"]


def test_ruled_bodies() -> None:
    reading = read_one("A Unit, B Unit", path(["B Unit", "A Unit"], bodies=True))
    assert (reading.path.kind, reading.path.direction) == (PathKind.LIST, None)
    assert texts(reading.path.segments) == ["A Unit", "B Unit"]


def test_a_ruled_single_unit_with_its_place() -> None:
    reading = read_one("Rapid Action Battalion, Dhaka", path(["Rapid Action Battalion"], ["Dhaka"]))
    assert (reading.path.kind, reading.path.direction) == (PathKind.SINGLE, None)
    assert texts(reading.path.places) == ["Dhaka"]


@pytest.mark.parametrize(
    ("units", "message"),
    [
        (
            ["Federal Polise"],
            "rulings of l ruling p: line 1 does not contain the name 'Federal Polise'; write the names as in the entry",
        ),
        (["Federal Police", "Federal Police"], "line 1 does not contain the name 'Federal Police' besides the others"),
        (["Torreon Station", "Station"], "line 1 does not contain the name 'Station' besides the others"),
        (["Polic"], "line 1 does not contain the name 'Polic' besides the others"),
    ],
)
def test_a_ruled_name_that_does_not_stand_in_the_entry(units: list[str], message: str) -> None:
    with pytest.raises(RulingError) as caught:
        read_one("Torreon Station, Federal Police", path(units))
    assert message in str(caught.value)


# --- rulings on spelling, and unused ones --------------------------------------------------------------------------


def test_a_spelling_stands_beside_what_is_written() -> None:
    reading = read_one("Torreon Station, Federal Polcie", spelling("Federal Polcie", "Federal Police", 1))
    assert "Federal Polcie" in texts(reading.path.segments)
    assert reading.spellings == (("Federal Polcie", "Federal Police"),)
    assert reading.meaning("Federal Polcie") == "Federal Police"


def test_a_spelling_of_a_place_decides_nothing() -> None:
    with pytest.raises(RulingError, match="rulings of l ruling s: decides nothing for line 1"):
        read_one(
            "Rapid Action Battalion, Dhakka",
            path(["Rapid Action Battalion"], ["Dhakka"]),
            spelling("Dhakka", "Dhaka", 1),
        )


def test_a_spelling_of_an_unread_part_decides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Wolf, Fox"
    unread = UnitPath(text, PathKind.UNCLEAR, None, (Segment("Wolf", Role.UNIT), Segment("Fox", Role.UNIT)), 0.4, ())
    monkeypatch.setattr("unitgraph.reading.readings.read_paths", lambda texts, context: [unread])
    with pytest.raises(RulingError, match="rulings of l ruling s: decides nothing for line 1"):
        read_one(text, spelling("Fox", "Foxes", 1))
    assert read_one(text, spelling(text, "Wolves", 1)).meaning(text) == "Wolves"


@pytest.mark.parametrize(
    ("ruling", "message"),
    [
        (
            country("MX", 2),
            "rulings of l ruling country-MX: line 2 has no entry; correct the line number or remove the ruling",
        ),
        (path(["A"], line=3), "rulings of l ruling p: line 3 has no entry"),
        (
            spelling("Nothing", "Thing", 1),
            "rulings of l ruling s: decides nothing for line 1; give the whole name of a unit as the entry has it",
        ),
        (
            Ruling("m", "c", RulingKind.COUNTRY, "why", DAY, (1,), country="MX"),
            "rulings of m ruling c: is for the list 'm'; the entries are from 'l'; give the rulings of this list",
        ),
        (
            Ruling("", "c", RulingKind.COUNTRY, "why", DAY, (1,), country="MX"),
            "and this build reads one list alone; give --no-list, with the --store that they are of",
        ),
    ],
)
def test_a_ruling_that_decides_nothing_is_refused(ruling: Ruling, message: str) -> None:
    with pytest.raises(RulingError) as caught:
        read_one("Torreon Station, Federal Police", ruling)
    assert message in str(caught.value)


def test_a_spelling_is_recorded_once_though_the_name_stands_twice() -> None:
    ruled = path(["Polcie", "Polcie"])
    reading = read_one("Polcie, Polcie", ruled, spelling("Polcie", "Police", 1))
    assert [ruling.id for ruling in reading.rulings] == ["p", "s"]


@pytest.mark.parametrize("text", ["Police \ud800", "\udfffPolice", "\udc00\ud800"])
def test_half_of_a_surrogate_pair_is_refused(text: str) -> None:
    with pytest.raises(
        ReadingError, match=r"^l line 1: contains a lone surrogate \(invalid Unicode\); correct its encoding$"
    ):
        read_one(text)


def test_a_text_of_signs_is_shown_as_noise() -> None:
    reading = read_one("?!")
    assert reading.path.kind is PathKind.UNCLEAR
    assert [(each.text, each.role) for each in reading.path.segments] == [("?!", Role.NOISE)]


# --- which names a path gives --------------------------------------------------------------------------------------


def unit_path(kind: PathKind, direction: Direction | None, *segments: tuple[str, Role]) -> UnitPath:
    return UnitPath("x, y", kind, direction, tuple(Segment(*each) for each in segments), 0.9, ())


@pytest.mark.parametrize(
    ("read", "names", "whole"),
    [
        (unit_path(PathKind.PATH, Direction.UP, ("x", Role.UNIT), ("y", Role.UNIT)), ("y", "x"), False),
        (unit_path(PathKind.LIST, None, ("x", Role.UNIT), ("y", Role.UNIT)), ("x", "y"), False),
        (unit_path(PathKind.SINGLE, None, ("x", Role.UNIT), ("y", Role.PLACE)), ("x",), False),
        (unit_path(PathKind.UNCLEAR, None, ("x", Role.UNIT), ("y", Role.UNIT)), ("x, y",), True),
        (unit_path(PathKind.SINGLE, None, ("x", Role.PLACE), ("y", Role.POST)), ("x, y",), True),
        (unit_path(PathKind.PATH, Direction.UP), ("x, y",), True),
    ],
)
def test_unit_names(read: UnitPath, names: tuple[str, ...], whole: bool) -> None:
    assert unit_names(read) == names
    assert is_one_name(read) is whole
