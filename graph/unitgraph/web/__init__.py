"""The HTTP service: pages for people, SPARQL, linked data and reconciliation for programs.

>>> from unitgraph.web import Settings, create_app
>>> app = create_app(Settings())

It is an ASGI application; ``unitgraph serve`` runs it. Needs the extra ``serve``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from unitgraph.web.settings import Limits, Settings

if TYPE_CHECKING:
    from starlette.applications import Starlette

__all__ = ["Limits", "Settings", "create_app"]


def create_app(settings: Settings) -> Starlette:
    """The ASGI application for ``settings``. The store is opened when the application starts."""
    # Query processes import this package too, and do not need the framework.
    from unitgraph.web.app import create_app as create

    return create(settings)
