"""Made-up lists and hierarchies whose units may be one: nothing that may be listed is told clear, whoever names it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from unitgraph.api import build, denied_under, open_checker, open_store, remove
from unitgraph.checking.findings import Checker
from unitgraph.checking.history import Presence, history_of
from unitgraph.checking.identities import open_identities
from unitgraph.identity.mentions import Reason
from unitgraph.reading.hierarchy_tables import HierarchySource
from unitgraph.system.errors import SourceError

pytestmark = pytest.mark.end_to_end

PREAMBLE = "Made up: nobody denied anything.\n\nUnits denied in calendar year 2019\n\nMali\n\n"


def built(folder: Path, entries: tuple[str, ...], *tables: str) -> Checker:
    """A made-up list with hierarchy tables, built."""
    (folder / "list.txt").write_text(PREAMBLE + "".join(f"- {each}\n" for each in entries), encoding="utf-8")
    sources = []
    for number, table in enumerate(tables):
        path = folder / f"table{number}.csv"
        path.write_text(table, encoding="utf-8")
        sources.append(HierarchySource(path, None, 2020))
    build(folder / "list.txt", folder / "store", name="made-up", hierarchies=sources, replace=True)
    return open_checker(folder / "store")


NEAR = """\
unit,name,country,superiors
p,Velabad Police,ML,
z,Mirna Zone,ML,p
a,Torlo Police Station,ML,z
b,Kelan Station,ML,z
c,Velabad Army,ML,
d,Rapid Toluria Battalion,ML,c
e,Sanpur Prison,ML,
"""


def test_a_unit_of_nearly_the_name_of_a_listed_one_is_asked(tmp_path: Path) -> None:
    entries = ("Torlo Station, Velabad Police", "Kelan Police Station, Velabad Police", "RTB, Velabad Army")
    checker = built(tmp_path, entries, NEAR)
    listed = {
        "Torlo Police Station": "Torlo Station",
        "Kelan Station": "Kelan Police Station",
        "Rapid Toluria Battalion": "RTB",
    }
    for name, other in listed.items():
        answer = checker.check(name, "ML")
        assert str(answer.status) == "ambiguous", name
        assert other in [each.unit.name for each in answer.candidates]
        assert f"is the same as {other} (ML)" in answer.note
        (unit,) = (node for node in checker.hierarchy if node.name == name)
        assert str(checker.status(unit.iri)) == "ambiguous"
    assert str(checker.check("Sanpur Prison", "ML").status) == "not-listed"


OTHER_WORDS = """\
unit,name,country,superiors,other_names
1,Kestrel Protection Corps,ML,,ex-Mirna Guard
2,Kestrel Depot,ML,1,
3,Lorna Highway Command,ML,,Lorna Watch (until 2010)
4,Toluria Escort Group,ML,,formerly Toluria Rangers
5,Garde Nationale de Dorvan,ML,,GND
6,National Police of Mali,ML,7,
7,Ministry of Security,ML,,
8,Police Depot Sanpur,ML,6,
9,Zarvan Kordani,ML,,
10,Kong Roi Tamruat thi 144,ML,9,
11,Kelan Depot,ML,10,
12,Kong Roi Tamruat thi 145,ML,,
"""


def test_a_unit_under_another_name_of_its_own_has_one_answer(tmp_path: Path) -> None:
    """Older names, acronyms, the name of the country, and another language."""
    entries = ("Mirna Guard", "Lorna Watch", "Toluria Rangers", "National Guard of Dorvan", "National Police")
    checker = built(tmp_path, (*entries, "144th Border Police Company"), OTHER_WORDS)
    told = {
        "listed": (
            *("Mirna Guard", "ex-Mirna Guard", "Kestrel Protection Corps"),
            *("Lorna Watch", "Lorna Watch (until 2010)", "Lorna Highway Command"),
            *("Toluria Rangers", "formerly Toluria Rangers", "Toluria Escort Group"),
            *("GND", "Garde Nationale de Dorvan", "National Guard of Dorvan"),
            *("National Police", "National Police of Mali"),
        ),
        "within-listed": ("Kestrel Depot", "Police Depot Sanpur"),
        "contains-listed": ("Ministry of Security",),
        "ambiguous": ("Kong Roi Tamruat thi 144", "Zarvan Kordani", "Kelan Depot"),
        "not-listed": ("Kong Roi Tamruat thi 145",),
    }
    assert {name: str(checker.check(name, "ML").status) for names in told.values() for name in names} == {
        name: status for status, names in told.items() for name in names
    }


DOLNA = """\
unit,name,country,superiors
b1,Velabad Gendarmerie,ML,
b2,Dolna Post,ML,b1
b3,Zelena Post,ML,b1
"""
APART = """\
list: made-up
rulings:
- id: apart
  kind: distinct
  mentions:
  - {source: table0, identifier: b2}
  - {source: made-up, text: Dolna Gendarmerie Post}
  reason: Made up for a test.
  date: 2026-01-02
  by: A. Person
