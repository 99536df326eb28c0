"""Statements over canned replies."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, insert, or_, select, update

from guichet.desk.canned.keys import end_of, keys_of
from guichet.desk.canned.models import CannedKeyRow, CannedRow
from guichet.desk.canned.types import Canned, CannedDraft
from guichet.kit.work import Work


async def add(work: Work, canned: Canned) -> None:
    """A new one, with the words it is found by."""
    row = CannedRow(
        tenant_id=work.tenant_id,
        id=canned.id,
        version=canned.version,
        owner_id=canned.owner_id,
        used=0,
        created_at=canned.created_at,
        **_decided(canned.draft),
    )
    work.session.add(row)
    await work.session.flush()
    await _index(work, canned)


async def write(work: Work, canned: Canned) -> None:
    """What was decided anew; the caller holds it locked."""
    statement = (
        update(CannedRow)
        .where(CannedRow.tenant_id == work.tenant_id, CannedRow.id == canned.id)
        .values(version=canned.version, **_decided(canned.draft))
    )
    await work.session.execute(statement)
    await _forget_keys(work, canned.id)
    await _index(work, canned)


async def remove(work: Work, canned_id: UUID) -> None:
    """Gone, with its words."""
    await _forget_keys(work, canned_id)
    await work.session.execute(
        delete(CannedRow).where(CannedRow.tenant_id == work.tenant_id, CannedRow.id == canned_id)
    )


async def count_use(work: Work, canned_id: UUID) -> None:
    """It was used once more."""
    statement = (
        update(CannedRow)
        .where(CannedRow.tenant_id == work.tenant_id, CannedRow.id == canned_id)
        .values(used=CannedRow.used + 1)
    )
    await work.session.execute(statement)


async def get(work: Work, canned_id: UUID) -> Canned | None:
    """One."""
    statement = select(CannedRow).where(
        CannedRow.tenant_id == work.tenant_id, CannedRow.id == canned_id
    )
    row = (await work.session.execute(statement)).scalar()
    return _canned(row) if row else None


async def lock(work: Work, canned_id: UUID) -> Canned | None:
    """One, for change."""
    statement = (
        select(CannedRow)
        .where(CannedRow.tenant_id == work.tenant_id, CannedRow.id == canned_id)
        .with_for_update()
    )
    row = (await work.session.execute(statement)).scalar()
    return _canned(row) if row else None


async def page(
    work: Work,
    agent_id: UUID,
    queue_id: UUID | None,
    words: Sequence[str],
    *,
    language: str | None = None,
    before: UUID | None,
    limit: int,
) -> list[Canned]:
    """Those for everybody, for the queue (none: for any) and the agent's own, that hold words
    which begin with each of ``words``, in ``language`` or for any; the newest first.
    """
    statement = select(CannedRow).where(
        CannedRow.tenant_id == work.tenant_id, _seen_by(agent_id, queue_id)
    )
    for word in words:
        found = select(CannedKeyRow.canned_id).where(
            CannedKeyRow.tenant_id == work.tenant_id,
            CannedKeyRow.key >= word,
            CannedKeyRow.key < end_of(word),
        )
        statement = statement.where(CannedRow.id.in_(found))
    if language is not None:
        meant = or_(CannedRow.language == language, CannedRow.language.is_(None))
        statement = statement.where(meant)
    if before is not None:
        statement = statement.where(CannedRow.id < before)
    newest = statement.order_by(CannedRow.id.desc()).limit(limit)
    return [_canned(row) for row in (await work.session.execute(newest)).scalars()]


def _seen_by(agent_id: UUID, queue_id: UUID | None) -> ColumnElement[bool]:
    queue = CannedRow.scope == "queue"
    if queue_id is not None:
        queue = and_(queue, CannedRow.queue_id == queue_id)
    own = and_(CannedRow.scope == "own", CannedRow.owner_id == agent_id)
    return or_(CannedRow.scope == "tenant", queue, own)


async def _index(work: Work, canned: Canned) -> None:
    draft = canned.draft
    keys = keys_of(draft.title, draft.shortcut, draft.text)
    values = [{"tenant_id": work.tenant_id, "key": key, "canned_id": canned.id} for key in keys]
    if values:
        await work.session.execute(insert(CannedKeyRow), values)


async def _forget_keys(work: Work, canned_id: UUID) -> None:
    await work.session.execute(
        delete(CannedKeyRow).where(
            CannedKeyRow.tenant_id == work.tenant_id, CannedKeyRow.canned_id == canned_id
        )
    )


def _decided(draft: CannedDraft) -> dict[str, object]:
    return {
        "title": draft.title,
        "text": draft.text,
        "shortcut": draft.shortcut,
        "scope": draft.scope,
        "queue_id": draft.queue_id,
        "language": draft.language,
    }


def _canned(row: CannedRow) -> Canned:
    draft = CannedDraft(row.title, row.text, row.shortcut, row.scope, row.queue_id, row.language)
    return Canned(row.id, row.version, draft, row.owner_id, row.used, row.created_at)
