"""Statements over sign-up pages and who signed up."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.campaigns.signups.judging import Asking
from guichet.campaigns.signups.models import PageRow, SignUpDayRow, SignUpRow
from guichet.campaigns.signups.types import (
    FIELDS,
    MOST_PAGES,
    Came,
    Draft,
    Figures,
    Given,
    Page,
    SignUp,
    Words,
)
from guichet.kit.ids import TenantId
from guichet.kit.work import Work

MOST_LOOKED_AT = 20
_TURN = text("SELECT pg_advisory_xact_lock(hashtextextended(:address, 15))")
_OLD = text(
    """
DELETE FROM signup s USING (
    SELECT tenant_id, id FROM signup WHERE expires_at < :before ORDER BY expires_at LIMIT :most
) o WHERE s.tenant_id = o.tenant_id AND s.id = o.id RETURNING s.id
"""
)


async def pages(work: Work) -> Sequence[Page]:
    """Those in use, the newest first."""
    statement = (
        select(PageRow)
        .where(PageRow.tenant_id == work.tenant_id, PageRow.removed_at.is_(None))
        .order_by(PageRow.id.desc())
        .limit(MOST_PAGES)
    )
    return [_page(row) for row in (await work.session.execute(statement)).scalars()]


async def page(
    work: Work, page_id: UUID, *, lock: bool = False, removed: bool = False
) -> Page | None:
    """One in use, or with ``removed`` any; for change with ``lock``."""
    statement = select(PageRow).where(PageRow.tenant_id == work.tenant_id, PageRow.id == page_id)
    if not removed:
        statement = statement.where(PageRow.removed_at.is_(None))
    if lock:
        statement = statement.with_for_update()
    row = (await work.session.execute(statement)).scalar()
    return _page(row) if row else None


async def by_code(session: AsyncSession, code: str) -> Page | None:
    """One in use, of any company; under the system role."""
    statement = select(PageRow).where(PageRow.code == code, PageRow.removed_at.is_(None))
    row = (await session.execute(statement.limit(1))).scalar()
    return _page(row) if row else None


async def add_page(work: Work, one: Page) -> None:
    """Store a new one."""
    row = {"tenant_id": work.tenant_id, "id": one.id, "code": one.code, **_page_values(one)}
    await work.session.execute(insert(PageRow).values(row))


async def write_page(work: Work, one: Page) -> None:
    """Store a changed one, which the caller holds locked."""
    statement = (
        update(PageRow)
        .where(PageRow.tenant_id == work.tenant_id, PageRow.id == one.id)
        .values(**_page_values(one))
    )
    await work.session.execute(statement, execution_options={"synchronize_session": False})


async def wait_for_turn(work: Work, address: str) -> None:
    """Until the transaction ends nobody else asks this address."""
    await work.session.execute(_TURN, {"address": address})


async def asked(session: AsyncSession, address: str, since: datetime) -> Sequence[datetime]:
    """When an address was asked since, by any company; under the system role."""
    statement = (
        select(SignUpRow.at)
        .where(
            SignUpRow.address == address, SignUpRow.at > since, SignUpRow.message_id.is_not(None)
        )
        .order_by(SignUpRow.at.desc())
        .limit(MOST_LOOKED_AT)
    )
    return list((await session.execute(statement)).scalars())


async def lately(work: Work, address: str, since: datetime) -> Sequence[SignUp]:
    """The sign-ups of an address since, the newest first."""
    statement = (
        select(SignUpRow)
        .where(
            SignUpRow.tenant_id == work.tenant_id,
            SignUpRow.address == address,
            SignUpRow.at > since,
        )
        .order_by(SignUpRow.at.desc())
        .limit(MOST_LOOKED_AT)
    )
    return [_signup(row) for row in (await work.session.execute(statement)).scalars()]


async def asked_of_page(work: Work, page_id: UUID, since: datetime, patience: datetime) -> Asking:
    """How many confirmations a page asked for since, how many before ``patience``, and how many of
    these came.
    """
    early = SignUpRow.at <= patience
    done = SignUpRow.state == "confirmed"
    statement = select(
        func.count(), func.count().filter(early), func.count().filter(early & done)
    ).where(
        SignUpRow.tenant_id == work.tenant_id,
        SignUpRow.page_id == page_id,
        SignUpRow.at > since,
        SignUpRow.message_id.is_not(None),
    )
    return Asking(*(await work.session.execute(statement)).one())


async def of_source(work: Work, page_id: UUID, source: str) -> SignUp | None:
    """The sign-up that came in by this."""
    statement = select(SignUpRow).where(
        SignUpRow.tenant_id == work.tenant_id,
        SignUpRow.page_id == page_id,
        SignUpRow.source == source,
    )
    row = (await work.session.execute(statement)).scalar()
    return _signup(row) if row else None


async def add(work: Work, one: SignUp, token: bytes | None) -> bool:
    """Whether it is the first of its source."""
    row = {
        "tenant_id": work.tenant_id,
        "id": one.id,
        "page_id": one.page_id,
        "source": one.came.source,
        "way": one.came.way,
        "medium": one.given.medium,
        "token": token,
        "at": one.at,
        "expires_at": one.expires_at,
        **_signup_values(one),
    }
    statement = (
        insert(SignUpRow)
        .values(row)
        .on_conflict_do_nothing(index_elements=["tenant_id", "page_id", "source"])
        .returning(SignUpRow.id)
    )
    return (await work.session.execute(statement)).scalar() is not None


async def locked(work: Work, signup_id: UUID) -> SignUp | None:
    """One, for change."""
    statement = (
        select(SignUpRow)
        .where(SignUpRow.tenant_id == work.tenant_id, SignUpRow.id == signup_id)
        .with_for_update()
    )
    row = (await work.session.execute(statement)).scalar()
    return _signup(row) if row else None


async def signup(work: Work, signup_id: UUID) -> SignUp | None:
    """One, as it is."""
    statement = select(SignUpRow).where(
        SignUpRow.tenant_id == work.tenant_id, SignUpRow.id == signup_id
    )
    row = (await work.session.execute(statement)).scalar()
    return _signup(row) if row else None


async def write(work: Work, one: SignUp) -> None:
    """Store a changed one, which the caller holds locked."""
    statement = (
        update(SignUpRow)
        .where(SignUpRow.tenant_id == work.tenant_id, SignUpRow.id == one.id)
        .values(**_signup_values(one))
    )
    await work.session.execute(statement, execution_options={"synchronize_session": False})


async def by_token(session: AsyncSession, token: bytes) -> tuple[TenantId, UUID, UUID] | None:
    """The company, page and sign-up a link belongs to; under the system role."""
    statement = (
        select(SignUpRow.tenant_id, SignUpRow.page_id, SignUpRow.id)
        .where(SignUpRow.token == token)
        .limit(1)
    )
    row = (await session.execute(statement)).first()
    return (TenantId(row[0]), row[1], row[2]) if row else None


async def of_telephone(
    session: AsyncSession, telephone: str, since: datetime
) -> Sequence[tuple[TenantId, SignUp]]:
    """Its sign-ups since, with any company, the newest first; under the system role."""
    statement = (
        select(SignUpRow)
        .where(SignUpRow.address == telephone, SignUpRow.at > since)
        .order_by(SignUpRow.at.desc())
        .limit(MOST_LOOKED_AT)
    )
    rows = (await session.execute(statement)).scalars()
    return [(TenantId(row.tenant_id), _signup(row)) for row in rows]


async def count_up(
    session: AsyncSession,
    several: Mapping[tuple[TenantId, UUID], Figures],
    now: datetime,
) -> None:
    """Add to the figures of pages, on this day."""
    rows = [
        {
            "tenant_id": tenant_id,
            "page_id": page_id,
            "day": now.date(),
            "seen": more.seen,
            "signed": more.signed,
            "confirmed": more.confirmed,
            "unsent": more.unsent,
        }
        for (tenant_id, page_id), more in sorted(several.items())
    ]
    statement = insert(SignUpDayRow).values(rows)
    added = statement.excluded
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=["tenant_id", "page_id", "day"],
            set_={
                "seen": SignUpDayRow.seen + added.seen,
                "signed": SignUpDayRow.signed + added.signed,
                "confirmed": SignUpDayRow.confirmed + added.confirmed,
                "unsent": SignUpDayRow.unsent + added.unsent,
            },
        )
    )


async def figures(work: Work, page_ids: Sequence[UUID]) -> dict[UUID, Figures]:
    """What came of pages, all in all."""
    statement = (
        select(
            SignUpDayRow.page_id,
            func.sum(SignUpDayRow.seen),
            func.sum(SignUpDayRow.signed),
            func.sum(SignUpDayRow.confirmed),
            func.sum(SignUpDayRow.unsent),
        )
        .where(SignUpDayRow.tenant_id == work.tenant_id, SignUpDayRow.page_id.in_(page_ids))
        .group_by(SignUpDayRow.page_id)
    )
    rows = await work.session.execute(statement)
    return {row[0]: Figures(*map(int, row[1:])) for row in rows}


async def forget(work: Work, people: Sequence[UUID], addresses: Sequence[str]) -> None:
    """Every sign-up of these people, and what waits of these addresses."""
    mine = SignUpRow.tenant_id == work.tenant_id
    await work.session.execute(delete(SignUpRow).where(mine, SignUpRow.contact_id.in_(people)))
    if addresses:
        await work.session.execute(delete(SignUpRow).where(mine, SignUpRow.address.in_(addresses)))


async def forget_old(session: AsyncSession, before: datetime, most: int) -> int:
    """Delete sign-ups that expired before, the oldest first; gives how many. Under the system
    role.
    """
    found = await session.execute(_OLD, {"before": before, "most": most})
    return len(found.all())


def _page_values(one: Page) -> dict[str, Any]:
    draft = one.draft
    return {
        "version": one.version,
        "name": draft.name,
        "wording": one.wording,
        "words": {language: asdict(said) for language, said in draft.words.items()},
        "asks": dict(draft.asks),
        "purpose": draft.purpose,
        "territories": list(draft.territories),
        "list_id": draft.list_id,
        "tags": list(draft.tags),
        "sender": draft.sender,
        "keyword_asks": draft.keyword_asks,
        "day_cap": draft.day_cap,
        "enabled": draft.enabled,
        "created_at": one.created_at,
        "changed_at": one.changed_at,
        "removed_at": one.removed_at,
    }


def _page(row: PageRow) -> Page:
    draft = Draft(
        row.name,
        {one: Words(**row.words[one]) for one in ("fr", "en") if one in row.words},
        {name: row.asks[name] for name in FIELDS if name in row.asks},
        row.purpose,
        tuple(row.territories),
        row.list_id,
        tuple(row.tags),
        row.sender,
        row.keyword_asks,
        row.day_cap,
        row.enabled,
    )
    return Page(
        row.id,
        TenantId(row.tenant_id),
        row.version,
        row.code,
        row.wording,
        draft,
        row.created_at,
        row.changed_at,
        row.removed_at,
    )


def _signup_values(one: SignUp) -> dict[str, Any]:
    given = one.given
    return {
        "state": one.state,
        "address": given.address,
        "details": {
            "first_name": given.first_name,
            "email": given.email,
            "birth_date": given.birth_date,
            "postcode": given.postcode,
        },
        "came": asdict(one.came),
        "message_id": one.message_id,
        "confirmed_at": one.confirmed_at,
        "confirmed_by": one.confirmed_by,
        "confirmation": dict(one.confirmation),
        "contact_id": one.contact_id,
    }


def _signup(row: SignUpRow) -> SignUp:
    return SignUp(
        row.id,
        row.page_id,
        row.state,
        Given(row.medium, row.address, **row.details),
        Came(**row.came),
        row.at,
        row.expires_at,
        row.message_id,
        row.confirmed_at,
        row.confirmed_by,
        row.confirmation,
        row.contact_id,
    )
