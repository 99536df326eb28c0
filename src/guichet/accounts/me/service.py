"""The signed-in user's front door. Every work is under the system role."""

from dataclasses import dataclass
from uuid import UUID

from guichet.accounts.brakes import pacing
from guichet.accounts.brakes import service as brakes
from guichet.accounts.brakes.service import Guard, guard
from guichet.accounts.me.types import Overview, Place
from guichet.accounts.members import service as members
from guichet.accounts.members.types import Member
from guichet.accounts.passkeys import service as passkeys
from guichet.accounts.rights import SUPPORT_RIGHTS, rights_of
from guichet.accounts.sessions import service as sessions
from guichet.accounts.sessions.types import Opened
from guichet.accounts.support import service as support
from guichet.accounts.tenants import service as tenants
from guichet.accounts.tenants.types import Tenant
from guichet.accounts.totp import service as totp
from guichet.accounts.totp.types import Enrolment
from guichet.accounts.types import Origin
from guichet.accounts.users import service as users
from guichet.accounts.users.addresses import key_of
from guichet.accounts.users.passwords import Passwords
from guichet.accounts.users.types import Profile, User
from guichet.accounts.users.verdicts import check_password
from guichet.accounts.works import SystemWorks
from guichet.kit.cipher import Cipher
from guichet.kit.errors import FieldFault, Invalid
from guichet.kit.ids import TenantId, UserId
from guichet.kit.mail.letters import letter
from guichet.kit.mail.service import Outbox
from guichet.kit.work import Actor, Work


@dataclass(frozen=True, slots=True)
class Tools:
    """What changing one's own proofs needs."""

    works: SystemWorks
    passwords: Passwords
    cipher: Cipher
    outbox: Outbox


async def overview(work: Work, user_id: UserId, only: TenantId | None = None) -> Overview:
    """The user, their second factors, and their tenants, oldest first, suspended too; just one
    tenant for a session limited to it. Tenants that let the user in as support come last.

    :raises NotFound: there is no such user.
    """
    user = await users.get(work, user_id)
    memberships = {one.tenant_id: one for one in await members.of_user(work, user_id)}
    open_ones = [one for one in memberships if only in (None, one)]
    found = await tenants.of_ids(work, open_ones)
    return Overview(
        user=user,
        places=[
            *(_place(tenant, memberships[tenant.id]) for tenant in found),
            *(await _as_support(work, user, only)),
        ],
        totp=await totp.is_on(work, user_id),
        passkeys=await passkeys.count(work.session, user_id),
    )


def _place(tenant: Tenant, member: Member) -> Place:
    return Place(tenant, member.roles, rights_of(member.roles))


async def _as_support(work: Work, user: User, only: TenantId | None) -> list[Place]:
    if not user.platform_operator or only is not None:
        return []
    grants = {one.tenant_id: one for one in await support.active_of(work, user.id)}
    return [
        Place(tenant, frozenset(), SUPPORT_RIGHTS, grants[tenant.id].until)
        for tenant in await tenants.of_ids(work, list(grants))
    ]


async def change_profile(work: Work, user_id: UserId, profile: Profile) -> User:
    """Change what is given of the user's profile, everywhere it is shown.

    :raises NotFound: there is no such user.
    """
    user = await users.change_profile(work, user_id, profile)
    await members.follow_user(work, user)
    return user


async def change_password(
    tools: Tools, user_id: UserId, session_id: UUID, change: "PasswordChange", origin: Origin
) -> Opened:
    """Put another password for the present one. Every other session ends, this one gets another
    token, and a mail tells the user.

    :raises Invalid: naming ``current``, which is wrong, or ``password``, which is too weak.
    :raises TooMany: ``sign_in_paused``.
    """
    async with tools.works() as work:
        stored = await users.stored(work, user_id)
    guards = brakes.password_guards(key_of(stored.user.email), origin)
    await brakes.count_apart(tools.works, guards.all)
    if not (await tools.passwords.check(stored.password_hash, change.current)).right:
        raise Invalid("wrong_password", (FieldFault("current", "wrong_password"),))
    check_password(change.password, (stored.user.email, stored.user.name))
    hashed = await tools.passwords.hash(change.password)
    async with tools.works(Actor("user", user_id)) as work:
        await brakes.forgive(work, guards.own, guards.shared)
        user = await users.set_password(work, user_id, hashed)
        await sessions.end_all(work, user_id, "password_changed", keep=session_id)
        await _tell(work, tools.outbox, user, "accounts.password.changed", "password_changed")
        return await sessions.renew(work, session_id)


