"""A company's own codes: brought along, given out one to each person, used once."""

from collections.abc import AsyncIterator
from typing import Any
from unittest.mock import patch
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text
from starlette.applications import Starlette

from guichet.campaigns.codes import jobs
from guichet.campaigns.codes.jobs import read_codes, remove_codes
from guichet.campaigns.own_codes import uploads
from guichet.campaigns.saying import saying
from guichet.campaigns.types import Audience, Campaign, CampaignWording
from guichet.crm.imports.readers.sheets import ZIP
from guichet.kit.errors import Invalid
from guichet.kit.ground import Ground
from guichet.kit.jobs import JobRun
from guichet.kit.work import SYSTEM
from guichet.processes.campaigns import tills
from tests.campaigns.scene import Scene
from tests.crm.imports.files import spreadsheet

OWN = CampaignWording("Votre code : {code}", "service", codes="own")
CODES = "Codes promo;Valeur\nETE-0001;10 €\nETE-0002;10 €\nete 0002;10 €\nÉté;10 €\nETE-0003;10 €\n"


@pytest.fixture
async def one(scene: Scene) -> Campaign:
    await scene.crowd(2)
    return await scene.draft(Audience(everybody=True), OWN)


async def bring(
    boss: httpx.AsyncClient, scene: Scene, one: Campaign, content: bytes, name: str = "codes.csv"
) -> dict[str, Any]:
    """Send a file of codes, and have it read; gives what became of it."""
    path = f"/campaigns/{one.id}/own-codes"
    sent = await boss.put(f"{path}/file", params={"name": name}, content=content)
    assert sent.status_code == 202, sent.text
    await read_codes.run(JobRun(scene.ground, scene.tenant.id, 1), UUID(sent.json()["id"]))
    held = (await boss.get(path)).json()
    found: dict[str, Any] = held["files"][0]
    return {**found, "there": held["there"]}


def stored(ground: Ground) -> int:
    """How many files are kept."""
    return sum(path.is_file() for path in (ground.settings.data_dir / "files").rglob("*"))


async def texts(scene: Scene, one: Campaign) -> list[str]:
    """What the first two people get."""
    async with scene.open_work(scene.tenant.id, SYSTEM) as work:
        said = await saying(work, one, "http://guichet.test", (1, 2))
    return [said.text(place, None) for place in (0, 1, 2)]


async def test_a_file_of_codes_is_read_and_each_row_told(
    boss: httpx.AsyncClient, scene: Scene, one: Campaign
) -> None:
    before = stored(scene.ground)
    done = await bring(boss, scene, one, CODES.encode("cp1252"))
    assert (done["state"], done["rows"], done["done"], done["name"]) == ("done", 5, 5, "codes.csv")
    counts = [done[what] for what in ("taken", "twice", "unfit", "elsewhere", "beyond")]
    assert counts == [3, 1, 1, 0, 0]
    told = [(row["row"], row["text"], row["reason"]) for row in done["refused"]]
    assert told == [(3, "ete 0002", "twice"), (4, "Été", "unfit")]
    assert done["there"] == 3
    assert stored(scene.ground) == before
    again = await bring(boss, scene, one, CODES.encode())
    assert (again["taken"], again["twice"], again["there"]) == (0, 4, 3)


async def test_a_spreadsheet_and_a_pasted_list_are_read_as_well(
    boss: httpx.AsyncClient, scene: Scene, one: Campaign
) -> None:
    sheet = spreadsheet([["Bon"], ["AB-1001"], [1002003004005.0]])
    assert (await bring(boss, scene, one, sheet, "bons.xlsx"))["there"] == 2
    path = f"/campaigns/{one.id}/own-codes"
    pasted = await boss.post(f"{path}/pasted", json={"text": "CD-1, CD-2\nCD-33"})
    assert pasted.status_code == 202, pasted.text
    assert pasted.json()["state"] == "reading"
    await read_codes.run(JobRun(scene.ground, scene.tenant.id, 1), UUID(pasted.json()["id"]))
    held = (await boss.get(path)).json()
    assert (held["there"], held["example"]) == (3, "AB-1001")
    assert held["files"][0]["unfit"] == 2
    assert (await boss.post(f"{path}/pasted", json={"text": " , \n"})).status_code == 422


