"""The register of identities: which IRI a unit has, and which mentions belong to it, from one build to the next.

Without one, a unit is named from the mention that is first in the order of :class:`Assembly`. With one, its IRIs win: a
source added, a chain grown longer, a country settled keep them. Each mention belongs to one IRI, whose mentions stand
in the order in which builds found them: the first that is there says which unit the IRI names.

- Where the mentions of a unit belong to several IRIs, they turned out one: that of the first mention stays, and the
  others redirect to it. They keep their mentions, so that a merge undone gives them back.
- Where the mentions of an IRI are in several units, the unit with the first of them keeps it, whatever the years of
  the lists are; the others get the IRI that their own mentions had before, or a new one.
- An IRI of which no mention is left stays in the register, with what it was: it may come back with its source.

The file has a JSON object on each line: the ``iri`` (relative to the base of the data), ``name`` and ``country`` of the
unit, its ``mentions`` (see :mod:`unitgraph.identity.references`), and ``replaced_by`` for one that redirects.
"""

from __future__ import annotations

import gzip
import io
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from unitgraph.identity.drafts import UnitDraft
from unitgraph.identity.references import References
from unitgraph.reading.references import Reference, read_reference
from unitgraph.system.errors import SourceError

_KEYS = {"iri", "name", "country", "mentions"}
_OPTIONAL = {"replaced_by"}
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class IdentityRecord:
    """An IRI (relative to the base) with the name and country of its unit, the mentions that belong to it, and the IRI
    that it redirects to, empty for none."""

    iri: str
    name: str
    country: str
    mentions: tuple[Reference, ...] = ()
    replaced_by: str = ""


def read_records(path: Path) -> Iterator[IdentityRecord]:
    """The records of a register (JSON Lines, may be compressed with gzip). Raises SourceError with file, line and
    remedy."""
    try:
        with _opened(path) as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _record(f"{path} line {number}", line)
    except FileNotFoundError:
        raise SourceError(str(path), "no such file of identities", "give the path of one") from None
    except (OSError, EOFError, UnicodeDecodeError) as error:
        what = f"cannot be read as identities ({error})"
        raise SourceError(str(path), what, "give JSON Lines in UTF-8, as a build writes them") from None


def write_records(path: Path, records: Iterable[IdentityRecord]) -> None:
    """Write a register, compressed with gzip if the name ends in ``.gz``; the same records give the same bytes. One
    without mentions that redirects to none says nothing, and is left out."""
    with path.open("wb") as raw:
        packed = gzip.GzipFile("", "wb", 1, raw, mtime=0) if path.suffix == ".gz" else None
        with io.TextIOWrapper(packed or raw, encoding="utf-8", newline="\n") as output:
            for each in (one for one in records if one.mentions or one.replaced_by):
                fields: dict[str, object] = {"iri": each.iri, "name": each.name, "country": each.country}
                if each.replaced_by:
                    fields["replaced_by"] = each.replaced_by
                fields["mentions"] = [mention.fields for mention in each.mentions]
                output.write(json.dumps(fields, ensure_ascii=False) + "\n")


@contextmanager
def _opened(path: Path) -> Iterator[IO[str]]:
    with path.open("rb") as raw:
        packed = raw.read(2) == _GZIP
        raw.seek(0)
        with io.TextIOWrapper(gzip.GzipFile(fileobj=raw) if packed else raw, encoding="utf-8") as lines:
            yield lines


def _record(where: str, line: str) -> IdentityRecord:
    try:
        fields = json.loads(line)
    except ValueError:
        raise SourceError(where, "is not JSON", "write one JSON object on each line") from None
    if not isinstance(fields, dict) or not _KEYS <= set(fields) <= _KEYS | _OPTIONAL:
        raise SourceError(where, "is not an identity", f"write an object with {', '.join(sorted(_KEYS))}")
    for key in (_KEYS | _OPTIONAL) & set(fields) - {"mentions"}:
        if not isinstance(fields[key], str) or not fields[key]:
            raise SourceError(where, f"{key} {fields[key]!r} is empty or not text", "put it in quotes")
    for key in ({"iri"} | _OPTIONAL) & set(fields):
        if not fields[key].startswith("unit/") or any(each in fields[key] for each in ' <>"{}|\\^`'):
            remedy = "write it relative to the base of the data, like unit/mx/federal-police-81b88458"
            raise SourceError(where, f"{key} {fields[key]!r} is not the IRI of a unit", remedy)
    if not isinstance(fields["mentions"], list):
        raise SourceError(where, f"mentions {fields['mentions']!r} are not an array", "write them as an array")
    mentions = tuple(read_reference(where, each, SourceError) for each in fields["mentions"])
    return IdentityRecord(fields["iri"], fields["name"], fields["country"], mentions, fields.get("replaced_by", ""))


