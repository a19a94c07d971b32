"""Column maps: what they may say, what is refused, and what they make of tables."""

from __future__ import annotations

import random
import re
import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from unitgraph.reading.dates import UNDATED
from unitgraph.reading.hierarchy_tables import (
    HierarchySource,
    is_table_of_paths,
    load_units,
    read_path_rows,
    read_superior_rows,
    read_unit_rows,
)
from unitgraph.reading.maps import MappedFile, of_path_columns, parse_map, preset, preset_names, read_map
from unitgraph.reading.maps.applying import MappedRow
from unitgraph.reading.maps.cells import written_day
from unitgraph.reading.maps.listing import list_lines
from unitgraph.reading.maps.units import MappedUnits
from unitgraph.reading.maps.values import JOIN, Block, DateOrder
from unitgraph.sources.rows import BadRow
from unitgraph.system.errors import SourceError
from unitgraph.system.remarks import SourceRemark
from workbooks import xlsx

Write = Callable[[str, str], Path]
SUPERIORS = "superiors: {subordinate: id, superior: above}"
UNITS = "units: {unit: id, name: name, country: land, superiors: above}\n"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def made(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return made


def source(write: Write, column_map: str, table: str, name: str = "table.csv") -> HierarchySource:
    return HierarchySource(write(name, table), country="GE", map=read_map(write("own.yaml", column_map)))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("units: {unit: id}\n", "own.yaml line 1: the key 'name' is missing; add it"),
        ("units: {unit: id, name: n, rank: r}\n", "own.yaml line 1: unknown key 'rank'; the keys are: unit, name, "),
        ("unit: {}\n", "own.yaml line 1: unknown key 'unit'; the keys are: title, about, "),
        ("title: x\n", "own.yaml line 1: says nothing of any row; add units, superiors, paths"),
        ("forms: []\n", "own.yaml line 1: is empty; describe at least one form"),
        ("units: {unit: 1, name: n}\n", "own.yaml line 1: 1 names no column; write a heading"),
        ("units: {unit: {separator: ';'}, name: n}\n", "own.yaml line 1: names no column; add 'column'"),
        ("units: {unit: {column: a, separator: ';'}, name: n}\n", "own.yaml line 1: 'unit' has no 'separator'; only "),
        ("units: {unit: {column: a, columns: [b]}, name: n}\n", "'column' and 'columns' contradict each other"),
        ("units: {unit: a, name: {column: n, month: m}}\n", "own.yaml line 1: 'name' has no 'month'"),
        ("units: {unit: a, name: n, first_cited: {month: m}}\n", "own.yaml line 1: a date without a year"),
        ("units: {unit: a, name: n, first_cited: {column: d, day: m}}\n", "own.yaml line 1: a date without a year"),
        ("units: {unit: a, name: n, level: {column: l, values: {1: b}}}\n", "put both in quotation marks"),
        ("superiors: {subordinate: a}\n", "own.yaml line 1: no superior is named; add 'superior'"),
        ("reader: docx\n" + UNITS, "own.yaml line 1: unknown reader 'docx'; use one of: popolo, "),
        ("header_row: 0\n" + UNITS, "own.yaml line 1: 0 is no number of rows; count from 1"),
        ("dates: backwards\n" + UNITS, "own.yaml line 1: dates: unknown 'backwards'; use one of: iso, "),
        ("missing_columns: yes\n" + UNITS, "own.yaml line 1: missing_columns: True is not text"),
        ("rows: [{column: a}]\n" + UNITS, "own.yaml line 1: neither 'only' nor 'never' is given"),
        ("when: [1]\n" + UNITS, "own.yaml line 1: 1 is not text; put it in quotation marks"),
        ("a: &a [1]\nb: *a\n", "own.yaml line 2: the alias *a repeats what stands elsewhere; write it out"),
    ],
)
def test_what_a_map_may_not_say(write: Write, text: str, message: str) -> None:
    with pytest.raises(SourceError) as caught:
        read_map(write("own.yaml", text))
    assert message in str(caught.value).replace(str(write("own.yaml", text).parent) + "/", "")


def test_unknown_presets_are_named() -> None:
    with pytest.raises(SourceError, match=r"preset sfn: there is no such preset; use one of: ftm, gtts, "):
        preset("sfn")


