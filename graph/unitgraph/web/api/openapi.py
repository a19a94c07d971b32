"""The description of the JSON API (OpenAPI 3.1)."""

from __future__ import annotations

from collections import Counter

from unitgraph.store.library import LibraryQuery, library
from unitgraph.system.version import __version__
from unitgraph.web.api.schemas import SCHEMAS, TEXT, of
from unitgraph.web.http.bodies import Json
from unitgraph.web.http.negotiation import GRAPHS, TABLES
from unitgraph.web.http.uploads import FIELDS
from unitgraph.web.service import Service
from unitgraph.web.settings import LONGEST_NAME

_PART = r"(?:%[0-9A-Fa-f]{2}|[!$&'()*+,\-./0-9:;=?@A-Z_a-z~])*"
IRI = rf"^https?://[A-Za-z0-9.\-]+(:[0-9]{{1,5}})?/{_PART}(#{_PART})?$"
"""The IRIs accepted as parameters of queries: those of data, in ASCII."""
_PARAMETER_SCHEMAS: dict[str, Json] = {
    "iri": {"type": "string", "pattern": IRI},
    "year": {"type": "string", "pattern": r"^[0-9]{4}$"},
    "decimal": {"type": "string", "pattern": r"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)$"},
    "boolean": {"type": "string", "enum": ["true", "false"]},
    "date": {"type": "string", "format": "date"},
    "integer": {"type": "string", "pattern": r"^[+-]?[0-9]+$"},
}
DAY = r"^(?!0000)[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])$"
"""The days that are described: those that every month has. Any other day is taken too."""
NAMED = r"[^\s\u001c-\u001f\u0085\ufeff]"
"""A name has at least one such sign. Python and ECMAScript differ in what is white space: here, what is for either."""
_NAME_SCHEMA = {"type": "string", "minLength": 1, "maxLength": LONGEST_NAME, "pattern": NAMED}
_COUNTRY = {
    "name": "country",
    "in": "query",
    "description": "the country of the units",
    "schema": of("Country"),
}
_AS_OF = {
    "name": "as-of",
    "in": "query",
    "description": "answer as of this day: denials published by then, edges not over by then nor known to start later",
    "schema": {"type": "string", "format": "date", "pattern": DAY},
}
_COUNTRY_OR_NONE = {"oneOf": [of("Country"), {"type": "null"}]}


