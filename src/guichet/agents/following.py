"""Agents follow the members they are: who may answer no more, or is no member any more, goes
offline and gets nothing; who is called otherwise is shown so.
"""

from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.members import events as member_events
from guichet.accounts.rights import Role
from guichet.agents import service
from guichet.kit.clock import Clock
from guichet.kit.events.consumers import Consumer
from guichet.kit.events.types import Event
from guichet.kit.ids import IdMaker
from guichet.kit.work import SYSTEM, Work

KINDS: Final = frozenset({member_events.JOINED, member_events.CHANGED, member_events.REMOVED})


class MemberFollower:
    """Takes over what happens to members, under the system role."""

    def __init__(self, clock: Clock, ids: IdMaker) -> None:
        self._clock = clock
        self._ids = ids

    def consumer(self) -> Consumer:
        """To be run by a ``ConsumerRunner``."""
        return Consumer("agents.members", KINDS, self.handle)

    async def handle(self, session: AsyncSession, event: Event) -> None:
        """Apply one event. Safe to repeat."""
        member = event.payload["item"]
        assert isinstance(member, dict)
        roles, user = member["roles"], member["id"]
        assert isinstance(roles, list)
        known = [Role(str(role)) for role in roles]
        answers = event.kind != member_events.REMOVED and service.may_answer(known)
        work = Work(session, event.tenant_id, self._clock, self._ids, SYSTEM)
        await service.follow_member(work, UUID(str(user)), str(member["name"]), answers=answers)
