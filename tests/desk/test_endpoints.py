"""The desk over HTTP."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest

from guichet.accounts.rights import Role
from guichet.gateway.types import Accepted
from guichet.kit.ground import Ground
from tests.conftest import MakeTenant, MakeWork
from tests.desk.scene import AMELIE, RAVI, Callers, application, arrives, client_of, principal
from tests.gateway.scene import Shop, open_shop, says, visitor


@pytest.fixture
async def shop(make_tenant: MakeTenant, make_work: MakeWork) -> Shop:
    return await open_shop(make_tenant, make_work)


@pytest.fixture
async def waiting(make_work: MakeWork, shop: Shop) -> Accepted:
    return await arrives(make_work, shop, says("Bonjour"))


@dataclass
class Desk:
    """A browser, and who sits before it."""

    http: httpx.AsyncClient
    callers: Callers


@pytest.fixture
async def desk(ground: Ground, shop: Shop) -> AsyncIterator[Desk]:
    callers = Callers(principal(AMELIE, shop.tenant_id))
    async with client_of(application(ground, callers)) as http:
        yield Desk(http, callers)


async def test_a_request_is_seen_taken_answered_and_closed(desk: Desk, waiting: Accepted) -> None:
    path = f"/interactions/{waiting.interaction_id}"
    listed = (await desk.http.get("/interactions", params={"state": "waiting"})).json()
    assert [one["id"] for one in listed["items"]] == [str(waiting.interaction_id)]
    taken = await desk.http.post(f"{path}/take")
    assert (taken.status_code, taken.json()["agent"]["name"]) == (200, "Amélie Payet")
    said = await desk.http.post(f"{path}/messages", json={"text": "Oui !", "client_id": "c1"})
    assert (said.status_code, said.json()["from"]["kind"]) == (201, "agent")
    closed = await desk.http.post(f"{path}/close")
    assert closed.json()["state"] == "closed"
    told = (await desk.http.get(f"{path}/messages")).json()["items"]
    assert [one["seq"] for one in told] == [4, 3, 2, 1]


async def test_who_comes_second_reads_who_was_first(
    desk: Desk, shop: Shop, waiting: Accepted
) -> None:
    path = f"/interactions/{waiting.interaction_id}/take"
    await desk.http.post(path)
    desk.callers.who = principal(RAVI, shop.tenant_id)
    refused = await desk.http.post(path, headers={"Accept-Language": "fr"})
    assert refused.status_code == 409
    assert refused.json()["code"] == "already_taken"
    assert refused.json()["detail"] == "Amélie Payet s’occupe déjà de cette demande."


async def test_lists_page_by_key_without_gap_or_repeat(
    desk: Desk, make_work: MakeWork, shop: Shop
) -> None:
    for number in range(5):
        await arrives(make_work, shop, says(f"n {number}", who=visitor(number + 1)))
    seen: list[str] = []
    cursor: str | None = None
    while True:
        params = {"limit": "2"} | ({"cursor": cursor} if cursor else {})
        page = (await desk.http.get("/interactions", params=params)).json()
        seen += [one["preview"]["text"] for one in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == ["n 4", "n 3", "n 2", "n 1", "n 0"]


async def test_typing_is_passed_on_only_by_who_has_the_request(
    desk: Desk, shop: Shop, waiting: Accepted
) -> None:
    path = f"/interactions/{waiting.interaction_id}"
    assert (await desk.http.post(f"{path}/typing", json={"on": True})).status_code == 409
    await desk.http.post(f"{path}/take")
    assert (await desk.http.post(f"{path}/typing", json={"on": True})).status_code == 204


async def test_contacts_are_listed_and_shown_with_what_they_are_known_by(
    desk: Desk, waiting: Accepted
) -> None:
    (listed,) = (await desk.http.get("/contacts")).json()["items"]
    card = (await desk.http.get(f"/contacts/{listed['id']}")).json()
    assert card["name"] is None
    assert [one["kind"] for one in card["identities"]] == ["visitor"]
    theirs = (await desk.http.get("/interactions", params={"contact_id": listed["id"]})).json()
    assert [one["id"] for one in theirs["items"]] == [str(waiting.interaction_id)]


@pytest.mark.parametrize("role", [Role.CAMPAIGN_AUTHOR, Role.AUDITOR])
async def test_who_does_not_answer_does_not_see_the_desk(
    desk: Desk, shop: Shop, waiting: Accepted, role: Role
) -> None:
    desk.callers.who = principal(AMELIE, shop.tenant_id, role)
    assert (await desk.http.get("/interactions")).status_code == 403
    path = f"/interactions/{waiting.interaction_id}/take"
    assert (await desk.http.post(path)).status_code == 403


async def test_a_request_of_another_tenant_is_not_there(
    desk: Desk, make_tenant: MakeTenant, waiting: Accepted
) -> None:
    desk.callers.who = principal(AMELIE, await make_tenant())
    path = f"/interactions/{waiting.interaction_id}"
    answers = [
        await desk.http.get(path),
        await desk.http.get(f"{path}/messages"),
        await desk.http.post(f"{path}/take"),
        await desk.http.post(f"{path}/release"),
        await desk.http.post(f"{path}/close"),
        await desk.http.post(f"{path}/messages", json={"text": "x"}),
        await desk.http.post(f"{path}/typing", json={"on": True}),
    ]
    assert {answer.status_code for answer in answers} == {404}
