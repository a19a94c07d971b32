"""A store written in one ordered pass holds what one written from any lines holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from unitgraph.dataset import literal
from unitgraph.errors import StoreError
from unitgraph.pipeline import bundled_graph, dataset_lines
from unitgraph.sorting import blocks_of
from unitgraph.store import Metadata, OxigraphStore, open_folder, write_blocks, write_store

METADATA = Metadata("https://w3id.org/unitgraph/", ("2018",))


def blocks(lines: Iterable[str]) -> list[str]:
    return list(blocks_of(sorted(lines)))


@pytest.fixture(scope="module")
def lines() -> list[str]:
    return list(dataset_lines(bundled_graph()))


def test_both_ways_give_the_same_store(tmp_path: Path, lines: list[str]) -> None:
    one = write_store(tmp_path / "one", lines, METADATA)
    other = write_blocks(tmp_path / "other", lambda spool, index: blocks(lines), METADATA)
    for field in ("quads", "triples", "graphs", "sha256", "metadata"):
        assert getattr(one, field) == getattr(other, field), field
    with open_folder(tmp_path / "one") as first, open_folder(tmp_path / "other") as second:
        assert sorted(map(str, first.engine)) == sorted(map(str, second.engine))
        assert first.index is None
        assert second.index is not None


def test_names_with_odd_characters_are_digested_as_the_store_gives_them(tmp_path: Path) -> None:
    lines = [f"<x:a> <x:p> {literal(chr(code))} <x:g> ." for code in [*range(1, 40), 0x7F, 0x85, 0x2028, 0x1F600]]
    one = write_store(tmp_path / "one", lines)
    other = write_blocks(tmp_path / "other", lambda spool, index: blocks(lines))
    assert one.quads == 43
    assert one.sha256 == other.sha256


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (["<x:b> <x:p> <x:o> <x:g> .\n", "<x:a> <x:p> <x:o> <x:g> .\n"], "out of order"),
        (["<x:a> <x:p> <x:o> <x:g> .\n", "<x:a> <x:p> <x:o> <x:g> .\n"], "out of order"),
        (["<x:a> <x:p> oh <x:g> .\n"], "not N-Quads"),
    ],
)
def test_what_is_no_ordered_dataset_is_refused(tmp_path: Path, given: list[str], message: str) -> None:
    with pytest.raises(StoreError, match=message):
        write_blocks(tmp_path / "store", lambda spool, index: given)
    assert not (tmp_path / "store").exists()


def test_what_goes_wrong_on_the_way_leaves_the_old_store(tmp_path: Path, lines: list[str]) -> None:
    before = write_blocks(tmp_path, lambda spool, index: blocks(lines), METADATA)

    def broken(spool: Path, index: Path) -> Iterator[str]:
        yield from blocks(lines)[:5]
        raise KeyboardInterrupt

    def refuse(store: OxigraphStore, index: Path) -> None:
        assert store.count() == len(lines)
        assert index.is_dir()
        raise StoreError("test", "not good enough")

    with pytest.raises(KeyboardInterrupt):
        write_blocks(tmp_path, broken, METADATA)
    with pytest.raises(StoreError, match="not good enough"):
        write_blocks(tmp_path, lambda spool, index: blocks(lines), METADATA, refuse)
    with open_folder(tmp_path) as store:
        assert store.info().sha256 == before.sha256
    assert len(list(tmp_path.glob("gen-*"))) == 1