def test_a_table_of_another_form_is_refused_with_what_it_lacks(write: Write) -> None:
    with pytest.raises(SourceError) as caught:
        list(read_unit_rows(source(write, UNITS, "id,title\n1,Velabad Police\n")))
    assert "table.csv: it is not as the map 'own' says: its form needs 'name'" in str(caught.value)


def test_a_column_that_the_map_names_must_be_there(write: Write) -> None:
    with pytest.raises(SourceError, match=r"table.csv: there is no column 'land'; the columns are: id, name, above"):
        list(read_unit_rows(source(write, UNITS, "id,name,above\n1,Velabad Police,\n")))
    lenient = source(write, "missing_columns: ignore\n" + UNITS, "id,name\n1,Velabad Police\n")
    assert [row.name for row in read_unit_rows(lenient)] == ["Velabad Police"]


def test_a_wide_table_with_every_kind_of_cell(write: Write) -> None:
    text = """
dates: day-first
forms:
  - dates: day-first
    units:
      unit: code
      name: {columns: [English, Local]}
      names: [Local]
      other_names: {column: Also, separator: "; "}
      country: Nation
      places: {column: Town, until: " ("}
      placeholder: Nobody
      level: {column: Kind, values: {bn: battalion, bde: brigade}}
    superiors:
      subordinate: code
      superior: Under
      relation: {column: How, values: {C: command, A: administrative}, other_values: refuse}
      confidence: {column: Sure, values: {Low: "0.5", Medium: "0.75", High: "1"}}
      status: {column: State, values: {disputed: conflict}}
      first_cited: From
      last_cited: {year: Y, month: M, day: D}
      end_known: Over
""".replace("\ndates: day-first\nforms", "\nforms")
    table = (
        "code,English,Local,Also,Nation,Town,Nobody,Kind,Under,How,Sure,State,From,Y,M,D,Over\n"
        "1,Velabad Brigade,Brigada Velabad,VB; Brigade V,Georgia (GE),Mirna (town),no,BDE,,,,,,,,,\n"
        "2,,4 Batallón,,484,,,bn,1,C,medium,disputed,30/4/2018,2019,5,,yes\n"
        "2,,4 Batallón,,484,,,bn,3,A,High,,2018,,,,\n"
        "3,Unknown Command,,,GE,,yes,,,,,,,,,,\n"
    )
    made = source(write, text, table)
    assert not is_table_of_paths(made)
    units = {row.unit: row for row in read_unit_rows(made)}
    assert units["1"].other_names == ("Brigada Velabad", "VB", "Brigade V")
    assert (units["1"].country, units["1"].places, units["1"].level) == ("GE", ("Mirna",), "brigade")
    assert (units["2"].name, units["2"].country, units["2"].level) == ("4 Batallón", "MX", "battalion")
    assert [row.placeholder for row in units.values()] == [False, False, True]
    one, other = read_superior_rows(made.path, made.map)
    assert (one.subordinate, one.superior, one.relation) == ("2", "1", "command-relation")
    assert (one.status, one.confidence, str(one.period)) == ("conflict", 0.75, "first cited 2018-04-30, until 2019-05")
    assert (other.superior, other.relation, other.confidence) == ("3", "administrative-relation", 1.0)


def test_a_value_that_the_map_does_not_know_is_no_row(write: Write) -> None:
    text = (
        "superiors: {subordinate: a, superior: b, relation: {column: c, values: {C: command}, other_values: refuse}}\n"
    )
    made = source(write, text, "a,b,c\n1,2,Friendly\n")
    assert made.map is not None
    bad, *_ = MappedFile(made.path, made.map).rows(Block.SUPERIORS)
    assert isinstance(bad, BadRow)
    assert (bad.number, bad.fault) == (2, "relation 'Friendly' is not in the map, which knows c")


def test_superiors_by_name_before_and_after_their_rows(write: Write) -> None:
    text = "units: {unit: id, name: name, country: land, superior_names: above}\n"
    table = (
        "id,name,land,above\n"
        "1,Post,GE,Velabad Police\n"
        "2,Velabad Police,GE,Ministry of Velabad\n"
        "3,Guard,GE,Post\n"
        "4,Post,MX,\n"
    )
    made = source(write, text, table)
    assert {row.name: row.superiors for row in read_unit_rows(made) if row.superiors} == {
        "Post": ("2",),
        "Velabad Police": ("Ministry of Velabad",),
        "Guard": ("1",),  # the other Post is of another country
    }


