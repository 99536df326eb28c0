"""The chain itself, without a database: digests, seals, and the search for a broken place.

An entry is digested once, when it is written: SHA-256 over its header and over a *commitment*
to its details, HMAC-SHA256 of their canonical text under a random salt of the entry's own.
Erasing a person's details erases text and salt and keeps the commitment: the digest still
verifies, and nobody can guess the text back. A sealing job puts entries in order later, gives
gapless numbers and computes each seal from the seal before it; the newest seal, the head, is
signed with a key that the database does not hold.

Every hashed field is preceded by its length, so that no two different entries digest alike.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from guichet.accounts.audit.types import (
    Break,
    Details,
    Digest,
    Ends,
    Fault,
    Head,
    Header,
    Seal,
    SealedEntry,
    Witness,
)
from guichet.kit.ids import TenantId

SALT_BYTES: Final = 16
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_GENESIS: Final = b"guichet.audit.genesis.1"
_ENTRY: Final = b"guichet.audit.entry.1"
_SEAL: Final = b"guichet.audit.seal.1"
_HEAD: Final = b"guichet.audit.head.1"


def canonical(details: Details) -> str:
    """The one text of ``details``: sorted keys, no spaces, ASCII. Refuses floats (TypeError)."""
    _refuse_floats(details)
    return json.dumps(details, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def _refuse_floats(value: object) -> None:
    if isinstance(value, float):
        raise TypeError("audit details hold no floats: write minor units or text")
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for part in value:
            _refuse_floats(part)


def commitment_of(details: str, salt: bytes) -> bytes:
    """What stands for the details, also after they were erased."""
    return hmac.digest(salt, details.encode(), "sha256")


def digest_of(header: Header, commitment: bytes) -> Digest:
    """The digest of one entry."""
    actor = header.actor_id.bytes if header.actor_id else b""
    return Digest(
        _hash(
            _ENTRY,
            header.chain.bytes,
            header.id.bytes,
            _number(_microseconds(header.occurred_at)),
            header.actor_kind.encode(),
            actor,
            header.action.encode(),
            header.target.encode(),
            commitment,
        )
    )


def genesis(chain: TenantId) -> Seal:
    """The seal before the first entry of ``chain``."""
    return Seal(_hash(_GENESIS, chain.bytes))


def seal_of(chain: TenantId, number: int, before: Seal, digest: Digest) -> Seal:
    """The seal of the entry in place ``number``."""
    return Seal(_hash(_SEAL, chain.bytes, _number(number), before, digest))


@dataclass(frozen=True, slots=True)
class Link:
    """The place an entry takes in the chain."""

    number: int
    seal: Seal


def extend(chain: TenantId, last: Link, digests: Iterable[Digest]) -> Iterator[Link]:
    """The places of further entries, in the order given."""
    for digest in digests:
        number = last.number + 1
        last = Link(number, seal_of(chain, number, last.seal, digest))
        yield last


def start(chain: TenantId) -> Link:
    """The place before the first."""
    return Link(0, genesis(chain))


def sign(key: bytes, chain: TenantId, link: Link, sealed_at: datetime) -> bytes:
    """The signature of a head under the platform's key."""
    return hmac.digest(key, _head_text(chain, link.number, link.seal, sealed_at), "sha256")


def head_holds(head: Head, key: bytes) -> bool:
    """Whether ``head`` was signed with ``key`` and not changed since."""
    text = _head_text(head.chain, head.number, head.seal, head.sealed_at)
    return hmac.compare_digest(hmac.digest(key, text, "sha256"), head.signature)


class Verifier:
    """Walks one chain in the order of its numbers and stops at the first broken place.

    ``top`` is the highest number any entry carries. Feed pages of entries up to ``end`` with
    ``take``, then ask ``finish``. Nothing after a fault is looked at.
    """

    def __init__(self, chain: TenantId, ends: Ends, key: bytes, witness: Witness | None) -> None:
        self._chain = chain
        self._head = ends.head
        self._top = ends.top
        self._witness = witness
        self.end = ends.head.number if ends.head else 0
        self.last = start(chain)
        self.erased = 0
        self.fault = self._fault_of_head(key)

    def take(self, entries: Sequence[SealedEntry]) -> None:
        """Check the next entries, ordered by number."""
        for entry in entries:
            reason = self._reason(entry)
            if reason is not None:
                missing = reason is Break.MISSING
                self.fault = Fault(
                    self.last.number + 1, reason, None if missing else entry.header.id
                )
                return
            self.last = Link(entry.number, entry.seal)
            self.erased += entry.details is None

    def finish(self) -> Fault | None:
        """The first fault of the whole chain, once every page was taken."""
        self.fault = self.fault or self._fault_at_end()
        return self.fault

    def _fault_of_head(self, key: bytes) -> Fault | None:
        if self._head is None:
            return Fault(1, Break.HEAD_MISSING) if self._top else None
        if not head_holds(self._head, key):
            return Fault(self._head.number, Break.HEAD_FORGED)
        return None

    def _reason(self, entry: SealedEntry) -> Break | None:
        if entry.number != self.last.number + 1:
            return Break.MISSING
        reason = _reason_within(entry, self._chain, self.last.seal)
        return reason or self._reason_at_fixed_points(entry)

    def _reason_at_fixed_points(self, entry: SealedEntry) -> Break | None:
        head, witness = self._head, self._witness
        if head is not None and entry.number == head.number and entry.seal != head.seal:
            return Break.REWRITTEN
        if witness is not None and entry.number == witness.number and entry.seal != witness.seal:
            return Break.NOT_WITNESSED
        return None

    def _fault_at_end(self) -> Fault | None:
        after = self.last.number + 1
        if self.last.number < self.end:
            return Fault(after, Break.TRUNCATED)
        if self._top > self.end:
            return Fault(after, Break.BEYOND_HEAD)
        if self._witness is not None and self.last.number < self._witness.number:
            return Fault(after, Break.NOT_WITNESSED)
        return None


def _reason_within(entry: SealedEntry, chain: TenantId, before: Seal) -> Break | None:
    if entry.header.chain != chain or not _content_holds(entry):
        return Break.ALTERED
    if digest_of(entry.header, entry.commitment) != entry.digest:
        return Break.ALTERED
    if seal_of(chain, entry.number, before, entry.digest) != entry.seal:
        return Break.RESEALED
    return None


def _content_holds(entry: SealedEntry) -> bool:
    if entry.details is None or entry.salt is None:
        return entry.details is None and entry.salt is None
    return commitment_of(entry.details, entry.salt) == entry.commitment


def _head_text(chain: TenantId, number: int, seal: Seal, sealed_at: datetime) -> bytes:
    return _hash(_HEAD, chain.bytes, _number(number), seal, _number(_microseconds(sealed_at)))


def _hash(*fields: bytes) -> bytes:
    sha = hashlib.sha256()
    for field in fields:
        sha.update(len(field).to_bytes(8))
        sha.update(field)
    return sha.digest()


def _number(value: int) -> bytes:
    return value.to_bytes(8, signed=True)


def _microseconds(instant: datetime) -> int:
    return (instant - _EPOCH) // timedelta(microseconds=1)
