"""The shapes find what they are for and nothing else; the report says it in words and as RDF."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph
import pyshacl
import pytest
from pyoxigraph import RdfFormat, Triple
from rdflib import RDF, SH, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.compare import isomorphic
from rdflib.term import Node

from unitgraph.dataset.vocab import UG, term
from unitgraph.identity.lists import bundled_graph, read_list
from unitgraph.reading.metadata import ListSource
from unitgraph.store.contents import dataset_lines
from unitgraph.system.errors import UnitGraphError, ValidationError
from unitgraph.validation import (
    Method,
    Report,
    Severity,
    ValidationResult,
    validate_file,
    validate_quads,
    validate_store,
)
from validation.worlds import (
    BASE,
    CONFORMING,
    FAILING,
    FIXTURES,
    HERE,
    ONTOLOGY,
    SUITES,
    apart,
    as_graph,
    as_kept,
    changed_world,
    lines_of,
    name_of,
    parts,
    side_by_side,
    without_messages,
    world,
)

WARNINGS = {
    "UnitCountryInferredShape",
    "SiblingNamesShape",
    "ListOriginShape",
    "ListBasisStatedShape",
    "UnreadPathShape",
}


# Fixtures


def test_the_number_of_fixtures() -> None:
    assert {suite: len(files) for suite, files in FAILING.items()} == {"shapes": 392, "term-shapes": 36}
    assert {suite: len(files) for suite, files in CONFORMING.items()} == {"shapes": 170, "term-shapes": 15}
    for suite in SUITES:
        assert len(FAILING[suite]) + len(CONFORMING[suite]) == len(list((HERE / suite).rglob("*.trig")))


@pytest.mark.parametrize("suite", SUITES)
def test_a_fixture_changes_the_world_and_expects_what_its_name_says(suite: str) -> None:
    for fixture in FIXTURES[suite]:
        removed, added, expected = parts(fixture)
        assert removed <= world(suite), f"{name_of(fixture)} takes away what is not there"
        assert removed or added, name_of(fixture)
        fails = any(f"<{UG}{fixture.parent.name}>" in line for line in expected)
        assert fails is fixture.stem.startswith("fails"), name_of(fixture)


@pytest.mark.exhaustive
@pytest.mark.parametrize("method", Method)
@pytest.mark.parametrize("suite", SUITES)
def test_every_fixture_gives_the_report_it_expects(suite: str, method: Method) -> None:
    """Each in a space of its own, all in one validation."""
    fixtures = FIXTURES[suite]
    report = validate(suite, side_by_side(suite, [[fixture] for fixture in fixtures]), method)
    found = zip(fixtures, apart(report, len(fixtures)), strict=True)
    assert {name_of(fixture): lines for fixture, lines in found if not expects(fixture, lines, method)} == {}


@pytest.mark.exhaustive(sample=8)
@pytest.mark.parametrize("method", Method)
@pytest.mark.parametrize(
    ("suite", "fixture"),
    [pytest.param(suite, fixture, id=name_of(fixture)) for suite in SUITES for fixture in FIXTURES[suite]],
)
def test_a_fixture_by_itself_gives_the_report_it_expects(suite: str, fixture: Path, method: Method) -> None:
    report = validate(suite, lines_of(changed_world(suite, [fixture])), method)
    assert expects(fixture, without_messages(report.statements), method), report.text()


def validate(suite: str, lines: list[str], method: Method) -> Report:
    """What is searched for suspects is a store, which keeps numbers in its own way."""
    return validate_quads(as_kept(lines) if method is Method.SUSPECTS else lines, SUITES[suite][1], method)


def expects(fixture: Path, lines: list[str], method: Method) -> bool:
    expected = list(parts(fixture)[2])
    if method is Method.SUSPECTS:
        lines, expected = as_kept(lines), as_kept(expected)
    return isomorphic(as_graph(lines), as_graph(expected))


def test_the_worlds_themselves_conform() -> None:
    for suite, (_, shapes) in SUITES.items():
        assert validate_quads(lines_of(world(suite)), shapes).results == ()


# Coverage

COMPONENTS = {
    "minCount": "MinCount",
    "maxCount": "MaxCount",
    "datatype": "Datatype",
    "class": "Class",
    "nodeKind": "NodeKind",
    "pattern": "Pattern",
    "minLength": "MinLength",
    "languageIn": "LanguageIn",
    "minInclusive": "MinInclusive",
    "maxInclusive": "MaxInclusive",
    "hasValue": "HasValue",
    "in": "In",
    "equals": "Equals",
    "disjoint": "Disjoint",
    "closed": "Closed",
    "not": "Not",
    "or": "Or",
    "xone": "Xone",
    "qualifiedMinCount": "QualifiedMinCount",
    "qualifiedMaxCount": "QualifiedMaxCount",
    "sparql": "SPARQL",
}
# Predicates of a shape that are no constraints of their own.
PLAIN = {"name", "description", "severity", "message", "path", "property", "targetClass", "targetSubjectsOf"}
PLAIN |= {"qualifiedValueShape", "ignoredProperties"}


def shapes_graph(suite: str) -> Graph:
    graph = Graph()
    for path in SUITES[suite][1]:
        graph.parse(path)
    return graph


def all_shapes(graph: Graph) -> set[URIRef]:
    shapes = {*graph.subjects(RDF.type, SH.NodeShape), *graph.subjects(RDF.type, SH.PropertyShape)}
    assert all(isinstance(shape, URIRef) for shape in shapes), "every shape has an IRI of its own"
    return {shape for shape in shapes if isinstance(shape, URIRef)}


def helpers(graph: Graph) -> set[Node]:
    """Shapes that are only asked whether something conforms to them, and never report by themselves."""
    found: set[Node] = {*graph.objects(None, SH["not"]), *graph.objects(None, SH.qualifiedValueShape)}
    for predicate in (SH["or"], SH.xone):
        for members in graph.objects(None, predicate):
            found |= set(Collection(graph, members))
    nested = {inner for shape in found for inner in graph.objects(shape, SH.property)}
    return found | nested


def constraints(graph: Graph) -> Iterator[tuple[str, str]]:
    """Every constraint that can report, as (shape, component)."""
    for shape in sorted(all_shapes(graph) - helpers(graph)):
        for predicate in graph.predicates(shape):
            word = str(predicate).removeprefix(str(SH))
            if predicate != RDF.type and word not in PLAIN:
                yield shape.removeprefix(UG), COMPONENTS[word]


@pytest.mark.parametrize("suite", SUITES)
def test_every_constraint_has_a_fixture_that_fails_for_it(suite: str) -> None:
    wanted = set(constraints(shapes_graph(suite)))
    assert len(wanted) > {"shapes": 250, "term-shapes": 30}[suite]
    shown = set()
    for fixture in FAILING[suite]:
        expected = as_graph(parts(fixture)[2])
        for result in expected.subjects(RDF.type, SH.ValidationResult):
            if expected.value(result, SH.sourceShape) == URIRef(UG + fixture.parent.name):
                component = str(expected.value(result, SH.sourceConstraintComponent))
                word = component.removeprefix(str(SH)).removesuffix("ConstraintComponent")
                shown.add((fixture.parent.name, word))
    assert shown == wanted


@pytest.mark.parametrize("suite", SUITES)
def test_every_shape_has_a_fixture_that_conforms(suite: str) -> None:
    wanted = {shape for shape, _ in constraints(shapes_graph(suite))}
    assert {fixture.parent.name for fixture in CONFORMING[suite]} == wanted


@pytest.mark.parametrize("suite", SUITES)
def test_every_shape_says_what_it_is_for(suite: str) -> None:
    graph = shapes_graph(suite)
    for shape in all_shapes(graph):
        assert shape.startswith(UG)
        assert shape.endswith("Shape")
        for predicate in (SH.name, SH.description, SH.message, SH.severity):
            assert len(list(graph.objects(shape, predicate))) == 1, (shape, predicate)
        assert str(graph.value(shape, SH.message)).endswith(".")
        severity = SH.Warning if shape.removeprefix(UG) in WARNINGS else SH.Violation
        assert graph.value(shape, SH.severity) == severity


@pytest.mark.parametrize("suite", SUITES)
def test_no_shape_is_left_alone(suite: str) -> None:
    """A shape without a target that no other shape names would never be applied."""
    graph = shapes_graph(suite)
    for shape in all_shapes(graph):
        targets = {*graph.objects(shape, SH.targetClass), *graph.objects(shape, SH.targetSubjectsOf)}
        users = set(graph.subjects(None, shape)) - {shape}
        assert targets or users, shape


@pytest.mark.exhaustive
@pytest.mark.parametrize("suite", SUITES)
def test_the_shapes_are_shapes(suite: str) -> None:
    """The shapes conform to SHACL's shapes for shapes. No SELECT has what SHACL or a set-at-a-time engine forbids."""
    graph = shapes_graph(suite)
    conforms, _, text = pyshacl.validate(Graph(), shacl_graph=graph, meta_shacl=True)
    assert conforms, text
    for select in graph.objects(None, SH.select):
        words = set(str(select).upper().split())
        assert not words & {"MINUS", "VALUES", "SERVICE"}
        assert str(select).upper().count("SELECT") == 1


