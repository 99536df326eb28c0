"""A simulated carrier's other door, over HTTP: counters, telephones, another scenario."""

from typing import Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from guichet.processes.simulated_carrier.carrier import Carrier
from guichet.processes.simulated_carrier.counters import Counters
from guichet.processes.simulated_carrier.numbers import said_of
from guichet.processes.simulated_carrier.scenario import read
from guichet.processes.simulated_carrier.telephones import Shown
from guichet.protocols.gsm7.segments import Concatenation

_MOST_SHOWN: Final = 1_000
_DONE: Final = Response(status_code=204)


class Typed(BaseModel):
    """What is typed into a telephone."""

    model_config = ConfigDict(extra="forbid")

    to: str = Field(pattern=r"^[0-9]{3,15}$")
    text: str = Field(min_length=1, max_length=2_000)
    account: str | None = None
    concatenation: Concatenation = Concatenation.UDH


class _Control:
    """What is answered."""

    def __init__(self, carrier: Carrier) -> None:
        self._carrier = carrier

    async def counters(self, _request: Request) -> Response:
        return JSONResponse(self._carrier.counters.figures())

    async def reset(self, _request: Request) -> Response:
        self._carrier.counters = Counters(links=self._carrier.counters.links)
        return _DONE

    async def numbers(self, _request: Request) -> Response:
        return JSONResponse({"numbers": self._carrier.telephones.numbers()[:_MOST_SHOWN]})

    async def number(self, request: Request) -> Response:
        return JSONResponse(said_of(request.path_params["number"]))

    async def texts(self, request: Request) -> Response:
        shown = self._carrier.telephones.shown(request.path_params["number"])
        return JSONResponse({"texts": [_as_json(one) for one in shown[-_MOST_SHOWN:]]})

    async def typed(self, request: Request) -> Response:
        try:
            said = Typed.model_validate_json(await request.body())
        except ValidationError as error:
            return JSONResponse({"detail": str(error)}, status_code=422)
        found = self._carrier.say(
            request.path_params["number"],
            said.to,
            said.text,
            account=said.account,
            concatenation=said.concatenation,
        )
        return Response(status_code=202 if found else 404)

    async def follow(self, request: Request) -> Response:
        try:
            self._carrier.follow(read((await request.body()).decode()))
        except ValueError as error:
            return JSONResponse({"detail": str(error)}, status_code=422)
        return _DONE

    async def cut(self, _request: Request) -> Response:
        for session in self._carrier.sessions():
            session.close()
        return _DONE

    async def unbind(self, _request: Request) -> Response:
        for session in self._carrier.sessions():
            session.ask_to_leave()
        return _DONE


def control(carrier: Carrier) -> Starlette:
    """``GET`` and ``DELETE /counters``, ``GET /numbers/{number}``, ``GET /telephones``, ``GET`` and
    ``POST /telephones/{number}``, ``PUT /scenario`` (TOML), ``POST /cut``, ``POST /unbind``.
    """
    answers = _Control(carrier)
    return Starlette(
        routes=[
            Route("/counters", answers.counters, methods=["GET"]),
            Route("/counters", answers.reset, methods=["DELETE"]),
            Route("/telephones", answers.numbers, methods=["GET"]),
            Route("/numbers/{number}", answers.number, methods=["GET"]),
            Route("/telephones/{number}", answers.texts, methods=["GET"]),
            Route("/telephones/{number}", answers.typed, methods=["POST"]),
            Route("/scenario", answers.follow, methods=["PUT"]),
            Route("/cut", answers.cut, methods=["POST"]),
            Route("/unbind", answers.unbind, methods=["POST"]),
        ]
    )


def _as_json(shown: Shown) -> dict[str, str | int | bool]:
    return {
        "at": shown.at.isoformat(),
        "telephone": shown.telephone,
        "sender": shown.sender,
        "text": shown.text,
        "flash": shown.flash,
        "parts": shown.parts,
    }
