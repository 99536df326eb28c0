"""Members' front door: who belongs to a tenant, in which roles.

Functions speak of the tenant of the work and run under the request role as well as under the
system role, unless they say otherwise.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.audit import service as audit
from guichet.accounts.audit.types import Details
from guichet.accounts.entitlements import service as entitlements
from guichet.accounts.entitlements.types import Quota
from guichet.accounts.members import models, repository
from guichet.accounts.members.events import CHANGED, JOINED, REMOVED, item_of
from guichet.accounts.members.types import Member
from guichet.accounts.rights import TENANT_ROLES, Role
from guichet.accounts.tenants import service as tenants
from guichet.accounts.types import PLATFORM
from guichet.accounts.users import service as users
from guichet.accounts.users.addresses import key_of
from guichet.accounts.users.types import User
from guichet.kit.errors import Conflict, FieldFault, Invalid, NotFound
from guichet.kit.events.types import EventKind, NewEvent
from guichet.kit.ids import TenantId, UserId
from guichet.kit.work import Work


async def add(work: Work, user: User, roles: Iterable[Role]) -> Member:
    """Make the user a member. Needs the system role.

    :raises Conflict: ``already_member``.
    :raises Invalid: roles a member cannot have.
    """
    wanted = checked_roles(roles)
    row = await repository.ever_member(work.session, work.tenant_id, user.id)
    if row is not None and row.removed_at is None:
        raise Conflict("already_member", email=user.email)
    if row is None:
        row = _new_row(work, user)
        work.session.add(row)
    _copy(user, row)
    row.second_factor = user.second_factor
    row.roles = _stored(wanted)
    row.joined_at, row.removed_at = work.now, None
    member = await _changed(work, row, JOINED)
    await audit.write(work, JOINED, f"user:{user.id}", _details(member))
    return member


async def get(work: Work, user_id: UserId) -> Member:
    """The member.

    :raises NotFound: the tenant has none of this id.
    """
    row = await repository.member(work.session, work.tenant_id, user_id)
    if row is None:
        raise NotFound("no_such_member")
    return _shown(row)


async def names(work: Work, user_ids: Collection[UUID]) -> Mapping[UUID, str]:
    """What users who are or were members are called; others are left out."""
    return await repository.names(work.session, work.tenant_id, user_ids) if user_ids else {}


async def page(work: Work, after: tuple[str, UUID] | None, limit: int) -> Sequence[Member]:
    """Members by name, after a name and id."""
    rows = await repository.page(work.session, work.tenant_id, after, limit)
    return [_shown(row) for row in rows]


async def everyone(session: AsyncSession, tenant_id: TenantId) -> Sequence[Member]:
    """Every member of the tenant, in no order."""
    return [_shown(row) for row in await repository.everyone(session, tenant_id)]


async def change_roles(work: Work, user_id: UserId, roles: Iterable[Role]) -> Member:
    """Give a member exactly these roles; they hold from the member's next request on. Repeating
    it changes nothing more.

    :raises NotFound: the tenant has no such member.
    :raises Invalid: no roles, or roles a member cannot have.
    :raises Conflict: ``last_administrator``: a tenant is never left without one.
    """
    wanted = checked_roles(roles)
    row = await _locked(work, user_id)
    before = _shown(row)
    if wanted == before.roles:
        return before
    if Role.ADMINISTRATOR not in wanted:
        await _keep_an_administrator(work, before)
    row.roles = _stored(wanted)
    member = await _changed(work, row, CHANGED)
    details = {"email": member.email, "from": _named(before.roles), "to": _named(wanted)}
    await audit.write(work, "accounts.member.roles_changed", f"user:{user_id}", details)
    return member


async def remove(work: Work, user_id: UserId) -> None:
    """End a membership; the user loses the tenant with the next request.

    :raises NotFound: the tenant has no such member.
    :raises Conflict: ``last_administrator``.
    """
    row = await _locked(work, user_id)
    await _keep_an_administrator(work, _shown(row))
    row.removed_at = work.now
    member = await _changed(work, row, REMOVED)
    await audit.write(work, REMOVED, f"user:{user_id}", _details(member))


async def of_user(work: Work, user_id: UserId) -> Sequence[Member]:
    """The user's memberships in all tenants. Needs the system role."""
    return [_shown(row) for row in await repository.of_user(work.session, user_id)]


async def of_users(work: Work, user_ids: Collection[UserId]) -> Sequence[Member]:
    """The memberships of some users in all tenants. Needs the system role."""
    rows = await repository.of_users(work.session, user_ids) if user_ids else ()
    return [_shown(row) for row in rows]


