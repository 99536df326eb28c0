"""What the event log tells of a day: offers and how they ended, who had what when. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from guichet.kit.events.types import Event

MOVES = "interactions.interaction."
ADDED = "interactions.message.added"
HELD = frozenset({"active", "held", "wrap_up"})
UNITS = 4
"""What an agent nobody set up does at once."""


@dataclass(frozen=True)
class Stay:
    """An agent has a request from one position of the log to before another."""

    agent: str
    begun: int
    ended: float = float("inf")


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


def told(events: Iterable[Event]) -> Story:
    """The story of events in the log's order."""
    story, load = Story(), _Load()
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
        stays[-1] = Stay(last.agent, last.begun, event.position)
    if agent is not None and (last is None or last.agent != agent):
        stays.append(Stay(agent, event.position))


class _Load:
    """How much each agent has or is offered at once."""

    def __init__(self) -> None:
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
            if self._has[whose] > UNITS and event.kind == f"{MOVES}offered":
                story.wrong.append(f"{whose} was offered a {self._has[whose]}th at once")


def unseen(
    story: Story, seen: Mapping[str, set[str]], blind: Mapping[str, set[str]]
) -> tuple[list[str], int]:
    """Messages of people that no screen of an agent who had their request showed, though an agent
    had it then or later; and how many of those had only agents whose browser was dead meanwhile
    (``blind``: requests by agent), which is no fault.
    """
    missing, excused = [], 0
    for message_id, (interaction_id, position) in story.said.items():
        stays = [one for one in story.stays[interaction_id] if one.ended > position]
        if not stays or any(message_id in seen.get(one.agent, ()) for one in stays):
            continue
        if all(interaction_id in blind.get(one.agent, ()) for one in stays):
            excused += 1
        else:
            missing.append(message_id)
    return missing, excused
