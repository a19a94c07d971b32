"""Turtle as a person reads it."""

from __future__ import annotations

import io
import re

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from unitgraph.dataset.vocab import term
from unitgraph.exports import Format, export
from unitgraph.exports.graphml import write_graphml
from unitgraph.exports.turtle import prefixes_in, prefixes_of, write_turtle
from unitgraph.store.contents import bundled_store

BASE = "https://w3id.org/unitgraph/"


def turtle(*triples: tuple[str, str, str | Literal], prefixes: dict[str, str] | None = None) -> str:
    made = io.BytesIO()
    terms = [
        Triple(NamedNode(s), NamedNode(p), NamedNode(o) if isinstance(o, str) else o)
        for s, p, o in sorted(triples, key=str)
    ]
    write_turtle(map(str, terms), made, prefixes or prefixes_of(each[0] for each in triples))
    assert set(parse(made.getvalue(), format=RdfFormat.TURTLE)) == {
        quad for each in terms for quad in parse(f"{each} .", format=RdfFormat.N_TRIPLES)
    }
    return made.getvalue().decode()


def test_each_subject_is_a_paragraph_with_its_classes_first_and_a_short_name() -> None:
    unit, entry = f"{BASE}unit/mx/guard-0a1b2c3d", f"{BASE}list/2018/entry/82c7350b7ac19b83"
    text = turtle(
        (unit, term("dcterms:title"), Literal("<https://w3id.org/unitgraph/unit/mx/x>\\nTwo\nlines")),
        (unit, term("rdf:type"), term("ug:Unit")),
        (entry, term("dcterms:isPartOf"), f"{BASE}list/2018"),
        (entry, term("rdf:type"), term("ug:Entry")),
    )
    body = text.partition("\n\n")[2]
    assert body.split("\n\n") == [
        f"entry-2018:82c7350b7ac19b83 a ug:Entry ;\n\tdcterms:isPartOf <{BASE}list/2018> .",
        "unit-mx:guard-0a1b2c3d a ug:Unit ;\n"
        '\tdcterms:title "<https://w3id.org/unitgraph/unit/mx/x>\\\\nTwo\\nlines" .\n',
    ]


def test_numbers_are_in_order() -> None:
    stem = f"{BASE}list/2018/entry/a/reading/evidence/"
    text = turtle(*((f"{stem}{number}", term("ug:weight"), Literal(number)) for number in range(1, 13)))
    assert [int(each) for each in re.findall(r"evidence/(\d+)>", text)] == list(range(1, 13))


def test_the_list_has_short_names_for_its_units_and_entries() -> None:
    made = io.BytesIO()
    export(bundled_store(), Format.TURTLE, made)
    text = made.getvalue().decode()
    assert "\n\nunit-mx:torreon-station-760d1afd a org:OrganizationalUnit" in text
    assert "\n\nentry-2018:82c7350b7ac19b83 a " in text
    part = prefixes_in(bundled_store(), f"{BASE}unit/bd/rapid-action-battalion-5495a432")
    assert sorted(each for each in part if "-" in each) == ["entry-2018", "unit-bd"]
    assert f"<{BASE}unit/mx/torreon" not in text


def test_a_unit_called_true_keeps_its_name_in_graphml() -> None:
    from unitgraph.exports.about import about_data
    from unitgraph.exports.described import Described

    store = bundled_store()
    described = Described.of(store, None)
    described.name = lambda unit: "True"  # type: ignore[method-assign]
    made = io.BytesIO()
    write_graphml(described, made, about_data(store.info()))
    assert (made.getvalue().count(b">True</data>"), made.getvalue().count(b">true</data>")) == (62, 26)
