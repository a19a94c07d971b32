"""Every line of a list accounted for: what it is, or an error that names it. All names are made up."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unitgraph.reading.entries import ListMetadata
from unitgraph.reading.headings import country_heading
from unitgraph.reading.line_doubts import MAY_HEAD
from unitgraph.reading.list_lines import ListLines, Standing, list_lines, read_entries
from unitgraph.reading.metadata import ListSource, metadata_for
from unitgraph.reading.rulings import parse_rulings
from unitgraph.sources import parse_document
from unitgraph.system.errors import EntryError, RulingError
from unitgraph.system.remarks import SourceRemark

OWN = ListMetadata("own", 2020, "Own list")
UNSTATED, NO_BULLETS = None, False
PREAMBLE = "Made up: nobody denied anything to any unit named here.\n\n"


def lines_of(text: str, bullets: bool | None = None, rulings: str = "", name: str = "own.txt") -> ListLines:
    decided = parse_rulings(f"list: own\nrulings:\n{rulings}", "r.yaml") if rulings else ()
    return list_lines(parse_document(text.encode(), name), replace(OWN, bullets=bullets), decided)


def entries_of(text: str, bullets: bool | None = None, rulings: str = "", name: str = "own.txt") -> list[object]:
    """Heading or column, and text, of each entry."""
    found = lines_of(text, bullets, rulings, name)
    assert found.doubts == ()
    return [(each.heading or each.country, each.verbatim) for each in found.entries]


def page(body: str, **options: object) -> list[object]:
    return entries_of(f"<html><body>{body}</body></html>", name="own.html", **options)  # type: ignore[arg-type]


# --- nothing vanishes


@pytest.mark.parametrize(
    ("text", "doubts"),
    [
        ("Ghana\n- Other Unit, Mirna Police\nLast Unit, Mirna Police Station, Ghana Police Service\n", [3]),
        ("Ghana\nFirst Brigade, Mirna Army Division, Ghana Army\n- Other Unit, Mirna Police\n", [1, 2]),
        ("Belize\n\nNorthern Group\n\n- Other Unit, Mirna Police\n", [1, 3]),
        ("Angola\n1. Velabad Battalion, Velabad Police Force\n\nGhana\n- Other Unit, Mirna Police\n", [1, 2]),
        ("Ghana\n- Other Unit\n\nAngola\n1. Zzz Unit\n", [4, 5]),
        ("Ghana\n- Other Unit\n\n\na) Zzz\n", [5]),
        ("Ghana\n- Other Unit\n\n\n(ii) Zzz\n", [5]),
        ("Ghana\n- Other Unit\n\n\nMirna Station\n", [5]),
        ("Ghana\n- Other Unit\n\n\nMirna Station / Mirna Police\n", [5]),
        ("Ghana\n- Other Unit\nMirna\n- Third Unit\n", [3]),
        ("Ghana\n- Other Unit\nThe units below were denied nothing again later.\n- Third Unit\n", [3]),
        ("- One Unit\n* This designation says nothing about any of the positions.\n- Two Unit\n", [2]),
        ("1. One Unit\n2. Two Unit\n12. Brigade\n", [3]),
        ("Units in Belize:\n- One Unit\n", [1]),
        ("Belize\n- One Guard\n  Two Guard\n- Three\n", [3]),
        ("- One Unit\n\nBelize\n- Two\n\n\n- Facebook\n", [7]),
        ("- Home\n\nBelize\n- Two\n", [1]),
        ("Belize\n  - One\n  - Two\n* Footnote about Two.\n", [4]),
        ("Belize\n- One\nASIA\n- Two\n", [3]),
        ("2. One Unit\n3. Two Unit\n", [1]),
        ("1. Brigade\n2. Brigade\n", [1, 2]),
        ("Velabadia\n- One Unit\n", [1]),
        ("Mexico\n- Mexico: One Unit\n- Jordan - Velabad Brigade\n", [3]),
        ("Belize\nOne\n\nTwo\n1. Three Unit\n", [1, 2, 4]),
        ("Ghana\n- Other Unit\n\nThis list, and all others, ends here now.\n", []),
        ("Units, and more\nCalendar year 2019\n\nGhana\n- Other Unit, Mirna Police\n", []),
        ("(d) The Secretary shall establish, and periodically update, procedures to\u2014\n- Other Unit\n", []),
        ("U.S. Department of State\nSection 620M\n\n- Other Unit\n\nBureau of Democracy, and Labor\n", []),
    ],
)
def test_what_may_be_an_entry_is_never_left_out(text: str, doubts: list[int]) -> None:
    found = lines_of(text)
    assert [each.line for each in found.doubts] == doubts
    if doubts:
        with pytest.raises(EntryError, match=rf"^own\.txt lines? {doubts[0]}\b.*unitgraph review"):
            read_entries(parse_document(text.encode(), "own.txt"), OWN)


@given(
    st.lists(
        st.sampled_from(
            ["", "Belize", "- One Unit", "o Two", "3. Three", "Mirna Police", "(a) x", "A sentence is here."]
        ),
        min_size=1,
        max_size=9,
    ),
    st.sampled_from([None, True, False]),
)
def test_each_line_is_one_thing(lines: list[str], bullets: bool | None) -> None:
    try:
        found = lines_of("\n".join(["x", *lines]), bullets)
    except EntryError as error:
        assert "no line is an entry" in str(error)  # noqa: PT017
        return
    told = [line.number for line, _ in found.standings] + [each.line for each in found.doubts]
    assert sorted(told) == [number for number, line in enumerate(["x", *lines], 1) if line]
    signed = {number for number, line in enumerate(["x", *lines], 1) if line[:1] in set("-o3(")}
    prose = {line.number for line, standing in found.standings if standing is Standing.PROSE}
    assert not signed & prose


def test_a_misspelt_first_heading_is_in_doubt() -> None:
    found = lines_of("Made up\n\nMexcio\n\n- Orvena Battalion\n- Tora Station\n\nGhana\n\n- Asuta Station\n")
    assert [(each.line, each.text, each.why) for each in found.doubts] == [(3, "Mexcio", MAY_HEAD)]


def test_the_lines_are_counted() -> None:
    found = lines_of(PREAMBLE + "Belize\n- One,\n  Two\n- Three\n\n\nThe end of the list is here now.\n")
    assert [(standing.value, found.count(standing)) for standing in Standing] == [
        ("entry", 2),
        ("entry, continued", 1),
        ("heading", 1),
        ("superior", 0),
        ("prose", 2),
    ]
    assert len(found.entries) == 2


# --- rulings

PROSE = "  - {id: a, kind: prose, texts: [TEXT], date: 2026-11-28, reason: why}\n"
ENTRY = PROSE.replace("prose", "entry").replace("id: a", "id: b")


def test_rulings_settle_what_is_in_doubt() -> None:
    text = "Belize\n\nNorthern Group\n- Second Group\n\n1. Third Group\n\nChad\n"
    rulings = ENTRY.replace("TEXT", "Northern Group, Third Group") + PROSE.replace("TEXT", "Chad")
    assert entries_of(text, rulings=rulings) == [
        ("Belize", "Northern Group"),
        ("Belize", "Second Group"),
        ("Belize", "Third Group"),
    ]
    (ruling,) = [each for each in lines_of(text, rulings=rulings).rulings if each.id == "b"]
    assert ruling.lines == (3, 6)


def test_a_heading_does_not_hold_over_what_is_ruled_prose() -> None:
    """It may have been the heading of a country that is not known."""
    text = "Belize\n- One Unit\nVelabadia\n- Two Unit\n"
    assert entries_of(text, rulings=PROSE.replace("TEXT", "Velabadia")) == [("Belize", "One Unit"), (None, "Two Unit")]


def test_a_heading_holds_over_a_note_that_is_ruled_prose() -> None:
    note = "The units below asked for assistance in spring."
    text = f"Togo\n- One Unit\n{note}\n- Two Unit\n"
    assert entries_of(text, rulings=PROSE.replace("TEXT", note)) == [("Togo", "One Unit"), ("Togo", "Two Unit")]


def test_a_heading_of_a_page_holds_over_all_its_lists() -> None:
    lists = "<ul><li>One Unit</li></ul><ol><li>Two Unit</li></ol><p>These were named twice.</p><ul><li>Three</li></ul>"
    note = PROSE.replace("TEXT", "These were named twice.")
    found = page(f"<h2>Togo</h2>{lists}<h2>Benin</h2><ul><li>Four Unit</li></ul>", rulings=note)
    assert found == [("Togo", "One Unit"), ("Togo", "Two Unit"), ("Togo", "Three"), ("Benin", "Four Unit")]


def test_the_caption_of_a_table_is_a_heading_or_a_question() -> None:
    tables = [
        f"<table><caption>{each}</caption><tr><th>Unit</th></tr><tr><td>Mirna Guard</td></tr></table>"
        for each in ("Togo", "Benin", "Mirna")
    ]
    assert page("".join(tables[:2])) == [("Togo", "Mirna Guard"), ("Benin", "Mirna Guard")]
    found = lines_of(f"<html><body>{''.join(tables[::2])}</body></html>", name="own.html")
    assert [each.text for each in found.doubts] == ["Mirna"]


def test_texts_of_a_page_that_are_not_read_are_told() -> None:
    body = (
        "<h2>Togo</h2><ul><li>A</li></ul><select><option>Mirna Guard</option></select><noscript>Lorna Guard</noscript>"
    )
    with pytest.warns(SourceRemark, match="that are not read: 'Mirna Guard', 'Lorna Guard'"):
        assert page(body) == [("Togo", "A")]


@pytest.mark.parametrize("sign", ["- ", ""])
def test_a_line_may_be_ruled_the_heading_of_a_country(sign: str) -> None:
    text = f"Belize\n{sign}One Unit\n\nIvory Cost\n{sign}Two Unit\n{sign}Three Unit\n"
    heading = "  - {id: a, kind: heading, texts: [Ivory Cost], country: CI, date: 2026-11-28, reason: why}\n"
    found = lines_of(text, rulings=heading)
    assert found.doubts == ()
    assert [(str(country_heading(each.heading or "")), each.verbatim) for each in found.entries] == [
        (str(country_heading(name)), unit)
        for name, unit in (("Belize", "One Unit"), ("Ivory Coast", "Two Unit"), ("Ivory Coast", "Three Unit"))
    ]
    assert found.count(Standing.HEADING) == 2


def test_a_text_of_a_ruling_may_run_over_lines() -> None:
    text = "<li>One Branch<br>Two Police</li><li>Three</li>"
    html = f"<html><ul>{text}</ul></html>"
    assert [each.why for each in lines_of(html, name="own.html").doubts] == [
        "an item of several lines, which may be one entry or several"
    ]
    assert page(f"<ul>{text}</ul>", rulings=ENTRY.replace("TEXT", "One Branch Two Police")) == [
        (None, "One Branch Two Police"),
        (None, "Three"),
    ]
    assert page(f"<ul>{text}</ul>", rulings=ENTRY.replace("TEXT", "One Branch, Two Police")) == [
        (None, "One Branch"),
        (None, "Two Police"),
        (None, "Three"),
    ]


@pytest.mark.parametrize(
    ("rulings", "message"),
    [
        (PROSE.replace("TEXT", "Gone"), "r.yaml ruling a: no line is the text 'Gone' of own; correct the text"),
        (PROSE.replace("TEXT", "{source: x, text: One}"), "is no line of the list 'own'; give the text"),
        (PROSE.replace("TEXT", "{identifier: '1'}"), "the identifier '1' of own is no line"),
        (PROSE.replace("TEXT", "One") + ENTRY.replace("TEXT", "One"), "is already decided by ruling a; keep one"),
    ],
)
def test_a_ruling_on_lines_that_cannot_be_applied(rulings: str, message: str) -> None:
    with pytest.raises(RulingError) as caught:
        lines_of("- One\n", rulings=rulings)
    assert message in str(caught.value)


# --- the forms of lists


@pytest.mark.parametrize(
    "text",
    [
        "Belize\n\u2610 One Unit\n\u2610 Two Unit, Three\n",
        "Belize\n1. One Unit\n2. Two Unit, Three\n",
        "Belize\n(1) One Unit\n(2) Two Unit, Three\n",
        "BELIZE:\na) One Unit\nb) Two Unit, Three\n",
        "Belize (BZ)\ni. One Unit\nii. Two Unit, Three\n",
        "1. Belize\n- One Unit\n- Two Unit, Three\n",
        "1. Belize\n1.1 One Unit\n1.2 Two Unit, Three\n",
        "Belize\n------\n- One Unit\n- Two Unit, Three\n",
        "## Belize\n\n* One Unit\n* Two Unit, Three\n",
        "Belize\n- One Unit\n\u2013 Two Unit,\nThree\n",
        "Belize\n  \u2022 One Unit\n  \u2022 Two Unit,\n    Three\n",
        "Belize: One Unit\nBelize: Two Unit, Three\n",
        "- Belize: One Unit\n- Belize \u2013 Two Unit, Three\n",
        "Belize\nOne Unit\nTwo Unit,\nThree\n",
        "Belize\n-One Unit\n-Two Unit, Three\n",
        "Belize\n1.One Unit\n2.Two Unit, Three\n",
        "Belize\tOne Unit\nBelize\tTwo Unit, Three\n",
        "BELIZE (2 units)\n- One Unit;\n- Two Unit, Three; and\n",
        "Western Hemisphere\n\nBelize\n- One Unit\n- Two Unit, Three\n\nAfrica\n\nBelize\n- One Unit\n",
    ],
)
def test_a_text_in_any_form(text: str) -> None:
    found = entries_of(PREAMBLE + text)
    assert [each[1] for each in found][:2] == ["One Unit", "Two Unit, Three"]  # type: ignore[index]
    assert {str(each[0]).strip("# ")[:6].casefold() for each in found} == {"belize"}  # type: ignore[index]


@pytest.mark.parametrize(
    "body",
    [
        "<h3>Belize</h3><ul><li>One Unit</li><li>Two Unit,<br>Three</li></ul>",
        "<p><b>Belize</b><br>One Unit<br>Two Unit, Three</p>",
        "<ul><li>Belize<ul><li>One Unit</li><li><p>Two Unit,</p><p>Three</p></li></ul></li></ul>",
        "<ul><li>Belize<br>One Unit<br>Two Unit, Three</li></ul>",
        "<ol><li>Belize: One Unit</li><li>Belize: Two Unit, Three</li></ol>",
        "<dl><dt>Belize</dt><dd>One Unit</dd><dd>Two Unit, Three</dd></dl>",
        "<h3>Belize</h3><ul><li><div>One Unit</div></li><li><div>Two Unit,</div><div>Three</div></li></ul>",
    ],
)
def test_a_page_in_any_form(body: str) -> None:
    assert page(f"<p>{PREAMBLE}</p>{body}") == [("Belize", "One Unit"), ("Belize", "Two Unit, Three")]


@pytest.mark.parametrize(
    "rows",
    [
        "<tr><th>Country</th><th>Unit</th></tr><tr><td rowspan=2>Belize</td><td>One Unit</td></tr>"
        "<tr><td>Two</td></tr>",
        "<tr><td>Country</td><td>Unit</td></tr><tr><td>Belize</td><td>One Unit</td></tr><tr><td></td><td>Two</td></tr>",
        "<tr><td>Belize</td><td>One Unit</td></tr><tr><td>Belize</td><td>Two</td></tr>",
        "<tr><th>No.</th><th>Unit name</th><th>Country</th></tr><tr><td>1</td><td>One Unit</td><td>Belize</td></tr>"
        "<tr><td>2</td><td>Two</td><td>Belize</td></tr>",
        "<tr><th>Unit</th><th>Date</th></tr><tr><td colspan=2>Belize</td></tr><tr><td>One Unit</td><td>2019</td></tr>"
        "<tr><td>Two</td><td>2019</td></tr>",
    ],
)
def test_a_table_of_a_page(rows: str) -> None:
    assert page(f"<p>{PREAMBLE}</p><table>{rows}</table>") == [("Belize", "One Unit"), ("Belize", "Two")]


def test_an_empty_country_of_a_table_that_repeats_countries_stays_open() -> None:
    rows = "".join(
        f"<tr><td>{country}</td><td>{unit}</td></tr>" for country, unit in (("Belize", "A"), ("Belize", "B"), ("", "C"))
    )
    table = f"<table><tr><th>Country</th><th>Unit</th></tr>{rows}</table>"
    assert page(table) == [("Belize", "A"), ("Belize", "B"), (None, "C")]


def test_a_table_under_a_heading_is_of_its_country() -> None:
    table = "<table><tr><th>Unit</th></tr><tr><td>A</td></tr><tr><td>B</td></tr></table>"
    assert page(f"<h3>Belize</h3>{table}") == [("Belize", "A"), ("Belize", "B")]


def test_a_row_of_a_table_that_names_no_unit_is_in_doubt() -> None:
    rows = "<tr><td>Belize</td><td>A</td></tr><tr><td>Source: x</td><td></td></tr><tr><td>Chad</td><td>B</td></tr>"
    found = lines_of(f"<html><table><tr><th>Country</th><th>Unit</th></tr>{rows}</table></html>", name="own.html")
    assert [each.text for each in found.doubts] == ["Source: x"]


def test_items_below_others_are_paths_and_their_superiors_no_entries() -> None:
    body = (
        "<h2>Belize</h2><ul><li>Army<ul><li>Guard<ul><li>OWLS</li><li>BATS</li></ul></li></ul></li><li>Navy</li></ul>"
    )
    found = lines_of(f"<html>{body}</html>", name="own.html")
    assert [(each.verbatim, each.above, each.own) for each in found.entries] == [
        ("Army > Guard > OWLS", ("Army", "Guard"), "OWLS"),
        ("Army > Guard > BATS", ("Army", "Guard"), "BATS"),
        ("Navy", (), ""),
    ]
    assert found.count(Standing.SUPERIOR) == 2
    text = "- Army\n  o Guard\n    \u25aa OWLS\n    \u25aa BATS\n- Navy\n"
    assert [each.above for each in lines_of(text).entries] == [each.above for each in found.entries]
    numbered = "1. Army:\n   a) Guard\n      i. OWLS\n      ii. BATS\n2. Navy\n"
    assert [each.above for each in lines_of(numbered).entries] == [each.above for each in found.entries]
    ruled = lines_of(text, rulings=ENTRY.replace("TEXT", "Guard"))
    assert [each.verbatim for each in ruled.entries] == [
        "Army > Guard",
        "Army > Guard > OWLS",
        "Army > Guard > BATS",
        "Navy",
    ]


AROUND = "Harbour Station, Mirna City Police, Velabad Police Force"


@pytest.mark.parametrize("tag", ["nav", "header", "footer", "aside", "form", "button"])
def test_a_unit_path_around_the_content_of_a_page_is_in_doubt(tag: str) -> None:
    text = (
        f"<html><{tag}><p>Home</p>\n<p>{AROUND}</p></{tag}>\n<main>\n<h2>Ghana</h2>\n<ul><li>Guard</ul></main></html>"
    )
    found = lines_of(text, name="own.html")
    assert [(each.line, each.text) for each in found.doubts] == [(2, AROUND)]
    assert "navigation, header, footer" in found.doubts[0].why
    assert (len(found.entries), found.count(Standing.PROSE)) == (1, 1)
    prose = lines_of(text, rulings=PROSE.replace("TEXT", f"'{AROUND}'"), name="own.html")
    assert (prose.doubts, len(prose.entries), prose.count(Standing.PROSE)) == ((), 1, 2)
    entry = lines_of(text, rulings=ENTRY.replace("TEXT", f"'{AROUND}'"), name="own.html")
    assert (entry.doubts, [(each.verbatim, each.heading) for each in entry.entries][1:]) == ((), [(AROUND, None)])


@pytest.mark.parametrize("text", ["\u2022 Coast Guard \u2022 Border Guard", "- Coast Guard \u25aa Border Guard"])
def test_several_entries_in_one_line_are_in_doubt(text: str) -> None:
    pages = f"<html><h2>Ghana</h2>\n<ul><li>Navy</li>\n<li>{text[2:]}</li></ul></html>"
    for found in (lines_of(f"Ghana\n{text[0]} Navy\n{text}\n"), lines_of(pages, name="own.html")):
        assert [(each.line, each.why[:35]) for each in found.doubts] == [(3, "has the sign of an item within it: ")]
        assert [each.verbatim for each in found.entries] == ["Navy"]


def test_an_item_below_another_may_name_its_place() -> None:
    found = lines_of("- Mirna Police\n  - Special Brigade, Nairobi\n  - OWLS\n- Navy\n")
    assert [(each.above, each.own) for each in found.entries][:2] == [
        (("Mirna Police",), "Special Brigade, Nairobi"),
        (("Mirna Police",), "OWLS"),
    ]
    assert found.doubts == ()


def test_a_path_among_items_below_others_is_in_doubt() -> None:
    text = "- Army\n  - Guard, Mirna Division\n    - OWLS\n- Navy\n"
    assert [each.line for each in lines_of(text).doubts] == [2, 3]
    ruled = lines_of(text, rulings=ENTRY.replace("TEXT", "{text: 'Guard, Mirna Division'}, OWLS"))
    assert [(each.verbatim, each.above) for each in ruled.entries] == [
        ("Guard, Mirna Division", ()),
        ("OWLS", ()),
        ("Navy", ()),
    ]


@pytest.mark.parametrize("bullets", [UNSTATED, NO_BULLETS])
@pytest.mark.parametrize(
    ("lines", "entries"),
    [
        ("Mirna Police:\n  First Station\n  Second Station\nNavy", ["Mirna Police > First Station", None, "Navy"]),
        (
            "Mirna Army\n First Division\n  Second Brigade\nNavy",
            ["Mirna Army > First Division > Second Brigade", "Navy"],
        ),
        ("Mirna Army\n\tFirst Division\n\t\tSecond Brigade", ["Mirna Army > First Division > Second Brigade"]),
        ("  Mirna Army\n  First Division", ["Mirna Army", "First Division"]),
    ],
)
def test_a_line_indented_below_another_without_signs_is_a_part_of_it(
    lines: str, entries: list[str], bullets: bool | None
) -> None:
    found = entries_of(f"{PREAMBLE}Belize\n{lines}\n", bullets)
    expected = [each or "Mirna Police > Second Station" for each in entries]
    assert found == [("Belize", each) for each in expected]


@pytest.mark.parametrize("bullets", [UNSTATED, NO_BULLETS])
@pytest.mark.parametrize(
    ("lines", "doubts"),
    [
        ("Mirna Army\n First Brigade\nNavy Guard", [5]),
        ("Mirna Police:\nFirst Station\nSecond Station", [4]),
        ("Mirna Army, Western Command\n  First Brigade", [5]),
        ("First Brigade of\n  the Mirna Army", [5]),
    ],
)
def test_a_line_that_may_be_below_the_one_above_is_in_doubt(
    lines: str, doubts: list[int], bullets: bool | None
) -> None:
    assert [each.line for each in lines_of(f"{PREAMBLE}Belize\n{lines}\n", bullets).doubts] == doubts


def test_an_item_with_a_colon_and_none_below_is_in_doubt() -> None:
    assert [each.text for each in lines_of("- Mirna Police:\n- First Station\n").doubts] == ["Mirna Police:"]


def test_links_and_footnotes_of_a_page_are_in_doubt_and_prose_beside_them_is_not() -> None:
    links = "<ul><li><a>Home</a></li><li></li><li>\u00a0</li></ul>"
    for listed in ("<ul><li>One Unit</li></ul>", "<h3>Belize</h3><ul><li>One</li></ul>"):
        body = f"{links}<p>About the list.</p>{listed}<p>Shared</p>{links}<p>* About One.</p>"
        found = lines_of(f"<html>{body}</html>", name="own.html")
        assert [each.verbatim[:3] for each in found.entries] == ["One"]
        assert [each.text for each in found.doubts] == ["Home", "Home", "About One."]


def test_preformatted_lines_stay_apart() -> None:
    assert page("<pre>Belize\n- One\n  - Two\n\n\n- Three Unit</pre>") == [
        ("Belize", "One > Two"),
        (None, "Three Unit"),
    ]


def test_lines_of_a_cell_may_be_one_entry_or_several() -> None:
    table = "<table><tr><th>Country</th><th>Unit</th></tr><tr><td>Belize</td><td>{}</td></tr></table>"
    assert page(table.format("One Unit,<br>Two")) == [("Belize", "One Unit, Two")]
    found = lines_of(f"<html>{table.format('One Unit<br>Two')}</html>", name="own.html")
    assert [(each.text, each.joined) for each in found.doubts] == [("Two", "One Unit Two")]
    ruling = ENTRY.replace("TEXT", "Two")
    assert page(table.format("One Unit<br>Two"), rulings=ruling) == [("Belize", "One Unit"), ("Belize", "Two")]


def test_a_long_line_goes_on_in_the_next() -> None:
    long = "- Directorate of Velabad Operations of the Northern Mirna Region\n  Police\n"
    assert entries_of(long) == [(None, "Directorate of Velabad Operations of the Northern Mirna Region Police")]
    narrow = "- Harbour Branch, Velabad\n  Metropolitan Police Directorate,\n  Velabad Force\n- Hill Section\n"
    assert entries_of(narrow) == [
        (None, "Harbour Branch, Velabad Metropolitan Police Directorate, Velabad Force"),
        (None, "Hill Section"),
    ]


def test_paragraphs_of_a_page_behind_its_last_heading_are_in_doubt() -> None:
    """The last may be the name of whoever publishes it."""
    body = "<p>Belize</p><p>One Unit</p><p>Two Unit</p><p>Chad</p><p>Three Unit</p><p>Velabad Ministry</p>"
    found = lines_of(f"<html>{body}</html>", name="own.html")
    assert [each.verbatim for each in found.entries] == ["One Unit", "Two Unit", "Three Unit"]
    assert [each.text for each in found.doubts] == ["Velabad Ministry"]


def test_a_table_whose_rows_are_numbered_needs_no_headings() -> None:
    def table(*rows: str) -> str:
        return f"<p>MADE UP.</p><table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"

    under = table("<td colspan=2>Kenya</td>", "<td>1.</td><td>Hill Post</td>", "<td>2.</td><td>Lake Post</td>")
    assert page(under) == [("Kenya", "Hill Post"), ("Kenya", "Lake Post")]
    assert lines_of(f"<html><body>{under}</body></html>", name="own.html").count(Standing.HEADING) == 1
    beside = table("<td>1</td><td>Kenya</td><td>Hill Post</td>", "<td>2</td><td>Mexico</td><td>Unidad Lorna</td>")
    assert page(beside) == [("Kenya", "Hill Post"), ("Mexico", "Unidad Lorna")]


def test_one_item_with_a_sign_of_its_own_may_stand_above_the_others() -> None:
    nested = "Kenya\n\u2022 Velabad Police\n  \u25e6 Hill Post\n  \u25e6 Lake Post\n"
    found = lines_of(PREAMBLE + nested)
    assert found.doubts == ()
    assert [(each.above, each.own) for each in found.entries] == [
        (("Velabad Police",), "Hill Post"),
        (("Velabad Police",), "Lake Post"),
    ]
    footnote = "Kenya\n\u2022 Hill Post\n\u2022 Lake Post\n* as of May\n"
    assert [each.line for each in lines_of(PREAMBLE + footnote).doubts] == [6]


@pytest.mark.parametrize(
    ("text", "doubted"),
    [
        ("Kenya\n* Velabad Police\n- Hill Post\n- Lake Post\n* Toluria Army\n- Shore Post\n", [4, 7]),
        ("* Kenya\n- Hill Post\n* Uganda\n- Lake Post\n", []),
        ("Kenya\n- Hill Post\n- Lake Post\n* Shore Post\n* River Post\n", []),
        ("Kenya\n* Velabad Police\n  - Hill Post\n* Toluria Army\n  - Shore Post\n", []),
    ],
)
def test_items_of_one_sign_that_lead_items_of_another_are_in_doubt(text: str, doubted: list[int]) -> None:
    found = lines_of(PREAMBLE + text)
    assert [each.line for each in found.doubts if "it may be their superior" in each.why] == doubted


def test_without_signs_only_units_under_headings_are_entries() -> None:
    found = lines_of("Belize\nOne Unit\n\nVelabad Ministry\n\nChad\nTwo Unit\nFacebook\n")
    assert [each.verbatim for each in found.entries] == ["One Unit", "Two Unit"]
    assert [each.line for each in found.doubts] == [4, 8]
    assert entries_of(PREAMBLE + "Mirna Station\nPolice Station A\n", NO_BULLETS) == [
        (None, "Mirna Station"),
        (None, "Police Station A"),
    ]


def test_what_stands_behind_the_last_entries_is_in_doubt_even_if_all_lines_are_entries() -> None:
    text = "Belize\nOne, Two\n\nThree\n\nChad\nFour\nFive\n\nMirna Station\n\nVelabad Department of State\n"
    found = lines_of(text, NO_BULLETS)
    assert [each.verbatim for each in found.entries] == ["One, Two", "Three", "Four", "Five", "Mirna Station"]
    assert [each.text for each in found.doubts] == ["Velabad Department of State"]


def test_the_page_of_2018_stands_in_no_doubt(root: Path) -> None:
    """Its text with what surrounds the list, as the page has it."""
    listed = (root / "graph/unitgraph/reading/bundled/lists/2018.txt").read_text(encoding="utf-8")
    before = (
        "Official websites use .gov\n\nSection 620M of the Foreign Assistance Act of 1961 states, in part:\n\n"
        "(d) The Secretary of State shall establish, and periodically update, procedures to\u2014\n\n(7) make publicly "
        "available, to the maximum extent practicable, the identity of those units for which no assistance shall be "
        "furnished pursuant to subsection (a);\n\n\n"
    )
    after = "\n\nU.S. Department of State\n\nThe Lessons of 1989: Freedom and Our Future\n"
    document = parse_document((before + listed + after).encode(), "page.txt")
    found = list_lines(document, metadata_for(document, ListSource(name="2018")))
    assert (found.doubts, len(found.entries), found.count(Standing.HEADING)) == ((), 26, 2)
