"""``guichet backup`` and ``guichet restore``: everything of one installation, in one file."""

import asyncio
import contextlib
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

from guichet import __version__
from guichet.kit.backup import archive, database
from guichet.kit.backup.archive import Manifest
from guichet.kit.backup.database import BackupFault
from guichet.kit.clock import SystemClock
from guichet.kit.db import probe
from guichet.kit.db.migrate import is_known, revisions
from guichet.kit.db.roles import ROLE_NAMES
from guichet.kit.engines.files import write_private
from guichet.kit.settings import Settings
from guichet.kit.storage import FileKey, Storage, storage_of
from guichet.kit.storage.contract import CHUNK
from guichet.processes.servers import Servers, open_servers, reach_servers

Say = Callable[[str], None]


async def backup(settings: Settings, target: Path, say: Say, *, force: bool) -> None:
    """Write everything into the file ``target``; Guichet may run meanwhile.

    :raises OperatorFault: the file exists (without ``force``) or cannot be written, or the
        database cannot be read.
    """
    target = _target(target, force)
    storage = storage_of(settings.storage_url, settings.data_dir)
    async with reach_servers(settings, say) as servers:
        await probe.reachable(servers.owner_url, say)
        manifest = await asyncio.to_thread(_manifest, servers)
        with _scratch(target.parent) as folder:
            say("reading the database")
            await asyncio.to_thread(database.dump, servers.owner_url, folder / archive.DUMP)
            with archive.writing(target, SystemClock().now().timestamp()) as writer:
                writer.add_bytes(archive.MANIFEST, archive.as_bytes(manifest))
                if settings.secret_key is None:
                    writer.add_bytes(archive.SECRET, servers.secret.encode())
                await asyncio.to_thread(writer.add_file, archive.DUMP, folder / archive.DUMP)
                count = await _add_files(writer, storage, folder / "file")
    _tell(settings, target, f"{count} files, revision {manifest.revision}", say)


def _target(path: Path, force: bool) -> Path:
    if path.exists() and not force:
        raise BackupFault(f"{path} exists; --force overwrites it")
    if not path.absolute().parent.is_dir():
        raise BackupFault(f"{path.absolute().parent} is no directory")
    return path.absolute()


def _tell(settings: Settings, target: Path, about: str, say: Say) -> None:
    say(f"{target}: {target.stat().st_size / 1e6:.1f} MB, {about}")
    if settings.secret_key is None:
        say("it holds the master secret: keep it where only you can read it")


async def _add_files(writer: archive.Writer, storage: Storage, buffer: Path) -> int:
    """Stored files never change under their key, so those the dump speaks of are still there."""
    count = 0
    async for key in storage.list():
        with buffer.open("wb") as copy:
            async for chunk in storage.get(key):
                copy.write(chunk)
        await asyncio.to_thread(writer.add_file, archive.FILES + key.path, buffer)
        count += 1
    return count


def _manifest(servers: Servers) -> Manifest:
    revision, _ = revisions(servers.owner_url)
    if revision is None:
        raise BackupFault(f"the database {probe.place(servers.owner_url)} holds no Guichet yet")
    return Manifest(
        format=archive.FORMAT,
        guichet=__version__,
        revision=revision,
        postgresql=database.server_version(servers.owner_url),
        made_at=SystemClock().now().isoformat(),
        secret_id=archive.secret_id(servers.secret),
    )


async def restore(settings: Settings, source: Path, say: Say, *, force: bool) -> None:
    """Put the backup ``source`` in the place of everything; Guichet must not run.

    The database changes in one transaction. Afterwards the schema is migrated to this version's,
    and the relay notices that the log is another one and begins a new stream.

    :raises OperatorFault: the backup is not whole, of a newer Guichet or under another secret;
        Guichet runs; there is data already (without ``force``).
    """
    say("checking the backup")
    manifest = await asyncio.to_thread(archive.verified, source)
    if not is_known(manifest.revision):
        raise BackupFault(
            f"{source} was made by a newer Guichet ({manifest.guichet}): restore it with that one"
        )
    storage = storage_of(settings.storage_url, settings.data_dir)
    async with open_servers(settings, say, new_secret=settings.secret_key is None) as servers:
        probe.check_server(servers.owner_url, await probe.reachable(servers.owner_url, say))
        await _refuse_unwanted(servers, storage, force)
        with _scratch(servers.home.folder) as folder:
            await asyncio.to_thread(archive.extract, source, folder)
            secret = _secret(settings, servers, manifest, folder)
            say(f"restoring the backup of {manifest.made_at}")
            kept = await _put_files(storage, folder / archive.FILES)
            await asyncio.to_thread(database.load, servers.owner_url, folder / archive.DUMP)
            if secret:
                write_private(servers.home.folder / "secret", secret)
            await _forget_others(storage, kept)
    async with open_servers(settings, say) as servers:  # under the restored secret
        await probe.prepare(servers.owner_url, servers.roles, say)
    say("restored; start Guichet as usual")


async def _refuse_unwanted(servers: Servers, storage: Storage, force: bool) -> None:
    logins = [servers.roles.login(role) for role in ROLE_NAMES]
    if await asyncio.to_thread(database.sessions, servers.owner_url, logins):
        raise BackupFault("Guichet runs on this database: stop it before restoring")
    filled = await asyncio.to_thread(database.holds_data, servers.owner_url)
    if not force and (filled or [key async for key in storage.list()]):
        raise BackupFault(
            f"the database {probe.place(servers.owner_url)} or the storage holds data"
            " already; --force replaces all of it"
        )


async def _put_files(storage: Storage, folder: Path) -> set[FileKey]:
    """Store the backup's files; those of the data there is stay until the database is swapped."""
    kept: set[FileKey] = set()
    for path in await asyncio.to_thread(_inside, folder):
        key = FileKey.of_path(path.relative_to(folder).as_posix())
        if key is not None:
            await storage.put(key, _chunks(path), path.stat().st_size)
            kept.add(key)
    return kept


def _inside(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


async def _chunks(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(CHUNK):
            yield block


async def _forget_others(storage: Storage, kept: set[FileKey]) -> None:
    for key in [key async for key in storage.list()]:
        if key not in kept:
            await storage.delete(key)


def _secret(settings: Settings, servers: Servers, manifest: Manifest, folder: Path) -> str:
    """The secret to keep with the restored data; empty when the one in use is right.

    :raises BackupFault: the backup's stored secrets could never be read here.
    """
    if archive.secret_id(servers.secret) == manifest.secret_id:
        return ""
    carried = folder / archive.SECRET
    if settings.secret_key is not None or not carried.exists():
        mend = ", or leave it out: the backup carries its own" if carried.exists() else ""
        raise BackupFault(
            "the backup was made under another master secret: set GUICHET_SECRET_KEY to the one"
            f" it was made under{mend}"
        )
    return carried.read_text()


@contextlib.contextmanager
def _scratch(parent: Path) -> Iterator[Path]:
    """A private folder on the same disk; gone afterwards."""
    try:
        with tempfile.TemporaryDirectory(prefix=".guichet-backup-", dir=parent) as folder:
            yield Path(folder)
    except PermissionError as fault:
        raise BackupFault(f"{parent} cannot be written to: {fault.strerror}") from None
