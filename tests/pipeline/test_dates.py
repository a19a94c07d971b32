"""Edges with dates, from tables to graph, index and answers. Lists and units are made up."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from unitgraph.api import build, check, open_hierarchy, open_store
from unitgraph.exports import write_folder
from unitgraph.exports.selection import about
from unitgraph.index.hierarchy import Hierarchy
from unitgraph.index.nodes import load_hierarchy
from unitgraph.pipeline.building import Built
from unitgraph.reading.hierarchy_tables import HierarchySource
from unitgraph.sources import Columns
from unitgraph.system.errors import SourceError

pytestmark = pytest.mark.end_to_end

UNITS = "unit,name,country\na,Korbad Battalion,ML\nb,Velabad Brigade,ML\nc,Sorbad Brigade,ML\n"
EDGES = """
PREFIX ug: <https://w3id.org/unitgraph/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?above ?relation ?first ?firstLatest ?lastEarliest ?last ?start ?end ?status WHERE {
  ?edge ug:subordinate/skos:prefLabel "Korbad Battalion" ; ug:superior/skos:prefLabel ?above ; ug:relation ?relation .
  OPTIONAL { ?edge ug:firstCited ?first } OPTIONAL { ?edge ug:firstCitedLatest ?firstLatest }
  OPTIONAL { ?edge ug:lastCited ?last } OPTIONAL { ?edge ug:lastCitedEarliest ?lastEarliest }
  OPTIONAL { ?edge ug:startKnown ?start } OPTIONAL { ?edge ug:endKnown ?end } OPTIONAL { ?edge ug:edgeStatus ?status }
} ORDER BY ?above ?first
"""


def built(
    folder: Path,
    superiors: str,
    units: str = UNITS,
    entries: Iterable[str] = ("Velabad Brigade",),
    paths: str = "",
    strict: bool = False,
) -> Built:
    """A store of a list of 2021 whose entries are all of Mali, with tables beside it."""
    text = "path,country\n" + "".join(f'"{each}",ML\n' for each in entries)
    for name, content in (("list", text), ("units", units), ("superiors", superiors), ("paths", paths)):
        (folder / f"{name}.csv").write_text(content, encoding="utf-8")
    tables = [HierarchySource(folder / "units.csv", folder / "superiors.csv" if superiors else None)] if units else []
    tables += [HierarchySource(folder / "paths.csv")] if paths else []
    return build(
        folder / "list.csv",
        folder / "store",
        name="made",
        year=2021,
        columns=Columns("path", "country"),
        hierarchies=tables,
        strict=strict,
    )


def named(hierarchy: Hierarchy, name: str) -> str:
    (found,) = (node.iri for node in hierarchy if node.name == name)
    return found


def names(hierarchy: Hierarchy, iris: Iterable[str]) -> list[str]:
    return sorted(hierarchy[iri].name for iri in iris)


def test_each_dated_row_is_a_statement_of_its_own(tmp_path: Path) -> None:
    rows = """\
