"""What pages tell of invitations and purchases: read and checked. Pure."""

from collections.abc import Collection, Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from guichet.channels.webchat.context import bare_address, clean
from guichet.channels.webchat.frames import Name
from guichet.gateway.types import InvitationFact
from guichet.kit.errors import FieldFault, Invalid

LONGEST = 16 * 1024
"""Bytes of a beacon."""


class _Told(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _Invited(_Told):
    kind: Literal["shown", "withheld", "accepted", "dismissed"]
    rule: Name


class _Bought(_Told):
    kind: Literal["purchase"]
    id: Annotated[str, Field(min_length=1, max_length=100)]
    amount: Annotated[int | None, Field(ge=0, le=10**13)] = None
    currency: Annotated[str | None, Field(pattern=r"^[A-Z]{3}$")] = None


class _Beacon(_Told):
    unit: Annotated[str, Field(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
    kept: bool
    page: Annotated[str | None, Field(max_length=4_000)] = None
    facts: Annotated[
        list[Annotated[_Invited | _Bought, Field(discriminator="kind")]],
        Field(min_length=1, max_length=20),
    ]


_ADAPTER = TypeAdapter(_Beacon)


def read(body: bytes) -> list[InvitationFact]:
    """The facts of one beacon. Raises ``Invalid`` naming the field."""
    try:
        beacon = _ADAPTER.validate_json(body)
    except ValidationError as fault:
        first = fault.errors(include_input=False, include_url=False)[0]
        pointer = "/".join(str(part) for part in first["loc"])[:100]
        raise Invalid(None, (FieldFault(pointer, "wrong_value"),)) from None
    return [_fact(beacon, told) for told in beacon.facts]


def known(facts: Sequence[InvitationFact], rules: Collection[str]) -> list[InvitationFact]:
    """Those that speak of rules the entry point has, and purchases."""
    return [one for one in facts if one.rule is None or one.rule in rules]


def _fact(beacon: _Beacon, told: _Invited | _Bought) -> InvitationFact:
    page = bare_address(beacon.page)
    if isinstance(told, _Invited):
        return InvitationFact(told.kind, beacon.unit, beacon.kept, told.rule, page=page)
    return InvitationFact(
        "purchase",
        beacon.unit,
        beacon.kept,
        purchase_id=clean(told.id),
        amount=told.amount,
        currency=told.currency if told.amount is not None else None,
        page=page,
    )
