"""Column maps: what the columns of a foreign table hold, told by a YAML file or by a preset."""

from __future__ import annotations

from unitgraph.reading.maps.applying import MappedFile
from unitgraph.reading.maps.listing import list_document
from unitgraph.reading.maps.parsing import preset, preset_names, read_map
from unitgraph.reading.maps.values import Block, ColumnMap, of_path_columns

__all__ = [
    "BETWEEN",
    "Block",
    "ColumnMap",
    "MappedFile",
    "list_document",
    "of_path_columns",
    "preset",
    "preset_names",
    "read_map",
]
