"""A first text to look at: sent by the demo company as any other, through all of Guichet."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final

from guichet.accounts.tenants import service as tenants
from guichet.accounts.works import SystemWorks
from guichet.gateway.mass import service as mass
from guichet.gateway.mass.types import Order, Recipient, Wording
from guichet.kit.ground import Ground
from guichet.kit.i18n import Language, sentence
from guichet.kit.work import SYSTEM, UnitOfWork
from guichet.processes.demo import SHOP
from guichet.processes.demo_telephones.people import NUMBERS

Try = Callable[[str, Language], Awaitable[bool]]
"""Sends a text to the telephone of a number; tells whether it is one of the demo's."""
TAG: Final = "demo"


def trying(ground: Ground) -> Try:
    """Sends in the name of the demo company."""
    return partial(_send, ground)


async def _send(ground: Ground, number: str, language: Language) -> bool:
    async with SystemWorks(ground.system_db, ground.clock, ground.ids)() as work:
        company = await tenants.find(work, SHOP)
    if company is None or number not in NUMBERS:
        return False
    parcel = f"V-{ground.clock.now():%H%M%S}"  # the same words would go once
    text = sentence(language, "demo.telephones.try_text", {"parcel": parcel})
    order = Order(
        company.id, Wording(None, text, "service", tags=(TAG,)), [Recipient(f"+{number}")]
    )
    open_work = UnitOfWork(ground.request_db, ground.clock, ground.ids)
    async with open_work(company.id, SYSTEM) as work:
        await mass.send(work, order)
    return True
