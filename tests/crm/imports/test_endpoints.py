"""Lists of contacts taken in, over HTTP and by their jobs."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from guichet.consent import service as consents
from guichet.consent.addresses import digest_of
from guichet.consent.service import Address
from guichet.consent.types import Recorder
from guichet.crm import service as contacts
from guichet.crm.imports import applying, running
from guichet.crm.imports.people import Numbered
from guichet.crm.imports.types import Import
from guichet.crm.types import Wanted
from guichet.gateway.types import Identity
from guichet.kit.ground import Ground
from guichet.kit.ids import TenantId
from guichet.kit.work import Work
from tests.conftest import MakeWork
from tests.crm.imports.files import spreadsheet
from tests.crm.imports.scene import (
    AGREED,
    CLIENTS,
    ELO,
    RAVI,
    Worker,
    card_of,
    sent,
    shown,
    taken_in,
)


def kept(ground: Ground) -> list[Path]:
    """The files in storage."""
    return [path for path in ground.settings.data_dir.rglob("*") if path.is_file()]


async def test_a_file_is_read_and_its_columns_are_recognised(
    http: httpx.AsyncClient, worker: Worker
) -> None:
    one = await sent(http, CLIENTS.encode("cp1252"))
    assert (one["state"], one["received"]) == ("reading", one["size"])
    await worker.read(one)
    ready = await shown(http, one)
    assert (ready["state"], ready["rows"], ready["header"]) == ("ready", 6, True)
    assert [column["meaning"] for column in ready["columns"]] == [
        "last_name",
        "first_name",
        "phone",
        "email",
        "birth_date",
        "sex",
        "postcode",
        "new_attribute:number",
        "new_attribute:boolean",
    ]
    first, second = ready["preview"][:2]
    assert first["becomes"][2:7] == [ELO, "elo@shop.example", "1990-02-14", "female", "97400"]
    assert second["becomes"][2] == f"{RAVI}, +262262410000"
    states = [row["state"] for row in ready["preview"]]
    assert states == ["new", "new", "new", "refused", "refused", "duplicate"]
    assert ready["preview"][4]["reasons"][0]["code"] == "not_a_phone"


async def test_a_file_becomes_cards_that_are_found_and_can_be_taken_back(
    http: httpx.AsyncClient, worker: Worker
) -> None:
    mapping = {"list_name": "Soldes", "tags": ["caisse"], "consent": AGREED}
    done = await taken_in(http, worker, CLIENTS.encode(), mapping)
    assert (done["state"], done["done"]) == ("done", 6)
    assert done["counts"] == {
        "new": 3,
        "changed": 0,
        "same": 0,
        "duplicates": 1,
        "refused": 2,
        "kept_refusals": 0,
        "kept": 0,
    }
    elo = await card_of(http, "0692 12 34 56")
    assert (elo["name"], elo["tags"]) == ("Éloïse Payet", ["caisse"])
    assert elo["attributes"] == {
        "birth_date": "1990-02-14",
        "sex": "female",
        "postcode": "97400",
        "points": 12.5,
        "fidele": True,
    }
    assert [one["source"] for one in elo["identities"]] == ["import", "import"]
    assert [one["decision"] for one in elo["consents"]] == ["granted"]
    assert (await card_of(http, "hoarau"))["name"] == "Ravi Hoarau"
    (made,) = (await http.get("/lists")).json()["items"]
    members = (await http.get(f"/lists/{made['id']}/contacts")).json()["items"]
    assert {one["name"] for one in members} == {"Éloïse Payet", "Ravi Hoarau", "Marie Grondin"}

    undoing = await http.post(f"/imports/{done['id']}/undo")
    assert undoing.json()["state"] == "undoing"
    await worker.undo(done)
    undone = await shown(http, done)
    assert (undone["state"], undone["undone"], undone["counts"]["kept"]) == ("undone", 6, 0)
    assert (await http.get("/contacts")).json()["items"] == []
    assert (await http.get("/contacts", params={"search": "payet"})).json()["items"] == []
    assert (await http.get("/lists")).json()["items"] == []


async def test_the_same_file_twice_changes_nothing(http: httpx.AsyncClient, worker: Worker) -> None:
    await taken_in(http, worker, CLIENTS.encode())
    before = await card_of(http, ELO)
    again = await taken_in(http, worker, CLIENTS.encode())
    counts = again["counts"]
    assert (counts["new"], counts["changed"], counts["same"]) == (0, 0, 3)
    assert (await card_of(http, ELO))["version"] == before["version"]


@pytest.mark.parametrize(
    ("on_match", "name", "points"),
    [("skip", "Elo", None), ("fill", "Elo", 12.5), ("overwrite", "Éloïse Payet", 40)],
)
async def test_what_is_known_is_kept_filled_or_replaced_and_given_back(
    http: httpx.AsyncClient, worker: Worker, on_match: str, name: str, points: float | None
) -> None:
    phone = {"kind": "phone", "value": "0692123456"}
    new = {"name": "Elo", "identities": [phone]}
    old = (await http.post("/contacts", json=new)).json()
    done = await taken_in(http, worker, CLIENTS.encode(), {"on_match": on_match})
    card = (await http.get(f"/contacts/{old['id']}")).json()
    assert (card["name"], card["attributes"].get("points")) == (name, points)
    assert done["counts"]["new"] == 2
    await http.post(f"/imports/{done['id']}/undo")
    await worker.undo(done)
    back = (await http.get(f"/contacts/{old['id']}")).json()
    assert (back["name"], back["attributes"], len(back["identities"])) == ("Elo", {}, 1)


async def test_undoing_leaves_what_somebody_changed_since(
    http: httpx.AsyncClient, worker: Worker
) -> None:
    done = await taken_in(http, worker, CLIENTS.encode())
    elo = await card_of(http, ELO)
    await http.patch(f"/contacts/{elo['id']}", json={"name": "Élo"})
    ravi = await card_of(http, RAVI)
    await http.post(f"/contacts/{ravi['id']}/notes", json={"text": "Rappeler jeudi"})
    await http.post(f"/imports/{done['id']}/undo")
    await worker.undo(done)
    assert (await shown(http, done))["counts"]["kept"] == 2
    left = (await http.get("/contacts")).json()["items"]
    assert {one["name"] for one in left} == {"Élo", "Ravi Hoarau"}


async def test_who_said_stop_stays_so(
    http: httpx.AsyncClient,
    worker: Worker,
    ground: Ground,
    tenant_id: TenantId,
    make_work: MakeWork,
) -> None:
    async with make_work(tenant_id) as work:
        digest = await digest_of(work, ground.cipher, "phone", ELO)
        by = Recorder("system", None, None)
        await consents.stop(work, [Address("phone", digest)], "STOP", by)
    done = await taken_in(http, worker, CLIENTS.encode(), {"consent": AGREED})
    assert done["counts"]["kept_refusals"] == 1
    async with make_work(tenant_id) as work:
        assert await consents.allowed(work, "marketing", digest, "sms") is False
        other = await digest_of(work, ground.cipher, "phone", RAVI)
        assert await consents.allowed(work, "marketing", other, "sms") is True
    await http.post(f"/imports/{done['id']}/undo")
    await worker.undo(done)
    async with make_work(tenant_id) as work:
        assert await consents.allowed(work, "marketing", other, "sms") is False
    await taken_in(http, worker, CLIENTS.encode(), {"consent": AGREED})
    async with make_work(tenant_id) as work:
        assert await consents.allowed(work, "marketing", other, "sms") is True


async def test_offers_need_the_day_and_the_source(http: httpx.AsyncClient, worker: Worker) -> None:
    one = await sent(http, CLIENTS.encode())
    await worker.read(one)
    undated = {"consent": {**AGREED, "date": None}}
    assert (await http.patch(f"/imports/{one['id']}", json=undated)).status_code == 200
    refused = await http.post(f"/imports/{one['id']}/start")
    assert refused.status_code == 422
    assert [fault["pointer"] for fault in refused.json()["faults"]] == ["consent/date"]
    ahead = {"consent": {**AGREED, "date": "2030-01-01"}}
    assert (await http.patch(f"/imports/{one['id']}", json=ahead)).status_code == 422


class Cut(BaseException):
    """The process ends here."""


async def test_a_cut_loses_nothing_and_takes_nobody_in_twice(
    http: httpx.AsyncClient,
    worker: Worker,
    tenant_id: TenantId,
    make_work: MakeWork,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(running, "FIRST", 7)
    monkeypatch.setattr(running, "MOST", 7)
    lines = ["Nom;Portable", *(f"Client {n};0692{n:06}" for n in range(40))]
    one = await sent(http, "\n".join(lines).encode())
    await worker.read(one)
    await http.post(f"/imports/{one['id']}/start")
    whole, calls = applying.apply, 0

    async def cut(*given: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise Cut
        return await whole(*given)

    monkeypatch.setattr(running, "apply", cut)
    with pytest.raises(BaseException):  # noqa: B017, PT011 - the process ends here
        await worker.run(one)
    half = await shown(http, one)
    assert (half["state"], half["counts"]["new"]) == ("running", half["done"])
    assert half["done"] in (7, 14)  # the second was perhaps on its way
    await worker.run(one)
    done = await shown(http, one)
    assert (done["state"], done["done"], done["counts"]["new"]) == ("done", 40, 40)
    async with make_work(tenant_id) as work:
        assert len(await contacts.page(work, Wanted(), None, 100)) == 40
    rows = (await http.get(f"/imports/{one['id']}/rows", params={"limit": 200})).json()["items"]
    assert [row["n"] for row in rows] == list(range(1, 41))


async def test_rows_that_take_too_long_together_are_taken_in_apart(
    http: httpx.AsyncClient, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = ["Nom;Portable", *(f"Client {n};0692{n:06}" for n in range(40))]
    one = await sent(http, "\n".join(lines).encode())
    await worker.read(one)
    await http.post(f"/imports/{one['id']}/start")
    whole = applying.apply
    sizes: list[int] = []

    async def slow(work: Work, told: Import, rows: Sequence[Numbered], *given: Any) -> Any:
        sizes.append(len(rows))
        if len(rows) > 12:
            await work.session.execute(text("SET LOCAL statement_timeout = '5ms'"))
            await work.session.execute(text("SELECT pg_sleep(10)"))
        return await whole(work, told, rows, *given)

    monkeypatch.setattr(running, "apply", slow)
    await worker.run(one)
    done = await shown(http, one)
    assert (done["state"], done["done"], done["counts"]["new"]) == ("done", 40, 40)
    assert sizes == [40, 20, 10, 10, 20, 10, 10]


async def test_an_import_is_stopped_and_goes_on(http: httpx.AsyncClient, worker: Worker) -> None:
    one = await sent(http, CLIENTS.encode())
    await worker.read(one)
    assert (await http.post(f"/imports/{one['id']}/stop")).status_code == 409
    await http.post(f"/imports/{one['id']}/start")
    other = await sent(http, CLIENTS.encode())
    await worker.read(other)
    refused = await http.post(f"/imports/{other['id']}/start")
    assert refused.json()["code"] == "import_runs"
    assert (await http.post(f"/imports/{one['id']}/stop")).json()["state"] == "stopped"
    await worker.run(one)
    assert (await shown(http, one))["done"] == 0
    await http.post(f"/imports/{one['id']}/start")
    await worker.run(one)
    assert (await shown(http, one))["state"] == "done"


async def test_parts_come_in_order_and_may_repeat(http: httpx.AsyncClient, worker: Worker) -> None:
    content = CLIENTS.encode()
    asked = {"file_name": "clients.csv", "size": len(content)}
    one = (await http.post("/imports", json=asked)).json()
    address = f"/imports/{one['id']}/bytes"
    for offset, part in ((0, content[:100]), (0, content[:100]), (100, content[100:200])):
        answer = await http.put(address, params={"offset": offset}, content=part)
        assert answer.status_code == 200
    gap = await http.put(address, params={"offset": 300}, content=b"x")
    assert (gap.status_code, gap.json()["params"]) == (409, {"received": 200})
    more = await http.put(address, params={"offset": 200}, content=content)
    assert more.status_code == 422
    assert (await shown(http, one))["received"] == 200
    await http.put(address, params={"offset": 200}, content=content[200:])
    await worker.read(one)
    assert (await shown(http, one))["rows"] == 6


async def test_a_part_has_a_greatest_size(http: httpx.AsyncClient) -> None:
    asked = {"file_name": "clients.csv", "size": 5_000_000}
    one = (await http.post("/imports", json=asked)).json()
    large = await http.put(
        f"/imports/{one['id']}/bytes", params={"offset": 0}, content=b"x" * 4_300_000
    )
    assert (large.status_code, large.json()["code"]) == (413, "part_too_large")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"%PDF-1.7 a picture of a list", "another_kind_of_file"),
        (b"   \n\n", "empty"),
        (b"Nom;Portable\n", "empty"),
        (b"PK\x03\x04 not a spreadsheet", "broken_spreadsheet"),
        (b"\xff\xfeN\0o", "broken_text"),
    ],
)
async def test_what_cannot_be_read_is_said_and_nothing_is_half_done(
    http: httpx.AsyncClient, worker: Worker, ground: Ground, content: bytes, code: str
) -> None:
    one = await sent(http, content)
    await worker.read(one)
    failed = await shown(http, one)
    assert (failed["state"], failed["problem"], failed["columns"]) == ("failed", code, [])
    assert failed["problem_text"]
    assert (await http.post(f"/imports/{one['id']}/start")).status_code == 409
    await worker.forget(one)
    assert kept(ground) == []


async def test_a_spreadsheet_is_taken_in(http: httpx.AsyncClient, worker: Worker) -> None:
    rows: list[list[str | int | float | None]] = [
        ["Nom", "Téléphone", "Total"],
        ["Payet", 692123456, "=6*7"],
        ["Hoarau", "0693 45 67 89", 2.5],
    ]
    done = await taken_in(http, worker, spreadsheet(rows), name="clients.xlsx")
    assert done["counts"]["new"] == 2
    assert (await card_of(http, ELO))["attributes"] == {"total": 42}


async def test_a_list_is_pasted(http: httpx.AsyncClient, worker: Worker) -> None:
    text = "Éloïse Payet 0692 12 34 56\nRavi 0693 45 67 89\n"
    one = (await http.post("/imports/pasted", json={"text": text})).json()
    await worker.read(one)
    ready = await shown(http, one)
    assert [column["meaning"] for column in ready["columns"]] == ["name", "phone"]
    await http.post(f"/imports/{one['id']}/start")
    await worker.run(one)
    assert (await card_of(http, ELO))["name"] == "Éloïse Payet"


async def test_somebody_met_at_the_same_moment_is_the_same_person(
    http: httpx.AsyncClient,
    worker: Worker,
    tenant_id: TenantId,
    make_work: MakeWork,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    met = False
    there = applying._there

    async def slow(*given: Any) -> Any:
        nonlocal met
        found = await there(*given)
        if not met:
            met = True
            async with make_work(tenant_id) as work:
                await contacts.meet(work, Identity("phone", ELO), "Élo")
        return found

    monkeypatch.setattr(applying, "_there", slow)
    done = await taken_in(http, worker, CLIENTS.encode())
    assert (done["counts"]["new"], done["counts"]["changed"]) == (2, 1)
    assert (await card_of(http, ELO))["name"] == "Élo"
