"""``guichet serve`` as an operator meets it: it starts, says what is wrong, recovers, ends."""

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from sqlalchemy import URL

from guichet.kit.db.engines import database_url
from guichet.kit.db.roles import Roles
from guichet.kit.engines import process
from guichet.kit.engines.home import DataHome
from guichet.kit.engines.postgres import EmbeddedPostgres
from tests.servers.desk_day.scene import set_scene
from tests.servers.desk_day.visitors import Page, Told
from tests.servers.guichet import Running, children, environment, run, serving
from tests.servers.ready_made import lay_out
from tests.servers.scratch import scratch
from tests.waiting import eventually


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """A folder for the data of this module's Guichet, which is started many times."""
    with scratch("serve") as folder:
        yield folder


@pytest.fixture
def env(place: Path) -> dict[str, str]:
    """Settings of a Guichet of its own."""
    return environment(place / "data")


@pytest.fixture
async def guichet(env: dict[str, str]) -> AsyncIterator[Running]:
    """A running one."""
    async with serving(env=env) as running:
        yield running


@pytest.fixture(scope="module")
async def steady() -> AsyncIterator[tuple[Running, dict[str, str]]]:
    """One that these tests leave running, and its settings."""
    with scratch("steady") as folder:
        lay_out(folder / "data")
        env = environment(folder / "data")
        async with serving(env=env) as running:
            yield running, env


async def status(url: str, path: str) -> int:
    """The status of a request; 0 when nobody answers."""
    async with httpx.AsyncClient() as client:
        try:
            return (await client.get(url + path, timeout=5)).status_code
        except httpx.TransportError:
            return 0


async def test_it_answers_and_ends_in_order_with_everything_it_started(guichet: Running) -> None:
    assert await status(guichet.url, "/readyz") == 200
    assert await status(guichet.url, "/healthz") == 200
    assert await status(guichet.url, "/api/v1/session") == 401
    started = children(guichet.pid)
    assert {process.program(pid) for pid in started} == {"postgres", "nats-server"}
    guichet.process.send_signal(signal.SIGINT)
    assert await asyncio.wait_for(guichet.process.wait(), 30) == 0
    assert not any(process.runs(pid) for pid in started)


async def test_killed_servers_come_back_and_visitors_see_a_pause_and_nothing_else(
    guichet: Running, place: Path
) -> None:
    shop, told = Embedded(place / "data", guichet.url), Told()
    scene = await set_scene(shop, 0)
    pages = [Page(shop, scene, number, told, seed=7) for number in range(4)]
    async with asyncio.TaskGroup() as group:
        staying = [group.create_task(page.stay()) for page in pages]
        done = asyncio.Event()
        talking = [group.create_task(talks(page, done)) for page in pages]
        await eventually(lambda: all(page.acknowledged for page in pages), within=60)
        for times, victim in enumerate(("postgres", "nats-server"), 1):
            await comes_back_when_killed(guichet, victim, times)
        done.set()
        await asyncio.wait(talking)
        for task in staying:
            task.cancel()
    assert told.wrong == []
    assert min(len(page.said) for page in pages) > 1
    for page in pages:
        page.held.clear()
        await page.look_again()
        said = [one["client_id"] for one in page.held.values() if one["from"] == "visitor"]
        assert sorted(said) == sorted(page.said), "each once"
    assert await status(guichet.url, "/api/v1/session") == 401


@dataclass(frozen=True)
class Embedded:
    """A running Guichet with servers of its own."""

    data: Path
    url: str

    @property
    def owner_url(self) -> URL:
        return database_url(EmbeddedPostgres(self.data / "postgres").url())

    @property
    def roles(self) -> Roles:
        return Roles("guichet", DataHome(self.data).secret())

    @property
    def webs(self) -> Sequence[str]:
        return [self.url.removeprefix("http://")]


async def talks(page: Page, done: asyncio.Event) -> None:
    """Says something again and again, each time when the last was acknowledged."""
    while not done.is_set():
        await page.say(f"question {len(page.said)}")
        assert await page.until(lambda: not page.pending, 90)


async def comes_back_when_killed(guichet: Running, victim: str, times: int) -> None:
    (killed,) = [pid for pid in children(guichet.pid) if process.program(pid) == victim]
    os.kill(killed, signal.SIGKILL)
    await eventually(lambda: "".join(guichet.lines).count("engine restarted") >= times, within=60)
    assert victim in {process.program(pid) for pid in children(guichet.pid)} - {killed}


async def test_after_a_kill_nothing_is_left_and_the_next_start_recovers(
    env: dict[str, str],
) -> None:
    async with serving(env=env) as first:
        started = children(first.pid)
        first.process.kill()
        await first.process.wait()
    async with serving(env=env) as second:
        assert await status(second.url, "/readyz") == 200
        assert not any(process.runs(pid) for pid in started)


async def test_a_port_in_use_is_told_by_its_setting(env: dict[str, str]) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        code, said = await run("serve", env={**env, "GUICHET_HTTP_PORT": str(port)})
    assert code == 1
    told = f"guichet: GUICHET_HTTP_PORT={port}: the port is in use by process {os.getpid()} ("
    assert said.startswith(told)
    assert said.count("\n") == 1


async def test_a_second_guichet_on_the_same_data_is_told_by_whom(
    steady: tuple[Running, dict[str, str]],
) -> None:
    guichet, env = steady
    code, said = await run("serve", env=env)
    assert code == 1
    assert f"this data directory is in use by process {guichet.pid}; stop it" in said


async def test_commands_work_beside_a_running_guichet(
    steady: tuple[Running, dict[str, str]],
) -> None:
    guichet, env = steady
    code, said = await run("tenant", "create", "beside", "--name", "Beside", env=env)
    assert (code, said.startswith("beside  ")) == (0, True)
    code, said = await run("tenant", "create", "beside", "--name", "Beside", env=env)
    assert (code, said) == (1, "guichet: The short name “beside” is taken. Choose another.\n")
    assert await status(guichet.url, "/readyz") == 200


@pytest.mark.parametrize(
    ("settings", "code", "told"),
    [
        ({"HTTP_PORT": "x"}, 2, "guichet: GUICHET_HTTP_PORT: Input should be a valid integer"),
        ({"HTPP_PORT": "1"}, 2, "guichet: GUICHET_HTPP_PORT: no such setting (did you mean"),
        ({"DATA_DIR": "/proc/none"}, 1, "guichet: GUICHET_DATA_DIR=/proc/none: "),
        ({"HTTP_HOST": "203.0.113.9"}, 1, "guichet: GUICHET_HTTP_HOST=203.0.113.9: "),
    ],
)
async def test_what_is_wrong_is_one_line(
    env: dict[str, str], settings: dict[str, str], code: int, told: str
) -> None:
    wrong = {f"GUICHET_{name}": value for name, value in settings.items()}
    ended, said = await run("serve", env={**env, **wrong})
    assert (ended, said[: len(told)], said.count("\n")) == (code, told, 1)


async def test_roles_that_have_nothing_to_do_are_refused_plainly(env: dict[str, str]) -> None:
    code, said = await run("serve", "--roles", "mail", env=env)
    assert code == 2
    assert "not part of this release yet: mail (e-mail channels)" in said
