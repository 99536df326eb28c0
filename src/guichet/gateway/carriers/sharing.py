"""Which binds are whose: processes that carry share those of every route among them. Pure."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from guichet.gateway.carriers.types import BindHealth, Route

Bind = tuple[UUID, int]
"""A route, and which of its connections, from 1."""


def binds_of(routes: Iterable[Route]) -> dict[Bind, Route]:
    """All that should be open."""
    return {
        (one.id, bind): one
        for one in routes
        if one.draft.enabled
        for bind in range(1, one.draft.binds + 1)
    }


def share_of(me: UUID, members: Sequence[UUID], routes: Iterable[Route]) -> dict[Bind, Route]:
    """Those ``me`` keeps open. The first binds of all routes are with the oldest member, the second
    ones with the next, and so on round: who keeps one bind of a route keeps one of each other route
    that has as many, so that messages seldom have to change hands.
    """
    places = sorted({*members, me})
    return {
        bind: route
        for bind, route in binds_of(routes).items()
        if places[(bind[1] - 1) % len(places)] == me
    }


def open_elsewhere(
    binds: Iterable[BindHealth], holders: Iterable[str], up: frozenset[str]
) -> frozenset[UUID]:
    """The routes of which one of the processes ``holders`` has a link open."""
    named = set(holders)
    return frozenset(one.route_id for one in binds if one.holder in named and one.state in up)