def test_a_superior_whose_name_two_units_have_is_told(write: Write) -> None:
    text = "units: {unit: id, name: name, country: land, superior_names: above}\n"
    made = source(write, text, "id,name,land,above\n1,Post,GE,\n2,Post,GE,\n3,Guard,GE,Post\n")
    with pytest.raises(
        SourceError, match="2 units are called 'Post', one of which is the superior; give its identifier"
    ):
        list(read_unit_rows(made))


def test_one_identifier_of_two_countries_is_told(write: Write) -> None:
    made = source(write, UNITS, "id,name,land,above\n1,Post,GE,\n1,Post,MX,\n")
    with pytest.raises(SourceError, match="'1' is of another country than in row 2"):
        list(read_unit_rows(made))


def test_only_the_columns_of_the_map_are_kept(write: Write) -> None:
    made = source(write, UNITS, "person,id,name,land,above\nSomeone Secret,1,Velabad Police,GE,\n")
    assert [row.text for row in read_unit_rows(made)] == ["1 | Velabad Police | GE"]


def test_where_a_row_is_from_is_kept_with_it(write: Write) -> None:
    text = "units: {unit: id, name: name, source: [page, cited in]}\n"
    made = source(write, text, "id,name,page,cited in,person\n1,Velabad Police,p. 4,Gazette,Someone Secret\n")
    assert [row.text for row in read_unit_rows(made)] == ["1 | Velabad Police | p. 4 | Gazette"]


def test_rows_that_explain_are_left_out_and_told(write: Write) -> None:
    text = "skip: 1\nrows: [{column: kind, only: [unit]}]\npaths: {path: [a, b]}\n"
    made = source(write, text, "kind,a,b\nwrite here,x,y\nunit,Army,Post\nperson,Army,Nobody\n")
    with pytest.warns(SourceRemark) as told:
        rows = list(read_path_rows(made))
    assert [row.levels for row in rows] == [("Army", "Post")]
    said = [str(each.message) for each in told]
    assert "table.csv line 2: left out, since the map says that it explains the columns" in said
    assert "table.csv: 1 row left out, since the map leaves them out by kind" in said


def levels(path: Path, *columns: str, fill_down: bool = False) -> list[tuple[str, ...]]:
    made = HierarchySource(path, country="GE", map=of_path_columns(columns, fill_down=fill_down))
    return [tuple(filter(None, row.levels)) for row in read_path_rows(made)]


def test_path_columns_are_levels_that_are_not_split_again(write: Write) -> None:
    path = write(
        "t.csv",
        'Unit,Army,Division\n"Post 4, Monitoring and Evaluation",Velabad Army,\nPost - 5,Velabad Army,North / East\n',
    )
    made = HierarchySource(path, country="GE", map=of_path_columns(("Army", "Division", "Unit")))
    rows = list(read_path_rows(made))
    assert [[each.name for each in row.chains[0]] for row in rows] == [
        ["Velabad Army", "Post 4, Monitoring and Evaluation"],
        ["Velabad Army", "North / East", "Post - 5"],
    ]
    assert all(row.confidence == 1.0 and not row.unread for row in rows)


def test_an_empty_cell_means_what_stands_above_only_where_that_is_said(write: Write) -> None:
    path = write("t.csv", "Army,Division,Unit\nVelabad Army,,\n,North,\n,,Post 4\n,South,\nMirna Navy,,Post 5\n")
    assert levels(path, "Army", "Division", "Unit", fill_down=True) == [
        ("Velabad Army",),
        ("Velabad Army", "North"),
        ("Velabad Army", "North", "Post 4"),
        ("Velabad Army", "South"),
        ("Mirna Navy", "Post 5"),
    ]
    with pytest.warns(SourceRemark, match="t.csv: 3 rows without the levels that stand in a row above, .*--fill-down"):
        assert levels(path, "Army", "Division", "Unit")[1:3] == [("North",), ("Post 4",)]


