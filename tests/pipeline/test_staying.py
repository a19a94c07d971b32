"""IRIs that stay, through builds and the service: sources added and taken out, merges and splits. All is made up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from unitgraph.api import build, open_checker, open_hierarchy, open_store, remove
from unitgraph.identity.register import read_records, write_records
from unitgraph.pipeline.building import Built
from unitgraph.pipeline.identities import IDENTITIES
from unitgraph.reading.hierarchy_tables import HierarchySource
from unitgraph.system.errors import SourceError, UnitGraphError
from unitgraph.web import Settings, create_app

BASE = "https://w3id.org/unitgraph/"
PREAMBLE = "Made up: nobody denied anything.\n\nUnits denied in calendar year {year}\n\nMali\n\n"
ONE = ("Kordora Guards Battalion, National Army", "Gate Watch, Velabad Police")
OTHER = ("Korbad Station, Korbad Division, Velabad Police", "Harbour Watch, Velabad Police")
TABLE = (
    'path,country\n"Kordora Guard Battalion, National Army",ML\n"Korbad Station, Korbad Division, Velabad Police",ML\n'
)

pytestmark = pytest.mark.end_to_end
DISTINCT = """\
list: one
rulings:
- id: two-battalions
  kind: distinct
  names: [Kordora Guard Battalion, Kordora Guards Battalion]
  reason: Made up for a test.
  date: 2026-01-02
"""


class World:
    """Made-up sources in a folder, to be built into its stores."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name, year, entries in (("one", 2020, ONE), ("other", 2021, OTHER)):
            text = PREAMBLE.format(year=year) + "".join(f"  • {each}\n" for each in entries)
            (folder / f"{name}.txt").write_text(text, encoding="utf-8")
        (folder / "table.csv").write_text(TABLE, encoding="utf-8")
        (folder / "rulings.yaml").write_text(DISTINCT, encoding="utf-8")

    def add(self, name: str, store: str, ruled: bool | None = None, **more: bool | Path) -> Built:
        """Build a source into a store that may hold others."""
        place = self.folder / store
        add = place.exists() and not more.get("replace")
        if name == "table":
            tables = [HierarchySource(self.folder / "table.csv", None, 2020)]
            return build(None, place, no_list=True, hierarchies=tables, add=add, **more)  # type: ignore[arg-type]
        none = self.folder / "none.yaml"
        none.write_text(f"list: {name}\nrulings: []\n", encoding="utf-8")
        rulings = None if ruled is None else self.folder / "rulings.yaml" if ruled else none
        year = {"one": 2020, "other": 2021}[name]
        source = self.folder / f"{name}.txt"
        return build(source, place, name=name, year=year, rulings=rulings, add=add, **more)  # type: ignore[arg-type]

    def iris(self, store: str) -> dict[str, str]:
        """The IRIs of a store's units by their names."""
        return {node.name: node.iri.removeprefix(BASE) for node in open_hierarchy(self.folder / store)}

    def kept(self, store: str) -> Path:
        """The identities that a store keeps."""
        (found,) = (self.folder / store).glob(f"gen-*/sources/{IDENTITIES}")
        return found

    def digest(self, store: str) -> str:
        with open_store(self.folder / store) as opened:
            return opened.info().sha256


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


@contextmanager
def served(store: Path) -> Iterator[TestClient]:
    app = create_app(Settings(store=store))
    with TestClient(app, base_url="http://127.0.0.1:8000", follow_redirects=False) as client:
        yield client


@pytest.mark.parametrize("order", [("table", "one"), ("one", "table")])
def test_sources_added_keep_every_iri_and_come_to_the_same_units(world: World, order: tuple[str, ...]) -> None:
    before: dict[str, str] = {}
    for name in order:
        world.add(name, "store")
        now = world.iris("store")
        # The name shown may become that of the list; a unit is known by its IRI.
        assert set(before.values()) <= set(now.values())
        before = now
    for name in sorted(order):
        world.add(name, "sorted")
    checkers = [open_checker(world.folder / store) for store in ("store", "sorted")]
    names = sorted({*world.iris("store"), *world.iris("sorted")})
    assert len(names) == 6
    told = [[(str(each.check(name, "ML").status), len(each.hierarchy)) for name in names] for each in checkers]
    assert told[0] == told[1]


def test_the_same_build_again_changes_no_byte(world: World) -> None:
    world.add("one", "store")
    world.add("table", "store")
    digest, register = world.digest("store"), world.kept("store").read_bytes()
    world.add("table", "store")
    assert (world.digest("store"), world.kept("store").read_bytes()) == (digest, register)
    # Sources that need no history give the bytes of one build.
    remove("table", world.folder / "store")
    world.add("one", "alone")
    assert set(world.iris("store").items()) >= set(world.iris("alone").items())
    world.add("one", "store", replace=True, new_identities=True)
    assert world.digest("store") == world.digest("alone")


