"""What happens to files later: forgotten when unused, scanned when the scanner was away."""

from uuid import UUID

from guichet.files import service
from guichet.files.scanning import scanner_of
from guichet.files.types import FileState
from guichet.kit.ground import Ground
from guichet.kit.jobs import JobRun, job
from guichet.kit.storage import FileKey, Storage, storage_of

SCAN_ATTEMPTS = 16
"""With growing pauses: about a day."""


@job("files.forget_unused")
async def forget_unused(run: JobRun, file_id: UUID) -> None:
    """A file that became part of nothing within a day goes, and what of it was stored."""
    async with run.open_work() as work:
        may_go = await service.forget_unused(work, file_id)
    if may_go:
        await _storage(run.ground).delete(FileKey(run.tenant_id, file_id))


@job("files.scan_again", attempts=SCAN_ATTEMPTS)
async def scan_again(run: JobRun, file_id: UUID) -> None:
    """Ask the scanner again about a file that waits for it; without one any more it is clean.

    :raises ScannerAway: it does not answer; the job is tried again.
    """
    key, storage = FileKey(run.tenant_id, file_id), _storage(run.ground)
    async with run.open_work() as work:
        file = await service.get(work, file_id)
    if file.state != "pending":
        return
    scanner = scanner_of(run.ground.settings.clamd_url)
    found = (await scanner.scan(storage.get(key))).found if scanner else None
    state: FileState = "infected" if found else "clean"
    if found:
        await storage.delete(key)
    async with run.open_work() as work:
        await service.scanned(work, file_id, state, found)


def _storage(ground: Ground) -> Storage:
    return storage_of(ground.settings.storage_url, ground.settings.data_dir)
