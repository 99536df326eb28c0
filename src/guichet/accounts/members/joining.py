"""Coming in by the link of an invitation, as a new user or as one already known."""

from dataclasses import dataclass

from guichet.accounts.brakes import pacing
from guichet.accounts.brakes import service as brakes
from guichet.accounts.brakes.service import guard
from guichet.accounts.members import invitations
from guichet.accounts.members.types import Invitation
from guichet.accounts.tenants import service as tenants
from guichet.accounts.types import Origin
from guichet.accounts.users import service as users
from guichet.accounts.users.addresses import key_of
from guichet.accounts.users.passwords import Passwords
from guichet.accounts.users.types import NewUser, Stored, User
from guichet.accounts.users.verdicts import check_password
from guichet.accounts.works import SystemWorks
from guichet.kit.errors import FieldFault, Invalid
from guichet.kit.work import Actor, Work


@dataclass(frozen=True, slots=True)
class Preview:
    """What the link is for."""

    invitation: Invitation
    tenant_name: str
    known: bool
    """Whether the address is a user's already."""


async def preview(works: SystemWorks, token: str, origin: Origin) -> Preview:
    """What a link is for, before anything happens.

    :raises NotFound: ``link_over``: no such link, used, taken back, or expired.
    :raises TooMany: many wrong links from this network address.
    """
    guarded = guard(pacing.TOKENS, "tokens", origin.address)
    await brakes.count_apart(works, [guarded])
    async with works() as work:
        invitation = await invitations.by_token(work, token)
        await brakes.forgive(work, [guarded])
        tenant = await tenants.get(work, invitation.tenant_id)
        known = await users.find(work, invitation.email) is not None
    return Preview(invitation, tenant.name, known)


async def join(
    works: SystemWorks, passwords: Passwords, token: str, given: "Given", origin: Origin
) -> User:
    """Let the invited person in. A new user gets the name and password given; a known one proves
    to be themself by their present password.

    :raises NotFound: ``link_over``.
    :raises Invalid: naming ``name`` or ``password``; the link can be used again.
    :raises TooMany: ``sign_in_paused``.
    """
    seen = await preview(works, token, origin)
    async with works() as work:
        stored = await users.find(work, seen.invitation.email)
    if stored is not None:
        await _prove(works, passwords, stored, given.password, origin)
        async with works(Actor("user", stored.user.id)) as work:
            await invitations.accept(work, token, stored.user)
        return stored.user
    new = await _new_user(passwords, seen.invitation, given)
    async with works() as work:
        return await _join_as_new(work, token, new)


@dataclass(frozen=True, slots=True)
class Given:
    """What the invited person typed."""

    name: str
    password: str


async def _new_user(passwords: Passwords, invitation: Invitation, given: Given) -> NewUser:
    name = given.name.strip()
    if not name:
        raise Invalid(None, (FieldFault("name", "required"),))
    check_password(given.password, (invitation.email, name))
    hashed = await passwords.hash(given.password)
    return NewUser(invitation.email, name, invitation.language, hashed)


async def _join_as_new(work: Work, token: str, new: NewUser) -> User:
    user = await users.create(work, new)
    by_user = Work(work.session, work.tenant_id, work.clock, work.ids, Actor("user", user.id))
    await invitations.accept(by_user, token, user)
    return user


async def _prove(
    works: SystemWorks, passwords: Passwords, stored: Stored, password: str, origin: Origin
) -> None:
    guards = brakes.password_guards(key_of(stored.user.email), origin)
    await brakes.count_apart(works, guards.all)
    if not (await passwords.check(stored.password_hash, password)).right:
        raise Invalid("wrong_password", (FieldFault("password", "wrong_password"),))
    async with works() as work:
        await brakes.forgive(work, guards.own, guards.shared)
