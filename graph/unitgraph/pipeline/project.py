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
      - file: workbook.xlsx                 # laid out as a list says: separator, encoding, sheet, header_row, header,
                                            # column (of paths), country_column
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

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from unitgraph.identity.iris import check_base
from unitgraph.identity.lists import OpenedList, open_list
from unitgraph.lexicon.countries import country_of
from unitgraph.reading.hierarchy_tables import HierarchySource
from unitgraph.reading.maps import ColumnMap, of_path_columns, preset, read_map
from unitgraph.reading.metadata import STATED, ListSource, bundled_names
from unitgraph.reading.paths.layout import PathLayout, given_layout
from unitgraph.reading.paths.values import Direction
from unitgraph.reading.rulings import Ruling, of_no_list, read_rulings
from unitgraph.sources import Columns
from unitgraph.sources.rows import Layout
from unitgraph.system.errors import RulingError, SourceError
from unitgraph.system.yaml_files import KeyPath, YamlDocument, read_yaml

PROJECT = "unitgraph.yaml"
"""The name of a project file where unitgraph writes one."""
SUFFIXES = (".yaml", ".yml")
TABLE_KEYS: Mapping[str, type] = {
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
    **TABLE_KEYS,
}
_LAYOUT: Mapping[str, type] = {"direction": Direction, "path_separator": str, "all_units": bool}
_MAP: Mapping[str, type] = {"map": str, "preset": str, "path_columns": list, "fill_down": bool}
_LIST: Mapping[str, type] = {"file": str, **STATED, "country": str, "rulings": str, **_COLUMNS, **_LAYOUT, **_MAP}
_HIERARCHY: Mapping[str, type] = {
    "file": str,
    "superiors": str,
    "year": int,
    "country": str,
    **_LAYOUT,
    **_MAP,
    **_COLUMNS,
}
_KEYS: Mapping[str, type] = {"base": str, "lists": list, "hierarchies": list, "identities": str, "rulings": str}


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
        table = Layout(**{key: found[key] for key in TABLE_KEYS if key in found})
        columns = {key: found[key] for key in ("column", "country_column") if key in found and column_map is None}
        given = (found.get("year"), self._country(place), layout, column_map, table)
        return HierarchySource(path, superiors, *given, **columns)

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


def _layout(found: Mapping[str, Any]) -> PathLayout:
    """How paths are written, as the keys of a source say."""
    return given_layout(found.get("direction"), found.get("path_separator"), found.get("all_units", False))
