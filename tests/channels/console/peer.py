"""An asker's open console: what they ask goes to the sink as the API hands it in, and they hear
what their open pages hear.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

from nats.aio.msg import Msg

from guichet.accounts.askers import Asker
from guichet.desk.advice.service import peer_id, sender
from guichet.gateway.contract import AnyChannel, Door, NoSettings, Sink, Tools
from guichet.gateway.registry import discover
from guichet.gateway.types import Inbound
from guichet.kit.ids import TenantId, UserId
from tests.gateway.peers import AwayError


class OpenConsole:
    """One asker."""

    def __init__(
        self, channel: AnyChannel, asker: Asker, sink: Sink, group: asyncio.TaskGroup
    ) -> None:
        self.channel = channel
        self.person = sender(asker)
        self._asker = asker
        self._sink = sink
        self._group = group
        self._acknowledged: set[str] = set()
        self._heard: list[str] = []

    async def say(self, text: str, key: str) -> None:
        inbound = Inbound(peer_id(self._asker, key), self.person, text)
        self._group.create_task(self._hand_in(inbound, key))

    async def acknowledged(self, key: str) -> bool:
        return key in self._acknowledged

    async def heard(self) -> Sequence[str]:
        return tuple(self._heard)

    async def go_away(self) -> None:
        """The pages are closed: nobody listens, and nothing is lost by that."""

    async def hear(self, message: Msg) -> None:
        """Keep what the channel told."""
        self._heard.append(json.loads(message.data)["text"])

    async def _hand_in(self, inbound: Inbound, key: str) -> None:
        with suppress(AwayError):
            await self._sink.receive(self.channel.door, inbound)
            self._acknowledged.add(key)


@asynccontextmanager
async def open_peer(tools: Tools, sink: Sink) -> AsyncIterator[OpenConsole]:
    """Somebody who asks, with a page open."""
    tenant, operator = TenantId(tools.ids.new()), TenantId(tools.ids.new())
    settings = NoSettings()
    door = Door(operator, tools.ids.new(), "console", "Console", "fr", "k", (), settings, 1)
    asker = Asker(tenant, UserId(tools.ids.new()))
    async with asyncio.TaskGroup() as group:
        page = OpenConsole(discover().make(door, tools), asker, sink, group)
        async with tools.signals.subscribed(asker.subject, page.hear):
            yield page
