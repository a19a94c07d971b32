"""``unitgraph review``: ask a person what cannot be decided otherwise."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from unitgraph.cli.left_out import show_left_out
from unitgraph.cli.list_options import ToldList, list_options
from unitgraph.cli.map_options import ToldMap, map_of_list, map_options, mapped_list
from unitgraph.cli.options import (
    country_option,
    hierarchy_options,
    hierarchy_sources,
    laid_out,
    layout_options,
    opened_output,
    output_option,
)
from unitgraph.cli.table_options import columns_of_list
from unitgraph.system.display import quantity
from unitgraph.system.errors import RulingError, UnitGraphError

if TYPE_CHECKING:
    from unitgraph.pipeline.asking import Fields, Question
    from unitgraph.pipeline.reviewing import Reviewed
    from unitgraph.sources.rows import Layout

QUIT, SKIP = "q", "k"
HELP = (
    "One key answers: what stands beside it becomes a ruling, with the reason that you give, and takes effect in the "
    f"next build and in the questions that follow.\n{SKIP} leaves the question open until the next review; {QUIT} "
    "stops, and keeps what is decided. Nothing is concluded from an open question."
)
IDENTITY = "possibly-the-same-unit"
"""The topic of questions whether two units are one, of which a ruling says who decided."""


@click.command("review")
@click.argument("source", required=False, type=click.Path(path_type=Path), metavar="[SOURCE]")
@click.option(
    "--rulings",
    type=click.Path(path_type=Path),
    metavar="FILE",
    required=True,
    help="The rulings (YAML) to start from and add to; created if missing.",
)
@list_options
@layout_options
@map_options
@hierarchy_options
@click.option("--by", metavar="NAME", help="Who decides; recorded in each ruling.")
@country_option("Country of entries and rows without one")
@click.option(
    "--format", "form", type=click.Choice(("keys", "csv")), default="keys", help="Ask here (keys), or write a sheet."
)
@click.option("--apply", "applied", type=click.Path(path_type=Path), metavar="SHEET", help="Record a completed sheet.")
@click.option("--store", metavar="DIR", help="Review all sources of this store.")
@output_option
def command(
    source: Path | None,
    store: str | None,
    rulings: Path,
    direction: str | None,
    path_separator: str | None,
    all_units: bool,
    column_map: ToldMap,
    hierarchies: tuple[Path, ...],
    superiors: Path | None,
    hierarchy_year: int | None,
    by: str | None,
    country: str | None,
    form: str,
    applied: Path | None,
    output: Path | None,
    told: ToldList,
) -> None:
    """Go through what needs a person: lines that may be entries, inferred countries, unread paths, units that may be
    one, siblings with nearly the same name, suspected misspellings. Each answer is recorded in FILE as a ruling with
    its reason and date.

    With --hierarchy, units of the list and of the tables are compared, too: those on which the most answers depend are
    asked about first. Who decided is part of a ruling on identity: give --by, or say so when asked.

    Answers are single keys. You can stop at any time; what is decided is not asked again. With --format csv the
    questions are written as a sheet to fill in, and --apply records its answers. Without SOURCE, the bundled list is
    reviewed.

    SOURCE may be a project file, and --store names a store: then all of its sources are reviewed, and FILE holds
    rulings on any of them. A project names it (`rulings: FILE`); `unitgraph build --no-list --rulings FILE --store DIR`
    applies it to what a store holds.
    """
    from unitgraph.pipeline.reviewing import ReviewedList, ReviewedProject
    from unitgraph.reading.metadata import ListSource
    from unitgraph.reading.paths.layout import ANY_LAYOUT, given_layout
    from unitgraph.sources import Columns

    listed = told(source, None, country)
    chosen = map_of_list(listed, column_map)
    tables = hierarchy_sources(hierarchies, superiors, hierarchy_year, country, chosen, listed)
    sheet_layout = (listed.columns or Columns()).layout
    layout = given_layout(direction, path_separator, all_units)
    project = _project_of(source, store, rulings)
    said_again = replace(listed, columns=None) != ListSource(source) or tables or chosen or layout != ANY_LAYOUT
    if project is not None and said_again:
        place = str(source or store)
        raise UnitGraphError(place, "it says what its sources are", "leave out the options that say it again")
    reviewed: Reviewed
    if project is not None:
        reviewed = ReviewedProject(project)
    else:
        listed = columns_of_list(mapped_list(listed, tables, chosen), tables)
        reviewed = ReviewedList(*laid_out(listed, tables, layout))
    review = _Review(reviewed, rulings, by or "")
    if applied is not None:
        review.apply(applied, sheet_layout)
    elif form == "csv":
        review.write_sheet(output)
    else:
        review.ask()


class _Review:
    """One run of the command. ``by`` says who decides, if it was said."""

    def __init__(self, reviewed: Reviewed, rulings: Path, by: str) -> None:
        self._reviewed = reviewed
        self._rulings = rulings
        self._by = by
        self._skipped: set[str] = set()
        self._told = False

    def _open_questions(self, rulings: Path | None = None) -> tuple[str, tuple[Question, ...]]:
        """The name of the list, empty for a project, and the open questions. A rulings file that does not exist yet
        counts as empty."""
        found = self._reviewed.open_questions(rulings or self._rulings)
        if not self._told:
            show_left_out(found.reports)
            self._told = True
        return found.list, found.asked

    def _record(self, name: str, decided: Sequence[tuple[Question, Fields, str]]) -> tuple[Question, ...]:
        """Add rulings to the file, if they can be read with what it holds; give the questions that are then open."""
        from unitgraph.pipeline.review import record

        asked = self._tried(name, decided)
        record(self._rulings, name, decided, datetime.date.today(), self._by)
        return asked

    def _tried(self, name: str, decided: Sequence[tuple[Question, Fields, str]]) -> tuple[Question, ...]:
        """The questions that are open with more rulings than the file holds; it is left as it is."""
        from unitgraph.pipeline.review import record

        today = datetime.date.today()
        with TemporaryDirectory(prefix="unitgraph-") as folder:
            tried = Path(folder, self._rulings.name)
            if self._rulings.exists():
                tried.write_bytes(self._rulings.read_bytes())
            try:
                record(tried, name, decided, today, self._by)
                _, asked = self._open_questions(tried)
            except RulingError as error:
                where = error.where.replace(str(tried), str(self._rulings))
                raise RulingError(where, error.what, error.remedy) from None
        return asked

    def apply(self, sheet: Path, layout: Layout) -> None:
        """Record the answers of a sheet, if they do not contradict. Those that others make needless are told."""
        from unitgraph.pipeline.asking import ORDER, Topic
        from unitgraph.pipeline.review import record
        from unitgraph.pipeline.review_sheet import answered_rows, placed, read_sheet

        name, first = self._open_questions()
        asked = first
        answers = read_sheet(sheet, first, layout)
        if any(question.topic == IDENTITY for question, _, _ in answers) and not self._by:
            raise RulingError(
                str(sheet), "answers whether units are one, and nobody says who decided", "give --by NAME"
            )
        decided: list[tuple[Question, Fields, str]] = []
        try:
            for order in sorted({ORDER[question.topic] for question, _, _ in answers}):
                # How texts are read, others do not settle.
                still = {(each.id, each.text) for each in (asked if order > ORDER[Topic.UNREAD] else first)}
                of_order = [each for each in answers if ORDER[each[0].topic] == order]
                decided += [each for each in of_order if (each[0].id, each[0].text) in still]
                asked = self._tried(name, decided)
            record(self._rulings, name, decided, datetime.date.today(), self._by)
        except RulingError as error:
            raise placed(error, sheet, layout) from None
        recorded = {question.id for question, _, _ in decided}
        for where, question in answered_rows(sheet, layout):
            if question not in recorded:
                what = f"not recorded: with the other answers {question!r} is no longer a question as it was asked"
                click.echo(f"{where}: {what}", err=True)
        added, remaining = quantity(len(decided), "ruling"), quantity(len(asked), "question")
        click.echo(f"{added} added to {self._rulings}; {remaining} still open.", err=True)

    def write_sheet(self, output: Path | None) -> None:
        """Write the open questions as a sheet."""
        from unitgraph.pipeline.review_sheet import write_sheet

        _, asked = self._open_questions()
        text = write_sheet(asked)
        with opened_output(output) as stream:
            stream.write(text.encode())

    def ask(self) -> None:
        """Ask one question after another. A ruling affects later questions: a country decides which spellings are
        known."""
        name, asked = self._open_questions()
        while True:
            waiting = [question for question in asked if question.id not in self._skipped]
            if not waiting:
                skipped = f"Nothing else to decide; {len(self._skipped)} skipped."
                click.echo(skipped if self._skipped else "Nothing to decide.")
                return
            decided = self._decide(waiting[0], len(waiting), name)
            if decided is None:
                click.echo(f"Stopped; {quantity(len(waiting), 'question')} still open.")
                return
            if waiting[0].id not in self._skipped:
                asked = decided

    def _decide(self, question: Question, waiting: int, name: str) -> tuple[Question, ...] | None:
        """Ask one question and record its answer, and give the questions that are then open: none if it is skipped,
        None if the person stops."""
        from unitgraph.pipeline.review import answered

        _show(question, waiting)
        while True:
            keys = "/".join(choice.key for choice in question.choices)
            click.echo(f"[{keys}, {SKIP} skip, {QUIT} quit, ? help] ", nl=False)
            key = _key()
            click.echo(key)
            if key in (QUIT, "\x03", "\x04", ""):
                return None
            if key == SKIP:
                self._skipped.add(question.id)
                return ()
            if key == "?":
                _show(question, waiting)
                click.echo(HELP)
            choice = question.choice(key)
            if choice is None:
                continue
            given = click.prompt(f"  {choice.asks}", default="", show_default=False) if choice.asks else ""
            reason = click.prompt("  Reason", default=question.reason)
            if question.topic == IDENTITY and not self._by:
                self._by = click.prompt("  Who decides")
            try:
                return self._record(name, [(question, answered(question, choice, given), reason)])
            except RulingError as error:
                click.echo(f"  {error}")


def _key() -> str:
    """The key that a person presses."""
    try:
        return click.getchar()
    except OSError:  # click asks the terminal itself, where standard input is none
        raise UnitGraphError(
            "review",
            "there is no terminal in which to ask",
            "write a sheet with --format csv -o SHEET, fill it in, and record it with --apply SHEET",
        ) from None


def _project_of(source: Path | None, store: str | None, rulings: Path) -> Path | None:
    """The project file to review: the one given, or that of a store; None where a list is reviewed."""
    from unitgraph.pipeline.project import SUFFIXES
    from unitgraph.pipeline.reviewing import project_in, refuse_other_rulings

    if source is not None and store is not None:
        raise UnitGraphError("review", "both a source and --store", "give one of the two")
    if store is not None:
        return project_in(store, rulings)
    if source is None or source.suffix.lower() not in SUFFIXES:
        return None
    refuse_other_rulings(source, rulings)
    return source


def _show(question: Question, waiting: int) -> None:
    click.echo("")
    lines = f", line {', '.join(map(str, question.lines))}" if question.lines else ""
    click.echo(f"{waiting} open. {question.topic}{lines}")
    click.echo(f"  \u201c{question.text}\u201d")
    for each in question.evidence:
        click.echo(f"  - {each}")
    click.echo(question.ask)
    for choice in question.choices:
        click.echo(f"  {choice.key}  {choice.label}")
