"""The gazetteer: which countries have a place of a name, and whether a name is a place."""

from __future__ import annotations

import pytest

from unitgraph.lexicon import gazetteer
from unitgraph.lexicon.gazetteer import Gazetteer, PlaceHit, known_places, load_gazetteer
from unitgraph.lexicon.names import fold


def test_places_are_found_with_their_countries() -> None:
    found = known_places({"jalisco", "zugdidi", "tripoli", "no such place", "torreon", "sindh"})
    assert {name: set(weights) for name, weights in found.items()} == {
        "jalisco": {"MX"},
        "zugdidi": {"GE"},
        "tripoli": {"GR", "LB", "LY"},
        "torreon": {"MX"},
        "sindh": {"PK"},
    }
    assert found["tripoli"]["LY"] > found["tripoli"]["LB"] > 100_000


def test_a_subdivision_within_another_counts_less() -> None:
    found = known_places({"jalisco", "culfa"})
    assert found["jalisco"]["MX"] == gazetteer.SUBDIVISION
    assert found["culfa"]["AZ"] == gazetteer.PART_OF_SUBDIVISION


def test_places_of_another_script_are_found_too() -> None:
    tbilisi = fold("\u10d7\u10d1\u10d8\u10da\u10d8\u10e1\u10d8")
    assert set(known_places({tbilisi})[tbilisi]) == {"GE"}


def test_without_the_extra_no_place_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gazetteer, "has_gazetteer", lambda: False)
    assert known_places({"jalisco"}) == {}


@pytest.mark.parametrize(
    ("folded", "country", "hit"),
    [
        ("dhaka", "BD", PlaceHit.HERE),
        ("dhaka", None, PlaceHit.HERE),
        ("dhaka", "MX", PlaceHit.ELSEWHERE),
        ("army", "MX", PlaceHit.NOWHERE),
        ("estado de sonora", "MX", PlaceHit.HERE),
        ("dhaka city", "BD", PlaceHit.HERE),
    ],
)
def test_places_of_the_country_are_told_from_others(folded: str, country: str | None, hit: PlaceHit) -> None:
    assert Gazetteer({"dhaka": {"BD"}, "sonora": {"MX"}}).look_up(folded, country) is hit


def test_the_real_gazetteer_knows_towns_and_subdivisions() -> None:
    loaded = load_gazetteer()
    assert loaded.look_up("varna", "BG") is PlaceHit.HERE
    assert loaded.look_up("sonora", "MX") is PlaceHit.HERE
    assert loaded.look_up("sindh", "PK") is PlaceHit.HERE
    assert loaded.look_up("operations", "BD") is PlaceHit.NOWHERE