def test_two_units_that_turn_out_one_redirect_and_a_ruling_gives_the_iri_back(world: World) -> None:
    world.add("table", "store")
    world.add("one", "store", ruled=True)
    parted = world.iris("store")
    listed, tabled = parted["Kordora Guards Battalion"], parted["Kordora Guard Battalion"]

    world.add("one", "store", ruled=False)
    merged = world.iris("store")
    assert merged["Kordora Guards Battalion"] == listed
    assert tabled not in merged.values()
    with served(world.folder / "store") as client:
        for suffix in ("", ".html", ".ttl", ".csv"):
            response = client.get(f"/{tabled}{suffix}", headers={"accept": "text/html"})
            assert (response.status_code, response.headers["location"]) == (301, f"/{listed}{suffix}")
        told = client.get(f"/api/units/{tabled.removeprefix('unit/')}").json()
        assert (told["iri"], told["status"]) == (BASE + listed, "listed")
        asked = {"ids": [tabled.removeprefix("unit/")], "properties": [{"id": "iri"}]}
        row = client.post("/reconcile/1/extend", json=asked).json()["rows"][0]
        assert row["properties"][0]["values"] == [{"str": BASE + listed}]
    answer = open_checker(world.folder / "store").check(BASE + tabled)
    assert (answer.unit and answer.unit.iri, str(answer.status)) == (BASE + listed, "listed")
    with open_store(world.folder / "store") as opened:
        text = "SELECT ?old ?new WHERE { ?old <http://purl.org/dc/terms/isReplacedBy> ?new }"
        assert list(opened.query(text).texts()) == [(BASE + tabled, BASE + listed)]

    world.add("one", "store", ruled=True)
    assert world.iris("store") == parted
    with served(world.folder / "store") as client:
        assert client.get(f"/{tabled}.html").status_code == 200
        assert client.get(f"/{listed}.html").status_code == 200


def test_a_unit_whose_every_source_is_taken_out_says_what_it_was_and_comes_back(world: World) -> None:
    world.add("other", "store")
    world.add("one", "store")
    before = world.iris("store")
    gone = before["Gate Watch"]
    remove("one", world.folder / "store")
    assert set(before) - set(world.iris("store")) == {"Gate Watch", "Kordora Guards Battalion", "National Army"}
    with served(world.folder / "store") as client:
        for suffix in ("", ".ttl"):
            response = client.get(f"/{gone}{suffix}", headers={"accept": "application/json"})
            assert response.status_code == 410
            assert response.json()["detail"].startswith("This was Gate Watch (Mali), named by one. No source")
        assert client.get(f"/api/units/{gone.removeprefix('unit/')}").status_code == 410
    world.add("one", "store")
    assert world.iris("store") == before
    with served(world.folder / "store") as client:
        assert client.get(f"/{gone}.html").status_code == 200


def test_another_copy_of_a_list_keeps_entries_units_and_denials(world: World) -> None:
    world.add("one", "store")

    def statements() -> list[str]:
        with open_store(world.folder / "store") as opened:
            text = "SELECT ?s ?p ?o WHERE { ?s ?p ?o FILTER(STRSTARTS(STR(?s), CONCAT(STR(?base), 'list/one/'))) }"
            text = text.replace("STR(?base)", f'"{BASE}"')
            found = opened.query(text).texts()
            return sorted(" ".join(map(str, row)) for row in found if not str(row[1]).endswith(("#line", "#ordinal")))

    before, iris = statements(), world.iris("store")
    source = world.folder / "one.txt"
    first, second = (f"  • {each}\n" for each in ONE)
    text = source.read_text(encoding="utf-8")
    moved = text.replace("\nMali", "\n\nAnother line of prose.\n\nMali").replace(first + second, second + first)
    assert moved != text
    source.write_text(moved.replace("Guards Battalion, ", "Guards  BATTALION,\u00a0"), encoding="utf-8")
    world.add("one", "store")
    assert set(world.iris("store").values()) == set(iris.values())
    subjects = [sorted({each.split(" ")[0] for each in found}) for found in (before, statements())]
    assert subjects[0] == subjects[1]


def test_identities_are_an_input_like_rulings(world: World) -> None:
    world.add("one", "store")
    file = world.folder / "mine.jsonl"
    records = [
        each if each.name != "Gate Watch" else type(each)("unit/ml/watch", each.name, each.country, each.mentions)
        for each in read_records(world.kept("store"))
    ]
    write_records(file, records)
    world.add("one", "given", identities=file)
    assert world.iris("given")["Gate Watch"] == "unit/ml/watch"
    # From then on the store knows it by itself.
    world.add("table", "given")
    assert world.iris("given")["Gate Watch"] == "unit/ml/watch"
    # The IRI that its names would give is free, and never that of another.
    assert world.iris("store")["Gate Watch"] not in world.iris("given").values()


def test_faults_of_identities_are_told_and_nothing_is_built(world: World) -> None:
    world.add("one", "store")
    digest = world.digest("store")
    file = world.folder / "bad.jsonl"
    file.write_text('{"iri": "x"}\n', encoding="utf-8")
    with pytest.raises(SourceError, match=r"bad\.jsonl line 1: is not an identity"):
        world.add("one", "store", identities=file)
    with pytest.raises(SourceError, match="no such file of identities"):
        world.add("one", "store", identities=world.folder / "none.jsonl")
    with pytest.raises(UnitGraphError, match="contradict each other"):
        world.add("one", "store", identities=file, new_identities=True)
    assert world.digest("store") == digest


def test_a_mention_that_is_gone_is_a_warning(world: World) -> None:
    world.add("one", "store")
    source = world.folder / "one.txt"
    source.write_text(source.read_text(encoding="utf-8").replace("Gate Watch", "Pier Watch"), encoding="utf-8")
    warnings = world.add("one", "store").warnings
    (told,) = (each for each in warnings if each.startswith("identities: "))
    assert "no longer in the source: " in told
    assert "Gate Watch in the text 'Gate Watch, Velabad Police' of one (Gate Watch)" in told
