"""Which routes may take a message, the best first. Pure.

A plan is compiled whenever a route, a rule, a price or a route's health changes; choosing is then
a look-up, for numbers that begin alike.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import cycle
from math import gcd
from typing import Final, NamedTuple
from uuid import UUID

from guichet.gateway.carriers.types import (
    Ability,
    Explained,
    Look,
    Looked,
    Method,
    Rule,
    Share,
)
from guichet.gateway.mass.types import Choice, Purpose
from guichet.kit.ids import TenantId
from guichet.policies.territories import HEAD, territory_of

MOST_KNOWN: Final = 200_000
"""Choices remembered by one plan."""
MOST_TURNS: Final = 100
"""Turns of one round of shares."""
LONGEST: Final = 16
"""An E.164 number with its plus."""

Cost = Callable[[str], int | None]
"""What a part to a number costs, in millionths of the platform's currency; none: not served."""


class Needs(NamedTuple):
    """What a message asks of a route."""

    named: bool = False
    """Its sender is a name."""
    answerable: bool = False
    """Its sender is a number: people expect to be heard when they answer."""
    long: bool = False
    """It has several parts."""


PLAIN: Final = Needs()
ANYTHING: Final = Ability(answerable=True, stop_by_reply=True)
"""Of a route nobody described: it is believed to do everything."""


@dataclass(frozen=True, slots=True)
class Way:
    """A route as far as choosing goes."""

    id: UUID
    prefixes: tuple[str, ...] = ()
    """Digits numbers it serves begin with; none: all numbers."""
    sound: bool = True
    """Carrying, as far as is known; one that is not is chosen last."""
    cost: Cost | None = None
    abilities: Mapping[str, Ability] = field(default_factory=dict)
    """By territory; ``*`` is everywhere else."""

    def serves(self, number: str) -> bool:
        """Whether it leads to ``number``."""
        if self.prefixes and not _begins(number, self.prefixes):
            return False
        return self.cost is None or self.cost(number) is not None

    def lacks(self, needs: Needs, number: str) -> str | None:
        """The first thing a message to ``number`` needs and it cannot do there; none: nothing."""
        if not self.abilities or needs == PLAIN:
            return None
        able = self._able(territory_of(number))
        if needs.named and not able.named_senders:
            return "no_route_for_names"
        if needs.answerable and not able.answerable:
            return "no_route_for_answers"
        if needs.long and not able.concatenation:
            return "no_route_for_long_texts"
        return None

    def _able(self, territory: str | None) -> Ability:
        """What digits leave open (``GP-MF-BL``) may stand under any of its places."""
        places = (territory, *territory.split("-"), "*") if territory else ("*",)
        return next((self.abilities[one] for one in places if one in self.abilities), ANYTHING)


_Key = tuple[TenantId | None, Purpose, str, Needs]


class Plan:
    """All ways and rules at one moment. A way that is switched off or isolated is in it as one that
    is not sound: what has no other waits for it.
    """

    def __init__(self, ways: Iterable[Way], rules: Iterable[Rule], deepest: int = LONGEST) -> None:
        """``deepest``: so many signs of a number matter at most, the plus counted."""
        self._ways = {way.id: way for way in ways}
        self._rules = sorted(rules, key=lambda one: (one.position, one.id))
        self.minds = any(way.abilities for way in self._ways.values())
        """Whether it matters what a message needs."""
        self._deepest = max(deepest, HEAD) if self.minds else deepest
        self._known: dict[_Key, Callable[[], Choice]] = {}
        self._tenants = {rule.tenant_id for rule in self._rules} - {None}
        self.minds_length = any(
            not able.concatenation for way in self._ways.values() for able in way.abilities.values()
        )
        """Whether it matters if a text is long."""

    def choose(
        self, tenant_id: TenantId, purpose: Purpose, number: str, needs: Needs = PLAIN
    ) -> Choice:
        """The routes that may carry a message to ``number``."""
        whose = tenant_id if self._tenants and tenant_id in self._tenants else None
        key = (whose, purpose, number[: self._deepest], needs)
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            known = self._known[key] = self._turns(whose, purpose, number, needs)
        return known()

    def explain(
        self, tenant_id: TenantId | None, purpose: Purpose, number: str, needs: Needs = PLAIN
    ) -> Explained:
        """What ``choose`` would answer next, and what came of every other route."""
        rule = self._rule(tenant_id, purpose, number)
        choice = self._turns(tenant_id, purpose, number, needs)()
        named = {one.route_id for one in self._named(rule)}
        taken = [
            self._look(place, self._ways[one], number) for place, one in enumerate(choice.routes)
        ]
        left = [
            Look(way.id, _passed_over(way, way.id in named, number), _cost(way, number))
            for way in self._ways.values()
            if way.id not in choice.routes
        ]
        lacking = None if choice.routes else choice.lacking
        return Explained(rule.id if rule else None, (*taken, *left), lacking)

    def _look(self, place: int, way: Way, number: str) -> Look:
        looked: Looked = "away" if not way.sound else "next" if place else "first"
        return Look(way.id, looked, _cost(way, number))

    def _rule(self, tenant_id: TenantId | None, purpose: Purpose, number: str) -> Rule | None:
        return next((r for r in self._rules if _fits(r, tenant_id, purpose, number)), None)

    def _named(self, rule: Rule | None) -> Sequence[Share]:
        return rule.routes if rule else tuple(Share(one) for one in sorted(self._ways))

    def _turns(
        self, tenant_id: TenantId | None, purpose: Purpose, number: str, needs: Needs
    ) -> Callable[[], Choice]:
        rule = self._rule(tenant_id, purpose, number)
        method: Method = rule.method if rule else "least_cost"
        spills = rule is None or rule.second == "slow"
        serving = [
            (self._ways[one.route_id], one.share)
            for one in self._named(rule)
            if one.route_id in self._ways and self._ways[one.route_id].serves(number)
        ]
        found = [one for one in serving if one[0].lacks(needs, number) is None]
        if not found:
            lacks = (way.lacks(needs, number) for way, _ in serving)
            return _always(Choice((), lacking=next((one for one in lacks if one), "no_route")))
        if method == "least_cost":
            found.sort(key=lambda one: _price(one[0], number))
        if method != "share" or not any(way.sound for way, _ in found):
            return _always(Choice(_sound_first(way for way, _ in found), spills))
        return cycle([Choice(one, spills) for one in _rounds(found)]).__next__


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
    price = _cost(way, number)
    return price is None, price or 0


def _sound_first(ways: Iterable[Way]) -> Sequence[UUID]:
    return tuple(way.id for way in sorted(ways, key=lambda way: not way.sound))


def _cost(way: Way, number: str) -> int | None:
    return way.cost(number) if way.cost else None


def _passed_over(way: Way, named: bool, number: str) -> Looked:
    """Why a way is not among the chosen ones."""
    if not named:
        return "unnamed"
    if way.prefixes and not _begins(number, way.prefixes):
        return "elsewhere"
    if not way.serves(number):
        return "priceless"
    return "unable"


def _always(chosen: Choice) -> Callable[[], Choice]:
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
