"""What happens to promises: what people who wait are told, and what became of it."""

from collections.abc import Sequence

from guichet.kit.events.types import EventKind, Json, NewEvent
from guichet.routing.promises import Promise, is_kept

PROMISED = EventKind("routing.promise.made")
"""A person who waits was told how long it may take. Payload: ``item``, of their newest promise; its
id is the interaction's.
"""

SETTLED = EventKind("routing.promise.settled")
"""The wait of a person who was told how long it may take is over. Payload: ``item`` (``id`` of the
interaction, ``version``, ``removed``), ``outcome`` and ``promises``, all that were made to them in
this wait: ``queue_id``, ``at``, ``high`` and ``kept``, null where nobody can know.
"""


def promised(one: Promise) -> NewEvent:
    """The event of a promise."""
    item = promise_item(one)
    return NewEvent(PROMISED, f"promise:{one.interaction_id}", _version(one), {"item": item})


def settled(promises: Sequence[Promise]) -> NewEvent:
    """The event of what became of the promises of one wait, at least one, oldest first."""
    last = promises[-1]
    version = _version(last) + 1
    item: Json = {"id": str(last.interaction_id), "version": version, "removed": True}
    told: list[Json] = [
        {
            "queue_id": str(one.queue_id),
            "at": one.at.isoformat(),
            "high": one.high,
            "kept": is_kept(one),
        }
        for one in promises
    ]
    payload = {"item": item, "outcome": last.outcome, "promises": told}
    return NewEvent(SETTLED, f"promise:{last.interaction_id}", version, payload)


def promise_item(one: Promise) -> dict[str, Json]:
    """The public value of the newest promise to a person who waits."""
    return {
        "id": str(one.interaction_id),
        "version": _version(one),
        "queue_id": str(one.queue_id),
        "at": one.at.isoformat(),
        "position": one.position,
        "low": one.low,
        "high": one.high,
    }


def _version(one: Promise) -> int:
    """Each promise and each end of a wait is a step of its own."""
    return 2 * one.number + 1
