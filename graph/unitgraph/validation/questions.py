"""The query of a SPARQL-based constraint, which asks about one node, as one question about many nodes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import pyoxigraph
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Variable

Values = Sequence[pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal]
_THIS = Variable("this")
_OPAQUE = re.compile(
    r""""{3}(?:\\.|[^\\])*?"{3}|'{3}(?:\\.|[^\\])*?'{3}|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*\'"""
    r"""|<[^<>"{}|^`\\\s]*>|\#[^\n]*""",
    re.DOTALL,
)
_EXISTS = re.compile(r"FILTER\s+EXISTS\s*\{([^{}]*)\}", re.IGNORECASE)
_NOT_EXISTS = re.compile(
    rf"FILTER\s+NOT\s+EXISTS\s*\{{((?:[^{{}}]|{_EXISTS.pattern.replace('(', '(?:')})*)\}}\s*\.?", re.IGNORECASE
)
_NOT_FLAT = re.compile(r"\b(?:FILTER|BIND|VALUES|SELECT|OPTIONAL|MINUS|GRAPH)\b|[*+]", re.IGNORECASE)
_SELECT = re.compile(r"\bSELECT\b", re.IGNORECASE)
_GROUP = re.compile(r"(\bEXISTS\s*)?\{", re.IGNORECASE)
_EXPRESSION = re.compile(r"\b(?:FILTER|BIND)\b[^({]*\(", re.IGNORECASE)
_EXISTS_ANY = re.compile(r"\bEXISTS\b", re.IGNORECASE)
_TRIPLE = re.compile(r"\s*(?:([?$]\w+)|;)\s+(_+|a|[\w-]*:[\w-]+)\s+([?$]\w+)\s*\.?")
"""A triple of two variables, its predicate masked or a name; the subject left out after a semicolon."""
_TRIPLES = re.compile(
    rf"(?<=\{{)((?:{_TRIPLE.pattern.replace('(', '(?:').replace('(?:?:', '(?:')})+)(?=\s*(?:[{{}}]|[A-Z]))"
)
_VARIABLE = re.compile(r"[?$]\w+")
_OF_VALUES = re.compile(
    r"\s*SELECT\s+DISTINCT\s+\$this\s+\?value\s+WHERE\s*\{\s*\$this\s+(\S+)\s+\?value\s*\.", re.IGNORECASE
)
_FILTER = re.compile(r"[\s_]*FILTER\s*(?:(?:NOT\s+)?EXISTS\s*\{|\()", re.IGNORECASE)
_REST = re.compile(r"[\s_]*\}[\s_]*")
EVERY_ROW = f"LIMIT {2**63 - 1}"
"""Ends a query whose rows must be distinct before anything is tested: an engine may test each row before it, but not
where they are limited."""


def of_all_nodes(select: str, prefixes: str, target: str = "") -> str:
    """The query ``select`` about ``$this`` as one about all nodes, or those that the pattern ``target`` binds to
    ``?this``.

    SHACL binds $this before the query is evaluated; here the query says by itself what it fits, and the target is
    joined to what was found. Raises ValueError, with the reason, for a query that says something else then.
    """
    inner = f"{{ {apart(with_minus(select))}\n}}"
    if target:
        inner += f" {{ SELECT DISTINCT ?this {{ {target} }} }}"
    return f"{prefixes}SELECT {_columns(select, prefixes)} WHERE {{ {inner} }}"


def of_rows(select: str, prefixes: str, names: Sequence[str], rows: Sequence[Values]) -> str:
    """The query ``select`` about those of its solutions in which the variables ``names`` have the values of a row.

    The values stand in every group whose triples speak of one of the variables, since an engine answers each group of a
    UNION by itself; not where EXISTS looks at one solution after the other, and not in a query with another in it,
    whose variables may be its own. Raises ValueError as :func:`of_all_nodes`.
    """
    within = with_minus(select)
    masked = _masked(within)
    groups = [] if len(_SELECT.findall(masked)) > 1 else list(_GROUP.finditer(masked))
    for group in reversed(groups):
        start, end = _group_around(masked, group.end())
        spoken_of = _bound_by_triples(masked, start, end)
        if group[1] is None and not spoken_of.isdisjoint(names):
            kept = [place for place, name in enumerate(names) if name in spoken_of]
            within = f"{within[:start]} {_values(names, rows, kept)} {within[start:]}"
    values = _values(names, rows, range(len(names)))
    return f"{prefixes}SELECT {_columns(select, prefixes)} WHERE {{ {{ {within}\n}} {values} }}"


