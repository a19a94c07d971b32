"""A country that is only inferred, and not surely enough, stays open: its units are found under every country."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from unitgraph import build, export
from unitgraph.checking.findings import Checker, Status
from unitgraph.identity.lists import open_list
from unitgraph.lexicon.tables import OPEN_COUNTRY, country_by_code
from unitgraph.pipeline.asking import Texts, Topic
from unitgraph.pipeline.country_review import country_doubts, disputed_questions
from unitgraph.pipeline.preview import Preview, preview
from unitgraph.pipeline.review import questions, record
from unitgraph.reading.hierarchy_tables import HierarchySource
from unitgraph.reading.metadata import ListSource
from unitgraph.reading.readings import COUNTRY_FLOOR, CountryBasis

MADE_UP = "MADE UP: nobody denied any unit below anything.\n\ncalendar year 2021\n\n"
LISTED = f"""{MADE_UP}
- Presidential Guard
- Zorkan Tiger Battalion, Velabad Brigade


- Presidential Guard
"""
TABLE = 'path,country\n"Zorkan Tiger Battalion, Velabad Brigade",MX\nPresidential Guard,UA\n'


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> ListSource:
    path = tmp_path_factory.mktemp("open") / "open.txt"
    path.write_text(LISTED, encoding="utf-8")
    return ListSource(path)


@pytest.fixture(scope="module")
def alone(source: ListSource) -> Preview:
    return preview([open_list(source)])


def checked(found: Preview, name: str, country: str | None = None) -> tuple[Status, list[str]]:
    answer = Checker(found.hierarchy).check(name, country)
    return answer.status, [each.unit.country for each in answer.candidates]


def test_below_the_floor_the_country_of_units_is_open(alone: Preview) -> None:
    for reading in alone.graph.readings:
        assert reading.country.basis is CountryBasis.INFERRED
        assert 0 < reading.country.confidence < COUNTRY_FLOOR
        assert (reading.country.code != OPEN_COUNTRY, reading.country.of_units) == (True, OPEN_COUNTRY)
    assert {unit.country for unit in alone.graph.units} == {OPEN_COUNTRY}
    assert all("/unit/zz/" in unit.iri for unit in alone.graph.units)


def test_entries_of_different_groups_are_not_one_unit_by_chance(alone: Preview) -> None:
    guards = [unit for unit in alone.hierarchy if unit.name == "Presidential Guard"]
    assert len(guards) == 2
    assert guards[0].possibly == (guards[1].iri,)


@pytest.mark.parametrize("country", [None, "UA", "CF", "MX"])
def test_a_unit_of_an_open_country_is_never_listed_for_a_country(alone: Preview, country: str | None) -> None:
    status, countries = checked(alone, "Presidential Guard", country)
    assert (status, set(countries)) == (Status.AMBIGUOUS, {OPEN_COUNTRY})


@pytest.mark.parametrize("name", ["Presidential Guard, Ukraine", "Presidential Guard of Ukraine"])
def test_a_country_in_the_text_is_one_that_is_given(alone: Preview, name: str) -> None:
    assert checked(alone, name)[0] is Status.AMBIGUOUS


def test_it_is_found_under_every_country_and_told_by_a_name_of_its_own(alone: Preview) -> None:
    assert checked(alone, "Zorkan Tiger Battalion") == (Status.LISTED, [OPEN_COUNTRY])
    assert checked(alone, "Zorkan Tiger Battalion", "MX") == (Status.AMBIGUOUS, [OPEN_COUNTRY])
    answer = Checker(alone.hierarchy).check("zorkan tiger bn", "ML")
    assert answer.standings[0] is Status.LISTED
    assert "is not known" in answer.note
    (unit,) = (each for each in alone.hierarchy if each.name == "Zorkan Tiger Battalion")
    assert Checker(alone.hierarchy).check(unit.iri, "MX").status is Status.LISTED
    assert checked(alone, "Harbour Company", "MX")[0] is Status.UNKNOWN
    assert [each.name for each in alone.hierarchy.search("zorkan", country="MX")] == ["Zorkan Tiger Battalion"]


def test_beside_units_whose_country_is_stated_it_is_a_question(source: ListSource) -> None:
    table = source.path.parent / "around.csv" if source.path else Path()
    table.write_text(TABLE, encoding="utf-8")
    found = preview([open_list(source)], [HierarchySource(table)])
    battalions = [each for each in found.hierarchy if each.name == "Zorkan Tiger Battalion"]
    assert sorted(each.country for each in battalions) == ["MX", OPEN_COUNTRY]
    assert [each.possibly for each in battalions] == [(battalions[1].iri,), (battalions[0].iri,)]
    for name, country in (("Zorkan Tiger Battalion", "MX"), ("Presidential Guard", "UA"), ("Velabad Brigade", "MX")):
        assert checked(found, name, country)[0] is Status.AMBIGUOUS
    # Of another country nothing of that name is known but what is open.
    assert checked(found, "Zorkan Tiger Battalion", "GE") == (Status.AMBIGUOUS, [OPEN_COUNTRY])


def test_review_asks_for_it_and_proposes_the_likeliest(alone: Preview) -> None:
    asked = [each for each in questions(alone.graph) if each.topic is Topic.COUNTRY]
    assert sorted(line for each in asked for line in each.lines) == [6, 7, 10]
    assert all(each.choices[0].fields["country"] not in ("", OPEN_COUNTRY) for each in asked)


def test_the_code_is_that_of_no_country() -> None:
    nowhere = country_by_code(OPEN_COUNTRY)
    assert nowhere is not None
    assert (nowhere.name, nowhere.names) == ("country not known", ("country not known",))


@pytest.mark.end_to_end
def test_a_store_says_so_in_every_table(source: ListSource, tmp_path: Path) -> None:
    made = build(source.path, tmp_path / "store")
    assert (made.denials, made.units) == (3, 4)
    with (tmp_path / "units.csv").open("wb") as stream:
        export("csv", stream, table="units", store=tmp_path / "store")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "units.csv").read_text(encoding="utf-8"))))
    assert {row["country"] for row in rows} == {OPEN_COUNTRY}
    assert all(0 < float(row["country_confidence"]) < COUNTRY_FLOOR for row in rows)


@pytest.mark.parametrize(
    ("text", "country", "others"),
    [
        ("Kenya\n\n- Ruvina Squad, National Police of Peru\n- Ruvina Guard, Mexican Army\n", "", ["PE", "MX"]),
        ("- Brigada Zalmora, Peru\n- Ruvina Squad\n", "KE", ["PE"]),
        ("Kenya\n\n- Ruvina Squad, Kenya Police\n- Peru Liaison Unit, Kenya Army\n", "", []),
    ],
)
def test_an_entry_that_names_another_country_than_the_one_given_is_asked_about(
    tmp_path: Path, text: str, country: str, others: list[str]
) -> None:
    path, rulings = tmp_path / "own.txt", tmp_path / "r.yaml"
    path.write_text(MADE_UP + text, encoding="utf-8")
    source = ListSource(path, country=country)
    graph = preview([open_list(source)]).graph
    asked = list(disputed_questions(graph.readings, Texts(graph.readings)))
    assert [[str(each.fields["country"]) for each in one.choices] for one in asked] == [
        ["KE", other, ""] for other in others
    ]
    assert [line.count("line ") for line in country_doubts(graph.readings)] == ([len(others)] if others else [])
    for at, one in enumerate(asked):
        record(rulings, "own", [(one, one.choices[at].fields, "seen")], date(2026, 1, 2))
    ruled = preview([open_list(replace(source, rulings=rulings))]) if others else preview([open_list(source)])
    assert list(disputed_questions(ruled.graph.readings, Texts(ruled.graph.readings))) == []
    assert [each.country.code for each in ruled.graph.readings] == ["KE", "MX" if len(others) == 2 else "KE"]