def test_a_superior_is_named_by_another_name_that_one_unit_of_the_country_has(write: Write) -> None:
    rows = "Velabad Police,,MX,VP\nRiot Squad,VP,MX,RS\nLake Post,VP,PE,\nGate Post,RS,MX,\n"
    path = write("t.csv", f"name,up,land,also\n{rows}")
    told = parse_map("units: {unit: name, name: name, other_names: also, superior_names: up, country: land}", "m")
    units = [each for each in MappedUnits(MappedFile(path, told)).units() if isinstance(each, MappedRow)]
    assert [(each.cells["unit"], each.cells.get("superiors", "").strip(JOIN)) for each in units] == [
        ("Velabad Police", ""),
        ("Riot Squad", "Velabad Police"),
        ("Lake Post", "VP"),
        ("Gate Post", "Riot Squad"),
        ("VP", ""),
    ]


def test_rows_that_go_on_from_those_above_are_of_their_country(write: Write) -> None:
    rows = (
        "MX,Velabad Army,,Post 1\n,,North,Post 2\nPE,Mirna Navy,,Post 3\n,,,Post 4\n,Torlo Guard,,Post 5\n,,,Post 6\n"
    )
    path = write("t.csv", f"Country,Army,Division,Unit\n{rows}")
    told = of_path_columns(("Army", "Division", "Unit"), fill_down=True)
    made = HierarchySource(path, country="GE", map=told)
    assert [row.country for row in read_path_rows(made)] == ["MX", "MX", "PE", "PE", "GE", "GE"]
    assert [line.country for line in list_lines(MappedFile(path, told))][:4] == ["MX", "MX", "PE", "PE"]


def test_path_columns_that_a_table_has_not_are_named(write: Write) -> None:
    path = write("t.csv", "Army,Division,Unit\nVelabad Army,North,Post 4\n")
    message = (
        "t.csv: there is no column 'Divison'; correct the path columns, .*the columns are 'Army', 'Division', 'Unit'"
    )
    with pytest.raises(SourceError, match=message):
        levels(path, "Army", "Divison", "Unit")


def test_levels_by_indentation(write: Write) -> None:
    text = "paths: {path: {column: Unit, indented: true}}\n"
    table = "Unit\nVelabad Army\n  North Division\n    Post 4\n  South Division\n- - Post 5\nMirna Navy\n"
    made = source(write, text, table)
    assert [row.levels for row in read_path_rows(made)] == [
        ("Velabad Army",),
        ("Velabad Army", "North Division"),
        ("Velabad Army", "North Division", "Post 4"),
        ("Velabad Army", "South Division"),
        ("Velabad Army", "South Division", "Post 5"),
        ("Mirna Navy",),
    ]


def test_paths_without_the_separator_are_told(write: Write) -> None:
    text = 'paths: {path: {column: Path, separator: " / "}}\n'
    made = source(write, text, 'Path\nVelabad Army / Al-Madar / Post 4\n"Post 5, Velabad Army"\nVelabad Navy\n')
    with pytest.warns(SourceRemark, match=r"table\.csv: 1 path without ' / ', but with other signs between words"):
        rows = [row.levels for row in read_path_rows(made)]
    assert rows == [("Velabad Army", "Al-Madar", "Post 4"), ("Post 5, Velabad Army",), ("Velabad Navy",)]


def test_names_of_which_none_is_indented_have_no_levels(write: Write) -> None:
    made = source(write, "paths: {path: {column: Unit, indented: true}}\n", "Unit\nVelabad Army\nPost 4\n")
    with pytest.raises(SourceError, match=r"table\.csv: no name is indented by spaces, tabs or dashes"):
        list(read_path_rows(made))


