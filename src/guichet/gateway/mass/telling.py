"""A message as other rooms tell of it."""

from typing import Final

from guichet.gateway.mass.types import Happening, Message
from guichet.kit.events.types import Json
from guichet.kit.i18n import Language
from guichet.kit.i18n.texts import sentence

OWN: Final = {"no_route": "message.no_route", "sending_stopped": "message.sending_stopped"}
"""Reasons that are no policy's."""


def message_item(one: Message) -> dict[str, Json]:
    """Its public value, without its life."""
    return {
        "id": str(one.id),
        "to": one.address,
        "sender": one.sender,
        "text": one.text,
        "purpose": one.purpose,
        "state": one.state,
        "send_at": one.due_at.isoformat(),
    }


def why(one: Happening, language: Language) -> str | None:
    """Why a rule of ours held or stopped a message, in words a shopkeeper understands; none for
    what carriers decide.
    """
    if one.kind not in ("held", "denied") or one.code is None:
        return None
    return sentence(language, OWN.get(one.code, f"policies.{one.code}"), one.detail)
