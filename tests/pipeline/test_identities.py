"""A made-up list and the made-up hierarchy around it, built and asked: units that are one meet, others never do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from unitgraph.api import build, identities, identity_questions, open_checker, open_store, query
from unitgraph.checking.findings import Checker
from unitgraph.cli import cli
from unitgraph.dataset.vocab import UG
from unitgraph.reading.hierarchy_tables import HierarchySource
from unitgraph.system.errors import RulingError
from unitgraph.web import Settings, create_app

pytestmark = pytest.mark.end_to_end

UNITS = """\
unit,name,country,other_names
1,Ministry of Defence,ML,
2,Velabad National Army,ML,
3,Toluria Regional Command,ML,
4,1 Infantry Brigade,ML,
5,2 Infantry Brigade,ML,
6,Camp A,ML,
7,Camp D,ML,
8,National Police,ML,
9,Central Police Station (Korbad),ML,
10,Central Police Station (Mirna),ML,
11,13 Mobile Squadron,ML,MOSQ 13
12,Investigation Wing,ML,
13,Records Section,ML,
"""
SUPERIORS = """\
subordinate,superior,relation,first_cited,last_cited
2,1,command,2010,2020
3,2,command,2010,2020
4,3,command,2010,2020
5,3,command,2010,2020
6,4,command,2010,2020
7,4,command,2010,2020
9,8,command,2010,2020
10,8,command,2010,2020
11,8,command,2010,2020
12,8,command,2010,2020
13,12,command,2010,2020
"""
ENTRIES = (
    "1st Infantry Brigade, Velabad National Army",
    "Camp D, 1 Infantry Brigade, Ministry of Defence",
    "Central Police Station (Korbad), National Police",
    "Central Police Station (Sanpur), National Police",
    "MOSQ 13, National Police",
    "Investigation Wing",
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("identities")
    for name, text in (("units", UNITS), ("superiors", SUPERIORS)):
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    listed = "Made up: nobody denied anything.\n\nUnits denied in calendar year 2021\n\nMali\n\n"
    (folder / "list.txt").write_text(listed + "".join(f"  • {entry}\n" for entry in ENTRIES), encoding="utf-8")
    tables = [HierarchySource(folder / "units.csv", folder / "superiors.csv", 2020)]
    build(folder / "list.txt", folder / "store", name="made-up", year=2021, hierarchies=tables)
    return folder / "store"


@pytest.fixture(scope="module")
def checker(store: Path) -> Checker:
    return open_checker(store)


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("1 Infantry Brigade", "listed"),
        ("Camp D, 1 Infantry Brigade", "listed"),
        ("Camp D", "ambiguous"),
        ("Camp A, 1 Infantry Brigade", "within-listed"),
        ("2 Infantry Brigade", "beside-listed"),
        ("Toluria Regional Command", "contains-listed"),
        ("Ministry of Defence", "contains-listed"),
        ("Central Police Station (Korbad)", "listed"),
        ("Central Police Station (Mirna)", "beside-listed"),
        ("Korbad", "ambiguous"),
        ("13 Mobile Squadron", "listed"),
        ("National Police", "contains-listed"),
    ],
)
def test_a_list_and_its_hierarchy_are_one(checker: Checker, name: str, status: str) -> None:
    assert str(checker.check(name, "ML").status) == status


def test_what_is_not_settled_is_never_told_clear(checker: Checker) -> None:
    for name in ("Investigation Wing", "Records Section"):
        answer = checker.check(name, "ML")
        assert str(answer.status) == "ambiguous"
    assert "it is not settled whether Records Section (ML)" in answer.note
    assert [str(each) for each in answer.standings] == ["ambiguous", "listed"]
    assert answer.chains[1][-1].unit.listings[0].verbatim == "Investigation Wing"


def test_no_door_tells_clear_what_is_not_settled(store: Path, checker: Checker) -> None:
    (section,) = (node for node in checker.hierarchy if node.name == "Records Section")
    assert str(checker.status(section.iri)) == "ambiguous"
    with TestClient(create_app(Settings(store=store)), base_url="http://127.0.0.1:8000") as client:
        local = section.iri.removeprefix("https://w3id.org/unitgraph/")
        page = client.get(f"/{local}.html").text
        assert "It is not settled whether Records Section (ML), or a unit above or below it, is the same as" in page
        assert "no unit above, below or beside it is listed" not in page
        told = client.get(f"/api/{local.replace('unit', 'units', 1)}").json()
        assert told["status"] == "ambiguous"
        assert told["sentence"].startswith("It is not settled")


def test_the_graph_says_why_mentions_are_one_and_which_units_may_be(store: Path) -> None:
    text = """
        PREFIX ug: <https://w3id.org/unitgraph/ns#> PREFIX prov: <http://www.w3.org/ns/prov#>
        SELECT ?kind ?statement (COUNT(DISTINCT ?unit) AS ?units) (COUNT(DISTINCT ?source) AS ?sources)
        WHERE {
          ?why a ?kind ; ug:statement ?statement ; ug:identifies|ug:asksAbout ?unit ; prov:wasDerivedFrom ?source .
          VALUES ?kind { ug:Identification ug:IdentityQuestion }
        }
        GROUP BY ?kind ?statement ORDER BY ?kind ?statement"""
    with open_store(store) as opened:
        rows = [tuple(str(each).rpartition("#")[2] for each in row) for row in opened.query(text).texts()]
    listed, tabled, name = "(made-up)", "(units)", "the same name"
    number, above = "the same number or letter", "a superior in common"
    below, only = "a subordinate in common", "no other unit of the country has the name"
    merges = [
        ("1 Infantry Brigade", listed, "1 Infantry Brigade", tabled, name, number, above),
        ("1st Infantry Brigade", listed, "1 Infantry Brigade", tabled, name, number, above),
        ("Camp D", listed, "Camp D", tabled, name, number, above),
        (
            "Central Police Station (Korbad)",
            listed,
            "Central Police Station (Korbad)",
            tabled,
            name,
            "the same place",
            above,
        ),
        ("MOSQ 13", listed, "13 Mobile Squadron", tabled, "an alias that a source states", above),
        *((each, listed, each, tabled, name, below, only) for each in ("Ministry of Defence", "National Police")),
        ("Velabad National Army", listed, "Velabad National Army", tabled, name, below, only),
    ]
    words = [
        f"\u201c{one}\u201d {here} and \u201c{other}\u201d {there}: {'; '.join(reasons)}"
        for one, here, other, there, *reasons in merges
    ]
    question = "\u201cInvestigation Wing\u201d (made-up) and \u201cInvestigation Wing\u201d (units): the same name"
    assert rows == [("Identification", each, "1", "2") for each in words] + [("IdentityQuestion", question, "2", "2")]


def test_a_page_shows_the_mentions_of_a_unit_and_which_may_be_the_same(store: Path) -> None:
    def page(name: str) -> str:
        (found, *_) = identities(name, country="ML", store=store)
        local = found.unit.iri.removeprefix("https://w3id.org/unitgraph/")
        return client.get(f"/{local}.html").text

    with TestClient(create_app(Settings(store=store)), base_url="http://127.0.0.1:8000") as client:
        for address in ("/", "/lists", "/about"):
            assert "Hierarchy table units: " in client.get(address).text, address
        camp, wing, section = page("Camp D, 1 Infantry Brigade"), page("Investigation Wing"), page("Records Section")
        (found,) = identities("Camp D, 1 Infantry Brigade", country="ML", store=store)
        turtle = client.get(found.unit.iri.removeprefix("https://w3id.org/unitgraph") + ".ttl").text
    for text in (
        '>made-up, line 8</a> <span class="quiet">(quoted above)</span>',
        '>units, line 8</a>, identifier 7: <span lang="">7 | Camp D | ML',
        "Why these are one unit",
        "(units): the same name; the same number or letter; a superior in common",
    ):
        assert text in camp
    assert "Possibly the same unit" not in camp
    assert "ug:identifies" in turtle
    assert "Possibly the same unit" in wing
    assert "(made-up, line 12; units, line 13)" in wing
    assert "Why these are one unit" not in section


def test_the_mentions_of_a_unit_with_what_made_them_one(store: Path) -> None:
    (found,) = identities("13 Mobile Squadron", store=store)
    assert [(each.source, each.line, each.text, each.identifier, each.above) for each in found.mentions] == [
        ("made-up", 11, "MOSQ 13, National Police", "", ("National Police",)),
        ("units", 12, "11 | 13 Mobile Squadron | ML | MOSQ 13", "11", ("National Police",)),
    ]
    names = "\u201cMOSQ 13\u201d (made-up) and \u201c13 Mobile Squadron\u201d (units)"
    statement = f"{names}: an alias that a source states; a superior in common"
    assert [(each.statement, each.places) for each in found.merges] == [(statement, (("made-up", 11), ("units", 12)))]
    assert found.questions == ()


def test_questions_are_ordered_by_what_depends_on_them(store: Path) -> None:
    (question,) = identity_questions(store)
    assert question.is_listed
    assert (question.one.listed, question.other.listed) == (True, False)
    # The wing of the table would be listed, the section below it within a listed unit.
    assert question.effect == 2
    both = identities("Investigation Wing", country="ML", store=store)
    assert [[each.other.iri for each in unit.questions] for unit in both] == [[question.other.iri]] * 2


def test_identities_on_the_command_line(store: Path) -> None:
    def run(*arguments: str) -> str:
        done = CliRunner().invoke(cli, ["identities", *arguments, "--store", str(store)])
        assert done.exit_code == 0, done.output
        return done.stdout

    assert run().splitlines()[:2] == [
        "7 units of more than one mention",
        "- National Police (ML): 4 mentions in 2 sources",
    ]
    assert json.loads(run("--format", "json"))[1]["mentions"] == 3
    assert len(run("--format", "csv").splitlines()) == 8
    wing = run("Investigation Wing")
    assert "Possibly the same as:\n- Investigation Wing (ML), listed: " in wing
    assert "  the status of 2 units depends on it\n" in wing
    assert run("--questions").startswith("1 open question, 1 about listed units\n")
    assert "\n\nLimitations: not an official vetting decision; " in wing
    (question,) = json.loads(run("--questions", "--format", "json"))
    assert [each["listed"] for each in question["units"]] == [True, False]
    assert question["mentions"] == [{"source": "made-up", "line": 12}, {"source": "units", "line": 13}]
    rows = run("Camp D", "--format", "csv").splitlines()
    assert rows[0] == "unit,name,country,source,line,text,above,identifier,evidence"
    assert len(rows) == 3
    assert "Ministry of Defence > Velabad National Army > Toluria Regional Command > 1 Infantry Brigade,7," in rows[2]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("Camp D", "--questions"), "both a unit and --questions"),
        (("--country", "ML"), "has no effect without a unit"),
    ],
)
def test_identities_that_do_not_make_sense(store: Path, arguments: tuple[str, ...], message: str) -> None:
    done = CliRunner().invoke(cli, ["identities", *arguments, "--store", str(store)])
    assert message in str(done.exception)


def test_units_carry_the_identifiers_of_their_tables(store: Path) -> None:
    text = """
    PREFIX ug: <https://w3id.org/unitgraph/ns#>
    PREFIX dcterms: <http://purl.org/dc/terms/>
    SELECT ?identifier WHERE { ?denial ug:deniedUnit ?unit . ?unit dcterms:identifier ?identifier }
    """
    with open_store(store) as opened:
        assert sorted(row[0] or "" for row in opened.query(text).texts()) == ["11", "4", "7", "9"]


def test_levels_that_an_entry_skips_are_no_plain_edges(store: Path, checker: Checker) -> None:
    hierarchy = checker.hierarchy
    (brigade,) = (node for node in hierarchy if node.name in ("1 Infantry Brigade", "1st Infantry Brigade"))
    assert [node.name for node in hierarchy.superiors(brigade.iri)] == ["Toluria Regional Command"]
    text = """
    PREFIX ug: <https://w3id.org/unitgraph/ns#>
    SELECT (COUNT(*) AS ?n) WHERE { ?edge ug:subordinate ?unit ; ug:superior ?superior }
    """
    with open_store(store) as opened:
        assert [row[0] for row in opened.query(text).texts()] == ["17"]
    plain = """
    PREFIX ug: <https://w3id.org/unitgraph/ns#>
    PREFIX org: <http://www.w3.org/ns/org#>
    SELECT (COUNT(*) AS ?n) WHERE { ?unit org:subOrganizationOf ?superior }
    """
    with open_store(store) as opened:
        # Eleven of the tables, and that of the station which only the list names.
        assert [row[0] for row in opened.query(plain).texts()] == ["12"]


PREAMBLE = "Made up: nobody denied anything.\n\nUnits denied in calendar year 2021\n\nMali\n\n"


def built(folder: Path, entries: tuple[str, ...], table: str, rulings: str = "") -> Checker:
    """A made-up list and one table, built."""
    (folder / "list.txt").write_text(PREAMBLE + "".join(f"  • {each}\n" for each in entries), encoding="utf-8")
    (folder / "table.csv").write_text(table, encoding="utf-8")
    if rulings:
        (folder / "rulings.yaml").write_text(f"list: made-up\nrulings:\n{rulings}", encoding="utf-8")
    build(
        folder / "list.txt",
        folder / "store",
        name="made-up",
        year=2021,
        hierarchies=[HierarchySource(folder / "table.csv", None, 2020)],
        rulings=folder / "rulings.yaml" if rulings else None,
    )
    return open_checker(folder / "store")


def test_a_place_in_a_path_of_a_table_tells_its_unit(tmp_path: Path) -> None:
    table = 'path,country\n"Central Police Station, Korbad, National Police",ML\n'
    checker = built(tmp_path, ("Central Police Station, Mirna, National Police",), table)
    assert str(checker.check("Central Police Station, Korbad", "ML").status) != "listed"
    assert str(checker.check("Central Police Station, Mirna", "ML").status) == "listed"
    assert str(checker.check("Central Police Station", "ML").status) != "listed"


DISTINCT = """\
- id: two-squads
  kind: distinct
  names: [Kordora Guard Battalion, Kordora Guards Battalion]
  reason: Made up for a test.
  date: 2026-01-02
