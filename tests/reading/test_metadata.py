"""What is known about a list besides its entries."""

from __future__ import annotations

import warnings
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from unitgraph.reading.entries import GroupOrder, ListMetadata
from unitgraph.reading.list_lines import read_entries
from unitgraph.reading.metadata import (
    ListSource,
    bundled_list,
    bundled_metadata,
    bundled_names,
    load_metadata,
    metadata_for,
)
from unitgraph.sources import Document, Line, parse_document
from unitgraph.system.errors import EntryError
from unitgraph.system.remarks import SourceRemark


def test_what_is_known_of_the_bundled_list() -> None:
    assert bundled_names() == ("2018",)
    metadata = bundled_metadata("2018")
    assert (metadata.year, metadata.entries, metadata.order) == (2018, 26, GroupOrder.COUNTRY)
    assert metadata.publisher == "U.S. Department of State"
    assert metadata.legal_basis == "section 620M of the Foreign Assistance Act of 1961 (22 U.S.C. 2378d)"
    assert (metadata.published, metadata.counts_from) == (None, date(2019, 1, 1))
    assert metadata.source is not None
    assert metadata.source.startswith("https://www.state.gov/public-release-of-foreign-security-forces-units-")
    assert metadata.sha256 == "d92559afc76ad209821651fdf0fb7ab0e3e9121fb2af27f5a0333f37f0214d48"
    with pytest.raises(EntryError, match="list 1999: no such bundled list; use one of: 2018"):
        bundled_list("1999")


def document(name: str = "units-2020.txt", digest: str = "ab") -> Document:
    return Document(name, "text/plain", digest, (Line(1, "- One"),), title=None)


def test_a_list_of_ones_own_needs_a_year() -> None:
    with pytest.raises(EntryError) as caught:
        metadata_for(document())
    assert str(caught.value) == (
        "units-2020.txt: the calendar year of the list is unknown; "
        "give it (--year), or the name of a bundled list (--list 2018)"
    )
    with pytest.raises(EntryError, match="12 cannot be the year of such a list"):
        metadata_for(document(), ListSource(year=12))


def test_metadata_of_a_list_of_ones_own() -> None:
    made = metadata_for(document(), ListSource(year=2020))
    assert made == ListMetadata("units-2020", 2020, "units-2020", sha256="ab")
    assert made.legal_basis is None
    titled = metadata_for(replace(document(), title="Page"), ListSource(year=2020, name="mine"))
    assert (titled.name, titled.title) == ("mine", "Page")


def test_a_bundled_list_is_known_by_its_name_and_by_its_page() -> None:
    bundled = bundled_metadata("2018")
    assert bundled.sha256 is not None
    assert metadata_for(document(digest=bundled.sha256)) == bundled
    assert metadata_for(document(digest="cd"), ListSource(name="2018", year=2018)) == replace(bundled, sha256="cd")
    with pytest.raises(EntryError, match="the bundled list 2018 is for 2018, not 2019; give the list another name"):
        metadata_for(document(), ListSource(name="2018", year=2019))


def copy(*lines: str) -> Document:
    return replace(document(), lines=tuple(Line(number, text) for number, text in enumerate(lines, 1)))


def test_a_copy_of_a_bundled_list_is_known_by_its_entries() -> None:
    bullets = [f"- {entry.verbatim}" for entry in read_entries(*bundled_list("2018"))]
    assert len(bullets) == 26
    expected = replace(bundled_metadata("2018"), sha256="ab")
    assert metadata_for(copy(*bullets)) == expected
    assert metadata_for(copy(*bullets[:14])) == expected
    assert metadata_for(copy("Units denied in calendar year 2018", *bullets), ListSource(year=2018)) == expected
    assert metadata_for(copy("Units denied in calendar year 2019", *bullets)).name == "units-2020"
    assert metadata_for(copy(*bullets), ListSource(year=2019)).year == 2019
    assert metadata_for(copy(*bullets), ListSource(year=2018, name="mine")).entries is None
    with pytest.raises(EntryError, match="the calendar year of the list is unknown"):
        metadata_for(copy(*bullets[:13]))


def test_the_year_of_a_list_is_read_from_its_text() -> None:
    assert metadata_for(copy("denied in Calendar\u00a0Year 2020 and", "- One")).year == 2020
    assert metadata_for(copy("denied in calendar", "year 2020", "- One")).year == 2020
    assert metadata_for(copy("calendar year 2020", "- One"), ListSource(year=2021)).year == 2021
    for lines in (["calendar years 2019, 2020"], ["calendar year 2019", "calendar year 2020"], ["calendar year 20201"]):
        with pytest.raises(EntryError, match="the calendar year of the list is unknown"):
            metadata_for(copy(*lines))


