"""What the audit trail speaks of: entries, heads of chains, reports of a verification."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, NewType
from uuid import UUID

from guichet.kit.ids import TenantId

Digest = NewType("Digest", bytes)
"""SHA-256 of one entry's header and of the commitment to its details: 32 bytes."""

Seal = NewType("Seal", bytes)
"""SHA-256 over a place in the chain, the seal before it and the entry's digest: 32 bytes."""

Detail = str | int | bool | None | list["Detail"] | dict[str, "Detail"]
"""What details hold. No floats: the same number has several texts, and digests do not forgive."""

Details = Mapping[str, Detail]

PLATFORM_CHAIN: Final = TenantId(UUID(int=0))
"""The chain of what concerns the platform and no single tenant."""


@dataclass(frozen=True, slots=True)
class Header:
    """The part of an entry that is never erased: who did what, to what, when."""

    chain: TenantId
    id: UUID
    occurred_at: datetime
    actor_kind: str
    actor_id: UUID | None
    action: str
    target: str


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry about to be written."""

    header: Header
    details: str
    salt: bytes
    commitment: bytes
    digest: Digest


@dataclass(frozen=True, slots=True)
class SealedEntry:
    """An entry as the chain sees it, read back from the database."""

    header: Header
    details: str | None
    """The canonical text of the details; ``None`` once erased."""
    salt: bytes | None
    """Makes the commitment unguessable after erasure; erased together with the details."""
    commitment: bytes
    digest: Digest
    number: int
    seal: Seal


@dataclass(frozen=True, slots=True)
class Head:
    """The newest seal of a chain, signed with the platform's key."""

    chain: TenantId
    number: int
    """How many entries the chain has: numbers are gapless from 1. 0 = nothing sealed yet."""
    seal: Seal
    sealed_at: datetime
    signature: bytes


@dataclass(frozen=True, slots=True)
class Ends:
    """Where a chain says it ends, and where its entries do, at one instant."""

    head: Head | None
    top: int
    """The highest number an entry carries; 0 = none."""


@dataclass(frozen=True, slots=True)
class Witness:
    """A head somebody kept outside of Guichet: proof against a rewritten or shortened chain."""

    number: int
    seal: Seal


class Break(StrEnum):
    """What is wrong at the first broken place."""

    ALTERED = "altered"
    """The entry is not what was digested when it was written."""
    MISSING = "missing"
    """No entry carries this number."""
    RESEALED = "resealed"
    """The seal does not follow from the seal before it: swapped, inserted or sealed anew."""
    TRUNCATED = "truncated"
    """The chain ends before its signed head: the newest entries were removed."""
    BEYOND_HEAD = "beyond_head"
    """An entry carries a number the head does not know of."""
    HEAD_FORGED = "head_forged"
    """The head was not signed with this platform's key."""
    REWRITTEN = "rewritten"
    """The chain holds together but does not lead to its signed head: all of it was made anew."""
    HEAD_MISSING = "head_missing"
    """There are sealed entries but no head."""
    NOT_WITNESSED = "not_witnessed"
    """The chain is shorter than, or differs from, what the witness saw."""


@dataclass(frozen=True, slots=True)
class Fault:
    """The first broken place of a chain."""

    number: int
    reason: Break
    entry_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What a verification found."""

    chain: TenantId
    checked: int
    """Sealed entries that hold."""
    erased: int
    """Of these, entries whose details were erased: their commitment stands for them."""
    waiting: int
    """Entries written and not sealed yet."""
    head: Witness | None
    """The verified head, to keep elsewhere as a witness; ``None`` if nothing is sealed."""
    fault: Fault | None

    @property
    def intact(self) -> bool:
        return self.fault is None


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as it is shown."""

    id: UUID
    occurred_at: datetime
    actor_kind: str
    actor_id: UUID | None
    action: str
    target: str
    details: Details | None
    """``None`` once erased."""
    number: int | None
    """Place in the chain; ``None`` until sealed."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which entries to show; every given part must hold."""

    actor_id: UUID | None = None
    actor_kind: str | None = None
    actions: tuple[str, ...] = ()
    target: str | None = None
    since: datetime | None = None
    until: datetime | None = None