"""


def test_nearly_the_same_name_is_one_question_for_all_answers(tmp_path: Path) -> None:
    checker = built(tmp_path, ("Dolna Gendarmerie Post",), DOLNA)
    iris = {node.name: node.iri for node in checker.hierarchy}
    for name in ("Dolna Post", "Velabad Gendarmerie", "Zelena Post"):
        assert str(checker.check(name, "ML").status) == "ambiguous", name
        assert str(checker.check(iris[name]).status) == "ambiguous", name
        assert str(checker.status(iris[name])) == "ambiguous", name
    assert "a unit beside Zelena Post (ML) is the same as Dolna Gendarmerie" in checker.check("Zelena Post", "ML").note
    with open_store(tmp_path / "store") as store:
        (year,) = history_of(checker, store, "Dolna Post", "ML").years
        assert year.presence is Presence.UNSETTLED
        (question,) = open_identities(store, checker.hierarchy)
        assert {question.one.name, question.other.name} == {"Dolna Gendarmerie Post", "Dolna Post"}


def test_a_ruling_settles_units_of_nearly_one_name(tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text(PREAMBLE + "- Dolna Gendarmerie Post\n", encoding="utf-8")
    (tmp_path / "table0.csv").write_text(DOLNA, encoding="utf-8")
    (tmp_path / "rulings.yaml").write_text(APART, encoding="utf-8")
    table = HierarchySource(tmp_path / "table0.csv", None, 2020)
    page, store = tmp_path / "list.txt", tmp_path / "store"
    build(page, store, name="made-up", rulings=tmp_path / "rulings.yaml", hierarchies=[table])
    checker = open_checker(store)
    for name in ("Dolna Post", "Velabad Gendarmerie", "Zelena Post"):
        assert str(checker.check(name, "ML").status) == "not-listed", name


def test_an_older_superior_hides_no_newer_one(tmp_path: Path) -> None:
    new = 'path,country,first_cited,last_cited\n"Torlo Station, Sorvia Region",ML,2018,2020\n'
    old = (
        "path,country,first_cited,last_cited,start_known,end_known\n"
        '"Torlo Station, Mirna Sector, Sorvia Region",ML,2001,2008,yes,yes\n'
    )
    not_ended = old.replace("yes,yes", ",")
    for tables in ((new,), (new, old), (old, new), (new, not_ended)):
        checker = built(tmp_path, ("Kelan Station, Sorvia Region",), *tables)
        assert str(checker.check("Torlo Station", "ML").status) == "beside-listed"


def test_a_unit_that_may_be_beside_a_listed_one_is_not_told_clear(tmp_path: Path) -> None:
    rows = ("Velabad Army, Toluria Command, Dorvan Unit", "Velabad Police, Toluria Command, Kestrel Unit")
    table = "path,country\n" + "".join(f'"{each}",ML\n' for each in rows)
    checker = built(tmp_path, ("Intelligence Unit, Toluria Command",), table)
    for name in ("Dorvan Unit", "Kestrel Unit", "Velabad Army"):
        assert str(checker.check(name, "ML").status) == "ambiguous", name
    denied = denied_under("Velabad Army", country="ML", store=checker)
    assert not denied.findings
    assert any("It is not settled whether units under Velabad Army are the same as" in each for each in denied.remarks)


def test_an_iri_that_no_unit_has_is_no_name(tmp_path: Path) -> None:
    table = "unit,name,country,superiors\np,Velabad Police,ML,\na,Mirna Guard Bravo,ML,p\n"
    checker = built(tmp_path, ("Mirna Guard, Velabad Police",), table)
    (gone,) = (node.iri for node in checker.hierarchy if node.name == "Mirna Guard Bravo")
    remove("table0", tmp_path / "store")
    checker = open_checker(tmp_path / "store")
    for iri in (gone, "https://example.org/Mirna_Guard"):
        answer = checker.check(iri)
        assert str(answer.status) == "unknown"
        assert answer.candidates == ()
        assert "no unit has this IRI" in answer.note


def test_a_placeholder_is_not_listed_without_a_country(tmp_path: Path) -> None:
    checker = built(tmp_path, ("Unknown Brigade, 5 Division, Velabad Army",))
    assert str(checker.check("Unknown Brigade").status) == "ambiguous"


@pytest.mark.parametrize("year", [0, -5, 99, 20199])
def test_what_is_no_year(tmp_path: Path, year: int) -> None:
    with pytest.raises(SourceError, match=f"{year} is not a year; give one of four digits"):
        HierarchySource(tmp_path / "table.csv", None, year)


RULINGS = """\
list: made-up
rulings:
- id: one-guard
  kind: spelling
  written: Velabad Gaurd
  means: Velabad Guard
  entries:
  - "Velabad Gaurd, Velabad Police"
  reason: Made up for a test.
  date: 2026-01-02
