"""What sending asks rooms above or beside: handed in by ``processes``."""

from typing import Protocol
from uuid import UUID

from guichet.campaigns.pacing import Desk
from guichet.kit.work import Work


class Agents(Protocol):
    """Knows the agents who answer."""

    async def desk(self, work: Work) -> Desk | None:
        """Those who answer texts, as they are now; none: nobody does."""
        ...


class Replies(Protocol):
    """Knows who answered."""

    async def count(self, work: Work, campaign_id: UUID) -> int:
        """How many people answered a campaign."""
        ...


class Nobody:
    """Where nobody answers: a campaign at the agents' pace waits."""

    async def desk(self, work: Work) -> Desk | None:
        """None."""
        del work
        return None

    async def count(self, work: Work, campaign_id: UUID) -> int:
        """None."""
        del work, campaign_id
        return 0
