"""A platform with numbers, companies that hold them, and somebody who reads texts."""

import itertools
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import text as statement

from guichet.accounts.types import PLATFORM
from guichet.desk.service import ended_by_person
from guichet.gateway.carriers.heard import Heard
from guichet.gateway.contract import AnyDoor, Tools
from guichet.gateway.directory import Directory
from guichet.gateway.entry_points import service as entry_points
from guichet.gateway.entry_points.doors import door_of
from guichet.gateway.entry_points.types import Draft as EntryPointDraft
from guichet.gateway.leases.service import Leases, Token
from guichet.gateway.mass.contract import MobileOriginated
from guichet.gateway.numbers import service as numbers
from guichet.gateway.numbers.types import Draft, Number
from guichet.gateway.registry import Registry, discover
from guichet.gateway.telephones.answering import Saying, say
from guichet.gateway.telephones.office import LEASE, Means, Office
from guichet.gateway.telephones.reader import Reader
from guichet.gateway.telephones.texting import Texting
from guichet.gateway.telephones.types import (
    NobodySignsUp,
    SignsUp,
    WhatAnswers,
    WhoIs,
    nothing_answered,
)
from guichet.intake.sink import IntakeSink
from guichet.interactions.service import record_progress
from guichet.kit.ground import Ground
from guichet.kit.ids import TenantId
from guichet.kit.work import SYSTEM, UnitOfWork, Work
from guichet.processes.people import PeopleKnown
from tests.channels.fronts import tools_of
from tests.gateway.quiet import Silence

ROUTE = UUID(int=77)
SHORT = "38100"
LONG = "+262262123456"
PHONE = "+262692123456"

_TEXTS = statement(
    "SELECT sender, addressee, text, fate, reason, tenant_id, entry_point_id, keyword"
    " FROM carrier_heard ORDER BY heard_at, peer_id"
)
_SENT = statement(
    "SELECT m.address, c.wording->>'sender', c.wording->>'text', c.wording->>'about'"
    " FROM mass_message m JOIN mass_chunk c ON c.tenant_id = m.tenant_id AND c.id = m.chunk_id"
    " ORDER BY m.id"
)
_WORDS = statement("SELECT text FROM message WHERE text IS NOT NULL ORDER BY created_at, seq")
_TOLD = statement(
    "SELECT payload->'item' FROM event_log WHERE kind = 'gateway.text.received' ORDER BY id"
)
_REFUSED = statement("SELECT tenant_id, decision, proof FROM consent ORDER BY id")


@dataclass
class Platform:
    """Everything of one test."""

    ground: Ground
    registry: Registry
    tools: Tools
    directory: Directory
    sink: IntakeSink
    reader: Reader
    office: Office
    leases: Leases
    heard: Heard
    names: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    @asynccontextmanager
    async def work(self, tenant: TenantId = PLATFORM) -> AsyncIterator[Work]:
        """Under the system role."""
        async with self.ground.system_db.transaction() as session:
            yield Work(session, tenant, self.ground.clock, self.ground.ids, SYSTEM)

    async def number(self, written: str, *, shared: bool = False, **draft: Any) -> Number:
        """A number that leads here."""
        async with self.work() as work:
            return await numbers.add(work, written, "RE", Draft("", **draft), shared=shared)

    async def give(self, one: Number, tenant: TenantId, *keywords: str) -> None:
        """A company may use it."""
        async with self.work(tenant) as work:
            await numbers.give(work, one.id, keywords)

    async def door(self, tenant: TenantId, **settings: Any) -> AnyDoor:
        """An entry point of kind ``sms``."""
        open_work = UnitOfWork(self.ground.request_db, self.ground.clock, self.ground.ids)
        async with open_work(tenant, SYSTEM) as work:
            made = await entry_points.create(
                work, self.registry, "sms", EntryPointDraft("SMS", "fr", (), settings)
            )
        door = door_of(made, self.registry)
        assert door is not None
        return door

    async def says(self, text: str, to: str = SHORT, sender: str = PHONE) -> None:
        """A telephone writes; nobody read it yet."""
        told = MobileOriginated(
            f"mo-{next(self.names):04}", sender, to, text, self.ground.clock.now()
        )
        await self.heard.take_in(ROUTE, [told])

    async def answers(self, tenant: TenantId, words: str, to: str = PHONE) -> None:
        """Somebody of a company answers from its long number."""
        async with self.work(tenant) as work:
            assert await say(work, Saying(LONG, to, words)) is None

    async def token(self) -> Token:
        """The right to read."""
        token = await self.leases.take(LEASE)
        assert token is not None
        return token

    async def read(self) -> None:
        """Somebody reads what waits, once."""
        token = await self.token()
        await self.reader.read(token)
        await self.leases.give_back(LEASE, token)

    async def rows(self, query: Any) -> Sequence[Any]:
        """What stands in the database."""
        async with self.ground.system_db.transaction() as session:
            return (await session.execute(query)).all()

    async def fates(self) -> list[tuple[str, str | None, str | None]]:
        """What became of texts: words, fate and reason."""
        return [(one.text, one.fate, one.reason) for one in await self.rows(_TEXTS)]

    async def places(self) -> list[UUID | None]:
        """The entry points texts went to."""
        return [one.entry_point_id for one in await self.rows(_TEXTS)]

    async def sent(self) -> list[tuple[str, str, str, str]]:
        """What was accepted for telephones: to, from, words, and what it is about."""
        return [tuple(one) for one in await self.rows(_SENT)]

    async def words(self) -> list[str]:
        """What stands in conversations."""
        return [one.text for one in await self.rows(_WORDS)]

    async def told(self) -> list[Mapping[str, Any]]:
        """What the companies' systems are told."""
        return [one[0] for one in await self.rows(_TOLD)]

    async def decisions(self) -> list[tuple[UUID, str]]:
        """Who is told to stop, or may go on."""
        return [(one.tenant_id, one.decision) for one in await self.rows(_REFUSED)]


def platform(
    ground: Ground,
    who_is: WhoIs | None = None,
    what_answers: WhatAnswers = nothing_answered,
    signs: SignsUp | None = None,
) -> Platform:
    """A process that reads, over the test's database."""
    open_work = UnitOfWork(ground.request_db, ground.clock, ground.ids)
    across = ground.system_db.transaction
    registry = discover()
    plain = tools_of(ground.clock, ground.ids, Silence())
    tools = Tools(
        plain.clock,
        plain.ids,
        plain.signals,
        plain.secret,
        plain.public_url,
        plain.static,
        plain.file_address,
        Texting(open_work),
    )

    async def is_active(tenant_id: TenantId) -> bool:
        return True

    sink = IntakeSink(
        open_work,
        registry,
        tools.signals,
        record_progress,
        ground.outbox,
        person_gone=ended_by_person,
    )
    directory = Directory(across, registry, ground.clock, is_active)
    means = Means(
        across,
        ground.clock,
        ground.ids,
        ground.cipher,
        registry,
        tools,
        sink,
        directory,
        who_is or PeopleKnown(open_work),
        is_active,
        what_answers,
        signs or NobodySignsUp(),
    )
    office, leases = Office(means), Leases(across, "one")
    reader = Reader(across, office, leases)
    heard = Heard(across, ground.clock)
    return Platform(ground, registry, tools, directory, sink, reader, office, leases, heard)
