"""The HTTP application put together."""

import re
from collections.abc import Sequence
from pathlib import Path

from fastapi import APIRouter, FastAPI
from starlette.routing import BaseRoute, Match, Mount
from starlette.types import Scope

from guichet import __version__
from guichet.api import v1
from guichet.api.console import Console
from guichet.api.document import document
from guichet.api.operations import operations
from guichet.campaigns.office import Office
from guichet.gateway.mass.accepting import Acceptor
from guichet.hooks.callbacks import HookCallbacks
from guichet.hooks.outside import Outside
from guichet.kit.ground import Ground
from guichet.kit.http import problems
from guichet.kit.http.bodies import BodyLimit
from guichet.kit.http.caller import Callers
from guichet.kit.http.edge import Edge
from guichet.kit.http.limits import RequestLimits
from guichet.kit.limits.service import RateLimiter

BODY_LIMIT = 1 << 20
"""Bytes of a request body; uploads have their own limit where they are taken."""
UPLOADS = re.compile(
    r"POST (?:/api/v1/files|/visitor/[^/]+/files)"
    r"|PUT /api/v1/(?:imports/[^/]+/bytes|campaigns/[^/]+/own-codes/file)"
)
CONSOLE = Path(__file__).parents[1] / "static" / "console"


def create_app(
    ground: Ground,
    callers: Callers,
    routes: Sequence[BaseRoute] = (),
    console: Path = CONSOLE,
    routers: Sequence[APIRouter] = v1.ROUTERS,
) -> FastAPI:
    """The ASGI application on ``ground``.

    ``callers`` is the accounts room's answer to who calls; ``routes`` are those that stand
    outside the API: the live socket and what channels bring. Every other address belongs to the
    console, whose built files are in ``console``. ``routers`` are other than the API's in tests.
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
    app.state.hooks_outside = Outside.of(ground)
    app.state.callbacks = HookCallbacks(app.state.hooks_outside, ground)
    limiter = RateLimiter(ground.system_db, ground.clock)
    app.state.limits = RequestLimits(limiter, ground.settings.requests_per_minute)
    app.state.acceptor = Acceptor(
        ground.system_db.transaction, ground.clock, ground.ids, ground.cipher
    )
    app.state.campaigns = Office(ground, ground.system_db.transaction)
    app.add_middleware(BodyLimit, limit=BODY_LIMIT, without=_is_upload)
    app.add_middleware(Edge, ground=ground)
    problems.install(app)
    app.router.routes.extend(v1.routes() if routers is v1.ROUTERS else v1.routes_of(routers))
    app.router.routes.extend(routes)
    app.router.routes.append(Elsewhere("/", Console(console)))
    _describe(app, routers)
    return app


def _is_upload(scope: Scope) -> bool:
    return UPLOADS.fullmatch(f"{scope['method']} {scope['path']}") is not None


class Elsewhere(Mount):
    """Everything that is not the API: there an unknown address or method is told as such."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["path"].startswith("/api/"):
            return Match.NONE, {}
        return super().matches(scope)


def published_document() -> dict[str, object]:
    """The document of the API, without anything it stands on: for the published file."""
    app = FastAPI(title="Guichet", version=__version__)
    for router in v1.ROUTERS:
        app.include_router(router, prefix=v1.PREFIX)
    return document(app, operations(v1.ROUTERS))


def _describe(app: FastAPI, routers: Sequence[APIRouter]) -> None:
    """Let ``app.openapi()`` give the complete document, made once."""

    def openapi() -> dict[str, object]:
        if app.openapi_schema is None:
            app.openapi_schema = document(app, operations(routers))
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way
