"""Texts a company received, over HTTP."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from pydantic import AwareDatetime

from guichet.accounts.http import require
from guichet.accounts.rights import Right
from guichet.accounts.tenants import service as tenants
from guichet.accounts.types import Principal
from guichet.gateway.received import service
from guichet.gateway.received.schemas import ReceivedTextOut
from guichet.gateway.received.types import Wanted
from guichet.gateway.types import Fate
from guichet.kit.errors import FieldFault, Forbidden, Invalid
from guichet.kit.http.deps import TenantWork
from guichet.kit.http.paging import Page, Paging, cursor_of
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router
from guichet.kit.phones import e164
from guichet.kit.work import Work

router = api_router("received texts")

Reader = Annotated[Principal, Depends(require(Right.MESSAGES_READ))]


@dataclass(frozen=True)
class Asked:
    """What a list is asked for."""

    sender: Annotated[
        str | None, Query(alias="from", max_length=40, description="Only those of this telephone.")
    ] = None
    to: Annotated[
        str | None, Query(max_length=40, description="Only those to this number of yours.")
    ] = None
    keyword: Annotated[
        str | None, Query(max_length=40, description="Only those that came by this keyword.")
    ] = None
    fate: Annotated[list[Fate] | None, Query(description="Only those of which it became.")] = None
    text: Annotated[
        str | None,
        Query(max_length=100, description="Only those that hold it; accents do not count."),
    ] = None
    since: Annotated[AwareDatetime | None, Query(description="Received then or later.")] = None

    async def read(self, work: Work) -> Wanted:
        """As the service takes it.

        :raises Invalid: a telephone that is none
        """
        sender = None
        if self.sender:
            tenant = await tenants.get(work, work.tenant_id)
            sender = e164(self.sender, tenant.settings.territory)
            if sender is None:
                raise Invalid(None, (FieldFault("from", "not_a_phone", {}, "query"),))
        return Wanted(
            sender,
            self.to or None,
            self.keyword or None,
            frozenset(self.fate or ()),
            self.text or None,
            self.since,
        )


AskedPart = Annotated[Asked, Depends()]


@router.get("/received-texts", responses=refusals(Forbidden(), Invalid()))
async def list_received_texts(
    _who: Reader, work: TenantWork, query: Paging, asked: AskedPart
) -> Page[ReceivedTextOut]:
    """List what telephones wrote to your numbers within ninety days, the newest first. A search
    looks at a thousand texts for each answer: a page may be short, or empty, and still have a
    `next_cursor`.
    """
    after = query.after(tuple[UUID])
    place = after[0] if after else None
    found, on = await service.look_for(work, await asked.read(work), place, query.limit)
    return Page(
        items=[ReceivedTextOut.of(one) for one in found],
        next_cursor=cursor_of((on,)) if on else None,
    )
