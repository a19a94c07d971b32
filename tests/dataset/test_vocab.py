"""Terms and the minting of IRIs."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unitgraph.dataset.vocab import PREFIXES, UG, concept, term
from unitgraph.identity.iris import DEFAULT_BASE, Minter, fingerprint
from unitgraph.lexicon.names import slug
from unitgraph.reading.list_lines import read_entries
from unitgraph.reading.metadata import bundled_list

MINT = Minter("https://example.org/")
ENTRY = MINT.entry("2018", "Torreon\u00a0Station,  FEDERAL Police ")
LOCAL = ENTRY.removeprefix("https://example.org/")


def test_terms() -> None:
    assert term("ug:Unit") == "https://w3id.org/unitgraph/ns#Unit"
    assert term("schema:Place") == "https://schema.org/Place"
    with pytest.raises(KeyError):
        term("nowhere:x")


def test_prefixes_end_like_namespaces_and_are_all_different() -> None:
    assert len(set(PREFIXES.values())) == len(PREFIXES) == 13
    assert all(namespace.endswith(("#", "/")) for namespace in PREFIXES.values())


@pytest.mark.parametrize(
    ("word", "name"), [("level-words", "LevelWords"), ("station", "Station"), ("as-listed", "AsListed")]
)
def test_concepts(word: str, name: str) -> None:
    assert concept(word) == UG + name


def test_a_fingerprint_is_a_part_of_sha256() -> None:
    assert fingerprint("mx", "federal police") == hashlib.sha256(b"mx\x1ffederal police").hexdigest()[:8]
    assert fingerprint("a", length=64) == hashlib.sha256(b"a").hexdigest()


def test_a_fingerprint_depends_on_parts_and_order() -> None:
    assert len({fingerprint("a", "b"), fingerprint("b", "a"), fingerprint("ab"), fingerprint("a", "b", "")}) == 4


@pytest.mark.parametrize(
    ("minted", "iri"),
    [
        (MINT.unit("MX", ("x",), length=24), f"unit/mx/x-{fingerprint('mx', 'x', length=24)}"),
        (MINT.country("MX"), "country/mx"),
        (MINT.unit_list("2018"), "list/2018"),
        (MINT.unit_list("a b/c?#"), "list/a%20b%2Fc%3F%23"),
        (ENTRY, f"list/2018/entry/{fingerprint('torreon station, federal police', length=16)}"),
        (MINT.entry("a b", "X", 2), f"list/a%20b/entry/{fingerprint('x', length=16)}-2"),
        (MINT.reading(ENTRY), f"{LOCAL}/reading"),
        (MINT.evidence(ENTRY, 2), f"{LOCAL}/reading/evidence/2"),
        (MINT.segment(ENTRY, 1), f"{LOCAL}/reading/segment/1"),
        (MINT.denial(ENTRY), f"{LOCAL}/denial"),
        (MINT.denial(ENTRY, 2), f"{LOCAL}/denial/2"),
        (MINT.ruling("2018", "a/b"), "ruling/2018/a%2Fb"),
        (MINT.site("BD", "Dhaka"), f"site/bd/dhaka-{fingerprint('bd', 'Dhaka')}"),
        (MINT.subordination("MX", "a", "b"), f"subordination/mx/{fingerprint('a', 'b', length=16)}"),
        (MINT.hierarchy_table("a b"), "hierarchy/a%20b"),
        (MINT.table_row("a", 7), "hierarchy/a/line/7"),
        (MINT.table_graph("a b"), "graph/hierarchy/a%20b"),
        (MINT.list_graph("2018"), "graph/list/2018"),
        (MINT.graph("inferred"), "graph/inferred"),
    ],
)
def test_minted_iris(minted: str, iri: str) -> None:
    assert minted == f"https://example.org/{iri}"


def test_an_entry_is_named_by_its_text_whatever_its_line() -> None:
    document, metadata = bundled_list("2018")
    moved = replace(document, lines=tuple(replace(each, number=each.number + 7) for each in document.lines))
    before, after = (read_entries(each, metadata) for each in (document, moved))
    assert [each.line + 7 for each in before] == [each.line for each in after]
    iris = [[MINT.entry("2018", each.verbatim, each.occurrence) for each in entries] for entries in (before, after)]
    assert iris[0] == iris[1]
    assert len(set(iris[0])) == 26


def test_the_iri_of_a_known_unit_never_changes() -> None:
    chain = (
        "federal police",
        "regional security division",
        "northeast zone regional coordination",
        "coahuila state coordination",
        "torreon station",
    )
    assert Minter().unit("MX", chain) == f"{DEFAULT_BASE}unit/mx/torreon-station-760d1afd"
    assert Minter().unit("MX", chain[:1]) == f"{DEFAULT_BASE}unit/mx/federal-police-81b88458"


@given(st.text(max_size=20), st.lists(st.text(max_size=20), min_size=1, max_size=3), st.integers(1))
def test_every_minted_iri_is_one(name: str, key: list[str], line: int) -> None:
    minted = (
        MINT.unit("MX", key),
        MINT.site("MX", name),
        MINT.unit_list(name),
        MINT.segment(MINT.entry(name, key[0], line), 3),
        MINT.denial(MINT.entry(name, key[0], line), 2),
        MINT.ruling(name, key[0]),
        MINT.list_graph(name),
    )
    for iri in minted:
        assert iri.isascii()
        assert pyoxigraph.NamedNode(iri).value == iri
    assert f"/{slug(key[-1])}-" in minted[0]
