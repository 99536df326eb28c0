"""What the telephones show and who looks at them. Loop thread only; everything within a bound."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import count
from typing import Final, Literal

from guichet.kit.clock import Clock
from guichet.processes.demo_carrier.running import DemoCarrier
from guichet.processes.demo_carrier.scenes import Scene
from guichet.processes.demo_carrier.setting_up import SHORT_CODE
from guichet.processes.demo_telephones.people import NUMBERS, telephone_of
from guichet.processes.simulated_carrier.telephones import Shown, read_text
from guichet.protocols.gsm7.joining import Joiner
from guichet.protocols.smpp.pdus import SubmitSm

BUBBLES: Final = 60
"""Kept of one telephone."""
TELEPHONES: Final = 8
"""Shown at once: the demo's people, and whoever received something last."""
BEHIND: Final = 500
"""What a page may be behind before it has to begin anew."""
LOOK: Final = 1.0
"""Seconds between two looks at the carrier's figures."""
_PATIENCE: Final = 3_600.0

Change = dict[str, object]


@dataclass(frozen=True, slots=True)
class Bubble:
    """A text on a telephone."""

    id: int
    at: str
    telephone: str
    way: Literal["in", "out"]
    """Received, or typed into it."""
    other: str
    """Who sent it, or whom it is for."""
    text: str
    parts: int
    flash: bool


@dataclass(eq=False)
class _Look:
    """A page that looks."""

    changes: "asyncio.Queue[Change]" = field(default_factory=lambda: asyncio.Queue(BEHIND))
    behind: bool = False


class Board:
    """One for a process. A part of it while it runs."""

    def __init__(self, demo: DemoCarrier, clock: Clock, ending: asyncio.Event) -> None:
        self._demo = demo
        self._clock = clock
        self._ending = ending
        self._ids = count(1)
        self._joiner = Joiner(patience=_PATIENCE)
        self._looks: set[_Look] = set()
        self._of: OrderedDict[str, deque[Bubble]] = OrderedDict(
            (number, deque(maxlen=BUBBLES)) for number in NUMBERS
        )

    async def run(self) -> None:
        """Show what the carrier takes until the process ends; then the pages are let go."""
        with self._demo.watched_by(self._take):
            await self._ending.wait()
        self._tell_all({"kind": "end"})

    def say(self, telephone: str, text: str) -> bool:
        """Type a text into a telephone and send it; tells whether the carrier is there."""
        carrier = self._demo.carrier
        to = self._answerable(telephone)
        if carrier is None or not carrier.say(telephone, to, text):
            return False
        at = self._clock.now().isoformat()
        self._add(Bubble(next(self._ids), at, telephone, "out", to, text, 1, flash=False))
        return True

    def play(self, scene: Scene) -> None:
        """Have the carrier behave so."""
        self._demo.play(scene)
        self._tell_all(self._figures())

    async def changes(self) -> AsyncIterator[Change]:
        """Everything there is, then every change; ends when the page is too far behind or the
        process ends: it comes back by itself.
        """
        look = _Look()
        self._looks.add(look)
        try:
            yield self._everything()
            figures: Change = {}
            while not self._ending.is_set():
                if (now := self._figures()) != figures:
                    figures = now
                    yield now
                change = await _next(look)
                if change is not None and change["kind"] == "end":
                    return
                yield change or {"kind": "here"}
        finally:
            self._looks.discard(look)

    def _take(self, at: datetime, message: SubmitSm) -> None:
        """The carrier took it: the telephone has it once its receipt goes."""
        for shown in read_text(self._joiner, at, message):
            delay = self._demo.until_there
            asyncio.get_running_loop().call_later(delay, self._arrived, shown)

    def _arrived(self, shown: Shown) -> None:
        at = self._clock.now().isoformat()
        bubble = Bubble(
            next(self._ids),
            at,
            shown.telephone,
            "in",
            shown.sender,
            shown.text,
            shown.parts,
            shown.flash,
        )
        self._add(bubble)

    def _add(self, bubble: Bubble) -> None:
        self._of.setdefault(bubble.telephone, deque(maxlen=BUBBLES)).append(bubble)
        self._of.move_to_end(bubble.telephone)
        self._forget()
        telephone = asdict(telephone_of(bubble.telephone))
        self._tell_all({"kind": "text", "telephone": telephone, "text": asdict(bubble)})

    def _forget(self) -> None:
        """The demo's people stay; of the others the one that is longest silent goes."""
        while len(self._of) > TELEPHONES:
            del self._of[next(number for number in self._of if number not in NUMBERS)]

    def _answerable(self, telephone: str) -> str:
        """The last number that wrote to a telephone: a name cannot be answered."""
        numbers = (
            one.other for one in reversed(self._of.get(telephone, ())) if one.other.isdigit()
        )
        return next(numbers, SHORT_CODE)

    def _everything(self) -> Change:
        numbers = [*NUMBERS, *(one for one in reversed(self._of) if one not in NUMBERS)]
        telephones = [
            {**asdict(telephone_of(one)), "texts": [asdict(each) for each in self._of[one]]}
            for one in numbers
        ]
        return {"kind": "all", "telephones": telephones}

    def _figures(self) -> Change:
        carrier = self._demo.carrier
        counted = carrier.counters.figures() if carrier else {}
        names = ("links", "accepted", "throttled", "receipts", "inbound", "links_lost")
        figures = {name: counted.get(name, 0) for name in names}
        return {"kind": "carrier", "scene": self._demo.scene, "figures": figures}

    def _tell_all(self, change: Change) -> None:
        for look in self._looks:
            _tell(look, change)


def _tell(look: _Look, change: Change) -> None:
    if look.changes.full():
        look.changes.get_nowait()
        look.behind = True
    look.changes.put_nowait(change)


async def _next(look: _Look) -> Change | None:
    """The next change; none within a look's time."""
    if look.behind:
        return {"kind": "end"}
    try:
        async with asyncio.timeout(LOOK):
            return await look.changes.get()
    except TimeoutError:
        return None
