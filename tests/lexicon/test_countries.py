"""Countries as people write them."""

from __future__ import annotations

import pytest

from unitgraph.lexicon.countries import code_of, country_named, country_of, names_no_country
from unitgraph.lexicon.names import fold
from unitgraph.lexicon.tables import countries, country_by_code, read_word_table


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Republic of Korea", "KR"),
        ("Korea, Republic of", "KR"),
        ("Korea (Republic of)", "KR"),
        ("Korea, South", "KR"),
        ("Democratic People's Republic of Korea", "KP"),
        ("Sao Tome", "ST"),
        ("São Tomé", "ST"),
        ("Mexico (MX)", "MX"),
        ("MX - Mexico", "MX"),
        ("Mexico [MEX]", "MX"),
        ("484", "MX"),
        ("004", "AF"),
        ("mx", "MX"),
        ("Мексика", "MX"),
        ("Российская Федерация", "RU"),
        ("Республика Корея", "KR"),
        ("Республика Мали", "ML"),
        ("مالي", "ML"),
        ("جمهورية مالي", "ML"),
        ("México", "MX"),
        ("墨西哥", "MX"),
        ("République du Mali", "ML"),
        ("République d'Haïti", "HT"),
        ("República Bolivariana de Venezuela", "VE"),
        ("Federal Republic of Nigeria", "NG"),
        ("The Gambia", "GM"),
        ("Gambia (The)", "GM"),
        ("Congo (Kinshasa)", "CD"),
        ("Democratic Republic of the Congo", "CD"),
        ("Congo, Democratic Republic of the", "CD"),
        ("Republic of the Congo", "CG"),
        ("Myanmar (Burma)", "MM"),
        ("Zaire", "CD"),
        ("Upper Volta", "BF"),
        ("Swaziland", "SZ"),
        ("Korea, Rep.", "KR"),
        ("Congo, Dem. Rep.", "CD"),
        ("Congo, Rep.", "CG"),
        ("Egypt, Arab Rep.", "EG"),
        ("Iran, Islamic Rep.", "IR"),
        ("Yemen, Rep.", "YE"),
        ("Micronesia, Fed. Sts.", "FM"),
        ("S. Sudan", "SS"),
        ("N. Korea", "KP"),
        ("U.S.", "US"),
        ("RDC", "CD"),
        ("جمهورية مصر العربية", "EG"),
        ("الجمهورية العربية السورية", "SY"),
        ("ocd-division/country:ng", "NG"),
        ("Niger", "NE"),
        ("Nigeria", "NG"),
    ],
)
def test_country_as_written(text: str, code: str) -> None:
    found = country_of(text)
    assert found is not None
    assert found.alpha2 == code


@pytest.mark.parametrize(
    "text",
    [
        "Congo",
        "Korea",
        "Republic of Congo (KR)",
        "Mexico (Sonora)",
        "Mexico (GT)",
        "Mexico, Sonora",
        "Male",
        "State of Mexico",
        "Estado de México",
        "Republic of Velabad",
        "Korea, Dem.",
        "S. Velabad",
        "Mexico, Rep. of Velabad",
        "999",
        "",
        "()",
    ],
)
def test_no_country_is_guessed(text: str) -> None:
    assert country_of(text) is None


def test_a_code_alone_is_no_name() -> None:
    assert country_named("IT") is None
    assert country_named("484") is None
    assert country_named("Italy (IT)") is country_by_code("IT")


@pytest.mark.parametrize(
    "text", ["UN", "United Nations", "ONU", "\u041e\u041e\u041d", "International", "N/A", "african union"]
)
def test_bodies_of_no_country(text: str) -> None:
    assert names_no_country(text)
    assert country_of(text) is None


def test_a_country_is_none_of_them() -> None:
    codes = {code for each in countries() for code in (each.alpha2, each.alpha3, *each.names)}
    assert [code for code in sorted(codes) if names_no_country(code)] == []


def test_names_of_countries_contradict_no_other() -> None:
    rows = read_word_table("country_names")
    assert len(rows) > 12_000
    assert {len({row["name"] for row in rows})} == {len(rows)}
    capitals = {fold(name): each.alpha2 for each in countries() for name in each.capital}
    assert [row for row in rows if capitals.get(row["name"], row["alpha2"]) != row["alpha2"]] == []
    codes = {code.casefold(): each.alpha2 for each in countries() for code in (each.alpha2, each.alpha3)}
    assert [row for row in rows if row["name"] in codes] == []


def test_every_country_has_a_numeric_code_but_kosovo() -> None:
    numbers = {row["alpha2"] for row in read_word_table("country_names") if row["name"].isdecimal()}
    assert {each.alpha2 for each in countries()} - numbers == {"XK"}


def test_the_code_of_a_country_or_of_none() -> None:
    assert [code_of(text) for text in ("Mexico (MX)", "UN", "ZZ", "Velabad", "")] == ["MX", "XX", "ZZ", None, None]
