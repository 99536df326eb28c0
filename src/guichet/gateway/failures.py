"""A failed send is a value that answers every question its caller has: try again, and how?
whose fault? what did the peer say? what do we tell the customer?
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Retry(StrEnum):
    """What another attempt would bring."""

    NEVER = "never"
    """It would fail again: the recipient or the content is the reason."""
    LATER = "later"
    """The same way works later."""
    OTHER_ROUTE = "other_route"
    """This way does not lead there; another one may."""


class Fault(StrEnum):
    """Whose move it is."""

    OURS = "ours"
    """Guichet or the machine it runs on: its operator mends it."""
    PEER = "peer"
    """The carrier, mailbox or service at the other end."""
    SETTINGS = "settings"
    """What the tenant configured: an address, a password, a sender name."""
    RECIPIENT = "recipient"
    """The person written to: unknown, full, blocked, gone."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why something was not sent."""

    code: str
    """Stable; the sentence told to people is ``failure.<code>`` in the room's texts."""
    retry: Retry
    fault: Fault
    peer_code: str | None = None
    """The peer's own code, as it gave it."""
    peer_words: str | None = None
    """The peer's own words, for those who mend; never secrets."""
    after: timedelta | None = None
    """Not before this long, when the peer said so."""


def unreachable(words: str) -> Failure:
    """The peer could not be reached at all: later will do."""
    return Failure("peer_unreachable", Retry.LATER, Fault.PEER, peer_words=words)


def broken_channel(words: str) -> Failure:
    """The channel's own code raised: our fault, and later may do."""
    return Failure("channel_broken", Retry.LATER, Fault.OURS, peer_words=words)
