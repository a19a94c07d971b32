"""No damaged store answers: a sample of what ``benchmarks/standing.py`` counts."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

import unitgraph
from damages import DAMAGES, damages
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
    with open_folder(tmp_path / "store") as store:
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
