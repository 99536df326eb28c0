"""Statements over files."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.files.models import FileRow, FileRulesRow, FileUsageRow
from guichet.files.rules import Family, FileRules
from guichet.files.types import Owner, StoredFile
from guichet.kit.ids import TenantId
from guichet.kit.work import Work


async def add(work: Work, file: StoredFile) -> None:
    """A new row."""
    work.session.add(FileRow(tenant_id=work.tenant_id, id=file.id, **_values(file, None)))
    await work.session.flush()


async def write(work: Work, file: StoredFile, found: str | None = None) -> None:
    """Store a changed one, which the caller holds locked."""
    statement = (
        update(FileRow)
        .where(FileRow.tenant_id == work.tenant_id, FileRow.id == file.id)
        .values(**_values(file, found))
    )
    await work.session.execute(statement)


async def get(work: Work, file_id: UUID) -> StoredFile | None:
    """One."""
    statement = select(FileRow).where(FileRow.tenant_id == work.tenant_id, FileRow.id == file_id)
    row = (await work.session.execute(statement)).scalar()
    return _file(row) if row else None


async def lock(work: Work, file_ids: Sequence[UUID]) -> dict[UUID, StoredFile]:
    """Those there are, for change, locked in one order."""
    statement = (
        select(FileRow)
        .where(FileRow.tenant_id == work.tenant_id, FileRow.id.in_(list(file_ids)))
        .order_by(FileRow.id)
        .with_for_update()
    )
    return {row.id: _file(row) for row in (await work.session.execute(statement)).scalars()}


async def several(work: Work, file_ids: Sequence[UUID]) -> dict[UUID, StoredFile]:
    """Those there are."""
    statement = select(FileRow).where(
        FileRow.tenant_id == work.tenant_id, FileRow.id.in_(list(file_ids))
    )
    return {row.id: _file(row) for row in (await work.session.execute(statement)).scalars()}


async def remove(work: Work, file_id: UUID) -> None:
    """Forget one."""
    await work.session.execute(
        delete(FileRow).where(FileRow.tenant_id == work.tenant_id, FileRow.id == file_id)
    )


async def give_up(work: Work, interaction_id: UUID) -> list[UUID]:
    """Take the files out of a conversation."""
    statement = (
        update(FileRow)
        .where(FileRow.tenant_id == work.tenant_id, FileRow.interaction_id == interaction_id)
        .values(interaction_id=None)
        .returning(FileRow.id)
        .execution_options(synchronize_session=False)
    )
    return list((await work.session.execute(statement)).scalars())


async def used(session: AsyncSession, tenant_id: TenantId) -> int:
    """Bytes a tenant keeps."""
    statement = select(FileUsageRow.bytes).where(FileUsageRow.tenant_id == tenant_id)
    return (await session.execute(statement)).scalar() or 0


async def use(work: Work, size: int, files: int) -> None:
    """That many bytes and files more, or less."""
    values = {"tenant_id": work.tenant_id, "bytes": size, "files": files}
    statement = insert(FileUsageRow).values(**values)
    changed = statement.on_conflict_do_update(
        index_elements=[FileUsageRow.tenant_id],
        set_={
            "bytes": FileUsageRow.bytes + statement.excluded.bytes,
            "files": FileUsageRow.files + statement.excluded.files,
        },
    )
    await work.session.execute(changed)


async def rules(work: Work) -> FileRules:
    """What the tenant takes."""
    statement = select(FileRulesRow).where(FileRulesRow.tenant_id == work.tenant_id)
    row = (await work.session.execute(statement)).scalar()
    if row is None:
        return FileRules()
    return FileRules(row.most_mb, frozenset(map(Family, row.families)), row.version)


async def put_rules(work: Work, wanted: FileRules) -> int:
    """Set what the tenant takes; gives the new version."""
    values = {"most_mb": wanted.most_mb, "families": sorted(wanted.families)}
    statement = insert(FileRulesRow).values(tenant_id=work.tenant_id, version=1, **values)
    put = statement.on_conflict_do_update(
        index_elements=[FileRulesRow.tenant_id],
        set_={**values, "version": FileRulesRow.version + 1},
    ).returning(FileRulesRow.version)
    return (await work.session.execute(put)).scalar_one()


def _values(file: StoredFile, found: str | None) -> dict[str, Any]:
    return {
        "version": file.version,
        "name": file.name,
        "media_type": file.media_type,
        "size": file.size,
        "sha256": file.sha256,
        "state": file.state,
        "found": found,
        "owner_kind": file.owner.kind,
        "owner_key": file.owner.key,
        "interaction_id": file.interaction_id,
        "width": file.width,
        "height": file.height,
        "created_at": file.created_at,
    }


def _file(row: FileRow) -> StoredFile:
    return StoredFile(
        id=row.id,
        version=row.version,
        name=row.name,
        media_type=row.media_type,
        size=row.size,
        sha256=row.sha256,
        state=row.state,
        owner=Owner(row.owner_kind, row.owner_key),
        created_at=row.created_at,
        interaction_id=row.interaction_id,
        width=row.width,
        height=row.height,
    )
