"""For whoever follows a campaign: which of its messages something happened to, and where these
stand. The follower works under the system role: what it takes and does not commit comes again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.gateway.mass import repository
from guichet.gateway.mass.bell import REPORTED
from guichet.gateway.mass.fates import Fate, fate_of
from guichet.gateway.mass.repository import Touched
from guichet.gateway.mass.touched import groups
from guichet.kit.ids import TenantId, instant_of
from guichet.kit.work import Work

_CLOCKS_DIFFER: Final = timedelta(hours=1)
"""What happens to a message happens after it was accepted, by clocks of several machines."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A message, and where it stands."""

    message_id: UUID
    chunk_id: UUID
    address: str
    reference: str | None
    micros: int | None
    """What it costs all in all; charged if its fate is ``paid``."""
    currency: str | None
    fate: Fate


async def touch(work: Work, campaign_id: UUID, messages: Sequence[UUID]) -> None:
    """Something happened to these messages of a campaign, in the caller's transaction."""
    if messages:
        await repository.add_touched(work, campaign_id, groups(messages))
        work.after_commit(REPORTED["campaign"].ring)


async def campaigns(session: AsyncSession, after: UUID, most: int) -> Sequence[Touched]:
    """Up to ``most`` campaigns with ids after ``after``, in order, that something happened to."""
    return await repository.touched_campaigns(session, after, most)


async def take(session: AsyncSession, campaign_id: UUID, most: int) -> Sequence[UUID]:
    """About ``most`` of the messages something happened to, each once: they do not come again once
    the session's transaction is committed. For a campaign the caller has for itself.
    """
    return await repository.take_touched(session, campaign_id, most)


async def standing(
    session: AsyncSession, tenant_id: TenantId, ids: Sequence[UUID]
) -> Sequence[Standing]:
    """Where messages stand now, in the order of their ids; what is not there is left out."""
    if not ids:
        return []
    told = await fates(session, tenant_id, ids)
    return [
        Standing(
            one.id,
            one.chunk_id,
            one.address,
            one.reference,
            one.micros,
            one.currency,
            told[one.id],
        )
        for one in await repository.stored_of(session, tenant_id, ids)
    ]


async def fates(
    session: AsyncSession, tenant_id: TenantId, ids: Sequence[UUID]
) -> Mapping[UUID, Fate]:
    """What became of messages by now, of each of these."""
    if not ids:
        return {}
    since = instant_of(min(ids)) - _CLOCKS_DIFFER
    lives = await repository.lives_since(session, tenant_id, ids, since)
    return {one: fate_of(lives.get(one, ())) for one in ids}


async def places(
    session: AsyncSession, tenant_id: TenantId, chunk_ids: Sequence[UUID]
) -> Mapping[UUID, int]:
    """The place of each message of these chunks in its own, from 1: as the order named them."""
    return await repository.ranks(session, tenant_id, chunk_ids)
