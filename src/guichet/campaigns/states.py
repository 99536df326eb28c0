"""What may become of a campaign, and when somebody has to look after it. Pure."""

from datetime import datetime, timedelta
from typing import Final, Literal

from guichet.campaigns.types import CampaignState, Timing

UNDO: Final = timedelta(seconds=10)
"""Nothing leaves before."""
EASTERNMOST: Final = timedelta(hours=26)
"""Between the first place on Earth where it is some hour of a day, and the last."""

Deed = Literal["change", "send", "begin", "undo", "approve", "pause", "resume", "cancel"]

_MAY: Final[dict[Deed, frozenset[CampaignState]]] = {
    "change": frozenset({"draft"}),
    "send": frozenset({"draft"}),
    "begin": frozenset({"draft", "listing"}),
    "undo": frozenset({"listing", "waiting_approval", "scheduled", "leaving"}),
    "approve": frozenset({"waiting_approval"}),
    "pause": frozenset({"sending"}),
    "resume": frozenset({"paused"}),
    "cancel": frozenset({"waiting_approval", "scheduled", "leaving", "sending", "paused"}),
}
OPEN: Final[frozenset[CampaignState]] = frozenset({"listing", "scheduled", "leaving", "sending"})
"""Somebody looks after these."""


def may(deed: Deed, state: CampaignState) -> bool:
    """Whether a campaign in ``state`` can have that done to it."""
    return state in _MAY[deed]


def on_its_way(timing: Timing, now: datetime) -> tuple[CampaignState, datetime]:
    """What a campaign that may go becomes, and when it has to be looked after: a list that is used
    at once has its seconds of undo.
    """
    begins = begins_at(timing)
    if begins is not None and begins > now + UNDO:
        return "scheduled", begins
    return "leaving", now + UNDO


def begins_at(timing: Timing) -> datetime | None:
    """When the list has to be made anew; none: it is used at once."""
    if timing.at is None:
        return None
    return timing.at - EASTERNMOST if timing.local else timing.at
