"""The people of the demo, who can be signed in as with one click, in demo mode only."""

from dataclasses import dataclass
from typing import Final

from guichet.accounts.rights import Role
from guichet.kit.i18n import Language

PASSWORD: Final = "guichet-demo"  # noqa: S105 - shown on the demo's sign-in page


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the demo."""

    role: Role
    email: str
    name: str
    language: Language = "fr"


PEOPLE: Final = (
    Person(Role.PLATFORM_OPERATOR, "operator@guichet.example", "Odile Técher"),
    Person(Role.ADMINISTRATOR, "admin@guichet.example", "Agathe Grondin"),
    Person(Role.SUPERVISOR, "supervisor@guichet.example", "Simon Fontaine"),
    Person(Role.AGENT, "agent1@guichet.example", "Amélie Payet"),
    Person(Role.AGENT, "agent2@guichet.example", "Ravi Hoareau"),
    Person(Role.CAMPAIGN_AUTHOR, "author@guichet.example", "Capucine Rivière"),
)
"""One for each way to work with Guichet."""
