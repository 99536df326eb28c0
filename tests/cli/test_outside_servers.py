"""``guichet serve`` on a PostgreSQL and a NATS that already run."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import psycopg
import pytest

from guichet.kit.engines.postgres import EmbeddedPostgres
from tests.servers.guichet import Running, children, environment, run, serving
from tests.servers.scratch import scratch
from tests.waiting import eventually

SECRET = "a secret of the operator, given to every process"
PASSWORD = "a long password of hers"
CONNECTIONS = 12
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@pytest.fixture(scope="module")
async def server() -> AsyncIterator[EmbeddedPostgres]:
    """A PostgreSQL that is nobody's but this module's."""
    with scratch("outside") as folder:
        postgres = EmbeddedPostgres(folder / "postgres", tuning=FAST)
        await postgres.start()
        yield postgres
        await postgres.stop()


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """The data directory."""
    with scratch("outside-data") as folder:
        yield folder / "data"


@pytest.fixture
def env(server: EmbeddedPostgres, nats_url: str, data: Path) -> dict[str, str]:
    """Settings that name both servers."""
    return environment(
        data,
        DATABASE_URL=server.url(),
        NATS_URL=nats_url,
        SECRET_KEY=SECRET,
        DATABASE_CONNECTIONS=str(CONNECTIONS),
    )


@pytest.fixture
async def guichet(env: dict[str, str]) -> AsyncIterator[Running]:
    """A running one."""
    async with serving(env=env) as running:
        yield running


async def signed_in(client: httpx.AsyncClient, env: dict[str, str]) -> None:
    """A new operator signs in."""
    who = ["ada@example.com", "--name", "Ada", "--operator"]
    code, said = await run("user", "create", *who, env=env, typed=f"{PASSWORD}\n")
    assert code == 0, said
    wanted = {"email": "ada@example.com", "password": PASSWORD}
    answer = await client.post("/session", json=wanted)
    assert answer.status_code == 200, answer.text


async def test_it_serves_and_outlives_a_database_that_goes_away_and_comes_back(
    guichet: Running, env: dict[str, str], server: EmbeddedPostgres
) -> None:
    assert children(guichet.pid) == []
    async with httpx.AsyncClient(base_url=f"{guichet.url}/api/v1", timeout=30) as client:
        await signed_in(client, env)
        before = await client.get("/session")
        assert before.status_code == 200
        assert (await run("tenant", "create", "kept", "--name", "Kept", env=env))[0] == 0

        await server.stop()
        away = [await client.get("/session") for _ in range(3)]
        assert {answer.status_code for answer in away} == {503}
        assert {answer.headers["content-type"] for answer in away} == {"application/problem+json"}
        await server.start()

        async def answers() -> bool:
            return (await client.get("/session")).status_code == 200

        await eventually(answers, within=60)
        after = (await client.get("/session")).json()
        assert after["user"] == before.json()["user"]
        kept = (await client.get("/platform/tenants")).json()["items"]
        assert "kept" in [one["slug"] for one in kept]
        assert guichet.process.returncode is None


async def test_however_many_ask_it_opens_no_more_connections_than_allowed(
    guichet: Running, server: EmbeddedPostgres
) -> None:
    async with httpx.AsyncClient(base_url=f"{guichet.url}/api/v1", timeout=60) as client:
        wanted = {"email": "nobody@example.com", "password": "x" * 12}
        tries = [client.post("/session", json=wanted) for _ in range(20)]
        asked = asyncio.gather(*tries, *(client.get("/sign-in/options") for _ in range(40)))
        most = 0
        with psycopg.connect(server.url(), autocommit=True) as owner:
            while not asked.done():
                row = owner.execute(
                    "SELECT count(*) FROM pg_stat_activity WHERE usename LIKE 'guichet\\_%'"
                ).fetchone()
                most = max(most, int(str((row or (0,))[0])))
                await asyncio.sleep(0)
        await asked
    assert 2 <= most <= CONNECTIONS


async def ends(env: dict[str, str], **settings: str) -> tuple[int, str]:
    """How it ends and all it says, with other settings."""
    other = {f"GUICHET_{name}": value for name, value in settings.items()}
    code, said = await run("serve", env={**env, **other})
    assert said.count("\n") == 1, said
    return code, said


async def test_a_wrong_password_is_one_line_without_the_password(
    env: dict[str, str],
) -> None:
    wrong = env["GUICHET_DATABASE_URL"].replace("guichet:", "guichet:wr0ng", 1)
    code, said = await ends(env, DATABASE_URL=wrong)
    assert code == 1
    assert said.startswith("guichet: the database postgresql://guichet:***@")
    assert "password authentication failed" in said
    assert "wr0ng" not in said


async def test_a_database_there_is_not_is_one_line(
    env: dict[str, str], server: EmbeddedPostgres
) -> None:
    code, said = await ends(env, DATABASE_URL=server.url("elsewhere"))
    assert code == 1
    assert 'database "elsewhere" does not exist' in said


async def test_a_missing_secret_is_one_line(env: dict[str, str], tmp_path: Path) -> None:
    without = {name: value for name, value in env.items() if name != "GUICHET_SECRET_KEY"}
    code, said = await ends(without, DATA_DIR=str(tmp_path / "new"))
    assert code == 1
    assert said.startswith("guichet: GUICHET_SECRET_KEY is missing: ")
    assert not (tmp_path / "new" / "secret").exists()


async def test_an_owner_that_may_not_make_roles_is_one_line(
    env: dict[str, str], server: EmbeddedPostgres
) -> None:
    with psycopg.connect(server.url(), autocommit=True) as owner:
        owner.execute("CREATE ROLE thin LOGIN PASSWORD 'thin'")
        owner.execute("CREATE DATABASE thin OWNER thin")
    place = server.url("thin").split("@", 1)[1]
    code, said = await run(
        "serve", env={**env, "GUICHET_DATABASE_URL": f"postgresql://thin:thin@{place}"}
    )
    assert code == 1
    assert said.splitlines()[:-1] == ["guichet: preparing the database"]
    assert "must own the database and have the attributes CREATEROLE and BYPASSRLS" in said
