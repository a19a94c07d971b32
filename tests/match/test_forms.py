"""Comparable forms: one dress for what names the same, another for what does not."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from growth import LINEAR, growth
from unitgraph.match.damage import repair
from unitgraph.match.forms import MOST_WORDS, form_of
from unitgraph.match.shortenings import initials
from unitgraph.match.vocabulary import NamePart


def words(text: str, country: str = "") -> list[str]:
    return [word.text for word in form_of(text, country).words]


@pytest.mark.parametrize(
    "text",
    [
        "1st Battalion",
        "1 BN",
        "No. 1 Battalion",
        "#1 Bn",
        "Primer Batallón",
        "1er Bataillon",
        "I BATTALION",
        "01 bn",
        "First Battalion",
        "Primeiro Batalhão",
        "1 st Battalion",
        "Nr. I Battalion",
        "Num 1 BTN",
        "Batall\u00f3n N 1",
        "BN N. 1",
    ],
)
def test_a_number_is_one_number_in_every_dress(text: str) -> None:
    assert sorted(words(text)) == ["#1", "battalion"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("IV Infantry BDE", ["#4", "infantry", "brigade"]),
        ("43rd BN IV BDE", ["#43", "battalion", "#4", "brigade"]),
        ("Twenty First Battalion", ["#21", "battalion"]),
        ("Alpha Company", ["#a", "company"]),
        ("A` DIVISION", ["#a", "division"]),
        ("Golf Club", ["golf", "club"]),
        ("Brigada M\u00f3vil n 9", ["brigade", "mobile", "#9"]),
        ("N Company", ["#n", "company"]),
        ("322e RIM", ["#322", "rim"]),
        ("33e régiment", ["#33", "regiment"]),
        ("12e Brigade", ["#12", "brigade"]),
        ("1er Bataillon du 33e Régiment", ["#1", "battalion", "#33", "regiment"]),
        ("12E Brigade", ["#12e", "brigade"]),
        ("Camp 5e Mirna", ["camp", "#5e", "mirna"]),
        ("8a ZM, Ej\u00e9rcito", ["#8", "zm", "army"]),
        ("12a Squadron", ["#12a", "squadron"]),
        ("Squadron 12a RIM", ["squadron", "#12a", "rim"]),
        ("Company N, 3rd Regiment", ["company", "#n", "#3", "regiment"]),
        ("Company N 3 Regiment", ["company", "#n", "#3", "regiment"]),
        ("RAB-N 9", ["rab", "n", "#9"]),
        ("Federal Police4", ["federal", "police"]),
        ("Ministry of Defense 12226", ["ministry", "defense"]),
        ("Intervention Brigade 11", ["intervention", "brigade", "#11"]),
        ("MIX Unit", ["mix", "unit"]),
        ("1/er. Batall\u00f3n", ["#1", "battalion"]),
        ("37/a. Brigada", ["#37", "brigade"]),
        ("69\u00b0 Batall\u00f3n", ["#69", "battalion"]),
        ("12ava Brigada", ["#12", "brigade"]),
        ("Vig\u00e9sima Octava Brigada", ["#28", "brigade"]),
        ("D\u00e9cimo Quinto Batall\u00f3n", ["#15", "battalion"]),
        ("Thirty-Third Battalion", ["#33", "battalion"]),
        ("2/4 Battalion", ["#2", "#4", "battalion"]),
    ],
)
def test_numbers_letters_and_counts(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("one", "other", "country"),
    [
        ("MUP RS", "Republika Srpska Ministry of Interior", "BA"),
        ("RS MOI", "Ministry of Internal Affairs of Republic of Srpska", "BA"),
        ("PGR", "Procuraduría General de la República", "MX"),
        ("Policia Federal", "FEDERAL POLICE", "MX"),
        ("Fuerza Nacional Antiextorsión", "Anti-extortion National Force", "HN"),
        ("Department Of Counter-Terrorism", "Counterterrorism Dept.", "KH"),
        ("MINISTÈRE DE LA DÉFENSE", "Ministry of Defence", "CF"),
        ("Northern Command", "Comando Norte", "CO"),
        ("Coast Guard", "Guardacostas", "CR"),
        ("Bangladesh National Police", "Bangladesh Police", "BD"),
        ("Attorney General's Office", "Office of the Attorney General", ""),
        ("Int'l Relations Dept", "International Relations Department", ""),
    ],
)
def test_languages_and_abbreviations_fall_together(one: str, other: str, country: str) -> None:
    assert sorted(words(one, country)) == sorted(words(other, country)) != []


@pytest.mark.parametrize(
    ("one", "other", "country"),
    [
        ("Republika Srpska Ministry of Interior", "Ministry of Interior Republic of Serbia", "BA"),
        ("1st Battalion", "2nd Battalion", ""),
        ("Far Western Division", "Mid Western Division", "NP"),
        ("Gendarmerie", "Police", "KH"),
        ("A Company", "B Company", ""),
    ],
)
def test_what_differs_stays_apart(one: str, other: str, country: str) -> None:
    assert sorted(words(one, country)) != sorted(words(other, country))


def test_an_abbreviation_of_one_country_is_none_elsewhere() -> None:
    assert words("MUP RS", "BA") == ["ministry", "interior", "srpska"]
    assert words("MUP RS", "BR") == ["mup", "rs"]


def test_countries_are_context() -> None:
    form = form_of("Mexico Federal Police")
    assert form.countries == frozenset({"MX"})
    assert [word.part for word in form.words] == [NamePart.COUNTRY, NamePart.SCOPE, NamePart.FORCE]
    assert form_of("Congolese Army").countries == frozenset({"CD", "CG"})
    assert form_of("Attorney General of the Republic", "MX").countries == frozenset({"MX"})


def test_acronyms_in_brackets_stand_aside() -> None:
    form = form_of("Counter Terrorism And Transnational Crime (CTTC) Unit", "BD")
    assert form.acronyms == ("cttc",)
    assert "cttc" not in words("Counter Terrorism And Transnational Crime (CTTC) Unit", "BD")
    assert form_of("Gendarmerie (Military Police)").acronyms == ()


def test_initials_need_three_words() -> None:
    assert initials(form_of("Dhaka Metropolitan Police", "BD")) == ("dmp",)
    assert initials(form_of("Federal Police", "MX")) == ()
    assert initials(form_of("2nd Infantry Battalion")) == ()


@pytest.mark.parametrize(
    ("name", "generic"),
    [
        ("Presidential Guard", True),
        ("Federal Police", True),
        ("National Intelligence Directorate", True),
        ("1st Infantry Battalion", True),
        ("Ministry of Justice", True),
        ("Torreon Station", False),
        ("Rapid Action Battalion", False),
        ("Honduran National Police", False),
        ("CTTCU", False),
    ],
)
def test_generic_names_fit_many_countries(name: str, generic: bool) -> None:
    assert form_of(name).generic is generic


@pytest.mark.parametrize(
    ("damaged", "plain"),
    [
        ("B&amp;amp;amp;amp;H", "B&H"),
        ("Secretar\u00c3\u00ada", "Secretar\u00eda"),
        ("Secretar\u00a1a de Seguridad P\u00a3blica", "Secretaria de Seguridad Publica"),
        ("Cuarta Regi?n Naval", "Cuarta Regin Naval"),
        ("N/Aval Base", "naval Base"),
        ("M.O.I. of X", "MOI of X"),
        ("Who? Me", "Who? Me"),
    ],
)
def test_damage_is_repaired(damaged: str, plain: str) -> None:
    assert repair(damaged) == plain


@given(st.text(max_size=300), st.sampled_from(["", "MX", "BA"]))
def test_no_text_raises_and_forms_are_bounded(text: str, country: str) -> None:
    form = form_of(text, country)
    assert len(form.words) <= MOST_WORDS
    assert all(word.text and word.text.isascii() for word in form.words)


@given(st.text(max_size=60))
@example("-")
def test_case_and_outer_space_say_nothing(text: str) -> None:
    assert form_of(f"  {text} ") == form_of(text)


@pytest.mark.parametrize(
    "piece", ["(", "((a", "&amp;", "\u00c3\u00ad", "no. ", "1st ", "a.", "'s", "-", "\u0301", "RS MOI "]
)
def test_hostile_texts_take_linear_time(piece: str) -> None:
    assert growth(form_of, piece * 100_000) < LINEAR


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("Mt. Velab Police Station", "Mount Velab Police Station"),
        ("St. Marken Prison", "Saint Marken Prison"),
        ("Ft Lorna Battalion", "Fort Lorna Battalion"),
        ("Sta. Mirna Police Station", "Santa Mirna Police Station"),
        ("Police Station Sta. Mirna", "Police Station Santa Mirna"),
        ("Police Sta Mirna", "Police Station Mirna"),
        ("Sto. Kelvar Barracks", "Santo Kelvar Barracks"),
        ("Gral. Velabo Battalion", "General Velabo Battalion"),
        ("Cnel. Velabo Battalion", "Coronel Velabo Battalion"),
        ("Tte. Velabo Base", "Lieutenant Velabo Base"),
        ("Capt. Velabo Company", "Capitán Velabo Company"),
        ("Pto. Velab Police Station", "Port Velab Police Station"),
        ("Camp Delta", "Camp D"),
        ("Sector Bravo Command", "Sector B Command"),
        ("Alpha Company", "Company A"),
    ],
)
def test_an_abbreviated_part_of_a_name_is_that_part(short: str, long: str) -> None:
    assert set(form_of(short).words) == set(form_of(long).words)


@pytest.mark.parametrize("text", ["Delta Area Command", "Zona Lima", "Camp Victor", "Charlie Police Station"])
def test_a_word_for_a_letter_may_be_a_name(text: str) -> None:
    assert not any(word.part is NamePart.NUMBER for word in form_of(text).words)
