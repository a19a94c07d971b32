"""Entries that name another country than the one given for them: questions, and warnings of a build."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from unitgraph.lexicon.names import tidy
from unitgraph.lexicon.tables import country_name
from unitgraph.pipeline.asking import Choice, Fields, Question, Texts, Topic
from unitgraph.reading.readings import CountryBasis, Reading, disputed_countries
from unitgraph.reading.rulings import RulingKind
from unitgraph.system.display import quantity

SHOWN = 5
"""The number of lines that a warning names."""


def disputed_questions(readings: Iterable[Reading], texts: Texts) -> Iterator[Question]:
    """Which country is right, for each entry that names another than the one given."""
    for reading in readings:
        others = disputed_countries(reading)
        if others:
            codes = (reading.country.code, *others)
            choices = [
                Choice(str(number), f"{country_name(code)} ({code})", _fields(reading, code, texts))
                for number, code in enumerate(codes, 1)
            ]
            yield Question(
                id=f"country-line-{reading.entry.line}",
                topic=Topic.COUNTRY,
                lines=(reading.entry.line,),
                text=tidy(reading.entry.verbatim),
                ask="Which country does this unit belong to?",
                evidence=(_given(reading), f"the text names {_names(others)}"),
                choices=(*choices, Choice("o", "another country", _fields(reading, "", texts), asks="country")),
                reason="Decided after reading the entry.",
            )


def country_doubts(readings: Iterable[Reading]) -> Iterator[str]:
    """A warning for each list with such entries."""
    found: dict[str, list[str]] = {}
    for reading in readings:
        if others := disputed_countries(reading):
            told = f"line {reading.entry.line}: {_names(others)}, not {country_name(reading.country.code)}"
            found.setdefault(reading.entry.list, []).append(told)
    for name, lines in found.items():
        entries = quantity(len(lines), "entry names", "entries name")
        shown = "; ".join(lines[:SHOWN]) + ("; …" if len(lines) > SHOWN else "")
        yield f"{name}: {entries} another country than the one given ({shown}); check with `unitgraph review`"


def _given(reading: Reading) -> str:
    country = country_name(reading.country.code)
    if reading.country.basis is CountryBasis.HEADING:
        return f"the heading says {country}"
    return f"the column says {country}" if reading.entry.country else f"{country} is given for the whole list"


def _names(codes: Iterable[str]) -> str:
    return " or ".join(map(country_name, codes))


def _fields(reading: Reading, code: str, texts: Texts) -> Fields:
    return {"kind": RulingKind.COUNTRY.value, "entries": [texts.of(reading.entry)], "country": code}
