"""Rulings: what they decide, and every way a file of them can be wrong."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from unitgraph.reading.docket import Docket, located
from unitgraph.reading.entries import Entry
from unitgraph.reading.metadata import bundled_entries
from unitgraph.reading.references import Reference
from unitgraph.reading.rulings import (
    Ruling,
    RulingKind,
    bundled_rulings,
    parse_rulings,
    read_rulings,
    without_lines,
)
from unitgraph.system.errors import RulingError

HEAD = 'list: "2018"\nrulings:\n'
COUNTRY = "  - {id: a, kind: country, lines: [23], country: 'BD', date: 2026-11-24, reason: why}\n"
PATH = "  - {id: a, kind: path, line: 50, units: [One], date: 2026-11-24, reason: why}\n"
SPELLING = (
    "  - {id: a, kind: spelling, lines: [58], written: Direcorate, means: Directorate, date: 2026-11-24, reason: why}\n"
)
DISTINCT = "  - {id: a, kind: distinct, names: [One, Two], date: 2026-11-24, reason: why}\n"
DAY = datetime.date(2026, 11, 24)


def test_bundled_rulings_of_2018() -> None:
    rulings = bundled_rulings("2018")
    assert [ruling.id for ruling in rulings] == [
        "country-bangladesh",
        "country-belize",
        "country-cambodia",
        "country-georgia",
        "country-guyana",
        "country-honduras",
        "country-libya",
        "country-mexico",
        "country-nepal",
        "umep-one-unit",
        "spelling-direcorate",
        "spelling-chaka",
    ]
    assert {ruling.list for ruling in rulings} == {"2018"}
    assert all(len(ruling.reason) > 40 for ruling in rulings)
    assert [len(ruling.about) for ruling in rulings] == [2, 1, 1, 2, 2, 2, 1, 10, 3, 1, 1, 1]
    assert {each.source for ruling in rulings for each in ruling.about} == {"2018"}
    lines = [ruling.lines for ruling in located(rulings, bundled_entries("2018"))]
    mexican = tuple(range(56, 66))
    assert lines == [
        (23, 24),
        (27,),
        (34,),
        (41, 42),
        (45, 46),
        (49, 50),
        (53,),
        mexican,
        (68, 69, 70),
        (50,),
        (58,),
        (23,),
    ]


@pytest.mark.parametrize("name", ["2017", "", "../lists/2018", "x" * 5000, "2018.yaml", "\udcff"])
def test_a_list_without_bundled_rulings_has_none(name: str) -> None:
    assert bundled_rulings(name) == ()


def test_every_kind_is_read() -> None:
    text = HEAD + "".join(
        each.replace("id: a", f"id: r{n}") for n, each in enumerate((COUNTRY, PATH, SPELLING, DISTINCT))
    )
    assert parse_rulings(text, "f") == (
        Ruling("2018", "r0", RulingKind.COUNTRY, "why", DAY, lines=(23,), country="BD"),
        Ruling("2018", "r1", RulingKind.PATH, "why", DAY, lines=(50,), units=("One",)),
        Ruling("2018", "r2", RulingKind.SPELLING, "why", DAY, lines=(58,), written="Direcorate", means="Directorate"),
        Ruling("2018", "r3", RulingKind.DISTINCT, "why", DAY, names=("One", "Two")),
    )


def test_places_and_bodies_are_read() -> None:
    text = HEAD + PATH.replace("units: [One]", "units: [One, Two], places: [Dhaka], bodies: true")
    (ruling,) = parse_rulings(text, "f")
    assert (ruling.units, ruling.places, ruling.bodies) == (("One", "Two"), ("Dhaka",), True)


def test_no_rulings_at_all_are_fine() -> None:
    assert parse_rulings('list: "2018"\nrulings: []\n', "f") == ()
    assert parse_rulings("rulings: []\n", "f") == (), "those of a project name their sources"


@pytest.mark.parametrize(
    ("yaml", "sentence"),
    [
        (COUNTRY, "The country is Bangladesh."),
        (PATH, "One unit without a parent: \u201cOne\u201d."),
        (PATH.replace("[One]", "[One, Two]"), "Parents first: One > Two."),
        (PATH.replace("[One]", "[One, Two], bodies: true"), "Bodies side by side: One; Two."),
        (
            PATH.replace("[One]", "[One, Two], bodies: true, superiors: [Army, Zone]"),
            "Bodies side by side below Army > Zone: One; Two.",
        ),
        (SPELLING, "\u201cDirecorate\u201d stands for \u201cDirectorate\u201d."),
        (SPELLING.replace("means: Directorate", "means: Direcorate"), "\u201cDirecorate\u201d is right as written."),
        (DISTINCT, "\u201cOne\u201d and \u201cTwo\u201d are two units."),
    ],
)
def test_the_decision_is_a_sentence(yaml: str, sentence: str) -> None:
    assert parse_rulings(HEAD + yaml, "f")[0].decision == sentence


NO_FILE = "not a rulings file; it needs 'list: NAME' and 'rulings:', a sequence"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", NO_FILE),
        ("# only a comment\n", NO_FILE),
        ("- a\n- b\n", NO_FILE),
        ("just words\n", NO_FILE),
        ("42\n", NO_FILE),
        ("list: '2018'\n", NO_FILE),
        ("list: 2018\nrulings: []\n", NO_FILE),
        ("list: '2018'\nrulings:\n", NO_FILE),
        ("list: '2018'\nrulings: {}\n", NO_FILE),
        ("list: '2018'\nrulings: []\nextra: 1\n", NO_FILE),
        ("list: '2018'\n\trulings: []\n", "f line 2: invalid YAML"),
        ("list: '2018\nrulings: []\n", "f line 3: invalid YAML"),
        ("list: *nowhere\nrulings: []\n", "f line 1: the alias *nowhere repeats what stands elsewhere"),
        ("list: !!python/object:os.system x\nrulings: []\n", "f line 1: the tag !!python/object:os.system is not read"),
        ("? {a: b}\n: c\n", "f line 1: invalid YAML"),
        ("list: a\n---\nlist: b\n", "f line 2: invalid YAML"),
        ("list: \x07\n", "f line 1: contains U+0007"),
        ("[" * 5000, "f line 1: is nested too deep"),
        ("list: '2018'\nlist: '2019'\nrulings: []\n", "f line 2: duplicate key 'list' in one mapping"),
        (HEAD + "  - {id: a, id: b}\n", "f line 3: duplicate key 'id' in one mapping"),
        (HEAD + "  - just words\n", "f ruling 1: is not a mapping"),
        (HEAD + "  -\n", "f ruling 1: is not a mapping"),
        (
            HEAD + COUNTRY.replace("kind: country", "kind: verdict"),
            "f ruling a: unknown kind 'verdict'; use one of country, path",
        ),
        (HEAD + COUNTRY.replace("kind: country, ", ""), "f ruling a: unknown kind None"),
        (HEAD + COUNTRY.replace("kind: country", "kind: [country]"), "f ruling a: unknown kind ['country']"),
        (HEAD + COUNTRY.replace("id: a, ", ""), "f ruling 1: lacks id; a country ruling needs it"),
        (HEAD + COUNTRY.replace("id: a", "id: 7"), "f ruling 7: id is empty or not text; put it in quotes"),
        (HEAD + COUNTRY.replace("id: a", "id: ' '"), "id is empty or not text"),
        (HEAD + COUNTRY.replace("lines: [23], ", ""), "f ruling a: lacks entries"),
        (HEAD + COUNTRY.replace(", reason: why", ""), "f ruling a: lacks reason"),
        (HEAD + COUNTRY.replace("reason: why", "reason: ''"), "f ruling a: reason is empty or not text"),
        (HEAD + COUNTRY.replace("reason: why", "reason: [why]"), "f ruling a: reason is empty or not text"),
        (HEAD + COUNTRY.replace("reason: why", "reason: why, note: more"), "f ruling a: unknown key note"),
        (HEAD + COUNTRY.replace("reason: why", "reason: why, 5: more"), "f ruling a: unknown key 5"),
        (HEAD + COUNTRY.replace("reason: why", "reason: why, units: [A]"), "f ruling a: unknown key units"),
        (
            HEAD + COUNTRY.replace("2026-11-24", "yesterday"),
            "f ruling a: 'yesterday' is not a date; write it as YYYY-MM-DD",
        ),
        (HEAD + COUNTRY.replace("2026-11-24", "'2026-11-24'"), "f ruling a: '2026-11-24' is not a date"),
        (HEAD + COUNTRY.replace("2026-11-24", "2026-11-24T10:00:00"), "f ruling a: datetime.datetime"),
        (
            HEAD + COUNTRY.replace("2026-11-24", "2026-02-30"),
            "f line 3: contains an invalid value (day is out of range",
        ),
        (
            HEAD + COUNTRY.replace("'BD'", "NO"),
            "f ruling a: country False is not an ISO 3166-1 alpha-2 code; write it like",
        ),
        (HEAD + COUNTRY.replace("'BD'", "null"), "f ruling a: country None is not an ISO 3166-1 alpha-2 code"),
        (HEAD + COUNTRY.replace("'BD'", "'bd'"), "country 'bd' is not an ISO 3166-1 alpha-2 code"),
        (HEAD + COUNTRY.replace("'BD'", "'BGD'"), "country 'BGD' is not an ISO 3166-1 alpha-2 code"),
        (HEAD + COUNTRY.replace("'BD'", "'UK'"), "country 'UK' is not an ISO 3166-1 alpha-2 code"),
        (HEAD + COUNTRY.replace("'BD'", "'ÄÖ'"), "country 'ÄÖ' is not an ISO 3166-1 alpha-2 code"),
        (HEAD + COUNTRY.replace("'BD'", "Bangladesh"), "country 'Bangladesh' is not an ISO 3166-1 alpha-2 code"),
        (HEAD + COUNTRY.replace("'BD'", "''"), "country '' is not an ISO 3166-1 alpha-2 code"),
        (HEAD + COUNTRY.replace("[23]", "23"), "f ruling a: lines 23 are not line numbers"),
        (HEAD + COUNTRY.replace("[23]", "[]"), "f ruling a: lines [] are not line numbers"),
        (HEAD + COUNTRY.replace("[23]", "['23']"), "lines ['23'] are not line numbers"),
        (HEAD + COUNTRY.replace("[23]", "[0]"), "lines [0] are not line numbers"),
        (HEAD + COUNTRY.replace("[23]", "[-1]"), "lines [-1] are not line numbers"),
        (HEAD + COUNTRY.replace("[23]", "[true]"), "lines [True] are not line numbers"),
        (HEAD + COUNTRY.replace("[23]", "[23.5]"), "lines [23.5] are not line numbers"),
        (HEAD + COUNTRY.replace("[23]", "[23, 23]"), "f ruling a: line 23 is already decided by ruling a"),
        (HEAD + PATH.replace("50", "[50]"), "f ruling a: line [50] is not a line number; write one number"),
        (HEAD + PATH.replace("50", "fifty"), "f ruling a: line 'fifty' is not a line number"),
        (HEAD + PATH.replace("[One]", "One"), "f ruling a: units is not a sequence; write it as a YAML list"),
        (HEAD + PATH.replace("[One]", "[]"), "f ruling a: units has 0 names; give at least one unit"),
        (HEAD + PATH.replace("[One]", "['']"), "f ruling a: units is empty or not text"),
        (HEAD + PATH.replace("[One]", "[[One]]"), "f ruling a: units is empty or not text"),
        (HEAD + PATH.replace("[One]", "[One], places: Dhaka"), "f ruling a: places is not a sequence"),
        (
            HEAD + PATH.replace("[One]", "[One], bodies: true"),
            "f ruling a: units has 1 name; give at least two bodies",
        ),
        (
            HEAD + PATH.replace("[One]", "[One, Two], superiors: [Army]"),
            "f ruling a: superiors without bodies: true; write them first in units",
        ),
        (
            HEAD + PATH.replace("[One]", "[One, Two], bodies: 'yes'"),
            "f ruling a: bodies 'yes' is neither true nor false",
        ),
        (HEAD + SPELLING.replace("written: Direcorate", "written: ''"), "f ruling a: written is empty or not text"),
        (HEAD + SPELLING.replace("means: Directorate", "means: 7"), "f ruling a: means is empty or not text"),
        (HEAD + DISTINCT.replace("[One, Two]", "[One]"), "f ruling a: names has 1 name; give two"),
        (HEAD + DISTINCT.replace("[One, Two]", "[One, Two, Three]"), "f ruling a: names has 3 names; give two"),
        (HEAD + DISTINCT.replace("[One, Two]", "[One, ONE]"), "f ruling a: 'One' and 'ONE' are the same name"),
        (HEAD + DISTINCT.replace("[One, Two]", "null"), "f ruling a: names is not a sequence"),
        (HEAD + COUNTRY + COUNTRY, "f ruling a: duplicate id; give each ruling its own id"),
        (HEAD + COUNTRY + COUNTRY.replace("id: a", "id: b"), "f ruling b: line 23 is already decided by ruling a"),
        (HEAD + PATH + PATH.replace("id: a", "id: b"), "f ruling b: line 50 is already decided by ruling a"),
        (
            HEAD + SPELLING + SPELLING.replace("id: a", "id: b").replace("Direcorate", "DIRECORATE"),
            "f ruling b: line 58 is already decided by ruling a; keep one of the two",
        ),
    ],
)
def test_a_faulty_file_is_refused_with_its_place_and_remedy(text: str, message: str) -> None:
    with pytest.raises(RulingError) as caught:
        parse_rulings(text, "f")
    assert message in str(caught.value)
    assert caught.value.where.startswith("f")
    assert caught.value.what
    assert caught.value.remedy


def test_norway_in_quotes_is_norway() -> None:
    assert parse_rulings(HEAD + COUNTRY.replace("'BD'", "'NO'"), "f")[0].country == "NO"


def test_two_spellings_in_one_line_are_two_decisions() -> None:
    other = SPELLING.replace("id: a", "id: b").replace("Direcorate", "Polcie")
    assert len(parse_rulings(HEAD + SPELLING + other, "f")) == 2


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "r.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + (HEAD + COUNTRY).encode())
    assert read_rulings(path)[0].country == "BD"


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(RulingError, match=r"none.yaml: no such rulings file; give the path of a YAML file"):
        read_rulings(tmp_path / "none.yaml")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(RulingError, match=r"cannot be read \(Is a directory\); check the path"):
        read_rulings(tmp_path)


def test_a_path_under_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(RulingError, match=r"cannot be read \(Not a directory\)"):
        read_rulings(tmp_path / "file" / "r.yaml")


def test_a_file_of_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "r.yaml"
    path.write_bytes((HEAD + COUNTRY.replace("why", "olé")).encode("latin-1"))
    with pytest.raises(RulingError, match=r"r.yaml: invalid UTF-8 at byte \d+; save it as UTF-8"):
        read_rulings(path)


def docket() -> Docket:
    text = HEAD + COUNTRY + PATH.replace("id: a", "id: b") + SPELLING.replace("id: a", "id: c")
    return Docket(parse_rulings(text, "f"))


def test_a_docket_hands_out_the_ruling_of_a_line() -> None:
    found = docket()
    assert found.country(23) is found.rulings[0]
    assert found.country(50) is None
    assert found.path(50) is found.rulings[1]
    assert found.path(23) is None
    assert found.spelling(58, "DIRECORATE ") is found.rulings[2]
    assert found.spelling(58, "Directorate") is None
    assert found.spelling(59, "Direcorate") is None


def test_used_rulings_are_fine() -> None:
    found = docket()
    for ruling in found.rulings:
        found.use(ruling, ruling.lines[0])
    found.refuse_unused([23, 50, 58])


def test_a_ruling_for_a_line_that_does_not_exist() -> None:
    with pytest.raises(RulingError, match="f ruling a: line 23 has no entry; correct the line number or remove"):
        docket().refuse_unused([24])


def test_an_unused_ruling() -> None:
    found = docket()
    found.use(found.rulings[0], 23)
    with pytest.raises(RulingError, match="f ruling b: decides nothing for line 50; correct or remove"):
        found.refuse_unused([23, 50, 58])


def test_use_is_counted_for_each_line() -> None:
    (ruling,) = parse_rulings(HEAD + COUNTRY.replace("[23]", "[23, 24]"), "f")
    found = Docket([ruling])
    found.use(ruling, 23)
    with pytest.raises(RulingError, match="a: decides nothing for line 24"):
        found.refuse_unused([23, 24])


QUOTED = COUNTRY.replace("[23]", "{24: 'Rapid  Action Battalion', 23: Bangladesh Police}")


def test_lines_may_quote_their_entries() -> None:
    (ruling,) = parse_rulings(HEAD + QUOTED, "f")
    assert (ruling.lines, ruling.quotes) == ((24, 23), ("Rapid  Action Battalion", "Bangladesh Police"))
    left = without_lines(ruling, {24})
    assert (left.lines, left.quotes) == ((23,), ("Bangladesh Police",))
    plain = without_lines(parse_rulings(HEAD + COUNTRY, "f")[0], {23})
    assert (plain.lines, plain.quotes) == ((), ())


def entries(*texts: tuple[int, str]) -> list[Entry]:
    return [Entry("2018", number, line, text) for number, (line, text) in enumerate(texts, 1)]


def lines_of(yaml: str, *texts: tuple[int, str]) -> tuple[int, ...]:
    return located(parse_rulings(HEAD + yaml, "f"), entries(*texts))[0].lines


def test_a_quote_finds_its_entry_wherever_it_stands() -> None:
    wing, battalion = "A Wing, BANGLADESH police", "Rapid Action Battalion, Dhaka"
    assert lines_of(QUOTED, (23, wing), (24, battalion), (25, "x")) == (24, 23)
    assert lines_of(QUOTED, (7, wing), (8, battalion), (23, "x")) == (8, 7)
    # The line tells apart two that contain the quote; a text that is the quote comes before one that contains it.
    assert lines_of(QUOTED, (22, wing), (23, wing), (24, battalion)) == (24, 23)
    assert lines_of(QUOTED, (20, wing), (21, "Bangladesh Police"), (24, battalion)) == (24, 21)


def test_a_quote_that_no_entry_has_or_several_have() -> None:
    battalion = (24, "Rapid Action Battalion, Dhaka")
    with pytest.raises(
        RulingError,
        match=r"f ruling a: no entry contains 'Bangladesh Police' \(line 23 is 'Zugdidi'\); correct the quote",
    ):
        lines_of(QUOTED, (23, "Zugdidi"), battalion)
    with pytest.raises(
        RulingError, match="f ruling a: the entries on lines 1, 2 contain 'Bangladesh Police'; quote more"
    ):
        lines_of(QUOTED, (1, "A, Bangladesh Police"), (2, "B, Bangladesh Police"), battalion)


TEXTS = COUNTRY.replace("lines: [23]", "entries: ['Wing,  POLICE', {text: Guard, line: 8}]")


def test_entries_are_named_by_their_texts() -> None:
    (ruling,) = parse_rulings(HEAD + TEXTS, "f")
    assert ruling.about == (Reference("2018", "Wing,  POLICE"), Reference("2018", "Guard", line=8))
    # Where nothing else has the text, the line does not matter.
    assert lines_of(TEXTS, (3, "Wing, Police"), (4, "Guard")) == (3, 4)
    assert lines_of(TEXTS, (3, "Wing, Police"), (4, "Guard"), (8, "Guard")) == (3, 8)
    (again,) = located(located([ruling], entries((3, "Wing, Police"), (4, "Guard"))), entries((9, "x")))
    assert again.lines == (3, 4)


def test_texts_that_no_entry_has_or_several_have() -> None:
    with pytest.raises(RulingError, match="f ruling a: no entry is 'Wing, POLICE'; correct the text, or remove"):
        lines_of(TEXTS, (4, "Guard"), (5, "Wing, Police, Army"))
    with pytest.raises(RulingError, match="f ruling a: the entries on lines 4, 5 are all 'Guard'; write the entry as"):
        lines_of(TEXTS, (3, "Wing, Police"), (4, "Guard"), (5, "Guard"))


def test_two_texts_of_one_entry_are_one_decision_too_many() -> None:
    other = COUNTRY.replace("id: a", "id: b").replace("[23]", "[3]")
    with pytest.raises(RulingError, match="f ruling b: line 3 is already decided by ruling a"):
        located(parse_rulings(HEAD + TEXTS + other, "f"), entries((3, "Wing, Police"), (4, "Guard")))


def test_a_path_ruling_names_its_entry() -> None:
    yaml = PATH.replace("line: 50", "entry: 'One, District 2'")
    assert lines_of(yaml, (9, "One, District 2")) == (9,)


SAME = """\
  - id: a
    kind: same
    mentions: [{text: Guard, unit: Army}, {source: units, identifier: "7"}]
    by: A. Reader
    date: 2026-11-24
    reason: why
