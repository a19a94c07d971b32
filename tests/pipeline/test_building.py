"""From a list to a store."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyoxigraph
import pytest

from unitgraph.api import open_hierarchy
from unitgraph.dataset.vocab import UG
from unitgraph.identity.iris import Minter, check_base
from unitgraph.identity.lists import bundled_graph, read_list
from unitgraph.index.nodes import hierarchy_of, load_hierarchy
from unitgraph.pipeline import building as pipeline
from unitgraph.pipeline.building import build_into, told_twice
from unitgraph.pipeline.changing import BuildMode, building
from unitgraph.pipeline.project import open_project
from unitgraph.reading.hierarchy_tables import HierarchySource
from unitgraph.reading.metadata import ListSource, bundled_list
from unitgraph.sources import Columns
from unitgraph.store import memory_store, open_folder
from unitgraph.store.contents import dataset_lines
from unitgraph.store.library import library
from unitgraph.system.errors import (
    EntryError,
    ReadingError,
    RulingError,
    SourceError,
    StoreError,
    UnitGraphError,
    ValidationError,
)
from unitgraph.validation import Report, Severity, ValidationResult

pytestmark = pytest.mark.end_to_end

LISTED = """Prose before the list.

Mexico

  • Torreon Station, Federal Police
  • Monclova Station, Federal Police


  • Rapid Action Battalion, Dhaka
"""
RULINGS = """list: "{name}"
rulings:
  - {{id: bd, kind: country, lines: [9], country: "BD", date: 2026-11-24, reason: The battalion is of Bangladesh.}}
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "mine.txt"
    path.write_text(LISTED, encoding="utf-8")
    return path


@pytest.fixture
def rulings(tmp_path: Path) -> Path:
    path = tmp_path / "rulings.yaml"
    path.write_text(RULINGS.format(name="mine"), encoding="utf-8")
    return path


def test_a_list_of_ones_own(page: Path, rulings: Path) -> None:
    graph = read_list(ListSource(page, year=2020, title="My list", rulings=rulings))
    assert [(each.name, each.year, each.title) for each in graph.lists] == [("mine", 2020, "My list")]
    assert sorted((unit.country, unit.name) for unit in graph.units) == [
        ("BD", "Rapid Action Battalion"),
        ("MX", "Federal Police"),
        ("MX", "Monclova Station"),
        ("MX", "Torreon Station"),
    ]
    assert [(each.year, each.entry.line) for each in graph.denials] == [(2020, 5), (2020, 6), (2020, 9)]


def test_a_country_for_what_nothing_else_tells(page: Path) -> None:
    graph = read_list(ListSource(page, year=2020, country="GE"))
    assert {unit.country for unit in graph.units if unit.name == "Rapid Action Battalion"} == {"GE"}
    assert {unit.country for unit in graph.units if unit.name == "Federal Police"} == {"MX"}


