"""Web hooks as the API takes and shows them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from guichet.hooks.deliveries.types import Delivery, State, Try
from guichet.hooks.deliveries.wire import Answer
from guichet.hooks.published import ALL, Published
from guichet.hooks.types import (
    LONGEST_ADDRESS,
    MOST_LANES,
    Hook,
    LineState,
    NewSecret,
    OffWhy,
    Wishes,
)

_ID = "0199a7c2-4e7b-7c3a-9d55-0f1e2d3c4b5a"
_WISHES: dict[str, Any] = {
    "address": "https://boutique.example/guichet",
    "description": "Shop system",
    "kinds": ["message.delivered", "message.failed", "contact.*"],
    "together": True,
    "lanes": 1,
    "enabled": True,
}
_STATE: dict[str, Any] = {
    "waiting": 0,
    "dead": 0,
    "delivered": 128,
    "failures": 0,
    "failing_since": None,
    "next_at": None,
    "last_at": "2026-03-02T09:12:00Z",
    "last_ok_at": "2026-03-02T09:12:00Z",
    "last_status": 200,
    "last_why": None,
}
_HOOK: dict[str, Any] = {
    "id": _ID,
    "version": 1,
    **_WISHES,
    "called_back": False,
    "off_why": None,
    "off_at": None,
    "old_secret_until": None,
    "created_at": "2026-03-02T08:00:00Z",
    "line": _STATE,
}
_TRY: dict[str, Any] = {
    "at": "2026-03-02T09:12:00Z",
    "ms": 84,
    "status": 200,
    "why": None,
    "answer": "ok",
}
_DELIVERY: dict[str, Any] = {
    "id": _ID,
    "kind": "contact.created",
    "events": 1,
    "state": "delivered",
    "created_at": "2026-03-02T09:12:00Z",
    "retry_at": None,
    "ended_at": "2026-03-02T09:12:00Z",
    "attempts": 1,
    "tries": [_TRY],
    "body": None,
}
Kind = Annotated[str, StringConstraints(max_length=60)]


class HookIn(BaseModel):
    """What a hook is told, and where."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_WISHES]})

    address: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_ADDRESS),
        Field(description="An https URL that takes POST."),
    ]
    kinds: Annotated[
        list[Kind],
        Field(
            min_length=1,
            max_length=100,
            description="Names of published events, or `group.*` for all of a group.",
        ),
    ]
    description: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""
    together: bool = Field(False, description="Receipts come up to a hundred in one body.")
    lanes: Annotated[
        int,
        Field(
            ge=1,
            le=MOST_LANES,
            description="Bodies under way at once. With 1 all come in order; with more, those about"
            " one thing do.",
        ),
    ] = 1
    enabled: bool = True

    def wishes(self) -> Wishes:
        """What is asked for."""
        kinds = tuple(sorted(set(self.kinds)))
        return Wishes(
            self.address, kinds, self.description, self.together, self.lanes, self.enabled
        )


class HookLineOut(BaseModel):
    """How telling a hook goes."""

    waiting: int = Field(description="Bodies not delivered yet.")
    dead: int = Field(description="Bodies given up; counted up to 1,000.")
    delivered: int
    failures: int = Field(description="In a row.")
    failing_since: datetime | None
    next_at: datetime | None
    last_at: datetime | None
    last_ok_at: datetime | None
    last_status: int | None
    last_why: str | None

    @staticmethod
    def of(state: LineState) -> "HookLineOut":
        """The shown value."""
        return HookLineOut(**{name: getattr(state, name) for name in HookLineOut.model_fields})


