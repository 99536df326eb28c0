"""A campaign to everybody: contacts with a card, a number and their agreement get an offer with
their first name in it. Looked at, its list written down, ten seconds of undo; then prepared
while two binds carry it by SMPP until the last receipt is stored. CPU is this process's and
PostgreSQL's; the carrier's is not counted. ``./dev bench campaign [--recipients N]``.
"""

import asyncio
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import uvloop
from pydantic import SecretStr
from sqlalchemy import text

from benches.carrying.house import House, house
from guichet.campaigns import service
from guichet.campaigns.office import Caller, Office, Sending
from guichet.campaigns.sending.ports import Nobody
from guichet.campaigns.sending.runner import CampaignRunner
from guichet.campaigns.sending.steps import Means
from guichet.campaigns.types import Agreed, Audience, By, Campaign, CampaignWording, Draft
from guichet.consent.addresses import digester
from guichet.gateway.leases.service import Leases
from guichet.kit.cipher import Cipher
from guichet.kit.clock import SystemClock
from guichet.kit.db.copying import copy_rows, hexed
from guichet.kit.db.sessions import ReaderDatabase, RequestDatabase
from guichet.kit.ground import Ground
from guichet.kit.mail.service import Outbox
from guichet.kit.settings import Settings
from guichet.kit.work import SYSTEM, UnitOfWork

RECIPIENTS = 1_000_000
AT_ONCE = 20_000
PATIENCE = 7_200.0
OFFER = CampaignWording(
    "Bonjour {first_name}, -20 % sur les bottes jusqu'a samedi chez Vanille. STOP 36789",
    "marketing",
    "36789",
)
ADA = By("user", UUID(int=1), "Ada")
Figures = dict[str, float | int | str]

_CONTACTS = text("""
INSERT INTO contact (tenant_id, id, version, name, code, created_at, last_seen_at)
SELECT :tenant, CAST(lpad(to_hex(n), 32, '0') AS uuid), 1, 'Client ' || n, '4F2A', now(), now()
FROM generate_series(CAST(:first AS int), CAST(:last AS int)) n
""")
_NUMBERS = text("""
INSERT INTO contact_identity (tenant_id, id, contact_id, kind, value, created_at)
SELECT :tenant, gen_random_uuid(), CAST(lpad(to_hex(n), 32, '0') AS uuid), 'phone',
    '+262692' || lpad(CAST(n AS text), 6, '0'), now()
FROM generate_series(CAST(:first AS int), CAST(:last AS int)) n
""")
_FIRST = text("SELECT min(at) FROM mass_outcome WHERE kind = 'handed'")
_SENT = text("SELECT count(*), count(DISTINCT address) FROM mass_message")


def run(arguments: Sequence[str]) -> Figures:
    """The figures."""
    count = int(_of(arguments, "--recipients") or RECIPIENTS)
    return uvloop.run(_run(count))


async def _run(count: int) -> Figures:
    async with house(None) as one:
        ground = _ground(one)
        await _people(one, ground, count)
        bench = _Bench(one, ground)
        figures = await bench.look_and_send(count)
        figures |= await bench.prepare(count)
        return figures | await bench.carry(count)


