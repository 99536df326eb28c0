"""Messages of one tenant, in its own transaction: send, estimate, look at, call back."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import repeat
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.gateway.mass import (
    checking,
    reporting,
    repository,
    terms,
    touching,
    wishes,
    wordings,
)
from guichet.gateway.mass.bell import BELL
from guichet.gateway.mass.care import question
from guichet.gateway.mass.counting import Count
from guichet.gateway.mass.endings import Ending
from guichet.gateway.mass.laying import chunk_row, lot_of, message_row
from guichet.gateway.mass.models import ChunkRow
from guichet.gateway.mass.searching import (
    AT_A_TIME,
    MOST_LOOKED_AT,
    Search,
    earlier,
    state_fits,
    wording_fits,
)
from guichet.gateway.mass.settling import hold_of
from guichet.gateway.mass.states import state_of
from guichet.gateway.mass.terms import Terms
from guichet.gateway.mass.types import Message, MessageState, Order, ReportTo, Ticket
from guichet.kit.errors import Conflict, Invalid, NotFound
from guichet.kit.ids import TenantId, lowest_id_at
from guichet.kit.money import Money
from guichet.kit.work import Work
from guichet.policies.types import Question, Reason
from guichet.usage import service as usage
from guichet.usage.types import Order as Reservation

LAST_MONTH: Final = timedelta(days=31)
MOST_REFERRING: Final = 10_000


@dataclass(frozen=True, slots=True)
class Estimate:
    """What an order would come to."""

    count: Count
    currency: str | None
    objections: Mapping[str | None, Sequence[Reason]]
    asked: Question
    """What was asked of the law."""
    adds: str
    """The STOP text that is added to offers, a place standing for the route's short code."""
    held: Terms
    """What it was measured by."""


def offered(tenant_id: TenantId, since: datetime) -> object:
    """A statement of one column, ``address``: the numbers of offers that were accepted since and
    are of no campaign, as often as they were (reader role).
    """
    return repository.offered(tenant_id, lowest_id_at(since))


async def estimate(work: Work, order: Order) -> Estimate:
    """Count and price ``order`` without sending it.

    :raises Invalid: a text that cannot be sent
    """
    held = await terms.read(work.session, work.tenant_id, work.now)
    return _estimated(work, order, held)


def _estimated(work: Work, order: Order, held: Terms) -> Estimate:
    at = max(order.due_at or work.now, work.now)
    ending = Ending(order.wording, at)
    found = checking.counted(order.wording, order.recipients, held.tariff, ending)
    asked = question(order.wording, held.stricter, held.registered, at)
    against = held.objections(held.counsel(order.wording, at), found.addresses)
    adds = next((one for to in order.recipients if (one := ending.of(to.address))), "")
    currency = held.tariff.currency if held.tariff else None
    return Estimate(found, currency, against, asked, adds.strip(), held)


async def send(work: Work, order: Order, estimated: Estimate | None = None) -> Ticket:
    """Accept ``order`` within a transaction that does more than that; who only sends asks
    ``accepting.Acceptor``. Once the work is committed, Guichet answers for it. ``estimated``: what
    ``estimate`` said of it in the same work.

    :raises Invalid: a text, sender or number that cannot be sent, naming it
    :raises Conflict: ``not_enough`` and others: see ``usage.service.reserve``
    :raises Forbidden: ``sending_stopped``
    """
    estimated = estimated or await estimate(work, order)
    held = estimated.held
    if faults := checking.faults(estimated.count.unserved, estimated.objections):
        raise Invalid(None, faults)
    chunk_id, people = order.named or work.ids.new(), order.recipients
    lot = lot_of(order, held.wishes, estimated.currency, work.now)
    if lot.currency is not None:
        asked = Reservation(
            hold_of(chunk_id),
            estimated.count.total,
            len(people),
            lot.currency,
            held.today(work.now),
        )
        await usage.reserve(work, asked)
    made = [order.named or work.ids.new() for _ in people]
    micros = estimated.count.micros
    rows = [message_row(*one) for one in zip(made, repeat(chunk_id), people, micros, strict=False)]
    await repository.add_chunk(work, chunk_row(lot, chunk_id, len(people), order.wording, work.now))
    await repository.add_messages(work, rows)
    work.after_commit(BELL.ring)
    price = Money(estimated.count.total, lot.currency) if lot.currency else None
    return Ticket(chunk_id, made, work.now, price)


async def get(work: Work, message_id: UUID) -> Message:
    """One message with its whole life.

    :raises NotFound: the tenant has none of this id
    """
    found = await repository.shown(work, [message_id])
    if not found:
        raise NotFound
    return (await _with_lives(work, found))[0]


async def states_of(work: Work, ids: Sequence[UUID]) -> dict[UUID, MessageState]:
    """Where messages stand by what happened to them."""
    lives = await repository.lives_of(work, ids)
    return {one: state_of(lives.get(one, ())) for one in ids}


async def find(work: Work, message_id: UUID) -> Message | None:
    """One message with its whole life, if there is one of this id."""
    found = await repository.shown(work, [message_id])
    return (await _with_lives(work, found))[0] if found else None


async def referring_to(work: Work, words: str, since: UUID, until: UUID) -> Sequence[UUID]:
    """The messages made between two ids whose reference holds ``words``. No more than
    ``MOST_REFERRING`` are looked at, from the first on.
    """
    return await repository.referring_to(work, words, since, until, MOST_REFERRING)


async def sent_to(
    work: Work, addresses: Sequence[str], before: UUID | None, limit: int
) -> Sequence[Message]:
    """The newest messages to one of ``addresses``, older than ``before``. What answers a text of
    theirs is not among them: it belongs to that conversation.
    """
    found = await repository.page(work, addresses, before, limit, of_its_own=True)
    return await _with_lives(work, found)