"""


def test_rulings_on_mentions() -> None:
    (ruling,) = parse_rulings(HEAD + SAME, "f")
    assert ruling.mentions == (Reference("2018", "Guard", "Army"), Reference("units", identifier="7"))
    assert (ruling.by, ruling.rows, ruling.lines) == ("A. Reader", (), ())
    assert ruling.decision == "One unit: Army in the text 'Guard' of 2018; the identifier '7' of units."
    (parted,) = parse_rulings(HEAD + SAME.replace("same", "distinct"), "f")
    assert parted.decision.startswith("Different units: Army in")
    assert located([ruling], entries((1, "x"))) == (ruling,)


def test_rows_of_hierarchy_tables_in_rulings() -> None:
    yaml = COUNTRY.replace("lines: [23]", "entries: [Guard, {source: units, identifier: '7'}]")
    (ruling,) = parse_rulings(HEAD + yaml, "f")
    assert ruling.rows == (Reference("units", identifier="7"),)
    (found,) = located([ruling], entries((4, "Guard")))
    assert (found.lines, found.rows) == ((4,), ruling.rows)


@pytest.mark.parametrize(
    ("yaml", "message"),
    [
        (SAME.replace("    by: A. Reader\n", ""), "f ruling a: lacks by; a same ruling needs it"),
        (SAME.replace("mentions: [", "mentions: [] #"), "f ruling a: mentions is not a sequence"),
        (
            SAME.replace(', {source: units, identifier: "7"}', ""),
            "f ruling a: mentions has 1 mention; give at least two",
        ),
        (SAME.replace("unit: Army", "body: Army"), "f ruling a: unknown key body in a reference"),
        (SAME.replace("{text: Guard, unit: Army}", "7"), "f ruling a: the reference 7 is not a mapping"),
        (SAME.replace("kind: same", "kind: distinct\n    names: [A, B]"), "f ruling a: unknown key names"),
        (TEXTS.replace("line: 8", "unit: Army"), "f ruling a: the entry 'Guard' has a unit; remove it"),
        (COUNTRY.replace("lines: [23]", "entries: []"), "f ruling a: entries is not a sequence"),
        (COUNTRY.replace("lines: [23]", "lines: [23], entries: [x]"), "f ruling a: unknown key"),
        (COUNTRY.replace("reason: why", "reason: why, by: ''"), "f ruling a: by is empty or not text"),
    ],
)
def test_references_that_are_wrong(yaml: str, message: str) -> None:
    with pytest.raises(RulingError) as caught:
        parse_rulings(HEAD + yaml, "f")
    assert message in str(caught.value)


@pytest.mark.parametrize("lines", ["{23: ''}", "{23: 7}", "{x: y}", "{}", "{0: x}", "{23}"])
def test_lines_with_quotes_that_are_none(lines: str) -> None:
    with pytest.raises(RulingError, match="f ruling a: line"):
        parse_rulings(HEAD + COUNTRY.replace("[23]", lines), "f")


def test_quotes_stand_one_by_one_beside_the_lines() -> None:
    with pytest.raises(ValueError, match="1 quotes for 2 lines"):
        Ruling("2018", "a", RulingKind.COUNTRY, "why", DAY, lines=(1, 2), quotes=("x",), country="BD")
