"""The hand-off: one address per tenant, opened from any card."""

import secrets
from datetime import timedelta
from uuid import UUID

from guichet.accounts.audit import service as audit
from guichet.crm import service as contacts
from guichet.crm.handoff import repository
from guichet.crm.handoff.address import LONGEST_TEMPLATE, address, fault_of
from guichet.crm.handoff.events import CHANGED, handoff_changed
from guichet.crm.handoff.types import Handoff, Link
from guichet.crm.types import ContactCard
from guichet.kit.cipher import Cipher
from guichet.kit.errors import FieldFault, Invalid, NotFound
from guichet.kit.work import Work

LASTS = timedelta(minutes=10)
SECRET_BYTES = 32


async def get(work: Work) -> Handoff:
    """The tenant's.

    :raises NotFound: cards lead nowhere.
    """
    found = await repository.read(work)
    if found is None:
        raise NotFound("no_handoff")
    return found[0]


async def configure(
    work: Work, cipher: Cipher, title: str, template: str, *, renew: bool = False
) -> tuple[Handoff, str | None]:
    """Cards lead there from now on. Gives the secret when it was just made, to be shown once: at
    the first time, and when it is to be renewed.

    :raises Invalid: naming what cannot be used.
    """
    fault = "too_long" if len(template) > LONGEST_TEMPLATE else fault_of(template)
    if fault:
        raise Invalid(None, (FieldFault("template", fault, {"limit": LONGEST_TEMPLATE}),))
    found = await repository.read(work)
    box, shown = (found[1] if found else b""), None
    if found is None or renew:
        shown = secrets.token_urlsafe(SECRET_BYTES)
        box = cipher.encrypt(shown.encode(), _context(work))
    version = found[0].version + 1 if found else 1
    handoff = Handoff(version, title.strip(), template, work.now)
    await repository.write(work, handoff, box)
    await work.record(handoff_changed(work.tenant_id, handoff, version))
    await audit.write(work, CHANGED, f"contact_handoff:{work.tenant_id}", {"title": title.strip()})
    return handoff, shown


async def remove(work: Work) -> None:
    """Cards lead nowhere from now on. Safe to repeat."""
    found = await repository.read(work)
    if found is None:
        return
    await repository.remove(work)
    await work.record(handoff_changed(work.tenant_id, None, found[0].version + 1))
    await audit.write(work, CHANGED, f"contact_handoff:{work.tenant_id}", {"title": ""})


async def link(work: Work, cipher: Cipher, contact_id: UUID, agent: str) -> Link:
    """The address to open for a contact, good for ten minutes.

    :raises NotFound: no such contact, or cards lead nowhere.
    """
    found = await repository.read(work)
    if found is None:
        raise NotFound("no_handoff")
    handoff, box = found
    card = await contacts.card(work, contact_id)
    secret, expires = cipher.decrypt(box, _context(work)), work.now + LASTS
    url = address(handoff.template, _values(card, agent), secret, expires)
    return Link(handoff.title, url, expires)


def _values(card: ContactCard, agent: str) -> dict[str, str]:
    known: dict[str, str] = {}
    for one in card.identities:
        known.setdefault("external_id" if one.kind == "external" else one.kind, one.value)
    known.pop("visitor", None)
    return {
        **known,
        "contact_id": str(card.contact.id),
        "name": card.contact.name or "",
        "language": card.contact.language or "",
        "agent": agent,
    }


def _context(work: Work) -> str:
    return f"contact_handoff:{work.tenant_id}"
