"""What the demo company prepared to send: texts to begin from, and a campaign that its shop's back
office sets off with one click.
"""

from typing import Final
from urllib.parse import urljoin

from guichet.campaigns import service as campaigns
from guichet.campaigns.templates import service as templates
from guichet.campaigns.triggers import service as triggers
from guichet.campaigns.triggers.language import AtCall, Limits
from guichet.campaigns.types import Audience, By, CampaignWording, Draft
from guichet.crm.attributes.types import Label
from guichet.crm.segments.language import Happened, Has, Last, SameAs
from guichet.gateway.mass.types import Purpose
from guichet.kit.ground import Ground
from guichet.kit.ids import TenantId
from guichet.kit.work import SYSTEM, UnitOfWork

ONE_CLICK: Final = "Nouveauté du rayon"
"""What the prepared campaign is called."""
MOST: Final = 500
TEXTS: Final[tuple[tuple[str, str, str, Purpose], ...]] = (
    (
        "Offre avec un code",
        "Offer with a code",
        "Maison Vanille : {prénom|bonjour}, -15 % jusqu'à samedi avec votre code {code}. "
        "Présentez-le en boutique.",
        "marketing",
    ),
    (
        "Nouveauté",
        "New in the shop",
        "Maison Vanille : {article} vient d'arriver, {prénom|à découvrir}. Passez avant dimanche !",
        "marketing",
    ),
    (
        "Commande prête",
        "Order ready",
        "Bonjour {prénom|cher client}, votre commande est prête. Retrait de 9h à 18h. "
        "Maison Vanille",
        "service",
    ),
    (
        "Rappel de rendez-vous",
        "Appointment reminder",
        "Bonjour {prénom|cher client}, rendez-vous le {starts_at|jour convenu}. Répondez NON pour "
        "annuler. Maison Vanille",
        "service",
    ),
)


async def seed_campaigns(ground: Ground, tenant_id: TenantId, by: By) -> None:
    """Write them. Not safe to repeat."""
    open_work = UnitOfWork(ground.request_db, ground.clock, ground.ids)
    async with open_work(tenant_id, SYSTEM) as work:
        for fr, en, text, purpose in TEXTS:
            await templates.create(work, Label(fr, en), text, purpose)
        one = await campaigns.create(work, _draft(ground.settings.base_url), by)
        await triggers.create(work, one.id, AtCall(), Limits(recipients=MOST), enabled=True)


def _draft(base_url: str) -> Draft:
    """For who bought something of the same kind within three months."""
    bought = Happened(
        type="purchase",
        window=Last(count=90, unit="days"),
        where=[Has(property="category", of=SameAs(parameter="category"))],
    )
    about = {"article": "Vanille Bourbon", "category": "épices"}
    shop = urljoin(base_url, "/demo/shop/fr")
    text = f"Maison Vanille : {{article}} vient d'arriver ! Venez avant samedi : {{lien:{shop}}}"
    return Draft(
        ONE_CLICK,
        CampaignWording(text, "marketing"),
        Audience(conditions=(bought,), parameters=about),
        tags=("boutique",),
    )
