"""Where visitors' pages tell what became of invitations."""

from collections.abc import Sequence

from guichet.gateway.contract import AnyDoor
from guichet.gateway.types import InvitationFact
from guichet.insight.invitations import service
from guichet.kit.work import Actor, UnitOfWork

VISITOR = Actor("visitor")


class InvitationBook:
    """Fulfils ``gateway.contract.InvitationsPort``: kept when it returns."""

    def __init__(self, open_work: UnitOfWork) -> None:
        self._open_work = open_work

    async def note(self, door: AnyDoor, facts: Sequence[InvitationFact]) -> None:
        async with self._open_work(door.tenant_id, VISITOR) as work:
            await service.note(work, door.id, facts)
