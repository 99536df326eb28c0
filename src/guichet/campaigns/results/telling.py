"""What a campaign came to, as it is shown: from the campaign, its sums and the instant. Pure.

Every recipient is in exactly one of six: waiting, held, under way, delivered, failed, unknown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from guichet.campaigns.results.counts import by_reason, by_state
from guichet.campaigns.results.forecast import Forecast, foreseen
from guichet.campaigns.results.reasons import SURELY_FAILED
from guichet.campaigns.results.types import Figures
from guichet.campaigns.types import Campaign
from guichet.gateway.mass.types import MessageState
from guichet.kit.money import Money

_NOTHING: Final[Mapping[str, int]] = {}


@dataclass(frozen=True, slots=True)
class Because:
    """How many stand somewhere for one reason."""

    state: MessageState
    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class NotCharged:
    """What is not paid although it was shown before sending, and why."""

    state: MessageState
    reason: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Cost:
    """``reserved`` is always the sum of the others."""

    reserved: Money
    """The price of what was accepted so far, as it was shown."""
    charged: Money
    """Of what carriers took: booked in the ledger once the last of its group is settled."""
    not_charged: Sequence[NotCharged]
    undecided: Money
    """Of what still waits."""


@dataclass(frozen=True, slots=True)
class Results:
    """What a campaign came to so far."""

    campaign: Campaign
    version: int
    at: datetime
    recipients: int
    waiting: int
    """Not with a carrier, and nothing against it."""
    held: int
    """By the law or by what was set, until it may go."""
    under_way: int
    """With a carrier, which has not told what became of it."""
    delivered: int
    failed: int
    unknown: int
    """Handed over, never answered."""
    sent: int
    """With carriers, now or before."""
    parts: int
    held_for: Sequence[Because]
    failed_for: Sequence[Because]
    replied: int
    clicked: int
    clicks: int
    opted_out: int
    cost: Cost | None
    first_left_at: datetime | None
    last_left_at: datetime | None
    forecast: Forecast


def told(campaign: Campaign, figures: Figures | None, now: datetime) -> Results:
    """What is shown at ``now``."""
    counts = figures.counts if figures else _NOTHING
    states = _states(campaign, by_state(counts), now)
    reasons = _reasons(states, by_reason(counts))
    failed = sum(count for state, count in states.items() if state in SURELY_FAILED)
    left = states.get("accepted", 0) + states.get("held", 0)
    return Results(
        campaign=campaign,
        version=figures.version if figures else 0,
        at=now,
        recipients=campaign.recipients or 0,
        waiting=states.get("accepted", 0),
        held=states.get("held", 0),
        under_way=states.get("handed", 0),
        delivered=states.get("delivered", 0),
        failed=failed,
        unknown=states.get("unknown", 0),
        sent=counts.get("left", 0),
        parts=counts.get("parts", 0),
        held_for=[one for one in reasons if one.state == "held"],
        failed_for=[one for one in reasons if one.state != "held"],
        replied=counts.get("replied", 0),
        clicked=counts.get("clicked", 0),
        clicks=counts.get("clicks", 0),
        opted_out=counts.get("opted_out", 0),
        cost=_cost(campaign, counts),
        first_left_at=figures.first_left_at if figures else None,
        last_left_at=figures.last_left_at if figures else None,
        forecast=_forecast(campaign, figures, left, now),
    )


def _states(
    campaign: Campaign, known: Mapping[MessageState, int], now: datetime
) -> dict[MessageState, int]:
    """With those nothing is known of. Too late is too late, even while nobody looked at it; what a
    campaign that was ended had not begun will not go.
    """
    states = dict(known)
    rest = (campaign.recipients or 0) - sum(states.values())
    states["accepted"] = max(rest, 0) + states.get("accepted", 0)
    if campaign.state == "cancelled":
        never = min((campaign.recipients or 0) - campaign.prepared, states["accepted"])
        states["accepted"] -= never
        states["cancelled"] = states.get("cancelled", 0) + never
    ends = campaign.draft.offer_ends_at
    if ends is not None and ends <= now:
        late = states.pop("accepted", 0) + states.pop("held", 0)
        states["expired"] = states.get("expired", 0) + late
    return {state: count for state, count in states.items() if count}


def _reasons(
    states: Mapping[MessageState, int],
    known: Mapping[tuple[MessageState, str], int],
) -> Sequence[Because]:
    """The most frequent first; what was worked out above has its reason too."""
    found = {key: count for key, count in known.items() if states.get(key[0])}
    whole: tuple[tuple[MessageState, str], ...] = (
        ("expired", "too_late"),
        ("cancelled", "called_back"),
    )
    for state, reason in whole:
        others = sum(count for (of, why), count in found.items() if of == state and why != reason)
        if count := states.get(state, 0) - others:
            found[state, reason] = count
    ordered = sorted(found.items(), key=lambda one: (-one[1], one[0]))
    return [Because(state, reason, count) for (state, reason), count in ordered]


def _cost(campaign: Campaign, counts: Mapping[str, int]) -> Cost | None:
    if campaign.spent is None:
        return None
    currency = campaign.spent.currency
    unpaid = [
        NotCharged(state, reason, Money(micros, currency))
        for (state, reason), micros in by_reason(counts, "unpaid").items()
    ]
    charged = counts.get("charged", 0)
    rest = campaign.spent.micros - charged - sum(one.amount.micros for one in unpaid)
    return Cost(campaign.spent, Money(charged, currency), unpaid, Money(rest, currency))


def _forecast(campaign: Campaign, figures: Figures | None, left: int, now: datetime) -> Forecast:
    if campaign.state not in ("leaving", "sending", "scheduled"):
        return Forecast(None, None)
    pace = campaign.draft.timing.pace
    ends_by = pace.by if pace.kind == "end_by" else None
    if pace.kind == "rate" and pace.per_minute:
        ends_by = now + timedelta(minutes=left / pace.per_minute)
    samples = figures.samples if figures else ()
    waits_until = campaign.draft.timing.at
    if pace.kind == "agents" and campaign.foreseen_at is not None:
        speed = foreseen(samples, now, left=left).per_minute
        if not left:
            return Forecast(speed, None)
        return Forecast(speed, max(campaign.foreseen_at, now), campaign.foreseen_between)
    return foreseen(samples, now, left=left, waits_until=waits_until, ends_by=ends_by)
