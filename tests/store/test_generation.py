"""The database of a generation is closed when it was written, whatever refers to it."""

from __future__ import annotations

import gc
from pathlib import Path

import pyoxigraph
import pytest

from unitgraph.store.contract import Metadata, StoreInfo
from unitgraph.store.generation import QUADS, with_database
from unitgraph.store.survey import Tally

INFO = Tally("made").info(Metadata())


def test_a_database_that_a_circle_of_objects_holds_is_closed(tmp_path: Path) -> None:
    def act(quads: pyoxigraph.Store) -> StoreInfo:
        circle: list[object] = [quads]
        circle.append(circle)
        return INFO

    gc.disable()
    try:
        assert with_database(tmp_path, act) == INFO
        pyoxigraph.Store(str(tmp_path / QUADS))  # fails while another holds it
    finally:
        gc.enable()


def test_what_nothing_holds_needs_no_collection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unitgraph.store.generation.gc.collect", None)
    assert with_database(tmp_path, lambda quads: INFO) == INFO
    pyoxigraph.Store(str(tmp_path / QUADS))
