"""What is left out of hierarchy tables: printed, and written as a table."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from unitgraph.system.display import quantity, visible

if TYPE_CHECKING:
    from unitgraph.reading.row_reports import RowReport, RowReports

SHOWN = 20
"""The number of reports printed."""
COLUMNS = ("table", "row", "kind", "reason", "remedy")


@contextmanager
def row_reports(strict: bool, path: Path | None) -> Iterator[RowReports]:
    """Reports of one build, which come into the file at ``path``, too, if one is given. It is there as a whole or not
    at all."""
    from unitgraph.reading.row_reports import RowReports
    from unitgraph.system.files import whole_file
    from unitgraph.system.writing import write_csv

    if path is None:
        yield RowReports(strict)
        return
    with whole_file(path) as stream:
        write_csv(stream, [COLUMNS])

        def take(each: RowReport) -> None:
            write_csv(stream, [(each.table, each.row, each.kind, each.what, each.remedy)])

        yield RowReports(strict, take)


def show_left_out(reports: RowReports, verbose: bool = False, written: Path | None = None) -> None:
    """Print to stderr what is left out or disputed: how much of which table, and the first reasons; ``verbose`` prints
    all that are kept. ``written`` is the file that has all."""
    from unitgraph.reading.row_reports import DATES, DISPUTED, EDGES, ROWS, UNKNOWN

    for table in reports.tables:
        counts = {kind: reports.count(table, kind) for kind in (ROWS, EDGES, DATES)}
        disputed, unknown = reports.count(table, DISPUTED), reports.count(table, UNKNOWN)
        left = [quantity(count, kind, form=",d") for kind, count in counts.items() if count]
        told = [f"{' and '.join(filter(None, (', '.join(left[:-1]), left[-1])))} left out"] if left else []
        told += [f"{quantity(disputed, EDGES, form=',d')} on circles kept as disputed"] if disputed else []
        told += (
            [f"{quantity(unknown, EDGES, form=',d')} to an unknown superior, kept as a placeholder"] if unknown else []
        )
        click.echo(f"{visible(table)}: {'; '.join(told)}", err=True)
    shown = reports.reports if verbose else reports.reports[:SHOWN]
    for each in shown:
        click.echo(f"  {visible(str(each))}", err=True)
    if (rest := reports.total - len(shown)) > 0:
        where = f"{written} has all" if written else "--report FILE writes all"
        click.echo(f"  and {quantity(rest, 'more', 'more', ',d')}; {where}", err=True)
