"""Where the telephones are served."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    JSONResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import BaseRoute, Route

from guichet.kit.i18n import Language, negotiate
from guichet.processes.demo_carrier.scenes import Scene
from guichet.processes.demo_telephones.board import Board
from guichet.processes.demo_telephones.page import BASE, missing, page
from guichet.processes.demo_telephones.trying import Try

M = TypeVar("M", bound=BaseModel)
FOLDER: Final = Path(__file__).parent
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS: Final = {"Content-Security-Policy": _POLICY, "Cache-Control": "no-cache"}
_STREAM: Final = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
_DONE: Final = 204


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Typed(_Part):
    """What is typed into a telephone."""

    text: str = Field(min_length=1, max_length=1_000)


class Picked(_Part):
    """How the carrier is to behave."""

    scene: Scene


def routes(board: Board, send_try: Try) -> list[BaseRoute]:
    """The telephones' routes, for demo mode."""
    answers = _Answers(board, send_try)
    return [
        Route(BASE, _front),
        Route(f"{BASE}/telephones.css", _style),
        Route(f"{BASE}/telephones.js", _script),
        Route(f"{BASE}/stream", answers.stream),
        Route(f"{BASE}/scene", answers.play, methods=["PUT"]),
        Route(f"{BASE}/of/{{number:str}}", answers.typed, methods=["POST"]),
        Route(f"{BASE}/of/{{number:str}}/try", answers.tried, methods=["POST"]),
        Route(f"{BASE}/{{language:str}}", _page),
    ]


async def _front(request: Request) -> Response:
    language = negotiate(request.headers.get("accept-language"))
    return RedirectResponse(f"{BASE}/{language}", 302, {"Vary": "Accept-Language"})


async def _page(request: Request) -> Response:
    asked = request.path_params["language"]
    if asked not in ("en", "fr"):
        return HTMLResponse(missing(negotiate(None)), 404, _HEADERS)
    return HTMLResponse(page("en" if asked == "en" else "fr"), headers=_HEADERS)


async def _style(_request: Request) -> Response:
    return FileResponse(FOLDER / "telephones.css", media_type="text/css")


async def _script(_request: Request) -> Response:
    return FileResponse(FOLDER / "telephones.js", media_type="text/javascript")


class _Answers:
    """What is answered about the telephones of one process."""

    def __init__(self, board: Board, send_try: Try) -> None:
        self._board = board
        self._try = send_try

    async def stream(self, _request: Request) -> Response:
        return StreamingResponse(self._lines(), media_type="text/event-stream", headers=_STREAM)

    async def _lines(self) -> AsyncIterator[str]:
        yield "retry: 1000\n\n"
        async for change in self._board.changes():
            yield f"data: {json.dumps(change)}\n\n"

    async def typed(self, request: Request) -> Response:
        said = await _read(request, Typed)
        if said is None:
            return _refused()
        number = request.path_params["number"]
        there = number.isascii() and number.isdigit() and self._board.say(number, said.text)
        return Response(status_code=_DONE if there else 404)

    async def tried(self, request: Request) -> Response:
        """A text of the demo company to this telephone, the whole way there."""
        sent = await self._try(request.path_params["number"], _language(request))
        return Response(status_code=_DONE if sent else 404)

    async def play(self, request: Request) -> Response:
        picked = await _read(request, Picked)
        if picked is None:
            return _refused()
        self._board.play(picked.scene)
        return Response(status_code=_DONE)


def _language(request: Request) -> Language:
    return "en" if request.headers.get("content-language") == "en" else "fr"


async def _read(request: Request, kind: type[M]) -> M | None:
    try:
        return kind.model_validate_json(await request.body())
    except ValidationError:
        return None


def _refused() -> Response:
    return JSONResponse({"detail": "these fields cannot be"}, status_code=422)
