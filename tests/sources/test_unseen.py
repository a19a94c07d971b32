"""Signs that nobody sees are left out where texts are read."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unitgraph.lexicon.names import fold, tidy
from unitgraph.reading.hierarchy_tables import HierarchySource
from unitgraph.reading.maps.documents import read_popolo
from unitgraph.sources import iter_rows, parse_document
from unitgraph.sources.rows import BadRow
from unitgraph.system.characters import seen
from unitgraph.system.errors import SourceError


@pytest.mark.parametrize("sign", ["\u200b", "\ufeff", "\u202e", "\u00ad", "\u2060", "\u2066"])
def test_a_name_is_the_same_without_them(sign: str) -> None:
    assert tidy(f"{sign}Velabad {sign}Ar{sign}my{sign}") == "Velabad Army"
    assert tidy(sign) == ""


def test_joiners_stay_between_letters() -> None:
    assert tidy("\u0646\u06cc\u0631\u0648\u200c\u0647\u0627\u200c") == "\u0646\u06cc\u0631\u0648\u200c\u0647\u0627"


def test_lines_and_rows_are_read_without_them(tmp_path: Path) -> None:
    document = parse_document("\ufeff- \u200bVelabad Guard\n- \u202e\n".encode("utf-8"), "list.txt")
    assert [line.text for line in document.lines] == ["- Velabad Guard", "- "]
    table = tmp_path / "table.csv"
    table.write_text("path,country\n\u200bVelabad Guard,NP\n\u202e,NP\n", encoding="utf-8")
    assert [line.text for line in iter_rows(table)] == ["Velabad Guard"]


ODD = "Vela\x07bad\u2028 Gu\u3164ard\ue000\U000e0041 Rilo\x92s\ufffe"
SEEN = "Vela bad  Guard\ue000 Rilo\u2019s\ufffd"


def test_what_no_format_can_write_is_left_out_or_replaced_once() -> None:
    assert seen(ODD) == SEEN
    assert seen("a\tb\r\nc") == "a\tb\r\nc"
    assert seen("Vela\u200dbad\u200c \u0915\u094d\u200d\u0937") == "Velabad \u0915\u094d\u200d\u0937"
    page = f"<html><title>{ODD}</title><main><ul><li>{ODD}</li></ul></main><footer>{ODD}</footer></html>"
    document = parse_document(page.encode(), "list.html")
    assert document.title == SEEN
    assert [tidy(line.text) for line in (*document.lines, *document.around) if line.text] == [tidy(SEEN)] * 2
    table = parse_document(f"path,country,parent,alias\n{ODD},{ODD},Army {ODD},{ODD}\n".encode(), "list.csv")
    (row,) = table.lines
    assert (row.text, row.country) == (SEEN, SEEN)
    assert (row.above, row.aliases) == ((tidy(f"Army {SEEN}"),), (tidy(SEEN),))


@given(st.text(st.characters(exclude_categories=()), max_size=30))
def test_any_text_that_is_seen_can_be_written_as_xml(text: str) -> None:
    found = seen(text)
    assert seen(found) == found
    written = found.replace("&", "").replace("<", "").replace("\r", "\n")
    assert (fromstring(f"<a>{written}</a>".encode()).text or "") == written  # noqa: S314 (our own)
    if not re.search("[\x80-\x9f]", text):
        assert fold(found) == fold(text)


@pytest.mark.parametrize("name", ["h.jsonl", "h.json"])
def test_a_lone_surrogate_is_told_with_its_row(tmp_path: Path, name: str) -> None:
    objects = ['{"path": "Velabad \\ud83d\\ude00 Guard"}', '{"path": "Velabad \\ud800"}']
    file = tmp_path / name
    file.write_text(f"[{','.join(objects)}]" if name.endswith("json") else "\n".join(objects))
    place = "row" if name.endswith("json") else "line"
    rows = iter_rows(file)
    assert next(rows).text == "Velabad \U0001f600 Guard"
    with pytest.raises(SourceError, match=rf"^{name} {place} 2: contains a lone surrogate .*; correct its .u escapes$"):
        next(rows)
    file.write_text('[{"path\\udc00": "x"}]' if name.endswith("json") else '{"path\\udc00": "x"}')
    with pytest.raises(SourceError, match=rf"^{name} {place} 1: contains a lone surrogate"):
        list(iter_rows(file))


def test_a_lone_surrogate_in_a_text_is_told_with_its_line() -> None:
    with pytest.raises(SourceError, match=r"^l\.txt line 2: contains a lone surrogate"):
        parse_document(b"Velabad Guard\n+2AA-Guard\n", "l.txt", encoding="utf-7")


def test_documents_that_are_no_tables_are_read_in_the_same_way(tmp_path: Path) -> None:
    file = tmp_path / "popolo.json"
    file.write_text('{"organizations": [{"id": "1", "name": "a"}, {"id": "2", "name": "b\\ud800"}]}')
    first, second = read_popolo(file).rows
    assert (first.cells[:2], second) == (("1", "a"), BadRow(2, "contains a lone surrogate (invalid Unicode)"))


@pytest.mark.parametrize("stem", ["a\x07b", "a\u202eb", "a\udcff"])
def test_a_table_is_called_by_its_file(stem: str) -> None:
    with pytest.raises(SourceError, match=r"the name of this file has characters that nobody sees.*; rename the file"):
        HierarchySource(Path(f"{stem}.csv"))
