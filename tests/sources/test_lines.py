"""Lines of a text table as they come, whatever ends them and wherever the blocks that are read end."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unitgraph.sources.lines import Lines
from unitgraph.sources.rows import Layout
from unitgraph.sources.tables import read_table
from unitgraph.system.errors import SourceError


def blocks(raw: bytes, size: int) -> Iterator[bytes]:
    yield raw[:4]
    for at in range(4, len(raw), size):
        yield raw[at : at + size]


def lines(raw: bytes, encoding: str = "utf-8", size: int = 1 << 16) -> list[str]:
    return list(Lines(blocks(raw, size), "input", encoding))


PIECES = st.sampled_from(["a", "\u00e9", "\r", "\n", "\r\n", ",", '"', "\u2028", "\x85", "\U0001f46e", "\ufeff"])


@given(st.lists(PIECES, max_size=40).map("".join), st.integers(1, 9))
def test_lines_are_those_of_pythons_own_reader(text: str, size: int) -> None:
    expected = list(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    assert lines(text.encode(), size=size) == expected
    assert lines(text.removeprefix("\ufeff").encode("utf-8-sig"), size=size) == expected


@given(st.lists(PIECES | st.just(b"\xff"), max_size=40), st.integers(1, 9))
def test_damaged_lines_are_told_and_the_rest_goes_on(pieces: list[str | bytes], size: int) -> None:
    raw = b"".join(each if isinstance(each, bytes) else each.encode() for each in ["x", *pieces])
    found, offset = Lines(blocks(raw, size), "input", "utf-8"), 0
    for text, line in zip(found, raw.splitlines(keepends=True), strict=True):
        assert text == line.decode("utf-8", "replace")
        if b"\xff" in line:
            place = offset + line.index(b"\xff")
            assert found.take_fault().what == f"byte ff at offset {place} is not valid UTF-8"
        assert found.fault is None
        offset += len(line)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-8-sig"])
def test_a_byte_order_mark_is_none_of_the_text(encoding: str) -> None:
    assert lines("Polic\u00eda\r\nb".encode(encoding), encoding) == ["Polic\u00eda\r\n", "b"]


def test_an_encoding_is_one_of_text_that_is_known() -> None:
    assert lines("Polic\u00eda".encode("cp1252"), "cp1252") == ["Polic\u00eda"]
    for encoding in ("klingon", "rot13"):
        with pytest.raises(SourceError, match=f"input: unknown encoding '{encoding}'"):
            lines(b"a", encoding)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32", "cp037"])
@given(
    text=st.lists(st.sampled_from(["a", "b,", "\r", "\n", "\r\n"]), max_size=30).map("".join), size=st.integers(1, 9)
)
def test_lines_of_encodings_whose_ends_of_lines_are_other_bytes(encoding: str, text: str, size: int) -> None:
    assert lines(text.encode(encoding), encoding, size) == list(io.StringIO(text, newline=""))


@pytest.mark.parametrize("size", [3, 1 << 16])
def test_a_fault_of_such_an_encoding_is_told_with_its_place(size: int) -> None:
    raw = "first\nsecond\n".encode("utf-16") + b"\x00\xd8a\0"
    where = f"input line 3: byte {raw[28:29].hex()} at offset 28 is not valid UTF-16"
    with pytest.raises(SourceError, match=where):
        lines(raw, "utf-16", size)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_text_of_such_an_encoding_without_its_mark_is_refused(encoding: str) -> None:
    match = f"input: this does not begin with a byte order mark, as {encoding.upper()} does; give {encoding}-le"
    for text in ("name\n", "name,country\nx,MX\n" * 9_000):
        raw = text.encode(f"{encoding}-le")
        with pytest.raises(SourceError, match=match):
            lines(raw, encoding)
        with pytest.raises(SourceError, match=match):
            read_table(io.BytesIO(raw), "input", "csv", Layout(encoding=encoding))


def test_a_nul_is_none_of_a_table() -> None:
    assert lines(b"a\0b\n\xff\0") == ["a\ufffdb\n", "\ufffd\ufffd"]


@pytest.mark.parametrize("end", [b"\nnext\n", b"\r\nnext\n", b""])
def test_a_line_has_an_end(monkeypatch: pytest.MonkeyPatch, end: bytes) -> None:
    """A line of any length takes no more memory than the longest that is read."""
    monkeypatch.setattr("unitgraph.sources.lines.LONGEST_LINE", 200_000)
    found = Lines(blocks(b"first\n" + b"x" * 1_000_000 + end, 1 << 16), "input", "utf-8")
    flow: Iterator[str] = iter(found)
    assert (next(flow), found.fault) == ("first\n", None)
    tracemalloc.start()
    assert next(flow).strip() == ""
    _, largest = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found.take_fault().what == "the line has more than 200,000 bytes"
    assert (list(flow), found.fault) == (["next\n"] if end else [], None)
    assert largest < 900_000
