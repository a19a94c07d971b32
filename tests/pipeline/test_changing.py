"""Sources are added to a store, replaced and removed, and nothing else of it is lost."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from several_lists import FIRST, SECOND, write_list
from unitgraph.api import build, check, remove
from unitgraph.pipeline import building
from unitgraph.pipeline.building import Built, build_into
from unitgraph.pipeline.changing import BuildMode, Held, removing
from unitgraph.pipeline.changing import building as building_plan
from unitgraph.pipeline.project import open_project
from unitgraph.reading.hierarchy_tables import HierarchySource
from unitgraph.reading.metadata import ListSource
from unitgraph.store import open_folder, write_store
from unitgraph.system.errors import ReadingError, SourceError, StoreError, UnitGraphError

Runner = Callable[..., Any]
RULINGS = (
    "list: first\nrulings:\n"
    "  - {id: a, kind: spelling, lines: [9], written: Korbad Guard, means: Korbad Guards,"
    " date: 2026-11-24, reason: two spellings}\n"
)

pytestmark = pytest.mark.end_to_end
UNITS = "unit,name,country,superiors\n1,Velabad Police,MX,\n2,Northern Division,MX,1\n3,Toluria Station,MX,2\n"


@pytest.fixture
def sources(tmp_path: Path) -> dict[str, dict[str, Any]]:
    """Two lists and a hierarchy table, as they are given to a build."""
    first, second = write_list(tmp_path, "first", 2019, FIRST), write_list(tmp_path, "second", 2020, SECOND)
    (tmp_path / "rulings.yaml").write_text(RULINGS, encoding="utf-8")
    (tmp_path / "units.csv").write_text(UNITS, encoding="utf-8")
    units = HierarchySource(tmp_path / "units.csv", None, 2018)
    return {
        "first": {"source": first.path, "year": 2019, "rulings": tmp_path / "rulings.yaml", "legal_basis": "act 7"},
        "second": {"source": second.path, "year": 2020},
        "units": {"source": None, "no_list": True, "hierarchies": [units]},
    }


def names(made: Built) -> list[str]:
    return [each.name for each in made.info.metadata.sources]


def test_the_order_in_which_sources_are_added_matters_to_no_more_than_iris(
    sources: Mapping[str, Mapping[str, Any]], tmp_path: Path
) -> None:
    digests = set()
    first, second, units = sources
    # Of any two sources each comes before the other, and each source comes first, second and last.
    for number, order in enumerate(((first, second, units), (second, units, first), (units, first, second))):
        store = tmp_path / f"s{number}"
        for name in order:
            made = build(**sources[name], store=store, add=True, new_identities=True)
        assert names(made) == ["first", "second", "units"]
        digests.add(made.info.sha256)
    (tmp_path / "unitgraph.yaml").write_text(
        "hierarchies: [{file: units.csv, year: 2018}]\n"
        "lists:\n  - {file: second.txt, year: 2020}\n"
        "  - {file: first.txt, year: 2019, rulings: rulings.yaml, legal_basis: act 7}\n"
    )
    digests.add(build(tmp_path / "unitgraph.yaml", tmp_path / "whole").info.sha256)
    assert len(digests) == 1


def test_a_list_of_a_name_that_the_store_holds_replaces_that_list_alone(
    sources: Mapping[str, Mapping[str, Any]], tmp_path: Path
) -> None:
    store = tmp_path / "s"
    for name in sources:
        whole = build(**sources[name], store=store, add=True)
    write_list(tmp_path, "second", 2020, SECOND[:1])
    made = build(**sources["second"], store=store)
    assert names(made) == ["first", "second", "units"]
    assert [each.rows for each in made.info.metadata.sources] == [3, 1, 3]
    assert [each.rulings for each in made.info.metadata.sources] == [1, 0, 0]
    assert [each.legal_basis for each in made.info.metadata.sources] == ["act 7", None, None]
    assert check("Korbad Guards", store=store).status == "listed", "the ruling on the other list holds"
    write_list(tmp_path, "second", 2020, SECOND)
    assert build(**sources["second"], store=store).info.sha256 == whole.info.sha256


def test_of_a_large_store_what_changed_is_validated(
    sources: Mapping[str, Mapping[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_list(tmp_path, "second", 2020, (*SECOND, "Korbad Gaurd, Velabad Police", "Korbad Guard, Velabad Police"))
    build(**sources["first"], store=tmp_path / "s")
    with monkeypatch.context() as patched:
        patched.setattr("unitgraph.validation.LARGE", 0)
        patched.setattr("unitgraph.validation.validate_store", None)
        made = build(**sources["second"], store=tmp_path / "s", add=True)
    whole = build(**sources["second"], store=tmp_path / "s")
    assert made.changed
    assert whole.changed == 0
    assert made.warnings == whole.warnings
    assert any("differs by a letter or two" in each for each in made.warnings)
    assert any("first" in each and "where it was published" in each for each in made.warnings), "as known before"


def test_another_list_is_refused_with_what_can_be_done(
    sources: Mapping[str, Mapping[str, Any]], tmp_path: Path
) -> None:
    store = tmp_path / "s"
    before = build(**sources["first"], store=store)
    for given, what in (
        ("second", r"s: holds the list 'first', which a build of 'second' would remove"),
        ("units", r"s: holds the list 'first', which a build of 'units' would remove"),
    ):
        with pytest.raises(StoreError, match=what + "; give --add to add to it, or --replace to replace everything"):
            build(**sources[given], store=store)
    with open_folder(store) as held:
        assert held.info() == before.info
    assert names(build(**sources["units"], store=store, add=True)) == ["first", "units"]
    with pytest.raises(StoreError, match="holds the list 'first' and the hierarchy table 'units', which a build of"):
        build(**sources["second"], store=store)
    assert names(build(**sources["second"], store=store, replace=True)) == ["second"]
    with pytest.raises(UnitGraphError, match="add and replace contradict each other"):
        build(**sources["second"], store=store, replace=True, add=True)


def test_tables_come_with_a_list_that_the_store_holds(sources: Mapping[str, Mapping[str, Any]], tmp_path: Path) -> None:
    store = tmp_path / "s"
    build(**sources["first"], store=store)
    tables = sources["units"]["hierarchies"]
    assert names(build(**sources["first"], store=store, hierarchies=tables)) == ["first", "units"]
    assert names(build(**sources["first"], store=store)) == ["first", "units"], "the table is another source"
    with pytest.raises(StoreError, match="would remove; give --add"):
        build(**sources["second"], store=store, hierarchies=tables)


def test_a_project_is_all_that_the_store_holds(sources: Mapping[str, Mapping[str, Any]], tmp_path: Path) -> None:
    store, project = tmp_path / "s", tmp_path / "unitgraph.yaml"
    build(**sources["first"], store=store)
    project.write_text("lists: [{file: second.txt, year: 2020}]\n")
    with pytest.raises(StoreError, match="holds the list 'first', which a build of 'second' would remove; give --add"):
        build(project, store)
    assert names(build(project, store, add=True)) == ["first", "second"]
    with pytest.raises(StoreError, match="holds the list 'first'"):
        build(project, store)
    project.write_text("lists: [{file: second.txt, year: 2020}, {file: first.txt, year: 2019}]\n")
    made = build(project, store)
    assert [each.legal_basis for each in made.info.metadata.sources] == [None, None], "as the project says"


def test_a_source_is_removed_and_the_rest_stays(sources: Mapping[str, Mapping[str, Any]], tmp_path: Path) -> None:
    store = tmp_path / "s"
    for name in ("first", "units"):
        expected = build(**sources[name], store=store, add=True)
    build(**sources["second"], store=store, add=True)
    made = remove("second", store)
    assert made.info.sha256 == expected.info.sha256
    assert made.info.metadata == expected.info.metadata
    with pytest.raises(StoreError, match="s: holds no source called 'second'; it holds: first, units"):
        remove("second", store)
    assert names(remove("first", store)) == ["units"]
    with pytest.raises(StoreError, match="'units' is all that it holds; remove the folder, or build something else"):
        remove("units", store)
    with pytest.raises(StoreError, match="there is no store; give the folder of a store"):
        remove("units", tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_superiors_go_with_their_table(tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text("unit,name,country\n1,Velabad Police,MX\n2,Korbad Guard,MX\n")
    (tmp_path / "above.csv").write_text("subordinate,superior\n2,1\n")
    source = HierarchySource(tmp_path / "units.csv", tmp_path / "above.csv", 2018)
    build(None, tmp_path / "s", hierarchies=[source])
    with pytest.raises(StoreError, match="'above' holds the superiors of the hierarchy table 'units'; remove 'units'"):
        remove("above", tmp_path / "s")
    assert names(remove("units", tmp_path / "s")) == ["2018"]


def test_a_failed_change_leaves_the_store_as_it_was(sources: Mapping[str, Mapping[str, Any]], tmp_path: Path) -> None:
    store = tmp_path / "s"
    before = build(**sources["first"], store=store)
    (tmp_path / "odd.txt").write_text("- Zq Xv\n")
    with pytest.raises(ReadingError):
        build(tmp_path / "odd.txt", store, year=2020, add=True)
    with pytest.raises(StoreError, match=r"its IRIs have the base https://w3id.org/unitgraph/, not https"):
        build(**sources["second"], store=store, add=True, base="https://example.org/")
    with open_folder(store) as held:
        assert held.info() == before.info
    assert names(build(**sources["second"], store=store, add=True)) == ["first", "second"]


def test_the_base_of_a_store_stays(sources: Mapping[str, Mapping[str, Any]], tmp_path: Path) -> None:
    store = tmp_path / "s"
    build(**sources["first"], store=store, base="https://example.org/")
    assert build(**sources["second"], store=store, add=True).info.metadata.base == "https://example.org/"
    assert build(**sources["second"], store=store).info.metadata.base == "https://example.org/"
    assert remove("second", store).info.metadata.base == "https://example.org/"


def test_the_copies_do_not_change_with_the_files_that_were_given(
    sources: Mapping[str, Mapping[str, Any]], tmp_path: Path
) -> None:
    store = tmp_path / "s"
    build(**sources["first"], store=store)
    with open_folder(store) as held:
        assert held.sources is not None
        (kept,) = (held.sources / "lists").iterdir()
        number = kept.stat().st_ino
    text = (tmp_path / "first.txt").read_bytes()
    (tmp_path / "first.txt").write_text("gone")
    build(**sources["second"], store=store, add=True)
    with open_folder(store) as held:
        assert held.sources is not None
        kept = held.sources / "lists" / "first.txt"
        assert kept.read_bytes() == text
        assert kept.stat().st_ino == number, "linked, not copied"


def test_a_file_that_changes_meanwhile_is_refused(
    sources: Mapping[str, Mapping[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    validated = building._Build._validate
    given = {**sources["first"], "hierarchies": sources["units"]["hierarchies"]}
    for path, more in ((tmp_path / "first.txt", "  • Mirna Guard\n"), (tmp_path / "units.csv", "4,Guard,MX,\n")):
        before = path.read_bytes()

        def changed(self: Any, *given: Any, path: Path = path, text: bytes = before + more.encode()) -> None:
            validated(self, *given)
            path.write_bytes(text)

        monkeypatch.setattr(building._Build, "_validate", changed)
        with pytest.raises(SourceError, match=f"{path.name}: the file changed while it was read; build again"):
            build(**given, store=tmp_path / "s")
        path.write_bytes(before)
        assert not (tmp_path / "s").exists()


def test_a_store_without_copies_of_its_sources(sources: Mapping[str, Mapping[str, Any]], tmp_path: Path) -> None:
    store = tmp_path / "s"
    build(**sources["first"], store=tmp_path / "made")
    with open_folder(tmp_path / "made") as made:
        write_store(store, made.quads(), made.info().metadata)
    remedy = r"write a project file \(unitgraph.yaml\) that names all sources, and build it there with --replace"
    what = "s: a store built by an earlier version or another program keeps no copies of its sources"
    with pytest.raises(StoreError, match=f"{what}.*; {remedy}"):
        build(**sources["second"], store=store, add=True)
    with pytest.raises(StoreError, match=f"{what}.*; {remedy}"):
        remove("first", store)
    with pytest.raises(StoreError, match=r"would remove; build all sources from a project file \(unitgraph.yaml\), or"):
        build(**sources["second"], store=store)
    assert names(build(**sources["first"], store=store)) == ["first"], "nothing is lost"


def test_a_killed_change_leaves_the_store_of_before(
    sources: Mapping[str, Mapping[str, Any]], tmp_path: Path, environment: dict[str, str]
) -> None:
    store = tmp_path / "s"
    before = build(**sources["first"], store=store)
    command = [sys.executable, "-m", "unitgraph", "build", "second.txt", "--year", "2020", "--store", "s", "--add"]
    process = subprocess.Popen(command, cwd=tmp_path, env=environment)
    while len(list(store.glob("gen-*/index/*"))) < 6 and process.poll() is None:
        time.sleep(0.01)
    process.kill()
    process.wait()
    with open_folder(store) as held:
        info = held.info()
    if info.sha256 == before.info.sha256:
        assert names(build(**sources["second"], store=store, add=True)) == ["first", "second"]
    else:
        assert [each.name for each in info.metadata.sources] == ["first", "second"]
    assert len(list(store.glob("gen-*"))) == 1


def test_a_service_keeps_no_copies_of_its_sources(sources: Mapping[str, Mapping[str, Any]], tmp_path: Path) -> None:
    info = build(**sources["first"], store=tmp_path / "s").info
    held = Held("http://x.example/sparql", info, service=True)
    second = open_project([ListSource(tmp_path / "second.txt", year=2020)])
    what = "http://x.example/sparql: a SPARQL service keeps no copies of its sources, from which to build them again"
    for plan in (building_plan(second, BuildMode.ADD), removing("first")):
        with pytest.raises(StoreError, match=f"{what}; write a project file"):
            plan(held)
    with pytest.raises(StoreError, match="would remove; build all sources from a project file"):
        building_plan(second)(held)
    assert building_plan(second, BuildMode.REPLACE)(held) == second
    both = open_project([ListSource(tmp_path / f"{name}.txt", year=2020) for name in ("first", "second")])
    assert building_plan(both, whole=True)(held).lists == both.lists


def test_two_changes_at_once_are_not_lost(sources: Mapping[str, Mapping[str, Any]], tmp_path: Path) -> None:
    """What a store holds is read when the folder is claimed: a build that waits outside sees what came before it."""
    store = tmp_path / "s"
    build(**sources["first"], store=store)

    plan = building_plan(open_project([ListSource(tmp_path / "second.txt", year=2020)]), BuildMode.ADD)
    build(**sources["units"], store=store, add=True)
    assert names(build_into(store, plan)) == ["first", "second", "units"]


def test_the_commands_say_what_the_store_holds(
    sources: Mapping[str, Mapping[str, Any]], tmp_path: Path, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert sources
    done = run("build", "--no-list", "--hierarchy", "units.csv", "--hierarchy-year", "2018", "--store", "s")
    assert "It holds hierarchy table units (3 rows, 3 units)." in done.out
    done = run("build", "first.txt", "--year", "2019", "--rulings", "rulings.yaml", "--store", "s", "--add")
    assert "It holds list first (3 entries, 1 ruling); hierarchy table units (3 rows, 3 units)." in done.out
    done = run("build", "--add", "--hierarchy", "units.csv", "--hierarchy-year", "2018", "--store", "s")
    assert "It holds list first (3 entries, 1 ruling); hierarchy" in done.out, "no bundled list is added with a table"
    shown = run("sources", "--store", "s")
    assert shown.code == 0
    assert "  legal basis: no legal basis is stated\n" in shown.out
    assert "  published: no date is stated; it counts as published from 2020-01-01\n" in shown.out
    told = json.loads(run("sources", "--store", "s", "--format", "json").out)["sources"]
    assert [(each["kind"], each["name"], each["rows"]) for each in told] == [
        ("list", "first", 3),
        ("hierarchy", "units", 3),
    ]
    answer = run("check", "Korbad Guards", "--store", "s").out
    assert answer.splitlines()[-2] == "No legal basis is stated for the list first."
    under = run("denied", "Velabad Police", "--store", "s").out
    assert under.splitlines()[-2] == "No legal basis is stated for the list first."
    table = run("sources", "--store", "s", "--format", "csv").out.splitlines()
    assert table[0].startswith("kind,name,sha256,rows,units,rulings,year,title,published,counts_from,publisher,source,")
    assert len(table) == 3
    assert run("sources", "--store", "s", "--as-project", "s").code == 2
    done = run("remove", "first", "--store", "s")
    assert (done.code, "It holds hierarchy table units" in done.out) == (0, True)
    done = run("build", "--no-list", "--store", "s")
    assert (done.code, done.err) == (
        2,
        "unitgraph: build: neither a list nor a hierarchy table is given; give one of them\n",
    )
    done = run("build", "--no-list", "--year", "2019", "--hierarchy", "units.csv", "--store", "s")
    assert "build: there is no list for what is said of one; leave it out, or give the list" in done.err


def test_what_the_bundled_list_is_made_of(run: Runner, tmp_path: Path) -> None:
    shown = run("sources")
    assert shown.out.startswith("list 2018 (26 entries, 12 rulings)\n")
    assert "  legal basis: section 620M of the Foreign Assistance Act of 1961 (22 U.S.C. 2378d)\n" in shown.out
    folder = tmp_path / "project"
    assert run("sources", "--as-project", str(folder)).code == 0
    assert (folder / "unitgraph.yaml").read_text() == (
        "base: https://w3id.org/unitgraph/\nlists:\n- name: '2018'\n  year: 2018\n"
    )
    assert [path.name for path in folder.iterdir()] == ["unitgraph.yaml"]


def test_a_list_and_a_table_of_one_name_are_refused(tmp_path: Path) -> None:
    first = write_list(tmp_path, "first", 2019, FIRST)
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "first.csv").write_text(UNITS, encoding="utf-8")
    given = open_project([first], [HierarchySource(tmp_path / "tables" / "first.csv")])
    with pytest.raises(StoreError, match="would both be called 'first'; give the list another name"):
        building_plan(given)(Held("new"))
