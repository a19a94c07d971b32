"""What a human must decide, and the rulings that it becomes."""

from __future__ import annotations

import csv
import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from unitgraph.api import build, check
from unitgraph.cli import cli
from unitgraph.exports.rows import write_rows as write_table
from unitgraph.identity.lists import open_list, read_list
from unitgraph.identity.units import UnitGraph
from unitgraph.pipeline.asking import Question, Topic
from unitgraph.pipeline.line_review import line_questions
from unitgraph.pipeline.review import answered, questions, record
from unitgraph.pipeline.review_sheet import read_sheet, write_sheet
from unitgraph.reading.hierarchy_tables import HierarchySource
from unitgraph.reading.metadata import ListSource
from unitgraph.reading.rulings import read_rulings
from unitgraph.store import open_folder
from unitgraph.system.errors import EntryError, RulingError
from unitgraph.system.remarks import SourceRemark

pytestmark = pytest.mark.end_to_end

DAY = datetime.date(2026, 11, 24)


READ: dict[bytes | None, UnitGraph] = {}


def reviewed(rulings: Path) -> UnitGraph:
    """The 2018 list with the rulings of a file, which may be missing; read once for each content."""
    content = rulings.read_bytes() if rulings.exists() else None
    if content not in READ:
        READ[content] = read_list(ListSource(rulings=rulings), missing_rulings=True)
    return READ[content]


def open_questions(rulings: Path) -> dict[str, Question]:
    return {each.id: each for each in questions(reviewed(rulings))}


def test_the_bundled_list_with_its_rulings_leaves_nothing_open() -> None:
    assert list(questions(read_list(ListSource()))) == []


def test_without_rulings_the_2018_list_asks_what_its_rulings_decide(tmp_path: Path) -> None:
    asked = open_questions(tmp_path / "none.yaml")
    by_topic = {topic: [each for each in asked.values() if each.topic is topic] for topic in Topic}
    assert [each.lines[0] for each in by_topic[Topic.COUNTRY]] == [23, 27, 34, 41, 45, 49, 53, 56, 68]
    assert [each.lines for each in by_topic[Topic.UNREAD]] == [(50,)]
    assert [each.lines for each in by_topic[Topic.DOUBTFUL]] == []
    assert [each.lines for each in by_topic[Topic.SIBLINGS]] == [(58, 59)]
    assert [each.text for each in by_topic[Topic.SPELLING]] == ["Chaka Metropolitan Police"]
    (chaka,) = by_topic[Topic.SPELLING]
    assert chaka.choice("1").fields["means"] == "Dhaka Metropolitan Police"


def test_every_question_has_evidence_and_choices_with_different_keys(tmp_path: Path) -> None:
    asked = open_questions(tmp_path / "none.yaml")
    assert len(asked) == 12
    for question in asked.values():
        keys = [choice.key for choice in question.choices]
        assert len(set(keys)) == len(keys) >= 2
        assert not {"q", "k"} & set(keys), "these leave and skip"
        assert question.evidence
        assert question.reason


def test_deciding_everything_gives_the_graph_of_the_bundled_rulings(tmp_path: Path) -> None:
    rulings = tmp_path / "mine.yaml"
    while asked := [each for each in questions(reviewed(rulings)) if each.topic is not Topic.DOUBTFUL]:
        record(rulings, "2018", [(each, *decide(each)) for each in asked if each.topic is asked[0].topic], DAY)
    decided, shipped = reviewed(rulings), read_list(ListSource())
    assert decided.units == shipped.units
    assert decided.denials == shipped.denials
    assert len(read_rulings(rulings)) == 12
    assert {ruling.date for ruling in read_rulings(rulings)} == {DAY}


def decide(question: Question) -> tuple[dict[str, object], str]:
    """What the person who wrote the bundled rulings would answer."""
    if question.topic is Topic.COUNTRY and question.lines[0] == 45:
        return answered(question, question.choice("o"), "Guyana"), "Leonora and Turkeyen are places in Guyana"
    key = {
        Topic.COUNTRY: "1",
        Topic.UNREAD: "w",
        Topic.SIBLINGS: "2",
        Topic.SPELLING: "1",
    }[question.topic]
    return answered(question, question.choice(key)), ""


def test_a_decided_question_is_not_asked_again(tmp_path: Path) -> None:
    rulings = tmp_path / "mine.yaml"
    asked = open_questions(rulings)
    siblings = next(each for each in asked.values() if each.topic is Topic.SIBLINGS)
    record(rulings, "2018", [(siblings, answered(siblings, siblings.choice("d")), "they are two")], DAY)
    left = open_questions(rulings)
    assert siblings.id not in left
    assert set(asked) - set(left) == {siblings.id}
    assert len(reviewed(rulings).units) == 63, "they stay two units"
    assert len(reviewed(rulings).distinct) == 1


