"""One step of a campaign, in one transaction: some of its people are accepted for sending and its
cursor moves past them, or neither. Whoever dies between two steps leaves nothing half done, and
whoever takes over goes on at the cursor: nobody gets it twice, nobody is forgotten.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from guichet.accounts.tenants import service as tenants
from guichet.campaigns import pacing, repository, service
from guichet.campaigns.events import progressed
from guichet.campaigns.pacing import Learned, Sent, Turn
from guichet.campaigns.saying import Saying, saying
from guichet.campaigns.sending import local
from guichet.campaigns.sending.ports import Agents, Replies
from guichet.campaigns.types import Agreed, Campaign, CampaignChunk, Obstacle
from guichet.crm import service as contacts
from guichet.gateway.mass import campaigns as mass
from guichet.gateway.mass.service import Estimate, estimate, send
from guichet.gateway.mass.types import MOST_RECIPIENTS, Order, Recipient
from guichet.kit.errors import Conflict, Forbidden, Invalid
from guichet.kit.money import Money
from guichet.kit.work import Work

AHEAD: Final = 20_000
"""Messages of one campaign that wait with carriers at most: what is paused or ended is that few."""
LOOK_AGAIN: Final = timedelta(milliseconds=300)
"""When enough waits, or all of it."""
STUCK: Final = timedelta(seconds=30)
"""When it is tried again after somebody has to do something."""
TELL: Final = timedelta(seconds=1)
"""How often it is told how far it got."""
REMEMBERED: Final = 1_000
"""Chunks whose age is asked, the newest: at the agents' pace those of the last hour."""
LONG_AGO: Final = timedelta(days=1)
"""The age of all others."""
_OBSTACLES: Final[dict[str, Obstacle]] = {
    "not_enough": "not_enough",
    "day_cap": "day_cap",
    "month_cap": "month_cap",
    "sending_stopped": "sending_stopped",
}


@dataclass(frozen=True, slots=True)
class Means:
    """What steps need."""

    base_url: str
    agents: Agents
    replies: Replies


async def step(work: Work, campaign_id: UUID, means: Means) -> Campaign:
    """Do the next thing a campaign waits for.

    :raises NotFound: there is none
    """
    one = await service.locked(work, campaign_id)
    if one.next_at is None or one.next_at > work.now:
        return one
    if one.state == "cancelled":
        return await settled(work, one)
    if one.state == "leaving":
        one = await service.store(work, replace(one, state="sending", started_at=work.now))
    if one.state != "sending":
        return one
    if one.prepared >= (one.recipients or 0):
        return await _end(work, one, None)
    if one.draft.offer_ends_at is not None and one.draft.offer_ends_at <= work.now:
        return await _end(work, one, "offer_ended")
    return await _go_on(work, one, means)


async def _go_on(work: Work, one: Campaign, means: Means) -> Campaign:
    waiting = await mass.waiting(work, one.id)
    if waiting.messages >= AHEAD:
        return await _later(work, one, work.now + LOOK_AGAIN)
    turn, one = await _turn(work, one, means)
    if turn.many < 1:
        return await _later(work, one, turn.again_at)
    return await _accept(work, one, means, turn)


async def _turn(work: Work, one: Campaign, means: Means) -> tuple[Turn, Campaign]:
    """How many may go now; and, at the agents' pace, when the last one will have left."""
    pace, now = one.draft.timing.pace, work.now
    if pace.kind == "none":
        return pacing.turn(None, None, now, MOST_RECIPIENTS), one
    last = await repository.last_chunks(work, one.id, REMEMBERED)
    left = (one.recipients or 0) - one.prepared
    desk, of = None, Learned(0.0, 0.0)
    if pace.kind == "agents":
        sent = [Sent(now - chunk.due_at, chunk.count) for chunk in last]
        sent.append(Sent(LONG_AGO, one.prepared - sum(chunk.count for chunk in last)))
        of = pacing.learned(sent, await means.replies.count(work, one.id))
        desk = await means.agents.desk(work)
        one = replace(
            one,
            foreseen_at=pacing.finish(left, now, desk, of),
            foreseen_between=pacing.finish_between(left, now, desk, of),
        )
    rate = pacing.per_minute(pace, left, now, desk, of)
    turn = pacing.turn(rate, last[0].due_at if last else None, now, MOST_RECIPIENTS)
    return turn, one


async def _accept(work: Work, one: Campaign, means: Means, turn: Turn) -> Campaign:
    ahead = await repository.recipients(work, one.id, one.prepared, turn.many)
    erased = len(list(takewhile(_is_erased, ahead)))
    if erased:
        return await _moved(work, one, erased, None, work.now)
    due, rows = await _due(work, one, list(takewhile(lambda row: not _is_erased(row), ahead)))
    said = await _said(work, one, means, rows)
    if not isinstance(said, Saying):
        return await _stuck(work, one, said)
    people = await _recipients(work, said, rows)
    order = Order(
        work.tenant_id,
        said.wording,
        people,
        due,
        one.draft.offer_ends_at,
        campaign_id=one.id,
    )
    found = None
    if one.draft.spend_cap is not None or one.agreed is not None:
        against, order, found = await _afforded(work, one, order)
        if against is not None:
            return await _stop(work, one, against)
    try:
        ticket = await send(work, order, found)
    except (Conflict, Forbidden) as refusal:
        return await _stuck(work, one, _OBSTACLES.get(refusal.code, "refused"))
    except Invalid:
        return await _stop(work, one, "refused")
    micros = ticket.price.micros if ticket.price else 0
    count = len(order.recipients)
    at = due or turn.used(count)
    chunk = CampaignChunk(one.id, one.prepared + 1, count, ticket.chunk_id, at, micros)
    await repository.add_chunk(work, chunk)
    return await _moved(work, one, count, ticket.price, turn.again_at)


