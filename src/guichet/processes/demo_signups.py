"""The demo company's sign-up page: its customers put themselves on a list."""

from typing import Final

from guichet.campaigns.signups import service as signups
from guichet.campaigns.signups.types import Draft, Words
from guichet.crm.segments import service as segments
from guichet.kit.work import Work

LIST: Final = "Club Vanille"
FR: Final = Words(
    "Le club Vanille",
    "Les nouveautés de la boutique avant tout le monde, un SMS par mois au plus.",
    "J’accepte de recevoir par SMS les offres de Maison Vanille.",
    "Bienvenue au club Vanille ! Répondez STOP pour en sortir.",
)
EN: Final = Words(
    "The Vanille club",
    "What is new in the shop before everybody else, one text a month at most.",
    "I agree to get offers of Maison Vanille by text message.",
    "Welcome to the Vanille club! Answer STOP to leave it.",
)


async def seed_signups(work: Work, number: str) -> None:
    """One page, whose confirmations come from ``number``. Not safe to repeat."""
    made = await segments.create_list(work, LIST)
    draft = Draft(
        LIST,
        {"fr": FR, "en": EN},
        {"first_name": "optional", "phone": "required", "birth_date": "optional"},
        territories=("RE", "FR"),
        list_id=made.id,
        tags=("club",),
        sender=number,
    )
    await signups.create(work, draft)