def test_a_word_that_is_right_as_written_is_not_asked_again(tmp_path: Path) -> None:
    rulings = tmp_path / "mine.yaml"
    question = next(each for each in open_questions(rulings).values() if each.topic is Topic.SPELLING)
    record(rulings, "2018", [(question, answered(question, question.choice("n")), "")], DAY)
    assert question.id not in open_questions(rulings)
    (ruling,) = read_rulings(rulings)
    assert ruling.decision == "\u201cChaka Metropolitan Police\u201d is right as written."


def test_recording_keeps_what_the_file_holds(tmp_path: Path) -> None:
    rulings = tmp_path / "mine.yaml"
    first, second = list(open_questions(rulings).values())[:2]
    record(rulings, "2018", [(first, *decide(first))], DAY)
    before = rulings.read_text(encoding="utf-8") + "  # a remark of mine\n"
    rulings.write_text(before, encoding="utf-8")
    record(rulings, "2018", [(second, *decide(second))], DAY)
    assert rulings.read_text(encoding="utf-8").startswith(before.rstrip("\n"))
    assert len(read_rulings(rulings)) == 2


def test_nothing_is_written_into_a_file_that_could_not_be_read_again(tmp_path: Path) -> None:
    rulings = tmp_path / "mine.yaml"
    question = next(iter(open_questions(rulings).values()))
    rulings.write_text('list: "2018"\nrulings: []\n', encoding="utf-8")
    with pytest.raises(RulingError, match=r"mine\.yaml"):
        record(rulings, "2018", [(question, *decide(question))], DAY)
    assert rulings.read_text(encoding="utf-8") == 'list: "2018"\nrulings: []\n'


def test_a_choice_that_needs_a_text_says_so(tmp_path: Path) -> None:
    question = next(iter(open_questions(tmp_path / "none.yaml").values()))
    with pytest.raises(RulingError, match="needs text"):
        answered(question, question.choice("o"), " ")
    with pytest.raises(RulingError, match="unknown country 'Atlantis'"):
        answered(question, question.choice("o"), "Atlantis")
    assert answered(question, question.choice("o"), "gy")["country"] == "GY"


def test_the_sheet_goes_out_and_comes_back(tmp_path: Path) -> None:
    rulings, sheet = tmp_path / "mine.yaml", tmp_path / "sheet.csv"
    asked = questions(reviewed(rulings))
    rows = list(csv.DictReader(write_sheet(asked).splitlines()))
    assert [row["id"] for row in rows] == [each.id for each in asked]
    rows[0]["answer"], rows[0]["reason"] = "1", "seen on the page"
    rows[4] |= {"answer": "o", "given": "Guyana", "reason": "seen on a map"}
    write_rows(sheet, rows)
    decided = read_sheet(sheet, asked)
    assert [(question.id, fields["country"], reason) for question, fields, reason in decided] == [
        ("country-line-23", "BD", "seen on the page"),
        ("country-line-45", "GY", "seen on a map"),
    ]


def test_the_sheet_may_come_back_as_a_spreadsheet_program_saves_it(tmp_path: Path) -> None:
    asked = questions(reviewed(tmp_path / "none.yaml"))
    columns, *rows = csv.reader(write_sheet(asked).splitlines())
    rows[0][columns.index("answer")], rows[0][columns.index("reason")] = "1", "visto en la página"
    with (tmp_path / "sheet.csv").open("w", encoding="cp1252", newline="") as output:
        csv.writer(output, delimiter=";").writerows((columns, *rows))
    with pytest.warns(SourceRemark, match=r"sheet.csv: not UTF-8, read as Windows-1252"):
        ((question, fields, reason),) = read_sheet(tmp_path / "sheet.csv", asked)
    assert (question.id, fields["country"], reason) == ("country-line-23", "BD", "visto en la página")


def test_the_sheet_may_come_back_as_a_workbook(tmp_path: Path) -> None:
    asked = questions(reviewed(tmp_path / "none.yaml"))
    columns, *rows = csv.reader(write_sheet(asked).splitlines())
    rows[0][columns.index("answer")] = rows[0][columns.index("reason")] = "1"
    with (tmp_path / "sheet.xlsx").open("wb") as output:
        write_table(map(tuple, rows), tuple(columns), "xlsx", output)
    ((question, fields, _),) = read_sheet(tmp_path / "sheet.xlsx", asked)
    assert (question.id, fields["country"]) == ("country-line-23", "BD")
    with pytest.raises(
        RulingError, match=r"none\.csv: cannot be read as a sheet: there is no such file; check the path"
    ):
        read_sheet(tmp_path / "none.csv", asked)


