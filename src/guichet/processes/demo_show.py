"""What a process of the demo runs and shows besides: its shop, its mails, its operator and the
telephones.
"""

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from guichet.kit.ground import Ground
from guichet.processes.demo_carrier.running import DemoCarrier
from guichet.processes.demo_carrier.setting_up import NUMBERS
from guichet.processes.demo_outbox.routes import routes as outbox
from guichet.processes.demo_shop.office import routes as shop_office
from guichet.processes.demo_shop.routes import routes as shop
from guichet.processes.demo_telephones.board import Board
from guichet.processes.demo_telephones.routes import routes as telephones
from guichet.processes.demo_telephones.trying import trying
from guichet.processes.parts import Part
from guichet.processes.simulated_carrier.numbers import said_of


class Show:
    """One for a process in demo mode. ``ending``: set when the process is asked to end."""

    def __init__(self, ground: Ground, ending: asyncio.Event, *, carries: bool) -> None:
        """``carries``: whether this process has the role that the operator belongs to; without it
        the telephones are silent.
        """
        self._ground = ground
        self._carries = carries
        self._carrier = DemoCarrier(ground)
        self._board = Board(self._carrier, ground.clock, ending)

    def parts(self) -> list[Part]:
        """Background parts."""
        shown = [Part("demo telephones", self._board.run)]
        return [Part("demo carrier", self._carrier.run), *shown] if self._carries else shown

    def routes(self) -> list[BaseRoute]:
        """Pages outside the API."""
        send_try = trying(self._ground)
        number = Route(f"{NUMBERS}/{{number:str}}", _number)
        pages = [*shop_office(self._ground), *shop(), *outbox(self._ground)]
        return [*pages, *telephones(self._board, send_try), number]


async def _number(request: Request) -> Response:
    """What the operator says of a number."""
    return JSONResponse(said_of(request.path_params["number"]))
