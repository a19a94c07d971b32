"""Names in other scripts, on a small made-up graph of units with English names."""

from __future__ import annotations

import pytest

from unitgraph.lexicon.scripts import is_unlike_latin
from unitgraph.lexicon.tables import read_word_table
from unitgraph.match import Matcher, NamedUnit, Outcome
from unitgraph.match.forms import form_of
from unitgraph.match.vocabulary import key_of, part_table

UNITS = {
    "LY": ("8th Brigade", "3rd Battalion", "Third Infantry Regiment", "21st Brigade", "Mirna Police Station"),
    "CN": ("8th Brigade", "3rd Division", "Kordora Province Public Security Bureau", "Dalian City Police Station"),
    "BD": ("7th Battalion", "3 Infantry Division", "Mirna Police Station"),
    "NP": ("5th Battalion", "Armed Police Force", "Korbad Police Post"),
    "KH": ("Brigade 70", "Division 2"),
    "GE": ("4th Brigade", "2nd Infantry Battalion", "Korbad Police Station"),
    "RU": ("8th Brigade", "3rd Motorized Infantry Brigade", "Korbad Police Department"),
    "IR": ("8th Brigade", "2nd Battalion"),
    "TH": ("3rd Battalion",),
    "KR": ("6th Division",),
}
MATCHER = Matcher(
    [
        NamedUnit(f"u:{country}{number}", name, country)
        for country in UNITS
        for number, name in enumerate(UNITS[country])
    ]
)


@pytest.mark.parametrize(
    ("text", "country", "unit"),
    [
        ("لواء 8", "LY", "8th Brigade"),
        ("اللواء الثامن", "LY", "8th Brigade"),
        ("اللواء ٨", "LY", "8th Brigade"),
        ("الكتيبة الثالثة", "LY", "3rd Battalion"),
        ("فوج المشاة الثالث", "LY", "Third Infantry Regiment"),
        ("اللواء الحادي والعشرون", "LY", "21st Brigade"),
        ("第8旅", "CN", "8th Brigade"),
        ("第八旅", "CN", "8th Brigade"),
        ("第三師", "CN", "3rd Division"),
        ("大连市派出所", "CN", "Dalian City Police Station"),
        ("৭ম ব্যাটালিয়ন", "BD", "7th Battalion"),
        ("৩ পদাতিক ডিভিশন", "BD", "3 Infantry Division"),
        ("सशस्त्र प्रहरी बल", "NP", "Armed Police Force"),
        ("५ औं गण", "NP", "5th Battalion"),
        ("កងពលតូចទី៧០", "KH", "Brigade 70"),
        ("កងពលទី២", "KH", "Division 2"),
        ("მე-4 ბრიგადა", "GE", "4th Brigade"),
        ("მეოთხე ბრიგადა", "GE", "4th Brigade"),
        ("8-я бригада", "RU", "8th Brigade"),
        ("восьмая бригада", "RU", "8th Brigade"),
        ("تیپ هشتم", "IR", "8th Brigade"),
        ("กองพันที่ ๓", "TH", "3rd Battalion"),
        ("제6사단", "KR", "6th Division"),
    ],
)  # fmt: skip
def test_levels_and_numbers_in_other_scripts(text: str, country: str, unit: str) -> None:
    match = MATCHER.match(text, country)
    assert match.best is not None
    assert (match.outcome, match.best.unit.name) == (Outcome.MATCHED, unit)


@pytest.mark.parametrize(
    ("text", "country", "unit"),
    [
        ("مركز شرطة ميرنا", "LY", "Mirna Police Station"),
        ("কর্দোরা", "BD", None),
        ("كورباد", "LY", None),
    ],
)
def test_names_with_the_same_consonants_are_candidates_only(text: str, country: str, unit: str | None) -> None:
    match = MATCHER.match(text, country)
    assert match.outcome is (Outcome.AMBIGUOUS if unit else Outcome.UNKNOWN)
    assert [each.unit.name for each in match.candidates] == ([unit] if unit else [])


