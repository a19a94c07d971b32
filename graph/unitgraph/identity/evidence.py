"""Why mentions of several sources are one unit, and why units may be one: what a resolution found, as it is kept."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from unitgraph.identity.drafts import Identity, UnitDraft
from unitgraph.identity.mentions import Comparison, Identities, Reason, Verdict
from unitgraph.identity.units import Identification, SourceMention, TableRow
from unitgraph.reading.entries import Entry
from unitgraph.reading.references import Reference

DraftPair = tuple[UnitDraft, UnitDraft]
Refer = Callable[[UnitDraft], Iterable[Reference]]
"""Gives the references to a draft."""
_Pair = tuple[int, int, Comparison]


class IdentityEvidence:
    """What a resolution of drafts found, before the drafts of a unit are joined. ``tables`` are the names of hierarchy
    tables by their numbers, and ``refer`` gives the references to a draft.

    What one hierarchy table says by itself is left out: merges of its rows, and questions about units that it puts
    under different superiors. But where a table of paths puts a telling name under several, it does not say whether
    that is one unit: this is asked of denied ones and of those above and below them (``around``, by their numbers).
    """

    def __init__(
        self,
        drafts: Sequence[UnitDraft],
        found: Identities,
        tables: Sequence[str],
        refer: Refer,
        around: Collection[int] = (),
    ) -> None:
        self._around = around
        self._drafts = drafts
        self._merges = [pair for pair in found.merges if not self._are_of_one_table(pair)]
        self._questions = found.questions
        numbers = {number for pair in (*self._merges, *self._questions) for number in pair[:2]}
        self._mentions = {number: _mention(drafts[number], tables, refer) for number in numbers}
        self._respelt = {number for number in numbers if drafts[number].is_respelt}

    def questions(self) -> Iterator[tuple[Identity, Identity, _Pair]]:
        """The units that may be one, once there are units."""
        for pair in self._questions:
            one, other = (self._drafts[number].unit for number in pair[:2])
            assert one is not None
            assert other is not None
            if one is not other and not (one.tables() & other.tables() and self._are_told_apart(pair)):
                yield one, other, pair

    def _are_told_apart(self, pair: _Pair) -> bool:
        """Whether a table that names two units says by their superiors that they are two."""
        numbers, found = pair[:2], pair[2]
        rows = [self._drafts[number].row_identifier for number in numbers]
        asked = found.telling and not all(rows) and any(number in self._around for number in numbers)
        return found.verdict is Verdict.CONFLICT and not asked

    def identifications(self) -> Iterator[Identification]:
        """Every merge and every question, once units have IRIs."""
        for one, other, comparison in self._merges:
            mentions = self._mentions[one], self._mentions[other]
            yield Identification((self._drafts[one].iri,), mentions, self._reasons(one, other, comparison))
        for first, second, (one, other, comparison) in self.questions():
            mentions = self._mentions[one], self._mentions[other]
            yield Identification((first.iri, second.iri), mentions, self._reasons(one, other, comparison))

    def _reasons(self, one: int, other: int, comparison: Comparison) -> tuple[Reason, ...]:
        """What agrees and what conflicts; first that a ruling says what a misspelt name stands for."""
        respelt = not self._respelt.isdisjoint((one, other))
        return tuple(dict.fromkeys((*((Reason.RULING,) if respelt else ()), *comparison.reasons)))

    def _are_of_one_table(self, pair: _Pair) -> bool:
        one, other = (self._drafts[number] for number in pair[:2])
        return not one.entries and not other.entries and one.tables() == other.tables()


def _mention(draft: UnitDraft, tables: Sequence[str], refer: Refer) -> SourceMention:
    identifier = draft.identifier[1] if draft.identifier else ""
    cited: Entry | TableRow
    if draft.entries:
        cited = draft.sorted_entries()[0]
    else:
        table, line = draft.first_row()
        cited = TableRow(tables[table], line)
    reference = next(iter(refer(draft)), None)
    if reference is not None and reference.text:
        # Where several texts are equal, the line tells which is meant.
        reference = replace(reference, line=cited.line, occurrence=0)
    return SourceMention(draft.name, cited, draft.key, draft.places, identifier, reference)
