"""People of other companies ask the operator, whose agents answer at their desk."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
import pytest

from guichet.accounts.rights import Role, rights_of
from guichet.accounts.tenants import service as tenants
from guichet.accounts.tenants.types import Settings, Tenant
from guichet.accounts.types import Principal
from guichet.accounts.users import service as users
from guichet.accounts.users.types import NewUser
from guichet.accounts.works import SystemWorks
from guichet.api.app import create_app
from guichet.desk.topics import DeskConversation
from guichet.kit.db.sessions import RequestDatabase
from guichet.kit.ground import Ground
from guichet.kit.ids import TenantId, UserId
from guichet.kit.topics import Viewer
from tests.conftest import Database
from tests.desk.scene import AMELIE, Callers, client_of, principal
from tests.live.replay import assert_snapshot_plus_events_equals_snapshot

OPERATOR = Settings("Guichet Réunion", "Indian/Reunion", "RE", "EUR", ("fr",))
VANILLE = Settings("Maison Vanille", "Indian/Reunion", "RE", "EUR", ("fr", "en"))
A_MODULE = {
    "kind": "module",
    "title": "Un acompte  à la réservation",
    "text": "Nous aimerions demander un acompte.",
    "key": "first-question",
}


@dataclass
class Platform:
    """The operator, one company, and who calls."""

    http: httpx.AsyncClient
    callers: Callers
    operator: Tenant
    company: Tenant
    works: SystemWorks

    async def somebody(self, email: str, tenant_id: TenantId | None = None) -> Principal:
        """A user of the company, or of another."""
        async with self.works() as work:
            user = await users.create(work, NewUser(email, "Luc Grondin", "fr", "-"))
        tenant = tenant_id or self.company.id
        return Principal("user", user.id, user.name, "fr", rights_of([Role.AGENT]), tenant=tenant)

    async def ask(self, who: Principal, **more: str) -> httpx.Response:
        """They ask for a module."""
        self.callers.who = who
        return await self.http.post("/advice-requests", json=A_MODULE | more)

    def agent(self) -> None:
        """An agent of the operator's calls from now on."""
        self.callers.who = principal(AMELIE, self.operator.id)

    async def see(self, who: Principal, request: dict[str, Any]) -> dict[str, Any]:
        """The request as its asker sees it."""
        self.callers.who = who
        seen: dict[str, Any] = (await self.http.get(f"/advice-requests/{request['id']}")).json()
        return seen


@pytest.fixture
async def platform(ground: Ground) -> AsyncIterator[Platform]:
    works = SystemWorks(ground.system_db, ground.clock, ground.ids)
    async with works() as work:
        operator = await tenants.create(work, "guichet", OPERATOR)
        company = await tenants.create(work, "maison-vanille", VANILLE)
    callers = Callers()
    async with client_of(create_app(ground, callers)) as http:
        yield Platform(http, callers, operator, company, works)


async def test_a_question_waits_at_the_operators_desk_and_its_answer_comes_back(
    platform: Platform,
) -> None:
    luc = await platform.somebody("luc@vanille.example")
    asked = (await platform.ask(luc)).json()
    assert (asked["state"], asked["title"]) == ("received", "Un acompte à la réservation")
    platform.agent()
    (waiting,) = (await platform.http.get("/interactions")).json()["items"]
    assert (waiting["id"], waiting["state"]) == (asked["interaction_id"], "waiting")
    assert waiting["contact"]["name"] == "Luc Grondin"
    path = f"/interactions/{waiting['id']}"
    await platform.http.post(f"{path}/take")
    await platform.http.post(f"{path}/notes", json={"text": "Entre nous"})
    await platform.http.post(f"{path}/messages", json={"text": "Nous regardons."})
    seen = await platform.see(luc, asked)
    texts = [(one["by"], one["text"]) for one in seen["said"] if one["text"]]
    assert texts == [
        ("you", "Nous aimerions demander un acompte."),
        ("operator", "Nous regardons."),
    ]


async def test_the_operator_says_how_far_it_has_come_and_why(platform: Platform) -> None:
    luc = await platform.somebody("luc@vanille.example")
    asked = (await platform.ask(luc)).json()
    path = f"/interactions/{asked['interaction_id']}/advice"
    platform.agent()
    silent = await platform.http.put(path, json={"state": "refused"})
    assert (silent.status_code, silent.json()["faults"][0]["pointer"]) == (422, "reason")
    wanted = {"state": "refused", "reason": "Un autre module le fait."}
    assert (await platform.http.put(path, json=wanted)).json()["state"] == "refused"
    version = (await platform.http.put(path, json=wanted)).json()["version"]
    assert version == 2
    assert (await platform.http.put(path, json={"state": "delivered"})).status_code == 409
    seen = await platform.see(luc, asked)
    assert (seen["state"], seen["reason"]) == ("refused", "Un autre module le fait.")
    (told,) = [one["notice"] for one in seen["said"] if one["notice"]]
    assert told == {
        "code": "advice_state",
        "params": {"state": "refused", "reason": "Un autre module le fait."},
    }


