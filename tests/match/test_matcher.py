"""Which unit a name means, on the units of the 2018 list and on small graphs of its kind."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from growth import LINEAR, growth
from unitgraph.api import open_checker
from unitgraph.index.names import named
from unitgraph.match import Match, Matcher, NamedUnit, Outcome, kernels
from unitgraph.match.model import probability
from unitgraph.reading.paths import UnitPath, read_path
from unitgraph.system.characters import seen


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher([named(node) for node in open_checker().hierarchy])


def told(match: Match) -> tuple[str, str]:
    assert match.best is not None
    return str(match.outcome), match.best.unit.name


UMEP = "Metropolitan Prevention Unit UMEP No. 1, District 2"
RS = "Republika Srpska Ministry of Interior"
DMP = "Chaka Metropolitan Police"


@pytest.mark.parametrize(
    ("text", "country", "unit"),
    [
        ("RAPID ACTION BATTALION", "BD", "Rapid Action Battalion"),
        ("RAB", "BD", "Rapid Action Battalion"),
        ("JagadalBattalion No. 2", "NP", "No. 2 Jagadal Battalion"),
        ("No. 2 Jagadal Battalion, Royal Nepal Army HQ", "NP", "No. 2 Jagadal Battalion"),
        ("Commander, Far Western Division", "NP", "Far Western Division"),
        ("Police Station, San Ignacio, Belize Police Department", "BZ", "San Ignacio Police Station"),
        ("Guyana Police Force, Leonora Police Station", "GY", "Leonora Police Station"),
        ("Presidential Guard, Bangui", "CF", "Presidential Guard"),
        ("Garde Présidentielle", "CF", "Presidential Guard"),
        ("Rapid Action Battalion, Dhaka", "BGD", "Rapid Action Battalion"),
        ("2 JAGADAL BN", "NP", "No. 2 Jagadal Battalion"),
        ("No 2 Jaga Dal Battalion", "NP", "No. 2 Jagadal Battalion"),
        ("Far West Div", "NP", "Far Western Division"),
        ("MUP RS", "BA", RS),
        ("Ministry of Interior RS", "BA", RS),
        ("Bosnia and Herzegovina Ministry of Internal Affairs of Republic of Srpska", "BA", RS),
        ("DMP", "BD", DMP),
        ("Dhaka Metropolitan Police", "BD", DMP),
        ("Mexico Federal Police", None, "Federal Police"),
        ("Federal Polcie", "MX", "Federal Police"),
        ("Policía Federal (PF)", "MX", "Federal Police"),
        ("PROCURADURÍA GENERAL DE LA REPUBLICA", "MX", "Attorney General of the Republic"),
        ("Mexico's Attorney General Office", "MX", "Attorney General of the Republic"),
        ("Estación Torreón", "MX", "Torreon Station"),
        ("Torreon Station, Federal Police", None, "Torreon Station"),
        ("Aguascalientes Government (ASG)", "MX", "Aguascalientes State Government"),
        ("Federal Police / Torreon Station", "MX", "Torreon Station"),
        ("RAB Forces HQ", "BD", "Rapid Action Battalion"),
        ("Far Western Division Hq", "NP", "Far Western Division"),
        ("Headquarters of the Federal Police", "MX", "Federal Police"),
        ("Police Headquarters, Torreon Station", "MX", "Torreon Station"),
        ("Presidential Guard, Ministry of Defence", "CF", "Presidential Guard"),
        ("Metropolitan Prevention Unit UMEP No. 1, District 2, Ministry of Security", "HN", UMEP),
        ("Devi Dutta Batallion, Nepal Army", "NP", "Devi Dutta Battalion"),
        ("Investigation Wing, CTTCU, Dhaka Metropolitan Police", "BD", "Investigation Wing"),
        (
            "Counter Terrorism And Transnational Crime (CTTC) Unit Dhaka Metropolitan Police",
            "BD",
            "Counter Terrorism and Transnational Crime Unit (CTTCU)",
        ),
        ("Fuerza Nacional Anti-Extorsión", "HN", "Anti-extortion National Force"),
        ("UMEP 1, District 2", "HN", "Metropolitan Prevention Unit UMEP No. 1, District 2"),
        ("Libya Ministry of Justice", "LY", "Ministry of Justice"),
        ("FEDERAL POLICE / POLICIA FEDERAL", "MX", "Federal Police"),
    ],
)
def test_a_name_in_the_wild_means_its_unit(matcher: Matcher, text: str, country: str | None, unit: str) -> None:
    assert told(matcher.match(text, country)) == ("matched", unit)


@pytest.mark.parametrize(
    ("text", "country", "parent"),
    [
        ("RS MOI, SPECIAL SUPPORT UNIT", "BA", RS),
        ("RS MUP, SSU", "BA", RS),
        ("BELIZE POLICE DEPARTMENT, ANT DRUG UNIT", "BZ", "Belize Police Department"),
        ("Detective Branch, Dhaka Metropolitan Police", "BD", DMP),
        ("AC POM, DMP, DMP", "BD", DMP),
        ("Federal Police Intelligence Unit", "MX", "Federal Police"),
        ("Police Department (PGR)", "MX", "Attorney General of the Republic"),
        ("Rapid Action Battalion, Chattogram", "BD", "Rapid Action Battalion"),
        ("Traffic Unit, San Ignacio Police Station", "BZ", "San Ignacio Police Station"),
        ("San Ignacio Police Station, Canine Section", "BZ", "San Ignacio Police Station"),
        ("Armoury, San Ignacio Police Station, Belize", None, "San Ignacio Police Station"),
        ("Special Cell (RAB)", "BD", "Rapid Action Battalion"),
        ("Puebla Hospital, Federal Police Academy", "MX", "Federal Police"),
        ("Air Interception, PGR, Mexico, D.F.", "MX", "Attorney General of the Republic"),
        ("RAB/BANENGR-13", "BD", "Rapid Action Battalion"),
        (
            "Belize Police Department Intelligence Unit, Oaxaca Secretariat of Public Security",
            None,
            "Belize Police Department",
        ),
    ],
)
def test_an_unknown_part_stands_under_its_known_parent(matcher: Matcher, text: str, country: str, parent: str) -> None:
    assert told(matcher.match(text, country)) == ("below", parent)


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("MINISTRY OF INTERIOR REPUBLIC OF SERBIA", "BA"),
        ("Serbia Ministry of Internal Affairs", "BA"),
        ("Rajshahi Metropolitan Police", "BD"),
        ("Banteay Meanchey Gendarmerie", "KH"),
        ("Cambodian National Police", "KH"),
        ("GUYANA POLICE FORCE", "GY"),
        ("Office of the President", "CF"),
        ("3 JAGADAL BN", "NP"),
        ("IndraDhoj Battalion", "NP"),
        ("Mid Western Division", "NP"),
        ("Secretaria de Seguridad Publica Puebla", "MX"),
        ("Baja California Sur Secretariat of Public Security", "MX"),
        ("Zugdidi Criminal Police Station", "GE"),
        ("Gurjaani Patrol Police Station", "GE"),
        ("Metropolitan Prevention Unit UMEP No. 2, District 1", "HN"),
        ("Colombian Federal Police", "MX"),
        ("Operative Interior (RSMoI)", "BA"),
        ("Investigation Wing Intelligence Unit, Metropolitan Prevention Unit UMEP No. 1, District 2", None),
        ("Judicial Police", "TG"),
        ("...", "MX"),
        ("", None),
    ],
)
def test_another_unit_is_not_found(matcher: Matcher, text: str, country: str | None) -> None:
    assert matcher.match(text, country).outcome is Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("text", "country", "unit"),
    [
        ("Bratunac Police Station, Federal Police", "BA", "Bratunac Police Station"),
        ("Torreon Station, Jalisco State Attorney General's Office", "MX", "Torreon Station"),
        ("Torreon Station, Mexican Army", "MX", "Torreon Station"),
        ("Torreon", "MX", "Torreon Station"),
        ("Ain Zara", None, "Ain Zara Prison"),
        ("Rapid Actn Battalion", "BD", "Rapid Action Battalion"),
        ("UMEP No. 1", "HN", UMEP),
        ("UMEP-1", None, UMEP),
        ("Metropolitan Prevention Unit", "HN", UMEP),
        ("RAB-7", None, "Rapid Action Battalion"),
        ("RAB Intelligence Wing", None, "Rapid Action Battalion"),
        ("Traffic Unit, RAB", None, "Rapid Action Battalion"),
        ("RAB, Traffic Unit", None, "Rapid Action Battalion"),
        ("Investigation Wing, RAB", None, "Rapid Action Battalion"),
        ("Investigation Wing, RAB", "BD", "Investigation Wing"),
        ("Attorney General of the Republic", None, "Attorney General of the Republic"),
        ("Specialized Unit Investigating Kidnappings", None, "Specialized Unit Investigating Kidnappings"),
        ("Division of Operations Deployment", None, "Division of Operations Deployment"),
        ("Anti-extortion National Force", None, "Anti-extortion National Force"),
        ("Leonora Police Station, Velabad Force", "GY", "Leonora Police Station"),
        ("Leonora Police Station, Mirna Guard", "GY", "Leonora Police Station"),
        ("Torreon Station, Komando Velabad", "MX", "Torreon Station"),
        ("Torreon Station, State Police", "MX", "Torreon Station"),
        ("Torreon Station, State Attorney General's Office", "MX", "Torreon Station"),
        ("Leonora Police Station, Guyana Defence Force", "GY", "Leonora Police Station"),
        ("Bratunac Police Station, Zvornik Police Station", "BA", "Bratunac Police Station"),
        ("Presidential Guard, FACA", "CF", "Presidential Guard"),
        ("Anti-extortion National Force, Honduran Army", "HN", "Anti-extortion National Force"),
        ("San Ignacio", None, "San Ignacio Police Station"),
        ("Investigation Wing, Chittagong Metropolitan Police", "BD", "Investigation Wing"),
        ("Homicides Coordination, Attorney General of the Republic", "MX", "Homicides Coordination"),
        ("San Ignacio Police Station, National Guard", "BZ", "San Ignacio Police Station"),
        ("Leonora Police Station, Trinidad", "GY", "Leonora Police Station"),
        ("Ain Zara Prison, Benghazi", "LY", "Ain Zara Prison"),
        ("Presidential Guard", None, "Presidential Guard"),
        ("Federal Police", None, "Federal Police"),
        ("Police", "BD", "Bangladesh Police"),
        ("Jagadal Battalion", "NP", "No. 2 Jagadal Battalion"),
        ("SEDENA SOF, SEMAR SOF, Federal Police", "MX", "Federal Police"),
        ("Federal Police, Presidential Guard", None, "Presidential Guard"),
        ("Bratunac Police Station, Federal Police", None, "Bratunac Police Station"),
        ("Intelligence Division, Judicial Police", None, "Judicial Police"),
        ("Judicial Police, Tripoli", None, "Judicial Police"),
        ("Judicial Police, Ministry of Justice", None, "Judicial Police"),
        ("Regional Academy Budget (RAB)", "BD", "Rapid Action Battalion"),
    ],
)
def test_what_may_be_meant_is_shown_as_such(matcher: Matcher, text: str, country: str | None, unit: str) -> None:
    match = matcher.match(text, country)
    assert told(match) == ("ambiguous", unit)
    assert match.note


def test_every_name_of_the_list_means_its_unit(matcher: Matcher) -> None:
    nodes = list(open_checker().hierarchy)
    assert len(nodes) == 62
    for node in nodes:
        chain = ", ".join(each.name for each in open_checker().hierarchy.chain(node.iri))
        best = matcher.match(chain, node.country).best
        assert best is not None
        assert best.unit.iri == node.iri, chain


def test_words_of_a_parent_never_make_a_child_match(matcher: Matcher) -> None:
    match = matcher.match("Federal Police", "MX")
    assert told(match) == ("matched", "Federal Police")
    assert match.best is not None
    assert match.best.unit.superiors == ()


def test_candidates_carry_score_reasons_and_features(matcher: Matcher) -> None:
    best = matcher.match("2 JAGADAL BN", "NP").best
    assert best is not None
    assert 0.95 < best.score < 1.0
    assert best.matched_name == "No. 2 Jagadal Battalion"
    assert best.reasons == (
        "name 'No. 2 Jagadal Battalion'",
        "the same name in other words or spelling",
        "the same number",
    )
    assert dict(best.features)["number-shared"] == 1.0
    wrong = matcher.match("3 JAGADAL BN", "NP").best
    assert wrong is not None
    assert wrong.score < 0.05
    assert "another number" in wrong.reasons


@pytest.mark.parametrize(
    "text", ["CASA VERDE POLICE STATION", "Casa Verde Traffic Police Station", "Casa Verde POL STN"]
)
def test_a_unit_of_another_task_in_the_place_is_not_meant(text: str) -> None:
    """The graph need not have the other unit: another task, or one more or less, leaves it open at most."""
    units = [NamedUnit("u:1", "Casa Verde Patrol Police Station", "BR"), NamedUnit("u:2", "Federal Police", "BR")]
    match = Matcher(units).match(text, "BR")
    assert match.outcome in (Outcome.AMBIGUOUS, Outcome.UNKNOWN)
    assert match.best is not None
    assert match.best.score < 0.65


def test_scores_rise_with_the_log_odds_and_are_never_quite_0_or_1() -> None:
    scores = [probability(odds / 10) for odds in range(-400, 400)]
    assert scores == sorted(scores)
    assert 0.0 < scores[0] < 0.01
    assert 0.99 < scores[-1] < 1.0
    assert probability(-math.inf) == scores[0]
    assert probability(math.inf) == scores[-1]


STATIONS = [
    NamedUnit("u:p", "National Police", "GE"),
    NamedUnit("u:1", "Central Station", "GE", (), ("u:p",)),
    NamedUnit("u:a", "Akhmeta District", "GE", (), ("u:p",)),
    NamedUnit("u:b", "Borjomi District", "GE", (), ("u:p",)),
    NamedUnit("u:2", "1st Company", "GE", (), ("u:a",)),
    NamedUnit("u:3", "1st Company", "GE", (), ("u:b",)),
]


def test_parents_tell_units_of_one_name_apart() -> None:
    matcher = Matcher(STATIONS)
    assert matcher.match("1 COY", "GE").outcome is Outcome.AMBIGUOUS
    for text, iri in (("1 Coy, Akhmeta District", "u:2"), ("National Police; Borjomi District; 1st Company", "u:3")):
        match = matcher.match(text, "GE")
        assert match.outcome is Outcome.MATCHED
        assert match.best is not None
        assert match.best.unit.iri == iri


def test_a_parent_that_the_graph_does_not_have_above_a_unit_leaves_open_which_is_meant() -> None:
    units = [
        NamedUnit("u:1", "Federal Police", "MX"),
        NamedUnit("u:2", "Intelligence Division", "MX", (), ("u:1",)),
        NamedUnit("u:3", "Jalisco State Police", "MX"),
    ]
    match = Matcher(units).match("Intelligence Division, Jalisco State Police", "MX")
    assert told(match) == ("ambiguous", "Intelligence Division")
    assert [each.unit.name for each in match.candidates] == ["Intelligence Division", "Jalisco State Police"]


FORCES = [
    NamedUnit("u:1", "Forces Armées de la République Démocratique du Congo", "CD", ("FARDC",)),
    NamedUnit("u:2", "Nigeria Police Force", "NG", ("NPF",)),
    NamedUnit("u:3", "Guyana Police Force", "GY", ("GPF",)),
    NamedUnit("u:4", "Rapid Kordora Battalion", "BD"),
    NamedUnit("u:5", "Mirna Police Station", "BD", (), ("u:6",)),
    NamedUnit("u:6", "National Police", "BD"),
]


@pytest.mark.parametrize(
    ("text", "country", "outcome", "iri"),
    [
        ("FARDC", "CD", "matched", "u:1"),
        ("FARDC", None, "matched", "u:1"),
        ("NPF", "NG", "matched", "u:2"),
        ("GPF", "GY", "matched", "u:3"),
        ("R.K.B.", "BD", "ambiguous", "u:4"),
        ("R. K. B.", "BD", "ambiguous", "u:4"),
        ("RKB", None, "ambiguous", "u:4"),
        ("RKB Intelligence Wing", None, "ambiguous", "u:4"),
        ("National Police 7", "BD", "below", "u:6"),
        ("National Police Intelligence Wing", "BD", "below", "u:6"),
        ("Mirna Police Station 7", "BD", "unknown", "u:5"),
        ("Mirna Police Station Velabad Annex", "BD", "ambiguous", "u:5"),
    ],
)
def test_acronyms_numbers_and_more(text: str, country: str | None, outcome: str, iri: str) -> None:
    match = Matcher(FORCES).match(text, country)
    assert match.best is not None
    assert (str(match.outcome), match.best.unit.iri) == (outcome, iri)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200), st.sampled_from([None, "MX", "BD", "??", "Mexico"]))
def test_no_text_raises(matcher: Matcher, text: str, country: str | None) -> None:
    match = matcher.match(text, country)
    assert match.text == seen(text)
    assert all(0.0 < each.score < 1.0 for each in match.candidates)


@pytest.mark.parametrize(
    "piece", ["Federal Police, ", "Police ", "(", "RAB/", "1st ", "\u00e9", "Presidential Guard - ", "a" * 40]
)
def test_hostile_texts_take_linear_time(matcher: Matcher, piece: str) -> None:
    assert growth(lambda text: matcher.match(text, "MX"), piece * 20_000) < LINEAR


@pytest.fixture
def _busy_threads() -> Iterator[None]:
    """Threads that take turns within a search."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("_busy_threads")
