"""The word that says what a body is, is not the one that says of what it is."""

from __future__ import annotations

import pytest

from unitgraph.identity.names import are_turned, name_of
from unitgraph.match import Matcher, NamedUnit, Outcome

OTHERS = [
    ("Velabad Police School", "Velabad School Police"),
    ("Escuela de Policía de Mirna", "Policía de la Escuela de Mirna"),
    ("Escuela de Policía de Mirna", "Mirna School Police"),
    ("Ecole de Police de Mirna", "Police de l'Ecole de Mirna"),
    ("Mirna Prison Hospital", "Mirna Hospital Prison"),
    ("Mirna Hospital School", "Mirna School Hospital"),
    ("Mirna Guard Academy", "Mirna Academy Guard"),
    ("Mirna Court Police", "Mirna Police Court"),
    ("Школа полиции Мирна", "Полиция школы Мирна"),
    ("Sekolah Polisi Mirna", "Polisi Sekolah Mirna"),
    ("Velabad Police School", "Police of the Velabad School"),
]
SAME = [
    ("Escuela de Policía de Mirna", "Police School of Mirna"),
    ("Escuela de Policía de Mirna", "School of the Police, Mirna"),
    ("Velabad Police School", "School of the Velabad Police"),
    ("Velabad Police School", "Escuela de Policía de Velabad"),
    ("Mirna Prison Hospital", "Hospital of Mirna Prison"),
    ("Mirna Police Station", "Estación de Policía de Mirna"),
    ("Mirna Police Station", "Estación Policía Mirna"),
    ("Mirna Police Station", "Police Station Mirna"),
    ("Mirna Investigation Police", "Policía de Investigación de Mirna"),
    ("1st Battalion Mirna Rifles", "Mirna Rifles 1st Battalion"),
    ("Velabad Police 2nd Battalion", "2nd Battalion Velabad Police"),
    ("Velabad Police School", "School Velabad Police"),
    ("Mirna Police Headquarters", "Headquarters Mirna Police"),
    ("Школа полиции Мирна", "Police School of Mirna"),
]


@pytest.mark.parametrize(("name", "text"), OTHERS)
def test_another_body_of_the_same_words_is_a_candidate_at_most(name: str, text: str) -> None:
    for known, asked in ((name, text), (text, name)):
        told = Matcher([NamedUnit("u:1", known, "NP")]).match(asked, "NP")
        assert told.outcome is Outcome.AMBIGUOUS, asked
        assert told.best is not None
    assert are_turned(name_of(name), name_of(text))


@pytest.mark.parametrize(("name", "text"), SAME)
def test_the_same_body_in_other_words_is_found(name: str, text: str) -> None:
    assert Matcher([NamedUnit("u:1", name, "NP")]).match(text, "NP").outcome is Outcome.MATCHED
    assert not are_turned(name_of(name), name_of(text))
