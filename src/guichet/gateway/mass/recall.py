"""What was decided lately against messages that lie ready already. Pure."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from guichet.consent.addresses import Digester
from guichet.gateway.mass.stays import Stay
from guichet.gateway.mass.types import Halt, Purpose
from guichet.kit.ids import TenantId

STOPPED_FOR: Final = timedelta(minutes=10)
"""When it is asked again whether a company that was stopped may send."""
BY_STOP: Final = "told_to_stop"
"""The code of ``policies`` for who told us to stop."""


HALTED_FOR: Final = timedelta(seconds=1)
"""What was paused is leased by nobody: when it may be again once it goes on."""


def halted_stay(halt: Halt, now: datetime) -> Stay:
    """What becomes of the messages of a campaign somebody paused or ended."""
    if halt == "paused":
        return Stay("held", "campaign_paused", {}, now + HALTED_FOR)
    return Stay("cancelled", "campaign_cancelled", {})


def stopped_stay(reason: str, now: datetime) -> Stay:
    """What becomes of the messages of a company whose sending the platform stopped."""
    return Stay("held", "sending_stopped", {"reason": reason}, now + STOPPED_FOR)


@dataclass(frozen=True, slots=True)
class Refusers:
    """Who refused offers of one company, by the digests it keeps them under."""

    digester: Digester
    addresses: Set[bytes]


@dataclass(frozen=True, slots=True)
class Recall:
    """Everything decided lately, at one look."""

    now: datetime
    stopped: Mapping[TenantId, str]
    """Companies whose sending the platform stopped, with its reason."""
    refused: Mapping[TenantId, Refusers]
    blocked: Refusers | None
    """Whom nobody writes to any more."""

    def __bool__(self) -> bool:
        return bool(self.stopped or self.refused or self.blocked)

    def against(self, tenant: TenantId, purpose: Purpose, address: str) -> Stay | None:
        """Why a message that lies ready must not go any more; none if it may."""
        if tenant in self.stopped:
            return stopped_stay(self.stopped[tenant], self.now)
        if self.blocked and _among(self.blocked, address):
            return Stay("denied", "blocked_everywhere", {})
        refusers = self.refused.get(tenant) if purpose == "marketing" else None
        if refusers is not None and _among(refusers, address):
            return Stay("denied", BY_STOP, {})
        return None


def _among(refusers: Refusers, address: str) -> bool:
    return refusers.digester.of("phone", address) in refusers.addresses
