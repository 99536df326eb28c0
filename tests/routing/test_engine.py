"""The engine does what the reference does, whatever happens, and starves nobody."""

from datetime import timedelta
from uuid import UUID

import pytest

from guichet.gateway.types import Medium
from guichet.routing.engine import Router
from guichet.routing.types import (
    Decision,
    Event,
    Expire,
    Gone,
    HasIt,
    Offer,
    Request,
    Requeue,
    Waits,
)
from tests.routing.reference import Done, Reference
from tests.routing.worlds import QUEUES, World, relief

CASES = 400
EVENTS = 60
SOAKED = 17_000
"""Worlds of the long run: about a million events."""


def told(decision: Decision) -> Done:
    match decision:
        case Offer():
            return ("offer", decision.at, decision.interaction_id, decision.agent_id)
        case Expire():
            return ("expire", decision.at, decision.interaction_id, decision.agent_id)
        case Requeue():
            return ("requeue", decision.at, decision.interaction_id, decision.queue_id)


def differences(seed: int, count: int) -> list[str]:
    """One world through both engines, event by event: where they part, if they do."""
    world, engine, reference = World(seed), Router(), Reference()
    for number in range(count):
        for event in list(world.first()) if number == 0 else [world.next()]:
            got = [told(one) for one in engine.apply(event)]
            if got != (wanted := reference.apply(event)):
                return [f"seed {seed}: {event}", f"{got} instead of {wanted}"]
            for what, _, name, agent_id in got:
                if what == "offer":
                    world.offers[name] = agent_id
                elif what == "expire":
                    world.offers.pop(name, None)
    return []


@pytest.mark.parametrize("first", range(0, CASES, 50))
def test_the_engine_decides_as_the_reference_does(first: int) -> None:
    found = [differences(seed, EVENTS) for seed in range(first, first + 50)]
    assert not [one for one in found if one]


@pytest.mark.soak
@pytest.mark.timeout(3_600)
@pytest.mark.parametrize("part", range(10))
def test_the_engine_decides_as_the_reference_does_in_a_million_events(part: int) -> None:
    first = 1_000_000 + part * SOAKED // 10
    found = [differences(seed, EVENTS) for seed in range(first, first + SOAKED // 10)]
    assert not [one for one in found if one]


def left_behind(seed: int) -> set[UUID]:
    """Whoever of a random world still waits after agents who know everything answered twice as
    many as came since, all of whom came with a priority. Who forbids what everybody knows may wait.
    """
    world, engine = World(seed), Router()
    offers: dict[UUID, UUID] = {}

    def tell(event: Event) -> None:
        for one in engine.apply(event):
            if isinstance(one, Offer):
                offers[one.interaction_id] = one.agent_id
            elif isinstance(one, Expire):
                offers.pop(one.interaction_id, None)

    for event in [*world.first(), *(world.next() for _ in range(EVENTS))]:
        tell(event)
    begun = {
        name for name in (*engine.waiting, *offers) if not world.requests[name].needs.forbidden
    }
    for step in range(400):
        world.at += timedelta(seconds=10)
        for event in relief(world):
            tell(event)
        came = UUID(int=5_000 + step)
        asks = Request(came, QUEUES[0], Medium.MAIL, world.at, world.at, priority=step % 60)
        tell(Waits(world.at, asks))
        for name in list(offers)[:2]:
            tell(HasIt(world.at, name, offers.pop(name), Medium.MAIL))
            tell(Gone(world.at, name))
    return begun & {*engine.waiting, *offers}


def test_nobody_waits_for_ever_while_others_with_priority_come() -> None:
    found = {seed: left_behind(seed) for seed in range(40)}
    assert not {seed: left for seed, left in found.items() if left}