class HookOut(BaseModel):
    """A hook; its secrets are nowhere."""

    model_config = ConfigDict(json_schema_extra={"examples": [_HOOK]})

    id: UUID
    version: int
    address: str
    description: str
    kinds: list[str]
    together: bool
    lanes: int
    enabled: bool
    called_back: bool = Field(description="Made from an address that a request named.")
    off_why: OffWhy | None
    off_at: datetime | None
    old_secret_until: datetime | None = Field(
        description="Bodies are signed with the secret before, too, until then."
    )
    created_at: datetime
    line: HookLineOut

    @staticmethod
    def of(hook: Hook, states: Mapping[UUID, LineState]) -> "HookOut":
        """The shown value."""
        wishes = hook.wishes
        return HookOut(
            id=hook.id,
            version=hook.version,
            address=wishes.address,
            description=wishes.description,
            kinds=list(wishes.kinds),
            together=wishes.together,
            lanes=wishes.lanes,
            enabled=wishes.enabled,
            called_back=hook.called_back,
            off_why=hook.off_why,
            off_at=hook.off_at,
            old_secret_until=hook.old_until,
            created_at=hook.created_at,
            line=HookLineOut.of(states[hook.id]),
        )


class NewHookOut(BaseModel):
    """A hook with its newest secret, shown here and never again."""

    hook: HookOut
    secret: Annotated[str, Field(examples=["whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"])]

    @staticmethod
    def of(new: NewSecret, states: Mapping[UUID, LineState]) -> "NewHookOut":
        """The shown value."""
        return NewHookOut(hook=HookOut.of(new.hook, states), secret=new.secret)


class HookSecretIn(BaseModel):
    """How a new secret takes over."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"keep_old": True}]})

    keep_old: bool = Field(
        True, description="Sign with the one before, too, for a day; else it ends at once."
    )


class HookTryOut(BaseModel):
    """One attempt."""

    at: datetime
    ms: int
    status: int | None
    why: str | None = Field(
        description="Why there was no good answer, as a code such as `too_slow`."
    )
    answer: str = Field(description="How the answer began.")

    @staticmethod
    def of(one: Try) -> "HookTryOut":
        """The shown value."""
        return HookTryOut(at=one.at, ms=one.ms, status=one.status, why=one.why, answer=one.answer)


class HookDeliveryOut(BaseModel):
    """One body for a hook, and what became of it."""

    model_config = ConfigDict(json_schema_extra={"examples": [_DELIVERY]})

    id: UUID = Field(description="The same in `webhook-id`.")
    kind: str
    events: int
    state: State
    created_at: datetime
    retry_at: datetime | None
    ended_at: datetime | None
    attempts: int
    tries: list[HookTryOut] = Field(description="The newest attempts, oldest first.")
    body: str | None = Field(description="Left out in lists.")

    @staticmethod
    def of(one: Delivery) -> "HookDeliveryOut":
        """The shown value."""
        return HookDeliveryOut(
            id=one.id,
            kind=one.kind,
            events=one.events,
            state=one.state,
            created_at=one.created_at,
            retry_at=one.retry_at,
            ended_at=one.ended_at,
            attempts=one.attempts,
            tries=[HookTryOut.of(each) for each in one.tries],
            body=one.body,
        )


class HookPutBackOut(BaseModel):
    """How many bodies leave again."""

    count: int = Field(examples=[12])


class HookTestOut(BaseModel):
    """What a receiver answered to a test."""

    ok: bool
    status: int | None
    why: str | None
    ms: int
    answer: str
    body: str = Field(description="What was posted.")

    @staticmethod
    def of(answer: Answer, body: str) -> "HookTestOut":
        """The shown value."""
        ok = answer.status is not None and 200 <= answer.status < 300
        return HookTestOut(
            ok=ok,
            status=answer.status,
            why=answer.why,
            ms=answer.ms,
            answer=answer.excerpt,
            body=body,
        )


class HookEventOut(BaseModel):
    """A kind of event that hooks are told."""

    name: str = Field(examples=["contact.created"])
    group: str = Field(examples=["contact"])
    version: int
    about: str

    @staticmethod
    def of(one: Published) -> "HookEventOut":
        """The shown value."""
        return HookEventOut(name=one.name, group=one.group, version=one.version, about=one.about)


class HookEventsOut(BaseModel):
    """The published list."""

    items: list[HookEventOut]

    @staticmethod
    def everything() -> "HookEventsOut":
        """All kinds, in the order they are shown."""
        return HookEventsOut(items=[HookEventOut.of(one) for one in ALL])
