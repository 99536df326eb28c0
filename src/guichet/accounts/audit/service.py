"""The audit trail's front door: append with the change, seal in the background, verify.

An entry is written in the transaction of the deed it tells, so it exists exactly if the deed
happened, and no request waits on the chain. ``seal_pending`` runs every few seconds as a job.
"""

import json
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.audit import chain as chains
from guichet.accounts.audit import repository
from guichet.accounts.audit.models import AuditEntry
from guichet.accounts.audit.types import (
    Details,
    Entry,
    Filter,
    Head,
    Header,
    NewEntry,
    Report,
    Witness,
)
from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.ids import TenantId
from guichet.kit.work import Work

CHAIN_KEY: Final = "audit-chain"
"""Purpose under which the key that signs heads is derived from the master secret."""

ERASED: Final = "audit.details.erased"

_SEALED_AT_ONCE: Final = 500
_CHECKED_AT_ONCE: Final = 1000


async def write(
    work: Work,
    action: str,
    target: str,
    details: Details | None = None,
    *,
    chain: TenantId | None = None,
) -> UUID:
    """Append "``work.actor`` did ``action`` to ``target``" in the transaction of the deed.

    ``action`` is a dotted code with a text ``audit.<action>``, filled from ``details``; ``target``
    is ``<noun>:<id>``. ``chain`` is the tenant of the work unless given: `PLATFORM_CHAIN` (under
    the system role) for what concerns no single tenant. Gives the entry's id.
    """
    header = Header(
        chain=work.tenant_id if chain is None else chain,
        id=work.ids.new(),
        occurred_at=work.now,
        actor_kind=work.actor.kind,
        actor_id=work.actor.id,
        action=action,
        target=target,
    )
    text = chains.canonical(details or {})
    salt = secrets.token_bytes(chains.SALT_BYTES)
    commitment = chains.commitment_of(text, salt)
    digest = chains.digest_of(header, commitment)
    await repository.append(work.session, NewEntry(header, text, salt, commitment, digest))
    return header.id


async def seal_pending(
    system_db: SystemDatabase, key: bytes, now: datetime, chains_at_once: int = 100
) -> int:
    """Seal what was written since the last time; gives how many entries were sealed.

    Safe to repeat and to run in several processes: a chain is sealed under the lock of its head,
    a chain locked elsewhere is left alone. One transaction per chain and call.
    """
    async with system_db.transaction() as session:
        waiting = await repository.chains_waiting(session, chains_at_once)
    sealed = 0
    for chain in waiting:
        async with system_db.transaction() as session:
            sealed += await _seal_chain(session, TenantId(chain), key, now)
    return sealed


async def _seal_chain(session: AsyncSession, chain: TenantId, key: bytes, now: datetime) -> int:
    first = _head_at(chain, chains.start(chain), key, now)
    head = await repository.lock_head(session, first)
    if head is None:
        return 0
    entries = await repository.unsealed(session, chain, _SEALED_AT_ONCE)
    if not entries:
        return 0
    last = chains.Link(head.number, head.seal)
    links = list(chains.extend(chain, last, (digest for _, digest in entries)))
    places = [(entry_id, link) for (entry_id, _), link in zip(entries, links, strict=True)]
    await repository.seal(session, chain, places)
    await repository.move_head(session, _head_at(chain, links[-1], key, now))
    return len(links)


def _head_at(chain: TenantId, link: chains.Link, key: bytes, now: datetime) -> Head:
    return Head(chain, link.number, link.seal, now, chains.sign(key, chain, link, now))


async def verify(
    system_db: SystemDatabase, chain: TenantId, key: bytes, witness: Witness | None = None
) -> Report:
    """Recompute the whole chain and name the first broken entry, if any.

    Found: any change, removal, insertion or reordering of sealed entries, and a shortened chain
    as long as the signed head is newer; against somebody who holds the database *and* an older
    signed head, give a ``witness`` kept outside. Reads in pages, each its own short transaction.
    """
    async with system_db.transaction() as session:
        ends = await repository.ends(session, chain)
        waiting = await repository.count_unsealed(session, chain)
    verifier = chains.Verifier(chain, ends, key, witness)
    while verifier.fault is None and verifier.last.number < verifier.end:
        async with system_db.transaction() as session:
            page = await repository.sealed_after(
                session, chain, verifier.last.number, verifier.end, _CHECKED_AT_ONCE
            )
        if not page:
            break
        verifier.take(page)
    return _report(verifier, chain, waiting)


def _report(verifier: chains.Verifier, chain: TenantId, waiting: int) -> Report:
    fault = verifier.finish()
    last = verifier.last
    kept = Witness(last.number, last.seal) if fault is None and last.number else None
    return Report(chain, last.number, verifier.erased, waiting, kept, fault)


async def verify_all(system_db: SystemDatabase, key: bytes) -> Sequence[Report]:
    """Verify every chain of the platform, one after another."""
    async with system_db.transaction() as session:
        known = await repository.chains(session)
    return [await verify(system_db, TenantId(chain), key) for chain in known]


async def entries(
    session: AsyncSession, chain: TenantId, wanted: Filter, before: UUID | None, limit: int
) -> Sequence[Entry]:
    """Entries that fit ``wanted``, newest first, below the id ``before``."""
    return [_shown(row) for row in await repository.page(session, chain, wanted, before, limit)]


async def actions(session: AsyncSession, chain: TenantId) -> Sequence[str]:
    """The different actions this chain has."""
    return await repository.actions(session, chain)


async def count_waiting(session: AsyncSession) -> int:
    """How many entries of all chains wait for their seal (system role)."""
    return await repository.count_all_unsealed(session)


async def erase_target(work: Work, target: str) -> int:
    """Erase the details of every entry about ``target`` (a person asked for it); the entries and
    their place stay, and the chain still verifies. Needs a work under the system role. Safe to
    repeat; gives how many entries were erased.
    """
    erased = await repository.erase(work.session, work.tenant_id, target, keep=ERASED)
    if erased:
        await write(work, ERASED, target, {"entries": len(erased)})
    return len(erased)


def _shown(row: AuditEntry) -> Entry:
    return Entry(
        id=row.id,
        occurred_at=row.occurred_at,
        actor_kind=row.actor_kind,
        actor_id=row.actor_id,
        action=row.action,
        target=row.target,
        details=None if row.details is None else json.loads(row.details),
        number=row.number,
    )
