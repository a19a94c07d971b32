"""``unitgraph review``: ask a person what cannot be decided otherwise."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from unitgraph.cli.options import country_option, opened_output, output_option
from unitgraph.system.display import quantity
from unitgraph.system.errors import RulingError

if TYPE_CHECKING:
    from unitgraph.pipeline.review import Question
    from unitgraph.reading.metadata import ListSource

QUIT, SKIP = "q", "k"


@click.command("review")
@click.argument("source", required=False, type=click.Path(path_type=Path), metavar="[SOURCE]")
@click.option(
    "--rulings",
    type=click.Path(path_type=Path),
    metavar="FILE",
    required=True,
    help="The rulings (YAML) to start from and add to; created if missing.",
)
@click.option("--list", "name", metavar="NAME", help="Name of the list, such as 2018.")
@click.option("--year", type=int, help="Calendar year of the list.")
@click.option("--column", help="Column of unit paths, for a table.")
@click.option("--country-column", help="Column of countries, for a table.")
@click.option("--separator", help="Column separator of a table.")
@country_option("Country of entries without one")
@click.option(
    "--format", "form", type=click.Choice(("keys", "csv")), default="keys", help="Ask here (keys), or write a sheet."
)
@click.option("--apply", "sheet", type=click.Path(path_type=Path), metavar="SHEET", help="Record a completed sheet.")
@output_option
def command(
    source: Path | None,
    rulings: Path,
    name: str | None,
    year: int | None,
    column: str | None,
    country_column: str | None,
    separator: str | None,
    country: str | None,
    form: str,
    sheet: Path | None,
    output: Path | None,
) -> None:
    """Go through what needs a person: unread paths, inferred countries, siblings with nearly the same name, suspected
    misspellings. Each answer is recorded in FILE as a ruling with its reason and date.

    Answers are single keys. You can stop at any time; what is decided is not asked again. With --format csv the
    questions are written as a sheet to fill in, and --apply records its answers. Without SOURCE, the bundled list is
    reviewed.
    """
    from unitgraph.reading.metadata import ListSource
    from unitgraph.sources import Columns

    columns = Columns(column, country_column, separator) if column or country_column or separator else None
    reviewed = ListSource(source, name, year, None, rulings, country or "", columns)
    if sheet is not None:
        _apply(reviewed, rulings, sheet)
    elif form == "csv":
        _write_sheet(reviewed, output)
    else:
        _ask(reviewed, rulings)


def _open_questions(reviewed: ListSource) -> tuple[str, tuple[Question, ...]]:
    """The name of the list and its open questions. A rulings file that does not exist yet counts as empty."""
    from unitgraph.identity.lists import read_list
    from unitgraph.pipeline.review import questions

    graph = read_list(reviewed, missing_rulings=True)
    return graph.lists[0].name, questions(graph)


def _apply(reviewed: ListSource, rulings: Path, sheet: Path) -> None:
    from unitgraph.pipeline.review import read_sheet, record

    name, asked = _open_questions(reviewed)
    decided = read_sheet(sheet, asked)
    record(rulings, name, decided, datetime.date.today())
    added, remaining = quantity(len(decided), "ruling"), quantity(len(asked) - len(decided), "question")
    click.echo(f"{added} added to {rulings}; {remaining} still open.", err=True)


def _write_sheet(reviewed: ListSource, output: Path | None) -> None:
    from unitgraph.pipeline.review import write_sheet

    _, asked = _open_questions(reviewed)
    text = write_sheet(asked)
    with opened_output(output) as stream:
        stream.write(text.encode())


def _ask(reviewed: ListSource, rulings: Path) -> None:
    skipped: set[str] = set()
    while True:
        # A ruling affects later questions (a country decides which spellings are known), so read again each time.
        name, asked = _open_questions(reviewed)
        waiting = [question for question in asked if question.id not in skipped]
        if not waiting:
            click.echo(f"Nothing else to decide; {len(skipped)} skipped." if skipped else "Nothing to decide.")
            return
        if not _decide(waiting[0], len(waiting), name, rulings, skipped):
            click.echo(f"Stopped; {quantity(len(waiting), 'question')} still open.")
            return


def _decide(question: Question, waiting: int, name: str, rulings: Path, skipped: set[str]) -> bool:
    """Ask one question and record its answer; False if the person stops."""
    from unitgraph.pipeline.review import answered, record

    _show(question, waiting)
    while True:
        click.echo(f"[{'/'.join(choice.key for choice in question.choices)}, {SKIP} skip, {QUIT} quit] ", nl=False)
        key = click.getchar()
        click.echo(key)
        if key in (QUIT, "\x03", "\x04", ""):
            return False
        if key == SKIP:
            skipped.add(question.id)
            return True
        choice = question.choice(key)
        if choice is None:
            continue
        given = click.prompt(f"  {choice.asks}", default="", show_default=False) if choice.asks else ""
        reason = click.prompt("  Reason", default=question.reason)
        try:
            record(rulings, name, [(question, answered(question, choice, given), reason)], datetime.date.today())
        except RulingError as error:
            click.echo(f"  {error}")
            continue
        return True


def _show(question: Question, waiting: int) -> None:
    click.echo("")
    click.echo(f"{waiting} open. {question.topic}, line {', '.join(map(str, question.lines))}")
    click.echo(f"  \u201c{question.text}\u201d")
    for each in question.evidence:
        click.echo(f"  - {each}")
    click.echo(question.ask)
    for choice in question.choices:
        click.echo(f"  {choice.key}  {choice.label}")
