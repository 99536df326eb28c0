"""Everybody who was chosen as one statement, with what decides about them.

Read under the reader role, which takes no part in what the relay waits for: a list of a million
is read while it is written elsewhere, some thousands at a time.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, cast
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CTE,
    BigInteger,
    ColumnElement,
    Select,
    Text,
    Uuid,
    any_,
    column,
    false,
    func,
    literal,
    null,
    select,
    text,
    union,
    union_all,
)
from sqlalchemy import cast as as_type
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.campaigns.audience.types import Candidate
from guichet.campaigns.models import CampaignRow, ExclusionRow, RecipientRow
from guichet.consent import service as consents
from guichet.consent.addresses import Digester
from guichet.crm import service as contacts
from guichet.gateway.mass import service as mass
from guichet.kit.db.copying import copy_rows
from guichet.kit.ids import TenantId
from guichet.kit.work import Work

LONGEST: Final = timedelta(seconds=60)
"""After that a question is given up."""
WHOLE: Final = timedelta(minutes=10)
"""As long as all of a list may take to be read and written down."""
TOGETHER: Final = 5_000
"""Rows read at a time, so that nothing else waits long."""
_LIMITS = text("""
SELECT set_config('statement_timeout', :longest, true), set_config('work_mem', '64MB', true),
       set_config('jit', 'off', true), set_config('enable_nestloop', 'off', true),
       set_config('plan_cache_mode', 'force_custom_plan', true),
       set_config('transaction_timeout', '0', true), set_config('transaction_timeout', :whole, true)
""")
"""The limit of a transaction that has begun is only changed by taking it off first; and that of a
statement counts only where it is the shorter one.
"""
_FORGET_RECIPIENTS = text("""
DELETE FROM campaign_recipient WHERE tenant_id = :tenant AND campaign_id = :campaign
AND n BETWEEN :first AND :last
""")
_FORGET_EXCLUSIONS = text("""
DELETE FROM campaign_exclusion WHERE tenant_id = :tenant AND campaign_id = :campaign
AND n BETWEEN :first AND :last
""")
_FORGET_SHOWN = text("""
DELETE FROM campaign_shown WHERE tenant_id = :tenant AND campaign_id = :campaign
AND n BETWEEN :first AND :last
""")
_PUT_ASIDE = text("""
WITH gone AS (
    DELETE FROM campaign_recipient WHERE tenant_id = :tenant AND campaign_id = :campaign
    AND n BETWEEN :first AND :last RETURNING n, contact_id, address
)
INSERT INTO campaign_shown (tenant_id, campaign_id, n, contact_id, address)
SELECT :tenant, :campaign, n, contact_id, address FROM gone
""")
_LAST_SHOWN = text("""
SELECT coalesce(max(n), 0) FROM campaign_shown
WHERE tenant_id = :tenant AND campaign_id = :campaign
""")
_LAST = text("""
SELECT coalesce((SELECT max(n) FROM campaign_recipient
                 WHERE tenant_id = :tenant AND campaign_id = :campaign), 0),
       coalesce((SELECT max(n) FROM campaign_exclusion
                 WHERE tenant_id = :tenant AND campaign_id = :campaign), 0)
""")


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the statement is made of."""

    tenant_id: TenantId
    people: Sequence[object]
    """Statements of one column, ``contact_id``."""
    numbers: Sequence[str]
    """Typed in, each once."""
    minus: Sequence[object]
    minus_numbers: Sequence[str]
    width: int
    """Characters by which numbers are told apart: as long as the price list's longest prefix."""
    offers: Digester | None
    """The company's digests, where refusals and agreements count."""
    platform: Digester
    recent: Sequence[UUID] = ()
    """Campaigns with offers of the company's own span."""
    since: datetime | None = None
    """Where that span began: other offers count as well; none where the company sets no limit."""
    in_order: bool = False
    """By number, so that those of one place stand together."""
    control: int = 0
    """Of a hundred, how many are drawn to be held back."""
    seed: int = 0
    """The same draws the same people."""


