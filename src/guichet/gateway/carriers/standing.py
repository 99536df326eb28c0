"""What a process that carries knows of all routes: read again every second, so that whatever an
operator decides counts at once everywhere.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.gateway.carriers import repository
from guichet.gateway.carriers.choosing import Cost, Needs, Plan, Way
from guichet.gateway.carriers.types import OWN_TEXTS, Explained, Route, Rule
from guichet.gateway.mass.contract import Parcel
from guichet.gateway.mass.counting import ALPHABETS, MOST_PARTS
from guichet.gateway.mass.types import Choice
from guichet.kit.ids import TenantId
from guichet.policies.senders import is_number
from guichet.prices import service as prices
from guichet.prices.rating import Tariff
from guichet.protocols.gsm7.alphabets import NotInAlphabet
from guichet.protocols.gsm7.segments import TooManyParts, segment

COSTS_BELIEVED: Final = timedelta(minutes=1)
LEAST_LONG: Final = 70
"""No text of so many characters has two parts, whatever its alphabet."""

Said = tuple[tuple[Route, ...], tuple[Rule, ...], frozenset[UUID]]


class Standing:
    """The routes there are, and which may carry what."""

    def __init__(self) -> None:
        self.routes: Sequence[Route] = ()
        self._said: Said | None = None
        self._plan = Plan((), ())
        self._ways: Sequence[Way] = ()
        self.ailing: frozenset[UUID] = frozenset()
        """Routes that are not well, as the watch says: what it tells goes another way."""
        self._costs: dict[UUID, tuple[datetime, Tariff]] = {}

    def choose(self, tenant_id: TenantId, parcel: Parcel) -> Choice:
        """See ``feeding.Choose``."""
        plan = self._plan
        if tenant_id == OWN_TEXTS:
            return self._for_the_watch(parcel)
        if not plan.minds:
            return plan.choose(tenant_id, parcel.purpose, parcel.to)
        needs = needs_of(parcel, counted=plan.minds_length)
        return plan.choose(tenant_id, parcel.purpose, parcel.to, needs)

    def _for_the_watch(self, parcel: Parcel) -> Choice:
        choice = self._plan.choose(OWN_TEXTS, parcel.purpose, parcel.to)
        return replace(choice, routes=sorted(choice.routes, key=self.ailing.__contains__))

    def explain(
        self, tenant_id: TenantId | None, parcel: Parcel, rules: Sequence[Rule] | None = None
    ) -> Explained:
        """Which route ``parcel`` would take, by the rules that count or by other ones."""
        needs = needs_of(parcel, counted=True)
        plan = self._plan if rules is None else Plan(self._ways, rules)
        return plan.explain(tenant_id, parcel.purpose, parcel.to, needs)

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
        self._ways = [self._way(one, spent) for one in routes]
        self._plan = Plan(self._ways, rules, self._deepest(routes, rules))

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
        return Way(route.id, route.draft.prefixes, sound, cost, route.draft.abilities)

    def _deepest(self, routes: Sequence[Route], rules: Sequence[Rule]) -> int:
        prefixes = [prefix for one in routes for prefix in one.draft.prefixes]
        prefixes += [prefix for one in rules for prefix in one.prefixes]
        prefixes += [prefix for _, tariff in self._costs.values() for prefix in tariff.prices]
        return 1 + max(map(len, prefixes), default=0)


def needs_of(parcel: Parcel, *, counted: bool) -> Needs:
    """What a message asks of a route. Its parts are counted only where that matters."""
    sender = parcel.sender
    numbered = sender is not None and is_number(sender)
    return Needs(
        named=sender is not None and not numbered,
        answerable=numbered,
        long=counted and _is_long(parcel),
    )


def _is_long(parcel: Parcel) -> bool:
    if len(parcel.text) <= LEAST_LONG:
        return False
    alphabet = ALPHABETS[parcel.encoding]
    try:
        return segment(parcel.text, encoding=alphabet, max_parts=MOST_PARTS).charged > 1
    except (TooManyParts, NotInAlphabet):
        return True


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
