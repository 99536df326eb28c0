"""Files on their way in and out: between the sender's stream, the storage, the scanner and the
database. No transaction is held open while bytes flow.
"""

from collections.abc import AsyncIterable, AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, replace
from uuid import UUID

import structlog

from guichet.files import service
from guichet.files.jobs import forget_unused, scan_again
from guichet.files.names import cleaned
from guichet.files.rules import MEGABYTE, SAFE_PICTURES, FileRules, check_picture
from guichet.files.scanning import Scanner, ScannerAway
from guichet.files.sniffing import HEAD, media_type, size_of_picture
from guichet.files.types import UNUSED_FOR, FileState, Owner, StoredFile, Upload
from guichet.kit.errors import FieldFault, Invalid, NotFound, Refusal, TooLarge
from guichet.kit.ids import TenantId
from guichet.kit.storage import FileKey, Storage
from guichet.kit.work import Actor, UnitOfWork

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose file it is, and who does the work of taking it in."""

    tenant_id: TenantId
    actor: Actor
    owner: Owner


class Uploads:
    """Takes files in, and gives them out. One per process."""

    def __init__(
        self, open_work: UnitOfWork, storage: Storage, scanner: Scanner | None = None
    ) -> None:
        self._open_work = open_work
        self._storage = storage
        self._scanner = scanner

    async def accept(
        self, sender: Sender, upload: Upload, content: AsyncIterable[bytes]
    ) -> StoredFile:
        """Store a file; when this returns it survives a crash. Raises ``TooLarge``, ``Invalid``
        for a type that is not taken, an empty or an infected content, ``Forbidden``
        ``quota_reached``; nothing is kept then but the word that an infected one came.
        """
        async with self._open_work(sender.tenant_id, sender.actor) as work:
            rules = await service.rules(work)
            rules.check_size(upload.size or 0)
            file = await service.expect(work, cleaned(upload.name), sender.owner)
            await forget_unused.defer_until(work.now + UNUSED_FOR, work, file.id)
        key = FileKey(sender.tenant_id, file.id)
        try:
            taken = await self._store(key, file, rules, content)
            return await self._keep(sender, key, taken)
        except BaseException:
            await self._clear(key)
            raise

    def read(self, tenant_id: TenantId, file_id: UUID) -> AsyncIterator[bytes]:
        """The content. Raises ``NotFound`` at the first chunk when it is gone."""
        return self._storage.get(FileKey(tenant_id, file_id))

    async def find(self, tenant_id: TenantId, file_id: UUID, actor: Actor) -> StoredFile:
        """A file that may be given out. Raises ``NotFound``, also while it is being checked."""
        async with self._open_work(tenant_id, actor) as work:
            file = await service.get(work, file_id)
        if file.state != "clean":
            raise NotFound
        return file

    async def _store(
        self, key: FileKey, file: StoredFile, rules: FileRules, content: AsyncIterable[bytes]
    ) -> StoredFile:
        looked = _Looked(content, rules)
        try:
            stored = await self._storage.put(key, looked, rules.most_bytes)
        except TooLarge:
            raise TooLarge("file_too_large", limit_mb=rules.most_bytes // MEGABYTE) from None
        if stored.size == 0:
            raise Invalid("file_empty", (FieldFault("file", "required"),))
        size = looked.picture
        return replace(
            file,
            media_type=looked.media_type,
            size=stored.size,
            sha256=stored.sha256,
            width=size[0] if size else None,
            height=size[1] if size else None,
        )

    async def _keep(self, sender: Sender, key: FileKey, taken: StoredFile) -> StoredFile:
        state: FileState = "clean"
        found: str | None = None
        if self._scanner is not None:
            try:
                found = (await self._scanner.scan(self._storage.get(key))).found
                state = "infected" if found else "clean"
            except ScannerAway as fault:
                _log.warning("files.not_scanned", file_id=str(key.id), reason=str(fault))
                state = "pending"
        if state == "infected":
            await self._storage.delete(key)
        async with self._open_work(sender.tenant_id, sender.actor) as work:
            kept = await service.arrived(work, replace(taken, state=state), found)
            if state == "pending":
                await scan_again.defer(work, kept.id)
        if state == "infected":
            _log.warning("files.infected", file_id=str(key.id), found=found)
            raise Infected
        return kept

    async def _clear(self, key: FileKey) -> None:
        """What was refused or broke off leaves nothing; else the sweep of the next day finds it."""
        with suppress(Refusal, OSError):
            await self._storage.delete(key)


class Infected(Invalid):
    """A virus was found; the content is thrown away."""

    default_code = "file_infected"

    def __init__(self) -> None:
        super().__init__(None, (FieldFault("file", "infected"),))


class _Looked:
    """A content passing by: its beginning is looked at before anything of it is stored, so that
    what is not taken is refused at once.
    """

    def __init__(self, content: AsyncIterable[bytes], rules: FileRules) -> None:
        self._content = content
        self._rules = rules
        self.media_type = ""
        self.picture: tuple[int, int] | None = None

    async def __aiter__(self) -> AsyncIterator[bytes]:
        head = b""
        async for chunk in self._content:
            if self.media_type:
                yield chunk
                continue
            head += chunk
            if len(head) >= HEAD:
                self._look(head)
                yield head
        if not self.media_type:
            self._look(head)
            yield head

    def _look(self, head: bytes) -> None:
        self.media_type = media_type(head[:HEAD])
        if head:
            self._rules.check_type(self.media_type)
        if self.media_type.startswith("image/"):
            self.picture = size_of_picture(head[:HEAD])
            check_picture(self.picture)


def shown_inline(file: StoredFile) -> bool:
    """Whether a browser may show it in place: pictures that hold nothing but pixels."""
    return file.media_type in SAFE_PICTURES
