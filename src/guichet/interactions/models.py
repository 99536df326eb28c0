"""Tables of interactions, their messages and what they brought along."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ForeignKeyConstraint, Index, SmallInteger, Text
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from guichet.gateway.types import IdentityKind
from guichet.interactions.types import AuthorKind, DeliveryState, MessageKind, PreviewAuthor
from guichet.kit.db.tables import ALL, APPEND, KEEP, READ, TenantTable


class InteractionRow(TenantTable):
    """One request or conversation. Names are copies, so that one row is what a list shows."""

    __tablename__ = "interaction"
    system_may = KEEP
    reader_may = READ
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "contact_id"], ["contact.tenant_id", "contact.id"]),
        ForeignKeyConstraint(
            ["tenant_id", "entry_point_id"], ["entry_point.tenant_id", "entry_point.id"]
        ),
        Index(
            "ix_interaction_open",
            "tenant_id",
            "contact_id",
            "entry_point_id",
            postgresql_where=sql("state <> 'closed'"),
        ),
        Index("ix_interaction_contact", "tenant_id", "contact_id", "id"),
        Index("ix_interaction_state", "tenant_id", "state", "id"),
        Index("ix_interaction_agent", "tenant_id", "agent_id", "state", "id"),
        Index("ix_interaction_queue", "tenant_id", "queue_id", "state", "id"),
        Index("ix_interaction_offer", "tenant_id", "offer_agent_id", "state", "id"),
        Index("ix_interaction_preferred", "tenant_id", "preferred_agent_id", "state", "id"),
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
    queue_id: Mapped[UUID | None]
    queue_name: Mapped[str | None]
    queued_at: Mapped[datetime | None]
    needs: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    priority: Mapped[int] = mapped_column(server_default=sql("0"))
    subject: Mapped[str | None]
    subject_name: Mapped[str | None]
    offer_agent_id: Mapped[UUID | None]
    offer_agent_name: Mapped[str | None]
    offer_at: Mapped[datetime | None]
    offer_until: Mapped[datetime | None]
    preferred_agent_id: Mapped[UUID | None]
    preferred_until: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    snoozed_until: Mapped[datetime | None]
    held_at: Mapped[datetime | None]
    wrap_up_until: Mapped[datetime | None]
    disposition_id: Mapped[UUID | None]
    disposition_name: Mapped[str | None]
    merged_into: Mapped[UUID | None]
    consulted: Mapped[list[dict[str, Any]] | None] = mapped_column(JSONB(none_as_null=True))
    rating_stars: Mapped[int | None]
    rating_comment: Mapped[str | None]
    why: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    tags: Mapped[list[str] | None] = mapped_column(ARRAY(Text()))


class MessageRow(TenantTable):
    """One item of a timeline."""

    __tablename__ = "message"
    system_may = APPEND
    reader_may = READ
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
    parts: Mapped[int | None] = mapped_column(SmallInteger)
    outbound_id: Mapped[UUID | None]
    internal: Mapped[bool] = mapped_column(server_default=sql("false"))
    mentions: Mapped[list[dict[str, Any]] | None] = mapped_column(JSONB(none_as_null=True))
    files: Mapped[list[dict[str, Any]] | None] = mapped_column(JSONB(none_as_null=True))
    quick: Mapped[list[dict[str, Any]] | None] = mapped_column(JSONB(none_as_null=True))


class ContextRow(TenantTable):
    """What a request brought along, apart from the interaction: it may be large, and what changes
    with every message should not carry it.
    """

    __tablename__ = "interaction_context"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "interaction_id"], ["interaction.tenant_id", "interaction.id"]
        ),
    )
    system_may = READ
    reader_may = READ

    interaction_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    context: Mapped[dict[str, Any]] = mapped_column(JSONB())


class GuestRow(TenantTable):
    """An agent consulted about an interaction: for the list of what an agent is asked about."""

    __tablename__ = "interaction_guest"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "interaction_id"], ["interaction.tenant_id", "interaction.id"]
        ),
        Index("ix_interaction_guest_interaction_id", "tenant_id", "interaction_id"),
    )
    system_may = ALL

    agent_id: Mapped[UUID] = mapped_column(primary_key=True)
    interaction_id: Mapped[UUID] = mapped_column(primary_key=True)


class TagRow(TenantTable):
    """A tag of an interaction: for the list of what bears a tag."""

    __tablename__ = "interaction_tag"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "interaction_id"], ["interaction.tenant_id", "interaction.id"]
        ),
        Index("ix_interaction_tag_interaction_id", "tenant_id", "interaction_id"),
    )

    tag: Mapped[str] = mapped_column(Text(collation="C"), primary_key=True)
    interaction_id: Mapped[UUID] = mapped_column(primary_key=True)


class MergeRow(TenantTable):
    """One interaction merged into another, and what undoing it must restore."""

    __tablename__ = "interaction_merge"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "source_id"], ["interaction.tenant_id", "interaction.id"]
        ),
        ForeignKeyConstraint(
            ["tenant_id", "target_id"], ["interaction.tenant_id", "interaction.id"]
        ),
        Index("ix_interaction_merge_source_id", "tenant_id", "source_id", "id"),
        Index("ix_interaction_merge_target_id", "tenant_id", "target_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    source_id: Mapped[UUID]
    target_id: Mapped[UUID]
    was_open: Mapped[bool]
    reason: Mapped[str | None]
    by_id: Mapped[UUID]
    by_name: Mapped[str]
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
