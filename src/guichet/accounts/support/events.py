"""What is told about support access."""

from datetime import datetime
from typing import Final

from guichet.accounts.support.types import Grant, Person
from guichet.kit.events.types import EventKind, Json

ASKED: Final = EventKind("accounts.support_grant.asked")
"""The platform asks to look into the tenant; the payload's item is the grant's public value."""
GRANTED: Final = EventKind("accounts.support_grant.granted")
"""An administrator let support in for a while; the payload's item is the grant's public value."""
REFUSED: Final = EventKind("accounts.support_grant.refused")
"""An administrator refused support access; the payload's item is the grant's public value."""
WITHDRAWN: Final = EventKind("accounts.support_grant.withdrawn")
"""An administrator ended support access at once; the payload's item is the grant's value."""
ENTERED: Final = EventKind("accounts.support_grant.entered")
"""The operator looked into the tenant for the first time under this grant."""
LEFT: Final = EventKind("accounts.support_grant.left")
"""The operator ended the access early; the payload's item is the grant's public value."""


def item_of(grant: Grant, now: datetime) -> dict[str, Json]:
    """The public value of a grant, as the API shows it at ``now``."""
    return {
        "id": str(grant.id),
        "state": grant.state_at(now).value,
        "reason": grant.reason,
        "minutes": grant.minutes,
        "operator": _person(grant.operator),
        "asked_at": grant.asked_at.isoformat(),
        "granted_at": _instant(grant.granted_at),
        "until": _instant(grant.until),
        "ended_at": _instant(grant.ended_at),
        "decided_by": _person(grant.decided_by) if grant.decided_by else None,
        "entered_at": _instant(grant.entered_at),
        "version": grant.version,
    }


def _person(person: Person) -> dict[str, Json]:
    return {"user_id": str(person.user_id), "name": person.name}


def _instant(value: datetime | None) -> str | None:
    return value.isoformat() if value else None