def _values(names: Sequence[str], rows: Sequence[Values], kept: Sequence[int]) -> str:
    """Columns of rows as VALUES, each combination once."""
    listed = dict.fromkeys(" ".join(str(row[place]) for place in kept) for row in rows)
    return f"VALUES ({' '.join(f'?{names[place]}' for place in kept)}) {{ {' '.join(f'({each})' for each in listed)} }}"


@lru_cache(maxsize=256)
def _columns(select: str, prefixes: str) -> str:
    """What a query selects. Raises ValueError when it says something else about many nodes than about each of them."""
    try:
        parsed = prepareQuery(prefixes + select).algebra
    except Exception as error:  # of several kinds: rdflib raises Exception itself for a prefix that is not declared
        raise ValueError(f"its query is no SPARQL ({str(error).splitlines()[0]})") from None
    if _THIS not in parsed.PV:
        raise ValueError("its query does not select $this")
    if any(part.name == "Slice" for part in _parts(parsed)):
        raise ValueError("its query limits its rows")
    if any(_needs_this(part) for part in _parts(parsed)):
        raise ValueError("its query tests $this where no pattern binds it")
    return " ".join(variable.n3() for variable in parsed.PV)


def _parts(part: CompValue) -> Iterator[CompValue]:
    """A pattern and all patterns in it, those in expressions aside."""
    yield part
    for name in ("p", "p1", "p2"):
        if isinstance(part.get(name), CompValue):
            yield from _parts(part[name])


def _needs_this(part: CompValue) -> bool:
    """Whether an expression of a pattern speaks of $this, and the pattern may leave it open."""
    if part.name in ("Filter", "Extend"):
        return _speaks_of_this(part.expr) and _THIS not in _bound(part.p)
    if part.name == "LeftJoin":
        return _speaks_of_this(part.expr) and _THIS not in (_bound(part.p1) | _bound(part.p2))
    return part.name == "Group" and _THIS not in _bound(part.p)


def _speaks_of_this(expression: Any) -> bool:
    if expression == _THIS:
        return True
    if isinstance(expression, CompValue):
        return any(_speaks_of_this(each) for each in expression.values())
    return isinstance(expression, (list, tuple)) and any(_speaks_of_this(each) for each in expression)


def _bound(part: CompValue) -> frozenset[Variable]:
    """The variables that a pattern binds in each of its solutions."""
    if part.name == "BGP":
        return frozenset(term for triple in part.triples for term in triple if isinstance(term, Variable))
    if part.name == "Join":
        return _bound(part.p1) | _bound(part.p2)
    if part.name == "Union":
        return _bound(part.p1) & _bound(part.p2)
    if part.name == "Project":
        return _bound(part.p) & frozenset(part.PV)
    if part.name in ("LeftJoin", "Minus"):
        return _bound(part.p1)
    inner = part.get("p")
    return _bound(inner) if isinstance(inner, CompValue) else frozenset()


def of_values(select: str) -> str | None:
    """The query for the values, ``?value``, that a solution of the query ``select`` may have, by what this wants of a
    value whoever has it; None for a query of another form, and for one that wants nothing of values alone."""
    masked = _masked(select)
    head = _OF_VALUES.match(masked)
    filters = [] if head is None else _filters(masked, head.end())
    alone = [each for each in filters if _named(masked[slice(*each)]) & {"this", "value"} == {"value"}]
    tests = [_tested(select[slice(*each)], masked[slice(*each)]) for each in alone if masked[each[1] - 1] == "}"]
    if head is None or not tests:
        return None
    found = f"?this {select[slice(*head.span(1))]} ?value"
    # Each test leaves few, and one for single values comes last.
    for test in ("", *sorted(tests, key=lambda each: each.startswith("FILTER"))):
        found = f"{{ SELECT DISTINCT ?value {{ {found} {test} }} {EVERY_ROW} }}"
    return f"SELECT ?value {found}"


def _filters(masked: str, place: int) -> list[tuple[int, int]]:
    """Where the filters of a group begin and end, from a place in it on; none for a group with more than filters."""
    found: list[tuple[int, int]] = []
    while (start := _FILTER.match(masked, place)) is not None:
        bracket = masked[start.end() - 1]
        place = _after_bracket(masked, start.end(), bracket)
        found.append((start.start(), place))
        place += len(re.match(r"\s*\.?", masked[place:])[0])  # type: ignore[index]
    return found if _REST.fullmatch(masked, place) else []


