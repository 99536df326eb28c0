"""A month of history for the demo company: told through the same services as real life.

The clock of the story is turned by hand and nothing is left to chance: two demo installations
begun at the same instant hold the same conversations.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from importlib import resources
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from guichet.desk import service as desk
from guichet.gateway.context import Context, Device, PageView
from guichet.gateway.entry_points import service as entry_points
from guichet.gateway.entry_points.settings_at_rest import shown
from guichet.gateway.entry_points.types import Draft, EntryPoint
from guichet.gateway.outbound import service as outbound
from guichet.gateway.registry import Registry
from guichet.gateway.types import Capability, Identity, Inbound, Medium, Page, PeerReceipt
from guichet.intake import service as intake
from guichet.intake.types import Arrival
from guichet.interactions.service import record_progress
from guichet.interactions.types import Agent
from guichet.kit.clock import ManualClock
from guichet.kit.ground import Ground
from guichet.kit.ids import IdMaker, TenantId
from guichet.kit.settings import Settings
from guichet.kit.work import SYSTEM, Actor, UnitOfWork, Work
from guichet.processes.demo_shop import SITE_KEY
from guichet.processes.demo_shop.chat import SETTINGS
from guichet.processes.demo_shop.pages import pages
from guichet.processes.demo_shop.site import site

DAYS = 30
STRIDE = 137
"""A prime that scatters the beginnings over the day, so that no two days look alike."""
OPENS, CLOSES = 8, 18
"""Hours of the shop, in its own zone."""
VISITOR = Actor("visitor")


class Dialogue(msgspec.Struct, frozen=True):
    """Who said what: ``c`` is the person, ``a`` the agent."""

    language: str
    name: str | None
    page: str
    """A page of the demo shop, by its path."""
    lines: list[tuple[str, str]]
    minutes_ago: int = 0
    taken_by: int | None = None


@dataclass(frozen=True)
class Scene:
    """Where the story takes place."""

    tenant_id: TenantId
    zone: str
    agents: Sequence[Agent]
    registry: Registry


def addresses(settings: Settings) -> tuple[str, ...]:
    """The demo is looked at under several names of this machine."""
    here = f"localhost:{settings.http_port}", f"127.0.0.1:{settings.http_port}"
    return tuple(dict.fromkeys((settings.base_url, *(f"http://{place}" for place in here))))


async def let_in(ground: Ground, tenant_id: TenantId, registry: Registry) -> None:
    """The demo shop is one of the sites that may use its tag, also where it listens on another
    port than before. Safe to repeat.
    """
    async with UnitOfWork(ground.request_db, ground.clock, ground.ids)(tenant_id, SYSTEM) as work:
        shop = await entry_points.of_kind(work, "webchat")
        missing = set(addresses(ground.settings)) - set(shop.allowed_origins) if shop else set()
        if shop is None or not missing or shop.site_key != SITE_KEY:
            return
        origins = tuple(dict.fromkeys((*shop.allowed_origins, *addresses(ground.settings))))
        draft = Draft(shop.title, shop.language, origins, shown(shop.settings), shop.enabled)
        await entry_points.change(work, registry, shop.id, draft)


async def seed_history(ground: Ground, scene: Scene) -> EntryPoint:
    """The tag of the demo shop, a month of finished conversations, and three that go on. Not
    safe to repeat: it adds the story once more.
    """
    now = ground.clock.now()
    clock = ManualClock(now - timedelta(days=DAYS + 1))
    storyteller = _Storyteller(ground, scene, clock)
    await storyteller.open_shop()
    for index, (begun, dialogue) in enumerate(month(now, scene.zone, dialogues("dialogues.json"))):
        await storyteller.tell(
            begun, dialogue, scene.agents[index % len(scene.agents)], closes=True
        )
    for dialogue in dialogues("open.json"):
        begun = now - timedelta(minutes=dialogue.minutes_ago)
        agent = None if dialogue.taken_by is None else scene.agents[dialogue.taken_by]
        await storyteller.tell(begun, dialogue, agent, closes=False)
    return storyteller.shop


def dialogues(name: str) -> list[Dialogue]:
    """The conversations of one file of the story."""
    text = resources.files("guichet.processes").joinpath("demo_data", name).read_bytes()
    return msgspec.json.decode(text, type=list[Dialogue])


def month(now: datetime, zone: str, told: Sequence[Dialogue]) -> list[tuple[datetime, Dialogue]]:
    """When each conversation of the month before ``now`` began, the oldest first: one to three a
    day, during opening hours, in turn through the dialogues.
    """
    days = [days for days in range(DAYS, 0, -1) for _ in range(1 + days % 3)]
    begun = [_moment(now - timedelta(days=day), zone, index) for index, day in enumerate(days)]
    return [(moment, told[index % len(told)]) for index, moment in enumerate(sorted(begun))]


def _moment(day: datetime, zone: str, index: int) -> datetime:
    local = day.astimezone(ZoneInfo(zone)).replace(hour=OPENS, minute=0, second=0, microsecond=0)
    later = timedelta(minutes=index * STRIDE % (60 * (CLOSES - OPENS)))
    return (local + later).astimezone(UTC)


class _Storyteller:
    """Turns the clock and lets the people of the story act through the services."""

    def __init__(self, ground: Ground, scene: Scene, clock: ManualClock) -> None:
        self._scene = scene
        self._clock = clock
        self._ids = IdMaker(clock)
        self._works = UnitOfWork(ground.request_db, clock, self._ids)
        self._site = ground.settings.base_url
        self._addresses = addresses(ground.settings)
        self._people: dict[str, Identity] = {}
        self.shop: EntryPoint

    async def open_shop(self) -> None:
        draft = Draft("Boutique en ligne", "fr", self._addresses, SETTINGS)
        async with self._works(self._scene.tenant_id, SYSTEM) as work:
            self.shop = await entry_points.create(
                work, self._scene.registry, "webchat", draft, site_key=SITE_KEY
            )

    async def tell(
        self, begun: datetime, dialogue: Dialogue, agent: Agent | None, *, closes: bool
    ) -> None:
        """One conversation, line by line, in one transaction; ``agent`` takes it before the first
        answer.
        """
        self._clock.set(begun)
        person, taken = self._identity(dialogue), False
        interaction_id = None
        async with self._works(self._scene.tenant_id, VISITOR) as visitor:
            for who, text in dialogue.lines:
                if who == "c":
                    interaction_id = await self._write(visitor, person, dialogue, text)
                elif agent is not None and interaction_id is not None:
                    if not taken:
                        await desk.take(by(visitor, agent), self._ability, interaction_id, agent)
                    taken = True
                    await self._answer(visitor, person, interaction_id, agent, text)
                self._clock.advance(timedelta(seconds=20 + 2 * len(text) // 3))
            if closes and agent is not None and interaction_id is not None:
                await desk.close(by(visitor, agent), self._ability, interaction_id, agent)

    def _identity(self, dialogue: Dialogue) -> Identity:
        """A named person comes back as the same visitor, an unnamed one never does."""
        key = dialogue.name or str(self._ids.new())
        return self._people.setdefault(key, Identity("visitor", str(self._ids.new())))

    def _ability(self, kind: str) -> frozenset[Capability]:
        channel = self._scene.registry.find(kind)
        return channel.capabilities if channel else frozenset()

    async def _write(self, work: Work, person: Identity, dialogue: Dialogue, text: str) -> UUID:
        inbound = Inbound(
            peer_id=str(self._ids.new()),
            sender=person,
            text=text,
            name=dialogue.name,
            language=dialogue.language,
            page=self._page(dialogue),
            context=self._context(dialogue),
        )
        shop = self.shop
        arrival = Arrival(shop.id, shop.kind, Medium.CHAT, shop.title, shop.language)
        return (await intake.receive(work, arrival, inbound)).interaction_id

    def _context(self, dialogue: Dialogue) -> Context:
        """What the shop's page passes along: where they were before, and the cart they have."""
        home = self._page(msgspec.structs.replace(dialogue, page=""))
        page = self._page(dialogue)
        seen = [PageView(one.url, one.title, self._clock.now()) for one in (home, page)]
        total = len(dialogue.lines) * 13 % 80
        zone = self._scene.zone if dialogue.language == "fr" else "Europe/London"
        return Context(
            site=self._site.split("://", 1)[-1],
            pages=seen if dialogue.page else seen[:1],
            data={"cart": {"total": total, "currency": "EUR"}} if total else {},
            device=Device("phone" if total % 2 else "computer"),
            zone=zone,
        )

    def _page(self, dialogue: Dialogue) -> Page:
        shown = site("fr" if dialogue.language == "fr" else "en")
        title = next(page.title for page in pages(shown) if page.path == dialogue.page)
        return Page(f"{self._site}{shown.home}/{dialogue.page}".rstrip("/"), title)

    async def _answer(
        self, visitor: Work, person: Identity, interaction_id: UUID, agent: Agent, text: str
    ) -> None:
        """The answer is written, and seen a moment later."""
        message = await desk.answer(by(visitor, agent), interaction_id, agent, text, None)
        self._clock.advance(timedelta(seconds=5))
        receipt = PeerReceipt(str(message.outbound_id), person, "seen")
        await outbound.record_receipt(visitor, self.shop.id, receipt, record_progress)


def by(work: Work, agent: Agent) -> Work:
    """The same transaction, with the agent acting in it."""
    return replace(work, actor=Actor("user", agent.id))
