"""Blocks in order, in memory and over runs on disk."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from unitgraph.system.sorting import blocks_of, lines_of, loose_blocks, sorted_blocks, subject_of

subjects = st.sampled_from(["<a>", "<a/b>", "<a-b>", "<ab>", "<\u00e9>", "<\U0001f600>", "<b>"])
lines = st.builds(
    lambda subject, value: f'{subject} <p> "{value}" <g> .\n', subjects, st.text("xyz\u00e9\x1f", max_size=3)
)


@given(st.lists(st.lists(lines, max_size=5), max_size=12), st.integers(1, 200))
def test_all_lines_come_back_once_in_the_order_of_their_bytes(groups: list[list[str]], run: int) -> None:
    blocks = [block for group in groups for block in loose_blocks(group)]
    expected = sorted({line for group in groups for line in group}, key=str.encode)
    with TemporaryDirectory() as folder:
        spooled = list(sorted_blocks(blocks, Path(folder), run))
        assert list(Path(folder).iterdir()) == []
    assert spooled == list(sorted_blocks(blocks))
    assert [f"{line}\n" for line in lines_of(spooled)] == expected
    names = [subject_of(block) for block in spooled]
    assert len(names) == len(set(names))


def test_a_block_takes_lines_with_and_without_their_ends() -> None:
    assert list(blocks_of(["<a> 1", "<a> 2\n", "<b> 1"])) == ["<a> 1\n<a> 2\n", "<b> 1\n"]
