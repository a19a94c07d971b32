"""Rows of hierarchy tables that are left out: each is reported with its reason, and the rest is built.

All names are made up.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from unitgraph.api import build, check, open_hierarchy
from unitgraph.dataset.writer import Writer
from unitgraph.identity.assembly import Assembly
from unitgraph.identity.units import Unit
from unitgraph.pipeline.hierarchies import HierarchyTables
from unitgraph.reading.hierarchy_tables import HierarchySource
from unitgraph.reading.row_reports import EDGES, ROWS, UNKNOWN, RowReports
from unitgraph.system.display import unshown
from unitgraph.system.errors import ReadingError, SourceError
from unitgraph.system.remarks import SourceRemark

BAD = """\
unit,name,country,superiors,first_cited,colour
1,Velabad Army,MX,,,
2,First Brigade,Atlantis,1,,
3,Second Brigade,MX,1,soon,
4,,MX,1,,
1,Velabad Navy,MX,,,
5,Third Battalion,MX,2,,
6,Fourth Battalion,MX,99,,
7,Fifth Battalion,MX,7,,
8,Sixth Battalion,MX,Velabad Army,,red
9,Velabad Mission,UN,,,
"""
REASONS = [
    "bad.csv line 3: unknown country 'Atlantis'; give",
    "bad.csv line 4: first_cited 'soon' is not a date; write",
    "bad.csv line 5: no name; fill",
    "bad.csv line 6: duplicate unit '1' (it is in line 2); give",
    "bad.csv line 7: the unit '2' is left out (line 3); correct",
    "bad.csv line 8: the unit '99' is not in the table of units; add",
    "bad.csv line 9: the unit '7' is its own superior; correct",
]


def merged(folder: Path, text: str, reports: RowReports, superiors: str = "", name: str = "bad") -> list[Unit]:
    """The units of a table that stands in a file of this name."""
    path = folder / f"{name}.csv"
    path.write_text(text, encoding="utf-8")
    more = folder / "superiors.csv" if superiors else None
    if more is not None:
        more.write_text(superiors, encoding="utf-8")
    tables = HierarchyTables([HierarchySource(path, more)], unshown, reports=reports)
    assembly = Assembly("https://example.org/", tables.names, reports=reports)
    for _ in tables.merged_into(assembly, Writer("https://example.org/")):
        pass
    assembly.identify()
    return list(assembly.tabled())


def test_what_is_left_out_is_reported_and_the_rest_is_built(tmp_path: Path) -> None:
    reports = RowReports()
    with pytest.warns(SourceRemark) as told:
        units = merged(tmp_path, BAD, reports)
    assert [str(each)[: len(reason)] for each, reason in zip(reports.reports, REASONS, strict=True)] == REASONS
    assert (reports.count("bad", ROWS), reports.count("bad", EDGES), reports.count("bad", UNKNOWN)) == (3, 1, 2)
    assert sorted((unit.name, unit.country, len(unit.edges)) for unit in units) == [
        ("Fifth Battalion", "MX", 0),
        ("Fourth Battalion", "MX", 1),
        ("Second Brigade", "MX", 1),
        ("Sixth Battalion", "MX", 1),
        ("Third Battalion", "MX", 1),
        ("Unknown unit 2", "MX", 0),
        ("Unknown unit 99", "MX", 0),
        ("Velabad Army", "MX", 0),
        ("Velabad Mission", "XX", 0),
    ]
    assert [str(each.message) for each in told] == [
        "bad.csv: the column 'colour' is not read",
        "bad.csv: 1 edge found by the names of units, not by their identifiers",
    ]


@pytest.mark.filterwarnings("ignore::unitgraph.system.remarks.SourceRemark")
def test_strict_raises_the_first(tmp_path: Path) -> None:
    with pytest.raises(ReadingError, match=r"bad\.csv line 3: unknown country 'Atlantis'"):
        merged(tmp_path, BAD, RowReports(strict=True))


def test_a_table_of_which_nothing_is_left_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"bad\.csv line 2: no country \(and none of its 2 rows can be read\)"):
        merged(tmp_path, "unit,name\n1,A\n2,B\n", RowReports())


@pytest.mark.parametrize(
    ("rows", "edges", "circular"),
    [
        ("a,Alpha,MX,b\nb,Bravo,MX,a\nc,Third,MX,a\n", [("Third", "Alpha")], [2, 3]),
        ("a,Alpha,MX,b|c\nb,Bravo,MX,\nc,Third,MX,a\n", [("Alpha", "Bravo")], [2, 4]),
        ("a,Alpha,MX,b\nb,Bravo,MX,c\nc,Third,MX,a|b\n", [], [2, 3, 4, 4]),
    ],
)
def test_the_edges_of_a_circle_are_disputed_whatever_their_order(
    tmp_path: Path, rows: str, edges: list[tuple[str, str]], circular: list[int]
) -> None:
    reports = RowReports()
    units = merged(tmp_path, f"unit,name,country,superiors\n{rows}", reports)
    names = {unit.iri: unit.name for unit in units}
    stated = [(unit.name, names[each.superior], each.status) for unit in units for each in unit.edges]
    assert [each[:2] for each in stated if each[2] == "accepted"] == edges
    assert len(stated) - len(edges) == len(circular)
    assert sorted(each.row for each in reports.reports) == circular
    assert {each.kind for each in reports.reports} == {"disputed edge"}
    assert all("going up leads back" in each.what for each in reports.reports)
    # The first edge of a circle names all of it.
    whole, *further = reports.reports
    assert f"(in {whole.place.replace('.csv', '')}; bad line " in whole.what
    assert all(each.what.endswith(" says") or "; bad line " in each.what for each in further)


def test_a_name_of_several_units_is_no_superior(tmp_path: Path) -> None:
    text = "unit,name,country,superiors\n1,Guard,MX,\n2,Guard,MX,\n3,Guard,GT,\n4,Post,MX,Guard\n5,Post,GT,guard\n"
    reports = RowReports()
    with pytest.warns(SourceRemark, match="1 edge found by the names"):
        units = merged(tmp_path, text, reports)
    assert [str(each) for each in reports.reports] == [
        "bad.csv line 5: 2 units are called 'Guard'; give the identifier of the one that is meant"
    ]
    names = {unit.iri: (unit.name, unit.placeholder) for unit in units}
    assert [(unit.country, names[each.superior]) for unit in units for each in unit.edges] == [
        ("GT", ("Guard", False)),
        ("MX", ("Unknown unit Guard", True)),
    ]


def test_rows_of_a_table_of_superiors_are_reported_with_their_table(tmp_path: Path) -> None:
    superiors = "subordinate,superior,relation\n2,1,owns\n2,9,\n2,1,\n8,1,\n"
    reports = RowReports()
    units = merged(tmp_path, "unit,name,country\n1,Army,MX\n2,Post,MX\n", reports, superiors)
    assert [(each.table, each.row, each.kind) for each in reports.reports] == [
        ("superiors", 2, ROWS),
        ("superiors", 3, UNKNOWN),
        ("superiors", 5, EDGES),
    ]
    assert [len(unit.edges) for unit in units if not unit.placeholder] == [0, 2]


@pytest.mark.parametrize(
    "table",
    [
        "Unit code;Unit;Reports to;Nation;Acronym\nP1;Orvena Police;;Bolivia;OP\nP2;Tamora Region;P1;Bolivia;\n"
        "P3;Lorna Squad;OP;Bolivia;\nP4;Selva Post;Tamora Region;Bolivia;\n",
        "reports to,id,unidad,unidad superior,pa\u00eds,alias\nX,1,Orvena Police,,Bolivia,OP\n"
        "X,2,Tamora Region,1,Bolivia,\nX,3,Lorna Squad,OP,Bolivia,\nX,4,Selva Post,Tamora Region,Bolivia,\n",
    ],
)
def test_superiors_are_identifiers_names_or_other_names_of_rows_as_their_values_tell(
    tmp_path: Path, table: str
) -> None:
    with pytest.warns(SourceRemark, match="2 edges found by the names of units"):
        units = merged(tmp_path, table, RowReports())
    names = {unit.iri: unit.name for unit in units}
    assert sorted((unit.name, *(names[each.superior] for each in unit.edges)) for unit in units) == [
        ("Lorna Squad", "Orvena Police"),
        ("Orvena Police",),
        ("Selva Post", "Tamora Region"),
        ("Tamora Region", "Orvena Police"),
    ]


@pytest.mark.parametrize(("entries", "direct"), [("", 2), ("https://example.org/list/made/entry/1", 1)])
def test_edges_that_entries_state_skip_levels_in_own_tables_as_in_lists(
    tmp_path: Path, entries: str, direct: int
) -> None:
    rows = f"a,b,2021,2021,\nb,c,2021,2021,\na,c,2022,2022,{entries}\n"
    units = merged(
        tmp_path,
        "unit,name,country\na,Mirna Post,MX\nb,Mirna Division,MX\nc,Torlo Police,MX\n",
        RowReports(),
        f"subordinate,superior,first_cited,last_cited,entries\n{rows}",
    )
    (post,) = (unit for unit in units if unit.name == "Mirna Post")
    assert (len(post.edges), len([edge for edge in post.edges if edge.plain])) == (2, direct)


def test_a_superior_without_a_row_is_a_unit_by_its_name_or_unknown(tmp_path: Path) -> None:
    reports = RowReports()
    rows = "1,Mirna Company,MX,Karost Detachment\n2,Selva Company,MX,karost detachment\n3,Torlo Company,MX,K-7\n"
    more = "4,Lorna Company,GT,K-7\n5,Pelin Company,MX,BRG12\n"
    with pytest.warns(SourceRemark, match="1 superior without a row of its own, a unit by its name"):
        units = merged(tmp_path, f"unit,name,country,superiors\n{rows}{more}", reports, "subordinate,superior\nK-7,1\n")
    names = {unit.iri: unit.name for unit in units}
    assert sorted((unit.name, unit.country, *(names[each.superior] for each in unit.edges)) for unit in units) == [
        ("Karost Detachment", "MX"),
        ("Lorna Company", "GT", "Unknown unit K-7"),
        ("Mirna Company", "MX", "Karost Detachment"),
        ("Pelin Company", "MX", "Unknown unit BRG12"),
        ("Selva Company", "MX", "Karost Detachment"),
        ("Torlo Company", "MX", "Unknown unit K-7"),
        ("Unknown unit BRG12", "MX"),
        ("Unknown unit K-7", "GT"),
        ("Unknown unit K-7", "MX"),
    ]
    assert all(unit.placeholder is unit.name.startswith("Unknown") for unit in units)
    assert sorted((each.row, each.kind) for each in reports.reports) == [
        (2, EDGES),
        (4, UNKNOWN),
        (5, UNKNOWN),
        (6, UNKNOWN),
    ]


def test_usual_headings_of_a_table_of_units_are_understood_and_told(tmp_path: Path) -> None:
    with pytest.warns(SourceRemark) as told:
        units = merged(tmp_path, "id,name,parent,country\na,Alpha,b,MX\nb,Bravo,,MX\n", RowReports())
    assert [unit.name for unit in units if unit.edges] == ["Alpha"]
    assert [str(each.message) for each in told] == [
        "bad.csv: the column 'id' is read as 'unit'",
        "bad.csv: the column 'parent' is read as 'superiors'",
    ]


def test_rows_of_paths_that_cannot_be_read_are_reported(tmp_path: Path) -> None:
    rows = '"Mirna Station, Velabad Police",MX,\n,MX,\nX Unit,Nowhere,\nY Unit,MX,soon\nZ Unit,UN,\n'
    text = f"path,country,last_cited\n{rows}"
    reports = RowReports()
    units = merged(tmp_path, text, reports)
    assert sorted((unit.name, unit.country) for unit in units) == [
        ("Mirna Station", "MX"),
        ("Velabad Police", "MX"),
        ("Y Unit", "MX"),
        ("Z Unit", "XX"),
    ]
    assert [(each.row, each.what) for each in reports.reports] == [
        (3, "no path"),
        (4, "unknown country 'Nowhere'"),
        (5, "last_cited 'soon' is not a date"),
    ]


def test_a_date_that_cannot_be_read_leaves_its_unit(tmp_path: Path) -> None:
    text = (
        "unit,name,country,first_cited,last_cited,end_known\n"
        "1,Alpha,MX,2001,present,\n2,Bravo,MX,2001,soon,\n3,Third,MX,2001,soon,yes\n4,Fourth,MX,2005,2001,\n"
    )
    edges = (
        "subordinate,superior,first_cited,last_cited,end_known\n1,2,2001,ongoing,\n2,3,2001,soon,\n3,4,2001,soon,yes\n"
    )
    reports = RowReports()
    units = {unit.name: unit for unit in merged(tmp_path, text, reports, edges)}
    assert {name: str(unit.period) for name, unit in units.items()} == {
        "Alpha": "first cited 2001",
        "Bravo": "first cited 2001",
        "Third": "",
        "Fourth": "",
    }
    assert [(each.table, each.row, each.kind) for each in reports.reports] == [
        ("bad", 3, "date"),
        ("bad", 4, "date"),
        ("bad", 5, "date"),
        ("superiors", 3, "date"),
        ("superiors", 4, "row"),
    ]
    # An edge whose end is known and cannot be read would hold for ever.
    assert [len(units[name].edges) for name in ("Alpha", "Bravo", "Third")] == [1, 1, 0]
    with pytest.raises(SourceError, match=r"bad\.csv line 3: last_cited 'soon' is not a date"):
        merged(tmp_path, text, RowReports(strict=True))
    beside = (
        "unit,name,country,superiors,last_cited,end_known\n1,Alpha,MX,,,\n2,Bravo,MX,1,soon,yes\n3,Third,MX,1,soon,\n"
    )
    reports = RowReports()
    units = {unit.name: unit for unit in merged(tmp_path, beside, reports)}
    assert (len(units["Bravo"].edges), len(units["Third"].edges)) == (0, 1)
    assert [(each.row, each.kind) for each in reports.reports] == [(3, "date"), (3, "edge"), (4, "date")]


ROW = st.tuples(
    st.sampled_from(["", "1", "2", "3", "4"]),
    st.sampled_from(["", "Alpha", "Bravo", "Third"]),
    st.sampled_from(["MX", "GT", "", "Nowhere"]),
    st.sampled_from(["", "1", "2", "3", "1|2", "9", "Bravo", "4|Alpha|9"]),
    st.sampled_from(["", "2018", "soon"]),
)


@pytest.mark.filterwarnings("ignore::unitgraph.system.remarks.SourceRemark")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.lists(ROW, min_size=1, max_size=8))
def test_rows_in_are_units_and_edges_out_and_reports(tmp_path: Path, rows: list[tuple[str, ...]]) -> None:
    reports = RowReports()
    text = "\n".join(["unit,name,country,superiors,first_cited", *map(",".join, rows)])
    stated = [row for row in rows if any(row)]
    try:
        units = merged(tmp_path, text, reports)
    except (SourceError, ReadingError):
        assert reports.count("bad", ROWS) == len(stated)
        return
    left_out = {each.row for each in reports.reports if each.kind == ROWS}
    kept = [row for number, row in enumerate(rows, 2) if any(row) and number not in left_out]
    assert sum(not unit.placeholder for unit in units) == len(kept) == len(stated) - reports.count("bad", ROWS)
    edges = sum(len(set(filter(None, row[3].split("|")))) for row in kept)
    made = sum(edge.rows != () for unit in units for edge in unit.edges)
    assert made <= edges - reports.count("bad", EDGES)
    ends = sum(len(edge.rows) for unit in units for edge in unit.edges)
    # Two names of one superior in a row are one edge.
    assert ends <= edges - reports.count("bad", EDGES) <= ends + sum("Alpha" in row[3] for row in kept)


def test_the_command_reports_builds_the_rest_and_writes_a_table(
    tmp_path: Path, run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    more = "".join(f"x{n},Unit {n},Nowhere,,,\n" for n in range(30))
    Path("bad.csv").write_text(BAD + more, encoding="utf-8")
    given = ("build", "--hierarchy", "bad.csv", "--no-list", "--store", "s")
    done = run(*given, "--report", "left-out.csv")
    assert done.code == 0
    assert done.out.startswith("Built s: 0 denials, 9 units, 4 parent-child edges, 5 roots, 2 countries;")
    unknown = "2 edges to an unknown superior, kept as a placeholder"
    assert (
        f"\nbad: 33 rows, 1 edge and 1 date left out; {unknown}\n  bad.csv line 3: unknown country 'Atlantis';"
        in done.err
    )
    assert "\n  and 17 more; left-out.csv has all\n" in done.err
    with Path("left-out.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 37
    assert rows[0]["reason"] == "unknown country 'Atlantis'"
    assert (rows[0]["table"], rows[0]["row"], rows[0]["kind"]) == ("bad", "3", "row")
    for country in (None, "UN"):
        assert check("Velabad Mission", country=country, store="s").status == "not-listed"
    assert check("Velabad Mission", country="MX", store="s").status == "unknown"
    before = open_hierarchy("s").lists
    assert run(*given, "--strict").code == 2
    assert open_hierarchy("s").lists == before


@pytest.mark.filterwarnings("ignore::unitgraph.system.remarks.SourceRemark")
def test_python_tells_what_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text(BAD, encoding="utf-8")
    source = HierarchySource(tmp_path / "bad.csv")
    with pytest.raises(ReadingError, match="Atlantis"):
        build(None, tmp_path / "store", hierarchies=[source], no_list=True, strict=True)
    made = build(None, tmp_path / "store", hierarchies=[source], no_list=True)
    assert (made.units, made.reports.total) == (9, 7)
