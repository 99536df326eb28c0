"""What tenants use: reserved when it is accepted, used when it is handed over, given back when it
is not. Works under the request role for one tenant and under the system role for several.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.kit.db.pipeline import Answer
from guichet.kit.errors import Conflict, Forbidden
from guichet.kit.ids import TenantId, lowest_id_at
from guichet.kit.money import Money
from guichet.kit.work import Work
from guichet.usage import engine, repository
from guichet.usage.engine import Beyond, Different
from guichet.usage.events import LOW, PAID, RESUMED, STOPPED, TERMS_CHANGED, account_event
from guichet.usage.types import Account, Charged, Entry, Held, Line, Order, Posted, Terms

LONGEST_REASON: Final = 500
DEFAULT_CURRENCY: Final = "EUR"
HOLDS_KEPT: Final = timedelta(days=7)
"""Long after whoever reserved could ask again."""
_FORGOTTEN: Final = 5_000
DRAWING: Final = ("charge", "release")
"""Kinds of line that draw on a reservation."""


async def reserve(work: Work, order: Order) -> Held:
    """Reserve what a chunk of messages of the tenant of ``work`` costs, in one statement; harmless
    to repeat. What is refused changes nothing, so that the transaction can go on for others.

    :raises Forbidden: ``sending_stopped``.
    :raises Conflict: ``not_enough``, ``day_cap``, ``month_cap``, ``other_currency``.
    """
    reserving = await ask_reserve(work, order)
    held = await reserving.held()
    if held is not None:
        return held
    if reserving.twice:
        await repository.undo(work.session, work.tenant_id, order)
    return await _again(work, order)


class Reserving:
    """A reservation that was asked for."""

    def __init__(self, work: Work, order: Order, answer: Answer) -> None:
        self._work = work
        self._order = order
        self._answer = answer
        self.twice = False
        """Another transaction held the same key a moment before: undo what was taken."""

    async def held(self) -> Held | None:
        """What is left, if it was reserved just now; none: it was not, and ``reserve`` says why."""
        taken = await repository.taken(self._answer, self._order)
        self.twice = taken is not None and not taken.held
        if taken is None or self.twice:
            return None
        if engine.alarms(taken.account):
            await _tell_low(self._work)
        return Held(again=False, free=_free(taken.account))


async def ask_reserve(work: Work, order: Order) -> Reserving:
    """Reserve without waiting for the answer, within ``pipeline.in_one_go``; to be asked for it
    behind that.
    """
    answer = await repository.ask_reserve(work.session, work.tenant_id, order, work.now)
    return Reserving(work, order, answer)


async def _again(work: Work, order: Order) -> Held:
    account = await repository.account_of(work.session, work.tenant_id)
    assert account is not None  # else it would have been made
    if await repository.hold_of(work.session, work.tenant_id, order.key) is not None:
        return Held(again=True, free=_free(account))
    raise refusal(account, order)


def refusal(account: Account, order: Order) -> Conflict | Forbidden:
    """Why an order cannot be reserved, in words."""
    against = engine.obstacle(account, order)
    if against == "sending_stopped":
        return Forbidden("sending_stopped", reason=account.stopped_reason or "")
    if against == "other_currency":
        return Conflict("other_currency", asked=order.currency, has=account.currency)
    if against == "day_cap":
        return Conflict("day_cap", limit=account.caps.day or 0, used=account.day_count)
    if against == "month_cap":
        return Conflict("month_cap", limit=account.caps.month or 0, used=account.month_count)
    needed = Money(order.micros, order.currency)
    left = Money(max(account.free or 0, 0), account.currency)
    return Conflict("not_enough", needed=needed.plain, left=left.plain)


async def post(work: Work, currency: str, entries: Sequence[Entry]) -> Posted:
    """Write lines of the tenant of ``work`` and book them, in one statement; those that were
    written before change nothing. After a fault the transaction has to be rolled back.

    :raises Beyond: one draws more than its reservation has left.
    :raises Different: one was written before with another amount.
    """
    if not entries:
        return Posted(0, 0)
    if any(one.micros < 0 or (one.kind in DRAWING and one.hold is None) for one in entries):
        raise Beyond
    numbered = [(work.ids.new(), one) for one in entries]
    try:
        booked = await repository.post(work.session, work.tenant_id, currency, numbered, work.now)
    except repository.OutOfBounds:
        raise Beyond from None
    if booked.unheld or (booked.written and not booked.booked):
        raise Beyond
    if booked.written < len(entries):
        await _compare(work.session, work.tenant_id, entries)
    return Posted(booked.written, booked.micros)


async def _compare(session: AsyncSession, tenant: TenantId, entries: Sequence[Entry]) -> None:
    """Refuse what came before with another amount."""
    for source_kind in {one.source_kind for one in entries}:
        asked = {
            (one.source_id, one.part): one.micros
            for one in entries
            if one.source_kind == source_kind
        }
        ids = sorted({source_id for source_id, _ in asked})
        for line in await repository.lines_named(session, tenant, source_kind, ids):
            amount = asked.get((line.entry.source_id, line.entry.part))
            if amount is not None and amount != line.entry.micros:
                raise Different


async def release(work: Work, key: str, micros: int) -> int:
    """Give back so much of a reservation, for what of it will not be sent: at most what is left.
    Not to be repeated. Gives how much that was, in millionths.
    """
    return await repository.release(work.session, work.tenant_id, key, micros)


async def release_rest(work: Work, key: str) -> int:
    """Give back what a reservation has left, when nothing of it will be sent any more; harmless to
    repeat. Gives how much that was, in millionths.
    """
    return await repository.release(work.session, work.tenant_id, key, None)


async def forget_old(session: AsyncSession, now: datetime) -> int:
    """Delete reservations that were used up or given back, some thousands (system role); gives how
    many went. The lines of the ledger stay.
    """
    return await repository.forget_holds(session, now - HOLDS_KEPT, _FORGOTTEN)


async def account(session: AsyncSession, tenant: TenantId) -> Account | None:
    """What a tenant may use; none: nobody decided anything and nothing was used."""
    return await repository.account_of(session, tenant)


async def stopped_tenants(session: AsyncSession) -> frozenset[TenantId]:
    """The tenants whose sending is stopped (system role): asked once at the start, then kept by
    the events.
    """
    return frozenset(await repository.stopped(session))


async def stopped_among(
    session: AsyncSession, tenants: Collection[TenantId]
) -> Mapping[TenantId, str]:
    """Those of ``tenants`` whose sending is stopped, with the reason (system role)."""
    return await repository.stopped_among(session, tenants) if tenants else {}


async def lines(
    session: AsyncSession, tenant: TenantId, before: UUID | None, limit: int
) -> Sequence[Line]:
    """The ledger, the newest first, older than ``before``."""
    return await repository.lines(session, tenant, before, limit)


async def charged_since(session: AsyncSession, tenant: TenantId, since: datetime) -> Charged:
    """What was used from an instant on."""
    found = await repository.charged_since(session, tenant, lowest_id_at(since))
    return Charged(*found)


async def set_terms(work: Work, terms: Terms) -> Account:
    """Decide what the tenant of ``work`` may use. The currency can change only before anything was
    paid in or used.

    :raises Conflict: ``currency_in_use``.
    """
    account = await _locked(work, terms.currency)
    touched = account.credited or account.settled or account.reserved
    if account.currency != terms.currency and touched:
        raise Conflict("currency_in_use", has=account.currency)
    version = account.version + 1
    await repository.set_terms(work.session, work.tenant_id, terms, version)
    after = replace(
        account,
        currency=terms.currency,
        allowed=terms.allowed,
        low_at=terms.low_at,
        low_told=False,
        caps=terms.caps,
        version=version,
    )
    await work.record(account_event(TERMS_CHANGED, work.tenant_id, after))
    return after


async def credit(work: Work, entry: Entry, currency: str) -> Account:
    """Note a payment, or something given back; harmless to repeat under the same source.

    :raises Conflict: ``other_currency``, ``paid_differently``.
    """
    account = await _locked(work, currency)
    if account.currency != currency:
        raise Conflict("other_currency", asked=currency, has=account.currency)
    try:
        posted = await post(work, currency, [entry])
    except Different:
        raise Conflict("paid_differently", source=entry.source_id) from None
    if not posted.written:
        return account
    paid = account.credited + entry.micros
    version = account.version + 1
    await repository.set_version(work.session, work.tenant_id, version)
    after = replace(account, credited=paid, low_told=False, version=version)
    await work.record(account_event(PAID, work.tenant_id, after))
    return after


async def stop_sending(work: Work, reason: str) -> Account:
    """Stop everything the tenant of ``work`` sends, at once: what waits is held, nothing new is
    accepted. Harmless to repeat.
    """
    account = await _locked(work, None)
    if account.stopped_at is not None:
        return account
    version = account.version + 1
    await repository.set_stopped(work.session, work.tenant_id, work.now, reason, version)
    after = replace(account, stopped_at=work.now, stopped_reason=reason, version=version)
    await work.record(account_event(STOPPED, work.tenant_id, after))
    return after


async def resume_sending(work: Work) -> Account:
    """Let the tenant of ``work`` send again. Harmless to repeat."""
    account = await _locked(work, None)
    if account.stopped_at is None:
        return account
    version = account.version + 1
    await repository.set_stopped(work.session, work.tenant_id, None, None, version)
    after = replace(account, stopped_at=None, stopped_reason=None, version=version)
    await work.record(account_event(RESUMED, work.tenant_id, after))
    return after


async def _locked(work: Work, currency: str | None) -> Account:
    await repository.open_account(work.session, work.tenant_id, currency or DEFAULT_CURRENCY)
    account = await repository.account_of(work.session, work.tenant_id, lock=True)
    assert account is not None  # made just now, if not before
    return account


async def _tell_low(work: Work) -> None:
    account = await repository.account_of(work.session, work.tenant_id, lock=True)
    if account is None or not engine.alarms(account):
        return
    after = replace(account, low_told=True, version=account.version + 1)
    await repository.set_told(work.session, work.tenant_id, after.version)
    await work.record(account_event(LOW, work.tenant_id, after))


def _free(account: Account) -> Money | None:
    return None if account.free is None else Money(account.free, account.currency)
