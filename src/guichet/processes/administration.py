"""What an operator does at the machine itself: companies and people, without signing in.

For the first tenant and the first platform operator, and for who locked themselves out.
"""

import contextlib
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass

from guichet.accounts.members import service as members
from guichet.accounts.rights import Role
from guichet.accounts.sessions import service as sessions
from guichet.accounts.tenants import service as tenants
from guichet.accounts.tenants.types import Settings as TenantSettings
from guichet.accounts.tenants.types import Tenant
from guichet.accounts.users import service as users
from guichet.accounts.users.passwords import Passwords
from guichet.accounts.users.types import NewUser, User
from guichet.accounts.users.verdicts import check_password
from guichet.accounts.works import SystemWorks
from guichet.kit.errors import NotFound
from guichet.kit.i18n import Language
from guichet.kit.settings import Settings
from guichet.kit.work import SYSTEM, Work
from guichet.processes.foundation import lay
from guichet.processes.servers import reach_servers

PAGE = 200


@contextlib.asynccontextmanager
async def desk(settings: Settings, say: Callable[[str], None]) -> AsyncIterator["Desk"]:
    """Open for the time of one command, beside a running Guichet or alone."""
    async with reach_servers(settings, say) as servers, lay(settings, servers, say) as foundation:
        ground = foundation.ground
        yield Desk(SystemWorks(ground.system_db, ground.clock, ground.ids), Passwords())


@dataclass(frozen=True)
class Newcomer:
    """Somebody to be made a user."""

    email: str
    name: str
    language: Language
    password: str | None
    platform_operator: bool = False


@dataclass(frozen=True)
class Desk:
    """The commands, as functions."""

    works: SystemWorks
    passwords: Passwords

    async def create_tenant(self, slug: str, about: TenantSettings) -> Tenant:
        """Make a company.

        :raises Invalid, Conflict: naming what cannot be used.
        """
        async with self.works() as work:
            return await tenants.create(work, slug, about)

    async def all_tenants(self) -> Sequence[Tenant]:
        """Every company, the newest first."""
        async with self.works() as work:
            found: list[Tenant] = []
            while page := await tenants.newest(work, found[-1].id if found else None, PAGE):
                found += page
            return found

    async def set_suspended(self, slug: str, reason: str | None) -> Tenant:
        """Suspend a company for ``reason``, or let it resume (``None``). Safe to repeat.

        :raises NotFound: there is none of that name.
        """
        async with self.works() as work:
            tenant = await _tenant(work, slug)
            if reason is None:
                return await tenants.resume(work, tenant.id)
            return await tenants.suspend(work, tenant.id, reason)

    async def create_user(self, newcomer: Newcomer, place: str | None, roles: list[Role]) -> User:
        """Make a user, and a member of the company ``place`` if given.

        :raises Invalid, Conflict, NotFound: naming what cannot be used.
        """
        hashed = None
        if newcomer.password is not None:
            check_password(newcomer.password, (newcomer.name, newcomer.email))
            hashed = await self.passwords.hash(newcomer.password)
        new = NewUser(
            newcomer.email, newcomer.name, newcomer.language, hashed, newcomer.platform_operator
        )
        async with self.works() as work:
            tenant = await _tenant(work, place) if place else None
            user = await users.create(work, new)
        if tenant is not None:
            await self._join(tenant, user, roles)
        return user

    async def all_users(self) -> Sequence[User]:
        """Everybody who can sign in, the newest first."""
        async with self.works() as work:
            found: list[User] = []
            while page := await users.newest(work, found[-1].id if found else None, PAGE):
                found += page
            return found

    async def roles_of(self, user: User) -> dict[str, list[str]]:
        """Somebody's roles by company."""
        async with self.works() as work:
            held = await members.of_user(work, user.id)
            places = await tenants.of_ids(work, [one.tenant_id for one in held])
            names = {tenant.id: tenant.slug for tenant in places}
            return {names[one.tenant_id]: sorted(one.roles) for one in held}

    async def reset_password(self, email: str, password: str) -> int:
        """Give somebody another password and end their sessions; gives how many were ended.

        :raises NotFound, Invalid: no such user; a password not worth having.
        """
        async with self.works() as work:
            user = await _user(work, email)
        check_password(password, (user.name, user.email))
        hashed = await self.passwords.hash(password)
        async with self.works() as work:
            await users.set_password(work, user.id, hashed)
            return await sessions.end_all(work, user.id, "password_reset")

    async def set_operator(self, email: str, powers: bool) -> User:
        """Make somebody a platform operator, or no longer.

        :raises NotFound: no such user.
        """
        async with self.works() as work:
            return await users.set_platform_operator(work, (await _user(work, email)).id, powers)

    async def set_roles(self, email: str, slug: str, roles: Iterable[Role]) -> None:
        """Give somebody exactly these roles in a company; none of them: no longer a member.

        :raises NotFound, Invalid, Conflict: as it says.
        """
        wanted = list(roles)
        async with self.works() as work:
            user, tenant = await _user(work, email), await _tenant(work, slug)
            member = any(one.tenant_id == tenant.id for one in await members.of_user(work, user.id))
        if not member:
            await self._join(tenant, user, wanted)
            return
        async with self.works(SYSTEM, tenant.id) as work:
            if wanted:
                await members.change_roles(work, user.id, wanted)
            else:
                await members.remove(work, user.id)

    async def _join(self, tenant: Tenant, user: User, roles: Iterable[Role]) -> None:
        async with self.works(SYSTEM, tenant.id) as work:
            await members.add(work, user, roles)


async def _tenant(work: Work, slug: str) -> Tenant:
    found = await tenants.find(work, slug)
    if found is None:
        raise NotFound("no_such_tenant")
    return found


async def _user(work: Work, email: str) -> User:
    found = await users.find(work, email)
    if found is None:
        raise NotFound("no_such_user")
    return found.user
