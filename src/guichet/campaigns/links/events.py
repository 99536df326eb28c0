"""What happens to short links."""

from uuid import UUID

from guichet.campaigns.links.types import Click, Link, LinkAddress
from guichet.kit.events.types import EventKind, Json, NewEvent

FOLLOWED = EventKind("campaigns.link.followed")
"""A recipient followed a link for the first time. Payload: ``item``, the link with the recipient's
place in the campaign; speaks of the contact, where there is one.
"""
ADDRESS_CHANGED = EventKind("campaigns.link_address.changed")
"""A company's short links are on another domain, or it was checked. Payload: ``item``."""


def followed(click: Click, contact_id: UUID | None) -> NewEvent:
    """The event of a first click."""
    item: dict[str, Json] = {
        "link": link_item(click.link),
        "campaign_id": str(click.link.campaign_id),
        "place": click.place,
        "contact_id": str(contact_id) if contact_id else None,
        "at": click.at.isoformat(),
    }
    subject = f"campaign_clicker:{click.link.id}:{click.place}"
    return NewEvent(FOLLOWED, subject, 1, {"item": item}, contact_id)


def link_item(one: Link) -> dict[str, Json]:
    """The public value of a link: never its secret."""
    return {
        "id": str(one.id),
        "campaign_id": str(one.campaign_id),
        "target": one.target,
        "created_at": one.created_at.isoformat(),
    }


def address_changed(one: LinkAddress) -> NewEvent:
    """The event of another domain."""
    return NewEvent(
        ADDRESS_CHANGED, "campaign_link_address:own", one.version, {"item": address_item(one)}
    )


def address_item(one: LinkAddress) -> dict[str, Json]:
    """The public value of where links lead in."""
    return {
        "version": one.version,
        "host": one.host,
        "checked_at": one.checked_at.isoformat() if one.checked_at else None,
    }