@dataclass(frozen=True, slots=True)
class PasswordChange:
    """The present password and the one to come."""

    current: str
    password: str


async def begin_totp(tools: Tools, user_id: UserId) -> Enrolment:
    """A secret for the user's authenticator, which counts once confirmed.

    :raises Conflict: ``totp_on`` already.
    """
    async with tools.works(Actor("user", user_id)) as work:
        user = await users.get(work, user_id)
        return await totp.begin(work, user_id, user.email, tools.cipher)


async def confirm_totp(
    tools: Tools, user_id: UserId, session_id: UUID, code: str
) -> tuple[tuple[str, ...], Opened]:
    """Turn the second factor on. Gives the recovery codes and the session with another token.

    :raises Conflict: ``totp_on`` or ``totp_not_begun``.
    :raises Invalid: naming ``code``.
    :raises TooMany: ``sign_in_paused``.
    """
    guarded = await _counted(tools.works, user_id)
    async with tools.works(Actor("user", user_id)) as work:
        codes = await totp.confirm(work, user_id, code, tools.cipher)
        await brakes.forgive(work, [guarded])
        await members.follow_second_factor(work, user_id, has_one=True)
        user = await users.get(work, user_id)
        await _tell(work, tools.outbox, user, "accounts.totp.enabled", "second_factor_on")
        return codes, await sessions.renew(work, session_id)


async def turn_totp_off(tools: Tools, user_id: UserId, session_id: UUID, code: str) -> Opened:
    """Turn the second factor off; a mail tells the user. Gives the session with another token.

    :raises Conflict: ``totp_off`` already.
    :raises Invalid: naming ``code``.
    :raises TooMany: ``sign_in_paused``.
    """
    guarded = await _counted(tools.works, user_id)
    async with tools.works(Actor("user", user_id)) as work:
        await totp.turn_off(work, user_id, code, tools.cipher)
        await brakes.forgive(work, [guarded])
        left = await passkeys.count(work.session, user_id) > 0
        await members.follow_second_factor(work, user_id, has_one=left)
        user = await users.get(work, user_id)
        await _tell(work, tools.outbox, user, "accounts.totp.disabled", "second_factor_off")
        return await sessions.renew(work, session_id)


async def renew_recovery_codes(tools: Tools, user_id: UserId, code: str) -> tuple[str, ...]:
    """Other recovery codes; the old ones are void.

    :raises Conflict: ``totp_off``.
    :raises Invalid: naming ``code``.
    :raises TooMany: ``sign_in_paused``.
    """
    guarded = await _counted(tools.works, user_id)
    async with tools.works(Actor("user", user_id)) as work:
        codes = await totp.renew_codes(work, user_id, code, tools.cipher)
        await brakes.forgive(work, [guarded])
        user = await users.get(work, user_id)
        details = {"email": user.email}
        await members.note_for_user(work, user_id, "accounts.recovery_codes.renewed", details)
        return codes


async def _counted(works: SystemWorks, user_id: UserId) -> Guard:
    guarded = guard(pacing.SECOND_FACTOR, "second_factor", str(user_id))
    await brakes.count_apart(works, [guarded])
    return guarded


async def _tell(work: Work, outbox: Outbox, user: User, action: str, name: str) -> None:
    """In the audit trail, and to the user: if it was somebody else, they want to know."""
    await members.note_for_user(work, user.id, action, {"email": user.email})
    await outbox.post(work, letter(name, user.email, user.language, {"name": user.name}))
