"""The tables of SMPP accounts, and of parts of texts that wait for the others."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Index, LargeBinary, SmallInteger, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from guichet.gateway.mass.types import Consent, MessageState, Purpose
from guichet.kit.db.tables import ALL, KEEP, NONE, READ, Grants, TenantTable


class SmppAccountRow(TenantTable):
    """An account of a company. Never removed: the audit trail names it."""

    __tablename__ = "smpp_account"
    request_may: ClassVar[Grants] = KEEP
    system_may: ClassVar[Grants] = READ
    __table_args__ = (Index("ix_smpp_account_system_id", "system_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    system_id: Mapped[str]
    """Sixty-five random bits: one of its kind."""
    password_hash: Mapped[bytes] = mapped_column(LargeBinary)
    name: Mapped[str]
    purpose: Mapped[Purpose] = mapped_column(Text())
    consent: Mapped[Consent] = mapped_column(Text())
    senders: Mapped[list[str]] = mapped_column(ARRAY(Text))
    networks: Mapped[list[str]] = mapped_column(ARRAY(Text))
    most_binds: Mapped[int]
    window: Mapped[int]
    per_second: Mapped[int]
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    version: Mapped[int]


class SmppPresenceRow(TenantTable):
    """How many are bound by an account at one process, written anew as long as it runs."""

    __tablename__ = "smpp_presence"
    request_may: ClassVar[Grants] = READ
    system_may: ClassVar[Grants] = ALL
    __table_args__ = (Index("ix_smpp_presence_seen_at", "seen_at"),)

    account_id: Mapped[UUID] = mapped_column(primary_key=True)
    process_id: Mapped[UUID] = mapped_column(primary_key=True)
    """Another one after each start."""
    binds: Mapped[int]
    seen_at: Mapped[datetime]
    """When somebody was bound last, as far as this process knows."""


class SmppRefusedRow(TenantTable):
    """A receipt or text that a company's system refused, beside its report as long as it is tried
    again; kept when it was given up.
    """

    __tablename__ = "smpp_refused"
    request_may: ClassVar[Grants] = frozenset({"SELECT", "DELETE"})
    system_may: ClassVar[Grants] = ALL
    __table_args__ = (
        Index("ix_smpp_refused_account", "tenant_id", "account_id", "id"),
        Index("ix_smpp_refused_address", "tenant_id", "address"),
        Index("ix_smpp_refused_refused_at", "refused_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    """That of the report."""
    account_id: Mapped[UUID]
    message_id: Mapped[UUID]
    address: Mapped[str]
    reference: Mapped[str | None]
    state: Mapped[MessageState] = mapped_column(Text())
    at: Mapped[datetime]
    error: Mapped[str | None]
    code: Mapped[int]
    """The status it was answered with last."""
    tries: Mapped[int]
    refused_at: Mapped[datetime]
    given_up_at: Mapped[datetime | None]


class SmppPartRow(TenantTable):
    """A part of a text that was submitted and answered, until the others are there."""

    __tablename__ = "smpp_part"
    request_may: ClassVar[Grants] = NONE
    system_may: ClassVar[Grants] = ALL
    __table_args__ = (
        Index("ix_smpp_part_text", "account_id", "text_key", "number"),
        Index("ix_smpp_part_at", "at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID]
    text_key: Mapped[str]
    """Sender, recipient and reference: which text it is of."""
    total: Mapped[int] = mapped_column(SmallInteger)
    number: Mapped[int] = mapped_column(SmallInteger)
    octets: Mapped[bytes] = mapped_column(LargeBinary)
    encoding: Mapped[str]
    shift: Mapped[str]
    at: Mapped[datetime]
