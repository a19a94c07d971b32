"""Raw tables of Security Force Monitor with all that is odd about them, and unitgraph's own tables of every kind of
edge and date: in without a hand repair, and out as they were. All names are made up."""

from __future__ import annotations

import csv
from itertools import product
from pathlib import Path

import pytest

from unitgraph.api import build, export
from unitgraph.reading.hierarchy_tables import HierarchySource, load_units, read_superior_rows, read_unit_rows
from unitgraph.reading.maps import preset
from unitgraph.reading.row_reports import RowReports

pytestmark = pytest.mark.filterwarnings("ignore::unitgraph.system.remarks.SourceRemark")

A, B, C, D = (f"{number}b1f0001-0000-4000-8000-000000000001" for number in range(5, 9))
RELATION = (
    "unit:related_unit_id:admin,unit:related_unit,unit:related_unit:confidence,unit:related_unit_class,"
    "unit:related_unit_first_cited_date,unit:related_unit_first_cited_date_start,"
    "unit:related_unit_last_cited_date,unit:related_unit_open"
)
RAW = f"""unit:id:admin,unit:name,unit:other_names,unit:country,unit:first_cited_date,unit:last_cited_date,{RELATION}
{A},Velabad Police,"VP; Velabad Constabulary",Nigeria,4/17/2001,,,,,,,,,
{B},Velabad Police District 4 (Mirna),,Nigeria,,2016-03-00,{A},Velabad Police,High,Command,4/17/2001,Y,12/31/2004,E
{B},Velabad Police District 4 (Mirna),,Nigeria,,2016-03-00,{A},Velabad Police,Medium,Command,2008-05-00,N,2016-03-00,N
{B},Velabad Police District 4 (Mirna),,Nigeria,,2016-03-00,{D},Mirna Region,Low,Administrative,2010-00-00,,,
{C},Unknown Squad of District 4,,Nigeria,2012,2012,{B},Velabad Police District 4 (Mirna),low,,2012,,2012,
,,,,,,,,,,,,,
"""


def test_a_raw_table_needs_no_repair(tmp_path: Path) -> None:
    path = tmp_path / "units.csv"
    path.write_text(RAW, encoding="utf-8-sig")
    source, reports = HierarchySource(path, map=preset("sfm")), RowReports()
    loaded = load_units(source)
    units = {each.unit: each for each in read_unit_rows(source, reports, loaded)}
    edges = list(read_superior_rows(path, source.map, reports, loaded=loaded))
    assert not reports.reports
    assert [(each.name, each.country, each.placeholder) for each in units.values()] == [
        ("Velabad Police", "NG", False),
        ("Velabad Police District 4 (Mirna)", "NG", False),
        ("Unknown Squad of District 4", "NG", True),
        ("Mirna Region", "NG", False),
    ]
    assert set(units) == {A, B, C, D}
    assert units[A].other_names == ("VP", "Velabad Constabulary")
    assert [(str(units[each].period)) for each in (A, B, C)] == [
        "first cited 2001-04-17",
        "last cited 2016-03",
        "first cited 2012, last cited 2012",
    ]
    assert [(each.subordinate, each.superior, each.confidence, str(each.period)) for each in edges] == [
        (B, A, 1.0, "since 2001-04-17, until 2004-12-31"),
        (B, A, 0.75, "first cited 2008-05, last cited 2016-03"),
        (B, D, 0.5, "first cited 2010"),
        (C, B, 0.5, "first cited 2012, last cited 2012"),
    ]


TERM = ("1990", "1999", "", "yes")
DATES = (
    ("", "", "", ""),
    ("2001", "", "", ""),
    ("2001-02", "2005", "", ""),
    ("2001-02-03", "2005-06-07", "yes", ""),
    ("2001", "2005-06", "", "yes"),
    ("", "2005", "", ""),
)
NAMES = ('Mirna "Lake" Guard, East', "=Mirna Guard", "Mirna Guard; West", "Гвардия", "Mirna Guard (MG)", "Mirna Guard")


@pytest.mark.end_to_end
def test_every_kind_of_edge_and_date_comes_back_in(tmp_path: Path) -> None:
    relations = product(("command", "administrative", "member-of", "as-listed"), DATES)
    kinds = [(each, ("accepted", "conflict")[number % 7 % 2], dates) for number, (each, dates) in enumerate(relations)]
    dated = ["first_cited", "last_cited", "start_known", "end_known"]
    units = [["unit", "name", "country", "other_names", "places", "placeholder", *dated]]
    units.append(["top", "Velabad Army", "GE", "VA|Army of Velabad", "", "", *[""] * 4])
    edges = [["subordinate", "superior", "relation", "status", "confidence", *dated]]
    for number, (relation, status, dates) in enumerate(kinds):
        name = f"{NAMES[number % len(NAMES)]} {number}" if number >= len(NAMES) else NAMES[number]
        placeholder = "yes" if number % 11 == 10 else ""
        units.append([f"u{number}", name, "GE", f"A{number}|B, {number}", "Mirna", placeholder, *dates])
        edges.append([f"u{number}", "top", relation, status, f"0.{number % 9 + 1}", *dates])
    edges += [["u1", "u0", "command", "accepted", each, *rest] for each, rest in (("1", TERM), ("0.5", DATES[1]))]
    for name, rows in (("units", units), ("edges", edges)):
        with (tmp_path / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(rows)

    def tables(folder: Path, place: str) -> dict[str, list[dict[str, str]]]:
        source = HierarchySource(folder / "units.csv", folder / "edges.csv")
        build(None, tmp_path / place, hierarchies=[source], no_list=True)
        export("csv", tmp_path / f"{place}-out", store=tmp_path / place)
        found = {}
        for name in ("units", "edges"):
            with (tmp_path / f"{place}-out" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
                rows = [{key: cell for key, cell in row.items() if key != "entries"} for row in csv.DictReader(lines)]
            found[name] = sorted(rows, key=lambda row: sorted(row.items()))
        return found

    before = tables(tmp_path, "one")
    assert (len(before["units"]), len(before["edges"])) == (len(kinds) + 1, len(kinds) + 2)
    assert tables(tmp_path / "one-out", "two") == before
