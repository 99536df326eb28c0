"""The table of users."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from guichet.kit.db.tables import KEEP, Grants, PlatformTable


class User(PlatformTable):
    """A person who can sign in. Requests never read it: what a tenant sees of its members stands
    in the memberships.
    """

    __tablename__ = "user_account"
    __table_args__ = (
        Index("ix_user_account_operator", "id", postgresql_where=text("platform_operator")),
    )
    system_may: ClassVar[Grants] = KEEP

    id: Mapped[UUID] = mapped_column(primary_key=True)
    email: Mapped[str]
    email_key: Mapped[str] = mapped_column(unique=True)
    """The address as compared: normalised and in lower case."""
    name: Mapped[str]
    language: Mapped[str]
    color_scheme: Mapped[str]
    platform_operator: Mapped[bool]
    second_factor: Mapped[bool]
    """Whether they have an authenticator or a passkey."""
    password_hash: Mapped[str | None]
    """``None`` for somebody who signs in by a provider or a passkey only."""
    password_changed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    last_sign_in_at: Mapped[datetime | None]
    version: Mapped[int]
