"""Triggers as the rest of Guichet sees them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from guichet.campaigns.triggers.language import Again, AtCall, AtEvent, BeforeEvent, Limits
from guichet.crm.segments.language import Scalar

MOST_TRIGGERS = 200
LONGEST_KEY = 200

RunState = Literal["waiting", "sent", "skipped", "cancelled"]
"""Not due, or just being done; a campaign left; a limit or a fault kept it; taken back before."""
Skipped = Literal[
    "switched_off",
    "too_soon",
    "too_often",
    "too_many_recipients",
    "nobody",
    "no_number",
    "too_late",
    "no_codes",
    "refused",
]


@dataclass(frozen=True, slots=True)
class Trigger:
    """What sets a campaign off. The campaign itself stays a draft: each time a copy of it goes."""

    id: UUID
    version: int
    campaign_id: UUID
    when: AtCall | AtEvent | BeforeEvent | Again
    limits: Limits
    enabled: bool
    created_at: datetime
    next_at: datetime | None = None
    """Of what comes again and again: when it is set off."""
    removed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """One time a trigger was set off."""

    id: UUID
    trigger_id: UUID
    key: str
    """The same key is the same time, however often it is told."""
    state: RunState
    due_at: datetime
    at: datetime
    """When it was set off."""
    contact_id: UUID | None = None
    """Whom it is for; none: everybody the draft speaks to."""
    reference: str | None = None
    """By which it can be taken back."""
    parameters: Mapping[str, Scalar] = field(default_factory=dict)
    expires_at: datetime | None = None
    """Not to be done after."""
    campaign_id: UUID | None = None
    """What went."""
    why: Skipped | None = None
    detail: str | None = None
    """The refusal's code."""
