"""Whether a company's own domain leads here."""

import hmac
from dataclasses import dataclass
from typing import Annotated, Final, cast

from fastapi import Depends, Request

from guichet.campaigns.links.doorway import CHECK, CHECKED
from guichet.campaigns.links.types import PATH
from guichet.kit.cipher import Cipher
from guichet.kit.ground import Ground
from guichet.kit.guarded import GuardedClient, Lookup, Network, Unreachable, system_lookup

SECONDS: Final = 5.0
_PURPOSE: Final = "campaigns.links.check"


def instance_of(cipher: Cipher) -> str:
    """What names this Guichet to itself, and tells others nothing."""
    return cipher.derive(_PURPOSE).hex()[:32]


@dataclass(frozen=True, slots=True)
class Looking:
    """How domains are reached."""

    instance: str
    private: tuple[Network, ...] = ()
    lookup: Lookup = system_lookup
    scheme: str = "https"

    async def leads_here(self, host: str) -> bool:
        """Ask the domain which Guichet answers there."""
        address = f"{self.scheme}://{host}{PATH}{CHECK}"
        async with GuardedClient(self.private, self.lookup, seconds=SECONDS) as client:
            try:
                told = await client.get(address, {"accept": "application/json"})
            except Unreachable:
                return False
        return hmac.compare_digest(str(told.get(CHECKED, "")), self.instance)


def looking(request: Request) -> Looking:
    """That of this process: ``app.state.link_looking`` where one was put."""
    ground = cast(Ground, request.app.state.ground)
    found = getattr(request.app.state, "link_looking", None)
    return cast(Looking, found or Looking(instance_of(ground.cipher)))


LookingPart = Annotated[Looking, Depends(looking)]