def test_a_table_of_paths(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(
        "n;body;land\n1;Torreon Station, Federal Police;MX\n2;Presidential Guard;Central African Republic\n"
    )
    graph = read_list(ListSource(path, year=2020, columns=Columns("body", "land", ";")))
    assert sorted((unit.country, unit.name) for unit in graph.units) == [
        ("CF", "Presidential Guard"),
        ("MX", "Federal Police"),
        ("MX", "Torreon Station"),
    ]


def test_the_bundled_list_is_read_once() -> None:
    assert bundled_graph() is bundled_graph()
    assert read_list(ListSource(), "https://example.org/").units[0].iri.startswith("https://example.org/unit/")


def test_rulings_that_are_not_there_yet(page: Path, tmp_path: Path) -> None:
    source = ListSource(page, year=2020, rulings=tmp_path / "none.yaml", country="BD")
    assert len(read_list(source, missing_rulings=True).denials) == 3
    with pytest.raises(RulingError, match=r"none\.yaml: no such rulings file"):
        read_list(source)


def test_rulings_of_another_list(page: Path, tmp_path: Path) -> None:
    (tmp_path / "r.yaml").write_text(RULINGS.format(name="other"))
    with pytest.raises(RulingError, match=r"r\.yaml ruling bd: is for the list 'other'; the entries are from 'mine'"):
        read_list(ListSource(page, year=2020, rulings=tmp_path / "r.yaml"))


@pytest.mark.parametrize(
    ("content", "options", "error", "message"),
    [
        (None, {}, SourceError, "mine.txt: there is no such file"),
        (b"", {}, SourceError, "mine.txt: the document is empty"),
        (b"\0\1\2", {}, SourceError, "mine.txt: this is a binary file"),
        (b"  \xe2\x80\xa2 Torreon Station\n", {}, EntryError, "mine.txt: the calendar year of the list is unknown"),
        (b"- A\n", {"year": 2020}, None, ""),
        (
            b"- A\nwhat\n- B\n",
            {"year": 2020},
            EntryError,
            "mine.txt line 2: neither an entry nor a country's name: 'what'",
        ),
        (b"- A\n", {"name": "2018"}, EntryError, "mine.txt: found 1 entry; the list 2018 has 26"),
        (b"- A\n", {"name": "2018", "year": 2019}, EntryError, "the bundled list 2018 is for 2018, not 2019"),
        (b"- A\n", {"year": 2020, "title": "\udcff"}, EntryError, "the name or title of the list is not valid UTF-8"),
        (b"- A\n", {"year": 2020, "name": "\udcff"}, EntryError, "the name or title of the list is not valid UTF-8"),
    ],
)
def test_what_cannot_be_read(
    tmp_path: Path, content: bytes | None, options: dict[str, object], error: type[UnitGraphError] | None, message: str
) -> None:
    path = tmp_path / "mine.txt"
    if content is not None:
        path.write_bytes(content)
    source = ListSource(path, country="MX", **options)  # type: ignore[arg-type]
    if error is None:
        assert len(read_list(source).units) == 1
        return
    with pytest.raises(error) as caught:
        read_list(source)
    assert message in str(caught.value)
    assert caught.value.remedy


def test_a_country_that_nothing_tells(tmp_path: Path) -> None:
    path = tmp_path / "mine.txt"
    path.write_text("- Zq Xv\n")
    with pytest.raises(ReadingError, match=r"mine line 1: no heading, ruling or name gives the country"):
        read_list(ListSource(path, year=2020))


@pytest.mark.parametrize("name", ["list-2018-headings.html", "list-2018-headings-lost.html"])
def test_another_copy_of_a_bundled_list_gives_the_same_units(root: Path, name: str) -> None:
    """Its lines are others and it may have its headings, so that rulings move along or are not needed."""
    graph = read_list(ListSource(root / "tests" / "reading" / "fixtures" / name, name="2018"))
    bundled = bundled_graph()
    assert [(unit.iri, unit.name) for unit in graph.units] == [(unit.iri, unit.name) for unit in bundled.units]
    assert [denial.unit for denial in graph.denials] == [denial.unit for denial in bundled.denials]
    assert [each.entry.line for each in graph.readings] != [each.entry.line for each in bundled.readings]


def test_rulings_find_their_entries_on_other_lines_and_say_which_are_gone(tmp_path: Path) -> None:
    document, _ = bundled_list("2018")
    lines = [line.text for line in document.lines]
    changed = tmp_path / "page.txt"
    changed.write_text("\n".join(["", "", *lines]), encoding="utf-8")
    graph = read_list(ListSource(changed, name="2018"))
    assert [unit.iri for unit in graph.units] == [unit.iri for unit in bundled_graph().units]
    assert graph.readings[0].entry.line == 3
    changed.write_text("\n".join([lines[0] + " Force", *lines[1:]]), encoding="utf-8")
    with pytest.raises(RulingError, match=r"2018\.yaml ruling country-bangladesh: no entry is 'Investigation Wing, "):
        read_list(ListSource(changed, name="2018"))
    twice = [*lines[:-1], lines[1]]
    changed.write_text("\n".join(twice), encoding="utf-8")
    with pytest.raises(
        RulingError, match=r"country-bangladesh: the entries on lines 2, \d+ are all 'Rapid Action Batt"
    ):
        read_list(ListSource(changed, name="2018"))


# --- the whole dataset ---------------------------------------------------------------------------------------------


def test_the_dataset_has_its_five_graphs_in_sorted_lines() -> None:
    lines = dataset_lines(bundled_graph())
    assert lines == sorted(set(lines))
    graphs = {line.rsplit(" ", 2)[1] for line in lines}
    base = "https://w3id.org/unitgraph/graph/"
    assert graphs == {f"<{base}{name}>" for name in ("list/2018", "rulings", "inferred", "ontology", "queries")}
    assert len(list(pyoxigraph.parse("".join(lines).encode(), format=pyoxigraph.RdfFormat.N_QUADS))) == len(lines)
    assert not any("_:" in line.split('"')[0] for line in lines)


@pytest.mark.parametrize("base", ["https://example.org/", "http://localhost:8000/a/", "https://beispiel.de/ä/"])
def test_bases(base: str) -> None:
    check_base(base)


@pytest.mark.parametrize(
    "base",
    [
        "",
        "example.org/",
        "https://example.org",
        "https:///",
        "ftp://example.org/",
        "https://a b/",
        "https://a#/",
        "https://a?b/",
        "https://a<b/",
        'https://a"/',
        "https://a\\/",
        "https://a\x01/",
        "https://a\udcff/",
        "https://a/\n",
    ],
)
def test_what_is_no_base(base: str) -> None:
    with pytest.raises(UnitGraphError, match=r"is not a base for IRIs; give an http\(s\) address that ends in '/'"):
        check_base(base)


# --- the store -----------------------------------------------------------------------------------------------------


def build_list(
    source: ListSource,
    store: Path,
    base: str | None = None,
    hierarchies: Sequence[HierarchySource] = (),
    change: BuildMode = BuildMode.KEEP,
) -> pipeline.Built:
    return build_into(store, building(open_project([source], hierarchies, base), change))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[pipeline.Built, Path]:
    """A store of a list of one's own, under a base of one's own."""
    folder = tmp_path_factory.mktemp("built")
    page, rulings = folder / "mine.txt", folder / "r.yaml"
    page.write_text(LISTED, encoding="utf-8")
    rulings.write_text(RULINGS.format(name="mine"), encoding="utf-8")
    return build_list(ListSource(page, year=2020, rulings=rulings), folder / "store", "https://example.org/"), folder


def test_a_build_tells_what_it_made(built: tuple[pipeline.Built, Path]) -> None:
    made, folder = built
    assert (made.denials, made.units, made.edges, made.roots, made.countries) == (3, 4, 2, 2, 2)
    assert repr(made) == "Built(denials=3, units=4, edges=2, roots=2, countries=2, changed=None)"
    assert made.info.metadata.base == "https://example.org/"
    assert made.info.metadata.lists == ("mine",)
    with open_folder(folder / "store") as store:
        assert store.info().sha256 == made.info.sha256
        assert store.count() == made.info.quads
        found = store.query("SELECT ?n WHERE { ?u a <https://w3id.org/unitgraph/ns#Unit> ; "
                            "<http://www.w3.org/2004/02/skos/core#prefLabel> ?n } ORDER BY ?n")  # fmt: skip
        assert [row[0] for row in found.texts()] == [
            "Federal Police",
            "Monclova Station",
            "Rapid Action Battalion",
            "Torreon Station",
        ]


def test_a_store_holds_the_lines_of_the_dataset(built: tuple[pipeline.Built, Path]) -> None:
    _, folder = built
    source = ListSource(folder / "mine.txt", year=2020, rulings=folder / "r.yaml")
    with open_folder(folder / "store") as store:
        assert sorted(f"{line}\n" for line in store.quads()) == dataset_lines(read_list(source, "https://example.org/"))


def test_warnings_are_those_of_the_validation(built: tuple[pipeline.Built, Path]) -> None:
    made, _ = built
    assert any("where it was published" in warning for warning in made.warnings)


def test_lists_of_one_file_are_told(page: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text(LISTED.replace("Monclova", "Lorna"), encoding="utf-8")
    paths = {"mine": page, "twice": page, "other": other}
    project = open_project([ListSource(path, name, 2020) for name, path in paths.items()])
    assert list(told_twice(project.lists)) == [
        "twice: the same file as mine, so each denial counts 2 times; if they are one list, take out the other ones "
        "(unitgraph remove twice --store \u2026)"
    ]


def report(conforms: bool) -> Report:
    severity = Severity.WARNING if conforms else Severity.VIOLATION
    return Report(conforms, (ValidationResult(severity, "x:1", "", "", "", "", "The name is empty.", "Police"),))


def test_a_build_that_does_not_validate_is_not_stored(
    page: Path, rulings: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = tmp_path / "store"
    monkeypatch.setattr("unitgraph.validation.validate_store", lambda held, **_: report(False))
    with pytest.raises(
        ValidationError, match="build: the graph does not conform to the shapes; correct what the report"
    ) as caught:
        build_list(ListSource(page, year=2020, rulings=rulings), store)
    assert "The name is empty." in caught.value.report
    assert not store.exists()
    with pytest.raises(StoreError, match="no such folder"):
        open_folder(store)


def test_a_failed_build_leaves_the_store_that_was_there(
    built: tuple[pipeline.Built, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, folder = built
    before = sorted(path.name for path in (folder / "store").iterdir())
    monkeypatch.setattr("unitgraph.validation.validate_store", lambda held, **_: report(False))
    with pytest.raises(ValidationError):
        build_list(ListSource(), folder / "store", change=BuildMode.REPLACE)
    with pytest.raises(SourceError):
        build_list(ListSource(tmp_path / "none.txt", year=2020), folder / "store")
    assert sorted(path.name for path in (folder / "store").iterdir()) == before
    with open_folder(folder / "store") as store:
        assert store.info().sha256 == made.info.sha256


def test_nothing_is_read_for_a_base_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(UnitGraphError, match="is not a base"):
        build_list(ListSource(tmp_path / "none.txt"), tmp_path / "store", "nope")
    assert list(tmp_path.iterdir()) == []


def test_how_sure_an_inferred_country_is_stands_in_every_hierarchy(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text("- Torreon Station, Federal Police\n", encoding="utf-8")
    source = ListSource(page, "x", 2020)
    graph = read_list(source)
    expected = graph.readings[0].country.confidence
    assert 0 < expected < 1
    build_list(source, tmp_path / "store")
    stored, loaded = open_hierarchy(tmp_path / "store"), load_hierarchy(memory_store(dataset_lines(graph)))
    for hierarchy in (hierarchy_of(graph), stored, loaded):
        (listing,) = next(node for node in hierarchy if node.listed).listings
        assert listing.country_confidence == pytest.approx(expected, abs=1e-4)


def test_units_of_a_list_and_of_a_hierarchy_table_are_siblings(tmp_path: Path) -> None:
    page = tmp_path / "mine.csv"
    page.write_text("unit,country\nFrontier Milatiry Guard,LY\nCoastal Corps,LY\n", encoding="utf-8")
    table = tmp_path / "units.csv"
    paths = '"Coastel Corps, Frontier Military Guard",LY\n"Coastal Korps, Frontier Military Guard",LY\n'
    table.write_text(f"path,country\n{paths}", encoding="utf-8")
    source = ListSource(page, year=2020, columns=Columns("unit", "country"))
    for hierarchies, expected in (
        ([], []),
        (
            [HierarchySource(table, year=2020)],
            [("Coastal Korps", "Coastel Corps"), ("Frontier Milatiry Guard", "Frontier Military Guard")],
        ),
    ):
        built = build_list(source, tmp_path / "store", hierarchies=hierarchies)
        with open_folder(tmp_path / "store") as store:
            rows = store.query(library()["near-duplicate-siblings"].text).texts()
            assert [(row[1], row[3]) for row in rows] == expected
            graphs = f"SELECT ?graph {{ GRAPH ?graph {{ ?one <{UG}nearlySameNameAs> ?other }} }}"
            inferred = Minter().graph("inferred")
            assert [row[0] for row in store.query(graphs).texts()] == [inferred] * len(expected)
        assert sum("differs by a letter or two" in each for each in built.warnings) == len(expected)
