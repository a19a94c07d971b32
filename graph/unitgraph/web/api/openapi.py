"""The description of the JSON API (OpenAPI 3.1)."""

from __future__ import annotations

from unitgraph.checking.findings import Relation, Status
from unitgraph.lexicon.tables import countries
from unitgraph.store.library import LibraryQuery, library
from unitgraph.system.version import __version__
from unitgraph.web.http.bodies import Json
from unitgraph.web.http.negotiation import GRAPHS, TABLES
from unitgraph.web.service import Service
from unitgraph.web.settings import LONGEST_NAME

_TEXT: Json = {"type": "string"}
_TEXTS: Json = {"type": "array", "items": _TEXT}
_SCORE: Json = {"type": "number", "minimum": 0, "maximum": 1}
_COUNTRY_CONFIDENCE: Json = {
    "oneOf": [_SCORE, {"type": "null"}],
    "description": "confidence in the unit's country if it was only inferred; null if the list or a ruling states it",
}
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


def _object(properties: Json) -> Json:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _array(name: str) -> Json:
    return {"type": "array", "items": _of(name)}


def _of(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


_UNIT = {"iri": _TEXT, "name": _TEXT, "country": _TEXT, "otherNames": _TEXTS}
_KNOWN = {**_UNIT, "id": {**_TEXT, "description": "short name of the unit in this API"}, "listed": {"type": "boolean"}}
_STATUS = {"type": "string", "enum": [str(each) for each in Status]}
_FINDING = {
    "relation": {"type": "string", "enum": [str(each) for each in Relation]},
    "steps": {"type": "integer", "minimum": 0},
    "unit": _TEXT,
    "iri": _TEXT,
    "year": {"type": "integer"},
    "entry": _of("EntryQuoted"),
}
_BRIEF = {
    "query": _TEXT,
    "status": _of("Status"),
    "unit": {"oneOf": [_of("UnitNamed"), {"type": "null"}]},
    "below": {"type": "boolean", "description": "the name itself is not in the graph; it is placed under unit"},
    "chain": _TEXTS,
    "score": {"oneOf": [_SCORE, {"type": "null"}]},
    "reasons": _TEXTS,
    "findings": _array("Finding"),
    "candidates": _array("Candidate"),
    "note": _TEXT,
    "sentence": _TEXT,
}
_DETAILS = {
    "status": _of("Status"),
    "sentence": _TEXT,
    "chain": _array("Unit"),
    "superiors": _array("Unit"),
    "subordinates": _array("Unit"),
    "places": _TEXTS,
    "denials": _array("Denial"),
    "findings": {"type": "integer", "minimum": 0, "description": "denials of the unit and of units around it"},
    "caveats": _TEXTS,
}
SCHEMAS: Json = {
    "Status": _STATUS,
    "UnitNamed": _object(_UNIT),
    "Unit": _object(_KNOWN),
    "UnitDetails": _object({**_KNOWN, **_DETAILS}),
    "Units": _object({"units": _array("Unit"), "more": {"type": "boolean"}}),
    "Denial": _object(
        {
            "list": _TEXT,
            "year": {"type": "integer"},
            "line": {"type": "integer"},
            "verbatim": _TEXT,
            "entry": _TEXT,
            "countryConfidence": _COUNTRY_CONFIDENCE,
        }
    ),
    "EntryQuoted": _object(
        {
            "list": _TEXT,
            "line": {"type": "integer"},
            "verbatim": _TEXT,
            "iri": _TEXT,
            "countryConfidence": _COUNTRY_CONFIDENCE,
        }
    ),
    "Finding": _object(_FINDING),
    "Candidate": _object(
        {
            "iri": _TEXT,
            "name": _TEXT,
            "country": _TEXT,
            "score": _SCORE,
            "reasons": _TEXTS,
            "status": {"oneOf": [_of("Status"), {"type": "null"}]},
            "chain": _TEXTS,
            "places": _TEXTS,
            "entries": _array("EntryQuoted"),
        }
    ),
    "Answer": _object({**_BRIEF, "caveats": _TEXTS}),
    "AnswerBrief": _object(_BRIEF),
    "Screening": _object({"answers": _array("AnswerBrief"), "caveats": _TEXTS}),
    "DeniedUnder": _object(
        {
            "organization": _of("UnitNamed"),
            "listed": {"type": "boolean"},
            "denied": {"type": "array", "items": _object({**_FINDING, "chain": _TEXTS})},
            "caveats": _TEXTS,
        }
    ),
    "Query": _object(
        {
            "name": _TEXT,
            "group": _TEXT,
            "title": _TEXT,
            "summary": _TEXT,
            "tags": _TEXTS,
            "parameters": {
                "type": "array",
                "items": _object(
                    {
                        "name": _TEXT,
                        "type": _TEXT,
                        "description": _TEXT,
                        "example": _TEXT,
                        "required": {"type": "boolean"},
                    }
                ),
            },
            "columns": {"type": "array", "items": _object({"name": _TEXT, "description": _TEXT})},
            "sparql": _TEXT,
        }
    ),
    "Queries": _object({"queries": _array("Query")}),
    "Country": {
        "type": "string",
        "description": "ISO 3166-1 code or English name of a country, in any case; anything else is an error",
        "enum": [word for each in countries() for word in (each.alpha2, each.alpha3, each.name)],
    },
    "Problem": _object({"type": _TEXT, "title": _TEXT, "status": {"type": "integer"}, "detail": _TEXT}),
}
_NAME_SCHEMA = {"type": "string", "minLength": 1, "maxLength": LONGEST_NAME, "pattern": r"\S"}
_COUNTRY = {
    "name": "country",
    "in": "query",
    "description": "the country of the units",
    "schema": _of("Country"),
}
_COUNTRY_OR_NONE = {"oneOf": [_of("Country"), {"type": "null"}]}


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
        "properties": {"names": names, "country": _COUNTRY_OR_NONE},
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
    return {
        "/api/check": {
            "get": _operation("check", "Whether a unit, or one around it, is listed", "Answer", [name, _COUNTRY])
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
            "get": _operation("unit", "One unit with its denials", "UnitDetails", [identifier], ("404",))
        },
        "/api/denied-under/{id}": {
            "get": _operation("deniedUnder", "The denied units under one", "DeniedUnder", [identifier], ("404",))
        },
        "/api/queries": {"get": _operation("queries", "The query library", "Queries", [])},
        **{f"/api/queries/{query.name}": {"get": _query(query)} for query in library().values()},
    }


def _operation(name: str, summary: str, schema: str, parameters: list[Json], faults: tuple[str, ...] = ()) -> Json:
    return {
        "operationId": name,
        "summary": summary,
        "parameters": parameters,
        "responses": {
            "200": {"description": summary, "content": {"application/json": {"schema": _of(schema)}}},
            **_faults("400", *faults),
        },
    }


def _screen() -> Json:
    operation = _operation("screen", "Many names at once", "Screening", [], ("413", "415"))
    body = {"required": True, "content": {"application/json": {"schema": _of("Names")}}}
    return {**operation, "requestBody": body}


def _query(query: LibraryQuery) -> Json:
    parameters = [
        {
            "name": each.name,
            "in": "query",
            "required": each.required,
            "description": each.description,
            "example": each.example,
            "schema": _PARAMETER_SCHEMAS.get(str(each.type), _TEXT),
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
    content = {"application/problem+json": {"schema": _of("Problem")}}
    return {status: {"description": "Why there is no answer", "content": content} for status in statuses}