def test_a_heading_that_is_there_twice_is_named_by_its_letter(write: Write) -> None:
    path = write("t.csv", "Army,Unit,Unit\nVelabad Army,Post 4,Puesto 4\n")
    with pytest.raises(SourceError, match=r"t\.csv: there are several columns 'Unit' \(B, C\); name one by its letter"):
        levels(path, "Army", "Unit")
    assert levels(path, "Army", "C") == [("Velabad Army", "Puesto 4")]


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("30/4/2018", DateOrder.DAY_FIRST, "2018-04-30"),
        ("4/30/2018", DateOrder.MONTH_FIRST, "2018-04-30"),
        ("30.04.2018", DateOrder.DAY_FIRST, "2018-04-30"),
        ("04/2018", DateOrder.DAY_FIRST, "2018-04"),
        ("2018-04-30T00:00:00Z", DateOrder.ISO, "2018-04-30"),
        ("30/4/2018", DateOrder.ISO, "30/4/2018"),
        ("May 2018", DateOrder.ISO, "2018-05"),
        ("30 April 2018", DateOrder.ISO, "2018-04-30"),
        ("Sept. 3, 2018", DateOrder.ISO, "2018-09-03"),
        ("3-Sep-2018", DateOrder.MONTH_FIRST, "2018-09-03"),
        ("Mayor 2018", DateOrder.ISO, "Mayor 2018"),
        ("1990-01-01T00:00:00Z", DateOrder.ROUNDED, "1990"),
        ("1990-05-01", DateOrder.ROUNDED, "1990-05"),
        ("1990-05-17", DateOrder.ROUNDED, "1990-05-17"),
        ("1990-01", DateOrder.ROUNDED, "1990-01"),
    ],
)
def test_days_as_written(text: str, order: DateOrder, day: str) -> None:
    assert written_day(text, order) == day


def test_a_list_whose_columns_are_levels(write: Write) -> None:
    path = write("list.csv", 'Army,Unit,Country\nVelabad Army,"Post 4, East",Georgia\n,,\n')
    (line,) = list_lines(MappedFile(path, of_path_columns(("Army", "Unit"))))
    assert (line.number, line.text, line.country) == (2, "Velabad Army / Post 4, East", "Georgia")
    assert line.levels == ("Velabad Army", "Post 4, East")


def test_claims_that_are_not_settled_are_in_conflict() -> None:
    path = Path(__file__).parent / "files" / "sfm-claims.csv"
    edges = list(read_superior_rows(path, preset("sfm-claims")))
    assert [(each.superior, each.status, str(each.period)) for each in edges] == [
        ("8e400001", "accepted", "since 2003-05-01, last cited 2003-05-01"),
        ("8e400003", "conflict", "first cited 2004-02-15/2004-03-24, last cited 2004-02-15/2004-03-24"),
    ]
    unit = next(each for each in MappedUnits(MappedFile(path, preset("sfm-claims"))).units() if "4 T" in each.text)  # type: ignore[union-attr]
    assert unit.cells["places"] == "Hopra Township\ue000"  # type: ignore[union-attr]


def test_the_maps_of_the_documentation_can_be_read(write: Write, root: Path) -> None:
    blocks = re.findall(r"```yaml\n(.*?)```", (root / "graph/docs/maps.md").read_text(encoding="utf-8"), re.DOTALL)
    whole = [block if "units:" in block else block + "paths: {path: [a, b]}\n" for block in blocks]
    assert len([read_map(write("own.yaml", block)) for block in whole]) == 3


def test_every_preset_is_documented(root: Path) -> None:
    text = (root / "graph/docs/presets.md").read_text(encoding="utf-8")
    assert tuple(sorted(re.findall(r"^## (\S+)$", text, re.MULTILINE))) == preset_names()
    assert [name for name in preset_names() if not preset(name).title or not preset(name).about] == []


@pytest.mark.parametrize(
    ("name", "text", "each", "message"),
    [
        ("a.json", "{}", "popolo", "a.json: has no sequence of organizations"),
        ("a.json", '{"organizations": 1}', "popolo", "a.json: has no sequence of organizations"),
        ("a.json", '{"organizations": []}', "popolo", "a.json: there is no organization in it that can be read"),
        ("a.json", '{"organizations": [1]}', "popolo", "is no organization"),
        ("a.json", "{", "popolo", "a.json: is not JSON"),
        ("a.json", '{"organizations": [], "organizations": [{}]}', "popolo", "the key 'organizations' stands twice"),
        ("a.json", "[" * 100_000, "popolo", "a.json: is not JSON"),
        ("a.json", '{"organizations": [{"id": "1"}]}', "popolo", "no name; fill the cell"),
        ("a.json", "[1]", "wikidata", "a.json: these are no results of a query"),
        ("a.jsonl", "{}", "ftm", "is no entity of FollowTheMoney with id, schema and properties"),
        ("a.jsonl", "[]", "ftm", "is no entity of FollowTheMoney"),
        ("a.ldif", "dn: cn=Nobody\n", "ldif", "a.ldif: there is no line in it that can be read"),
        ("a.ttl", "not RDF", "org", "a.ttl: cannot be read as RDF"),
        ("a.ttl", "<urn:a> <urn:b> <urn:c> .", "org", "a.ttl: no resource in it has a name"),
        ("a.doc", "", "org", "a.doc: unknown RDF format; use a name that ends in .ttl, "),
        ("a.csv", "unit:name,unit:country\n,ge\n", "sfm", "a.csv: none of its rows names a unit"),
    ],
)
def test_what_is_no_file_of_the_form(write: Write, name: str, text: str, each: str, message: str) -> None:
    with pytest.raises(SourceError) as caught:
        list(read_unit_rows(HierarchySource(write(name, text), country="GE", map=preset(each))))
    assert message in str(caught.value)


