"""Numbers belong to the words that they count."""

from __future__ import annotations

import pytest

from unitgraph.identity.names import have_same_numbers, name_of
from unitgraph.match.forms import form_of
from unitgraph.match.numbering import are_numbered_otherwise, numbered_words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("103rd Toluria Brigade 2nd Battalion", "2nd Toluria Brigade 103rd Battalion"),
        ("12th Mirna Regiment 7th Company", "12th Company of the 7th Mirna Regiment"),
        ("Mirna Squadron 12 Section 4", "Mirna Squadron 4 Section 12"),
        ("Zone 3 Velabad Area 5", "Zone 5 Velabad Area 3"),
        ("2nd Battalion 3rd Brigade", "3er Batallón, 2ª Brigada"),
    ],
)
def test_swapped_numbers_are_others(one: str, other: str) -> None:
    first, second = (name_of(each) for each in (one, other))
    assert first.core == second.core
    assert first.designators == second.designators
    assert not have_same_numbers(first, second)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("7th Company of the 12th Mirna Regiment", "12th Mirna Regiment 7th Company"),
        ("Company 5 of 3rd Battalion", "3rd Battalion Company 5"),
        ("Zone 3 Area 5 Command", "Command Area 5 Zone 3"),
        ("Metropolitan 3rd Battalion 2nd Company", "2nd Company of Metropolitan 3rd Battalion"),
        ("3rd Brigade", "Brigade 3"),
    ],
)
def test_numbers_that_are_written_otherwise_are_the_same(one: str, other: str) -> None:
    told = [numbered_words((word.text, word.part) for word in form_of(each).words) for each in (one, other)]
    assert not are_numbered_otherwise(*told)
