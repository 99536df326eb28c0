"""Files: taken in, found clean or not, put into conversations, forgotten when nobody used them.

The content itself is in ``kit.storage``, under the file's id; ``uploads`` brings the two together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.audit import service as audit
from guichet.accounts.entitlements import service as entitlements
from guichet.accounts.entitlements.types import Quota
from guichet.files import repository
from guichet.files.events import CHANGED, REMOVED, RULES_CHANGED, STORED, file_event, rules_event
from guichet.files.rules import MEGABYTE, FileRules
from guichet.files.types import FileRef, FileState, Owner, StoredFile
from guichet.kit.errors import FieldFault, Invalid, NotFound
from guichet.kit.ids import TenantId
from guichet.kit.work import Work


async def rules(work: Work) -> FileRules:
    """What the tenant takes."""
    return await repository.rules(work)


async def set_rules(work: Work, wanted: FileRules) -> FileRules:
    """Set what the tenant takes. Repeating it changes nothing more."""
    before = await repository.rules(work)
    if replace(wanted, version=before.version) == before and before.version:
        return before
    after = replace(wanted, version=await repository.put_rules(work, wanted))
    event = rules_event(work.tenant_id, after)
    await work.record(event)
    details = {"most_mb": str(after.most_mb), "families": ", ".join(sorted(after.families))}
    await audit.write(work, RULES_CHANGED, event.subject, details)
    return after


async def expect(work: Work, name: str, owner: Owner) -> StoredFile:
    """A file is about to arrive: it has an id, and nobody gets it."""
    file = StoredFile(
        id=work.ids.new(),
        version=0,
        name=name,
        media_type="application/octet-stream",
        size=0,
        sha256="",
        state="pending",
        owner=owner,
        created_at=work.now,
        interaction_id=None,
    )
    await repository.add(work, file)
    return file


async def arrived(work: Work, file: StoredFile, found: str | None = None) -> StoredFile:
    """All of ``file``, which was expected, is stored, and this is known of it. An infected one
    (``found``) takes no room, for its content is thrown away. Raises ``Forbidden``
    ``quota_reached`` when the tenant's room is used up, ``NotFound`` when it was forgotten.
    """
    if file.id not in await repository.lock(work, [file.id]):
        raise NotFound
    size = file.size if file.state != "infected" else 0
    await _require_room(work, size)
    await repository.use(work, size, 1)
    stored = replace(file, version=1, size=size)
    await repository.write(work, stored, found)
    await work.record(file_event(STORED, stored))
    return stored


async def scanned(
    work: Work, file_id: UUID, state: FileState, found: str | None
) -> StoredFile | None:
    """The scanner's verdict on a file that waited for it; gives the file as it is now, none when
    it is gone. A repeat changes nothing.
    """
    held = (await repository.lock(work, [file_id])).get(file_id)
    if held is None or held.state != "pending" or held.version == 0:
        return held
    size = 0 if state == "infected" else held.size
    await repository.use(work, size - held.size, 0)
    return await _write(work, replace(held, state=state, size=size), found)


async def get(work: Work, file_id: UUID) -> StoredFile:
    """One that has arrived. Raises ``NotFound``."""
    found = await repository.get(work, file_id)
    if found is None or found.version == 0:
        raise NotFound
    return found


async def unused(work: Work, file_ids: Sequence[UUID], owner: Owner) -> tuple[FileRef, ...]:
    """Those of ``file_ids``, in this order, that arrived, are of ``owner``, harmless as far as is
    known, and part of nothing yet.
    """
    if not file_ids:
        return ()
    held = await repository.several(work, file_ids)
    found = (held[file_id] for file_id in dict.fromkeys(file_ids) if file_id in held)
    return tuple(
        file.ref for file in found if file.interaction_id is None and _is_usable(file, owner)
    )


async def attach(
    work: Work, file_ids: Sequence[UUID], owner: Owner, interaction_id: UUID
) -> tuple[FileRef, ...]:
    """They become part of a conversation, in this order. Only their owner may do so, and only
    once; the same again changes nothing. Raises ``Invalid`` naming the one that cannot be used:
    unknown, somebody else's, infected, or part of another conversation (``unknown_file``), or
    being checked (``file_pending``): then the same may be tried later.
    """
    if not file_ids:
        return ()
    held = await repository.lock(work, file_ids)
    for index, file_id in enumerate(file_ids):
        code = _fault(held.get(file_id), owner, interaction_id)
        if code is not None:
            raise Invalid(code, (FieldFault(f"files/{index}", code),))
    for file in held.values():
        if file.interaction_id is None:
            await _write(work, replace(file, interaction_id=interaction_id))
    return tuple(held[file_id].ref for file_id in file_ids)


async def forget_unused(work: Work, file_id: UUID) -> bool:
    """Forget a file that became part of nothing; tells whether its content may go. A repeat says
    so again.
    """
    held = (await repository.lock(work, [file_id])).get(file_id)
    if held is None:
        return True
    if held.interaction_id is not None:
        return False
    if held.version:
        await repository.use(work, -held.size, -1)
        gone = replace(held, version=held.version + 1)
        await work.record(file_event(REMOVED, gone, removed=True))
    await repository.remove(work, file_id)
    return True


async def give_up(work: Work, interaction_id: UUID) -> Sequence[UUID]:
    """The files of a conversation are part of nothing any more; whoever asks forgets them."""
    return await repository.give_up(work, interaction_id)


async def count_storage(session: AsyncSession, tenant: TenantId) -> Mapping[Quota, int]:
    """How much the tenant keeps, for the platform's screen (system role) and the quota."""
    return {Quota.STORAGE_MB: _megabytes(await repository.used(session, tenant))}


async def _require_room(work: Work, size: int) -> None:
    before = await repository.used(work.session, work.tenant_id)
    adding = _megabytes(before + size) - _megabytes(before)
    if adding:
        await entitlements.require_room(work, Quota.STORAGE_MB, lambda: _used(work), adding)


async def _used(work: Work) -> int:
    return _megabytes(await repository.used(work.session, work.tenant_id))


def _megabytes(size: int) -> int:
    """Begun ones count."""
    return -(-size // MEGABYTE)


def _is_usable(file: StoredFile, owner: Owner) -> bool:
    return file.version > 0 and file.owner == owner and file.state != "infected"


def _fault(file: StoredFile | None, owner: Owner, interaction_id: UUID) -> str | None:
    """Why it cannot become part of that conversation."""
    if file is None or not _is_usable(file, owner):
        return "unknown_file"
    if file.interaction_id not in (None, interaction_id):
        return "unknown_file"
    return "file_pending" if file.state == "pending" else None


async def _write(work: Work, file: StoredFile, found: str | None = None) -> StoredFile:
    changed = replace(file, version=file.version + 1)
    await repository.write(work, changed, found)
    await work.record(file_event(CHANGED, changed))
    return changed
