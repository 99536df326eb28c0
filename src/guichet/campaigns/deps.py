"""What the endpoints of campaigns ask for by type."""

from typing import Annotated, cast

from fastapi import Depends, Request

from guichet.accounts.types import Principal
from guichet.campaigns.office import Office
from guichet.campaigns.types import By


def office(request: Request) -> Office:
    """The one of this process: ``app.state.campaigns``."""
    return cast(Office, request.app.state.campaigns)


def by_of(who: Principal) -> By:
    """Who it is, with the name they have now."""
    return By(who.actor.kind, who.actor.id, who.name)


OfficePart = Annotated[Office, Depends(office)]
