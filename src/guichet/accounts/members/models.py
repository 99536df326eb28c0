"""Tables of memberships and invitations."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from guichet.kit.db.tables import KEEP, Grants, TenantTable


class Membership(TenantTable):
    """A user in a tenant. Name and address are copies, followed whenever the user changes them:
    a request can read these and not the table of all users.
    """

    __tablename__ = "membership"
    __table_args__ = (
        Index("ix_membership_user_id", "user_id"),
        Index("ix_membership_name", "tenant_id", "name", "user_id"),
        Index("ix_membership_email_key", "tenant_id", "email_key"),
    )
    request_may: ClassVar[Grants] = KEEP
    system_may: ClassVar[Grants] = KEEP

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    name: Mapped[str]
    email: Mapped[str]
    email_key: Mapped[str]
    roles: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    second_factor: Mapped[bool]
    """Whether the user signs in with a second factor or a passkey."""
    joined_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    """The row stays after removal, so that who joins again goes on with a higher version."""
    version: Mapped[int]


class Invitation(TenantTable):
    """Somebody asked by mail to join."""

    __tablename__ = "invitation"
    __table_args__ = (
        Index(
            "uq_invitation_open",
            "tenant_id",
            "email_key",
            unique=True,
            postgresql_where=text("accepted_at IS NULL AND revoked_at IS NULL"),
        ),
    )
    request_may: ClassVar[Grants] = KEEP
    system_may: ClassVar[Grants] = KEEP

    id: Mapped[UUID] = mapped_column(primary_key=True)
    email: Mapped[str]
    email_key: Mapped[str]
    roles: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    language: Mapped[str]
    token_digest: Mapped[bytes] = mapped_column(LargeBinary, index=True)
    invited_by: Mapped[UUID | None]
    invited_by_name: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    version: Mapped[int]
