"""Contacts as rules see them."""

from guichet.crm.types import Contact
from guichet.intake.rules.facts import Asker


def asker_of(contact: Contact, company: str | None, rating: float | None) -> Asker:
    """A contact as rules see it."""
    return Asker(
        name=contact.name,
        tags=tuple(contact.tags),
        company=company,
        attributes=dict(contact.attributes),
        rating=rating,
    )
