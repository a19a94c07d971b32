"""A store written in one ordered pass holds what one written from any lines holds."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from unitgraph.dataset.nquads import literal
from unitgraph.identity.lists import bundled_graph
from unitgraph.store import (
    Changes,
    Metadata,
    OxigraphStore,
    StoreInfo,
    claimed,
    open_folder,
    write_blocks,
    write_store,
)
from unitgraph.store.contents import dataset_lines
from unitgraph.store.folder import Finish
from unitgraph.system.errors import StoreError
from unitgraph.system.sorting import blocks_of

pytestmark = pytest.mark.end_to_end

METADATA = Metadata("https://w3id.org/unitgraph/", ("2018",))


def written(
    folder: Path,
    blocks: Callable[[Path, Path], Iterable[str]],
    metadata: Metadata | None = None,
    finish: Finish | None = None,
) -> StoreInfo:
    with claimed(folder) as claim:
        return write_blocks(claim, blocks, lambda: metadata or Metadata(), finish)


def blocks(lines: Iterable[str]) -> list[str]:
    return list(blocks_of(sorted(lines)))


@pytest.fixture(scope="module")
def lines() -> list[str]:
    return list(dataset_lines(bundled_graph()))


def test_both_ways_give_the_same_store(tmp_path: Path, lines: list[str]) -> None:
    one = write_store(tmp_path / "one", lines, METADATA)
    other = written(tmp_path / "other", lambda spool, index: blocks(lines), METADATA)
    for field in ("quads", "triples", "graphs", "sha256", "metadata"):
        assert getattr(one, field) == getattr(other, field), field
    with open_folder(tmp_path / "one") as first, open_folder(tmp_path / "other") as second:
        assert sorted(map(str, first.engine)) == sorted(map(str, second.engine))
        assert first.index is None
        assert second.index is not None


def test_names_with_odd_characters_are_digested_as_the_store_gives_them(tmp_path: Path) -> None:
    lines = [f"<x:a> <x:p> {literal(chr(code))} <x:g> ." for code in [*range(1, 40), 0x7F, 0x85, 0x2028, 0x1F600]]
    one = write_store(tmp_path / "one", lines)
    other = written(tmp_path / "other", lambda spool, index: blocks(lines))
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
        written(tmp_path / "store", lambda spool, index: given)
    assert not (tmp_path / "store").exists()


def test_what_goes_wrong_on_the_way_leaves_the_old_store(tmp_path: Path, lines: list[str]) -> None:
    before = written(tmp_path, lambda spool, index: blocks(lines), METADATA)

    def broken(spool: Path, index: Path) -> Iterator[str]:
        yield from blocks(lines)[:5]
        raise KeyboardInterrupt

    def refuse(store: OxigraphStore, index: Path, changes: Changes | None) -> None:
        assert store.count() == len(lines)
        assert index.is_dir()
        raise StoreError("test", "not good enough")

    with pytest.raises(KeyboardInterrupt):
        written(tmp_path, broken, METADATA)
    with pytest.raises(StoreError, match="not good enough"):
        written(tmp_path, lambda spool, index: blocks(lines), METADATA, refuse)
    with open_folder(tmp_path) as store:
        assert store.info().sha256 == before.sha256
    assert len(list(tmp_path.glob("gen-*"))) == 1


# --- a store of before that says nearly the same ---------------------------------------------------------------------


def built(folder: Path, made: Iterable[str]) -> tuple[StoreInfo, Changes | None]:
    """What a store says of itself, and what was changed for it; the store of before is closed."""
    seen: list[Changes | None] = []
    ordered = blocks(set(made))
    info = written(folder, lambda spool, index: ordered, METADATA, lambda store, index, found: seen.append(found))
    (changes,) = seen
    return info, changes


def same_as_new(folder: Path, made: list[str], tmp_path: Path) -> None:
    """A store holds what one that is built anew holds, statement by statement."""
    fresh = tmp_path / f"fresh-{len(list(tmp_path.iterdir()))}"
    built(fresh, made)
    with open_folder(folder) as one, open_folder(fresh) as other:
        assert sorted(map(str, one.engine)) == sorted(map(str, other.engine))
        assert one.graphs() == other.graphs()
        assert replace(one.info(), place="") == replace(other.info(), place="")


def line(subject: str, value: str, graph: str = "g") -> str:
    return f'<x:{subject}> <x:p> "{value}" <x:{graph}> .'


@pytest.mark.end_to_end
@pytest.mark.parametrize("seed", range(5))
def test_a_database_that_is_taken_over_says_what_a_new_one_says(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)  # noqa: S311
    folder = tmp_path / "store"
    made = [line(f"s{rng.randrange(300)}", str(rng.randrange(5)), rng.choice("gh")) for _ in range(900)]
    assert built(folder, made)[1] is None
    for _ in range(4):
        before = set(made)
        made = [each for each in made if rng.random() < 0.98]
        made += [line(f"s{rng.randrange(310)}", str(rng.randrange(9)), rng.choice("gh")) for _ in range(5)]
        _, changes = built(folder, made)
        assert changes is not None
        assert sorted(changes.subjects) == sorted({each.split()[0].strip("<>") for each in before ^ set(made)})
        same_as_new(folder, made, tmp_path)
    assert len(list(folder.glob("gen-*"))) == 1


def test_a_graph_without_statements_is_none(tmp_path: Path) -> None:
    folder, made = tmp_path / "store", [line("a", "1"), line("b", "2", "h")]
    built(folder, made)
    _, changes = built(folder, made[:1])
    assert changes is not None
    assert changes.subjects == ["x:b"]
    same_as_new(folder, made[:1], tmp_path)


def test_after_many_changes_the_database_is_a_new_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "store"
    monkeypatch.setattr("unitgraph.store.generation._FEW", 10)
    made = [line(f"s{number:03}", "1") for number in range(100)]
    built(folder, made)
    for changed in ([*made[:-10], line("t", "1")], [line(f"s{number:03}", "2") for number in range(100)], made[:89]):
        assert built(folder, changed)[1] is None
        same_as_new(folder, changed, tmp_path)
        built(folder, made)


@pytest.mark.parametrize("damaged", ["subjects.gz", "quads/CURRENT", "quads/*.sst", "quads/MANIFEST-*"])
@pytest.mark.parametrize("content", [b"", b"nonsense"])
def test_a_damaged_store_is_built_anew(damaged: str, content: bytes, tmp_path: Path) -> None:
    folder, made = tmp_path / "store", [line(f"s{number:04}", "1") for number in range(3000)]
    built(folder, made)
    (generation,) = folder.glob("gen-*")
    for path in generation.glob(damaged):
        path.write_bytes(content)
    changed = [*made[:-1], line("t", "1")]
    assert built(folder, changed)[1] is None
    same_as_new(folder, changed, tmp_path)


def test_an_error_of_the_source_is_not_taken_for_one_of_the_store(tmp_path: Path) -> None:
    folder, made = tmp_path / "store", [line(f"s{number:04}", "1") for number in range(50)]
    before = built(folder, made)[0]

    def broken(spool: Path, index: Path) -> Iterator[str]:
        yield from blocks(made)[:20]
        raise OSError("the source broke off")

    with pytest.raises(StoreError, match="the source broke off"):
        written(folder, broken, METADATA)
    with open_folder(folder) as store:
        assert store.info() == before


def test_a_reader_of_before_sees_what_it_saw(tmp_path: Path) -> None:
    folder, made = tmp_path / "store", [line(f"s{number:04}", "1") for number in range(3000)]
    built(folder, made)
    with open_folder(folder) as store:
        assert built(folder, made[:-1])[1] is not None
        assert built(folder, made[:-2])[1] is not None
        assert sorted(store.quads()) == sorted(made)
