"""Files on their way in: part by part, or pasted. No transaction is held open while bytes flow."""

from collections.abc import AsyncIterable
from uuid import UUID

from guichet.crm.imports import service
from guichet.crm.imports.content import storage_on
from guichet.crm.imports.jobs import read_import
from guichet.crm.imports.readers.pasted import as_csv
from guichet.crm.imports.types import PART, Import, ImportKind
from guichet.kit.errors import FieldFault, Invalid
from guichet.kit.ground import Ground
from guichet.kit.ids import TenantId
from guichet.kit.storage import FileKey
from guichet.kit.storage.contract import one_chunk
from guichet.kit.work import Actor, UnitOfWork, Work


async def take_part(
    ground: Ground,
    who: tuple[TenantId, Actor],
    import_id: UUID,
    offset: int,
    content: AsyncIterable[bytes],
) -> Import:
    """Keep a part of the file; when this returns it survives a crash. The last one begins the
    reading. The same part again is harmless.

    :raises TooLarge: it is larger than a part may be.
    :raises NotFound, Conflict, Invalid: as `service.arrived` says; nothing is kept then.
    """
    tenant_id, actor = who
    open_work = UnitOfWork(ground.request_db, ground.clock, ground.ids)
    async with open_work(tenant_id, actor) as work:
        before = await service.get(work, import_id)
    storage, key = storage_on(ground), FileKey(tenant_id, ground.ids.new())
    stored = await storage.put(key, content, PART)
    kept = False
    try:
        async with open_work(tenant_id, actor) as work:
            one = await service.arrived(work, import_id, offset, stored.size, key.id)
            kept = one.received > before.received and offset + stored.size == one.received
            if kept and one.state == "reading":
                await read_import.defer(work, one.id)
    finally:
        if not kept:
            await storage.delete(key)
    return one


async def take_pasted(
    ground: Ground, work: Work, kind: ImportKind, text: str, by_name: str | None
) -> Import:
    """A list that was pasted, as a file of one part, whose reading begins with the commit.

    :raises Invalid: nothing stands in it.
    """
    content = as_csv(text)
    if not content.strip():
        raise Invalid(None, (FieldFault("text", "required"),))
    one = await service.create(work, kind, "", len(content), by_name)
    key = FileKey(work.tenant_id, work.ids.new())
    await storage_on(ground).put(key, one_chunk(content), PART)
    arrived = await service.arrived(work, one.id, 0, len(content), key.id)
    await read_import.defer(work, one.id)
    return arrived
