"""The table of agents' profiles."""

from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from guichet.kit.db.tables import KEEP, Grants, TenantTable


class AgentProfileRow(TenantTable):
    """A member who answers. The name is a copy, followed whenever the member's changes."""

    __tablename__ = "agent_profile"
    request_may: ClassVar[Grants] = KEEP
    system_may: ClassVar[Grants] = KEEP

    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    name: Mapped[str]
    active: Mapped[bool]
    rules: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """What people decide, as ``agents.items.profile_json`` writes it."""