# Validation


def test_the_list_without_its_rulings_is_valid_with_warnings(tmp_path: Path) -> None:
    rulings = tmp_path / "none.yaml"
    rulings.write_text('list: "2018"\nrulings: []\n', encoding="utf-8")
    report = validate_quads(dataset_lines(read_list(ListSource(rulings=rulings))))
    assert report.conforms, report.text()
    found = {result.shape.removeprefix(UG): result for result in report.results}
    assert set(found) == {"UnitCountryInferredShape", "SiblingNamesShape", "UnreadPathShape"}
    assert found["SiblingNamesShape"].name == "Direcorate of the Preventive State Police"
    assert found["UnreadPathShape"].focus.endswith("/reading")


@pytest.fixture(scope="module")
def lines() -> list[str]:
    return dataset_lines(bundled_graph())


def changed(lines: Iterable[str], old: str, new: str) -> list[str]:
    before = list(lines)
    after = [line.replace(old, new) for line in before]
    assert after != before
    return after


def test_the_bundled_list_is_without_fault_or_warning(lines: list[str]) -> None:
    report = validate_quads(lines)
    assert report == Report(True, (), report.statements)
    assert report.text() == "Valid: nothing found.\n"


def test_the_graph_of_the_queries_is_settled_whatever_is_beside_it(lines: list[str]) -> None:
    """A build does not look at it."""
    queries, list_2018 = (f"https://w3id.org/unitgraph/graph/{name}" for name in ("queries", "list/2018"))
    assert any(f" <{queries}> ." in line for line in lines)
    faulty = Lines(changed(lines, '"Torreon Station"', '"Torreon  Station"'))
    found = validate_store(faulty).results
    assert found
    assert validate_store(faulty, settled=queries).results == found
    assert validate_store(faulty, settled=list_2018).results != found


