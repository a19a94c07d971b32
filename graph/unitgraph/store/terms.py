"""Conversion of terms between the two libraries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

import pyoxigraph

from unitgraph.dataset.vocab import term
from unitgraph.system.errors import QueryError

if TYPE_CHECKING:
    import rdflib
    from rdflib.term import Identifier

_STRING = term("xsd:string")
Term: TypeAlias = "pyoxigraph.NamedNode | pyoxigraph.Literal | rdflib.URIRef | rdflib.Literal"
"""What a variable can be bound to: an IRI or a literal, as a term of either library."""
Value: TypeAlias = "pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal | pyoxigraph.Triple"
"""A value in a row of a result."""


def to_oxigraph(value: Term) -> pyoxigraph.NamedNode | pyoxigraph.Literal:
    """``value`` as a term of pyoxigraph. Raises QueryError for anything but an IRI or a literal."""
    if isinstance(value, pyoxigraph.NamedNode | pyoxigraph.Literal):
        return value
    import rdflib

    try:
        if isinstance(value, rdflib.URIRef):
            return pyoxigraph.NamedNode(str(value))
        if isinstance(value, rdflib.Literal) and value.language:
            return pyoxigraph.Literal(str(value), language=value.language)
        if isinstance(value, rdflib.Literal):
            return pyoxigraph.Literal(str(value), datatype=pyoxigraph.NamedNode(str(value.datatype or _STRING)))
    except ValueError as error:
        raise QueryError("binding", f"{value!r} is not a valid term ({error})", "give an absolute IRI") from error
    raise QueryError("binding", f"{value!r} is not a term", "bind an IRI or a literal")


def to_rdflib(value: Value) -> Identifier:
    """``value`` as a term of rdflib; a plain string has no datatype there, and lexical forms are kept."""
    import rdflib

    if isinstance(value, pyoxigraph.NamedNode):
        return rdflib.URIRef(value.value)
    if isinstance(value, pyoxigraph.BlankNode):
        return rdflib.BNode(value.value)
    if isinstance(value, pyoxigraph.Triple):
        raise QueryError("result", "a row contains a triple term, which rdflib lacks", "serialize the result instead")
    if value.language:
        return rdflib.Literal(value.value, lang=value.language)
    datatype = None if value.datatype.value == _STRING else rdflib.URIRef(value.datatype.value)
    return rdflib.Literal(value.value, datatype=datatype, normalize=False)


def to_python(value: Value) -> object:
    """``value`` as Python's: numbers, booleans, days and years; anything else, and what is not well formed, as text."""
    if not isinstance(value, pyoxigraph.Literal):
        return str(value) if isinstance(value, pyoxigraph.Triple) else value.value
    read = _PYTHONS.get(value.datatype.value)
    try:
        return read(value.value) if read else value.value
    except ValueError:
        return value.value


_PYTHONS: dict[str, Callable[[str], object]] = {
    **dict.fromkeys(map(term, ("xsd:integer", "xsd:int", "xsd:long", "xsd:nonNegativeInteger", "xsd:gYear")), int),
    **dict.fromkeys(map(term, ("xsd:decimal", "xsd:double", "xsd:float")), float),
    term("xsd:boolean"): lambda text: text in ("true", "1"),
    term("xsd:date"): date.fromisoformat,
}
