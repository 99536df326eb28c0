"""Tables of sign-in providers."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Index, LargeBinary, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from guichet.kit.db.tables import ALL, READ, Grants, PlatformTable, TenantTable


class OidcProvider(TenantTable):
    """A tenant's connection to its OpenID provider."""

    __tablename__ = "oidc_provider"
    request_may: ClassVar[Grants] = ALL
    system_may: ClassVar[Grants] = READ

    id: Mapped[UUID] = mapped_column(primary_key=True)
    title: Mapped[str]
    issuer: Mapped[str]
    client_id: Mapped[str]
    secret_box: Mapped[bytes] = mapped_column(LargeBinary)
    """The client's secret, encrypted for this row."""
    domains: Mapped[list[str]] = mapped_column(ARRAY(Text))
    auto_provision: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    enabled: Mapped[bool]
    created_at: Mapped[datetime]
    version: Mapped[int]

    __table_args__ = (Index("ix_oidc_provider_lookup", "id"),)


class OidcLink(PlatformTable):
    """An identity of a provider and the user it belongs to."""

    __tablename__ = "oidc_link"
    system_may: ClassVar[Grants] = ALL

    provider_id: Mapped[UUID] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[UUID]
    linked_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("provider_id", "user_id"),)


class OidcFlow(PlatformTable):
    """A sign-in on its way through a provider."""

    __tablename__ = "oidc_flow"
    system_may: ClassVar[Grants] = ALL

    id: Mapped[UUID] = mapped_column(primary_key=True)
    state_digest: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    browser_digest: Mapped[bytes] = mapped_column(LargeBinary)
    provider_id: Mapped[UUID]
    tenant_id: Mapped[UUID]
    nonce: Mapped[str]
    verifier: Mapped[str]
    next_path: Mapped[str]
    expires_at: Mapped[datetime]

    __table_args__ = (Index("ix_oidc_flow_expires_at", "expires_at"),)
