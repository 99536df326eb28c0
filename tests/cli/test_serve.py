"""``guichet serve`` as an operator meets it: it starts, says what is wrong, recovers, ends."""

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from guichet.kit.engines import process
from tests.servers.guichet import Running, children, environment, run, serving
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


@pytest.mark.parametrize("victim", ["postgres", "nats-server"])
async def test_a_killed_server_comes_back_while_serving(guichet: Running, victim: str) -> None:
    (killed,) = [pid for pid in children(guichet.pid) if process.program(pid) == victim]
    os.kill(killed, signal.SIGKILL)
    await eventually(lambda: "engine restarted" in "".join(guichet.lines), within=60)

    async def answers() -> bool:
        return await status(guichet.url, "/api/v1/session") == 401

    await eventually(answers, within=60)
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
    code, said = await run("serve", "--roles", "sms", env=env)
    assert code == 2
    assert "not part of this release yet: sms (SMS channels)" in said
