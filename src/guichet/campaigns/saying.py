"""What a campaign says to each of its people, and how mass sending is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from guichet.campaigns.codes import bringing
from guichet.campaigns.codes import service as codes
from guichet.campaigns.codes.types import Offer, OwnCodes
from guichet.campaigns.links import service as links
from guichet.campaigns.links.types import ShortLinks
from guichet.campaigns.templates import service as templates
from guichet.campaigns.templates.filling import Ready
from guichet.campaigns.templates.people import NOBODY, person_of
from guichet.campaigns.types import LOOKED_AT, Campaign
from guichet.crm.types import Contact, Said
from guichet.gateway.mass.types import Consent, Recipient, Wording
from guichet.kit.errors import FieldFault, Invalid
from guichet.kit.work import Work


@dataclass(frozen=True, slots=True)
class Saying:
    """The text of a campaign, made ready."""

    ready: Ready
    links: ShortLinks
    wording: Wording
    offer: Offer | None = None
    """Where each person's own code stands in the text."""
    own: OwnCodes | None = None
    """Where these codes are those the company brought along."""

    @property
    def is_personal(self) -> bool:
        """Whether people get different texts."""
        return bool(self.ready.places)

    @property
    def is_alike(self) -> bool:
        """Whether everybody gets the very same text."""
        return not (self.ready.places or self.links.links)

    def lack(self, recipients: int) -> Invalid | None:
        """Why its codes are not enough for so many people; none: they are, or it gives none."""
        if self.own is None or recipients <= self.own.there:
            return None
        there = {"there": self.own.there}
        fault = FieldFault("wording/codes", "too_few_codes", {**there, "count": recipients})
        if self.own.reading:
            fault = FieldFault("wording/codes", "codes_being_read", {**there, "needed": recipients})
        return Invalid("cannot_be_sent", (fault,))

    def recipients(
        self, rows: Sequence[tuple[int, UUID | None, str]], cards: Mapping[UUID, Said]
    ) -> list[Recipient]:
        """Those of a list (place, card, number) as mass sending takes them; one text for all is
        made once.
        """
        if self.is_alike:
            shared = self.ready.fill(NOBODY).values
            return [Recipient(address, shared) for _, _, address in rows]
        fill, links, code = self.ready.fill, self.links.of, self._code
        made = []
        for place, contact_id, address in rows:
            card = cards.get(contact_id) if contact_id is not None else None
            person = NOBODY if card is None else person_of(card)
            made.append(Recipient(address, fill(person, links(place), code(place)).values))
        return made

    def values(self, place: int, contact: Contact | None) -> Mapping[str, str]:
        """Those of the recipient at ``place``; 0 is a test."""
        person = NOBODY if contact is None else person_of(contact)
        return self.ready.fill(person, self.links.of(place), self._code(place)).values

    def recipient(self, place: int, contact: Contact | None, address: str) -> Recipient:
        """As mass sending takes it."""
        return Recipient(address, self.values(place, contact))

    def text(self, place: int, contact: Contact | None) -> str:
        """What they get, without what the law adds."""
        person = NOBODY if contact is None else person_of(contact)
        return self.ready.text_for(person, self.links.of(place), self._code(place))

    def _code(self, place: int) -> str:
        if self.own is not None:
            return self.own.of(place)
        return self.offer.of(place) if self.offer is not None else ""


FIRST: Final = (1, LOOKED_AT)
"""The places whose texts are looked at before sending."""


async def saying(
    work: Work, one: Campaign, base_url: str, places: tuple[int, int] = FIRST
) -> Saying:
    """Make the text of a campaign ready, for those at the places from one to another.

    :raises Invalid: naming each place that cannot be read or filled
    """
    wording = one.draft.wording
    ready = await templates.prepared(
        work,
        wording.text,
        parameters=one.draft.audience.parameters,
        economical=wording.economical,
        at="wording/text",
    )
    offer = own = None
    if ready.has_code:
        is_own = wording.codes == "own"
        offer = await codes.registered(work, one.id, one.draft.offer_ends_at, own=is_own)
        own = await bringing.held(work, one.id, places) if is_own else None
    short = await links.registered(work, one.id, ready.links, base_url)
    shared = Wording(
        wording.sender,
        ready.text,
        wording.purpose,
        agreed(one),
        wording.encoding,
        tags=tuple(one.draft.tags),
        series=wording.series,
    )
    return Saying(ready, short, shared, offer, own)


def agreed(one: Campaign) -> Consent:
    """What is said of the people of a list that was cleared one by one: those nothing speaks for
    are not on it.
    """
    wording = one.draft.wording
    if wording.purpose != "marketing":
        return "none"
    return "soft" if wording.consent == "soft" else "optin"
