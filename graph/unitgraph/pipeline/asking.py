"""Questions that only a person can decide: their topics, choices and evidence. Values only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from unitgraph.lexicon.names import tidy
from unitgraph.reading.entries import Entry
from unitgraph.reading.readings import Reading


class Topic(StrEnum):
    """The topic of a question."""

    LINE = "line-in-doubt"
    COUNTRY = "inferred-country"
    UNREAD = "unread-path"
    DOUBTFUL = "doubtful-reading"
    IDENTITY = "possibly-the-same-unit"
    SIBLINGS = "near-duplicate-siblings"
    SPELLING = "suspected-misspelling"


ORDER = {topic: at for at, topic in enumerate(Topic)}
ORDER[Topic.DOUBTFUL] = ORDER[Topic.UNREAD]
"""The order in which topics are asked: the later depend on the earlier, and how texts are read is one question."""


Fields = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Choice:
    """One possible answer: its ``key``, its meaning, and the fields of the ruling it becomes. ``asks`` is the field
    that the person must still fill in; empty if nothing is missing."""

    key: str
    label: str
    fields: Fields
    asks: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """Something to decide. ``id`` is the same in every run and becomes that of the ruling; ``evidence`` gives the
    reasons for the choices in words; ``reason`` is the default reason of the ruling. ``units`` are those (IRIs) that it
    is about: two for a question on identity or siblings."""

    id: str
    topic: Topic
    lines: tuple[int, ...]
    text: str
    ask: str
    evidence: tuple[str, ...]
    choices: tuple[Choice, ...]
    reason: str
    units: tuple[str, ...] = ()

    def choice(self, key: str) -> Choice | None:
        """The choice with ``key``."""
        return next((each for each in self.choices if each.key == key), None)


class Texts:
    """Entries as rulings name them: by their texts, and by their lines where several have one text; with ``sources`` by
    their lists, too."""

    def __init__(self, readings: Iterable[Reading], sources: bool = False) -> None:
        self.sources = sources
        entries = [reading.entry for reading in readings]
        self._repeated = {tidy(entry.verbatim).casefold() for entry in entries if entry.occurrence > 1}

    def of(self, entry: Entry) -> object:
        """One entry."""
        text = tidy(entry.verbatim)
        source = {"source": entry.list} if self.sources else {}
        line = {"line": entry.line} if text.casefold() in self._repeated else {}
        return {**source, "text": text, **line} if source or line else text

    def all(self, entries: Iterable[Entry]) -> list[object]:
        """Several, by their lines."""
        return [self.of(entry) for entry in sorted(entries, key=lambda entry: (entry.list, entry.line))]
