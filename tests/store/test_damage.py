"""No damaged store answers: a sample of what ``benchmarks/standing.py`` counts."""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from pathlib import Path

import pytest

import unitgraph
from damages import DAMAGES, answers, damage, damaged_files, damages
from unitgraph.store import intact, open_folder, write_store
from unitgraph.system.digests import sealed, unsealed
from unitgraph.system.errors import DamageError
from unitgraph.validation import validate_store


@pytest.mark.end_to_end
def test_no_damage_changes_an_answer(built_store: Path, tmp_path: Path) -> None:
    tried = list(damages(built_store, tmp_path / "store", len(DAMAGES), of_database=1))
    assert [outcome.fault for _, outcome in tried if outcome.fault] == []
    files = Counter(name.rpartition("/")[2] for name, outcome in tried if outcome.noticed)
    database = {name: files.pop(name) for name in list(files) if "." not in name or name.endswith((".sst", ".log"))}
    assert database.keys() > {"CURRENT"}
    assert set(database.values()) == {1}
    assert files.keys() == {
        *("manifest.json", "validation.json"),
        *("hierarchy.bin", "hierarchy.json", "hierarchy.names", "hierarchy.units", "names.bin", "names.json"),
    }
    assert min(files.values()) >= 5


def test_a_large_database_is_checked_by_what_reads_all_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intact, "_SMALL", 0)
    write_store(tmp_path / "store", ["<x:a> <x:b> <x:c> <x:g> ."])
    manifest = tmp_path / "store" / "manifest.json"
    content = unsealed(manifest.read_text())
    content["files"] = {
        name: [size, "00000000" if name.endswith(".sst") else digest]
        for name, (size, digest) in content["files"].items()
    }
    manifest.write_text(json.dumps(sealed(content)))
    with open_folder(tmp_path / "store") as store:  # no table has changed
        assert store.engine is not None
        for read in (
            store.check_tables,
            lambda: list(store.quads()),
            lambda: validate_store(store),
            lambda: unitgraph.query("ASK {}", store=store),
            lambda: unitgraph.export("turtle", tmp_path / "o.ttl", store=store),
        ):
            with pytest.raises(DamageError, match=r"\.sst is not as it was written\); build it again"):
                read()
    monkeypatch.undo()
    with open_folder(tmp_path / "store") as store, pytest.raises(DamageError, match="build it again"):
        store.query("SELECT * { ?s ?p ?o }")


def test_a_large_database_is_checked_as_a_whole_where_a_table_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []

    def noting(generation: Path, name: str) -> str | None:
        looked.extend([name] if name.endswith(".sst") else [])
        return usual(generation, name)

    usual = intact._digest
    write_store(tmp_path / "store", ["<x:a> <x:b> <x:c> <x:g> ."])
    (generation,) = (tmp_path / "store").glob("gen-*")
    table = next(generation.rglob("*.sst"))
    monkeypatch.setattr(intact, "_SMALL", 0)
    monkeypatch.setattr(intact, "_digest", noting)

    def ask() -> int:
        looked.clear()
        with open_folder(tmp_path / "store") as store:
            assert len(list(store.query("SELECT * { ?s ?p ?o }").texts())) == 1
        return len(looked)

    assert ask() == 0
    whole, times = table.read_bytes(), table.stat()
    table.unlink()
    table.write_bytes(whole)
    os.utime(table, ns=(times.st_atime_ns, times.st_mtime_ns))  # as a copy has it that keeps its times
    assert (ask() > 0, ask()) == (True, 0)
    (generation / "intact").write_bytes(b"\xff")
    assert (ask() > 0, ask()) == (True, 0)
    (generation / "intact").unlink()
    (generation / "intact").mkdir()  # no note can be written
    assert (ask() > 0, ask() > 0) == (True, True)
    table.unlink()
    table.write_bytes(b"\xff\xff" + whole[2:])
    with pytest.raises(DamageError, match=r"\.sst is not as it was written\); build it again"):
        ask()


@pytest.mark.end_to_end
def test_no_damage_of_a_large_database_changes_an_answer(
    built_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intact, "_SMALL", 0)
    shutil.copytree(built_store, tmp_path / "store")
    expected = list(answers(tmp_path / "store"))
    table = max((name for name in damaged_files(tmp_path / "store") if name.endswith(".sst")), key=len)
    outcomes = [damage(tmp_path / "store", table, seed, expected) for seed in range(3)]
    assert [(each.noticed, each.fault) for each in outcomes] == [(True, "")] * 3
