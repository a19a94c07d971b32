"""Damage to the files of a store, and questions whose answers it must not change: for a test, and for
``benchmarks/standing.py``."""

from __future__ import annotations

import gc
import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from unitgraph.checking.opening import open_checker
from unitgraph.store import open_folder
from unitgraph.system.errors import DamageError

COUNT = "SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?m) { ?s ?p ?o }"
Damage = Callable[[bytes, random.Random], bytes]


def _zeros(content: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(content))
    return content[:at] + bytes(min(64, len(content) - at)) + content[at + 64 :]


def _bit(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    changed[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _noise(content: bytes, chance: random.Random) -> bytes:
    at, length = chance.randrange(len(content)), chance.randrange(1, 5000)
    return content[:at] + chance.randbytes(min(length, len(content) - at)) + content[at + length :]


def _cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content))]


def _longer(content: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(content) + 1)
    return content[:at] + chance.randbytes(chance.randrange(1, 20)) + content[at:]


def _moved(content: bytes, chance: random.Random) -> bytes:
    size = chance.randrange(1, 1 + len(content) // 2)
    one, other = (chance.randrange(len(content) - size + 1) for _ in range(2))
    return content[:one] + content[other : other + size] + content[one + size :]


def _digit(content: bytes, chance: random.Random) -> bytes:
    """A digit for another: a text that reads as well as before."""
    places = [at for at, each in enumerate(content) if 48 <= each < 58]
    changed = bytearray(content)
    if places:
        changed[chance.choice(places)] = chance.randrange(48, 58)
    return bytes(changed)


def _other(content: bytes, chance: random.Random) -> bytes:
    texts = [
        b"",
        b"\0",
        b"[" * 100_000,
        b'{"digest": "\\ud800"}',
        b"null",
        b'{"kind": "unitgraph store"}',
        b"{",
        b"\xff\xfe",
    ]
    return chance.choice(texts)


DAMAGES: tuple[Damage, ...] = (_zeros, _bit, _noise, _cut, _longer, _moved, _digit, _other)


def damaged_files(store: Path) -> list[str]:
    """The manifest of a store and the files of its index and its database, by their paths in it."""
    (generation,) = store.glob("gen-*")
    files = [store / "manifest.json", *sorted((generation / "index").iterdir())]
    files += (each for each in sorted((generation / "quads").iterdir()) if not each.name.startswith(("LOG", "LOCK")))
    return [each.relative_to(store).as_posix() for each in files if each.stat().st_size]


def answers(store: Path) -> Iterator[object]:
    """The answers to questions that together read every file of the index, one after the other."""
    with open_folder(store) as opened:
        info = opened.info()
        yield info.metadata, info.sha256, info.quads
        yield list(opened.query(COUNT).texts())
    checker = open_checker(store)
    for name, country in (("Torreon Station", "MX"), ("Rapid Action Battalion", None), ("Ain Zara Prison", "LY")):
        answer = checker.check(name, country)
        yield answer.status, answer.findings
    hierarchy = checker.hierarchy
    yield [(node, hierarchy.listed_count(node.iri), hierarchy.relations(node.iri)) for node in hierarchy]
    yield [node.iri for part in ("police", "bri", "torr") for node in hierarchy.search(part, 50)]
    yield [hierarchy.ancestors(node.iri) | hierarchy.descendants(node.iri) for node in hierarchy.roots()]
    yield sorted(hierarchy.lists), hierarchy.replaced, hierarchy.apart


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one damage did: it was ``noticed``, or the answers stayed; ``fault`` says what else happened."""

    noticed: bool
    fault: str = ""


def damage(store: Path, name: str, seed: int, expected: list[object]) -> Outcome:
    """Damage a file of a store, ask, and mend it again."""
    chance = random.Random(seed)  # noqa: S311
    path = store / name
    whole = path.read_bytes()
    how = DAMAGES[seed % len(DAMAGES)]
    spoilt = how(whole, chance)
    path.unlink()  # what is mapped into memory stays as it is
    path.write_bytes(spoilt)
    try:
        for got, wanted in zip(answers(store), expected, strict=True):
            if got != wanted:
                return Outcome(False, f"{name} {seed} {how.__name__}: {got!r:.200} for {wanted!r:.200}")
        noticed = False
    except DamageError as error:
        noticed = str(error).endswith("; build it again") and "\n" not in str(error)
        if not noticed:
            return Outcome(False, f"{name} {seed} {how.__name__}: {error}")
    except Exception as error:  # what must not happen is what is looked for
        return Outcome(False, f"{name} {seed} {how.__name__}: {type(error).__name__} {error}")
    finally:
        path.unlink()
        path.write_bytes(whole)
    return Outcome(noticed)


def damages(
    store: Path, copy: Path, each: int, first: int = 0, of_database: int | None = None
) -> Iterator[tuple[str, Outcome]]:
    """So many damages of each file of a store, in a copy of it; others of those of the database."""
    shutil.copytree(store, copy)
    expected = list(answers(copy))
    for name in damaged_files(copy):
        is_other = "/quads/" in name and of_database is not None
        for seed in range(first, first + (of_database if is_other else each)):
            yield name, damage(copy, name, seed, expected)
        gc.collect()
