"""Writes word tables as ``unitgraph.lexicon.tables`` reads them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path


def write_word_table(path: Path, about: str, heading: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a table with a comment before it; ``about`` is its text, which may have several lines."""
    lines = [*(f"# {line}" for line in about.split("\n")), *("\t".join(row) for row in (heading, *rows))]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
