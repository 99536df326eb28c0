"""Files as an answer: handed over so that nothing in them can act in anybody's page."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from guichet.files.signing import opened
from guichet.files.types import StoredFile
from guichet.files.uploads import Uploads, shown_inline
from guichet.kit.clock import Clock
from guichet.kit.errors import NotFound, Refusal
from guichet.kit.ids import TenantId
from guichet.kit.work import Actor

SANDBOX: Final = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"
"""Whatever a browser thinks it is: no script, no form, no origin of its own."""
_VISITOR: Final = Actor("visitor")


def headers_of(file: StoredFile) -> Mapping[str, str]:
    """What goes with the content."""
    disposition = "inline" if shown_inline(file) else "attachment"
    plain = "".join(one if one.isascii() and one not in '"\\%' else "_" for one in file.name)
    return {
        "Content-Type": file.media_type,
        "Content-Length": str(file.size),
        "Content-Disposition": f'{disposition}; filename="{plain}"; '
        f"filename*=UTF-8''{quote(file.name, safe='')}",
        "Content-Security-Policy": SANDBOX,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, max-age=3600, immutable",
        "ETag": f'"{file.sha256[:32]}"',
    }


def answer(uploads: Uploads, request: Request, tenant_id: TenantId, file: StoredFile) -> Response:
    """The content, or that it did not change."""
    headers = headers_of(file)
    if request.headers.get("if-none-match") == headers["ETag"]:
        kept = {name: headers[name] for name in ("ETag", "Cache-Control")}
        return Response(status_code=304, headers=kept)
    return StreamingResponse(uploads.read(tenant_id, file.id), headers=dict(headers))


class SignedFiles:
    """An ASGI application for ``/file/{signed}/{name}``: for people without an account, and for
    pictures in pages. Neither reads nor sets a cookie.
    """

    def __init__(self, uploads: Uploads, key: bytes, clock: Clock) -> None:
        self._uploads = uploads
        self._key = key
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            response = await self._answer(request)
        except Refusal as refused:
            response = Response(status_code=refused.status)
        # The chat reads pictures from pages of any site; the address is the permission.
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        ticket = opened(self._key, request.path_params["signed"], self._clock.now())
        if ticket is None:
            raise NotFound
        file = await self._uploads.find(ticket.tenant_id, ticket.file_id, _VISITOR)
        return answer(self._uploads, request, ticket.tenant_id, file)
