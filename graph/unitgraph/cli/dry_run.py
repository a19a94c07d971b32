"""What ``unitgraph build --dry-run`` prints."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from unitgraph.lexicon.tables import country_shown
from unitgraph.system.display import Meter, quantity, visible

if TYPE_CHECKING:
    from unitgraph.checking.identities import IdentityGrounds
    from unitgraph.pipeline.changing import Plan
    from unitgraph.pipeline.dry_run import DryRun
    from unitgraph.reading.row_reports import RowReports


def show_dry_run(store: str, plan: Plan, progress: Meter, workers: int, form: str, reports: RowReports) -> None:
    """Print what a build would merge and ask; ``reports`` takes what it would leave out."""
    from unitgraph.cli.wording import json_text
    from unitgraph.pipeline.dry_run import dry_run, dry_run_dict

    found = dry_run(store, plan, progress, workers, reports)
    click.echo(json_text(dry_run_dict(found)) if form == "json" else "\n".join(map(visible, _lines(found, store))))


def _lines(found: DryRun, store: str) -> Iterator[str]:
    merges, questions = quantity(len(found.merges), "new merge"), quantity(len(found.questions), "new question")
    yield f"Nothing is written to {store}. It would hold {quantity(found.units, 'unit')}; {merges}, {questions}."
    if found.gone_merges or found.gone_questions:
        gone = quantity(found.gone_merges, "merge"), quantity(found.gone_questions, "question")
        yield f"Gone would be {gone[0]} and {gone[1]}."
    for merge in found.merges:
        yield f"one unit: {merge.name} ({country_shown(merge.country)})"
        yield f"  {_grounds(merge.grounds)}"
    for each in found.questions:
        sides = (
            f"{node.name} ({country_shown(node.country)}){', listed' if node.listed else ''}"
            for node in (each.one, each.other)
        )
        yield f"question: {' | '.join(sides)}"
        yield f"  {_grounds(each.grounds)}"
        yield f"  the status of {quantity(each.effect, 'unit')} depends on it"


def _grounds(grounds: IdentityGrounds) -> str:
    places = ", ".join(f"{source} line {line}" for source, line in grounds.places)
    return f"{grounds.statement} [{places}]"
