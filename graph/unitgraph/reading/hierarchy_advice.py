"""What to do about a hierarchy table of another form than unitgraph's own."""

from __future__ import annotations

from unitgraph.reading.hierarchy_cells import DATES, other_heading
from unitgraph.reading.maps.applying import fitting_presets, reads_column
from unitgraph.sources.headings import COUNTRIES, NAMES, PATHS
from unitgraph.sources.rows import Table, folded
from unitgraph.sources.superiors import ALIASES, SUPERIOR_IDENTIFIERS, SUPERIORS

_NAMES = frozenset(map(folded, ("name", *NAMES)))
_ABOVE = frozenset(map(folded, (*SUPERIORS, *SUPERIOR_IDENTIFIERS)))
_IDENTIFIERS_ABOVE = frozenset(map(folded, SUPERIOR_IDENTIFIERS))
_SUPERIORS = frozenset(map(folded, SUPERIORS))
_DATES = frozenset(map(folded, DATES))
_BESIDE = frozenset(map(folded, (*COUNTRIES, *ALIASES)))


def holds_units(table: Table) -> bool:
    """Whether a table has a column of identifiers of units and one of their names."""
    unit = other_heading(table, "unit")
    if table.find("name") is not None:
        return unit is not None or table.find("unit") is not None
    return unit is not None and table.find("unit") is None and other_heading(table, "name") is not None


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
            return f"if no two units have one name, give a column map (--map) with {_map(columns, names, above)}"
        shown = ", ".join(map(repr, others))
        return f"if levels of the units stand in {shown}, give them from the top and {names!r} with --path-columns"
    if presets:
        return f"give --preset {' or '.join(presets)}"
    remedy = "give the column of paths with --column, or call one 'path', or two 'unit' and 'name' (a table of units)"
    return f"{remedy}, or give a column map (--map)"


def _map(columns: list[str], names: str, above: str) -> str:
    """A column map in one line for a table of names, each of one unit, with the superiors of each."""
    fields = {"unit": names, "name": names}
    fields["superiors" if folded(above) in _IDENTIFIERS_ABOVE else "superior_names"] = above
    if country := next((each for each in columns if folded(each) in map(folded, COUNTRIES)), ""):
        fields["country"] = country
    return f"forms: [{{units: {{{', '.join(f'{field}: {column!r}' for field, column in fields.items())}}}}}]"
