"""The table of consents."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, LargeBinary, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from guichet.consent.types import (
    AddressKind,
    ConsentMedium,
    ConsentSource,
    Decision,
    Purpose,
)
from guichet.kit.db.tables import APPEND, READ, Grants, PlatformTable, TenantTable


class ConsentRow(TenantTable):
    """A decision of a person about an address: append-only. The contact's id is a note of where it
    was recorded; what counts is the address.
    """

    __tablename__ = "consent"
    __table_args__ = (
        Index("ix_consent_address", "tenant_id", "purpose", "address_hash", "id"),
        Index("ix_consent_contact", "tenant_id", "contact_id", "id"),
        Index(
            "ix_consent_refused",
            "tenant_id",
            "purpose",
            "address_hash",
            postgresql_where=text("decision = 'withdrawn'"),
        ),
        Index(
            "ix_consent_no_offers",
            "tenant_id",
            "id",
            postgresql_where=text("decision = 'withdrawn' AND purpose = 'marketing'"),
        ),
    )
    request_may: ClassVar[Grants] = APPEND
    system_may: ClassVar[Grants] = APPEND
    reader_may: ClassVar[Grants] = READ

    id: Mapped[UUID] = mapped_column(primary_key=True)
    contact_id: Mapped[UUID | None]
    address_kind: Mapped[AddressKind] = mapped_column(Text())
    address_hash: Mapped[bytes] = mapped_column(LargeBinary())
    purpose: Mapped[Purpose] = mapped_column(Text())
    medium: Mapped[ConsentMedium] = mapped_column(Text())
    decision: Mapped[Decision] = mapped_column(Text())
    source: Mapped[ConsentSource] = mapped_column(Text())
    proof: Mapped[str | None]
    at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    by_kind: Mapped[str]
    by_id: Mapped[UUID | None]
    by_name: Mapped[str | None]


class ConsentEvidenceRow(TenantTable):
    """How a decision came about, step by step: beside the decision, so that it goes with the person
    while the decision itself stays.
    """

    __tablename__ = "consent_evidence"
    request_may: ClassVar[Grants] = frozenset({"SELECT", "INSERT", "DELETE"})
    __table_args__ = (Index("ix_consent_evidence_contact", "tenant_id", "contact_id"),)

    consent_id: Mapped[UUID] = mapped_column(primary_key=True)
    contact_id: Mapped[UUID | None]
    steps: Mapped[list[dict[str, Any]]] = mapped_column(JSONB())


class ConsentKeyRow(TenantTable):
    """The key of a tenant's digests of addresses, in a box of the master secret."""

    __tablename__ = "consent_key"
    request_may: ClassVar[Grants] = APPEND
    system_may: ClassVar[Grants] = APPEND

    box: Mapped[bytes] = mapped_column(LargeBinary())


class GlobalSuppressionRow(PlatformTable):
    """An address nobody on the platform writes to, or may write to again: append-only, the newest
    entry counts.
    """

    __tablename__ = "suppression_global"
    __table_args__ = (Index("ix_suppression_global_address", "address_hash", "id"),)
    system_may: ClassVar[Grants] = APPEND
    reader_may: ClassVar[Grants] = READ

    id: Mapped[UUID] = mapped_column(primary_key=True)
    address_hash: Mapped[bytes] = mapped_column(LargeBinary())
    blocked: Mapped[bool]
    reason: Mapped[str]
    at: Mapped[datetime]
    by_name: Mapped[str | None]


class PlatformConsentKeyRow(PlatformTable):
    """The key of the platform's own digests of addresses, in a box of the master secret."""

    __tablename__ = "consent_platform_key"
    system_may: ClassVar[Grants] = APPEND

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    box: Mapped[bytes] = mapped_column(LargeBinary())