def _is_erased(row: repository.Place) -> bool:
    return not row[2]


async def _due(
    work: Work, one: Campaign, rows: Sequence[repository.Place]
) -> tuple[datetime | None, Sequence[repository.Place]]:
    """When these may leave, and those of them that leave together."""
    timing = one.draft.timing
    if not timing.local or timing.at is None:
        return None, rows
    zone = ZoneInfo((await tenants.get(work, work.tenant_id)).settings.zone)
    first = local.due(timing.at, zone, rows[0][2])
    at = timing.at
    return first, list(takewhile(lambda row: local.due(at, zone, row[2]) == first, rows))


async def _said(
    work: Work, one: Campaign, means: Means, rows: Sequence[repository.Place]
) -> Saying | Obstacle:
    """The text, for these people; or what is against it."""
    try:
        said = await saying(work, one, means.base_url, (rows[0][0], rows[-1][0]))
    except Invalid:
        return "refused"
    return "too_few_codes" if said.lack(one.recipients or 0) is not None else said


async def _recipients(
    work: Work, said: Saying, rows: Sequence[repository.Place]
) -> list[Recipient]:
    ids = [contact_id for _, contact_id, _ in rows if contact_id is not None]
    cards = await contacts.said(work, ids, sorted(said.ready.keys)) if said.is_personal else {}
    return said.recipients(rows, cards)


async def _afforded(
    work: Work, one: Campaign, order: Order
) -> tuple[Obstacle | None, Order, Estimate]:
    """The order, as far as the cap goes; or what is against it. Where prices are others than those
    that were shown, it goes on as long as all of it costs no more than was agreed.
    """
    found = await estimate(work, order)
    if one.agreed is not None and _is_dearer(one, one.agreed, found):
        return "price_changed", order, found
    cap = one.draft.spend_cap
    if cap is None or found.currency is None:
        return None, order, found
    many = _up_to(cap, one, found)
    if many == len(order.recipients):
        return None, order, found
    part = replace(order, recipients=order.recipients[:many])
    return ("spend_cap", part, found) if not many else (None, part, await estimate(work, part))


def _rates(found: Estimate) -> str | None:
    return found.held.tariff.mark if found.held.tariff else None


def _is_dearer(one: Campaign, agreed: Agreed, found: Estimate) -> bool:
    """Whether all that is left would come to more than was agreed, by what these cost."""
    told = agreed.rates is not None and agreed.price is not None
    if not told or found.currency is None or _rates(found) == agreed.rates:
        return False
    assert agreed.price is not None  # it was told
    if found.currency != agreed.price.currency:
        return True
    left = (one.recipients or 0) - one.prepared
    rest = found.count.total * left / len(found.count.micros)
    return (one.spent.micros if one.spent else 0) + rest > agreed.price.micros


def _up_to(cap: Money, one: Campaign, found: Estimate) -> int:
    """How many of these the cap still pays."""
    if found.currency != cap.currency:
        return 0
    left = cap.micros - (one.spent.micros if one.spent else 0)
    many = 0
    for micros in found.count.micros:
        left -= micros or 0
        if left < 0:
            break
        many += 1
    return many


async def _moved(
    work: Work, one: Campaign, count: int, price: Money | None, again: datetime
) -> Campaign:
    spent = price if one.spent is None else one.spent + price if price else one.spent
    moved = replace(
        one,
        version=one.version + 1,
        prepared=one.prepared + count,
        spent=spent,
        obstacle=None,
        next_at=again,
    )
    whole = moved.prepared >= (moved.recipients or 0)
    if whole or one.prepared == 0 or one.obstacle or work.now >= one.changed_at + TELL:
        moved = replace(moved, changed_at=work.now)
        await repository.write(work, moved)
        await work.record(progressed(moved))
    else:
        await repository.move(work, moved)
    return moved


async def _later(work: Work, one: Campaign, at: datetime) -> Campaign:
    waits = replace(one, next_at=at)
    await repository.move(work, waits)
    return waits


async def _stuck(work: Work, one: Campaign, why: Obstacle) -> Campaign:
    """It goes on by itself once the obstacle is gone."""
    at = work.now + STUCK
    if one.obstacle == why:
        return await _later(work, one, at)
    return await service.store(work, replace(one, obstacle=why, next_at=at))


async def _stop(work: Work, one: Campaign, why: Obstacle) -> Campaign:
    """Somebody has to decide."""
    return await service.store(work, replace(one, state="paused", obstacle=why, next_at=None))


async def _end(work: Work, one: Campaign, why: Obstacle | None) -> Campaign:
    if (await mass.waiting(work, one.id)).chunks:
        return await _later(work, one, work.now + LOOK_AGAIN * 3)
    ended = replace(one, state="done", finished_at=work.now, obstacle=why, next_at=None)
    return await service.store(work, ended)


async def settled(work: Work, one: Campaign) -> Campaign:
    """A cancelled one, which the caller holds locked: once nothing is on its way any more, it is
    known how many had left.
    """
    if one.state != "cancelled" or one.next_at is None:
        return one
    if (await mass.waiting(work, one.id)).chunks:
        return await _later(work, one, work.now + LOOK_AGAIN * 3)
    left = one.prepared - await mass.called_back(work, one.id)
    return await service.store(work, replace(one, had_left=left, next_at=None))
