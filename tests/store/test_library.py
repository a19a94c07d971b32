"""Library queries: their files, their parameters, their description in RDF."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyoxigraph
import pyshacl
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from unitgraph.dataset.vocab import term
from unitgraph.identity.iris import DEFAULT_BASE
from unitgraph.store import memory_store
from unitgraph.store.library import (
    GROUPS,
    PARAMETER_TYPES,
    LibraryQuery,
    Parameter,
    describe_library,
    find_query,
    library,
    read_query,
)
from unitgraph.store.tokens import QueryKind
from unitgraph.system.errors import QueryError
from unitgraph.system.resources import resource

QUERIES = 45
HEADER = """\
#+ title: Units of a country
#+ summary: Every unit of one country.
#+ tags: [units, countries]
#+ parameters:
#+   code: {type: string, description: the country's code, example: MX}
#+   year: {type: year, description: the year, example: 2018, required: true}
#+ columns: {code: its code, year: the year, unit: the unit}
"""
BODY = """\
PREFIX ug: <https://w3id.org/unitgraph/ns#>

SELECT ?code ?year ?unit
WHERE {
  ?unit ug:country ?country ; ug:calendarYear ?year .
  ?country ug:code ?code .
}
ORDER BY ?unit
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "units" / "units-of-country.rq"
    path.parent.mkdir()
    path.write_text(HEADER + BODY, encoding="utf-8")
    return path


def changed(file: Path, old: str, new: str) -> Path:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    return file


def test_a_file_is_read(file: Path) -> None:
    assert read_query(file) == LibraryQuery(
        name="units-of-country",
        group="units",
        title="Units of a country",
        summary="Every unit of one country.",
        tags=("units", "countries"),
        parameters={
            "code": Parameter("code", "string", "the country's code", "MX"),
            "year": Parameter("year", "year", "the year", "2018", required=True),
        },
        columns={"code": "its code", "year": "the year", "unit": "the unit"},
        kind=QueryKind.SELECT,
        text=BODY,
    )


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("#+ title:", "#+ titel:", "its header has the unknown key 'titel'"),
        ("#+ tags: [units, countries]\n", "", "its header lacks the key 'tags'"),
        ("#+ summary: Every unit of one country.\n", "#+ summary:\n", "its summary is not text"),
        ("#+ title: Units of a country", "#+ title: 2018", "its title is not text"),
        ("#+ title: Units of a country", "#+ title: a: b", "its header is not YAML"),
        ("[units, countries]", "units", "its tags are not a list"),
        ("[units, countries]", "[]", "its tags are not a list"),
        ("[units, countries]", "[units, [a]]", "its tags is not text"),
        (HEADER, "#+ a text\n", "its header is not a mapping"),
        (HEADER, "", "its header is not a mapping"),
        ("type: string, ", "typ: string, ", "its parameter code has the unknown key 'typ'"),
        ("type: string, ", "", "its parameter code lacks the key 'type'"),
        ("type: string", "type: text", "its parameter code has the unknown type 'text'"),
        ("required: true", "required: 1", "has neither true nor false for required"),
        ("example: 2018", "example: [2018]", "its parameter year is not text"),
        ("example: 2018", "example: 18", "query units-of-country, parameter year: '18' is not of type year"),
        ("code: {type", "2code: {type", "its parameters are not a mapping of variable names"),
        (
            "code: {type: string, description: the country's code, example: MX}",
            "code: MX",
            "its parameter code is not a",
        ),
        ("  code: {type", "  kode: {type", "its parameter kode is not selected"),
        ("year: the year, unit", "unit", "its columns are code, unit, but it selects code, year, unit"),
        ("code: its code, year: the year", "year: the year, code: its code", "its columns are year, code, unit"),
        ("{code: its code", "{code: its code, more: a column", "its columns are code, more, year, unit"),
        ("#+ columns: {code: its code, year: the year, unit: the unit}\n", "", "its columns are , but it selects code"),
        ("SELECT ?code ?year ?unit", "SELECT *", "but it selects ;"),
        ("SELECT ?code", "SELEKT ?code", "'SELEKT' is not a word of SPARQL"),
        ("  ?country ug:code ?code .\n", "  SERVICE <http://x/> {}\n", "SERVICE is refused"),
        ("SELECT ?code ?year ?unit", "DESCRIBE ?code ?year ?unit", "the library takes no DESCRIBE queries"),
    ],
)
def test_a_file_that_does_not_fit_is_refused(file: Path, old: str, new: str, what: str) -> None:
    with pytest.raises(QueryError, match=what) as caught:
        read_query(changed(file, old, new))
    assert caught.value.remedy
    assert "rq" in caught.value.where or "query" in caught.value.where


