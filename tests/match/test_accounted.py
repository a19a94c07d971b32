"""Words beside the name of a unit that nothing accounts for: a letter, one word out of the name of a superior, a person
around a post, a word that is nearly one for a post. None of them means the unit, on the bundled list and others."""

from __future__ import annotations

from dataclasses import replace

import pytest

from unitgraph.api import open_checker
from unitgraph.checking.findings import Checker
from unitgraph.checking.relations import Status
from unitgraph.match import Matcher, NamedUnit, Outcome


@pytest.fixture(scope="module")
def checker() -> Checker:
    return open_checker()


STATION = "Leonora Police Station"
PRISON = "Ain Zara Prison"
GUARD = "Presidential Guard"


@pytest.mark.parametrize("sign", ["A", "D", "E", "L", "Y", "B", "C", "O", "\u00c9", "\u0414", "'E'", "L.", "d"])
def test_a_letter_alone_tells_another_unit(checker: Checker, sign: str) -> None:
    for text in (f"{STATION}, {sign}", f"{sign}, {STATION}", f"{STATION} - {sign}", f"{STATION} / {sign}"):
        assert checker.check(text, "GY").status is Status.AMBIGUOUS, text
    assert checker.check(f"RAB, {sign}", "BD").status is Status.WITHIN_LISTED


@pytest.mark.parametrize(
    "text",
    [
        *("D. Leonora Police Station", "A. Leonora Police Station", "E. Leonora Police Station"),
        *("\u00c9 Leonora Police Station", "\u00c0 Leonora Police Station", "Leonora \u00c9 Police Station"),
        *("Leonora Police Station-D", "Leonora Police Station.D", "Leonora Police Station, DE"),
        *("Leonora Police Station \u00c0", "D. LEONORA POLICE STATION", "Leonora Police Station (\u00c9)"),
    ],
)
def test_nor_is_a_letter_before_or_in_a_name_left_out(checker: Checker, text: str) -> None:
    assert checker.check(text, "GY").status in (Status.AMBIGUOUS, Status.UNKNOWN)


@pytest.mark.parametrize(
    ("text", "country"),
    [
        *((f"{word} Rudradhoj Battalion", "NP") for word in ("Western", "Far", "Northern")),
        *((text, "NP") for text in ("Rudradhoj Battalion (Western)", "Rudradhoj Battalion, Far")),
        *((f"{word} Torreon Station", "MX") for word in ("State", "Regional", "Federal", "Northeast")),
        *((text, "MX") for text in ("Estaci\u00f3n Estatal Torre\u00f3n", "Torreon Station (State)")),
        *((f"{word} Homicides Coordination", "MX") for word in ("State", "General")),
        ("Public Division of Operations Deployment", "MX"),
        ("Regional Directorate of Investigation Against Drug Trafficking", "MX"),
        ("California Operative and Prevention Coordination", "MX"),
        ("Operative and Prevention Coordination, California", "MX"),
    ],
)
def test_one_word_out_of_the_name_of_a_superior_explains_nothing(checker: Checker, text: str, country: str) -> None:
    assert checker.check(text, country).status in (Status.AMBIGUOUS, Status.UNKNOWN)


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Rudradhoj Battalion Far Western Division", "NP"),
        ("Far Western Division Rudradhoj Battalion", "NP"),
        ("Federal Police Torreon Station", "MX"),
        ("Baja California Operative and Prevention Coordination", "MX"),
        ("Presidential Guard, Bangui", "CF"),
        ("Commander of Leonora Police Station", "GY"),
        ("Guards of Ain Zara Prison", "LY"),
        ("Director, Ain Zara Prison", "LY"),
        ("Commandant de la garde pr\u00e9sidentielle", "CF"),
    ],
)
def test_a_superior_or_place_named_whole_and_a_post_do_not_disturb(checker: Checker, text: str, country: str) -> None:
    assert checker.check(text, country).status is Status.LISTED


