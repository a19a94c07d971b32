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
from itertools import islice
from threading import Lock

import pyoxigraph
from rapidfuzz.distance import Levenshtein

from unitgraph.index.dag import has_cycle
from unitgraph.lexicon.spelling import SHORT_NAME
from unitgraph.validation.targets import FEW, Term, can_be_named, in_lots, values


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
                for one, other in self._engine.query(_INNER_STEPS.format(step)):  # type: ignore[union-attr]
                    below.append(numbers.setdefault(str(one), len(numbers)))
                    above.append(numbers.setdefault(str(other), len(numbers)))
                self._circles[step] = has_cycle(len(numbers), below, above)
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


_INNER_STEPS = """SELECT ?one ?other {{
    {{ SELECT DISTINCT ?one {{
        {{ SELECT DISTINCT ?below {{ ?lowest {0} ?below }} }}
        {{ SELECT ?below ?one {{ ?below {0} ?one }} }}
    }} }}
    {{ SELECT ?one ?other {{ ?one {0} ?other }} }}
}}"""
"""The steps that two others lead to, one after the other: those of a circle are among them."""


# --- siblings with nearly the same name ------------------------------------------------------------------------------

_SIBLINGS = "0a585ff14ef9a4ba0b55e74d7888bf2dfbc185a4056d66bb387943932264596c"
"""The form of the query of ug:SiblingNamesShape, for which the rule below is made."""
_DIGITS = re.compile("[0-9]")


@dataclass(frozen=True, slots=True)
class _Standing:
    """A pattern for ?unit that stands beside others at a place, ?beside: ``anywhere``, and ``there`` for few places
    that are given. ``mostly_few`` units stand so."""

    anywhere: str
    there: str
    mostly_few: bool


_UNDER_A_SUPERIOR = _Standing(
    "{ SELECT ?unit ?beside { ?unit org:subOrganizationOf ?beside } }",
    "?unit org:subOrganizationOf ?beside .",
    mostly_few=False,
)
_UNDER_NONE = _Standing(
    "{ SELECT ?unit ?beside { ?unit ug:country ?beside MINUS { ?unit org:subOrganizationOf ?superior } } }",
    "?unit ug:country ?beside . FILTER NOT EXISTS { ?unit org:subOrganizationOf ?superior }",
    mostly_few=True,
)
_NAMED = "{ SELECT ?unit ?name { ?unit skos:prefLabel ?name } }"
_BETWEEN = "\x1f"


def _nearly_same_siblings(
    engine: pyoxigraph.Store, prologue: str, changed: Collection[Term] | None = None
) -> Narrowing:
    """Pairs of units beside one another whose names have the same digits and are at most two letters apart; of those
    that are ``changed`` at least one."""
    rows: set[tuple[pyoxigraph.NamedNode, pyoxigraph.NamedNode]] = set()
    for standing in (_UNDER_A_SUPERIOR, _UNDER_NONE):
        beside: defaultdict[Term, list[tuple[pyoxigraph.NamedNode, str]]] = defaultdict(list)
        for superior, unit, label in _units_beside(engine, prologue, standing, changed):
            if isinstance(unit, pyoxigraph.NamedNode):  # blank nodes have no STR
                beside[superior].append((unit, label.value))
        for siblings in beside.values():
            units = [unit for unit, _ in siblings]
            is_new = None if changed is None else [unit in changed for unit in units]
            for one, other in _near_pairs([name for _, name in siblings], is_new):
                pair = (units[one], units[other])
                rows.add(pair if pair[0].value < pair[1].value else pair[::-1])
    return Narrowing(("this", "value"), sorted(rows, key=str))


def _units_beside(
    engine: pyoxigraph.Store, prologue: str, standing: _Standing, changed: Collection[Term] | None
) -> Iterator[tuple[Term, ...]]:
    """What units stand beside with their names: where there are two near names, or a unit that is ``changed``, or all
    where they are few."""
    if changed is None:
        if standing.mostly_few:
            everyone = f"{prologue}SELECT ?beside ?unit ?name {{ {standing.anywhere} {_NAMED} }}"
            found = list(islice(engine.query(everyone), FEW + 1))  # type: ignore[arg-type]
            if len(found) <= FEW:
                yield from found
                return
        places = list(_places_of_near_names(engine, prologue, standing.anywhere))
    else:
        question = f"{prologue}SELECT DISTINCT ?beside {{ {values('unit', _named(changed))} {standing.there} }}"
        places = [place for (place,) in _rows(engine, question)]
    # A blank node cannot be named in a query: all places are then asked about at once.
    there = (f"{values('beside', some)} {standing.there}" for some in in_lots(places))
    for units in there if can_be_named(places) else (standing.anywhere,):
        question = f"{prologue}SELECT ?beside ?unit ?name {{ {units} ?unit skos:prefLabel ?name }}"
        yield from engine.query(question)  # type: ignore[misc]


def _places_of_near_names(engine: pyoxigraph.Store, prologue: str, standing: str) -> Iterator[Term]:
    """Where units stand beside one another that have near names. The names come as one text, since an engine takes far
    longer to give many values than to read them."""
    together = f'(GROUP_CONCAT(?name; SEPARATOR="{_BETWEEN}") AS ?names)'
    several = "GROUP BY ?beside HAVING(COUNT(*) > 1)"
    question = f"{prologue}SELECT ?beside (COUNT(*) AS ?count) {together} {{ {standing} {_NAMED} }} {several}"
    for place, count, text in engine.query(question):  # type: ignore[union-attr]
        names = [] if text is None else text.value.split(_BETWEEN)
        # A name that is no text, or holds what stands between names, is looked at further.
        if len(names) != int(count.value) or next(_near_pairs(names), None) is not None:
            yield place


def _near_pairs(names: Sequence[str], is_new: Sequence[bool] | None = None) -> Iterator[tuple[int, int]]:
    """The pairs of names, by their places, that have the same digits and are at most two letters apart; of those that
    are new at least one."""
    alike: defaultdict[str, list[int]] = defaultdict(list)
    for place, name in enumerate(names):
        if len(name) >= SHORT_NAME:
            alike["".join(_DIGITS.findall(name))].append(place)
    for places in alike.values():
        if len(places) > 1:
            yield from _near_pairs_of([(names[place].lower(), place) for place in places], is_new)


def _near_pairs_of(named: list[tuple[str, int]], is_new: Sequence[bool] | None) -> Iterator[tuple[int, int]]:
    named.sort(key=lambda each: len(each[0]))
    letters = [_letters(name) for name, _ in named]
    for at, (name, place) in enumerate(named):
        length, own = len(name), letters[at]
        for after in range(at + 1, len(named)):
            longer, other = named[after]
            if len(longer) > length + 2:
                break
            # A changed letter leaves out one letter of the alphabet and brings in another, at most.
            if (own ^ letters[after]).bit_count() > 4:
                continue
            if is_new is not None and not (is_new[place] or is_new[other]):
                continue
            if Levenshtein.distance(longer, name, score_cutoff=2) <= 2:
                yield place, other


def _letters(name: str) -> int:
    """The ASCII letters that occur in a name, as bits."""
    found = 0
    for letter in set(name):
        if "a" <= letter <= "z":
            found |= 1 << ord(letter) - 97
    return found
