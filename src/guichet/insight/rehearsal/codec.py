"""Effects as JSON: as stored and as shown. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from guichet.insight.rehearsal.types import Effect, Example
from guichet.intake.rules.types import Rules


def effect_json(effect: Effect, rules: Rules) -> dict[str, Any]:
    """All of it. ``rules`` are the draft's, for their names."""
    return {
        "total": effect.total,
        "changed": effect.changed,
        "changes": dict(effect.changes),
        "rules": [
            {
                "place": place + 1,
                "name": rules[place].name,
                "enabled": rules[place].enabled,
                "matches": count.matches,
                "decides": count.decides,
            }
            for place, count in enumerate(effect.rules)
        ],
        "queues": _queues(effect.flows),
        "flows": [
            {"before": _text(before), "after": _text(after), "count": count}
            for (before, after), count in sorted(effect.flows.items(), key=lambda flow: -flow[1])
            if before != after
        ],
        "examples": {change: _examples(found) for change, found in effect.examples.items()},
        "unanswerable": {
            "before": effect.unanswerable.before,
            "after": effect.unanswerable.after,
            "examples": _examples(effect.unanswerable.examples),
        },
        "waits": [
            {
                "queue_id": str(one.queue_id),
                "before": one.before,
                "low": one.low,
                "high": one.high,
                "reason": one.reason,
            }
            for one in effect.waits
        ],
    }


def _queues(flows: Mapping[tuple[UUID | None, UUID | None], int]) -> list[dict[str, Any]]:
    before: dict[UUID | None, int] = {}
    after: dict[UUID | None, int] = {}
    for (one, other), count in flows.items():
        before[one] = before.get(one, 0) + count
        after[other] = after.get(other, 0) + count
    found = sorted({*before, *after}, key=lambda queue: (-after.get(queue, 0), str(queue)))
    return [
        {"queue_id": _text(one), "before": before.get(one, 0), "after": after.get(one, 0)}
        for one in found
    ]


def _examples(found: Sequence[Example]) -> list[dict[str, Any]]:
    return [
        {
            "interaction_id": str(one.interaction_id),
            "at": one.at.isoformat(),
            "contact": one.contact,
            "before": _text(one.before),
            "after": _text(one.after),
            "rules": list(one.rules),
        }
        for one in reversed(found)
    ]


def _text(queue: UUID | None) -> str | None:
    return str(queue) if queue else None
