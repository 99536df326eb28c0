"""What is told of results."""

from guichet.campaigns.results.types import Figures
from guichet.kit.events.types import EventKind, Json, NewEvent

FOLLOWED = EventKind("campaigns.results.followed")
"""More became known of a campaign's messages: told about once a second while it is on its way.
Payload: ``item``, the sums.
"""


def followed(one: Figures) -> NewEvent:
    """The event of news."""
    subject = f"campaign_figures:{one.campaign_id}"
    return NewEvent(FOLLOWED, subject, one.version, {"item": figures_item(one)})


def figures_item(one: Figures) -> dict[str, Json]:
    """The public value of the sums."""
    return {
        "id": str(one.campaign_id),
        "version": one.version,
        "changed_at": one.changed_at.isoformat(),
        "counts": dict(one.counts),
        "currency": one.currency,
        "samples": [[sample.at.isoformat(), sample.settled] for sample in one.samples],
        "first_left_at": one.first_left_at.isoformat() if one.first_left_at else None,
        "last_left_at": one.last_left_at.isoformat() if one.last_left_at else None,
    }
