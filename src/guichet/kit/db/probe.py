"""Is this the database we think it is? Asked before anything is built on it."""

import asyncio
import time
from collections.abc import Callable

import psycopg
from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError

from guichet.kit.db.migrate import is_known, migrate, revisions
from guichet.kit.db.roles import Roles
from guichet.kit.faults import OperatorFault

OLDEST_SERVER = 18
"""The oldest major version of PostgreSQL Guichet runs on."""
PATIENCE = 60.0
"""Seconds to wait for a database that is still starting."""

Say = Callable[[str], None]


class SchemaFault(OperatorFault):
    """The database cannot be used as it is. The text says why and what to do."""


def libpq(url: URL) -> str:
    """The address as libpq reads it. Holds the password."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def place(url: URL) -> str:
    """The address for people: without the password."""
    return url.set(drivername="postgresql").render_as_string(hide_password=True)


async def prepare(url: URL, roles: Roles, say: Say) -> None:
    """Wait for the database, check its version, bring its schema up to date.

    :raises SchemaFault: it is of another version, newer than this program, or not reachable.
    """
    check_server(url, await reachable(url, say))
    await asyncio.to_thread(upgrade, url, roles, say)


async def reachable(url: URL, say: Say, patience: float = PATIENCE) -> int:
    """Wait until the database answers; gives the server's major version.

    :raises SchemaFault: it did not answer within ``patience`` seconds, or refuses us.
    """
    limit, told = time.monotonic() + patience, False
    while True:
        try:
            return await asyncio.to_thread(_major_version, url)
        except psycopg.OperationalError as fault:
            why = reason(fault)
            if _is_final(why) or time.monotonic() > limit:
                raise SchemaFault(f"the database {place(url)} cannot be reached: {why}") from None
            if not told:
                say(f"waiting for the database {place(url)} ({why})")
                told = True
            await asyncio.sleep(0.5)


def reason(fault: psycopg.OperationalError) -> str:
    """Why a connection failed, in one line."""
    return (str(fault).strip().splitlines() or ["no reason given"])[0]


def _is_final(why: str) -> bool:
    """Waiting will not help: the server answers, and says no."""
    return any(word in why for word in ("authentication failed", "does not exist", "no pg_hba"))


def _major_version(url: URL) -> int:
    with psycopg.connect(libpq(url), connect_timeout=5) as link:
        return link.info.server_version // 10000


def check_server(url: URL, major: int) -> None:
    """
    :raises SchemaFault: the server is too old.
    """
    if major < OLDEST_SERVER:
        raise SchemaFault(
            f"GUICHET_DATABASE_URL: the server at {place(url)} is PostgreSQL {major};"
            f" Guichet needs {OLDEST_SERVER} or later"
        )


def upgrade(url: URL, roles: Roles, say: Say) -> None:
    """Migrate if the database is behind; re-apply roles and grants in any case.

    :raises SchemaFault: the database was migrated by a newer Guichet, its schema is not the one
        its revision promises, or its owner may not do what is needed.
    """
    try:
        _upgrade(url, roles, say)
    except DBAPIError as fault:
        raise SchemaFault(_in_words(url, fault.orig)) from fault


def _upgrade(url: URL, roles: Roles, say: Say) -> None:
    found, newest = revisions(url)
    if found is not None and not is_known(found):
        raise SchemaFault(
            f"the database {place(url)} was migrated by a newer Guichet (revision {found}, this"
            f" program knows {newest}): install that version, or restore a backup made before"
        )
    if found != newest:
        say("preparing the database" if found is None else f"migrating {found} to {newest}")
    migrate(url, roles)


_NEEDS: tuple[tuple[tuple[type[psycopg.Error], ...], str], ...] = (
    (
        (psycopg.errors.InsufficientPrivilege,),
        "the user of GUICHET_DATABASE_URL must own the database and have the attributes"
        " CREATEROLE and BYPASSRLS",
    ),
    (
        (
            psycopg.errors.UndefinedTable,
            psycopg.errors.UndefinedColumn,
            psycopg.errors.UndefinedFunction,
            psycopg.errors.UndefinedObject,
            psycopg.errors.InvalidSchemaName,
        ),
        "its schema is not the one this Guichet made: restore a backup, or give an empty database",
    ),
    (
        (
            psycopg.errors.DuplicateTable,
            psycopg.errors.DuplicateSchema,
            psycopg.errors.DuplicateObject,
            psycopg.errors.DuplicateFunction,
        ),
        "it holds something else already: give Guichet an empty database of its own",
    ),
    (
        (psycopg.errors.LockNotAvailable, psycopg.errors.QueryCanceled),
        "somebody holds the tables; nothing was changed, start again when they are done",
    ),
)
"""What an operator does about a refusal of the server."""


def _in_words(url: URL, fault: BaseException | None) -> str:
    """One line for what the server refused, and what to do about it."""
    told = getattr(getattr(fault, "diag", None), "message_primary", None)
    why = told or (str(fault).strip().splitlines() or ["no reason given"])[0]
    for kinds, what_to_do in _NEEDS:
        if isinstance(fault, kinds):
            return f"the database {place(url)} cannot be used ({why}): {what_to_do}"
    return f"the database {place(url)} cannot be prepared: {why}"
