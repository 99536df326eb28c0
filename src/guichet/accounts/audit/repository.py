"""Statements over the audit trail."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, func, insert, literal, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.audit.chain import Link
from guichet.accounts.audit.models import AuditEntry, AuditHead
from guichet.accounts.audit.types import (
    Digest,
    Ends,
    Filter,
    Head,
    Header,
    NewEntry,
    Seal,
    SealedEntry,
)
from guichet.kit.ids import TenantId, lowest_id_at

_HEADER = (
    AuditEntry.tenant_id,
    AuditEntry.id,
    AuditEntry.occurred_at,
    AuditEntry.actor_kind,
    AuditEntry.actor_id,
    AuditEntry.action,
    AuditEntry.target,
)


async def append(session: AsyncSession, entry: NewEntry) -> None:
    """Write one entry, unsealed."""
    header = entry.header
    await session.execute(
        insert(AuditEntry).values(
            tenant_id=header.chain,
            id=header.id,
            occurred_at=header.occurred_at,
            actor_kind=header.actor_kind,
            actor_id=header.actor_id,
            action=header.action,
            target=header.target,
            details=entry.details,
            salt=entry.salt,
            commitment=entry.commitment,
            digest=entry.digest,
        )
    )


async def page(
    session: AsyncSession, chain: TenantId, wanted: Filter, before: UUID | None, limit: int
) -> Sequence[AuditEntry]:
    """Entries of ``chain``, newest first, below the id ``before``."""
    query = _filtered(select(AuditEntry).where(AuditEntry.tenant_id == chain), wanted)
    if before is not None:
        query = query.where(AuditEntry.id < before)
    return (await session.scalars(query.order_by(AuditEntry.id.desc()).limit(limit))).all()


def _filtered(query: Select[AuditEntry], wanted: Filter) -> Select[AuditEntry]:
    if wanted.actor_id is not None:
        query = query.where(AuditEntry.actor_id == wanted.actor_id)
    if wanted.actor_kind is not None:
        query = query.where(AuditEntry.actor_kind == wanted.actor_kind)
    if wanted.actions:
        query = query.where(AuditEntry.action.in_(wanted.actions))
    if wanted.target is not None:
        query = query.where(AuditEntry.target == wanted.target)
    if wanted.since is not None:
        query = query.where(AuditEntry.id >= lowest_id_at(wanted.since))
    if wanted.until is not None:
        query = query.where(AuditEntry.id < lowest_id_at(wanted.until))
    return query


async def chains_waiting(session: AsyncSession, limit: int) -> Sequence[UUID]:
    """Chains that have unsealed entries, found by one step of the partial index per chain."""
    unsealed = select(AuditEntry.tenant_id).where(AuditEntry.number.is_(None))
    first = unsealed.order_by(AuditEntry.tenant_id).limit(1).subquery()
    walk = select(first.c.tenant_id).cte("walk", recursive=True)
    following = (
        unsealed.where(AuditEntry.tenant_id > walk.c.tenant_id)
        .order_by(AuditEntry.tenant_id)
        .limit(1)
        .scalar_subquery()
    )
    walk = walk.union_all(select(following).where(walk.c.tenant_id.is_not(None)))
    query = select(walk.c.tenant_id).where(walk.c.tenant_id.is_not(None)).limit(limit)
    return (await session.scalars(query)).all()


async def lock_head(session: AsyncSession, first: Head) -> Head | None:
    """The head of a chain, locked; made from ``first`` when the chain has none. ``None`` when
    another process is sealing this chain.
    """
    values = {
        "chain": first.chain,
        "number": first.number,
        "seal": first.seal,
        "sealed_at": first.sealed_at,
        "signature": first.signature,
    }
    await session.execute(upsert(AuditHead).values(values).on_conflict_do_nothing())
    query = select(AuditHead).where(AuditHead.chain == first.chain)
    row = await session.scalar(query.with_for_update(skip_locked=True))
    return None if row is None else _head(row)


async def ends(session: AsyncSession, chain: TenantId) -> Ends:
    """The head of ``chain`` and the highest number an entry of it carries (0 = none), both of
    one instant: sealing may go on meanwhile.
    """
    top = select(func.coalesce(func.max(AuditEntry.number), 0)).where(AuditEntry.tenant_id == chain)
    one = select(literal(1).label("one")).subquery()
    query = (
        select(AuditHead, top.scalar_subquery())
        .select_from(one)
        .outerjoin(AuditHead, AuditHead.chain == chain)
    )
    row = (await session.execute(query)).one()
    return Ends(_head(row[0]) if row[0] else None, row[1])


async def unsealed(
    session: AsyncSession, chain: TenantId, limit: int
) -> Sequence[tuple[UUID, Digest]]:
    """Ids and digests of entries to seal, in the order they were written."""
    query = (
        select(AuditEntry.id, AuditEntry.digest)
        .where(AuditEntry.tenant_id == chain, AuditEntry.number.is_(None))
        .order_by(AuditEntry.seq)
        .limit(limit)
    )
    return [(row.id, Digest(row.digest)) for row in await session.execute(query)]


async def seal(session: AsyncSession, chain: TenantId, links: Sequence[tuple[UUID, Link]]) -> None:
    """Give entries their places."""
    await session.execute(
        update(AuditEntry),
        [
            {"tenant_id": chain, "id": entry, "number": link.number, "seal": link.seal}
            for entry, link in links
        ],
    )


async def move_head(session: AsyncSession, new: Head) -> None:
    """Replace the head of a chain (locked before)."""
    await session.execute(
        update(AuditHead)
        .where(AuditHead.chain == new.chain)
        .values(number=new.number, seal=new.seal, sealed_at=new.sealed_at, signature=new.signature)
    )


async def sealed_after(
    session: AsyncSession, chain: TenantId, number: int, last: int, limit: int
) -> Sequence[SealedEntry]:
    """Sealed entries with numbers above ``number`` up to ``last``, in order."""
    query = (
        select(
            *_HEADER,
            AuditEntry.details,
            AuditEntry.salt,
            AuditEntry.commitment,
            AuditEntry.digest,
            AuditEntry.number,
            AuditEntry.seal,
        )
        .where(
            AuditEntry.tenant_id == chain,
            AuditEntry.number > number,
            AuditEntry.number <= last,
        )
        .order_by(AuditEntry.number)
        .limit(limit)
    )
    rows = await session.execute(query)
    return [
        SealedEntry(
            Header(TenantId(row[0]), *row[1:7]),
            row[7],
            row[8],
            row[9],
            Digest(row[10]),
            row[11],
            Seal(row[12]),
        )
        for row in rows
    ]


async def count_unsealed(session: AsyncSession, chain: TenantId) -> int:
    """How many entries wait for their seal."""
    query = select(func.count()).where(AuditEntry.tenant_id == chain, AuditEntry.number.is_(None))
    return await session.scalar(query) or 0


async def count_all_unsealed(session: AsyncSession) -> int:
    """How many entries of all chains wait for their seal."""
    return await session.scalar(select(func.count()).where(AuditEntry.number.is_(None))) or 0


async def chains(session: AsyncSession) -> Sequence[UUID]:
    """Every chain that was ever sealed."""
    return (await session.scalars(select(AuditHead.chain).order_by(AuditHead.chain))).all()


async def erase(
    session: AsyncSession, chain: TenantId, target: str, *, keep: str
) -> Sequence[UUID]:
    """Remove the details of every entry about ``target``, except those of the action ``keep``;
    gives the entries' ids.
    """
    result = await session.scalars(
        update(AuditEntry)
        .where(
            AuditEntry.tenant_id == chain,
            AuditEntry.target == target,
            AuditEntry.action != keep,
            AuditEntry.details.is_not(None),
        )
        .values(details=None, salt=None)
        .returning(AuditEntry.id)
    )
    return result.all()


async def actions(session: AsyncSession, chain: TenantId) -> Sequence[str]:
    """The different actions a chain has, for the viewer's filter: one index step per action."""
    of_chain = select(AuditEntry.action).where(AuditEntry.tenant_id == chain)
    first = of_chain.order_by(AuditEntry.action).limit(1).subquery()
    walk = select(first.c.action).cte("walk", recursive=True)
    following = (
        of_chain.where(AuditEntry.action > walk.c.action)
        .order_by(AuditEntry.action)
        .limit(1)
        .scalar_subquery()
    )
    walk = walk.union_all(select(following).where(walk.c.action.is_not(None)))
    return (await session.scalars(select(walk.c.action).where(walk.c.action.is_not(None)))).all()


def _head(row: AuditHead) -> Head:
    return Head(TenantId(row.chain), row.number, Seal(row.seal), row.sealed_at, row.signature)
