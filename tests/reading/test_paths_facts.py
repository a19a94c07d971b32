"""What the words of one segment say, alone and with a country."""

from __future__ import annotations

import pytest

from unitgraph.lexicon.names import fold
from unitgraph.lexicon.tables import countries
from unitgraph.reading.paths.facts import facts_of
from unitgraph.reading.paths.nation import nation, nation_facts
from unitgraph.reading.paths.phrases import phrasebook


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("Operations Planning Division", "division"),
        ("Ministry of National Defense", "ministry"),
        ("Ministry Government & Justice", "ministry"),
        ("Directorate of the Preventive State Police", "directorate"),
        ("Direcorate of the Preventive State Police", "directorate"),
        ("Operative Sub-Directorate", "sub-directorate"),
        ("General Directorate of Infiltration Operations", "general-directorate"),
        ("Escuela de Ingenieros del Ejército", "school"),
        ("Brigada de Infanteria De Marina 1", "brigade"),
        ("12th Brigade HQ", "brigade"),
        ("HQ", "headquarters"),
        ("2nd Signal Battallion", "battalion"),
        ("Aviation Maintenance Comapany", "company"),
        ("714 Helicopter Sqn", "squadron"),
        ("Torreon Station", "station"),
        ("Banteay Meanchey Province Police Commissariat", "precinct"),
        ("Dhaka", None),
        ("Head of the International Cooperation Section", None),
    ],
)
def test_the_head_of_the_name_gives_the_level(text: str, concept: str | None) -> None:
    level = facts_of(text).level
    assert (level.concept if level else None) == concept


def test_rank_moves_a_little_with_the_reach() -> None:
    plain = facts_of("Police Division").rank_or(0)
    assert facts_of("National Police Division").rank_or(0) == plain + 2
    assert facts_of("Regional Police Division").rank_or(0) == plain + 1
    assert facts_of("Mobile Police Division").rank_or(0) == plain - 2
    assert facts_of("Police Division HQ").rank_or(0) == plain - 1
    assert facts_of("Dhaka").rank_or(7) == 7


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Commander", True, True),
        ("Deputy Commander EOD Center", True, False),
        ("Military Training Director", True, True),
        ("Battalion Chief", False, True),
        ("Office of the Chief of Staff", False, False),
        ("General Staff", False, False),
        ('"Almirante Padilla"', False, False),
        ("4th Brigade", False, False),
    ],
)
def test_posts_are_found_at_both_ends(text: str, first: bool, last: bool) -> None:
    found = facts_of(text)
    assert (found.post_first, found.post_last) == (first, last)


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("43 BDE", "numbered"),
        ("43 BDE", "number_first"),
        ("01852", "number_only"),
        ("J-2", "staff_code"),
        ("EMGA", "acronym"),
        ("D.F.", "acronym"),
        ("MARD", "ministry_acronym"),
        ("INFANTRY", "topic_only"),
        ("Law and Order", "portfolio_only"),
        ("Anambra State", "area"),
        ("State of Sonora", "area_first"),
        ("San Ignacio", "honour_first"),
        ("Burma Camp", "site"),
        ("Unit (CTTCU)", "bracketed"),
        ('Station "Orel"', "quoted"),
        ("and Navy N33", "and_first"),
        ("Direcorate", "misspelt"),
        ("Tirana", "pronounceable"),
    ],
)
def test_a_word_raises_its_flag(text: str, flag: str) -> None:
    assert getattr(facts_of(text), flag) is True


@pytest.mark.parametrize("text", ["TAKORADI", "Army", "National Police", "Mod of X", "ABCDEFGHIJ", "mod"])
def test_common_words_and_long_names_are_no_acronyms(text: str) -> None:
    assert facts_of(text).acronym is False


def test_a_text_in_brackets_alone_is_still_read() -> None:
    assert facts_of("(Operations)").tokens == ("operations",)
    assert facts_of("()").tokens == ()


def test_a_country_is_no_misspelling() -> None:
    names = [name for each in countries() for name in (*each.names, *each.nationality, *each.capital)]
    assert len(names) > 500
    found = {name: list(phrasebook().find(tuple(fold(name).split()))) for name in (*names, "servie")}
    assert [name for name, hits in found.items() if any(each.misspelt for each in hits)] == []
    assert [each.misspelt for each in phrasebook().find(("medicco",))] == [True]


@pytest.mark.parametrize("word", ["brigades", "stating", "brigada", "stolien", "army"])
def test_a_plural_or_another_word_is_no_misspelling(word: str) -> None:
    assert [each for each in phrasebook().find((word,)) if each.misspelt] == []


@pytest.mark.parametrize("word", ["batalion", "brigdae", "brigabe", "brrigade", "minsitry"])
def test_one_letter_wrong_is_a_misspelling(word: str) -> None:
    found = [each for each in phrasebook().find((word,)) if each.meaning.level]
    assert len(found) == 1


@pytest.mark.parametrize("country", ["MX", "mex", "Mexico", "México"])
def test_a_country_is_known_by_code_and_name(country: str) -> None:
    words = nation(country)
    assert words is not None
    assert words.alpha2 == "MX"


@pytest.mark.parametrize("country", [None, "", "Atlantis"])
def test_an_unknown_country_has_no_words(country: str | None) -> None:
    assert nation(country) is None


@pytest.mark.parametrize(
    ("text", "country", "flag"),
    [
        ("bangladesh", "BD", "is_country"),
        ("mx", "MX", "is_country"),
        ("turkey", "TN", "other_country"),
        ("tripoli", "LY", "is_capital"),
        ("tripoli", None, "is_capital"),
        ("bangladesh police", "BD", "names_country"),
        ("royal thai army", "TH", "names_country"),
        ("bangladesh police", None, "names_country"),
        ("baf", "BD", "force_abbreviation"),
        ("rcaf", "KH", "force_abbreviation"),
        ("georgia", None, "is_country"),
    ],
)
def test_a_countrys_words_are_found(text: str, country: str | None, flag: str) -> None:
    assert getattr(nation_facts(text, country), flag) is True


def test_another_countrys_words_say_nothing() -> None:
    found = nation_facts("torreon station", "MX")
    assert (found.is_country, found.other_country, found.is_capital, found.names_country) == (False,) * 4


@pytest.mark.parametrize(("word", "post"), [("Warren", False), ("Warden", True), ("Wardne", True), ("Colonal", True)])
def test_a_town_a_letter_from_a_post_is_no_post(word: str, post: bool) -> None:
    assert facts_of(word).post_any is post
    assert facts_of(f"{word} of Velabad Prison").post_any is (post or word == "Warren")
