"""From events of the log to the facts that figures are counted from. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, cast
from uuid import UUID

from guichet.insight.figures.counting import (
    HANDLED,
    AgentFact,
    Fact,
    Phase,
    QueueCount,
    quarter_of,
)
from guichet.kit.events.types import Event, Json

_PREFIX = "interactions.interaction."
_PHASES: Mapping[str, Phase] = {
    "new": "waiting",
    "waiting": "waiting",
    "offered": "waiting",
    "active": "active",
    "held": "held",
    "snoozed": "aside",
    "wrap_up": "wrap_up",
    "closed": "over",
}
_NO_ANSWER = "no_answer"


def interaction_fact(event: Event) -> Fact | None:
    """The fact an event of an interaction tells; none for what changes no figure."""
    item = event.payload.get("item")
    if not event.kind.startswith(_PREFIX) or not isinstance(item, dict):
        return None
    offer, offered_to = _offer(event, item)
    return Fact(
        what=_what(event),
        at=event.occurred_at,
        phase=_PHASES[str(item["state"])],
        queue_id=_id_in(item.get("queue")),
        agent_id=_id_in(item.get("agent")),
        by_person=event.payload.get("by") == "visitor",
        offer=offer,
        offered_to=offered_to,
    )


def agent_facts(event: Event) -> Mapping[UUID, AgentFact]:
    """What an event says of agents, by agent: presence, or a request in hand or no longer."""
    if event.kind == "agents.presence.changed":
        return _presence(event)
    fact, before = interaction_fact(event), _had(event)
    if fact is None:
        return {}
    has = fact.agent_id if fact.phase in HANDLED else None
    if has == before:
        return {}
    interaction_id = UUID(str(_item(event)["id"]))
    facts = {has: AgentFact(fact.at, takes=interaction_id)} if has else {}
    return {**facts, **({before: AgentFact(fact.at, leaves=interaction_id)} if before else {})}


def promises(event: Event) -> Sequence[QueueCount]:
    """What the end of a wait says of the promises made in it; those nobody can judge count not."""
    told = cast(Sequence[Mapping[str, Json]], event.payload["promises"])
    return [
        QueueCount(
            UUID(str(one["queue_id"])),
            quarter_of(datetime.fromisoformat(str(one["at"]))),
            {"promises": 1, "promises_kept": int(bool(one["kept"]))},
        )
        for one in told
        if one["kept"] is not None
    ]


def _presence(event: Event) -> Mapping[UUID, AgentFact]:
    item = _item(event)
    status = cast(Literal["ready", "not_ready", "offline"], item["status"])
    return {UUID(str(item["id"])): AgentFact(event.occurred_at, status=status)}


def _had(event: Event) -> UUID | None:
    """Who had the interaction in hand before a move; who has it, where nothing moved."""
    before = event.payload.get("before")
    if isinstance(before, dict):
        phase, agent = _PHASES[str(before["state"])], before.get("agent_id")
        return UUID(str(agent)) if agent and phase in HANDLED else None
    item = event.payload.get("item")
    if not event.kind.startswith(_PREFIX) or not isinstance(item, dict):
        return None
    return _id_in(item.get("agent")) if _PHASES[str(item["state"])] in HANDLED else None


def _what(event: Event) -> str:
    before = event.payload.get("before")
    woken = isinstance(before, dict) and before.get("state") == "snoozed"
    what = event.kind.removeprefix(_PREFIX)
    return "woken" if woken and what == "requeued" else what


def _offer(
    event: Event, item: Mapping[str, Json]
) -> tuple[Literal["offers", "declined", "missed"] | None, UUID | None]:
    what = event.kind.removeprefix(_PREFIX)
    if what == "offered":
        offer = item.get("offer")
        return "offers", _id_in(offer.get("agent")) if isinstance(offer, dict) else None
    if what == "declined":
        missed = event.payload.get("reason") == _NO_ANSWER
        return "missed" if missed else "declined", _id_in(event.payload.get("agent"))
    return None, None


def _item(event: Event) -> Mapping[str, Json]:
    return cast(Mapping[str, Json], event.payload["item"])


def _id_in(value: Json) -> UUID | None:
    return UUID(str(value["id"])) if isinstance(value, dict) else None
