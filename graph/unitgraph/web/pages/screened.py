"""A screening that is shown: the rows of a table with their answers, and what a page says of each."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from unitgraph.checking.answers import PHRASES, Answer
from unitgraph.checking.chains import Chain, chain_line
from unitgraph.checking.relations import Finding, Status
from unitgraph.checking.screening import NameAndCountry, RowAnswer, nearest_findings
from unitgraph.lexicon.countries import code_of
from unitgraph.lexicon.tables import NO_COUNTRY, OPEN_COUNTRY, country_name
from unitgraph.web.http.uploads import Names
from unitgraph.web.language.catalogue import ngettext
from unitgraph.web.language.said import edges_said, term_said

SHOWN_ENTRIES = 3
BYTES_OF_TEXT, BYTES_OF_UNIT = 60, 1_000
"""About what a text takes beyond its letters, and a unit in an answer with its reasons."""
OFFERED = 5
"""The number of countries that a row offers."""
NameAsWritten = tuple[str, str]
"""A name and a country as a row has them."""


@dataclass(slots=True)
class Screening:
    """The rows of ``names`` and, once they are there, their answers. ``country`` is that of rows without one;
    ``chosen`` has the countries (alpha-2) that a person chose, by name and country as asked. ``done`` rows are
    answered by the task ``working``; ``fault`` says why there are no answers."""

    names: Names
    country: str | None
    fields: dict[str, str]
    found: list[RowAnswer] | None = None
    done: int = 0
    fault: str = ""
    chosen: dict[NameAsWritten, str] = field(default_factory=dict)
    working: asyncio.Task[None] | None = None

    @property
    def kept(self) -> list[tuple[NameAsWritten, tuple[str, ...], RowAnswer]]:
        """What is asked of each row, the row, and its answer; nothing before they are there."""
        if self.found is None:
            return []
        return list(zip(self.names.asked, self.names.rows, self.found, strict=True))

    @property
    def weight(self) -> int:
        """About how many bytes it takes: its cells, and each different answer with what that names."""
        cells = sum(len(cell) + BYTES_OF_TEXT for row in (*self.names.rows, *self.names.asked) for cell in row)
        answers = {id(each): each.answer for each in self.found or () if each.answer}.values()
        # Before they are there, each row counts for an answer that names a few units.
        named = sum(1 + len(each.findings) + len(each.candidates) for each in answers)
        return cells + BYTES_OF_UNIT * (named if self.found is not None else 4 * len(self.names.rows))

    def stop(self) -> None:
        """Answer no more rows."""
        if self.working:
            self.working.cancel()

    def counts(self) -> dict[str, int]:
        """The number of rows with each status."""
        found = Counter(each.status for each in self.found or ())
        return {str(status): found[status] for status in Status if found[status]}

    def question(self, asked: NameAsWritten) -> NameAndCountry:
        """What is asked, with the country that a person chose, that of the row, or that of rows without one."""
        name, told = asked
        return name, self.chosen.get(asked) or told or self.country

    def settled(self, asked: NameAsWritten, found: RowAnswer) -> None:
        """Take ``found`` for the answer to every row that asks ``asked``, and say in it that a person chose."""
        assert self.found is not None
        if code := self.chosen.get(asked):
            remark = f"country chosen by hand: {country_name(code)}"
            found = RowAnswer(found.answer, "; ".join(filter(None, (found.remark, remark))))
        self.found = [found if each == asked else old for each, old in zip(self.names.asked, self.found, strict=True)]

    def shown(self, only: str, most: int) -> Iterator[ShownRow]:
        """The first rows with this status, or of any."""
        for number, (asked, _, found) in enumerate(self.kept):
            if only in ("", found.status):
                if most <= 0:
                    return
                most -= 1
                yield _shown_row(number, asked, self, found)


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row as a page shows it. ``relation`` says where the nearest listed units stand, ``chains`` the ways to them;
    ``offered`` are the countries, code and name, of the units that it may mean."""

    number: int
    name: str
    country: str
    by_hand: bool
    status: str
    answer: Answer | None
    relation: str
    chains: tuple[str, ...]
    reasons: str
    findings: tuple[Finding, ...]
    more: int
    offered: tuple[tuple[str, str], ...]


def _shown_row(number: int, asked: NameAsWritten, screening: Screening, found: RowAnswer) -> ShownRow:
    answer = found.answer
    told = screening.question(asked)[1] or ""
    nearest = nearest_findings(answer) if answer else []
    return ShownRow(
        number,
        asked[0],
        country_name(code) if (code := code_of(told) if told else None) else told,
        asked in screening.chosen,
        found.status,
        answer,
        _relation(nearest),
        tuple(dict.fromkeys(chain_line(chain, edges_said) for chain in _chains(answer, nearest))) if answer else (),
        found.reasons,
        tuple(nearest[:SHOWN_ENTRIES]),
        max(0, len(nearest) - SHOWN_ENTRIES),
        _offered(answer) if answer and asked not in screening.chosen else (),
    )


def _relation(nearest: Sequence[Finding]) -> str:
    words = {}
    for each in nearest:
        far = sorted({other.steps for other in nearest if other.relation is each.relation})
        steps = f"{far[0]}\u2013{far[-1]}" if len(far) > 1 else str(far[0])
        told = ngettext("%(steps)s step", "%(steps)s steps", far[-1]) % {"steps": steps}
        words[term_said(PHRASES[each.relation])] = f" ({told})" if far[-1] else ""
    return "; ".join(f"{phrase[:1].lower()}{phrase[1:]}{steps}" for phrase, steps in words.items())


def _chains(answer: Answer, nearest: Sequence[Finding]) -> list[Chain]:
    """The first ways to listed units, else the first chain of the unit."""
    through = [chain for each in nearest[:SHOWN_ENTRIES] for chain in each.through]
    return through or [chain for chain in answer.all_chains.shown[:1] if len(chain) > 1]


def _offered(answer: Answer) -> tuple[tuple[str, str], ...]:
    """The countries of the units that an open question may mean."""
    if answer.status is not Status.AMBIGUOUS:
        return ()
    codes = dict.fromkeys(each.unit.country for each in answer.candidates)
    known = [code for code in codes if code not in (OPEN_COUNTRY, NO_COUNTRY)]
    return tuple((code, country_name(code)) for code in known[:OFFERED])