def test_nothing_is_told_of_forms_that_do_not_fit(write: Write) -> None:
    text = "forms: [{units: {unit: id, name: name}}, {superiors: {subordinate: child, superior: mother}}]\n"
    made = source(write, text, "id,name\nunit,Velabad Police\nname,Velabad Guard\n")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert [row.unit for row in read_unit_rows(made)] == ["unit", "name"]


def test_a_known_start_without_a_date_says_nothing(write: Write) -> None:
    text = "superiors: {subordinate: a, superior: b, first_cited: from, start_known: begins}\n"
    made = source(write, text, "a,b,from,begins\n1,2,,Y\n1,3,2001,Y\n")
    assert [str(row.period) for row in read_superior_rows(made.path, made.map)] == ["", "since 2001"]


def test_the_best_name_of_all_rows_is_the_name(write: Write) -> None:
    text = "repeated_units: join\nunits: {unit: id, name: [Full, Short]}\n"
    made = source(write, text, "id,Full,Short\n1,,VP\n1,Velabad Police,\n1,Police of Velabad,\n")
    (unit,) = read_unit_rows(made)
    assert (unit.number, unit.name, unit.other_names) == (2, "Velabad Police", ("VP", "Police of Velabad"))


def test_cells_that_say_nothing_are_no_levels(write: Write) -> None:
    path = write("t.csv", "Army,Division,Unit\nVelabad Army,N/A,Post 4\nVelabad Army,-,\u2013\n-,,\n")
    with pytest.warns(SourceRemark, match=r"t\.csv: 1 row left out that name no unit"):
        assert levels(path, "Army", "Division", "Unit") == [("Velabad Army", "Post 4"), ("Velabad Army",)]


def test_a_path_of_superiors_places_units_of_equal_names_apart(write: Write) -> None:
    table = (
        "id,name,also,up,path\n0,Velabad Police,,,\n1,Post 4,,,Velabad Police / Hill Division\n"
        "2,Post 4,,,Velabad Police / Lake Division / Post 4\n3,Hill Division,,,Velabad Police\n"
        "4,Gate,Puerta,77,Velabad Police / Lake Division / Post 4 / Puerta\n5,Yard,,1,Mirna Army\n"
    )
    told = (
        "units: {unit: id, name: name, other_names: also, superiors: up,"
        ' superior_path: {column: path, separator: " / "}}'
    )
    source_of = source(write, told, table)
    rows = {each.unit: each for each in read_unit_rows(source_of)}
    above = {unit: [rows[each].name if each in rows else each for each in row.superiors] for unit, row in rows.items()}
    assert rows["1"].superiors == ("3",)
    assert above["2"] == ["Lake Division"]
    assert rows["4"].superiors == ("2",), "a superior that is no unit of the file says less than the path"
    assert rows["5"].superiors == ("1",)
    assert len(rows) == 7
    lines = {line.number: line.above for line in list_lines(MappedFile(source_of.path, source_of.map, source_of.table))}  # type: ignore[arg-type]
    assert lines[6] == ("Velabad Police", "Lake Division", "Post 4")
    assert lines[7] == ("Velabad Police", "Hill Division", "Post 4")


