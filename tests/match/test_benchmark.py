"""The benchmark of screening runs, and prints what it promises."""

from __future__ import annotations

import json
import runpy
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

BENCHMARK = Path(__file__).parents[1] / "benchmarks" / "screening.py"
SOURCE = BENCHMARK.parents[2] / "graph"


Run = Callable[..., dict[str, object]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The report of the benchmark, run in this process."""
    monkeypatch.syspath_prepend(str(BENCHMARK.parent))
    main = runpy.run_path(str(BENCHMARK))["main"]

    def reported(*arguments: str) -> dict[str, object]:
        monkeypatch.setattr(sys, "argv", [str(BENCHMARK), *arguments, "--json"])
        assert main() == 0
        report = json.loads(capsys.readouterr().out)
        assert isinstance(report, dict)
        return report

    return reported


def test_a_labelled_file_is_judged(run: Run, tmp_path: Path) -> None:
    rows = [
        ("NP", "2 JAGADAL BN", "listed", "No. 2 Jagadal Battalion"),
        ("MX", "Policia Federal", "contains-listed", "Federal Police"),
        ("MX", "Federal Police", "listed", "Torreon Station"),
        ("NP", "2 JAGADAL BATTALION", "unknown", ""),
    ]
    file = tmp_path / "judged.tsv"
    lines = ["country\ttext\taccepted_status\tunit", *("\t".join(row) for row in rows)]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    report = run(str(file))
    assert report["names"] == 4
    assert report["accepted"] == 0.5
    assert report["unit_right"] == 0.6667
    assert report["false_listed"] == 1
    assert isinstance(report["names_per_second"], int)


def test_a_database_gives_the_names_to_read(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "recipients.tsv"
    names = ["BGD\tRAPID ACTION BATTALION", "BGD\tArmy", "BRA\tRapid Action Battalion", "\tPresidential Guard"]
    file.write_text("\n".join(["country_iso3\trecipient_unit", *names]) + "\n", encoding="utf-8")
    report = run(str(file))
    assert report["statuses"] == {"unknown": 2, "listed": 1, "ambiguous": 1}
    to_read = report["to_read"]
    assert isinstance(to_read, list)
    assert [row[:4] for row in to_read] == [["listed", "BD", "RAPID ACTION BATTALION", "Rapid Action Battalion"]]


def test_generated_names_are_found_and_near_ones_are_not(run: Run) -> None:
    report = run("--generated", "300", "--cases", "40")
    assert report["cases"] == 80
    assert float(str(report["right_unit_first"])) >= 0.97
    assert report["negatives_found"] == 0.0
    assert float(str(report["absent_units_found"])) <= 0.02
    reliability = report["reliability"]
    assert isinstance(reliability, list)
    assert {row[0] for row in reliability} >= {"0.0", "0.9"}


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "other.tsv"
    file.write_text("a\tb\n1\t2\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(BENCHMARK), str(file)],
        env={"PYTHONPATH": str(SOURCE)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "neither a labelled file nor a database of recipients" in done.stderr
