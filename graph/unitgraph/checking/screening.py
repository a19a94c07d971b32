"""Screens a column of names: which of them touch a listed unit. The answers are those of ``check`` for every row."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from pathlib import Path

from unitgraph.checking.answers import LONGEST_NAME, Answer, country_remark
from unitgraph.checking.chains import Chain, chain_line
from unitgraph.checking.findings import Checker
from unitgraph.checking.relations import Finding, Relation, Status
from unitgraph.checking.remarks import no_law, remarks_on_law, remarks_on_lists
from unitgraph.exports.workbook import Cells
from unitgraph.index.units import Listing
from unitgraph.lexicon.tables import country_shown
from unitgraph.match import Candidate
from unitgraph.reading.asked_rows import Asking, asking_columns
from unitgraph.reading.entries import ListMetadata
from unitgraph.sources.headings import PATHS
from unitgraph.sources.headings import country_column as found_country_column
from unitgraph.sources.rows import BadRow, Row, Table, distinct
from unitgraph.system.processes import chunked, share_out

RESULT_COLUMNS = ("status", "unit", "iri", "score", "reasons", "relation", "steps", "years", "entry", "chains")
_MARK = re.compile(r"_unitgraph(?: \([A-Z]+\))?$")
FOUND = frozenset({Status.LISTED, Status.WITHIN_LISTED, Status.CONTAINS_LISTED, Status.BESIDE_LISTED})
ENTRIES_SHOWN = 5  # entries in one cell; a ministry may have hundreds below it
CHAINS_SHOWN = 5  # chains in one cell
CANDIDATES_SHOWN = 3  # units that may be meant, in one cell
CHUNK = 2000  # rows sent to a worker together
NO_NAME, LONG_NAME = "the row has no name", f"the row has a name of more than {LONGEST_NAME:,} characters"

NameAndCountry = tuple[str, str | None]
"""A name, and a country as given: a code or a name."""


@dataclass(frozen=True, slots=True)
class RowAnswer:
    """The result for one row: the answer (None for a row without a name, or with one that is too long), and a remark on
    what was not understood."""

    answer: Answer | None
    remark: str = ""

    @property
    def status(self) -> str:
        """The status; empty for a row without a name."""
        return str(self.answer.status) if self.answer else ""

    @property
    def reasons(self) -> str:
        """The reasons, in words."""
        if self.answer is None:
            return self.remark or NO_NAME
        return "; ".join(filter(None, (_reasons(self.answer), self.remark)))

    @property
    def cells(self) -> Cells:
        """The cells of :data:`RESULT_COLUMNS`."""
        cells = result_cells(self.answer) if self.answer else ("",) * len(RESULT_COLUMNS)
        at = RESULT_COLUMNS.index("reasons")
        return (*cells[:at], self.reasons, *cells[at + 1 :])


@dataclass(slots=True)
class Summary:
    """The result of a screening: rows by status, and unreadable rows by number with their error."""

    statuses: Counter[str] = field(default_factory=Counter)
    bad: list[BadRow] = field(default_factory=list)
    bad_count: int = 0

    def note_bad(self, row: BadRow) -> None:
        """Count a bad row; the first 1,000 are kept in full."""
        self.bad_count += 1
        if len(self.bad) < 1000:
            self.bad.append(row)


def output_columns(columns: Cells) -> Cells:
    """The input's columns, each with a name of its own, and those of the result; one whose name is taken is called
    ``NAME_unitgraph``."""
    own = distinct(columns)
    taken = set(own)
    return (*own, *(f"{name}_unitgraph" if name in taken else name for name in RESULT_COLUMNS))


def name_column(table: Table, told: str | None) -> int:
    """The index of the column of names: the one that is told, else the only one with a known heading, which columns
    that a screening added at the end are not. Raises SourceError, with the names of the columns."""
    own = table.columns[: _own_columns(table)] if told is None else table.columns
    return replace(table, columns=own).column(told, "names", PATHS)


def _own_columns(table: Table) -> int:
    """The number of columns of a table without those that screenings added at the end."""
    own = table.columns
    while tuple(map(_without_mark, own[-len(RESULT_COLUMNS) :])) == RESULT_COLUMNS:
        own = own[: -len(RESULT_COLUMNS)]
    return len(own)


def _without_mark(column: str) -> str:
    return _MARK.sub("", column)


def result_cells(answer: Answer) -> Cells:
    """An answer in the cells of :data:`RESULT_COLUMNS`, with its nearest findings."""
    told = _told(answer)
    nearest = nearest_findings(answer)
    years = sorted({each.listing.year for each in nearest})
    steps = sorted({each.steps for each in nearest})
    return (
        str(answer.status),
        answer.unit.name if answer.unit else "",
        answer.unit.iri if answer.unit else "",
        "" if answer.score is None else f"{answer.score:.2f}",
        _reasons(answer),
        " ".join(told),
        " ".join(map(str, steps)),
        " ".join(map(str, years)),
        _entries(sorted({each.listing for each in nearest}), answer.hierarchy.lists),
        _chains(answer, nearest),
    )


def _chains(answer: Answer, nearest: Iterable[Finding]) -> str:
    """The chains through which the findings stand, then those of the unit that they do not show."""
    units = {each.unit.iri: each for each in nearest}
    shown = islice(units.values(), CHAINS_SHOWN)
    through = dict.fromkeys(chain_line(chain) for each in shown for chain in each.through)
    chains = answer.all_chains
    whole = (chain_line(chain) for chain in chains.shown if len(chain) > 1)
    lines = [*through, *(line for line in whole if line not in through)]
    more = chains.more + max(0, len(units) - CHAINS_SHOWN) + max(0, len(lines) - CHAINS_SHOWN)
    return " | ".join(lines[:CHAINS_SHOWN]) + (f" | and {more} more" if more else "")


def _told(answer: Answer) -> tuple[Relation, ...]:
    found = tuple(dict.fromkeys(each.relation for each in answer.findings))
    both = found[:2] == (Relation.ANCESTOR, Relation.DESCENDANT)
    return found[:2] if both else found[:1]


def nearest_findings(answer: Answer) -> list[Finding]:
    """The findings of the nearest relation; for a unit within a listed one, those below it too."""
    told = _told(answer)
    return [each for each in answer.findings if each.relation in told]


def _reasons(answer: Answer) -> str:
    if answer.unit is None:
        candidates = zip(answer.candidates, answer.standings, answer.chains, strict=True)
        lists = answer.hierarchy.lists
        shown = "; ".join(_candidate(*each, lists) for each in islice(candidates, CANDIDATES_SHOWN))
        return f"{answer.told_note}: {shown}" if answer.told_note and shown else answer.told_note or shown
    return "; ".join((*answer.reasons, answer.told_note) if answer.told_note else answer.reasons)


def _candidate(candidate: Candidate, status: Status, chain: Chain, lists: Mapping[str, ListMetadata]) -> str:
    """A unit that may be meant, with what a person chooses by: place, status, chain and entries."""
    unit = candidate.unit
    places = f" in {', '.join(unit.places)}" if unit.places else ""
    told = [f"{unit.name} ({country_shown(unit.country)}){places} {candidate.score:.2f} {status}"]
    if chain[-1].unit.unread:
        told.append("a text that could not be read")
    if len(chain) > 1:
        told.append(chain_line(chain))
    listings = sorted(chain[-1].unit.listings)
    if listings:
        told.append(_entries(listings, lists))
    return ", ".join(told)


def _entries(listings: Sequence[Listing], lists: Mapping[str, ListMetadata]) -> str:
    shown = [_entry(each, lists) for each in listings[:ENTRIES_SHOWN]]
    more = len(listings) - len(shown)
    return " | ".join(shown) + (f" | and {more} more" if more else "")


def _entry(listing: Listing, lists: Mapping[str, ListMetadata]) -> str:
    remarks = filter(None, (country_remark(listing), "no legal basis is stated" if no_law(lists, listing.list) else ""))
    shown = f"list {listing.list} line {listing.line}: {listing.verbatim}"
    return f"{shown} ({told})" if (told := "; ".join(remarks)) else shown


def screen_rows(
    table: Table,
    open_checker: Callable[[], Checker],
    summary: Summary,
    column: str | None = None,
    country_column: str | None = None,
    country: str | None = None,
    workers: int = 1,
    only: Collection[str] = (),
    asking: Asking | None = None,
) -> Iterator[Cells]:
    """The rows of ``table`` with the cells of the result appended, in order and in constant memory, unless rows name
    superiors.

    ``country`` (alpha-2) applies to rows whose country column is empty. ``only`` keeps rows with these statuses.
    Unreadable rows are counted in ``summary`` and left out; a row without a name passes with an empty status.
    ``asking`` tells what rows ask, where a column map does; then no column is named.
    """
    if asking is None:
        name_at = name_column(table, column)
        asking = asking_of(table, name_at, found_country_column(table, country_column))
    questions = asking.asked(_good_rows(table.rows, summary))
    asked = ((row, (text, named or country)) for row, text, named in questions)
    return _counted(_screened(asked, open_checker, workers), summary, only)


def asking_of(table: Table, name_at: int, country_at: int | None) -> Asking:
    """How the rows of a table ask that has names in one column and countries in another; what screenings added to it
    says nothing of their units."""
    return asking_columns(table, name_at, country_at, _own_columns(table))


def _counted(screened: Iterable[tuple[Row, Cells]], summary: Summary, only: Collection[str]) -> Iterator[Cells]:
    for row, cells in screened:
        if cells[0]:
            summary.statuses[cells[0]] += 1
        else:
            summary.note_bad(BadRow(row.number, cells[RESULT_COLUMNS.index("reasons")].removeprefix("the row ")))
        if not only or cells[0] in only:
            yield (*row.cells, *cells)


def _good_rows(rows: Iterable[Row | BadRow], summary: Summary) -> Iterator[Row]:
    for row in rows:
        if isinstance(row, BadRow):
            summary.note_bad(row)
        else:
            yield row


def _screened(
    asked: Iterator[tuple[Row, NameAndCountry]], open_checker: Callable[[], Checker], workers: int
) -> Iterator[tuple[Row, Cells]]:
    if workers <= 1:
        checker = open_checker()
        for chunk in chunked(asked, CHUNK):
            answers = answer_chunk(checker, [question for _, question in chunk])
            yield from zip((row for row, _ in chunk), answers, strict=True)
        return
    waiting: deque[list[Row]] = deque()

    def questions() -> Iterator[list[NameAndCountry]]:
        for chunk in chunked(asked, CHUNK):
            waiting.append([row for row, _ in chunk])
            yield [question for _, question in chunk]

    for answers in share_out(questions(), _answer_in_worker, workers, _start_worker, open_checker, "spawn"):
        yield from zip(waiting.popleft(), answers, strict=True)


def answer_rows(checker: Checker, questions: Collection[NameAndCountry]) -> list[RowAnswer]:
    """The result for each row. An unknown country counts as not given, with a remark; so does a name of more than
    LONGEST_NAME characters."""
    from unitgraph.lexicon.countries import code_of

    known: list[NameAndCountry] = []
    remarks: list[str] = []
    for name, told in questions:
        code = code_of(told) if told else None
        long = len(name) > LONGEST_NAME
        known.append(("" if long else name, code))
        unknown = f"unknown country {told!r}" if name and told and not code else ""
        remarks.append(LONG_NAME if long else unknown)
    answers = checker.check_many(known)
    return [
        RowAnswer(checker.left_open(answer) if remark else answer, remark) if name else RowAnswer(None, remark)
        for (name, _), answer, remark in zip(known, answers, remarks, strict=True)
    ]


def answer_chunk(checker: Checker, questions: Collection[NameAndCountry]) -> list[Cells]:
    """The cells of :data:`RESULT_COLUMNS` for each row."""
    return [each.cells for each in answer_rows(checker, questions)]


_worker: list[Checker] = []


def _start_worker(open_checker: Callable[[], Checker]) -> None:
    _worker[:] = [open_checker()]


def _answer_in_worker(questions: list[NameAndCountry]) -> list[Cells]:
    return answer_chunk(_worker[0], questions)


@dataclass(frozen=True, slots=True)
class CheckerAt:
    """Opens a checker on a store (a folder or the address of a service), or on the bundled list, as of a day if one is
    given; can be sent to workers."""

    store: Path | str | None = None
    as_of: date | None = None

    def __call__(self) -> Checker:
        from unitgraph.checking.opening import open_checker

        return open_checker(self.store).at(self.as_of)

    def remarks(self) -> tuple[str, ...]:
        """What its answers say of their day, and of lists without a legal basis."""
        from unitgraph.checking.opening import open_hierarchy

        lists = open_hierarchy(self.store).lists
        counting = (name for name, each in lists.items() if self.as_of is None or each.counts_from <= self.as_of)
        of_day = remarks_on_lists(lists.values(), self.as_of)
        return (*of_day, *remarks_on_law(lists, counting))
