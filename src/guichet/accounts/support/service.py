"""Support access' front door.

Nobody of the platform sees into a tenant unless an administrator of it said yes, for a time; the
yes can be taken back at any moment and ends by itself. Every step is in the tenant's own audit
trail.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.audit import service as audit
from guichet.accounts.audit.types import Details
from guichet.accounts.support import events, repository
from guichet.accounts.support.types import OPEN, Grant, Person, State
from guichet.kit.errors import Conflict, NotFound
from guichet.kit.events.types import EventKind, NewEvent
from guichet.kit.ids import TenantId, UserId
from guichet.kit.work import Actor, Work

_LOOKED_BACK = 50
"""How many of an operator's newest grants are looked through for a living one."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What an administrator answers."""

    by: Person
    granted: bool
    minutes: int | None = None
    """A shorter time than asked for, if wished."""


async def ask(work: Work, operator: Person, reason: str, minutes: int) -> Grant:
    """Ask the tenant of ``work`` (system role) to let ``operator`` look in.

    :raises Conflict: ``support_already_asked``: an earlier request or access is still open.
    """
    if await _open(work, operator.user_id) is not None:
        raise Conflict("support_already_asked")
    grant = Grant(work.tenant_id, work.ids.new(), operator, reason, minutes, work.now, 1)
    await repository.add(work.session, grant)
    await _tell(work, events.ASKED, grant, {"operator": operator.name, "reason": reason})
    return grant


async def decide(work: Work, grant_id: UUID, decision: Decision) -> Grant:
    """Let support in, or refuse. Giving the same answer again changes nothing.

    :raises NotFound: the tenant was not asked this.
    :raises Conflict: ``support_not_asked``: it was decided otherwise, or lapsed.
    """
    grant = await _locked(work, grant_id)
    state = grant.state_at(work.now)
    if state is (State.ACTIVE if decision.granted else State.REFUSED):
        return grant
    if state is not State.ASKED:
        raise Conflict("support_not_asked", state=state.value)
    if not decision.granted:
        refused = replace(grant, refused_at=work.now, decided_by=decision.by)
        return await _changed(work, events.REFUSED, refused)
    minutes = min(grant.minutes, decision.minutes or grant.minutes)
    granted = replace(grant, granted_at=work.now, minutes=minutes, decided_by=decision.by)
    return await _changed(work, events.GRANTED, granted)


async def withdraw(work: Work, grant_id: UUID, by: Person) -> Grant:
    """End access (or a request for it) at once: the operator's next request finds nothing.
    Safe to repeat.

    :raises NotFound: the tenant has no such grant.
    """
    grant = await _locked(work, grant_id)
    if grant.state_at(work.now) not in OPEN:
        return grant
    withdrawn = replace(grant, withdrawn_at=work.now, decided_by=by)
    return await _changed(work, events.WITHDRAWN, withdrawn)


async def leave(work: Work, operator: UserId, grant_id: UUID) -> Grant:
    """The operator is done (system role). Safe to repeat.

    :raises NotFound: the operator has no such grant.
    """
    found = await repository.by_id(work.session, operator, grant_id)
    if found is None:
        raise NotFound("no_such_support_grant")
    inside = replace(work, tenant_id=found.tenant_id)
    grant = await _locked(inside, grant_id)
    if grant.state_at(work.now) not in OPEN:
        return grant
    return await _changed(inside, events.LEFT, replace(grant, left_at=work.now))


async def enter(work: Work, operator: UserId) -> Grant | None:
    """The grant under which ``operator`` may look into the tenant of ``work`` now (system role);
    ``None`` = none. The first time it is written down in the tenant's trail.
    """
    grant = await _open(work, operator)
    if grant is None or grant.state_at(work.now) is not State.ACTIVE:
        return None
    if grant.entered_at is not None:
        return grant
    grant = await _locked(work, grant.id)
    if grant.entered_at is not None:
        return grant
    entered = replace(grant, entered_at=work.now)
    as_support = replace(work, actor=Actor("support", operator))
    return await _changed(as_support, events.ENTERED, entered)


async def of_tenant(
    session: AsyncSession, tenant: TenantId, before: UUID | None, limit: int
) -> Sequence[Grant]:
    """Grants of ``tenant``, newest first."""
    return await repository.of_tenant(session, tenant, before, limit)


async def of_operator(
    session: AsyncSession, operator: UserId, before: UUID | None, limit: int
) -> Sequence[Grant]:
    """What ``operator`` asked for, of all tenants, newest first (system role)."""
    return await repository.of_operator(session, operator, before, limit)


async def names(
    session: AsyncSession, tenant: TenantId, ids: Collection[UUID]
) -> Mapping[UUID, str]:
    """What operators who asked ``tenant`` for access are called."""
    return await repository.names(session, tenant, ids) if ids else {}


async def active_of(work: Work, operator: UserId) -> Sequence[Grant]:
    """The grants under which ``operator`` may look into tenants now (system role)."""
    newest = await repository.of_operator(work.session, operator, None, _LOOKED_BACK)
    return [grant for grant in newest if grant.state_at(work.now) is State.ACTIVE]


async def _open(work: Work, operator: UserId) -> Grant | None:
    newest = await repository.of_operator(work.session, operator, None, _LOOKED_BACK)
    for grant in newest:
        if grant.tenant_id == work.tenant_id and grant.state_at(work.now) in OPEN:
            return grant
    return None


async def _locked(work: Work, grant_id: UUID) -> Grant:
    grant = await repository.locked(work.session, work.tenant_id, grant_id)
    if grant is None:
        raise NotFound("no_such_support_grant")
    return grant


async def _changed(work: Work, kind: EventKind, grant: Grant) -> Grant:
    after = replace(grant, version=grant.version + 1)
    await repository.put(work.session, after)
    told: Details = {"operator": after.operator.name, "minutes": after.minutes}
    await _tell(work, kind, after, told)
    return after


async def _tell(work: Work, kind: EventKind, grant: Grant, told: Details) -> None:
    subject = f"support_grant:{grant.id}"
    payload = {"item": events.item_of(grant, work.now)}
    await work.record(NewEvent(kind, subject, grant.version, payload))
    await audit.write(work, kind, subject, told)
