"""What happens to sign-ups. Payloads name no address."""

from guichet.campaigns.signups.types import FIELDS, Page, SignUp
from guichet.kit.events.types import EventKind, Json, NewEvent

PAGE_CHANGED = EventKind("campaigns.signup_page.changed")
"""A sign-up page was made, changed or removed. Payload: ``item``, with ``removed``."""
CONFIRMED = EventKind("campaigns.signup.confirmed")
"""Somebody who signed up confirmed it, and stands among the contacts. Payload: ``item``; speaks of
the contact.
"""


def page_changed(one: Page) -> NewEvent:
    """The event of a change."""
    return NewEvent(PAGE_CHANGED, f"signup_page:{one.id}", one.version, {"item": page_item(one)})


def confirmed(one: SignUp) -> NewEvent:
    """The event of a confirmation."""
    item: dict[str, Json] = {
        "id": str(one.id),
        "version": 2,
        "page_id": str(one.page_id),
        "contact_id": str(one.contact_id) if one.contact_id else None,
        "medium": one.given.medium,
        "way": one.came.way,
        "at": one.at.isoformat(),
        "confirmed_at": one.confirmed_at.isoformat() if one.confirmed_at else None,
        "confirmed_by": one.confirmed_by,
    }
    return NewEvent(CONFIRMED, f"signup:{one.id}", 2, {"item": item}, one.contact_id)


def page_item(one: Page) -> dict[str, Json]:
    """The public value of a page."""
    draft = one.draft
    words: dict[str, Json] = {
        language: {
            "title": said.title,
            "intro": said.intro,
            "consent": said.consent,
            "welcome": said.welcome,
        }
        for language, said in draft.words.items()
    }
    asks: dict[str, Json] = {name: draft.asks.get(name, "no") for name in FIELDS}
    return {
        "id": str(one.id),
        "version": one.version,
        "code": one.code,
        "wording": one.wording,
        "name": draft.name,
        "words": words,
        "asks": asks,
        "purpose": draft.purpose,
        "territories": [*draft.territories],
        "list_id": str(draft.list_id) if draft.list_id else None,
        "tags": [*draft.tags],
        "sender": draft.sender,
        "keyword_asks": draft.keyword_asks,
        "day_cap": draft.day_cap,
        "enabled": draft.enabled,
        "created_at": one.created_at.isoformat(),
        "changed_at": one.changed_at.isoformat(),
        "removed": one.removed_at is not None,
    }
