"""The one-line tag: the loader script with the site's settings inlined, and the parts it fetches
once a visitor wants to talk.

Both are asked for by pages of other sites, so they say that anybody may load them; neither
carries anything private, sets a cookie or reads one.
"""

import hashlib
import re
from functools import cached_property

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from guichet.channels.webchat.settings import WebChatSettings
from guichet.channels.webchat.site import inline, site
from guichet.gateway.contract import AnyDoor, Front, Receive, Scope, Send
from guichet.gateway.types import Availability
from guichet.kit.events.types import Json

PLACEHOLDER = "__GUICHET_SITE__"
ASSET_NAME = re.compile(r"[A-Za-z0-9_.-]+\.js")
EARLIER_PANEL = re.compile(r"panel-[A-Za-z0-9_-]+\.js")
EVERYBODY = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
}
SCRIPT = "text/javascript; charset=utf-8"
FRESH = "public, max-age=30"
"""Whether somebody would answer is inlined: a browser may believe it for half a minute, then asks
again, and mostly hears that nothing changed.
"""
FOREVER = "public, max-age=31536000, immutable"
GONE = "// Guichet: there is no such site key, or it is switched off.\n"


class TagServer:
    """Serves ``/tag/...``."""

    def __init__(self, front: Front) -> None:
        self._front = front
        self._folder = front.tools.static / "widget"

    async def script(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The loader. An unknown key gets an empty script: a page must not show an error for it."""
        request = Request(scope, receive)
        door = await self._front.doors.by_site_key("webchat", request.path_params["site_key"])
        if door is None:
            await _revalidated(request, GONE, GONE)(scope, receive, send)
            return
        told = await self._site(door)
        body = self._loader.replace(PLACEHOLDER, inline(told))
        await _revalidated(request, body, _lasting(told))(scope, receive, send)

    async def asset(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A part named by its content. A panel of an earlier release, asked for by a loader that a
        browser kept, is the present one: loaders and panels of neighbouring releases fit. It is
        passed on rather than redirected to, for its own parts know it by its own name alone: two
        names would be two programs.
        """
        name = Request(scope).path_params["name"]
        path = self._folder / "assets" / name
        if ASSET_NAME.fullmatch(name) and path.is_file():
            headers = {**EVERYBODY, "Cache-Control": FOREVER}
            answer: Response = FileResponse(path, headers=headers, media_type=SCRIPT)
        elif EARLIER_PANEL.fullmatch(name):
            headers = {**EVERYBODY, "Cache-Control": "no-cache"}
            body = f'export * from "./{self._newest_panel().rpartition("/")[2]}";\n'
            answer = Response(body, headers=headers, media_type=SCRIPT)
        else:
            answer = Response(status_code=404, headers=EVERYBODY)
        await answer(scope, receive, send)

    async def _site(self, door: AnyDoor) -> dict[str, Json]:
        assert isinstance(door.settings, WebChatSettings)
        ask = self._front.availability.of
        found: dict[str | None, Availability] = {None: await ask(door)}
        for one in door.settings.subjects:
            found[one.key] = await ask(door, one.key, one.queue)
        return site(door, self._panel, found)

    @cached_property
    def _loader(self) -> str:
        return (self._folder / "loader.js").read_text(encoding="utf-8")

    @cached_property
    def _panel(self) -> str:
        return self._newest_panel()

    def _newest_panel(self) -> str:
        panels = (self._folder / "assets").glob("panel-*.js")
        return f"/tag/assets/{max(panels, key=lambda path: path.stat().st_mtime).name}"


def _lasting(told: dict[str, Json]) -> str:
    """What makes two loaders the same: everything but the instant they were made."""
    availability = told["availability"]
    assert isinstance(availability, dict)
    return inline({**told, "availability": {**availability, "at": None}})


def _revalidated(request: Request, body: str, lasting: str) -> Response:
    etag = f'"{hashlib.sha256(lasting.encode()).hexdigest()[:32]}"'
    headers = {**EVERYBODY, "Cache-Control": FRESH, "ETag": etag}
    if request.headers.get("if-none-match", "").removeprefix("W/") == etag:
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=SCRIPT)
