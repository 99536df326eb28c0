"""The desk over HTTP."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta

import httpx
import pytest

from guichet.accounts.rights import Role
from guichet.gateway.context import Context
from guichet.gateway.types import Accepted
from guichet.interactions import service as interactions
from guichet.interactions.types import Why
from guichet.kit.clock import ManualClock
from guichet.kit.ground import Ground
from tests.conftest import MORNING, MakeTenant, MakeWork
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


async def test_requests_are_found_by_state_queue_tag_agent_and_the_words_of_their_contact(
    desk: Desk, make_work: MakeWork, shop: Shop, waiting: Accepted
) -> None:
    path = f"/interactions/{waiting.interaction_id}"
    marked = await desk.http.patch(path, json={"tags": ["cilaos"], "subject": "colis"})
    assert (marked.status_code, marked.json()["tags"]) == (200, ["cilaos"])
    await desk.http.post(f"{path}/take")
    await arrives(make_work, shop, says("Autre", who=visitor(2)))
    one = (await desk.http.get(path)).json()
    expected = {
        "tag=cilaos": 1,
        "tag=rien": 0,
        f"queue_id={one['queue']['id']}": 2,
        f"agent_id={AMELIE.id}": 1,
        "mine=true&state=active": 1,
        f"text={one['contact']['code'].lower()}&state=active": 1,
        "text=personne": 0,
    }
    found = {
        query: len((await desk.http.get(f"/interactions?{query}")).json()["items"])
        for query in expected
    }
    assert found == expected


async def test_an_offer_is_declined_with_a_reason_and_accepted_in_time(
    desk: Desk, make_work: MakeWork, shop: Shop, waiting: Accepted
) -> None:
    path = f"/interactions/{waiting.interaction_id}"
    for _ in range(2):
        async with make_work(shop.tenant_id) as work:
            held = await interactions.for_change(work, waiting.interaction_id)
            until = work.now + timedelta(seconds=30)
            await interactions.offer(work, held, AMELIE, until, Why("skills"))
        answer = await desk.http.post(f"{path}/decline", json={"reason": "not_mine"})
        assert (answer.status_code, answer.json()["state"]) == (200, "waiting")
    late = await desk.http.post(f"{path}/accept", headers={"Accept-Language": "fr"})
    assert (late.status_code, late.json()["detail"]) == (
        409,
        "Cette proposition n’est plus valable.",
    )


async def test_a_day_of_a_request_over_http(
    desk: Desk, make_work: MakeWork, shop: Shop, waiting: Accepted
) -> None:
    path = f"/interactions/{waiting.interaction_id}"
    until = (MORNING + timedelta(hours=3)).isoformat()
    steps: list[tuple[str, dict[str, object], str]] = [
        ("take", {}, "active"),
        ("hold", {}, "held"),
        ("resume", {}, "active"),
        ("snooze", {"until": until}, "snoozed"),
        ("take", {}, "active"),
        ("finish", {}, "closed"),
        ("reopen", {}, "active"),
        ("close", {"disposition_id": None}, "closed"),
    ]
    for step, body, state in steps:
        answer = await desk.http.post(f"{path}/{step}", json=body or None)
        assert (step, answer.status_code, answer.json().get("state")) == (step, 200, state)


async def test_notes_quick_replies_drafts_and_looking(
    desk: Desk, clock: ManualClock, waiting: Accepted
) -> None:
    path = f"/interactions/{waiting.interaction_id}"
    await desk.http.post(f"{path}/take")
    quick = [{"value": "yes", "label": "Oui"}]
    said = await desk.http.post(
        f"{path}/messages", json={"text": "Cela convient ?", "quick": quick}
    )
    assert (said.status_code, said.json()["quick"]) == (201, quick)
    noted = await desk.http.post(f"{path}/notes", json={"text": "Fidèle"})
    assert (noted.status_code, noted.json()["kind"], noted.json()["internal"]) == (
        201,
        "note",
        True,
    )
    clock.advance(timedelta(seconds=1))  # what is as old as one's words was sent with them
    kept = await desk.http.put(f"{path}/draft", json={"text": "Et", "note": False})
    assert (await desk.http.get(f"{path}/draft")).json() == kept.json()
    assert (kept.json()["text"], kept.json()["files"]) == ("Et", [])
    looking = await desk.http.post(f"{path}/looking", json={"doing": "writing"})
    assert looking.status_code == 204
    unknown = await desk.http.post(f"{path}/notes", json={"text": "?", "mentions": [str(RAVI.id)]})
    assert (unknown.status_code, unknown.json()["faults"][0]["pointer"]) == (422, "mentions")


async def test_only_a_supervisor_takes_over(desk: Desk, shop: Shop, waiting: Accepted) -> None:
    path = f"/interactions/{waiting.interaction_id}"
    await desk.http.post(f"{path}/take")
    desk.callers.who = principal(RAVI, shop.tenant_id)
    assert (await desk.http.post(f"{path}/take-over")).status_code == 403
    desk.callers.who = principal(RAVI, shop.tenant_id, Role.SUPERVISOR)
    taken = await desk.http.post(f"{path}/take-over")
    assert (taken.status_code, taken.json()["agent"]["name"]) == (200, "Ravi Hoareau")


async def test_what_a_request_brought_along_is_shown(
    desk: Desk, make_work: MakeWork, shop: Shop, waiting: Accepted
) -> None:
    path = f"/interactions/{waiting.interaction_id}/context"
    assert (await desk.http.get(path)).status_code == 404
    await arrives(make_work, shop, replace(says("Encore"), context=Context(zone="Indian/Reunion")))
    shown = (await desk.http.get(path)).json()
    assert (shown["id"], shown["version"], shown["zone"]) == (
        str(waiting.interaction_id),
        1,
        "Indian/Reunion",
    )


async def test_canned_replies_over_http(desk: Desk, shop: Shop, waiting: Accepted) -> None:
    wanted = {"title": "Délai", "text": "Bonjour {agent.name}", "scope": "own"}
    made = await desk.http.post("/canned-replies", json=wanted)
    assert made.status_code == 201
    path = f"/canned-replies/{made.json()['id']}"
    used = await desk.http.post(f"{path}/use", json={"interaction_id": str(waiting.interaction_id)})
    assert used.json() == {"text": "Bonjour Amélie Payet", "missing": []}
    changed = await desk.http.put(path, json=wanted | {"title": "Délais", "version": 1})
    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    (listed,) = (await desk.http.get("/canned-replies", params={"q": "delai"})).json()["items"]
    assert (listed["title"], listed["used"]) == ("Délais", 1)
    assert (
        await desk.http.post("/canned-replies", json=wanted | {"scope": "tenant"})
    ).status_code == 403
    desk.callers.who = principal(RAVI, shop.tenant_id, Role.SUPERVISOR)
    queue = {"scope": "queue", "queue_id": str(waiting.interaction_id)}
    assert (await desk.http.post("/canned-replies", json=wanted | queue)).status_code == 422
    desk.callers.who = principal(AMELIE, shop.tenant_id)
    assert (await desk.http.delete(path)).status_code == 204
    assert (await desk.http.delete(path)).status_code == 404


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
        await desk.http.post(f"{path}/accept"),
        await desk.http.post(f"{path}/decline", json={"reason": "x"}),
        await desk.http.post(f"{path}/hold"),
        await desk.http.post(f"{path}/resume"),
        await desk.http.post(f"{path}/finish"),
        await desk.http.post(f"{path}/reopen"),
        await desk.http.post(f"{path}/unmerge"),
        await desk.http.post(f"{path}/merge", json={"into": str(waiting.interaction_id)}),
        await desk.http.post(f"{path}/notes", json={"text": "x"}),
        await desk.http.post(f"{path}/looking", json={"doing": "reading"}),
        await desk.http.get(f"{path}/draft"),
        await desk.http.get(f"{path}/context"),
        await desk.http.delete(f"{path}/consulted/{AMELIE.id}"),
        await desk.http.put(f"{path}/consulted/{AMELIE.id}", json={"joined": True}),
        await desk.http.patch(path, json={"priority": 1}),
    ]
    assert {answer.status_code for answer in answers} == {404}
