"""Prices: the platform's dated lists, and what a tenant pays. A row is never changed: what counted
on a day counts for that day for ever.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.audit import service as audit
from guichet.accounts.audit.types import Details
from guichet.kit.errors import Conflict, FieldFault, Invalid, NotFound
from guichet.kit.events.types import NewEvent
from guichet.kit.ids import TenantId
from guichet.kit.work import Work
from guichet.prices import repository
from guichet.prices.events import ASSIGNED, LIST_CHANGED, list_item
from guichet.prices.rating import Tariff, tariff_at
from guichet.prices.repository import RowKey
from guichet.prices.types import Assignment, ListKind, PriceList, PriceRow, StoredRow
from guichet.usage import service as usage

AT_ONCE: Final = 5_000
"""Rows of one statement."""
LATELY: Final = timedelta(minutes=1)
"""What began within it begins when it is written: reading a file takes a moment."""


async def create_list(work: Work, kind: ListKind, name: str, currency: str) -> PriceList:
    """Make an empty list."""
    made = PriceList(work.ids.new(), kind, name, currency, 1, work.now)
    await repository.add_list(work.session, made)
    await _told(work, made, "made", 0)
    return made


async def price_list(session: AsyncSession, list_id: UUID) -> PriceList:
    """A list.

    :raises NotFound: ``no_such_price_list``.
    """
    found = await repository.list_of(session, list_id)
    if found is None:
        raise NotFound("no_such_price_list")
    return found


async def lists(session: AsyncSession, before: UUID | None, limit: int) -> Sequence[PriceList]:
    """All lists, the newest first."""
    return await repository.lists(session, before, limit)


async def add_rows(
    work: Work, list_id: UUID, rows: Sequence[PriceRow], by_name: str | None
) -> PriceList:
    """Append prices. A row for a prefix and instant that has one already replaces it, as long as
    that instant lies ahead.

    :raises NotFound: ``no_such_price_list``.
    :raises Invalid: a row begins in the past.
    """
    found = await repository.list_of(work.session, list_id, lock=True)
    if found is None:
        raise NotFound("no_such_price_list")
    now = work.now
    rows = [_begun(row, now) for row in rows]
    past = [place for place, row in enumerate(rows) if row.valid_from < now]
    if past:
        raise Invalid(None, (FieldFault(f"rows/{past[0]}/valid_from", "date_past"),))
    for first in range(0, len(rows), AT_ONCE):
        some = rows[first : first + AT_ONCE]
        await repository.add_rows(work.session, list_id, some, work.now, by_name)
    after = replace(found, version=found.version + 1)
    await repository.set_list(work.session, list_id, after.name, after.version)
    await _told(work, after, "rows", len(rows))
    return after


async def rows(
    session: AsyncSession, list_id: UUID, after: RowKey | None, limit: int
) -> Sequence[StoredRow]:
    """Every row of a list, past ones included, by prefix and beginning."""
    return await repository.rows(session, list_id, after, limit)


async def assign(
    work: Work, list_id: UUID, valid_from: datetime | None, by_name: str | None
) -> Assignment:
    """Let the tenant of ``work`` pay by a list, from ``valid_from`` on (now unless given).

    :raises NotFound: ``no_such_price_list``.
    :raises Conflict: ``not_a_sale_list``, ``other_currency``.
    :raises Invalid: ``valid_from`` lies in the past.
    """
    found = await price_list(work.session, list_id)
    now = work.now
    begins = valid_from or now
    if begins < now:
        raise Invalid(None, (FieldFault("valid_from", "date_past"),))
    if found.kind != "sale":
        raise Conflict("not_a_sale_list", name=found.name)
    account = await usage.account(work.session, work.tenant_id)
    if account is not None and account.currency != found.currency:
        raise Conflict("other_currency", asked=found.currency, has=account.currency)
    assignment = Assignment(list_id, begins)
    await repository.assign(work.session, work.tenant_id, assignment, work.now, by_name)
    item = {**list_item(found), "valid_from": begins.isoformat()}
    subject = f"price_assignment:{work.tenant_id}"
    await work.record(NewEvent(ASSIGNED, subject, 1, {"item": item}))
    await audit.write(work, ASSIGNED, subject, {"name": found.name})
    return assignment


async def list_at(session: AsyncSession, tenant: TenantId, at: datetime) -> PriceList | None:
    """The list a tenant pays by at ``at``; none: nobody decided, and nothing is charged."""
    found = await repository.assignments(session, tenant)
    current = next((one for one in found if one.valid_from <= at), None)
    return await price_list(session, current.list_id) if current else None


async def tariff(session: AsyncSession, list_id: UUID, at: datetime) -> Tariff:
    """A list as it is at ``at``, compiled. Good until its ``until``, or until the list changes
    (``prices.list.changed``).
    """
    found = await price_list(session, list_id)
    present = await repository.rows_at(session, list_id, at)
    compiled = tariff_at(present, found.currency, at)
    compiled.until = await repository.next_change(session, list_id, at)
    return compiled


async def tariff_of(session: AsyncSession, tenant: TenantId, at: datetime) -> Tariff | None:
    """What a tenant pays at ``at``, compiled; none: nobody decided, and nothing is charged."""
    found = await repository.assignments(session, tenant)
    current = next((one for one in found if one.valid_from <= at), None)
    if current is None:
        return None
    compiled = await tariff(session, current.list_id, at)
    ahead = [one.valid_from for one in found if one.valid_from > at]
    bounds = [*ahead, *([compiled.until] if compiled.until else [])]
    compiled.until = min(bounds, default=None)
    return compiled


def _begun(row: PriceRow, now: datetime) -> PriceRow:
    lately = now - LATELY <= row.valid_from < now
    return replace(row, valid_from=now) if lately else row


async def _told(work: Work, one: PriceList, what: str, count: int) -> None:
    subject = f"price_list:{one.id}"
    await work.record(NewEvent(LIST_CHANGED, subject, one.version, {"item": list_item(one)}))
    details: Details = {"name": one.name, "what": what, "count": count}
    await audit.write(work, LIST_CHANGED, subject, details)