def test_threads_may_ask_one_matcher_at_once(matcher: Matcher) -> None:
    names = [(f"{record} Station, Federal Police", None) for record in ("Torreon", "Torreón", "Saltillo", "Bratunac")]
    alone = list(matcher.match_many(names))
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: list(matcher.match_many(names)), range(60)))
    assert all(each == alone for each in found)


def test_an_interrupted_search_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch, matcher: Matcher) -> None:
    alone = matcher.match("Torreon Station, Federal Police")
    gather = kernels.gather

    def interrupted(*given: object) -> int:
        gather(*given)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    monkeypatch.setattr(kernels, "gather", interrupted)
    with pytest.raises(KeyboardInterrupt):
        matcher.match("Federal Police, Torreon Station, Coahuila State Coordination")
    monkeypatch.undo()
    assert matcher.match("Torreon Station, Federal Police") == alone


def test_a_part_is_quoted_as_it_was_written() -> None:
    units = [
        NamedUnit(
            "x:1", "\u0412\u0435\u043b\u0430\u0431\u0430\u0434\u0441\u043a\u0438\u0439 \u043f\u043e\u043b\u043a", "KZ"
        )
    ]
    company = "4-\u044f \u0440\u043e\u0442\u0430"
    match = Matcher(units).match(f"{company}, {units[0].name}", "KZ")
    assert match.outcome is Outcome.BELOW
    assert match.note.startswith(f"'{company}' is not in the graph")


