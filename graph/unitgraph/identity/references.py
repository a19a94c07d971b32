"""What references to mentions name: the units of rulings and of the file of identities, among the drafts of sources."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from unitgraph.identity.drafts import UnitDraft
from unitgraph.identity.iris import text_fingerprint
from unitgraph.lexicon.names import fold, split_acronym
from unitgraph.reading.references import Reference
from unitgraph.system.errors import RulingError, UnitGraphError

_SHOWN = 3
"""The number of texts that an error offers for a name."""


def text_key(text: str) -> int:
    """:func:`text_fingerprint` as a number, which takes less memory."""
    return int(text_fingerprint(text), 16)


class References:
    """What references name. Say which are :meth:`wanted` before sources are read; each text is noted as
    it comes, if it is wanted: texts of a million rows do not stay in memory."""

    def __init__(self) -> None:
        self._texts: dict[str, dict[int, list[tuple[int, UnitDraft]]]] = {}
        self._identifiers: dict[str, dict[str, UnitDraft | None]] = {}
        self._called: dict[str, dict[str, list[str]]] = {}

    def want(self, references: Iterable[Reference]) -> None:
        """Look for what these name."""
        for each in references:
            if each.identifier:
                self._identifiers.setdefault(each.source, {}).setdefault(each.identifier)
            else:
                self._texts.setdefault(each.source, {}).setdefault(text_key(each.text), [])
                self._called.setdefault(each.source, {}).setdefault(_bare(each.text), [])

    def note_text(self, source: str, line: int, text: str, lowest: Sequence[UnitDraft]) -> None:
        """Note the text of an entry or path, with the lowest units that it names."""
        if wanted := self._texts.get(source):
            noted = wanted.get(text_key(text))
            if noted is not None:
                noted += [(line, draft) for draft in lowest]
            for draft in lowest:
                texts = self._called[source].get(draft.folded)
                if texts is not None and len(texts) < _SHOWN and text not in texts:
                    texts.append(text)

    def note_identifier(self, source: str, identifier: str, draft: UnitDraft) -> None:
        """Note the unit of a row that has an identifier."""
        wanted = self._identifiers.get(source)
        if wanted and identifier in wanted:
            wanted[identifier] = draft

    def named(self, reference: Reference) -> tuple[UnitDraft, ...]:
        """The drafts that a wanted reference names, once all sources are read and before units are identified: none
        where its text or identifier is gone, several where nothing tells which of several is meant."""
        if reference.identifier:
            found = self._identifiers.get(reference.source, {}).get(reference.identifier)
            return () if found is None else (found,)
        noted = self._texts.get(reference.source, {}).get(text_key(reference.text), [])
        lowest = dict.fromkeys(draft for _, draft in noted)
        if len(lowest) > 1 and reference.line:
            lowest = dict.fromkeys(draft for line, draft in noted if line == reference.line)
        elif len(lowest) > 1 and reference.occurrence:
            lines = sorted({line for line, _ in noted})[reference.occurrence - 1 : reference.occurrence]
            lowest = dict.fromkeys(draft for line, draft in noted if line in lines)
        if not reference.unit:
            return tuple(lowest)
        bare = _bare(reference.unit)
        chains = (each for draft in lowest for each in _from_below(draft))
        return tuple(dict.fromkeys(each for each in chains if _bears(each, bare)))

    def one(self, reference: Reference, where: str, error: type[UnitGraphError] = RulingError) -> UnitDraft:
        """The one draft that a wanted reference names. Raises an ``error`` at ``where`` if it names none or several."""
        found = self.named(reference)
        if len(found) == 1:
            return found[0]
        noted = self._texts.get(reference.source, {}).get(text_key(reference.text), [])
        lines = sorted({line for line, _ in noted})
        several = f" (lines {', '.join(map(str, lines))})" if len(lines) > 1 else ""
        if found:
            remedy = "give the line of the one that is meant" if several else "name the unit in it"
            raise error(where, f"{reference} names {len(found)} units{several}", remedy)
        if reference.identifier or noted:
            remedy = "correct the reference, or remove what refers to it"
        elif texts := self._called.get(reference.source, {}).get(_bare(reference.text)):
            remedy = f"that is the name of a unit; write the whole text as printed: {' or '.join(map(repr, texts))}"
        else:
            remedy = "write the whole text of an entry as printed, or remove what refers to it"
        raise error(where, f"nothing is {reference}{several}", remedy)


def _bare(name: str) -> str:
    """A name as it is merged by."""
    return fold(split_acronym(name)[0]) or name


def _from_below(draft: UnitDraft | None) -> Iterator[UnitDraft]:
    """A draft and those above it in its text."""
    while draft is not None:
        yield draft
        draft = draft.parent


def _bears(draft: UnitDraft, bare: str) -> bool:
    """Whether a draft is merged by a folded name, or written with it."""
    return draft.folded == bare or any(_bare(each) == bare for each in draft.spellings())


class RowTexts:
    """The texts of the rows of tables of paths, kept in a ``file``; without one none is kept.

    In memory stay 8 bytes a line.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._file = file.open("w+b") if file else None
        self._places: dict[int, array[int]] = {}
        self._end = 0

    def keep(self, table: int, line: int, text: str) -> None:
        """Keep the text of a row, by the number of its table and its line. Lines of a table come in order."""
        if self._file is None:
            return
        places = self._places.setdefault(table, array("Q"))
        places.extend([self._end] * (line + 1 - len(places)))
        self._end += self._file.write(text.encode()) + self._file.write(b"\n")

    def text(self, table: int, line: int) -> str:
        """The text of a row; empty if it is not kept."""
        places = self._places.get(table)
        if self._file is None or places is None or line >= len(places):
            return ""
        self._file.seek(places[line])
        return self._file.readline()[:-1].decode()

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()
            self._file = None