def _tested(test: str, masked: str) -> str:
    """A filter with EXISTS that is about one variable, for each of its values once: as a group where it has triples
    only."""
    start = masked.index("{") + 1
    inner = _joined(test[start:-1], masked[start:-1])
    if re.search(r"[{}]", _EXISTS.sub("", masked[start:-1])) or _NOT_FLAT.search(_masked(inner)):
        return test.strip()
    return f"{'MINUS' if re.match(r'[^{]*NOT', masked, re.IGNORECASE) else ''} {{ {inner}\n}}"


def with_minus(query: str) -> str:
    """A query with MINUS for FILTER NOT EXISTS where both say the same, which the engine answers in one pass.

    That is where the pattern has triples only, and what it shares with the rest of the query is bound by the triples of
    its own group. SHACL allows no MINUS: it is not the same where variables are bound before.
    """
    masked = _masked(query)
    for found in reversed(list(_NOT_EXISTS.finditer(masked))):
        start, end = _group_around(masked, found.start())
        shared = _named(found[1]) & _named(masked[: found.start()] + masked[found.end() :])
        body = _joined(query[found.start(1) : found.end(1)], found[1])
        if _NOT_FLAT.search(_masked(body)) or not shared or not shared <= _bound_by_triples(masked, start, end):
            continue
        minus = f" MINUS {{{body}\n}} "
        query = f"{query[: found.start()]} {query[found.end() : end]}\n{minus}{query[end:]}"
        kept = re.sub(r"[^\n]", "_", minus)
        masked = f"{masked[: found.start()]} {masked[found.end() : end]}\n{kept}{masked[end:]}"
    return query


def apart(query: str) -> str:
    """A query with each triple of its groups as a query in it, where all of a group's are of two variables.

    The engine then reads the statements of each property and joins them as a whole. Otherwise it looks them up for one
    node after the other, several times as long where most nodes take part.
    """
    masked = _masked(query)
    if _EXISTS_ANY.search(masked):
        return query  # which is looked at for each solution
    for found in reversed(list(_TRIPLES.finditer(masked))):
        subject, parts = "", []
        for triple in _TRIPLE.finditer(masked, found.start(1), found.end(1)):
            subject, predicate, value = triple[1] or subject, query[slice(*triple.span(2))], triple[3]
            parts.append(f"{{ SELECT {subject} {value} {{ {subject} {predicate} {value} }} }}")
        query = f"{query[: found.start(1)]}{' '.join(parts)} {query[found.end(1) :]}"
    return query


def _joined(body: str, masked: str) -> str:
    """The triples of a group joined to those that FILTER EXISTS wants in it: there are some or none, as before."""
    for found in reversed(list(_EXISTS.finditer(masked))):
        body = f"{body[: found.start()]}{{ {body[found.start(1) : found.end(1)]}\n}}{body[found.end() :]}"
    return body


def _masked(query: str) -> str:
    """A query with a line for each letter of its strings, IRIs and comments."""
    return _OPAQUE.sub(lambda found: re.sub(r"[^\n]", "_", found[0]), query)


def _named(text: str) -> frozenset[str]:
    return frozenset(name[1:] for name in _VARIABLE.findall(text))


def _group_around(text: str, place: int) -> tuple[int, int]:
    """Where the group that holds a place begins and ends, within its braces."""
    depth, start = 0, place
    while depth >= 0:
        start -= 1
        depth += {"}": 1, "{": -1}.get(text[start], 0)
    depth, end = 0, place
    while depth >= 0:
        depth += {"{": 1, "}": -1}.get(text[end], 0)
        end += 1
    return start + 1, end - 1


def _bound_by_triples(text: str, start: int, end: int) -> frozenset[str]:
    """The variables in the triples of a group itself: not in the groups within it, and not in its expressions."""
    kept: list[str] = []
    place, depth = start, 0
    while place < end:
        expression = _EXPRESSION.match(text, place) if depth == 0 else None
        if expression is not None:
            place = _after_bracket(text, expression.end(), "(")
            continue
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        if depth == 0:
            kept.append(text[place])
        place += 1
    return _named("".join(kept))


def _after_bracket(text: str, place: int, bracket: str) -> int:
    """Where a bracket is closed that was opened before a place."""
    depth, steps = 1, {bracket: 1, {"(": ")", "{": "}"}[bracket]: -1}
    while depth:
        depth += steps.get(text[place], 0)
        place += 1
    return place
