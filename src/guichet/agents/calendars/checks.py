"""Which hours make sense. Pure: passes, or raises the refusal to show."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final
from uuid import UUID

from guichet.accounts.tenants.verdicts import territories, zones
from guichet.agents.keys import normal
from guichet.agents.types import Calendar, Span
from guichet.kit.errors import Conflict, FieldFault, Invalid

DAY: Final = 24 * 60
MOST_SPANS: Final = 8
"""Parts a day is open in."""
MOST_EXCEPTIONS: Final = 400
MOST_CALENDARS: Final = 200


def check(wanted: Calendar, known: Sequence[Calendar]) -> None:
    """Go on only with a calendar that can be lived by.

    :raises Conflict: ``name_taken``, ``too_many_calendars``.
    :raises Invalid: naming each field that cannot be used.
    """
    others = _others(wanted.id, known)
    if normal(wanted.name) in {normal(one.name) for one in others}:
        raise Conflict("name_taken", name=wanted.name)
    if len(others) >= MOST_CALENDARS:
        raise Conflict("too_many_calendars", limit=MOST_CALENDARS)
    faults = tuple(_faults(wanted))
    if faults:
        raise Invalid(None, faults)


def _others(calendar_id: UUID, known: Sequence[Calendar]) -> Sequence[Calendar]:
    return [one for one in known if one.id != calendar_id]


def _faults(one: Calendar) -> Iterator[FieldFault]:
    if one.zone not in zones():
        yield FieldFault("zone", "no_such_zone")
    if one.territory is not None and one.territory not in territories():
        yield FieldFault("territory", "no_such_territory")
    for place, day in enumerate(one.week):
        yield from _day_faults(f"week/{place}", day)
    if len(one.exceptions) > MOST_EXCEPTIONS:
        yield FieldFault("exceptions", "too_many_items", {"limit": MOST_EXCEPTIONS})
    seen = set()
    for place, each in enumerate(one.exceptions):
        if each.day in seen:
            yield FieldFault(f"exceptions/{place}/day", "named_twice")
        seen.add(each.day)
        yield from _day_faults(f"exceptions/{place}/spans", each.spans)


def _day_faults(pointer: str, spans: tuple[Span, ...]) -> Iterator[FieldFault]:
    if len(spans) > MOST_SPANS:
        yield FieldFault(pointer, "too_many_items", {"limit": MOST_SPANS})
    for place, span in enumerate(spans):
        if not 0 <= span.start < span.end <= DAY:
            yield FieldFault(f"{pointer}/{place}/end", "ends_before_it_begins")
    for place, (first, second) in enumerate(pairwise(spans), start=1):
        if second.start <= first.end:
            yield FieldFault(f"{pointer}/{place}/start", "overlaps")
