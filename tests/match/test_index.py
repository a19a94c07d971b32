"""The index: built from units in any order, kept in a folder, refused when damaged."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from unitgraph.match import Matcher, NamedUnit
from unitgraph.match.index import VERSION, build_index, open_index
from unitgraph.system.digests import sealed
from unitgraph.system.errors import StoreError

UNITS = [
    NamedUnit("u:1", "Federal Police", "MX"),
    NamedUnit("u:2", "Coahuila State Coordination", "MX", (), ("u:1",)),
    NamedUnit("u:3", "Torreon Station", "MX", (), ("u:2",), ("Torreón",)),
    NamedUnit("u:4", "Counter Terrorism Unit (CTU)", "BD", ("CTU", "Counter Terrorism Unit")),
    NamedUnit("u:5", "Joint Prison", "BD", (), ("u:4",)),
]


def test_ancestors_are_all_units_above_each_once() -> None:
    units = [*UNITS, NamedUnit("u:6", "Mixed Cell", "MX", (), ("u:3", "u:2"))]
    index = build_index(units)
    numbers = {index.unit(number).iri: number for number in range(len(index))}
    assert len(numbers) == 6
    assert [index.unit(each).iri for each in index.ancestors(numbers["u:6"])] == ["u:3", "u:2", "u:1"]
    assert list(index.ancestors(numbers["u:1"])) == []


def test_records_of_a_country_lie_together() -> None:
    index = build_index(UNITS)
    assert set(index.ranges) == {"BD", "MX"}
    low, high = index.ranges["MX"]
    names = {index.name_of(record) for record in range(low, high)}
    assert {"Federal Police", "Coahuila State Coordination", "Torreon Station"} <= names
    assert "Joint Prison" not in names


def test_the_order_of_units_does_not_matter(tmp_path: Path) -> None:
    shuffled = UNITS[:]
    random.Random(1).shuffle(shuffled)  # noqa: S311
    for folder, units in (("a", UNITS), ("b", shuffled)):
        build_index(units).save(tmp_path / folder)
    files = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert files == ["names.bin", "names.json"]
    for name in files:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_an_opened_index_answers_as_the_built_one(tmp_path: Path) -> None:
    built = Matcher(UNITS)
    built.save(tmp_path / "deep" / "folder")
    opened = Matcher.open(tmp_path / "deep" / "folder")
    for text, country in (("Estacion Torreon", "MX"), ("CTU", "BD"), ("CTU", None), ("Federal Police, Puebla", "MX")):
        assert opened.match(text, country) == built.match(text, country)
    assert opened.index.unit(0) == built.index.unit(0)


def test_a_superior_must_be_indexed() -> None:
    with pytest.raises(StoreError, match="u:9"):
        build_index([NamedUnit("u:1", "Station", "MX", (), ("u:9",))])


def test_no_units_give_an_index_that_finds_nothing(tmp_path: Path) -> None:
    matcher = Matcher([])
    assert matcher.match("Federal Police", "MX").outcome == "unknown"
    assert matcher.match("Federal Police").outcome == "unknown"
    matcher.save(tmp_path)
    assert Matcher.open(tmp_path).match("Federal Police").outcome == "unknown"


def test_a_folder_without_an_index_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"the store is damaged \(names\.json: No such file.*; build it again"):
        open_index(tmp_path)


def test_another_version_is_refused(tmp_path: Path) -> None:
    build_index(UNITS).save(tmp_path)
    (tmp_path / "names.json").write_text(json.dumps(sealed({"version": 99})))
    with pytest.raises(StoreError, match=f"version 99, not {VERSION}"):
        open_index(tmp_path)


def test_an_index_cut_short_is_refused(tmp_path: Path) -> None:
    build_index(UNITS).save(tmp_path)
    whole = (tmp_path / "names.bin").read_bytes()
    (tmp_path / "names.bin").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(StoreError, match=r"names\.bin has \d+ bytes, not"):
        open_index(tmp_path)


def test_one_look_up_imports_neither_numpy_nor_numba(tmp_path: Path) -> None:
    build_index(UNITS).save(tmp_path)
    program = (
        "import sys; from pathlib import Path; from unitgraph.match import Matcher;"
        "print(Matcher.open(Path(sys.argv[1])).match('Torreon Staton', 'MX').best.unit.iri);"
        "print(sorted({'numpy', 'numba', 'rdflib', 'networkx'} & set(sys.modules)))"
    )
    source = str(Path(__file__).parents[2] / "graph")
    run = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        env={"PYTHONPATH": source},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.split("\n")[:2] == ["u:3", "[]"]