@pytest.mark.parametrize(
    ("text", "country"),
    [
        *((f"{who} of the Commander of {STATION}", "GY") for who in ("Wife", "House", "Mirna", "Son of a friend")),
        *((f"{who} of the Commander, {STATION}", "GY") for who in ("Widow", "Bodyguard")),
        ("Son of a member of the Presidential Guard", "CF"),
        ("\u00c9pouse du commandant de la garde pr\u00e9sidentielle", "CF"),
        ("Commander's wife, RAB", "BD"),
        *((f"{who}, {STATION}", "GY") for who in ("Officers Mess", "Officers' Wives", "Detainee")),
        *((f"{who}, Estaci\u00f3n Torre\u00f3n", "MX") for who in ("Alcalde", "Abogados")),
        *((f"{who} of {PRISON}", "LY") for who in ("Lawyer", "Journalist", "Student", "Translator", "Judges")),
        *((f"{PRISON}, {who}", "LY") for who in ("Lawyer", "Ambassador", "Minister", "Mayor")),
        (f"{GUARD}, President", "CF"),
        *((f"{PRISON} {word}", "LY") for word in ("Garden", "Maine", "Heed", "Polite", "Manger")),
        *((text, "LY") for text in (f"{PRISON}, Manger", f"Manger of {PRISON}")),
        *((f"RAB {word}", "BD") for word in ("Garden", "Maine", "Heed", "Polite", "Manger")),
        ("Garden of RAB", "BD"),
        *((text, "CF") for text in ("Children, Presidential Guard", "Presidential Guard, Hotel")),
    ],
)
def test_somebody_or_something_else_is_a_candidate_below_an_alarm(checker: Checker, text: str, country: str) -> None:
    answer = checker.check(text, country)
    assert answer.status is Status.AMBIGUOUS
    assert answer.candidates[0].score < 0.8


@pytest.mark.parametrize(
    "text", ["Mirna Guard, formerly members of Toluria Battalion", "Mirna Guard, formerly officers"]
)
def test_people_who_were_of_a_unit_are_no_former_name(text: str) -> None:
    matcher = Matcher([NamedUnit("u:t", "Toluria Battalion", "KE")])
    assert matcher.match(text, "KE").outcome is not Outcome.MATCHED


@pytest.mark.parametrize("sign", ["Zone D", "Zone 3", "Northern Zone", "Northern Command", "Division 2", "D Division"])
def test_a_number_of_a_level_above_a_force_is_not_its_superior(checker: Checker, sign: str) -> None:
    for text, country in ((f"RAB, {sign}", "BD"), (f"{STATION}, {sign}", "GY")):
        assert checker.check(text, country).status in (Status.AMBIGUOUS, Status.WITHIN_LISTED), text


@pytest.mark.parametrize("name", [GUARD, "Garde pr\u00e9sidentielle"])
def test_a_number_before_a_name_is_open_however_few_a_state_has(checker: Checker, name: str) -> None:
    assert checker.check(f"2. {name}", "CF").status is Status.AMBIGUOUS
    assert checker.check(f"2) {name}", "CF").status is not Status.WITHIN_LISTED


@pytest.mark.parametrize(
    ("text", "country"),
    [
        *((f"{name} (RAB)", "BD") for name in ("Rwanda Agriculture Board", "Rent a Bike", "Mirna Academic Board")),
        *((text, "CF") for text in ("Presidential Guard of Chad", "Presidential Guard, Chad")),
        ("Rapid Action Battalion, India", "BD"),
        ("Bratunac Police Station, SIPA", "BA"),
        (f"Mirna District, {STATION}", "GY"),
        (f"Mirna Province, {PRISON}", "LY"),
        *((f"{word} of {STATION}", "GY") for word in ("Parents", "Restaurant", "Qwxyz")),
        (f"{PRISON}, Benghazi", "LY"),
        ("Homicides Coordination, Oaxaca", "MX"),
        (f"{STATION} (D)", "GY"),
    ],
)
def test_what_is_not_known_of_a_unit_makes_it_a_candidate_below_an_alarm(
    checker: Checker, text: str, country: str
) -> None:
    answer = checker.check(text, country)
    assert answer.status is Status.AMBIGUOUS
    assert answer.candidates[0].score < 0.8


@pytest.mark.parametrize("note", ["suspected", "disbanded"])
def test_a_note_beside_a_name_is_no_part(checker: Checker, note: str) -> None:
    assert checker.check(f"RAB ({note})", "BD").status is Status.AMBIGUOUS
    assert checker.check(f"RAB ({note})", "BD").candidates[0].unit.name == "Rapid Action Battalion"
    assert checker.check("Traffic Unit (RAB)", "BD").status is Status.WITHIN_LISTED


@pytest.mark.parametrize(
    "word", ["La", "Los", "El", "Des", "The", "of", "de la", "del", "von", "der", "and", "et", "di", "na", "u"]
)
def test_small_words_that_belong_to_nothing_account_for_nothing(checker: Checker, word: str) -> None:
    beside = [f"{STATION}, {word}", f"{word}, {STATION}", f"{STATION} - {word}", f"{STATION}, {word}, Guyana"]
    for text in (*beside, *((f"{STATION} {word}", f"{STATION} ({word})") if len(word) > 1 else ())):
        assert checker.check(text, "GY").status is Status.AMBIGUOUS, text
    assert checker.check(f"RAB, {word.title()}", "BD").status in (Status.AMBIGUOUS, Status.WITHIN_LISTED)


