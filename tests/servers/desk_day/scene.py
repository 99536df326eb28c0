"""The company of the day: its people, queues and site, made through the services."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import cycle
from typing import Protocol
from uuid import UUID

from argon2 import PasswordHasher
from sqlalchemy import URL

from guichet.accounts.members import service as members
from guichet.accounts.rights import Role
from guichet.accounts.tenants import service as tenants
from guichet.accounts.tenants.types import Settings
from guichet.accounts.users import service as users
from guichet.accounts.users.passwords import Passwords
from guichet.accounts.users.types import NewUser
from guichet.accounts.works import SystemWorks
from guichet.agents import service as agents
from guichet.agents.types import Capacity, Disposition, QueueMembership, QueueRules
from guichet.gateway.entry_points import service as entry_points
from guichet.gateway.entry_points.types import Draft
from guichet.gateway.registry import discover
from guichet.gateway.types import Medium
from guichet.kit.clock import SystemClock
from guichet.kit.db.engines import role_engine
from guichet.kit.db.roles import Roles
from guichet.kit.db.sessions import RequestDatabase, SystemDatabase
from guichet.kit.ids import IdMaker, TenantId, UserId
from guichet.kit.work import SYSTEM, UnitOfWork, Work

SITE = "https://shop.example"
ORDERS = "order"
PASSWORD = "vanille-givree-97"
CAPACITIES = (
    Capacity(most={Medium.CHAT: 1}),
    Capacity(units=1, weights={Medium.CHAT: 1}),
    Capacity(weights={Medium.CHAT: 2}),
)
"""Of agents, in turn: one, one and two chats at once, so that people have to wait at times."""
RESERVATION, WRAP_UP = timedelta(seconds=10), timedelta(seconds=4)


class Place(Protocol):
    """A running installation."""

    @property
    def owner_url(self) -> URL:
        """The owner's address of its database."""
        ...

    @property
    def roles(self) -> Roles:
        """Of its database."""
        ...

    @property
    def webs(self) -> Sequence[str]:
        """Where browsers come in, as ``host:port``."""
        ...


@dataclass(frozen=True)
class Scene:
    """Who and what there is."""

    tenant_id: TenantId
    site_key: str
    emails: Sequence[str]
    queues: Sequence[UUID]
    at_once: Mapping[str, int]
    """Chats by agent's id."""


async def set_scene(house: Place, count: int) -> Scene:
    """A company with ``count`` agents and two queues: one with time to write up."""
    clock = SystemClock()
    ids = IdMaker(clock)
    async with databases(house) as (request_db, system_db):
        works = SystemWorks(system_db, clock, ids)
        async with works() as work:
            settings = Settings("Maison Vanille", "Indian/Reunion", "RE", "EUR", ("fr", "en"))
            tenant = await tenants.create(work, "maison-vanille", settings)
        quick = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        hashed = await quick.hash(PASSWORD)
        emails = [f"agent{number}@example.com" for number in range(1, count + 1)]
        for email in emails:
            async with works() as work:
                new = NewUser(email, f"Agent {email.partition('@')[0]}", "fr", hashed, False)
                user = await users.create(work, new)
            async with works(SYSTEM, tenant.id) as work:
                await members.add(work, user, [Role.AGENT])
        async with UnitOfWork(request_db, clock, ids)(tenant.id, SYSTEM) as work:
            queues = await _queues(work)
            at_once = await _staffed(work, queues)
            label = {"fr": "Ma commande", "en": "My order"}
            orders = {"key": ORDERS, "label": label, "queue": "commandes"}
            draft = Draft("Boutique", "fr", (SITE,), {"subjects": [orders]})
            door = await entry_points.create(work, discover(), "webchat", draft)
    return Scene(tenant.id, door.site_key, emails, queues, at_once)


async def _queues(work: Work) -> Sequence[UUID]:
    first = await agents.default_queue(work)
    advice = QueueRules(name="Conseil", reservation=RESERVATION)
    first = await agents.change_queue(work, first.id, first.version, advice)
    results = (Disposition(UUID(int=0), "Vendu"), Disposition(UUID(int=0), "Renseigné"))
    orders = QueueRules(
        name="Commandes", reservation=RESERVATION, wrap_up=WRAP_UP, dispositions=results
    )
    second = await agents.create_queue(work, orders)
    return first.id, second.id


async def _staffed(work: Work, queues: Sequence[UUID]) -> Mapping[str, int]:
    """Everybody answers every queue; gives how many chats each has at once."""
    serve = tuple(map(QueueMembership, queues))
    at_once: dict[str, int] = {}
    for one, capacity in zip(await agents.profiles(work), cycle(CAPACITIES), strict=False):
        rules = replace(one.decided, queues=serve, capacity=capacity)
        await agents.change_profile(work, UserId(one.id), one.version, rules)
        at_once[str(one.id)] = int(capacity.at_once(Medium.CHAT))
    return at_once


@asynccontextmanager
async def databases(house: Place) -> AsyncIterator[tuple[RequestDatabase, SystemDatabase]]:
    """Transactions under both roles."""
    request = role_engine(house.owner_url, house.roles, "request")
    system = role_engine(house.owner_url, house.roles, "system")
    try:
        yield RequestDatabase(request), SystemDatabase(system)
    finally:
        await request.dispose()
        await system.dispose()
