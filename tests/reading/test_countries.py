"""Countries: the table of names, and what is proposed for entries that have none."""

from __future__ import annotations

from collections import Counter
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unitgraph.lexicon import gazetteer
from unitgraph.lexicon.countries import country_named, country_of
from unitgraph.lexicon.names import fold
from unitgraph.lexicon.tables import countries, country_by_code, country_units, country_words, force_names
from unitgraph.reading import countries as module
from unitgraph.reading.countries import Clue, CountryProposal, find_clues, propose_countries
from unitgraph.reading.entries import Entry, GroupOrder
from unitgraph.reading.list_lines import read_entries
from unitgraph.reading.metadata import bundled_list
from unitgraph.reading.readings import COUNTRY_FLOOR

# The countries of the 26 entries, as careful readers see them.
READ_2018 = dict.fromkeys(range(56, 66), "MX") | {
    23: "BD",
    24: "BD",
    27: "BZ",
    31: "BA",
    34: "KH",
    38: "CF",
    41: "GE",
    42: "GE",
    45: "GY",
    46: "GY",
    49: "HN",
    50: "HN",
    53: "LY",
    68: "NP",
    69: "NP",
    70: "NP",
}


@pytest.fixture
def no_gazetteer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gazetteer, "has_gazetteer", lambda: False)


def entries(*groups: list[str], heading: dict[int, str] | None = None) -> list[Entry]:
    """Entries in groups; ``heading`` by the number of the group."""
    made: list[Entry] = []
    for group, names in enumerate(groups, 1):
        for name in names:
            number = len(made) + 1
            made.append(Entry("made", number, number, name, (heading or {}).get(group), group))
    return made


# The tables


def test_the_table_holds_every_country_once() -> None:
    assert len(countries()) == 250
    assert len({country.alpha2 for country in countries()}) == len({c.alpha3 for c in countries()}) == 250
    assert all(len(country.alpha2) == 2 and len(country.alpha3) == 3 and country.name for country in countries())


def test_no_name_stands_for_two_countries() -> None:
    claims = Counter(name for country in countries() for name in {fold(name) for name in country.names})
    assert [name for name, number in claims.items() if number > 1] == []


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Mexico", "MX"),
        ("BOSNIA & HERZEGOVINA", "BA"),
        ("Bosnia and\u00a0Herzegovina", "BA"),
        ("Burma", "MM"),
        ("Zaire", "CD"),
        ("Congo, Democratic Republic of (Kinshasa)", "CD"),
        ("Congo, Republic of (Brazzaville)", "CG"),
        ("Swaziland", "SZ"),
        ("Cote D'Ivoire, Republic of", "CI"),
        ("Serbia, Republic of", "RS"),
        ("Gambia, The", "GM"),
        ("Korea, Republic of South", "KR"),
        ("Sudan, Government of Southern", "SS"),
        ("UAE", "AE"),
        ("Kosovo", "XK"),
        ("M\u00e9xico", "MX"),
        ("\u0413\u0440\u0443\u0437\u0438\u044f", "GE"),
        ("\u10e1\u10d0\u10e5\u10d0\u10e0\u10d7\u10d5\u10d4\u10da\u10dd", "GE"),
        ("Congo", None),
        ("Belize Police Department", None),
        ("", None),
    ],
)
def test_countries_by_name(name: str, code: str | None) -> None:
    found = country_named(name)
    assert (found.alpha2 if found else None) == code


def test_countries_by_code_and_of_a_cell() -> None:
    found = [country_by_code("mex"), country_by_code(" XK "), country_of("bih"), country_of("Belize"), country_of("QQ")]
    assert [country.alpha2 if country else None for country in found] == ["MX", "XK", "BA", "BZ", None]
    # Exports write ZZ for a country that is not known, and are read again.
    assert country_of("ZZ") == country_by_code("zz")


def test_every_table_speaks_of_known_countries_and_of_parts_of_one() -> None:
    assert len(force_names()) > 300
    assert len(country_words()) > 10_000
    assert len(country_units()) > 180
    tables = [*force_names().values(), *(parts for _, parts in country_words().values())]
    codes = {country.alpha2 for country in countries()}
    assert {code for parts in tables for code in parts} | set(country_units()) <= codes
    assert max(sum(parts.values()) for parts in tables) < 1.04  # parts are rounded to hundredths
    assert force_names()["rapid action battalion"] == {"BD": 1.0}
    assert force_names()["federal police"]["MX"] == 0.25


# Clues


def kinds(text: str) -> list[tuple[str, str]]:
    return [(clue.phrase, clue.kind) for clue in find_clues([text])[text]]


