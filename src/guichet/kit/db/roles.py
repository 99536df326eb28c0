"""The three login roles Guichet uses on PostgreSQL, beside the owner that migrates.

``<prefix>_request`` obeys row security; ``<prefix>_system`` and ``<prefix>_reader`` pass it by
but hold only the grants the models declare. Their passwords derive from the master secret, so
nobody has to keep them.
"""

import hashlib
import hmac
from dataclasses import dataclass
from typing import Literal, get_args

from psycopg import sql
from sqlalchemy import URL, Connection

RoleName = Literal["request", "system", "reader"]
ROLE_NAMES: tuple[RoleName, ...] = get_args(RoleName)


@dataclass(frozen=True, slots=True)
class Roles:
    """The roles of one installation."""

    prefix: str
    secret: str

    def login(self, role: RoleName) -> str:
        """The role's name on the server."""
        return f"{self.prefix}_{role}"

    def password(self, role: RoleName) -> str:
        """The role's password: 64 hexadecimal digits, the same for the same secret."""
        message = f"guichet database role {self.login(role)}".encode()
        return hmac.new(self.secret.encode(), message, hashlib.sha256).hexdigest()

    def url(self, owner_url: URL, role: RoleName) -> URL:
        """Where to connect as ``role``: the owner's address with the role's name and password."""
        return owner_url.set(username=self.login(role), password=self.password(role))


_EXISTS = "SELECT 1 FROM pg_roles WHERE rolname = %s"


def ensure_roles(connection: Connection, roles: Roles) -> None:
    """Create the missing roles and set the password and attributes of all. Safe to repeat.

    Needs an owner that may create roles; ``BYPASSRLS`` needs an owner that has it itself.
    """
    for role in ROLE_NAMES:
        _ensure_role(connection, roles, role)


def _ensure_role(connection: Connection, roles: Roles, role: RoleName) -> None:
    login = roles.login(role)
    exists = connection.exec_driver_sql(_EXISTS, (login,)).scalar()
    verb = "ALTER" if exists else "CREATE"
    # Whoever names CREATEDB in an ALTER must have it, even to take it away; CREATE may.
    databases = "" if exists else "NOCREATEDB"
    bypass = "NOBYPASSRLS" if role == "request" else "BYPASSRLS"
    statement = sql.SQL(
        "{verb} ROLE {login} LOGIN NOINHERIT {databases} NOCREATEROLE {bypass} PASSWORD {password}"
    ).format(
        verb=sql.SQL(verb),
        databases=sql.SQL(databases),
        login=sql.Identifier(login),
        bypass=sql.SQL(bypass),
        password=sql.Literal(roles.password(role)),
    )
    connection.exec_driver_sql(statement.as_string())
