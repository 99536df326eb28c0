"""Numbers over HTTP, for companies that send."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated

from fastapi import Depends

from guichet.accounts.http import Works, require
from guichet.accounts.rights import Right
from guichet.accounts.tenants import service as tenants
from guichet.accounts.types import Principal
from guichet.gateway.carriers.deps import LinkKindsPart
from guichet.gateway.deps import ChannelsPart
from guichet.gateway.reach import service
from guichet.gateway.reach.schemas import NumberOut, NumbersIn, NumbersOut
from guichet.gateway.reach.service import Asking
from guichet.gateway.reach.types import Known
from guichet.kit.errors import Forbidden, Invalid
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router
from guichet.kit.phones import e164

router = api_router("messages")

Sender = Annotated[Principal, Depends(require(Right.MESSAGES_SEND))]


@router.post("/numbers/check", responses=refusals(Forbidden(), Invalid()))
async def check_numbers(
    who: Sender,
    works: Works,
    kinds: LinkKindsPart,
    channels: ChannelsPart,
    body: NumbersIn,
) -> NumbersOut:
    """Ask which numbers can be reached and in which network they are; answers of the last days are
    given again unless newer ones are wanted. Nothing is sent to the telephones.
    """
    if who.tenant is None:
        raise Forbidden
    async with works() as work:
        home = (await tenants.get(work, who.tenant)).settings.territory
    written = [(one, e164(one, home)) for one in body.numbers]
    asked = [number for _, number in written if number is not None]
    believed = timedelta(days=body.max_age_days)
    known: Mapping[str, Known] = {}
    if asked and channels.tools is not None:  # nobody can ask anybody without
        known = await service.check(Asking(works, kinds, channels.tools), asked, believed)
    items = [NumberOut.of(one, number, known.get(number or "")) for one, number in written]
    return NumbersOut(items=items)
