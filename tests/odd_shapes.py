"""Random shapes with random data, valid and odd, to hold the two methods of validation against each other: for a test,
and for ``benchmarks/standing.py``."""

from __future__ import annotations

import logging
import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from unitgraph.system.errors import ValidationError
from unitgraph.validation import Method, constraints, narrowing, suspects, targets, validate_file

XSD = "http://www.w3.org/2001/XMLSchema#"
HEAD = f"""@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <urn:e:> . @prefix xsd: <{XSD}> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
DATA_HEAD = "<https://w3id.org/unitgraph/ns#> a <http://www.w3.org/2002/07/owl#Ontology> .\n"
"""With it, no ontology is put to the data."""
NODES = [f"e:n{number}" for number in range(6)]
CLASSES = ["e:C", "e:D", "e:E"]
PREDICATES = ["e:p", "e:q", "e:r"]
LITERALS = [
    *('"x"', '"y"', '"long text"', '""', '" "', '"x\\n"', '"\\u00e9"', '"K"', '"\\u212a"', '"a1"', '"\\u0661"'),
    *('"x"@en', '"y"@en', '"x"@en-GB', '"x"@fr', '"x"@EN', '"\\n"@en'),
    *("0", "1", "5", "-3", "5.5", "1.0", "1e0", "5e0", "99999999999999999999999999", "9007199254740993"),
    *(f'"{each}"^^xsd:integer' for each in ("x", "", "+7", "1.5")),
    *(f'"{each}"^^xsd:decimal' for each in ("0.1", "x", "-0.0")),
    *(f'"{each}"^^xsd:double' for each in ("NaN", "INF", "1e400", "0.1E0")),
    *('"300"^^xsd:byte', '"-1"^^xsd:nonNegativeInteger', '"3"^^xsd:int', '"1"^^xsd:float'),
    *("true", "false", '"tru"^^xsd:boolean'),
    *(f'"{each}"^^xsd:date' for each in ("2020-02-29", "2020-02-30", "0000-01-01", "2020-01-01Z", "12020-01-01", "x")),
    *(f'"{each}"^^xsd:date' for each in ("-0044-03-15", "0001-01-01", "2021-01-01+02:00")),
    *(f'"2020-01-01T{each}"^^xsd:dateTime' for each in ("10:00:00Z", "10:00:00", "25:00:00", "10:00:00.5", "10:00:60")),
    *(f'"{each}"^^xsd:gYear' for each in ("2020", "0000", "20x5", "-0044", "02020")),
    *('"P1D"^^xsd:duration', '"x"^^e:own', '"u:x y"^^xsd:anyURI', '"10:00:00"^^xsd:time', '"24:00:00"^^xsd:time'),
]
UNKEPT = ['"01"^^xsd:integer', '"1"^^xsd:boolean', '"1.50"^^xsd:decimal', '"2020-01-01T24:00:00"^^xsd:dateTime']
"""Literals that Oxigraph writes otherwise."""
PATTERNS = [
    *(
        "^x$",
        "x",
        "^[a-z]+$",
        "[0-9]{1,2}",
        "^(x|y)",
        "a1|long",
        "^x|y$",
        "",
        "^$",
        "te?xt",
        "^[A-Z]",
        "[^a-z]",
        "t{2}",
    ),
    *(
        "\\\\d",
        "\\\\w+",
        "\\\\s",
        "^.$",
        "x$",
        "\\\\bx",
        "(?i)X",
        "x(?=y)",
        "\\\\p{L}",
        "[[:alpha:]]",
        "(x)\\\\1",
        "x**",
    ),
    *(
        "(",
        "[z-a]",
        "x{3,1}",
        "\\\\.",
        "[\\\\t ]",
        "K",
        "\\\\u0061",
        "^\\u00e9",
        "[a-z&&[x]]",
        "x++",
        "\\\\Ax\\\\Z",
        "{",
        "a{,2}",
    ),
]
NUMBERS = [
    "0",
    "1",
    "2",
    "3",
    '"+1"^^xsd:integer',
    '"01"^^xsd:integer',
    '"1"',
    "1.0",
    "-1",
    '"x"^^xsd:integer',
    "true",
    "e:p",
]
DATATYPES = [
    *("string", "integer", "decimal", "double", "float", "boolean", "date", "dateTime", "time", "gYear", "anyURI"),
    *("duration", "byte", "nonNegativeInteger"),
]
KINDS = ["IRI", "BlankNode", "Literal", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral", "Other"]
QUERIES = [
    "SELECT $this ?value { $this $PATH ?value FILTER(isIRI(?value)) }",
    "SELECT $this ?value { $this <urn:e:p> ?value FILTER NOT EXISTS { $this <urn:e:q> ?value } }",
    "SELECT $this { $this <urn:e:p> ?x , ?y FILTER(!sameTerm(?x, ?y)) }",
    "SELECT $this ?value { $this <urn:e:p>+ ?value FILTER(isLiteral(?value)) }",
    "SELECT $this { FILTER(!isIRI($this)) }",
    "SELECT $this ?value { $this <urn:e:p> ?value FILTER(STRLEN(STR(?value)) > 2) }",
    "SELECT $this ?value { $this <urn:e:p> ?value } LIMIT 100",
    "SELECT $this (COUNT(?x) AS ?value) { $this <urn:e:p> ?x } GROUP BY $this HAVING(COUNT(?x) > 1)",
    "SELECT ?value { $this <urn:e:p> ?value }",
    "SELECT $this { $this a ?c . ?c <urn:e:p> ?x }",
    "SELECT $this { $this <urn:e:p> ?x",
    "SELECT $this ?value { $this ?any ?value FILTER(?value = $this) }",
]
LANGUAGES = ['"en"', '"fr"', '"en" "fr"', '"en-GB"']
COMPONENT = """
e:component a sh:ConstraintComponent ; sh:parameter [ sh:path <http://example.org/most> ; sh:datatype xsd:integer ] ;
    sh:validator [
        a sh:SPARQLAskValidator ; sh:message "m" ;
        sh:ask "ASK { FILTER(!isLiteral($value) || STRLEN(STR($value)) <= $most) }" ] .
"""


class World:
    """One set of shapes, and the data for them, from a seed."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)  # noqa: S311
        self._shapes: list[str] = []
        kind = self._chance.random()
        self._odd = kind < 0.4
        self._common = kind > 0.6
        """Only what most people write."""
        self.data = self._data()
        roots = [f"e:s{number}" for number in range(self._chance.choice((1, 1, 2, 3)))]
        for root in roots:
            self._target_shape(root)
        if self._chance.random() < 0.1:
            self._shapes.append(COMPONENT)
        self.shapes = HEAD + "\n".join(self._shapes)

    def _maybe(self, likelihood: float) -> bool:
        return self._chance.random() < likelihood

    def _one(self, *things: str) -> str:
        return self._chance.choice(things)

    def _value(self) -> str:
        if self._odd and self._maybe(0.02):
            return self._one(*UNKEPT)
        if self._odd and self._maybe(0.03):
            return self._one("_:a", "_:b")
        return self._one(*LITERALS) if self._maybe(0.6) else self._one(*NODES)

    def _data(self) -> str:
        lines = [DATA_HEAD]
        for _ in range(self._chance.randrange(4, 30)):
            subject = "_:a" if self._odd and self._maybe(0.03) else self._one(*NODES)
            lines.append(f"{subject} {self._one(*PREDICATES)} {self._value()} .")
        for node in NODES:
            if self._maybe(0.7):
                lines.append(f"{node} a {self._one(*CLASSES)} .")
        if self._maybe(0.5):
            lines.append(f"e:D rdfs:subClassOf {self._one('e:C', 'e:E')} .")
        if self._odd and self._maybe(0.05):
            lines.append("_:k rdfs:subClassOf e:C . e:n1 a _:k .")
        return HEAD + "\n".join(lines)

    def _target_shape(self, name: str) -> None:
        about = [self._target() for _ in range(self._chance.choice((1, 1, 2)))]
        self._shape(name, about, depth=0, path=self._maybe(0.3))

    def _target(self) -> str:
        if self._odd and self._maybe(0.08):
            return self._one(
                "sh:targetNode 5", 'sh:targetNode "x"', "sh:targetNode _:t", "a rdfs:Class", "sh:targetClass [ a e:C ]"
            )
        kind = self._one(
            "sh:targetClass", "sh:targetClass", "sh:targetNode", "sh:targetSubjectsOf", "sh:targetObjectsOf"
        )
        ends = {"sh:targetClass": CLASSES, "sh:targetNode": [*NODES, "e:absent"]}
        return f"{kind} {self._one(*ends.get(kind, [*PREDICATES, 'rdf:type']))}"

    def _shape(self, name: str, about: list[str], depth: int, path: bool) -> None:
        about = [*about, f"a sh:{'Property' if path else 'Node'}Shape"]
        if path:
            about.append(f"sh:path {self._path(0)}")
        for number in range(self._chance.choice((1, 1, 2, 3))):
            about.append(self._constraint(f"{name}x{number}", depth, path))
        if not self._common and self._maybe(0.05):
            about.append("sh:deactivated " + self._one("true", "false", '"1"^^xsd:boolean', "0"))
        if self._maybe(0.1):
            about.append(self._one("sh:severity sh:Warning", 'sh:message "wrong"', "sh:severity e:own", "sh:order 1"))
        self._shapes.append(f"{name} {' ; '.join(about)} .")

    def _path(self, depth: int) -> str:
        if depth > 1 or self._maybe(0.6):
            return self._one(*PREDICATES, *PREDICATES, "rdf:type")
        form = self._one("inverse", "sequence", "alternative", "zeroOrMore", "oneOrMore", "zeroOrOne", "odd")
        if form == "odd" and not self._odd:
            form = "sequence"
        inner, other = self._path(depth + 1), self._path(depth + 1)
        if form == "sequence":
            return f"( {inner} {other} )"
        if form == "alternative":
            return f"[ sh:alternativePath ( {inner} {other} ) ]"
        if form == "odd":
            return self._one(
                "( e:p )",
                "[ sh:alternativePath ( e:p ) ]",
                '"p"',
                f"[ sh:inversePath {inner} ; sh:zeroOrOnePath {other} ]",
                "()",
            )
        return f"[ sh:{form}Path {inner} ]"

    def _nested(self, name: str, depth: int, path: bool = False) -> str:
        if depth > 2 or (self._odd and self._maybe(0.03)):
            return self._one("e:nothing", name, "[ sh:nodeKind sh:IRI ]") if self._odd else "[ sh:nodeKind sh:IRI ]"
        self._shape(name, [], depth + 1, path)
        return name

    def _several(self, name: str, depth: int) -> str:
        count = self._chance.choice((1, 2, 2, 3))
        paths = [not self._common and self._maybe(0.2) for _ in range(count)]
        return f"( {' '.join(self._nested(f'{name}y{n}', depth, path) for n, path in enumerate(paths))} )"

    def _number(self) -> str:
        return self._one(*NUMBERS) if self._odd and self._maybe(0.2) else self._one(*NUMBERS[:4])

    def _constraint(self, name: str, depth: int, path: bool) -> str:
        counted: list[Callable[[], str]] = [
            lambda: f"sh:minCount {self._number()}",
            lambda: f"sh:maxCount {self._number()}",
            lambda: f"sh:uniqueLang {self._one('true', 'true', 'false', '1')}",
            lambda: f"sh:{self._one('lessThan', 'lessThanOrEquals')} {self._one(*PREDICATES)}",
            lambda: self._qualified(name, depth),
            lambda: self._qualified(name, depth),
        ]
        if self._common:
            return self._common_constraint(name, depth, path)
        plain: list[Callable[[], str]] = [
            lambda: f"sh:class {self._one(*CLASSES)}",
            lambda: f"sh:datatype {self._one('rdf:langString', 'e:own', *(f'xsd:{each}' for each in DATATYPES))}",
            lambda: f"sh:nodeKind sh:{self._one(*KINDS[: 7 if self._odd else 6])}",
            lambda: f"sh:{self._one('minLength', 'maxLength')} {self._number()}",
            self._pattern,
            self._pattern,
            lambda: f"sh:{self._one('min', 'max')}{self._one('Inclusive', 'Exclusive')} {self._bound()}",
            lambda: f"sh:in ( {' '.join(self._value() for _ in range(self._chance.randrange(4)))} )",
            lambda: f"sh:languageIn ( {self._one('', self._tag(), f'{self._tag()} {self._tag()}')} )",
            lambda: f"sh:hasValue {self._value()}",
            lambda: f"sh:{self._one('equals', 'disjoint')} {self._one(*PREDICATES)}",
            lambda: f"sh:{self._one('not', 'node')} {self._nested(name, depth, self._maybe(0.2))}",
            lambda: f"sh:{self._one('or', 'and', 'xone')} {self._several(name, depth)}",
            lambda: f"sh:property {self._nested(name, depth, not self._odd or self._maybe(0.97))}",
            lambda: f"sh:property {self._nested(name, depth, True)}",
            self._closed,
            lambda: (
                f'sh:sparql [ sh:message "wrong" ; sh:select """{self._one(*QUERIES[: None if self._odd else 4])}""" ]'
            ),
            lambda: f"<http://example.org/most> {self._one('1', '3', 'e:p')}",
        ]
        return self._chance.choice([*plain, *counted] if path or (self._odd and self._maybe(0.1)) else plain)()

    def _common_constraint(self, name: str, depth: int, path: bool) -> str:
        conditions: list[Callable[[], str]] = [
            lambda: f"sh:class {self._one(*CLASSES)}",
            lambda: f"sh:datatype xsd:{self._one(*DATATYPES)}",
            lambda: f"sh:nodeKind sh:{self._one(*KINDS[:6])}",
            lambda: f"sh:{self._one('minLength', 'maxLength')} {self._one(*NUMBERS[:4])}",
            lambda: f'sh:pattern "{self._one(*PATTERNS[:13])}"',
            lambda: (
                f"sh:{self._one('min', 'max')}{self._one('Inclusive', 'Exclusive')} {self._one('0', '1', '5', '-3')}"
            ),
            lambda: f"sh:in ( {self._one(*NODES)} {self._one(*LITERALS[:17])} {self._one(*NODES)} )",
            lambda: f"sh:languageIn ( {self._one(*LANGUAGES)} )",
            lambda: f"sh:hasValue {self._one(*NODES, *LITERALS[:17])}",
        ]
        if depth < 3:
            conditions.append(lambda: f"sh:{self._one('not', 'node')} {self._nested(name, depth)}")
            conditions.append(lambda: f"sh:{self._one('or', 'and', 'xone')} {self._several(name, depth)}")
        if depth:
            return self._chance.choice(conditions)()
        query = f'sh:sparql [ sh:message "wrong" ; sh:select """{self._one(*QUERIES[:4])}""" ]'
        if not path:
            return self._chance.choice([*conditions, *[lambda: self._property(name)] * 12, lambda: query])()
        counted: list[Callable[[], str]] = [
            lambda: f"sh:{self._one('min', 'max')}Count {self._one(*NUMBERS[:4])}",
            lambda: f"sh:{self._one('min', 'max')}Count {self._one(*NUMBERS[:4])}",
            lambda: "sh:uniqueLang true",
            lambda: f"sh:{self._one('equals', 'disjoint')} {self._one(*PREDICATES)}",
            lambda: self._qualified(name, depth),
            lambda: query,
        ]
        return self._chance.choice([*conditions, *counted])()

    def _property(self, name: str) -> str:
        about = [
            self._common_constraint(f"{name}z{number}", 0, True) for number in range(self._chance.choice((1, 1, 2)))
        ]
        self._shapes.append(f"{name} {' ; '.join(['a sh:PropertyShape', f'sh:path {self._path(0)}', *about])} .")
        return f"sh:property {name}"

    def _closed(self) -> str:
        closed, left = self._one("true", "true", "false", "1"), self._one("", "rdf:type", "e:p")
        return f"sh:closed {closed} ; sh:ignoredProperties ( {left} )"

    def _tag(self) -> str:
        return f'"{self._one("en", "fr", "en-GB", "EN", "*", "")}"'

    def _bound(self) -> str:
        return self._one(*LITERALS, *NODES) if self._odd and self._maybe(0.4) else self._one("0", "1", "5", "-3")

    def _pattern(self) -> str:
        flags = f' ; sh:flags "{self._one("i", "s", "x", "z", "")}"' if self._maybe(0.15) else ""
        return f'sh:pattern "{self._one(*PATTERNS[: None if self._odd else 26])}"{flags}'

    def _qualified(self, name: str, depth: int) -> str:
        bounds = self._one("Min", "Max")
        apart = "" if self._common else " ; sh:qualifiedValueShapesDisjoint true" if self._maybe(0.15) else ""
        return f"sh:qualifiedValueShape {self._nested(name, depth)} ; sh:qualified{bounds}Count {self._number()}{apart}"


@dataclass(frozen=True, slots=True)
class Compared:
    """What both methods gave: the number of ``results``, or None where the shapes are in error; ``fault`` says where
    the methods differ, or one ends in an error of its own."""

    results: int | None
    fault: str = ""


def compared(seed: int, folder: Path) -> Compared:
    """Validate one world by both methods."""
    world = World(seed)
    data, shapes = folder / "data.ttl", folder / f"shapes-{seed}.ttl"
    data.write_text(world.data, encoding="utf-8")
    shapes.write_text(world.shapes, encoding="utf-8")
    try:
        with _sizes(*SIZES[seed % len(SIZES)]):
            return both_ways(data, shapes, f"seed {seed}")
    finally:
        shapes.unlink()


SIZES = ((targets.SMALL, targets.FEW, targets.AT_ONCE), (0, targets.FEW, 1), (0, 1, 1))
"""What counts as small and as few: another way is taken where a target is large, and where many nodes are found."""


@contextmanager
def _sizes(small: int, few: int, at_once: int) -> Iterator[None]:
    with ExitStack() as undo:
        undo.enter_context(patch.object(targets, "SMALL", small))
        undo.enter_context(patch.object(targets, "AT_ONCE", at_once))
        for module in (constraints, narrowing, suspects):
            undo.enter_context(patch.object(module, "FEW", few))
        yield


def both_ways(data: Path, shapes: Path, name: str) -> Compared:
    """Validate a file of data by both methods."""
    whole, searched = (_results(data, shapes, method) for method in (Method.WHOLE, Method.SUSPECTS))
    if isinstance(whole, Counter) and isinstance(searched, Counter):
        missed, more = whole - searched, searched - whole
        fault = f"{name}: missed {list(missed)[:2]}, more {list(more)[:2]}" if missed or more else ""
        return Compared(whole.total(), fault)
    crashed = "crash" in f"{whole} {searched}"
    return Compared(
        None, f"{name}: whole {whole!r:.150}, suspects {searched!r:.150}" if crashed or whole != searched else ""
    )


def _results(data: Path, shapes: Path, method: Method) -> Counter[tuple[str, ...]] | str:
    logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)
    try:
        report = validate_file(data, [shapes], method)
    except ValidationError as error:
        return "nothing to look at" if "nothing that any shape" in str(error) else "an error of the shapes"
    except Exception as error:
        return f"crash: {type(error).__name__} {error}"
    return Counter(
        (
            each.severity,
            _known(each.focus),
            each.path,
            _known(each.value),
            each.constraint,
            "".join(sorted(each.message)),
            _known(each.shape),
        )
        for each in report.results
    )


def _known(text: str) -> str:
    """A term; the label of a blank node differs from one reading of the data to the next."""
    return "blank" if len(text) in (31, 32, 33) and text.strip("0123456789abcdefn") in ("", "b") else text
