"""How presence moves. Pure."""

from dataclasses import replace
from datetime import datetime

from guichet.agents.types import Presence, PresenceStatus


def moved(
    before: Presence, status: PresenceStatus, reason: str | None, now: datetime
) -> Presence | None:
    """The presence after somebody said so; none when it says so already. Whoever says something is
    there: a lost browser counts as back.
    """
    if (before.status, before.reason, before.lost_at) == (status, reason, None) and before.version:
        return None
    same = (before.status, before.reason) == (status, reason) and before.version
    since = before.since if same else now
    return replace(
        before,
        version=before.version + 1,
        status=status,
        reason=reason,
        since=since,
        lost_at=None,
    )


def lost(before: Presence, now: datetime) -> Presence | None:
    """The presence once the agent's browser is not heard of; none when that changes nothing."""
    if before.status == "offline" or before.lost_at is not None:
        return None
    return replace(before, version=before.version + 1, lost_at=now)


def back(before: Presence) -> Presence | None:
    """The presence once the browser is heard of again; none when it was not lost."""
    if before.lost_at is None:
        return None
    return replace(before, version=before.version + 1, lost_at=None)
