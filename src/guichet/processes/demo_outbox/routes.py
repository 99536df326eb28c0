"""Where the outbox page is served."""

from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from guichet.kit.ground import Ground
from guichet.kit.i18n import negotiate
from guichet.processes.demo_outbox.page import PATH, STYLE, STYLE_PATH, page

_HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
}


def routes(ground: Ground) -> list[BaseRoute]:
    """The outbox page, for demo mode."""

    async def outbox(request: Request) -> Response:
        async with ground.system_db.transaction() as session:
            mails = await ground.outbox.newest(session)
        language = negotiate(request.headers.get("accept-language"))
        return HTMLResponse(page(language, mails), headers={**_HEADERS, "Vary": "Accept-Language"})

    async def style(_request: Request) -> Response:
        return Response(STYLE, media_type="text/css")

    return [Route(PATH, outbox), Route(STYLE_PATH, style)]