def test_clues_are_found_in_the_order_of_the_words_and_none_counts_twice() -> None:
    text = "Honduran National Police, Tegucigalpa, Rapid Action Battalion, Papua New Guinea"
    found = [each for each in kinds(text) if each[1] != "word"]
    assert found == [
        ("honduran", "nationality"),
        ("tegucigalpa", "capital"),
        ("rapid action battalion", "force"),
        ("papua new guinea", "country"),
    ]


def test_phrases_do_not_reach_over_a_comma() -> None:
    assert ("papua new guinea", "country") not in kinds("Papua, New Guinea")


def test_a_clue_gains_most_for_what_it_points_to_and_nothing_elsewhere() -> None:
    clue = Clue("congolese", "nationality", {"CD": 0.5, "CG": 0.5}, 0.95)
    assert clue.gain("CD") == clue.gain("CG") > 6
    assert clue.gain("MX") == 0


def test_what_units_everywhere_are_called_is_no_place() -> None:
    assert [kind for _, kind in kinds("Police Station, Guard Division")].count("place") == 0


# The 2018 list


def right_2018(proposals: dict[int, CountryProposal]) -> set[int]:
    return {line for line, code in READ_2018.items() if proposals[line].country == code}


def test_most_countries_of_2018_are_found_without_rulings_and_the_rest_is_unsure() -> None:
    proposals = propose_countries(read_entries(*bundled_list("2018")))
    wrong = set(READ_2018) - right_2018(proposals)
    assert wrong <= {45, 46}
    assert all(proposals[line].confidence < 0.2 for line in wrong)
    assert all(proposals[line].confidence > 0.75 for line in READ_2018 if line not in wrong)


def test_without_the_gazetteer_most_are_found_too(no_gazetteer: None) -> None:
    proposals = propose_countries(read_entries(*bundled_list("2018")))
    assert len(right_2018(proposals)) >= 22
    assert all(proposals[line].confidence < 0.5 for line in set(READ_2018) - right_2018(proposals))


def test_a_proposal_says_why(no_gazetteer: None) -> None:
    proposals = propose_countries(read_entries(*bundled_list("2018")))
    assert proposals[31] == CountryProposal("BA", 1.0, None, 0.0, ("the heading says Bosnia and Herzegovina",))
    assert "'belize' is a name of Belize" in proposals[27].evidence
    assert proposals[27].evidence[-1] == ("it is between Bangladesh and Bosnia and Herzegovina in alphabetical order")
    assert "'rapid action battalion' is a force of Bangladesh" in proposals[24].evidence
    assert "'tripoli' is a capital of Libya" in proposals[53].evidence
    assert proposals[23].evidence[-1] == "it is before Belize in alphabetical order"


# The order of the list


def test_order_tells_what_words_leave_open(no_gazetteer: None) -> None:
    groups = [["Kenya Police"], ["Congolese National Police"], ["Zambia Police"]]
    alone = propose_countries(entries(["Congolese National Police"]))[1]
    assert alone.country in ("CD", "CG")
    assert alone.runner_up in ("CD", "CG")
    assert abs(alone.confidence - alone.runner_up_confidence) < 0.2
    after_ghana = propose_countries(entries(["Ghana Army"], *groups[:1]))[2]
    assert after_ghana.country == "KE"
    between = propose_countries(entries(["Dominica Police"], ["Guinean Army"], ["Guyana Police"]))[2]
    assert between.country in ("GN", "GW", "GQ")
    assert propose_countries(entries(["Greek Army"], ["Guinean Army"], ["Guyana Police"]))[2].country == "GN"


def test_headings_are_fixed_points(no_gazetteer: None) -> None:
    made = entries(["Presidential Guard"], ["Station"], ["Guard"], heading={1: "Chad", 3: "China"})
    proposals = propose_countries(made)
    assert (proposals[1].country, proposals[1].confidence) == ("TD", 1.0)
    assert proposals[2].country == "CL"
    assert proposals[2].evidence == ("it is between Chad and China in alphabetical order",)
    assert proposals[2].confidence > 0.8


def test_the_order_bends_where_the_words_are_sure(no_gazetteer: None) -> None:
    made = entries(["Zambia Police Service, Lusaka"], ["Albanian National Police, Tirana"])
    assert [proposal.country for proposal in propose_countries(made).values()] == ["ZM", "AL"]
    gap = entries(["Albanian National Police, Tirana"], ["Albanian Army, Tirana"])
    assert [proposal.country for proposal in propose_countries(gap).values()] == ["AL", "AL"]


def test_a_country_may_stand_under_another_of_its_names(no_gazetteer: None) -> None:
    burma = propose_countries(entries(["Bulgarian Army"], ["Burmese Army"], ["Burundi Police"]))[2]
    myanmar = propose_countries(entries(["Moroccan Army"], ["Burmese Army"], ["Namibia Police"]))[2]
    assert [each.country for each in (burma, myanmar)] == ["MM", "MM"]
    assert min(burma.confidence, myanmar.confidence) > 0.9


