"""One link kept open: whatever ends it, it comes back, later each time it fails in a row."""

import asyncio
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

REFUSED: Final = timedelta(seconds=30)
"""Not sooner after the carrier would not let us in: accounts are locked by hammering."""

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
        except LinkRefused as refused:
            log.warning("carriers.refused", route=kept.door.title, code=refused.code)
            return str(refused), REFUSED
        except Exception as fault:  # noqa: BLE001 - whatever a link raises, we come back
            first = fault.exceptions[0] if isinstance(fault, ExceptionGroup) else fault
            log.warning("carriers.link_lost", route=kept.door.title, error=repr(first))
            return _words(first), timedelta()
        finally:
            kept.depot.closed()
        return "the link ended", timedelta()


def _words(fault: BaseException) -> str:
    """Why a link ended, for an operator."""
    if isinstance(fault, OSError) and fault.strerror:
        return fault.strerror
    return str(fault) or type(fault).__name__
