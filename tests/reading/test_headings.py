"""Lines that name a country, and nothing else."""

from __future__ import annotations

import pytest

from unitgraph.reading.headings import country_heading, split_heading


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Democratic Republic of the Congo (DRC)", "CD"),
        ("DEMOCRATIC REPUBLIC OF THE CONGO:", "CD"),
        ("Kosovo*", "XK"),
        ("The Gambia", "GM"),
        ("C\u00f4te d\u2019Ivoire\u00b9", "CI"),
        ("Burma (Myanmar)", "MM"),
        ("MEXICO (continued)", "MX"),
        ("Mexico (cont'd)", "MX"),
        ("Iran (Islamic Republic of)", "IR"),
        ("Mexico (Federal Police)", None),
        ("Georgia (Guinea)", None),
        ("Bosnia Station", None),
        ("", None),
    ],
)
def test_headings_of_countries(text: str, code: str | None) -> None:
    found = country_heading(text)
    assert (found.alpha2 if found else None) == code


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Belize: Coast Guard", ("Belize", "Coast Guard")),
        ("Belize (BZ) \u2013 Coast Guard", ("Belize (BZ)", "Coast Guard")),
        ("Belize:", None),
        ("Velabad: Coast Guard", None),
        ("Guinea-Bissau", None),
    ],
)
def test_a_country_before_an_entry(text: str, parts: tuple[str, str] | None) -> None:
    assert split_heading(text) == parts