subordinate,superior,relation,status,first_cited,last_cited,start_known,end_known,open_ended
a,b,command,,2000,2003-04,yes,,E
a,b,command,,2010-05-06,,,,Y
a,b,member-of,,,2012,,,
a,c,administrative,conflict,,,,,
"""
    made = built(tmp_path, rows)
    assert made.edges == 1
    with open_store(tmp_path / "store") as store:
        found = [
            [str(cell or "").removeprefix("https://w3id.org/unitgraph/ns#") for cell in row]
            for row in store.query(EDGES).texts()
        ]
        write_folder(store, tmp_path / "tables")
        loaded = load_hierarchy(store)
    assert found == [
        ["Sorbad Brigade", "AdministrativeRelation", "", "", "", "", "", "", "Conflict"],
        ["Velabad Brigade", "MemberOfRelation", "", "", "2012-01-01", "2012-12-31", "", "", ""],
        [
            "Velabad Brigade",
            "CommandRelation",
            "2000-01-01",
            "2000-12-31",
            "2003-04-01",
            "2003-04-30",
            "true",
            "true",
            "",
        ],
        ["Velabad Brigade", "CommandRelation", "2010-05-06", "", "", "", "", "", ""],
    ]
    with (tmp_path / "tables" / "edges.csv").open(encoding="utf-8", newline="") as stream:
        edges = sorted(csv.DictReader(stream), key=lambda row: (row["first_cited"], row["relation"]))
    told = [
        (row["first_cited"], row["last_cited"], row["start_known"], row["end_known"], row["status"]) for row in edges
    ]
    assert told == [
        ("", "", "", "", "conflict"),
        ("", "2012", "", "", "accepted"),
        ("2000", "2003-04", "yes", "yes", "accepted"),
        ("2010-05-06", "", "", "", "accepted"),
    ]
    hierarchy = open_hierarchy(tmp_path / "store")
    assert list(hierarchy) == list(loaded)
    assert list(hierarchy.plain.relations) == list(loaded.plain.relations)
    stated = hierarchy.edges(named(hierarchy, "Korbad Battalion"))
    assert sorted(str(edge.period) for edge in stated) == [
        "",
        "first cited 2010-05-06",
        "last cited 2012",
        "since 2000, until 2003-04",
    ]


def test_last_cited_is_no_end(tmp_path: Path) -> None:
    built(
        tmp_path, "subordinate,superior,relation,first_cited,last_cited\na,b,command,2000,2005\na,c,command,2006,2021\n"
    )
    assert check("Korbad Battalion", country="ML", store=tmp_path / "store").status == "within-listed"
    hierarchy = open_hierarchy(tmp_path / "store")
    battalion = named(hierarchy, "Korbad Battalion")
    for each in (hierarchy, hierarchy.as_of(date(2024, 1, 1)), hierarchy.as_of(date(1990, 1, 1))):
        assert names(each, each.ancestors(battalion)) == ["Sorbad Brigade", "Velabad Brigade"]
    # The list of 2021 counts from 1 January 2022.
    assert hierarchy.as_of(date(2021, 12, 31)).listed_above(battalion) == {}
    assert names(hierarchy, hierarchy.as_of(date(2022, 1, 1)).listed_above(battalion)) == ["Velabad Brigade"]


def test_a_known_end_is_an_end(tmp_path: Path) -> None:
    built(tmp_path, "subordinate,superior,last_cited,end_known\na,b,2005-03,yes\n")
    hierarchy = open_hierarchy(tmp_path / "store")
    battalion = named(hierarchy, "Korbad Battalion")
    assert names(hierarchy, hierarchy.as_of(date(2005, 3, 31)).ancestors(battalion)) == ["Velabad Brigade"]
    assert hierarchy.as_of(date(2005, 4, 1)).ancestors(battalion) == {}
    assert names(hierarchy, hierarchy.listed_above(battalion)) == ["Velabad Brigade"]


CIRCLE = "subordinate,superior,first_cited,last_cited,start_known,end_known\na,b,,2005,,yes\nb,a,2006,,yes,\nc,a,,,,\n"


def test_a_circle_over_time_is_no_error(tmp_path: Path) -> None:
    made = built(tmp_path, CIRCLE)
    # Of the circle the edge that is over is no plain one.
    assert (made.edges, made.roots) == (2, 1)
    hierarchy = open_hierarchy(tmp_path / "store")
    with open_store(tmp_path / "store") as store:
        assert list(hierarchy) == list(load_hierarchy(store))
    battalion, brigade = named(hierarchy, "Korbad Battalion"), named(hierarchy, "Velabad Brigade")
    assert names(hierarchy, hierarchy.ancestors(brigade)) == ["Korbad Battalion"]
    assert names(hierarchy, hierarchy.ancestors(battalion)) == ["Velabad Brigade"]
    assert names(hierarchy, (node.iri for node in hierarchy.as_of(date(2004, 1, 1)).roots())) == ["Velabad Brigade"]
    assert check("Sorbad Brigade", country="ML", store=tmp_path / "store").status == "within-listed"


def test_a_circle_at_one_time_names_its_rows(tmp_path: Path) -> None:
    for circle in (CIRCLE.replace("2006", "2005"), CIRCLE.replace("2005,,yes", "2005,,")):
        with pytest.raises(SourceError, match="superiors line 2; superiors line 3: going up leads back to"):
            built(tmp_path, circle, strict=True)
    assert not (tmp_path / "store").exists()
    made = built(tmp_path, circle)
    assert made.edges == 1
    assert [(each.table, each.row) for each in made.reports.reports] == [("superiors", 2), ("superiors", 3)]
    # Both edges are disputed, and no unit on the circle is told clear of the listed one.
    answer = check("Korbad Battalion", country="ML", store=tmp_path / "store")
    assert [finding.relation for finding in answer.findings] == ["ancestor", "descendant"]
    hierarchy = open_hierarchy(tmp_path / "store")
    assert not hierarchy[named(hierarchy, "Korbad Battalion")].superiors


def test_edges_of_a_circle_make_no_units_unlike(tmp_path: Path) -> None:
    units = UNITS.replace("Velabad Brigade", "Velabad Brigade 3")
    entries = ["Korbad Battalion, 3rd Velabad Brigade, Sorbad Brigade"]
    made = built(tmp_path, "subordinate,superior\na,b\nb,c\nc,a\n", units, entries)
    assert (made.units, len(made.reports.reports)) == (3, 3)


def test_a_circle_that_sources_are_in_conflict_about_is_no_error(tmp_path: Path) -> None:
    built(tmp_path, "subordinate,superior,status\na,b,\nb,a,conflict\n")
    hierarchy = open_hierarchy(tmp_path / "store")
    battalion, brigade = named(hierarchy, "Korbad Battalion"), named(hierarchy, "Velabad Brigade")
    assert (set(hierarchy.ancestors(brigade)), set(hierarchy.ancestors(battalion))) == ({battalion}, {brigade})
    assert [node.name for node in hierarchy.undisputed(brigade)] == []
    assert [node.name for node in hierarchy.superiors(brigade)] == ["Korbad Battalion"]


LEVELS = "unit,name,country\n1,Velabad Army,ML\n2,Velabad Division,ML\n3,Korbad Company,ML\n"


@pytest.mark.parametrize(
    ("rows", "direct"),
    [
        # A level that is left out, in one relation, or in one that is not told.
        ("2,1,command,,\n3,2,command,,\n3,1,command,,\n", ["Velabad Division"]),
        ("2,1,command,,\n3,2,command,,\n3,1,,,\n", ["Velabad Division"]),
        # Another relation is another chain.
        ("2,1,command,,\n3,2,command,,\n3,1,administrative,,\n", ["Velabad Army", "Velabad Division"]),
        # The division left the army before the company stood under it.
        ("2,1,command,2001,\n3,2,command,,2002\n3,1,command,,\n", ["Velabad Army", "Velabad Division"]),
        ("2,1,command,2001,\n3,2,command,,2001\n3,1,command,,\n", ["Velabad Division"]),
        # That the company stood under the army is told of a time when the division did not.
        ("2,1,command,2001,\n3,2,command,,\n3,1,command,,2002\n", ["Velabad Army", "Velabad Division"]),
    ],
)
def test_an_edge_is_left_out_only_where_others_imply_it(tmp_path: Path, rows: str, direct: list[str]) -> None:
    full = "".join(
        f"{below},{above},{relation},{end},{'yes' if end else ''},{start},{'yes' if start else ''}\n"
        for below, above, relation, end, start in (line.split(",") for line in rows.splitlines())
    )
    head = "subordinate,superior,relation,last_cited,end_known,first_cited,start_known\n"
    built(tmp_path, head + full, LEVELS)
    hierarchy = open_hierarchy(tmp_path / "store")
    assert [
        node.name for node in sorted(hierarchy.undisputed(named(hierarchy, "Korbad Company")), key=lambda n: n.name)
    ] == direct


PLACEHOLDERS = """\
unit,name,country,superiors,placeholder
1,Velabad Army,ML,,
2,Unknown Brigade,ML,1,
3,Unknown Brigade,ML,1,
4,Harbour Company,ML,2,
5,Mountain Company,ML,2,
6,Brigade X,ML,1,yes
7,Unknown Soldier Guard,ML,1,no
"""


def test_placeholders_are_a_class_of_their_own(tmp_path: Path) -> None:
    made = built(tmp_path, "", PLACEHOLDERS, ["Harbour Company, Velabad Army"])
    hierarchy = open_hierarchy(tmp_path / "store")
    with open_store(tmp_path / "store") as store:
        assert list(hierarchy) == list(load_hierarchy(store))
    assert sorted(node.name for node in hierarchy if node.placeholder) == [
        "Brigade X",
        "Unknown Brigade",
        "Unknown Brigade",
    ]
    # No warning that the two have one name, and no question whether they are one.
    assert not any("differs by a letter" in warning for warning in made.warnings)
    assert all(not node.possibly for node in hierarchy)
    store_at = tmp_path / "store"
    assert check("Velabad Army", country="ML", store=store_at).status == "contains-listed"
    assert check("Mountain Company", country="ML", store=store_at).status == "not-listed"


def test_two_that_nobody_could_name_are_two(tmp_path: Path) -> None:
    rows = ["A Company, Unknown Brigade, Velabad Army", "B Company, Unknown Brigade, Velabad Army"]
    paths = "path,country\n" + "".join(f'"{each}",ML\n' for each in [*rows, rows[0], "Unknown Brigade, Velabad Army"])
    built(tmp_path, "", "", ["Velabad Navy"], paths)
    hierarchy = open_hierarchy(tmp_path / "store")
    brigades = [node for node in hierarchy if node.name == "Unknown Brigade"]
    below = sorted(tuple(each.name for each in hierarchy.subordinates(node.iri)) for node in brigades)
    # What stands below tells which is which; the one of the last row may be either, or a third.
    assert below == [(), ("A Company",), ("B Company",)]
    assert all(node.placeholder for node in brigades)


def test_whether_a_listed_placeholder_is_one_of_a_table_is_a_question(tmp_path: Path) -> None:
    units = "unit,name,country,superiors\n1,Velabad Army,ML,\n2,Unknown Brigade,ML,1\n3,Unknown Regiment,ML,1\n"
    built(tmp_path, "", units, ["Unknown Brigade, Velabad Army"])
    hierarchy = open_hierarchy(tmp_path / "store")
    of_table, of_list = sorted(
        (node for node in hierarchy if node.name == "Unknown Brigade"), key=lambda node: node.listed
    )
    assert (of_table.listed, of_list.listed) == (False, True)
    assert of_table.possibly == (of_list.iri,)


@pytest.mark.parametrize(
    ("told", "conflict"),
    [
        ("command,,,", True),
        ("command,,2005,", True),  # last cited is no end
        ("command,,2005,yes", False),  # it had left when the other table says it came
        ("command,conflict,,", False),
    ],
)
def test_other_superiors_contradict_only_where_both_may_hold(tmp_path: Path, told: str, conflict: bool) -> None:
    units = "unit,name,country\n1,Velabad Army,ML\n2,Korbad Rifles,ML\n"
    superiors = f"subordinate,superior,relation,status,last_cited,end_known\n2,1,{told}\n"
    paths = 'path,country,first_cited,start_known\n"Korbad Rifles, Sorbad Command",ML,2010,yes\n'
    built(tmp_path, superiors, units, ["Velabad Navy"], paths)
    hierarchy = open_hierarchy(tmp_path / "store")
    found = [node for node in hierarchy if node.name == "Korbad Rifles"]
    # In conflict the two may be one, and nothing more; otherwise their one name is enough.
    assert len(found) == (2 if conflict else 1)
    assert all(bool(node.possibly) == conflict for node in found)


def test_an_export_of_a_unit_describes_superiors_that_are_no_plain_ones(tmp_path: Path) -> None:
    built(tmp_path, "subordinate,superior,status\na,c,conflict\n")
    hierarchy = open_hierarchy(tmp_path / "store")
    battalion, brigade = named(hierarchy, "Korbad Battalion"), named(hierarchy, "Sorbad Brigade")
    with open_store(tmp_path / "store") as store:
        lines = about(store.quads(), battalion)
    subjects = {line.split(" ", 1)[0] for line in lines}
    assert f"<{brigade}>" in subjects
    assert f"<{named(hierarchy, 'Velabad Brigade')}>" not in subjects


def test_a_column_of_superiors_says_nothing_of_days_on_which_its_unit_was_not_there(tmp_path: Path) -> None:
    rows = """\
unit,name,country,superiors,first_cited,last_cited,start_known,end_known
u1,Velabad Command,ML,,,,,
u2,Mirna Division,ML,u1,2001,2005-06,yes,yes
u3,Tirel Division,ML,u1,2001,2005-06,,
"""
    made = built(tmp_path, "", rows, ["Velabad Command"])
    assert made.edges == 2
    with open_store(tmp_path / "store") as store:
        hierarchy = load_hierarchy(store)
    over = hierarchy.as_of(date(2022, 7, 1))
    mirna, tirel = named(hierarchy, "Mirna Division"), named(hierarchy, "Tirel Division")
    assert names(hierarchy, hierarchy.listed_above(mirna)) == ["Velabad Command"]
    assert over.listed_above(mirna) == {}
    assert names(hierarchy, over.listed_above(tirel)) == ["Velabad Command"]  # last cited is no end
