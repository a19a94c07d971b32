"""The word tables: complete, without contradictions, and linked from abbreviation to full form."""

from __future__ import annotations

import importlib
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from unitgraph.lexicon.names import fold
from unitgraph.lexicon.tables import areas, levels, marked, posts, read_word_table, topics
from unitgraph.system.resources import PACKAGE

RANKED = ["ministry", "force", "command", "brigade", "regiment", "battalion", "company", "platoon", "squad"]


def rank_of(word: str) -> float:
    return next(each.rank for each in levels() if fold(each.word) == fold(word))


def concept_of(word: str) -> str:
    return next(each.concept for each in levels() if fold(each.word) == fold(word))


def test_levels_has_every_language_and_many_words() -> None:
    assert len(levels()) > 1500
    latin = {"de", "en", "es", "fr", "id", "it", "pl", "pt", "ro", "sh", "sq", "sw", "tr"}
    cyrillic = {"be", "bg", "kk", "ky", "mk", "mn", "ru", "sr", "tg", "uk"}
    assert {each.language for each in levels()} == {"mul", *latin, *cyrillic}


def test_no_level_word_stands_twice() -> None:
    assert [word for word, count in Counter(fold(each.word) for each in levels()).items() if count > 1] == []


def test_every_concept_is_in_kebab_case() -> None:
    assert {each.concept for each in levels() if fold(each.concept) != each.concept.replace("-", " ")} == set()


@pytest.mark.parametrize(("higher", "lower"), list(pairwise(RANKED)))
def test_ranks_fall_from_ministry_to_squad(higher: str, lower: str) -> None:
    assert next(each.rank for each in levels() if each.concept == higher) > next(
        each.rank for each in levels() if each.concept == lower
    )


@pytest.mark.parametrize(
    ("word", "concept"),
    [
        ("BN", "battalion"),
        ("BDE", "brigade"),
        ("REGT", "regiment"),
        ("DIV", "division"),
        ("HQ", "headquarters"),
        ("MOD", "ministry"),
        ("MOI", "ministry"),
        ("DEPT", "department"),
        ("SQN", "squadron"),
        ("Dirección General", "general-directorate"),
        ("Batallón", "battalion"),
        ("Peloton", "platoon"),
        ("Ministère", "ministry"),
        ("Esquadrão", "squadron"),
    ],
)
def test_words_of_the_worlds_forces_have_their_level(word: str, concept: str) -> None:
    assert concept_of(word) == concept


def test_an_abbreviation_leads_to_its_full_form() -> None:
    short = [row["word"] for row in read_word_table("levels") if row["abbreviation"] == "yes"]
    assert len(short) > 150
    full = {each.word: each.stands_for for each in levels()}
    assert [word for word in short if not full[word]] == []
    assert full["BN"] == "battalion"


def test_posts_topics_and_areas_are_filled() -> None:
    assert {each.sense for each in posts()} == {"post"}
    assert {each.sense for each in topics()} == {"portfolio", "function", "linking"}
    assert {each.sense for each in areas()} == {"area", "site", "honour", "compass"}
    assert "commander" in {each.word for each in posts()}


def test_markers_are_folded_and_an_unknown_sense_is_refused() -> None:
    assert "of" in marked("preposition")
    assert [row["word"] for row in read_word_table("markers") if fold(row["word"]) != row["word"]] == []
    with pytest.raises(ValueError, match="no word has the sense 'colour'"):
        marked("colour")


def test_ranks_stay_between_0_and_100() -> None:
    assert {each.word for each in levels() if not 0 < each.rank < 100} == set()
    assert rank_of("general directorate") > rank_of("directorate") > rank_of("sub directorate")


@pytest.mark.parametrize(
    "name",
    [
        "lexicon/words/country_names.tsv",
        "lexicon/words/country_units.tsv",
        "lexicon/words/country_words.tsv",
        "match/calibration.tsv",
        "match/weights.tsv",
        "reading/paths/calibration.tsv",
        "reading/paths/weights.tsv",
    ],
)
def test_fitted_tables_are_as_their_writer_writes_them(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(Path(__file__).parents[1] / "benchmarks")
    write = importlib.import_module("word_tables").write_word_table
    shipped = PACKAGE / name
    comments = [line for line in shipped.read_text(encoding="utf-8").split("\n") if line.startswith("#")]
    rows = read_word_table(shipped.stem, str(Path(name).parent))
    about = "\n".join(line.removeprefix("# ") for line in comments)
    write(tmp_path / "table.tsv", about, list(rows[0]), [list(row.values()) for row in rows])
    assert (tmp_path / "table.tsv").read_bytes() == shipped.read_bytes()
