"""The tables of codes: a secret for each campaign, one row for each code that was used, and those
companies brought along.
"""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, Integer, LargeBinary, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from guichet.campaigns.codes.types import FileState
from guichet.kit.db.tables import KEEP, READ, Grants, TenantTable
from guichet.kit.work import ActorKind


class OfferRow(TenantTable):
    """The codes of one campaign."""

    __tablename__ = "campaign_offer"
    request_may: ClassVar[Grants] = KEEP
    __table_args__ = (
        Index("uq_campaign_offer_number", "tenant_id", "number", unique=True),
        Index("uq_campaign_offer_campaign", "tenant_id", "campaign_id", unique=True),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    campaign_id: Mapped[UUID]
    number: Mapped[int] = mapped_column(Integer)
    secret: Mapped[bytes] = mapped_column(LargeBinary)
    ends_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    own: Mapped[bool] = mapped_column(server_default=text("false"))
    """Its codes are those the company brought along."""


class CodeUseRow(TenantTable):
    """A code was redeemed: the key lets it be once."""

    __tablename__ = "campaign_code_use"
    request_may: ClassVar[Grants] = frozenset({"SELECT", "INSERT", "DELETE"})
    reader_may: ClassVar[Grants] = READ

    offer_id: Mapped[UUID] = mapped_column(primary_key=True)
    place: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    by_kind: Mapped[ActorKind] = mapped_column(Text())
    by_id: Mapped[UUID | None]
    by_name: Mapped[str | None]
    reference: Mapped[str | None]
    attempt: Mapped[str | None]
    """Of the till: the same again is the same use."""


class OwnCodeRow(TenantTable):
    """A code a company brought along: that of the recipient at place ``n``, from 1 without gaps."""

    __tablename__ = "campaign_own_code"
    request_may: ClassVar[Grants] = frozenset({"SELECT", "INSERT", "DELETE"})
    system_may: ClassVar[Grants] = frozenset({"SELECT", "DELETE"})
    __table_args__ = (Index("uq_campaign_own_code_bare", "tenant_id", "bare", unique=True),)

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    n: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    code: Mapped[str]
    """As it was written."""
    bare: Mapped[str]
    """In the form codes are compared in."""


class CodeFileRow(TenantTable):
    """Codes a company brought along at one time."""

    __tablename__ = "campaign_code_file"
    __table_args__ = (Index("ix_campaign_code_file_campaign", "tenant_id", "campaign_id", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    campaign_id: Mapped[UUID]
    name: Mapped[str]
    state: Mapped[FileState] = mapped_column(Text())
    content_id: Mapped[UUID]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    by_name: Mapped[str | None]
    rows: Mapped[int | None] = mapped_column(Integer)
    done: Mapped[int] = mapped_column(Integer)
    counts: Mapped[dict[str, Any]] = mapped_column(JSONB())
    refused: Mapped[list[dict[str, Any]]] = mapped_column(JSONB())
    problem: Mapped[str | None]
