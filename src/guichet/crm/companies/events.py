"""What happens to companies."""

from guichet.crm.companies.types import Company
from guichet.kit.events.types import EventKind, Json, NewEvent

CREATED = EventKind("crm.company.created")
"""A company was written down. Payload: ``item``."""
CHANGED = EventKind("crm.company.changed")
"""A company is called or reached otherwise now. Payload: ``item``."""
REMOVED = EventKind("crm.company.removed")
"""A company is no longer listed, nor shown on the cards of its people. Payload: ``item``."""


def company_event(kind: EventKind, company: Company) -> NewEvent:
    """An event of a company."""
    payload: dict[str, Json] = {"item": company_item(company)}
    return NewEvent(kind, f"company:{company.id}", company.version, payload)


def company_item(one: Company) -> dict[str, Json]:
    """The public value of a company."""
    return {
        "id": str(one.id),
        "version": one.version,
        "name": one.facts.name,
        "domain": one.facts.domain,
        "phone": one.facts.phone,
        "about": one.facts.about,
        "created_at": one.created_at.isoformat(),
        "removed": one.removed_at is not None,
    }
