"""The three kinds of table (tenant, platform, machinery) and what each must declare.

A tenant table begins its primary key and its foreign keys with ``tenant_id``, so that a row
*cannot* point into another tenant, and carries row-level security as a second belt. A platform
table belongs to the operator of the platform. Machinery is Guichet's own bookkeeping.

Every room derives its models from one of the three bases here; ``kit.db.security`` derives the
grants and policies from the same declarations, and a house test holds the two together.
"""

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from sqlalchemy import DateTime, MetaData, Text
from sqlalchemy import Uuid as SqlUuid
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

Verb = Literal["SELECT", "INSERT", "UPDATE", "DELETE"]
Grants = frozenset[Verb]

READ: Grants = frozenset({"SELECT"})
APPEND: Grants = frozenset({"SELECT", "INSERT"})
KEEP: Grants = frozenset({"SELECT", "INSERT", "UPDATE"})
ALL: Grants = frozenset({"SELECT", "INSERT", "UPDATE", "DELETE"})
NONE: Grants = frozenset()

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Table(DeclarativeBase):
    """Base of all models: explicit columns, no relationships (nothing loads silently)."""

    metadata = metadata
    type_annotation_map: ClassVar = {
        UUID: SqlUuid(),
        datetime: DateTime(timezone=True),
        str: Text(),
    }

    table_kind: ClassVar[Literal["tenant", "platform", "machinery"]]
    request_may: ClassVar[Grants] = NONE
    """What the request role (row security applies) may do."""
    system_may: ClassVar[Grants] = NONE
    """What the system role (no row security; relay, router, senders, sign-in) may do."""
    reader_may: ClassVar[Grants] = NONE
    """``READ`` if the reader role (no row security, statement builder binds the tenant) may."""
    hash_parts: ClassVar[int] = 0
    """Of a table partitioned by hash: in how many parts it lies. They are made with the schema, and
    their number stays as it is.
    """


class TenantTable(Table):
    """Rows of one company each. The primary key is ``(tenant_id, id)`` unless a model gives
    other columns after ``tenant_id``.
    """

    __abstract__ = True
    table_kind = "tenant"
    request_may = ALL

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-2)


class PlatformTable(Table):
    """Rows of the platform: users, carriers, leases. No grant to requests except named reads."""

    __abstract__ = True
    table_kind = "platform"
    system_may = ALL


class MachineryTable(Table):
    """Bookkeeping of Guichet itself."""

    __abstract__ = True
    table_kind = "machinery"
    system_may = ALL
