"""Reading and verifying the trail, with the names of those it speaks of.

Reading is written down too when it is done by support or by the platform's operator.
"""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from guichet.accounts.api_keys import service as api_keys
from guichet.accounts.audit import service as audit
from guichet.accounts.audit.types import PLATFORM_CHAIN, Entry, Filter, Report, Witness
from guichet.accounts.members import service as members
from guichet.accounts.support import service as support
from guichet.accounts.users import service as accounts
from guichet.kit.cipher import Cipher
from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.ids import TenantId
from guichet.kit.work import Work


async def read(
    work: Work, wanted: Filter, before: UUID | None, limit: int
) -> tuple[Sequence[Entry], Mapping[UUID, str]]:
    """Entries of the tenant's trail, newest first, and the names of who did what they tell."""
    entries = await audit.entries(work.session, work.tenant_id, wanted, before, limit)
    names = await _names(work, entries)
    if work.actor.kind == "support" and before is None:
        await audit.write(work, "audit.trail.viewed", f"tenant:{work.tenant_id}")
    return entries, names


async def _names(work: Work, entries: Iterable[Entry]) -> Mapping[UUID, str]:
    by_kind: dict[str, set[UUID]] = {}
    for entry in entries:
        if entry.actor_id is not None:
            by_kind.setdefault(entry.actor_kind, set()).add(entry.actor_id)
    users = by_kind.get("user", set()) | by_kind.get("support", set())
    if work.tenant_id == PLATFORM_CHAIN:
        return await accounts.names(work, users)
    return {
        **await support.names(work.session, work.tenant_id, users),
        **await members.names(work, users),
        **await api_keys.names(work.session, work.tenant_id, by_kind.get("key", set())),
    }


async def verify(
    system_db: SystemDatabase, cipher: Cipher, chain: TenantId, witness: Witness | None
) -> Report:
    """Verify the whole chain; entries not sealed yet are only counted."""
    return await audit.verify(system_db, chain, cipher.derive(audit.CHAIN_KEY), witness)


async def note_verified(work: Work, report: Report) -> None:
    """Write down that somebody verified the trail, and what came of it."""
    fault = report.fault
    action = "audit.chain.verified" if fault is None else "audit.chain.found_broken"
    told = {"checked": report.checked, "number": fault.number if fault else 0}
    await audit.write(work, action, f"tenant:{work.tenant_id}", told)