async def test_everybody_gets_one_of_them_and_uses_it_once(
    boss: httpx.AsyncClient, scene: Scene, one: Campaign, ground: Ground
) -> None:
    await bring(boss, scene, one, CODES.encode())
    assert [problem.code for problem in (await scene.preview(one)).problems] == []
    assert await texts(scene, one) == [
        "Votre code : XXX-XXXX",
        "Votre code : ETE-0001",
        "Votre code : ETE-0002",
    ]
    look = {"code": "ete0001"}
    assert (await boss.post("/campaign-codes/look", json=look)).status_code == 404
    await scene.on_its_way(one, 2)
    await scene.step(one)
    sent = await scene.step(one)
    assert (sent.prepared, sent.obstacle) == (2, None)
    assert (await boss.post("/campaign-codes/look", json=look)).json()["code"] == "ETE-0001"
    used = await boss.post("/campaign-codes/redeem", json=look)
    assert used.json()["state"] == "used"
    again = await boss.post("/campaign-codes/redeem", json=look)
    assert (again.status_code, again.json()["code"]) == (409, "code_used")
    (listed,) = (await boss.get(f"/campaigns/{one.id}/codes")).json()["items"]
    assert listed["code"] == "ETE-0001"
    spare = await boss.post("/campaign-codes/redeem", json={"code": "ETE-0003"})
    assert (spare.status_code, spare.json()["code"]) == (404, "no_such_code")
    async for here in till(boss, ground):
        assert "Code accepté" in (await here.post("/till", data={"code": "ETE 0002"})).text
        assert "Déjà utilisé" in (await here.post("/till", data={"code": "ETE 0002"})).text


async def till(boss: httpx.AsyncClient, ground: Ground) -> AsyncIterator[httpx.AsyncClient]:
    """One that is open."""
    made = (await boss.post("/tills", json={"name": "Caisse 1"})).json()
    transport = httpx.ASGITransport(Starlette(routes=tills(ground)), client=("203.0.113.7", 1))
    headers = {"accept-language": "fr", "origin": "http://guichet.test"}
    async with httpx.AsyncClient(
        transport=transport, base_url="http://guichet.test", headers=headers, follow_redirects=True
    ) as here:
        await here.post("/till/in", data={"code": made["code"]})
        yield here


async def test_too_few_are_told_before_sending_and_nothing_goes(
    boss: httpx.AsyncClient, scene: Scene, one: Campaign
) -> None:
    (problem,) = (await scene.preview(one)).problems
    assert (problem.code, problem.place, problem.stops) == ("too_few_codes", "wording/codes", True)
    await bring(boss, scene, one, b"AAAA\n")
    with pytest.raises(Invalid) as refused:
        await scene.send(one, 2)
    assert [dict(fault.params) for fault in refused.value.faults] == [{"there": 1, "count": 2}]
    assert (await scene.get(one)).state == "draft"
    await bring(boss, scene, one, b"BBBB\n")
    assert (await scene.send(one, 2)).state == "leaving"


async def test_a_campaign_that_lacks_codes_on_its_way_waits_for_more(
    boss: httpx.AsyncClient, scene: Scene, one: Campaign
) -> None:
    await bring(boss, scene, one, b"AAAA\nBBBB\n")
    await scene.on_its_way(one, 2)
    async with scene.ground.system_db.transaction() as session:
        await session.execute(text("DELETE FROM campaign_own_code WHERE n = 2"))
    waits = await scene.step(one)
    assert (waits.state, waits.prepared, waits.obstacle) == ("sending", 0, "too_few_codes")
    await bring(boss, scene, one, b"CCCC\n")
    assert waits.next_at is not None
    scene.clock.set(waits.next_at)
    assert (await scene.step(one)).prepared == 2


async def test_codes_are_of_one_campaign_until_they_are_taken_back(
    boss: httpx.AsyncClient, scene: Scene, one: Campaign
) -> None:
    await bring(boss, scene, one, b"AAAA\nBBBB\n")
    other = await scene.draft(Audience(everybody=True), OWN)
    assert (await bring(boss, scene, other, b"AAAA\nCCCC\n"))["elsewhere"] == 1
    run = JobRun(scene.ground, scene.tenant.id, 1)
    path = f"/campaigns/{one.id}/own-codes"
    for _ in range(2):
        assert (await boss.delete(path)).status_code == 204
    assert (await boss.get(path)).json()["there"] == 0
    busy = await boss.put(f"{path}/file", content=b"DDDD\n")
    assert (busy.status_code, busy.json()["code"]) == (409, "codes_being_removed")
    with patch.object(jobs, "AT_ONCE", 1):
        await remove_codes.run(run, one.id)
    assert (await boss.get(path)).json() == {"there": 0, "example": None, "files": []}
    assert (await bring(boss, scene, other, b"AAAA\n"))["there"] == 2
    assert (await boss.delete(f"/campaigns/{other.id}")).status_code == 204
    await remove_codes.run(run, other.id)
    assert (await bring(boss, scene, one, b"AAAA\nCCCC\n"))["there"] == 2


