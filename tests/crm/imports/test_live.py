"""What is shown live while a list is taken in."""

from uuid import UUID

import httpx
import pytest

from guichet.consent import service as consents
from guichet.consent.service import Address
from guichet.consent.types import Given, Recorder
from guichet.crm import service as contacts
from guichet.crm.imports import repository, running
from guichet.crm.imports.topics import ImportTopic
from guichet.crm.merges import service as merges
from guichet.crm.topics import ContactTopic
from guichet.crm.types import Claim, NewContact
from guichet.kit.db.sessions import RequestDatabase
from guichet.kit.ids import TenantId, UserId
from guichet.kit.topics import Viewer
from tests.conftest import Database, MakeWork
from tests.crm.imports.scene import CLIENTS, ELO, RAVI, Worker, card_of, sent, shown, taken_in
from tests.crm.scene import BY
from tests.live.replay import assert_snapshot_plus_events_equals_snapshot


async def test_cards_that_a_list_changes_are_right_everywhere(
    http: httpx.AsyncClient,
    worker: Worker,
    database: Database,
    request_db: RequestDatabase,
    tenant_id: TenantId,
    make_work: MakeWork,
) -> None:
    phone, mail = Claim("phone", ELO), Claim("email", "zoe@shop.example")
    async with make_work(tenant_id) as work:
        known = await contacts.create(work, NewContact("Wanda", identities=(phone,)))
        other = await contacts.create(work, NewContact("Zazie", identities=(mail,)))
        ravi = NewContact("Zélie", identities=(Claim("phone", RAVI),))
        survivor = await contacts.create(work, ravi)
        await merges.merge(work, survivor.contact.id, other.contact.id, "one person", by=BY)
        digest = Address("phone", b"d" * 32, known.contact.id)
        given = Given("reminders", "sms", "granted", "form", "bulletin")
        await consents.record(work, digest, given, Recorder("system", None, None))

    async def take() -> None:
        await taken_in(http, worker, CLIENTS.encode(), {"on_match": "overwrite"})

    viewer = Viewer(UserId(UUID(int=1)), tenant_id, frozenset({"contacts.read"}))
    topic, params = ContactTopic(), {"contact_id": str(known.contact.id)}
    items = await assert_snapshot_plus_events_equals_snapshot(
        database, request_db, topic, viewer, params, take
    )
    card = next(item.value for item in items if item.kind == "contact")
    assert isinstance(card, dict)
    assert (card["name"], card["version"]) == ("Éloïse Payet", 2)
    assert (await http.get("/contacts", params={"search": "wanda"})).json()["items"] == []
    assert (await card_of(http, "hoarau"))["id"] == str(survivor.contact.id)
    assert (await card_of(http, "zoe@shop"))["id"] == str(survivor.contact.id)


async def test_the_screen_of_an_import_follows_it(
    http: httpx.AsyncClient,
    worker: Worker,
    database: Database,
    request_db: RequestDatabase,
    tenant_id: TenantId,
) -> None:
    one = await sent(http, CLIENTS.encode())

    async def go_on() -> None:
        await worker.read(one)
        await http.post(f"/imports/{one['id']}/start")
        await worker.run(one)

    viewer = Viewer(UserId(UUID(int=1)), tenant_id, frozenset({"contacts.read"}))
    (item,) = await assert_snapshot_plus_events_equals_snapshot(
        database, request_db, ImportTopic(), viewer, {"import_id": one["id"]}, go_on
    )
    assert isinstance(item.value, dict)
    assert item.value["state"] == "done"


async def test_an_erased_person_leaves_nothing_in_the_rows_of_an_import(
    http: httpx.AsyncClient, worker: Worker, tenant_id: TenantId, make_work: MakeWork
) -> None:
    async with make_work(tenant_id) as work:
        phone = Claim("phone", ELO)
        known = await contacts.create(work, NewContact("Wanda", identities=(phone,)))
    done = await taken_in(http, worker, CLIENTS.encode(), {"on_match": "overwrite"})
    async with make_work(tenant_id) as work:
        traces = await repository.traces_of(work, UUID(done["id"]), [known.contact.id])
        assert [row.before for row in traces[known.contact.id] if row.before]
    assert (await http.delete(f"/contacts/{known.contact.id}")).status_code == 204
    async with make_work(tenant_id) as work:
        traces = await repository.traces_of(work, UUID(done["id"]), [known.contact.id])
    assert [row.before for row in traces[known.contact.id]] == [None, None]
    assert (await http.post(f"/imports/{done['id']}/undo")).status_code == 200
    await worker.undo(done)
    assert (await shown(http, done))["state"] == "undone"


async def test_an_import_that_fails_for_good_is_stopped_and_can_be_started(
    http: httpx.AsyncClient,
    worker: Worker,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one = await sent(http, CLIENTS.encode())
    await worker.read(one)
    await http.post(f"/imports/{one['id']}/start")

    async def broken(*_given: object) -> None:
        raise OSError("no room on the disk")

    with monkeypatch.context() as patched:
        patched.setattr(running, "take_in", broken)
        with pytest.raises(OSError, match="no room"):
            await worker.run(one)
        assert (await shown(http, one))["state"] == "running"
        with pytest.raises(OSError, match="no room"):
            await worker.run(one, attempt=8)
    assert (await shown(http, one))["state"] == "stopped"
    await http.post(f"/imports/{one['id']}/start")
    await worker.run(one)
    assert (await shown(http, one))["state"] == "done"
