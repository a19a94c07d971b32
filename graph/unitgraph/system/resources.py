"""Finds the files that ship with unitgraph: ontology, queries, lists, rulings and word tables.

In a wheel, the folders ``ontology``, ``queries`` and ``docs`` are inside the package; in a checkout the first two are
at the top level, two folders above it, and ``docs`` beside it. Both are tried, in this order.
"""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]


def folder(name: str) -> Path:
    """The folder ``name`` (``ontology``, ``queries``, ``docs``, ``lists``, ``rulings``, ``words``).

    Raises FileNotFoundError if the installation lacks it.
    """
    in_checkout = PACKAGE.parent if name == "docs" else PACKAGE.parent.parent
    for root in (PACKAGE, in_checkout):
        candidate = root / name
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError(f"unitgraph is installed without its folder {name!r}; reinstall the package")


def resource(name: str, *parts: str) -> Path:
    """The file ``name/parts...`` of the installation. Raises FileNotFoundError if it is missing."""
    path = folder(name).joinpath(*parts)
    if not path.is_file():
        raise FileNotFoundError(f"unitgraph is installed without {'/'.join((name, *parts))}; reinstall the package")
    return path