async def last_from(
    session: AsyncSession,
    tenants: Collection[TenantId],
    number: str,
    address: str,
    until: datetime,
) -> tuple[UUID, datetime] | None:
    """The message of one of these companies that went last, by ``until``, from one of our numbers
    to an address, and when it was due; none within a month. Under the system role.
    """
    since = lowest_id_at(until - LAST_MONTH)
    return await repository.last_from(session, tenants, (number, address), since, until)


async def look_for(
    work: Work, search: Search, before: UUID | None, limit: int
) -> tuple[Sequence[Message], UUID | None]:
    """Up to ``limit`` of the newest messages that fit, older than ``before``; and where to look on,
    none at the end. Whatever is asked, no more than ``MOST_LOOKED_AT`` are looked at: it may find
    few or none although there are more.
    """
    found: list[Message] = []
    place, looked_at = earlier(before, search.until), 0
    since = lowest_id_at(search.since) if search.since else None
    while looked_at < MOST_LOOKED_AT:
        step = AT_A_TIME if search.is_narrow else limit + 1
        rows = await repository.page(work, search.addresses, place, step, since)
        fitting = [one for one in rows if wording_fits(search, one.wording, one.given)]
        for one in await _with_lives(work, fitting):
            if state_fits(search, one.state):
                found.append(one)
        if len(found) > limit:
            return found[:limit], found[limit - 1].id
        if len(rows) < step:
            return found, None
        place = rows[-1].id
        looked_at += step
    return found, place


async def cancel(work: Work, message_id: UUID) -> Message:
    """Call a message back before it leaves; harmless to repeat.

    :raises NotFound: the tenant has none of this id
    :raises Conflict: ``already_left``: it may be with a carrier by now
    """
    back = await cancel_several(work, [message_id])
    if not back:
        raise Conflict("already_left")
    return await get(work, message_id)


async def cancel_several(work: Work, message_ids: Sequence[UUID]) -> Sequence[UUID]:
    """Call back what of these has not left, and give back what was reserved for it; gives those
    that will not be sent. Harmless to repeat.

    :raises NotFound: the tenant has none of one of these ids
    """
    found = await repository.shown(work, message_ids)
    if len(found) < len(set(message_ids)):
        raise NotFound
    # What became of them is read behind the locks: somebody may call back the same just now.
    locked = [await repository.lock_chunk(work, one) for one in sorted({m.chunk_id for m in found})]
    messages = await _with_lives(work, found)
    back = {one.id for one in messages if one.state == "cancelled"}
    freed: dict[UUID, int] = {}
    for chunk in locked:
        now = await _cancel_in(work, chunk, [one for one in messages if one.chunk_id == chunk.id])
        back |= {one.id for one in now}
        freed[chunk.id] = sum(one.price.micros for one in now if one.price)
    for chunk_id, micros in freed.items():  # behind all chunks: who settles locks in this order
        if micros:
            await usage.release(work, hold_of(chunk_id), micros)
    return [one for one in message_ids if one in back]


async def cancel_waiting(work: Work, address: str) -> None:
    """Call back whatever has not left for one address. Harmless to repeat."""
    waiting = await repository.in_open_chunks(work, address)
    if waiting:
        await cancel_several(work, waiting)


async def _cancel_in(work: Work, chunk: ChunkRow, several: Sequence[Message]) -> list[Message]:
    """Those of a locked chunk that are called back just now."""
    waiting = await repository.not_let_go(work, chunk) if chunk.open else frozenset()
    now = [one for one in several if one.state in ("accepted", "held") and one.id in waiting]
    if now:
        await repository.add_cancelled(work, chunk.id, [one.id for one in now])
        await _report_cancelled(work, now, wishes.read(chunk.report_to or ()))
        if chunk.campaign_id is not None:
            await touching.touch(work, chunk.campaign_id, [one.id for one in now])
    return now


async def _report_cancelled(work: Work, several: Sequence[Message], to: Sequence[ReportTo]) -> None:
    if not to:
        return
    rows = [
        {
            "id": work.ids.new(),
            "kind": one.kind,
            "target": one.target,
            "message_id": message.id,
            "address": message.address,
            "reference": message.reference,
            "state": "cancelled",
            "part": 0,
            "parts": 0,
            "at": work.now,
        }
        for message in several
        for one in to
    ]
    await repository.add_reports(work, rows)
    work.after_commit(lambda: reporting.ring({one.kind for one in to}))


async def _with_lives(work: Work, found: Sequence[repository.Shown]) -> list[Message]:
    lives = await repository.lives_of(work, [one.id for one in found])
    shown = []
    for one in found:
        wording = wordings.read(one.wording or {})
        life = lives.get(one.id, [])
        shown.append(
            Message(
                one.id,
                one.chunk_id,
                one.address,
                wording.sender,
                wordings.worded(wording.text, one.given),
                wording.purpose,
                _state(one, state_of(life), work.now),
                one.accepted_at,
                one.due_at,
                one.expires_at,
                one.reference,
                wording.tags,
                Money(one.micros, one.currency) if one.micros and one.currency else None,
                life,
                one.campaign_id,
            )
        )
    return shown


def _state(one: repository.Shown, told: MessageState, now: datetime) -> MessageState:
    """Too late is too late, even while nobody looked at it."""
    waits = told in ("accepted", "held")
    if waits and one.expires_at is not None and one.expires_at <= now:
        return "expired"
    return told


async def free(session: AsyncSession, holder: UUID, now: datetime) -> None:
    """What a process held that is no more comes now, not when its leases run out (system role)."""
    await repository.free(session, holder, now)
