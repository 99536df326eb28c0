"""Public values of the room, the same in events, topics, the API and at rest. Pure.

Durations are whole seconds; what was stored before a field existed reads as its default.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, cast
from uuid import UUID

from guichet.agents.types import (
    AgentProfile,
    Calendar,
    Capacity,
    DayException,
    Disposition,
    NotReadyReason,
    Overflow,
    Presence,
    ProfileRules,
    Queue,
    QueueMembership,
    QueueRules,
    Relax,
    Ring,
    Skill,
    Span,
    Target,
    Week,
)
from guichet.gateway.types import Medium
from guichet.kit.events.types import Json

Item = dict[str, Json]
Stored = Mapping[str, Any]


def queue_item(one: Queue) -> Item:
    """A queue."""
    return {
        "id": str(one.id),
        "version": one.version,
        "key": one.key,
        "is_default": one.is_default,
        "name": one.name,
        "calendar_id": _text(one.calendar_id),
        **queue_json(one),
        "removed": one.removed,
        "moved_to": _text(one.moved_to),
    }


def queue_json(one: QueueRules) -> Item:
    """What is decided about a queue, but its name and calendar."""
    over = one.overflow
    return {
        "priority": one.priority,
        "manual_pick": one.manual_pick,
        "reservation_seconds": _seconds(one.reservation),
        "rings": [_ring(ring) for ring in one.rings],
        "overflow": {"after_seconds": _seconds(over.after), "queue_id": str(over.queue_id)}
        if over
        else None,
        "wrap_up_seconds": _seconds(one.wrap_up),
        "target": {
            "percent": one.target.percent,
            "within_seconds": _seconds(one.target.within),
        },
        "short_abandon_seconds": _seconds(one.short_abandon),
        "dispositions": [{"id": str(each.id), "name": each.name} for each in one.dispositions],
        "disposition_required": one.disposition_required,
        "most_waiting": one.most_waiting,
    }


def queue_rules(name: str, calendar_id: UUID | None, stored: Stored) -> QueueRules:
    """The way back from ``queue_json``."""
    plain = QueueRules(name=name)
    over, target = stored.get("overflow"), stored.get("target")
    return QueueRules(
        name=name,
        calendar_id=calendar_id,
        priority=stored.get("priority", plain.priority),
        manual_pick=stored.get("manual_pick", plain.manual_pick),
        reservation=_span(stored, "reservation_seconds", plain.reservation),
        rings=tuple(_to_ring(ring) for ring in stored.get("rings", ())),
        overflow=Overflow(timedelta(seconds=over["after_seconds"]), UUID(over["queue_id"]))
        if over
        else None,
        wrap_up=_span(stored, "wrap_up_seconds", plain.wrap_up),
        target=Target(target["percent"], timedelta(seconds=target["within_seconds"]))
        if target
        else plain.target,
        short_abandon=_span(stored, "short_abandon_seconds", plain.short_abandon),
        dispositions=tuple(
            Disposition(UUID(each["id"]), each["name"]) for each in stored.get("dispositions", ())
        ),
        disposition_required=stored.get("disposition_required", plain.disposition_required),
        most_waiting=stored.get("most_waiting"),
    )


def skill_item(one: Skill, *, removed: bool = False) -> Item:
    """A skill."""
    return {"id": str(one.id), "version": one.version, "name": one.name, "removed": removed}


def profile_item(one: AgentProfile) -> Item:
    """An agent."""
    return {
        "id": str(one.id),
        "version": one.version,
        "name": one.name,
        "active": one.active,
        **profile_json(one),
    }


def profile_json(one: ProfileRules) -> Item:
    """What is decided about an agent."""
    capacity = one.capacity
    return {
        "queues": [
            {"queue_id": str(each.queue_id), "preference": each.preference} for each in one.queues
        ],
        "skills": [
            {"skill_id": str(skill_id), "level": level}
            for skill_id, level in sorted(one.skills.items())
        ],
        "capacity": {
            "units": capacity.units,
            "weights": {medium.value: capacity.weight(medium) for medium in Medium},
            "most": {medium.value: most for medium, most in sorted(capacity.most.items())},
            "interrupts": {
                medium.value: [each.value for each in sorted(by)]
                for medium, by in sorted(capacity.interrupts.items())
            },
        },
        "languages": list(one.languages),
    }


def profile_rules(stored: Stored) -> ProfileRules:
    """The way back from ``profile_json``."""
    return ProfileRules(
        queues=tuple(
            QueueMembership(UUID(each["queue_id"]), each["preference"]) for each in stored["queues"]
        ),
        skills=MappingProxyType(
            {UUID(each["skill_id"]): each["level"] for each in stored.get("skills", ())}
        ),
        capacity=_capacity(stored.get("capacity")),
        languages=tuple(stored.get("languages", ())),
    )


def presence_item(one: Presence) -> Item:
    """Whether an agent can be given something."""
    return {
        "id": str(one.agent_id),
        "version": one.version,
        "name": one.name,
        "status": one.status,
        "reason": one.reason,
        "since": one.since.isoformat(),
        "lost_at": one.lost_at.isoformat() if one.lost_at else None,
    }


def reason_item(one: NotReadyReason, *, removed: bool = False) -> Item:
    """A reason for not being ready."""
    return {
        "id": str(one.id),
        "version": one.version,
        "key": one.key,
        "name": one.name,
        "place": one.place,
        "removed": removed,
    }


def calendar_item(one: Calendar, *, removed: bool = False) -> Item:
    """A calendar."""
    return {
        "id": str(one.id),
        "version": one.version,
        "name": one.name,
        "zone": one.zone,
        "territory": one.territory,
        **calendar_json(one.week, one.exceptions),
        "removed": removed,
    }


def calendar_json(week: Week, exceptions: tuple[DayException, ...]) -> Item:
    """The hours of a calendar."""
    return {
        "week": [_spans(day) for day in week],
        "exceptions": [
            {"day": each.day.isoformat(), "spans": _spans(each.spans), "name": each.name}
            for each in exceptions
        ],
    }


def week_of(stored: Stored) -> Week:
    """The way back of ``week`` from ``calendar_json``."""
    return cast(Week, tuple(_to_spans(day) for day in stored["week"]))


def exceptions_of(stored: Stored) -> tuple[DayException, ...]:
    """The way back of ``exceptions`` from ``calendar_json``."""
    return tuple(
        DayException(date.fromisoformat(each["day"]), _to_spans(each["spans"]), each["name"])
        for each in stored["exceptions"]
    )


def _ring(one: Ring) -> Json:
    return {
        "after_seconds": _seconds(one.after),
        "relax": [
            {"skill_id": str(each.skill_id), "drop": each.drop, "level": each.level}
            for each in one.relax
        ],
        "any_agent_of": _text(one.any_agent_of),
    }


def _to_ring(stored: Stored) -> Ring:
    open_to = stored.get("any_agent_of")
    return Ring(
        timedelta(seconds=stored["after_seconds"]),
        tuple(
            Relax(UUID(each["skill_id"]), each["drop"], each.get("level"))
            for each in stored.get("relax", ())
        ),
        UUID(open_to) if open_to else None,
    )


def _capacity(stored: Stored | None) -> Capacity:
    plain = Capacity()
    if stored is None:
        return plain
    weights, most = stored.get("weights", {}), stored.get("most", {})
    interrupts = stored.get("interrupts")
    return Capacity(
        stored.get("units", plain.units),
        MappingProxyType(
            {medium: weights.get(medium.value, plain.weight(medium)) for medium in Medium}
        ),
        MappingProxyType({Medium(medium): count for medium, count in most.items()}),
        plain.interrupts
        if interrupts is None
        else MappingProxyType(
            {Medium(medium): frozenset(map(Medium, by)) for medium, by in interrupts.items()}
        ),
    )


def _spans(spans: tuple[Span, ...]) -> Json:
    return [{"start": span.start, "end": span.end} for span in spans]


def _to_spans(stored: list[dict[str, int]]) -> tuple[Span, ...]:
    return tuple(Span(each["start"], each["end"]) for each in stored)


def _span(stored: Stored, name: str, plain: timedelta) -> timedelta:
    return timedelta(seconds=stored[name]) if name in stored else plain


def _seconds(span: timedelta) -> int:
    return int(span.total_seconds())


def _text(value: UUID | None) -> str | None:
    return str(value) if value else None
