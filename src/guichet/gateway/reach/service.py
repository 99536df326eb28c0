"""Numbers are asked about once and remembered; carriers are asked between two transactions."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.gateway.carriers import service as carriers
from guichet.gateway.carriers.kinds import LinkKinds
from guichet.gateway.carriers.types import Route
from guichet.gateway.contract import Tools
from guichet.gateway.mass.contract import AnyLink, CannotCheck
from guichet.gateway.reach import repository
from guichet.gateway.reach.types import KEPT_FOR, Known
from guichet.kit.work import Work

_FORGOTTEN: Final = 5_000
log = structlog.get_logger(__name__)


class OpenWork(Protocol):
    """Opens works under the system role."""

    def __call__(self) -> AbstractAsyncContextManager[Work]:
        """One."""
        ...


@dataclass(frozen=True, slots=True)
class Asking:
    """What asking carriers needs."""

    works: OpenWork
    kinds: LinkKinds
    tools: Tools


async def check(asking: Asking, numbers: Sequence[str], believed: timedelta) -> Mapping[str, Known]:
    """What is known of ``numbers`` (E.164), no older than ``believed``; what nobody could say
    anything about is left out. Safe to repeat.
    """
    async with asking.works() as work:
        since = work.now - min(believed, KEPT_FOR)
        known = dict(await repository.known(work.session, numbers, since))
        routes = await carriers.routes(work.session)
    missing = list(dict.fromkeys(one for one in numbers if one not in known))
    told = await _asked(asking, [one for one in routes if _may_ask(one)], missing)
    async with asking.works() as work:
        await repository.keep(work.session, told)
    return {**known, **{one.fact.number: one for one in told}}


def _may_ask(route: Route) -> bool:
    return route.draft.enabled and route.isolated_at is None


async def _asked(
    asking: Asking, routes: Sequence[Route], missing: Sequence[str]
) -> Sequence[Known]:
    """Each number by the first route that serves it and can ask."""
    told: list[Known] = []
    left = list(missing)
    for route in routes:
        serving = [one for one in left if _serves(route, one)]
        link = _link(asking, route) if serving else None
        if link is None or not link.checks:
            continue
        try:
            facts = await link.check(serving)
        except CannotCheck as fault:
            log.warning("carriers.not_checked", route=route.draft.title, error=str(fault))
            continue
        at = asking.tools.clock.now()
        told += [Known(fact, route.id, at) for fact in facts]
        left = [one for one in left if one not in serving]
    return told


def _link(asking: Asking, route: Route) -> AnyLink | None:
    door, kind = asking.kinds.door(route), asking.kinds.find(route.kind)
    return kind(door, asking.tools) if door is not None and kind is not None else None


def _serves(route: Route, number: str) -> bool:
    prefixes = route.draft.prefixes
    return not prefixes or number.removeprefix("+").startswith(prefixes)


async def forget_old(session: AsyncSession, now: datetime) -> int:
    """Delete what was said more than a month ago (system role); gives how many went."""
    return await repository.forget(session, now - KEPT_FOR, _FORGOTTEN)
