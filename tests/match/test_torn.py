"""The words of one name stand together: what a number or a proper name stands beside tells another unit."""

from __future__ import annotations

from itertools import pairwise

import pytest

from unitgraph.match import Matcher, NamedUnit, Outcome

CHAINS = (
    "2e Compagnie, 5e Bataillon",
    "Mirna Station, Velabad Division",
    "3 Company, 9 Battalion, Velabad Armed Police",
    "Polsek Tolura, Polres Velabad",
    "4 Squadron, 12 Mobile Force",
    "Compañía 4, Batallón 7, Brigada Lorna",
    "Estación Tolura, Distrito Okwera",
    "Heron Brigade, 2nd Division",
    "Torvan Station, Kerova State Coordination, Northern Zone Coordination",
)
FLAT = ("Brigade de Sarna, Compagnie de Dorvan", "Corvo Brigade Signal Company")


def units_of(chain: str) -> list[NamedUnit]:
    """The units of a made-up chain, the lowest first."""
    names = chain.split(", ")
    above = {name: (superior,) for name, superior in pairwise(names)}
    return [NamedUnit(name, name, "NP", (), above.get(name, ())) for name in names]


@pytest.fixture(scope="module")
def matchers() -> dict[str, Matcher]:
    flat = {name: Matcher([NamedUnit(name, name, "NP")]) for name in FLAT}
    return {chain: Matcher(units_of(chain)) for chain in CHAINS} | flat


@pytest.mark.parametrize(
    ("chain", "text"),
    [
        (CHAINS[0], "5e Compagnie du 2e Bataillon"),
        (CHAINS[0], "2e Bataillon 5e Compagnie"),
        (CHAINS[0], "Compagnie 5 2e Bataillon"),
        (CHAINS[1], "Velabad Station Mirna Division"),
        (CHAINS[1], "Mirna Division Velabad Station"),
        (CHAINS[1], "Station Velabad Division Mirna"),
        (CHAINS[1], "Station of Velabad, Mirna Division"),
        (CHAINS[2], "9 Coy 3 Bn Velabad Armed Police"),
        (CHAINS[3], "Polsek Velabad Polres Tolura"),
        (CHAINS[4], "12 Squadron 4 Mobile Force"),
        (CHAINS[5], "Compañía 7 Batallón 4 Brigada Lorna"),
        (CHAINS[6], "Estación Okwera Distrito Tolura"),
        (CHAINS[7], "2nd Brigade Heron Division"),
        (CHAINS[8], "Torvan State Coordination Kerova Station"),
        (FLAT[0], "Compagnie de Sarna, Brigade de Dorvan"),
        (FLAT[1], "Corvo Company, Signal Brigade"),
        (FLAT[1], "Signal Brigade Corvo Company"),
    ],
)
def test_a_number_or_name_beside_another_level_tells_another_unit(
    matchers: dict[str, Matcher], chain: str, text: str
) -> None:
    told = matchers[chain].match(text, "NP")
    lowest = chain if chain in FLAT else chain.split(", ")[0]
    assert told.outcome is not Outcome.MATCHED or (told.best and told.best.unit.iri != lowest)


@pytest.mark.parametrize(
    ("chain", "text"),
    [
        (CHAINS[0], "2e Compagnie du 5e Bataillon"),
        (CHAINS[0], "5e Bataillon 2e Compagnie"),
        (CHAINS[0], "Compagnie 2 5e Bataillon"),
        (CHAINS[1], "Mirna Station Velabad Division"),
        (CHAINS[1], "Velabad Division Mirna Station"),
        (CHAINS[1], "Station Mirna Division Velabad"),
        (CHAINS[1], "Station of Mirna of the Velabad Division"),
        (CHAINS[1], "Estación Mirna División Velabad"),
        (CHAINS[1], "Station Mirna"),
        (CHAINS[2], "Velabad Armed Police 9 Bn 3 Coy"),
        (CHAINS[3], "Polres Velabad Polsek Tolura"),
        (CHAINS[4], "4 Squadron 12 Mobile Force"),
        (CHAINS[5], "Brigada Lorna Batallón 7 Compañía 4"),
        (CHAINS[6], "Tolura Station Okwera District"),
        (CHAINS[7], "2nd Division Heron Brigade"),
        (CHAINS[8], "Kerova State Coordination Torvan Station"),
        (FLAT[0], "Sarna Brigade Dorvan Company"),
        (FLAT[1], "Signal Company, Corvo Brigade"),
    ],
)
def test_names_that_stand_together_are_found_in_any_order(matchers: dict[str, Matcher], chain: str, text: str) -> None:
    told = matchers[chain].match(text, "NP")
    lowest = chain if chain in FLAT else chain.split(", ")[0]
    assert told.outcome is Outcome.MATCHED
    assert told.best is not None
    assert told.best.unit.iri == lowest
