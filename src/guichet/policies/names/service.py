"""Names a tenant sends under: asked for with a proof, registered or refused by the platform."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.kit.errors import Conflict, FieldFault, Invalid, NotFound
from guichet.kit.ids import TenantId
from guichet.kit.work import Work
from guichet.policies.names import repository
from guichet.policies.names.events import NAME_ASKED, NAME_DECIDED, name_event
from guichet.policies.names.types import NameState, SenderName
from guichet.policies.senders import folded, sender_fault
from guichet.policies.types import SenderRules


async def ask(work: Work, name: str, proof: str, rules: SenderRules) -> SenderName:
    """Ask for a name. One that was refused may be asked for again, with another proof.

    :raises Invalid: the name can never stand under ``rules``.
    :raises Conflict: ``sender_name_known``; ``too_many_sender_names``.
    """
    fault = sender_fault(rules, name, registered=True)
    if fault is not None or not folded(name):
        code = fault.code if fault else "sender_without_letter"
        raise Invalid(None, (FieldFault("name", code, fault.params if fault else {}),))
    known = await repository.named(work.session, work.tenant_id, name)
    if known is not None and known.state != "refused":
        raise Conflict("sender_name_known", name=known.name)
    if known is None:
        held = await repository.of_tenant(work.session, work.tenant_id)
        if len(held) >= repository.MOST_OF_A_TENANT:
            raise Conflict("too_many_sender_names", limit=repository.MOST_OF_A_TENANT)
    asked = SenderName(
        id=known.id if known else work.ids.new(),
        tenant_id=work.tenant_id,
        name=name,
        state="asked",
        proof=proof,
        asked_at=work.now,
        decided_at=None,
        reason=None,
        version=known.version + 1 if known else 1,
    )
    await repository.put(work.session, asked)
    await work.record(name_event(NAME_ASKED, asked))
    return asked


async def decide(work: Work, name_id: UUID, *, registered: bool, reason: str | None) -> SenderName:
    """Register or refuse a name of the tenant of ``work`` (system role). Harmless to repeat.

    :raises NotFound: ``no_such_sender_name``.
    """
    known = await repository.by_id(work.session, work.tenant_id, name_id)
    if known is None:
        raise NotFound("no_such_sender_name")
    state: NameState = "registered" if registered else "refused"
    if known.state == state and known.reason == reason:
        return known
    after = replace(
        known, state=state, decided_at=work.now, reason=reason, version=known.version + 1
    )
    await repository.put(work.session, after)
    await work.record(name_event(NAME_DECIDED, after))
    return after


async def names(session: AsyncSession, tenant: TenantId) -> Sequence[SenderName]:
    """A tenant's names, the newest first."""
    return await repository.of_tenant(session, tenant)


async def registered(session: AsyncSession, tenant: TenantId) -> frozenset[str]:
    """The names a tenant may use, as `folded` gives them: asked once per tenant and kept by the
    events.
    """
    held = await repository.of_tenant(session, tenant)
    return frozenset(folded(one.name) for one in held if one.state == "registered")


async def in_state(
    session: AsyncSession, state: NameState, before: UUID | None, limit: int
) -> Sequence[SenderName]:
    """Names of all tenants (system role), the newest first."""
    return await repository.in_state(session, state, before, limit)
