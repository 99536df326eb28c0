"""The ``web`` role: HTTP, the live socket, channels' own routes, the console."""

from fastapi import FastAPI, Request

from guichet.api.app import create_app
from guichet.kit.errors import NotSignedIn
from guichet.kit.events.feed import EventFeed
from guichet.kit.http.caller import Caller, TenantCaller
from guichet.processes.foundation import Foundation
from guichet.processes.parts import Part


class Web:
    """What the role runs on one foundation."""

    def __init__(self, foundation: Foundation) -> None:
        ground = foundation.ground
        self.settings = ground.settings
        self._feed = EventFeed(ground.system_db, foundation.bus)
        self.app: FastAPI = create_app(ground, _Nobody())

    def parts(self) -> list[Part]:
        """Background parts of the role."""
        return [Part("event feed", self._feed.run)]


class _Nobody:
    """Nobody can sign in before the accounts room is there."""

    async def anyone(self, _request: Request) -> Caller:
        raise NotSignedIn

    async def in_tenant(self, _request: Request) -> TenantCaller:
        raise NotSignedIn
