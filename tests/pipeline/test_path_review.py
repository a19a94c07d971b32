"""Readings with doubt are questions for a person: of entries of lists, and of rows of hierarchy tables."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from unitgraph.identity.lists import open_list
from unitgraph.pipeline.asking import Question, Topic
from unitgraph.pipeline.building import build_into
from unitgraph.pipeline.changing import BuildMode, planned
from unitgraph.pipeline.hierarchies import HierarchyTables
from unitgraph.pipeline.identity_review import review_questions
from unitgraph.pipeline.path_review import doubts
from unitgraph.pipeline.preview import preview
from unitgraph.pipeline.review import answered, record
from unitgraph.reading.hierarchy_tables import HierarchySource
from unitgraph.reading.metadata import ListSource
from unitgraph.system.display import unshown

pytestmark = pytest.mark.end_to_end

DAY = datetime.date(2026, 11, 28)
LISTED = """MADE UP: nobody denied any unit below anything.

calendar year 2021

Mali

- Gate Station, Velabad Police
- Gate Watch, Velabad Police
- Mirna Guard, Korbad Guard
- Ministry of Health, Ministry of Labour, Army, Air Force
"""
PATHS = 'path,country\n"Gate Watch, Velabad Police",ML\n"Mirna Guard",ML\n'


@pytest.fixture
def source(tmp_path: Path) -> ListSource:
    path = tmp_path / "doubt.txt"
    path.write_text(LISTED, encoding="utf-8")
    return ListSource(path, rulings=tmp_path / "rulings.yaml")


@pytest.fixture
def table(tmp_path: Path) -> HierarchySource:
    path = tmp_path / "paths.csv"
    path.write_text(PATHS, encoding="utf-8")
    return HierarchySource(path)


def asked_about(source: ListSource, *tables: HierarchySource) -> list[Question]:
    found = preview([open_list(source, missing_rulings=True)], tables, partial=True)
    return [each for each in review_questions(found) if each.topic in (Topic.UNREAD, Topic.DOUBTFUL)]


def test_a_reading_without_confidence_and_bodies_side_by_side_are_questions(source: ListSource) -> None:
    asked = {each.lines[0]: each for each in asked_about(source)}
    assert 7 not in asked
    assert (asked[8].topic, asked[10].topic) == (Topic.DOUBTFUL, Topic.DOUBTFUL)
    assert asked[8].evidence[0].startswith("read as smallest first, with confidence 0.8")
    assert asked[8].choice("a").fields["units"] == ["Velabad Police", "Gate Watch"]
    assert asked[10].evidence[0].startswith("read as bodies side by side")
    assert asked[10].choice("a").fields["bodies"] is True


def test_what_is_decided_is_not_asked_again(source: ListSource, tmp_path: Path) -> None:
    asked = asked_about(source)
    record(tmp_path / "rulings.yaml", "doubt", [(each, answered(each, each.choice("w")), "") for each in asked], DAY)
    assert asked_about(source) == []
    graph = preview([open_list(source)]).graph
    assert list(doubts(graph.readings)) == []
    assert [len(reading.path.chain) for reading in graph.readings] == [2, 1, 1, 1]


def test_a_reading_that_is_confirmed_stays_as_it_is(source: ListSource, tmp_path: Path) -> None:
    before = preview([open_list(source, missing_rulings=True)]).graph
    asked = [each for each in asked_about(source) if each.topic is Topic.DOUBTFUL]
    record(tmp_path / "rulings.yaml", "doubt", [(each, answered(each, each.choice("a")), "") for each in asked], DAY)
    after = preview([open_list(source)]).graph
    assert [(each.iri, each.name, each.superiors) for each in after.units] == [
        (each.iri, each.name, each.superiors) for each in before.units
    ]
    assert after.denials == before.denials
    assert asked_about(source) == [each for each in asked_about(source) if each.topic is Topic.UNREAD]


def test_rows_are_asked_about_after_entries_and_by_effect(
    source: ListSource, table: HierarchySource, tmp_path: Path
) -> None:
    asked = asked_about(source, table)
    assert [bool(each.lines) for each in asked] == sorted((bool(each.lines) for each in asked), reverse=True)
    (row,) = (each for each in asked if not each.lines)
    assert (row.topic, row.text) == (Topic.DOUBTFUL, "Gate Watch, Velabad Police (paths line 2)")
    assert row.evidence[-1].endswith("units depend on it")
    record(tmp_path / "rulings.yaml", "doubt", [(row, answered(row, row.choice("l")), "")], DAY)
    assert all(each.lines for each in asked_about(source, table))
    found = preview([open_list(source)], [table], partial=True)
    (unit,) = (each for each in found.hierarchy if each.name == "Velabad Police" and each.superiors)
    assert found.hierarchy[unit.superiors[0]].name == "Gate Watch"


def test_the_effect_is_the_number_of_units_that_depend_on_a_reading(tmp_path: Path) -> None:
    path = tmp_path / "effect.txt"
    entries = ["Mirna Watch, Korbad Command", *(f"Post {n}, Gate Watch, Velabad Police" for n in range(1, 4))]
    text = LISTED.partition("Mali")[0] + "Mali\n\n" + "".join(f"- {entry}\n" for entry in entries)
    path.write_text(text, encoding="utf-8")
    asked = asked_about(ListSource(path))
    effects = [int(each.evidence[-1].split()[0]) for each in asked]
    assert effects == sorted(effects, reverse=True)


def test_a_build_warns_once_and_counts(source: ListSource, table: HierarchySource) -> None:
    opened = open_list(source, missing_rulings=True)
    (warning,) = doubts(opened.readings())
    assert warning.startswith("doubt: ")
    assert "read with a confidence below 0.9, or as bodies side by side (line 8, " in warning
    tables = HierarchyTables([table], unshown)
    from unitgraph.dataset.writer import Writer
    from unitgraph.identity.assembly import Assembly

    list(tables.merged_into(Assembly("https://example.org/", tables.names), Writer("https://example.org/")))
    assert tables.warnings == [
        "paths.csv: 1 row read with a confidence below 0.9: check with `unitgraph review --hierarchy` (line 2)"
    ]


@pytest.mark.end_to_end
def test_the_warning_is_that_of_a_build(source: ListSource, tmp_path: Path) -> None:
    made = build_into(tmp_path / "s", planned(ListSource(source.path), change=BuildMode.KEEP))
    assert sum("bodies side by side" in each for each in made.warnings) == 1


def test_a_name_that_stands_for_several_units_is_a_question_that_parts_it(tmp_path: Path) -> None:
    path = tmp_path / "double.txt"
    path.write_text("MADE UP: calendar year 2021\n\nMali\n\n- Camp A and D, Mirna Guard\n", encoding="utf-8")
    (asked,) = asked_about(ListSource(path, rulings=tmp_path / "rulings.yaml"))
    assert asked.topic is Topic.UNREAD
    choices = {each.key: each for each in asked.choices}
    assert choices["d"].label == "several units side by side, Camp A; Camp D; the rest is a place"
    assert choices["d"].fields["units"] == ["Camp A", "Camp D"]
    entered = answered(asked, choices["o"], "Camp A; Camp D")
    assert (entered["units"], entered["bodies"]) == (["Camp A", "Camp D"], True)
    assert "superiors" not in entered
    below = answered(asked, choices["o"], "Mirna Guard > Camp A; Camp D")
    assert below == answered(asked, choices["u"])
    assert (below["units"], below["superiors"]) == (["Camp A", "Camp D"], ["Mirna Guard"])
