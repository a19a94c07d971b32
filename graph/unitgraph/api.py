"""The Python API: the same answers as on the command line.

``store`` is a folder or the address of a SPARQL 1.1 service, both filled by :func:`build`, an open store, or None for
the bundled 2018 list in memory; where names are looked up, an open checker too. A folder may be named again and again:
it is opened once, and again when a build has replaced what it holds.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import IO, TYPE_CHECKING, TypeVar

from unitgraph.checking.answers import LONGEST_NAME, Answer
from unitgraph.checking.countries import country_code as country_code
from unitgraph.checking.days import as_of_day as as_of_day
from unitgraph.checking.denied import DeniedUnder as DeniedUnder
from unitgraph.checking.denied import denied_below
from unitgraph.checking.findings import Checker
from unitgraph.checking.history import History, history_of
from unitgraph.checking.identities import OpenIdentity as OpenIdentity
from unitgraph.checking.identities import UnitIdentity as UnitIdentity
from unitgraph.checking.identities import identities_named, open_identities, with_evidence
from unitgraph.checking.list_diff import ListDiff, diff_lists
from unitgraph.checking.opening import CheckerPlace, checker_at, open_whole_store
from unitgraph.checking.opening import about_store as about_store
from unitgraph.checking.opening import open_checker as open_checker
from unitgraph.checking.opening import open_hierarchy as open_hierarchy
from unitgraph.checking.opening import open_store as open_store
from unitgraph.index.units import Node
from unitgraph.system.display import Meter, unshown
from unitgraph.system.errors import QueryError, UnitGraphError

if TYPE_CHECKING:
    from pandas import DataFrame

    from unitgraph.checking.frames import GivenNames, Screened
    from unitgraph.checking.trees import UnitTree
    from unitgraph.exports.rows import Style
    from unitgraph.pipeline.building import Built
    from unitgraph.reading.hierarchy_tables import HierarchySource
    from unitgraph.reading.maps import ColumnMap
    from unitgraph.reading.paths import UnitPath
    from unitgraph.sources import Columns
    from unitgraph.store import Result, Store
    from unitgraph.validation import Report


def build(
    source: str | Path | None,
    store: str | Path,
    *,
    name: str | None = None,
    year: int | None = None,
    title: str | None = None,
    published: str | date | None = None,
    publisher: str | None = None,
    source_url: str | None = None,
    legal_basis: str | None = None,
    licence: str | None = None,
    order: str | None = None,
    bullets: bool | None = None,
    rulings: str | Path | None = None,
    country: str | None = None,
    columns: Columns | None = None,
    column_map: ColumnMap | None = None,
    direction: str | None = None,
    path_separator: str | None = None,
    all_units: bool = False,
    base: str | None = None,
    hierarchies: Sequence[HierarchySource] = (),
    no_list: bool = False,
    workers: int = 1,
    progress: Meter | None = None,
    add: bool = False,
    replace: bool = False,
    identities: str | Path | None = None,
    new_identities: bool = False,
    strict: bool = False,
    rosters: Sequence[HierarchySource] = (),
) -> Built:
    """Read a published list and store its graph in ``store`` (a folder, or the address of a SPARQL 1.1 service), whole
    or not at all.

    ``source`` is a saved page, a text, a PDF or a table; None is the bundled list, or with ``no_list`` no list at all.
    ``name`` selects the metadata and rulings bundled for a list, by default those of the list with the same entries;
    ``year`` (calendar year), ``title``, ``published`` (the day of publication, a date or
    ``YYYY-MM-DD``), ``publisher``, ``source_url``,
    ``legal_basis`` and ``licence`` (an address) state what else is known of it; nothing is assumed. ``order`` says that
    its entries stand in the alphabetical order of their countries (``country``), ``bullets`` whether they have bullets
    (False: every line is an entry); without it the document tells. ``country`` applies to entries without one.
    ``column_map`` says what the columns of a table hold (:mod:`unitgraph.reading.maps`). ``direction`` (``up``:
    smallest first, ``down``), ``path_separator`` and ``all_units`` say how the paths of the list are written; each
    hierarchy has a ``layout`` of its own. ``hierarchies`` add the units around those of the list (see
    :mod:`unitgraph.reading.hierarchy_tables`; ``rosters`` is their former name); ``workers`` processes read them.
    ``base`` is that of IRIs, by default :data:`~unitgraph.identity.iris.DEFAULT_BASE` or that of the store.

    ``source`` may also be a project file (``.yaml``), which names all sources and what is known of them (see
    :mod:`unitgraph.pipeline.project`); then nothing else says so.

    A list whose name the store holds replaces that list alone. Any other is refused where the store holds something,
    unless ``add`` (what the store holds stays) or ``replace`` (it goes) is true. Units keep the IRIs that they have in
    the store, or in the file ``identities`` (see :mod:`unitgraph.identity.register`); with ``new_identities`` they are
    named as in a new store. What is left out of hierarchy tables is told in the result (:class:`RowReports`);
    ``strict`` raises the first of it. Raises UnitGraphError naming file, line and remedy for what cannot be read, and
    ValidationError for a graph that does not conform.
    """
    # A check needs none of this, and a fifth of a second to load it.
    from unitgraph.pipeline.building import build_into
    from unitgraph.pipeline.changing import BuildMode, planned
    from unitgraph.reading.entries import GroupOrder
    from unitgraph.reading.metadata import ListSource
    from unitgraph.reading.paths.layout import given_layout
    from unitgraph.reading.row_reports import RowReports

    if rosters:
        warnings.warn("rosters= is deprecated; use hierarchies=", DeprecationWarning, stacklevel=2)
        hierarchies = (*hierarchies, *rosters)
    if add and replace:
        raise UnitGraphError("build", "add and replace contradict each other", "give one of the two")
    change = BuildMode.ADD if add else BuildMode.REPLACE if replace else BuildMode.KEEP
    told = ListSource(
        Path(source) if source is not None else None,
        name,
        year,
        title,
        Path(rulings) if rulings is not None else None,
        country_code(country) or "",
        columns,
        as_of_day(published, f"published {published!r}"),
        publisher,
        source_url,
        legal_basis,
        licence,
        order=None if order is None else _one_of(GroupOrder, order, "order"),
        bullets=bullets,
        layout=given_layout(direction, path_separator, all_units),
        map=column_map,
    )
    given = Path(identities) if identities is not None else None
    plan = planned(told, hierarchies, base, no_list, change)
    return build_into(store, plan, progress or unshown, workers, given, new_identities, RowReports(strict))


def remove(name: str, store: str | Path, *, workers: int = 1, progress: Meter | None = None) -> Built:
    """Take the list or hierarchy table called ``name`` out of the store in a folder, and keep all else. Raises
    StoreError for a name that it does not hold, for the only source, and for a store that keeps no copies of its
    sources (a SPARQL service)."""
    from unitgraph.pipeline.building import build_into
    from unitgraph.pipeline.changing import removing

    return build_into(store, removing(name), progress or unshown, workers)


def find_unit(name: str, *, country: str | None = None, store: CheckerPlace = None) -> Node:
    """The one unit that ``name`` means. Raises UnknownName if there is none, or several."""
    return checker_at(store).find(name, country_code(country))


def check(
    name: str, *, country: str | None = None, store: CheckerPlace = None, as_of: date | str | None = None
) -> Answer:
    """Whether the unit called ``name``, or a unit above, below or beside it, is listed.

    ``name`` may be written as on the list, in any case, with or without accents, as an acronym or as a whole path;
    ``country`` is an ISO 3166-1 code or a country's name. ``as_of`` (a day, as 2019-04-30) leaves out denials that were
    published later, and edges that were over by then or are known to start later.
    """
    return checker_at(store).at(as_of_day(as_of)).check(_given(name), country_code(country))


def screen(
    names: GivenNames | DataFrame,
    *,
    name: str | None = None,
    country: str | None = None,
    default_country: str | None = None,
    store: CheckerPlace = None,
    as_of: date | str | None = None,
) -> Screened:
    """Which of many names touch a listed unit: the answer of :func:`check` to each, in order.

    ``names`` is a pandas data frame, whose columns ``name`` and ``country`` are found by their headings where they are
    not given; or a list of names, of pairs of name and country, or of mappings. ``default_country`` is that of names
    without one. :meth:`Screened.to_pandas` adds the columns of ``unitgraph screen`` to the data frame. Raises
    SourceError for a column that is missing, QueryError for what is no table of names.
    """
    from unitgraph.checking.frames import screen_names

    checker = checker_at(store).at(as_of_day(as_of))
    return screen_names(names, name, country, country_code(default_country), checker)


def read(text: str, *, country: str | None = None, places: bool = False, store: CheckerPlace = None) -> UnitPath:
    """How a text reads as a unit path: its kind, direction, segments and confidence, with the evidence.

    ``places`` looks up places in the gazetteers (extra ``places``); the units and superiors of ``store`` count as
    known, as with ``unitgraph read``.
    """
    from unitgraph.checking.known import reading_context
    from unitgraph.reading.numbered_names import without_sign
    from unitgraph.reading.paths import read_path

    context = reading_context(places, store)
    return read_path(without_sign(_given(text, "text")), country=country_code(country), context=context)


def tree(
    unit: str | None = None,
    *,
    country: str | None = None,
    store: str | Path | Store | None = None,
    as_of: date | str | None = None,
) -> UnitTree:
    """The hierarchy: what is below ``unit``, or all of a country, or all. It prints as ``unitgraph tree`` does, and is
    a picture in a notebook. Raises UnknownName for a name of no unit, or of several, and for a country without units.
    """
    from unitgraph.checking.remarks import remarks_on_lists
    from unitgraph.checking.trees import tree_of

    day = as_of_day(as_of)
    checker = checker_at(store).at(day)
    about = about_store(store, remarks_on_lists(checker.hierarchy.lists.values(), day))
    return tree_of(checker, about, None if unit is None else _given(unit), country_code(country))


def _given(text: object, what: str = "name") -> str:
    """A text that is not empty, and no name of more than LONGEST_NAME characters. Raises QueryError for anything
    else."""
    if not isinstance(text, str):
        raise QueryError(what, f"{text!r} is not text", "give the name of a unit" if what == "name" else "give a text")
    if not text.strip():
        raise QueryError(what, f"no {what} given", f"write a {what}")
    if what == "name" and len(text) > LONGEST_NAME:
        raise QueryError(f"{text[:40]}…", f"has more than {LONGEST_NAME:,} characters", "write one name")
    return text


def with_evidence_of(answer: Answer, store: str | Path | Store | None = None) -> Answer:
    """An answer of :func:`check` with what made the mentions of its units one. The bundled list has one source."""
    return answer if store is None else with_evidence(answer, open_store(store))


def denied_under(
    organization: str, *, country: str | None = None, store: CheckerPlace = None, as_of: date | str | None = None
) -> DeniedUnder:
    """Every denied unit below ``organization``, at any depth, nearest first, or, for the name or code of a country, in
    it; ``as_of`` is as for :func:`check`. Raises UnknownName for a name of no unit, or of several."""
    return denied_below(checker_at(store).at(as_of_day(as_of)), organization, country_code(country))


def history(name: str, *, country: str | None = None, store: str | Path | Store | None = None) -> History:
    """What each list of the store says of the unit called ``name``: listed, with the text as printed and the chain, or
    absent, which means nothing. Raises UnknownName for a name of no unit, or of several."""
    opened = open_whole_store(store)
    return history_of(_checker_beside(opened, store), opened, name, country_code(country))


def diff(before: str | int, after: str | int, *, store: str | Path | Store | None = None) -> ListDiff:
    """The entries, units and edges that two lists of the store do not share.

    The lists are given by name, or by calendar year where the store holds one list of it. Raises QueryError for a list
    that the store does not hold.
    """
    opened = open_whole_store(store)
    return diff_lists(_checker_beside(opened, store).hierarchy, opened, before, after)


def identities(
    name: str, *, country: str | None = None, store: str | Path | Store | None = None
) -> tuple[UnitIdentity, ...]:
    """Why each unit that ``name`` may mean is one: its mentions in every source, what made them one, and the units that
    may be the same. Raises UnknownName for a name of no unit."""
    opened = open_whole_store(store)
    return identities_named(opened, _checker_beside(opened, store), name, country_code(country))


def identity_questions(store: str | Path | Store | None = None) -> tuple[OpenIdentity, ...]:
    """The units of a store that may be one: first those of which one is listed, then by how many statuses depend on
    it."""
    opened = open_whole_store(store)
    return open_identities(opened, _checker_beside(opened, store).hierarchy)


def _checker_beside(opened: Store, store: str | Path | Store | None) -> Checker:
    """A checker over a store just opened; the bundled list has one of its own."""
    return checker_at(None if store is None else opened)


def query(
    text: str,
    parameters: Mapping[str, str | int] | None = None,
    *,
    store: str | Path | Store | None = None,
) -> Result:
    """The result of a query of the library (by its name) or of SPARQL text, read-only.

    ``parameters`` are those of a library query, as text. Raises QueryError for an unknown name or parameter, invalid
    SPARQL (with line and column), and what is not allowed (SERVICE, updates, graphs from outside the store).
    """
    from unitgraph.store.library import find_query

    opened = open_whole_store(store)
    known = find_query(text) if re.fullmatch(r"[\w-]*", text) else None  # no SPARQL is that simple
    if known is not None:
        return opened.query(known.text, known.bind({name: str(value) for name, value in (parameters or {}).items()}))
    if parameters:
        raise QueryError("parameters", "only library queries take parameters", "write the values into the query")
    return opened.query(text)


def export(
    form: str,
    output: Path | IO[bytes],
    *,
    unit: str | None = None,
    country: str | None = None,
    include: Collection[str] = (),
    table: str | None = None,
    style: Style | None = None,
    store: str | Path | Store | None = None,
) -> None:
    """Write the graph in a :class:`~unitgraph.exports.Format` to a file or binary stream, whole or not at all.

    ``unit`` (a name, in ``country`` if given) limits it to that unit's part. Without ``table``, CSV is written as a
    folder of three tables with their metadata; with it, the metadata of a file stand beside it. ``style`` says how
    CSV and XLSX are written (:class:`unitgraph.exports.rows.Style`). Raises QueryError for an unknown format, part or
    table, and for arguments without effect.
    """
    from unitgraph.exports import ExtraGraph, Format, write_folder, write_table_file
    from unitgraph.exports import export as write
    from unitgraph.exports.rows import PLAIN
    from unitgraph.exports.tables import TABLES
    from unitgraph.system.files import whole_file

    chosen = _one_of(Format, form, "format")
    parts = [_one_of(ExtraGraph, each, "include") for each in include]
    if table is not None and chosen is not Format.CSV:
        raise QueryError(f"table {table}", f"{form} has no tables", "omit it, or choose csv")
    if table is not None and table not in TABLES:
        raise QueryError(f"table {table!r}", "is unknown", f"choose one of {', '.join(TABLES)}")
    if country is not None and unit is None:
        raise QueryError(f"country {country}", "has no effect without a unit", "name the unit")
    styled = style or PLAIN
    styled.refuse(chosen)
    opened = open_whole_store(store)
    iri = (
        find_unit(unit, country=country, store=opened if store is not None else None).iri if unit is not None else None
    )
    if chosen is Format.CSV and table is None:
        if not isinstance(output, Path):
            raise QueryError("csv", "three tables do not fit into one stream", "name a table, or give a folder")
        write_folder(opened, output, iri, styled)
    elif chosen is Format.CSV and isinstance(output, Path):
        write_table_file(opened, output, table or "units", iri, styled)
    elif isinstance(output, Path):
        with whole_file(output) as stream:
            write(opened, chosen, stream, iri, parts, style=styled)
    else:
        write(opened, chosen, output, iri, parts, table or "units", styled)


Member = TypeVar("Member", bound=StrEnum)


def _one_of(choices: type[Member], word: str, what: str) -> Member:
    try:
        return choices(word)
    except ValueError:
        raise QueryError(f"{what} {word!r}", "is unknown", f"choose one of {', '.join(choices)}") from None


def validate(store: str | Path | Store | None = None, method: str | None = None) -> Report:
    """The report of validating a store (or an RDF file: a path with a suffix that is not a folder) against the shapes.

    ``method`` is ``whole`` (pyshacl validates every node) or ``suspects`` (queries over the whole graph find the nodes
    that may violate a shape, and pyshacl validates those); the results are the same. By default, large stores on disk
    are validated by suspects, and everything else as a whole.
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
