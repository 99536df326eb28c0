"""Tenants, users and browsers for tests of the accounts room."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass

import httpx
import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI

from guichet.accounts.api_keys.tokens import KEY_PURPOSE
from guichet.accounts.callers.edge import AccountCallers
from guichet.accounts.cookies import SessionCookie
from guichet.accounts.members import service as members
from guichet.accounts.parts import AccountParts
from guichet.accounts.rights import Role
from guichet.accounts.tenants import service as tenants
from guichet.accounts.tenants.types import Settings, Tenant
from guichet.accounts.types import Origin
from guichet.accounts.users import service as users
from guichet.accounts.users.passwords import Passwords
from guichet.accounts.users.types import NewUser, User
from guichet.accounts.works import SystemWorks
from guichet.api.app import create_app
from guichet.kit.clock import ManualClock
from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.ground import Ground
from guichet.kit.ids import IdMaker

PASSWORD = "vanille-givree-97"
VANILLE = Settings("Maison Vanille", "Indian/Reunion", "RE", "EUR", ("fr", "en"))
CORAIL = Settings("Atelier Corail", "Indian/Reunion", "RE", "EUR", ("fr",))
HERE = Origin("192.0.2.7", "Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0")
ELSEWHERE = Origin("198.51.100.9", "curl/8")


@pytest.fixture
def works(system_db: SystemDatabase, clock: ManualClock, ids: IdMaker) -> SystemWorks:
    """Opens works under the system role."""
    return SystemWorks(system_db, clock, ids)


@pytest.fixture(scope="session")
def passwords() -> Passwords:
    """Real Argon2id with parameters that take no time."""
    return Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@dataclass(frozen=True)
class World:
    """Makes tenants, users and members through the services."""

    works: SystemWorks
    passwords: Passwords

    async def tenant(self, slug: str = "maison-vanille", settings: Settings = VANILLE) -> Tenant:
        async with self.works() as work:
            return await tenants.create(work, slug, settings)

    async def user(self, email: str, *, operator: bool = False, name: str = "Amélie") -> User:
        hashed = await self.passwords.hash(PASSWORD)
        async with self.works() as work:
            return await users.create(work, NewUser(email, name, "fr", hashed, operator))

    async def join(self, user: User, tenant: Tenant, *roles: Role) -> None:
        async with self.works(tenant_id=tenant.id) as work:
            await members.add(work, user, roles)

    async def member(self, tenant: Tenant, email: str, *roles: Role) -> User:
        user = await self.user(email, name=email.split("@", maxsplit=1)[0])
        await self.join(user, tenant, *roles)
        return user


@pytest.fixture
def world(works: SystemWorks, passwords: Passwords) -> World:
    """Where tests get their people."""
    return World(works, passwords)


@pytest.fixture
def app(ground: Ground, works: SystemWorks, passwords: Passwords) -> FastAPI:
    """The application with real sessions and keys."""
    cookie = SessionCookie(ground.settings.base_url)
    app = create_app(ground, AccountCallers(works, cookie, ground.cipher.derive(KEY_PURPOSE)))
    app.state.account_parts = AccountParts(passwords, cookie)
    return app


Browser = Callable[..., Awaitable[httpx.AsyncClient]]


@pytest.fixture
async def browser(app: FastAPI) -> AsyncIterator[Browser]:
    """Makes browsers, each with its own cookies: ``await browser(email, tenant)`` is signed in
    and speaks to ``tenant``; ``await browser()`` is nobody.
    """
    async with AsyncExitStack() as open_browsers:

        async def make(
            email: str | None = None, tenant: Tenant | None = None, address: str = "192.0.2.7"
        ) -> httpx.AsyncClient:
            transport = httpx.ASGITransport(app, client=(address, 50000))
            client = await open_browsers.enter_async_context(
                httpx.AsyncClient(transport=transport, base_url="http://guichet.test/api/v1")
            )
            client.headers["origin"] = "http://guichet.test"
            if tenant is not None:
                client.headers["guichet-tenant"] = str(tenant.id)
            if email is not None:
                answer = await client.post("/session", json={"email": email, "password": PASSWORD})
                assert answer.json() == {"next": "done", "methods": []}, answer.text
            return client

        yield make
