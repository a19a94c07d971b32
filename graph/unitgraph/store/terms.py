"""Terms of the two libraries, one into the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph

from unitgraph.errors import QueryError
from unitgraph.vocab import term

if TYPE_CHECKING:
    from rdflib.term import Identifier

    from unitgraph.store.contract import Term
    from unitgraph.store.results import Value

_STRING = term("xsd:string")


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
        raise QueryError("result", "a row holds a triple term, which rdflib lacks", "serialise the result instead")
    if value.language:
        return rdflib.Literal(value.value, lang=value.language)
    datatype = None if value.datatype.value == _STRING else rdflib.URIRef(value.datatype.value)
    return rdflib.Literal(value.value, datatype=datatype, normalize=False)