async def counts(work: Work, tenant_ids: Collection[TenantId]) -> Mapping[UUID, int]:
    """How many members some tenants have; those with none are left out. Needs the system role."""
    return await repository.counts(work.session, tenant_ids) if tenant_ids else {}


async def administrators(work: Work) -> Sequence[Member]:
    """The administrators of the tenant, by name."""
    rows = await repository.administrators(work.session, work.tenant_id)
    return [_shown(row) for row in rows]


async def follow_user(work: Work, user: User) -> None:
    """Copy a user's name and address into every membership. Needs the system role."""
    for row in await repository.lock_of_user(work.session, user.id):
        if (row.name, row.email) != (user.name, user.email):
            _copy(user, row)
            await _changed(replace(work, tenant_id=TenantId(row.tenant_id)), row, CHANGED)


async def follow_second_factor(work: Work, user_id: UserId, has_one: bool) -> None:
    """Show in every tenant whether the user has a second factor or a passkey. Needs the system
    role; call it after either came or went.
    """
    await users.set_second_factor(work, user_id, has_one)
    for row in await repository.lock_of_user(work.session, user_id):
        if row.second_factor != has_one:
            row.second_factor = has_one
            await _changed(replace(work, tenant_id=TenantId(row.tenant_id)), row, CHANGED)


async def note_for_user(
    work: Work, user_id: UserId, action: str, details: Details | None = None
) -> None:
    """Write what concerns a user as a person into the platform's audit trail and into that of
    each tenant the user belongs to. Needs the system role.
    """
    chains = [PLATFORM, *(TenantId(m.tenant_id) for m in await of_user(work, user_id))]
    for chain in chains:
        await audit.write(work, action, f"user:{user_id}", details, chain=chain)


async def require_room(work: Work) -> None:
    """Go on only if one more may be a member or invited.

    :raises Forbidden: ``quota_reached``.
    """
    await entitlements.require_room(work, Quota.MEMBERS, lambda: count(work))


async def count(work: Work) -> int:
    """How many are members or invited."""
    return await repository.count(work.session, work.tenant_id, work.now)


def checked_roles(roles: Iterable[Role]) -> frozenset[Role]:
    """``roles`` if a member can have them.

    :raises Invalid: naming ``roles``.
    """
    wanted = frozenset(roles)
    if not wanted:
        raise Invalid(None, (FieldFault("roles", "too_few_items", {"limit": 1}),))
    if not wanted <= frozenset(TENANT_ROLES):
        raise Invalid(None, (FieldFault("roles", "not_a_member_role"),))
    return wanted


async def _locked(work: Work, user_id: UserId) -> models.Membership:
    """The membership, under the lock of the tenant: two administrators who remove one another
    at once take turns.
    """
    await tenants.lock(work, work.tenant_id)
    row = await repository.ever_member(work.session, work.tenant_id, user_id)
    if row is None or row.removed_at is not None:
        raise NotFound("no_such_member")
    return row


async def _keep_an_administrator(work: Work, leaving: Member) -> None:
    if Role.ADMINISTRATOR not in leaving.roles:
        return
    if await repository.count_administrators(work.session, work.tenant_id) <= 1:
        raise Conflict("last_administrator")


async def _changed(work: Work, row: models.Membership, kind: EventKind) -> Member:
    row.version += 1
    await work.session.flush()
    member = _shown(row)
    await _tell(work, kind, member)
    return member


async def _tell(work: Work, kind: EventKind, member: Member) -> None:
    event = NewEvent(kind, f"member:{member.user_id}", member.version, {"item": item_of(member)})
    await work.record(event)


def _details(member: Member) -> Details:
    return {"email": member.email, "roles": _named(member.roles)}


def _named(roles: Iterable[Role]) -> str:
    return ", ".join(_stored(roles))


def _stored(roles: Iterable[Role]) -> list[str]:
    return sorted(role.value for role in roles)


def _new_row(work: Work, user: User) -> models.Membership:
    return models.Membership(tenant_id=work.tenant_id, user_id=user.id, version=0)


def _copy(user: User, row: models.Membership) -> None:
    row.name, row.email, row.email_key = user.name, user.email, key_of(user.email)


def _shown(row: models.Membership) -> Member:
    return Member(
        tenant_id=TenantId(row.tenant_id),
        user_id=UserId(row.user_id),
        name=row.name,
        email=row.email,
        roles=frozenset(Role(role) for role in row.roles),
        second_factor=row.second_factor,
        joined_at=row.joined_at,
        version=row.version,
    )
