"""Whether what was written can be kept. Pure: what only sending needs is told by the preview."""

from guichet.campaigns.types import (
    LONGEST_NAME,
    MOST_CONTROL,
    MOST_NUMBERS,
    MOST_PARTS_OF_AUDIENCE,
    MOST_TAGS,
    Audience,
    Draft,
    Timing,
)
from guichet.kit.errors import FieldFault, Invalid


def check(draft: Draft) -> None:
    """:raises Invalid: naming what cannot be."""
    faults = [*_of_name(draft.name), *_of_audience(draft.audience), *_of_timing(draft.timing)]
    if len(draft.tags) > MOST_TAGS:
        faults.append(FieldFault("tags", "too_many_items", {"limit": MOST_TAGS}))
    if faults:
        raise Invalid(None, tuple(faults))


def _of_name(name: str) -> list[FieldFault]:
    if not name.strip():
        return [FieldFault("name", "required")]
    if len(name) > LONGEST_NAME:
        return [FieldFault("name", "too_long", {"limit": LONGEST_NAME})]
    return []


def _of_audience(one: Audience) -> list[FieldFault]:
    parts = {
        "audience/segments": (len(one.segments), MOST_PARTS_OF_AUDIENCE),
        "audience/conditions": (len(one.conditions), MOST_PARTS_OF_AUDIENCE),
        "audience/lists": (len(one.lists), MOST_PARTS_OF_AUDIENCE),
        "audience/numbers": (len(one.numbers), MOST_NUMBERS),
        "audience/minus/segments": (len(one.minus.segments), MOST_PARTS_OF_AUDIENCE),
        "audience/minus/lists": (len(one.minus.lists), MOST_PARTS_OF_AUDIENCE),
        "audience/minus/numbers": (len(one.minus.numbers), MOST_NUMBERS),
    }
    faults = [
        FieldFault(place, "too_many_items", {"limit": most})
        for place, (count, most) in parts.items()
        if count > most
    ]
    if not 0 <= one.control <= MOST_CONTROL:
        faults.append(FieldFault("audience/control", "too_big", {"limit": MOST_CONTROL}))
    return faults


def _of_timing(one: Timing) -> list[FieldFault]:
    pace, faults = one.pace, []
    if pace.kind == "rate" and pace.per_minute is None:
        faults.append(FieldFault("timing/pace/per_minute", "required"))
    if pace.kind == "end_by" and pace.by is None:
        faults.append(FieldFault("timing/pace/by", "required"))
    if one.local and one.at is None:
        faults.append(FieldFault("timing/at", "required"))
    if one.local and pace.kind != "none":
        faults.append(FieldFault("timing/pace/kind", "not_with_local"))
    return faults
