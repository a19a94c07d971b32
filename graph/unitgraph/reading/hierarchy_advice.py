"""What to do about a hierarchy table of another form than unitgraph's own."""

from __future__ import annotations

from itertools import islice

from unitgraph.lexicon.names import tidy
from unitgraph.reading.hierarchy_cells import DATES, names_by_unit, other_heading
from unitgraph.reading.maps.applying import fitting_presets, reads_column
from unitgraph.sources.headings import COUNTRIES, NAMES, PATHS
from unitgraph.sources.rows import Table, folded
from unitgraph.sources.superiors import ALIASES, SUPERIOR_IDENTIFIERS, SUPERIORS
from unitgraph.system.remarks import some_of

_NAMES = frozenset(map(folded, ("name", *NAMES)))
_ABOVE = frozenset(map(folded, (*SUPERIORS, *SUPERIOR_IDENTIFIERS)))
_SUPERIORS = frozenset(map(folded, SUPERIORS))
_DATES = frozenset(map(folded, DATES))
_BESIDE = frozenset(map(folded, (*COUNTRIES, *ALIASES)))
SAMPLE = 10_000
"""The number of rows whose superiors are looked at for a column map."""


def holds_units(table: Table) -> bool:
    """Whether a table has a column of identifiers of units and one of their names."""
    if names_by_unit(table):
        return _identify(table, other_heading(table, "unit"))
    unit = other_heading(table, "unit")
    if table.find("name") is not None:
        return unit is not None or table.find("unit") is not None
    return unit is not None and table.find("unit") is None and other_heading(table, "name") is not None


def _identify(table: Table, at: int | None) -> bool:
    """Whether most values of a column, in the first rows, stand there once: the code may be that of a country."""
    values = [tidy(row.cells[at]) for row in islice(table.rows, SAMPLE) if at is not None and at < len(row.cells)]
    return 2 * len(set(filter(None, values))) > len(list(filter(None, values)))


def holds_paths_alone(table: Table) -> bool:
    """Whether a table has names in one column, and nothing beside them that may be a level or an identifier: each is a
    path, as in a list. The names of superiors may stand beside them where there are no dates, which would be of the
    edge to the next alone."""
    columns = set(map(folded, table.columns)) - {""}
    beside = _BESIDE | (_DATES if _SUPERIORS.isdisjoint(columns) else _SUPERIORS)
    names = table.only(PATHS)
    return names is not None and columns - beside <= {folded(table.columns[names])}


def remedy_for(table: Table) -> str:
    """The options that read a table which is neither one of paths nor of units. A preset is advised only where it
    reads what may stand above the units, too: every edge would be lost otherwise."""
    columns = [each for each in table.columns if each]
    names = next((each for each in columns if folded(each) in _NAMES), "")
    above = next((each for each in columns if folded(each) in _ABOVE), "")
    presets = [each for each in fitting_presets(table) if not above or reads_column(each, table, above)]
    others = [each for each in columns if each != names and folded(each) not in _BESIDE]
    if names and others and not any(reads_column(each, table, other) for each in presets for other in others):
        if above:
            return f"give --map FILE, a column map saved as a file, such as: {_map(table, columns, names, above)}"
        shown = some_of(others)
        return f"if levels of the units stand in {shown}, give them from the top and {names!r} with --path-columns"
    if presets:
        return f"give --preset {' or '.join(presets)}"
    remedy = "give the column of paths with --column, or call one 'path', or two 'unit' and 'name' (a table of units)"
    return f"{remedy}, or give a column map (--map)"


def _map(table: Table, columns: list[str], names: str, above: str) -> str:
    """A column map in one line for a table of names with the superiors of each, by what its first rows hold."""
    unit = _identified_by(table, names, above)
    fields = {"unit": unit, "name": names}
    fields["superior_names" if unit == names else "superiors"] = above
    if country := next((each for each in columns if folded(each) in map(folded, COUNTRIES)), ""):
        fields["country"] = country
    return f"forms: [{{units: {{{', '.join(f'{field}: {column!r}' for field, column in fields.items())}}}}}]"


def _identified_by(table: Table, names: str, above: str) -> str:
    """The column whose values the superiors are, the most of them: of identifiers, or that of the names."""
    rows = [row.cells for row in islice(table.rows, SAMPLE)]
    told = {tidy(cells[table.columns.index(above)]) for cells in rows if cells} - {""}
    found = names, 0
    for at, column in enumerate(table.columns):
        values = list(filter(None, (tidy(cells[at]) for cells in rows if at < len(cells))))
        met = len(told.intersection(values))
        tells = column == names or (len(set(values)) == len(values) and folded(column) not in _BESIDE)
        if column not in ("", above) and tells and met > found[1]:
            found = column, met
    return found[0]
