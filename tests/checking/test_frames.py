"""Data frames and other tables of names, screened in a program; and how values are shown."""

from __future__ import annotations

from typing import Any

import pandas
import pytest

import unitgraph
from unitgraph.checking.screening import RESULT_COLUMNS
from unitgraph.system.errors import QueryError, SourceError, UnitGraphError

FRAME = pandas.DataFrame(
    {
        "no": [1, 2, 3, 4],
        "unit": ["Torreon Station", None, "Federal Police", "RAB"],
        "land": ["MX", "MX", "Mexico", ""],
    },
    index=[5, 6, 7, 8],
)


def test_a_data_frame_is_screened() -> None:
    found = unitgraph.screen(FRAME, country="land")
    assert repr(found) == "<Screened 4 rows: 1 listed, 1 contains-listed, 1 ambiguous>"
    assert found.counts == {"listed": 1, "contains-listed": 1, "ambiguous": 1}
    table = found.to_pandas()
    assert list(table.columns) == ["no", "unit", "land", "status", "unit_unitgraph", *RESULT_COLUMNS[2:]]
    assert (list(table.index), list(table["no"])) == ([5, 6, 7, 8], [1, 2, 3, 4])
    assert list(table["status"]) == ["listed", "", "contains-listed", "ambiguous"]
    assert table["score"].dtype.kind == "f"
    assert table.loc[5, "entry"].startswith("list 2018 line 60: Federal Police")
    assert "status" not in FRAME.columns
    assert [each and str(each.status) for each in found.answers] == ["listed", None, "contains-listed", "ambiguous"]
    rows = found.to_dict()["rows"]
    assert rows[2]["row"] == {"no": "3", "unit": "Federal Police", "land": "Mexico"}
    assert rows[1]["answer"] is None
    assert "<td>contains-listed</td>" in found._repr_html_()


def test_what_a_row_says_beside_a_name_counts() -> None:
    rows = {"name": ["Torreon Station"] * 2, "parent": ["Velabad Army", None], "country": ["MX", "MX"]}
    found = unitgraph.screen(pandas.DataFrame(rows))
    assert [each.status for each in found.found] == ["ambiguous", "listed"]
    assert "the data frame: superiors are taken from 'parent'" in found.remarks


def test_rows_keep_their_places_where_an_index_says_nothing() -> None:
    twice = FRAME.set_axis([1, 1, 2, 2])
    assert list(unitgraph.screen(twice, country="land").to_pandas()["status"]) == [
        "listed",
        "",
        "contains-listed",
        "ambiguous",
    ]


@pytest.mark.parametrize(
    ("names", "statuses"),
    [
        (["Torreon Station", "", "Federal Police"], ["listed", "", "ambiguous"]),
        ([("Federal Police", "Mexico"), ("Federal Police", None)], ["contains-listed", "ambiguous"]),
        (({"name": "Federal Police", "country": "MX"} for _ in range(2)), ["contains-listed", "contains-listed"]),
        ([], []),
    ],
)
def test_other_tables_of_names(names: Any, statuses: list[str]) -> None:
    found = unitgraph.screen(names)
    assert [each.status for each in found.found] == statuses
    assert list(found.to_pandas()["status"]) == statuses


def test_the_country_of_rows_without_one_and_the_day() -> None:
    assert unitgraph.screen(["Federal Police"], default_country="Mexico").counts == {"contains-listed": 1}
    early = unitgraph.screen([("Federal Police", "MX")], as_of="2017-01-01")
    assert early.counts == {"not-listed": 1}
    assert any("2017-01-01" in each for each in early.remarks)


@pytest.mark.parametrize(
    ("names", "more", "message"),
    [
        (None, {}, "screen: NoneType is no table of names; give a data frame or a list"),
        ("RAB", {}, "screen: str is no table of names"),
        ([3], {}, "screen: 3 is no name"),
        ([{"unit": "RAB"}], {}, "is no name"),
        (FRAME, {"name": "body"}, "the data frame: there is no column 'body'; the columns are: no, unit, land"),
        (["RAB"], {"default_country": "Atlantis"}, "unknown country"),
    ],
)
def test_what_is_no_table_of_names(names: Any, more: dict[str, str], message: str) -> None:
    with pytest.raises((QueryError, SourceError), match=message):
        unitgraph.screen(names, **more)


