"""The tables of short links. Clicks hold nothing of the browser, neither address nor program; who
the person is stands with the campaign's recipients.
"""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, Identity, Index, Integer, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from guichet.campaigns.links.visits import Kind, Rule
from guichet.kit.db.tables import APPEND, KEEP, READ, Grants, TenantTable


class LinkRow(TenantTable):
    """One address in the text of one campaign. Never changed: what was sent leads where it did."""

    __tablename__ = "campaign_link"
    request_may: ClassVar[Grants] = APPEND
    system_may: ClassVar[Grants] = APPEND
    reader_may: ClassVar[Grants] = READ
    __table_args__ = (
        Index("ix_campaign_link_number", "number"),
        Index("uq_campaign_link_target", "tenant_id", "campaign_id", "target_hash", unique=True),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    campaign_id: Mapped[UUID]
    number: Mapped[int] = mapped_column(BigInteger, Identity(always=True))
    secret: Mapped[bytes] = mapped_column(LargeBinary)
    target: Mapped[str]
    target_hash: Mapped[bytes] = mapped_column(LargeBinary)
    """SHA-256: an index cannot hold the longest addresses."""
    created_at: Mapped[datetime]


class ClickRow(TenantTable):
    """A link was followed."""

    __tablename__ = "campaign_click"
    request_may: ClassVar[Grants] = READ
    system_may: ClassVar[Grants] = APPEND
    reader_may: ClassVar[Grants] = READ
    __table_args__ = (Index("ix_campaign_click_link", "tenant_id", "link_id", "kind"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    link_id: Mapped[UUID]
    place: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime]
    kind: Mapped[Kind] = mapped_column(Text())
    rule: Mapped[Rule | None] = mapped_column(Text())


class ClickerRow(TenantTable):
    """A person followed a link for the first time."""

    __tablename__ = "campaign_clicker"
    request_may: ClassVar[Grants] = READ
    system_may: ClassVar[Grants] = APPEND
    reader_may: ClassVar[Grants] = READ

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    place: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    link_id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class LinkAddressRow(TenantTable):
    """The domain a company's short links are on."""

    __tablename__ = "campaign_link_address"
    request_may: ClassVar[Grants] = KEEP

    version: Mapped[int]
    host: Mapped[str | None]
    checked_at: Mapped[datetime | None]
