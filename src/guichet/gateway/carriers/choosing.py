"""Which routes may take a message, the best first. Pure.

A plan is compiled whenever a route, a rule, a price or a route's health changes; choosing is then
a look-up, for numbers that begin alike.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import cycle
from math import gcd
from typing import Final
from uuid import UUID

from guichet.gateway.carriers.types import Method, Rule, Share
from guichet.gateway.mass.types import Purpose
from guichet.kit.ids import TenantId

MOST_KNOWN: Final = 200_000
"""Choices remembered by one plan."""
MOST_TURNS: Final = 100
"""Turns of one round of shares."""
LONGEST: Final = 16
"""An E.164 number with its plus."""

Cost = Callable[[str], int | None]
"""What a part to a number costs, in millionths of the platform's currency; none: not served."""


@dataclass(frozen=True, slots=True)
class Way:
    """A route as far as choosing goes."""

    id: UUID
    prefixes: tuple[str, ...] = ()
    """Digits numbers it serves begin with; none: all numbers."""
    sound: bool = True
    """Carrying, as far as is known; one that is not is chosen last."""
    cost: Cost | None = None

    def serves(self, number: str) -> bool:
        """Whether it leads to ``number``."""
        if self.prefixes and not _begins(number, self.prefixes):
            return False
        return self.cost is None or self.cost(number) is not None


class Plan:
    """All ways and rules at one moment. A way that is switched off or isolated is in it as one that
    is not sound: what has no other waits for it.
    """

    def __init__(self, ways: Iterable[Way], rules: Iterable[Rule], deepest: int = LONGEST) -> None:
        """``deepest``: so many signs of a number matter at most, the plus counted."""
        self._ways = {way.id: way for way in ways}
        self._rules = sorted(rules, key=lambda one: (one.position, one.id))
        self._deepest = deepest
        self._known: dict[tuple[TenantId | None, Purpose, str], Callable[[], Sequence[UUID]]] = {}
        self._tenants = {rule.tenant_id for rule in self._rules}

    def choose(self, tenant_id: TenantId, purpose: Purpose, number: str) -> Sequence[UUID]:
        """The routes that may carry a message to ``number``, the best first; none: no way."""
        whose = tenant_id if tenant_id in self._tenants else None
        key = (whose, purpose, number[: self._deepest])
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            known = self._known[key] = self._turns(whose, purpose, number)
        return known()

    def _turns(
        self, tenant_id: TenantId | None, purpose: Purpose, number: str
    ) -> Callable[[], Sequence[UUID]]:
        rule = next((r for r in self._rules if _fits(r, tenant_id, purpose, number)), None)
        method: Method = rule.method if rule else "least_cost"
        named = rule.routes if rule else tuple(Share(one) for one in sorted(self._ways))
        found = [
            (self._ways[one.route_id], one.share)
            for one in named
            if one.route_id in self._ways and self._ways[one.route_id].serves(number)
        ]
        if method == "least_cost":
            found.sort(key=lambda one: _price(one[0], number))
        if method != "share" or not any(way.sound for way, _ in found):
            return _always(_sound_first(way for way, _ in found))
        return cycle(_rounds(found)).__next__


def _fits(rule: Rule, tenant_id: TenantId | None, purpose: Purpose, number: str) -> bool:
    if rule.tenant_id is not None and rule.tenant_id != tenant_id:
        return False
    if rule.purpose is not None and rule.purpose != purpose:
        return False
    return not rule.prefixes or _begins(number, rule.prefixes)


def _begins(number: str, prefixes: tuple[str, ...]) -> bool:
    return number.removeprefix("+").startswith(prefixes)


def _price(way: Way, number: str) -> tuple[bool, int]:
    """Unknown prices come last."""
    price = way.cost(number) if way.cost else None
    return price is None, price or 0


def _sound_first(ways: Iterable[Way]) -> Sequence[UUID]:
    return tuple(way.id for way in sorted(ways, key=lambda way: not way.sound))


def _always(chosen: Sequence[UUID]) -> Callable[[], Sequence[UUID]]:
    return lambda: chosen


def _rounds(found: Sequence[tuple[Way, int]]) -> list[Sequence[UUID]]:
    """Turn by turn, evenly mixed: each sound way is first as often as its share says, the others
    after it.
    """
    sound = [(way, share) for way, share in found if way.sound and share > 0]
    if not sound:
        return [_sound_first(way for way, _ in found)]
    shares = _small([share for _, share in sound])
    total, owed = sum(shares), [0] * len(shares)
    rounds: list[Sequence[UUID]] = []
    for _ in range(total):
        owed = [debt + share for debt, share in zip(owed, shares, strict=True)]
        first = owed.index(max(owed))
        owed[first] -= total
        chosen = sound[first][0]
        rest = _sound_first(way for way, _ in found if way.id != chosen.id)
        rounds.append((chosen.id, *rest))
    return rounds


def _small(shares: Sequence[int]) -> list[int]:
    """The same proportions in numbers that sum up to few turns."""
    step = reduce(gcd, shares)
    whole = sum(shares) // step
    if whole <= MOST_TURNS:
        return [share // step for share in shares]
    return [max(1, round(share / step * MOST_TURNS / whole)) for share in shares]
