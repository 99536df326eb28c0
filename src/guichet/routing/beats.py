"""Who is heard of: browsers of agents beat over NATS, and the router listens.

A word lists agents of tenants whose browser this process holds. Nothing of it is stored; what
follows from silence (lost, back) is.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from guichet.agents.types import Presence
from guichet.kit.beats import Beat, decode
from guichet.kit.ids import TenantId, UserId

GRACE = timedelta(seconds=10)
"""Silence for so long is nothing."""


class Pulse:
    """When agents were last heard of, as far as this process knows."""

    def __init__(self, since: datetime) -> None:
        self._since = since
        self._heard: dict[tuple[TenantId, UserId], datetime] = {}

    def begin(self, now: datetime) -> None:
        """Nothing could be heard before now: everybody has the grace from here."""
        self._since = now

    def hear(self, data: bytes, now: datetime) -> None:
        """A word of the bus. What is no such word is none of ours."""
        try:
            beats = decode(data)
        except msgspec.DecodeError:
            return
        self._note(beats, now)

    def _note(self, beats: Iterable[Beat], now: datetime) -> None:
        for beat in beats:
            for user_id in beat.users:
                self._heard[TenantId(beat.tenant), UserId(user_id)] = now

    def forget(self, tenant_id: TenantId, agent_id: UUID) -> None:
        """They left by themselves."""
        self._heard.pop((tenant_id, UserId(agent_id)), None)

    def news(
        self, tenant_id: TenantId, presences: Iterable[Presence], now: datetime
    ) -> Iterator[tuple[UserId, bool]]:
        """Agents whose browser was lost (false) or is back (true) and who are not noted so."""
        for one in presences:
            if one.status == "offline":
                continue
            heard = self._heard.get((tenant_id, one.agent_id))
            silent_since = max(heard or self._since, self._since, one.since)
            if one.lost_at is None and now - silent_since > GRACE:
                yield one.agent_id, False
            elif one.lost_at is not None and heard is not None and heard > one.lost_at:
                yield one.agent_id, True