@pytest.mark.parametrize("name", [None, "", "  ", 3, float("nan")])
def test_what_is_no_name(name: Any) -> None:
    for ask in (unitgraph.check, unitgraph.read):
        with pytest.raises(QueryError, match=r"is not text|given"):
            ask(name)


def test_values_are_short_and_can_be_taken_along() -> None:
    shown = {
        "<Answer listed: Torreon Station (MX)>": unitgraph.check("Torreon Station"),
        "<Answer ambiguous: RAB, 1 candidate>": unitgraph.check("RAB"),
        "<DeniedUnder 10 denied units in Mexico (MX)>": unitgraph.denied_under("Mexico"),
        "<History Torreon Station (MX): 2018 listed>": unitgraph.history("Torreon Station"),
        "<ListDiff 2018 to 2018: denied units 0 new, 0 gone, 0 reworded>": unitgraph.diff(2018, 2018),
        "<UnitTree Federal Police and 8 units below>": unitgraph.tree("Federal Police", country="MX"),
        "<UnitPath path up 0.98: Federal Police > Torreon Station>": unitgraph.read("Torreon Station, Federal Police"),
    }
    for text, value in shown.items():
        assert repr(value) == text
        assert value.to_dict()
        assert len(value.to_pandas()) == len(value.rows()) - 1
        assert value._repr_html_().startswith(("<p>", "<svg"))
    assert unitgraph.check("RAB").to_pandas().loc[0, "verbatim"] == "Rapid Action Battalion, Dhaka"
    denied = unitgraph.denied_under("Federal Police", country="MX").to_pandas()
    assert list(denied["name"]) == ["General Directorate of Infiltration Operations", "Torreon Station"]
    assert list(unitgraph.tree(country="BD").to_pandas()["depth"])[:2] == [1, 2]


def test_markup_in_names_is_escaped() -> None:
    assert "<script>" not in unitgraph.check("<script>alert(1)</script>")._repr_html_()
    assert "<script>" not in unitgraph.screen(["<script>"])._repr_html_()
    assert "<b>" not in unitgraph.read("<b>, Federal Police")._repr_html_()


def test_results_of_queries_have_named_columns() -> None:
    asked = {"code": "NP"}
    result = unitgraph.query("units-by-country", asked)
    assert repr(result) == "<Result table: code, country, unit, name, listed>"
    assert result.to_dicts()[0]["name"] == "Devi Dutta Battalion"
    table = unitgraph.query("units-by-country", asked).to_pandas()
    assert list(table["listed"]) == [True, False, False, True, True]
    terms = {"n": "3", "d": "0.5", "y": '"2018"^^xsd:gYear', "x": '"x"^^xsd:integer', "t": '"2019-02-03"^^xsd:date'}
    text = f"SELECT {' '.join(f'({term} AS ?{name})' for name, term in terms.items())} ?u {{}}"
    (row,) = unitgraph.query(f"PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> {text}").to_dicts()
    assert {key: str(value) for key, value in row.items()} == {
        "n": "3",
        "d": "0.5",
        "y": "2018",
        "x": "x",
        "t": "2019-02-03",
        "u": "None",
    }
    assert (row["n"], row["y"]) == (3, 2018)
    with pytest.raises(QueryError, match="a boolean has no columns"):
        unitgraph.query("ASK {}").to_pandas()


def test_a_country_without_units_has_no_tree() -> None:
    with pytest.raises(UnitGraphError, match="no unit of this country is in the graph"):
        unitgraph.tree(country="Sweden")


def test_pandas_is_asked_for_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pandas", None)
    with pytest.raises(UnitGraphError, match=r'run: pip install "unitgraph\[frames\]"'):
        unitgraph.check("RAB").to_pandas()