class Lines:
    """Statements as a store gives them."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines

    def quads(self) -> Iterator[str]:
        return (line.removesuffix("\n") for line in self._lines)


def test_a_fault_in_a_named_graph_is_found(lines: list[str]) -> None:
    report = validate_quads(changed(lines, '"Torreon Station"', '"Torreon  Station"'))
    assert not report.conforms
    assert [(result.shape.removeprefix(UG), result.name) for result in report.results] == [
        ("UnitWhiteSpaceShape", "Torreon  Station"),
    ]


def test_bytes_and_lines_are_read_alike(lines: list[str]) -> None:
    broken = changed(lines, '"Torreon Station"', '""')
    assert validate_quads("".join(broken).encode()) == validate_quads(line.rstrip("\n") for line in broken)


def test_a_store_is_validated(lines: list[str]) -> None:
    from unitgraph.store import memory_store

    with memory_store(lines) as store:
        assert validate_store(store).results == ()


def test_the_order_of_the_data_does_not_matter(lines: list[str]) -> None:
    broken = changed(lines, '"2018', '"20x8')
    report, other = validate_quads(broken), validate_quads(broken[::-1])
    assert len(report.results) > 100
    assert (report.text(), report.to_turtle()) == (other.text(), other.to_turtle())


def test_a_malformed_year_is_found(lines: list[str]) -> None:
    report = validate_quads(changed(lines, '"2018', '"20x8'))
    assert not report.conforms
    assert {result.value for result in report.results} <= {"20x8", "20x8-01-01", "20x8-12-31", None}
    # Some versions of rdflib take it for a year, others do not: the pattern finds it in any case.
    by_pattern = [result for result in report.results if result.constraint == str(SH.PatternConstraintComponent)]
    shapes = {result.shape.removeprefix(UG) for result in by_pattern}
    dates = {"FirstCitedShape", "FirstCitedLatestShape", "LastCitedShape", "LastCitedEarliestShape"}
    assert shapes == {"DenialYearShape", "ListYearShape"} | dates


def test_warnings_do_not_make_data_invalid() -> None:
    triples = lines_of(world("shapes"))
    report = validate_quads([line for line in triples if "/source>" not in line])
    assert report.conforms
    assert report.count(Severity.WARNING) == len(report.results) == 1
    assert report.text() == (
        "Valid: 1 warning.\n\n"
        "Warning: Units denied assistance, calendar year 2018 <https://w3id.org/unitgraph/list/2018>\n"
        "  This list does not say where it was published, so nobody can look it up. Give its address with "
        "--source-url, or as `source` in a project file.\n"
        "  property: dcterms:source\n"
        "  shape: ug:ListOriginShape\n"
    )
    graph = Graph().parse(data=report.to_turtle(), format="turtle")
    assert (None, SH.conforms, Literal(True)) in graph
    assert (None, SH.resultSeverity, SH.Warning) in graph


def test_the_report_in_words(lines: list[str]) -> None:
    wrong = f"{BASE}country/np> "
    torreon = next(line.split()[0] for line in lines if '"Torreon Station"' in line and "prefLabel" in line)
    old = f"{torreon} <{UG}country> <{BASE}country/mx> "
    report = validate_quads(changed(lines, old, f"{torreon} <{UG}country> <{wrong}"))
    assert len(report.results) == 1
    found = report.results[0]
    assert found == ValidationResult(
        severity=Severity.VIOLATION,
        focus=torreon.strip("<>"),
        path="http://www.w3.org/ns/org#subOrganizationOf",
        value=found.value,
        constraint="http://www.w3.org/ns/shacl#SPARQLConstraintComponent",
        shape=UG + "UnitSuperiorCountryShape",
        message=found.message,
        name="Torreon Station",
    )
    assert found.value.startswith(f"{BASE}unit/mx/coahuila-state-coordination-")
    assert found.message.startswith(f"This unit and its superior {found.value} belong to different countries.")
    assert report.text().startswith("Not valid: 1 violation.\n\nViolation: Torreon Station <")
    assert f"\n  found: '{found.value}'\n" in report.text()


def test_the_report_as_rdf_is_one_validation_report(lines: list[str]) -> None:
    report = validate_quads(changed(lines, '"Torreon Station"', '"Torreon  Station"'))
    graph = Graph().parse(data=report.to_turtle(), format="turtle")
    assert isomorphic(graph, as_graph(report.statements))
    assert len(list(graph.subjects(RDF.type, SH.ValidationReport))) == 1
    result = graph.value(None, RDF.type, SH.ValidationResult, any=False)
    path = graph.value(result, SH.resultPath)
    choice = graph.value(path, SH.alternativePath)
    assert isinstance(choice, BNode)
    assert [str(step).rpartition("#")[2] for step in Collection(graph, choice)] == ["prefLabel", "altLabel"]
    assert report.results[0].path.count("|") == 1


PATHS = {
    "ug:statement": f"{UG}statement",
    "[ sh:inversePath ug:evidence ]": f"^{UG}evidence",
    "( [ sh:inversePath ug:evidence ] ug:direction )": f"^{UG}evidence/{UG}direction",
    "[ sh:zeroOrMorePath ug:basis ]": f"({UG}basis)*",
    "[ sh:oneOrMorePath ug:basis ]": f"({UG}basis)+",
    "[ sh:zeroOrOnePath ug:basis ]": f"({UG}basis)?",
    "[ sh:alternativePath ( ug:basis ug:weight ) ]": f"{UG}basis|{UG}weight",
}


@pytest.mark.parametrize("path", PATHS)
def test_shapes_of_ones_own_and_their_paths(path: str, tmp_path: Path) -> None:
    shapes = tmp_path / "own.ttl"
    shapes.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        f"@prefix ug: <{UG}> .\n"
        f"<urn:shape> sh:targetNode <{BASE}list/2018/line/53/reading/evidence/1> ; sh:property <urn:property> .\n"
        f'<urn:property> sh:path {path} ; sh:maxCount 0 ; sh:severity sh:Info ; sh:message "none"@en .\n',
        encoding="utf-8",
    )
    report = validate_quads(lines_of(world("shapes")), [shapes])
    assert [(result.path, result.severity) for result in report.results] == [(PATHS[path], Severity.INFO)]
    assert report.conforms
    assert '"none"@en' in report.to_turtle()


def test_shapes_that_look_at_objects(tmp_path: Path) -> None:
    shapes = tmp_path / "own.ttl"
    shapes.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        f'<urn:shape> sh:targetObjectsOf <{UG}deniedUnit> ; sh:nodeKind sh:Literal ; sh:message "a unit" .\n',
        encoding="utf-8",
    )
    report = validate_quads(lines_of(world("shapes")), [shapes])
    assert [(result.focus, result.path) for result in report.results] == [(f"{BASE}unit/ly/ain-zara-prison-1", "")]


# What cannot be validated


@pytest.mark.parametrize("content", [b"", b"<urn:a> <urn:b> <urn:c> .\n"])
def test_data_without_anything_to_look_at_is_an_error(content: bytes) -> None:
    with pytest.raises(ValidationError, match="the data: nothing that any shape applies to; give a dataset"):
        validate_quads(content)


def test_the_vocabulary_alone_is_no_data() -> None:
    with pytest.raises(ValidationError, match="nothing that any shape applies to"):
        validate_file(ONTOLOGY / "unitgraph.ttl")


def test_shapes_that_are_none_are_an_error(tmp_path: Path) -> None:
    shapes = tmp_path / "own.ttl"
    shapes.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        f"<urn:shape> sh:targetClass <{UG}Unit> ; sh:property [ sh:minCount 1 ] .\n",
        encoding="utf-8",
    )
    with pytest.raises(ValidationError, match=r"own\.ttl: no shapes: .+; correct the shapes"):
        validate_quads(lines_of(world("shapes")), [shapes])


@pytest.mark.parametrize(
    "predicate",
    [
        "country",
        "deniedUnit",
        "direction",
        "basis",
        "superior",
        "subordinate",
        "org:subOrganizationOf",
        "org:transitiveSubOrganizationOf",
    ],
)
def test_a_text_with_backslashes_where_a_thing_belongs_is_reported(predicate: str) -> None:
    """pyshacl puts the value of a constraint in SPARQL into its message through a regular expression."""
    iri = term(predicate) if ":" in predicate else UG + predicate
    before = [triple for triple in world("shapes") if triple.predicate.value == iri]
    changes = {Triple(each.subject, each.predicate, pyoxigraph.Literal(r"a\d{?value}")) for each in before}
    assert changes
    report = validate_quads(lines_of((world("shapes") - set(before)) | changes))
    assert not report.conforms


def test_text_that_is_no_rdf_is_an_error_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "broken.ttl"
    path.write_text("<urn:a> <urn:b> <urn:c> .\n<urn:a> <urn:b> ,\n", encoding="utf-8")
    with pytest.raises(ValidationError, match=r"broken\.ttl line 2 column 17: not Turtle: .*; correct the file"):
        validate_file(path)
    with pytest.raises(ValidationError, match="N-Quads line 1 column"):
        validate_quads(["<urn:a> <urn:b> oops ."])


def test_text_that_is_not_utf_8_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "latin.nt"
    path.write_bytes('<urn:a> <urn:b> "caf\u00e9" .\n'.encode("latin-1"))
    with pytest.raises(ValidationError, match=r"latin\.nt"):
        validate_file(path)


def test_a_file_that_is_missing_or_of_no_format_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match=r"none\.ttl: cannot be read \(No such file or directory\)"):
        validate_file(tmp_path / "none.ttl")
    with pytest.raises(ValidationError, match=r"the suffix '\.docx' is none of RDF; name the file by its format"):
        validate_file(tmp_path / "list.docx")
    with pytest.raises(ValidationError, match=r"none\.ttl: cannot be read"):
        validate_quads(lines_of(world("shapes")), [tmp_path / "none.ttl"])


def test_xml_that_grows_is_not_validated(tmp_path: Path) -> None:
    path = tmp_path / "grows.rdf"
    path.write_text(f"<!DOCTYPE a [<!ENTITY b '{'x' * 100_000}'>]><a>{'&b;' * 3000}</a>", encoding="utf-8")
    with pytest.raises(UnitGraphError, match="its entities stand for 300,000,000 bytes"):
        validate_file(path)


@pytest.mark.parametrize("opening", ['{"urn:b":', "["])
def test_json_of_too_many_levels_is_not_validated(opening: str, tmp_path: Path) -> None:
    path = tmp_path / "deep.jsonld"
    closing = "]" if opening == "[" else "}"
    path.write_text(opening * 1_001 + "{}" + closing * 1_001, encoding="utf-8")
    with pytest.raises(ValidationError, match="more than 1,000 objects and lists stand within one another; name its"):
        validate_file(path)
    brackets = '[{"@id": "urn:a", "urn:b": "' + r"[{\"" * 2_000 + '"}]'
    path.write_text(brackets, encoding="utf-8")
    with pytest.raises(ValidationError, match="nothing that any shape applies to"):
        validate_file(path)


@pytest.mark.parametrize("suffix", ["ttl", "nq", "trig", "jsonld", "rdf"])
def test_a_file_of_any_format_is_validated(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"data.{suffix}"
    rdf_format = RdfFormat.from_extension(suffix)
    assert rdf_format is not None
    pyoxigraph.serialize(world("shapes"), str(path), format=rdf_format)
    assert validate_file(path).results == ()
