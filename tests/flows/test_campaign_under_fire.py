"""Everybody who carries is killed in the middle of a campaign: nobody gets it twice, nobody is
forgotten.
"""

import signal
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import select

from guichet.campaigns import service
from guichet.campaigns.office import Office, Sending
from guichet.campaigns.types import (
    Agreed,
    Audience,
    By,
    Campaign,
    CampaignWording,
    Draft,
    Pace,
    Timing,
)
from guichet.gateway.mass.models import MessageRow, OutcomeRow
from guichet.kit.cipher import Cipher
from guichet.kit.clock import SystemClock
from guichet.kit.db.engines import PoolBudget, role_engines
from guichet.kit.db.sessions import ReaderDatabase, RequestDatabase
from guichet.kit.ground import Ground
from guichet.kit.ids import IdMaker
from guichet.kit.mail.service import Outbox
from guichet.kit.settings import Settings
from guichet.kit.work import SYSTEM, UnitOfWork
from tests.flows.test_texts_under_fire import folder
from tests.servers.desk_day.house import SECRET
from tests.servers.texts_under_fire import PROGRAMS, Fire, fire
from tests.waiting import eventually

__all__ = ["folder"]

PEOPLE = 1_200
NEWS = CampaignWording("Votre commande est prête", "service", "36789")
FAST = Timing(pace=Pace("rate", per_minute=6_000))
"""A hundred a second: twelve seconds, in the middle of which somebody can be killed."""
ADA = By("user", None, "Ada")


@asynccontextmanager
async def around(one: Fire) -> AsyncIterator[Ground]:
    """What an office needs."""
    engines = role_engines(one.house.owner_url, one.house.roles, PoolBudget(2, 2, 1))
    clock, cipher = SystemClock(), Cipher(SECRET)
    try:
        yield Ground(
            settings=Settings(data_dir=one.house.folder, secret_key=SecretStr(SECRET)),
            clock=clock,
            ids=IdMaker(clock),
            request_db=RequestDatabase(engines["request"]),
            system_db=one.db,
            reader_db=ReaderDatabase(engines["reader"]),
            cipher=cipher,
            outbox=Outbox(cipher),
        )
    finally:
        for engine in engines.values():
            await engine.dispose()


async def unsure(one: Fire) -> set[str]:
    """Numbers of texts that may have left when somebody was killed, which is marked."""
    marked = (
        select(MessageRow.address)
        .join(OutcomeRow, OutcomeRow.message_id == MessageRow.id)
        .where(OutcomeRow.kind.in_(("again", "cut")))
    )
    async with one.db.transaction() as session:
        return set((await session.execute(marked)).scalars())


async def test_a_campaign_goes_on_after_everybody_who_carried_it_was_killed(folder: Path) -> None:
    numbers = tuple(f"+262692{one:06d}" for one in range(PEOPLE))
    async with fire(folder) as one, around(one) as ground:
        open_work = UnitOfWork(ground.request_db, ground.clock, ground.ids)
        async with open_work(one.tenant, SYSTEM) as work:
            draft = Draft("Feu", NEWS, Audience(numbers=numbers), FAST)
            made = await service.create(work, draft, ADA)
        office = Office(ground, one.db.transaction)
        await office.send(Sending(one.tenant, SYSTEM, ADA), made.id, Agreed(PEOPLE), {})

        async def now() -> Campaign:
            async with open_work(one.tenant, SYSTEM) as work:
                return await service.campaign(work, made.id)

        async def is_on_its_way() -> bool:
            return (await now()).prepared > 0 and len(one.carrier.telephones.taken) >= PEOPLE // 12

        async def is_over() -> bool:
            return (await now()).state == "done"

        await eventually(is_on_its_way, within=60, what="the first have got it")
        processes = [one.house.programs[name].process for name in PROGRAMS]
        for process in processes:
            assert process is not None
            process.send_signal(signal.SIGKILL)
            await process.wait()
        killed_at = (await now()).prepared
        for name in PROGRAMS:
            await one.house.restart(name, signal.SIGKILL)
        await eventually(is_over, within=120, every=0.2, what="the last has got it")
        arrived = one.arrived()
        marked = await unsure(one)
    assert 0 < killed_at < PEOPLE, "in the middle"
    assert set(arrived) == set(numbers)
    assert {number for number, count in arrived.items() if count > 1} <= marked
    assert Counter(arrived.values())[1] >= PEOPLE - len(marked)
