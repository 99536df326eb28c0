"""Tables of what hooks are told.

A line has one row that says when to try next, so that a hook with a hundred thousand bodies before
a closed door costs as little to look at as one with none.
"""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKeyConstraint, Index, SmallInteger, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from guichet.hooks.deliveries.types import State
from guichet.kit.db.tables import ALL, Grants, TenantTable


class LineRow(TenantTable):
    """How telling one hook goes."""

    __tablename__ = "hook_line"
    system_may: ClassVar[Grants] = ALL
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "hook_id"], ["hook.tenant_id", "hook.id"], ondelete="CASCADE"
        ),
        Index("ix_hook_line_lookup", "hook_id"),
        Index("ix_hook_line_next", "next_at", postgresql_where=text("next_at IS NOT NULL")),
    )

    hook_id: Mapped[UUID] = mapped_column(primary_key=True)
    next_at: Mapped[datetime | None]
    """When to look again; none: nothing waits, or the hook is off. Moved ahead while a process
    tells it, so that it comes back when that one dies.
    """
    leased: Mapped[bool]
    lease: Mapped[int]
    """Counts leases: the fencing token of who tells it."""
    waiting: Mapped[int]
    """Bodies in the line, exactly: changed under the lock of this row alone."""
    later: Mapped[int]
    """Bodies that stepped aside, each with its own time."""
    delivered: Mapped[int] = mapped_column(BigInteger)
    lost: Mapped[int] = mapped_column(BigInteger)
    """Events not kept because too much waited."""
    failures: Mapped[int]
    failing_since: Mapped[datetime | None]
    last_at: Mapped[datetime | None]
    last_ok_at: Mapped[datetime | None]
    last_status: Mapped[int | None] = mapped_column(SmallInteger)
    last_why: Mapped[str | None]


class DeliveryRow(TenantTable):
    """One body for one hook."""

    __tablename__ = "hook_delivery"
    system_may: ClassVar[Grants] = ALL
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "hook_id"], ["hook.tenant_id", "hook.id"], ondelete="CASCADE"
        ),
        Index("ix_hook_delivery_list", "tenant_id", "hook_id", "id"),
        Index("ix_hook_delivery_state", "tenant_id", "hook_id", "state", "id"),
        Index(
            "ix_hook_delivery_later",
            "tenant_id",
            "hook_id",
            "retry_at",
            postgresql_where=text("state = 'later'"),
        ),
        Index(
            "ix_hook_delivery_contact",
            "tenant_id",
            "contact_id",
            postgresql_where=text("contact_id IS NOT NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    hook_id: Mapped[UUID]
    kind: Mapped[str]
    """The published event's name; ``batch`` for several in one body."""
    events: Mapped[int] = mapped_column(SmallInteger)
    subject: Mapped[str]
    """What it concerns: of one subject only one body is under way at once."""
    body: Mapped[str]
    contact_id: Mapped[UUID | None]
    state: Mapped[State] = mapped_column(Text())
    since: Mapped[datetime]
    """When it was put into the line, the last time."""
    retry_at: Mapped[datetime | None]
    attempts: Mapped[int]
    tries: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    """The newest attempts, oldest first."""
    ended_at: Mapped[datetime | None]
