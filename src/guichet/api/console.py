"""The built console: its files, compressed and cached, and its one page for every screen."""

import gzip
import hashlib
import mimetypes
import secrets
from dataclasses import dataclass
from pathlib import Path

import brotli  # type: ignore[import-untyped]  # it publishes no types
from anyio import to_thread
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from guichet.kit.errors import NotFound
from guichet.kit.http.headers import console_policy
from guichet.kit.http.problems import MethodNotAllowed

NONCE = "__GUICHET_NONCE__"
IMMUTABLE = "public, max-age=31536000, immutable"
REVALIDATED = "no-cache"
_TEXTS = (
    "text/",
    "application/javascript",
    "application/json",
    "application/manifest",
    "image/svg",
)
_SMALL = 1_000
_NOT_BUILT = "Guichet's console is not built. Run ./dev up, or install a released wheel.\n"


@dataclass(frozen=True, slots=True)
class Asset:
    """A file in every form it is sent in."""

    kind: str
    etag: str
    plain: bytes
    gzipped: bytes | None
    brotlied: bytes | None

    def encoded(self, accepted: str) -> tuple[bytes, str | None]:
        """The smallest form a browser takes, and that form's name."""
        if self.brotlied is not None and "br" in accepted:
            return self.brotlied, "br"
        if self.gzipped is not None and "gzip" in accepted:
            return self.gzipped, "gzip"
        return self.plain, None


class Console:
    """Serves a folder: files as they are, anything else as the console's page."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._assets: dict[tuple[str, int], Asset] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] not in ("GET", "HEAD"):
            raise MethodNotAllowed
        response = await self._respond(Request(scope))
        await response(scope, receive, send)

    async def _respond(self, request: Request) -> Response:
        path = request.url.path.lstrip("/")
        found = self._file(path)
        if found is not None and found.name != "index.html":
            asset = await self._asset(found)
            return _file_response(asset, request.headers, hashed=path.startswith("assets/"))
        is_file_name = "." in path.rpartition("/")[2] or path.startswith("assets/")
        if found is None and is_file_name:
            raise NotFound
        return self._page(request)

    def _file(self, path: str) -> Path | None:
        if not path or "\0" in path:
            return None
        found = (self._folder / path).resolve()
        inside = found.is_relative_to(self._folder.resolve())
        return found if inside and found.is_file() else None

    async def _asset(self, path: Path) -> Asset:
        key = _version(path)
        if key not in self._assets:
            self._assets[key] = await to_thread.run_sync(_read, path)
        return self._assets[key]

    def _page(self, request: Request) -> Response:
        page = self._folder / "index.html"
        if not page.is_file():
            return PlainTextResponse(_NOT_BUILT, 503)
        nonce = secrets.token_urlsafe(16)
        html = page.read_text("utf-8").replace(NONCE, nonce)
        origin = f"{request.url.scheme}://{request.url.netloc}"
        return Response(
            html,
            media_type="text/html",
            headers={
                "Cache-Control": REVALIDATED,
                "Content-Security-Policy": console_policy(nonce, origin),
            },
        )


def _version(path: Path) -> tuple[str, int]:
    """Changes when the file does: a build under a running server shows at once."""
    return str(path), path.stat().st_mtime_ns


def _read(path: Path) -> Asset:
    plain = path.read_bytes()
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    if path.suffix == ".webmanifest":
        kind = "application/manifest+json"
    worth = kind.startswith(_TEXTS) and len(plain) > _SMALL
    return Asset(
        kind=kind,
        etag=f'"{hashlib.sha256(plain).hexdigest()[:24]}"',
        plain=plain,
        gzipped=gzip.compress(plain, 9, mtime=0) if worth else None,
        brotlied=brotli.compress(plain, quality=9) if worth else None,
    )


def _file_response(asset: Asset, headers: Headers, *, hashed: bool) -> Response:
    answer = {
        "Cache-Control": IMMUTABLE if hashed else REVALIDATED,
        "ETag": asset.etag,
        "Vary": "Accept-Encoding",
    }
    if headers.get("if-none-match") == asset.etag:
        return Response(None, 304, answer)
    body, encoding = asset.encoded(headers.get("accept-encoding", ""))
    if encoding is not None:
        answer["Content-Encoding"] = encoding
    return Response(body, 200, answer, asset.kind)
