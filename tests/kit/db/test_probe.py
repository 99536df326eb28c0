"""A database that does not fit is refused in one clear line."""

from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import URL

from guichet.kit.clock import SystemClock
from guichet.kit.db import probe
from guichet.kit.db.checkup import NoAnswer, look
from guichet.kit.db.roles import Roles
from tests.servers.shared import SharedPostgres, copy_template

SECRET = "a secret that is long enough for this test"
NAME = "guichet_odd"


def said_nothing(_text: str) -> None:
    """Nobody listens."""


@pytest.fixture
def odd(postgres: SharedPostgres) -> Iterator[URL]:
    """A migrated database, to be spoilt."""
    copy_template(postgres, NAME)
    yield postgres.database_url(NAME)
    postgres.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


def spoil(url: URL, statement: bytes) -> None:
    with psycopg.connect(probe.libpq(url), autocommit=True) as owner:
        owner.execute(statement)


def refusal(url: URL, roles: Roles) -> str:
    with pytest.raises(probe.SchemaFault) as caught:
        probe.upgrade(url, roles, said_nothing)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        (b"DROP TABLE rate_window", 'relation "rate_window" does not exist'),
        (b"DROP SCHEMA jobs CASCADE", 'schema "jobs" does not exist'),
        (b"DROP FUNCTION relay_blocker(integer)", "function relay_blocker(integer) does not exist"),
    ],
)
def test_a_schema_that_is_not_what_its_revision_promises_is_told(
    postgres: SharedPostgres, odd: URL, statement: bytes, why: str
) -> None:
    spoil(odd, statement)
    said = refusal(odd, postgres.roles)
    assert f"/{NAME}" in said
    assert f"({why}): its schema is not the one this Guichet made: restore a backup" in said


def test_a_database_of_a_newer_guichet_is_told(postgres: SharedPostgres, odd: URL) -> None:
    spoil(odd, b"UPDATE alembic_version SET version_num = '9999'")
    said = refusal(odd, postgres.roles)
    assert "was migrated by a newer Guichet (revision 9999, this program knows " in said


def test_a_database_with_something_else_in_it_is_told(postgres: SharedPostgres, odd: URL) -> None:
    spoil(odd, b"DROP TABLE alembic_version")
    assert "it holds something else already" in refusal(odd, postgres.roles)


def test_the_doctor_tells_a_missing_table_too(odd: URL) -> None:
    spoil(odd, b"DROP TABLE mail_outbox")
    with pytest.raises(NoAnswer, match="its schema is not the one its revision promises"):
        look(odd, SystemClock())


@pytest.mark.parametrize(
    ("attributes", "why"),
    [
        ("NOCREATEROLE BYPASSRLS", "permission denied to create role"),
        ("CREATEROLE NOBYPASSRLS", "permission denied to create role"),
    ],
)
def test_an_owner_that_may_not_make_the_roles_is_told(
    postgres: SharedPostgres, attributes: str, why: str
) -> None:
    url = owned_by(postgres, "thin_owner", attributes)
    try:
        said = refusal(url, Roles("guichet_thin", SECRET))
    finally:
        forget(postgres, "thin_owner", "guichet_thin")
    assert f"({why}): the user of GUICHET_DATABASE_URL must own the database and have" in said
    assert "CREATEROLE and BYPASSRLS" in said
    assert "thin-password" not in said


def test_an_owner_with_just_these_two_attributes_is_enough_at_every_start(
    postgres: SharedPostgres,
) -> None:
    url = owned_by(postgres, "able_owner", "CREATEROLE BYPASSRLS")
    roles = Roles("guichet_able", SECRET)
    try:
        for _start in range(2):
            probe.upgrade(url, roles, said_nothing)
        with psycopg.connect(probe.libpq(roles.url(url, "request"))) as request:
            assert request.execute("SELECT count(*) FROM event_log").fetchone() == (0,)
    finally:
        forget(postgres, "able_owner", "guichet_able")


async def test_a_server_that_does_not_answer_is_told_with_its_place_and_without_the_password() -> (
    None
):
    nowhere = URL.create("postgresql+psycopg", "me", "secret", "127.0.0.1", 1, "guichet")
    with pytest.raises(probe.SchemaFault, match=r"me:\*\*\*@127.0.0.1:1/guichet cannot be reached"):
        await probe.reachable(nowhere, said_nothing, patience=0)


def owned_by(postgres: SharedPostgres, owner: str, attributes: str) -> URL:
    """An empty database of a new user with these attributes, entered as that user."""
    postgres.execute(f"CREATE ROLE {owner} LOGIN {attributes} PASSWORD 'thin-password'")
    postgres.execute(f"CREATE DATABASE {owner} OWNER {owner}")
    return postgres.database_url(owner).set(username=owner, password="thin-password")


def forget(postgres: SharedPostgres, owner: str, prefix: str) -> None:
    """Remove such a database, its user and the roles made."""
    postgres.execute(f"DROP DATABASE {owner} WITH (FORCE)")
    for role in ("request", "system", "reader"):
        postgres.execute(f"DROP ROLE IF EXISTS {prefix}_{role}")
    postgres.execute(f"DROP ROLE {owner}")
