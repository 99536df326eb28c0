"""The platform operator's own company in the demo, and what was asked of it."""

from dataclasses import replace
from typing import Final

from guichet.accounts.askers import Asker
from guichet.accounts.members import service as members
from guichet.accounts.rights import Role
from guichet.accounts.tenants import service as tenants
from guichet.accounts.tenants.types import Settings, Tenant
from guichet.accounts.users import service as users
from guichet.accounts.users.types import NewUser, User
from guichet.accounts.works import SystemWorks
from guichet.desk import service as desk
from guichet.desk.advice import service as advice
from guichet.desk.advice.states import State
from guichet.desk.advice.types import Asking, Request, Who
from guichet.gateway.deps import ChannelsAtHand
from guichet.gateway.registry import discover
from guichet.interactions.types import Agent
from guichet.kit.ground import Ground
from guichet.kit.work import SYSTEM, UnitOfWork, Work

COMPANY: Final = Settings("Guichet Réunion", "Indian/Reunion", "RE", "EUR", ("fr", "en"))
ANSWERED: Final = Asking(
    "advice",
    "Répondre plus vite le samedi",
    "Le samedi matin nous ne sommes que deux et l’attente dépasse dix minutes. "
    "Que nous conseillez-vous ?",
    "demo-advice",
)
ANSWER: Final = (
    "Laissez la file Commandes déborder vers Conseil après deux minutes : "
    "Réglages, Files, Débordement."
)
WAITING: Final = Asking(
    "module",
    "Encaisser un acompte à la réservation",
    "Pour les paniers cadeaux de plus de 100 €, nous aimerions demander 30 % à la commande.",
    "demo-module",
)


async def seed_operator(
    ground: Ground, works: SystemWorks, new: NewUser, asker: User, shop: Tenant
) -> None:
    """Make the operator and their company, with one request answered and one that waits."""
    async with works() as work:
        company = await tenants.create(work, ground.settings.operator_tenant, COMPANY)
        user = await users.create(work, new)
        await members.add(replace(work, tenant_id=company.id), user, [Role.ADMINISTRATOR])
    who = Who(Asker(shop.id, asker.id), asker.name, shop.name, asker.email, asker.language)
    channels = ChannelsAtHand(discover(cipher=ground.cipher))
    open_work = UnitOfWork(ground.request_db, ground.clock, ground.ids)
    async with open_work(company.id, SYSTEM) as work:
        asked = await advice.ask(work, channels.registry, who, ANSWERED)
        await _answer(work, channels, asked, Agent(user.id, user.name))
        await advice.ask(work, channels.registry, who, WAITING)


async def _answer(work: Work, channels: ChannelsAtHand, asked: Request, agent: Agent) -> None:
    one = asked.interaction_id
    await desk.take(work, channels.ability, one, agent)
    await desk.answer(work, one, agent, ANSWER, None)
    await advice.set_state(work, channels.ability, one, agent, wanted=State.DELIVERED, reason=None)
    await desk.close(work, channels.ability, one, agent)
