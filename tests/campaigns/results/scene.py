"""A campaign on its way, as sending leaves it: a frozen list, of which all was accepted."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from guichet.campaigns import repository, service
from guichet.campaigns.models import RecipientRow
from guichet.campaigns.types import (
    By,
    Campaign,
    CampaignChunk,
    CampaignState,
    CampaignWording,
    Draft,
)
from guichet.gateway.mass.service import send
from guichet.gateway.mass.types import Order, Recipient, Ticket, Wording
from guichet.kit.clock import Clock
from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.ids import IdMaker, TenantId
from guichet.kit.money import Money
from guichet.kit.work import SYSTEM, Work
from guichet.prices import service as prices
from guichet.prices.types import PriceRow
from guichet.usage import service as usage
from guichet.usage.types import Caps, Entry, Terms

BY = By("user", None, "Marie")
WORDS = "Soldes : -20 % jusqu’à samedi. STOP 36111"
PRICE = 50_000


@dataclass(frozen=True)
class Sent:
    """A campaign, and its messages in the order of the list."""

    campaign: Campaign
    messages: Sequence[UUID]
    chunks: Sequence[UUID]

    @property
    def id(self) -> UUID:
        return self.campaign.id


@asynccontextmanager
async def sending(
    db: SystemDatabase, tenant: TenantId, clock: Clock, ids: IdMaker
) -> AsyncIterator[Work]:
    """A work as who writes lists has it."""
    async with db.transaction() as session:
        yield Work(session, tenant, clock, ids, SYSTEM)


async def priced(work: Work) -> None:
    """What a text to La Réunion costs, and something to pay it with."""
    listed = await prices.create_list(work, "sale", "Standard", "EUR")
    await prices.add_rows(work, listed.id, [PriceRow("262692", work.now, PRICE)], None)
    await prices.assign(work, listed.id, None, "Amélie")
    await usage.credit(work, Entry("payment", "1", "paid", "credit", 1_000_000_000), "EUR")
    await usage.set_terms(work, Terms("EUR", 0, None, Caps()))


async def campaign(
    work: Work,
    addresses: Sequence[str],
    people: Sequence[UUID | None] = (),
    *,
    each: int = 1_000,
    only: int | None = None,
    sender: str | None = "BOUTIQUE",
    **draft: Any,
) -> Sent:
    """Freeze a list, and accept all of it or its first ``only``, ``each`` at a time."""
    wording = CampaignWording(WORDS, sender=sender, answerable=False, consent="optin")
    made = await service.create(work, Draft("Soldes", wording, **draft), BY)
    contacts = people or [None] * len(addresses)
    work.session.add_all(
        RecipientRow(
            tenant_id=work.tenant_id, campaign_id=made.id, n=n, contact_id=contact, address=address
        )
        for n, (address, contact) in enumerate(zip(addresses, contacts, strict=True), 1)
    )
    await work.session.flush()
    accepted = addresses[:only]
    chunks: list[Ticket] = []
    for first in range(0, len(accepted), each):
        chunks.append(await _accept(work, made, first, accepted[first : first + each]))
    spent = sum(one.price.micros for one in chunks if one.price)
    going = replace(
        made,
        state="sending",
        sent_at=work.now,
        started_at=work.now,
        recipients=len(addresses),
        excluded=0,
        prepared=len(accepted),
        spent=Money(spent, "EUR") if spent else None,
    )
    stored = await service.store(work, going)
    messages = [message for one in chunks for message in one.message_ids]
    return Sent(stored, messages, [one.chunk_id for one in chunks])


async def _accept(work: Work, made: Campaign, first: int, addresses: Sequence[str]) -> Ticket:
    said = made.draft.wording
    wording = Wording(said.sender, said.text, said.purpose, said.consent)
    people = [Recipient(one) for one in addresses]
    ends = made.draft.offer_ends_at
    order = Order(work.tenant_id, wording, people, None, ends, campaign_id=made.id)
    ticket = await send(work, order)
    micros = ticket.price.micros if ticket.price else 0
    chunk = CampaignChunk(made.id, first + 1, len(people), ticket.chunk_id, work.now, micros)
    await repository.add_chunk(work, chunk)
    return ticket


async def become(work: Work, campaign_id: UUID, state: CampaignState) -> None:
    """Another state, as sending writes it."""
    one = await service.locked(work, campaign_id)
    await service.store(work, replace(one, state=state))
