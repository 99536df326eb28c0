"""Canned replies are written, found and used."""

from dataclasses import replace
from uuid import UUID

import pytest

from guichet.desk.canned import service
from guichet.desk.canned.service import Writer
from guichet.desk.canned.types import CannedDraft
from guichet.gateway.context import Context
from guichet.kit.errors import Conflict, Forbidden, Invalid, NotFound
from guichet.kit.ids import TenantId
from tests.conftest import MakeTenant, MakeWork
from tests.desk.scene import AMELIE, RAVI, arrives
from tests.gateway.scene import open_shop, says

BOSS = Writer(AMELIE, manages=True)
RAVIS = Writer(RAVI)
DELAY = CannedDraft("Délai de livraison", "Bonjour, comptez 48 heures.", "delai")
SALES, CARE = UUID(int=31), UUID(int=32)


@pytest.fixture
async def tenant(make_tenant: MakeTenant) -> TenantId:
    return await make_tenant()


async def found(
    make_work: MakeWork, tenant: TenantId, question: str = "", queue: UUID | None = None
) -> list[str]:
    async with make_work(tenant) as work:
        rows = await service.page(work, RAVI.id, question, queue, before=None, limit=50)
    return [one.draft.title for one in rows]


async def test_an_agent_finds_what_is_for_everybody_for_the_queue_and_their_own(
    make_work: MakeWork, tenant: TenantId
) -> None:
    async with make_work(tenant) as work:
        await service.write(work, DELAY, BOSS)
        await service.write(work, CannedDraft("Ventes", "Remise", None, "queue", SALES), BOSS)
        await service.write(work, CannedDraft("Après-vente", "Retour", None, "queue", CARE), BOSS)
        await service.write(work, CannedDraft("À moi", "Salut", None, "own"), RAVIS)
        await service.write(work, CannedDraft("À Amélie", "Salut", None, "own"), Writer(AMELIE))
    assert await found(make_work, tenant) == [
        "À moi",
        "Après-vente",
        "Ventes",
        "Délai de livraison",
    ]
    assert await found(make_work, tenant, queue=SALES) == ["À moi", "Ventes", "Délai de livraison"]
    assert await found(make_work, tenant, "LIVR déla") == ["Délai de livraison"]
    assert await found(make_work, tenant, "delai") == ["Délai de livraison"]
    assert await found(make_work, tenant, "inconnu") == []


async def test_a_reply_of_another_language_is_not_offered(
    make_work: MakeWork, tenant: TenantId
) -> None:
    async with make_work(tenant) as work:
        await service.write(work, DELAY, BOSS)
        await service.write(work, CannedDraft("Merci", "Merci !", language="fr"), BOSS)
        await service.write(work, CannedDraft("Thanks", "Thank you!", language="en"), BOSS)
        rows = await service.page(work, RAVI.id, None, None, language="en", before=None, limit=50)
    assert [one.draft.title for one in rows] == ["Thanks", "Délai de livraison"]


async def test_what_is_for_others_is_written_by_who_manages_the_desk(
    make_work: MakeWork, tenant: TenantId
) -> None:
    async with make_work(tenant) as work:
        with pytest.raises(Forbidden):
            await service.write(work, DELAY, RAVIS)
        shared = await service.write(work, DELAY, BOSS)
        own = await service.write(work, replace(DELAY, scope="own"), RAVIS)
        with pytest.raises(Forbidden):
            await service.remove(work, shared.id, RAVIS)
        with pytest.raises(NotFound):
            await service.remove(work, own.id, BOSS)
        with pytest.raises(Forbidden):
            await service.rewrite(work, own.id, 1, replace(DELAY, scope="tenant"), RAVIS)


async def test_a_change_is_of_a_version_and_found_by_its_new_words(
    make_work: MakeWork, tenant: TenantId
) -> None:
    wanted = replace(DELAY, title="Horaires", shortcut=None, text="Ouvert à 8 h")
    async with make_work(tenant) as work:
        one = await service.write(work, DELAY, BOSS)
        changed = await service.rewrite(work, one.id, 1, wanted, BOSS)
        assert await service.rewrite(work, one.id, 2, wanted, BOSS) == changed
        with pytest.raises(Conflict):
            await service.rewrite(work, one.id, 1, DELAY, BOSS)
    assert changed.version == 2
    assert await found(make_work, tenant, "livraison") == []
    assert await found(make_work, tenant, "ouvert") == ["Horaires"]
    async with make_work(tenant) as work:
        await service.remove(work, one.id, BOSS)
    assert await found(make_work, tenant) == []


@pytest.mark.parametrize(
    "wrong",
    [
        replace(DELAY, scope="queue"),
        replace(DELAY, queue_id=SALES),
        replace(DELAY, text="Bonjour {contact.nmae}"),
    ],
)
async def test_what_cannot_be_used_is_refused_when_it_is_written(
    make_work: MakeWork, tenant: TenantId, wrong: CannedDraft
) -> None:
    async with make_work(tenant) as work:
        with pytest.raises(Invalid):
            await service.write(work, wrong, BOSS)


async def test_a_reply_is_filled_in_for_a_request_and_its_use_is_counted(
    make_tenant: MakeTenant, make_work: MakeWork
) -> None:
    shop = await open_shop(make_tenant, make_work)
    asked = replace(says("Bonjour"), context=Context(data={"order": "4711"}))
    arrived = await arrives(make_work, shop, asked)
    text = "{contact.name} {context.order} {agent.name}"
    async with make_work(shop.tenant_id) as work:
        one = await service.write(work, replace(DELAY, text=text), BOSS)
        filled = await service.use(work, one.id, arrived.interaction_id, RAVI)
        mine = await service.write(work, replace(DELAY, scope="own"), Writer(AMELIE))
        with pytest.raises(NotFound):
            await service.use(work, mine.id, arrived.interaction_id, RAVI)
        rows = await service.page(work, RAVI.id, None, None, before=None, limit=1)
    assert (filled.text, filled.missing) == (" 4711 Ravi Hoareau", ("contact.name",))
    assert [row.used for row in rows] == [1]
