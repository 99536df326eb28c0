"""Who answers a campaign is counted once, and the conversation shows what they answer."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import text as statement

from guichet.campaigns.results import service
from guichet.campaigns.results.answers import WITHIN, AnswerFollower, CampaignsAnswered
from guichet.campaigns.results.following import ResultsFollower
from guichet.campaigns.results.telling import Results
from guichet.desk.schemas import AnsweredOut, ContextOut
from guichet.gateway.telephones.events import TEXT_RECEIVED
from guichet.interactions import service as interactions
from guichet.kit.clock import ManualClock
from guichet.kit.events import log
from guichet.kit.ground import Ground
from guichet.kit.ids import TenantId
from guichet.kit.work import UnitOfWork
from tests.campaigns.results.scene import WORDS, Sent, campaign, sending
from tests.conftest import Database, MakeTenant, MakeWork
from tests.gateway.mass.line import house, takes
from tests.gateway.telephones.scene import LONG, PHONE, Platform, platform
from tests.live.replay import give_positions
from tests.waiting import eventually

ROUTE = UUID(int=1)
STRANGER = "+262692999999"
_CONVERSATIONS = statement("SELECT id FROM interaction ORDER BY id")


class Town:
    """A company that sends and reads."""

    def __init__(self, ground: Ground, database: Database, make_work: MakeWork) -> None:
        self.ground = ground
        self.database = database
        self.make_work = make_work
        open_work = UnitOfWork(ground.request_db, ground.clock, ground.ids)
        self.post: Platform = platform(ground, what_answers=CampaignsAnswered(open_work))
        self.answers = AnswerFollower(ground.clock, ground.ids)
        across = ground.system_db.transaction
        self.results = ResultsFollower(across, ground.clock, ground.ids)
        self.tenant: TenantId
        self._heard = 0

    async def opens(self, make_tenant: MakeTenant) -> None:
        """With a number of its own."""
        self.tenant = await make_tenant()
        await self.post.give(await self.post.number(LONG), self.tenant)
        await self.post.door(self.tenant, number=LONG)

    async def sends(self, *addresses: str) -> Sent:
        """A campaign that people may answer, all of it handed over."""
        ground = self.ground
        database = ground.system_db
        async with sending(database, self.tenant, ground.clock, ground.ids) as work:
            ends = work.now + timedelta(days=3)
            sent = await campaign(work, addresses, sender=LONG, offer_ends_at=ends)
        async with house(ground.system_db, ground.clock, ground.ids, [ROUTE]) as one:
            line = one.line(ROUTE, takes())
            await eventually(lambda: len(line.taken) == len(addresses))
            await one.store.writer.written()
        return sent

    async def hears(self, text: str, sender: str = PHONE) -> None:
        """A telephone writes, it is read, and what follows of it is counted."""
        await self.post.says(text, LONG, sender)
        await self.post.read()
        give_positions(self.database)
        async with self.ground.request_db.snapshot(self.tenant) as session:
            events = await log.read_after(session, log.START, 1_000, self.tenant)
        texts = [one for one in events if one.kind == TEXT_RECEIVED]
        for event in texts[self._heard :]:
            async with self.ground.system_db.transaction() as session:
                await self.answers.handle(session, event)
        self._heard = len(texts)
        await self.results.follow()

    async def came_to(self, sent: Sent) -> Results:
        """What the campaign came to."""
        async with self.make_work(self.tenant) as work:
            return await service.results(work, sent.id)

    async def brought(self) -> list[AnsweredOut | None]:
        """The campaigns conversations show at the desk, the oldest first."""
        found: list[AnsweredOut | None] = []
        for row in await self.post.rows(_CONVERSATIONS):
            async with self.make_work(self.tenant) as work:
                known = await interactions.versioned_context(work, row.id)
            found.append(ContextOut.of(row.id, *known).answers if known else None)
        return found


async def test_an_answer_counts_once_and_opens_a_conversation_with_the_campaign(
    ground: Ground, database: Database, make_tenant: MakeTenant, make_work: MakeWork
) -> None:
    town = Town(ground, database, make_work)
    await town.opens(make_tenant)
    sent = await town.sends(PHONE, "+262692000002")
    await town.hears("Oui, gardez-moi la paire en 38")
    await town.hears("Vous êtes où ?")
    told = await town.came_to(sent)
    assert (told.replied, told.opted_out) == (1, 0)
    (answered,) = await town.brought()
    assert answered is not None
    assert (answered.campaign_id, answered.name, answered.text) == (sent.id, "Soldes", WORDS)
    assert answered.offer_ends_at == sent.campaign.draft.offer_ends_at


async def test_a_stop_counts_for_the_campaign_it_answers(
    ground: Ground, database: Database, make_tenant: MakeTenant, make_work: MakeWork
) -> None:
    town = Town(ground, database, make_work)
    await town.opens(make_tenant)
    older, sent = await town.sends(PHONE), await town.sends(PHONE)
    await town.hears("STOP")
    assert (await town.came_to(sent)).opted_out == 1
    assert (await town.came_to(older)).opted_out == 0
    assert await town.brought() == []


async def test_who_was_not_written_to_or_long_ago_answers_nothing(
    ground: Ground,
    database: Database,
    make_tenant: MakeTenant,
    make_work: MakeWork,
    clock: ManualClock,
) -> None:
    town = Town(ground, database, make_work)
    await town.opens(make_tenant)
    sent = await town.sends(PHONE)
    await town.hears("Bonjour", STRANGER)
    clock.advance(WITHIN + timedelta(days=1))
    await town.hears("Bonjour")
    assert (await town.came_to(sent)).replied == 0
    assert await town.brought() == [None, None]
