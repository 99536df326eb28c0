"""The tables of mass sending: chunks, messages, and what became of them.

Messages and outcomes are only ever appended, in partitions by month, without foreign keys: what
they name was checked by the writer that appends them.
"""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, Index, SmallInteger, Text, text
from sqlalchemy import Uuid as SqlUuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from guichet.gateway.mass.contract import ReceiptState
from guichet.gateway.mass.types import Halt, MessageState, OutcomeKind, Purpose, ReportKind
from guichet.kit.db.tables import ALL, APPEND, KEEP, READ, Grants, PlatformTable, TenantTable


class ChunkRow(TenantTable):
    """Messages of one tenant that were accepted together and are handed over together."""

    __tablename__ = "mass_chunk"
    request_may: ClassVar[Grants] = KEEP
    system_may: ClassVar[Grants] = KEEP
    reader_may: ClassVar[Grants] = READ
    __table_args__ = (
        Index(
            "ix_mass_chunk_open",
            "priority",
            "tenant_id",
            "next_at",
            postgresql_where=text("open"),
        ),
        Index(
            "ix_mass_chunk_offers",
            "tenant_id",
            "id",
            postgresql_where=text("purpose = 'marketing'"),
        ),
        Index(
            "ix_mass_chunk_holder",
            "holder",
            postgresql_where=text("open AND holder IS NOT NULL"),
        ),
        Index(
            "ix_mass_chunk_campaign",
            "tenant_id",
            "campaign_id",
            "id",
            postgresql_where=text("campaign_id IS NOT NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    purpose: Mapped[Purpose] = mapped_column(Text())
    priority: Mapped[int] = mapped_column(SmallInteger)
    accepted_at: Mapped[datetime]
    due_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    count: Mapped[int]
    wording: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    """Of all its messages; none when each has its own."""
    open: Mapped[bool]
    """Some of its messages are not handed over yet."""
    next_at: Mapped[datetime]
    """Not leased before. Moved ahead while somebody hands it over, so that it comes back when that
    somebody dies.
    """
    lease: Mapped[int]
    """Counts leases: the fencing token of who holds it."""
    handed: Mapped[int]
    """How many of its messages, in the order of their ids, may have been handed over under the
    present lease. Written before they are.
    """
    currency: Mapped[str | None]
    """In which its messages are paid; none: nothing is charged."""
    touched: Mapped[int]
    """Counts what was done to its messages from outside: who holds it looks again."""
    report_to: Mapped[list[Any] | None] = mapped_column(JSONB(none_as_null=True))
    """Who wants to be told what becomes of its messages; none: nobody."""
    campaign_id: Mapped[UUID | None]
    halt: Mapped[Halt | None] = mapped_column(Text())
    """What was decided about those of its messages that have not left."""
    holder: Mapped[UUID | None]
    """The process that leased it last, as long as it did not give it back."""
    passed_to: Mapped[UUID | None]
    """A route what is left of it needs, given back by a process without a link of that route."""


class MessageRow(TenantTable):
    """One message to one person."""

    __tablename__ = "mass_message"
    request_may: ClassVar[Grants] = APPEND
    system_may: ClassVar[Grants] = APPEND
    reader_may: ClassVar[Grants] = READ
    __table_args__ = (
        Index("ix_mass_message_chunk", "tenant_id", "chunk_id", "id"),
        Index("ix_mass_message_address", "tenant_id", "address", "id"),
        {"postgresql_partition_by": "RANGE (id)"},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    chunk_id: Mapped[UUID]
    address: Mapped[str]
    given: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    reference: Mapped[str | None]
    wording: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    """Its own, where the chunk has none."""
    micros: Mapped[int | None] = mapped_column(BigInteger)
    """What it costs all in all, in millionths; reserved when it was accepted."""


class OutcomeRow(TenantTable):
    """Something that happened to a message."""

    __tablename__ = "mass_outcome"
    request_may: ClassVar[Grants] = APPEND
    system_may: ClassVar[Grants] = APPEND
    __table_args__ = (
        Index(
            "ix_mass_outcome_peer",
            "route_id",
            "peer_id",
            postgresql_where=text("kind = 'handed'"),
        ),
        {"postgresql_partition_by": "RANGE (at)"},
    )

    message_id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Tells apart what one writer wrote of a message in one instant."""
    kind: Mapped[OutcomeKind] = mapped_column(Text())
    part: Mapped[int] = mapped_column(SmallInteger)
    parts: Mapped[int] = mapped_column(SmallInteger)
    route_id: Mapped[UUID | None]
    peer_id: Mapped[str | None]
    code: Mapped[str | None]
    detail: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))


class ParkedReceiptRow(PlatformTable):
    """A receipt for an id that no answer named yet. Kept for three days."""

    __tablename__ = "mass_parked_receipt"
    __table_args__ = (Index("ix_mass_parked_receipt_heard_at", "heard_at"),)

    route_id: Mapped[UUID] = mapped_column(primary_key=True)
    peer_id: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[ReceiptState] = mapped_column(Text(), primary_key=True)
    at: Mapped[datetime]
    heard_at: Mapped[datetime]
    error: Mapped[str | None]


class ReportRow(TenantTable):
    """Something that became of a message, for one who wants to be told; gone once it is told."""

    __tablename__ = "mass_report"
    request_may: ClassVar[Grants] = APPEND
    system_may: ClassVar[Grants] = ALL
    __table_args__ = (Index("ix_mass_report_target", "kind", "target", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[ReportKind] = mapped_column(Text())
    target: Mapped[UUID]
    message_id: Mapped[UUID]
    address: Mapped[str]
    reference: Mapped[str | None]
    state: Mapped[MessageState] = mapped_column(Text())
    part: Mapped[int] = mapped_column(SmallInteger)
    parts: Mapped[int] = mapped_column(SmallInteger)
    at: Mapped[datetime]
    error: Mapped[str | None]


class TouchedRow(TenantTable):
    """Messages of one campaign that something happened to in one transaction; gone once whoever
    follows the campaign has looked at them.
    """

    __tablename__ = "mass_touched"
    request_may: ClassVar[Grants] = APPEND
    system_may: ClassVar[Grants] = ALL
    __table_args__ = (Index("ix_mass_touched_campaign", "campaign_id", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    campaign_id: Mapped[UUID]
    messages: Mapped[list[UUID]] = mapped_column(ARRAY(SqlUuid()))


class ReportTurnRow(PlatformTable):
    """Whose turn it is to tell one target, and until when: one process at a time."""

    __tablename__ = "mass_report_turn"

    kind: Mapped[ReportKind] = mapped_column(Text(), primary_key=True)
    target: Mapped[UUID] = mapped_column(primary_key=True)
    until: Mapped[datetime]
    lease: Mapped[UUID]
    """The token of who has it."""


class ReportWishRow(TenantTable):
    """Somebody who is to be told of everything its tenant sends."""

    __tablename__ = "mass_report_wish"
    request_may: ClassVar[Grants] = ALL
    system_may: ClassVar[Grants] = ALL

    kind: Mapped[ReportKind] = mapped_column(Text(), primary_key=True)
    target: Mapped[UUID] = mapped_column(primary_key=True)
    everything: Mapped[bool]