def document(service: Service, address: str) -> Json:
    """The description of the API at ``address``."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "unitgraph",
            "version": __version__,
            "description": (
                "Units of security forces on published lists of denied assistance, and the units around them. A "
                "denial applies to the unit named; absence from a list means nothing. Not an official vetting decision."
            ),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": address}],
        "paths": _paths(service),
        "components": {"schemas": {**SCHEMAS, "Names": _names(service)}},
    }


_TABLE = (
    "A table is taken too: as multipart/form-data with the table as `file` (CSV, TSV, XLSX, XLS, ODS, JSON or JSON "
    f"Lines) and, where it needs them, the fields `country`, `asOf`, {', '.join(f'`{name}`' for name in FIELDS)}. "
    "No schema tells which bytes are a table, so this body is told here only."
)
"""Of a body that is a table of names."""


def _names(service: Service) -> Json:
    """The body of a screening request."""
    one = {
        "type": "object",
        "properties": {"name": _NAME_SCHEMA, "country": _COUNTRY_OR_NONE},
        "required": ["name"],
        "additionalProperties": False,
    }
    names = {"type": "array", "maxItems": service.settings.limits.names, "items": {"oneOf": [_NAME_SCHEMA, one]}}
    return {
        "type": "object",
        "properties": {
            "names": names,
            "country": _COUNTRY_OR_NONE,
            "asOf": {"oneOf": [{"type": "string", "format": "date", "pattern": DAY}, {"type": "null"}]},
        },
        "required": ["names"],
        "additionalProperties": False,
    }


def _paths(service: Service) -> Json:
    name = {"name": "name", "in": "query", "required": True, "schema": _NAME_SCHEMA}
    identifier = {
        "name": "id",
        "in": "path",
        "required": True,
        "description": "short name of the unit: its IRI after unit/",
        "schema": {"type": "string", "minLength": 1},
        "example": service.identifier(next(iter(service.hierarchy))),
    }
    whole = {"type": "integer", "minimum": 0, "maximum": 10**8}
    lists = {
        "type": "string",
        "enum": _lists(service),
        "description": "a list, or a year of one list",
    }
    return {
        "/api/check": {
            "get": _operation(
                "check", "Whether a unit, or one around it, is listed", "Answer", [name, _COUNTRY, _AS_OF]
            )
        },
        "/api/screen": {"post": _screen()},
        "/api/units": {
            "get": _operation(
                "units",
                "The units, by IRI",
                "Units",
                [
                    _COUNTRY,
                    {"name": "listed", "in": "query", "schema": {"type": "string", "enum": ["true", "false"]}},
                    {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 1000}},
                    {"name": "offset", "in": "query", "schema": whole},
                ],
            )
        },
        "/api/units/{id}": {
            "get": _operation("unit", "One unit with its denials", "UnitDetails", [identifier, _AS_OF], ("404", "410"))
        },
        "/api/denied-under/{id}": {
            "get": _operation(
                "deniedUnder", "The denied units under one", "DeniedUnder", [identifier, _AS_OF], ("404", "410")
            )
        },
        "/api/history/{id}": {
            "get": _operation(
                "history", "What each list says of a unit", "History", [identifier, _AS_OF], ("404", "410")
            )
        },
        "/api/diff": {
            "get": _operation(
                "diff",
                "Two lists compared",
                "ListDiff",
                [{"name": name, "in": "query", "required": True, "schema": lists} for name in ("before", "after")],
            )
        },
        "/api/queries": {"get": _operation("queries", "The query library", "Queries", [])},
        **{f"/api/queries/{query.name}": {"get": _query(query)} for query in library().values()},
    }


def _lists(service: Service) -> list[str]:
    """The words by which lists are found: their names, and the years of which there is one list."""
    lists = service.hierarchy.lists.values()
    years = Counter(str(each.year) for each in lists)
    return sorted({each.name for each in lists} | {year for year, count in years.items() if count == 1})


def _operation(name: str, summary: str, schema: str, parameters: list[Json], faults: tuple[str, ...] = ()) -> Json:
    return {
        "operationId": name,
        "summary": summary,
        "parameters": parameters,
        "responses": {
            "200": {"description": summary, "content": {"application/json": {"schema": of(schema)}}},
            **_faults("400", *faults),
        },
    }


def _screen() -> Json:
    operation = _operation("screen", "Many names at once", "Screening", [], ("413", "415", "429", "503", "504", "507"))
    body = {"required": True, "content": {"application/json": {"schema": of("Names")}}}
    return {**operation, "description": _TABLE, "requestBody": body}


def _query(query: LibraryQuery) -> Json:
    parameters = [
        {
            "name": each.name,
            "in": "query",
            "required": each.required,
            "description": each.description,
            "example": each.example,
            "schema": _PARAMETER_SCHEMAS.get(str(each.type), TEXT),
        }
        for each in query.parameters.values()
    ]
    names = [form.name for form in TABLES]
    form = {"name": "format", "in": "query", "schema": {"type": "string", "enum": names}}
    kinds = TABLES if query.columns or query.kind == "ask" else GRAPHS
    content: Json = {each.media_type: {} for each in kinds}
    return {
        "operationId": f"query-{query.name}",
        "summary": query.title,
        "description": query.summary,
        "parameters": [*parameters, form],
        "responses": {
            "200": {"description": query.title, "content": content},
            **_faults("400", "406", "429", "503", "504", "507"),
        },
    }


def _faults(*statuses: str) -> Json:
    content = {"application/problem+json": {"schema": of("Problem")}}
    return {status: {"description": "Why there is no answer", "content": content} for status in statuses}
