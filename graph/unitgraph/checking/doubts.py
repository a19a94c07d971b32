"""What answers say of units that may be the ones meant, or the same as those, in words."""

from __future__ import annotations

from collections.abc import Sequence

from unitgraph.index.units import Node
from unitgraph.lexicon.tables import country_shown
from unitgraph.match import Candidate


def question(unit: Node, related: Sequence[Node], which: str = "{}, or a unit above or below it,") -> str:
    """That it is not settled whether a unit is the same as related ones, or one around it (``which``)."""
    name = f"{unit.name} ({country_shown(unit.country)})"
    others = "; ".join(f"{each.name} ({country_shown(each.country)})" for each in related[:3])
    others += "; …" if len(related) > 3 else ""
    return f"it is not settled whether {which.format(name)} is the same as {others}"


def nearness(unit: Node, near: Sequence[Candidate]) -> str:
    """That others are listed under nearly the name of a unit."""
    others = "; ".join(f"{each.unit.name} ({country_shown(each.unit.country)})" for each in near[:3])
    return f"{others} is listed under nearly this name, and may be the same unit as {unit.name}"


def nearness_below(above: Node, near: Sequence[Candidate]) -> str:
    """That units below one have nearly the name that is asked for."""
    names = "; ".join(each.unit.name for each in near[:3])
    return f"no unit below {above.name} has just this name; {names} has nearly this name and may be meant"