class _Bench:
    """One campaign."""

    def __init__(self, one: House, ground: Ground) -> None:
        self.one = one
        self.ground = ground
        self.office = Office(ground, ground.system_db.transaction)
        self.open_work = UnitOfWork(ground.request_db, ground.clock, ground.ids)
        self.campaign: Campaign | None = None
        self.began = 0.0
        self.cpu = (0.0, 0.0)

    async def look_and_send(self, count: int) -> Figures:
        """Preview, then the button."""
        tenant = self.one.tenant
        async with self.open_work(tenant, SYSTEM) as work:
            draft = Draft("Bench", OFFER, Audience(everybody=True))
            made = await service.create(work, draft, ADA)
        begun = time.perf_counter()
        shown = await self.office.preview(Caller(tenant, SYSTEM), made.id, {})
        looked = time.perf_counter()
        if shown.recipients != count or any(each.stops for each in shown.problems):
            raise AssertionError(f"{shown.recipients} of {count}: {shown.problems}")
        who = Sending(tenant, SYSTEM, ADA)
        agreed = Agreed(count, shown.fingerprint, shown.most, shown.rates)
        sent = await self.office.send(who, made.id, agreed, {})
        answered = time.perf_counter()
        if sent.state == "listing":
            await self.office.renew(tenant, made.id, {})
        self.campaign = await self._at(made.id)
        return {
            "preview_s": looked - begun,
            "send_s": answered - looked,
            "listed_s": time.perf_counter() - looked,
        }

    async def prepare(self, count: int) -> Figures:
        """From the end of undo until everybody was accepted."""
        assert self.campaign is not None
        assert self.campaign.undo_until is not None
        nobody = Nobody()

        across = self.ground.system_db.transaction
        runner = CampaignRunner(
            across,
            self.open_work,
            self.ground.clock,
            Leases(across, "bench"),
            means=Means("http://bench", nobody, nobody),
        )
        self.one.tally.awaited = count
        self.one.carry()
        self.one.carrying.append(asyncio.create_task(runner.run()))
        wait = self.campaign.undo_until - self.ground.clock.now()
        await asyncio.sleep(max(wait, timedelta()).total_seconds())
        self.began, self.cpu = time.perf_counter(), self.one.cpu()
        async with asyncio.timeout(PATIENCE):
            await self._prepared(count)
        took, _, _ = self._since()
        return {"prepared_s": took, "prepared_per_s": count / took}

    async def _prepared(self, count: int) -> None:
        done = False
        while not done:
            await asyncio.sleep(0.2)
            done = (await self._now()).prepared >= count

    async def carry(self, count: int) -> Figures:
        """Until the last receipt is stored."""
        async with asyncio.timeout(PATIENCE):
            await self.one.tally.complete.wait()
        took, own, postgres = self._since()
        assert self.campaign is not None
        assert self.campaign.undo_until is not None
        async with self.ground.system_db.transaction() as session:
            first = await session.scalar(_FIRST)
            sent = tuple((await session.execute(_SENT)).one())
        if sent != (count, count) or first is None:
            raise AssertionError(f"of {count}: {sent}")
        return {
            "first_handed_after_s": (first - self.campaign.undo_until).total_seconds(),
            "carried_per_s": count / took,
            "all_cpu_us_python": own * 1e6 / count,
            "all_cpu_us_postgres": postgres * 1e6 / count,
        }

    def _since(self) -> tuple[float, float, float]:
        own, postgres = self.one.cpu()
        return time.perf_counter() - self.began, own - self.cpu[0], postgres - self.cpu[1]

    async def _now(self) -> Campaign:
        assert self.campaign is not None
        return await self._at(self.campaign.id)

    async def _at(self, campaign_id: UUID) -> Campaign:
        async with self.open_work(self.one.tenant, SYSTEM) as work:
            return await service.campaign(work, campaign_id)


def _ground(one: House) -> Ground:
    clock, cipher = SystemClock(), Cipher("bench")
    return Ground(
        settings=Settings(data_dir=Path("/tmp"), secret_key=SecretStr("b" * 32)),
        clock=clock,
        ids=one.ids,
        request_db=RequestDatabase(one.engines["request"]),
        system_db=one.db,
        reader_db=ReaderDatabase(one.engines["reader"]),
        cipher=cipher,
        outbox=Outbox(cipher),
    )


async def _people(one: House, ground: Ground, count: int) -> None:
    """Cards with a number each, and their agreement."""
    async with ground.request_db.transaction(one.tenant) as session:
        own = await digester(session, one.tenant, ground.cipher)
    for first in range(0, count, AT_ONCE):
        several = range(first, min(first + AT_ONCE, count))
        values = {"tenant": one.tenant, "first": first, "last": several[-1]}
        async with ground.request_db.transaction(one.tenant) as session:
            await session.execute(_CONTACTS, values)
            await session.execute(_NUMBERS, values)
        hashes = own.of_many("phone", [f"+262692{each:06d}" for each in several])
        now = ground.clock.now().isoformat()
        lines = [
            f"{hexed(one.tenant)}\t{hexed(one.ids.new())}\t{each:032x}\tphone\t\\\\x{hashed.hex()}"
            f"\tmarketing\tsms\tgranted\tform\t{now}\t{now}\tsystem\n"
            for each, hashed in zip(several, hashes, strict=True)
        ]
        async with one.db.transaction() as session:
            await copy_rows(session, "consent", _CONSENT, lines)


_CONSENT = (
    "tenant_id",
    "id",
    "contact_id",
    "address_kind",
    "address_hash",
    "purpose",
    "medium",
    "decision",
    "source",
    "at",
    "recorded_at",
    "by_kind",
)


def _of(arguments: Sequence[str], name: str) -> str | None:
    return arguments[arguments.index(name) + 1] if name in arguments else None
