"""The event log's tables: the log itself, the relay's place in it, and its consumers'."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Identity, Index, SmallInteger, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from guichet.kit.db.tables import APPEND, READ, Grants, MachineryTable, TenantTable
from guichet.kit.events.types import EventKind


class EventRow(TenantTable):
    """One domain event. Partitioned monthly by the range of its id, append-only but for its
    ``position``, which the relay fills in once the event is committed, and the words of persons who
    are erased.
    """

    __tablename__ = "event_log"
    __table_args__ = (
        Index("ix_event_log_unrelayed", "seq", postgresql_where=text("position IS NULL")),
        Index("ix_event_log_position", "position"),
        Index("ix_event_log_tenant_position", "tenant_id", "position"),
        Index(
            "ix_event_log_contact",
            "tenant_id",
            "contact_id",
            postgresql_where=text("contact_id IS NOT NULL"),
        ),
        {"postgresql_partition_by": "RANGE (id)"},
    )
    request_may: ClassVar[Grants] = APPEND
    system_may: ClassVar[Grants] = APPEND
    reader_may: ClassVar[Grants] = READ

    id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, Identity(always=True))
    """Drawn at insert, after the row lock of the changed entity: orders a subject's events."""
    position: Mapped[int | None] = mapped_column(BigInteger)
    kind: Mapped[EventKind] = mapped_column(Text)
    subject: Mapped[str]
    version: Mapped[int] = mapped_column(BigInteger)
    payload: Mapped[dict[str, Any]] = mapped_column(JSONB)
    occurred_at: Mapped[datetime]
    contact_id: Mapped[UUID | None]


class RelayState(MachineryTable):
    """The one row whose lock makes a relay the leader."""

    __tablename__ = "relay_state"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)
    request_may: ClassVar[Grants] = READ
    reader_may: ClassVar[Grants] = READ

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    epoch: Mapped[UUID]
    """Names one history of the log on one database: a restore begins another."""
    database_epoch: Mapped[str]
    """The server's system identifier and the database's oid when ``epoch`` began."""
    fence: Mapped[int] = mapped_column(BigInteger)
    """Counts leaders: a relay that finds another number than its own has been replaced."""
    process: Mapped[int]
    """The leader's process id on the database server, to see what it waits for."""
    assigned: Mapped[int] = mapped_column(BigInteger)
    """The newest position given to an event, 0 when none."""
    published: Mapped[int] = mapped_column(BigInteger)
    """The newest position known to be in the stream."""


class ConsumerPlace(MachineryTable):
    """How far a durable consumer has come. Whoever locks the row consumes."""

    __tablename__ = "event_consumer"

    name: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(BigInteger)
    failures: Mapped[int]
    """How often the event after ``position`` failed so far."""
    retry_at: Mapped[datetime | None]
    """When it may be tried again, if it failed."""


class DeadLetter(MachineryTable):
    """An event a durable consumer gave up on, until somebody retries or deletes it."""

    __tablename__ = "event_dead_letter"
    __table_args__ = (
        Index(
            "ix_event_dead_letter_retry",
            "consumer",
            "retry_at",
            postgresql_where=text("retry_at IS NOT NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    consumer: Mapped[str]
    tenant_id: Mapped[UUID]
    event_id: Mapped[UUID]
    position: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[EventKind] = mapped_column(Text)
    attempts: Mapped[int]
    error: Mapped[str]
    failed_at: Mapped[datetime]
    retry_at: Mapped[datetime | None]
    """Set when somebody asked for a retry: the consumer takes it again at its next pass."""
