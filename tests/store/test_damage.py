"""No damaged store answers: a sample of what ``benchmarks/standing.py`` counts."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from damages import DAMAGES, damages


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
