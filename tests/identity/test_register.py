"""The register of identities: IRIs that stay, redirects, splits and what is gone. All units are made up."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count, permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unitgraph.identity.assembly import Assembly
from unitgraph.identity.drafts import UnitDraft
from unitgraph.identity.hierarchy_units import UnitTables, merge_path
from unitgraph.identity.iris import fingerprint
from unitgraph.identity.list_units import assemble
from unitgraph.identity.references import References, RowTexts
from unitgraph.identity.register import Former, IdentityRecord, Register, read_records, write_records
from unitgraph.reading.dates import UNDATED
from unitgraph.reading.entries import Entry, ListMetadata
from unitgraph.reading.hierarchy_tables import Named, PathRow, UnitRow
from unitgraph.reading.readings import take_readings
from unitgraph.reading.references import Reference
from unitgraph.reading.row_reports import RowReports
from unitgraph.system.errors import SourceError

Source = tuple[str, ...]
"""Texts of a list (largest first or one name), a table of paths (``a > b``), or a table of units (``id=name``)."""
_FILES = count()


class Build:
    """One build of made-up sources by name, with the register of the build before."""

    def __init__(
        self, folder: Path, sources: Mapping[str, Source], before: Path | None = None, apart: Sequence[str] = ()
    ) -> None:
        self.file = folder / f"{next(_FILES)}.jsonl"
        lists = {name: texts for name, texts in sources.items() if name.startswith("list")}
        tables = [name for name in sources if name not in lists]
        self.register = Register(before, self.file)
        years = {name: 2020 + number for number, name in enumerate(sorted(lists))}
        texts = RowTexts(folder / f"{next(_FILES)}.texts")
        assembly = Assembly("https://example.org/", tables, years, self.register, texts)
        wanted = [Reference(*each.split(": ", 1)) for each in apart]
        assembly.references.want(wanted)
        for number, name in enumerate(tables):
            _add_table(assembly, number, name, sources[name])
        entries = [
            Entry(name, number, number + 1, text, country="ML")
            for name, texts in lists.items()
            for number, text in enumerate(texts)
        ]
        if apart:
            assembly.identify = self._parting(assembly, wanted)  # type: ignore[method-assign]
        metadata = [ListMetadata(name, year, name, None) for name, year in years.items()]
        graph = assemble(assembly, take_readings(entries), metadata, "https://example.org/")
        assert graph.base == "https://example.org/"
        self.iris: dict[str, str] = {}
        for listed, tabled in assembly.described():
            for unit in filter(None, (listed, tabled)):
                for name in (unit.name, *unit.other_names):
                    self.iris[name] = unit.iri.removeprefix("https://example.org/")
        self.count = len(assembly.identities)

    def _parting(self, assembly: Assembly, wanted: Sequence[Reference]):  # type: ignore[no-untyped-def]
        real = assembly.identify

        def identify(*_: Iterable[object]) -> None:
            one, other = (assembly.references.one(each, "test") for each in wanted)
            real((), [(one, other)])

        return identify

    @property
    def former(self) -> dict[str, str]:
        return {each.iri: each.replaced_by for each in self.register.former}

    @property
    def records(self) -> dict[str, IdentityRecord]:
        return {each.iri: each for each in read_records(self.file)}


def _add_table(assembly: Assembly, number: int, name: str, texts: Source) -> None:
    tables = UnitTables(f"{name}.csv")
    for line, text in enumerate(texts, 2):
        if "=" in text:
            identifier, _, unit = text.partition("=")
            tables.add_unit(number, UnitRow(line, text, identifier, "ML", unit, (), (), None, (), UNDATED, False))
        else:
            chain = tuple(Named(each) for each in text.split(" > "))
            merge_path(assembly, number, PathRow(line, text, "ML", UNDATED, (chain,), 1.0))
    tables.merge_into(assembly)


ARMY = "Velabad Police > Korbad Division > Korbad Station"
LISTED = "Korbad Station, Velabad Police"


def test_without_a_register_before_units_are_named_from_their_mentions(tmp_path: Path) -> None:
    made = Build(tmp_path, {"table": (ARMY,)})
    chain = ("velabad police", "korbad division", "korbad station")
    assert made.iris["Korbad Station"] == f"unit/ml/korbad-station-{fingerprint('ml', *chain)}"
    assert made.former == {}
    assert made.records[made.iris["Korbad Station"]].mentions == (Reference("table", ARMY, "Korbad Station"),)
    assert [each.name for each in made.records.values()] == ["Velabad Police", "Korbad Division", "Korbad Station"]


def test_a_row_whose_identifier_is_its_name_is_found_again(tmp_path: Path) -> None:
    rows = ("Alpha Company=Alpha Company", "Mirna Rangers=Mirna Rangers")
    first = Build(tmp_path, {"table": rows})
    kept = first.records[first.iris["Alpha Company"]].mentions
    assert kept == (Reference("table", identifier="Alpha Company"),)
    again = Build(tmp_path, {"table": rows, "list": ("Alpha Company", "Mirna Rangers")}, first.file)
    assert again.records[first.iris["Alpha Company"]].mentions == kept
    assert all(each.mentions for each in again.records.values())


def test_an_edge_between_two_countries_is_told_and_kept_with_a_placeholder() -> None:
    reports = RowReports()
    tables = UnitTables("table.csv", reports=reports)
    for line, (name, country, above) in enumerate(
        (("Velabad Police", "KE", ()), ("Mirna Guard", "KE", ("1",)), ("Lorna Guard", "UG", ("1",))), 1
    ):
        row = UnitRow(line, name, str(line), country, name, (), (), None, above, UNDATED, False)
        tables.add_unit(0, row)
    assembly = Assembly("https://example.org/", ["table"])
    tables.merge_into(assembly)
    edges = {draft.name: len(draft.edges) for draft in assembly.drafts}
    assert edges == {"Velabad Police": 0, "Mirna Guard": 1, "Lorna Guard": 1, "Unknown unit Velabad Police": 0}
    (report,) = reports.reports
    assert (report.row, report.what) == (
        3,
        "the unit 'Lorna Guard' is of UG, and its superior 'Velabad Police' of KE",
    )


def test_an_identity_without_mentions_is_read_and_not_written(tmp_path: Path) -> None:
    empty = IdentityRecord("unit/ml/b", "B", "ML")
    redirect = IdentityRecord("unit/ml/c", "C", "ML", replaced_by="unit/ml/a")
    path = tmp_path / "identities.jsonl"
    path.write_text(f"{json.dumps(GOOD)}\n" + json.dumps({**GOOD, "iri": "unit/ml/b", "name": "B", "mentions": []}))
    assert list(read_records(path))[1] == empty
    write_records(path, [empty, redirect])
    assert list(read_records(path)) == [redirect]


def test_the_same_sources_keep_their_iris_and_give_the_same_register(tmp_path: Path) -> None:
    sources = {"list-a": (LISTED,), "table": (ARMY,), "units": ("7=Gate Watch",)}
    made = Build(tmp_path, sources)
    again = Build(tmp_path, sources, made.file)
    assert again.iris == made.iris
    assert again.file.read_bytes() == made.file.read_bytes()
    assert again.register.lost == []


@pytest.mark.parametrize("order", list(permutations(("list-a", "list-b", "table"))))
def test_a_source_added_keeps_iris_whatever_the_order(tmp_path: Path, order: tuple[str, ...]) -> None:
    texts = {"list-a": (LISTED,), "list-b": ("Korbad Station, Korbad Division, Velabad Police",), "table": (ARMY,)}
    made = Build(tmp_path, {order[0]: texts[order[0]]})
    for number in (2, 3):
        added = Build(tmp_path, {name: texts[name] for name in order[:number]}, made.file)
        assert {iri for name, iri in made.iris.items() if added.iris[name] != iri} == set()
        made = added
    assert made.count == Build(tmp_path, texts).count == 3
    assert made.former == {}


def test_a_chain_grown_longer_keeps_the_iri_of_a_unit_with_an_identifier(tmp_path: Path) -> None:
    made = Build(tmp_path, {"units": ("7=Camp A",), "list-a": ("Camp A",)})
    grown = Build(tmp_path, {"units": ("1=Velabad Army", "7=Kamp A"), "list-a": ("Camp A",)}, made.file)
    assert grown.iris["Kamp A"] == made.iris["Camp A"]


def test_units_that_turn_out_one_leave_a_redirect(tmp_path: Path) -> None:
    sources = {"list-a": (LISTED,), "table": (ARMY,)}
    parted = Build(tmp_path, sources, apart=(f"list-a: {LISTED}", f"table: {ARMY}"))
    iris = set(parted.records)
    listed, tabled = (
        next(
            each.iri
            for each in parted.records.values()
            if each.mentions[0].source == source and each.name == "Korbad Station"
        )
        for source in ("list-a", "table")
    )
    assert listed != tabled
    merged = Build(tmp_path, sources, parted.file)
    assert merged.iris["Korbad Station"] == listed, "the IRI of the canonical mention stays"
    assert merged.former == {tabled: listed}
    assert set(merged.records) == iris
    assert merged.records[tabled].replaced_by == listed

    again = Build(tmp_path, sources, merged.file)
    assert (again.iris, again.former) == (merged.iris, merged.former)
    assert again.file.read_bytes() == merged.file.read_bytes()

    # Undone by a ruling: each has its IRI again, and nothing redirects.
    undone = Build(tmp_path, sources, merged.file, apart=(f"list-a: {LISTED}", f"table: {ARMY}"))
    assert undone.former == {}
    assert {each.iri: each.mentions for each in undone.records.values()} == {
        each.iri: each.mentions for each in parted.records.values()
    }


def test_a_split_leaves_the_iri_with_the_canonical_mention_and_the_other_gets_a_new_one(tmp_path: Path) -> None:
    sources = {"list-a": (LISTED,), "table": (ARMY,)}
    made = Build(tmp_path, sources)
    split = Build(tmp_path, sources, made.file, apart=(f"list-a: {LISTED}", f"table: {ARMY}"))
    camps = {each.mentions[0].source: each.iri for each in split.records.values() if each.name == "Korbad Station"}
    assert camps["list-a"] == made.iris["Korbad Station"]
    assert camps["table"] not in made.records
    # One again: the new one redirects.
    one = Build(tmp_path, sources, split.file)
    assert one.iris["Korbad Station"] == made.iris["Korbad Station"]
    assert one.former == {camps["table"]: camps["list-a"]}


def test_a_split_leaves_the_iri_with_the_unit_that_had_it_first(tmp_path: Path) -> None:
    """Whatever the year of a list, and lists or tables: the IRI never comes to name what was added to its unit."""
    for first, added, texts in (("list-b", "list-a", (LISTED,)), ("table", "list-a", (ARMY,))):
        made = Build(tmp_path, {first: texts})
        sources = {added: ("Korbad Station",), first: texts}
        # One with it, and so in a build without the first source: still nothing is decided for the added one.
        joined = Build(tmp_path, sources, made.file)
        alone = Build(tmp_path, {added: sources[added]}, joined.file)
        assert made.iris["Korbad Station"] == joined.iris["Korbad Station"] == alone.iris["Korbad Station"]
        for before in (joined, alone):
            split = Build(tmp_path, sources, before.file, (f"{first}: {texts[0]}", f"{added}: Korbad Station"))
            camps = {each.mentions[0].source: each.iri for each in split.records.values() if "korbad-s" in each.iri}
            assert camps[first] == made.iris["Korbad Station"] != camps[added]
            assert split.former == {}
            # Nor is it gone with what was added, or given to that where the first source is gone.
            assert Build(tmp_path, {first: texts}, split.file).iris == made.iris
            assert Build(tmp_path, {added: sources[added]}, split.file).former[camps[first]] == ""


def test_a_unit_whose_every_source_is_gone_is_remembered_and_comes_back(tmp_path: Path) -> None:
    made = Build(tmp_path, {"list-a": (LISTED, "Gate Watch"), "table": (ARMY,)})
    gone = Build(tmp_path, {"table": (ARMY,)}, made.file)
    (former,) = gone.register.former
    assert former == Former(made.iris["Gate Watch"], "Gate Watch", "ML", ("list-a",))
    assert gone.iris["Korbad Station"] == made.iris["Korbad Station"]
    assert gone.register.lost == [], "a source that was taken out loses no mention"
    still = Build(tmp_path, {"table": (ARMY,)}, gone.file)
    assert list(still.register.former) == [former]
    back = Build(tmp_path, {"list-a": (LISTED, "Gate Watch"), "table": (ARMY,)}, still.file)
    assert back.iris == made.iris
    assert back.former == {}


def test_a_redirect_outlives_its_mentions(tmp_path: Path) -> None:
    sources = {"list-a": (LISTED,), "table": (ARMY,)}
    parted = Build(tmp_path, sources, apart=(f"list-a: {LISTED}", f"table: {ARMY}"))
    merged = Build(tmp_path, sources, parted.file)
    ((tabled, listed),) = merged.former.items()
    alone = Build(tmp_path, {"list-a": (LISTED,)}, merged.file)
    assert alone.former[tabled] == listed
    # Nor does a unit that would be named so take it.
    other = Build(
        tmp_path, {"list-a": (LISTED,), "other": (ARMY,)}, alone.file, (f"list-a: {LISTED}", f"other: {ARMY}")
    )
    assert other.former[tabled] == listed
    assert tabled not in other.iris.values()


def test_a_text_that_is_gone_is_reported(tmp_path: Path) -> None:
    made = Build(tmp_path, {"list-a": ("Gate Watch",), "table": (ARMY,)})
    changed = Build(tmp_path, {"list-a": ("Harbour Watch",), "table": (ARMY,)}, made.file)
    assert [(record.name, str(mention)) for record, mention in changed.register.lost] == [
        ("Gate Watch", "the text 'Gate Watch' of list-a")
    ]


def test_equal_texts_in_two_countries_keep_to_their_countries(tmp_path: Path) -> None:
    def drafts(lines: Sequence[tuple[int, str]]) -> tuple[Assembly, dict[str, UnitDraft]]:
        assembly = Assembly("https://example.org/", ["table"], {}, register)
        for line, country in lines:
            chain = (Named("Gate Watch"),)
            merge_path(assembly, 0, PathRow(line, "Gate Watch", country, UNDATED, (chain,), 1.0))
        assembly.identify()
        return assembly, {draft.country: draft for draft in assembly.drafts}

    file = tmp_path / "before.jsonl"
    mention = (Reference("table", "Gate Watch"),)
    write_records(
        file,
        [IdentityRecord("unit/td/a", "Gate Watch", "TD", mention), IdentityRecord("unit/ml/b", "G", "ML", mention)],
    )
    for lines in ([(2, "ML"), (3, "TD")], [(4, "TD"), (5, "ML")]):
        register = Register(file)
        _, found = drafts(lines)
        assert {code: draft.iri for code, draft in found.items()} == {
            "ML": "https://example.org/unit/ml/b",
            "TD": "https://example.org/unit/td/a",
        }
        assert list(register.former) == []


def test_no_two_units_share_an_iri_when_every_key_is_taken() -> None:
    drafts = [UnitDraft("ML", "camp", None) for _ in range(4)]

    def minted(draft: UnitDraft) -> Iterable[str]:
        yield from ("unit/ml/camp", "unit/ml/camp-1")
        yield from (f"unit/ml/camp-{number}" for number in count(2))

    iris = Register().assign([[each] for each in drafts], drafts, References(), (), lambda each: iter(minted(each[0])))
    assert len(set(iris)) == 4
    assembly = Assembly("https://example.org/", ["table"])
    assembly.drafts = drafts
    for each in drafts:
        each.mention("Camp", None, (), 2)
    assembly.register.assign([[each] for each in drafts], drafts, assembly.references, (), assembly._minted)
    assert len(set(assembly.register._iris)) == 4


_STEPS = st.lists(st.lists(st.integers(-1, 3), min_size=6, max_size=6), min_size=1, max_size=6)


@given(_STEPS)
def test_whatever_is_merged_parted_and_gone_an_iri_is_one_unit_and_a_mention_has_one_iri(
    tmp_path_factory: pytest.TempPathFactory, steps: list[list[int]]
) -> None:
    """Each step puts six mentions into units by number; -1 is gone."""
    folder = tmp_path_factory.mktemp("register")
    before: Path | None = None
    known: set[str] = set()
    for number, step in enumerate(steps):
        file = folder / f"{number}.jsonl"
        register, references = Register(before, file), References()
        register.prepare(references)
        drafts: list[UnitDraft] = []
        units: dict[int, list[UnitDraft]] = {}
        for mention, unit in enumerate(step):
            if unit >= 0:
                draft = UnitDraft("ML", f"unit {mention}", None, ("units", str(mention)), name=f"Unit {mention}")
                references.note_identifier("units", str(mention), draft)
                drafts.append(draft)
                units.setdefault(unit, []).append(draft)

        def minted(group: Sequence[UnitDraft]) -> Iterator[str]:
            return (f"unit/ml/{group[0].folded.replace(' ', '-')}-{each}" for each in count())

        def mentions(draft: UnitDraft) -> Iterator[Reference]:
            assert draft.identifier is not None
            yield Reference("units", identifier=draft.identifier[1])

        groups = list(units.values())
        iris = register.assign(groups, drafts, references, ["units"], minted)
        register.write(groups, mentions)
        former = {each.iri: each.replaced_by for each in register.former}
        assert len(set(iris)) == len(iris)
        assert not set(iris) & set(former)
        assert known <= set(iris) | set(former), "no IRI is ever forgotten"
        assert all(target in iris or former[target] == "" for target in former.values() if target)
        records = list(read_records(file))
        owned = [mention for record in records for mention in record.mentions]
        present = {str(mention) for mention, unit in enumerate(step) if unit >= 0}
        assert {iri for iri in present if [each.identifier for each in owned].count(iri) != 1} == set()
        # The same again changes nothing.
        again, references = Register(file, folder / "again.jsonl"), References()
        again.prepare(references)
        for draft in drafts:
            assert draft.identifier is not None
            references.note_identifier("units", draft.identifier[1], draft)
        assert again.assign(groups, drafts, references, ["units"], minted) == iris
        assert {each.iri: each.replaced_by for each in again.former} == former
        known |= set(iris)
        before = file


# --- the file ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["identities.jsonl", "identities.jsonl.gz"])
def test_a_register_is_read_as_it_was_written(tmp_path: Path, name: str) -> None:
    records = [
        IdentityRecord("unit/ml/a", "Öst", "ML", (Reference("list", "Öst, West", "West", occurrence=2),)),
        IdentityRecord("unit/ml/b", "B", "ML", (Reference("units", identifier="7"),), "unit/ml/a"),
    ]
    write_records(tmp_path / name, records)
    assert list(read_records(tmp_path / name)) == records
    before = (tmp_path / name).read_bytes()
    write_records(tmp_path / name, records)
    assert (tmp_path / name).read_bytes() == before


GOOD = {"iri": "unit/ml/a", "name": "A", "country": "ML", "mentions": [{"source": "s", "text": "A"}]}


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "line 2: is not JSON"),
        ("[]", "line 2: is not an identity; write an object with country, iri, mentions, name"),
        (json.dumps({**GOOD, "note": "x"}), "line 2: is not an identity"),
        (json.dumps({**GOOD, "iri": "https://example.org/unit/ml/a"}), "is not the IRI of a unit; write it relative"),
        (json.dumps({**GOOD, "replaced_by": "unit/ml/ b"}), "replaced_by 'unit/ml/ b' is not the IRI of a unit"),
        (json.dumps({**GOOD, "name": ""}), "line 2: name '' is empty or not text"),
        (json.dumps({**GOOD, "mentions": "A"}), "line 2: mentions 'A' are not an array"),
        (json.dumps({**GOOD, "mentions": [{"source": "s"}]}), "line 2: a reference with source"),
        (json.dumps(GOOD), "two identities of unit/ml/a; keep one of the two"),
    ],
)
def test_what_is_no_register_is_an_error_with_line_and_remedy(tmp_path: Path, line: str, problem: str) -> None:
    path = tmp_path / "identities.jsonl"
    path.write_text(f"{json.dumps(GOOD)}\n{line}\n", encoding="utf-8")
    with pytest.raises(SourceError, match=problem):
        Register(path).prepare(References())


def test_a_register_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file of identities"):
        list(read_records(tmp_path / "none.jsonl"))
    (tmp_path / "bad.jsonl").write_bytes(b"\xff\xfe{}")
    with pytest.raises(SourceError, match="cannot be read as identities"):
        list(read_records(tmp_path / "bad.jsonl"))
    (tmp_path / "cut.jsonl.gz").write_bytes(b"\x1f\x8bxx")
    with pytest.raises(SourceError, match="cannot be read as identities"):
        list(read_records(tmp_path / "cut.jsonl.gz"))
