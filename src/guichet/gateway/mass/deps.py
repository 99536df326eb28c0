"""What the endpoints of messages ask for by type."""

from typing import Annotated, cast

from fastapi import Depends, Request

from guichet.gateway.mass.accepting import Acceptor


def acceptor(request: Request) -> Acceptor:
    """The one of this process."""
    return cast(Acceptor, request.app.state.acceptor)


AcceptorPart = Annotated[Acceptor, Depends(acceptor)]
