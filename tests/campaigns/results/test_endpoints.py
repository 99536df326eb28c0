"""What campaigns came to, over HTTP."""

import csv
import io
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch
from uuid import UUID
from zoneinfo import ZoneInfo

import httpx
import pytest
from sqlalchemy import func, select

from guichet.accounts.rights import Role
from guichet.accounts.tenants.types import Tenant
from guichet.accounts.works import SystemWorks
from guichet.campaigns import service as campaigns
from guichet.campaigns.models import ExclusionRow, RecipientRow
from guichet.campaigns.results import facts, retention
from guichet.campaigns.results.following import ResultsFollower
from guichet.campaigns.results.models import FateRow
from guichet.crm import service as crm
from guichet.crm.occurrences import service as occurrences
from guichet.crm.occurrences.types import Told, Who
from guichet.crm.types import Claim, NewContact
from guichet.gateway.mass.contract import CarrierReceipt, Parcel, PartSent
from guichet.kit.clock import ManualClock
from guichet.kit.db.sessions import ReaderDatabase, SystemDatabase
from guichet.kit.ground import Ground
from guichet.kit.ids import IdMaker
from guichet.processes.jobs import forget_old_campaign_lists
from tests.accounts.conftest import CORAIL, Browser, World
from tests.campaigns.results.scene import Sent, campaign
from tests.conftest import MakeWork
from tests.gateway.mass.line import house
from tests.waiting import eventually

ROUTE = UUID(int=1)
PEOPLE = ["Éloïse Payet", "Marc Hoarau", "Lina Grondin", "Paul Técher"]


def phone(n: int) -> str:
    return f"+26269200000{n}"


@pytest.fixture
async def tenant(world: World) -> Tenant:
    return await world.tenant()


@pytest.fixture
async def author(world: World, browser: Browser, tenant: Tenant) -> httpx.AsyncClient:
    user = await world.user("marie@vanille.example")
    await world.join(user, tenant, Role.CAMPAIGN_AUTHOR)
    return await browser(user.email, tenant)


@pytest.fixture
async def sent(
    works: SystemWorks,
    make_work: MakeWork,
    tenant: Tenant,
    system_db: SystemDatabase,
    clock: ManualClock,
    ids: IdMaker,
) -> Sent:
    """To four people and a number without a card: the first got it, the second was out of reach,
    the third has no such number, the others are not told of yet.
    """
    async with make_work(tenant.id) as work:
        cards = [
            await crm.create(work, NewContact(name=name, identities=[Claim("phone", phone(n))]))
            for n, name in enumerate(PEOPLE, 1)
        ]
    async with works(tenant_id=tenant.id) as work:
        addresses = [phone(n) for n in range(1, 6)]
        made = await campaign(work, addresses, [*(one.contact.id for one in cards), None])

    def answer(parcel: Parcel) -> list[PartSent]:
        return [PartSent(parcel.id, 1, 1, parcel.to)]

    async with house(system_db, clock, ids, [ROUTE]) as one:
        line = one.line(ROUTE, answer)
        await eventually(lambda: len(line.taken) == 5)
        await one.heard(
            line,
            CarrierReceipt(phone(1), "delivered"),
            CarrierReceipt(phone(2), "expired", None, "069"),
            CarrierReceipt(phone(3), "undeliverable", None, "001"),
            CarrierReceipt(phone(5), "expired", None, "069"),
        )
        await one.store.writer.written()
    await ResultsFollower(system_db.transaction, clock, ids).follow()
    return made


