"""What a dataset is made of: lists and hierarchy tables, as a project file names them.

A project file is YAML; its paths are relative to its folder::

    base: https://w3id.org/unitgraph/       # of the IRIs; this is the default
    lists:
      - name: "2018"                        # without a file: the bundled list of that name
      - file: velabad.txt
        name: velabad-2019
        year: 2019
        published: 2020-04-30
        publisher: Ministry of Velabad
        source: https://velabad.example/list
        legal_basis: act 7                  # never assumed: a list without one says so
        licence: https://velabad.example/licence
        title: Units of Velabad that were denied assistance
        scope: Units that asked for assistance in 2019.
        order: country                      # its groups are in the order of the names of countries
        bullets: false                      # every line that is not a heading is an entry
        entries: 12                         # the number that it must have
        country: GE                         # of entries that nothing else gives one
        rulings: rulings.yaml
        column: path                        # of a table, as country_column, separator, encoding, sheet, header_row
                                            # and header (false: it has none); what is left out is found
        direction: up                       # every path is written smallest first; down: largest first
        path_separator: " / "               # nothing else separates the segments of a path
        all_units: true                     # no segment is a place or a post
        preset: invest                      # what the columns hold: a form that is known,
                                            # or map: FILE (a column map), or path_columns: [Army, Unit] (from the top)
    hierarchies:
      - file: units.csv
        superiors: superiors.csv
        year: 2020
        country: GE
      - file: workbook.xlsx                 # laid out as a list says: separator, encoding, sheet, header_row, header
        sheet: Units
      - file: paths.csv                     # a table of paths may say how they are written, as a list
        direction: down
      - file: downloaded.csv                # of another form: preset, map or path_columns, as a list
        preset: wwic
    identities: identities.jsonl
    rulings: decisions.yaml                 # on any of these sources; each says of which

All keys may be left out but the ``file`` of a table, and that of a list that does not ship with unitgraph.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from unitgraph.identity.iris import DEFAULT_BASE, check_base
from unitgraph.identity.lists import OpenedList, open_list
from unitgraph.lexicon.countries import country_of
from unitgraph.reading.hierarchy_tables import HierarchySource
from unitgraph.reading.maps import ColumnMap, of_path_columns, preset, read_map
from unitgraph.reading.metadata import STATED, ListSource, bundled_names
from unitgraph.reading.paths.layout import PathLayout, given_layout
from unitgraph.reading.paths.values import Direction
from unitgraph.reading.rulings import Ruling, of_no_list, read_rulings
from unitgraph.sources import Columns
from unitgraph.sources.opening import digest_of
from unitgraph.sources.rows import Layout
from unitgraph.sources.tables import PLAIN
from unitgraph.system.errors import RulingError, SourceError, StoreError
from unitgraph.system.files import whole_files
from unitgraph.system.yaml_files import KeyPath, YamlDocument, read_yaml

if TYPE_CHECKING:
    from unitgraph.store import Store

PROJECT = "unitgraph.yaml"
"""The name of a project file where unitgraph writes one."""
SUFFIXES = (".yaml", ".yml")
_TABLE: Mapping[str, type] = {
    "separator": str,
    "encoding": str,
    "sheet": str,
    "header": bool,
    "header_row": int,
}
"""How a table is laid out."""
_COLUMNS: Mapping[str, type] = {
    "column": str,
    "country_column": str,
    **_TABLE,
}
_LAYOUT: Mapping[str, type] = {"direction": Direction, "path_separator": str, "all_units": bool}
_MAP: Mapping[str, type] = {"map": str, "preset": str, "path_columns": list, "fill_down": bool}
_LIST: Mapping[str, type] = {"file": str, **STATED, "country": str, "rulings": str, **_COLUMNS, **_LAYOUT, **_MAP}
_HIERARCHY: Mapping[str, type] = {
    "file": str,
    "superiors": str,
    "year": int,
    "country": str,
    "country_column": str,
    **_LAYOUT,
    **_MAP,
    **_TABLE,
}
_KEYS: Mapping[str, type] = {"base": str, "lists": list, "hierarchies": list, "identities": str, "rulings": str}
_FILES = {"path": "file", "rulings": "rulings"}
"""The files of a list: fields of ListSource, with their keys."""


@dataclass(frozen=True, slots=True)
class Project:
    """The sources of a dataset, by their names: lists whose entries are found, and hierarchy tables. ``base`` is that
    of its IRIs, None for one that nobody states; ``identities`` is a file of identities, ``rulings_file`` one of
    rulings on any of the sources. What those say of lists is among the rulings of each; ``rulings`` hold the rest."""

    lists: tuple[OpenedList, ...] = ()
    hierarchies: tuple[HierarchySource, ...] = ()
    base: str | None = None
    identities: Path | None = None
    rulings_file: Path | None = None
    rulings: tuple[Ruling, ...] = ()

    @property
    def all_rulings(self) -> tuple[Ruling, ...]:
        """The rulings on lists, and the rest."""
        return (*(ruling for each in self.lists for ruling in each.rulings), *self.rulings)

    def ruled_by(self, file: Path | None) -> Project:
        """The project with the rulings of a file; as it is if that is None."""
        sources = (each.source for each in self.lists)
        return self if file is None else open_project(sources, self.hierarchies, self.base, self.identities, file)

    @property
    def list_names(self) -> tuple[str, ...]:
        """The names of the lists."""
        return tuple(each.metadata.name for each in self.lists)

    @property
    def table_names(self) -> tuple[str, ...]:
        """The names of the hierarchy tables, with those of superiors."""
        return tuple(path.stem for each in self.hierarchies for path in tables_of(each))


def tables_of(source: HierarchySource) -> list[Path]:
    """The files of a hierarchy: its table, and that of its superiors."""
    return [path for path in (source.path, source.superiors) if path is not None]


def open_project(
    lists: Iterable[ListSource],
    hierarchies: Iterable[HierarchySource] = (),
    base: str | None = None,
    identities: Path | None = None,
    rulings: Path | None = None,
    asking: bool = False,
) -> Project:
    """A project of lists, whose entries are found now, and of hierarchy tables; their order does not matter. Raises
    SourceError for two lists of one name; and as :func:`~unitgraph.identity.lists.open_list` does. ``asking`` says that
    a person is asked what is not decided; then a file of ``rulings`` that is not there yet stands for none."""
    if base is not None:
        check_base(base)
    told = () if rulings is None or (asking and not rulings.exists()) else _project_rulings(rulings)
    opened = sorted((open_list(each, asking, asking, told) for each in lists), key=lambda each: each.metadata.name)
    for name, count in Counter(each.metadata.name for each in opened).items():
        if count > 1:
            raise SourceError(f"list {name}", f"{count} lists have this name", "give each a name of its own")
    by_name = sorted(hierarchies, key=lambda each: (each.path.stem, str(each.path)))
    rest = of_no_list(told, {each.metadata.name for each in opened})
    return Project(tuple(opened), tuple(by_name), base, identities, rulings, rest)


def _project_rulings(path: Path) -> tuple[Ruling, ...]:
    """The rulings of a project. Raises RulingError for a file of rulings on one list."""
    found = read_rulings(path)
    if found and found[0].list:
        what = f"is for the list {found[0].list!r}, not for all sources"
        raise RulingError(
            str(path), what, "name it under that list, or leave 'list:' out and give each text its source"
        )
    return found


def read_project(path: Path, rulings: Path | None = None, asking: bool = False) -> Project:
    """The project that a project file describes; with the file ``rulings``, if one is given, in place of its own, and
    ``asking`` as :func:`open_project` takes it. Raises SourceError with line, key and remedy for what is wrong in the
    file, and for a file of it that is missing."""
    document = read_yaml(path, SourceError)
    found = document.values((), _KEYS)
    reader = _ProjectReader(document, path.parent)
    lists = [reader.list_at(("lists", number)) for number in range(len(found.get("lists", ())))]
    hierarchies = [reader.hierarchy_at(("hierarchies", n)) for n in range(len(found.get("hierarchies", ())))]
    if not lists and not hierarchies:
        raise SourceError(document.where(), "names no list and no hierarchy", "name at least one source")
    identities = reader.file(("identities",)) if "identities" in found else None
    own = reader.file(("rulings",)) if "rulings" in found and rulings is None else None
    return open_project(lists, hierarchies, found.get("base"), identities, rulings or own, asking)


class _ProjectReader:
    """Reads the parts of a project file in a folder."""

    def __init__(self, document: YamlDocument, folder: Path) -> None:
        self._document = document
        self._folder = folder

    def list_at(self, place: KeyPath) -> ListSource:
        """The list described at a place."""
        found = self._document.values(place, _LIST)
        path = self.file((*place, "file")) if "file" in found else None
        if path is None and found.get("name") not in bundled_names():
            remedy = f"add it; only a bundled list ({', '.join(bundled_names())}) needs none"
            raise SourceError(self._document.where(place), "the key 'file' is missing", remedy)
        columns = {key: found[key] for key in _COLUMNS if key in found}
        return ListSource(
            path,
            rulings=self.file((*place, "rulings")) if "rulings" in found else None,
            country=self._country(place),
            columns=Columns(**columns) if columns else None,
            layout=_layout(found),
            map=self._map(place, found),
            **{key: found[key] for key in STATED if key in found},
        )

    def hierarchy_at(self, place: KeyPath) -> HierarchySource:
        """The hierarchy table described at a place."""
        found = self._document.values(place, _HIERARCHY, ("file",))
        superiors = self.file((*place, "superiors")) if "superiors" in found else None
        path, layout = self.file((*place, "file")), _layout(found)
        column_map = self._map(place, found)
        table = Layout(**{key: found[key] for key in _TABLE if key in found})
        return HierarchySource(path, superiors, found.get("year"), self._country(place), layout, column_map, table)

    def _map(self, place: KeyPath, found: Mapping[str, Any]) -> ColumnMap | None:
        """The column map of a source, if it has one."""
        given = [key for key in ("map", "preset", "path_columns") if key in found]
        if len(given) > 1:
            where = self._document.where((*place, given[1]))
            raise SourceError(where, f"{' and '.join(given)} contradict each other", "keep one of them")
        if "fill_down" in found and "path_columns" not in found:
            where = self._document.where((*place, "fill_down"))
            raise SourceError(where, "no path columns are given", "add 'path_columns', or remove the key")
        if "map" in found:
            return read_map(self.file((*place, "map")))
        if "preset" in found:
            return preset(found["preset"])
        if "path_columns" not in found:
            return None
        columns = tuple(map(str, found["path_columns"]))
        return of_path_columns(columns, found.get("country_column"), found.get("fill_down", False))

    def file(self, place: KeyPath) -> Path:
        """The file that is named at a place."""
        name = str(self._document.at(place))
        path = self._folder / name
        if not path.is_file():
            where = f"{self._document.where(place)}: {place[-1]}"
            what = "is a folder" if path.is_dir() else "there is no such file"
            raise SourceError(where, f"{name!r}: {what}", "correct the path, which is relative to the project file")
        return path

    def _country(self, place: KeyPath) -> str:
        text = self._document.at(place).get("country", "")
        country = country_of(text)
        if text and country is None:
            where = self._document.where((*place, "country"))
            raise SourceError(where, f"unknown country {text!r}", "write an English name or an ISO 3166-1 code")
        return country.alpha2 if country else ""


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
    if folder.is_dir() and any(folder.iterdir()):
        raise SourceError(str(folder), "the folder is not empty", "choose a new one")
    with whole_files(folder) as new:
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
        described |= {key: value for key in _TABLE if (value := getattr(source.table, key)) != getattr(PLAIN, key)}
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


def _layout(found: Mapping[str, Any]) -> PathLayout:
    """How paths are written, as the keys of a source say."""
    return given_layout(found.get("direction"), found.get("path_separator"), found.get("all_units", False))


def _layout_fields(layout: PathLayout) -> Iterator[tuple[str, Any]]:
    """The keys that say how paths are written."""
    told = {"direction": layout.direction, "path_separator": layout.separator, "all_units": layout.all_units}
    return ((key, value if key == "all_units" else str(value)) for key, value in told.items() if value)


def _changed(path: Path) -> SourceError:
    return SourceError(str(path), "the file changed while it was read", "build again")
