"""A shop's contacts, and who looks at them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import httpx

from guichet.accounts.rights import Role
from guichet.crm import service
from guichet.crm.attributes import service as attributes
from guichet.crm.attributes.types import Choice, Draft, Label
from guichet.crm.types import By, Claim, ContactCard, NewContact
from guichet.gateway.types import Identity
from guichet.kit.ground import Ground
from guichet.kit.ids import TenantId
from guichet.kit.work import Work
from tests.desk.scene import AMELIE, Callers, application, client_of, principal

BY = By("user", AMELIE.id, AMELIE.name)
PHONE = Claim("phone", "0692 12 34 56")
MAIL = Claim("email", "Elo@Shop.example")
DEFINITIONS = (
    Draft("birth_date", Label("Né(e) le", "Born on"), "date", meaning="birth_date"),
    Draft("points", Label("Points", "Points"), "number"),
    Draft("spent", Label("Dépensé", "Spent"), "money"),
    Draft("pro", Label("Professionnel", "Professional"), "boolean"),
    Draft("origin", Label("Origine", "Origin"), "text"),
    Draft(
        "level",
        Label("Niveau", "Level"),
        "choice",
        (Choice("gold", Label("Or", "Gold")), Choice("basic", Label("Base", "Basic"))),
    ),
)


async def define_all(work: Work) -> None:
    """One attribute of each type."""
    for draft in DEFINITIONS:
        await attributes.define(work, draft)


async def write_down(work: Work, name: str, *identities: Claim, **given: object) -> ContactCard:
    """Somebody, with attributes."""
    return await service.create(work, NewContact(name, None, None, given, (), identities))


def visitor(number: int) -> Identity:
    """A browser."""
    return Identity("visitor", str(UUID(int=number)))


@asynccontextmanager
async def browser(
    ground: Ground, tenant_id: TenantId, *roles: Role
) -> AsyncIterator[httpx.AsyncClient]:
    """Amélie's, with these roles."""
    callers = Callers(principal(AMELIE, tenant_id, *roles))
    async with client_of(application(ground, callers)) as http:
        yield http
