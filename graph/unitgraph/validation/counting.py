"""Counts that show at once that whole targets keep a constraint: a set lies within another where both together have no
more members than the other has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

import pyoxigraph

from unitgraph.validation.targets import group


@dataclass(frozen=True, slots=True)
class Bound:
    """That the nodes of a target, the pattern ``focus``, have values ``at_least`` once, or else at most once. The
    pattern ``values`` binds ``?focus`` and ``?value``."""

    values: str
    focus: str
    at_least: bool


@dataclass(frozen=True, slots=True)
class Range:
    """That all values, ``?value`` of the pattern ``values``, are among the ``members`` of a class, a pattern too."""

    values: str
    members: str


Claim = Bound | Range


def grouped(claims: Iterable[Claim]) -> list[set[Claim]]:
    """Claims in groups, of which each is for one call of :func:`shown`."""
    found: defaultdict[tuple[type, str], set[Claim]] = defaultdict(set)
    for claim in claims:
        found[type(claim), claim.values if isinstance(claim, Bound) else claim.members].add(claim)
    return list(found.values())


def shown(engine: pyoxigraph.Store, claims: Collection[Claim]) -> set[Claim]:
    """Those of some claims, all about the same values or the same class, that counting shows to hold. Others may hold
    too: counted are all nodes with such values, and all values together."""
    bounds = [each for each in claims if isinstance(each, Bound)]
    ranges = [each for each in claims if isinstance(each, Range)]
    return {*_bounds_shown(engine, bounds), *_ranges_shown(engine, ranges)}


def _bounds_shown(engine: pyoxigraph.Store, bounds: Collection[Bound]) -> Iterable[Bound]:
    if not bounds:
        return
    (values,) = {each.values for each in bounds}
    most = [each for each in bounds if not each.at_least]
    least = [each for each in bounds if each.at_least]
    nodes, statements = _counts(engine, "?focus", [values])
    if nodes == statements:
        yield from most
    if least and _counts(engine, "?focus", [values, *(each.focus for each in least)])[0] == nodes:
        yield from least


def _ranges_shown(engine: pyoxigraph.Store, ranges: Collection[Range]) -> Iterable[Range]:
    if not ranges:
        return
    (members,) = {each.members for each in ranges}
    together = [members, *sorted(each.values for each in ranges)]
    if _counts(engine, "?value", together)[0] == _counts(engine, "?value", [members])[0]:
        yield from ranges


def _counts(engine: pyoxigraph.Store, variable: str, patterns: Iterable[str]) -> tuple[int, int]:
    """How many terms several patterns together give a variable, and how often."""
    united = " UNION ".join(map(group, dict.fromkeys(patterns)))
    counts = f"(COUNT(DISTINCT {variable}) AS ?terms) (COUNT(*) AS ?rows)"
    (row,) = engine.query(f"SELECT {counts} {group(united)}")  # type: ignore[misc]
    return int(row["terms"].value), int(row["rows"].value)