@pytest.mark.parametrize(
    ("head", "kind"),
    [("ASK {", QueryKind.ASK), ("CONSTRUCT { ?unit a ?code } WHERE {", QueryKind.CONSTRUCT)],
)
def test_other_forms_have_no_columns(file: Path, head: str, kind: QueryKind) -> None:
    changed(file, "#+ columns: {code: its code, year: the year, unit: the unit}\n", "")
    changed(file, "SELECT ?code ?year ?unit\nWHERE {", head)
    query = read_query(changed(file, "ORDER BY ?unit\n", ""))
    assert (query.kind, query.columns, list(query.parameters)) == (kind, {}, ["code", "year"])
    description = "".join(query.describe(DEFAULT_BASE))
    assert f"sh:SPARQL{kind.capitalize()}Executable".replace("sh:", term("sh:x")[:-1]) in description
    assert conforms(description)
    with pytest.raises(QueryError, match="its columns are unit, but it selects"):
        read_query(changed(file, "#+ tags", "#+ columns: {unit: the unit}\n#+ tags"))


# ---- parameters


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("iri", "https://example.org/a", NamedNode("https://example.org/a")),
        ("iri", "urn:a:b", NamedNode("urn:a:b")),
        ("string", 'a "b" {', Literal('a "b" {')),
        ("string", "", Literal("")),
        ("integer", "-12", Literal("-12", datatype=NamedNode(term("xsd:integer")))),
        ("decimal", "0.95", Literal("0.95", datatype=NamedNode(term("xsd:decimal")))),
        ("decimal", "1", Literal("1", datatype=NamedNode(term("xsd:decimal")))),
        ("boolean", "true", Literal("true", datatype=NamedNode(term("xsd:boolean")))),
        ("year", "2018", Literal("2018", datatype=NamedNode(term("xsd:gYear")))),
        ("date", "2018-02-28", Literal("2018-02-28", datatype=NamedNode(term("xsd:date")))),
    ],
)
def test_a_value_becomes_a_term_of_its_type(kind: str, value: str, expected: NamedNode | Literal) -> None:
    assert PARAMETER_TYPES[kind](value) == expected
    assert {"iri", "string", "integer", "decimal", "boolean", "year", "date"} == set(PARAMETER_TYPES)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("iri", "unit/a"),
        ("iri", ""),
        ("iri", "https://example.org/a b"),
        ("iri", "https://example.org/<a>"),
        ("integer", "1.5"),
        ("integer", "\u0661"),
        ("decimal", "1,5"),
        ("decimal", "1e3"),
        ("decimal", "."),
        ("boolean", "yes"),
        ("year", "18"),
        ("year", "2018 "),
        ("date", "2018-02-30"),
        ("date", "28.2.2018"),
    ],
)
def test_a_value_not_of_its_type_is_refused(kind: str, value: str, file: Path) -> None:
    example = {"iri": "a:a", "boolean": "'true'", "date": "2018-01-01"}.get(kind, "'1'")
    changed(
        file,
        "type: string, description: the country's code, example: MX",
        f"type: {kind}, description: a value, example: {example if kind != 'year' else 2018}",
    )
    with pytest.raises(QueryError, match=f"is not of type {kind}; give a value such as") as caught:
        read_query(file).bind({"code": value, "year": "2018"})
    assert caught.value.where == "query units-of-country, parameter code"


def test_unknown_and_missing_parameters_are_refused(file: Path) -> None:
    query = read_query(file)
    assert query.bind({"year": "2018"}) == {"year": Literal("2018", datatype=NamedNode(term("xsd:gYear")))}
    with pytest.raises(QueryError, match="no parameter 'jear'; use one of: code, year") as caught:
        query.bind({"jear": "2018"})
    assert caught.value.where == "query units-of-country"
    with pytest.raises(QueryError, match="the parameter year is required; give it, for example year=2018"):
        query.bind({"code": "MX"})
    with pytest.raises(QueryError, match="it takes no parameters"):
        find_query("unread-paths").bind({"unit": "a:a"})


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_is_bound_as_itself(text: str) -> None:
    query = find_query("unit-by-name")
    store = memory_store(
        [
            f"{pyoxigraph.Quad(NamedNode('a:unit'), NamedNode(term(predicate)), value, NamedNode('a:g'))} ."
            for predicate, value in (
                ("rdf:type", NamedNode(term("ug:Unit"))),
                ("skos:prefLabel", Literal(text)),
                ("ug:country", NamedNode("a:mx")),
            )
        ]
        + [f'<a:mx> <{term("skos:notation")}> "MX" <a:g> .']
    )
    rows = list(store.query(query.text, query.bind({"text": text})).texts())
    assert rows == [(text, "a:unit", text, text, "MX")]


# ---- the library


def test_the_library_is_in_groups_and_names_are_unique() -> None:
    queries = library()
    assert list(GROUPS) == ["units", "hierarchy", "check", "provenance", "quality"]
    assert [query.group for query in queries.values()] == sorted(
        (query.group for query in queries.values()), key=GROUPS.index
    )
    files = list(resource("queries", "units", "roots.rq").parent.parent.rglob("*"))
    assert len([file for file in files if file.suffix == ".rq"]) == len(queries) == QUERIES
    assert {file.parent.name for file in files if file.is_file()} == set(GROUPS)


def test_a_query_is_found_by_its_name() -> None:
    assert find_query("denied-under") is library()["denied-under"]
    with pytest.raises(QueryError, match=r"query 'denied-undr': no such query; did you mean denied-under"):
        find_query("denied-undr")
    with pytest.raises(QueryError, match=r"no such query; `unitgraph queries` lists them"):
        find_query("zzzzzzzz")


