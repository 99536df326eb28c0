"""Statements about rehearsals."""

from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from guichet.insight.rehearsal.models import RehearsalRow
from guichet.insight.rehearsal.types import KEPT, Rehearsal
from guichet.intake.rules.codec import rules_json, rules_of
from guichet.kit.work import Work

_COPIED = ("state", "number", "done", "total", "effect", "told_at", "finished_at", "version")


async def add(work: Work, one: Rehearsal) -> None:
    """A new one; the oldest beyond those that are kept go."""
    copied: dict[str, Any] = {name: getattr(one, name) for name in _COPIED}
    work.session.add(
        RehearsalRow(
            tenant_id=work.tenant_id,
            id=one.id,
            rules=rules_json(one.rules),
            created_at=one.created_at,
            **copied,
        )
    )
    await work.session.flush()
    newest = (
        select(RehearsalRow.id)
        .where(RehearsalRow.tenant_id == work.tenant_id)
        .order_by(RehearsalRow.id.desc())
        .offset(KEPT)
    )
    old = (await work.session.scalars(newest)).all()
    if old:
        await work.session.execute(
            delete(RehearsalRow).where(
                RehearsalRow.tenant_id == work.tenant_id, RehearsalRow.id.in_(old)
            )
        )


async def get(work: Work, rehearsal_id: UUID, *, lock: bool = False) -> Rehearsal | None:
    """One; locked until the transaction ends if told so."""
    statement = select(RehearsalRow).where(
        RehearsalRow.tenant_id == work.tenant_id, RehearsalRow.id == rehearsal_id
    )
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    row = (await work.session.execute(statement)).scalar()
    return _rehearsal(row) if row else None


async def write(work: Work, one: Rehearsal) -> None:
    """All of it, over a row locked before."""
    row = await work.session.get_one(RehearsalRow, (work.tenant_id, one.id))
    for name in _COPIED:
        setattr(row, name, getattr(one, name))
    await work.session.flush()


def _rehearsal(row: RehearsalRow) -> Rehearsal:
    copied: dict[str, Any] = {name: getattr(row, name) for name in _COPIED}
    return Rehearsal(id=row.id, rules=rules_of(row.rules), created_at=row.created_at, **copied)