def test_words_with_the_same_consonants_do_not_tell_places_apart() -> None:
    matcher = Matcher([NamedUnit("u:1", "Marin Police Station", "LY"), NamedUnit("u:2", "Mirna Police Station", "LY")])
    match = matcher.match("مركز شرطة ميرنا", "LY")
    assert match.outcome is Outcome.AMBIGUOUS
    assert {each.unit.iri for each in match.candidates} == {"u:1", "u:2"}


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("კორბადის პოლიციის სადგური", "Korbad Police Station"),
        ("მე-4 ბრიგადის", "4th Brigade"),
    ],
)
def test_a_georgian_genitive_is_the_word_it_is_of(text: str, unit: str) -> None:
    assert MATCHER.match(text, "GE").candidates[0].unit.name == unit
    assert MATCHER.match(text, "GE").outcome is not Outcome.UNKNOWN


def test_serbian_is_read_in_its_own_latin_letters() -> None:
    matcher = Matcher([NamedUnit("u:1", "Policijska stanica Vlasenica", "BA"), NamedUnit("u:2", "Cacak Prison", "RS")])
    assert matcher.match("Полицијска станица Власеница", "BA").best.unit.iri == "u:1"
    assert matcher.match("Полицијска станица Власеница", "BA").outcome is Outcome.MATCHED
    assert matcher.match("Затвор Чачак", "RS").outcome is Outcome.MATCHED


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("الكتيبة الرابعة", "LY"),
        ("第四师", "CN"),
        ("৮ম ব্যাটালিয়ন", "BD"),
    ],
)
def test_another_number_is_another_unit(text: str, country: str) -> None:
    assert MATCHER.match(text, country).outcome is Outcome.UNKNOWN


def test_no_word_of_another_script_is_spelt_like_another_word_of_the_tables() -> None:
    latin = {key_of(row["form"]): row["canonical"] for row in read_word_table("synonyms") if row["form"].isascii()}
    latin |= {(word,): word for word in part_table()}
    others = [
        row for row in read_word_table("synonyms") if not row["form"].isascii() and not is_unlike_latin(row["form"])
    ]
    assert len(others) > 100
    assert {
        row["form"] for row in others if latin.get(key_of(row["form"]), row["canonical"]) != row["canonical"]
    } == set()


def test_the_words_of_other_scripts_are_words_in_english() -> None:
    rows = [row for row in read_word_table("synonyms") if is_unlike_latin(row["form"])]
    assert len(rows) > 300
    assert {row["form"] for row in rows if not form_of(row["canonical"]).words} == set()
    assert form_of("اللواء").words == form_of("brigade").words


IN_ARABIC = Matcher(
    [
        NamedUnit(f"u:{number}", name, "TD")
        for number, name in enumerate(("سجن كوربد المركزي", "كتيبة فيلاباد الأولى", "لواء تولوريا", "Garde de Mirena"))
    ]
)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("Korbad Central Prison", "سجن كوربد المركزي"),
        ("Prison centrale de Korbad", "سجن كوربد المركزي"),
        ("1st Velabad Battalion", "كتيبة فيلاباد الأولى"),
        ("Brigade de Toluria", "لواء تولوريا"),
    ],
)
def test_a_name_in_latin_letters_has_one_in_arabic_ones_as_its_candidate(text: str, unit: str) -> None:
    found = IN_ARABIC.match(text, "TD")
    assert found.outcome is Outcome.AMBIGUOUS
    assert found.candidates[0].unit.name == unit


@pytest.mark.parametrize(
    "text", ["Sorva Central Prison", "Kordan Central Prison", "2nd Velabad Battalion", "Garde de Morinu"]
)
def test_no_other_name_has(text: str) -> None:
    assert IN_ARABIC.match(text, "TD").outcome is Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Міністерство внутрішніх справ", "\u041c\u0412\u0421"),
        ("Служба безпеки Мірни", "\u0421\u0411\u041c"),
        ("Республикански штаб Мирна", "РШМ"),
    ],
)
def test_the_initials_of_a_name_in_cyrillic_may_mean_it(name: str, short: str) -> None:
    found = Matcher([NamedUnit("u:1", name, "UA")]).match(short, "UA")
    assert (found.outcome, found.candidates[0].unit.name) == (Outcome.AMBIGUOUS, name)
