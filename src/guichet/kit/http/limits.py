"""Rate limits on their way through a request.

Headers after *RateLimit header fields for HTTP* (IETF draft, httpapi working group).
"""

from collections.abc import Mapping, MutableMapping
from datetime import timedelta
from functools import lru_cache
from typing import Any, cast

from starlette.requests import Request

from guichet.kit.errors import TooMany
from guichet.kit.limits.service import RateLimiter
from guichet.kit.limits.types import Limit, Standing

_STANDING = "guichet.standing"
_MINUTE = timedelta(minutes=1)


class RequestLimits:
    """The limits of an application: for whoever is known, and for an address of strangers."""

    def __init__(self, limiter: RateLimiter, per_minute: int) -> None:
        self._limiter = limiter
        self._caller = Limit("caller", per_minute, _MINUTE)
        self._address = Limit("address", (per_minute + 1) // 2, _MINUTE)

    async def spend_as(self, request: Request, limit_key: str, own: int | None = None) -> None:
        """Count a request of a known caller, once. ``own``: how many a minute this caller may send,
        whatever others may.

        :raises TooMany: the caller has nothing left
        """
        await self.spend_in(request.scope, limit_key, own)

    async def spend_in(
        self, scope: MutableMapping[str, Any], limit_key: str, own: int | None = None
    ) -> None:
        """The same, where there is no request yet.

        :raises TooMany: the caller has nothing left
        """
        await self._spend(scope, limit_key, self._limit(own))

    def spend_at_hand(
        self, scope: MutableMapping[str, Any], limit_key: str, own: int | None = None
    ) -> bool:
        """The same as ``spend_in``, if it can be done without a wait and there is something left;
        if not, nothing was counted.
        """
        limit = self._limit(own)
        if not limit.quota or _STANDING in scope:
            return True
        standing = self._limiter.spend_at_hand(limit_key, limit)
        if standing is not None:
            scope[_STANDING] = standing
        return standing is not None

    def _limit(self, own: int | None) -> Limit:
        return self._caller if own is None else _of_key(own)

    async def spend_as_stranger(self, request: Request) -> None:
        """Count a request nobody is known for, by the address it came from.

        :raises TooMany: the address has nothing left
        """
        address = request.client.host if request.client else "unknown"
        await self._spend(request.scope, address, self._address)

    async def _spend(self, scope: MutableMapping[str, Any], key: str, limit: Limit) -> None:
        if not limit.quota or _STANDING in scope:
            return
        standing = await self._limiter.spend(key, limit)
        scope[_STANDING] = standing
        if standing.refused:
            raise TooMany(standing.reset)


@lru_cache(1_024)
def _of_key(per_minute: int) -> Limit:
    return Limit("key", per_minute, _MINUTE)


def limits_of(request: Request) -> RequestLimits:
    """The limits of the application that serves a request."""
    return cast(RequestLimits, request.app.state.limits)


def limit_headers(scope: Mapping[str, object]) -> dict[str, str]:
    """What the answer tells of the limit the request counted against."""
    standing = scope.get(_STANDING)
    if not isinstance(standing, Standing):
        return {}
    limit = standing.limit
    seconds = int(limit.window.total_seconds())
    return {
        "RateLimit-Policy": f'"{limit.name}";q={limit.quota};w={seconds}',
        "RateLimit": f'"{limit.name}";r={standing.remaining};t={standing.reset}',
    }
