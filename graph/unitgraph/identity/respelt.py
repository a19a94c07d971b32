"""Names that rulings on spelling make one: why a misprint and the name that it stands for are mentions of one unit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from unitgraph.identity.drafts import UnitDraft, cited_row
from unitgraph.identity.mentions import Reason
from unitgraph.identity.units import Identification, SourceMention, TableRow
from unitgraph.lexicon.names import fold
from unitgraph.reading.entries import Entry
from unitgraph.reading.readings import Reading
from unitgraph.reading.rulings import Ruling, RulingKind

WrittenName = tuple[str, str, Entry, UnitDraft]
"""A name as written, the one that it stands for, and the entry that names a draft so."""


def named_by(readings: Iterable[Reading], drafts: Iterable[Sequence[tuple[int, UnitDraft]]]) -> Iterator[WrittenName]:
    """The names of the units of readings; ``drafts`` are those of each, with the positions of their segments from 1 (0
    for a text that is one name)."""
    for reading, named in zip(readings, drafts, strict=True):
        for position, draft in named:
            written = reading.path.segments[position - 1].text if position else reading.path.text
            yield written, reading.meaning(written), reading.entry, draft


def respelt(
    named: Iterable[WrittenName], drafts: Iterable[UnitDraft], ruled: Mapping[Ruling, Sequence[TableRow]]
) -> Iterator[Identification]:
    """Why mentions with a misspelt name and with the right one are one unit: one for each entry and row of which a
    ruling says so, with the first that has the right name in the same source. ``ruled`` holds the rows that rulings
    were applied to."""
    right: dict[UnitDraft, SourceMention] = {}
    wrong: list[tuple[UnitDraft, SourceMention]] = []
    for written, meant, entry, draft in named:
        mention = SourceMention(written, entry, draft.key, draft.places)
        if fold(written) != fold(meant):
            wrong.append((draft, mention))
        elif draft.meanings and fold(written) in map(fold, draft.meanings):
            right.setdefault(draft, mention)
    rows = [(ruling, row) for ruling, found in ruled.items() if ruling.kind is RulingKind.SPELLING for row in found]
    for draft in drafts if rows else ():
        for ruling, row in rows if draft.meanings and draft.rows else ():
            first = cited_row(min(draft.rows))[1]
            if ruling.means in (draft.meanings or ()) and ruling.written in draft.spellings() and row.line != first:
                wrong.append((draft, SourceMention(ruling.written, row, draft.key, draft.places)))
                right[draft] = SourceMention(ruling.means, TableRow(row.table, first), draft.key, draft.places)
    for draft, mention in wrong:
        if draft in right:
            yield Identification((draft.iri,), (mention, right[draft]), (Reason.RULING,))
