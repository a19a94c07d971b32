"""A sheet in which every question has an answer is recorded, whatever one answer makes of the others."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from unitgraph.cli import cli
from unitgraph.reading.rulings import parse_rulings, read_rulings
from unitgraph.system.errors import RulingError

pytestmark = pytest.mark.end_to_end

LIST = """Made up: nobody denied anything.

Units denied in calendar year 2019

Mexico

- Mirna Statoin Brigde, Toluria Police
- Karost Company, Mirna Statoin Brigde, Toluria Police
- RAB & CTTCU, Toluria Police
- Pelin Company d'Appui, Toluria Police
"""


@pytest.fixture
def written(tmp_path: Path) -> list[dict[str, str]]:
    (tmp_path / "list.txt").write_text(LIST, encoding="utf-8")
    (tmp_path / "rows.csv").write_text("unit,name,country\n1,Toluria State Police,MX\n", encoding="utf-8")
    reviewed(tmp_path, "--format", "csv", "-o", str(tmp_path / "sheet.csv"))
    return list(csv.DictReader((tmp_path / "sheet.csv").open(encoding="utf-8")))


def reviewed(folder: Path, *options: str) -> Result:
    source = [str(folder / "list.txt"), "--hierarchy", str(folder / "rows.csv"), "--rulings", str(folder / "r.yaml")]
    done = CliRunner().invoke(cli, ["review", *source, "--by", "A. Reader", *options])
    if isinstance(done.exception, RulingError):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done


def applied(folder: Path, rows: list[dict[str, str]], answers: dict[str, str]) -> str:
    with (folder / "sheet.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(
            {**row, "answer": answers.get(row["topic"], row["choices"][0]), "reason": "seen"} for row in rows
        )
    return reviewed(folder, "--apply", str(folder / "sheet.csv")).output


def test_a_name_of_several_misspelt_words_is_one_question(written: list[dict[str, str]]) -> None:
    (row,) = (each for each in written if each["topic"] == "suspected-misspelling")
    assert (row["lines"], row["text"]) == ("7 8", "Mirna Statoin Brigde")
    assert row["question"] == "Is \u201cstatoin\u201d or \u201cbrigde\u201d misspelt?"
    assert "yes: Mirna Station Brigade | " in row["choices"]


def test_answers_that_others_make_needless_are_told_and_left_out(tmp_path: Path, written: list[dict[str, str]]) -> None:
    told = applied(tmp_path, written, {"unread-path": "d", "possibly-the-same-unit": "s"})
    unread = next(each for each in written if each["topic"] == "possibly-the-same-unit" and "RAB" in each["text"])
    assert f"with the other answers '{unread['id']}' is no longer a question as it was asked" in told
    assert unread["id"] not in {each.id for each in read_rulings(tmp_path / "r.yaml")}
    (path,) = (each for each in read_rulings(tmp_path / "r.yaml") if each.units == ("RAB", "CTTCU"))
    assert path.bodies
    left = reviewed(tmp_path, "--format", "csv").stdout
    assert told.endswith(f"; {len(left.splitlines()) - 1} questions still open.\n") or "; 1 question still" in told


def test_an_answer_without_its_text_names_its_row(tmp_path: Path, written: list[dict[str, str]]) -> None:
    at = next(number for number, each in enumerate(written, 2) if each["topic"] == "unread-path")
    with pytest.raises(RulingError, match=f"sheet.csv line {at}: the choice 'o' needs text; give the units in the col"):
        applied(tmp_path, written, {"unread-path": "o"})
    assert not (tmp_path / "r.yaml").exists()


def test_siblings_that_are_two_may_say_who_decided() -> None:
    (ruling,) = parse_rulings(
        "list: made-up\nrulings:\n"
        "  - {id: a, kind: distinct, names: [One, Two], by: A. Reader, date: 2026-11-24, reason: why}\n",
        "f",
    )
    assert (ruling.names, ruling.by) == (("One", "Two"), "A. Reader")
