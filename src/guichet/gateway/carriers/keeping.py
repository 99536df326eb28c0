"""One link kept open: whatever ends it, it comes back, later each time it fails in a row."""

import asyncio
import re
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import structlog

from guichet.gateway.backoff import Chance, failures_after, wait_before
from guichet.gateway.carriers.binds import BindDepot
from guichet.gateway.carriers.kinds import LinkKinds
from guichet.gateway.contract import ChannelSettings, Tools
from guichet.gateway.leases.service import Token
from guichet.gateway.mass.contract import LinkHealth, LinkRefused, LinkState, RouteDoor
from guichet.kit.clock import Clock
from guichet.kit.tasks import faults_in

REFUSED: Final = timedelta(seconds=30)
"""Not sooner after the carrier would not let us in: accounts are locked by hammering."""
_CODED: Final = re.compile(r"(link|esme)_[a-z0-9_]+: ")

log = structlog.get_logger(__name__)


@dataclass(eq=False)
class Kept:
    """A bind this process keeps open."""

    door: RouteDoor[ChannelSettings]
    depot: BindDepot
    token: Token
    task: "asyncio.Task[None] | None" = None

    def cancel(self) -> None:
        """End it at once."""
        if self.task is not None:
            self.task.cancel()


@dataclass(frozen=True, slots=True)
class Keeper:
    """Opens links, and opens them again."""

    kinds: LinkKinds
    tools: Tools
    clock: Clock
    chance: Chance

    async def keep(self, kept: Kept) -> None:
        """Until cancelled."""
        failures = 0
        while True:
            begun = self.clock.now()
            words, at_least = await self._run_once(kept)
            failures = failures_after(failures, self.clock.now() - begun)
            wait = max(wait_before(failures, self.chance), at_least)
            state: LinkState = "refused" if at_least else "closed"
            kept.depot.now_known = LinkHealth(state, self.clock.now(), words=words)
            await asyncio.sleep(wait.total_seconds())

    async def _run_once(self, kept: Kept) -> tuple[str, timedelta]:
        """What ended the link, and how long to stay away at least."""
        link = self.kinds.all()[kept.door.kind](kept.door, self.tools)
        try:
            await link.run(kept.depot)
        except Exception as fault:  # noqa: BLE001 - whatever a link raises, we come back
            return _ended_by(kept, faults_in(fault))
        finally:
            kept.depot.closed()
        return "link_closed: the link ended", timedelta()


def _ended_by(kept: Kept, faults: Sequence[BaseException]) -> tuple[str, timedelta]:
    """All of them are told, refusals first: the first is not always the one that matters."""
    faults = sorted(faults, key=lambda one: not isinstance(one, LinkRefused))
    words = "; ".join(dict.fromkeys(_why(one) for one in faults))
    refused = [one.code for one in faults if isinstance(one, LinkRefused)]
    if refused:
        log.warning("carriers.refused", route=kept.door.title, code=refused[0], error=words)
        return words, REFUSED
    error = "; ".join(dict.fromkeys(map(repr, faults)))
    log.warning("carriers.link_lost", route=kept.door.title, error=error)
    return words, timedelta()


def _why(fault: BaseException) -> str:
    """A refusal speaks for itself: its words are the carrier's."""
    return str(fault) if isinstance(fault, LinkRefused) else why_it_ended(fault)


def why_it_ended(fault: BaseException) -> str:
    """A code, by which screens say it in their language, a colon, and the same in words. Links say
    the code of what they know of.
    """
    words = str(fault)
    if _CODED.match(words):
        return words
    said = getattr(fault, "strerror", None) or words or type(fault).__name__
    return f"{_code(fault)}: {said}"


def _code(fault: BaseException) -> str:
    match fault:
        case socket.gaierror():
            return "link_no_such_host"
        case TimeoutError():
            return "link_silent"
        case ConnectionResetError() | ConnectionAbortedError() | BrokenPipeError():
            return "link_closed"
        case OSError():
            return "link_unreachable"
        case _:
            return "link_broken"
