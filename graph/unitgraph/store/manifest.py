"""The manifest of a store: the JSON that every kind of store keeps with its dataset."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from unitgraph.store.contract import FORMAT_VERSION, Metadata, SourceInfo, SourceKind, StoreInfo
from unitgraph.system.digests import sealed, unsealed
from unitgraph.system.errors import DamageError, StoreError

KIND = "unitgraph store"
REBUILD = "build it again"

Files = Mapping[str, Sequence[Any]]
"""What a folder holds: the size and the digest (None where nothing needs it) of each file by its path in it."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The name of the current generation, what it holds, and the ``files`` of its folder."""

    generation: str
    info: StoreInfo
    files: Files = field(default_factory=dict)


def write_manifest(manifest: Manifest, indent: int | None = 2) -> str:
    """The manifest of a store as text."""
    content = {"kind": KIND, "generation": manifest.generation, "files": manifest.files} | {
        name: value for name, value in asdict(manifest.info).items() if name != "place"
    }
    return json.dumps(sealed(content), indent=indent)


def read_manifest(text: str, where: str, name: str, another: str) -> Manifest:
    """A manifest, which an earlier version may have written (see :func:`refuse_outdated`). Raises DamageError for a
    text that is not as it was written, and StoreError for another that this version cannot read: ``where`` and ``name``
    say which, ``another`` what to choose instead of what is not a store."""
    content = _content(text, where, name)
    if not isinstance(content, dict):
        raise DamageError(where, f"{name}: it is none")
    if content.get("kind") != KIND:
        raise StoreError(where, f"not a unitgraph store: its {name} belongs to another program", another)
    version = content.get("format_version")
    if type(version) is not int:
        raise DamageError(where, f"{name}: it has no format")
    if version > FORMAT_VERSION:
        what = _other_format(version, content.get("unitgraph_version"))
        raise StoreError(where, what, "upgrade unitgraph, or build another")
    try:
        return _manifest(content, where)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DamageError(where, f"{name}: {type(error).__name__} {error}") from error


def _content(text: str, where: str, name: str) -> Any:
    """What a text says. Raises DamageError for one that is no JSON, or has another digest than its own."""
    try:
        content = json.loads(text)
        if isinstance(content, dict) and "digest" in content:
            return unsealed(text)
    except (ValueError, RecursionError) as error:
        raise DamageError(where, f"{name}: {str(error) or 'nested too deep'}") from error
    if isinstance(content, dict) and content.get("kind") == KIND and content.get("format_version") == FORMAT_VERSION:
        raise DamageError(where, f"{name}: it has no digest")
    return content


def _manifest(content: Mapping[str, Any], where: str) -> Manifest:
    generation, about = content["generation"], content["metadata"]
    if not re.fullmatch(r"[\w-]+", generation):
        raise ValueError("the name of its generation is none")
    sources = (SourceInfo(**each | {"kind": SourceKind(each["kind"])}) for each in about.get("sources", ()))
    metadata = Metadata(_of(str, about["base"]), tuple(_of(str, each) for each in about["lists"]), tuple(sources))
    held: dict[str, Any] = {name: _of(kind, content[name]) for name, kind in _KINDS.items()}
    built = _of(str, content.get("built") or "") or None
    counts: dict[str, Any] = {name: _of(dict, content.get(name, {})) for name in ("properties", "classes")}
    info = StoreInfo(place=where, metadata=metadata, built=built, **held, **counts)
    return Manifest(generation, info, _of(dict, content.get("files", {})))


_KINDS = {
    **dict.fromkeys(("format_version", "quads", "triples"), int),
    **dict.fromkeys(("unitgraph_version", "sha256"), str),
    "graphs": dict,
}


def _of(kind: type, value: Any) -> Any:
    """A value of a kind. Raises TypeError for any other."""
    if type(value) is not kind:
        raise TypeError(f"{value!r:.40} is no {kind.__name__}")
    return value


def refuse_outdated(info: StoreInfo) -> None:
    """Raise StoreError for a store built by an earlier version, which lacks what this one needs."""
    if info.format_version != FORMAT_VERSION:
        raise StoreError(info.place, _other_format(info.format_version, info.unitgraph_version), REBUILD)


def _other_format(version: object, made_by: object) -> str:
    return f"a store of format {version}, made by unitgraph {made_by}; this one reads format {FORMAT_VERSION}"