def write_rows(sheet: Path, rows: list[dict[str, str]]) -> None:
    with sheet.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"answer": "z"}, "sheet.csv line 2: 'z' is not an answer"),
        ({"answer": "1", "id": "country-line-1"}, "sheet.csv line 2: question 'country-line-1' is not open"),
        ({"answer": "o"}, "needs text"),
        ({"answer": "1", "reason": " "}, "sheet.csv line 2: the answer has no reason; say in the column 'reason'"),
    ],
)
def test_a_sheet_filled_in_wrongly_is_refused(tmp_path: Path, change: dict[str, str], message: str) -> None:
    asked = questions(reviewed(tmp_path / "none.yaml"))
    rows = list(csv.DictReader(write_sheet(asked).splitlines()))
    rows[0] |= change
    write_rows(tmp_path / "sheet.csv", rows)
    with pytest.raises(RulingError, match=message):
        read_sheet(tmp_path / "sheet.csv", asked)


def test_a_file_that_is_no_sheet_is_refused(tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(RulingError, match="lacks the column answer, given, id, reason"):
        read_sheet(sheet, ())
    sheet.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RulingError, match="cannot be read as a sheet"):
        read_sheet(sheet, ())


def test_review_by_keys_can_be_left_and_resumed(tmp_path: Path) -> None:
    rulings = str(tmp_path / "mine.yaml")
    first = CliRunner().invoke(cli, ["review", "--rulings", rulings], input="1seen\nxkq")
    assert first.exit_code == 0, first.output
    assert "12 open. inferred-country, line 23, 24" in first.output
    assert "Stopped; 10 questions still open." in first.output
    (ruling,) = read_rulings(tmp_path / "mine.yaml")
    assert (ruling.id, ruling.country, ruling.reason) == ("country-line-23", "BD", "seen")
    second = CliRunner().invoke(cli, ["review", "--rulings", rulings], input="?q")
    assert "stops, and keeps what is decided" in second.output
    assert "11 open. inferred-country, line 27" in second.output


def test_review_of_the_bundled_rulings_asks_nothing() -> None:
    from unitgraph.system.resources import resource

    command = ["review", "--rulings", str(resource("reading/bundled/rulings", "2018.yaml"))]
    done = CliRunner().invoke(cli, command, input="k")
    assert "Nothing " in done.output
    assert "open" not in done.output


def test_review_as_a_sheet_by_command(tmp_path: Path) -> None:
    rulings, sheet = tmp_path / "mine.yaml", tmp_path / "sheet.csv"
    run = CliRunner().invoke
    assert run(cli, ["review", "--rulings", str(rulings), "--format", "csv", "-o", str(sheet)]).exit_code == 0
    rows = list(csv.DictReader(sheet.open(encoding="utf-8")))
    rows[1]["answer"], rows[1]["reason"] = "1", "seen"
    write_rows(sheet, rows)
    done = run(cli, ["review", "--rulings", str(rulings), "--apply", str(sheet)])
    assert "1 ruling added" in done.output
    assert "11 questions still open" in done.output
    assert [ruling.country for ruling in read_rulings(rulings)] == ["BZ"]


# --- units that may be one -----------------------------------------------------------------------------------------

LISTED = """Made up: nobody denied anything.

Units denied in calendar year 2021

Mali

  • Investigation Wing
  • Gate Unit, Velabad Police
"""
UNITS = """\
unit,name,country,superiors
1,Velabad Police,ML,
2,Investigation Wing,ML,1
3,Records Section,ML,2
"""


@pytest.fixture
def world(tmp_path: Path) -> Path:
    (tmp_path / "list.txt").write_text(LISTED, encoding="utf-8")
    (tmp_path / "units.csv").write_text(UNITS, encoding="utf-8")
    return tmp_path


def of_world(world: Path, *arguments: str, keys: str = "") -> str:
    """What a review of the made-up list and table prints."""
    options = ["--list", "made-up", "--year", "2021", "--rulings", str(world / "r.yaml"), "--hierarchy-year", "2020"]
    command = ["review", str(world / "list.txt"), *options, "--hierarchy", str(world / "units.csv"), *arguments]
    done = CliRunner().invoke(cli, command, input=keys)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.output


