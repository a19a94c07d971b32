"""The loops: ceilings, and machine code against the functions as they stand."""

from __future__ import annotations

import importlib.util
import os
import random
import sys
from pathlib import Path
from types import ModuleType

import numba
import pytest

from unitgraph.match import Match, Matcher, NamedUnit, kernels
from unitgraph.match.compiled import compile_in_order
from unitgraph.match.kernels import FEATURES, FREE, NEVER, ceiling
from unitgraph.match.model import FEATURE_NAMES, coefficients, probability


def test_features_and_weights_have_the_same_names() -> None:
    assert len(FEATURE_NAMES) == FEATURES == len(coefficients())
    assert FEATURE_NAMES[kernels.NUMBER_CONFLICT] == "number-conflict"
    assert FEATURE_NAMES[kernels.BEYOND] == "proper-extra"


@pytest.mark.parametrize(
    ("feature", "highest"),
    [
        (kernels.NUMBER_CONFLICT, NEVER),
        (kernels.COUNTRY_CONFLICT, NEVER),
        (kernels.FORCE_CONFLICT, -1.5),
        (kernels.DIRECTION_DIFFERS, -1.5),
        (kernels.PROPER_SWAPPED, -1.5),
        (kernels.NUMBER_MISSING, 0.0),
        (kernels.NUMBER_EXTRA, 0.0),
        (kernels.LEVEL_CONFLICT, 0.0),
        (kernels.NUMBER_SHARED, FREE),
    ],
)
def test_some_features_set_a_ceiling(feature: int, highest: float) -> None:
    features = [0.0] * FEATURES
    features[kernels.NAME_COVER] = 1.0
    features[feature] = 1.0
    assert ceiling(features, False) == highest


def test_scores_rise_with_the_odds_and_never_reach_0_or_1() -> None:
    scores = [probability(odds / 4) for odds in range(-60, 61)]
    assert scores == sorted(scores)
    assert 0.0 < scores[0] < 0.01
    assert 0.99 < scores[-1] < 1.0


def many_units() -> list[NamedUnit]:
    chance = random.Random(5)  # noqa: S311
    letters = "abdegiklmnoprstu"
    towns = ["".join(chance.choice(letters) for _ in range(chance.randint(4, 9))).title() for _ in range(300)]
    units = [NamedUnit(f"u:{c}", "National Police", c) for c in ("MX", "HN")]
    for number, town in enumerate(towns):
        country = ("MX", "HN")[number % 2]
        for kind in ("Police Station", "Traffic Police Unit", "Prison"):
            iri = f"u:{country}/{town}/{kind}"
            units.append(NamedUnit(iri, f"{town} {kind}", country, (), (f"u:{country}",), (town,)))
        units.append(NamedUnit(f"u:{country}/{number}", f"No. {number} {town} Battalion", country))
    return list({unit.iri: unit for unit in units}.values())


def many_names(units: list[NamedUnit]) -> list[tuple[str, str | None]]:
    chance = random.Random(6)  # noqa: S311
    names: list[tuple[str, str | None]] = [("", None), ("?", "MX"), ("National Police", "XX"), ("Police, Prison", "HN")]
    for unit in chance.sample(units, 200):
        letters = list(unit.name)
        letters[chance.randrange(len(letters))] = chance.choice("abcxyz ")
        country = chance.choice((unit.country, None, "NP"))
        names.append(("".join(letters) + chance.choice(("", ", National Police", " / Bogota")), country))
    return names


def test_machine_code_gives_the_same_answers(tmp_path: Path) -> None:
    units = many_units()
    names = many_names(units)
    matcher = Matcher(units)
    plain = list(matcher.match_many(names, use_compiled=False))
    assert len(plain) == len(names) == 204
    assert list(matcher.match_many(names, use_compiled=True)) == plain
    matcher.save(tmp_path)
    opened = Matcher.open(tmp_path)
    assert list(opened.match_many(names, use_compiled=True)) == plain
    assert [opened.match(text, country) for text, country in names] == plain
    assert sum(each.outcome == "matched" for each in plain) > 25


def test_nothing_is_left_behind_between_names() -> None:
    units = many_units()
    names = many_names(units)
    matcher = Matcher(units)
    first = [matcher.match(text, country) for text, country in names]
    again: list[Match] = [matcher.match(text, country) for text, country in reversed(names)]
    assert first == again[::-1]


KERNELS = """
from typing import NamedTuple
class {kind}(NamedTuple):
    first: int
def inner(pair):
    return pair.first + {added}
def outer(pair):
    return 2 * inner(pair)
"""


def written(folder: Path, kind: str, added: int) -> ModuleType:
    """A module in the place of the one that was there, with its time, as a wheel has it."""
    path = folder / "kernels_of_one_release.py"
    path.write_text(KERNELS.format(kind=kind, added=added), encoding="utf-8")
    os.utime(path, (1_580_601_600, 1_580_601_600))
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    exec(compile(path.read_text(encoding="utf-8"), path, "exec"), vars(module))  # noqa: S102
    return module


def test_code_cached_by_another_release_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numba.config, "CACHE_DIR", "")  # beside the module, whatever the environment says
    for kind, added in [("Pair", 1), ("Pair", 2), ("Couple", 2)]:
        module = written(tmp_path, kind, added)
        monkeypatch.setitem(sys.modules, module.__name__, module)
        outer = compile_in_order(module, ("inner", "outer"))["outer"]
        assert outer(vars(module)[kind](20)) == 2 * (20 + added)
    assert len(list(tmp_path.rglob("*.nbi"))) == 6