def test_of_columns_with_the_same_path_the_first_that_is_filled_counts(write: Write) -> None:
    table = "English,Local\nArmy / Post 4,Ejercito / Puesto 4\n,Ejercito / Puesto 5\n"
    told = 'paths: {path: {columns: [English, Local], separator: " / "}}'
    assert [row.levels for row in read_path_rows(source(write, told, table))] == [
        ("Army", "Post 4"),
        ("Ejercito", "Puesto 5"),
    ]


def test_rows_of_several_sheets_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    head = ["Army", "Unit"]
    path.write_bytes(
        xlsx({"One": [head, ["Velabad Army", "Post 4"]], "Two": [head, ["Mirna Army", "Post 5"]], "Cover": [["x"]]})
    )
    rows = list(read_path_rows(HierarchySource(path, country="GE", map=of_path_columns(("Army", "Unit")))))
    assert [(row.number, row.levels) for row in rows] == [
        (2, ("Velabad Army", "Post 4")),
        (10_000_002, ("Mirna Army", "Post 5")),
    ]
    with pytest.warns(SourceRemark, match="read from the sheet 'One'; not read: 'Two'"):
        assert len(list(list_lines(MappedFile(path, of_path_columns(("Army", "Unit")))))) == 1


def test_blank_nodes_have_the_same_names_in_every_build(write: Write) -> None:
    text = (
        "@prefix org: <http://www.w3.org/ns/org#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        '<urn:a> a org:Organization ; skos:prefLabel "Velabad Police" ; org:hasUnit _:one .\n'
        '_:one a org:OrganizationalUnit ; skos:prefLabel "Post 4" .\n'
    )
    path = write("org.ttl", text)
    made = HierarchySource(path, country="GE", map=preset("org"))
    one, other = ([(row.unit, row.name) for row in read_unit_rows(made)] for _ in range(2))
    assert one == other
    assert {name for _, name in one} == {"Velabad Police", "Post 4"}


def test_an_entity_of_several_countries_has_none_that_is_certain(write: Write) -> None:
    line = '{"id": "a", "schema": "PublicBody", "properties": {"name": ["Velabad Guard"], "country": ["ge", "mx"]}}\n'
    (row,) = MappedFile(write("e.jsonl", line), preset("ftm")).rows(Block.UNITS)
    assert not isinstance(row, BadRow)
    assert row.cells["country"] == ""


@pytest.mark.parametrize(
    ("entities", "used", "message"),
    [
        ('<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">', "&b;", "one of its entities consists of others"),
        (f'<!ENTITY a "{"a" * 100_000}">', "&a;" * 3000, "its entities stand for 300,000,000 bytes"),
        (f"""<!ENTITY a "'{"a" * 100_000}">""", "&a;" * 3000, "its entities stand for 300,003,000 bytes"),
    ],
)
def test_xml_that_grows_is_refused(write: Write, entities: str, used: str, message: str) -> None:
    head = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:s="http://www.w3.org/2004/02/skos/core#"'
    body = f'<rdf:Description rdf:about="urn:a"><s:prefLabel>{used}</s:prefLabel></rdf:Description>'
    path = write("a.rdf", f"<!DOCTYPE rdf:RDF [{entities}]><rdf:RDF {head}>{body}</rdf:RDF>")
    with pytest.raises(SourceError, match=message):
        list(read_unit_rows(HierarchySource(path, country="GE", map=preset("org"))))


def test_xml_with_entities_for_addresses_is_read(write: Write) -> None:
    head = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:s="&s;"'
    body = '<s:Concept rdf:about="urn:a"><s:prefLabel>Velabad Police</s:prefLabel></s:Concept>'
    entity = '<!DOCTYPE rdf:RDF [<!ENTITY s "http://www.w3.org/2004/02/skos/core#">]>'
    path = write("a.rdf", f"{entity}<rdf:RDF {head}>{body}</rdf:RDF>")
    assert [row.name for row in read_unit_rows(HierarchySource(path, country="GE", map=preset("org")))] == [
        "Velabad Police"
    ]


