"""The one-line tag: the loader script with the site's settings inlined, and the parts it fetches
once a visitor wants to talk.

Both are asked for by pages of other sites, so they say that anybody may load them; neither
carries anything private, sets a cookie or reads one.
"""

import hashlib
import json
import re
from functools import cached_property

from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response

from guichet.channels.webchat.settings import WebChatSettings
from guichet.gateway.contract import AnyDoor, Front, Receive, Scope, Send

PLACEHOLDER = "__GUICHET_SITE__"
ASSET_NAME = re.compile(r"[A-Za-z0-9_.-]+\.js")
EARLIER_PANEL = re.compile(r"panel-[A-Za-z0-9_-]+\.js")
EVERYBODY = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
}
SCRIPT = "text/javascript; charset=utf-8"
FRESH = "public, max-age=60, stale-while-revalidate=600"
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
        body = self._filled(door) if door else GONE
        await _revalidated(request, body)(scope, receive, send)

    async def asset(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A part named by its content. A panel of an earlier release, asked for by a loader that a
        browser kept, is the present one: loaders and panels of neighbouring releases fit.
        """
        name = Request(scope).path_params["name"]
        path = self._folder / "assets" / name
        if ASSET_NAME.fullmatch(name) and path.is_file():
            headers = {**EVERYBODY, "Cache-Control": FOREVER}
            answer: Response = FileResponse(path, headers=headers, media_type=SCRIPT)
        elif EARLIER_PANEL.fullmatch(name):
            headers = {**EVERYBODY, "Cache-Control": "no-cache"}
            answer = RedirectResponse(self._newest_panel(), 307, headers)
        else:
            answer = Response(status_code=404, headers=EVERYBODY)
        await answer(scope, receive, send)

    def _filled(self, door: AnyDoor) -> str:
        return self._loader.replace(PLACEHOLDER, _inline(self._site(door)))

    def _site(self, door: AnyDoor) -> dict[str, str | None]:
        assert isinstance(door.settings, WebChatSettings)
        return {
            "key": door.site_key,
            "panel": self._panel,
            "title": door.title,
            "language": door.language,
            "greeting": door.settings.greeting,
            "colour": door.settings.colour,
            "side": door.settings.side,
        }

    @cached_property
    def _loader(self) -> str:
        return (self._folder / "loader.js").read_text(encoding="utf-8")

    @cached_property
    def _panel(self) -> str:
        return self._newest_panel()

    def _newest_panel(self) -> str:
        panels = (self._folder / "assets").glob("panel-*.js")
        return f"/tag/assets/{max(panels, key=lambda path: path.stat().st_mtime).name}"


def _inline(site: dict[str, str | None]) -> str:
    """JSON that is also JavaScript, whatever a title holds."""
    text = json.dumps(site, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _revalidated(request: Request, body: str) -> Response:
    etag = f'"{hashlib.sha256(body.encode()).hexdigest()[:32]}"'
    headers = {**EVERYBODY, "Cache-Control": FRESH, "ETag": etag}
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=SCRIPT)
