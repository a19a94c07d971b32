"""What a program calls."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from rdflib import Graph

import unitgraph
from unitgraph import api
from unitgraph.checking.relations import Relation, Status
from unitgraph.store import OxigraphStore, memory_store
from unitgraph.system.errors import QueryError, SourceError, StoreError, UnknownName, ValidationError


@pytest.fixture(scope="module")
def store(built_store: Path) -> Path:
    """The bundled list, built into a folder."""
    return built_store


def test_check() -> None:
    answer = unitgraph.check("Torreon Station", country="Mexico")
    assert (answer.status, answer.country) == (Status.LISTED, "MX")
    assert answer.findings[0].listing.line == 60
    assert answer.findings[0].relation is Relation.SELF


def test_a_store_answers_as_the_bundled_list_does(store: Path) -> None:
    with unitgraph.open_store(store) as opened:
        for place in (store, str(store), opened):
            for name, country in (
                ("Federal Police", "MX"),
                ("Presidential Guard", None),
                ("CTTCU", None),
                ("zzzz", None),
            ):
                bundled, stored = (
                    unitgraph.check(name, country=country),
                    unitgraph.check(name, country=country, store=place),
                )
                assert (bundled.status, bundled.unit, bundled.findings, bundled.chain) == (
                    stored.status,
                    stored.unit,
                    stored.findings,
                    stored.chain,
                )
        assert list(api.open_hierarchy(opened)) == list(api.open_hierarchy())


def test_a_store_in_memory_answers_too() -> None:
    with memory_store(unitgraph.open_store().quads()) as opened:
        assert list(api.open_hierarchy(opened)) == list(api.open_hierarchy())
        assert unitgraph.check("Torreon Station", store=opened).status is Status.LISTED
        assert len(unitgraph.denied_under("Federal Police", country="MX", store=opened).findings) == 2


def test_opening(store: Path) -> None:
    assert unitgraph.open_store() is unitgraph.open_store(None)
    with unitgraph.open_store(store) as opened:
        assert isinstance(opened, OxigraphStore)
        assert unitgraph.open_store(opened) is opened
        assert opened.info().sha256 == unitgraph.open_store().info().sha256


@pytest.mark.parametrize(
    ("country", "code"),
    [
        ("MX", "MX"),
        ("mex", "MX"),
        (" México ", "MX"),
        ("Bosnia & Herzegovina", "BA"),
        ("", None),
        ("  ", None),
        (None, None),
    ],
)
def test_country_codes(country: str | None, code: str | None) -> None:
    assert api.country_code(country) == code


def test_what_is_no_country() -> None:
    with pytest.raises(
        QueryError, match="country 'Atlantis': unknown country; give an ISO 3166-1 code or an English name"
    ):
        unitgraph.check("x", country="Atlantis")


def test_denied_under() -> None:
    under = unitgraph.denied_under("federal police", country="MX")
    assert under.organization.name == "Federal Police"
    assert [(each.unit.name, each.steps, each.listing.line) for each in under.findings] == [
        ("General Directorate of Infiltration Operations", 4, 61),
        ("Torreon Station", 4, 60),
    ]
    assert {each.relation for each in under.findings} == {Relation.DESCENDANT}
    assert [chain[0].unit.name for chain in under.chains] == ["Federal Police", "Federal Police"]
    assert [len(chain) for chain in under.chains] == [5, 5]


def test_denied_under_a_leaf_is_nothing() -> None:
    assert unitgraph.denied_under("Torreon Station").findings == ()


def test_denied_under_a_name_nobody_has() -> None:
    with pytest.raises(UnknownName, match="unit 'zzzz': is not in the graph"):
        unitgraph.denied_under("zzzz")


# --- queries -------------------------------------------------------------------------------------------------------


def test_a_query_of_the_library() -> None:
    parent = api.find_unit("Federal Police", country="MX").iri
    result = unitgraph.query("denied-under", {"parent": parent})
    name = result.columns.index("name")
    rows = list(result.texts())
    assert len(rows) == 2
    assert {row[name] for row in rows} == {"Torreon Station", "General Directorate of Infiltration Operations"}


def test_a_query_of_ones_own(store: Path) -> None:
    text = "SELECT (COUNT(*) AS ?n) WHERE { ?d a <https://w3id.org/unitgraph/ns#Denial> }"
    assert list(unitgraph.query(text, store=store).texts()) == [("26",)]
    assert unitgraph.query("ASK { ?s ?p ?o }")


@pytest.mark.parametrize(
    ("text", "parameters", "message"),
    [
        ("denied-unde", None, "query 'denied-unde': no such query; did you mean denied-under"),
        ("", None, "query '': no such query"),
        ("denied-under", {"nope": "1"}, "query denied-under: no parameter 'nope'; use one of: parent"),
        (
            "denied-under",
            {"parent": "not an iri"},
            "query denied-under, parameter parent: 'not an iri' is not of type iri",
        ),
        ("ASK { ?s ?p ?o }", {"parent": "x"}, "parameters: only library queries take parameters"),
        ("SELECT ?x WHERE {\n ?x a ; }", None, "query line 2 column"),
        ("SELECT * WHERE { SERVICE <http://localhost/> { ?s ?p ?o } }", None, "SERVICE"),
        ("INSERT DATA { <x:a> <x:b> <x:c> }", None, "query"),
        ("SELECT * FROM <file:///etc/passwd> WHERE { ?s ?p ?o }", None, "file:///etc/passwd"),
    ],
)
def test_what_is_no_query(text: str, parameters: dict[str, str] | None, message: str) -> None:
    with pytest.raises(QueryError) as caught:
        unitgraph.query(text, parameters)
    assert message in str(caught.value)


# --- export and validation -----------------------------------------------------------------------------------------


def test_export_to_a_stream_and_to_a_file(tmp_path: Path, store: Path) -> None:
    stream = io.BytesIO()
    unitgraph.export("turtle", stream)
    unitgraph.export("turtle", tmp_path / "a.ttl", store=store)
    assert (tmp_path / "a.ttl").read_bytes() == stream.getvalue()
    assert len(Graph().parse(stream.getvalue(), format="turtle")) > 1000


def test_export_of_a_part() -> None:
    whole, part, more = io.BytesIO(), io.BytesIO(), io.BytesIO()
    unitgraph.export("ntriples", whole)
    unitgraph.export("ntriples", part, unit="federal police", country="MX")
    unitgraph.export("ntriples", more, unit="federal police", country="MX", include=["inferred"])
    lines = set(part.getvalue().splitlines())
    assert lines < set(whole.getvalue().splitlines())
    assert lines < set(more.getvalue().splitlines())
    assert b"Torreon Station" in part.getvalue()
    assert b"Bangladesh Police" not in part.getvalue()


def test_export_of_tables(tmp_path: Path) -> None:
    unitgraph.export("csv", tmp_path / "tables")
    assert sorted(path.name for path in (tmp_path / "tables").iterdir()) == [
        "csv-metadata.json",
        "denials.csv",
        "edges.csv",
        "units.csv",
    ]
    assert len((tmp_path / "tables" / "units.csv").read_text(encoding="utf-8").splitlines()) == 63
    stream = io.BytesIO()
    unitgraph.export("csv", stream, table="denials")
    assert (tmp_path / "tables" / "denials.csv").read_bytes() == stream.getvalue()
    unitgraph.export("csv", tmp_path / "edges.csv", table="edges")
    assert (tmp_path / "tables" / "edges.csv").read_bytes() == (tmp_path / "edges.csv").read_bytes()
    assert json.loads((tmp_path / "tables" / "csv-metadata.json").read_text(encoding="utf-8"))["@context"]


@pytest.mark.parametrize(
    ("form", "options", "message"),
    [
        ("ttl", {}, "format 'ttl': is unknown; choose one of turtle, jsonld, trig"),
        ("turtle", {"include": ["everything"]}, "include 'everything': is unknown; choose one of"),
        ("turtle", {"table": "units"}, "table units: turtle has no tables; omit it, or choose csv"),
        ("csv", {}, "csv: three tables do not fit into one stream; name a table, or give a folder"),
        ("csv", {"table": "everything"}, "table 'everything': is unknown; choose one of units, edges, denials"),
        ("turtle", {"country": "MX"}, "country MX: has no effect without a unit; name the unit"),
    ],
)
def test_what_cannot_be_exported(form: str, options: dict[str, object], message: str) -> None:
    stream = io.BytesIO()
    with pytest.raises(QueryError) as caught:
        unitgraph.export(form, stream, **options)  # type: ignore[arg-type]
    assert message in str(caught.value)
    assert stream.getvalue() == b""


def test_an_export_that_fails_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(UnknownName):
        unitgraph.export("turtle", tmp_path / "a.ttl", unit="zzzz")
    assert list(tmp_path.iterdir()) == []


def test_validate(store: Path, tmp_path: Path) -> None:
    assert unitgraph.validate(store).conforms
    unitgraph.export("nquads", tmp_path / "a.nq")
    assert unitgraph.validate(str(tmp_path / "a.nq")).conforms


@pytest.mark.parametrize(
    ("place", "error", "message"),
    [
        ("none.ttl", ValidationError, "none.ttl"),
        ("none", StoreError, "no such folder"),
        ("x" * 300, StoreError, "File name too long"),
    ],
)
def test_what_cannot_be_validated(tmp_path: Path, place: str, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        unitgraph.validate(tmp_path / place)


def test_a_build_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        unitgraph.build(tmp_path / "none.txt", tmp_path / "store", year=2020)
    with pytest.raises(QueryError, match="unknown country"):
        unitgraph.build(None, tmp_path / "store", country="Atlantis")
    assert list(tmp_path.iterdir()) == []


def test_a_day_of_publication_may_be_text(tmp_path: Path) -> None:
    with pytest.raises(QueryError, match="published 'soon': is not a day; write it as 2019-04-30"):
        api.build("list.txt", tmp_path / "store", published="soon")
    with pytest.raises(SourceError, match=r"list\.txt"):  # the day is taken, and the file is missing
        api.build(tmp_path / "list.txt", tmp_path / "store", published="2020-01-02")


def test_a_build_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "l.txt").write_text("- Torreon Station, Federal Police\n")
    (tmp_path / "r.yaml").write_text('list: "l"\nrulings: []\n')
    made = unitgraph.build(
        str(tmp_path / "l.txt"),
        str(tmp_path / "s"),
        year=2020,
        title="T",
        country="mexico",
        rulings=str(tmp_path / "r.yaml"),
    )
    assert (made.denials, made.units) == (1, 2)
    assert unitgraph.check("Torreon Station", store=tmp_path / "s").findings[0].listing.year == 2020
