"""Which solutions the query of a SPARQL-based constraint can have at all, where that is told sooner than by asking.

Each rule here is for a query of one form, and gives more solutions in doubt and never fewer; the query itself is then
asked about those only.
"""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock

import pyoxigraph

from unitgraph.forest import has_circle
from unitgraph.spelling import SHORT_NAME, are_near
from unitgraph.validation.targets import Term, values


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Rows of values for the variables ``names``, among which are those of all solutions."""

    names: tuple[str, ...]
    rows: Sequence[Sequence[Term]]


class Narrower:
    """The rules, for one store. Several threads may ask at once."""

    def __init__(self, engine: pyoxigraph.Store) -> None:
        self._engine = engine
        self._circles: dict[str, bool] = {}
        self._lock = Lock()

    def narrowed(self, asked: str, prologue: str) -> Narrowing | None:
        """What a rule says of a query; None when there is none for it."""
        if is_about_siblings(asked):
            return _nearly_same_siblings(self._engine, prologue)
        form = _form(asked)
        if (chain := _CHAIN.fullmatch(form)) is not None:
            step = _iri(chain["step"], prologue)
            return None if self._lead_in_circles(step) else _without_chain(self._engine, chain["stated"], step)
        if (circle := _CIRCLE.fullmatch(form)) is not None and circle["step"] == _iri(circle["same"], prologue):
            return None if self._lead_in_circles(circle["step"]) else Narrowing(("this",), [])
        return None

    def siblings(self, prologue: str, changed: Collection[Term]) -> Narrowing:
        """What the rule for siblings says of those pairs of which one is ``changed``."""
        return _nearly_same_siblings(self._engine, prologue, changed)

    def _lead_in_circles(self, step: str) -> bool:
        """Whether steps by a property, over whatever, lead from a node back to it."""
        with self._lock:
            if step not in self._circles:
                numbers: dict[str, int] = {}
                below, above = array("i"), array("i")
                for one, other in self._engine.query(f"SELECT ?one ?other {{ ?one {step} ?other }}"):  # type: ignore[union-attr]
                    below.append(numbers.setdefault(str(one), len(numbers)))
                    above.append(numbers.setdefault(str(other), len(numbers)))
                self._circles[step] = has_circle(len(numbers), below, above)
            return self._circles[step]


def is_about_siblings(asked: str) -> bool:
    """Whether a query is that of ug:SiblingNamesShape."""
    return sha256(_form(asked).encode()).hexdigest() == _SIBLINGS


def _iri(name: str, prologue: str) -> str:
    """A prefixed name of a query in full."""
    prefix, _, local = name.partition(":")
    found = re.search(rf"^PREFIX {re.escape(prefix)}: <(.*)>$", prologue, re.MULTILINE)
    return f"<{found[1]}{local}>" if found else name


def _form(asked: str) -> str:
    """A query without its comments and with single spaces."""
    return " ".join(re.sub(r"#[^\n<>\"]*$", "", asked, flags=re.MULTILINE).split())


# --- a statement that must rest on a chain of steps ------------------------------------------------------------------

_CHAIN = re.compile(
    r"SELECT DISTINCT \$this \?value WHERE \{ \$this (?P<stated>\S+) \?value \. FILTER \(isIRI\(\?value\)\) "
    r"FILTER NOT EXISTS \{ \$this (?P<step>[\w:-]+)\+ \?value \. \} \}"
)
_MANY = 10_000


def _without_chain(engine: pyoxigraph.Store, stated: str, step: str) -> Narrowing | None:
    """A statement rests on a step, or on a step to a node of which the same is stated. Where steps lead in no circle, a
    statement without a chain has, somewhere on the way up, one about the same value that does neither."""
    resting = f"MINUS {{ ?this {step} ?value }} MINUS {{ ?this {step} ?above . ?above {stated} ?value }}"
    ends = [row[0] for row in _rows(engine, f"SELECT DISTINCT ?value {{ ?this {stated} ?value {resting} }}")]
    if len(ends) > _MANY:
        return None
    question = f"SELECT ?this ?value {{ {values('value', _named(ends))} ?this {stated} ?value }}"
    return Narrowing(("this", "value"), _rows(engine, question))


def _named(terms: Iterable[Term]) -> Iterator[pyoxigraph.NamedNode]:
    return (term for term in terms if isinstance(term, pyoxigraph.NamedNode))


def _rows(engine: pyoxigraph.Store, query: str) -> list[tuple[Term, ...]]:
    return [tuple(row) for row in engine.query(query)]  # type: ignore[union-attr]


# --- steps that lead in a circle -------------------------------------------------------------------------------------

_CIRCLE = re.compile(
    r"SELECT DISTINCT \$this \?value WHERE \{ \$this (?P<step><[^<>]*>) \?value \. "
    r"FILTER EXISTS \{ \?value (?P<same>[\w:-]+)\* \$this \} \}"
)


# --- siblings with nearly the same name ------------------------------------------------------------------------------

_SIBLINGS = "0a585ff14ef9a4ba0b55e74d7888bf2dfbc185a4056d66bb387943932264596c"
"""The form of the query of ug:SiblingNamesShape, for which the rule below is made."""

_UNDER_A_SUPERIOR = "SELECT ?beside ?unit ?name { ?unit org:subOrganizationOf ?beside ; skos:prefLabel ?name }"
_UNDER_NONE = """SELECT ?beside ?unit ?name {
    ?unit ug:country ?beside ; skos:prefLabel ?name MINUS { ?unit org:subOrganizationOf ?superior } }"""


def _nearly_same_siblings(
    engine: pyoxigraph.Store, prologue: str, changed: Collection[Term] | None = None
) -> Narrowing:
    """Pairs of units beside one another whose names have the same digits and are at most two letters apart; of those
    that are ``changed`` at least one."""
    rows: set[tuple[pyoxigraph.NamedNode, pyoxigraph.NamedNode]] = set()
    for question in (_UNDER_A_SUPERIOR, _UNDER_NONE):
        beside: defaultdict[tuple[Term, str], list[tuple[pyoxigraph.NamedNode, str]]] = defaultdict(list)
        for superior, unit, label in _beside(engine, prologue, question, changed):
            name = label.value
            if len(name) >= SHORT_NAME and isinstance(unit, pyoxigraph.NamedNode):  # blank nodes have no STR
                digits = "".join(filter("0123456789".__contains__, name))
                beside[superior, digits].append((unit, name.lower()))
        for siblings in beside.values():
            if len(siblings) > 1:
                rows.update(_near_pairs(siblings, changed))
    return Narrowing(("this", "value"), sorted(rows, key=str))


def _beside(
    engine: pyoxigraph.Store, prologue: str, question: str, changed: Collection[Term] | None
) -> Iterator[tuple[Term, ...]]:
    """The rows of a question, or those about what stands beside a unit that is ``changed``."""
    if changed is None:
        yield from engine.query(prologue + question)  # type: ignore[misc]
        return
    units = values("unit", _named(changed))
    places = _rows(engine, f"{prologue}SELECT DISTINCT ?beside {{ {units} {{ {question} }} }}")
    some = values("beside", _named(place for (place,) in places))
    yield from _rows(engine, prologue + question.replace("{", f"{{ {some}", 1))


def _near_pairs(
    siblings: list[tuple[pyoxigraph.NamedNode, str]], changed: Collection[Term] | None
) -> Iterator[tuple[pyoxigraph.NamedNode, pyoxigraph.NamedNode]]:
    """The pairs of siblings whose names are at most two letters apart, the one whose IRI comes first before the other,
    as the query wants them."""
    siblings.sort(key=lambda each: len(each[1]))
    letters = [_letters(name) for _, name in siblings]
    for place, (unit, name) in enumerate(siblings):
        length, own = len(name), letters[place]
        is_new = changed is None or unit in changed
        for other in range(place + 1, len(siblings)):
            another, longer = siblings[other]
            if len(longer) > length + 2:
                break
            # A changed letter leaves out one letter of the alphabet and brings in another, at most.
            if (own ^ letters[other]).bit_count() > 4 or not (is_new or another in changed):  # type: ignore[operator]
                continue
            if are_near(longer, name):
                yield (unit, another) if unit.value < another.value else (another, unit)


def _letters(name: str) -> int:
    """The ASCII letters that occur in a name, as bits."""
    found = 0
    for letter in set(name):
        if "a" <= letter <= "z":
            found |= 1 << ord(letter) - 97
    return found
