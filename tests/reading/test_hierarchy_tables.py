"""Hierarchy tables: of paths and of units, read, merged with a list and stored."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import pytest

from unitgraph.api import build, check, denied_under, open_hierarchy, open_store
from unitgraph.cli.progress import counters
from unitgraph.dataset.writer import Writer
from unitgraph.exports import write_folder
from unitgraph.exports.rows import Style, write_rows
from unitgraph.identity.assembly import Assembly
from unitgraph.identity.hierarchy_units import UnitTables
from unitgraph.identity.units import Unit
from unitgraph.index.hierarchy import Hierarchy
from unitgraph.index.nodes import load_hierarchy
from unitgraph.pipeline.building import Built
from unitgraph.reading.hierarchy_tables import (
    HierarchySource,
    is_table_of_paths,
    read_path_rows,
    read_superior_rows,
    read_unit_rows,
)
from unitgraph.reading.maps import parse_map, preset
from unitgraph.sources import Columns
from unitgraph.sources.superiors import names_nobody
from unitgraph.store import open_folder
from unitgraph.system.errors import ReadingError, SourceError, ValidationError
from unitgraph.system.remarks import SourceRemark

UNITS = """\
unit,name,country,other_names,places,level
a,Ministry of Defence,Mexico,,,ministry
b,Army,MX,Ejército | EM,,
c,1st Military Zone,MX,,Puebla,
d,2nd Military Zone,MX,,,
e,5th Infantry Battalion,MX,5 BI,,Battalion
f,Joint Operation North,MX,,,
g,Ministry of Defence,GT,,,
"""
SUPERIORS = """\
subordinate,superior,relation,first_cited,last_cited,confidence
b,a,,2001,2020,
c,b,command,2005-03-01,2019-12-31,0.9
d,b,Command,2005,2019,0.9
e,c,command,2007,2016,0.9
e,d,CommandRelation,2009,2012,0.5
e,f,administrative,2010-00-00,2011,0.5
f,a,,2010,2011,1
"""
TWO = "unit,name,country\n1,Army,MX\n2,Unit,MX\n"
CITED = """
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX ug: <https://w3id.org/unitgraph/ns#>
SELECT ?name ?row
WHERE {
  ?unit skos:prefLabel ?name ; prov:wasDerivedFrom ?row .
  ?row dcterms:isPartOf ?table . ?table a ug:HierarchyTable .
}
"""
LIST = """\
path,country
"5th Infantry Battalion, 1st Military Zone, Army, Ministry of Defence",MX
"Mirna Harbour Police",MX
"""


class Run(Protocol):
    """What the fixture ``run`` gives."""

    @property
    def code(self) -> int: ...

    @property
    def out(self) -> str: ...

    @property
    def err(self) -> str: ...


COLUMNS = Columns("path", "country")


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def built(
    tmp_path: Path,
    hierarchies: Sequence[HierarchySource],
    text: str = LIST,
    new_identities: bool = False,
    strict: bool = False,
) -> Built:
    return build(
        write(tmp_path / "list.csv", text),
        tmp_path / "store",
        name="made",
        year=2024,
        columns=COLUMNS,
        hierarchies=hierarchies,
        new_identities=new_identities,
        strict=strict,
    )


def written_tables(folder: Path) -> HierarchySource:
    return HierarchySource(write(folder / "units.csv", UNITS), write(folder / "superiors.csv", SUPERIORS))


@pytest.fixture
def tables(tmp_path: Path) -> HierarchySource:
    return written_tables(tmp_path)


@pytest.fixture(scope="module")
def joined(tmp_path_factory: pytest.TempPathFactory) -> tuple[Built, Path]:
    """The list and the tables, built into a store; for reading only."""
    folder = tmp_path_factory.mktemp("joined")
    return built(folder, [written_tables(folder)]), folder / "store"


def names(iris: dict[str, int] | Sequence[str], store: Path) -> dict[str, int] | list[str]:
    hierarchy = open_hierarchy(store)
    if isinstance(iris, dict):
        return {hierarchy[iri].name: steps for iri, steps in iris.items()}
    return [hierarchy[iri].name for iri in iris]


def test_a_table_of_units_joins_the_units_of_a_list(joined: tuple[Built, Path]) -> None:
    made, store = joined
    # The battalion, its zone, the army and the ministry of the list are those of the tables; the police is not there.
    assert (made.denials, made.units, made.edges, made.roots, made.countries) == (2, 8, 7, 3, 2)
    hierarchy = open_hierarchy(store)
    (battalion,) = (node for node in hierarchy if node.name == "5th Infantry Battalion")
    assert [node.name for node in hierarchy.superiors(battalion.iri)] == sorted(
        ["1st Military Zone", "2nd Military Zone", "Joint Operation North"],
        key=lambda name: next(node.iri for node in hierarchy if node.name == name),
    )
    assert names(hierarchy.ancestors(battalion.iri), store) == {
        "1st Military Zone": 1,
        "2nd Military Zone": 1,
        "Joint Operation North": 1,
        "Army": 2,
        "Ministry of Defence": 2,
    }
    assert "5 BI" in battalion.other_names
    assert battalion.listed
    assert check("Joint Operation North", country="MX", store=store).status == "contains-listed"
    assert check("5 BI", country="MX", store=store).status == "listed"
    assert check("Ministry of Defence", country="GT", store=store).status == "not-listed"
    (finding,) = denied_under("2nd Military Zone", country="MX", store=store).findings
    assert finding.unit.iri == battalion.iri
    assert hierarchy.listed_counts() == {
        root.iri: int(root.name == "Ministry of Defence" and root.country == "MX") for root in hierarchy.roots()
    }


def test_the_index_says_what_the_store_says(joined: tuple[Built, Path]) -> None:
    with open_store(joined[1]) as store:
        loaded = load_hierarchy(store)
    indexed = open_hierarchy(joined[1])
    assert list(indexed) == list(loaded)
    assert len(indexed) == 8
    assert list(indexed.dag.relations) == list(loaded.dag.relations)


def test_edges_keep_their_years_kind_and_confidence(tmp_path: Path, joined: tuple[Built, Path]) -> None:
    with open_store(joined[1]) as store:
        write_folder(store, tmp_path / "tables")
    with (tmp_path / "tables" / "edges.csv").open(encoding="utf-8", newline="") as stream:
        edges = list(csv.DictReader(stream))
    battalion = sorted(
        (row["superior_name"], row["relation"], row["first_cited"], row["last_cited"], row["confidence"])
        for row in edges
        if row["subordinate_name"] == "5th Infantry Battalion" and "/hierarchy/" in row["entries"]
    )
    assert battalion == [
        ("1st Military Zone", "CommandRelation", "2007", "2016", "0.9"),
        ("2nd Military Zone", "CommandRelation", "2009", "2012", "0.5"),
        ("Joint Operation North", "AdministrativeRelation", "2010", "2011", "0.5"),
    ]
    # What the list says of the first edge stands by itself.
    listed = [
        row for row in edges if row["subordinate_name"] == "5th Infantry Battalion" and "/list/" in row["entries"]
    ]
    assert [(row["relation"], row["first_cited"]) for row in listed] == [("AsListed", "2024")]


def test_own_tables_with_names_like_formulas_are_read_back(tmp_path: Path) -> None:
    """Cells made safe for spreadsheets, a comment and a byte order mark change nothing of what goes in again."""
    units = ("a,Velabad Police,MX,", "b,=Korbad Post,MX,a", "c,\uff0dMirna Post,MX,a", "d,'+Alba,MX,b")
    first, second = tmp_path / "units.csv", tmp_path / "tables" / "units.csv"
    first.write_text("\n".join(("unit,name,country,superiors", *units)), encoding="utf-8")
    build(None, tmp_path / "first", no_list=True, hierarchies=[HierarchySource(first, None, 2019)])
    with open_store(tmp_path / "first") as store:
        write_folder(store, tmp_path / "tables", style=Style(excel=True, comment=True))
    again = HierarchySource(second, tmp_path / "tables" / "edges.csv", 2019)
    build(None, tmp_path / "second", no_list=True, hierarchies=[again])
    nodes = [
        sorted((each.iri, each.name, each.superiors) for each in open_hierarchy(tmp_path / name))
        for name in ("first", "second")
    ]
    assert nodes[0] == nodes[1]
    assert len(nodes[0]) == 4
    assert "'=Korbad Post" in second.read_text(encoding="utf-8")


def test_own_tables_are_read_back(tmp_path: Path, joined: tuple[Built, Path]) -> None:
    with open_store(joined[1]) as store:
        write_folder(store, tmp_path / "tables")
    first = open_hierarchy(joined[1])
    again = HierarchySource(tmp_path / "tables" / "units.csv", None, 2024)
    build(
        joined[1].parent / "list.csv", tmp_path / "second", name="made", year=2024, columns=COLUMNS, hierarchies=[again]
    )
    second = open_hierarchy(tmp_path / "second")

    def shape(hierarchy: Hierarchy) -> list[tuple[str, str, list[str]]]:
        above = {node: sorted(each.name for each in hierarchy.superiors(node.iri)) for node in hierarchy}
        return sorted((node.name, node.country, superiors) for node, superiors in above.items())

    assert shape(first) == shape(second)


def test_paths_in_both_directions_are_read_and_merged(tmp_path: Path) -> None:
    paths = write(
        tmp_path / "paths.csv",
        "path,country\n"
        '"3rd Platoon, 1st Company, 5th Infantry Battalion, 1st Military Zone, Army, Ministry of Defence",MX\n'
        '"4th Platoon, 1st Company, 5th Infantry Battalion, 1st Military Zone, Army, Ministry of Defence",MX\n'
        '"Ministry of Interior, National Police, Northern Region, Tampico Police Station",MX\n',
    )
    made = built(tmp_path, [HierarchySource(paths, None, 2020)])
    assert made.warnings == () or all("paths.csv" not in warning for warning in made.warnings)
    hierarchy = open_hierarchy(tmp_path / "store")
    assert made.units == len(hierarchy) == 12
    answer = check("3rd Platoon", country="MX", store=tmp_path / "store")
    assert answer.status == "within-listed"
    assert [node.name for node in answer.chain] == [
        "Ministry of Defence",
        "Army",
        "1st Military Zone",
        "5th Infantry Battalion",
        "1st Company",
        "3rd Platoon",
    ]
    with open_store(tmp_path / "store") as store:
        cited = {name: row for name, row in store.query(CITED).texts()}  # noqa: C416 (pairs, told to the type checker)
    assert cited["Army"] == "https://w3id.org/unitgraph/hierarchy/paths/line/2", "the first row that names it"
    assert cited["4th Platoon"] == "https://w3id.org/unitgraph/hierarchy/paths/line/3"


def test_the_order_of_rows_changes_no_unit(tmp_path: Path) -> None:
    header, *rows = SUPERIORS.splitlines()
    keys = []
    for number, order in enumerate((rows, rows[::-1], rows[3:] + rows[:3])):
        units = write(tmp_path / f"units{number}.csv", UNITS)
        superiors = write(tmp_path / f"superiors{number}.csv", "\n".join([header, *order]) + "\n")
        tables = UnitTables("units", None)
        for unit in read_unit_rows(HierarchySource(units)):
            tables.add_unit(0, unit)
        for superior in read_superior_rows(superiors):
            tables.add_superior(1, superior)
        assembly = Assembly("https://example.org/", ["units", "superiors"])
        tables.merge_into(assembly)
        assembly.identify()
        keys.append([(unit.iri, unit.key, unit.superiors) for unit in assembly.tabled()])
    assert keys[0] == keys[1] == keys[2]
    assert len(keys[0]) == 7


def test_units_of_one_name_under_one_superior_stay_apart(tmp_path: Path) -> None:
    units = write(tmp_path / "u.csv", "unit,name,country,superiors\n1,Army,MX,\n2,Guard Post,MX,1\n3,Guard Post,MX,1\n")
    made = built(tmp_path, [HierarchySource(units, None, 2020)], 'path,country\n"Mirna Harbour Police",MX\n')
    assert made.units == 4
    guards = [node for node in open_hierarchy(tmp_path / "store") if node.name == "Guard Post"]
    assert len({node.iri for node in guards}) == 2


def test_many_processes_read_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unitgraph.reading.hierarchy_tables.SAMPLE", 4)
    monkeypatch.setattr("unitgraph.reading.hierarchy_tables.CHUNK", 3)
    rows = "".join(
        f'"{n}th Company, {n % 3 + 1}st Infantry Battalion, Army, Ministry of Defence",MX\n' for n in range(20)
    )
    source = HierarchySource(write(tmp_path / "paths.csv", "path,country\n" + rows), None, 2020)
    alone, together = list(read_path_rows(source)), list(read_path_rows(source, 2))
    assert len(alone) == 20
    assert alone == together


@pytest.mark.parametrize(
    ("units", "superiors", "message"),
    [
        ("key,name\n1,Army\n", None, "its columns are key, name"),
        ("unit,name\n1,Army\n", None, "u.csv line 2: no country"),
        ("unit,name,country\n1,Army,Atlantis\n", None, "u.csv line 2: unknown country 'Atlantis'"),
        ("unit,name,country\n1,,MX\n", None, "u.csv line 2: no name"),
        ("unit,name,country\n1,Army,MX\n1,Navy,MX\n", None, "u.csv line 3: duplicate unit '1'"),
        ("unit,name,country,level\n1,Army,MX,huge\n", None, "unknown level 'huge'"),
        ("unit,name,country,superiors\n1,Army,MX,9\n", None, "the unit '9' is not in the table of units"),
        (
            "unit,name,country,superiors\n1,A,MX,2\n2,B,MX,1\n",
            None,
            "u line 3; u line 2: going up leads back to .*: 'B', under 'A', under 'B'; remove",
        ),
        (
            "unit,name,country\n1,Army,MX\n",
            "subordinate\n1\n",
            "s.csv: there is no column 'superior'; the columns are: subordinate",
        ),
        (TWO, "subordinate,superior,relation\n2,1,owns\n", "unknown relation 'owns'"),
        (TWO, "subordinate,superior,confidence\n2,1,3\n", "from 0 to 1"),
        (TWO, "subordinate,superior,first_cited\n2,1,soon\n", "first_cited 'soon' is not a date"),
        (TWO, "subordinate,superior,first_cited,last_cited\n2,1,9999,2000\n", "is after"),
        (TWO, "subordinate,superior,first_cited\n2,1,2018-02-30\n", "s.csv line 2: first_cited '2018-02-30' is not"),
        (TWO, "subordinate,superior,status\n2,1,doubtful\n", "s.csv line 2: unknown status 'doubtful'; write acc"),
        (TWO, "subordinate,superior,end_known\n2,1,yes\n", "s.csv line 2: a known end without a date; fill last"),
        (TWO, "subordinate,superior,start_known\n2,1,perhaps\n", "unknown start_known 'perhaps'; write yes or no"),
        (TWO, "subordinate,superior,last_cited,end_known,open_ended\n2,1,2001,no,E\n", "'E' contradicts end_known"),
        ("unit,name,country,placeholder\n1,Army,MX,so so\n", None, "unknown placeholder 'so so'"),
        ('unit,name,country\n1,"Army,MX\n', None, r"u\.csv line 2: cannot be read \(unexpected end of data\)"),
        ("path,country\n,\n,MX\n", None, "no path"),
        ("path,country\nArmy,MX\n", "subordinate,superior\n1,2\n", "is a table of paths"),
    ],
)
def test_a_faulty_table_is_told_with_its_place(tmp_path: Path, units: str, superiors: str | None, message: str) -> None:
    more = write(tmp_path / "s.csv", superiors) if superiors else None
    source = HierarchySource(write(tmp_path / "u.csv", units), more, 2020)
    with pytest.raises((SourceError, ReadingError), match=message):
        built(tmp_path, [source], strict=True)
    assert not (tmp_path / "store").exists()


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (None, r"r\.csv: there is no such file; check the path"),
        ("folder", r"r\.csv: this is a directory; name a file in it"),
        (b"path,country\nA,MX\n\xff\xfe,MX\n", r"r\.csv line 3: this is not UTF-8, and which encoding"),
        (b"\xff\xfe\xff", r"r\.csv line 1: byte ff at offset 2 is not valid UTF-16"),
        (b"path,country\n,MX\n", r"r\.csv line 2: no path; fill the column 'path', or remove the row"),
        (b"path,country,first_cited,last_cited\nArmy,MX,2020,2010\n", r"first_cited 2020 is after last_cited 2010"),
        (b"path,country\nArmy,Atlantis\n", r"r\.csv line 2: .*Atlantis"),
    ],
)
def test_a_table_that_cannot_be_read(tmp_path: Path, raw: bytes | str | None, message: str) -> None:
    path = tmp_path / "r.csv"
    if raw == "folder":
        path.mkdir()
    elif isinstance(raw, bytes):
        path.write_bytes(raw)
    with pytest.raises((SourceError, ReadingError), match=message):
        built(tmp_path, [HierarchySource(path, None, 2020)])
    assert not (tmp_path / "store").exists()


def test_an_edge_without_a_date_stays_without_one(tmp_path: Path) -> None:
    units = write(tmp_path / "u.csv", "unit,name,country,superiors\n1,Army,MX,\n2,Unit,MX,1\n")
    paths = write(tmp_path / "p.csv", 'path,country\n"Station, Police",MX\n')
    built(tmp_path, [HierarchySource(units), HierarchySource(paths)])
    hierarchy = open_hierarchy(tmp_path / "store")
    stated = {node.name: node.edges for node in hierarchy if node.edges and not node.listed}
    assert {
        name: [str(edge.period) for edge in edges] for name, edges in stated.items() if name in ("Unit", "Station")
    } == {
        "Unit": [""],
        "Station": [""],
    }


def test_two_tables_of_one_name_are_refused(tmp_path: Path, tables: HierarchySource) -> None:
    (tmp_path / "other").mkdir()
    twin = HierarchySource(write(tmp_path / "other" / "units.csv", UNITS), None, 2020)
    with pytest.raises(SourceError, match="two hierarchy tables are called 'units'"):
        built(tmp_path, [tables, twin])


def test_the_command_builds_with_hierarchies(tmp_path: Path, tables: HierarchySource, run: Callable[..., Run]) -> None:
    listed, store = write(tmp_path / "list.csv", LIST), tmp_path / "store"
    about = ("--list", "made", "--year", "2024", "--column", "path", "--country-column", "country")
    hierarchies = ("--hierarchy", str(tables.path), "--superiors", str(tables.superiors))
    made = run("build", str(listed), "--store", str(store), *about, *hierarchies)
    assert made.code == 0
    assert made.out.startswith(f"Built {store}: 2 denials, 8 units, 7 parent-child edges, 3 roots, 2 countries;")
    assert "units" not in made.err, "no row was left unread"
    found = run("check", "2nd Military Zone", "--country", "MX", "--store", str(store))
    assert found.code == 1
    assert "This unit is not itself listed; a unit below it is." in found.out


def test_superiors_need_a_table_of_units(tmp_path: Path, tables: HierarchySource, run: Callable[..., Run]) -> None:
    made = run("build", "--store", str(tmp_path / "store"), "--superiors", str(tables.superiors))
    assert made.code == 2
    assert "--superiors: there are 0 tables of units; give it with exactly one --hierarchy" in made.err
    assert not (tmp_path / "store").exists()


def test_the_bundled_list_takes_a_hierarchy(tmp_path: Path, run: Callable[..., Run]) -> None:
    """The 2018 list with what stands around one of its units: the chain is the list's own."""
    paths = write(tmp_path / "around.csv", 'path,country\n"Federal Police, Gendarmerie Division",MX\n')
    store = tmp_path / "store"
    made = run("build", "--store", str(store), "--hierarchy", str(paths), "--hierarchy-year", "2019")
    assert made.code == 0, made.err
    assert "26 denials, 63 units, 41 parent-child edges, 22 roots, 11 countries" in made.out
    assert check("Gendarmerie Division", country="MX", store=store).status == "not-listed"
    assert len(denied_under("Federal Police", country="MX", store=store).findings) == 2


