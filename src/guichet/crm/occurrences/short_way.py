"""The short way in of ``POST /api/v1/events``: shops tell what was bought, thousands a second."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, ClassVar, Final
from uuid import UUID

import msgspec
from fastapi import FastAPI
from msgspec import Meta
from starlette.types import ASGIApp

from guichet.accounts.callers import short_way
from guichet.accounts.callers.edge import AccountCallers
from guichet.accounts.callers.short_way import NotPlain, Plain, decoded
from guichet.accounts.rights import Right
from guichet.crm.occurrences.deps import taker_of
from guichet.crm.occurrences.types import (
    LARGEST,
    LONGEST_ID,
    LONGEST_NAME,
    LONGEST_TYPE,
    LONGEST_VALUE,
    MOST_AT_ONCE,
    MOST_PROPERTIES,
    Taken,
    Told,
    Who,
)
from guichet.kit.ground import Ground

TAKEN: Final = 200
_TOO_FINE = re.compile(rb"\.\d{7}")
"""Parts of a second that are rounded in other ways elsewhere, or a long fraction."""

_Name = Annotated[str, Meta(min_length=1, max_length=LONGEST_NAME)]
_Value = (
    bool
    | Annotated[int, Meta(ge=-LARGEST, le=LARGEST)]
    | Annotated[float, Meta(ge=-LARGEST, le=LARGEST)]
    | Annotated[str, Meta(max_length=LONGEST_VALUE)]
    | None
)


class _Who(msgspec.Struct, forbid_unknown_fields=True):
    contact_id: UUID | None = None
    external_id: Annotated[str, Meta(min_length=1, max_length=200)] | None = None
    email: Annotated[str, Meta(min_length=1, max_length=254)] | None = None
    phone: Annotated[str, Meta(min_length=1, max_length=40)] | None = None


class _Event(msgspec.Struct, forbid_unknown_fields=True):
    id: Annotated[str, Meta(min_length=1, max_length=LONGEST_ID)]
    type: Annotated[str, Meta(min_length=1, max_length=LONGEST_TYPE)]
    who: _Who
    at: Annotated[datetime, Meta(tz=True)] | None = None
    properties: Annotated[dict[_Name, _Value], Meta(max_length=MOST_PROPERTIES)] = {}


class _Events(msgspec.Struct, forbid_unknown_fields=True):
    """What ``schemas.EventsIn`` takes, in the forms that need no mending."""

    events: Annotated[list[_Event], Meta(min_length=1, max_length=MOST_AT_ONCE)]


class _Answer(msgspec.Struct):
    items: Sequence[Taken]
    repeated: int


_DECODER = msgspec.json.Decoder(_Events)
_ENCODER = msgspec.json.Encoder()


class ShortWay(short_way.ShortWay):
    """Around the whole application."""

    path: ClassVar[str] = "/api/v1/events"
    right: ClassVar[Right] = Right.CONTACTS_WRITE
    status: ClassVar[int] = TAKEN

    def __init__(
        self,
        app: FastAPI,
        ground: Ground,
        callers: AccountCallers,
        inner: ASGIApp | None = None,
    ) -> None:
        super().__init__(app, ground, callers, inner)
        self._taker = taker_of(app.state, ground)

    async def _done(self, asked: Plain) -> bytes:
        told = told_of(asked.body)
        who = await self._known(asked.token)
        await self._spend(asked.scope, who)
        return body_of(await self._taker.take(who.tenant_id, who.actor, told, key=who.id))


def told_of(body: bytes) -> list[Told]:
    """What a body tells.

    :raises NotPlain: nothing of this shape
    """
    wanted = decoded(_DECODER, body)
    if _TOO_FINE.search(body):
        raise NotPlain
    return [
        Told(
            one.id,
            one.type,
            Who(one.who.contact_id, one.who.external_id, one.who.email, one.who.phone),
            one.at,
            one.properties,
        )
        for one in wanted.events
    ]


def body_of(several: Sequence[Taken]) -> bytes:
    """The answer: the same as ``schemas.EventsTakenOut`` makes."""
    return _ENCODER.encode(_Answer(several, sum(one.repeated for one in several)))
