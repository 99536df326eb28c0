"""A real provider, and the application allowed to reach it."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import httpx
import pytest
from fastapi import FastAPI

from guichet.accounts.oidc.client import Client
from guichet.accounts.oidc.parts import CALLBACK, Reached
from guichet.accounts.rights import Role
from guichet.accounts.tenants.types import Tenant
from guichet.kit.clock import ManualClock, SystemClock
from guichet.kit.guarded import GuardedClient, networks
from tests.accounts.conftest import Browser, World
from tests.servers.oidc_provider import OidcProvider, running_provider

CALLBACK_URI = f"http://guichet.test{CALLBACK}"
CLIENT = {
    "client_id": "guichet",
    "client_secret": "s3cret-of-the-tests",
    "redirect_uris": [CALLBACK_URI],
}
PEOPLE = {
    "ann": {"email": "ann@example.com", "email_verified": True, "name": "Ann Hoarau"},
    "bob": {"email": "bob@example.com", "email_verified": False, "name": "Bob"},
    "eve": {"email": "eve@evil.example", "email_verified": True, "name": "Eve"},
    "nil": {"name": "Nobody"},
}
WANTED = {
    "title": "Maison Vanille",
    "client_id": "guichet",
    "client_secret": CLIENT["client_secret"],
    "domains": ["Example.com"],
}


@pytest.fixture(scope="session")
def provider_process() -> Iterator[OidcProvider]:
    """One provider for the whole run."""
    with running_provider() as provider:
        yield provider


@pytest.fixture
def provider(provider_process: OidcProvider) -> OidcProvider:
    """The provider, knowing us and some people."""
    provider_process.know(accounts=PEOPLE, clients=[CLIENT])
    return provider_process


@dataclass
class Company:
    """A tenant with a provider of its own, and its administrator's browser."""

    tenant: Tenant
    provider: OidcProvider
    provider_id: str
    admin: httpx.AsyncClient
    browser: Browser

    async def set(self, **changes: object) -> httpx.Response:
        """Change the provider's settings."""
        return await self.admin.patch(f"/oidc-providers/{self.provider_id}", json=changes)

    async def start(self, browser: httpx.AsyncClient, **query: str) -> str:
        """Where the browser is sent to."""
        answer = await browser.get(f"/session/oidc/{self.provider_id}/start", params=query)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    async def sign_in(
        self, who: str, browser: httpx.AsyncClient | None = None
    ) -> tuple[httpx.AsyncClient, str]:
        """Sign in as ``who``; gives the browser and where it ends up."""
        browser = browser or await self.browser(tenant=self.tenant)
        back = self.provider.sign_in(await self.start(browser), who)
        return browser, await self.come_back(browser, back)

    async def come_back(self, browser: httpx.AsyncClient, back: httpx.URL) -> str:
        """Follow the provider's redirect to us; gives where we send the browser then."""
        answer = await browser.get("/session/oidc/callback", params=back.params)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]


@pytest.fixture
async def company(
    app: FastAPI, world: World, browser: Browser, provider: OidcProvider, clock: ManualClock
) -> AsyncIterator[Company]:
    """A tenant whose administrator connected the provider. The clock is set to the provider's,
    which cannot be turned.
    """
    clock.set(SystemClock().now())
    async with GuardedClient(networks("127.0.0.0/8")) as web:
        app.state.oidc_reached = Reached(Client(web, CALLBACK_URI, plain_http=True))
        tenant = await world.tenant()
        await world.member(tenant, "ada@example.com", Role.ADMINISTRATOR)
        admin = await browser("ada@example.com", tenant)
        made = await admin.post("/oidc-providers", json={**WANTED, "issuer": provider.issuer})
        assert made.status_code == 201, made.text
        yield Company(tenant, provider, made.json()["id"], admin, browser)