async def test_two_questions_are_two_requests_and_a_repeat_is_none(platform: Platform) -> None:
    luc = await platform.somebody("luc@vanille.example")
    first = (await platform.ask(luc)).json()
    again = (await platform.ask(luc)).json()
    other = (await platform.ask(luc, key="other-question", kind="advice")).json()
    assert first["id"] == again["id"] != other["id"]
    assert first["interaction_id"] != other["interaction_id"]
    listed = (await platform.http.get("/advice-requests")).json()["items"]
    assert [one["id"] for one in listed] == [other["id"], first["id"]]


async def test_more_words_go_to_their_own_request_and_open_it_again(platform: Platform) -> None:
    luc = await platform.somebody("luc@vanille.example")
    first = (await platform.ask(luc)).json()
    await platform.ask(luc, key="other-question")
    platform.agent()
    path = f"/interactions/{first['interaction_id']}"
    await platform.http.post(f"{path}/take")
    await platform.http.post(f"{path}/close")
    platform.callers.who = luc
    words = {"text": "Et pour un groupe ?", "key": "more-words"}
    for _ in range(2):
        answer = await platform.http.post(f"/advice-requests/{first['id']}/messages", json=words)
        assert answer.status_code == 201
    texts = [one["text"] for one in answer.json()["said"] if one["text"]]
    assert texts == [A_MODULE["text"], "Et pour un groupe ?"]
    platform.agent()
    assert (await platform.http.get(path)).json()["state"] == "waiting"


async def test_nobody_sees_what_somebody_else_asked(platform: Platform) -> None:
    luc = await platform.somebody("luc@vanille.example")
    asked = (await platform.ask(luc)).json()
    colleague = await platform.somebody("lea@vanille.example")
    elsewhere = Principal("user", luc.id, luc.name, "fr", luc.rights, tenant=TenantId(UUID(int=7)))
    agent = principal(AMELIE, platform.company.id)
    for other in (colleague, elsewhere, agent):
        platform.callers.who = other
        path = f"/advice-requests/{asked['id']}"
        words = {"text": "x", "key": "x" * 8}
        assert (await platform.http.get("/advice-requests")).json()["items"] == []
        assert (await platform.http.get(path)).status_code == 404
        if other is not agent:
            continue
        state = f"/interactions/{asked['interaction_id']}/advice"
        assert (await platform.http.put(state, json={"state": "studied"})).status_code == 404
    platform.callers.who = colleague
    assert (await platform.http.post(f"{path}/messages", json=words)).status_code == 404


async def test_without_an_operators_company_nobody_can_be_asked(platform: Platform) -> None:
    luc = await platform.somebody("luc@vanille.example")
    async with platform.works() as work:
        await tenants.suspend(work, platform.operator.id, "ferme")
    refused = await platform.ask(luc)
    assert (refused.status_code, refused.json()["code"]) == (409, "nobody_to_ask")


async def test_an_api_key_asks_nothing(platform: Platform) -> None:
    rights = rights_of([Role.ADMINISTRATOR])
    key = Principal("key", UUID(int=9), None, None, rights, tenant=platform.company.id)
    assert (await platform.ask(key)).status_code == 403


async def test_companies_do_not_open_the_operators_way_in(platform: Platform) -> None:
    platform.callers.who = principal(AMELIE, platform.company.id, Role.ADMINISTRATOR)
    wanted = {"kind": "console", "title": "x", "language": "fr"}
    assert (await platform.http.post("/entry-points", json=wanted)).status_code == 422


async def test_the_desk_follows_a_request_by_events_alone(
    platform: Platform, database: Database, request_db: RequestDatabase
) -> None:
    luc = await platform.somebody("luc@vanille.example")
    asked = (await platform.ask(luc)).json()
    path = f"/interactions/{asked['interaction_id']}/advice"

    async def studied_and_accepted() -> None:
        platform.agent()
        await platform.http.put(path, json={"state": "studied"})
        await platform.http.put(path, json={"state": "accepted", "reason": "Au printemps."})

    items = await assert_snapshot_plus_events_equals_snapshot(
        database,
        request_db,
        DeskConversation(),
        Viewer(UserId(AMELIE.id), platform.operator.id, frozenset({"desk.answer"})),
        {"interaction_id": asked["interaction_id"]},
        do=studied_and_accepted,
    )
    (wish,) = [item.value for item in items if item.kind == "advice"]
    assert isinstance(wish, dict)
    assert (wish["state"], wish["reason"]) == ("accepted", "Au printemps.")
