"""Entries of a list: lines, headings and groups; what stops the reading; the metadata of a list."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unitgraph.reading.entries import (
    Entry,
    ListMetadata,
)
from unitgraph.reading.list_lines import read_entries
from unitgraph.reading.metadata import (
    ListSource,
    bundled_list,
    metadata_for,
)
from unitgraph.sources import Columns, Document, Line, LineKind, parse_document, read_document
from unitgraph.system.errors import EntryError

FIXTURES = Path(__file__).parent / "fixtures"
LINES_2018 = [23, 24, 27, 31, 34, 38, 41, 42, 45, 46, 49, 50, 53, *range(56, 66), 68, 69, 70]
GROUPS_2018 = [1, 1, 2, 3, 4, 5, 6, 6, 7, 7, 8, 8, 9, *[10] * 10, 11, 11, 11]
COUNTRIES_2018 = [
    "Bangladesh",
    "Belize",
    "Bosnia and Herzegovina",
    "Cambodia",
    "Central African Republic",
    "Georgia",
    "Guyana",
    "Honduras",
    "Libya",
    "Mexico",
    "Nepal",
]
OWN = ListMetadata("own", 2020, "Own list", "a law")


def own(text: str, metadata: ListMetadata = OWN, name: str = "own.txt") -> tuple[Entry, ...]:
    return read_entries(parse_document(text.encode(), name), metadata)


def refusal(text: str, metadata: ListMetadata = OWN) -> str:
    with pytest.raises(EntryError) as caught:
        own(text, metadata)
    return str(caught.value)


# The bundled list


def test_the_bundled_list_has_its_26_entries_where_the_page_has_them() -> None:
    entries = read_entries(*bundled_list("2018"))
    assert [entry.line for entry in entries] == LINES_2018
    assert [entry.ordinal for entry in entries] == list(range(1, 27))
    assert [entry.group for entry in entries] == GROUPS_2018
    assert {entry.list for entry in entries} == {"2018"}
    headings = {entry.line: entry.heading for entry in entries if entry.heading}
    assert headings == {31: "Bosnia and Herzegovina", 38: "Central African Republic"}


def test_verbatim_text_keeps_spaces_and_apostrophes_of_the_page() -> None:
    by_line = {entry.line: entry.verbatim for entry in read_entries(*bundled_list("2018"))}
    assert by_line[68] == "Devi Dutta Battalion,\u00a0Mid-Division"
    assert by_line[34] == "Banteay\u00a0Meanchey\u00a0Province Police Commissariat"
    assert "Attorney General\u2019s Office" in by_line[56]
    assert "\u00a0Direcorate\u00a0of" in by_line[58]


def test_the_page_with_prose_around_the_list_reads_the_same() -> None:
    document, metadata = bundled_list("2018")
    prose = [Line(number, text) for number, text in enumerate(["Section 620M", "", "the list below"] + [""] * 19, 1)]
    footer = (Line(71, ""), Line(72, "U.S. Department of State"), Line(73, "An end"))
    page = replace(document, lines=(*prose, *document.lines, *footer))
    assert read_entries(page, metadata) == read_entries(document, metadata)


def test_the_bundled_list_holds_the_list_and_no_prose() -> None:
    document, metadata = bundled_list("2018")
    assert len(document.lines) == 48
    assert document.lines[0].number == metadata.first_line == 23
    kept = [line.text for line in document.lines if not line.blank and not line.text.startswith("  \u2022 ")]
    assert kept == ["Bosnia and Herzegovina", "Central African Republic"]


# Web pages of the same list


@pytest.mark.parametrize(("name", "lost"), [("list-2018-headings-lost", True), ("list-2018-headings", False)])
def test_a_web_page_of_the_list_gives_the_same_entries(name: str, lost: bool) -> None:
    document = read_document(FIXTURES / f"{name}.html")
    entries = read_entries(document, metadata_for(document, ListSource(name="2018")))
    bundled = read_entries(*bundled_list("2018"))
    assert [entry.verbatim for entry in entries] == [entry.verbatim for entry in bundled]
    assert [entry.group for entry in entries] == GROUPS_2018
    if lost:
        assert [entry.heading for entry in entries] == [entry.heading for entry in bundled]
    else:
        assert [entry.heading for entry in entries] == [COUNTRIES_2018[group - 1] for group in GROUPS_2018]
    source = (FIXTURES / f"{name}.html").read_text(encoding="utf-8").split("\n")
    assert all("<li>" in source[entry.line - 1] for entry in entries)


# Groups and headings


def test_a_heading_holds_for_its_group_and_not_over_a_gap() -> None:
    entries = own("Belize\n\n- One\n- Two\n\n\n- Three\nCHAD\n- Four\n\n- Five\n")
    assert [(entry.verbatim, entry.heading, entry.group) for entry in entries] == [
        ("One", "Belize", 1),
        ("Two", "Belize", 1),
        ("Three", None, 2),
        ("Four", "CHAD", 3),
        ("Five", "CHAD", 3),
    ]


def test_empty_lines_between_a_heading_and_its_entries_do_not_lose_it() -> None:
    assert own("Belize\n\n\n\n- One")[0].heading == "Belize"


def test_a_gap_before_the_first_entry_opens_no_group() -> None:
    assert [entry.group for entry in own("prose\n\n\n- One\n- Two")] == [1, 1]


@pytest.mark.parametrize("bullet", ["\u2022", "-", "*", "\u2013", "\u2014", "\u00b7", "\uf0b7", "\u25aa"])
def test_every_usual_bullet_marks_an_entry(bullet: str) -> None:
    assert [entry.verbatim for entry in own(f" {bullet} One-Two * \n{bullet}\u00a0Three")] == ["One-Two *", "Three"]


def test_a_hyphen_without_space_is_no_bullet() -> None:
    assert "neither an entry nor a country's name: '-Two'" in refusal("- One\n-Two\n- Three")


def test_duplicate_entries_stay() -> None:
    found = own("- One\n- Two\n- One\n- ONE")
    assert [(entry.line, entry.verbatim) for entry in found] == [(1, "One"), (2, "Two"), (3, "One"), (4, "ONE")]
    assert [entry.occurrence for entry in found] == [1, 1, 2, 3]


def test_a_country_name_as_an_item_is_a_heading() -> None:
    page = "<ul>\n<li>Belize\n<ul>\n<li>One</li>\n</ul></li>\n<li>Chad\n<ul>\n<li>Two</li></ul></li>\n</ul>"
    entries = own(page, name="own.html")
    assert [(entry.verbatim, entry.heading) for entry in entries] == [("One", "Belize"), ("Two", "Chad")]


# What stops the reading


def test_a_line_that_is_nothing_stops_with_list_line_and_remedy() -> None:
    assert refusal("- One\nBosnia and Herzegowina\n- Two") == (
        "own.txt line 2: neither an entry nor a country's name: 'Bosnia and Herzegowina'; decide it with `unitgraph "
        "review`, which records a ruling of kind entry, heading or prose, and give --rulings FILE"
    )
    assert refusal("- One\n" + "word " * 40 + "\n- Two").count("word") < 20


def test_a_bullet_or_heading_without_text_or_entries_stops() -> None:
    assert refusal("- One\n-\n- Two") == "own.txt line 2: a bullet without text; remove it, or add its text"
    message = "own.txt line 2: a heading without entries: 'Belize'; decide it with"
    assert refusal("- One Unit\nBelize\nChad\n- Two").startswith(message)
    assert refusal("- One Unit\nBelize\n* Chad").startswith("own.txt lines 2, 3: line 2, a heading without entries")


def test_a_document_without_entries_stops() -> None:
    assert refusal("Federal Police, Torreon Station\n").startswith("own.txt: no line is an entry; put a bullet")


def test_a_wrong_count_stops_with_both_numbers() -> None:
    assert refusal("- One\n- Two", replace(OWN, entries=3)).startswith(
        "own.txt: found 2 entries; the list own has 3; compare it with the original page"
    )


# Lists without bullets, tables, PDF


def test_without_bullets_every_line_that_is_no_heading_is_an_entry() -> None:
    entries = own("Belize\nOne, Two\n\n\n- Three\n", replace(OWN, bullets=False))
    assert [(e.verbatim, e.heading, e.group) for e in entries] == [("One, Two", "Belize", 1), ("Three", None, 2)]


def table(text: str) -> tuple[Entry, ...]:
    return read_entries(parse_document(text.encode(), "own.csv", columns=Columns("unit", "country")), OWN)


def test_rows_of_a_table_are_entries_with_their_country_each_a_group() -> None:
    entries = table("unit,country\nGuard,Belize\n - Station,BZ\nPost,\n")
    assert [(e.line, e.verbatim, e.country, e.group) for e in entries] == [
        (2, "Guard", "Belize", 1),
        (3, "Station", "BZ", 2),
        (4, "Post", None, 3),
    ]


def test_an_unknown_country_in_a_table_stops() -> None:
    with pytest.raises(EntryError) as caught:
        table("unit,country\nGuard,Velabad\n")
    assert str(caught.value).startswith("own.csv line 2: unknown country 'Velabad'; write an English name")


def pages(*lines: str) -> Document:
    """A document as a PDF gives it: a form feed stands for the end of a page."""
    kinds = {"\f": LineKind.BREAK}
    numbered = [Line(n, text.strip("\f"), kinds.get(text, LineKind.TEXT)) for n, text in enumerate(lines, 1)]
    return Document("own.pdf", "application/pdf", "0", tuple(numbered), wrapped=True)


def test_entries_that_run_over_lines_and_pages_are_made_whole() -> None:
    document = pages("Belize", "  - One,", "  and two", "  - Three", "", "Chad", "  - Four,", "\f", "  five", "End")
    assert [(e.line, e.verbatim, e.heading) for e in read_entries(document, OWN)] == [
        (2, "One, and two", "Belize"),
        (4, "Three", "Belize"),
        (7, "Four, five", "Chad"),
    ]


def test_a_line_indented_less_is_not_part_of_the_entry_above() -> None:
    with pytest.raises(EntryError, match=r"own\.pdf line 2: neither an entry"):
        read_entries(pages("  - One", "prose", "  - Two"), OWN)
    assert [e.verbatim for e in read_entries(pages("  - One", "\f", "prose"), OWN)] == ["One"]


def test_a_new_page_may_hide_a_lost_heading_only_where_headings_were_lost() -> None:
    kept = read_entries(pages("Belize", "- One", "\f", "- Two"), OWN)
    assert [(e.heading, e.group) for e in kept] == [("Belize", 1), ("Belize", 1)]
    lost = read_entries(pages("Belize", "- One", "\f", "- Two Unit", "", "", "- Three Unit"), OWN)
    assert [(e.heading, e.group) for e in lost] == [("Belize", 1), (None, 2), (None, 3)]


@given(st.lists(st.tuples(st.booleans(), st.text("abc ,\u00a0", min_size=1).filter(str.strip)), min_size=1))
def test_whatever_is_listed_comes_back_in_order(items: list[tuple[bool, str]]) -> None:
    text = "\n".join("\n\n" * gap + f" \u2022 {name}" for gap, name in items)
    entries = own(text)
    assert [entry.verbatim for entry in entries] == [name.strip() for _, name in items]
    assert entries[-1].group == 1 + sum(gap for gap, _ in items[1:])
    lines = text.split("\n")
    assert all(entry.verbatim in lines[entry.line - 1] for entry in entries)


# Metadata
