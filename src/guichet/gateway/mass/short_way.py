"""The short way in of ``POST /api/v1/messages``."""

import re
import time
from collections.abc import Coroutine, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache, partial
from typing import Annotated, Any, ClassVar, Final

import msgspec
from fastapi import FastAPI
from msgspec import Meta
from starlette.types import ASGIApp, Scope

from guichet.accounts.callers import short_way
from guichet.accounts.callers.edge import AccountCallers
from guichet.accounts.callers.short_way import NotPlain, Plain, decoded
from guichet.accounts.rights import Right
from guichet.accounts.types import Principal
from guichet.gateway.mass.accepting import ACCEPTED, Acceptor, Asking, Told
from guichet.gateway.mass.answers import body_of
from guichet.gateway.mass.checking import slips
from guichet.gateway.mass.types import (
    LONGEST_TEXT,
    MOST_RECIPIENTS,
    Consent,
    Encoding,
    Order,
    Purpose,
    Recipient,
    Wording,
)
from guichet.kit.errors import Invalid, Refusal
from guichet.kit.ground import Ground
from guichet.kit.http import idempotency
from guichet.kit.http.front import Reply
from guichet.kit.idempotency.types import Answer, Claim
from guichet.kit.phones import e164

PATH: Final = "/api/v1/messages"
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,62}")

_Said = tuple[str | None, str, Purpose, Consent, Encoding, bool, tuple[str, ...]]
_Text = Annotated[str, Meta(min_length=1, max_length=LONGEST_TEXT)]
_Tag = Annotated[str, Meta(min_length=1, max_length=40)]
_Value = Annotated[str, Meta(max_length=300)]
_Aware = Annotated[datetime, Meta(tz=True)]


class _Recipient(msgspec.Struct, forbid_unknown_fields=True):
    to: Annotated[str, Meta(max_length=40)]
    values: Annotated[dict[str, _Value], Meta(max_length=50)] = {}
    reference: Annotated[str, Meta(max_length=100)] | None = None


class _Messages(msgspec.Struct, forbid_unknown_fields=True):
    """What ``schemas.MessagesIn`` takes, in the forms that need no mending."""

    text: _Text
    purpose: Purpose
    recipients: Annotated[list[_Recipient], Meta(min_length=1, max_length=MOST_RECIPIENTS)]
    sender: Annotated[str, Meta(min_length=3, max_length=16)] | None = None
    send_at: _Aware | None = None
    undo_seconds: Annotated[int, Meta(ge=0, le=60)] = 0
    expires_at: _Aware | None = None
    consent: Consent = "none"
    encoding: Encoding = "auto"
    flash: bool = False
    tags: Annotated[
        list[Annotated[str, Meta(min_length=1, max_length=40)]], Meta(max_length=10)
    ] = []


_DECODER = msgspec.json.Decoder(_Messages)


class ShortWay(short_way.ShortWay):
    """Around the whole application."""

    path: ClassVar[str] = PATH
    target: bytes = PATH.encode()
    right: ClassVar[Right] = Right.MESSAGES_SEND
    status: ClassVar[int] = ACCEPTED

    def __init__(
        self,
        app: FastAPI,
        ground: Ground,
        callers: AccountCallers,
        inner: ASGIApp | None = None,
    ) -> None:
        super().__init__(app, ground, callers, inner)
        self._acceptor: Acceptor = app.state.acceptor

    async def _done(self, asked: Plain) -> Answer | bytes:
        wanted = decoded(_DECODER, asked.body)
        who = await self._known(asked.token)
        territory = await self._acceptor.territory(who.tenant_id)
        order = _order(wanted, who, territory, self._ground.clock.now())
        await self._spend(asked.scope, who)
        claim = _claim(asked, who)
        told = await self._acceptor.ask(Asking(order, who.id, claim))
        return told if isinstance(told, Answer) else body_of(told, order)

    def take(self, headers: Sequence[tuple[bytes, bytes]], body: bytes, reply: Reply) -> bool:
        """See ``kit.http.front.AtOnce``: what needs nothing but what this process knows already."""
        begun = time.perf_counter()
        try:
            asked = self._plain(headers, body)
            asking = self._asking(asked)
        except NotPlain:
            return False
        if asking is None:
            return False
        self._acceptor.ask_soon(
            asking, partial(self._tell, reply, asked.scope, asking.order, begun)
        )
        return True

    def work(self) -> Coroutine[Any, Any, None] | None:
        """See ``kit.http.front.AtOnce``."""
        return self._acceptor.write_soon()

    def _asking(self, asked: Plain) -> Asking | None:
        """What is asked for, counted; none: something has to be looked up first.

        :raises NotPlain: it has to go the ordinary way
        """
        now = self._ground.clock.now()
        key = self._callers.key_at_hand(asked.token, now)
        if key is None or self.right not in key.principal.rights:
            return None
        who = key.principal
        territory = self._acceptor.known_territory(who.tenant_id)
        if territory is None:
            return None
        order = _order(decoded(_DECODER, asked.body), who, territory, now)
        claim = _claim(asked, who)
        if not self._spend_at_hand(asked.scope, who):
            return None
        try:
            key.admitted(self._callers.key_uses, now)
        except Refusal as refusal:
            raise NotPlain from refusal
        return Asking(order, who.id, claim)

    def _tell(
        self, reply: Reply, scope: Scope, order: Order, begun: float, told: Told | None
    ) -> None:
        if told is None:
            reply.by(None, _known(scope))
        elif isinstance(told, Refusal):
            reply.by(self._refusing(told, begun), _known(scope))
        else:
            body = told.body if isinstance(told, Answer) else body_of(told, order)
            head = self._head(scope, repeated=isinstance(told, Answer))
            reply.send(self.status_line, head, body)
            self._account(scope, begun)


def _known(scope: Scope) -> Mapping[str, Any]:
    """What was found out about a request already."""
    return {name: value for name, value in scope.items() if name.startswith("guichet.")}


def _order(wanted: _Messages, who: Principal, territory: str, now: datetime) -> Order:
    people: list[Recipient] = []
    for one in wanted.recipients:
        number = e164(one.to, territory)
        if number is None or not all(map(_NAME.fullmatch, one.values)):
            raise NotPlain
        people.append(Recipient(number, one.values, one.reference))
    if wanted.sender is not None and wanted.sender != wanted.sender.strip():
        raise NotPlain
    if any(one != one.strip() for one in wanted.tags):
        raise NotPlain
    # fmt: off
    wording = _wording((
        wanted.sender, wanted.text, wanted.purpose, wanted.consent, wanted.encoding, wanted.flash,
        tuple(wanted.tags),
    ))
    # fmt: on
    due = wanted.send_at
    if wanted.undo_seconds:
        due = max(due or now, now + timedelta(seconds=wanted.undo_seconds))
    order = Order(who.tenant_id, wording, people, due, wanted.expires_at)
    if slips(order, now):
        raise NotPlain
    return order


@lru_cache(256)
def _wording(said: _Said) -> Wording:
    """The same object for the same words: what is worked out of it is worked out once."""
    return Wording(*said)


def _claim(asked: Plain, who: Principal) -> Claim | None:
    key = asked.headers.get(b"idempotency-key")
    if key is None:
        return None
    try:
        return idempotency.claim(who, key.decode("latin-1"), "POST", PATH, body=asked.body)
    except Invalid as refusal:
        raise NotPlain from refusal
