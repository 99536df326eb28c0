"""A company with contacts, and its campaigns without a process around them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import text

from guichet.accounts.tenants.types import Tenant
from guichet.campaigns import service
from guichet.campaigns.audience.types import Preview
from guichet.campaigns.office import Caller, Office, Sending
from guichet.campaigns.sending.ports import Nobody
from guichet.campaigns.sending.steps import Means, step
from guichet.campaigns.types import (
    Agreed,
    Audience,
    By,
    Campaign,
    CampaignWording,
    Draft,
    Timing,
)
from guichet.consent import service as consents
from guichet.consent.addresses import digest_of
from guichet.consent.service import Address
from guichet.consent.types import Decision, Given, Recorder
from guichet.crm import service as contacts
from guichet.crm.types import Claim, NewContact
from guichet.kit.clock import ManualClock
from guichet.kit.ground import Ground
from guichet.kit.work import SYSTEM, UnitOfWork, Work
from guichet.prices import service as prices
from guichet.prices.types import PriceRow

ADA = By("user", UUID(int=1), "Ada")
BOB = By("user", UUID(int=2), "Bob")
EVERYBODY = Audience(everybody=True)
NOW = Timing()
NEWS = CampaignWording("Bonjour {first_name|à vous}, c’est prêt.", "service")
OFFER = CampaignWording("Soldes chez Vanille, -20 %", "marketing")
HERE = Recorder("user", None, "Ada")


@dataclass(frozen=True)
class Scene:
    """See the module."""

    ground: Ground
    tenant: Tenant
    office: Office
    open_work: UnitOfWork
    means: Means

    @property
    def clock(self) -> ManualClock:
        """Turned by hand."""
        assert isinstance(self.ground.clock, ManualClock)
        return self.ground.clock

    async def contact(self, name: str, *phones: str, consent: Decision | None = None) -> UUID:
        """Somebody with a card; ``consent``: what they decided of offers at their first number."""
        async with self.open_work(self.tenant.id, SYSTEM) as work:
            claims = [Claim("phone", one) for one in phones]
            card = await contacts.create(work, NewContact(name, identities=claims))
            if consent is not None:
                await self._decide(work, card.contact.id, phones[0], consent)
        return card.contact.id

    async def decide(self, contact_id: UUID, phone: str, consent: Decision) -> None:
        """They decide about offers."""
        async with self.open_work(self.tenant.id, SYSTEM) as work:
            await self._decide(work, contact_id, phone, consent)

    async def _decide(self, work: Work, contact_id: UUID, phone: str, consent: Decision) -> None:
        hashed = await digest_of(work, self.ground.cipher, "phone", phone)
        address = Address("phone", hashed, contact_id)
        await consents.record(work, address, Given("marketing", "sms", consent, "form"), HERE)

    async def crowd(self, count: int, consent: Decision | None = None) -> list[str]:
        """So many people, by their numbers."""
        numbers = [f"+262692{one:06d}" for one in range(count)]
        for at, number in enumerate(numbers):
            await self.contact(f"Client {at}", number, consent=consent)
        return numbers

    async def draft(
        self,
        audience: Audience = EVERYBODY,
        wording: CampaignWording = NEWS,
        timing: Timing = NOW,
        **more: object,
    ) -> Campaign:
        """Something written."""
        async with self.open_work(self.tenant.id, SYSTEM) as work:
            one = Draft("Soldes", wording, audience, timing, **more)  # type: ignore[arg-type]  # fields of a draft
            return await service.create(work, one, ADA)

    async def preview(self, one: Campaign) -> Preview:
        """What sending would do."""
        return await self.office.preview(Caller(self.tenant.id, SYSTEM), one.id, {})

    async def send(self, one: Campaign, shown: int | Agreed, by: By = ADA) -> Campaign:
        """Press the button."""
        who = Sending(self.tenant.id, SYSTEM, by)
        agreed = Agreed(shown) if isinstance(shown, int) else shown
        return await self.office.send(who, one.id, agreed, {})

    async def step(self, one: Campaign) -> Campaign:
        """Look after it once."""
        async with self.open_work(self.tenant.id, SYSTEM) as work:
            return await step(work, one.id, self.means)

    async def get(self, one: Campaign) -> Campaign:
        """As it is by now."""
        async with self.open_work(self.tenant.id, SYSTEM) as work:
            return await service.campaign(work, one.id)

    async def on_its_way(self, one: Campaign, shown: int) -> Campaign:
        """Sent, and too late to undo."""
        await self.send(one, shown)
        self.clock.advance(timedelta(seconds=10))
        return one

    async def accepted(self) -> Sequence[str]:
        """The numbers of all messages that were accepted."""
        async with self.ground.system_db.transaction() as session:
            found = await session.execute(text("SELECT address FROM mass_message ORDER BY id"))
            return list(found.scalars())


async def price(scene: Scene, micros: int = 45_600) -> None:
    """The company pays for La Réunion, and nothing is served elsewhere."""
    async with scene.ground.system_db.transaction() as session:
        work = Work(session, scene.tenant.id, scene.clock, scene.ground.ids, SYSTEM)
        sale = await prices.create_list(work, "sale", "Vente", "EUR")
        row = PriceRow("262", scene.clock.now(), micros)
        await prices.add_rows(work, sale.id, [row], "Ada")
        await prices.assign(work, sale.id, None, "Ada")


def scene_of(ground: Ground, tenant: Tenant) -> Scene:
    """A company's."""
    open_work = UnitOfWork(ground.request_db, ground.clock, ground.ids)
    office = Office(ground, ground.system_db.transaction)
    nobody = Nobody()
    return Scene(ground, tenant, office, open_work, Means("http://guichet.test", nobody, nobody))
