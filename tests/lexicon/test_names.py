"""Normal forms: what counts as the same name, and what never may."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unitgraph.lexicon.names import fold, is_short_for, slug, split_acronym, tidy
from unitgraph.system.characters import seen

TEXT = st.text(st.characters(exclude_categories=()), max_size=30)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Jalisco State Attorney General\u2019s\u00a0 Office", "jalisco state attorney generals office"),
        ("TORREÓN Station", "torreon station"),
        ("No. 2 Jagadal Battalion", "no 2 jagadal battalion"),
        ("\u2116 2 Jagadal Battalion", "no 2 jagadal battalion"),
        ("Sub-Directorate", "sub directorate"),
        ("snake_case", "snake case"),
        ("General\uff07s", "generals"),
        ("\u00b4quoted\u00b4", "quoted"),
        ("Poli\u00adce", "police"),
        ("Po\u200blice", "police"),
        ("\ufb01re", "fire"),
        ("Force\u2122", "forcetm"),
        ("\u2163 Corps", "iv corps"),
        ("Straße", "strasse"),
        ("\u0130stanbul", "istanbul"),
        ("Поли\u0301ция", "полиция"),
        ("... !", ""),
        ("", ""),
    ],
)
def test_fold(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("नेपाल", "नापिल"),  # Devanagari: only the vowel signs differ
        ("ঢাকা", "ঢাকি"),  # Bengali
        ("မြန်မာ", "မြန်မီ"),  # Burmese
        ("ตำ", "ตา"),  # Thai
        ("Police 1", "Police 2"),
        ("Полиция", "Polizia"),
    ],
)
def test_fold_keeps_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_fold_keeps_the_vowels_of_other_scripts() -> None:
    assert fold("नेपाल प्रहरी") == "नेपाल प्रहरी"


@given(TEXT)
def test_fold_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(TEXT)
def test_fold_is_the_same_for_every_normal_form(text: str) -> None:
    assert {fold(unicodedata.normalize(form, text)) for form in ("NFC", "NFD")} == {fold(text)}


@given(st.text(st.characters(max_codepoint=0x24F), max_size=30))
def test_fold_knows_no_case(text: str) -> None:
    if "\u0131" not in text:  # the dotless i is another letter, and has the capital of the dotted one
        assert fold(text.upper()) == fold(text)


@given(TEXT)
def test_fold_gives_words_with_single_spaces(text: str) -> None:
    folded = fold(text)
    assert folded == " ".join(folded.split())
    assert not re.search(r"[!-/:-@\[-`{-~]", folded)


@given(TEXT)
def test_tidy_leaves_no_stray_white_space(text: str) -> None:
    tidied = tidy(text)
    assert tidied == " ".join(seen(text).split()).strip(" \u200c\u200d")
    assert tidy(tidied) == tidied


@pytest.mark.parametrize(
    ("name", "readable"),
    [
        ("Torreon Station", "torreon-station"),
        ("Attorney General\u2019s Office", "attorney-generals-office"),
        ("Полиция", "politsiya"),
        ("नेपाल", "nepal"),
        ("警察", "jingcha"),
        ("...", "unit"),
        ("", "unit"),
    ],
)
def test_slug(name: str, readable: str) -> None:
    assert slug(name) == readable


@given(TEXT)
def test_slug_is_fit_for_an_iri(text: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug(text))
    assert len(slug(text)) <= 60


def test_slug_does_not_end_in_a_hyphen_where_it_is_cut() -> None:
    assert slug("a" * 59 + " b") == "a" * 59


@pytest.mark.parametrize(
    ("name", "bare", "acronym"),
    [
        (
            "Counter Terrorism and Transnational Crime Unit (CTTCU)",
            "Counter Terrorism and Transnational Crime Unit",
            "CTTCU",
        ),
        ("Rapid Action Battalion\u00a0(RAB) ", "Rapid Action Battalion", "RAB"),
        ("Rapid Action Battalion 7\u00a0(RAB-7) ", "Rapid Action Battalion 7", "RAB-7"),
        ("Rapid Action Battalion (RAB-7)", "Rapid Action Battalion (RAB-7)", None),
        ("TOLURA STATION (MIRNA)", "TOLURA STATION (MIRNA)", None),
        ("Hawk Section (KDF)", "Hawk Section (KDF)", None),
        ("Battalion (north)", "Battalion (north)", None),
        ("Battalion (A)", "Battalion (A)", None),
        ("Battalion (Far West)", "Battalion (Far West)", None),
        ("Battalion (ABCDEFGHIJKLM)", "Battalion (ABCDEFGHIJKLM)", None),
        ("(BIR) Battalion", "(BIR) Battalion", None),
        ("(CTTCU)", "(CTTCU)", None),
        ("", "", None),
    ],
)
def test_split_acronym(name: str, bare: str, acronym: str | None) -> None:
    assert split_acronym(name) == (bare, acronym)


@pytest.mark.parametrize(
    ("acronym", "name", "short"),
    [
        ("MP", "Mirna Police", True),
        ("PM", "Mirna Police", True),  # as Spanish has it
        ("GOPES", "Grupo de Operaciones Policiales Especiales", True),
        ("SARS", "Anti-Robbery Squad", True),
        ("KSTRL", "Kestrel", True),
        ("1MB", "1st Mobile Brigade", True),
        ("MIRNA", "Tolura Station", False),
        ("SOUTH", "Lorna Base", False),
        ("NAVY", "Heron Camp", False),
        ("ARMY", "Heron Camp", False),
        ("KDF", "Hawk Section", False),
        ("TO", "Tolura Station", False),
        ("MIRNA", "Mirna Camp", False),
        ("KORBAD", "Korba", False),
        ("2MB", "1st Mobile Brigade", False),
        ("1MB", "12th Mobile Brigade", False),
        ("II", "Infantry Instruction", False),
        ("IV", "Kestrel Jail", False),
    ],
)
def test_what_in_brackets_is_short_for_a_name(acronym: str, name: str, short: bool) -> None:
    assert is_short_for(acronym, name) is short


@given(TEXT)
def test_split_acronym_never_leaves_nothing(text: str) -> None:
    bare, acronym = split_acronym(text)
    assert bare.strip() or not text.strip()
    assert acronym is None or f"({acronym})" in text


def test_a_letter_with_thousands_of_marks_takes_no_time() -> None:
    """To normalise a run of marks takes as much time as the square of their number."""
    marks = "\u0323\u0301" * 40_000
    assert fold(f"V{marks}elabad") == "velabad"
    assert fold(f"\u0e01{marks}") == "\u0e01"
    long = "Ve\u0301labad \u0e01\u0e33\u0e48 \u1ee6\u0323 " * 100
    assert fold(long) == " ".join([fold(long[:16])] * 100)
