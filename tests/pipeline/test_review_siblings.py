"""Siblings of one name in two lists are one question, whose answers are rulings on the mentions."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from unitgraph.pipeline.review import answered, record
from unitgraph.pipeline.review_sheet import placed, write_sheet
from unitgraph.pipeline.reviewing import ReviewedProject
from unitgraph.system.errors import RulingError

PREAMBLE = "Made up: nobody denied anything.\n\nUnits denied in calendar year 2019\n\nNepal\n\n"
PROJECT = """\
lists:
- {file: a.txt, name: a, year: 2019}
- {file: b.txt, name: b, year: 2020}
"""


@pytest.fixture
def project(tmp_path: Path) -> ReviewedProject:
    (tmp_path / "a.txt").write_text(PREAMBLE + "- Special Unit, Mirna District, Toluria Police\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text(PREAMBLE + "- Special Unit, Toluria Police\n", encoding="utf-8")
    (tmp_path / "project.yaml").write_text(PROJECT, encoding="utf-8")
    return ReviewedProject(tmp_path / "project.yaml")


@pytest.mark.parametrize("key", ["s", "d"])
def test_an_answer_settles_them(project: ReviewedProject, tmp_path: Path, key: str) -> None:
    rulings = tmp_path / "rulings.yaml"
    (question,) = project.open_questions(rulings).asked
    assert [each.key for each in question.choices] == ["s", "d"]
    choice = question.choice(key)
    assert choice is not None
    record(rulings, "", [(question, answered(question, choice), "")], datetime.date(2026, 1, 2), "A. Person")
    assert project.open_questions(rulings).asked == ()


def test_an_error_of_an_answer_names_the_row_of_the_sheet(project: ReviewedProject, tmp_path: Path) -> None:
    asked = project.open_questions(tmp_path / "rulings.yaml").asked
    sheet = tmp_path / "sheet.csv"
    sheet.write_text(write_sheet(asked).replace(",,,", ",s,,"), encoding="utf-8")
    error = RulingError(f"rulings.yaml ruling {asked[0].id}", "is wrong", "correct it")
    assert str(placed(error, sheet)) == "sheet.csv line 2: is wrong; correct it"
    other = RulingError("list.txt line 3", "is wrong", "correct it")
    assert placed(other, sheet) is other
