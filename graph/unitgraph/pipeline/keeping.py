"""Writes the sources of a dataset into a folder, with the project file that names them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from unitgraph.identity.iris import DEFAULT_BASE
from unitgraph.identity.lists import OpenedList, open_list
from unitgraph.pipeline.project import PROJECT, TABLE_KEYS, Project, open_project
from unitgraph.reading.hierarchy_tables import HierarchySource
from unitgraph.reading.maps import ColumnMap
from unitgraph.reading.metadata import STATED, ListSource
from unitgraph.reading.paths.layout import PathLayout
from unitgraph.reading.rulings import Ruling, read_rulings
from unitgraph.sources import Columns
from unitgraph.sources.opening import digest_of
from unitgraph.sources.tables import PLAIN
from unitgraph.system.errors import SourceError, StoreError
from unitgraph.system.files import left_over, whole_folder

if TYPE_CHECKING:
    from unitgraph.store import Store

_FILES = {"path": "file", "rulings": "rulings"}
"""The files of a list: fields of ListSource, with their keys."""


def keep_project(project: Project, folder: Path, tables: Mapping[str, str] | None = None) -> None:
    """Copy the sources of a project into ``folder``, with a project file that names them. What is already in the store
    is linked, since nothing there is ever written to.

    Raises SourceError for a file that no longer is what was read: lists and rulings as they were opened, ``tables`` by
    their digests.
    """
    keeper = _Keeper(folder)
    shared = None if project.rulings_file is None else keeper.shared_rulings(project.rulings_file)
    lists = [keeper.list_fields(each) for each in project.lists]
    hierarchies = [keeper.hierarchy_fields(each, tables) for each in project.hierarchies]
    content: dict[str, Any] = {"base": project.base or DEFAULT_BASE}
    content |= {"lists": lists} if lists else {}
    content |= {"hierarchies": hierarchies} if hierarchies else {}
    if project.identities is not None:
        content["identities"] = keeper.kept(project.identities, "")
    content |= {} if shared is None else {"rulings": shared}
    import yaml

    text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=120)
    (folder / PROJECT).write_text(text, encoding="utf-8", newline="\n")


def copy_project(store: Store, folder: Path) -> None:
    """Write the project of an open store, with copies of its sources, into a folder that is new or empty. Raises
    StoreError where the store keeps no copies."""
    from unitgraph.store import OxigraphStore

    place = store.info().place
    bundled = place == "memory" and store.info().metadata.lists
    sources = store.sources if isinstance(store, OxigraphStore) else None
    if sources is None and not bundled:
        remedy = "build it in a folder, or write the project file by hand"
        raise StoreError(place, "keeps no copies of its sources", remedy)
    if folder.is_dir() and set(folder.iterdir()).difference(left_over(folder)):
        raise SourceError(str(folder), "the folder is not empty", "choose a new one")
    with whole_folder(folder) as new:
        if sources is None:
            keep_project(open_project([ListSource(name=name) for name in store.info().metadata.lists]), new)
            return
        for each in sorted(sources.rglob("*")):
            copy = new / each.relative_to(sources)
            if each.is_dir():
                copy.mkdir()
            else:
                shutil.copyfile(each, copy)


class _Keeper:
    """Copies the files of a project into a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._shared: tuple[Ruling, ...] = ()

    def shared_rulings(self, path: Path) -> str:
        """Copy the rulings of the project; gives the path below the folder."""
        kept = self.kept(path, "rulings")
        self._shared = read_rulings(self._folder / kept)
        return kept

    def list_fields(self, opened: OpenedList) -> dict[str, Any]:
        """A list as a project file describes it, its files copied."""
        source, about = opened.source, opened.metadata
        described: dict[str, Any] = {}
        if source.path is not None:
            described["file"] = self.kept(source.path, "lists")
        # Its name and its year may come from its file's name and its text.
        told = source.stated | {"name": about.name, "year": about.year}
        told |= {"order": str(source.order)} if source.order else {}
        described |= {key: told[key] for key in STATED if key in told}
        described |= {"country": source.country} if source.country else {}
        if source.rulings is not None:
            described["rulings"] = self.kept(source.rulings, "rulings")
        self._refuse_changes(opened, described)
        described |= dict(_column_fields(source.columns)) | dict(_layout_fields(source.layout))
        return described | dict(self._map_fields(source.map))

    def _refuse_changes(self, opened: OpenedList, described: Mapping[str, Any]) -> None:
        """Raise SourceError unless the copies of a list and its rulings are what was read."""
        source, about = opened.source, opened.metadata
        copies = {key: self._folder / described[word] for key, word in _FILES.items() if word in described}
        if "path" in copies and source.path is not None and digest_of(copies["path"]) != about.sha256:
            raise _changed(source.path)
        kept = replace(source, name=about.name, year=about.year, **copies)
        if source.rulings is not None and open_list(kept, shared=self._shared).rulings != opened.rulings:
            raise _changed(source.rulings)

    def hierarchy_fields(self, source: HierarchySource, digests: Mapping[str, str] | None) -> dict[str, Any]:
        """A hierarchy as a project file describes it, its files copied."""
        described: dict[str, Any] = {}
        for key, path in (("file", source.path), ("superiors", source.superiors)):
            if path is not None:
                described[key] = self.kept(path, "hierarchies")
                if digests is not None and digest_of(self._folder / described[key]) != digests[path.stem]:
                    raise _changed(path)
        described |= {} if source.year is None else {"year": source.year}
        described |= {"country": source.country} if source.country else {}
        columns = {"column": source.column, "country_column": source.country_column}
        described |= {key: name for key, name in columns.items() if name}
        described |= {key: value for key in TABLE_KEYS if (value := getattr(source.table, key)) != getattr(PLAIN, key)}
        return described | dict(_layout_fields(source.layout)) | dict(self._map_fields(source.map))

    def _map_fields(self, column_map: ColumnMap | None) -> Iterator[tuple[str, Any]]:
        """The keys that name a column map, its file copied."""
        if column_map is None:
            return
        if column_map.path is not None:
            yield "map", self.kept(column_map.path, "maps")
        elif column_map.path_columns:
            yield "path_columns", list(column_map.path_columns)
            if column_map.forms[0].fill_down:
                yield "fill_down", True
            country = column_map.forms[0].blocks[0][1]["country"]
            if not country.optional:
                yield "country_column", country.columns[0]
        else:
            yield "preset", column_map.name

    def kept(self, path: Path, room: str) -> str:
        """Copy a file under its own name, or a similar one that is free. Returns its path below the folder."""
        name = path.name.encode("utf-8", "replace").decode()
        here = self._folder / room
        here.mkdir(exist_ok=True)
        number, copy = 1, here / name
        while copy.exists():
            number += 1
            copy = here / f"{Path(name).stem}-{number}{Path(name).suffix}"
        try:
            with suppress(OSError):  # not every file system has hard links
                if _is_kept(path, self._folder):
                    os.link(path, copy)
            if not copy.exists():
                shutil.copyfile(path, copy)
        except OSError as error:
            what = f"cannot be copied into the store ({error.strerror or error})"
            raise SourceError(str(path), what, "check its permissions, and the space on the disk") from None
        return copy.relative_to(self._folder).as_posix()


def _is_kept(path: Path, folder: Path) -> bool:
    """Whether a file is among the sources of another generation of the store whose new one has this folder."""
    return folder.parent.parent in path.parents


def _column_fields(columns: Columns | None) -> Iterator[tuple[str, Any]]:
    for field in fields(Columns):
        if columns is not None and (value := getattr(columns, field.name)) != field.default:
            yield field.name, value


def _layout_fields(layout: PathLayout) -> Iterator[tuple[str, Any]]:
    """The keys that say how paths are written."""
    told = {"direction": layout.direction, "path_separator": layout.separator, "all_units": layout.all_units}
    return ((key, value if key == "all_units" else str(value)) for key, value in told.items() if value)


def _changed(path: Path) -> SourceError:
    return SourceError(str(path), "the file changed while it was read", "build again")
