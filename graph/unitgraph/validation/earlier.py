"""What a validation found, kept beside the indexes of a store for the build after it."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

from unitgraph.system.resources import resource
from unitgraph.system.version import __version__
from unitgraph.validation import DEFAULT_SHAPES
from unitgraph.validation.values import Report

_FILE = "validation.json"


def write_results(folder: Path, report: Report) -> None:
    """Keep the nodes and shapes of the results of a report in a folder."""
    content = _made_with() | {"results": [[result.focus, result.shape] for result in report.results]}
    (folder / _FILE).write_text(json.dumps(content), encoding="utf-8")


def read_results(folder: Path | None) -> list[tuple[str, str]] | None:
    """The nodes and shapes of the results that were kept; None when there are none, or when they were found by another
    version or with other shapes."""
    try:
        content = json.loads((folder / _FILE).read_text(encoding="utf-8")) if folder is not None else {}
        made_with = {name: content[name] for name in ("version", "shapes")}
        return [(focus, shape) for focus, shape in content["results"]] if made_with == _made_with() else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _made_with() -> dict[str, object]:
    shapes = b"".join(resource("ontology", name).read_bytes() for name in DEFAULT_SHAPES)
    return {"version": __version__, "shapes": sha256(shapes).hexdigest()}
