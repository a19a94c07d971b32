"""unitgraph: hierarchies of security-force units that were denied assistance, as a graph with its evidence.

>>> import unitgraph
>>> answer = unitgraph.check("Torreon Station")
>>> print(answer.status, answer.findings[0].listing.line)
listed 60
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from unitgraph.system.version import __version__ as __version__

if TYPE_CHECKING:
    from unitgraph.api import build as build
    from unitgraph.api import check as check
    from unitgraph.api import denied_under as denied_under
    from unitgraph.api import diff as diff
    from unitgraph.api import export as export
    from unitgraph.api import history as history
    from unitgraph.api import open_checker as open_checker
    from unitgraph.api import open_store as open_store
    from unitgraph.api import query as query
    from unitgraph.api import read as read
    from unitgraph.api import remove as remove
    from unitgraph.api import screen as screen
    from unitgraph.api import tree as tree
    from unitgraph.api import validate as validate
    from unitgraph.checking.answers import Answer as Answer
    from unitgraph.checking.denied import DeniedUnder as DeniedUnder
    from unitgraph.checking.findings import Checker as Checker
    from unitgraph.checking.frames import Screened as Screened
    from unitgraph.checking.history import History as History
    from unitgraph.checking.list_diff import ListDiff as ListDiff
    from unitgraph.checking.relations import Finding as Finding
    from unitgraph.checking.relations import Status as Status
    from unitgraph.checking.trees import UnitTree as UnitTree
    from unitgraph.system.errors import UnitGraphError as UnitGraphError

__all__ = [
    "Answer",
    "Checker",
    "DeniedUnder",
    "Finding",
    "History",
    "ListDiff",
    "Screened",
    "Status",
    "UnitGraphError",
    "UnitTree",
    "build",
    "check",
    "denied_under",
    "diff",
    "export",
    "history",
    "open_checker",
    "open_store",
    "query",
    "read",
    "remove",
    "screen",
    "tree",
    "validate",
]


_PLACES = {
    "Answer": "checking.answers",
    "Checker": "checking.findings",
    "DeniedUnder": "checking.denied",
    "Finding": "checking.relations",
    "History": "checking.history",
    "ListDiff": "checking.list_diff",
    "Screened": "checking.frames",
    "Status": "checking.relations",
    "UnitGraphError": "system.errors",
    "UnitTree": "checking.trees",
}


def __getattr__(name: str) -> object:
    """The public names are imported when they are first used: ``unitgraph --version`` need not load them."""
    if name not in __all__:
        raise AttributeError(f"module 'unitgraph' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"unitgraph.{_PLACES.get(name, 'api')}"), name)


def __dir__() -> list[str]:
    return sorted({*__all__, "__version__"})
