"""Demo data for an empty installation: two companies, their people, a month of history.

Made through the services, so that it is as true as what people do themselves. Only a database
that holds no user at all is given it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from guichet.accounts.members import service as members
from guichet.accounts.rights import Role
from guichet.accounts.signin.demo import PASSWORD, PEOPLE, Person
from guichet.accounts.tenants import service as tenants
from guichet.accounts.tenants.types import Settings, Tenant
from guichet.accounts.users import service as users
from guichet.accounts.users.passwords import Passwords
from guichet.accounts.users.types import NewUser, User
from guichet.accounts.works import SystemWorks
from guichet.campaigns.types import By as Author
from guichet.gateway.registry import discover
from guichet.intake.rules.stored import By
from guichet.interactions.types import Agent
from guichet.kit.clock import ManualClock
from guichet.kit.ground import Ground
from guichet.kit.ids import IdMaker
from guichet.kit.work import SYSTEM, UnitOfWork
from guichet.processes.demo_advice import seed_operator
from guichet.processes.demo_answering import set_up
from guichet.processes.demo_campaigns import seed_campaigns
from guichet.processes.demo_contacts import seed_contacts
from guichet.processes.demo_history import DAYS, Scene, let_in, seed_history
from guichet.processes.demo_rules import seed_rules

Say = Callable[[str], None]

SHOP: Final = "maison-vanille"
"""The company with the demo shop."""

COMPANIES: Final = {
    SHOP: Settings("Maison Vanille", "Indian/Reunion", "RE", "EUR", ("fr", "en")),
    "atelier-corail": Settings("Atelier Corail", "Indian/Reunion", "RE", "EUR", ("fr",)),
}
OPERATOR: Final = next(one for one in PEOPLE if one.role is Role.PLATFORM_OPERATOR)
MEMBERS: Final = tuple(one for one in PEOPLE if one is not OPERATOR)
BEFORE: Final = timedelta(days=DAYS + 2)
"""The companies are older than their history."""
AT_BOTH: Final = frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR})
"""Who works for both companies, so that one can be changed for the other."""


@dataclass(frozen=True)
class _Cast:
    """Everybody of the demo, made."""

    companies: Mapping[str, Tenant]
    people: Mapping[str, User]

    def administrator(self) -> User:
        return next(self.people[one.email] for one in MEMBERS if one.role is Role.ADMINISTRATOR)

    def agents(self) -> list[Agent]:
        named = [self.people[one.email] for one in MEMBERS if one.role is Role.AGENT]
        return [Agent(user.id, user.name) for user in named]


async def seed(ground: Ground, say: Say) -> bool:
    """Fill an empty installation; gives ``False`` when anybody is there, and changes nothing but
    the addresses of the demo shop. The platform operator is made last: without them an earlier
    attempt was cut short, which is said.
    """
    past = ManualClock(ground.clock.now() - BEFORE)
    works = SystemWorks(ground.system_db, past, IdMaker(past))
    registry = discover(cipher=ground.cipher)
    async with works() as work:
        is_empty = not await users.any_user(work)
        known = await tenants.find(work, SHOP)
        if not is_empty and await users.find(work, OPERATOR.email) is None:
            say(f"the demo data is incomplete: remove {ground.settings.data_dir} to begin anew")
    if known is not None:
        await let_in(ground, known.id, registry)
    if not is_empty:
        return False
    say("telling a month of demo history")
    hashed = await Passwords().hash(PASSWORD)
    made = await _cast(works, hashed)
    shop = made.companies[SHOP]
    for slug, company in made.companies.items():
        async with works(SYSTEM, company.id) as work:
            await set_up(work, slug == SHOP, made.people)
    administrator = made.administrator()
    as_company = UnitOfWork(ground.request_db, past, IdMaker(past))
    async with as_company(shop.id, SYSTEM) as work:
        await seed_rules(work, By(administrator.id, administrator.name))
    await seed_history(ground, Scene(shop.id, shop.settings.zone, made.agents(), registry))
    await seed_contacts(ground, shop.id, made.agents())
    author = Author("user", administrator.id, administrator.name)
    await seed_campaigns(ground, shop.id, author)
    await seed_operator(ground, works, _user(OPERATOR, hashed), administrator, shop)
    return True


async def _cast(works: SystemWorks, hashed: str) -> _Cast:
    """Companies, people, and who works where."""
    async with works() as work:
        companies = {slug: await tenants.create(work, slug, s) for slug, s in COMPANIES.items()}
        people = {one.email: await users.create(work, _user(one, hashed)) for one in MEMBERS}
    for slug, tenant in companies.items():
        async with works(SYSTEM, tenant.id) as work:
            for one in MEMBERS:
                if _works_at(one, slug):
                    await members.add(work, people[one.email], [one.role])
    return _Cast(companies, people)


def _works_at(person: Person, slug: str) -> bool:
    return slug == SHOP or person.role in AT_BOTH


def _user(person: Person, hashed: str) -> NewUser:
    return NewUser(person.email, person.name, person.language, hashed, person is OPERATOR)
