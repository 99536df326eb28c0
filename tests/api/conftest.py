"""The whole application as it is served, with two companies in it."""

from dataclasses import dataclass, replace
from ipaddress import ip_address
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from guichet.accounts.rights import Role
from guichet.accounts.tenants.types import Tenant
from guichet.agents import service as agents
from guichet.agents.types import Calendar, QueueRules, Span
from guichet.api.app import published_document
from guichet.crm import service as contacts
from guichet.crm.handoff import service as handoff
from guichet.crm.notes import service as notes
from guichet.crm.types import By, NewContact
from guichet.gateway.context import Context
from guichet.gateway.entry_points import service as entry_points
from guichet.gateway.registry import discover
from guichet.gateway.types import Medium
from guichet.hooks.outside import Outside
from guichet.intake import service as intake
from guichet.intake.types import Arrival
from guichet.kit.cipher import Cipher
from guichet.kit.guarded import Address
from guichet.kit.work import Work
from tests.accounts.conftest import (
    CORAIL,
    Browser,
    World,
    app,
    browser,
    passwords,
    works,
    world,
)
from tests.conftest import MakeWork
from tests.gateway.scene import DRAFT, says, visitor

__all__ = ["app", "browser", "passwords", "works", "world"]

BASE = "/api/v1"


@dataclass(frozen=True)
class Company:
    """A tenant with a history, and its administrator's browser."""

    tenant: Tenant
    admin: httpx.AsyncClient


@pytest.fixture(scope="session")
def document() -> dict[str, Any]:
    """The published document of the API."""
    return dict(published_document())


@pytest.fixture(autouse=True)
def known_hosts(app: FastAPI) -> None:
    """Names of examples lead somewhere."""

    async def lookup(_host: str, _port: int) -> list[Address]:
        return [ip_address("93.184.216.34")]

    app.state.hooks_outside = Outside((), lookup)


@pytest.fixture
async def vanille(world: World, browser: Browser, make_work: MakeWork) -> Company:
    """Maison Vanille."""
    tenant = await world.tenant()
    return await _company(tenant, "admin@vanille.example", world, browser, make_work)


@pytest.fixture
async def corail(world: World, browser: Browser, make_work: MakeWork) -> Company:
    """Atelier Corail, which nobody of Maison Vanille belongs to."""
    tenant = await world.tenant("atelier-corail", CORAIL)
    return await _company(tenant, "admin@corail.example", world, browser, make_work)


async def _company(
    tenant: Tenant, email: str, world: World, browser: Browser, make_work: MakeWork
) -> Company:
    await world.member(tenant, email, Role.ADMINISTRATOR, Role.SUPERVISOR)
    registry = discover()
    async with make_work(tenant.id) as work:
        entry = await entry_points.create(work, registry, "webchat", DRAFT)
        arrival = Arrival(entry.id, entry.kind, Medium.CHAT, entry.title, "fr")
        for number in range(3):
            said = says(f"Bonjour {number}", who=visitor(number))
            brought = replace(said, context=Context(site="shop.example"))
            await intake.receive(work, arrival, brought)
        await _set_up(work)
        await _write_down(work)
    return Company(tenant, await browser(email, tenant))


async def _set_up(work: Work) -> None:
    """One of each thing agents are set up with."""
    await agents.profiles(work)
    await agents.reasons(work)
    await agents.create_skill(work, "Vanille")
    await agents.create_queue(work, QueueRules(name="Conseil"))
    week = ((Span(480, 720),),) * 7
    hours = Calendar(work.tenant_id, 0, "Boutique", "Indian/Reunion", "RE", week)
    await agents.create_calendar(work, hours)


async def _write_down(work: Work) -> None:
    """Somebody known, with a note, and where cards lead to."""
    card = await contacts.create(work, NewContact("Éloïse"))
    await notes.write(work, card.contact.id, "Rappeler lundi", By("system"))
    await handoff.configure(work, Cipher("s" * 32), "CRM", "https://crm.example/{phone}")
