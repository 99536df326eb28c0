"""Chunks and messages as they are stored, whoever accepts them. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

import msgspec

from guichet.gateway.mass import wishes, wordings
from guichet.gateway.mass.types import PRIORITY, Order, Purpose, Recipient, ReportTo, Wording
from guichet.kit.db import arrays
from guichet.kit.db.binary import ID, NULL, begin, big_field, id_field, json_field, text_field
from guichet.kit.db.copying import NULL as NULL_TEXT
from guichet.kit.db.copying import as_json, hexed, plain
from guichet.kit.ids import TenantId

MESSAGE_NAMES: Final = ("id", "chunk_id", "address", "given", "reference", "micros", "wording")
"""In the order of ``message_rows``."""
_HEAD: Final = begin(1 + len(MESSAGE_NAMES)) + ID


@dataclass(frozen=True, slots=True)
class Lot:
    """What messages that share a chunk have in common."""

    tenant_id: TenantId
    purpose: Purpose
    due_at: datetime
    expires_at: datetime | None
    report_to: tuple[ReportTo, ...]
    currency: str | None
    """In which they are paid; none: nothing is charged."""
    campaign_id: UUID | None = None


def lot_of(order: Order, always: Sequence[ReportTo], currency: str | None, now: datetime) -> Lot:
    """The lot of ``order``; ``always``: who is told of everything the tenant sends."""
    return Lot(
        order.tenant_id,
        order.wording.purpose,
        max(order.due_at or now, now),
        order.expires_at,
        _once((*order.report_to, *always)) if always else order.report_to,
        currency,
        order.campaign_id,
    )


def _once(wishes: Sequence[ReportTo]) -> tuple[ReportTo, ...]:
    """Nobody is told twice; who is told of everything by one wish is."""
    found: dict[tuple[str, UUID], ReportTo] = {}
    for one in wishes:
        key = (one.kind, one.target)
        if key not in found or one.everything:
            found[key] = one
    return tuple(found.values())


def chunk_row(
    lot: Lot, chunk_id: UUID, count: int, shared: Wording | None, now: datetime
) -> Mapping[str, object]:
    """A chunk; ``shared``: the wording of all its messages, none when each has its own."""
    return {
        "id": chunk_id,
        "purpose": lot.purpose,
        "priority": PRIORITY[lot.purpose],
        "accepted_at": now,
        "due_at": lot.due_at,
        "expires_at": lot.expires_at,
        "count": count,
        "wording": wordings.stored(shared) if shared is not None else None,
        "open": True,
        "next_at": lot.due_at,
        "lease": 0,
        "handed": 0,
        "currency": lot.currency,
        "touched": 0,
        "report_to": wishes.stored(lot.report_to),
        "campaign_id": lot.campaign_id,
    }


def message_row(
    message_id: UUID, chunk_id: UUID, one: Recipient, micros: int | None
) -> Mapping[str, object]:
    """A message of a chunk that has the wording."""
    return {
        "id": message_id,
        "chunk_id": chunk_id,
        "address": one.address,
        "given": dict(one.values) or None,
        "reference": one.reference,
        "micros": micros,
        "wording": None,
    }


def chunk_line(tenant_id: TenantId, row: Mapping[str, object]) -> str:
    """A chunk as COPY reads it, the tenant first."""
    return "\t".join([hexed(tenant_id), *map(_cell, row.values())]) + "\n"


class Line(NamedTuple):
    """A message as it is laid into its chunk."""

    tenant_id: TenantId
    id: UUID
    chunk_id: UUID
    person: Recipient
    micros: int | None
    wording: Mapping[str, object] | None
    """Its own, where the chunk has none."""


def message_rows(several: Sequence[Line]) -> list[bytes]:
    """Messages as COPY reads them in binary, the tenant first."""
    made: list[bytes] = []
    before: Line | None = None
    head = chunk = wording = b""
    for one in several:
        if before is None or before.chunk_id is not one.chunk_id:
            head, chunk = _HEAD + one.tenant_id.bytes + ID, id_field(one.chunk_id)
            wording = json_field(one.wording)
        elif before.wording is not one.wording:
            wording = json_field(one.wording)
        before = one
        address, values, reference = one.person
        given = json_field(values) if values else NULL
        rest = text_field(reference) + big_field(one.micros) + wording
        number = one.id.int.to_bytes(16)
        made.append(b"".join((head, number, chunk, text_field(address), given, rest)))
    return made


def message_columns(several: Sequence[Line]) -> Mapping[str, str]:
    """The same as arrays, by column: for few, in one statement with others."""
    people = [one.person for one in several]
    return {
        "tenants": arrays.ids(one.tenant_id for one in several),
        "ids": arrays.ids(one.id for one in several),
        "chunks": arrays.ids(one.chunk_id for one in several),
        "addresses": arrays.texts(one.address for one in people),
        "given": arrays.optional(_json(one.values or None) for one in people),
        "references": arrays.optional(one.reference for one in people),
        "micros": arrays.numbers(one.micros for one in several),
        "wordings": arrays.optional(_json(one.wording) for one in several),
    }


def _json(value: object) -> str | None:
    return None if value is None else msgspec.json.encode(value).decode()


def _cell(value: object) -> str:
    match value:
        case None:
            return NULL_TEXT
        case bool():
            return "t" if value else "f"
        case UUID():
            return hexed(value)
        case datetime():
            return value.isoformat()
        case str() | int():
            return plain(str(value))
        case _:
            return as_json(value)
