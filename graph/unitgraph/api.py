"""What a program calls: the same answers the command line gives.

``store`` is a folder or the address of a SPARQL 1.1 service, both filled by :func:`build`, an open store, or None for
the bundled 2018 list in memory.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, TypeVar

from unitgraph.errors import QueryError
from unitgraph.findings import Answer, Checker, Finding, Relation
from unitgraph.hierarchy import Hierarchy, Node, hierarchy_of
from unitgraph.pipeline import Built, ListSource, Progress, build_service, build_store, bundled_graph, dataset_lines
from unitgraph.roster import RosterSource
from unitgraph.vocab import DEFAULT_BASE

if TYPE_CHECKING:
    from unitgraph.source import Columns
    from unitgraph.store import Result, Store
    from unitgraph.validation import Report


@dataclass(frozen=True, slots=True)
class DeniedUnder:
    """The denied units below ``organization``: one finding for each denial, with the chain from the organization's
    root down to the unit."""

    organization: Node
    findings: tuple[Finding, ...]
    chains: tuple[tuple[Node, ...], ...]


def build(
    source: str | Path | None,
    store: str | Path,
    *,
    name: str | None = None,
    year: int | None = None,
    title: str | None = None,
    rulings: str | Path | None = None,
    country: str | None = None,
    columns: Columns | None = None,
    base: str = DEFAULT_BASE,
    rosters: Sequence[RosterSource] = (),
    workers: int = 1,
    progress: Progress | None = None,
) -> Built:
    """Read a published list and store its graph in ``store`` (a folder, or the address of a SPARQL 1.1 service), whole
    or not at all.

    ``source`` is a saved page, a text, a PDF or a table; None is the bundled list. ``name`` chooses the metadata and
    rulings that ship for a list and is told from the page when that is known; ``year`` (calendar year) and ``title``
    are for a list that is not. ``country`` is for entries to which nothing else gives one. ``rosters`` bring the units
    around those of the list (see :mod:`unitgraph.roster`); ``workers`` processes read them. Raises UnitGraphError
    naming file, line and remedy for what cannot be read, and ValidationError for a graph that does not conform.
    """
    made = ListSource(
        Path(source) if source is not None else None,
        name,
        year,
        title,
        Path(rulings) if rulings is not None else None,
        country_code(country) or "",
        columns,
    )
    from unitgraph.store import is_address

    if is_address(store):
        return build_service(made, str(store), base, rosters, progress, workers)
    return build_store(made, Path(store), base, rosters, progress, workers)


def open_store(place: str | Path | Store | None = None) -> Store:
    """The store at ``place``: a folder, the address (http or https) of a SPARQL 1.1 service, an open store (given back
    as it is), or None for the bundled 2018 list.

    Raises StoreError where there is no store this version can read.
    """
    if place is None:
        return _bundled_store()
    if isinstance(place, str | Path):
        from unitgraph.store import open_place

        return open_place(place)
    return place


@cache
def _bundled_store() -> Store:
    from unitgraph.store import Metadata, memory_store

    graph = bundled_graph()
    return memory_store(dataset_lines(graph), Metadata(graph.base, tuple(each.name for each in graph.lists)))


def open_hierarchy(store: str | Path | Store | None = None) -> Hierarchy:
    """The hierarchy of a store. The bundled list needs no store for it."""
    if store is None:
        return _bundled_checker().hierarchy
    from unitgraph.hierarchy import load_hierarchy

    opened = open_store(store)
    index = _index_of(opened)
    return load_hierarchy(opened) if index is None else Hierarchy.open(index)


def _index_of(store: Store) -> Path | None:
    """The folder of a store's indexes; None for a store without them. Those of a store at an address are kept here."""
    from unitgraph.store import OxigraphStore, is_address

    if isinstance(store, OxigraphStore):
        return store.index
    if not is_address(store.info().place):
        return None
    from unitgraph.local_index import index_of

    return index_of(store)


@cache
def _bundled_checker() -> Checker:
    return Checker(hierarchy_of(bundled_graph()))


def open_checker(store: str | Path | Store | None = None) -> Checker:
    """Answers names against a store; keep it to ask often."""
    from unitgraph.match import Matcher

    if store is None:
        return _bundled_checker()
    opened = open_store(store)
    index = _index_of(opened)
    return Checker(open_hierarchy(opened), None if index is None else Matcher.open(index))


def find_unit(name: str, *, country: str | None = None, store: str | Path | Store | None = None) -> Node:
    """The one unit that ``name`` means. Raises UnknownName when there is none, or several."""
    return open_checker(store).find(name, country_code(country))


def check(name: str, *, country: str | None = None, store: str | Path | Store | None = None) -> Answer:
    """Whether the unit called ``name``, or a unit above, below or beside it, is listed.

    ``name`` may be written as in the list, in another case, without accents, as an acronym or as a whole path;
    ``country`` is an ISO 3166-1 code or a country's name.
    """
    return open_checker(store).check(name, country_code(country))


