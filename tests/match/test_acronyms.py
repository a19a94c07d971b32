"""Acronyms that no source prints for a unit, and names in full of units that sources call by acronyms."""

from __future__ import annotations

import pytest

from unitgraph.match import Matcher, NamedUnit, Outcome


@pytest.mark.parametrize(
    ("text", "name", "others"),
    [
        ("DPO Mirna", "Mirna Constables", ("District Police Office (Mirna)",)),
        ("RIG Mirna", "Rapid Investigation Group (Mirna)", ()),
        ("322e RIM", "322nd Mirna Infantry Regiment", ("322\u00e8me R\u00e9giment d'Infanterie Mirna",)),
        ("CCA 423", "423rd Support Company", ("423 Compagnie de Commandement et d'Appui",)),
        ("EGM 12", "Mobile Squadron No. 12", ("Escadron de Gendarmerie Mobile n\u00b0 12 (Mirna)",)),
        ("Mobile Intervention Group 6", "MIG No. 6", ()),
        ("Groupement Mobile d'Intervention n\u00b0 6", "GMI 6", ()),
    ],
)
def test_initials_that_stand_for_a_unit_may_mean_it(text: str, name: str, others: tuple[str, ...]) -> None:
    rest = [
        NamedUnit(f"u:{at}", each, "CM", ("DPO Karost",)[:at]) for at, each in enumerate(("Karost Police", "Selva"))
    ]
    told = Matcher([NamedUnit("u:9", name, "CM", others), *rest]).match(text, "CM")
    assert told.outcome is Outcome.AMBIGUOUS
    assert [each.unit.iri for each in told.candidates] == ["u:9"]


@pytest.mark.parametrize("text", ["Mobile Intervention Group 7", "Medical Investigation Group", "Rapid Group 6"])
def test_other_initials_or_numbers_mean_none(text: str) -> None:
    told = Matcher([NamedUnit("u:9", "MIG No. 6", "CM"), NamedUnit("u:8", "Karost Post 7", "CM")]).match(text, "CM")
    assert told.outcome is Outcome.UNKNOWN
