"""A segment of many people is frozen in the background."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text

from guichet.accounts.rights import Role
from guichet.crm.attributes import service as attributes
from guichet.crm.attributes.types import Attribute, Draft, Label
from guichet.crm.segments import repository, service, types
from guichet.crm.segments.language import Condition
from guichet.crm.segments.types import ALL, Asked, Span
from guichet.kit.errors import Invalid, Unavailable
from guichet.kit.ground import Ground
from guichet.kit.ids import TenantId
from guichet.kit.jobs import JobRun
from guichet.kit.jobs.declared import ATTEMPTS
from guichet.kit.work import Work
from guichet.processes.lists.jobs import fill_list
from tests.conftest import Database, MakeTenant, MakeWork
from tests.desk.scene import AMELIE, Callers, application, client_of, principal

MANY = {"kind": "attribute", "key": "points", "of": {"test": "range", "minimum": 3}}
PEOPLE = 7
WAITING = "SELECT task_name, args->'ids'->>'list_id' FROM jobs.procrastinate_jobs"


@pytest.fixture
async def tenant_id(make_tenant: MakeTenant) -> TenantId:
    return await make_tenant()


@pytest.fixture
async def points(tenant_id: TenantId, make_work: MakeWork) -> Attribute:
    async with make_work(tenant_id) as work:
        return await attributes.define(work, Draft("points", Label("Points", "Points"), "number"))


@pytest.fixture
async def http(
    ground: Ground, tenant_id: TenantId, points: Attribute, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[httpx.AsyncClient]:
    assert points.key == "points"
    monkeypatch.setattr(service, "AT_ONCE", 2)
    app = application(ground, Callers(principal(AMELIE, tenant_id, Role.ADMINISTRATOR)))
    app.state.fill_list = fill_list.defer
    async with client_of(app) as client:
        yield client


async def frozen(http: httpx.AsyncClient) -> dict[str, Any]:
    """A list that is being made, of five of seven people."""
    for n in range(1, PEOPLE + 1):
        card = await http.post("/contacts", json={"name": f"N{n}", "attributes": {"points": n}})
        assert card.status_code == 201, card.text
    segment = (await http.post("/segments", json={"name": "Many", "condition": MANY})).json()
    answered = await http.post(f"/segments/{segment['id']}/freeze", json={"name": "Many"})
    assert answered.status_code == 201, answered.text
    made: dict[str, Any] = answered.json()
    return made


async def test_a_list_of_many_is_made_by_a_job_and_nobody_is_asked_for_it_before_it_is_whole(
    http: httpx.AsyncClient, ground: Ground, tenant_id: TenantId, database: Database
) -> None:
    made = await frozen(http)
    assert made["filling"] == {"contacts": PEOPLE, "looked_at": 0, "people": 0, "stopped": False}
    with database.connect_owner() as owner:
        waiting = owner.execute(WAITING).fetchall()
    assert waiting == [("crm.fill_list", made["id"])]
    path, in_it = f"/lists/{made['id']}", {"kind": "list", "list_id": made["id"]}
    refused = [
        await http.post("/segments/count", json={"condition": {"kind": "not", "of": in_it}}),
        await http.get(f"{path}/contacts"),
        await http.post(f"{path}/remove", json={"contacts": [made["id"]]}),
    ]
    for one in refused:
        assert one.status_code == 422, one.text
        assert [fault["code"] for fault in one.json()["faults"]] == ["list_not_whole"]
    await fill_list.run(JobRun(ground, tenant_id, 1), UUID(made["id"]))
    whole = (await http.get(path)).json()
    assert (whole["filling"], whole["version"]) == (None, made["version"] + 4)
    kept = (await http.get(f"{path}/contacts")).json()["items"]
    assert [one["name"] for one in kept] == ["N3", "N4", "N5", "N6", "N7"]


async def test_a_list_that_cannot_be_made_says_so(
    http: httpx.AsyncClient,
    ground: Ground,
    tenant_id: TenantId,
    points: Attribute,
    make_work: MakeWork,
) -> None:
    made = await frozen(http)
    async with make_work(tenant_id) as work:
        await attributes.remove(work, points.id)
    for attempt, stopped in ((1, False), (ATTEMPTS, True)):
        with pytest.raises(Invalid):
            await fill_list.run(JobRun(ground, tenant_id, attempt), UUID(made["id"]))
        told = (await http.get(f"/lists/{made['id']}")).json()["filling"]
        assert told["stopped"] is stopped
    await fill_list.run(JobRun(ground, tenant_id, 1), UUID(made["id"]))
    assert (await http.delete(f"/lists/{made['id']}")).status_code == 204


class Slow:
    """Stands for ``repository.freeze``: lasts as long as it may, so many times."""

    def __init__(self, times: int) -> None:
        self.times = times
        self._freeze = repository.freeze

    async def __call__(
        self, work: Work, list_id: UUID, condition: Condition, asked: Asked, span: Span = ALL
    ) -> int:
        self.times -= 1
        if self.times >= 0:
            await work.session.execute(text("SELECT pg_sleep(60)"))
        return await self._freeze(work, list_id, condition, asked, span)


@pytest.mark.parametrize("statement", [4, 60])
async def test_what_takes_too_long_is_looked_at_in_smaller_spans(
    http: httpx.AsyncClient,
    ground: Ground,
    tenant_id: TenantId,
    monkeypatch: pytest.MonkeyPatch,
    statement: int,
) -> None:
    """Whether the statement lasted too long, or, where it has longer, its transaction."""
    monkeypatch.setattr(service, "AT_ONCE", 4)
    monkeypatch.setattr(types, "FEWEST", 1)
    made = await frozen(http)
    monkeypatch.setattr(repository, "FREEZING", timedelta(seconds=statement))
    monkeypatch.setattr(repository, "freeze", slow := Slow(1))
    await fill_list.run(JobRun(ground, tenant_id, 1), UUID(made["id"]))
    assert slow.times <= -4, "four take too long: then two, two, two and one"
    assert (await http.get(f"/lists/{made['id']}")).json()["filling"] is None
    kept = (await http.get(f"/lists/{made['id']}/contacts")).json()["items"]
    assert [one["name"] for one in kept] == ["N3", "N4", "N5", "N6", "N7"]


async def test_the_smallest_span_that_takes_too_long_is_tried_again_later(
    http: httpx.AsyncClient,
    ground: Ground,
    tenant_id: TenantId,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = await frozen(http)
    monkeypatch.setattr(repository, "FREEZING", timedelta(milliseconds=100))
    monkeypatch.setattr(repository, "freeze", slow := Slow(1))
    with pytest.raises(Unavailable):
        await fill_list.run(JobRun(ground, tenant_id, 1), UUID(made["id"]))
    assert slow.times == 0
    assert (await http.get(f"/lists/{made['id']}")).json()["filling"] == made["filling"]


async def test_what_a_request_would_wait_for_too_long_is_done_in_the_background(
    http: httpx.AsyncClient,
    ground: Ground,
    tenant_id: TenantId,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(service, "AT_ONCE", 1_000)
    monkeypatch.setattr(service, "WAITED_FOR", timedelta(milliseconds=100))
    monkeypatch.setattr(repository, "freeze", Slow(1))
    made = await frozen(http)
    assert made["filling"] == {"contacts": PEOPLE, "looked_at": 0, "people": 0, "stopped": False}
    await fill_list.run(JobRun(ground, tenant_id, 1), UUID(made["id"]))
    assert (await http.get(f"/lists/{made['id']}")).json()["filling"] is None
    kept = (await http.get(f"/lists/{made['id']}/contacts")).json()["items"]
    assert [one["name"] for one in kept] == ["N3", "N4", "N5", "N6", "N7"]
