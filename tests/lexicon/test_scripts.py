"""Words in other scripts and languages, brought near to English ones."""

from __future__ import annotations

import pytest

from unitgraph.lexicon.scripts import near_latin


@pytest.mark.parametrize(
    ("written", "parted"),
    [
        ("Bereitschaftspolizeiabteilung", "bereitschaftspolizei abteilung"),
        ("Polizeihubschrauberstaffel Velabad", "polizei hubschrauber staffel Velabad"),
        ("Panzerbataillon 8", "panzer bataillon 8"),
        # A word of the tables, words with a rest that no table has, and other languages.
        *((each, each) for each in ("Polizeidirektion", "Polizeimuseumshof", "Internationale", "Administration")),
    ],
)
def test_german_compounds_are_parted(written: str, parted: str) -> None:
    assert near_latin(written) == parted
