"""Commands from where no request is under way: what a background part wants shown now."""

from collections import OrderedDict
from datetime import datetime, timedelta
from uuid import UUID

from guichet.gateway.contract import AnyChannel, Tools
from guichet.gateway.directory import Directory
from guichet.gateway.registry import Registry
from guichet.gateway.types import Capability, Directed
from guichet.kit.ids import TenantId

BELIEVED = timedelta(seconds=30)
"""How long an entry point is taken as it was found."""
MOST_REMEMBERED = 10_000


class Performer:
    """Performs commands through the entry points of all tenants, which it remembers for a while."""

    def __init__(self, directory: Directory, registry: Registry, tools: Tools) -> None:
        self._directory = directory
        self._registry = registry
        self._tools = tools
        self._known: OrderedDict[UUID, tuple[datetime, AnyChannel | None]] = OrderedDict()

    def can(self, kind: str, capability: Capability) -> bool:
        """Whether channels of that kind can do it."""
        channel = self._registry.find(kind)
        return channel is not None and capability in channel.capabilities

    async def perform(self, tenant_id: TenantId, directed: Directed) -> None:
        """Do a command now, or drop it: it is ephemeral."""
        channel = await self._channel(tenant_id, directed.entry_point_id)
        if channel is not None:
            await channel.perform(directed.command)

    async def _channel(self, tenant_id: TenantId, entry_point_id: UUID) -> AnyChannel | None:
        now = self._tools.clock.now()
        held = self._known.get(entry_point_id)
        if held is not None and now < held[0]:
            return held[1]
        door = await self._directory.by_id(tenant_id, entry_point_id)
        channel = self._registry.make(door, self._tools) if door is not None else None
        self._known[entry_point_id] = (now + BELIEVED, channel)
        self._known.move_to_end(entry_point_id)
        if len(self._known) > MOST_REMEMBERED:
            self._known.popitem(last=False)
        return channel
