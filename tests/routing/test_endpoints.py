"""Why a request went where it went, over HTTP."""

from guichet.accounts.rights import Role
from guichet.accounts.works import SystemWorks
from guichet.agents import service as agents
from guichet.interactions.types import Agent
from guichet.kit.clock import ManualClock
from guichet.kit.ground import Ground
from guichet.kit.work import SYSTEM
from guichet.routing import service
from guichet.routing.promises import Promise
from guichet.routing.runner import RoutingRunner
from tests.desk.scene import Callers, application, client_of, principal
from tests.routing.conftest import Floor
from tests.waiting import eventually


async def test_an_agent_reads_in_one_sentence_why_they_were_asked(
    floor: Floor, routing: RoutingRunner, ground: Ground
) -> None:
    await floor.is_ready(floor.amelie)
    interaction_id = await floor.says(1)
    await eventually(floor.offered(interaction_id, floor.amelie))
    callers = Callers(principal(Agent(floor.amelie.id, "amelie"), floor.tenant_id, Role.AGENT))
    async with client_of(application(ground, callers)) as client:
        answer = await client.get(f"/interactions/{interaction_id}/routing")
        foreign = await client.get(f"/interactions/{floor.amelie.id}/routing")
    assert answer.status_code == 200, answer.text
    [one] = answer.json()["items"]
    assert one["sentence"] == (
        "Proposée à amelie, seul conseiller libre qui peut l’avoir : elle était la première de la"
        " file. Elle avait attendu 0 s."
    )
    assert (one["kind"], one["code"]) == ("offered", "first_in_line")
    assert [each["agent"]["name"] for each in one["candidates"]] == ["amelie"]
    assert foreign.status_code == 404


async def test_an_agent_reads_what_a_person_was_promised(
    floor: Floor, works: SystemWorks, clock: ManualClock, ground: Ground
) -> None:
    interaction_id = await floor.says(1)
    async with floor.make_work(floor.tenant_id) as work:
        queue = await agents.default_queue(work)
    made = Promise(interaction_id, 0, queue.id, queue.name, clock.now(), 2, 60, 300, 150)
    async with works(SYSTEM, floor.tenant_id) as work:
        await service.promise(work, [made])
    callers = Callers(principal(Agent(floor.amelie.id, "amelie"), floor.tenant_id, Role.AGENT))
    async with client_of(application(ground, callers)) as client:
        answer = await client.get(f"/interactions/{interaction_id}/promises")
        foreign = await client.get(f"/interactions/{floor.amelie.id}/promises")
    assert answer.status_code == 200, answer.text
    [one] = answer.json()["promises"]
    assert (one["position"], one["low"], one["high"], one["kept"]) == (2, 60, 300, None)
    assert one["queue"] == {"id": str(queue.id), "name": queue.name}
    assert foreign.status_code == 404
