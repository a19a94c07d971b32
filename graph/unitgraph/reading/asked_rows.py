"""What the rows of a table ask: each a unit by its name, below the superiors that its row gives, with its other names.

A row is asked as one text, as a person would write it: ``Velabad Police > Riot Squad (a.k.a. 13 RS)``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice

from unitgraph.lexicon.names import fold, split_aliases, tidy
from unitgraph.reading.maps.applying import MappedFile
from unitgraph.reading.maps.listing import RowEdges, named_row
from unitgraph.reading.outside import may_be_unit
from unitgraph.reading.paths.layout import CHAIN
from unitgraph.sources.rows import Row, Table
from unitgraph.sources.superiors import NOTHING, NamedRow, RowSuperiors, beside_columns, names_nobody
from unitgraph.system.remarks import tell

MOST_ABOVE = 12
"""The number of superiors in a question, those next to the unit: longer paths are not cut to their end."""
SAMPLE = 200
"""The number of different superiors that are looked at."""
LONGEST = 1000
"""The number of characters of a question: the outermost superiors and the last of other names are left out of more."""


@dataclass(frozen=True, slots=True)
class Asking:
    """How the rows of a table ask: what each names. ``relates`` says that rows name superiors, which may be other rows;
    ``found`` that only a heading tells so, and that they may be persons. ``finish`` is called behind the last row."""

    name: str
    named: Callable[[Row], NamedRow]
    relates: bool
    found: bool = False
    finish: Callable[[], object] | None = None

    def asked(self, rows: Iterable[Row]) -> Iterator[tuple[Row, str, str]]:
        """Each row with its question and its country as written: in constant memory, unless rows name superiors."""
        if self.relates:
            kept = list(rows)
            named = [self.named(row) for row in kept]
            if self.found and not _names_units(named):
                what = "most of what is called a superior reads as no unit, and is not asked"
                tell([f"{self.name}: {what} (give a column map to ask it)"])
                named = [replace(each, superior_names=()) for each in named]
            chains = RowSuperiors(self.name, named, lenient=True).chains()
            for row, each, above in zip(kept, named, chains, strict=True):
                yield row, question_of(above, each.name, each.aliases), each.country
        else:
            for row in rows:
                each = self.named(row)
                yield row, question_of((), each.name, each.aliases), each.country
        if self.finish is not None:
            self.finish()


def asking_columns(table: Table, name_at: int, country_at: int | None, columns: int | None = None) -> Asking:
    """Of a table with a column of names. ``columns`` is the number of those that are its own; the rest were added by a
    screening."""
    beside = beside_columns(table, name_at, country_at, columns)

    def named(row: Row) -> NamedRow:
        country = "" if country_at is None else row.cells[country_at].strip()
        return beside.row(row.number, row.cells[name_at].strip(), country, row.cells)

    return Asking(table.name, named, beside.names_superiors, found=True)


@contextmanager
def asking_file(file: MappedFile) -> Iterator[tuple[Table, Asking]]:
    """Of a file with a column map; and its table, which stays open meanwhile."""
    with file.questions() as (table, questions):
        edges = RowEdges(file, lenient=True)

        def named(row: Row) -> NamedRow:
            return edges.asked(named_row(row, questions, CHAIN))

        outline = questions.outline
        finish = None if outline is None else lambda: outline.finish(file.path.name)
        yield table, Asking(file.path.name, named, questions.names_superiors or edges.some, finish=finish)


def _names_units(rows: Sequence[NamedRow]) -> bool:
    """Whether at least half of the superiors that rows name, of a sample, are other rows or read as units: a column may
    hold the officers to whom units report."""
    known = {each.unit for each in rows} | {fold(each.name) for each in rows}
    told = dict.fromkeys(name for each in rows for name in each.superior_names)
    sample = list(islice(told, SAMPLE))
    units = (name in known or fold(name) in known or may_be_unit(name, names=True) for name in sample)
    return 2 * sum(units) >= len(sample)


def question_of(above: Sequence[str], name: str, aliases: Sequence[str] = ()) -> str:
    """The text that asks for a unit below superiors, the outermost first, with other names.

    >>> question_of(("Velabad Police",), "Riot Squad", ("13 RS",))
    'Velabad Police > Riot Squad (a.k.a. 13 RS)'
    """
    if not name:
        return ""
    text = _with_aliases(name, aliases) if aliases else name
    for each in reversed([each for each in above[-MOST_ABOVE:] if not names_nobody(each)]):
        superior = split_aliases(each)[0]
        if len(superior) + len(CHAIN) + len(text) > LONGEST:
            break
        text = f"{superior}{CHAIN}{text}"
    return text


def _with_aliases(name: str, aliases: Sequence[str]) -> str:
    main, told = split_aliases(name)
    text = main
    for other in dict.fromkeys(filter(None, map(_plain, (*told, *aliases)))):
        # Brackets would end those that it stands in.
        longer = f"{main} (a.k.a. {other})" if text is main else f"{text[:-1]}; {other})"
        if fold(other) != fold(main) and len(longer) <= LONGEST:
            text = longer
    return name if text is main else text


def _plain(alias: str) -> str:
    """Another name without the signs that part names; empty where it says nothing."""
    plain = tidy(alias.translate(_SIGNS))
    return "" if fold(plain) in NOTHING else plain


_SIGNS = str.maketrans("()[];", "     ")
