"""Histories of units and comparisons of lists as text and CSV."""

from __future__ import annotations

from collections.abc import Iterator

from unitgraph.checking.chains import ARROW
from unitgraph.checking.history import SENTENCES, History, PrintedEntry, YearOfUnit
from unitgraph.checking.list_diff import Change, DenialChange, ListDiff
from unitgraph.cli.wording import chain_lines
from unitgraph.lexicon.tables import country_shown
from unitgraph.reading.entries import ListMetadata
from unitgraph.system.display import quantity


def history_lines(history: History) -> Iterator[str]:
    """What each list says of a unit, as text."""
    unit = history.unit
    yield f"{unit.name} ({country_shown(unit.country)})"
    yield from chain_lines(history.chains)
    if unit.other_names:
        yield f"Other names: {'; '.join(unit.other_names)}"
    yield f"IRI: {unit.iri}"
    yield ""
    if not history.years:
        yield "The store holds no list."
    for year in history.years:
        yield from _year_lines(year)


def _year_lines(year: YearOfUnit) -> Iterator[str]:
    name = f", list {year.list.name}{_published(year.list)}" if year.list else ""
    yield f"{year.year}{name}: {SENTENCES[year.presence]}"
    for entry in year.denying:
        yield from _entry_lines(entry)
    for node, listing in year.possibly:
        name = f"{node.name} ({country_shown(node.country)})"
        yield f"  may be the same: {name}, line {listing.line}: \u201c{listing.verbatim}\u201d"
    for entry in year.naming:
        yield f"  named above the unit of line {entry.line}: \u201c{entry.verbatim}\u201d"


def _published(held: ListMetadata) -> str:
    """When a list was published, for after its name."""
    return f", published on {held.published.isoformat()}" if held.published else ""


def _entry_lines(entry: PrintedEntry) -> Iterator[str]:
    yield f"  line {entry.line}: \u201c{entry.verbatim}\u201d"
    if len(entry.chain) > 1:
        yield f"  chain as printed: {ARROW.join(entry.chain)}"


_HEADINGS = {
    Change.NEW: ("New", "+"),
    Change.GONE: ("Gone, which is no clearance", "-"),
    Change.REWORDED: ("Reworded, denied by both in other words", "~"),
}


def diff_lines(diff: ListDiff) -> Iterator[str]:
    """The differences between two lists as text."""
    for word, held in (("From", diff.before), ("to", diff.after)):
        yield f"{word} list {held.name} (calendar year {held.year}{_published(held)})"
    for change, (words, sign) in _HEADINGS.items():
        denials = [each for each in diff.denials if each.change is change]
        yield ""
        yield f"{words}: {quantity(len(denials), 'denied unit')}"
        for each in denials:
            yield from _denial_lines(each, sign)
    yield ""
    yield f"Unchanged: {quantity(diff.unchanged_denials, 'denial')} of the same unit with the same text in both lists"
    yield ""
    yield from _around_lines(diff)


def _denial_lines(each: DenialChange, sign: str) -> Iterator[str]:
    unread = ", a text that could not be read" if each.unread else ""
    yield f"{sign} {each.unit.name} ({country_shown(each.unit.country)}){unread}"
    for printed in (*each.before, *each.after):
        yield f"    list {printed.list}, line {printed.line}: \u201c{printed.verbatim}\u201d"
    for iri in each.possibly:
        yield f"    not settled: may be the same as <{iri}>, which the other list denies"
    if each.printed_by_both:
        yield "    not settled: the other list prints the same text; a ruling (kind: same) says if it is the same unit"


def _around_lines(diff: ListDiff) -> Iterator[str]:
    yield f"Units named: {_counts([each.change for each in diff.units], diff.unchanged_units)}"
    for unit in diff.units:
        yield f"{_HEADINGS[unit.change][1]} {unit.name} ({country_shown(unit.country)})"
    yield ""
    yield f"Edges stated: {_counts([each.change for each in diff.edges], diff.unchanged_edges)}"
    for edge in diff.edges:
        yield f"{_HEADINGS[edge.change][1]} {edge.superior_name}{ARROW}{edge.name}"


def _counts(changes: list[Change], unchanged: int) -> str:
    return f"{changes.count(Change.NEW)} new, {changes.count(Change.GONE)} gone, {unchanged} in both"
