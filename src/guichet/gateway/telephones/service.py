"""Texts from telephones that are for nobody, for operators of the platform (system role)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.gateway.carriers.bell import HEARD
from guichet.gateway.telephones import repository
from guichet.gateway.telephones.types import Key, Text
from guichet.kit.errors import NotFound
from guichet.kit.work import Work

KEPT_FOR: Final = timedelta(days=90)
"""What was said stays in its conversation."""
FORGOTTEN_AT_ONCE: Final = 5_000


async def strays(
    session: AsyncSession, before: tuple[datetime, UUID] | None, limit: int
) -> Sequence[Text]:
    """Those for nobody, and those we could not deal with, the newest first."""
    return await repository.strays(session, before, limit)


async def again(work: Work, key: Key) -> None:
    """Deal with one once more: a number was given meanwhile, a fault mended.

    :raises NotFound: ``no_such_text``: there is none, or it is for somebody
    """
    if not await repository.again(work.session, key):
        raise NotFound("no_such_text")
    work.after_commit(HEARD.ring)


async def forget_old(session: AsyncSession, now: datetime) -> int:
    """What was dealt with longer than ``KEPT_FOR`` ago goes, some of it; gives how many."""
    return await repository.forget(session, now - KEPT_FOR, FORGOTTEN_AT_ONCE)
