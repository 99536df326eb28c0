"""A sign-up is confirmed: the person gets a card, stands in the list, and has agreed, with
everything that shows it.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from guichet.accounts.tenants import service as tenants
from guichet.campaigns.signups import repository
from guichet.campaigns.signups.events import confirmed as confirmed_event
from guichet.campaigns.signups.judging import Standing, standing
from guichet.campaigns.signups.proving import proof_of, steps_of
from guichet.campaigns.signups.types import ConfirmedBy, Figures, Page, SignUp
from guichet.consent import service as consents
from guichet.consent.addresses import digest_of
from guichet.consent.service import Address
from guichet.consent.types import ConsentMedium, ConsentSource, Recorder
from guichet.consent.types import Given as Decided
from guichet.crm import service as contacts
from guichet.crm.attributes import service as attributes
from guichet.crm.segments import service as segments
from guichet.crm.types import MOST_TAGS, By, Change, Claim, ContactCard
from guichet.gateway.mass import service as mass
from guichet.gateway.mass.types import Order, Recipient, Wording
from guichet.gateway.types import Identity
from guichet.kit.cipher import Cipher
from guichet.kit.errors import Conflict, NotFound
from guichet.kit.work import Work
from guichet.protocols.gsm7.economy import economise

THEMSELVES = Recorder("visitor", None, None)
SYSTEM = By("system")


async def confirm(
    work: Work,
    cipher: Cipher,
    page: Page,
    signup_id: UUID,
    *,
    by: ConfirmedBy,
    shown: Mapping[str, str],
) -> tuple[Standing, SignUp | None]:
    """Confirm a sign-up; ``shown`` is what proves it. What was confirmed stays as it is: again
    changes nothing, and tells ``done``.
    """
    one = await repository.locked(work, signup_id)
    if one is None:
        return "expired", None
    digest = await digest_of(work, cipher, identity_of(one).kind, one.given.address)
    found = standing(one, work.now, await _refused_at(work, page, digest))
    if found != "open":
        return found, one
    card = await _card(work, page, one)
    contact_id = card.contact.id
    done = replace(
        one,
        state="confirmed",
        confirmed_at=work.now,
        confirmed_by=by,
        confirmation=shown,
        contact_id=contact_id,
    )
    await _agree(work, page, done, Address(identity_of(one).kind, digest, contact_id))
    await contacts.touched(work, contact_id)
    bare = replace(one.given, first_name=None, email=None, birth_date=None, postcode=None)
    await repository.write(work, replace(done, given=bare))
    if not one.came.is_beside:
        figures = {(work.tenant_id, page.id): Figures(confirmed=1)}
        await repository.count_up(work.session, figures, work.now)
    await work.record(confirmed_event(done))
    await _welcome(work, page, done)
    return "open", done


def identity_of(one: SignUp) -> Identity:
    """By what the person is known."""
    return Identity("phone" if one.given.medium == "sms" else "email", one.given.address)


async def _refused_at(work: Work, page: Page, digest: bytes) -> datetime | None:
    decided = await consents.decided_about(work, page.draft.purpose, digest)
    said = [one.at for one in decided if one.given.decision == "withdrawn"]
    return max(said, default=None)


async def _card(work: Work, page: Page, one: SignUp) -> ContactCard:
    """The person's card, with what they wrote where nothing stands yet: who knows a number cannot
    change what its owner is known by.
    """
    given, identity = one.given, identity_of(one)
    met = await contacts.meet(work, identity, given.first_name, one.came.language)
    card = await contacts.card(work, met.id)
    held = next(
        (i for i in card.identities if (i.kind, i.value) == (identity.kind, identity.value)), None
    )
    if held is not None:
        card = await contacts.verify_identity(work, met.id, held.id, SYSTEM)
    if given.email is not None and given.medium == "sms":
        await _add_mail(work, met.id, given.email)
    wanted = await _change(work, page, one, card)
    if wanted:
        card = await contacts.change(work, met.id, wanted)
    await _list(work, page, card.contact.id)
    return card


async def _add_mail(work: Work, contact_id: UUID, email: str) -> None:
    """An address nobody confirmed leads nowhere if it is somebody else's."""
    if await contacts.known(work, Identity("email", email)) is not None:
        return
    try:
        await contacts.add_identity(work, contact_id, Claim("email", email), SYSTEM)
    except Conflict:
        return  # the card is full, or somebody else was faster


async def _change(work: Work, page: Page, one: SignUp, card: ContactCard) -> Change:
    wanted: Change = {}
    said = {"birth_date": one.given.birth_date, "postcode": one.given.postcode}
    new = {
        known.key: said[known.meaning]
        for known in await attributes.all_of(work)
        if known.meaning in said
        and said[known.meaning]
        and known.key not in card.contact.attributes
    }
    if new:
        wanted["attributes"] = new
    tags = [tag for tag in page.draft.tags if tag not in card.contact.tags]
    if tags and len(card.contact.tags) + len(tags) <= MOST_TAGS:
        wanted["tags"] = (*card.contact.tags, *tags)
    return wanted


async def _list(work: Work, page: Page, contact_id: UUID) -> None:
    """Into the page's list, unless the company removed it."""
    if page.draft.list_id is None:
        return
    try:
        held = await segments.static_list(work, page.draft.list_id)
    except NotFound:
        return
    await segments.take_in(work, held.id, [contact_id])


async def _agree(work: Work, page: Page, done: SignUp, address: Address) -> None:
    source: ConsentSource = "form" if done.came.way == "page" else "reply"
    medium: ConsentMedium = "sms" if done.given.medium == "sms" else "mail"
    given = Decided(page.draft.purpose, medium, "granted", source, proof_of(page, done))
    recorded = await consents.record(work, address, given, THEMSELVES)
    await consents.prove(work, recorded, steps_of(page, done))


async def _welcome(work: Work, page: Page, done: SignUp) -> None:
    """The company's own words, by text to who answered by text."""
    words = page.words(done.came.language).welcome
    number = done.came.number or page.draft.sender
    if done.given.medium != "sms" or done.confirmed_by == "link" or not words or not number:
        return
    name = (await tenants.get(work, work.tenant_id)).name
    said = economise(words.replace("{name}", name)).applied()
    wording = Wording(number, said, "service", about="answer")
    await mass.send(work, Order(work.tenant_id, wording, [Recipient(done.given.address)]))
