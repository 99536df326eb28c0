"""Where ephemeral signals of a conversation go: typing, and later pointers and calls. Pure."""

from uuid import UUID

from guichet.kit.ids import TenantId


def conversation_subject(tenant_id: TenantId, interaction_id: UUID) -> str:
    """The subject all who look at a conversation listen to."""
    return f"guichet.signal.{tenant_id}.interaction.{interaction_id}"
