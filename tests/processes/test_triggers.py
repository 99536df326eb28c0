"""An event that is told reaches the text it sets off."""

from uuid import UUID

from guichet.campaigns import service as campaigns
from guichet.campaigns.triggers import service
from guichet.campaigns.triggers.language import AtEvent, Limits
from guichet.campaigns.types import Audience, By, CampaignWording, Draft
from guichet.crm import service as contacts
from guichet.crm.occurrences import service as occurrences
from guichet.crm.occurrences.events import RECEIVED
from guichet.crm.occurrences.types import Told, Who
from guichet.crm.types import Claim, NewContact
from guichet.kit.events import log
from guichet.kit.events.types import Event, Position
from guichet.kit.ground import Ground
from guichet.kit.ids import TenantId
from guichet.kit.jobs import JobRun
from guichet.processes.triggers.following import EventFollower
from guichet.processes.triggers.jobs import carry_out, look_at_begun, look_at_event, set_off_again
from tests.conftest import Database, MakeTenant, MakeWork


async def _told(ground: Ground, database: Database, tenant_id: TenantId) -> Event:
    """What was told, given its place as the relay does."""
    with database.connect_owner() as owner:
        owner.execute("UPDATE event_log SET position = 1 WHERE kind = 'crm.occurrence.received'")
    async with ground.system_db.transaction() as session:
        (event,) = await log.read_kinds(session, Position(0), Position(1), [RECEIVED], 10)
    assert event.tenant_id == tenant_id
    return event


async def test_an_event_sets_off_a_text_to_its_person(
    ground: Ground, database: Database, make_tenant: MakeTenant, make_work: MakeWork
) -> None:
    tenant_id = await make_tenant()
    wording = CampaignWording("Merci {prénom} !", "service")
    async with make_work(tenant_id) as work:
        identity = [Claim("phone", "+262692000001")]
        card = await contacts.create(work, NewContact("Anna", identities=identity))
        by = By("system", None, None)
        one = await campaigns.create(work, Draft("Merci", wording, Audience()), by)
        when = AtEvent(type="purchase")
        trigger = await service.create(work, one.id, when, Limits(), enabled=True)
        told = Told("1", "purchase", Who(contact_id=card.contact.id))
        await occurrences.take(work, [told])
    event = await _told(ground, database, tenant_id)
    async with ground.system_db.transaction() as session:
        await EventFollower(ground.clock, ground.ids).handle(session, event)
    with database.connect_owner() as owner:
        found = owner.execute("SELECT task_name FROM jobs.procrastinate_jobs").fetchall()
    assert found == [("campaigns.look_at_event",)]
    run = JobRun(ground, tenant_id, 1)
    await look_at_event.run(run, event.id)
    async with make_work(tenant_id) as work:
        (made,) = await service.runs(work, trigger.id, None, 10)
    assert made.state == "waiting"
    await carry_out.run(run, made.id)
    await set_off_again.run(ground)
    await look_at_begun.run(ground)
    async with make_work(tenant_id) as work:
        (done,) = await service.runs(work, trigger.id, None, 10)
        copy = await campaigns.campaign(work, done.campaign_id or UUID(int=0))
    assert (done.state, copy.recipients) == ("sent", 1)