async def test_reading_goes_on_where_it_was_cut_off(
    boss: httpx.AsyncClient, scene: Scene, one: Campaign
) -> None:
    lines = "".join(f"CODE-{n:04}\n" for n in range(1, 8))
    run = JobRun(scene.ground, scene.tenant.id, 1)
    path = f"/campaigns/{one.id}/own-codes"
    sent = (await boss.put(f"{path}/file", content=lines.encode())).json()
    with (
        patch.object(jobs, "AT_ONCE", 3),
        patch.object(jobs, "_some", side_effect=[["CODE-0001", "CODE-0002"], OSError("cut off")]),
        pytest.raises(OSError, match="cut off"),
    ):
        await read_codes.run(run, UUID(sent["id"]))
    (half,) = (await boss.get(path)).json()["files"]
    assert (half["state"], half["rows"], half["done"], half["taken"]) == ("reading", 7, 2, 2)
    with patch.object(jobs, "AT_ONCE", 3):
        await read_codes.run(run, UUID(sent["id"]))
        await read_codes.run(run, UUID(sent["id"]))
    (done,) = (await boss.get(path)).json()["files"]
    assert (done["state"], done["done"], done["taken"], done["twice"]) == ("done", 7, 7, 0)


async def test_while_codes_are_read_the_campaign_waits_for_them(
    boss: httpx.AsyncClient, one: Campaign, scene: Scene
) -> None:
    await boss.put(f"/campaigns/{one.id}/own-codes/file", content=b"AAAA\nBBBB\n")
    (problem,) = (await scene.preview(one)).problems
    assert problem.code == "codes_being_read"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"%PDF-1.7 something", "another_kind_of_file"),
        (ZIP + b"no spreadsheet", "broken_spreadsheet"),
        (b"\n\n \n", "no_codes"),
        ("Prix\n10 €\n20 €\n".encode(), "no_codes"),
        (b"A" * 1_100_000, "line_too_long"),
        (b";".join([b"AAAA"] * 301) + b"\n", "too_many_columns"),
    ],
)
async def test_what_is_no_list_of_codes_is_told_and_nothing_of_it_used(
    boss: httpx.AsyncClient, scene: Scene, one: Campaign, content: bytes, problem: str
) -> None:
    failed = await bring(boss, scene, one, content)
    assert (failed["state"], failed["problem"], failed["there"]) == ("failed", problem, 0)
    assert failed["problem_text"][-1] == "."


async def test_what_is_too_large_or_empty_is_refused_at_once(
    boss: httpx.AsyncClient, scene: Scene, one: Campaign
) -> None:
    path = f"/campaigns/{one.id}/own-codes/file"
    before = stored(scene.ground)
    assert (await boss.put(path, content=b"")).status_code == 422
    with patch.object(uploads, "MOST_BYTES", 10):
        large = await boss.put(path, content=b"A" * 11)
    assert (large.status_code, large.json()["code"]) == (413, "code_file_too_large")
    gone = await boss.put(f"/campaigns/{UUID(int=9)}/own-codes/file", content=b"AAAA")
    assert gone.status_code == 404
    assert stored(scene.ground) == before


async def test_codes_made_here_are_none_where_the_company_brought_its_own(
    boss: httpx.AsyncClient, scene: Scene, one: Campaign
) -> None:
    async with scene.open_work(scene.tenant.id, SYSTEM) as work:
        said = await saying(work, one, "http://guichet.test")
    assert said.offer is not None
    await bring(boss, scene, one, b"AAAA\nBBBB\n")
    await scene.on_its_way(one, 2)
    made = await boss.post("/campaign-codes/look", json={"code": said.offer.of(1)})
    assert made.status_code == 404
