"""Finds the files that ship with unitgraph: ontology, queries, lists, rulings and word tables.

In a wheel, the folders ``ontology`` and ``queries`` are inside the package; in a checkout they are at the top level,
two folders above it. Both are tried, in this order.
"""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]


def folder(name: str) -> Path:
    """The folder ``name`` (``ontology``, ``queries``, ``lists``, ``rulings``, ``words``).

    Raises FileNotFoundError if the installation lacks it.
    """
    for root in (PACKAGE, PACKAGE.parent.parent):
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