def test_every_row_of_a_wide_table_is_a_unit_an_edge_or_told(write: Write) -> None:
    """Whatever the cells: each identifier gives one unit or a report, each superior one edge or a report."""
    text = f"forms: [{{units: {{unit: id, name: name, country: land}}}}, {{{SUPERIORS}}}]\n"
    chosen = random.Random(17)  # noqa: S311 - a fixed sample
    for _ in range(30):
        rows = [
            [
                chosen.choice(("1", "2", "3", "")),
                chosen.choice(("Post", "Guard", "")),
                "GE",
                chosen.choice(("1", "4", "")),
            ]
            for _ in range(8)
        ]
        table = "id,name,land,above\n" + "".join(",".join(row) + "\n" for row in rows)
        made = source(write, text, table)
        assert made.map is not None
        loaded = MappedUnits(MappedFile(made.path, made.map))
        units, edges = list(loaded.units()), list(loaded.edges())
        bad = {row.number for row in units if isinstance(row, BadRow)}
        named = {row.cells["unit"] for row in units if not isinstance(row, BadRow)}
        for number, (unit, name, _, above) in enumerate(rows, 2):
            assert unit in named or number in bad or not (unit or name)
            assert not above.strip() or number in {row.number for row in edges}


@pytest.mark.parametrize(
    ("name", "text", "known"),
    [
        ("a.ttl", "@prefix org: <http://www.w3.org/ns/org#> .\n", "org"),
        ("a.ldif", "dn: ou=Guard\n", "ldif"),
        ("a.jsonl", '{"id": "1", "schema": "PublicBody", "properties": {"name": ["Guard"]}}\n', "ftm"),
        ("a.json", '{"organizations": [{"id": "1", "name": "Guard"}]}', "popolo"),
        ("a.json", '{"head": {"vars": ["item"]}, "results": {"bindings": []}}', "wikidata"),
        ("a.csv", "unit:id:admin,unit:name,unit:related_unit,unit:related_unit:name\nu,Guard,v,Army\n", "wwic"),
    ],
)
def test_a_file_of_a_known_form_names_its_preset(write: Write, name: str, text: str, known: str) -> None:
    with pytest.raises(SourceError, match=f"give --preset {known}$"):
        is_table_of_paths(HierarchySource(write(name, text)))


MOVED = (
    "units: {unit: id, name: name, superiors: up, first_cited: first, last_cited: last, end_known: ended}",
    "id,name,up,first,last,ended\n1,Velabad Army,,,,\n2,Mirna Brigade,1,2019,,\n3,Lorna Brigade,1,,,\n"
    "4,Post 4,2,2019,2020-12-31,yes\n4,Post 4,3,2021-01-01,,\n2,Mirna Brigade,1,,2022,\n",
)


def test_rows_of_a_unit_that_moves_tell_edges_of_their_own(write: Write) -> None:
    made = source(write, *MOVED)
    loaded = load_units(made)
    units = {each.unit: each for each in read_unit_rows(made, loaded=loaded)}
    assert (units["4"].superiors, units["4"].period) == ((), UNDATED)
    assert units["2"].superiors == ("1",)
    edges = list(read_superior_rows(made.path, made.map, loaded=loaded))
    assert [(each.number, each.subordinate, each.superior) for each in edges] == [(5, "4", "2"), (6, "4", "3")]
    first, second = (each.period for each in edges)
    assert str(first.last.latest) == "2020-12-31"
    assert first.end_known
    assert (str(second.first.earliest), second.last, second.end_known) == ("2021-01-01", None, False)


def test_beside_a_table_of_superiors_a_unit_that_moves_is_told(write: Write) -> None:
    column_map, table = MOVED
    made = replace(source(write, column_map, table), superiors=write("up.csv", "subordinate,superior\n4,2\n"))
    with pytest.raises(SourceError, match="'4' stands under another superior at another time in row 5; put both"):
        list(read_unit_rows(made))


def test_a_resource_of_several_classes_counts_by_one_of_them(write: Write) -> None:
    about = "@prefix org: <http://www.w3.org/ns/org#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
    about += "@prefix ex: <http://example.org/> .\n"
    text = 'ex:a a org:Organization, ex:Body ; skos:prefLabel "A" .\nex:b a ex:Body, ex:More ; skos:prefLabel "B" .\n'
    path = write("units.ttl", about + text)
    with pytest.warns(SourceRemark, match="1 row left out, since the map leaves them out by class"):
        units = list(read_unit_rows(HierarchySource(path, map=preset("org"), country="KE")))
    assert [each.name for each in units] == ["A"]
