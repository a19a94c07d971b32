"""A full disk is one message with its place and what to do, for every command that writes."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Run

FULL = Path("/dev/full")
WRITING = [
    ["export"],
    ["export", "--format", "xlsx"],
    ["export", "--format", "csv", "--table", "units"],
    ["query", "listed-units", "--format", "csv"],
    ["read", "Federal Police", "--format", "csv"],
    ["screen", "names.txt", "--format", "csv"],
    ["review", "--rulings", "none.yaml", "--format", "csv"],
    ["tree"],
]


@pytest.mark.skipif(not FULL.is_char_device(), reason="needs /dev/full")
def test_a_full_disk(run: Callable[..., Run], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    noise: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", noise.append)
    monkeypatch.chdir(tmp_path)
    Path("names.txt").write_text("Torreon Station\n" * 3)
    for arguments in WRITING:
        found = run(*arguments, "--svg" if arguments == ["tree"] else "--output", str(FULL))
        told = (
            "unitgraph: /dev/full: cannot be written (No space left on device); free some space, or write elsewhere\n"
        )
        assert (arguments, found.code, found.out) == (arguments, 2, "")
        assert found.err.endswith(told)
        assert "Traceback" not in found.err
    gc.collect()
    assert noise == []
    assert [path.name for path in tmp_path.iterdir()] == ["names.txt"]
