"""How much visitors may do, per visitor, network address and site; per process and in memory: it
protects this process, and people from one another. Who was longest not seen is forgotten first.
What is counted over all processes is in ``quotas``.
"""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv4Address, ip_address, ip_network
from typing import Literal

from starlette.requests import HTTPConnection

from guichet.channels.webchat.pace import Pace
from guichet.kit.clock import Clock

MOST_REMEMBERED = 50_000
SECOND = timedelta(seconds=1)

Deed = Literal["arrive", "say", "note", "upload", "look"]

_BY_VISITOR: dict[Deed, tuple[int, timedelta]] = {
    "say": (10, SECOND),
    "note": (20, 2 * SECOND),
    "upload": (10, 6 * SECOND),
}
_BY_ADDRESS: dict[Deed, tuple[int, timedelta]] = {
    "arrive": (60, SECOND),
    "say": (200, SECOND / 20),
    "upload": (60, 2 * SECOND),
    "look": (200, SECOND / 20),
}
"""Behind one address may sit a whole office, or a phone network."""
_BY_SITE: dict[Deed, tuple[int, timedelta]] = {
    "arrive": (2_000, SECOND / 200),
    "say": (2_000, SECOND / 500),
    "upload": (300, SECOND / 10),
    "look": (5_000, SECOND / 1_000),
}


@dataclass(frozen=True, slots=True)
class Who:
    """Whose doing is counted."""

    visitor: str
    address: str
    """Of the network."""
    site: str
    """The entry point."""


class Limits:
    """What is left to whom."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._paces: OrderedDict[tuple[str, str, Deed], Pace] = OrderedDict()

    def frames(self) -> Pace:
        """Of one socket, whatever it says."""
        return Pace(120, timedelta(milliseconds=100))

    def may_arrive(self, address: str) -> bool:
        """Whether ``address`` may open one more socket now."""
        return self._takes("address", address, "arrive", _BY_ADDRESS)

    def may_enter(self, site: str) -> bool:
        """Whether one more socket may be opened for the entry point ``site``."""
        return self._takes("site", site, "arrive", _BY_SITE)

    def may_note(self, visitor: str) -> bool:
        """Whether one more small fact of a visitor is kept."""
        return self._takes("visitor", visitor, "note", _BY_VISITOR)

    def refusal(self, deed: Literal["say", "upload"], who: Who) -> str | None:
        """Why ``who`` may not do it now: the code to show; none when it is in order and counted."""
        if not self._takes("visitor", who.visitor, deed, _BY_VISITOR):
            return "too_many"
        if not self._takes("address", who.address, deed, _BY_ADDRESS):
            return "too_many_from_your_network"
        if not self._takes("site", who.site, deed, _BY_SITE):
            return "too_many_on_this_site"
        return None

    def may_look(self, address: str, site: str) -> bool:
        """Whether one more small request from outside a socket is in order."""
        by_address = self._takes("address", address, "look", _BY_ADDRESS)
        return by_address and self._takes("site", site, "look", _BY_SITE)

    def _takes(
        self, kind: str, key: str, deed: Deed, table: dict[Deed, tuple[int, timedelta]]
    ) -> bool:
        name = (kind, key, deed)
        pace = self._paces.pop(name, None) or Pace(*table[deed])
        self._paces[name] = pace
        if len(self._paces) > MOST_REMEMBERED:
            self._paces.popitem(last=False)
        return pace.allows(self._clock.now())


def network_address(peer: HTTPConnection) -> str:
    """Of the browser, as the server knows it behind its proxies."""
    return network_of(peer.client.host) if peer.client else ""


def network_of(host: str) -> str:
    """The address as it is counted: of IPv6 the first half, for each household has the other."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv4Address) or address.is_loopback:
        return str(address)
    return str(address.ipv4_mapped or ip_network((address.packed, 64), strict=False))
