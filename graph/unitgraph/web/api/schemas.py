"""The schemas of what the JSON API answers (JSON Schema, as OpenAPI 3.1 takes it)."""

from __future__ import annotations

from unitgraph.checking.history import Presence
from unitgraph.checking.list_diff import Change
from unitgraph.checking.relations import Relation, Status
from unitgraph.lexicon.tables import countries
from unitgraph.web.http.bodies import Json

TEXT: Json = {"type": "string"}
_TEXTS: Json = {"type": "array", "items": TEXT}
_SCORE: Json = {"type": "number", "minimum": 0, "maximum": 1}
_COUNTRY_CONFIDENCE: Json = {
    "oneOf": [_SCORE, {"type": "null"}],
    "description": "confidence in the unit's country if it was only inferred; null if the list or a ruling states it",
}


def _object(properties: Json) -> Json:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _array(name: str) -> Json:
    return {"type": "array", "items": of(name)}


def of(name: str) -> Json:
    """A reference to a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


_UNIT = {
    "iri": TEXT,
    "name": TEXT,
    "country": TEXT,
    "countryInferred": {"type": "boolean", "description": "no heading, column or ruling states the country"},
    "otherNames": _TEXTS,
    "placeholder": {"type": "boolean"},
    "unread": {"type": "boolean"},
}
_KNOWN = {**_UNIT, "id": {**TEXT, "description": "short name of the unit in this API"}, "listed": {"type": "boolean"}}
_STATUS = {"type": "string", "enum": [str(each) for each in Status]}
_CHAINS = {"type": "array", "items": {"type": "array", "items": of("Link")}, "description": "each from the top down"}
_DATE_OR_NONE = {"oneOf": [TEXT, {"type": "null"}], "description": "a year, a month or a day; null if not stated"}
_DAY = {"type": "string", "format": "date"}
_AS_OF: Json = {
    "asOf": {"oneOf": [_DAY, {"type": "null"}], "description": "the day of which the answer is; null for all days"},
    "remarks": {**_TEXTS, "description": "what this means for each list"},
}
_FINDING = {
    "relation": {"type": "string", "enum": [str(each) for each in Relation]},
    "steps": {"type": "integer", "minimum": 0},
    "unit": TEXT,
    "iri": TEXT,
    "year": {"type": "integer"},
    "entry": of("EntryQuoted"),
    "through": {**_CHAINS, "description": "the chain through which it stands; for a unit beside, two"},
}
_BRIEF = {
    "query": TEXT,
    "status": of("Status"),
    "unit": {"oneOf": [of("UnitNamed"), {"type": "null"}]},
    "below": {"type": "boolean", "description": "the name itself is not in the graph; it is placed under unit"},
    "chain": {**_TEXTS, "description": "the names of the first of the chains"},
    "chains": {**_CHAINS, "description": "current first, each from the top down"},
    "moreChains": {"type": "integer", "minimum": 0, "description": "chains beyond those that are shown"},
    "score": {"oneOf": [_SCORE, {"type": "null"}]},
    "reasons": _TEXTS,
    "findings": _array("Finding"),
    "candidates": _array("Candidate"),
    "note": TEXT,
    "sentence": TEXT,
    **_AS_OF,
}
_COUNT = {"type": "integer", "minimum": 0}
_LIST = {
    "name": TEXT,
    "title": TEXT,
    "year": {"type": "integer", "description": "calendar year"},
    "published": {"oneOf": [_DAY, {"type": "null"}], "description": "null if the day of publication is not stated"},
    "countsFrom": {**_DAY, "description": "the day from which the list counts as published"},
}
_ENTRY_PRINTED = {"line": {"type": "integer"}, "verbatim": TEXT}
_ENTRY_WITH_CHAIN = {"iri": TEXT, **_ENTRY_PRINTED, "chain": _TEXTS}
_PRINTED_ENTRIES = {"type": "array", "items": _object({"list": TEXT, **_ENTRY_PRINTED, "iri": TEXT})}
_CHANGE = {"type": "string", "enum": [str(each) for each in Change if each is not Change.UNCHANGED]}
_UNIT_CHANGE = {
    "change": _CHANGE,
    "iri": TEXT,
    "name": TEXT,
    "country": TEXT,
    "countryConfidence": _COUNTRY_CONFIDENCE,
}
_DETAILS = {
    "status": of("Status"),
    "sentence": TEXT,
    "chain": _array("Unit"),
    "chains": _CHAINS,
    "moreChains": _COUNT,
    "superiors": _array("Unit"),
    "subordinates": _array("Unit"),
    "places": _TEXTS,
    "denials": _array("Denial"),
    "findings": {"type": "integer", "minimum": 0, "description": "denials of the unit and of units around it"},
    **_AS_OF,
    "caveats": _TEXTS,
}
SCHEMAS: Json = {
    "Link": _object({"iri": TEXT, "name": TEXT, "edges": _array("Edge")}),
    "Edge": _object(
        {
            "firstCited": _DATE_OR_NONE,
            "lastCited": {**_DATE_OR_NONE, "description": "which is no end unless endKnown; null if not stated"},
            "startKnown": {"type": "boolean"},
            "endKnown": {"type": "boolean"},
            "relation": TEXT,
            "status": {"type": "string", "enum": ["accepted", "conflict"]},
            "confidence": _SCORE,
        }
    ),
    "Status": _STATUS,
    "UnitNamed": _object(_UNIT),
    "Unit": _object(_KNOWN),
    "UnitDetails": _object({**_KNOWN, **_DETAILS}),
    "Units": _object({"units": _array("Unit"), "more": {"type": "boolean"}}),
    "Denial": _object(
        {
            "list": TEXT,
            "year": {"type": "integer"},
            "line": {"type": "integer"},
            "verbatim": TEXT,
            "entry": TEXT,
            "countryConfidence": _COUNTRY_CONFIDENCE,
        }
    ),
    "EntryQuoted": _object(
        {
            "list": TEXT,
            "line": {"type": "integer"},
            "verbatim": TEXT,
            "iri": TEXT,
            "countryConfidence": _COUNTRY_CONFIDENCE,
        }
    ),
    "Finding": _object(_FINDING),
    "Candidate": _object(
        {
            "iri": TEXT,
            "name": TEXT,
            "country": TEXT,
            "score": _SCORE,
            "reasons": _TEXTS,
            "status": {"oneOf": [of("Status"), {"type": "null"}]},
            "unread": {"type": "boolean", "description": "its name is a text that could not be read"},
            "chain": _TEXTS,
            "chains": _CHAINS,
            "places": _TEXTS,
            "entries": _array("EntryQuoted"),
        }
    ),
    "Answer": _object({**_BRIEF, "evidence": _array("UnitEvidence"), "caveats": _TEXTS}),
    "UnitEvidence": _object(
        {
            "iri": TEXT,
            "name": TEXT,
            "evidence": {**TEXT, "description": "why mentions are one unit"},
            "mentions": {"type": "array", "items": _object({"source": TEXT, "line": {"type": "integer"}})},
        }
    ),
    "AnswerBrief": _object(_BRIEF),
    "Screening": _object(
        {
            "answers": {
                "type": "array",
                "items": {"oneOf": [of("AnswerBrief"), {"type": "null"}]},
                "description": "one for each name or row; null for a row of a table without a name",
            },
            "unread": {
                "type": "array",
                "items": _object({"row": {"type": "integer"}, "fault": TEXT}),
                "description": "the rows of a table that cannot be read",
            },
            "remarks": _TEXTS,
            "caveats": _TEXTS,
        }
    ),
    "DeniedUnder": _object(
        {
            "organization": of("UnitNamed"),
            "country": TEXT,
            "listed": {"type": "boolean"},
            "denied": {"type": "array", "items": _object({**_FINDING, "chain": _TEXTS})},
            **_AS_OF,
            "caveats": _TEXTS,
        }
    ),
    "List": _object(_LIST),
    "History": _object(
        {
            "unit": of("UnitNamed"),
            "chains": _CHAINS,
            "moreChains": _COUNT,
            "years": _array("YearOfUnit"),
            "caveats": _TEXTS,
        }
    ),
    "YearOfUnit": _object(
        {
            "year": {"type": "integer"},
            "list": {"oneOf": [of("List"), {"type": "null"}], "description": "null if the store holds no list of it"},
            "presence": {"type": "string", "enum": [str(each) for each in Presence]},
            "sentence": TEXT,
            "entries": {"type": "array", "items": _object(_ENTRY_WITH_CHAIN)},
            "namedAbove": {"type": "array", "items": _object(_ENTRY_WITH_CHAIN)},
            "possibly": {"type": "array", "items": _object({**_UNIT, **_ENTRY_PRINTED, "entry": TEXT})},
        }
    ),
    "ListDiff": _object(
        {
            "before": of("List"),
            "after": of("List"),
            "entries": _array("DenialChange"),
            "units": {"type": "array", "items": _object(_UNIT_CHANGE)},
            "edges": {
                "type": "array",
                "items": _object(
                    {"change": _CHANGE, "unit": TEXT, "name": TEXT, "superior": TEXT, "superiorName": TEXT}
                ),
            },
            "unchanged": _object(dict.fromkeys(("entries", "units", "edges"), _COUNT)),
            "caveats": _TEXTS,
        }
    ),
    "DenialChange": _object(
        {
            **_UNIT_CHANGE,
            "before": _PRINTED_ENTRIES,
            "after": _PRINTED_ENTRIES,
            "possibly": _TEXTS,
            "unread": {"type": "boolean"},
            "printedByBoth": {"type": "boolean"},
        }
    ),
    "Query": _object(
        {
            "name": TEXT,
            "group": TEXT,
            "title": TEXT,
            "summary": TEXT,
            "tags": _TEXTS,
            "parameters": {
                "type": "array",
                "items": _object(
                    {
                        "name": TEXT,
                        "type": TEXT,
                        "description": TEXT,
                        "example": TEXT,
                        "required": {"type": "boolean"},
                    }
                ),
            },
            "columns": {"type": "array", "items": _object({"name": TEXT, "description": TEXT})},
            "sparql": TEXT,
        }
    ),
    "Queries": _object({"queries": _array("Query")}),
    "Country": {
        "type": "string",
        "description": "ISO 3166-1 code or English name of a country, in any case; anything else is an error",
        "enum": [word for each in countries() for word in (each.alpha2, each.alpha3, each.name)],
    },
    "Problem": _object({"type": TEXT, "title": TEXT, "status": {"type": "integer"}, "detail": TEXT}),
}