def test_the_former_spellings_work_and_name_the_new_ones(
    tmp_path: Path, tables: HierarchySource, run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    """``--roster``, ``--roster-year`` and ``rosters=`` come to a build as what replaces them."""
    given: list[object] = []

    def stopped(told: object, hierarchies: Sequence[HierarchySource], *rest: object) -> None:
        given.append(list(hierarchies))
        raise SourceError("build", "is not asked for here")

    for place in ("unitgraph.pipeline.changing.planned",):
        monkeypatch.setattr(place, stopped)
    told = []
    for word in ("hierarchy", "roster"):
        options = (f"--{word}", str(tables.path), f"--{word}-year", "2019", "--superiors", str(tables.superiors))
        made = run("build", "--store", str(tmp_path / "store"), *options)
        assert made.code == 2
        told.append([line for line in made.err.splitlines() if "deprecated" in line])
    assert told == [
        [],
        [
            "warning: --roster is deprecated; use --hierarchy",
            "warning: --roster-year is deprecated; use --hierarchy-year",
        ],
    ]
    source = replace(tables, year=2019)
    with (
        pytest.warns(DeprecationWarning, match="rosters= is deprecated; use hierarchies="),
        pytest.raises(SourceError, match="is not asked for here"),
    ):
        build(None, tmp_path / "store", rosters=[source])
    assert given == [[source]] * 3
    shown = run("build", "--help").out
    assert "--hierarchy-year" in shown
    assert "roster" not in shown


@pytest.mark.parametrize("form", ["tsv", "xlsx", "parquet", "jsonl"])
def test_tables_of_every_format_say_the_same(tmp_path: Path, tables: HierarchySource, form: str) -> None:
    assert tables.superiors is not None
    paths = write(tmp_path / "paths.csv", 'path,country\n"Harbour Police, Navy",MX\n')
    others = [converted(path, form) for path in (tables.path, tables.superiors, paths)]
    # Parquet holds no row of headings to be counted.
    before = 1 if form in ("parquet", "jsonl") else 0
    units = [replace(row, number=row.number - before) for row in read_unit_rows(tables)]
    superiors = [replace(row, number=row.number - before) for row in read_superior_rows(tables.superiors)]
    assert [is_table_of_paths(HierarchySource(path)) for path in (others[0], others[2])] == [False, True]
    assert list(read_unit_rows(HierarchySource(others[0]))) == units
    assert list(read_superior_rows(others[1])) == superiors
    (one,), (other,) = (list(read_path_rows(HierarchySource(each, None, 2020))) for each in (paths, others[2]))
    assert replace(one, number=one.number - before) == other


def converted(path: Path, form: str) -> Path:
    """A CSV in another format, beside it."""
    with path.open(encoding="utf-8", newline="") as stream:
        columns, *rows = csv.reader(stream)
    target = path.with_suffix(f".{form}")
    with target.open("wb") as output:
        write_rows(map(tuple, rows), tuple(columns), form, output)
    return target


def test_progress_shows_on_a_terminal_and_nowhere_else(
    tmp_path: Path, tables: HierarchySource, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    shown: dict[type[io.StringIO], str] = {}
    for kind in (Terminal, io.StringIO):
        stream = kind()
        monkeypatch.setattr("sys.stderr", stream)
        with counters() as progress:
            build(None, tmp_path / "store", hierarchies=[replace(tables, year=2020)], progress=progress)
        shown[kind] = stream.getvalue()
    assert "rows of units.csv" in shown[Terminal]
    assert "stored" in shown[Terminal]
    assert shown[io.StringIO] == ""


# --- built again ---------------------------------------------------------------------------------------------------


def changed_tables(tmp_path: Path, number: int) -> HierarchySource:
    """The tables, each time with a little more: a new unit, a name that is nearly a sibling's, one unit less."""
    units, superiors = UNITS, SUPERIORS
    if number > 0:
        units += "new,3rd Alpine Brigade,MX,,,\n"
        superiors += "new,b,,2020,2021,\n"
    if number > 1:
        units += "near,3rd Alpin Brigade,MX,,,\n"
        superiors += "near,b,,2020,2021,\n"
    if number > 2:
        units = units.replace("new,3rd Alpine Brigade", "new,9th Coastal Division")
    return HierarchySource(write(tmp_path / "units.csv", units), write(tmp_path / "superiors.csv", superiors))


@pytest.mark.end_to_end
def test_a_build_over_another_gives_what_a_build_anew_gives(tmp_path: Path) -> None:
    from unitgraph.validation import validate_store

    near: list[bool] = []
    fresh: dict[int, tuple[Path, Built]] = {}
    for number in (0, 1, 2, 3, 3, 0):
        tables = changed_tables(tmp_path, number)
        again = built(tmp_path, [tables], new_identities=True)
        if number not in fresh:
            (folder := tmp_path / f"fresh-{number}").mkdir()
            fresh[number] = folder, built(folder, [tables])
        folder, anew = fresh[number]
        assert anew.changed is None
        assert again.changed is not None or (number == 0 and not near)
        assert replace(again, changed=None, info=None) == replace(anew, changed=None, info=None)  # type: ignore[arg-type]
        assert again.info.sha256 == anew.info.sha256
        with open_folder(tmp_path / "store") as one, open_folder(folder / "store") as other:
            assert sorted(one.quads()) == sorted(other.quads())
            if number == 2:
                assert validate_store(one) == validate_store(other)
        assert list(open_hierarchy(tmp_path / "store")) == list(open_hierarchy(folder / "store"))
        near.append(any("differs by a letter or two" in warning for warning in again.warnings))
    assert near == [False, False, True, False, False, False]


def test_a_build_over_another_that_does_not_validate_leaves_it(
    tmp_path: Path, tables: HierarchySource, monkeypatch: pytest.MonkeyPatch
) -> None:
    built(tmp_path, [tables])
    with open_folder(tmp_path / "store") as store:
        before = store.info()
    pairs = Writer._unit_pairs

    def two_names(writer: Writer, unit: Unit) -> Iterator[tuple[str, str]]:
        yield from pairs(writer, unit)
        if unit.name == "Army":
            yield "skos:prefLabel", '"Another name"'

    monkeypatch.setattr(Writer, "_unit_pairs", two_names)
    with pytest.raises(ValidationError, match="does not conform"):
        built(tmp_path, [tables])
    with open_folder(tmp_path / "store") as store:
        assert store.info() == before


@pytest.mark.parametrize(
    ("columns", "advised"),
    [
        ("Unit Name,Parent unit,Country,first_cited", "superior_names: 'Parent unit', country: 'Country'}}]"),
        ("unit,superior,rank,country", "forms: [{units: {unit: 'unit', name: 'unit', superior_names: 'superior', "),
        (
            "Army,Division,Unit Name,Country",
            "'Army', 'Division', give them from the top and 'Unit Name' with --path-col",
        ),
        ("Organization,Branch,Unit Name,Country", "give --preset gtts or invest"),
    ],
)
def test_no_form_is_advised_that_loses_what_stands_above(tmp_path: Path, columns: str, advised: str) -> None:
    file = tmp_path / "odd.csv"
    headings = columns.lower().split(",")
    cells = ["Orvena Battalion", "Tamora Brigade", *["Bolivia" if each == "country" else "" for each in headings[2:]]]
    file.write_text(f"{columns}\n{','.join(cells)}\n")
    with pytest.raises(SourceError) as told:
        is_table_of_paths(HierarchySource(file))
    assert advised in told.value.remedy
    if "--map" in told.value.remedy:
        source = HierarchySource(file, map=parse_map(told.value.remedy.partition("such as: ")[2], "map"))
        assert not is_table_of_paths(source)
        assert next(each.superiors for each in read_unit_rows(source) if each.name == "Orvena Battalion")


def test_codes_of_countries_identify_no_units(tmp_path: Path) -> None:
    file = tmp_path / "odd.csv"
    file.write_text("code,unit,reports to\nPE,Lorna Post,Army\nPE,Selva Post,Army\nPE,Army,\n")
    with pytest.raises(SourceError, match="name: 'unit', superior_names: 'reports to'"):
        is_table_of_paths(HierarchySource(file))


def test_a_column_map_is_advised_by_what_the_superiors_are(tmp_path: Path) -> None:
    file = tmp_path / "odd.csv"
    file.write_text("land,unit,parent,rank,ref no\nPeru,Lorna Post,7,1,5\nPeru,Selva Post,5,7,8\nPeru,Army,,7,7\n")
    with pytest.raises(SourceError, match=r"a column map saved as a file.*unit: 'ref no', name: 'unit', superiors: "):
        is_table_of_paths(HierarchySource(file))


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        ("Unidad;Pa\u00eds;Alias\nPuesto Lorna, Polic\u00eda de Mirna;M\u00e9xico;PL\n", [("MX", ("PL",))]),
        ("Unit name,country\nLorna Post,GE\n", [("GE", ())]),
        ("path,nation\nLorna Post,GE\n", [("GE", ())]),
    ],
)
def test_names_alone_are_paths_as_in_a_list(
    tmp_path: Path, table: str, rows: list[tuple[str, tuple[str, ...]]]
) -> None:
    path = tmp_path / "made-up.csv"
    path.write_text(table, encoding="cp1252")
    source = HierarchySource(path)
    assert is_table_of_paths(source)
    assert [(each.country, each.other_names) for each in read_path_rows(source)] == rows


