"""What a process that carries knows of all routes: read again every second, so that whatever an
operator decides counts at once everywhere.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.gateway.carriers import repository
from guichet.gateway.carriers.choosing import Cost, Plan, Way
from guichet.gateway.carriers.types import Route, Rule
from guichet.gateway.mass.types import Purpose
from guichet.kit.ids import TenantId
from guichet.prices import service as prices
from guichet.prices.rating import Tariff

COSTS_BELIEVED: Final = timedelta(minutes=1)

Said = tuple[tuple[Route, ...], tuple[Rule, ...], frozenset[UUID]]


class Standing:
    """The routes there are, and which may carry what."""

    def __init__(self) -> None:
        self.routes: Sequence[Route] = ()
        self._said: Said | None = None
        self._plan = Plan((), ())
        self._costs: dict[UUID, tuple[datetime, Tariff]] = {}

    def choose(self, tenant_id: TenantId, purpose: Purpose, number: str) -> Sequence[UUID]:
        """See ``choosing.Plan``."""
        return self._plan.choose(tenant_id, purpose, number)

    async def refresh(self, session: AsyncSession, now: datetime) -> None:
        """Read everything anew (system role); the plan is made again when something changed."""
        routes = await repository.routes(session)
        rules = await repository.rules(session)
        spent = await _spent(session, routes, now)
        dearer = await self._read_costs(session, routes, now)
        said: Said = (tuple(routes), tuple(rules), spent)
        if said == self._said and not dearer:
            return
        self.routes, self._said = routes, said
        ways = [self._way(one, spent) for one in routes]
        self._plan = Plan(ways, rules, self._deepest(routes, rules))

    async def _read_costs(
        self, session: AsyncSession, routes: Sequence[Route], now: datetime
    ) -> bool:
        """Whether any was read."""
        wanted = {one.draft.cost_list_id for one in routes} - {None}
        due = [
            one for one in wanted if one and (one not in self._costs or self._costs[one][0] <= now)
        ]
        for list_id in due:
            tariff = await prices.tariff(session, list_id, now)
            until = min(now + COSTS_BELIEVED, tariff.until or now + COSTS_BELIEVED)
            self._costs[list_id] = (until, tariff)
        return bool(due)

    def _way(self, route: Route, spent: frozenset[UUID]) -> Way:
        held = self._costs.get(route.draft.cost_list_id) if route.draft.cost_list_id else None
        cost: Cost | None = held[1].micros if held else None
        sound = carries(route) and route.id not in spent
        return Way(route.id, route.draft.prefixes, sound, cost)

    def _deepest(self, routes: Sequence[Route], rules: Sequence[Rule]) -> int:
        prefixes = [prefix for one in routes for prefix in one.draft.prefixes]
        prefixes += [prefix for one in rules for prefix in one.prefixes]
        prefixes += [prefix for _, tariff in self._costs.values() for prefix in tariff.prices]
        return 1 + max(map(len, prefixes), default=0)


def carries(route: Route) -> bool:
    """Whether anything may go by it."""
    return route.draft.enabled and route.isolated_at is None


async def _spent(session: AsyncSession, routes: Sequence[Route], now: datetime) -> frozenset[UUID]:
    """Routes whose day is used up: chosen when no other one is left."""
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    found: set[UUID] = set()
    for one in routes:
        quota = one.draft.day_quota
        if quota is not None and await repository.taken_since(session, one.id, day) >= quota:
            found.add(one.id)
    return frozenset(found)
