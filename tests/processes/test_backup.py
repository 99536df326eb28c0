"""A backup brings everything back, on this server or a younger one, and events flow on."""

import asyncio
import json
import tarfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from guichet.accounts.tenants import service as tenants
from guichet.accounts.tenants.types import Settings as TenantSettings
from guichet.accounts.works import SystemWorks
from guichet.kit.backup.database import BackupFault
from guichet.kit.db.probe import libpq
from guichet.kit.db.roles import ROLE_NAMES
from guichet.kit.events.feed import EventFeed
from guichet.kit.events.types import Position
from guichet.kit.ids import TenantId
from guichet.kit.settings import Settings
from guichet.kit.storage import FileKey, storage_of
from guichet.processes import worker
from guichet.processes.backup import backup, restore
from guichet.processes.foundation import Foundation, lay
from guichet.processes.parts import Part, keep
from guichet.processes.servers import open_servers
from tests.servers.ready_made import lay_out
from tests.servers.scratch import scratch
from tests.servers.shared import SharedPostgres
from tests.waiting import eventually

PHOTO = FileKey(TenantId(UUID(int=7 << 64)), UUID(int=8 << 64))
SOON = timedelta(seconds=30)


@pytest.fixture
def place() -> Iterator[Path]:
    """An empty folder outside of private ones."""
    with scratch("backup") as folder:
        yield folder


def settings_in(place: Path, name: str, **more: object) -> Settings:
    """An installation of its own with embedded servers."""
    return Settings.model_validate({"data_dir": place / name, **more})


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[tuple[Foundation, EventFeed]]:
    """The installation with relay and feed, as the worker and web roles run them."""
    async with open_servers(settings, _quiet) as servers, lay(settings, servers, _quiet) as ground:
        feed = EventFeed(ground.ground.system_db, ground.bus)
        async with asyncio.TaskGroup() as group:
            parts = [*ground.parts(), *worker.parts(ground, feed), Part("feed", feed.run)]
            tasks = [group.create_task(keep(part)) for part in parts]
            try:
                await ground.bus.wait_connected(SOON)
                yield ground, feed
            finally:
                for task in tasks:
                    task.cancel()


def _quiet(_text: str) -> None:
    """Nobody reads."""


async def make_tenant(foundation: Foundation, slug: str) -> None:
    """A change that writes an event."""
    ground = foundation.ground
    async with SystemWorks(ground.system_db, ground.clock, ground.ids)() as work:
        about = TenantSettings(slug.title(), "Indian/Reunion", "RE", "EUR", ("fr",))
        await tenants.create(work, slug, about)


async def slugs(foundation: Foundation) -> list[str]:
    """The tenants there are, the newest first."""
    ground = foundation.ground
    async with SystemWorks(ground.system_db, ground.clock, ground.ids)() as work:
        return [tenant.slug for tenant in await tenants.newest(work, None, 10)]


async def _picture() -> AsyncIterator[bytes]:
    yield b"\0picture"


async def stored(settings: Settings) -> dict[str, bytes]:
    """Every stored file."""
    storage = storage_of(settings.storage_url, settings.data_dir)
    keys = [key async for key in storage.list()]
    return {key.path: b"".join([part async for part in storage.get(key)]) for key in keys}


async def fill(settings: Settings) -> Position:
    """Two tenants and a file; gives the position of the newest event."""
    lay_out(settings.data_dir)
    async with running(settings) as (foundation, feed):
        await make_tenant(foundation, "maison-un")
        await make_tenant(foundation, "maison-deux")
        await eventually(lambda: feed.position >= 2)
        await storage_of(settings.storage_url, settings.data_dir).put(PHOTO, _picture(), 100)
        return feed.position


async def test_a_restored_backup_holds_everything_and_events_flow_on(place: Path) -> None:
    old, younger = settings_in(place, "old"), settings_in(place, "younger")
    newest = await fill(old)
    await backup(old, place / "backup", _quiet, force=False)
    await restore(younger, place / "backup", _quiet, force=False)

    assert await stored(younger) == {PHOTO.path: b"\0picture"}
    secret = (old.data_dir / "secret").read_text()
    assert (younger.data_dir / "secret").read_text() == secret
    async with running(younger) as (foundation, feed):
        assert await slugs(foundation) == ["maison-deux", "maison-un"]
        await make_tenant(foundation, "maison-trois")
        assert await feed.passed(newest, SOON)
        assert feed.position == newest + 1


