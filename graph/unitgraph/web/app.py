"""Puts the service together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypedDict

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from unitgraph.errors import UnitGraphError
from unitgraph.web import api, linked, listing, pages, reconcile, screening, site, sparql
from unitgraph.web.faults import on_http_exception, on_library_error
from unitgraph.web.guard import Guard
from unitgraph.web.rendering import STATIC
from unitgraph.web.service import Service
from unitgraph.web.settings import Settings


class State(TypedDict):
    """What handlers find in ``request.state``."""

    service: Service


def create_app(settings: Settings) -> Starlette:
    """The application over what ``settings`` name. It opens the store and its query processes when it starts, and
    raises StoreError then for a folder that holds no store."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[State]:
        service = Service(settings)
        try:
            await service.open()
            yield {"service": service}
        finally:
            await service.close()

    return Starlette(
        routes=[
            Route("/sparql", sparql.Endpoint(settings)),
            Route("/sparql/", sparql.Endpoint(settings)),
            *reconcile.ROUTES,
            *api.ROUTES,
            *pages.ROUTES,
            *listing.ROUTES,
            *screening.ROUTES,
            *site.ROUTES,
            Mount("/static", StaticFiles(directory=STATIC)),
            *linked.ROUTES,
        ],
        middleware=[Middleware(Guard, hosts=settings.hosts)],
        exception_handlers={HTTPException: on_http_exception, UnitGraphError: on_library_error},
        lifespan=lifespan,
    )
