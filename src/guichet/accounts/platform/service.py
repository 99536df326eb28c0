"""Tenants and users as the operator sees them. Every function needs a work under the system role.

The operator sees how a tenant is set up and how much it uses; never its contacts or messages.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from guichet.accounts.api_keys import service as api_keys
from guichet.accounts.entitlements import service as entitlements
from guichet.accounts.entitlements.types import Entitlements, Quota, Use
from guichet.accounts.members import invitations
from guichet.accounts.members import service as members
from guichet.accounts.members.types import Member
from guichet.accounts.passkeys import service as passkeys
from guichet.accounts.platform.ports import QuotaCounter
from guichet.accounts.platform.types import Counted, Detailed, Known, Listed
from guichet.accounts.support import service as support
from guichet.accounts.support.types import OPEN, Grant, Person
from guichet.accounts.tenants import service as tenants
from guichet.accounts.tenants.types import Status, Tenant
from guichet.accounts.totp import service as totp
from guichet.accounts.users import service as users
from guichet.accounts.users.types import User
from guichet.kit.ids import TenantId
from guichet.kit.mail.letters import letter
from guichet.kit.mail.service import Outbox
from guichet.kit.work import Work

_INVITATIONS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Search:
    """Which tenants to list."""

    text: str | None = None
    status: Status | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A request for support access about to be made."""

    operator: Person
    reason: str
    minutes: int


async def list_tenants(
    work: Work, search: Search, before: UUID | None, limit: int
) -> Sequence[Listed]:
    """Tenants, newest first, below the id ``before``."""
    found = await tenants.newest(work, before, limit, search.text, search.status)
    counted = await members.counts(work, [tenant.id for tenant in found])
    return [Listed(tenant, counted.get(tenant.id, 0)) for tenant in found]


async def detail(work: Work, tenant_id: TenantId, counters: Sequence[QuotaCounter]) -> Detailed:
    """A tenant with what it has and uses.

    :raises NotFound: there is none of this id.
    """
    tenant = await tenants.get(work, tenant_id)
    inside = replace(work, tenant_id=tenant_id)
    held = await entitlements.of(work.session, tenant_id)
    counted = await members.counts(work, [tenant_id])
    return Detailed(
        listed=Listed(tenant, counted.get(tenant_id, 0)),
        entitlements=held,
        uses=_uses(held, await _counted(inside, counters)),
        administrators=await members.administrators(inside),
        invitations=await invitations.page(inside, None, _INVITATIONS_SHOWN),
        support=await _support(inside),
    )


async def _counted(work: Work, counters: Sequence[QuotaCounter]) -> Counted:
    session, tenant = work.session, work.tenant_id
    today = work.now.date()
    counted: Counted = {
        Quota.MEMBERS: await members.count(work),
        Quota.API_KEYS: await api_keys.count(session, tenant, work.now),
        Quota.API_CALLS_PER_DAY: 0,
    }
    for use in await entitlements.use_of(session, tenant, today):
        counted[use.quota] = use.used
    for counter in counters:
        counted.update(await counter(session, tenant))
    return counted


def _uses(held: Entitlements, counted: Counted) -> Sequence[Use]:
    return [Use(quota, counted.get(quota), held.limit(quota)) for quota in Quota]


async def _support(work: Work) -> Grant | None:
    newest = await support.of_tenant(work.session, work.tenant_id, None, 10)
    living = [grant for grant in newest if grant.state_at(work.now) in OPEN]
    return living[0] if living else None


async def put_entitlements(work: Work, tenant_id: TenantId, wanted: Entitlements) -> Entitlements:
    """Set what a tenant has.

    :raises NotFound: there is no such tenant.
    :raises Conflict: ``changed_meanwhile``.
    """
    await tenants.get(work, tenant_id)
    return await entitlements.put(replace(work, tenant_id=tenant_id), wanted)


async def ask_support(
    work: Work, tenant_id: TenantId, asked: Asked, outbox: Outbox, base_url: str
) -> Grant:
    """Ask a tenant to let the operator look in; its administrators are told by mail.

    :raises NotFound: there is no such tenant.
    :raises Conflict: ``support_already_asked``.
    """
    tenant = await tenants.get(work, tenant_id)
    inside = replace(work, tenant_id=tenant_id)
    grant = await support.ask(inside, asked.operator, asked.reason, asked.minutes)
    link = f"{base_url}/t/{tenant.slug}/settings/support"
    for administrator in await members.administrators(inside):
        user = await users.get(work, administrator.user_id)
        await outbox.post(
            inside,
            letter(
                "support_asked",
                user.email,
                user.language,
                {
                    "tenant": tenant.name,
                    "operator": asked.operator.name,
                    "reason": asked.reason,
                    "minutes": asked.minutes,
                },
                link,
            ),
        )
    return grant


async def support_of(
    work: Work, operator: Person, before: UUID | None, limit: int
) -> Sequence[tuple[Grant, Tenant]]:
    """What an operator asked for, with the tenants asked."""
    grants = await support.of_operator(work.session, operator.user_id, before, limit)
    found = {t.id: t for t in await tenants.of_ids(work, list({g.tenant_id for g in grants}))}
    return [(grant, found[grant.tenant_id]) for grant in grants]


async def list_users(
    work: Work, search: str | None, before: UUID | None, limit: int
) -> Sequence[Known]:
    """Users, newest first, below the id ``before``; ``search`` is the beginning of an address."""
    found = await users.newest(work, before, limit, search)
    joined = await members.of_users(work, [user.id for user in found])
    ids = list({member.tenant_id for member in joined})
    places = {tenant.id: tenant for tenant in await tenants.of_ids(work, ids)}
    return [await _known(work, user, joined, places) for user in found]


async def _known(
    work: Work, user: User, joined: Sequence[Member], places: dict[TenantId, Tenant]
) -> Known:
    count = await passkeys.count(work.session, user.id)
    second_factor = count > 0 or await totp.is_on(work, user.id)
    own = [(places[m.tenant_id], m) for m in joined if m.user_id == user.id]
    return Known(user, second_factor, count, own)
