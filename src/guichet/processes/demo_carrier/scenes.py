"""How the demo's carrier may behave, by a name one can pick. Pure."""

from enum import StrEnum

from guichet.processes.demo_carrier.setting_up import ACCOUNT, PASSWORD
from guichet.processes.simulated_carrier.scenario import (
    Answers,
    Binds,
    Fault,
    Kind,
    Receipts,
    Scenario,
)

REMEMBERED = 2_000
"""Messages kept for the telephones."""
_SOON, _LATE = 0.7, 6.0
"""Seconds until a telephone has a text, and its receipt comes."""


class Scene(StrEnum):
    """What the carrier does."""

    NORMAL = "normal"
    SLOW = "slow"
    THROTTLING = "throttling"
    LOST_RECEIPTS = "lost_receipts"
    LINK_DROPS = "link_drops"


def scenario(scene: Scene, first_id: int = 1) -> Scenario:
    """The scenario of a scene. ``first_id``: the first message's number."""
    faults = {
        Scene.THROTTLING: (Fault(kind=Kind.THROTTLE, every=2),),
        Scene.LOST_RECEIPTS: (Fault(kind=Kind.LOST_RECEIPT),),
        Scene.LINK_DROPS: (Fault(kind=Kind.DROP_AFTER, every=2),),
    }
    slow = scene is Scene.SLOW
    return Scenario(
        first_id=first_id,
        remember=REMEMBERED,
        binds=Binds(accounts={ACCOUNT: PASSWORD}),
        answers=Answers(delay=2.0 if slow else 0.0, rate=1 if scene is Scene.THROTTLING else None),
        receipts=Receipts(delay=_LATE if slow else _SOON),
        faults=faults.get(scene, ()),
    )
