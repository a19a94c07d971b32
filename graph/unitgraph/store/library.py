"""The query library: self-describing SPARQL files.

A file ``queries/<group>/<name>.rq`` begins with a header in YAML, each line prefixed with ``#+``, followed by SPARQL
that runs as it is in any tool. Names are unique across groups. Headers are read when a query is requested.
"""

from __future__ import annotations

import datetime
import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

import pyoxigraph
from pyoxigraph import Literal, NamedNode, Quad

from unitgraph.dataset.vocab import concept, term
from unitgraph.identity.iris import Minter
from unitgraph.lexicon.tables import OPEN_COUNTRY
from unitgraph.store.analysis import projection, variables
from unitgraph.store.sparql import check_query
from unitgraph.store.tokens import QueryKind
from unitgraph.system.errors import QueryError
from unitgraph.system.resources import folder

GROUPS = ("units", "hierarchy", "check", "provenance", "quality")
CODE = "code"
"""The parameter that is the code of a country in every query."""
_MARK = "#+"
_EXECUTABLE = {
    QueryKind.SELECT: ("sh:SPARQLSelectExecutable", "sh:select"),
    QueryKind.ASK: ("sh:SPARQLAskExecutable", "sh:ask"),
    QueryKind.CONSTRUCT: ("sh:SPARQLConstructExecutable", "sh:construct"),
}


