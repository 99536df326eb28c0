"""The one way to declare endpoints: :func:`api_router`."""

from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute

from guichet.kit.http import idempotency
from guichet.kit.http.deps import STACK
from guichet.kit.http.limits import limits_of
from guichet.kit.http.text_limits import check_text


class EdgeRoute(APIRoute):
    """A route whose transaction is committed before its answer is sent: whoever reads a 2xx can
    rely on what it says, and a failed commit is an error the caller sees.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def committed(request: Request) -> Response:
            try:
                async with AsyncExitStack() as stack:
                    request.scope[STACK] = stack
                    await check_text(request)
                    if _is_stranger(request):
                        await limits_of(request).spend_as_stranger(request)
                    response = await handle(request)
                    await idempotency.finish(request, response)
                    return response
            except idempotency.Replayed as earlier:
                return earlier.response

        return committed


def _is_stranger(request: Request) -> bool:
    """Brings nothing to be known by. Who brings something is counted as whoever it proves to be;
    what proves nothing is a 401, whose cost is one indexed read.
    """
    return not {"cookie", "authorization"} & set(request.headers)


def api_router(tag: str, prefix: str = "") -> APIRouter:
    """A router for one room's endpoints; its ``endpoints.py`` exports it as ``router``.

    The function's name becomes the operation id, so it is unique in the whole document.
    """
    return APIRouter(
        prefix=prefix,
        tags=[tag],
        route_class=EdgeRoute,
        generate_unique_id_function=lambda route: route.name,
    )
