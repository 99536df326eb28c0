"""Numbers of erased people leave the texts that went to them and came from them. What waits is
called back at once; the rest follows round by round, for a text on its way needs its number.
"""

from collections.abc import Callable, Collection
from contextlib import AbstractAsyncContextManager
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.gateway.clients import service as clients
from guichet.gateway.mass import service as mass
from guichet.gateway.received import service as received
from guichet.gateway.telephones import repository
from guichet.kit.work import Work

AT_ONCE: Final = 500
"""Texts in one transaction."""


async def forget(work: Work, numbers: Collection[str]) -> None:
    """Call back what waits for these numbers (E.164), and see to it that they are forgotten."""
    for number in sorted(set(numbers)):
        await mass.cancel_waiting(work, number)
        await received.forget_number(work, number)
        await clients.forget_number(work, number)
        await repository.ask_to_forget(work, number)


async def go_on(transaction: Callable[[], AbstractAsyncContextManager[AsyncSession]]) -> int:
    """Forget what can be forgotten by now, under the system role; gives how many texts that were.
    A number stays asked for while a text to it is on its way. Safe to repeat.
    """
    async with transaction() as session:
        asked = await repository.asked_to_forget(session)
    gone = 0
    for one in asked:
        more = AT_ONCE
        while more == AT_ONCE:
            async with transaction() as session:
                more = await repository.forget_sent(session, one, AT_ONCE)
            gone += more
        async with transaction() as session:
            gone += await repository.forget_heard(session, one)
            await repository.forgotten(session, one)
    return gone
