"""``guichet audit verify``: every chain, the first broken entry named, told by the exit code."""

from collections.abc import AsyncIterator
from pathlib import Path

import psycopg
import pytest

from guichet.kit.db.probe import libpq
from guichet.kit.db.roles import ROLE_NAMES
from tests.servers.guichet import environment, run, serving
from tests.servers.scratch import scratch
from tests.servers.shared import SharedPostgres, copy_template
from tests.waiting import eventually

NAME = "guichet_audited"
_UNSEALED = "SELECT count(*) FROM audit_entry WHERE number IS NULL"
_SEALED = "SELECT count(*) FROM audit_entry WHERE number IS NOT NULL"


@pytest.fixture
async def env(postgres: SharedPostgres, nats_url: str) -> AsyncIterator[dict[str, str]]:
    """Settings of a Guichet with a database of its own."""
    copy_template(postgres, NAME)
    url = libpq(postgres.database_url(NAME))
    with scratch("audit") as folder:
        yield environment(
            Path(folder), DATABASE_URL=url, NATS_URL=nats_url, SECRET_KEY="audited-" * 5
        )
    postgres.execute(f"DROP DATABASE {NAME} WITH (FORCE)")
    for role in ROLE_NAMES:
        postgres.execute(f"DROP ROLE IF EXISTS {NAME}_{role}")


async def test_whole_chains_hold_and_a_changed_entry_is_named(env: dict[str, str]) -> None:
    with psycopg.connect(env["GUICHET_DATABASE_URL"], autocommit=True) as owner:

        def count(statement: str) -> int:
            return int(str((owner.execute(statement.encode()).fetchone() or (0,))[0]))

        async with serving(env=env):
            code, said = await run("tenant", "create", "kept", "--name", "Kept", env=env)
            assert code == 0, said
            await eventually(
                lambda: count(_SEALED) and not count(_UNSEALED), within=60, what="all is sealed"
            )
        code, said = await run("audit", "verify", env=env)
        assert code == 0, said
        assert "platform: " in said
        assert "entries hold, 0 wait; head " in said
        assert "BROKEN" not in said

        owner.execute("UPDATE audit_entry SET target = 'user:nobody' WHERE number = 1")
        code, said = await run("audit", "verify", env=env)
        assert code == 1
        assert "BROKEN at entry 1: altered" in said
