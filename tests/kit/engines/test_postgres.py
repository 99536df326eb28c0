"""The embedded PostgreSQL lives through what machines do to it."""

import asyncio
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from guichet.kit.engines import process
from guichet.kit.engines.faults import EngineFault
from guichet.kit.engines.postgres import EmbeddedPostgres
from tests.kit.engines.conftest import FAST
from tests.waiting import eventually


def run(server: EmbeddedPostgres, statement: str) -> list[tuple[object, ...]]:
    """Run one statement as the superuser, committed."""
    with psycopg.connect(server.url(), autocommit=True) as link:
        cursor = link.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


async def test_what_was_committed_is_there_after_a_second_start(
    postgres: EmbeddedPostgres,
) -> None:
    await postgres.start()
    run(postgres, "CREATE TABLE kept AS SELECT 1 AS n")
    await postgres.stop()
    await postgres.start()
    assert run(postgres, "SELECT n FROM kept") == [(1,)]


async def test_starting_twice_and_stopping_twice_is_harmless(postgres: EmbeddedPostgres) -> None:
    await postgres.start()
    first = postgres.pid
    await postgres.start()
    assert postgres.pid == first
    await postgres.stop()
    await postgres.stop()
    assert postgres.pid is None


async def test_only_the_password_opens_it_and_only_its_account_reaches_the_socket(
    postgres: EmbeddedPostgres,
) -> None:
    await postgres.start()
    wrong = postgres.url().replace("guichet:", "guichet:x", 1)
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong)
    assert run(postgres, "SHOW listen_addresses") == [("",)]
    assert stat.S_IMODE((postgres.home / "socket").stat().st_mode) == 0o700
    assert stat.S_IMODE((postgres.home / "password").stat().st_mode) == 0o600


async def test_a_killed_server_is_started_again_with_its_data(postgres: EmbeddedPostgres) -> None:
    await postgres.start()
    run(postgres, "CREATE TABLE kept AS SELECT 1 AS n")
    assert postgres.pid is not None
    os.kill(postgres.pid, signal.SIGKILL)
    assert await postgres.wait() == -signal.SIGKILL
    await postgres.start()
    assert run(postgres, "SELECT n FROM kept") == [(1,)]


async def test_a_backend_that_outlives_its_killed_server_is_ended_first(
    postgres: EmbeddedPostgres,
) -> None:
    await postgres.start()
    busy = asyncio.create_task(_busy(postgres.url()))
    await eventually(lambda: _busy_backends(postgres))
    assert postgres.pid is not None
    os.kill(postgres.pid, signal.SIGKILL)
    await postgres.wait()
    await postgres.start()
    assert run(postgres, "SELECT 1") == [(1,)]
    assert await busy == "lost"


async def test_stopping_after_a_kill_leaves_no_busy_backend(postgres: EmbeddedPostgres) -> None:
    await postgres.start()
    busy = asyncio.create_task(_busy(postgres.url()))
    await eventually(lambda: _busy_backends(postgres))
    assert postgres.pid is not None
    os.kill(postgres.pid, signal.SIGKILL)
    await postgres.stop()
    assert _busy_backends(postgres) == []
    assert await busy == "lost"


async def _busy(url: str) -> str:
    try:
        async with await psycopg.AsyncConnection.connect(url) as link:
            # It never waits, so it does not notice by itself that the server died.
            await link.execute("DO 'BEGIN LOOP END LOOP; END'")
    except psycopg.OperationalError:
        return "lost"
    return "answered"


def _busy_backends(server: EmbeddedPostgres) -> list[int]:
    ours = [pid for pid in process.processes() if process.working_folder(pid) == server.data]
    return [pid for pid in ours if b"[local] DO" in _title(pid)]


