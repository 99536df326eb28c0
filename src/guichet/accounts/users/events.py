"""What happens to users; told on the platform's own stream, for a user is of no one tenant."""

from typing import Final

from guichet.accounts.users.types import User
from guichet.kit.events.types import EventKind, Json

CREATED: Final = EventKind("accounts.user.created")
"""Somebody became a user."""
CHANGED: Final = EventKind("accounts.user.changed")
"""The profile, the password or the powers of a user changed."""


def item_of(user: User) -> dict[str, Json]:
    """The public value of a user; a password leaves no trace in it."""
    return {
        "id": str(user.id),
        "email": user.email,
        "name": user.name,
        "language": user.language,
        "color_scheme": user.color_scheme,
        "platform_operator": user.platform_operator,
        "second_factor": user.second_factor,
    }