def test_all_entries_of_a_group_share_what_one_of_them_tells(no_gazetteer: None) -> None:
    proposals = propose_countries(entries(["Presidential Guard", "Honduran Army"]))
    assert proposals[1].country == proposals[2].country == "HN"
    assert propose_countries(entries(["Guard", "Honduran Army"]), None)[2].country == "HN"
    assert propose_countries(entries(["Guard", "Honduran Army"]), None)[1].country != "HN"


def test_the_country_column_settles_a_row() -> None:
    row = Entry("made", 1, 1, "Presidential Guard", country="ML")
    assert propose_countries([row], None)[1] == CountryProposal("ML", 1.0, None, 0.0, ("the column says ML",))


@pytest.mark.parametrize(
    ("text", "country", "is_sure"),
    [
        ("Velabad Guard, Velabad Police, Ethiopia", "ET", True),
        ("Toluria Guard (Mexico)", "MX", True),
        ("Guinea: Dorvan Post", "GN", True),
        ("Police of Ethiopia", "ET", False),
        ("Dorvan Command, Niger", "NE", False),
        ("Dorvan Command, Niger, Nigeria Army", "NG", False),
        ("Peru Station, Kenya", "PE", False),
        ("Guinea", "GN", False),
    ],
)
def test_a_country_that_an_entry_gives_is_not_left_open(
    no_gazetteer: None, text: str, country: str, is_sure: bool
) -> None:
    """As a part by itself, where no other country is named and no other has a province of that name."""
    found = propose_countries([Entry("l", 1, 1, text)], None)[1]
    assert found.country == country
    assert (found.confidence > 0.95) == is_sure


def test_where_nothing_tells_a_country_none_is_proposed(no_gazetteer: None) -> None:
    nothing = CountryProposal(None, 0.0, None, 0.0, ())
    assert propose_countries(entries(["Xyzzy", "Presidential Guard, Lusaka"]), None)[1] == nothing
    assert propose_countries(entries(["Xyzzy"]))[1] == nothing
    assert propose_countries(entries(["Xyzzy"], ["Lusaka"]))[1].evidence == (
        "it is before Zambia in alphabetical order",
    )


def test_a_country_that_people_are_called_by_is_no_sign_in_the_name_of_a_small_unit(no_gazetteer: None) -> None:
    named = {"Jordan Squad": False, "India Company": False, "Jordan Armed Forces": True, "Georgia Police": True}
    found = propose_countries(entries(*([each] for each in named)), order=None)
    assert [each.confidence >= COUNTRY_FLOOR for each in found.values()] == list(named.values())


def test_no_entries_give_no_proposals() -> None:
    assert propose_countries([]) == {}
    assert propose_countries([], None) == {}


def test_a_long_list_does_not_underflow(no_gazetteer: None) -> None:
    made = entries(*([country.name] for country in countries() if country.alpha2 != "XK"))
    proposals = propose_countries(made)
    assert len(proposals) == 249
    assert all(0 < proposal.confidence <= 1 for proposal in proposals.values())


SOME = st.dictionaries(st.sampled_from(["AL", "CD", "ML", "TR", "ZM"]), st.floats(0.01, 1))


@given(st.lists(SOME, min_size=1, max_size=3))
def test_forward_and_backward_agree_with_going_through_all_sequences(groups: list[dict[str, float]]) -> None:
    weights = [group or {"ML": 1.0} for group in groups]
    found = module._ordered(weights)
    for group, expected in zip(found, by_going_through_all(weights), strict=True):
        assert {code: pytest.approx(part, abs=1e-9) for code, part in expected.items()} == {
            code: part for code, part in group.items() if code in expected
        }


def by_going_through_all(weights: list[dict[str, float]]) -> list[dict[str, float]]:
    """The posteriors by their definition: the sum over all sequences of places in the alphabet."""
    alphabet = module._alphabet()
    places = [
        [(at, code, weight[code] * chance) for at, (code, chance) in enumerate(alphabet) if code in weight]
        for weight in weights
    ]
    totals: list[Counter[str]] = [Counter() for _ in weights]
    for sequence in product(*places):
        value = 1.0
        for at, (place, _, weight) in enumerate(sequence):
            value *= weight * (step(sequence[at - 1][0], place) if at else 1.0)
        for total, (_, code, _) in zip(totals, sequence, strict=True):
            total[code] += value
    return [{code: value / sum(total.values()) for code, value in total.items()} for total in totals]


def step(before: int, after: int) -> float:
    return 1.0 if after > before else module.STRAY_GAP if after == before else module.OUT_OF_ORDER


def test_order_is_a_choice() -> None:
    assert list(GroupOrder) == ["country"]