@pytest.mark.parametrize(
    ("text", "outcome", "unit"),
    [
        ("Federal Police > Torreon Station (a.k.a. Estacion Torreon; ET)", "matched", "Torreon Station"),
        ("Velabad Army > Station of Velabad (a.k.a. Torreon Station)", "ambiguous", "Torreon Station"),
        ("John Smith > Torreon Station", "ambiguous", "Torreon Station"),
        ("Federal Police > Torreon Station > Guard Post 3", "below", "Torreon Station"),
        ("Federal Police (aka PF) > Torreon Station", "matched", "Torreon Station"),
    ],
)
def test_a_chain_leads_down_and_other_names_stand_at_its_end(
    matcher: Matcher, text: str, outcome: str, unit: str
) -> None:
    assert told(matcher.match(text, "MX")) == (outcome, unit)


def test_a_unit_is_found_by_another_name_with_a_slash_and_a_long_number() -> None:
    coded = [
        NamedUnit("x:1", "Marsh Guard Brigade", "KE", ("\u0432/\u0447 12345", "Unit 31415")),
        NamedUnit("x:2", "Lorna Brigade", "KE", ("\u0432/\u0447 54321", "Unit 27182")),
    ]
    matcher = Matcher(coded)
    for unit in coded:
        for name in unit.other_names:
            found = matcher.match(name, "KE")
            assert found.outcome is Outcome.MATCHED
            assert found.best is not None
            assert found.best.unit.iri == unit.iri
    for name in ("\u0432/\u0447 11111", "Unit 11111", "\u0432/\u0447"):
        assert matcher.match(name, "KE").outcome is Outcome.AMBIGUOUS
    assert matcher.match("\u0432/\u0447 12345, Sunder", "KE").outcome is Outcome.AMBIGUOUS


def test_a_text_is_read_once_however_many_units_bear_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def noted(text: str, **more: str | None) -> UnitPath:
        read.append(text)
        return read_path(text, country=more["country"])

    monkeypatch.setattr("unitgraph.reading.paths.read_path", noted)
    brigades = [NamedUnit(f"u:{number}", f"{number} Velabad Brigade", "NP") for number in range(1, 13)]
    units = [NamedUnit(f"{each.iri}b", "Mirna Battalion", "NP", superiors=(each.iri,)) for each in brigades]
    match = Matcher([*brigades, *units]).match("Mirna Battalion, Velabad Post Office, Toluzi", "NP")
    assert (match.outcome, len(read)) == (Outcome.AMBIGUOUS, 1)
