"""``guichet backup`` and ``guichet restore``: everything of one installation, in one file."""

import asyncio
import contextlib
import shutil
import tempfile
from collections.abc import Callable, Iterator
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
from guichet.processes.servers import Servers, open_servers, reach_servers

Say = Callable[[str], None]


async def backup(settings: Settings, target: Path, say: Say, *, force: bool) -> None:
    """Write everything into the file ``target``; Guichet may run meanwhile.

    :raises OperatorFault: the file exists (without ``force``) or cannot be written, or the
        database cannot be read.
    """
    target = _target(target, force)
    async with reach_servers(settings, say) as servers:
        await probe.reachable(servers.owner_url, say)
        await asyncio.to_thread(_write, settings, servers, target, say)


def _target(path: Path, force: bool) -> Path:
    if path.exists() and not force:
        raise BackupFault(f"{path} exists; --force overwrites it")
    if not path.absolute().parent.is_dir():
        raise BackupFault(f"{path.absolute().parent} is no directory")
    return path.absolute()


def _write(settings: Settings, servers: Servers, target: Path, say: Say) -> None:
    manifest = _manifest(servers)
    with _scratch(target.parent) as folder:
        say("reading the database")
        database.dump(servers.owner_url, folder / archive.DUMP)
        with archive.writing(target, SystemClock().now().timestamp()) as writer:
            writer.add_bytes(archive.MANIFEST, archive.as_bytes(manifest))
            if settings.secret_key is None:
                writer.add_bytes(archive.SECRET, servers.secret.encode())
            writer.add_file(archive.DUMP, folder / archive.DUMP)
            count = _add_files(writer, servers.home.files)
    size = target.stat().st_size / 1e6
    say(f"{target}: {size:.1f} MB, {count} files, revision {manifest.revision}")
    if settings.secret_key is None:
        say("it holds the master secret: keep it where only you can read it")


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


def _add_files(writer: archive.Writer, folder: Path) -> int:
    """Stored files never change once written, so those the dump speaks of are still there."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    for path in paths:
        writer.add_file(archive.FILES + path.relative_to(folder).as_posix(), path)
    return len(paths)


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
    async with open_servers(settings, say) as servers:
        probe.check_server(servers.owner_url, await probe.reachable(servers.owner_url, say))
        await asyncio.to_thread(_refuse_unwanted, servers, force)
        with _scratch(servers.home.folder) as folder:
            await asyncio.to_thread(archive.extract, source, folder)
            secret = _secret(settings, servers, manifest, folder)
            say(f"restoring the backup of {manifest.made_at}")
            await asyncio.to_thread(database.load, servers.owner_url, folder / archive.DUMP)
            _swap_files(servers.home.files, folder / "files")
            if secret:
                write_private(servers.home.folder / "secret", secret)
    async with open_servers(settings, say) as servers:  # under the restored secret
        await probe.prepare(servers.owner_url, servers.roles, say)
    say("restored; start Guichet as usual")


def _refuse_unwanted(servers: Servers, force: bool) -> None:
    logins = [servers.roles.login(role) for role in ROLE_NAMES]
    if database.sessions(servers.owner_url, logins):
        raise BackupFault("Guichet runs on this database: stop it before restoring")
    has_files = any(path.is_file() for path in servers.home.files.rglob("*"))
    if not force and (has_files or database.holds_data(servers.owner_url)):
        raise BackupFault(
            f"the database {probe.place(servers.owner_url)} or {servers.home.files} holds data"
            " already; --force replaces all of it"
        )


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


def _swap_files(files: Path, restored: Path) -> None:
    """Put the restored files in the place of ``files``."""
    aside = files.with_name(".files.replaced")
    shutil.rmtree(aside, ignore_errors=True)
    restored.mkdir(exist_ok=True)
    restored.chmod(0o700)
    files.rename(aside)
    restored.rename(files)
    shutil.rmtree(aside)


@contextlib.contextmanager
def _scratch(parent: Path) -> Iterator[Path]:
    """A private folder on the same disk; gone afterwards."""
    try:
        with tempfile.TemporaryDirectory(prefix=".guichet-backup-", dir=parent) as folder:
            yield Path(folder)
    except PermissionError as fault:
        raise BackupFault(f"{parent} cannot be written to: {fault.strerror}") from None
