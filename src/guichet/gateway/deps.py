"""What endpoints ask of the channels of this process."""

from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request

from guichet.gateway.contract import Tools
from guichet.gateway.entry_points import service
from guichet.gateway.entry_points.doors import door_of
from guichet.gateway.registry import Registry, discover
from guichet.gateway.types import Capability, Directed
from guichet.kit.work import Work


@dataclass(frozen=True)
class ChannelsAtHand:
    """The channels found, and the tools to use them with; without tools nothing is performed."""

    registry: Registry
    tools: Tools | None = None

    def ability(self, kind: str) -> frozenset[Capability]:
        """What channels of that kind can carry; nothing when there is none."""
        channel = self.registry.find(kind)
        return channel.capabilities if channel else frozenset()

    async def perform(self, work: Work, directed: Directed) -> None:
        """Do a command now, or drop it: it is ephemeral."""
        entry_point = await service.get(work, directed.entry_point_id)
        door = door_of(entry_point, self.registry)
        if door is not None and self.tools is not None:
            await self.registry.make(door, self.tools).perform(directed.command)

    async def signal(self, subject: str, payload: bytes) -> None:
        """Say something ephemeral to who listens now; nothing without tools."""
        if self.tools is not None:
            await self.tools.signals.publish(subject, payload)


def channels_at_hand(request: Request) -> ChannelsAtHand:
    """Those of this process: ``processes`` puts them on ``app.state.channels``."""
    state = request.app.state
    if not hasattr(state, "channels"):
        state.channels = ChannelsAtHand(discover(cipher=state.ground.cipher))
    return cast(ChannelsAtHand, state.channels)


ChannelsPart = Annotated[ChannelsAtHand, Depends(channels_at_hand)]
