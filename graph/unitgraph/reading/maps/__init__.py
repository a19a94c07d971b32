"""Column maps: what the columns of a foreign table hold, told by a YAML file or by a preset."""

from __future__ import annotations

from unitgraph.reading.maps.applying import MappedFile, RowByRow
from unitgraph.reading.maps.listing import list_document
from unitgraph.reading.maps.opening import Sent, preset_for
from unitgraph.reading.maps.parsing import parse_map, preset, preset_names, read_map
from unitgraph.reading.maps.values import Block, ColumnMap, named_columns, of_path_columns

__all__ = [
    "Block",
    "ColumnMap",
    "MappedFile",
    "RowByRow",
    "Sent",
    "list_document",
    "named_columns",
    "of_path_columns",
    "parse_map",
    "preset",
    "preset_for",
    "preset_names",
    "read_map",
]
