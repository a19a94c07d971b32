"""The manifest of a store: the JSON that every kind of store keeps with its dataset."""

from __future__ import annotations

import json
from dataclasses import asdict

from unitgraph.store.contract import FORMAT_VERSION, Metadata, SourceInfo, SourceKind, StoreInfo
from unitgraph.system.errors import StoreError

KIND = "unitgraph store"
REBUILD = "build it again"


def write_manifest(generation: str, info: StoreInfo, indent: int | None = 2) -> str:
    """The manifest of a store whose current dataset is ``generation``."""
    content = {"kind": KIND, "generation": generation} | {
        name: value for name, value in asdict(info).items() if name != "place"
    }
    return json.dumps(content, indent=indent)


def read_manifest(text: str, where: str, name: str, another: str) -> tuple[str, StoreInfo]:
    """The generation and what it holds, which an earlier version may have built (see :func:`refuse_outdated`). Raises
    StoreError for a text that is not a manifest this version can read: ``where`` and ``name`` say which, ``another``
    what to choose instead of what is not a store."""
    try:
        manifest = json.loads(text)
    except ValueError as error:
        raise StoreError(where, f"its {name} cannot be read ({error})", REBUILD) from error
    if not isinstance(manifest, dict) or manifest.get("kind") != KIND:
        raise StoreError(where, f"not a unitgraph store: its {name} belongs to another program", another)
    version = manifest.get("format_version")
    if not isinstance(version, int) or version > FORMAT_VERSION:
        what = _other_format(version, manifest.get("unitgraph_version"))
        raise StoreError(where, what, "upgrade unitgraph, or build another")
    try:
        generation = str(manifest["generation"])
        about = manifest["metadata"]
        sources = (SourceInfo(**each | {"kind": SourceKind(each["kind"])}) for each in about.get("sources", ()))
        metadata = Metadata(about["base"], tuple(about["lists"]), tuple(sources))
        fields = ("format_version", "unitgraph_version", "quads", "triples", "graphs", "sha256")
        built = str(manifest.get("built") or "") or None
        held = {each: manifest[each] for each in fields}
        return generation, StoreInfo(place=where, metadata=metadata, built=built, **held)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise StoreError(where, f"its {name} lacks {error}", REBUILD) from error


def refuse_outdated(info: StoreInfo) -> None:
    """Raise StoreError for a store built by an earlier version, which lacks what this one needs."""
    if info.format_version != FORMAT_VERSION:
        raise StoreError(info.place, _other_format(info.format_version, info.unitgraph_version), REBUILD)


def _other_format(version: object, made_by: object) -> str:
    return f"a store of format {version}, made by unitgraph {made_by}; this one reads format {FORMAT_VERSION}"