def statuses(world: Path) -> list[str]:
    """Of the section below the wing of the table, and of the wing by its path, once built with the rulings."""
    build(
        world / "list.txt",
        world / "store",
        name="made-up",
        year=2021,
        rulings=world / "r.yaml" if (world / "r.yaml").exists() else None,
        hierarchies=[HierarchySource(world / "units.csv", None, 2020)],
        replace=True,
    )
    names = ("Records Section", "Investigation Wing, Velabad Police")
    return [str(check(name, country="ML", store=world / "store").status) for name in names]


def test_whether_two_units_are_one_is_asked_with_the_evidence_of_both_sides(world: Path) -> None:
    text = of_world(world, keys="q")
    assert "1 open. possibly-the-same-unit, line 7" in text
    assert "Investigation Wing (made-up) | Investigation Wing (units)" in text
    for evidence in (
        "  - the same name\n",
        "  - made-up line 7: Investigation Wing\n",
        "  -   Investigation Wing (Mali), listed\n",
        "  - units line 3, identifier 2\n",
        "  -   Velabad Police > Investigation Wing (Mali)\n",
        "  - the status of 2 units depends on it\n",
    ):
        assert evidence in text


@pytest.mark.parametrize(
    ("keys", "kind", "expected"),
    [
        ("s\nA. Reader\n", "same", ["within-listed", "listed"]),
        ("d\nA. Reader\n", "distinct", ["not-listed", "beside-listed"]),
        ("k", "", ["ambiguous", "ambiguous"]),
    ],
)
def test_after_the_ruling_a_build_answers_accordingly(world: Path, keys: str, kind: str, expected: list[str]) -> None:
    of_world(world, keys=keys)
    if kind:
        (ruling,) = read_rulings(world / "r.yaml")
        assert (str(ruling.kind), ruling.by, ruling.date) == (kind, "A. Reader", datetime.date.today())
        assert [each.fields for each in ruling.mentions] == [
            {"source": "made-up", "text": "Investigation Wing", "line": 7},
            {"source": "units", "identifier": "2"},
        ]
        assert of_world(world, keys="q") == "Nothing to decide.\n"
    assert statuses(world) == expected


def test_a_sheet_of_identity_questions_is_applied_with_who_decided(world: Path) -> None:
    sheet = world / "sheet.csv"
    of_world(world, "--format", "csv", "-o", str(sheet))
    (row,) = csv.DictReader(sheet.read_text(encoding="utf-8").splitlines())
    assert (row["topic"], row["choices"]) == ("possibly-the-same-unit", "s: the same unit | d: different units")
    sheet.write_text(sheet.read_text(encoding="utf-8").replace("different units,,,", "different units,s,,seen"))
    with pytest.raises(RulingError, match="nobody says who decided; give --by NAME"):
        of_world(world, "--apply", str(sheet))
    assert not (world / "r.yaml").exists()
    assert "1 ruling added" in of_world(world, "--apply", str(sheet), "--by", "A. Reader")
    assert statuses(world) == ["within-listed", "listed"]


def test_answers_that_contradict_are_not_recorded(world: Path) -> None:
    (world / "units.csv").write_text(UNITS + "4,Investigation Wing (Korbad),ML,1\n", encoding="utf-8")
    sheet = world / "sheet.csv"
    of_world(world, "--format", "csv", "-o", str(sheet))
    rows = list(csv.DictReader(sheet.read_text(encoding="utf-8").splitlines()))
    assert len(rows) == 2
    with sheet.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0].keys())
        writer.writeheader()
        writer.writerows({**row, "answer": "s", "reason": "seen"} for row in rows)
    before = "list: made-up\nrulings:\n" + (
        '  - {id: d, kind: distinct, mentions: [{source: units, identifier: "2"}, {source: units, identifier: "4"}],\n'
        "     by: A. Reader, date: 2026-01-02, reason: Made up.}\n"
    )
    (world / "r.yaml").write_text(before, encoding="utf-8")
    with pytest.raises(RulingError, match=r"ruling d: parts 'Investigation Wing'.* make one unit"):
        of_world(world, "--apply", str(sheet), "--by", "A. Reader")
    assert (world / "r.yaml").read_text(encoding="utf-8") == before


