"""Brings a database to the newest schema, then makes its grants equal to the declarations."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import URL, Connection, create_engine, text
from sqlalchemy.pool import NullPool

from guichet.kit.db import parts, security
from guichet.kit.db.catalogue import import_models
from guichet.kit.db.roles import Roles, ensure_roles

_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtext('guichet migrate'))")
_LIMITS = (
    text("SET LOCAL lock_timeout = '5s'"),
    text("SET LOCAL statement_timeout = '60s'"),
)


def migrate(owner_url: URL, roles: Roles) -> None:
    """Create the roles, upgrade to the newest revision, make parts that are missing and
    re-apply grants and policies.

    Safe to repeat and to run from several processes at once (they take turns). A statement that
    cannot get its lock within 5 s, or runs longer than 60 s, fails the migration and leaves the
    database as it was.
    """
    import_models()
    with _alone(owner_url) as connection:
        ensure_roles(connection, roles)
        command.upgrade(_config(connection), "head")
        parts.apply(connection)
        security.apply(connection, roles)


def make_old(owner_url: URL, roles: Roles, revision: str) -> None:
    """Bring an empty database to an older revision, without grants: to try an upgrade from it."""
    with _alone(owner_url) as connection:
        ensure_roles(connection, roles)
        command.upgrade(_config(connection), revision)


@contextmanager
def _alone(owner_url: URL) -> Iterator[Connection]:
    """A transaction that no other migration runs beside, with limits on locks and statements."""
    with create_engine(owner_url, poolclass=NullPool).begin() as connection:
        connection.execute(_ONE_AT_A_TIME)
        for limit in _LIMITS:
            connection.execute(limit)
        yield connection


def revisions(owner_url: URL) -> tuple[str | None, str]:
    """The database's revision (None: never migrated) and the newest one this program knows."""
    newest = ScriptDirectory.from_config(_config()).get_current_head()
    assert newest is not None
    with create_engine(owner_url, poolclass=NullPool).connect() as connection:
        return MigrationContext.configure(connection).get_current_revision(), newest


def is_known(revision: str) -> bool:
    """Whether this program knows ``revision``: a newer program's database has others."""
    try:
        return ScriptDirectory.from_config(_config()).get_revision(revision) is not None
    except CommandError:
        return False


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    location = resources.files("guichet.kit.db") / "migrations"
    config.set_main_option("script_location", str(location).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
