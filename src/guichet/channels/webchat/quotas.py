"""How much may begin from one network and at one site in an hour, counted over all processes: what
leaves something behind that people or disks have to deal with. ``limits`` is about what one process
can bear.
"""

from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from typing import Final

from guichet.gateway.contract import QuotasPort
from guichet.kit.limits.types import Limit

HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Quota:
    """Of one deed."""

    by_network: Limit
    """At one site. Behind one address may sit a whole office, or a phone network."""
    by_site: Limit


CONVERSATIONS: Final = Quota(
    Limit("webchat_begin_network", 100, HOUR), Limit("webchat_begin_site", 20_000, HOUR)
)
UPLOADS: Final = Quota(
    Limit("webchat_file_network", 300, HOUR), Limit("webchat_file_site", 10_000, HOUR)
)
FACTS: Final = Quota(
    Limit("webchat_fact_network", 1_000, HOUR), Limit("webchat_fact_site", 100_000, HOUR)
)


@dataclass(frozen=True, slots=True)
class Beyond:
    """Why not now."""

    code: str
    seconds: int
    """Until it may be tried again."""


async def beyond(quotas: QuotasPort, quota: Quota, network: str, site: str) -> Beyond | None:
    """Count one deed; what to tell where it is one too many."""
    if not _is_own(network):
        standing = await quotas.spend(f"{site}:{network}", quota.by_network)
        if standing.refused:
            return Beyond("too_many_from_your_network", standing.reset)
    standing = await quotas.spend(site, quota.by_site)
    return Beyond("too_many_on_this_site", standing.reset) if standing.refused else None


def _is_own(network: str) -> bool:
    """This machine itself: a proxy beside Guichet that does not say for whom it asks, so that
    everybody would be one.
    """
    try:
        return ip_address(network).is_loopback
    except ValueError:
        return False
