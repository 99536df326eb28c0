"""What endpoints ask of the links of this installation."""

from typing import Annotated, cast

from fastapi import Depends, Request

from guichet.gateway.carriers.kinds import LinkKinds, discover


def link_kinds(request: Request) -> LinkKinds:
    """Those there are, found once per process and kept on ``app.state.link_kinds``."""
    state = request.app.state
    if not hasattr(state, "link_kinds"):
        state.link_kinds = discover(cipher=state.ground.cipher)
    return cast(LinkKinds, state.link_kinds)


LinkKindsPart = Annotated[LinkKinds, Depends(link_kinds)]