def test_names_with_those_of_superiors_are_paths_below_these(tmp_path: Path) -> None:
    path = tmp_path / "made-up.csv"
    rows = "1st Company,Hill Division,KE\n1st Company,Lake Division,KE\nHill Division,Velabad Army,KE\n"
    path.write_text(f"Unit Name,Parent,Country\n{rows}")
    source = HierarchySource(path)
    assert is_table_of_paths(source)
    assert [row.levels for row in read_path_rows(source)] == [
        ("Velabad Army", "Hill Division", "1st Company"),
        ("Lake Division", "1st Company"),
        ("Velabad Army", "Hill Division"),
    ]
    path.write_text("Unit Name,Parent,Country,first cited\nHill Post,Hill Division,KE,2001\n")
    with pytest.warns(SourceRemark, match="the column 'Parent' is not read"):
        assert [row.levels for row in read_path_rows(HierarchySource(path, column="Unit Name"))] == [()]
    path.write_text("Name,Parent,Country\nA Post,B Post,KE\nB Post,A Post,KE\n")
    with pytest.raises(SourceError, match=r"row 2: is above itself: 'A Post' \(row 2\) below 'B Post' \(row 3\)"):
        list(read_path_rows(source))


def test_names_with_identifiers_are_units(tmp_path: Path) -> None:
    path = tmp_path / "made-up.csv"
    path.write_text("Unit Name,Parent,Superior ID,Unit ID,Country\nHill Post,Velabad Army,7,3,KE\nArmy,,,7,KE\n")
    source = HierarchySource(path)
    assert not is_table_of_paths(source)
    assert [(row.unit, row.name, row.superiors) for row in read_unit_rows(source)] == [
        ("3", "Hill Post", ("7",)),
        ("7", "Army", ()),
    ]


