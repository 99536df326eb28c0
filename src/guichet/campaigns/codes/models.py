"""The tables of codes: a secret for each campaign, and one row for each code that was used."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Index, Integer, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

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
