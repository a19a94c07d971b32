"""Every preset from a made-up file of its form to answers."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from unitgraph.api import build, check, export
from unitgraph.checking.opening import open_hierarchy
from unitgraph.index.hierarchy import Hierarchy
from unitgraph.reading.hierarchy_tables import (
    HierarchySource,
    read_unit_rows,
)
from unitgraph.reading.maps import preset, preset_names
from unitgraph.reading.maps.applying import MappedFile, MappedRow
from unitgraph.reading.maps.documents import read_ldif
from unitgraph.reading.maps.listing import list_lines
from unitgraph.reading.maps.units import MappedUnits, several
from unitgraph.reading.maps.values import Block
from unitgraph.sources.rows import BadRow
from unitgraph.store import open_folder
from unitgraph.system.remarks import SourceRemark
from workbooks import xlsx

FILES = Path(__file__).parent / "files"
BATCH = [
    ["Instructions: fill the sheet. Made up."],
    [],
    ["Batch"],
    [],
    ["Country", "Velabad"],
    [],
    [],
    [
        "Item",
        "Name 1",
        "Country to\nSearch",
        "Unit Name*",
        "Unit Alias",
        "Branch/Precinct/Local Unit",
        "Sub-Unit",
        "ORGANIZATION / Federal Level (required)",
    ],
    ["1", "Nobody One", "Mexico (MX)", "Ilvane Post 4", "IP4", "Ilvane Division", "Ilvane Brigade", "Ilvane Army"],
    ["2", "Nobody Two", "MX", "Ilvane Post 5", "", "Ilvane Division", "", "Ilvane Army"],
]
PARTICIPANTS = [
    ["Participants. Made up."],
    [],
    ["No.", "Unit Breakdown in Local Language", "Unit Alias (English)", "Country"],
    ["", "Write the largest first, with / between", "Write an alias", "Write a country"],
    ["", "Army / Brigade / Battalion", "1st Bn", "Mexico"],
    ["1", "Jorvik Army / Jorvik-Nord Brigade / Jorvik Post", "JP", "Mexico"],
]
LIBRARY = [
    [
        "Unit ID",
        "Parent ID",
        "Unit Name (English)",
        "Unit Name (Local Language)",
        "Unit Acronym",
        "Unit Alias",
        "Country",
        "Path",
    ],
    ["10", "", "Keldra Police", "Policía de Keldra", "KPO", "", "MX", "Keldra Police"],
    [
        "11",
        "10",
        "Keldra Harbour Station",
        "Estación Portuaria",
        "",
        "KHS; Harbour 11",
        "MX",
        "Keldra Police / Keldra Harbour Station",
    ],
]


def workbook(path: Path, sheets: dict[str, Sequence[Sequence[str]]]) -> Path:
    path.write_bytes(xlsx(sheets))
    return path


def sources(folder: Path) -> list[HierarchySource]:
    cover = {"Instructions": [["Read this first"], ["Fill in the second sheet"]]}
    made = {
        "sfm-2019.csv": "sfm",
        "sfm-2021.tsv": "sfm",
        "wwic.csv": "wwic",
        "sfm-claims.csv": "sfm-claims",
        "wikidata.csv": "wikidata",
        "popolo.json": "popolo",
        "ftm.jsonl": "ftm",
        "org.ttl": "org",
        "ldif.ldif": "ldif",
    }
    found = [HierarchySource(FILES / name, None, 2020, "GE", map=preset(each)) for name, each in made.items()]
    twin = folder / "results.json"
    twin.write_bytes((FILES / "wikidata.json").read_bytes())
    found.append(HierarchySource(twin, None, 2020, map=preset("wikidata")))
    for name, rows, each in (
        ("batch", BATCH, "invest"),
        ("participants", PARTICIPANTS, "gtts"),
        ("library", LIBRARY, "gtts"),
    ):
        path = workbook(folder / f"{name}.xlsx", {**cover, "Data": rows})
        found.append(HierarchySource(path, None, 2020, map=preset(each)))
    return found


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("presets")
    build(None, folder / "store", hierarchies=sources(folder), no_list=True)
    return folder / "store"


@pytest.fixture(scope="module")
def hierarchy(store: Path) -> Hierarchy:
    return open_hierarchy(store)


def test_every_preset_has_a_test() -> None:
    assert preset_names() == (
        "ftm",
        "gtts",
        "invest",
        "ldif",
        "org",
        "popolo",
        "sfm",
        "sfm-claims",
        "wikidata",
        "wwic",
    )


@pytest.mark.end_to_end
@pytest.mark.parametrize(
    ("name", "country", "found", "superiors"),
    [
        ("13 VRS", "NG", "Velabad Riot Squad 13 (Mirna)", ["Unknown Command (Mirna)", "Velabad Police"]),
        ("7 Région de Kestrel", "ML", "7 Région de Kestrel", ["Armée de Kestrel", "Opération Orvane"]),
        ("OBS 9", "NG", "Ostrava Bay Squad 9", ["Ostrava Bay Police"]),
        ("TB-4", "MM", "4 Talma Battalion", ["Talma Brigade"]),
        ("Port Station of Tarnholm", "GE", "Tarnholm Harbour Station", ["Tarnholm Police"]),
        ("Ulmstad Harbour Station", "GE", "Ulmstad Harbour Station", ["Ulmstad Police"]),
        ("Brekla Harbour Station", "GE", "Brekla Harbour Station", ["Brekla Police"]),
        ("Fenwold Harbour Station", "GE", "Fenwold Harbour Station", ["Fenwold Police"]),
        ("Fenwold Rapid Group", "GE", "Fenwold Rapid Group", ["Fenwold Police"]),
        ("Gravsund Harbour Post", "GE", "Gravsund Harbour Post", ["Gravsund Harbour Station"]),
        ("GHS", "GE", "Gravsund Harbour Station", ["Gravsund Police"]),
        ("Hjelm Bakuré Post", "GE", "Hjelm Bakuré Post", ["Hjelm Harbour Station"]),
        ("Hjelm Harbour Station", "GE", "Hjelm Harbour Station", ["Hjelm Police"]),
        ("IP4", "MX", "Ilvane Post 4", ["Ilvane Brigade"]),
        ("Ilvane Post 5", "MX", "Ilvane Post 5", ["Ilvane Division"]),
        ("Jorvik Post", "MX", "Jorvik Post", ["Jorvik-Nord Brigade"]),
        ("Harbour 11", "MX", "Keldra Harbour Station", ["Keldra Police"]),
        ("Estación Portuaria", "MX", "Keldra Harbour Station", ["Keldra Police"]),
    ],
)
def test_a_unit_of_every_form_is_found_below_its_superiors(
    store: Path, hierarchy: Hierarchy, name: str, country: str, found: str, superiors: list[str]
) -> None:
    answer = check(name, country=country, store=store)
    assert answer.unit is not None, answer
    assert answer.unit.name == found
    assert str(answer.status) == "not-listed"
    accepted = {each.superior for each in hierarchy.edges(answer.unit.iri) if each.status == "accepted"}
    assert sorted(hierarchy[each].name for each in accepted) == superiors


def exported(store: Path, folder: Path) -> dict[str, list[dict[str, str]]]:
    """The tables of units and edges of a store, without what only tells of its sources."""
    export("csv", folder, store=store)
    found = {}
    for name in ("units", "edges"):
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            rows = [{key: value for key, value in row.items() if key != "entries"} for row in csv.DictReader(lines)]
        found[name] = sorted(rows, key=lambda row: sorted(row.items()))
    return found


@pytest.mark.end_to_end
def test_an_export_comes_back_in_as_the_same_units_and_edges(store: Path, tmp_path: Path) -> None:
    before = exported(store, tmp_path / "before")
    assert (len(before["units"]), len(before["edges"])) == (36, 23)
    tables = HierarchySource(tmp_path / "before" / "units.csv", tmp_path / "before" / "edges.csv")
    build(None, tmp_path / "again", hierarchies=[tables], no_list=True)
    assert exported(tmp_path / "again", tmp_path / "after") == before


@pytest.mark.end_to_end
def test_a_name_in_the_place_of_an_identifier_is_none(store: Path) -> None:
    with open_folder(store) as opened:
        found = (re.search(r'<http://purl\.org/dc/terms/identifier> "([^"]+)"', quad) for quad in opened.quads())
        identifiers = {each[1] for each in found if each}
    assert {"8e400002", "fv-police", "https://made.example/station", "11"} <= identifiers
    assert [each for each in identifiers if "Mirna" in each] == []


def test_a_sheet_of_instructions_is_no_batch(tmp_path: Path) -> None:
    told = [["Made up: how to fill in."], ["Unit Name", "Write the name"], ["Country to Search", "Choose"]]
    path = workbook(tmp_path / "batch.xlsx", {"Instructions": told, "Batch": BATCH})
    for name in ("invest", "gtts"):
        with pytest.warns(SourceRemark, match="the sheet 'Instructions' is not read: it has 1 of the headings"):
            rows = list(MappedFile(path, preset(name)).rows(Block.PATHS))
        assert [row.levels[-1] for row in rows if isinstance(row, MappedRow)] == ["Ilvane Post 4", "Ilvane Post 5"]


@pytest.mark.parametrize(
    "headings",
    [
        ["UnitID", "ParentUnitID", "Unit Name - English", "Unit Name - Local", "Acronym", "Aliases (;)", "Country"],
        ["Unit Id", "Parent Id", "English Name", "Local Name", "Unit Acronym", "Alias", "Country"],
        [
            "UNIT CODE",
            "PARENT CODE",
            "Name (English) *",
            "Name (Local Language)",
            "ACRONYM",
            "Unit Aliases",
            "Country Name",
        ],
    ],
)
def test_near_spellings_of_the_headings_of_a_library(tmp_path: Path, headings: list[str]) -> None:
    rows = [["U-1", "", "Keldra Police", "Policía de Keldra", "KP", "", "MX"]]
    rows += [["U-2", "U-1", "Lake Station", "Estación Lago", "LS", "Post 3; Lago", "MX"]]
    path = workbook(tmp_path / "library.xlsx", {"Library": [["As of 2021"], headings, *rows]})
    _, one = read_unit_rows(HierarchySource(path, map=preset("gtts")))
    assert (one.unit, one.name, one.superiors, one.country) == ("U-2", "Lake Station", ("U-1",), "MX")
    assert one.other_names == ("Estación Lago", "LS", "Post 3", "Lago")


def test_units_that_only_distinguished_names_tell_are_units(tmp_path: Path) -> None:
    path = tmp_path / "made-up.ldif"
    path.write_text("# Made up.\n\ndn: ou=Camp A,ou=Area E,ou=Hjelm Police,c=GE\n\ndn: ou=Hjelm Police,c=GE\n")
    found = {row.cells[1]: row.cells[3:] for row in read_ldif(path).rows}
    police = "ou=hjelm police,c=ge"
    assert found == {
        "Camp A": (f"ou=area e,{police}", "Area E", "GE"),
        "Area E": (police, "Hjelm Police", "GE"),
        "Hjelm Police": ("", "", "GE"),
    }


@pytest.mark.parametrize(("second", "country"), [("Kenya", "Kenya"), ("Uganda", "")])
def test_a_superior_without_a_row_has_the_country_that_all_below_it_have(
    tmp_path: Path, second: str, country: str
) -> None:
    path = tmp_path / "made-up.csv"
    rows = f"Q1,Mirna Guard,Kenya,Q9,Velabad Command\nQ2,Lorna Guard,{second},Q9,Velabad Command\n"
    path.write_text(f"item,itemLabel,countryLabel,parent,parentLabel\n{rows}{rows.replace('Q1', 'Q3')}")
    units = MappedUnits(MappedFile(path, preset("wikidata"))).units()
    (command,) = [row for row in units if isinstance(row, MappedRow) and row.cells["unit"] == "Q9"]
    assert command.cells["country"] == country


def test_two_units_with_one_identifier_are_told(tmp_path: Path) -> None:
    path = tmp_path / "made-up.json"
    units = '{"id": "2", "name": "Mirna Guard"}, {"id": "2", "name": "Lorna Guard"}, {"id": "2", "name": "MIRNA Guard"}'
    path.write_text(f'{{"organizations": [{units}]}}')
    bad, good = MappedUnits(MappedFile(path, preset("popolo"))).units()
    assert isinstance(bad, BadRow)
    assert (bad.number, bad.fault) == (2, "duplicate unit '2', which is 'Mirna Guard' in row 1")
    assert isinstance(good, MappedRow)
    assert good.cells["name"] == "Mirna Guard"
    rows = "Q1,Mirna Guard\nQ1,Guardia de Mirna\n"
    path = tmp_path / "made-up.csv"
    path.write_text(f"item,itemLabel\n{rows}")
    (one,) = MappedUnits(MappedFile(path, preset("wikidata"))).units()
    assert isinstance(one, MappedRow)
    assert several(one.cells["other_names"]) == ["Guardia de Mirna"]


def test_superiors_of_a_map_stand_above_what_is_read(tmp_path: Path) -> None:
    path = tmp_path / "made-up.json"
    path.write_text('{"organizations": [{"id": "1", "name": "Guard"}, {"id": "2", "name": "Post", "parent_id": "1"}]}')
    assert [line.above for line in list_lines(MappedFile(path, preset("popolo")))] == [(), ("Guard",)]


def test_when_an_organization_was_founded_says_nothing_of_its_edges(tmp_path: Path) -> None:
    path = tmp_path / "made-up.json"
    post = '{"id": "2", "name": "Post", "parent_id": "1", "founding_date": "1990", "dissolution_date": "2001"}'
    path.write_text(f'{{"organizations": [{{"id": "1", "name": "Guard"}}, {post}]}}')
    _, found = MappedUnits(MappedFile(path, preset("popolo"))).units()
    assert isinstance(found, MappedRow)
    assert found.cells["superiors"]
    assert not any(found.cells.get(each) for each in ("first_cited", "last_cited", "start_known", "end_known"))
