"""What changed between two lists."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from guichet.campaigns.types import ExclusionReason
from guichet.kit.ids import TenantId

Against = Literal["shown", "before"]
"""The list that was shown when it was planned; that of the time before."""
Change = Literal["came", "left"]


@dataclass(frozen=True, slots=True)
class Lists:
    """Two lists to be compared."""

    tenant_id: TenantId
    campaign_id: UUID
    against: Against
    before: UUID
    """The campaign the other list is of."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed, in people; erased ones are not counted."""

    against: Against | None = None
    """None: there is nothing to compare with."""
    before: UUID | None = None
    came: int = 0
    left: int = 0
    stayed: int = 0


@dataclass(frozen=True, slots=True)
class Changed:
    """Somebody who came or left."""

    n: int
    """Their place in the list they are on."""
    contact_id: UUID | None
    address: str
    reason: ExclusionReason | None = None
    """Why they are left out now; none: they came, or are not chosen any more."""
    name: str | None = None
    """As their card has it."""
