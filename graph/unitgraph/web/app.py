"""Assembles the service."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, TypedDict

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from unitgraph.system.errors import UnitGraphError
from unitgraph.web import reconcile
from unitgraph.web.api import routes as api
from unitgraph.web.http.faults import on_http_exception, on_library_error
from unitgraph.web.http.guard import Guard
from unitgraph.web.http.rendering import STATIC
from unitgraph.web.language.choosing import InLanguage
from unitgraph.web.pages import (
    comparing,
    drawings,
    guides,
    listing,
    over_time,
    queries,
    screening,
    site,
    suggesting,
    things,
)
from unitgraph.web.pages import routes as pages
from unitgraph.web.query import endpoint
from unitgraph.web.service import Service
from unitgraph.web.settings import Settings

if TYPE_CHECKING:
    from unitgraph.web.metrics import Metrics


class State(TypedDict):
    """The contents of ``request.state`` for handlers."""

    service: Service


def create_app(settings: Settings) -> Starlette:
    """The application for ``settings``. On startup it opens the store and starts the query processes, and raises
    StoreError for a folder without a store."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[State]:
        service = Service(settings)
        try:
            await service.open()
            yield {"service": service}
        finally:
            await service.close()

    metrics = _metrics() if settings.metrics else None
    return Starlette(
        routes=[
            *([Route("/metrics", metrics.answer)] if metrics else []),
            Route("/sparql", endpoint.Endpoint(settings)),
            Route("/sparql/", endpoint.Endpoint(settings)),
            *reconcile.ROUTES,
            *api.ROUTES,
            *pages.ROUTES,
            *drawings.ROUTES,
            *guides.ROUTES,
            *queries.ROUTES,
            *suggesting.ROUTES,
            *listing.ROUTES,
            *comparing.ROUTES,
            *over_time.ROUTES,
            *screening.ROUTES,
            *site.ROUTES,
            Mount("/static", StaticFiles(directory=STATIC)),
            *things.ROUTES,
        ],
        middleware=[
            Middleware(InLanguage),
            Middleware(Guard, hosts=settings.hosts, note=metrics.note if metrics else None),
        ],
        exception_handlers={HTTPException: on_http_exception, UnitGraphError: on_library_error},
        lifespan=lifespan,
    )


def _metrics() -> Metrics:
    # Imported only if metrics are wanted.
    from unitgraph.web.metrics import Metrics

    return Metrics()
