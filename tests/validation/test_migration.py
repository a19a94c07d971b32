"""A dataset of the model before becomes one of this."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph
from pyoxigraph import NamedNode, RdfFormat

from unitgraph.dataset.vocab import term
from unitgraph.identity.iris import Minter
from unitgraph.index.nodes import load_hierarchy
from unitgraph.store import Metadata, memory_store
from unitgraph.system.resources import resource
from unitgraph.validation import validate_quads

HERE = Path(__file__).parent
MINT = Minter()
FIRST = "Ain Zara\u00a0Prison,\u00a0Tripoli, Judicial Police, Ministry of Justice (MOJ)"


def before() -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    store.load((HERE / "migration" / "0.1.trig").read_bytes(), RdfFormat.TRIG)
    return store


def migrated() -> pyoxigraph.Store:
    store = before()
    store.update(resource("ontology", "migrate-0.1-to-0.2.ru").read_text(encoding="utf-8"))
    return store


def lines(store: pyoxigraph.Store) -> list[str]:
    return sorted(f"{quad} ." for quad in store)


def values(store: pyoxigraph.Store, subject: str, curie: str) -> set[str]:
    quads = store.quads_for_pattern(NamedNode(subject), NamedNode(term(curie)), None)
    return {str(quad.object) for quad in quads}


def test_our_shapes_accept_the_result_only() -> None:
    assert not validate_quads(lines(before())).conforms
    report = validate_quads(lines(migrated()))
    assert report.conforms, report.text()
    assert report.results == ()


def test_entries_are_named_by_their_texts_and_what_is_below_them_follows() -> None:
    store = migrated()
    first, second = MINT.entry("2018", FIRST), MINT.entry("2018", FIRST, 2)
    assert values(store, first, "ug:line") == {f'"53"^^<{term("xsd:integer")}>'}
    assert values(store, second, "ug:line") == {f'"54"^^<{term("xsd:integer")}>'}
    for entry in (first, second):
        assert values(store, MINT.denial(entry), "prov:wasDerivedFrom") == {f"<{entry}>", f"<{MINT.reading(entry)}>"}
        assert values(store, MINT.reading(entry), "prov:wasGeneratedBy") == {f"<{MINT.build('0.1.0')}>"}
        assert values(store, MINT.evidence(entry, 1), "ug:weight")
    ruling = MINT.ruling("2018", "country-libya")
    assert values(store, MINT.reading(first), "prov:wasDerivedFrom") == {f"<{first}>", f"<{ruling}>"}
    assert values(store, ruling, "ug:appliesTo") == {f"<{first}>"}


def test_tables_have_their_new_names_in_terms_iris_and_graphs() -> None:
    store = migrated()
    row = MINT.table_row("units", 2)
    assert values(store, row, "rdf:type") == values(store, row, "ug:line") == set()
    assert values(store, row, "dcterms:isPartOf") == {f"<{MINT.hierarchy_table('units')}>"}
    assert {quad.graph_name.value for quad in store if isinstance(quad.graph_name, NamedNode)} == {
        MINT.list_graph("2018"),
        MINT.table_graph("units"),
        MINT.graph("rulings"),
        MINT.graph("inferred"),
    }
    (edge,) = (
        quad.subject.value
        for quad in store.quads_for_pattern(None, NamedNode(term("prov:wasDerivedFrom")), NamedNode(row))
        if isinstance(quad.subject, NamedNode) and "/subordination/" in quad.subject.value
    )
    day = f"^^<{term('xsd:date')}>"
    assert values(store, edge, "ug:firstCited") == {f'"2010-01-01"{day}'}
    assert values(store, edge, "ug:firstCitedLatest") == {f'"2010-12-31"{day}'}
    assert values(store, edge, "ug:lastCitedEarliest") == {f'"2016-01-01"{day}'}
    assert values(store, edge, "ug:lastCited") == {f'"2016-12-31"{day}'}
    assert not [line for line in lines(store) if "oster" in line or "/line/53" in line]


def test_the_hierarchy_is_read_from_the_result() -> None:
    with memory_store([f"{line}\n" for line in lines(migrated())], Metadata(MINT.base, ("2018",))) as store:
        hierarchy = load_hierarchy(store)
    listed = [node for node in hierarchy if node.listed]
    assert [node.name for node in listed] == ["Ain Zara Prison"]
    assert [(each.list, each.line) for each in listed[0].listings] == [("2018", 53), ("2018", 54)]


def test_a_second_run_changes_nothing() -> None:
    store = migrated()
    once = lines(store)
    store.update(resource("ontology", "migrate-0.1-to-0.2.ru").read_text(encoding="utf-8"))
    assert lines(store) == once
