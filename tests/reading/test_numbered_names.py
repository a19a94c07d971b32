"""Names with the sign of an item before them."""

from __future__ import annotations

import pytest

from unitgraph.match import Matcher, NamedUnit, Outcome
from unitgraph.reading.numbered_names import NumberedLines, without_sign

UNITS = (
    NamedUnit("x:army", "Velabad Army", "DE"),
    NamedUnit("x:plain", "Jagadal Battalion", "DE", (), ("x:army",)),
    NamedUnit("x:second", "2 Korbad Battalion", "DE", (), ("x:army",)),
    NamedUnit("x:korbad", "Korbad Battalion", "DE", (), ("x:army",)),
    NamedUnit("x:fourth", "4 Tarvani Battalion", "DE", (), ("x:army",)),
    NamedUnit("x:station", "Mirna Station", "DE", (), ("x:army",)),
)
MATCHER = Matcher(UNITS)


@pytest.mark.parametrize(
    ("text", "outcome", "unit"),
    [
        ("1. Mirna Station", Outcome.AMBIGUOUS, "x:station"),
        ("7) Mirna Station", Outcome.AMBIGUOUS, "x:station"),
        ("(7) Mirna Station", Outcome.AMBIGUOUS, "x:station"),
        ("a) Mirna Station", Outcome.MATCHED, "x:station"),
        ("2.3 Mirna Station", Outcome.MATCHED, "x:station"),
        ("1.Mirna Station", Outcome.AMBIGUOUS, "x:station"),
        ("• Mirna Station", Outcome.MATCHED, "x:station"),
        ("1. Mirna Station, Velabad Army", Outcome.AMBIGUOUS, "x:station"),
        ("1. 4 Tarvani Battalion", Outcome.MATCHED, "x:fourth"),
        ("2) Jagadal Battalion", Outcome.AMBIGUOUS, "x:plain"),
        # The number may be that of the unit, which is not known.
        ("2. Jagadal Battalion", Outcome.AMBIGUOUS, "x:plain"),
        ("B. Jagadal Battalion", Outcome.AMBIGUOUS, "x:plain"),
        ("3. Jagadal Battalion, Velabad Army", Outcome.AMBIGUOUS, "x:plain"),
        # Either may be meant.
        ("2. Korbad Battalion", Outcome.AMBIGUOUS, "x:second"),
        ("5. Tarvani Battalion", Outcome.UNKNOWN, "x:fourth"),
    ],
)
def test_a_unit_is_found_behind_the_sign_of_an_item(text: str, outcome: Outcome, unit: str) -> None:
    found = MATCHER.match(text, "DE")
    assert (found.text, found.outcome) == (text, outcome)
    assert unit in {each.unit.iri for each in found.candidates}
    assert list(MATCHER.match_many([("Mirna Station", "DE"), (text, "DE")]))[1] == found


def test_names_without_the_sign_of_an_item() -> None:
    assert without_sign("4) Brigada Zalmora") == "Brigada Zalmora"
    assert without_sign("4. Brigada Zalmora") == "4. Brigada Zalmora"
    lines = NumberedLines()
    texts = ("1. Mirna Station", "2. Brigada Zalmora", "3. Battalion", "12. Brigada Mirna", "Korbad Guard")
    names = ["Mirna Station", "Brigada Zalmora", "3. Battalion", "12. Brigada Mirna", "Korbad Guard"]
    assert list(map(lines.name, texts)) == names
