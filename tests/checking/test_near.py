"""Names near listed units, of which the right answer is known: none is falsely listed, none told clear."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.benchmarks.truth import by_kind, cases, judged, units_of

from unitgraph.api import open_checker
from unitgraph.checking.answers import sentence
from unitgraph.checking.denied import denied_below
from unitgraph.checking.findings import Checker
from unitgraph.checking.relations import UNREAD, Status
from unitgraph.identity.lists import open_list
from unitgraph.index.hierarchy import Hierarchy
from unitgraph.index.units import Listing, Node
from unitgraph.pipeline.preview import preview
from unitgraph.reading.hierarchy_tables import HierarchySource
from unitgraph.reading.metadata import ListSource
from unitgraph.reading.row_reports import RowReports
from unitgraph.system.errors import UnknownName
from unitgraph.system.remarks import SourceRemark


@pytest.mark.end_to_end
def test_no_name_near_a_listed_unit_is_told_listed_or_clear() -> None:
    checker = open_checker()
    units = units_of(checker, 8, seed=3)
    assert len(units) == 8
    counts = by_kind(judged(checker, list(cases(checker, units, seed=3))))
    whole = counts["all"]
    assert whole["names"] > 1000
    assert whole["falsely listed"] == 0
    assert whole["falsely clear"] == 0
    shares = {kind: each["right"] / each["names"] for kind, each in counts.items()}
    assert min(share for kind, share in shares.items() if kind.startswith("part")) >= 0.8
    assert min(share for kind, share in shares.items() if not kind.startswith("part")) >= 0.95


def _checker(folder: Path, entries: tuple[str, ...], rows: str = "") -> Checker:
    """A checker of a made-up list of 2019, and of the rows of a table around it."""
    page, table = folder / "list.txt", folder / "units.csv"
    bullets = "".join(f"  • {each}\n" for each in entries)
    page.write_text(f"Made up.\n\nUnits denied in calendar year 2019\n\n{bullets}", encoding="utf-8")
    table.write_text(f"unit,name,country,superiors\n{rows}", encoding="utf-8")
    opened = open_list(ListSource(page, name="list", year=2019, country="PH"))
    return Checker(preview([opened], (HierarchySource(table),) if rows else (), reports=RowReports()).hierarchy)


def test_a_name_of_function_words_alone_is_never_listed_on_that_name() -> None:
    answer = open_checker().check("Homicides Coordination", "MX")
    assert str(answer.status) == "ambiguous"
    assert [
        (each.unit.name, str(status)) for each, status in zip(answer.candidates, answer.standings, strict=True)
    ] == [("Homicides Coordination", "listed")]
    assert "give what stands above it" in answer.note
    named = open_checker().check("Homicides Coordination, Directorate of the Ministerial Police", "MX")
    assert str(named.status) == "listed"
    assert str(open_checker().check("Intelligence Division", "MX").status) == "contains-listed"


@pytest.mark.parametrize(
    ("listed", "asked"),
    [
        ("12 Brigade Headquarters (Velabad), Army", "12 Brigade"),
        ("4 Division, Army", "4 Dv"),
        ("4 Division, Army", "4 Dv, Army"),
        ("12 Rifle Battalion, Army", "12 Rifles, Army"),
        ("Mirna Station, Police", "Mirna Sttn, Police"),
    ],
)
def test_a_headquarters_and_a_shortened_level_are_asked_about(tmp_path: Path, listed: str, asked: str) -> None:
    answer = _checker(tmp_path, (listed,)).check(asked, "PH")
    assert answer.status is Status.AMBIGUOUS
    assert [each.unit.name for each in answer.candidates] == [listed.partition(",")[0]]


ARMY = """\
1,Velabad Army,PH,
2,4 Brigade,PH,1
3,103 Motorised Battalion (Lorna),PH,2
4,Air Command,PH,
5,Velabad Police,PH,
6,Mirna Division,PH,5
7,Toll Gate Post (Mirna),PH,6
8,12 Police Mobile Force Squadron (12 PMF),PH,5
9,99 Combat Group,PH,4
"""


@pytest.mark.parametrize(
    ("asked", "listed"),
    [
        ("103 Motorised Battalion, Air Command", "103 Motorised Battalion (Lorna)"),
        ("Toll Gate Post, Mirna Division", "Toll Gate Post (Mirna)"),
        ("12 PMF Squadron", "12 Police Mobile Force Squadron (12 PMF)"),
    ],
)
def test_a_listed_unit_below_another_superior_or_a_listed_one_is_among_what_may_be_meant(
    tmp_path: Path, asked: str, listed: str
) -> None:
    entries = (
        "103 Motorised Battalion (Lorna), Velabad Army",
        "99 Combat Group, Air Command",
        "Mirna Division, Velabad Police",
        "Toll Gate Post (Mirna), Velabad Police",
        "12 Police Mobile Force Squadron, Velabad Police",
    )
    checker = _checker(tmp_path, entries, ARMY)
    answer = checker.check(asked, "PH")
    assert answer.status is Status.AMBIGUOUS
    assert listed in [each.unit.name for each in answer.candidates]


def test_a_misspelt_force_behind_its_ministry_is_asked_about(tmp_path: Path) -> None:
    rows = "1,Ministry of Defence,PH,\n2,Army,PH,1\n3,Navy,PH,1\n4,1 Division,PH,2\n5,Western Fleet,PH,3\n"
    checker = _checker(tmp_path, ("Ministry of Defence, Ary",), rows)
    asked = ("Army", "1 Division", "Navy", "Western Fleet")
    told = {name: checker.check(name, "PH").status for name in asked}
    assert (told["Army"], told["1 Division"]) == (Status.AMBIGUOUS, Status.AMBIGUOUS)
    assert (told["Navy"], told["Western Fleet"]) == (Status.BESIDE_LISTED, Status.NOT_LISTED)


@pytest.mark.parametrize("name", ["Zone 3", "Region 2", "Area Command 3", "A Division", "Area C", "Dorvan Zone 3"])
def test_a_level_and_its_number_or_letter_are_never_listed_alone(tmp_path: Path, name: str) -> None:
    answer = _checker(tmp_path, (f"{name}, Velabad Police",)).check(name, "PH")
    assert answer.status is (Status.LISTED if "Dorvan" in name else Status.AMBIGUOUS)


@pytest.mark.parametrize("asked", ["6 APBn", "BIR 3"])
def test_a_listed_unit_is_near_however_many_others_have_the_number(tmp_path: Path, asked: str) -> None:
    number = asked.strip(" ABINPRn")
    guards = ("Lorna", "Mirna", "Torval", "Dorvan", "Korbad", "Velabad", "Palvir")
    named = zip("ABCDEFG", guards, strict=True)
    rows = "".join(f"{at},{letter} Company ({number} {name} Guard),PH,\n" for at, (letter, name) in enumerate(named))
    entries = ("6 Armed Police Battalion (Dirko), Armed Police Battalions", "3rd Rapid Intervention Battalion, Army")
    answer = _checker(tmp_path, entries, rows).check(asked, "PH")
    assert answer.status is Status.AMBIGUOUS
    assert any(number in each.unit.name and "Battalion" in each.unit.name for each in answer.candidates)


def test_an_answer_says_when_every_candidate_is_listed() -> None:
    told = sentence(open_checker().check("Presidential Guard"))
    assert "The unit that it may mean is listed." in told
    assert "is listed" not in sentence(open_checker().check("Federal Police"))


def test_the_name_of_a_country_is_told_as_such() -> None:
    answer = open_checker().check("Mexico")
    assert str(answer.status) == "unknown"
    assert "denied COUNTRY" in answer.note


@pytest.mark.parametrize(
    ("text", "country", "meant"),
    [
        ("Torreon Police Station, Federal Police", "MX", "Torreon Station"),
        ("Zona Noreste, Policía Federal", "MX", "Northeast Zone Regional Coordination"),
        (
            "Homicides Division, San Luis Potosi State Attorney General's Office",
            "MX",
            "Homicides Coordination",
        ),
        ("Jagadal Battalion, Mid-Division", "NP", "No. 2 Jagadal Battalion"),
        ("Rudradhoj, Far Western Division", "NP", "Rudradhoj Battalion"),
        ("Ayn Zara, Ministry of Justice", "LY", "Ain Zara Prison"),
        ("Ein Zara Prison, Judicial Police", "LY", "Ain Zara Prison"),
    ],
)
def test_the_right_superior_takes_no_listed_unit_of_a_near_name_away(text: str, country: str, meant: str) -> None:
    answer = open_checker().check(text, country)
    assert answer.status is Status.AMBIGUOUS
    assert [each.unit.name for each in answer.candidates] == [meant]
    assert "has nearly this name" in answer.note


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Monterrey Station, Federal Police", "MX"),
        ("Southeast Zone, Federal Police", "MX"),
        ("Mirna Battalion, Mid-Division", "NP"),
        ("Mirna Prison, Judicial Police", "LY"),
    ],
)
def test_another_name_below_a_known_superior_is_beside_what_is_listed_there(text: str, country: str) -> None:
    assert open_checker().check(text, country).status is Status.BESIDE_LISTED


def test_a_name_without_the_brackets_of_a_listed_unit_is_not_told_clear(tmp_path: Path) -> None:
    checker = made(tmp_path, "MX", "Special Group (Mirna), Toluria Police")
    for text in (
        "Special Group",
        "Special Group, Toluria Police",
        "Toluria Police, Special Group",
        "Special Group of the Toluria Police",
    ):
        answer = checker.check(text, "MX")
        assert (answer.status, text) == (Status.AMBIGUOUS, text)
        assert [each.unit.name for each in answer.candidates] == ["Special Group (Mirna)"]
    for text in ("Special Group (Karost), Toluria Police", "Rapid Group of the Toluria Police"):
        assert checker.check(text, "MX").status is Status.BESIDE_LISTED


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        ("TOLURA STATION (MIRNA)", "Tolura Station (OKWERA)"),
        ("TOLURA STATION (MIRNA)", "Mirna"),
        ("Lorna Base (SOUTH)", "Lorna Base (North)"),
        ("Lorna Base (SOUTH)", "Lorna Base (NORTH)"),
        ("Hawk Section (KDF)", "Hawk Section (KPS)"),
        ("Hawk Section (KDF)", "Hawk Section"),
        ("HERON CAMP (NAVY)", "Heron Camp (ARMY)"),
        ("Kestrel Base", "Kestrel Base (MIRNA)"),
        ("Kestrel Jail", "Kestrel Jail (II)"),
    ],
)
def test_a_word_in_capitals_in_brackets_is_no_acronym_of_any_name(tmp_path: Path, entry: str, text: str) -> None:
    checker = made(tmp_path, "KE", entry)
    assert checker.check(entry, "KE").status is Status.LISTED
    assert checker.check(text, "KE").status is Status.AMBIGUOUS


def test_a_direction_in_brackets_in_capitals_is_no_name(tmp_path: Path) -> None:
    assert made(tmp_path, "KE", "Lorna Base (SOUTH)").check("South", "KE").status is Status.UNKNOWN


def test_the_iri_of_a_listed_placeholder_needs_no_superior(tmp_path: Path) -> None:
    checker = made(tmp_path, "MX", "Unknown Brigade, 5th Division, Toluria Army")
    (iri,) = (each.iri for each in checker.hierarchy if each.placeholder)
    assert checker.check(iri).status is checker.check(iri, "MX").status is Status.LISTED
    assert checker.check("Unknown Brigade, 5th Division, Toluria Army").status is Status.AMBIGUOUS
    for code in ("XX", "ZZ"):
        with pytest.raises(UnknownName):
            denied_below(checker, code)


def made(folder: Path, country: str, entry: str, *rows: str) -> Checker:
    page, table = folder / "list.txt", folder / "rows.csv"
    page.write_text(
        f"Made up: nobody denied anything.\n\nUnits denied in calendar year 2019\n\n  • {entry}\n", encoding="utf-8"
    )
    table.write_text("path,country\n" + "".join(f'"{each}",{country}\n' for each in rows), encoding="utf-8")
    opened = open_list(ListSource(page, name="list", year=2019, country=country))
    return Checker(preview([opened], (HierarchySource(table),)).hierarchy)


@pytest.mark.parametrize(
    ("country", "entry", "row"),
    [
        ("KE", "Special Anti-Robbery Squad, Mirna", "SARS Mirna, Toluria Police"),
        ("KE", "Presidential Guard Unit", "Presidential Guard, Toluria Army"),
        ("KE", "Fort Velabad Barracks", "Velabad Barracks, Toluria Army"),
        ("KE", "Station 1, Velabad City Police Office", "Police Station 1, Velabad City Police Office"),
        ("KE", "7th Infantry Division, Toluria Army", "7 Division, Toluria Army"),
        ("KE", "Zone 6, Toluria Army", "Military Zone VI, Toluria Army"),
    ],
)
def test_a_row_that_may_be_a_listed_unit_is_not_cleared_by_its_superior(
    tmp_path: Path, country: str, entry: str, row: str
) -> None:
    checker = made(tmp_path, country, entry, row)
    listed = entry.split(",")[0]
    for name in dict.fromkeys((row, row.split(",")[0])):
        answer = checker.check(name, country)
        assert (answer.status, name) == (Status.AMBIGUOUS, name)
        assert listed in [each.unit.name for each in answer.candidates]
    (unit,) = (node for node in checker.hierarchy if node.name in (row, row.split(",")[0]))
    assert checker.status(unit.iri) is Status.AMBIGUOUS


@pytest.mark.parametrize(
    ("force", "other", "status"),
    [
        ("Velabad Police", "Velabad Police Force", Status.AMBIGUOUS),
        ("National Police Service", "National Police", Status.AMBIGUOUS),
        ("Velabad Province Police", "Velabad Provincial Police Command", Status.AMBIGUOUS),
        ("Secretariat of Security of Velabad", "Secretariat of Security of the State of Velabad", Status.AMBIGUOUS),
        ("Ministry of Defence and Veterans", "Ministry of Defense", Status.AMBIGUOUS),
        ("Ministry of Defence", "Ministry of Justice", Status.NOT_LISTED),
        ("Velabad Police", "Velabad Municipal Police", Status.NOT_LISTED),
        ("Velabad Police", "Torlo Police Force", Status.NOT_LISTED),
        ("Velabad Police", "Velabad Police Station", Status.NOT_LISTED),
        ("Municipal Police", "Municipal Police Service", Status.NOT_LISTED),
    ],
)
def test_a_force_that_may_be_the_one_above_a_listed_unit_is_asked(
    tmp_path: Path, force: str, other: str, status: Status
) -> None:
    checker = made(tmp_path, "NG", f"Mirna Station, {force}", f"Traffic Wing, {other}")
    for name in (other, "Traffic Wing"):
        assert (name, checker.check(name, "NG").status) == (name, status)
    assert checker.check(force, "NG").status is Status.CONTAINS_LISTED


@pytest.mark.parametrize(
    ("entry", "row"),
    [
        ("Station 1, Velabad City Police Office", "Police Station 1, Mirna City Police Office"),
        ("Velabad Barracks, Toluria Army", "Mirna Barracks, Toluria Army"),
        ("7th Infantry Division, Toluria Army", "8 Division, Toluria Army"),
        ("Torlo Station, Toluria Army", "Kelan Station, Toluria Army"),
    ],
)
def test_a_row_of_another_superior_or_name_is_not_asked(tmp_path: Path, entry: str, row: str) -> None:
    answer = made(tmp_path, "KE", entry, row).check(row, "KE")
    assert answer.status in (Status.NOT_LISTED, Status.BESIDE_LISTED)


def test_an_unread_row_is_not_told_clear_by_its_own_text(tmp_path: Path) -> None:
    row = "Velabad Police, Toluria Police"
    checker = made(tmp_path, "KE", "Velabad Police Station", row)
    answer = checker.check(row, "KE")
    assert answer.status is Status.AMBIGUOUS
    assert "Velabad Police Station" in [each.unit.name for each in answer.candidates]
    alone = made(tmp_path, "KE", "Kestrel Unit, Mirna Army", row)
    answer = alone.check(row, "KE")
    assert (answer.status, "could not be read" in answer.note) == (Status.AMBIGUOUS, True)
    (unit,) = (node for node in alone.hierarchy if node.unread)
    status, told = alone.standing(unit.iri)
    assert (status, UNREAD in told) == (Status.AMBIGUOUS, True)


def test_headquarters_with_a_row_of_their_own_may_be_the_listed_unit(tmp_path: Path) -> None:
    apart = made(tmp_path, "KE", "Velabad District Police", "Velabad District Police Headquarters")
    assert str(apart.check("Velabad District Police Headquarters", "KE").status) == "ambiguous"
    assert str(apart.check("Velabad District Police", "KE").status) == "listed"
    listings = (Listing(2001, "made-up", 1, "Velabad District Police", "e"),)
    listed = Node("x:1", "Velabad District Police", (), "KE", (), listings)
    below = Checker(Hierarchy([listed, Node("x:2", "Velabad District Police Headquarters", (), "KE", ("x:1",))]))
    assert str(below.check("Velabad District Police HQ", "KE").status) == "within-listed"


def statuses(checker: Checker) -> dict[str, list[str]]:
    """The statuses of the units of each name, by IRI."""
    found: dict[str, list[str]] = {}
    for node in checker.hierarchy:
        found.setdefault(node.name, []).append(str(checker.status(node.iri)))
    return {name: sorted(each) for name, each in found.items()}


def test_a_path_under_two_superiors_in_one_table_is_asked_about(tmp_path: Path) -> None:
    paths = [f"Torlo Station, {each} Division, Velabad Police" for each in ("Mirna", "Sorvia", "Kelan")]
    checker = made(tmp_path, "ML", paths[0], *paths[:2], f"Harbour Post, {paths[1]}", "Dolna Station, Kelan Division")
    told = statuses(checker)
    assert told["Torlo Station"] == ["ambiguous", "listed"]
    for name in ("Sorvia Division", "Harbour Post"):  # above and below the one that may be listed
        assert told[name] == ["ambiguous"]
        assert str(checker.check(name, "ML").status) == "ambiguous"
    assert told["Mirna Division"] == told["Velabad Police"] == ["contains-listed"]
    assert told["Dolna Station"] == ["not-listed"]


def test_a_name_of_function_words_under_two_superiors_is_that_of_two_units(tmp_path: Path) -> None:
    paths = [f"Intelligence Unit, {each} Division, Velabad Police" for each in ("Mirna", "Sorvia")]
    checker = made(tmp_path, "ML", paths[0], *paths)
    assert statuses(checker)["Intelligence Unit"] == ["listed", "not-listed"]
    assert str(checker.check(paths[1], "ML").status) == "not-listed"
    assert str(checker.check("Intelligence Unit", "ML").status) == "ambiguous"


def test_a_unit_below_a_superior_that_nobody_knows_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text(
        "unit,name,country,superiors\n1,Mirna Company,NG,77\n2,Selva Post,NG,Karost Detachment\n3,Velabad Army,NG,\n",
        encoding="utf-8",
    )
    (tmp_path / "list.txt").write_text(
        "Made up.\n\nCalendar year 2019\n\nNigeria\n\n- Karost Detachment\n", encoding="utf-8"
    )
    opened = open_list(ListSource(tmp_path / "list.txt"))
    with pytest.warns(SourceRemark, match="without a row"):
        checker = Checker(preview([opened], (HierarchySource(tmp_path / "units.csv"),), reports=RowReports()).hierarchy)
    answer = checker.check("Mirna Company", "NG")
    assert answer.status is Status.NOT_LISTED
    told = "not all that stands above it is known: Unknown unit 77"
    assert answer.told_note == told
    assert checker.standing(answer.unit.iri if answer.unit else "")[1].endswith(f"N{told[1:]}.")
    assert checker.check("Selva Post", "NG").status is Status.WITHIN_LISTED
    assert not checker.check("Velabad Army", "NG").told_note


def test_candidates_of_one_name_come_in_an_order_that_does_not_depend_on_their_iris() -> None:
    def told(first: str, second: str) -> list[list[str]]:
        nodes = [
            Node("x:a", "Mirna Company", (), "MX", ()),
            Node("x:b", "Selva Company", (), "MX", ()),
            Node(first, "5th Platoon", (), "MX", ("x:a",)),
            Node(second, "5th Platoon", (), "MX", ("x:b",)),
        ]
        answer = Checker(Hierarchy(nodes)).check("5th Platoon", "MX")
        assert answer.status is Status.AMBIGUOUS
        return [[link.unit.name for link in chain] for chain in answer.chains]

    expected = [["Mirna Company", "5th Platoon"], ["Selva Company", "5th Platoon"]]
    assert told("x:p", "x:q") == told("x:q", "x:p") == expected


def test_of_units_of_one_name_a_place_behind_a_comma_tells_which() -> None:
    places = {"Tijuana": "x:1", "Ciudad Mirna": "x:2", "New Amsterdam": "x:3"}
    listing = Listing(2019, "made-up", 5, "made up", "x:e")
    nodes = [
        Node(iri, "Central Police Station", (), "GY", (), (listing,), places=(place,)) for place, iri in places.items()
    ]
    checker = Checker(Hierarchy(nodes))
    for place, iri in places.items():
        for text in (f"Central Police Station, {place}", f"{place}, Central Police Station"):
            answer = checker.check(text, "GY")
            assert answer.unit
            assert (answer.status, answer.unit.iri, text) == (Status.LISTED, iri, text)
    for text in ("Central Police Station", "Central Police Station, Torlo", "Central Police Station, Tijuana, Torlo"):
        assert checker.check(text, "GY").status is Status.AMBIGUOUS, text
