"""Interactions made by hand, for tests of what is pure."""

from datetime import UTC, datetime
from uuid import UUID

from guichet.gateway.types import Identity, Medium
from guichet.interactions.states import State
from guichet.interactions.types import Interaction, Person, Way

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


def an_interaction() -> Interaction:
    """One that is being made, of somebody anonymous."""
    return Interaction(
        id=UUID(int=9),
        version=0,
        state=State.NEW,
        medium=Medium.CHAT,
        way=Way(UUID(int=5), "webchat", "Boutique", Identity("visitor", "v")),
        person=Person(UUID(int=7), None, "4F2A"),
        agent=None,
        language="fr",
        page=None,
        preview=None,
        unanswered=0,
        messages=0,
        created_at=NOW,
        waiting_since=NOW,
        taken_at=None,
        closed_at=None,
        last_message_at=None,
    )
