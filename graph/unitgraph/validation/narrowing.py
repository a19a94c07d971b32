"""Which solutions the query of a SPARQL-based constraint can have at all, where that is told sooner than by asking.

Each rule here is for a query of one form, and gives more solutions in doubt and never fewer; the query itself is then
select about those only.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from itertools import islice
from threading import Lock
from typing import Any, TypeVar

import pyoxigraph

from unitgraph.index.dag import has_cycle
from unitgraph.validation.questions import of_values
from unitgraph.validation.targets import FEW, EngineTerm, values

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Rows of values for the variables ``names``, among which are those of all solutions."""

    names: tuple[str, ...]
    rows: Sequence[Sequence[EngineTerm]]


class Narrower:
    """The rules, for one store. Several threads may ask at once."""

    def __init__(self, engine: pyoxigraph.Store) -> None:
        self._engine = engine
        self._told: dict[str, Future[Any]] = {}
        self._lock = Lock()

    def narrowed(self, select: str, prefixes: str) -> Narrowing | None:
        """What a rule says of a query; None when there is none for it."""
        form = _form(select)
        if (chain := _CHAIN.fullmatch(form)) is not None:
            step = _iri(chain["step"], prefixes)
            return None if self._has_cycle(step) else _without_chain(self._engine, chain["stated"], step)
        if (cycle := _CYCLE.fullmatch(form)) is not None and cycle["step"] == _iri(cycle["same"], prefixes):
            return None if self._has_cycle(cycle["step"]) else Narrowing(("this",), [])
        if (question := of_values(select)) is not None:
            question = prefixes + question
            found = self._once(question, partial(self._values, question))
            return None if len(found) > FEW else Narrowing(("value",), found)
        return None

    def _once(self, what: str, tell: Callable[[], T]) -> T:
        """What is told of something, worked out for the first who asks; the others wait."""
        with self._lock:
            known = self._told.get(what)
            told = self._told.setdefault(what, Future())
        if known is None:
            try:
                told.set_result(tell())
            except BaseException as error:
                told.set_exception(error)
        found: T = told.result()
        return found

    def _has_cycle(self, step: str) -> bool:
        """Whether steps by a property, over whatever, lead from a node back to it."""
        return self._once(step, partial(self._cycle, step))

    def _cycle(self, step: str) -> bool:
        numbers: dict[str, int] = {}
        below, above = array("i"), array("i")
        for one, other in self._engine.query(_INNER_STEPS.format(step)):  # type: ignore[union-attr]
            below.append(numbers.setdefault(str(one), len(numbers)))
            above.append(numbers.setdefault(str(other), len(numbers)))
        return has_cycle(len(numbers), below, above)

    def _values(self, question: str) -> list[tuple[EngineTerm, ...]]:
        """The rows of a question, as far as they are few."""
        return [tuple(row) for row in islice(self._engine.query(question), FEW + 1)]  # type: ignore[arg-type]


def _iri(name: str, prefixes: str) -> str:
    """A prefixed name of a query in full."""
    prefix, _, local = name.partition(":")
    found = re.search(rf"^PREFIX {re.escape(prefix)}: <(.*)>$", prefixes, re.MULTILINE)
    return f"<{found[1]}{local}>" if found else name


def _form(select: str) -> str:
    """A query without its comments and with single spaces."""
    return " ".join(re.sub(r"#[^\n<>\"]*$", "", select, flags=re.MULTILINE).split())


# --- a statement that must rest on a chain of steps ------------------------------------------------------------------

_CHAIN = re.compile(
    r"SELECT DISTINCT \$this \?value WHERE \{ \$this (?P<stated>\S+) \?value \. FILTER \(isIRI\(\?value\)\) "
    r"(FILTER NOT EXISTS \{ \?\w+ \S+ \$this ; \S+ \?value \. \} )?"
    r"FILTER NOT EXISTS \{ \$this (?P<step>[\w:-]+)\+ \?value \. \} \}"
)
_MANY = 10_000


def _without_chain(engine: pyoxigraph.Store, stated: str, step: str) -> Narrowing | None:
    """A statement rests on a step, or on a step to a node of which the same is stated. Where steps lead in no cycle, a
    statement without a chain has, somewhere on the way up, one about the same value that does neither."""
    resting = f"MINUS {{ ?this {step} ?value }} MINUS {{ ?this {step} ?above . ?above {stated} ?value }}"
    ends = [row[0] for row in _rows(engine, f"SELECT DISTINCT ?value {{ ?this {stated} ?value {resting} }}")]
    if len(ends) > _MANY:
        return None
    question = f"SELECT ?this ?value {{ {values('value', _named(ends))} ?this {stated} ?value }}"
    return Narrowing(("this", "value"), _rows(engine, question))


def _named(terms: Iterable[EngineTerm]) -> Iterator[pyoxigraph.NamedNode]:
    return (term for term in terms if isinstance(term, pyoxigraph.NamedNode))


def _rows(engine: pyoxigraph.Store, query: str) -> list[tuple[EngineTerm, ...]]:
    return [tuple(row) for row in engine.query(query)]  # type: ignore[union-attr]


# --- steps that lead in a cycle -------------------------------------------------------------------------------------

_CYCLE = re.compile(
    r"SELECT DISTINCT \$this \?value WHERE \{ \$this (?P<step><[^<>]*>) \?value \. "
    r"FILTER EXISTS \{ \?value (?P<same>[\w:-]+)\* \$this \} \}"
)


_INNER_STEPS = """SELECT ?one ?other {{
    {{ SELECT DISTINCT ?one {{
        {{ SELECT DISTINCT ?below {{ ?lowest {0} ?below }} }}
        {{ SELECT ?below ?one {{ ?below {0} ?one }} }}
    }} }}
    {{ SELECT ?one ?other {{ ?one {0} ?other }} }}
}}"""
"""The steps that two others lead to, one after the other: those of a cycle are among them."""
