"""Results in XML, which cannot hold every character that a query can make."""

from __future__ import annotations

import io
from xml.etree import ElementTree

import pyoxigraph
import pytest

from unitgraph.store.results import Result


@pytest.mark.parametrize(
    "query",
    ['SELECT ("a\\u000Bé\\uFFFF\\u0000 <b>" AS ?z) {}', 'CONSTRUCT { <x:a> <x:b> "a\\u000Bé\\uFFFF\\u0000 <b>" } {}'],
)
def test_what_xml_cannot_hold_is_replaced(query: str) -> None:
    output = io.BytesIO()
    Result(pyoxigraph.Store().query(query), lambda error: error).write(output, "xml")
    assert "a\ufffdé\ufffd\ufffd <b>" in "".join(ElementTree.fromstring(output.getvalue()).itertext())  # noqa: S314