def test_small_words_of_a_name_are_its_own() -> None:
    matcher = Matcher([NamedUnit("x:1", "Mirna Post Ban La", "CO"), NamedUnit("x:2", "Kordora Guard", "CO")])
    assert matcher.match("Post Mirna Ban La", "CO").outcome is Outcome.MATCHED
    assert matcher.match("The Kordora Guard", "CO").outcome is Outcome.MATCHED
    assert matcher.match("Kordora Guard La", "CO").outcome is Outcome.AMBIGUOUS


@pytest.mark.parametrize(
    "text", [f"{STATION}, _D_", f"{STATION} _D_", f"_D_ {STATION}", f"{STATION}_D_", f"{STATION}_D"]
)
def test_a_letter_between_underscores_tells_another_unit(checker: Checker, text: str) -> None:
    assert checker.check(text, "GY").status in (Status.AMBIGUOUS, Status.UNKNOWN)
    assert checker.check(STATION.replace(" ", "_"), "GY").status is Status.LISTED


@pytest.mark.parametrize(
    "people",
    [
        *("Members of Parliament", "Member of the Senate", "Members of the National Assembly", "Senators"),
        *("Members of the Government", "Agents of the Ministry of Home Affairs", "Secretary to the Government"),
        *("Miembros del Congreso", "Diputados", "Membre du Gouvernement", "Sénateurs", "Parliament"),
    ],
)
def test_people_of_what_stands_above_forces_are_none_of_a_unit(checker: Checker, people: str) -> None:
    for unit, country in ((STATION, "GY"), ("Rapid Action Battalion", "BD"), (GUARD, "CF")):
        assert checker.check(f"{people}, {unit}", country).status in (Status.AMBIGUOUS, Status.UNKNOWN)
    assert checker.check(f"Members of the {GUARD}", "CF").status is Status.LISTED
    assert checker.check(f"Members of the {GUARD}, Ministry of Defence", "CF").status is Status.LISTED


@pytest.mark.parametrize(("country", "place", "other"), [("PE", "Tacna", "Korbad"), ("KE", "Korbad", "Nakuru")])
def test_a_place_of_none_of_several_units_of_a_name_is_told(country: str, place: str, other: str) -> None:
    units = [
        NamedUnit(f"x:{at}", "Anti-Drug Division", country, (), ("x:p",), (town,))
        for at, town in enumerate(("Lorna", "Mirna"))
    ]
    matcher = Matcher([NamedUnit("x:p", "Velabad Police", country), *units])
    for text in (f"Anti-Drug Division, {place}", f"Anti-Drug Division, Velabad Police, {place}"):
        found = matcher.match(text, country)
        assert (found.outcome, len(found.candidates)) == (Outcome.AMBIGUOUS, 2)
        assert found.note == f"Anti-Drug Division is not known to be in {place!r}"
        assert all(each.score < 0.8 for each in found.candidates)
    assert matcher.match("Anti-Drug Division, Mirna", country).outcome is Outcome.MATCHED
    assert matcher.match("Anti-Drug Division", country).note == "several units fit about equally well"
    assert f"in {other!r}" in matcher.match(f"Anti-Drug Division ({other})", country).note


@pytest.mark.parametrize("number", ["1234", "1000", "2018", "12345", ", 4321", " No. 10000"])
def test_a_high_number_behind_a_name_may_tell_another_unit(checker: Checker, number: str) -> None:
    answer = checker.check(f"Leonora Police Station {number}", "GY")
    assert answer.status is Status.AMBIGUOUS
    assert answer.candidates[0].unit.name == STATION


def test_a_high_number_of_a_name_is_its_own() -> None:
    matcher = Matcher([NamedUnit("1", "Mirna Unit 8200", "KE", (), (), ())])
    assert matcher.match("Mirna Unit 8200", "KE").outcome is Outcome.MATCHED
    assert matcher.match("Mirna Unit 8300", "KE").outcome is not Outcome.MATCHED


def test_an_acronym_tells_no_more_than_its_name_where_the_unit_has_a_place() -> None:
    unit = NamedUnit("u:1", "Criminal Investigation Service (CIS)", "KE", (), (), ("Mirna",))
    matcher = Matcher([unit])
    assert {text: matcher.match(text, "KE").bare for text in ("CIS", "CIS, Mirna")} == {
        "CIS": True,
        "CIS, Mirna": False,
    }
    elsewhere = Matcher([replace(unit, places=())])
    assert not elsewhere.match("CIS", "KE").bare
