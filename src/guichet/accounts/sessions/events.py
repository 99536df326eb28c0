"""What happens to sessions, told on the platform's own stream."""

from typing import Final
from uuid import UUID

from guichet.accounts.sessions.types import EndReason, Method
from guichet.kit.events.types import EventKind, Json
from guichet.kit.ids import UserId

OPENED: Final = EventKind("accounts.session.opened")
"""Somebody is signed in: `user_id`, `session_id`, `method`."""
ENDED: Final = EventKind("accounts.session.ended")
"""A browser is signed out: `user_id`, `session_id`, `reason`. Its sockets close."""


def opened(user_id: UserId, session_id: UUID, method: Method) -> dict[str, Json]:
    """What is told of a session that began: no token, and nothing of the browser."""
    return {"user_id": str(user_id), "session_id": str(session_id), "method": method}


def ended(user_id: UserId, session_id: UUID, reason: EndReason) -> dict[str, Json]:
    """What is told of a session that is over."""
    return {"user_id": str(user_id), "session_id": str(session_id), "reason": reason}