@pytest.mark.parametrize(
    ("preamble", "order"),
    [
        ("The list below identifies (in alphabetical order, by country) units.", GroupOrder.COUNTRY),
        ("Units are listed alphabetically by country.", GroupOrder.COUNTRY),
        ("Units by country, in alphabetical order:", GroupOrder.COUNTRY),
        ("in alphabetical\u00a0order by Country", GroupOrder.COUNTRY),
        ("in alphabetical order", None),
        ("in alphabetical order, by unit, with their country", None),
        ("not in alphabetical order by country", None),
    ],
)
def test_the_order_of_a_list_is_read_from_its_text(preamble: str, order: GroupOrder | None) -> None:
    document = copy("calendar year 2020", preamble, "- One")
    assert metadata_for(document).order is order
    assert metadata_for(document, ListSource(order=GroupOrder.COUNTRY)).order is GroupOrder.COUNTRY


GOOD = "name: own\nyear: 2020\ntitle: Own\nlegal_basis: a law\n"


def test_metadata_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(GOOD + "order: country\nbullets: false\nentries: 3\npublished: 2021-04-30\n")
    made = load_metadata(file)
    assert made == ListMetadata(
        "own", 2020, "Own", "a law", order=GroupOrder.COUNTRY, bullets=False, entries=3, published=date(2021, 4, 30)
    )
    assert made.counts_from == date(2021, 4, 30)
    file.write_text("name: own\nyear: 2020\ntitle: Own\n")
    assert load_metadata(file) == ListMetadata("own", 2020, "Own")
    assert load_metadata(file).counts_from == date(2021, 1, 1)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (GOOD + "titel: x\n", "line 5: unknown key 'titel'; the keys are: name, year, title,"),
        ("name: own\nyear: 2020\n", "line 1: the key 'title' is missing; add it"),
        (GOOD.replace("own", "2020"), "line 1: name: 2020 is not text; put text that looks like a number or a day in"),
        (GOOD.replace("2020", "'2020'"), "line 2: year: '2020' is not a whole number; correct it"),
        (GOOD.replace("2020", "true"), "line 2: year: True is not a whole number; correct it"),
        (GOOD + "published: 2021\n", "line 5: published: 2021 is not a day, such as 2019-04-30; correct it"),
        (
            GOOD + "published: 2021-04-30 10:00:00\n",
            "line 5: published: datetime.datetime(2021, 4, 30, 10, 0)",
        ),
        (
            GOOD + "published: 2021-02-30\n",
            "line 5: contains an invalid value (day is out of range for month); correct the",
        ),
        (GOOD + "bullets: 1\n", "line 5: bullets: 1 is not true or false; correct it"),
        (GOOD + "scope: ''\n", "line 5: scope: '' is not text;"),
        (GOOD + "order: size\n", "line 5: order: unknown 'size'; use one of: country"),
        (GOOD + "name: other\n", "line 5: duplicate key 'name' in one mapping; keep one of the two"),
        ("- own\n", "line 1: ['own'] is not a mapping; write keys and values: name,"),
        ("name: [\n", "line 2: invalid YAML; correct the indentation"),
        (
            GOOD + "source: www.example.org\n",
            "the source 'www.example.org' of the list is not an address; give an http",
        ),
        (GOOD + "licence: 'https://x.org/a b'\n", "the licence 'https://x.org/a b' of the list is not an address"),
        (GOOD + "published: 2019-12-31\n", "published on 2019-12-31, before its calendar year 2020 began; correct the"),
    ],
)
def test_faulty_metadata_stop_with_file_and_remedy(text: str, message: str, tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(text)
    with pytest.raises(EntryError) as caught:
        load_metadata(file)
    after = str(caught.value).removeprefix(str(file))
    assert after.startswith((f" {message}", f": {message}"))


def test_metadata_that_are_missing_stop(tmp_path: Path) -> None:
    with pytest.raises(EntryError, match="cannot be read \\(No such file or directory\\); check the path"):
        load_metadata(tmp_path / "none.yaml")


def test_a_text_of_another_year_than_the_one_stated_is_told() -> None:
    document = parse_document(b"Units denied in calendar year 2034\n\nBelize\n- One Unit\n", "own.txt")
    with pytest.warns(SourceRemark, match="own.txt: its text says calendar year 2034; read as the list of 2033"):
        assert metadata_for(document, ListSource(year=2033)).year == 2033
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert metadata_for(document, ListSource(year=2034)).year == 2034
