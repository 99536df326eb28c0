"""The HTTP application put together."""

from collections.abc import Sequence

from fastapi import FastAPI
from starlette.routing import BaseRoute

from guichet import __version__
from guichet.api import v1
from guichet.kit.ground import Ground
from guichet.kit.http import problems
from guichet.kit.http.bodies import BodyLimit
from guichet.kit.http.caller import Callers

BODY_LIMIT = 1 << 20
"""Bytes of a request body; uploads have their own limit where they are taken."""


def create_app(ground: Ground, callers: Callers, routes: Sequence[BaseRoute] = ()) -> FastAPI:
    """The ASGI application on ``ground``.

    ``callers`` is the accounts room's answer to who calls; ``routes`` are those that stand
    outside the API: the live socket and what channels bring.
    """
    app = FastAPI(
        title="Guichet",
        version=__version__,
        openapi_url=f"{v1.PREFIX}/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.state.ground = ground
    app.state.callers = callers
    app.add_middleware(BodyLimit, limit=BODY_LIMIT)
    problems.install(app)
    for router in v1.ROUTERS:
        app.include_router(router, prefix=v1.PREFIX)
    app.router.routes.extend(routes)
    return app
