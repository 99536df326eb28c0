"""Tables of interactions and their messages."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from guichet.gateway.types import IdentityKind
from guichet.interactions.types import AuthorKind, DeliveryState, MessageKind, PreviewAuthor
from guichet.kit.db.tables import TenantTable


class InteractionRow(TenantTable):
    """One request or conversation. Names are copies, so that one row is what a list shows."""

    __tablename__ = "interaction"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "contact_id"], ["contact.tenant_id", "contact.id"]),
        ForeignKeyConstraint(
            ["tenant_id", "entry_point_id"], ["entry_point.tenant_id", "entry_point.id"]
        ),
        Index(
            "uq_interaction_open",
            "tenant_id",
            "contact_id",
            "entry_point_id",
            unique=True,
            postgresql_where=text("state <> 'closed'"),
        ),
        Index("ix_interaction_contact", "tenant_id", "contact_id", "id"),
        Index("ix_interaction_state", "tenant_id", "state", "id"),
        Index("ix_interaction_agent", "tenant_id", "agent_id", "state", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    state: Mapped[str]
    medium: Mapped[str]
    entry_point_id: Mapped[UUID]
    channel: Mapped[str]
    entry_point_title: Mapped[str]
    address_kind: Mapped[IdentityKind] = mapped_column(Text())
    address: Mapped[str]
    contact_id: Mapped[UUID]
    contact_name: Mapped[str | None]
    contact_code: Mapped[str]
    agent_id: Mapped[UUID | None]
    agent_name: Mapped[str | None]
    language: Mapped[str]
    page_url: Mapped[str | None]
    page_title: Mapped[str | None]
    preview_from: Mapped[PreviewAuthor | None] = mapped_column(Text())
    preview_text: Mapped[str | None]
    preview_at: Mapped[datetime | None]
    unanswered: Mapped[int]
    message_count: Mapped[int]
    created_at: Mapped[datetime]
    waiting_since: Mapped[datetime | None]
    taken_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    last_message_at: Mapped[datetime | None]


class MessageRow(TenantTable):
    """One item of a timeline."""

    __tablename__ = "message"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "interaction_id"], ["interaction.tenant_id", "interaction.id"]
        ),
        Index("uq_message_seq", "tenant_id", "interaction_id", "seq", unique=True),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    interaction_id: Mapped[UUID]
    seq: Mapped[int]
    version: Mapped[int]
    kind: Mapped[MessageKind] = mapped_column(Text())
    author_kind: Mapped[AuthorKind] = mapped_column(Text())
    author_id: Mapped[UUID | None]
    author_name: Mapped[str | None]
    text: Mapped[str | None]
    notice: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    client_id: Mapped[str | None]
    created_at: Mapped[datetime]
    delivery_state: Mapped[DeliveryState] = mapped_column(Text())
    delivery_at: Mapped[datetime | None]
    failure: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    outbound_id: Mapped[UUID | None]
