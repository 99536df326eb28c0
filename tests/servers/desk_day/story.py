"""What the event log tells of a day: offers and how they ended, who had what when. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from guichet.kit.events.types import Event

MOVES = "interactions.interaction."
ADDED = "interactions.message.added"
A_LOOK = timedelta(seconds=2)
HELD = frozenset({"active", "held", "wrap_up"})


@dataclass(frozen=True)
class Stay:
    """An agent has a request from one position of the log to before another."""

    agent: str
    begun: int
    since: datetime
    ended: float = float("inf")
    until: datetime | None = None

    @property
    def is_too_short(self) -> bool:
        """It was over before a person could look at it."""
        return self.until is not None and self.until - self.since < A_LOOK


@dataclass
class Story:
    """The day, by its log."""

    offers: Counter[str] = field(default_factory=Counter)
    """How they ended."""
    opened: set[str] = field(default_factory=set)
    stays: defaultdict[str, list[Stay]] = field(default_factory=lambda: defaultdict(list))
    states: dict[str, str] = field(default_factory=dict)
    said: dict[str, tuple[str, int]] = field(default_factory=dict)
    """What people said: request and position, by message."""
    most_at_once: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def told(events: Iterable[Event], at_once: Mapping[str, int]) -> Story:
    """The story of events in the log's order; ``at_once``: how many requests by agent."""
    story, load = Story(), _Load(at_once)
    open_offers: dict[str, str] = {}
    for event in events:
        if event.kind == ADDED:
            _note_message(story, event)
        elif event.kind.startswith(MOVES):
            _note_offer(story, open_offers, event)
            _note_stay(story, event)
            load.note(story, event)
    for subject, agent in open_offers.items():
        story.offers["open"] += 1
        story.wrong.append(f"{subject} is still offered to {agent}")
    return story


def _item(event: Event) -> Mapping[str, Any]:
    item = event.payload["item"]
    assert isinstance(item, dict)
    return item


def _note_message(story: Story, event: Event) -> None:
    item = _item(event)
    if item["from"]["kind"] == "contact":
        story.said[item["id"]] = item["interaction_id"], event.position


def _note_offer(story: Story, open_offers: dict[str, str], event: Event) -> None:
    item, what = _item(event), event.kind.removeprefix(MOVES)
    asked = item["offer"]["agent"]["id"] if item["offer"] else None
    before = open_offers.get(event.subject)
    if what == "offered":
        story.offers["made"] += 1
        if before is not None:
            story.wrong.append(f"{event.subject} was offered twice at {event.position}")
    if before is not None and asked != before:
        story.offers[_how_it_ended(event, what, before)] += 1
    if asked is None:
        open_offers.pop(event.subject, None)
    else:
        open_offers[event.subject] = asked


def _how_it_ended(event: Event, what: str, asked: str) -> str:
    if what == "declined":
        reasons = {"no_answer": "timed out", "gone": "lost"}
        return reasons.get(str(event.payload["reason"]), "declined")
    if what == "taken":
        return "accepted" if _item(event)["agent"]["id"] == asked else "taken by another"
    if what == "closed":
        return "the person left"
    return f"ended by {what}"


def _note_stay(story: Story, event: Event) -> None:
    item, key = _item(event), str(_item(event)["id"])
    if event.kind == f"{MOVES}opened":
        if key in story.opened:
            story.wrong.append(f"{key} was opened twice")
        story.opened.add(key)
    story.states[key] = item["state"]
    agent = item["agent"]["id"] if item["state"] in HELD else None
    stays = story.stays[key]
    last = stays[-1] if stays and stays[-1].ended == float("inf") else None
    if last is not None and last.agent != agent:
        stays[-1] = replace(last, ended=event.position, until=event.occurred_at)
    if agent is not None and (last is None or last.agent != agent):
        stays.append(Stay(agent, event.position, event.occurred_at))


class _Load:
    """How much each agent has or is offered at once."""

    def __init__(self, at_once: Mapping[str, int]) -> None:
        self._at_once = at_once
        self._whose: dict[str, str] = {}
        self._has: Counter[str] = Counter()

    def note(self, story: Story, event: Event) -> None:
        item = _item(event)
        offer = item["offer"]
        agent = item["agent"]["id"] if item["state"] in HELD else None
        whose = agent or (offer["agent"]["id"] if offer else None)
        before = self._whose.pop(item["id"], None)
        if before is not None:
            self._has[before] -= 1
        if whose is not None:
            self._whose[item["id"]] = whose
            self._has[whose] += 1
            story.most_at_once[whose] = max(story.most_at_once[whose], self._has[whose])
            if self._has[whose] > self._at_once[whose] and event.kind == f"{MOVES}offered":
                story.wrong.append(f"{whose} was offered a {self._has[whose]}th at once")


@dataclass
class Unseen:
    """Messages of people that no screen of an agent who had their request showed."""

    missing: list[str] = field(default_factory=list)
    blind: int = 0
    """Only agents whose browser was dead meanwhile had them, which is no fault."""
    short: int = 0
    """Only agents who had them for less than a look."""


def unseen(story: Story, seen: Mapping[str, set[str]], blind: Mapping[str, set[str]]) -> Unseen:
    """Of messages whose request an agent had then or later; ``blind``: requests by agent whose
    browser was dead.
    """
    found = Unseen()
    for message_id, (interaction_id, position) in story.said.items():
        stays = [one for one in story.stays[interaction_id] if one.ended > position]
        if not stays or any(message_id in seen.get(one.agent, ()) for one in stays):
            continue
        if all(interaction_id in blind.get(one.agent, ()) for one in stays):
            found.blind += 1
        elif all(one.is_too_short for one in stays):
            found.short += 1
        else:
            found.missing.append(message_id)
    return found
