"""Rules between values and JSON: as stored, in events and over the API alike. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from guichet.intake.rules.types import (
    Condition,
    ForAgent,
    Group,
    Outcome,
    Rule,
    Rules,
    SkillAt,
    Test,
    Then,
)
from guichet.kit.events.types import Json


def rules_json(rules: Rules) -> list[Json]:
    """All of them."""
    return [rule_json(rule) for rule in rules]


def rules_of(stored: Sequence[Mapping[str, Any]]) -> Rules:
    """The rules ``rules_json`` wrote."""
    return tuple(map(_rule_of, stored))


def rule_json(rule: Rule) -> dict[str, Json]:
    """One rule."""
    return {
        "id": str(rule.id),
        "name": rule.name,
        "enabled": rule.enabled,
        "when": condition_json(rule.when),
        "then": _then_json(rule.then),
    }


def condition_json(condition: Condition) -> dict[str, Json]:
    """A test or a group."""
    if isinstance(condition, Group):
        parts: list[Json] = [condition_json(part) for part in condition.of]
        return {"kind": "group", "how": condition.how, "of": parts}
    return {
        "kind": "test",
        "fact": condition.fact,
        "op": condition.op,
        "key": condition.key,
        "values": list(condition.values),
        "numbers": list(condition.numbers),
        "negated": condition.negated,
    }


def _then_json(then: Then) -> dict[str, Json]:
    wish = then.agent
    return {
        "queue_id": _text(then.queue_id),
        "require": _skills_json(then.require),
        "prefer": _skills_json(then.prefer),
        "forbid": _skills_json(then.forbid),
        "priority": then.priority,
        "agent": agent_json(wish) if wish else None,
        "tags": list(then.tags),
        "go_on": then.go_on,
    }


def agent_json(wish: ForAgent) -> dict[str, Json]:
    """For whom a request is first."""
    return {"whom": wish.whom, "agent_id": _text(wish.agent_id), "minutes": wish.minutes}


def _skills_json(skills: Sequence[SkillAt]) -> list[Json]:
    return [{"skill_id": str(one.skill_id), "level": one.level} for one in skills]


def outcome_json(outcome: Outcome) -> dict[str, Json]:
    """What rules decided."""
    return {
        "rules": list(outcome.rules),
        "queue_id": _text(outcome.queue_id),
        "require": _skills_json(outcome.require),
        "prefer": _skills_json(outcome.prefer),
        "forbid": _skills_json(outcome.forbid),
        "priority": outcome.priority,
        "agent": agent_json(outcome.agent) if outcome.agent else None,
        "tags": list(outcome.tags),
    }


def _text(value: UUID | None) -> str | None:
    return str(value) if value else None


def _rule_of(stored: Mapping[str, Any]) -> Rule:
    when = condition_of(stored["when"])
    group = when if isinstance(when, Group) else Group("all", (when,))
    then = _then_of(stored["then"])
    return Rule(UUID(stored["id"]), stored["name"], group, then, stored["enabled"])


def condition_of(stored: Mapping[str, Any]) -> Condition:
    """The condition ``condition_json`` wrote."""
    if stored["kind"] == "group":
        return Group(stored["how"], tuple(map(condition_of, stored["of"])))
    rest = {name: stored[name] for name in ("fact", "op", "key", "negated")}
    return Test(**rest, values=tuple(stored["values"]), numbers=tuple(stored["numbers"]))


def _then_of(stored: Mapping[str, Any]) -> Then:
    return Then(
        queue_id=_id(stored["queue_id"]),
        require=_skills_of(stored["require"]),
        prefer=_skills_of(stored["prefer"]),
        forbid=_skills_of(stored["forbid"]),
        priority=stored["priority"],
        agent=_agent_of(stored["agent"]) if stored["agent"] else None,
        tags=tuple(stored["tags"]),
        go_on=stored["go_on"],
    )


def _agent_of(stored: Mapping[str, Any]) -> ForAgent:
    return ForAgent(stored["whom"], _id(stored["agent_id"]), stored["minutes"])


def _skills_of(stored: Sequence[Mapping[str, Any]]) -> tuple[SkillAt, ...]:
    return tuple(SkillAt(UUID(one["skill_id"]), one["level"]) for one in stored)


def _id(stored: str | None) -> UUID | None:
    return UUID(stored) if stored else None