@dataclass(frozen=True, slots=True)
class Former:
    """An IRI that no unit has any more: it redirects to ``replaced_by``, or its unit is gone (empty). ``sources`` are
    the lists and tables that named the unit."""

    iri: str
    name: str
    country: str
    sources: tuple[str, ...]
    replaced_by: str = ""


class Register:
    """The identities of one build. ``before`` is the file of those of before, ``after`` the one to
    write; None for none.

    Let it :meth:`prepare` before sources are read, then :meth:`assign` IRIs to units, and :meth:`write` the identities
    of now. ``former`` IRIs are known then, and ``lost`` mentions: those that are gone though their sources are there,
    each with the identity it belongs to.
    """

    def __init__(self, before: Path | None = None, after: Path | None = None) -> None:
        self._before = before
        self._after = after
        self._owners: dict[UnitDraft, tuple[str, ...]] = {}
        self._places: dict[tuple[str, UnitDraft], int] = {}
        self._absent: dict[str, tuple[tuple[int, Reference], ...]] = {}
        self._retired: tuple[IdentityRecord, ...] = ()
        self._iris: Sequence[str] = ()
        self.lost: list[tuple[IdentityRecord, Reference]] = []

    def prepare(self, references: References) -> None:
        """Say which mentions are looked for. Raises SourceError for two records of one IRI."""
        seen: set[str] = set()
        for record in self._records():
            if record.iri in seen:
                raise SourceError(str(self._before), f"two identities of {record.iri}", "keep one of the two")
            seen.add(record.iri)
            references.want(record.mentions)

    def assign(
        self,
        units: Sequence[Sequence[UnitDraft]],
        drafts: Iterable[UnitDraft],
        references: References,
        sources: Iterable[str],
        minted: Callable[[Sequence[UnitDraft]], Iterator[str]],
    ) -> Sequence[str]:
        """The IRI (relative to the base) of each unit. ``units`` come with their drafts; these, all ``drafts`` and the
        units by their first draft are in the order in which drafts name a unit. ``sources`` are the names of all that
        are read; ``minted`` gives the IRIs that a unit may have, the best first, without end."""
        self._find_owners(references, set(sources))
        number_of = {draft: number for number, each in enumerate(units) for draft in each if draft in self._owners}
        owned = [(draft, iri) for draft in drafts for iri in self._owners.get(draft, ())]
        founders: dict[str, UnitDraft] = {}
        for draft, iri in owned:
            known = founders.setdefault(iri, draft)
            if self._place(iri, draft) < self._place(iri, known):
                founders[iri] = draft
        homes = {iri: number_of[draft] for iri, draft in founders.items()}
        iris = [""] * len(units)
        for draft, iri in owned:
            number = number_of[draft]
            if not iris[number] and homes[iri] == number:
                iris[number] = iri
        kept = set(filter(None, iris))
        self._retired = tuple(self._retire(kept, homes, iris))
        # An IRI of a unit that is gone may come back; one that redirects never becomes that of another unit.
        taken = kept | {each.iri for each in self._retired if each.replaced_by}
        for number, each in enumerate(units):
            if not iris[number]:
                iris[number] = next(iri for iri in minted(each) if iri not in taken)
                taken.add(iris[number])
        self._retired = tuple(each for each in self._retired if each.replaced_by or each.iri not in taken)
        self._iris = iris
        return iris

    def _records(self) -> Iterator[IdentityRecord]:
        return read_records(self._before) if self._before else iter(())

    def _find_owners(self, references: References, sources: set[str]) -> None:
        """To which IRIs the mentions that are there belong, and which mentions are not there."""
        for record in self._records():
            absent = []
            for place, reference in enumerate(record.mentions):
                found = _found(references, record, reference)
                for draft in found:
                    owners = self._owners.get(draft, ())
                    if record.iri not in owners:
                        self._owners[draft] = (*owners, record.iri)
                        if place:
                            self._places[record.iri, draft] = place
                if not found:
                    absent.append((place, reference))
                    if reference.source in sources:
                        self.lost.append((record, reference))
            if absent:
                self._absent[record.iri] = tuple(absent)

    def _place(self, iri: str, draft: UnitDraft) -> int:
        """The place of the first mention of a draft, counted from 0, among those of the record of its IRI."""
        return self._places.get((iri, draft), 0)

    def _retire(self, kept: set[str], homes: Mapping[str, int], iris: Sequence[str]) -> Iterator[IdentityRecord]:
        """The IRIs that no unit has: where the first of their mentions is in the unit of another they redirect to
        that."""
        for record in self._records():
            if record.iri not in kept:
                number = homes.get(record.iri)
                # Where its mentions are all gone, what it redirected to before still holds.
                yield replace(record, replaced_by=record.replaced_by if number is None else iris[number])

    @property
    def former(self) -> Iterator[Former]:
        """The IRIs that no unit has any more, in their order. Each redirects to an IRI that a unit has, or to none."""
        redirects = {each.iri: each.replaced_by for each in self._retired if each.replaced_by}
        live = set(self._iris)
        for each in sorted(self._retired, key=lambda record: record.iri):
            target, seen = each.replaced_by, {each.iri}
            while target in redirects and target not in seen:
                seen.add(target)
                target = redirects[target]
            sources = tuple(sorted({mention.source for mention in each.mentions}))
            yield Former(each.iri, each.name, each.country, sources, target if target in live else "")

    def write(self, units: Sequence[Sequence[UnitDraft]], mentions: Callable[[UnitDraft], Iterable[Reference]]) -> None:
        """Write the identities of now, if they are wanted. ``mentions`` gives the references to a draft; ``units`` are
        as they were assigned."""
        if self._after is not None:
            write_records(self._after, self._made(units, mentions))

    def _made(
        self, units: Sequence[Sequence[UnitDraft]], mentions: Callable[[UnitDraft], Iterable[Reference]]
    ) -> Iterator[IdentityRecord]:
        target = {each.iri: each.replaced_by for each in self._retired}
        given: dict[str, list[tuple[int, Reference]]] = {}
        for iri, drafts in zip(self._iris, units, strict=True):
            own: list[tuple[int, Reference]] = []
            for draft in drafts:
                owners = self._owners.get(draft, ())
                owner = iri if iri in owners else next((each for each in owners if target.get(each) == iri), iri)
                place = self._place(owner, draft) if owner in owners else sys.maxsize
                of_owner = own if owner == iri else given.setdefault(owner, [])
                of_owner += ((place, each) for each in mentions(draft))
            own += self._absent.get(iri, ())
            yield IdentityRecord(iri, drafts[0].name, drafts[0].country, _in_order(own))
        for each in self._retired:
            kept = _in_order((*given.get(each.iri, ()), *self._absent.get(each.iri, ())))
            yield replace(each, mentions=kept or each.mentions)


def _in_order(placed: Iterable[tuple[int, Reference]]) -> tuple[Reference, ...]:
    """Mentions in the order of their places, each once."""
    return tuple(dict.fromkeys(mention for _, mention in sorted(placed, key=lambda each: each[0])))


def _found(references: References, record: IdentityRecord, reference: Reference) -> Sequence[UnitDraft]:
    """The drafts that a mention of a record is now. Where its text stands several times, those of the record's country
    are meant, else the first."""
    found = references.named(replace(reference, line=0, occurrence=0))
    if len(found) < 2:
        return found
    same = [each for each in found if each.country == record.country]
    if len(same) < 2:
        return same
    told = reference if reference.line or reference.occurrence else replace(reference, occurrence=1)
    return [each for each in references.named(told) if each in same]
