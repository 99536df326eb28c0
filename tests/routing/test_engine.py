"""The engine does what the reference does, whatever happens, and starves nobody."""

import pytest

from guichet.routing.engine import Router
from guichet.routing.types import Decision, Expire, Offer, Requeue
from tests.routing.reference import Done, Reference
from tests.routing.worlds import World

CASES = 400
EVENTS = 60


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
