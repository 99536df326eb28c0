"""What happens to campaigns."""

from typing import Final

from guichet.campaigns.types import Agreed, By, Campaign
from guichet.campaigns.writing import shown_wording, stored_audience, stored_timing
from guichet.kit.events.types import EventKind, Json, NewEvent
from guichet.kit.money import Money, decimal_of

CHANGED = EventKind("campaigns.campaign.changed")
"""A campaign was made, changed or removed, or went from one state to another. Payload: ``item``,
with ``removed``.
"""
PROGRESSED = EventKind("campaigns.campaign.progressed")
"""More of a campaign was accepted for sending: told at most once a second. Payload: ``item``."""
SENT: Final = "campaigns.campaign.sent"
APPROVED: Final = "campaigns.campaign.approved"
UNDONE: Final = "campaigns.campaign.undone"
PAUSED: Final = "campaigns.campaign.paused"
RESUMED: Final = "campaigns.campaign.resumed"
CANCELLED: Final = "campaigns.campaign.cancelled"
"""As the audit trail calls them; the log tells all as a change."""
RULES_CHANGED = EventKind("campaigns.rules.changed")
"""A company decided anew about its campaigns. Payload: ``item``."""


def changed(one: Campaign) -> NewEvent:
    """The event of a change."""
    return NewEvent(CHANGED, f"campaign:{one.id}", one.version, {"item": campaign_item(one)})


def progressed(one: Campaign) -> NewEvent:
    """The event of some of it being on its way."""
    return NewEvent(PROGRESSED, f"campaign:{one.id}", one.version, {"item": campaign_item(one)})


def campaign_item(one: Campaign) -> dict[str, Json]:
    """The public value of a campaign."""
    draft, shown = one.draft, one.shown
    return {
        "id": str(one.id),
        "version": one.version,
        "name": draft.name,
        "state": one.state,
        "wording": shown_wording(draft.wording),
        "audience": stored_audience(draft.audience),
        "timing": stored_timing(draft.timing),
        "offer_ends_at": draft.offer_ends_at.isoformat() if draft.offer_ends_at else None,
        "spend_cap": money_item(draft.spend_cap),
        "tags": list(draft.tags),
        "created_by": by_item(one.created_by),
        "created_at": one.created_at.isoformat(),
        "changed_at": one.changed_at.isoformat(),
        "sent_by": by_item(one.sent_by),
        "sent_at": one.sent_at.isoformat() if one.sent_at else None,
        "undo_until": one.undo_until.isoformat() if one.undo_until else None,
        "approved_by": by_item(one.approved_by),
        "recipients": one.recipients,
        "excluded": one.excluded,
        "shown": {"recipients": shown.recipients, "excluded": shown.excluded} if shown else None,
        "prepared": one.prepared,
        "spent": money_item(one.spent),
        "started_at": one.started_at.isoformat() if one.started_at else None,
        "finished_at": one.finished_at.isoformat() if one.finished_at else None,
        "listed": one.listed,
        "agreed": _agreed(one.agreed) if one.agreed else None,
        "forgotten_at": one.forgotten_at.isoformat() if one.forgotten_at else None,
        "had_left": one.had_left,
        "obstacle": one.obstacle,
        "follows": str(one.follows) if one.follows else None,
        "removed": one.removed_at is not None,
    }


def _agreed(one: Agreed) -> dict[str, Json]:
    return {"recipients": one.recipients, "excluded": one.excluded}


def by_item(by: By | None) -> dict[str, Json] | None:
    """Who did it."""
    if by is None:
        return None
    return {"kind": by.kind, "id": str(by.id) if by.id else None, "name": by.name}


def money_item(money: Money | None) -> dict[str, Json] | None:
    """An amount in units, exactly."""
    if money is None:
        return None
    return {"amount": f"{decimal_of(money.micros):f}", "currency": money.currency}