"""


def test_a_ruling_parts_a_unit_of_a_list_from_one_of_a_table(tmp_path: Path) -> None:
    table = 'path,country\n"Kordora Guard Battalion, National Army",ML\n'
    entries = ("Kordora Guards Battalion, National Army",)
    assert len(built(tmp_path, entries, table).hierarchy) == 2
    hierarchy = built(tmp_path, entries, table, DISTINCT).hierarchy
    assert len(hierarchy) == 3
    assert [node.name for node in hierarchy if node.listed] == ["Kordora Guards Battalion"]


def test_a_ruling_about_names_that_nobody_bears_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RulingError, match="no unit is named 'Kordora Guard Battalion'"):
        built(tmp_path, ("Gate Watch",), "path,country\nNational Army,ML\n", DISTINCT)


SAME = """\
- id: one-guard
  kind: same
  mentions:
    - {text: "Gate Watch"}
    - {source: table, identifier: "2"}
  by: A. Reader
  reason: Made up for a test.
  date: 2026-01-02
"""
GUARDS = "unit,name,country,superiors\n1,National Army,ML,\n2,Kordora Guard Battalion,ML,1\n"


def test_a_ruling_makes_one_unit_of_a_list_and_a_table(tmp_path: Path) -> None:
    assert str(built(tmp_path, ("Gate Watch",), GUARDS).check("Kordora Guard Battalion").status) == "not-listed"
    checker = built(tmp_path, ("Gate Watch",), GUARDS, SAME)
    assert str(checker.check("Kordora Guard Battalion").status) == "listed"
    (found,) = identities("Gate Watch", store=tmp_path / "store")
    assert [each.identifier for each in found.mentions] == ["", "2"]
    (why,) = found.merges
    assert why.statement.endswith(": a ruling says so")
    rows = list(query("rulings-applied", store=tmp_path / "store").texts())
    assert [(row[1], row[5], row[7]) for row in rows] == [(f"{UG}SameRuling", "A. Reader", line) for line in ("3", "7")]


def test_a_ruling_on_a_row_that_is_gone_or_a_source_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(RulingError, match="ruling one-guard: nothing is the identifier '3' of table"):
        built(tmp_path, ("Gate Watch",), GUARDS, SAME.replace('"2"', '"3"'))
    with pytest.raises(RulingError, match="ruling one-guard: nothing is the identifier '2' of tables"):
        built(tmp_path, ("Gate Watch",), GUARDS, SAME.replace("table", "tables"))


ROWS = """\
- id: patrols
  kind: spelling
  entries: [{source: table, text: "Direcorate of Patrols, National Police"}]
  written: Direcorate of Patrols
  means: Directorate of Patrols
  reason: Made up for a test.
  date: 2026-01-02
"""


def test_rulings_on_rows_take_part_in_a_build(tmp_path: Path) -> None:
    table = 'path,country\n"Direcorate of Patrols, National Police",ML\n'
    entries = ("Directorate of Patrols, National Police",)
    checker = built(tmp_path, entries, table, ROWS)
    assert sorted(node.name for node in checker.hierarchy) == ["Directorate of Patrols", "National Police"]
    assert str(checker.check("Direcorate of Patrols", "ML").status) == "listed"
    rows = list(query("rulings-applied", store=tmp_path / "store").texts())
    assert [(row[1], row[7]) for row in rows] == [(f"{UG}SpellingRuling", "2")]
    with pytest.raises(
        RulingError, match="ruling patrols: no row is the text 'Direcorate of Patrols, National Police'"
    ):
        built(tmp_path, entries, 'path,country\n"National Police",ML\n', ROWS)
