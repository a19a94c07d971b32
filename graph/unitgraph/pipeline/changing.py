"""What a build makes of the sources that a store holds: it adds to them, replaces some or all, or takes one out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from unitgraph.identity.lists import OpenedList, open_list
from unitgraph.pipeline.project import PROJECT, SUFFIXES, Project, open_project, read_project
from unitgraph.reading.hierarchy_tables import HierarchySource
from unitgraph.reading.metadata import ListSource
from unitgraph.reading.rulings import read_rulings
from unitgraph.system.errors import StoreError, UnitGraphError

if TYPE_CHECKING:
    from unitgraph.store import StoreInfo


class BuildMode(StrEnum):
    """What happens to the sources that a store holds, and that are not built."""

    KEEP = "keep"
    """They stay if a source of the same name is built; otherwise the build is refused."""
    ADD = "add"
    """They stay."""
    REPLACE = "replace"
    """They go."""


@dataclass(frozen=True, slots=True)
class Held:
    """What the store at ``place`` holds; ``info`` is None where there is none. ``sources`` is the folder with copies of
    its sources: None in a SPARQL service, and where an earlier version built it."""

    place: str
    info: StoreInfo | None = None
    sources: Path | None = None
    service: bool = False


Plan = Callable[[Held], Project]
"""What to build, from what a store holds. Raises StoreError when it is refused."""


def building(given: Project, change: BuildMode = BuildMode.KEEP, whole: bool = False) -> Plan:
    """The plan to build ``given`` in a store: beside what it holds, or instead of it. ``whole`` says that it is meant
    to be all that the store holds."""

    def plan(held: Held) -> Project:
        made = joined(held)
        _refuse_shared_names(made, held.place)
        return made

    def joined(held: Held) -> Project:
        if change is BuildMode.REPLACE or held.info is None:
            if not given.lists and not given.hierarchies:
                raise StoreError(held.place, "holds nothing that rulings could be about", "give a list or a table too")
            return given
        _refuse_another_base(given, held)
        others = _others(held, given)
        known = set(given.list_names or given.table_names) <= _names(held)
        if change is BuildMode.KEEP and others and (whole or not known):
            raise StoreError(held.place, _would_remove(given, others), _how_to_keep(held))
        if not others:
            before = None if whole or held.sources is None else _copies(held)
            kept = given if before is None else _keeping(before, given)
            _refuse_lost_rulings(given, before, held.place)
            file = given.rulings_file or (None if before is None else before.rulings_file)
            return replace(kept, base=held.info.metadata.base).ruled_by(file)
        copies = _copies(held)
        _refuse_lost_rulings(given, copies, held.place)
        joined = _joined(copies, given if whole else _keeping(copies, given))
        return joined.ruled_by(given.rulings_file or copies.rulings_file)

    return plan


def planned(
    told: ListSource,
    hierarchies: Sequence[HierarchySource] = (),
    base: str | None = None,
    no_list: bool = False,
    change: BuildMode = BuildMode.KEEP,
) -> Plan:
    """The plan to build a list, or with ``no_list`` none, with hierarchy tables, or all that a project file names.
    Raises UnitGraphError for what contradicts, and for sources that cannot be opened."""
    source = told.path
    if source is not None and source.suffix.lower() in SUFFIXES:
        if told != ListSource(source) or hierarchies or base is not None or no_list:
            raise UnitGraphError(
                str(source), "a project file names all sources", _rest_into_it(told, hierarchies, base)
            )
        return building(read_project(source), change, whole=True)
    if not no_list:
        return building(open_project([told], hierarchies, base), change)
    if told != ListSource(country=told.country, rulings=told.rulings):
        raise UnitGraphError("build", "there is no list for what is said of one", "leave it out, or give the list")
    if not hierarchies and told.rulings is None:
        raise UnitGraphError("build", "neither a list nor a hierarchy table is given", "give one of them")
    return building(open_project([], hierarchies, base, rulings=told.rulings), change)


def _rest_into_it(told: ListSource, hierarchies: Sequence[HierarchySource], base: str | None) -> str:
    """What to do about options beside a project file: the keys that say the same in it."""
    of_list = [_KEYS_OF_FIELDS.get(key, key) for key in _said(told)]
    keys = [key for key in of_list if key != "rulings"]
    named = [f"{', '.join(map(repr, keys))} below a list"] if keys else []
    named += ["'rulings' beside 'lists' (or below a list)"] if "rulings" in of_list else []
    named += ["'hierarchies'"] if hierarchies else []
    named += ["'base'"] if base is not None else []
    return f"write the rest into it: {'; '.join(named)}" if named else "leave --no-list out, and name no list in it"


_KEYS_OF_FIELDS = {"columns": "column", "layout": "direction"}
"""Keys of a project file for fields of a list source that are called otherwise."""


def _said(told: ListSource) -> list[str]:
    """The fields of a list source that are stated, without its path."""
    unstated = ListSource(told.path)
    return [each.name for each in fields(told) if getattr(told, each.name) != getattr(unstated, each.name)]


def removing(name: str) -> Plan:
    """The plan to take the source called ``name`` out of a store."""

    def plan(held: Held) -> Project:
        if held.info is None:
            raise StoreError(held.place, "there is no store", "give the folder of a store")
        if name not in _names(held):
            names = ", ".join(sorted(_names(held)))
            raise StoreError(held.place, f"holds no source called {name!r}", f"it holds: {names}")
        project = _copies(held)
        if name in project.list_names and name in project.table_names:
            what = f"a list and a hierarchy table are called {name!r}"
            raise StoreError(held.place, what, "build the others with --replace, or give one another name")
        _refuse_superiors(project, name, held.place)
        _refuse_rulings_on(project, name, held.place)
        left = Project(
            tuple(each for each in project.lists if each.metadata.name != name),
            tuple(each for each in project.hierarchies if each.path.stem != name),
            project.base,
            project.identities,
            project.rulings_file,
            project.rulings,
        )
        if not left.lists and not left.hierarchies:
            what = f"{name!r} is all that it holds"
            raise StoreError(held.place, what, "remove the folder, or build something else there with --replace")
        return left

    return plan


def _names(held: Held) -> set[str]:
    return {*held.info.metadata.lists, *held.info.tables} if held.info else set()


def _others(held: Held, given: Project) -> list[str]:
    """What a store holds and is not built, in words."""
    assert held.info is not None
    lists = sorted(set(held.info.metadata.lists) - set(given.list_names))
    tables = sorted(set(held.info.tables) - set(given.table_names))
    return [*(f"the list {each!r}" for each in lists), *(f"the hierarchy table {each!r}" for each in tables)]


def _would_remove(given: Project, others: Collection[str]) -> str:
    names = ", ".join(map(repr, (*given.list_names, *given.table_names)))
    return f"holds {' and '.join(others)}, which a build of {names} would remove"


def _how_to_keep(held: Held) -> str:
    if held.sources is None:
        return f"build all sources from a project file ({PROJECT}), or give --replace to replace everything it holds"
    return "give --add to add to it, or --replace to replace everything it holds"


def _copies(held: Held) -> Project:
    """The sources that a store holds. Raises StoreError where it keeps no copies of them."""
    if held.sources is not None:
        return read_project(held.sources / PROJECT)
    what = "a SPARQL service keeps" if held.service else "a store built by an earlier version or another program keeps"
    remedy = f"write a project file ({PROJECT}) that names all sources, and build it there with --replace"
    raise StoreError(held.place, f"{what} no copies of its sources, from which to build them again", remedy)


def _refuse_another_base(given: Project, held: Held) -> None:
    """Raise StoreError for another base than that of the store: no IRI would stay what it was."""
    assert held.info is not None
    base = held.info.metadata.base
    if given.base not in (None, base):
        what = f"its IRIs have the base {base}, not {given.base}"
        raise StoreError(held.place, what, "leave --base out, or give --replace to replace everything it holds")


def _keeping(held: Project, given: Project) -> Project:
    """``given``, with the rulings and what else was stated of its lists before, where nothing new is."""
    before = {each.metadata.name: each.source for each in held.lists}
    return replace(given, lists=tuple(_kept(before.get(each.metadata.name), each) for each in given.lists))


def _kept(before: ListSource | None, given: OpenedList) -> OpenedList:
    told = given.source
    if before is None or told.path is None or before.path is None:
        return given
    stated = {key: value for key, value in before.stated.items() if getattr(told, key) is None and key != "entries"}
    source = replace(told, **stated, rulings=told.rulings or before.rulings, country=told.country or before.country)
    return given if source == told else open_list(source)


def _joined(held: Project, given: Project) -> Project:
    """The sources of both; of two with one name the given one."""
    lists = {each.metadata.name: each for each in (*held.lists, *given.lists)}
    tables: dict[str, HierarchySource] = {each.path.stem: each for each in (*held.hierarchies, *given.hierarchies)}
    return Project(
        tuple(lists[name] for name in sorted(lists)),
        tuple(tables[name] for name in sorted(tables)),
        held.base,
        given.identities or held.identities,
        given.rulings_file or held.rulings_file,
        (*held.rulings, *given.rulings),
    )


def _refuse_lost_rulings(given: Project, held: Project | None, place: str) -> None:
    """Raise StoreError where sources come with rulings on any of them, and without some of those that a store holds.
    Rulings that come alone are meant to be all."""
    if given.rulings_file is None or held is None or held.rulings_file is None:
        return
    files = held.rulings_file, given.rulings_file
    before, after = ({ruling.id for ruling in read_rulings(file)} for file in files)
    if (given.lists or given.hierarchies) and before - after:
        what = f"holds rulings that {given.rulings_file} lacks: {', '.join(sorted(before - after)[:5])}"
        raise StoreError(place, what, "give one file with all of them")


def _refuse_rulings_on(project: Project, name: str, place: str) -> None:
    """Raise StoreError where rulings of the project are about a source: without it, they could not be read."""
    told = () if project.rulings_file is None else read_rulings(project.rulings_file)
    found = [each.id for each in told if any(about.source == name for about in each.about)]
    if found:
        what = f"its rulings are about {name!r}: {', '.join(found[:5])}"
        raise StoreError(place, what, "apply a file without them first, with `build --no-list --rulings FILE`")


def _refuse_shared_names(project: Project, place: str) -> None:
    """Raise StoreError where a list and a hierarchy table have one name: nobody could say which of them is meant."""
    shared = sorted(set(project.list_names) & set(project.table_names))
    if shared:
        what = f"a list and a hierarchy table would both be called {shared[0]!r}"
        remedy = (
            "give the list another name (--list NAME, or `name` in a project file), or rename the file of the table"
        )
        raise StoreError(place, what, remedy)


def _refuse_superiors(project: Project, name: str, place: str) -> None:
    for each in project.hierarchies:
        if each.superiors is not None and each.superiors.stem == name:
            what = f"{name!r} holds the superiors of the hierarchy table {each.path.stem!r}"
            raise StoreError(place, what, f"remove {each.path.stem!r}, with which it goes")