def _title(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:  # it ended meanwhile
        return b""


async def test_a_server_left_behind_by_a_killed_guichet_is_taken_over(
    postgres: EmbeddedPostgres,
) -> None:
    await postgres.start()
    run(postgres, "CREATE TABLE kept AS SELECT 1 AS n")
    said: list[str] = []
    heir = EmbeddedPostgres(postgres.home, tuning=FAST, say=said.append)
    await heir.start()
    try:
        assert run(heir, "SELECT n FROM kept") == [(1,)]
        assert said == [f"stopping a PostgreSQL left behind (process {postgres.pid})"]
        assert await postgres.wait() == 0
    finally:
        await heir.stop()


async def test_a_stale_pid_file_naming_a_living_process_does_not_stop_the_start(
    postgres: EmbeddedPostgres,
) -> None:
    await postgres.start()
    await postgres.stop()
    innocent = os.getpid()
    (postgres.data / "postmaster.pid").write_text(f"{innocent}\n{postgres.data}\n1\n5432\n")
    await postgres.start()
    assert run(postgres, "SELECT 1") == [(1,)]
    assert process.runs(innocent)


ORPHAN = """
import asyncio, sys
from pathlib import Path
from guichet.kit.engines.postgres import EmbeddedPostgres

async def main():
    server = EmbeddedPostgres(Path(sys.argv[1]), tuning={"fsync": "off"})
    await server.start()
    print(server.pid, flush=True)
    await server.wait()

asyncio.run(main())
"""


async def test_killing_guichet_ends_its_server_too(place: Path) -> None:
    source = str(Path(__file__).parents[3] / "src")
    parent = await asyncio.create_subprocess_exec(
        *[sys.executable, "-c", ORPHAN, str(place / "postgres")],
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": source},
    )
    assert parent.stdout is not None
    pid = int(await parent.stdout.readline())
    parent.kill()
    await parent.wait()
    await eventually(lambda: not process.runs(pid))


async def test_data_of_another_version_is_refused_by_name(postgres: EmbeddedPostgres) -> None:
    await postgres.start()
    await postgres.stop()
    (postgres.data / "PG_VERSION").write_text("16\n")
    with pytest.raises(EngineFault, match=r"written by PostgreSQL 16; .* carries PostgreSQL 18"):
        await postgres.start()


async def test_a_broken_setting_of_the_operator_is_told_in_the_servers_words(
    postgres: EmbeddedPostgres,
) -> None:
    await postgres.start()
    await postgres.stop()
    (postgres.data / "local.conf").write_text("work_mem = 'plenty'\n")
    with pytest.raises(EngineFault, match=r"did not start: .*configuration file"):
        await postgres.start()


async def test_an_interrupted_making_of_the_data_is_begun_anew(postgres: EmbeddedPostgres) -> None:
    half = postgres.home / "data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    await postgres.start()
    assert run(postgres, "SELECT 1") == [(1,)]
    assert not half.exists()


async def test_a_long_path_gets_a_short_socket_folder(place: Path) -> None:
    home = place / ("long" * 20) / "postgres"
    server = EmbeddedPostgres(home, tuning=FAST)
    await server.start()
    try:
        assert run(server, "SELECT 1") == [(1,)]
    finally:
        await server.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="only for root the account differs")
async def test_root_is_told_which_folder_the_account_cannot_pass(place: Path) -> None:
    private = place / "private"
    private.mkdir(mode=0o700)
    with pytest.raises(EngineFault, match=f"cannot pass {private}"):
        await EmbeddedPostgres(private / "postgres").start()


@pytest.fixture
def small_disk(place: Path) -> Iterator[Path]:
    """A disk of 20 MB."""
    disk = place / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=20m,mode=0755", "none", str(disk)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only a root that may mount makes small disks")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


async def test_a_full_disk_is_told_before_anything_is_broken(small_disk: Path) -> None:
    with pytest.raises(EngineFault, match=r"is full .* make room, nothing has been lost"):
        await EmbeddedPostgres(small_disk / "postgres").start()