async def got(client: httpx.AsyncClient, path: str, **params: Any) -> Any:
    answer = await client.get(path, params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_campaign_tells_where_everybody_is_and_what_to_do(
    author: httpx.AsyncClient, sent: Sent
) -> None:
    told = await got(author, f"/campaigns/{sent.id}/results")
    assert (told["recipients"], told["sent"], told["delivered"]) == (5, 5, 1)
    assert (told["under_way"], told["failed"], told["waiting"]) == (1, 3, 0)
    assert [(one["reason"], one["count"], one["again"]) for one in told["failed_for"]] == [
        ("carrier_expired", 2, "later"),
        ("carrier_undeliverable", 1, "after"),
    ]
    author.headers["accept-language"] = "fr"
    failures = await got(author, f"/campaigns/{sent.id}/failures")
    assert failures["items"][0]["title"] == "Téléphone éteint ou hors réseau"
    assert "Renvoyez" in failures["items"][0]["todo"]


async def test_recipients_are_listed_in_their_order_and_found_by_name_or_number(
    author: httpx.AsyncClient, sent: Sent
) -> None:
    path = f"/campaigns/{sent.id}/recipients"
    first = await got(author, path, limit=3)
    rest = await got(author, path, limit=3, cursor=first["next_cursor"])
    assert rest["next_cursor"] is None
    rows = [*first["items"], *rest["items"]]
    assert [one["place"] for one in rows] == [1, 2, 3, 4, 5]
    assert [one["name"] for one in rows] == [*PEOPLE, None]
    states = ["delivered", "undelivered", "undelivered", "handed", "undelivered"]
    assert [one["state"] for one in rows] == states
    assert rows[1]["carrier_code"] == "069"
    assert rows[0]["parts"] == 1

    async def places(**params: str) -> list[int]:
        return [one["place"] for one in (await got(author, path, **params))["items"]]

    assert await places(place="failed") == [2, 3, 5]
    assert await places(place="failed", reason="carrier_undeliverable") == [3]
    assert await places(place="delivered") == [1]
    assert await places(place="waiting") == []
    assert await places(search="hoarau") == [2]
    assert await places(search="0692 00 00 05") == [5]
    assert await places(search="0692 00 00 04", place="failed") == []
    assert await places(did="clicked") == []


async def test_those_it_did_not_reach_get_it_again_and_nobody_twice(
    author: httpx.AsyncClient,
    works: SystemWorks,
    tenant: Tenant,
    sent: Sent,
    system_db: SystemDatabase,
    reader_db: ReaderDatabase,
    clock: ManualClock,
    ids: IdMaker,
) -> None:
    answer = await author.post(f"/campaigns/{sent.id}/resend", json={})
    assert answer.status_code == 201, answer.text
    draft = answer.json()
    assert draft["state"] == "draft"
    assert draft["audience"]["numbers"] == [phone(5)]
    (condition,) = draft["audience"]["conditions"]
    source = facts.CampaignsTell()

    async def who() -> set[UUID]:
        wanted: Any = source.people(tenant.id, condition["fact"], condition["value"], (None, None))
        async with reader_db.snapshot() as session:
            return set((await session.execute(wanted)).scalars())

    failed = await got(author, f"/campaigns/{sent.id}/recipients", place="failed")
    cards = {one["contact_id"] for one in failed["items"]}
    assert {str(one) for one in await who()} == cards - {None}
    async with house(system_db, clock, ids, [ROUTE]) as one:
        line = one.line(ROUTE, lambda _: [])
        await one.heard(line, CarrierReceipt(phone(2), "delivered"))
        await one.store.writer.written()
    await ResultsFollower(system_db.transaction, clock, ids).follow()
    assert len(await who()) == 1, "who got it late does not get it again"
    chosen = await author.post(
        f"/campaigns/{sent.id}/resend", json={"reasons": ["carrier_undeliverable"]}
    )
    assert chosen.json()["audience"]["numbers"] == []
    assert chosen.json()["audience"]["conditions"][0]["value"].endswith("/carrier_undeliverable")


async def test_a_campaign_everybody_got_has_nobody_to_send_to_again(
    author: httpx.AsyncClient, works: SystemWorks, tenant: Tenant
) -> None:
    async with works(tenant_id=tenant.id) as work:
        other = await campaign(work, [phone(1)])
    answer = await author.post(f"/campaigns/{other.id}/resend", json={})
    assert (answer.status_code, answer.json()["code"]) == (409, "nobody_to_resend")


async def test_campaigns_are_compared_in_the_order_asked_for(
    author: httpx.AsyncClient, works: SystemWorks, tenant: Tenant, sent: Sent
) -> None:
    async with works(tenant_id=tenant.id) as work:
        other = await campaign(work, [phone(1)])
    ids = [str(other.id), str(sent.id)]
    told = await got(author, "/campaigns/compare", campaign_id=ids)
    assert [one["campaign_id"] for one in told["items"]] == ids
    assert [one["delivered"] for one in told["items"]] == [0, 1]


async def test_what_people_bought_within_days_is_summed_each_person_once(
    author: httpx.AsyncClient,
    browser: Browser,
    make_work: MakeWork,
    tenant: Tenant,
    sent: Sent,
    clock: ManualClock,
) -> None:
    clock.advance(timedelta(days=20))
    author = await browser("marie@vanille.example", tenant)
    begun = clock.now() - timedelta(days=20)

    def bought(name: str, phone_of: int, days: float, **more: Any) -> Told:
        at = begun + timedelta(days=days)
        properties = {"amount": 1_990, "currency": "EUR", **more}
        return Told(name, "purchase", Who(phone=phone(phone_of)), at, properties)

    told = [
        bought("1", 1, 1),
        bought("2", 1, 2),
        bought("3", 2, 6.9),
        bought("4", 2, 7.1),
        bought("5", 3, -1),
        bought("6", 3, 3, currency="USD"),
    ]
    async with make_work(tenant.id) as work:
        await occurrences.take(work, told)
    week = await got(author, f"/campaigns/{sent.id}/purchases", days=7)
    assert (week["people"], week["count"]) == (3, 4)
    assert week["amount"] == {"amount": "59.7", "currency": "EUR"}
    month = await got(author, f"/campaigns/{sent.id}/purchases", days=30)
    assert (month["people"], month["count"]) == (3, 5)


async def test_the_curve_tells_what_happened_in_each_minute(
    author: httpx.AsyncClient, sent: Sent, clock: ManualClock
) -> None:
    told = await got(author, f"/campaigns/{sent.id}/curve")
    minute = clock.now().replace(second=0, microsecond=0)
    (point,) = told["points"]
    assert (told["by"], datetime.fromisoformat(point["at"])) == ("minute", minute)
    assert (point["sent"], point["delivered"], point["replied"]) == (5, 1, 0)
    by_day = await got(author, f"/campaigns/{sent.id}/curve", by="day")
    midnight = minute.astimezone(ZoneInfo("Indian/Reunion")).replace(hour=0, minute=0)
    assert datetime.fromisoformat(by_day["points"][0]["at"]) == midnight


async def test_those_held_back_are_compared_with_those_on_the_list(
    author: httpx.AsyncClient,
    browser: Browser,
    make_work: MakeWork,
    tenant: Tenant,
    works: SystemWorks,
    sent: Sent,
    clock: ManualClock,
) -> None:
    """Whether it reached them or not, through the same days."""
    async with make_work(tenant.id) as work:
        others = [
            await crm.create(work, NewContact(identities=[Claim("phone", f"+26269300000{n}")]))
            for n in range(3)
        ]
    async with works(tenant_id=tenant.id) as work:
        for n, one in enumerate(others, 1):
            row = {"campaign_id": sent.id, "n": n, "contact_id": one.contact.id}
            work.session.add(ExclusionRow(tenant_id=tenant.id, address="", reason="control", **row))
    clock.advance(timedelta(days=20))
    begun = clock.now() - timedelta(days=20)

    def bought(name: str, to: str, days: float) -> Told:
        at = begun + timedelta(days=days)
        return Told(name, "purchase", Who(phone=to), at, {"amount": 1, "currency": "EUR"})

    told = [
        bought("1", phone(1), 1),
        bought("2", phone(2), 6.9),
        bought("3", phone(3), 7.1),
        bought("4", "+262693000000", 3),
        bought("5", "+262693000001", -1),
    ]
    async with make_work(tenant.id) as work:
        await occurrences.take(work, told)
    author = await browser("marie@vanille.example", tenant)
    found = await got(author, f"/campaigns/{sent.id}/brought", days=7)
    assert found["sent"] == {"people": 4, "buyers": 2, "share": None}
    assert found["control"] == {"people": 3, "buyers": 1, "share": None}
    assert found["difference"] is None, "so few say nothing"


async def test_lists_of_long_ago_are_forgotten_and_sums_stay(
    author: httpx.AsyncClient,
    browser: Browser,
    ground: Ground,
    works: SystemWorks,
    tenant: Tenant,
    sent: Sent,
    clock: ManualClock,
) -> None:
    async with works(tenant_id=tenant.id) as work:
        one = await campaigns.locked(work, sent.id)
        over = replace(one, state="done", finished_at=work.now, exclusions={"no_number": 2})
        await campaigns.store(work, over)
    clock.advance(retention.KEPT)
    await forget_old_campaign_lists.run(ground)
    assert await _left(ground) == (5, 5), "not yet"
    clock.advance(timedelta(seconds=1))
    with patch.object(retention, "AT_ONCE", 2):
        await forget_old_campaign_lists.run(ground)
    assert await _left(ground) == (0, 0)
    author = await browser("marie@vanille.example", tenant)
    told = await got(author, f"/campaigns/{sent.id}/results")
    assert (told["recipients"], told["delivered"], told["failed"]) == (5, 1, 3)
    shown = await got(author, f"/campaigns/{sent.id}")
    assert shown["forgotten_at"] is not None
    async with works(tenant_id=tenant.id) as work:
        assert [each.count for each in await campaigns.excluded(work, sent.id)] == [2]


async def _left(ground: Ground) -> tuple[int, int]:
    """Recipients, and what is known of each."""
    async with ground.system_db.transaction() as session:
        tables = (RecipientRow, FateRow)
        counts = [await session.scalar(select(func.count()).select_from(one)) for one in tables]
    return counts[0] or 0, counts[1] or 0


async def test_everybody_is_in_the_file(author: httpx.AsyncClient, sent: Sent) -> None:
    author.headers["accept-language"] = "fr"
    answer = await author.get(f"/campaigns/{sent.id}/export", params={"format": "csv"})
    assert answer.headers["content-type"].startswith("text/csv")
    head, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert head[:4] == ["Rang", "Nom", "Numéro", "État"]
    assert [(one[1], one[2], one[3]) for one in rows[:2]] == [
        (PEOPLE[0], phone(1), "Arrivé"),
        (PEOPLE[1], phone(2), "Pas arrivé"),
    ]
    assert len(rows) == 5
    book = await author.get(f"/campaigns/{sent.id}/export", params={"format": "xlsx"})
    assert book.content[:2] == b"PK"


async def test_past_campaigns_are_facts_of_people(
    tenant: Tenant, sent: Sent, reader_db: ReaderDatabase, clock: ManualClock
) -> None:
    source, now = facts.CampaignsTell(), clock.now()

    async def count(fact: str, value: str | None = None, days: int | None = None) -> int:
        bounds = (now - timedelta(days=days), now + timedelta(days=1)) if days else (None, None)
        wanted: Any = source.people(tenant.id, fact, value, bounds)
        async with reader_db.snapshot() as session:
            return len(set((await session.execute(wanted)).scalars()))

    assert await count("sent") == 4
    assert await count("sent", days=1) == 4
    assert await count("sent", str(sent.id)) == 4
    assert await count("delivered", str(sent.id)) == 1
    assert await count("failed", str(sent.id)) == 2
    assert await count("failed", f"{sent.id}/carrier_expired") == 1
    assert await count("clicked") == 0
    assert await count("sent", "no campaign") == 0


async def test_nobody_sees_what_another_company_sent(
    world: World, browser: Browser, sent: Sent
) -> None:
    other = await world.tenant("atelier-corail", CORAIL)
    user = await world.user("paul@corail.example")
    await world.join(user, other, Role.CAMPAIGN_AUTHOR)
    stranger = await browser(user.email, other)
    for path in ("results", "recipients", "failures", "export", "curve", "brought"):
        answer = await stranger.get(f"/campaigns/{sent.id}/{path}")
        assert answer.status_code == 404, path
