"""Reading unit paths: the 2018 list, single texts, evidence, documents, any text at all."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from growth import LINEAR, growth
from unitgraph.identity.known import known_units
from unitgraph.lexicon.gazetteer import Gazetteer, load_gazetteer
from unitgraph.reading.paths import (
    Context,
    Direction,
    PathKind,
    Role,
    UnitPath,
    document_context,
    read_path,
    read_paths,
    stream_paths,
)
from unitgraph.reading.paths.context import Habit
from unitgraph.reading.paths.draft import MOST_SEGMENTS, draft
from unitgraph.reading.paths.reader import calibrated, weigh
from unitgraph.reading.paths.weights import shipped_weights

BASES = {
    "level-words",
    "force-name",
    "shared-segment",
    "known-superior",
    "numbered-unit",
    "document-habit",
    "country-habit",
    "place-position",
    "post-position",
    "single-segment",
    "table-layout",
    "acronym",
    "contained",
    "list-words",
    "prior",
}
PLACES = Gazetteer({"dhaka": {"BD"}, "sonora": {"MX"}, "guaymas": {"MX"}})


def letters(reading: UnitPath) -> str:
    return "".join({"unit": "U", "place": "P", "post": "T", "noise": "X"}[s.role] for s in reading.segments)


@pytest.mark.parametrize("gazetteer", [None, PLACES], ids=["words", "places"])
@pytest.mark.parametrize("with_country", [True, False], ids=["country", "no-country"])
def test_the_2018_list_reads_as_judged(
    with_country: bool, gazetteer: Gazetteer | None, readings_2018: list[dict[str, str]]
) -> None:
    texts = [(row["text"], row["country"] if with_country else None) for row in readings_2018]
    readings = read_paths(texts, context=Context(gazetteer=gazetteer))
    found = {
        row["line"]: (" | ".join(s.text for s in read.chain), " | ".join(s.text for s in read.places))
        for row, read in zip(readings_2018, readings, strict=True)
        if read.committed
    }
    assert found == {row["line"]: (row["chain"], row["places"]) for row in readings_2018 if row["line"] != "50"}


def test_the_2018_list_reads_the_same_with_the_real_gazetteer(readings_2018: list[dict[str, str]]) -> None:
    texts = [(row["text"], row["country"]) for row in readings_2018]
    with_places = read_paths(texts, context=Context(gazetteer=load_gazetteer()))
    assert [(r.kind, r.direction, r.segments) for r in with_places] == [
        (r.kind, r.direction, r.segments) for r in read_paths(texts)
    ]


def test_an_undecidable_entry_is_not_committed_to() -> None:
    read = read_path("Metropolitan Prevention Unit UMEP No. 1, District 2", country="HN")
    assert (read.kind, read.direction, read.committed) == (PathKind.UNCLEAR, None, False)
    assert read.leaning is not None
    assert any("District 2 may be part of the unit next to it, or its area" in e.statement for e in read.evidence)


@pytest.mark.parametrize(
    "area", ["Area C", "Area 4", "District 4", "Zone B", "Primer Distrito de Policía", "Distrito No. 1"]
)
def test_a_numbered_area_below_two_units_is_no_place(area: str) -> None:
    read = read_path(f"Kenya Police, Mirna Police Command, {area}", country="KE")
    assert (read.kind, read.direction) == (PathKind.PATH, Direction.DOWN)
    assert [each.role for each in read.segments] == [Role.UNIT] * 3


@pytest.mark.parametrize(
    "area", ["Area C", "District 4", "4th District", "Fourth District", "Zone B", "2. Bölge", "2-й район", "Округ 3"]
)
def test_a_numbered_area_beside_one_unit_is_left_open(area: str) -> None:
    assert read_path(f"Mirna Police Command, {area}", country="MX").kind is PathKind.UNCLEAR


@pytest.mark.parametrize(
    "text", ["Kor Police, District 4", "Kor Police, Tehsil 3", "Navy, 22nd Battalion, Mirna Regiment"]
)
def test_what_may_be_turned_or_a_part_is_left_open(text: str) -> None:
    assert read_path(text, country="PK").kind is PathKind.UNCLEAR


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("Rapid Assault Force, RAF-9", Direction.DOWN),
        ("RAF 9, Rapid Assault Force", Direction.UP),
    ],
)
def test_a_number_behind_the_initials_of_a_unit_tells_a_part_of_it(text: str, direction: Direction) -> None:
    read = read_path(text, country="PK")
    assert (read.kind, read.direction) == (PathKind.PATH, direction)


def test_a_numbered_base_is_a_unit() -> None:
    read = read_path("Air Force, Air Base 511", country="BF")
    assert [each.role for each in read.segments] == [Role.UNIT, Role.UNIT]


@pytest.mark.parametrize("part", ["Dorvan Circle", "Dorvan Range", "Seccional Dorvan"])
def test_what_police_call_their_parts_is_no_place(part: str) -> None:
    read = read_path(f"Velabad Police Force, Mirna Command, {part}", country="MX")
    assert all(each.role is not Role.PLACE for each in read.segments)


@pytest.mark.parametrize(
    ("text", "country", "kind", "direction", "roles"),
    [
        ("Presidential Guard", "CF", PathKind.SINGLE, None, "U"),
        ("Rapid Action Battalion, Dhaka", "BD", PathKind.SINGLE, None, "UP"),
        ("Ain Zara Prison, Tripoli, Judicial Police, Ministry of Justice", "LY", PathKind.PATH, Direction.UP, "UPUU"),
        ("Commander, 4th Infantry Brigade", "KE", PathKind.PATH, Direction.UP, "TU"),
        ("4th Infantry Brigade, Commander", "KE", PathKind.PATH, Direction.DOWN, "UT"),
        ("Ministry of Defense, Ministry of Health", "KE", PathKind.LIST, None, "UU"),
        ("Ministry of Health, Army", "KE", PathKind.LIST, None, "UU"),
        # A misspelt word makes no civil ministry of one that has forces: it would be denied itself.
        ("Army, Ministry of Defece", "KE", PathKind.PATH, Direction.UP, "UU"),
        ("Ministry of Interoir, Prison Service", "KE", PathKind.PATH, Direction.DOWN, "UU"),
        ("Army, Navy, Air Force (open to all branches)", "JO", PathKind.LIST, None, "UUU"),
        (
            "1er Batallón, 2da Brigada, Ejército Nacional, Ministerio de Defensa",
            "CO",
            PathKind.PATH,
            Direction.UP,
            "UUUU",
        ),
        ("Ministère de la Défense, Armée de terre, 3e Bataillon", "ML", PathKind.PATH, Direction.DOWN, "UUU"),
        ("Ministério da Defesa, Exército, 2º Batalhão", "BR", PathKind.PATH, Direction.DOWN, "UUU"),
        ("Kenya Army, Mombasa Naval Base, 5th Squadron", "KE", PathKind.PATH, Direction.DOWN, "UPU"),
        ("5th Squadron, Wing 2, 3rd Military Region, Royal Thai Army", "TH", PathKind.PATH, Direction.UP, "UUUU"),
        ("J-2, General Staff, MOD", "RS", PathKind.PATH, Direction.UP, "UUU"),
    ],
)
def test_texts_of_many_kinds(text: str, country: str, kind: PathKind, direction: Direction | None, roles: str) -> None:
    read = read_path(text, country=country)
    assert (read.kind, read.direction, letters(read)) == (kind, direction, roles)


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("Policía Nacional, Velabad UMOPAR", None),
        ("Velabad Police, Mirna XSG", None),
        ("இராணுவம், வேலபாத் முகாம்", None),
        ("Ministry of Interior, Velabad GUVD, Mirna ROVD", Direction.DOWN),
        ("МВД, Мирненское РУВД", Direction.DOWN),
        ("Мирненский РОВД, УВД Велабадской области", Direction.UP),
    ],
)
def test_a_name_with_an_abbreviation_is_no_place_of_a_force(text: str, direction: Direction | None) -> None:
    reading = read_path(text)
    assert reading.kind is (PathKind.PATH if direction else PathKind.UNCLEAR)
    assert reading.direction is direction


@pytest.mark.parametrize(
    ("text", "lowest"),
    [
        ("Mirna Prison, Block D", "Block D"),
        ("Dorvan Battalion, Canteen", "Canteen"),
        ("Block 4, Mirna Prison, Prison Service", "Block 4"),
        ("Lorna Prison, Interrogation Block", "Interrogation Block"),
        ("Cárcel de Velabad, Pabellón 4", "Pabellón 4"),
    ],
)
def test_a_part_of_a_building_is_no_place_and_stands_below(text: str, lowest: str) -> None:
    assert read_path(text).chain[-1].text == lowest


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("1st Ostra Battalion; 2nd Ostra Battalion; 1st Brigade", PathKind.UNCLEAR),
        ("Quelmar Police Station; Ostra Valley Patrol", PathKind.UNCLEAR),
        ("1st Ostra Battalion; 1st Ostra Brigade", PathKind.PATH),
        ("Army; Navy; Police", PathKind.LIST),
    ],
)
def test_semicolons_may_part_bodies_side_by_side(text: str, kind: PathKind) -> None:
    assert read_path(text).kind is kind


def test_a_lettered_camp_beside_a_prison_may_be_in_it_or_around_it() -> None:
    assert read_path("Lorna Prison, Camp E").kind is PathKind.UNCLEAR
    assert read_path("Camp E, 3rd Brigade").direction is Direction.UP


def test_turning_a_path_round_turns_its_direction() -> None:
    names = ["2nd Company", "3rd Battalion", "4th Infantry Brigade", "Kenya Army", "Ministry of Defence"]
    up, down = (read_path(", ".join(order), country="KE") for order in (names, names[::-1]))
    assert (up.direction, down.direction) == (Direction.UP, Direction.DOWN)
    assert [s.text for s in up.chain] == [s.text for s in down.chain] == names[::-1]


def test_a_post_between_units_stands_for_its_office() -> None:
    read = read_path("State Police Commission, Head of Staff, Division of Operations Deployment", country="MX")
    assert [s.role for s in read.segments] == [Role.UNIT] * 3


def test_a_repeated_unit_is_noise() -> None:
    read = read_path("Uganda People's Defence Forces, Uganda People's Defence Forces, 5th Battalion", country="UG")
    assert letters(read) == "UXU"
    assert [s.text for s in read.chain] == ["Uganda People's Defence Forces", "5th Battalion"]


def test_segments_carry_acronym_and_level() -> None:
    read = read_path("Counter Terrorism and Transnational Crime Unit (CTTCU), Bangladesh Police", country="BD")
    assert [(s.acronym, s.level) for s in read.segments] == [("CTTCU", "generic-unit"), (None, "force")]


@pytest.mark.parametrize("text", ["", "  ", ",,", "\u200d", "()"])
def test_a_text_without_words_is_unclear(text: str) -> None:
    read = read_path(text)
    assert (read.kind, read.segments, read.confidence) == (PathKind.UNCLEAR, (), 0.0)
    assert read.evidence[0].statement == "the text contains no letter or digit"


def test_the_evidence_adds_up_to_the_odds_against_the_strongest_rival(readings_2018: list[dict[str, str]]) -> None:
    texts = [(row["text"], row["country"]) for row in readings_2018]
    context = document_context(texts)
    weighed_texts = 0
    for text, country in texts:
        read = read_path(text, country=country, context=context)
        assert {each.basis for each in read.evidence} <= BASES
        if len(read.segments) > 1:
            found = weigh(draft(text, country, None), context, shipped_weights())
            best, rival = found.ranking[:2]
            odds = math.log(found.chances[best] / found.chances[rival])
            assert sum(each.weight for each in read.evidence) == pytest.approx(odds, abs=0.02)
            assert read.confidence == calibrated(found.chances[best], shipped_weights(), context)
            weighed_texts += 1
    assert weighed_texts == 19


def test_the_evidence_names_the_units_and_sides() -> None:
    read = read_path("Federal Police, State Coordination, Torreon Station", country="MX")
    said = [each.statement for each in read.evidence if each.basis == "level-words"]
    assert "Torreon Station ranks below Federal Police by level words, smaller on the right" in said


def test_one_segment_is_single_for_one_reason() -> None:
    assert [(e.basis, e.weight) for e in read_path("Presidential Guard").evidence] == [("single-segment", 0.0)]


@pytest.mark.parametrize(
    ("subordinate", "superior", "best"),
    [("Alpha Section", "Beta Section", Direction.UP), ("Beta Section", "Alpha Section", Direction.DOWN)],
)
def test_a_known_superior_speaks_for_its_direction(subordinate: str, superior: str, best: Direction) -> None:
    context = Context(known=known_units(lambda: [("KE", [subordinate], lambda: [[superior]])]))
    read = read_path("Alpha Section, Beta Section", country="KE", context=context)
    assert (read.leaning or read.direction) is best
    said = [each for each in read.evidence if each.basis == "known-superior"]
    side = "left" if best is Direction.UP else "right"
    assert [each.statement for each in said] == [f"a segment is known as a superior of its neighbour on the {side}"]
    assert said[0].weight > 0


def test_a_known_unit_is_no_place() -> None:
    text = "Escadron 5/4, Corona (Velabad)"
    known = known_units(lambda: [("KE", ["Corona (Velabad)"], list)])
    roles = [segment.role for segment in read_path(text, country="KE", context=Context(known=known)).segments]
    assert roles == [Role.UNIT, Role.UNIT]
    assert read_path(text, country="KE").segments[1].role is Role.PLACE
    assert read_path(text, country="UG", context=Context(known=known)) == read_path(text, country="UG")


def test_a_misspelt_known_unit_is_no_place() -> None:
    units = [("KE", ["Kordovabad"], lambda: [["Rakmar Division"]]), ("KE", ["Nawi"], list)]
    context = Context(known=known_units(lambda: units, [("Rakmar Division, Kordvabad", "KE")]))
    read = read_path("Rakmar Division, Kordvabad", country="KE", context=context)
    assert [segment.role for segment in read.segments] == [Role.UNIT, Role.UNIT]
    assert read.direction is Direction.DOWN
    assert read_path("Rakmar Division, Kordvabad", country="KE").segments[1].role is Role.PLACE
    context = Context(known=known_units(lambda: units))
    assert read_path("Rakmar Division, Nawa", country="KE", context=context).segments[1].role is Role.PLACE


def test_a_name_with_the_acronym_of_a_known_unit_is_no_place() -> None:
    text = "Rakmar Division, Kordovabad SAKS"
    known = known_units(lambda: [("KE", ["Special Squad (Velabad)", "SAKS"], list)], [(text, "KE")])
    roles = [each.role for each in read_path(text, country="KE", context=Context(known=known)).segments]
    assert roles == [Role.UNIT, Role.UNIT]
    assert read_path(text, country="UG", context=Context(known=known)).segments[1].role is Role.PLACE


@pytest.mark.parametrize("text", ["Rakmar Division, Zone 4", "Zone 4, Rakmar Division"])
def test_a_numbered_area_that_is_known_as_a_unit_is_one(text: str) -> None:
    known = known_units(lambda: [("KE", ["Zone 4"], list), ("KE", ["Rakmar Division"], lambda: [["Zone 4"]])])
    read = read_path(text, country="KE", context=Context(known=known))
    assert read.kind is PathKind.PATH
    assert [segment.role for segment in read.segments] == [Role.UNIT, Role.UNIT]
    assert read_path(text, country="KE").kind is not PathKind.PATH


def test_a_segment_shared_at_one_end_is_evidence() -> None:
    texts = [(f"{name} Battalion, Mid-Division", "NP") for name in ("Alpha", "Beta", "Gamma")]
    reading = read_paths(texts)[0]
    shared = [each for each in reading.evidence if each.basis == "shared-segment"]
    assert [each.statement for each in shared] == ["Mid-Division is also at the right end of other entries"]
    assert shared[0].weight > 0


def test_a_document_has_a_habit_which_a_text_does_not_teach_itself() -> None:
    texts = [
        (f"{number}th Battalion, {number}th Brigade, Kenya Army, Ministry of Defence", "KE") for number in range(4, 9)
    ]
    context = document_context(texts)
    assert (context.document, context.countries["KE"]) == (Habit(5, 0), Habit(5, 0))
    assert context.document.log_odds() > context.document.log_odds(but=Direction.UP) > 0
    assert Habit(0, 5).log_odds() < 0
    assert (Habit(10**9, 0).log_odds(), Habit(0, 10**9).log_odds()) == (3.0, -3.0)


def test_streaming_gives_what_reading_together_gives(readings_2018: list[dict[str, str]]) -> None:
    texts = [(row["text"], row["country"]) for row in readings_2018]
    assert list(stream_paths(texts)) == read_paths(texts)
    assert list(stream_paths([])) == read_paths([]) == []


def test_a_stream_goes_on_after_its_sample(
    monkeypatch: pytest.MonkeyPatch, readings_2018: list[dict[str, str]]
) -> None:
    monkeypatch.setattr("unitgraph.reading.paths.SAMPLE", 3)
    texts = [row["text"] for row in readings_2018]
    assert [read.text for read in stream_paths(texts)] == texts


def test_a_gazetteer_makes_a_place_surer() -> None:
    text = "Quinto Grupo Movil, Guaymas, Sonora"
    plain = read_path(text, country="MX")
    sure = read_path(text, country="MX", context=Context(gazetteer=PLACES))
    assert (sure.kind, letters(sure)) == (PathKind.SINGLE, "UPP")
    assert sure.confidence > plain.confidence


def test_segments_beyond_the_limit_are_kept_but_say_nothing() -> None:
    read = read_path(", ".join(f"{number}th Battalion" for number in range(1, MOST_SEGMENTS + 6)), country="KE")
    assert len(read.segments) == MOST_SEGMENTS + 5
    assert {s.role for s in read.segments[MOST_SEGMENTS:]} == {Role.NOISE}


@settings(deadline=None, max_examples=300)
@given(st.text(st.characters(), max_size=300), st.sampled_from([None, "MX", "BD", "Atlantis"]))
def test_no_text_makes_the_reader_raise(text: str, country: str | None) -> None:
    read = read_path(text, country=country)
    assert read.text == text
    assert 0 <= read.confidence <= 1
    assert (read.direction is not None) == (read.kind is PathKind.PATH)
    assert (read.leaning is None) == (read.committed or not read.segments)


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["Army", "MOD", "4th Brigade", "Dhaka", "Commander", "J-2", "(", '"', "and", "No. 1", "\ud800", "\x00", ","]
        ),
        max_size=30,
    ),
    st.sampled_from([", ", "; ", " / ", "\\", " - ", "\n", ""]),
)
def test_no_mixture_of_words_makes_the_reader_raise(words: list[str], separator: str) -> None:
    read = read_path(separator.join(words), country="BD")
    assert all(segment.text for segment in read.segments)


@pytest.mark.parametrize(
    "text",
    [
        "," * 100_000,
        "a," * 50_000,
        "(" * 50_000 + ")" * 50_000,
        '"' * 100_001,
        "-" * 100_000 + "!",
        "*" * 99_999 + "a",
        "Ministry of Justice" + ", and law" * 11_000,
        "law, " * 20_000,
        "x" * 100_000,
        "11, " * 30_000,
        "\ufdfa" * 5_000,
        "\ud800," * 30_000,
        "a/" * 50_000,
    ],
    ids=lambda text: repr(text[:12]),
)
def test_a_huge_text_is_read_in_linear_time(text: str) -> None:
    assert growth(lambda each: read_path(each, country="MX"), text) < LINEAR
