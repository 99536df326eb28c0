"""Statements over ``connection_lease``. The database's clock rules: holders' clocks may differ."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import BigInteger, Text, bindparam, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import Interval

from guichet.gateway.leases.models import LeaseRow
from guichet.gateway.leases.types import Told
from guichet.kit.db.pipeline import Prepared, send


async def take(session: AsyncSession, name: str, holder: str, term: timedelta) -> int | None:
    """Take ``name`` if it is free or has run out; its new token, or none when somebody holds it."""
    until = func.clock_timestamp() + bindparam("term", term, Interval())
    fresh = insert(LeaseRow).values(name=name, holder=holder, token=1, expires_at=until)
    statement = fresh.on_conflict_do_update(
        index_elements=["name"],
        set_={"holder": holder, "token": LeaseRow.token + 1, "expires_at": until},
        where=LeaseRow.expires_at < func.clock_timestamp(),
    ).returning(LeaseRow.token)
    return (await session.execute(statement)).scalar()


async def renew(session: AsyncSession, name: str, token: int, term: timedelta) -> bool:
    """Prolong; false when it was lost."""
    until = func.clock_timestamp() + bindparam("term", term, Interval())
    statement = (
        update(LeaseRow)
        .where(LeaseRow.name == name, LeaseRow.token == token)
        .values(expires_at=until)
        .returning(LeaseRow.token)
    )
    return (await session.execute(statement)).scalar() is not None


_RENEW_SEVERAL = text(
    """
UPDATE connection_lease l SET expires_at = clock_timestamp() + :term
FROM unnest(CAST(:names AS text[]), CAST(:tokens AS bigint[])) AS o (name, token)
WHERE l.name = o.name AND l.token = o.token
RETURNING l.name
"""
).bindparams(bindparam("term", type_=Interval()))


async def renew_several(
    session: AsyncSession, tokens: Mapping[str, int], term: timedelta
) -> set[str]:
    """Prolong several; gives those that were not lost."""
    values = {"names": list(tokens), "tokens": list(tokens.values()), "term": term}
    return set((await session.execute(_RENEW_SEVERAL, values)).scalars())


async def beginning(session: AsyncSession, prefix: str) -> list[Told]:
    """The leases whose names begin so and go on with a hexadecimal digit, in their order."""
    holds = LeaseRow.expires_at > func.clock_timestamp()
    query = select(LeaseRow.name, LeaseRow.holder, holds).where(
        LeaseRow.name.between(f"{prefix}0", f"{prefix}g")
    )
    found = [Told(*row) for row in (await session.execute(query)).all()]
    return sorted((one for one in found if one.name.startswith(prefix)), key=lambda one: one.name)


_HOLD = Prepared(
    select(LeaseRow.token)
    .where(
        LeaseRow.name == bindparam("name", type_=Text()),
        LeaseRow.token == bindparam("token", type_=BigInteger()),
        LeaseRow.expires_at > func.clock_timestamp(),
    )
    .with_for_update(read=True)
)


async def hold(session: AsyncSession, name: str, token: int) -> bool:
    """Whether it is held by this token, and will be until this transaction ends."""
    found = await send(session, _HOLD, {"name": name, "token": token})
    return bool(await found.rows())


async def give_back(session: AsyncSession, name: str, token: int) -> None:
    """End the lease now, keeping the row so that the token goes on growing."""
    statement = (
        update(LeaseRow)
        .where(LeaseRow.name == name, LeaseRow.token == token)
        .values(expires_at=func.clock_timestamp() - bindparam("past", timedelta(seconds=1)))
    )
    await session.execute(statement)


async def forget(session: AsyncSession, name: str) -> None:
    """Drop the lease of something that is gone for ever."""
    await session.execute(delete(LeaseRow).where(LeaseRow.name == name))
