"""How providers are reached: made once per process, at the first use."""

from dataclasses import dataclass
from typing import Annotated, Final, cast

from fastapi import Depends, Request

from guichet.accounts.oidc.client import Client
from guichet.kit.ground import Ground
from guichet.kit.guarded import GuardedClient, networks

CALLBACK: Final = "/api/v1/session/oidc/callback"


@dataclass(frozen=True, slots=True)
class Reached:
    """Guichet as a client of providers."""

    client: Client

    @property
    def redirect_uri(self) -> str:
        """Where providers send browsers back to."""
        return self.client.redirect_uri

    @classmethod
    def of(cls, ground: Ground) -> "Reached":
        """The client of one process."""
        private = networks(ground.settings.outgoing_networks or "")
        uri = ground.settings.base_url + CALLBACK
        return cls(Client(GuardedClient(private), uri, plain_http=bool(private)))


async def reached(request: Request) -> Reached:
    """The client of this process."""
    state = request.app.state
    if not hasattr(state, "oidc_reached"):
        state.oidc_reached = Reached.of(state.ground)
    return cast(Reached, state.oidc_reached)


Reach = Annotated[Reached, Depends(reached)]