def country_code(country: str | None) -> str | None:
    """``country`` (a code or a name) as ISO 3166-1 alpha-2. Raises QueryError for what is no country."""
    from unitgraph.lexicon import country_of

    if country is None or not country.strip():
        return None
    found = country_of(country)
    if found is None:
        raise QueryError(f"country {country!r}", "no such country", "give an ISO 3166-1 code or an English name")
    return found.alpha2


def denied_under(
    organization: str, *, country: str | None = None, store: str | Path | Store | None = None
) -> DeniedUnder:
    """Every denied unit below ``organization``, at any depth, nearest first. Raises UnknownName for a name that no
    unit, or several units, have."""
    checker = open_checker(store)
    top = checker.find(organization, country_code(country))
    hierarchy = checker.hierarchy
    below = hierarchy.listed_below(top.iri)
    findings = tuple(
        Finding(Relation.DESCENDANT, below[iri], hierarchy[iri], listing)
        for iri in sorted(below, key=lambda each: (below[each], hierarchy[each].name, each))
        for listing in hierarchy[iri].listings
    )
    return DeniedUnder(top, findings, tuple(tuple(hierarchy.chain(each.unit.iri)) for each in findings))


def query(
    text: str,
    parameters: Mapping[str, str] | None = None,
    *,
    store: str | Path | Store | None = None,
) -> Result:
    """The result of a query of the library (by its name) or of SPARQL text, read-only.

    ``parameters`` are those of a library query, as text. Raises QueryError for an unknown name or parameter, broken
    SPARQL (with line and column), and what a reader may not do (SERVICE, updates, graphs from elsewhere).
    """
    from unitgraph.querylib import find_query

    opened = open_store(store)
    known = find_query(text) if re.fullmatch(r"[\w-]*", text) else None  # no SPARQL is that plain
    if known is not None:
        return opened.query(known.text, known.bind(parameters or {}))
    if parameters:
        raise QueryError("parameters", "only a query of the library takes parameters", "write the values into the text")
    return opened.query(text)


def export(
    form: str,
    output: Path | IO[bytes],
    *,
    unit: str | None = None,
    country: str | None = None,
    include: Collection[str] = (),
    table: str | None = None,
    store: str | Path | Store | None = None,
) -> None:
    """Write the graph in a :class:`~unitgraph.exports.Format` to a file or binary stream, whole or not at all.

    ``unit`` (a name, of ``country`` if that is given) limits it to that unit's part. Without ``table``, CSV goes into
    a folder of three tables with their metadata. Raises QueryError for an unknown form, part or table, and for what
    would be without effect.
    """
    from unitgraph.exports import Format, Part, write_folder
    from unitgraph.exports import export as write
    from unitgraph.exports.tables import TABLES
    from unitgraph.files import whole_file

    chosen = _one_of(Format, form, "format")
    parts = [_one_of(Part, each, "include") for each in include]
    if table is not None and chosen is not Format.CSV:
        raise QueryError(f"table {table}", f"{form} has no tables", "leave it out, or choose csv")
    if table is not None and table not in TABLES:
        raise QueryError(f"table {table!r}", "is unknown", f"choose one of {', '.join(TABLES)}")
    if country is not None and unit is None:
        raise QueryError(f"country {country}", "tells which unit is meant, and no unit is named", "name the unit")
    opened = open_store(store)
    iri = (
        find_unit(unit, country=country, store=opened if store is not None else None).iri if unit is not None else None
    )
    if chosen is Format.CSV and table is None:
        if not isinstance(output, Path):
            raise QueryError("csv", "three tables do not fit into one stream", "name a table, or give a folder")
        write_folder(opened, output, iri)
    elif isinstance(output, Path):
        with whole_file(output) as stream:
            write(opened, chosen, stream, iri, parts, table or "units")
    else:
        write(opened, chosen, output, iri, parts, table or "units")


Choice = TypeVar("Choice", bound=StrEnum)


def _one_of(choices: type[Choice], word: str, what: str) -> Choice:
    try:
        return choices(word)
    except ValueError:
        raise QueryError(f"{what} {word!r}", "is unknown", f"choose one of {', '.join(choices)}") from None


def validate(store: str | Path | Store | None = None, method: str | None = None) -> Report:
    """The graph of a store (or of an RDF file: what is no folder and has a suffix) held against the shapes.

    ``method`` is ``whole`` (pyshacl looks at every node) or ``suspects`` (queries over the whole graph find what may be
    wrong, and pyshacl looks at that); the results are the same. Without it large stores on disk are validated by
    suspects, and anything else as a whole.
    """
    from unitgraph.store import is_address
    from unitgraph.validation import Method, validate_file, validate_store

    chosen = None if method is None else _one_of(Method, method, "method")

    if isinstance(store, str | Path) and not is_address(store) and _names_file(Path(store)):
        return validate_file(Path(store), method=chosen)
    return validate_store(open_store(store), method=chosen)


def _names_file(path: Path) -> bool:
    try:
        return path.is_file() or (bool(path.suffix) and not path.is_dir())
    except OSError:  # a name too long, before Python 3.12
        return False