"""


def test_a_list_that_is_replaced_keeps_its_rulings_and_dates(tmp_path: Path) -> None:
    page, rulings, store = tmp_path / "list.txt", tmp_path / "rulings.yaml", tmp_path / "store"
    entries = "- Velabad Guard, Velabad Police\n- Velabad Gaurd, Velabad Police\n"
    page.write_text(PREAMBLE + entries, encoding="utf-8")
    rulings.write_text(RULINGS, encoding="utf-8")
    build(page, store, name="made-up", rulings=rulings, published=date(2020, 6, 1))
    page.write_text(PREAMBLE + entries + "- Toluria Guard, Velabad Police\n", encoding="utf-8")
    build(page, store, name="made-up")
    hierarchy = open_checker(store).hierarchy
    assert len([node for node in hierarchy if node.listed]) == 2
    assert hierarchy.lists["made-up"].counts_from == date(2020, 6, 1)


@pytest.mark.parametrize(
    ("entry", "name", "country"),
    [
        ("Полицијска станица Велабад", "Policijska stanica Velabad", "RS"),
        ("Отдел полиции Велабад", "Velabad Police Department", "RU"),
        ("मिरना पुलिस स्टेशन", "Mirna Police Station", "IN"),
        ("8-я бригада Велабад", "8 Velabad Brigade", "RU"),
    ],
)
def test_names_in_other_scripts_meet(tmp_path: Path, entry: str, name: str, country: str) -> None:
    (tmp_path / "list.txt").write_text(PREAMBLE.replace("Mali\n", "") + f"- {entry}\n", encoding="utf-8")
    (tmp_path / "table.csv").write_text(f"path,country\n{name},{country}\n", encoding="utf-8")
    table = HierarchySource(tmp_path / "table.csv", None, 2020)
    build(tmp_path / "list.txt", tmp_path / "store", name="made-up", country=country, hierarchies=[table])
    assert str(open_checker(tmp_path / "store").check(name, country).status) == "listed"


UNSETTLED = """\
unit,name,country,superiors
1,Velabad Joint Brigade,ML,
2,Mirna Rapid Company,NE,1
3,Tolura Squad,NE,2
4,Velabad Police,ML,
5,Mirna Brigade,ML,1
6,Mirna Brigade,ML,4
7,Lorna Company,ML,Mirna Brigade
8,Torlo Guard,Atlantis,
9,Kelan Squad,ML,8
10,Sanpur Squad,NE,
"""


def test_a_unit_whose_superior_a_table_does_not_settle_is_not_told_clear(tmp_path: Path) -> None:
    """Its superior is of another country, has a name of several, or is in a row that could not be read."""
    entries = ("Velabad Joint Brigade", "Mirna Brigade, Velabad Joint Brigade", "Torlo Guard")
    checker = built(tmp_path, entries, UNSETTLED)
    asked = {name: checker.check(name, country) for name, country in (("Mirna Rapid Company", "NE"),)}
    asked |= {name: checker.check(name, "NE") for name in ("Tolura Squad", "Sanpur Squad")}
    asked |= {name: checker.check(name, "ML") for name in ("Lorna Company", "Kelan Squad", "Velabad Police")}
    assert {name: str(answer.status) for name, answer in asked.items()} == {
        "Mirna Rapid Company": "ambiguous",
        "Tolura Squad": "ambiguous",
        "Sanpur Squad": "not-listed",
        "Lorna Company": "ambiguous",
        "Kelan Squad": "ambiguous",
        "Velabad Police": "not-listed",
    }
    for name, other in (
        ("Tolura Squad", "Velabad Joint Brigade"),
        ("Lorna Company", "Mirna Brigade"),
        ("Kelan Squad", "Torlo Guard"),
    ):
        assert (other, "listed") in [
            (each.unit.name, str(status))
            for each, status in zip(asked[name].candidates, asked[name].standings, strict=True)
        ]
    with open_store(tmp_path / "store") as store:
        questions = open_identities(store, checker.hierarchy)
    told = {each.other.name for each in questions if Reason.UNSETTLED.words in each.grounds.statement}
    assert told == {"Unknown unit Mirna Brigade", "Unknown unit Velabad Joint Brigade", "Unknown unit 8"}


@pytest.mark.parametrize(
    ("entry", "printed"),
    [
        ("Police Service - Mirna", "Police Service - Mirna"),
        ("Police  Service,Mirna", "Police Service,Mirna"),
        ("شرطة، ميرنا", "شرطة، ميرنا"),
        ("Ministry of Interior, Police Service (PS) - Mirna", "Police Service (PS) - Mirna"),
    ],
)
def test_a_part_of_a_force_has_the_name_that_its_entry_prints(tmp_path: Path, entry: str, printed: str) -> None:
    checker = built(tmp_path, (entry,))
    (listed,) = (node for node in checker.hierarchy if node.listed)
    assert printed in listed.names


RIVALS = """\
unit,name,country,superiors
p,Velabad Police,ML,
z,Mirna Zone,ML,p
a,Torlo Police Station,ML,z
b,Commissariat de Torlo Nord,ML,z
c,Torlo Traffic Post,ML,z
d,Velabad Army,ML,
e,19 Infantry Division,ML,d
f,33 Infantry Brigade,ML,e
g,33 Toluria Rifles Regiment,ML,e
h,B Company,ML,g
"""


def test_where_a_table_has_a_nearer_unit_no_other_of_it_is_asked(tmp_path: Path) -> None:
    entries = ("Torlo Post, Velabad Police", "33 Bde, 19 Infantry Division, Velabad Command", "Sector B")
    checker = built(tmp_path, entries, RIVALS)
    with open_store(tmp_path / "store") as store:
        asked = {frozenset((each.one.name, each.other.name)) for each in open_identities(store, checker.hierarchy)}
    assert frozenset(("Torlo Post", "Torlo Police Station")) in asked
    for name, others in (("33 Bde", {"33 Infantry Brigade"}), ("Sector B", set())):
        assert {other for each in asked if name in each for other in each - {name}} == others