def test_names_with_what_may_be_above_them_are_no_paths_alone(tmp_path: Path) -> None:
    path = tmp_path / "made-up.csv"
    for columns in ("Organization,Unit Name,Country", "Name,Parent,Last cited", "Name,Rank"):
        path.write_text(f"{columns}\na,b,c\n")
        with pytest.raises(SourceError, match="its columns are"):
            is_table_of_paths(HierarchySource(path))


def test_a_preset_tells_of_superiors_that_it_does_not_read(tmp_path: Path) -> None:
    file = tmp_path / "odd.csv"
    file.write_text("Unit Name,Parent unit,Country\nOrvena Battalion,Tamora Brigade,Bolivia\n")
    with pytest.warns(SourceRemark, match="'Parent unit', which may name superiors, is not read"):
        assert len(list(read_path_rows(HierarchySource(file, map=preset("invest"))))) == 1


@pytest.mark.parametrize(
    ("name", "nobody"),
    [
        ("Unknown Brigade", True),
        ("Unidentified Unit, Mirna", True),
        ("Unidad Desconocida", True),
        ("Brigade inconnue", True),
        ("Unidade n\u00e3o identificada", True),
        ("Bataill\u00f3n sin nombre", True),
        ("Неизвестная бригада", True),
        ("\u0648\u062d\u062f\u0629 \u0645\u062c\u0647\u0648\u0644\u0629", True),
        ("Unknown Soldier Guard", False),
        ("Batall\u00f3n Soldado Desconocido", False),
        ("Unknownville Police", False),
        ("Well Known Brigade", False),
    ],
)
def test_names_of_units_that_nobody_could_name(name: str, nobody: bool) -> None:
    assert names_nobody(name) is nobody
