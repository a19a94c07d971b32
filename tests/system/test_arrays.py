"""Arrays on disk: what is written comes back, and what is damaged is refused with the remedy."""

from __future__ import annotations

import json
import sys
from array import array
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unitgraph.system.arrays import open_arrays, write_arrays
from unitgraph.system.digests import BLOCK, CheckedNumbers, map_file, sealed
from unitgraph.system.errors import DamageError, StoreError

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
    with pytest.raises(StoreError, match=r"its index is of version 7, not 8; build it again"):
        open_arrays(path, 8)


@pytest.mark.parametrize("name", ["some.bin", "some.json", "some.texts"])
def test_a_missing_file_is_refused(path: Path, name: str) -> None:
    path.with_name(name).unlink()
    with pytest.raises(DamageError, match=rf"the store is damaged \({name}: No such file.*; build it again"):
        open_arrays(path, 7)


def test_arrays_cut_short_are_refused(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(StoreError, match=r"some\.bin has 11 bytes, not 12\); build it again"):
        open_arrays(path, 7)


def test_a_file_beside_them_of_another_size_is_refused(path: Path) -> None:
    path.with_name("some.texts").write_text("one\n", encoding="utf-8")
    with pytest.raises(StoreError, match=r"some\.texts has 4 bytes, not 8\); build it again"):
        open_arrays(path, 7)


@pytest.mark.parametrize("text", ["", "{", "[]", "7", "{}", "\0", "[" * 100_000, '{"digest": "\\ud800"}'])
def test_what_is_no_header_is_refused(path: Path, text: str) -> None:
    path.with_suffix(".json").write_text(text)
    with pytest.raises(DamageError, match=r"the store is damaged \(some\.json: .*; build it again"):
        open_arrays(path, 7)


def test_a_header_of_another_content_is_refused(path: Path) -> None:
    header = path.with_suffix(".json")
    header.write_text(json.dumps(json.loads(header.read_text()) | {"about": {"of": "another"}}))
    with pytest.raises(DamageError, match="its digest is that of another content"):
        open_arrays(path, 7)


def test_a_header_that_leads_beyond_its_file_is_refused(path: Path) -> None:
    header = path.with_suffix(".json")
    content = {name: value for name, value in json.loads(header.read_text()).items() if name != "digest"}
    header.write_text(json.dumps(sealed(content | {"arrays": {"start": [0, "i", 4]}})))
    with pytest.raises(DamageError, match=r"some\.bin is shorter than its header says"):
        open_arrays(path, 7)


def test_a_block_is_checked_when_it_is_first_read(tmp_path: Path) -> None:
    numbers, text = array("i", range(5 * BLOCK)), tmp_path / "some.text"
    text.write_bytes(b"a" * BLOCK + b"b")
    write_arrays(tmp_path / "some.bin", 1, [("first", array("B", [1])), ("numbers", numbers)], beside=[text])
    for path, at in ((tmp_path / "some.bin", 2 * BLOCK + 8), (text, BLOCK)):
        content = bytearray(path.read_bytes())
        content[at] ^= 1
        path.write_bytes(content)
    opened = open_arrays(tmp_path / "some.bin", 1)
    found, written = opened.by_name["numbers"], opened.beside["some.text"]
    assert isinstance(found, CheckedNumbers)
    assert (found[0], found[-1], len(found)) == (0, 5 * BLOCK - 1, 5 * BLOCK)
    assert (written[:2], written.find(b"a", 7)) == (b"aa", 7)
    half = BLOCK // 2
    reads: list[Callable[[], object]] = [
        lambda: found[half],
        lambda: found[half - 5 * BLOCK],
        lambda: found[: half + 3],
        lambda: list(found),
        found.whole,
        lambda: written[BLOCK - 1 : BLOCK + 1],
        lambda: written.find(b"b", 0),
        lambda: written.find(b"c", BLOCK - 1),
    ]
    for read in reads:
        with pytest.raises(DamageError, match=r"some\.\w+ block [12] is not as it was written"):
            read()


def test_another_byte_order_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "byteorder", "middle")
    with pytest.raises(StoreError, match="another byte order"):
        open_arrays(path, 7)
