"""Tables of the audit trail."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Identity, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from guichet.kit.db.tables import APPEND, KEEP, NONE, PlatformTable, TenantTable


class AuditEntry(TenantTable):
    """One thing somebody did or saw. Requests append and read; only the sealing job and an
    erasure change a row, and only in the columns left empty for them.
    """

    __tablename__ = "audit_entry"
    request_may = APPEND
    system_may = KEEP

    id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, Identity(always=True))
    occurred_at: Mapped[datetime]
    actor_kind: Mapped[str]
    actor_id: Mapped[UUID | None]
    action: Mapped[str]
    target: Mapped[str]
    details: Mapped[str | None]
    salt: Mapped[bytes | None] = mapped_column(LargeBinary)
    commitment: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    number: Mapped[int | None] = mapped_column(BigInteger)
    seal: Mapped[bytes | None] = mapped_column(LargeBinary)

    __table_args__ = (
        UniqueConstraint("tenant_id", "number"),
        CheckConstraint("(number IS NULL) = (seal IS NULL)", name="sealed_whole"),
        CheckConstraint("(details IS NULL) = (salt IS NULL)", name="erased_whole"),
        Index("ix_audit_entry_unsealed", "tenant_id", "seq", postgresql_where="number IS NULL"),
        Index("ix_audit_entry_actor", "tenant_id", "actor_id", "id"),
        Index("ix_audit_entry_action", "tenant_id", "action", "id"),
        Index("ix_audit_entry_target", "tenant_id", "target", "id"),
    )


class AuditHead(PlatformTable):
    """The newest seal of each chain, out of every request's reach."""

    __tablename__ = "audit_head"
    request_may = NONE

    chain: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)
    seal: Mapped[bytes] = mapped_column(LargeBinary)
    sealed_at: Mapped[datetime]
    signature: Mapped[bytes] = mapped_column(LargeBinary)