@pytest.mark.parametrize("name", list(library()))
def test_the_declared_columns_are_the_engines_columns(name: str) -> None:
    query = library()[name]
    assert memory_store([]).query(query.text).columns == tuple(query.columns)


def test_headers_are_read_when_they_are_needed() -> None:
    code = """
import sys
from unitgraph.store.library import library
assert "denied-under" in library() and "nothing" not in library() and len(library()) == 45
print("yaml" in sys.modules, "rdflib" in sys.modules)
library()["denied-under"]
print("yaml" in sys.modules, "rdflib" in sys.modules)
"""
    package = Path(sys.modules["unitgraph"].__file__ or "").parent.parent
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env={"PYTHONPATH": str(package)}, timeout=60
    )
    assert done.stdout == "False False\nTrue False\n", done.stderr


# ---- the description in RDF


def conforms(nquads: str) -> bool:
    return report(nquads)[0]


def report(nquads: str) -> tuple[bool, str]:
    data = rdflib.Graph()
    for quad in pyoxigraph.parse(nquads, format=pyoxigraph.RdfFormat.N_QUADS):
        data.parse(data=f"{quad.triple} .", format="nt")
    shapes = rdflib.Graph().parse(resource("ontology", "query-shapes.ttl"))
    assert set(data.subjects(rdflib.RDF.type, rdflib.URIRef(term("ug:LibraryQuery"))))
    data.parse(resource("ontology", "unitgraph.ttl"))
    valid, _, text = pyshacl.validate(data, shacl_graph=shapes)
    return bool(valid), text


def test_the_library_describes_itself_as_the_shapes_ask() -> None:
    lines = list(describe_library(DEFAULT_BASE))
    assert sum(f"<{term('ug:LibraryQuery')}>" in each for each in lines) == QUERIES
    valid, text = report("".join(lines))
    assert valid, text
    assert len(lines) == len(set(lines))


def written_term(value: str) -> str:
    return value if value.startswith(("<", '"')) else f"<{term(value)}>"


def test_a_query_describes_itself(file: Path) -> None:
    base = "http://example.org/"
    lines = [line.removesuffix(f" <{base}graph/queries> .\n") for line in read_query(file).describe(base)]
    query, parameter, column = (
        f"<{base}query/units-of-country{part}" for part in (">", "/parameter/year>", "/column/unit>")
    )
    written = {line for line in lines if line.startswith((f"{query} ", f"{parameter} ", f"{column} "))}
    text = BODY.replace("\n", "\\n")
    expected = {
        (query, "rdf:type", "ug:LibraryQuery"),
        (query, "rdf:type", "sh:SPARQLExecutable"),
        (query, "rdf:type", "sh:SPARQLSelectExecutable"),
        (query, "dcterms:identifier", '"units-of-country"'),
        (query, "dcterms:title", '"Units of a country"'),
        (query, "dcterms:description", '"Every unit of one country."'),
        (query, "rdfs:comment", '"Every unit of one country."'),
        (query, "dcat:keyword", '"units"'),
        (query, "dcat:keyword", '"countries"'),
        (query, "ug:queryGroup", '"units"'),
        (query, "sh:select", f'"{text}"'),
        (query, "ug:parameter", f"<{base}query/units-of-country/parameter/code>"),
        (query, "ug:parameter", parameter),
        *((query, "ug:column", f"<{base}query/units-of-country/column/{name}>") for name in ("code", "year", "unit")),
        (parameter, "rdf:type", "ug:QueryParameter"),
        (parameter, "ug:parameterName", '"year"'),
        (parameter, "ug:position", f'"2"^^<{term("xsd:integer")}>'),
        (parameter, "ug:parameterType", "ug:YearParameter"),
        (parameter, "dcterms:description", '"the year"'),
        (parameter, "ug:exampleValue", '"2018"'),
        (parameter, "ug:required", f'"true"^^<{term("xsd:boolean")}>'),
        (column, "rdf:type", "ug:QueryColumn"),
        (column, "ug:columnName", '"unit"'),
        (column, "ug:position", f'"3"^^<{term("xsd:integer")}>'),
        (column, "dcterms:description", '"the unit"'),
    }
    assert written == {f"{subject} <{term(predicate)}> {written_term(value)}" for subject, predicate, value in expected}
    assert len(lines) == len(expected) + 7 + 2 * 4


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"units-of-country"', '"Units of country"'),
        (f"<{term('dcterms:title')}>", "<http://example.org/titel>"),
        (f"<{term('ug:exampleValue')}>", "<http://example.org/exampleValeu>"),
        ("YearParameter", "JearParameter"),
        ('"units" ', '"Units!" '),
    ],
)
def test_a_wrong_description_is_found_by_the_shapes(file: Path, old: str, new: str) -> None:
    description = "".join(read_query(file).describe(DEFAULT_BASE))
    assert conforms(description)
    assert old in description
    assert not conforms(description.replace(old, new))
