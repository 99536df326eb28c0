"""What speaks against an order, as faults of its fields. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from guichet.gateway.mass import counting, wordings
from guichet.gateway.mass.counting import Count
from guichet.gateway.mass.endings import Ending
from guichet.gateway.mass.types import Order, Recipient, Wording
from guichet.kit.errors import FieldFault, Invalid
from guichet.policies.types import Reason
from guichet.prices.rating import Tariff
from guichet.protocols.gsm7.segments import Segments

SENDER_CODES: Final = "sender_"
"""Reasons that begin so are about the sender."""
ABOUT: Final = {
    "no_consent": "consent",
    "unknown_territory": "recipients",
    "no_policy": "recipients",
    "never_opens": "purpose",
}
"""What others are about; else the text."""
MOST_AHEAD: Final = timedelta(days=366)
"""Beyond that a year was mistyped."""
_MOST_FAULTS: Final = 20


def slips(order: Order, now: datetime) -> tuple[FieldFault, ...]:
    """What whoever wrote a request overlooked; empty if nothing. What their systems fill in
    everywhere they fill in for everybody: a part in braces that nobody fills stays as it is.
    """
    found: list[FieldFault] = []
    if not order.wording.text.strip():
        found.append(FieldFault("text", "no_text"))
    due = max(order.due_at or now, now)
    if due > now + MOST_AHEAD:
        found.append(FieldFault("send_at", "too_far", {"days": MOST_AHEAD.days}))
    if order.expires_at is not None and order.expires_at <= due:
        found.append(FieldFault("expires_at", "too_late_to_leave"))
    if any(one.values for one in order.recipients):
        found += _unfilled(order)
    return tuple(found)


def _unfilled(order: Order) -> list[FieldFault]:
    names = wordings.names_in(order.wording.text)
    missing = (
        (place, name)
        for place, one in enumerate(order.recipients)
        for name in sorted(names - one.values.keys())
    )
    return [
        FieldFault(f"recipients/{place}/values", "value_missing", {"name": name})
        for (place, name), _ in zip(missing, range(_MOST_FAULTS), strict=False)
    ]


def counted(
    wording: Wording,
    people: Sequence[Recipient],
    tariff: Tariff | None,
    ending: Ending,
    known: dict[str, Segments] | None = None,
) -> Count:
    """The order, counted, with what is added to each text. ``known``: texts of this wording that
    were counted before, more are noted there.

    :raises Invalid: a text that cannot be sent
    """
    try:
        return counting.count(wording, people, tariff, ending, known)
    except counting.TooManyParts as fault:
        params = {"needed": fault.needed, "most": fault.most}
        raise Invalid(None, (FieldFault("text", "too_many_parts", params),)) from None
    except counting.NotInAlphabet:
        raise Invalid(None, (FieldFault("encoding", "not_in_alphabet"),)) from None


def faults(
    unserved: Sequence[int], objections: Mapping[str | None, Sequence[Reason]]
) -> tuple[FieldFault, ...]:
    """Why the order cannot be sent; empty if it can."""
    if not unserved and not objections:
        return ()
    nobody = [FieldFault(f"recipients/{place}/to", "not_served") for place in unserved[:20]]
    against = {
        (reason.code, tuple(reason.params.items())): reason
        for reasons in objections.values()
        for reason in reasons
    }
    return (
        *nobody,
        *(FieldFault(_about(one.code), one.code, one.params) for one in against.values()),
    )


def _about(code: str) -> str:
    """The field a reason is about."""
    if code.startswith(SENDER_CODES):
        return "sender"
    return ABOUT.get(code, "text")