_PARTS = {"parameters", "columns"}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A variable of a query that the user may bind; its ``type`` is one of ``PARAMETER_TYPES``."""

    name: str
    type: str
    description: str
    example: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class LibraryQuery:
    """A query with its description. ``text`` is the SPARQL without the header. ``columns`` gives the description of
    each column, in the order of the projection; only SELECT queries have any."""

    name: str
    group: str
    title: str
    summary: str
    tags: tuple[str, ...]
    parameters: Mapping[str, Parameter]
    columns: Mapping[str, str]
    kind: QueryKind
    text: str

    def bind(self, values: Mapping[str, str]) -> dict[str, NamedNode | Literal]:
        """The terms for parameter values given as text, as bindings for :meth:`unitgraph.store.Store.query`.

        Raises QueryError for an unknown parameter, a missing required one, and a value of the wrong type.
        """
        known = self.parameters
        for name in values:
            if name not in known:
                remedy = f"use one of: {', '.join(known)}" if known else "it takes no parameters"
                raise QueryError(f"query {self.name}", f"no parameter {name!r}", remedy)
        for parameter in known.values():
            if parameter.required and parameter.name not in values:
                remedy = f"give it, for example {parameter.name}={parameter.example}"
                raise QueryError(f"query {self.name}", f"the parameter {parameter.name} is required", remedy)
        return {name: self._term(known[name], value) for name, value in values.items()}

    def describe(self, base: str) -> Iterator[str]:
        """The description of the query in RDF, as N-Quads lines in the graph of queries under ``base``.

        Follows the shapes in ``ontology/query-shapes.ttl`` (after SHACL, section 5: SPARQL executables).
        """
        graph = NamedNode(Minter(base).graph("queries"))
        for subject, predicate, value in self._triples(f"{base}query/{self.name}"):
            yield f"{Quad(NamedNode(subject), NamedNode(term(predicate)), value, graph)} .\n"

    def _term(self, parameter: Parameter, value: str) -> NamedNode | Literal:
        if parameter.name == CODE and parameter.type == "string":
            value = self._code(parameter, value)
        try:
            return PARAMETER_TYPES[parameter.type](value)
        except ValueError as error:
            where = f"query {self.name}, parameter {parameter.name}"
            remedy = f"give a value such as {parameter.example}"
            raise QueryError(where, f"{value!r} is not of type {parameter.type}", remedy) from error

    def _code(self, parameter: Parameter, value: str) -> str:
        """The code of a country as people write it."""
        from unitgraph.lexicon.countries import code_of

        found = OPEN_COUNTRY if value.strip().upper() == OPEN_COUNTRY else code_of(value)
        if found is None:
            where = f"query {self.name}, parameter {parameter.name}"
            raise QueryError(where, f"unknown country {value!r}", "give an ISO 3166-1 code or an English name")
        return found

    def _triples(self, query: str) -> Iterator[tuple[str, str, NamedNode | Literal]]:
        executable, body = _EXECUTABLE[self.kind]
        for kind in ("ug:LibraryQuery", "sh:SPARQLExecutable", executable):
            yield query, "rdf:type", NamedNode(term(kind))
        yield query, "dcterms:identifier", Literal(self.name)
        yield query, "dcterms:title", Literal(self.title)
        yield query, "dcterms:description", Literal(self.summary)
        yield query, "rdfs:comment", Literal(self.summary)
        for tag in self.tags:
            yield query, "dcat:keyword", Literal(tag)
        yield query, "ug:queryGroup", Literal(self.group)
        yield query, body, Literal(self.text)
        for position, parameter in enumerate(self.parameters.values(), 1):
            node = f"{query}/parameter/{parameter.name}"
            yield query, "ug:parameter", NamedNode(node)
            yield node, "rdf:type", NamedNode(term("ug:QueryParameter"))
            yield node, "ug:parameterName", Literal(parameter.name)
            yield node, "ug:position", Literal(position)
            yield node, "ug:parameterType", NamedNode(concept(f"{parameter.type}-parameter"))
            yield node, "dcterms:description", Literal(parameter.description)
            yield node, "ug:exampleValue", Literal(parameter.example)
            yield node, "ug:required", Literal(parameter.required)
        for position, (column, description) in enumerate(self.columns.items(), 1):
            node = f"{query}/column/{column}"
            yield query, "ug:column", NamedNode(node)
            yield node, "rdf:type", NamedNode(term("ug:QueryColumn"))
            yield node, "ug:columnName", Literal(column)
            yield node, "ug:position", Literal(position)
            yield node, "dcterms:description", Literal(description)


class Library(Mapping[str, LibraryQuery]):
    """The queries of a folder by name, in the order of their groups; each is read when requested."""

    def __init__(self, root: Path) -> None:
        self._files = {file.stem: file for group in GROUPS for file in sorted((root / group).glob("*.rq"))}
        self._read = cache(read_query)

    def __getitem__(self, name: str) -> LibraryQuery:
        return self._read(self._files[name])

    def __contains__(self, name: object) -> bool:
        return name in self._files

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


@cache
def library() -> Library:
    """The queries that ship with unitgraph."""
    return Library(folder("queries"))


def find_query(name: str) -> LibraryQuery:
    """The query with a name. Raises QueryError, with the nearest names, if there is none."""
    queries = library()
    if name in queries:
        return queries[name]
    near = difflib.get_close_matches(name, queries, n=3, cutoff=0.5)
    remedy = f"did you mean {' or '.join(near)}?" if near else "`unitgraph queries` lists them"
    raise QueryError(f"query {name!r}", "no such query", remedy)


def queries_dict(queries: Iterable[LibraryQuery]) -> dict[str, Any]:
    """Queries as JSON values."""
    return {"queries": [query_dict(query) for query in queries]}


def query_dict(query: LibraryQuery) -> dict[str, Any]:
    """A query as JSON values; parameters and columns are in order."""
    return {
        "name": query.name,
        "group": query.group,
        "title": query.title,
        "summary": query.summary,
        "tags": list(query.tags),
        "parameters": [asdict(each) for each in query.parameters.values()],
        "columns": [{"name": name, "description": text} for name, text in query.columns.items()],
        "sparql": query.text,
    }


def describe_library(base: str) -> Iterator[str]:
    """The descriptions of all queries in RDF, as N-Quads lines (see :meth:`LibraryQuery.describe`)."""
    for query in library().values():
        yield from query.describe(base)


def read_query(file: Path) -> LibraryQuery:
    """The query in a file; the name of its folder is its group.

    Raises QueryError for a header that is not YAML, has an unknown key or lacks a required one, or does not fit the
    query: the columns must be the projection, in order, and each parameter a column (stores bind no other variables).
    """
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    length = next((number for number, line in enumerate(lines) if not line.startswith(_MARK)), len(lines))
    text = "".join(lines[length:]).lstrip("\n")
    header = _Header(file.name, "".join(line[len(_MARK) :] for line in lines[:length]))
    query = LibraryQuery(
        name=file.stem,
        group=file.parent.name,
        title=header.text("title"),
        summary=header.text("summary"),
        tags=header.tags(),
        parameters=header.parameters(),
        columns=header.columns(),
        kind=check_query(text).kind,
        text=text,
    )
    _check_fit(query, file.name)
    return query


def _check_fit(query: LibraryQuery, where: str) -> None:
    if query.kind not in _EXECUTABLE:
        raise QueryError(where, f"the library takes no {query.kind.upper()} queries", "write SELECT, ASK or CONSTRUCT")
    declared, projected = tuple(query.columns), projection(query.text)
    if declared != projected:
        what = f"its columns are {', '.join(declared)}, but it selects {', '.join(projected)}"
        raise QueryError(where, what, "describe what is selected, in that order")
    bindable = set(projected) if query.kind is QueryKind.SELECT else variables(query.text)
    for name in query.parameters:
        if name not in bindable:
            raise QueryError(where, f"its parameter {name} is not selected", "select it, or remove it")
    query.bind({parameter.name: parameter.example for parameter in query.parameters.values()})


class _Header:
    """The YAML header of a query, read key by key. Raises QueryError for invalid contents."""

    def __init__(self, where: str, text: str) -> None:
        import yaml

        self._where = where
        try:
            content: object = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
        except yaml.YAMLError as error:
            self._refuse(f"its header is not YAML ({' '.join(str(error).split())})", "correct it")
        self._content = self._mapping("header", content, {"title", "summary", "tags"}, _PARTS)

    def text(self, key: str) -> str:
        return self._text(key, self._content[key])

    def tags(self) -> tuple[str, ...]:
        tags = self._content["tags"]
        if not isinstance(tags, list) or not tags:
            self._refuse("its tags are not a list", "write tags: [word, word]")
        return tuple(self._text("tags", tag) for tag in tags)

    def parameters(self) -> dict[str, Parameter]:
        return {name: self._parameter(name, entry) for name, entry in self._names("parameters").items()}

    def columns(self) -> dict[str, str]:
        return {name: self._text(f"column {name}", entry) for name, entry in self._names("columns").items()}

    def _parameter(self, name: str, content: object) -> Parameter:
        where = f"parameter {name}"
        entry = self._mapping(where, content, {"type", "description", "example"}, {"required"})
        kind = self._text(where, entry["type"])
        required = entry.get("required", False)
        if kind not in PARAMETER_TYPES:
            self._refuse(f"its {where} has the unknown type {kind!r}", f"choose one of {_TYPES}")
        if not isinstance(required, bool):
            self._refuse(f"its {where} has neither true nor false for required", "write true or false")
        example = entry["example"]
        if isinstance(example, int | float | datetime.date):
            example = str(example)
        example = self._text(where, example)
        return Parameter(name, kind, self._text(where, entry["description"]), example, required)

    def _names(self, key: str) -> dict[str, object]:
        entries = self._content.get(key, {})
        if not isinstance(entries, dict) or not all(_is_name(name) for name in entries):
            self._refuse(f"its {key} are not a mapping of variable names", f"write {key}: {{name: ...}}")
        return entries

    def _mapping(self, where: str, content: object, required: set[str], optional: set[str]) -> dict[str, object]:
        if not isinstance(content, dict):
            self._refuse(f"its {where} is not a mapping", "write key: value")
        unknown, missing = content.keys() - required - optional, required - content.keys()
        if unknown:
            self._refuse(f"its {where} has the unknown key {min(map(str, unknown))!r}", "remove it")
        if missing:
            self._refuse(f"its {where} lacks the key {min(missing)!r}", "add it")
        return content

    def _text(self, where: str, value: object) -> str:
        if not isinstance(value, str) or not value.strip():
            self._refuse(f"its {where} is not text", "write text, in quotation marks if YAML would read a number")
        return value

    def _refuse(self, what: str, remedy: str) -> NoReturn:
        raise QueryError(self._where, what, remedy)


def _is_name(name: object) -> bool:
    return isinstance(name, str) and re.fullmatch(r"[a-z][A-Za-z0-9_]*", name) is not None


def _iri(value: str) -> NamedNode:
    if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", value):
        raise ValueError("not an absolute IRI")
    return NamedNode(value)


def _literal(datatype: str, pattern: str) -> Callable[[str], Literal]:
    def convert(value: str) -> Literal:
        if not re.fullmatch(pattern, value):
            raise ValueError(f"not an {datatype}")
        return Literal(value, datatype=NamedNode(term(datatype)))

    return convert


def _date(value: str) -> Literal:
    return Literal(datetime.date.fromisoformat(value).isoformat(), datatype=NamedNode(term("xsd:date")))


PARAMETER_TYPES: Mapping[str, Callable[[str], NamedNode | Literal]] = {
    "iri": _iri,
    "string": pyoxigraph.Literal,
    "integer": _literal("xsd:integer", r"[+-]?[0-9]+"),
    "decimal": _literal("xsd:decimal", r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)"),
    "boolean": _literal("xsd:boolean", r"true|false"),
    "year": _literal("xsd:gYear", r"[0-9]{4}"),
    "date": _date,
}
"""How a value given as text becomes a term, by the type of its parameter; ValueError when it does not."""
_TYPES = ", ".join(PARAMETER_TYPES)
