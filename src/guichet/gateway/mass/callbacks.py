"""Addresses that a request names for what becomes of its messages: told by a room above."""

from typing import Annotated, Protocol, cast

from fastapi import Depends, Request

from guichet.gateway.mass.types import ReportTo
from guichet.kit.ids import TenantId
from guichet.kit.work import Actor


class Callbacks(Protocol):
    """Whoever tells call-back addresses."""

    async def report_to(self, tenant_id: TenantId, actor: Actor, address: str) -> ReportTo:
        """Who has to be reported to, so that ``address`` is told; in a transaction of its own, for
        it stands for all requests to come. Safe to repeat.

        :raises Invalid: naming ``callback``: it cannot be posted to
        :raises Forbidden: too many different ones were named
        """
        ...


def callbacks(request: Request) -> Callbacks:
    """Those of this application."""
    return cast(Callbacks, request.app.state.callbacks)


CallbacksPart = Annotated[Callbacks, Depends(callbacks)]