async def test_a_backup_with_its_secret_moves_to_a_database_that_already_runs(
    place: Path, postgres: SharedPostgres, nats_url: str
) -> None:
    old, name = settings_in(place, "old"), "guichet_moved"
    await fill(old)
    await backup(old, place / "backup", _quiet, force=False)
    postgres.execute(f"CREATE DATABASE {name}")
    try:
        url = libpq(postgres.database_url(name))
        moved = settings_in(place, "moved", database_url=url, nats_url=nats_url)
        await restore(moved, place / "backup", _quiet, force=False)
        secret = (old.data_dir / "secret").read_text()
        assert (moved.data_dir / "secret").read_text() == secret
        async with open_servers(moved, _quiet) as servers, lay(moved, servers, _quiet) as ground:
            assert await slugs(ground) == ["maison-deux", "maison-un"]
    finally:
        postgres.execute(f"DROP DATABASE {name} WITH (FORCE)")
        for role in ROLE_NAMES:
            postgres.execute(f"DROP ROLE IF EXISTS {name}_{role}")


async def test_going_back_on_the_same_server_forgets_what_came_later_and_events_flow_on(
    place: Path,
) -> None:
    settings = settings_in(place, "data")
    newest = await fill(settings)
    await backup(settings, place / "backup", _quiet, force=False)
    async with running(settings) as (foundation, feed):
        await make_tenant(foundation, "later")
        await eventually(lambda: feed.position > newest)
        later = FileKey(PHOTO.tenant_id, UUID(int=9 << 64))
        await storage_of(None, settings.data_dir).put(later, _picture(), 100)
    with pytest.raises(BackupFault, match="holds data already; --force replaces all of it"):
        await restore(settings, place / "backup", _quiet, force=False)
    await restore(settings, place / "backup", _quiet, force=True)
    async with running(settings) as (foundation, feed):
        assert await slugs(foundation) == ["maison-deux", "maison-un"]
        assert await stored(settings) == {PHOTO.path: b"\0picture"}
        await make_tenant(foundation, "another")
        assert await feed.passed(newest, SOON)
        assert feed.position == newest + 1


async def test_a_backup_is_neither_overwritten_nor_restored_when_something_is_wrong(
    place: Path,
) -> None:
    settings = settings_in(place, "data")
    await fill(settings)
    file = place / "backup"
    await backup(settings, file, _quiet, force=False)
    assert file.stat().st_mode & 0o077 == 0
    with pytest.raises(BackupFault, match="exists; --force overwrites it"):
        await backup(settings, file, _quiet, force=False)

    cut = place / "cut"
    cut.write_bytes(file.read_bytes()[: file.stat().st_size * 2 // 3])
    with pytest.raises(BackupFault, match="is not a whole backup"):
        await restore(settings, cut, _quiet, force=True)

    changed = place / "changed"
    changed.write_bytes(file.read_bytes().replace(b"\0picture", b"\0Picture"))
    with pytest.raises(BackupFault, match=f"was changed after it was made: files/{PHOTO.path}"):
        await restore(settings, changed, _quiet, force=True)

    elsewhere = settings_in(place, "data", secret_key="another master secret of 32 letters")
    with pytest.raises(BackupFault, match="under another master secret: set GUICHET_SECRET_KEY"):
        await restore(elsewhere, file, _quiet, force=True)

    async with running(settings):  # holds the data directory, as guichet serve does
        with pytest.raises(Exception, match="in use by process"):
            await restore(settings, file, _quiet, force=True)
    async with running(settings) as (foundation, _):
        assert await slugs(foundation) == ["maison-deux", "maison-un"]


def test_the_manifest_says_what_the_backup_is_of(tmp_path: Path) -> None:
    from guichet.kit.backup import archive

    about = archive.Manifest(archive.FORMAT + 1, "9.9", "0001", "18.4", "2026", "id")
    with archive.writing(tmp_path / "backup", 0) as writer:
        writer.add_bytes(archive.MANIFEST, archive.as_bytes(about))
    with pytest.raises(BackupFault, match=r"kind 2, this Guichet reads kind 1: .* Guichet 9\.9"):
        archive.verified(tmp_path / "backup")
    with tarfile.open(tmp_path / "backup") as tar:
        content = tar.extractfile("manifest.json")
        assert content is not None
        assert json.load(content)["guichet"] == "9.9"
