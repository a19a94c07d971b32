"""Units: merging, edges, denials, IRIs."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import replace

import pytest

from unitgraph.identity import iris as vocab
from unitgraph.identity.list_units import build_units
from unitgraph.identity.lists import bundled_graph
from unitgraph.identity.mentions import Reason
from unitgraph.identity.units import Denial, Subordination, Unit, UnitGraph
from unitgraph.lexicon.names import fold
from unitgraph.reading.entries import Entry, ListMetadata
from unitgraph.reading.list_lines import read_entries
from unitgraph.reading.metadata import bundled_list
from unitgraph.reading.paths.values import Direction, PathKind, Role, Segment, UnitPath
from unitgraph.reading.readings import CountryBasis, CountryReading, Reading, take_readings
from unitgraph.reading.rulings import Ruling, RulingKind, bundled_rulings
from unitgraph.system.errors import RulingError

BASE = "https://example.org/"
PLACE, POST, NOISE = Role.PLACE, Role.POST, Role.NOISE
LISTS = (ListMetadata("a", 2018, "A", "law"), ListMetadata("b", 2020, "B", "act"))
DAY = datetime.date(2026, 11, 24)


def reading(
    line: int,
    *names: str | tuple[str, Role] | Segment,
    kind: PathKind = PathKind.PATH,
    direction: Direction | None = Direction.DOWN,
    confidence: float = 0.9,
    of: str = "a",
    country: str = "MX",
    spellings: Iterable[tuple[str, str]] = (),
) -> Reading:
    """A reading of one line; a bare name is a unit. A path is written largest first unless said."""
    segments = tuple(
        name if isinstance(name, Segment) else Segment(name, Role.UNIT) if isinstance(name, str) else Segment(*name)
        for name in names
    )
    text = ", ".join(segment.text for segment in segments)
    path = UnitPath(text, kind, direction if kind is PathKind.PATH else None, segments, confidence, ())
    found = CountryReading(country, CountryBasis.HEADING)
    return Reading(Entry(of, line, line, text), path, found, (), tuple(spellings))


def build(*readings: Reading, rulings: Iterable[Ruling] = ()) -> UnitGraph:
    return build_units(readings, LISTS, BASE, rulings)


def named(graph: UnitGraph, name: str) -> Unit:
    (found,) = (unit for unit in graph.units if unit.name == name)
    return found


def denied(graph: UnitGraph) -> list[tuple[str, int, int]]:
    names = {unit.iri: unit.name for unit in graph.units}
    return [(names[each.unit], each.entry.line, each.number) for each in graph.denials]


def edges_of(graph: UnitGraph) -> list[Subordination]:
    """The edges of all units."""
    return [edge for unit in graph.units for edge in unit.edges]


# --- the list of 2018 ----------------------------------------------------------------------------------------------


def counts(graph: UnitGraph) -> tuple[int, int, int, int, int]:
    roots = sum(not unit.superiors for unit in graph.units)
    countries = len({unit.country for unit in graph.units})
    return len(graph.denials), len(graph.units), len(edges_of(graph)), roots, countries


def without(identifier: str) -> UnitGraph:
    document, metadata = bundled_list("2018")
    rulings = [ruling for ruling in bundled_rulings("2018") if ruling.id != identifier]
    assert len(rulings) == 11
    return build_units(take_readings(read_entries(document, metadata), rulings), [metadata], BASE, rulings)


def test_counts_of_2018() -> None:
    assert counts(bundled_graph()) == (26, 62, 40, 22, 11)


def test_counts_of_2018_without_the_direcorate_ruling() -> None:
    assert counts(without("spelling-direcorate")) == (26, 63, 41, 22, 11)


def test_the_direcorate_is_the_directorate() -> None:
    directorate = named(bundled_graph(), "Directorate of the Preventive State Police")
    assert directorate.other_names == ("Direcorate of the Preventive State Police",)
    assert [entry.line for entry in directorate.entries] == [58, 59]
    below = {unit.name for unit in bundled_graph().units if directorate.iri in unit.superiors}
    assert below == {"Operative Sub-Directorate", "Sub-Directorate of Investigation"}


def test_chaka_stays_as_listed_with_dhaka_beside_it() -> None:
    chaka = named(bundled_graph(), "Chaka Metropolitan Police")
    assert chaka.other_names == ("Dhaka Metropolitan Police",)
    assert chaka.key == ("bangladesh police", "dhaka metropolitan police")
    assert chaka.iri.startswith("https://w3id.org/unitgraph/unit/bd/dhaka-metropolitan-police-")


def test_the_acronym_of_2018() -> None:
    unit = named(bundled_graph(), "Counter Terrorism and Transnational Crime Unit (CTTCU)")
    assert unit.other_names == ("CTTCU", "Counter Terrorism and Transnational Crime Unit")
    assert unit.key[-1] == "counter terrorism and transnational crime unit"


def test_the_federal_police_is_one_root_of_two_entries() -> None:
    police = named(bundled_graph(), "Federal Police")
    assert police.superiors == ()
    assert [entry.line for entry in police.entries] == [60, 61]
    assert police.level == "force"


def test_places_of_2018() -> None:
    places = {unit.name: unit.places for unit in bundled_graph().units if unit.places}
    assert places == {"Rapid Action Battalion": ("Dhaka",), "Ain Zara Prison": ("Tripoli",)}


def test_each_entry_of_2018_denies_its_smallest_unit() -> None:
    graph = bundled_graph()
    names = {unit.iri: unit.name for unit in graph.units}
    chains = {each.entry.line: each.path.chain[-1].text for each in graph.readings}
    assert {each.entry.line: names[each.unit] for each in graph.denials} == chains
    assert {each.year for each in graph.denials} == {2018}
    assert {each.legal_basis for each in graph.denials} == {
        "section 620M of the Foreign Assistance Act of 1961 (22 U.S.C. 2378d)"
    }


@pytest.mark.parametrize(
    ("name", "iri"),
    [
        ("Torreon Station", "unit/mx/torreon-station-"),
        ("Federal Police", "unit/mx/federal-police-"),
        ("Presidential Guard", "unit/cf/presidential-guard-"),
    ],
)
def test_iris_are_readable_and_end_in_a_hash_of_the_names_from_the_root(name: str, iri: str) -> None:
    unit = named(bundled_graph(), name)
    assert unit.iri == vocab.DEFAULT_BASE + iri + vocab.fingerprint(unit.country.lower(), *unit.key)


def test_an_inferred_country_is_in_no_iri() -> None:
    def placed(country: str, basis: CountryBasis, line: int = 1) -> Reading:
        read = reading(line, "National Police", "Gate Post", country=country)
        return replace(read, country=CountryReading(country, basis))

    guessed = build(placed("MX", CountryBasis.INFERRED))
    iris = [each.iri.removeprefix(BASE) for each in guessed.units]
    assert all(each.startswith("unit/zz/") for each in iris)
    assert {each.country for each in guessed.units} == {"MX"}
    assert {each.country for each in edges_of(guessed)} == {"ZZ"}
    other = build(placed("TD", CountryBasis.INFERRED))
    assert [each.iri.removeprefix(BASE) for each in other.units] == iris
    both = build(placed("MX", CountryBasis.INFERRED), placed("TD", CountryBasis.INFERRED, 2))
    assert len({each.iri for each in both.units}) == 4
    for readings in ((1, 2), (2, 1)):
        bases = dict(zip(readings, (CountryBasis.HEADING, CountryBasis.INFERRED), strict=True))
        stated = build(*(placed("MX", bases[line], line) for line in (1, 2)))
        assert all(each.iri.startswith(f"{BASE}unit/mx/") for each in stated.units)


# --- merging -------------------------------------------------------------------------------------------------------


def test_nothing_in_nothing_out() -> None:
    graph = build()
    assert counts(graph) == (0, 0, 0, 0, 0)
    assert [each.name for each in graph.lists] == ["a", "b"]


def test_spellings_that_fold_alike_are_one_unit_that_keeps_them_all() -> None:
    graph = build(
        reading(1, "Federal Police", "Station A"),
        reading(2, "FEDERAL  POLICE", "Station B"),
        reading(3, "Federal Police", "Station C"),
        reading(4, "Féderal Police (FP)", "Station D"),
    )
    police = named(graph, "Federal Police")
    assert police.other_names == ("FEDERAL  POLICE", "FP", "Féderal Police", "Féderal Police (FP)")
    assert [entry.line for entry in police.entries] == [1, 2, 3, 4]
    assert len(graph.units) == 5


def test_the_name_written_most_often_is_preferred_and_the_first_of_equals() -> None:
    graph = build(
        reading(1, "b police", kind=PathKind.SINGLE),
        reading(2, "B Police", kind=PathKind.SINGLE),
        reading(3, "b police", kind=PathKind.SINGLE),
        reading(4, "c police", kind=PathKind.SINGLE),
        reading(5, "C Police", kind=PathKind.SINGLE),
    )
    assert [unit.name for unit in graph.units] == ["b police", "C Police"]


def test_one_name_in_two_countries_is_two_units() -> None:
    graph = build(
        reading(1, "Presidential Guard", kind=PathKind.SINGLE),
        reading(2, "Presidential Guard", kind=PathKind.SINGLE, country="CF"),
    )
    assert [unit.country for unit in graph.units] == ["CF", "MX"]


def test_one_name_under_two_parents_is_two_units() -> None:
    graph = build(reading(1, "Federal Police", "Station"), reading(2, "State Police", "Station"))
    assert [unit.name for unit in graph.units].count("Station") == 2


def test_a_unit_without_its_parent_is_the_one_whose_name_tells_it() -> None:
    graph = build(reading(1, "Federal Police", "Torreon Station"), reading(2, "Torreon Station", kind=PathKind.SINGLE))
    assert len(graph.units) == 2
    assert [entry.line for entry in named(graph, "Torreon Station").entries] == [1, 2]
    graph = build(reading(1, "Federal Police", "Traffic Station"), reading(2, "Traffic Station", kind=PathKind.SINGLE))
    assert len(graph.units) == 3


def test_a_name_repeated_in_one_path_is_a_chain_and_no_circle() -> None:
    graph = build(reading(1, "Police", "Police", "Police"))
    assert sorted(unit.key for unit in graph.units) == [("police",), ("police",) * 2, ("police",) * 3]
    assert len(edges_of(graph)) == 2


def test_the_right_spelling_is_preferred_where_an_entry_writes_it() -> None:
    ruled = [("Polcie", "Police")]
    graph = build(
        reading(1, "Polcie", kind=PathKind.SINGLE, spellings=ruled),
        reading(2, "Polcie", kind=PathKind.SINGLE, spellings=ruled),
        reading(3, "Police", kind=PathKind.SINGLE),
    )
    assert [(unit.name, unit.other_names) for unit in graph.units] == [("Police", ("Polcie",))]


def test_the_name_stays_as_listed_where_no_entry_writes_the_right_one() -> None:
    graph = build(reading(1, "Polcie", kind=PathKind.SINGLE, spellings=[("Polcie", "Police")]))
    assert [(unit.name, unit.other_names) for unit in graph.units] == [("Polcie", ("Police",))]
    assert graph.units[0].key == ("police",)


def test_a_name_of_punctuation_alone_is_kept() -> None:
    graph = build(reading(1, "Police", "\u2026"), reading(2, "Police", "???"))
    assert sorted(unit.name for unit in graph.units) == ["???", "Police", "\u2026"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tolura Station (MIRNA)", "Tolura Station (VELABAD)"),
        ("TOLURA STATION (MIRNA)", "TOLURA STATION (VELABAD)"),
        ("Tolura Station (MIRNA)", "Tolura Station"),
        ("Hawk Section (KDF)", "Hawk Section (KPS)"),
        ("Kestrel Jail", "Kestrel Jail (II)"),
        ("Osprey Troop 3", "Osprey Troop 3a"),
        ("Hawk Company 12", "Hawk Company 12a"),
    ],
)
def test_what_in_brackets_is_not_short_for_the_name_parts_units(one: str, other: str) -> None:
    found = [reading(1, one, kind=PathKind.SINGLE), reading(1, other, kind=PathKind.SINGLE, of="b")]
    assert len(build(*found).units) == 2


def test_no_unit_has_an_empty_name() -> None:
    graph = build(reading(1, "(CTTCU)", kind=PathKind.SINGLE), reading(2, "Xyz (XZ)", kind=PathKind.SINGLE))
    assert [(unit.name, unit.other_names) for unit in graph.units] == [("(CTTCU)", ()), ("Xyz (XZ)", ("XZ", "Xyz"))]


def test_the_level_named_most_often_counts() -> None:
    def station(line: int, level: str | None) -> Reading:
        return reading(line, Segment("Post", Role.UNIT, None, level), kind=PathKind.SINGLE)

    assert build(station(1, None)).units[0].level is None
    graph = build(station(1, "station"), station(2, None), station(3, "office"), station(4, "station"))
    assert graph.units[0].level == "station"
    assert build(station(1, "station"), station(2, "office")).units[0].level == "office"


# --- shapes of paths -----------------------------------------------------------------------------------------------


def test_both_directions_give_the_same_units() -> None:
    down = build(reading(1, "Ministry", "Police", "Station"))
    up = build(reading(1, "Station", "Police", "Ministry", direction=Direction.UP))
    assert [unit.iri for unit in down.units] == [unit.iri for unit in up.units]
    assert denied(down) == denied(up) == [("Station", 1, 1)]
    station = named(up, "Station")
    assert station.superiors == (named(up, "Police").iri,)
    assert station.key == ("ministry", "police", "station")


def test_a_path_of_one_unit() -> None:
    graph = build(reading(1, "Police"))
    assert counts(graph) == (1, 1, 0, 1, 1)


def test_places_posts_and_noise_are_no_units() -> None:
    graph = build(
        reading(
            1, ("Head of", POST), "Station", ("Tripoli", PLACE), "Police", ("etc", NOISE), ("Libya", PLACE),
            direction=Direction.UP,
        )
    )  # fmt: skip
    assert sorted(unit.name for unit in graph.units) == ["Police", "Station"]
    assert named(graph, "Station").places == ("Tripoli",)
    assert named(graph, "Police").places == ("Libya",)
    assert graph.unit_of == {("a", 1, 2): named(graph, "Station").iri, ("a", 1, 4): named(graph, "Police").iri}


def test_a_place_before_every_unit_belongs_to_the_first() -> None:
    graph = build(reading(1, ("Dhaka", PLACE), ("Savar", PLACE), "Traffic Police", "Station"))
    assert named(graph, "Traffic Police").places == ("Dhaka", "Savar")
    assert named(graph, "Station").places == ()


@pytest.mark.parametrize("role", [PLACE, POST, NOISE])
def test_a_text_without_any_unit_is_one_unit_with_the_whole_text_as_name(role: Role) -> None:
    graph = build(reading(1, ("Dhaka", role), ("Savar", role), kind=PathKind.SINGLE))
    (unit,) = graph.units
    assert (unit.name, unit.superiors) == ("Dhaka, Savar", ())
    assert unit.places == (("Dhaka", "Savar") if role is PLACE else ())
    assert denied(graph) == [("Dhaka, Savar", 1, 1)]
    assert graph.unit_of == {("a", 1, 0): unit.iri}


def test_an_unclear_text_is_one_unit_without_a_parent() -> None:
    graph = build(reading(1, "Unit No. 1", "District 2", kind=PathKind.UNCLEAR))
    (unit,) = graph.units
    assert (unit.name, unit.key, unit.superiors) == ("Unit No. 1, District 2", ("unit no 1 district 2",), ())
    assert graph.unit_of == {("a", 1, 0): unit.iri}
    assert denied(graph) == [("Unit No. 1, District 2", 1, 1)]


def test_an_unclear_text_of_nothing_but_signs() -> None:
    graph = build(reading(1, "?!", kind=PathKind.UNCLEAR))
    assert (graph.units[0].name, graph.units[0].key) == ("?!", ("?!",))


def test_bodies_side_by_side_are_denied_each() -> None:
    graph = build(reading(1, "Police", ("Dhaka", PLACE), "Army", "Navy", kind=PathKind.LIST))
    assert counts(graph) == (3, 3, 0, 3, 1)
    assert denied(graph) == [("Police", 1, 1), ("Army", 1, 2), ("Navy", 1, 3)]
    assert named(graph, "Police").places == ("Dhaka",)


def test_a_body_that_stands_twice_in_an_entry_is_denied_once() -> None:
    graph = build(reading(1, "Police", "Army", "POLICE", kind=PathKind.LIST))
    assert denied(graph) == [("POLICE", 1, 1), ("Army", 1, 2)]
    assert len(graph.unit_of) == 3


# --- edges and denials ---------------------------------------------------------------------------------------------


def test_an_edge_has_its_years_confidence_and_entries() -> None:
    graph = build(
        reading(5, "Police", "Station A", confidence=0.7),
        reading(2, "police", "Station A", of="b", confidence=0.95),
        reading(9, "Police", "Station B", confidence=0.6),
    )
    by_unit = {each.subordinate: each for each in edges_of(graph)}
    edge = by_unit[named(graph, "Station A").iri]
    assert edge.superior == named(graph, "Police").iri
    assert (edge.country, str(edge.period), edge.confidence) == ("MX", "first cited 2018, last cited 2020", 0.95)
    assert [(entry.list, entry.line) for entry in edge.entries] == [("a", 5), ("b", 2)]
    other = by_unit[named(graph, "Station B").iri]
    assert (str(other.period), other.confidence) == ("first cited 2018, last cited 2018", 0.6)


def test_every_entry_is_its_own_denial() -> None:
    graph = build(
        reading(1, "Police", "Station"), reading(2, "Police", "Station"), reading(1, "Police", "Station", of="b")
    )
    station = named(graph, "Station").iri
    assert [(each.unit, each.year, each.legal_basis, each.entry.list, each.entry.line) for each in graph.denials] == [
        (station, 2018, "law", "a", 1),
        (station, 2018, "law", "a", 2),
        (station, 2020, "act", "b", 1),
    ]
    assert isinstance(graph.denials[0], Denial)


def test_a_parent_is_not_denied() -> None:
    graph = build(reading(1, "Police", "Station"))
    assert named(graph, "Police").iri not in {each.unit for each in graph.denials}


# --- IRIs ----------------------------------------------------------------------------------------------------------


def test_an_iri_depends_on_names_and_country_only() -> None:
    alone = build(reading(1, "Police", "Station"))
    among = build(
        reading(7, "Army", "Base"),
        reading(3, "POLICE", "STATION", of="b"),
        reading(99, "Station", kind=PathKind.SINGLE),
    )
    assert {unit.iri for unit in alone.units} <= {unit.iri for unit in among.units}


def test_hashes_that_meet_get_longer_ones_whatever_the_order(monkeypatch: pytest.MonkeyPatch) -> None:
    right = vocab.fingerprint
    monkeypatch.setattr(
        vocab, "fingerprint", lambda *parts, length=8: "0" * 8 if length == 8 else right(*parts, length=length)
    )
    readings = [
        reading(1, "Police", "Station"),
        reading(2, "Army", "Station"),
        reading(3, "Navy", kind=PathKind.SINGLE),
    ]
    one, other = build(*readings), build(*readings[::-1])
    assert one == other
    stations = [unit for unit in one.units if unit.name == "Station"]
    # The first keeps the short one, which a later source must not change.
    assert sorted(len(unit.iri) - len(f"{BASE}unit/mx/station-") for unit in stations) == [8, 24]
    assert len({unit.iri for unit in one.units}) == 5
    assert named(one, "Navy").iri == f"{BASE}unit/mx/navy-00000000"
    assert {each.superior for each in edges_of(one)} == {named(one, "Police").iri, named(one, "Army").iri}
    assert set(one.unit_of.values()) == {unit.iri for unit in one.units}


# --- units that a ruling keeps apart -------------------------------------------------------------------------------


def distinct(one: str, other: str) -> Ruling:
    return Ruling("a", "d", RulingKind.DISTINCT, "why", DAY, names=(one, other))


def test_a_distinct_ruling_names_its_pairs() -> None:
    ruling = distinct("Station One", "STATION ONES")
    graph = build(reading(1, "Police", "Station One"), reading(2, "Police", "Station Ones"), rulings=[ruling])
    assert graph.distinct == ((named(graph, "Station One").iri, named(graph, "Station Ones").iri),)
    assert [(each.id, [entry.line for entry in cited]) for each, cited in graph.rulings] == [("d", [1, 2])]


def test_a_distinct_ruling_over_two_countries_decides_nothing() -> None:
    readings = [
        reading(1, "Guard One", kind=PathKind.SINGLE),
        reading(2, "Guard Ones", kind=PathKind.SINGLE, country="CF"),
    ]
    with pytest.raises(
        RulingError, match="rulings of a ruling d: its names are of no two units of one country; correct or remove"
    ):
        build(*readings, rulings=[distinct("Guard One", "Guard Ones")])


def test_the_names_of_a_distinct_ruling_must_exist() -> None:
    with pytest.raises(RulingError, match="rulings of a ruling d: no unit is named 'Two'; correct the name or remove"):
        build(reading(1, "Guard One", kind=PathKind.SINGLE), rulings=[distinct("Guard One", "Two")])


def test_other_rulings_make_no_pairs() -> None:
    ruling = Ruling("a", "c", RulingKind.COUNTRY, "why", DAY, (1,), country="MX")
    assert build(reading(1, "Police", kind=PathKind.SINGLE), rulings=[ruling]).distinct == ()


def test_names_written_in_the_graph_fold_to_its_keys() -> None:
    for unit in bundled_graph().units:
        assert unit.key[-1] in {fold(name) for name in (unit.name, *unit.other_names)}


def test_only_a_ruling_on_spelling_is_told_as_one() -> None:
    own = reading(1, "Mirna Rangers Company", of="a"), reading(1, "Mirna Ranger Company", of="b")
    graph = build(*own)
    assert len(graph.units) == 1
    (found,) = graph.identifications
    assert Reason.RULING not in found.reasons
    assert Reason.NAME in found.reasons
    alike = reading(2, "4th Mirna Battalion", of="a"), reading(2, "4 Mirna Battalion", of="a")
    graph = build(*alike, reading(2, "4 Mirna Battalion", of="b"))
    assert {Reason.RULING in each.reasons for each in graph.identifications} == {False}
    ruled = reading(1, "Mirna Rangres", of="a", spellings=[("Mirna Rangres", "Mirna Rangers")])
    graph = build(ruled, reading(1, "Mirna Rangers", of="b"))
    assert [Reason.RULING in each.reasons for each in graph.identifications] == [True]


@pytest.mark.parametrize("direction", [Direction.UP, Direction.DOWN])
def test_a_force_that_a_state_has_one_of_is_not_denied_for_what_is_in_a_place(direction: Direction) -> None:
    single = reading(1, "Federal Police", ("Velabad", PLACE), kind=PathKind.SINGLE)
    above = [("Velabad", PLACE), "Ministry of Defense"]
    names = ["Mexican Army", *above] if direction is Direction.UP else [*reversed(above), "Mexican Army"]
    path = reading(2, *names, direction=direction)
    graph = build(single, path)
    assert denied(graph) == [("Federal Police, Velabad", 1, 1), ("Mexican Army, Velabad", 2, 1)]
    part = named(graph, "Federal Police, Velabad")
    assert part.places == ("Velabad",)
    assert [edge.superior for edge in part.edges] == [named(graph, "Federal Police").iri]
    assert graph.unit_of["a", 1, 1] == named(graph, "Federal Police").iri
    assert graph.unit_of["a", 1, 2] == part.iri


def test_the_part_of_a_force_in_a_place_has_none_of_its_other_names_but_what_its_entry_prints() -> None:
    force = Segment("Federal Police (PF)", Role.UNIT, "PF", None, ("Mirna Police",))
    graph = build(reading(1, force, ("Velabad", PLACE), kind=PathKind.SINGLE))
    assert named(graph, "Federal Police, Velabad").other_names == ("Federal Police (PF), Velabad",)
    assert set(named(graph, "Federal Police (PF)").other_names) >= {"PF", "Mirna Police"}


@pytest.mark.parametrize(
    ("name", "place"),
    [("Federal Police", "Mexico City"), ("Federal Police", "Mexico"), ("Traffic Police", "Velabad")],
)
def test_the_seat_and_the_place_of_another_unit_part_nothing(name: str, place: str) -> None:
    graph = build(reading(1, name, (place, PLACE), kind=PathKind.SINGLE))
    assert denied(graph) == [(name, 1, 1)]
    assert named(graph, name).places == (place,)


def test_a_place_behind_a_force_that_a_state_has_one_of_is_that_of_the_unit_below_it() -> None:
    squad = reading(1, "Special Squad", "Federal Police", ("Velabad", PLACE), direction=Direction.UP)
    station = reading(2, "Mirna Station", "Federal Police", direction=Direction.UP)
    graph = build(squad, station)
    assert sorted(unit.name for unit in graph.units) == ["Federal Police", "Mirna Station", "Special Squad"]
    assert named(graph, "Special Squad").places == ("Velabad",)
    assert named(graph, "Federal Police").places == ()
