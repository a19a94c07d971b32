"""Other programs that compare names, as scores in 0..1 of a text against a unit: OpenSanctions' nomenklatura and
rapidfuzz. A text without a country is compared as if it had that of the unit."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from unitgraph.match import NamedUnit

Score = Callable[[str, str | None, NamedUnit], float]


def peer_scores() -> dict[str, Score]:
    """The peers by name. Raises SystemExit naming what to install."""
    try:
        return {
            "rapidfuzz WRatio": _wratio(),
            "nomenklatura logic-v2": _nomenklatura("logic-v2"),
            "nomenklatura name-based": _nomenklatura("name-based"),
        }
    except ImportError as missing:
        raise SystemExit(f"the peers need {missing.name}: pip install 'unitgraph[benchmark]'") from missing


def _wratio() -> Score:
    from rapidfuzz import fuzz, utils

    def score(text: str, country: str | None, unit: NamedUnit) -> float:
        if country not in (None, unit.country):
            return 0.0
        names = (unit.name, *unit.other_names)
        return max(fuzz.WRatio(text, name, processor=utils.default_process) for name in names) / 100

    return score


def _nomenklatura(name: str) -> Score:
    from followthemoney import EntityProxy
    from nomenklatura.matching import get_algorithm

    algorithm = get_algorithm(name)
    assert algorithm is not None
    config = algorithm.default_config()
    made: dict[tuple[str, ...], Any] = {}

    def entity(names: Iterable[str], country: str) -> Any:
        key = (country, *names)
        if key not in made:
            properties = {"name": list(key[1:]), "country": [country.lower()]}
            made[key] = EntityProxy.from_dict(
                {"id": f"e{len(made)}", "schema": "Organization", "properties": properties}
            )
        return made[key]

    def score(text: str, country: str | None, unit: NamedUnit) -> float:
        if country not in (None, unit.country):
            return 0.0
        found = algorithm.compare(
            entity((text,), country or unit.country), entity((unit.name, *unit.other_names), unit.country), config
        )
        return float(found.score)

    return score
