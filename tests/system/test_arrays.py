"""Arrays on disk: what is written comes back, and what is damaged is refused with the remedy."""

from __future__ import annotations

import json
import sys
from array import array
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unitgraph.system.arrays import map_file, open_arrays, write_arrays
from unitgraph.system.errors import StoreError

Factory = pytest.TempPathFactory
INT = st.integers(-(2**31), 2**31 - 1)
ARRAYS = st.dictionaries(
    st.text(max_size=5),
    st.one_of(
        st.lists(INT).map(lambda values: array("i", values)),
        st.lists(st.integers(-(2**63), 2**63 - 1)).map(lambda values: array("q", values)),
        st.lists(st.floats(allow_nan=False)).map(lambda values: array("d", values)),
        st.binary(max_size=9),
    ),
    max_size=5,
)


@given(arrays=ARRAYS)
def test_arrays_come_back_as_they_were_written(
    arrays: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("arrays") / "some.bin"
    write_arrays(path, 7, arrays.items(), about={"of": "Torreón"})
    opened = open_arrays(path, 7)
    assert {name: list(values) for name, values in opened.by_name.items()} == {n: list(v) for n, v in arrays.items()}
    assert opened.about == {"of": "Torreón"}


def test_an_empty_file_is_mapped_as_no_bytes(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    assert map_file(tmp_path / "empty") == b""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "some.texts").write_text("one\ntwo\n", encoding="utf-8")
    made = tmp_path / "some.bin"
    write_arrays(made, 7, [("start", array("i", (0, 4, 8)))], beside=[tmp_path / "some.texts"])
    return made


def test_another_version_is_refused(path: Path) -> None:
    with pytest.raises(StoreError, match=r"its index some\.bin is of version 7, not 8; build the store again"):
        open_arrays(path, 8)


@pytest.mark.parametrize("name", ["some.bin", "some.json", "some.texts"])
def test_a_missing_file_is_refused(path: Path, name: str) -> None:
    path.with_name(name).unlink()
    with pytest.raises(StoreError, match=rf"cannot be read \(FileNotFoundError.*{name}.*; build the store again"):
        open_arrays(path, 7)


def test_arrays_cut_short_are_refused(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(StoreError, match=r"some\.bin is shorter than its header says; build the store again"):
        open_arrays(path, 7)


def test_a_file_beside_them_of_another_size_is_refused(path: Path) -> None:
    path.with_name("some.texts").write_text("one\n", encoding="utf-8")
    with pytest.raises(StoreError, match=r"some\.texts does not have the 8 bytes that its header gives; build the"):
        open_arrays(path, 7)


@pytest.mark.parametrize(
    "changed",
    [{"arrays": {"start": [0, "x", 3]}}, {"arrays": {"start": [0, "i"]}}, {"arrays": None}, {"beside": []}],
)
def test_a_damaged_header_is_refused(path: Path, changed: dict[str, object]) -> None:
    header = path.with_suffix(".json")
    header.write_text(json.dumps(json.loads(header.read_text()) | changed))
    with pytest.raises(StoreError, match=r"some\.bin cannot be read .*; build the store again"):
        open_arrays(path, 7)


@pytest.mark.parametrize("text", ["", "{", "[]", "7", "{}"])
def test_what_is_no_header_is_refused(path: Path, text: str) -> None:
    path.with_suffix(".json").write_text(text)
    with pytest.raises(StoreError, match="cannot be read"):
        open_arrays(path, 7)


def test_another_byte_order_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "byteorder", "middle")
    with pytest.raises(StoreError, match="another byte order"):
        open_arrays(path, 7)
