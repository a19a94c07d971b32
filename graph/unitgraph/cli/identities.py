"""``unitgraph identities``: why mentions are one unit, and which units may be one."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import click

from unitgraph.cli.options import country_option, format_option, name_given, store_option
from unitgraph.cli.terminal import echo_about, echo_wrapped
from unitgraph.lexicon.tables import country_shown
from unitgraph.system.display import quantity, visible
from unitgraph.system.errors import UnitGraphError

if TYPE_CHECKING:
    from unitgraph.checking.identities import IdentityGrounds, MergedUnit, OpenIdentity, UnitIdentity, UnitMention


@click.command("identities")
@click.argument("unit", required=False, callback=name_given)
@click.option("--questions", "asks", is_flag=True, help="Show the units that may be one, those that matter most first.")
@country_option("Country of the unit")
@store_option
@format_option("text", "json", "csv")
def command(unit: str | None, asks: bool, country: str | None, store: str | None, form: str) -> None:
    """Show the mentions of UNIT in every source, why they are one unit, and which units may be the same, and why.

    Without UNIT, show the units of more than one mention. With --questions, show the units that may be one: first
    pairs of which one is listed, then those on which the status of the most units depends. A ruling settles a question:
    see unitgraph review.
    """
    if unit is not None and asks:
        raise UnitGraphError("identities", "both a unit and --questions", "omit one of the two")
    if country is not None and unit is None:
        raise UnitGraphError(f"--country {country}", "has no effect without a unit", "name the unit")
    if unit is not None:
        _show_unit(unit, country, store, form)
    elif asks:
        _show_questions(store, form)
    else:
        _show_merged(store, form)


def _show_unit(name: str, country: str | None, store: str | None, form: str) -> None:
    from unitgraph.api import identities
    from unitgraph.checking.identities import identity_dict

    found = identities(name, country=country, store=store)
    if form == "json":
        _json([identity_dict(each) for each in found])
    elif form == "csv":
        _csv(_MENTION_COLUMNS, (row for each in found for row in _mention_rows(each)))
    else:
        _text((line for each in found for line in _identity_lines(each, goes_on=each is not found[-1])), store)


def _show_questions(store: str | None, form: str) -> None:
    from unitgraph.api import identity_questions
    from unitgraph.checking.identities import question_dict

    found = identity_questions(store)
    if form == "json":
        _json([question_dict(each) for each in found])
    elif form == "csv":
        _csv(_QUESTION_COLUMNS, map(_question_row, found))
    else:
        _text(_question_lines(found), store)


def _show_merged(store: str | None, form: str) -> None:
    from unitgraph.checking.identities import merged_units
    from unitgraph.checking.opening import open_whole_store

    found = list(merged_units(open_whole_store(store)))
    if form == "json":
        _json(
            [
                {
                    "iri": each.iri,
                    "name": each.name,
                    "country": each.country,
                    "mentions": each.mentions,
                    "sources": each.sources,
                }
                for each in found
            ]
        )
    elif form == "csv":
        rows = ((each.iri, each.name, each.country, each.mentions, each.sources) for each in found)
        _csv(("unit", "name", "country", "mentions", "sources"), rows)
    else:
        _text(_merged_lines(found), store)


def _json(values: object) -> None:
    from unitgraph.cli.wording import json_text

    click.echo(json_text(values))


def _csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    from unitgraph.system.writing import csv_text

    click.echo(csv_text((columns, *rows)), nl=False)


def _text(lines: Iterable[str], store: str | None) -> None:
    from unitgraph.api import about_store

    for line in lines:
        echo_wrapped(visible(line), sys.stdout)
    echo_about(about_store(store))


def _identity_lines(found: UnitIdentity, goes_on: bool) -> Iterator[str]:
    unit = found.unit
    yield f"{unit.name} ({country_shown(unit.country)}){', listed' if unit.listed else ''}"
    yield f"IRI: {unit.iri}"
    yield f"{quantity(len(found.mentions), 'mention')}:"
    for mention in found.mentions:
        yield from _mention_lines(mention)
    if found.merges:
        yield "One unit, because of:"
        yield from (f"- {_grounds(each)}" for each in found.merges)
    if found.questions:
        yield "Possibly the same as:"
        for each in found.questions:
            yield from _other_lines(each, unit.iri)
    if goes_on:
        yield ""


def _mention_lines(mention: UnitMention) -> Iterator[str]:
    identifier = f", identifier {mention.identifier}" if mention.identifier else ""
    yield f"- {mention.source}, line {mention.line}{identifier}: \u201c{mention.text}\u201d"
    if mention.above:
        yield f"  under {' > '.join(mention.above)}"


def _grounds(grounds: IdentityGrounds) -> str:
    places = ", ".join(f"{source} line {line}" for source, line in grounds.places)
    return f"{grounds.statement} [{places}]"


def _other_lines(question: OpenIdentity, iri: str) -> Iterator[str]:
    other = question.other if question.one.iri == iri else question.one
    yield f"- {other.name} ({country_shown(other.country)}){', listed' if other.listed else ''}: {other.iri}"
    yield f"  {_grounds(question.grounds)}"
    yield f"  {_effect(question)}"


def _effect(question: OpenIdentity) -> str:
    return f"the status of {quantity(question.effect, 'unit')} depends on it"


def _question_lines(found: Sequence[OpenIdentity]) -> Iterator[str]:
    listed = sum(each.is_listed for each in found)
    yield f"{quantity(len(found), 'open question')}, {listed} about listed units"
    for each in found:
        yield ""
        for node in (each.one, each.other):
            yield f"{node.name} ({country_shown(node.country)}){', listed' if node.listed else ''}: {node.iri}"
        yield f"  {_grounds(each.grounds)}"
        yield f"  {_effect(each)}"


def _merged_lines(found: Sequence[MergedUnit]) -> Iterator[str]:
    yield f"{quantity(len(found), 'unit')} of more than one mention"
    for each in found:
        mentions, sources = quantity(each.mentions, "mention"), quantity(each.sources, "source")
        yield f"- {each.name} ({country_shown(each.country)}): {mentions} in {sources}"


_MENTION_COLUMNS = ("unit", "name", "country", "source", "line", "text", "above", "identifier", "evidence")
_QUESTION_COLUMNS = ("unit", "name", "listed", "other", "otherName", "otherListed", "evidence", "mentions", "effect")


def _mention_rows(found: UnitIdentity) -> Iterator[Sequence[object]]:
    unit = found.unit
    for each in found.mentions:
        evidence = " | ".join(why.statement for why in found.merges if (each.source, each.line) in why.places)
        above = " > ".join(each.above)
        yield (
            *(unit.iri, unit.name, unit.country, each.source, each.line, each.text, above),
            *(each.identifier, evidence),
        )


def _question_row(each: OpenIdentity) -> Sequence[object]:
    sides = (value for node in (each.one, each.other) for value in (node.iri, node.name, str(node.listed).lower()))
    places = " | ".join(f"{source} line {line}" for source, line in each.grounds.places)
    return (*sides, each.grounds.statement, places, each.effect)
