"""How the addresses of hooks are reached from this process."""

import asyncio
from dataclasses import dataclass
from typing import Annotated, Final, cast

from fastapi import Depends, Request

from guichet.hooks.deliveries.wire import SECONDS, Place, Unposted, Wire, judged
from guichet.kit.errors import FieldFault, Invalid
from guichet.kit.ground import Ground
from guichet.kit.guarded import Lookup, Network, networks, system_lookup

_LOOPBACK: Final = "127.0.0.0/8,::1/128"
TEST_SECONDS: Final = 10.0
LOOKED_UP_WITHIN: Final = 3.0
"""Seconds; an open transaction waits for it."""


@dataclass(frozen=True, slots=True)
class Outside:
    """What may be reached, and how names are looked up."""

    private: tuple[Network, ...]
    lookup: Lookup = system_lookup

    @classmethod
    def of(cls, ground: Ground) -> "Outside":
        """As the settings say; the demo reaches receivers on its own machine."""
        settings = ground.settings
        named = settings.outgoing_networks or (_LOOPBACK if settings.demo else "")
        return cls(networks(named))

    def wire(self, seconds: float = SECONDS) -> Wire:
        """New connections."""
        return Wire(self.private, self.lookup, seconds=seconds)

    async def admit(self, address: str, field: str = "address") -> None:
        """Look whether bodies may be posted to an address.

        :raises Invalid: naming ``field``, and why
        """
        try:
            async with asyncio.timeout(LOOKED_UP_WITHIN):
                await judged(Place.of(address), self.private, self.lookup)
        except TimeoutError:
            raise _refused(field, "no_such_host") from None
        except Unposted as fault:
            raise _refused(field, fault.why) from None


def _refused(field: str, why: str) -> Invalid:
    return Invalid(None, (FieldFault(field, f"hook_{why}"),))


async def outside(request: Request) -> Outside:
    """The one of this process."""
    return cast(Outside, request.app.state.hooks_outside)


OutsidePart = Annotated[Outside, Depends(outside)]