def test_rulings_on_sources_that_are_not_given_wait(world: Path) -> None:
    of_world(world, keys="s\nA. Reader\n")
    with (world / "r.yaml").open("a", encoding="utf-8") as stream:
        stream.write(
            "  - {id: r, kind: country, entries: [{source: others, identifier: '7'}], country: NE, date: 2026-01-02,\n"
            "     reason: Made up.}\n"
        )
    options = ["--list", "made-up", "--year", "2021", "--rulings", str(world / "r.yaml")]
    done = CliRunner().invoke(cli, ["review", str(world / "list.txt"), *options], input="q")
    assert done.output == "Nothing to decide.\n"
    with pytest.raises(RulingError, match="ruling r: no row is the identifier '7' of others"):
        statuses(world)


def test_rulings_that_contradict_stop_a_review(world: Path) -> None:
    before = (
        "list: made-up\nrulings:\n"
        "  - {id: d, kind: distinct, names: [Investigation Wing, Gate Unit], date: 2026-01-02, reason: Made up.}\n"
        '  - {id: s, kind: same, mentions: [{text: "Gate Unit, Velabad Police"}, {source: units, identifier: "2"}],\n'
        "     by: A. Reader, date: 2026-01-02, reason: Made up.}\n"
    )
    (world / "r.yaml").write_text(before, encoding="utf-8")
    with pytest.raises(RulingError, match="ruling d: parts 'Investigation Wing' and 'Gate Unit', which ruling s makes"):
        of_world(world, keys="q")


# --- lines -----------------------------------------------------------------------------------------------------------

LOST = "Made up.\n\nCalendar year 2019\n\nBelize\n\nNorthern Group, Velabad Police\n- Hill Section\n\n1. Lake Section\n"


def test_lines_that_may_be_entries_stop_a_build_until_they_are_decided(tmp_path: Path) -> None:
    source, rulings, sheet = tmp_path / "lost.txt", tmp_path / "r.yaml", tmp_path / "sheet.csv"
    source.write_text(LOST, encoding="utf-8")
    given = [str(source), "--rulings", str(rulings)]
    store = ["--store", str(tmp_path / "store")]
    refused = CliRunner().invoke(cli, ["build", str(source), *store])
    assert isinstance(refused.exception, EntryError)
    assert refused.exception.where == "lost.txt lines 5, 7, 10"
    assert not (tmp_path / "store").exists()
    asked = CliRunner().invoke(cli, ["review", *given, "--country", "BZ", "--format", "csv"])
    rows = list(csv.DictReader(asked.stdout.splitlines()))
    lines = [row for row in rows if row["topic"] == "line-in-doubt"]
    assert [(row["lines"], row["text"]) for row in lines] == [
        ("7", "Northern Group, Velabad Police"),
        ("10", "1. Lake Section"),
    ]
    for row, answer in zip(lines, ("e", "n"), strict=True):
        row["answer"], row["reason"] = answer, "seen"
    with sheet.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(lines)
    applied = CliRunner().invoke(cli, ["review", *given, "--country", "BZ", "--apply", str(sheet)])
    assert applied.exit_code == 0, applied.output
    assert [str(each.kind) for each in read_rulings(rulings)] == ["entry", "entry"]
    built = CliRunner().invoke(cli, ["build", *given, *store, "--verbose"])
    assert built.exit_code == 0, built.output
    assert "Read lost.txt: 3 entries, 1 heading, 2 lines of prose.\n" in built.stdout
    assert "  line 7, entry: Northern Group, Velabad Police\n" in built.stdout
    assert "  line 10, entry: 1. Lake Section\n" in built.stdout
    with open_folder(tmp_path / "store") as stored:
        kinds = stored.query("SELECT ?kind WHERE { ?each <https://w3id.org/unitgraph/ns#rulingKind> ?kind }").texts()
        assert [str(row[0]) for row in kinds] == ["https://w3id.org/unitgraph/ns#EntryRuling"] * 2
    assert check("1. Lake Section", country="BZ", store=tmp_path / "store").status == "listed"


def test_an_item_of_several_lines_may_be_one_entry(tmp_path: Path) -> None:
    source = tmp_path / "page.html"
    source.write_text("<html><ul>\n<li>Hill Branch<br>\nVelabad Police</li>\n<li>Lake Police</li></ul></html>")
    (asked,) = line_questions(open_list(ListSource(source, year=2019), asking=True))
    goes_on = asked.choice("g")
    assert goes_on is not None
    assert goes_on.fields == {"kind": "entry", "texts": ["Hill Branch Velabad Police"]}
    record(tmp_path / "r.yaml", "page", [(asked, goes_on.fields, "")], DAY)
    opened = open_list(ListSource(source, year=2019, rulings=tmp_path / "r.yaml"))
    assert [each.verbatim for each in opened.entries] == ["Hill Branch Velabad Police", "Lake Police"]