@asynccontextmanager
async def patiently(session: AsyncSession) -> AsyncIterator[None]:
    """Ask within this block: with room to sort and hash, and without loops: the planner takes a
    million digests for a few.
    """
    limits = {"longest": LONGEST, "whole": WHOLE}
    await session.execute(
        _LIMITS, {name: str(one // timedelta(milliseconds=1)) for name, one in limits.items()}
    )
    yield


def candidates(chosen: Chosen) -> Select[Any]:
    """One row for each person or number that was chosen, and for each time beyond."""
    people = _people(chosen)
    phones = cast("Select[UUID, str]", contacts.best_phones(chosen.tenant_id)).cte("phones")
    rows = _rows(chosen, people, phones)
    minus = _minus(chosen)
    told: Any = rows
    left_out: ColumnElement[bool] = func.coalesce(
        _in(rows.c.address, chosen.minus_numbers), false()
    )
    if minus is not None:
        told = told.outerjoin(minus, minus.c.contact_id == rows.c.contact_id)
        left_out = left_out | minus.c.contact_id.is_not(None)
    columns: list[Any] = [
        rows.c.contact_id,
        rows.c.address,
        rows.c.typed,
        left_out.label("left_out"),
        rows.c.again,
        _blocked(rows, chosen),
    ]
    told = _with_decision(told, rows, chosen, columns)
    told = _with_recent(told, rows, chosen, columns)
    columns += [_drawn(rows, chosen), _mark(rows)]
    statement = select(*columns).select_from(told).prefix_with("/* audience */")
    return statement.order_by(rows.c.address) if chosen.in_order else statement


def _people(chosen: Chosen) -> CTE:
    several = [cast("Select[UUID]", one) for one in chosen.people]
    if not several:
        return select(as_type(null(), Uuid()).label("contact_id")).where(false()).cte("people")
    if len(several) == 1:
        return several[0].cte("people")
    return union(*several).cte("people")


def _minus(chosen: Chosen) -> CTE | None:
    several = [cast("Select[UUID]", one) for one in chosen.minus]
    if not several:
        return None
    return (union(*several) if len(several) > 1 else several[0]).cte("minus")


def _rows(chosen: Chosen, people: CTE, phones: CTE) -> CTE:
    """Contacts with their number, then numbers that were typed in."""
    carded = select(
        people.c.contact_id,
        phones.c.phone.label("address"),
        false().label("typed"),
        false().label("again"),
    ).select_from(people.outerjoin(phones, phones.c.contact_id == people.c.contact_id))
    if not chosen.numbers:
        return carded.cte("chosen")
    given = (
        func.unnest(as_type(list(chosen.numbers), ARRAY(Text())))
        .table_valued(column("phone", Text), with_ordinality="place", name="given")
        .render_derived()
    )
    owners = cast("Select[str, UUID]", contacts.phone_owners(chosen.tenant_id, chosen.numbers)).cte(
        "owners"
    )
    known = (
        select(
            owners.c.contact_id,
            given.c.phone,
            given.c.place,
            func.row_number()
            .over(
                partition_by=func.coalesce(as_type(owners.c.contact_id, Text), given.c.phone),
                order_by=given.c.place,
            )
            .label("time"),
        )
        .select_from(given.outerjoin(owners, owners.c.phone == given.c.phone))
        .cte("known")
    )
    typed = select(
        known.c.contact_id,
        known.c.phone,
        known.c.contact_id.is_(None),
        (known.c.time > 1) | people.c.contact_id.is_not(None),
    ).select_from(known.outerjoin(people, people.c.contact_id == known.c.contact_id))
    return union_all(carded, typed).cte("chosen")


def _blocked(rows: CTE, chosen: Chosen) -> Any:
    blocked = cast("Select[bytes]", consents.blocked_addresses()).cte("blocked")
    hashed = _digest(chosen.platform, rows)
    there = select(literal(1)).select_from(blocked).exists()
    found = select(blocked.c.address_hash).where(blocked.c.address_hash == hashed).exists()
    return (there & found).label("blocked")


def _with_decision(told: Any, rows: CTE, chosen: Chosen, columns: list[Any]) -> Any:
    if chosen.offers is None:
        columns.append(as_type(null(), Text()).label("decision"))
        return told
    words = cast(
        "Select[bytes, str]", consents.last_words(chosen.tenant_id, "marketing", "sms")
    ).cte("words")
    hashed = _digest(chosen.offers, rows)
    columns.append(words.c.decision)
    return told.outerjoin(words, words.c.address_hash == hashed)


def _with_recent(told: Any, rows: CTE, chosen: Chosen, columns: list[Any]) -> Any:
    if chosen.since is None:
        columns.append(literal(0).label("recent"))
        return told
    of_campaigns = select(RecipientRow.address).where(
        RecipientRow.tenant_id == chosen.tenant_id,
        RecipientRow.campaign_id == any_(as_type(list(chosen.recent), ARRAY(Uuid()))),
    )
    others = cast("Select[str]", mass.offered(chosen.tenant_id, chosen.since))
    had = union_all(of_campaigns, others).subquery()
    lately = (
        select(had.c.address, func.count().label("times")).group_by(had.c.address).cte("lately")
    )
    columns.append(func.coalesce(lately.c.times, 0).label("recent"))
    return told.outerjoin(lately, lately.c.address == rows.c.address)


def _drawn(rows: CTE, chosen: Chosen) -> ColumnElement[bool]:
    """Whether somebody is drawn to be held back, by who they are and the seed."""
    if not chosen.control:
        return false().label("control")
    drawn = func.hashtextextended(_person(rows), as_type(chosen.seed, BigInteger))
    return (func.mod(func.mod(drawn, 100) + 100, 100) < chosen.control).label("control")


def _person(rows: CTE) -> ColumnElement[str]:
    return func.coalesce(as_type(rows.c.contact_id, Text), rows.c.address, "")


def _mark(rows: CTE) -> ColumnElement[int]:
    """Of a person with this number: those of a list make its fingerprint, whatever their order."""
    whole = _person(rows) + "/" + func.coalesce(rows.c.address, "")
    return func.hashtextextended(whole, as_type(0, BigInteger)).label("mark")


def _digest(digester: Digester, rows: CTE) -> ColumnElement[bytes]:
    found = consents.digests_in_database(digester, "phone", rows.c.address)
    return cast("ColumnElement[bytes]", found)


def _in(value: ColumnElement[Any], several: Sequence[str]) -> ColumnElement[bool]:
    if not several:
        return false()
    return value == any_(as_type(list(several), ARRAY(Text())))


@dataclass(frozen=True, slots=True)
class Alike:
    """People of whom the same is known."""

    count: int
    example: str | None
    """The number of one of them."""
    mark: int
    """Of all of them together."""


async def count(session: AsyncSession, chosen: Chosen) -> dict[Candidate, Alike]:
    """How many are alike."""
    found = candidates(chosen).subquery()
    head = func.left(found.c.address, chosen.width)
    alike = (
        head.label("head"),
        found.c.typed,
        found.c.left_out,
        found.c.again,
        found.c.blocked,
        found.c.decision,
        found.c.recent,
        found.c.control,
    )
    sums = (func.count(), func.min(found.c.address), func.bit_xor(found.c.mark))
    counted = select(*alike, *sums).group_by(*alike)
    return {
        Candidate(*row[:-3]): Alike(*row[-3:]) for row in (await session.execute(counted)).all()
    }


async def some(
    session: AsyncSession, chosen: Chosen, limit: int
) -> list[tuple[UUID | None, str, Candidate]]:
    """A few of them that have a number, and what is known of each."""
    found = candidates(chosen).subquery()
    statement = select(found).where(found.c.address.is_not(None)).limit(limit)
    return [
        (row[0], row[1], _candidate(row, chosen.width))
        for row in (await session.execute(statement)).all()
    ]


Somebody = tuple[UUID | None, str | None, Candidate, int]
"""Card, number, what is known, and their mark."""


async def everybody(
    session: AsyncSession, chosen: Chosen
) -> AsyncGenerator[Sequence[Somebody], None]:
    """All of them, some thousands at a time; to be closed by whoever leaves before the end."""
    streamed = await session.stream(candidates(chosen), execution_options={"yield_per": TOGETHER})
    known: dict[Any, Candidate] = {}
    try:
        async for rows in streamed.partitions():
            made = []
            for row in rows:
                key = (row[1][: chosen.width] if row[1] else None, *row[2:-1])
                one = known.get(key)
                if one is None:
                    one = known[key] = Candidate(*key)
                made.append((row[0], row[1], one, row[-1]))
            yield made
    finally:
        await streamed.close()


def _candidate(row: Any, width: int) -> Candidate:
    return Candidate(row[1][:width] if row[1] else None, *row[2:-1])


async def recent_offers(work: Work, since: datetime) -> list[UUID]:
    """Campaigns with offers that began to go since."""
    statement = select(CampaignRow.id).where(
        CampaignRow.tenant_id == work.tenant_id,
        CampaignRow.started_at >= since,
        CampaignRow.wording["purpose"].astext == "marketing",
    )
    return list((await work.session.execute(statement)).scalars())


async def last(session: AsyncSession, tenant_id: TenantId, campaign_id: UUID) -> tuple[int, int]:
    """The last places of what was once written of a list: recipients, exclusions."""
    row = (await session.execute(_LAST, {"tenant": tenant_id, "campaign": campaign_id})).one()
    return row[0], row[1]


async def forget(
    session: AsyncSession, tenant_id: TenantId, campaign_id: UUID, first: int, until: int
) -> None:
    """Drop recipients and exclusions with places between these (system role)."""
    values = {"tenant": tenant_id, "campaign": campaign_id, "first": first, "last": until}
    await session.execute(_FORGET_RECIPIENTS, values)
    await session.execute(_FORGET_EXCLUSIONS, values)


async def last_shown(session: AsyncSession, tenant_id: TenantId, campaign_id: UUID) -> int:
    """The last place of a list that was put aside."""
    values = {"tenant": tenant_id, "campaign": campaign_id}
    return int((await session.execute(_LAST_SHOWN, values)).scalar_one())


async def put_aside(
    session: AsyncSession, tenant_id: TenantId, campaign_id: UUID, first: int, until: int
) -> None:
    """Keep recipients with places between these as those that were shown (system role)."""
    values = {"tenant": tenant_id, "campaign": campaign_id, "first": first, "last": until}
    await session.execute(_PUT_ASIDE, values)


async def forget_shown(
    session: AsyncSession, tenant_id: TenantId, campaign_id: UUID, first: int, until: int
) -> None:
    """Drop what was put aside between these places (system role)."""
    values = {"tenant": tenant_id, "campaign": campaign_id, "first": first, "last": until}
    await session.execute(_FORGET_SHOWN, values)


async def append(
    session: AsyncSession, recipients: Sequence[str], exclusions: Sequence[str]
) -> None:
    """Write rows by COPY (system role)."""
    if recipients:
        await copy_rows(session, RecipientRow.__tablename__, _RECIPIENT, recipients)
    if exclusions:
        await copy_rows(session, ExclusionRow.__tablename__, _EXCLUSION, exclusions)


_RECIPIENT = ("tenant_id", "campaign_id", "n", "contact_id", "address")
_EXCLUSION = ("tenant_id", "campaign_id", "n", "contact_id", "address", "reason")
