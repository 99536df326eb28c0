"""What becomes of rows, given who is known already. Pure.

A person is whoever the strongest of the row's identities leads to; an identity that leads to
somebody else stays there, and is said.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any
from uuid import UUID

from guichet.crm.imports.people import WHOLE_ROW, DraftCard, Numbered, Person
from guichet.crm.imports.types import Fault, OnMatch, RowState
from guichet.crm.types import MOST_IDENTITIES, MOST_TAGS, Contact
from guichet.gateway.types import Identity

Stranger = Callable[[UUID | None], Contact]
"""Makes a contact nobody knew, under an id or a new one."""


class Card:
    """A card a chunk makes or changes. One that is drafted has no contact until somebody asks: of
    most that are made nobody does.
    """

    __slots__ = ("_contact", "_whole", "draft", "held", "id", "identities", "was")

    def __init__(
        self,
        contact_id: UUID,
        whole: Callable[[], Contact],
        was: Contact | None = None,
        *,
        identities: Sequence[Identity] = (),
        held: int = 0,
        draft: DraftCard | None = None,
    ) -> None:
        self.id = contact_id
        self._whole = whole
        self._contact = was
        self.was = was
        """As it was; none of one that is made."""
        self.identities = identities
        """Those it gets."""
        self.held = held
        """How many it has already."""
        self.draft = draft
        """As it is, written down; none once it is other than that."""

    @property
    def made(self) -> bool:
        """Whether it is new."""
        return self.was is None

    @property
    def contact(self) -> Contact:
        """Who it is, as far as the rows so far say."""
        if self._contact is None:
            self._contact = self._whole()
        return self._contact

    def change(self, contact: Contact) -> None:
        """It says this from now on."""
        self._contact, self.draft = contact, None

    def gain(self, one: Identity) -> None:
        """This leads to it from now on."""
        self.identities, self.draft = [*self.identities, one], None

    @property
    def changed(self) -> bool:
        """Whether it is other than it was."""
        return self.contact != self.was or bool(self.identities)


@dataclass(slots=True)
class Outcome:
    """What becomes of one row."""

    row: Numbered
    state: RowState
    card: Card | None = None
    before: Mapping[str, Any] | None = None
    """What to give back to the card when the import is undone."""
    faults: list[Fault] = field(default_factory=list)
    who: UUID | None = None
    """Of past events: whom it happened to."""


@dataclass(frozen=True, slots=True)
class There:
    """What is known of the people of a chunk."""

    owners: Mapping[Identity, UUID]
    contacts: Mapping[UUID, Contact]
    identities: Mapping[UUID, int]
    """How many each of them has."""
    seen: Collection[UUID]
    """Those who stood in the file before."""


def decide(
    rows: Sequence[Numbered], there: There, on_match: OnMatch, stranger: Stranger
) -> list[Outcome]:
    """The outcome of each row, in their order."""
    cards: dict[UUID, Card] = {}
    owners = dict(there.owners)
    seen = set(there.seen)
    return [_outcome(row, there, on_match, stranger, cards, owners, seen) for row in rows]


def _outcome(  # noqa: PLR0917 - the state of one walk over the rows
    row: Numbered,
    there: There,
    on_match: OnMatch,
    stranger: Stranger,
    cards: dict[UUID, Card],
    owners: dict[Identity, UUID],
    seen: set[UUID],
) -> Outcome:
    person = row.person
    if person.refused:
        return Outcome(row, "refused", faults=list(person.faults))
    owner = None
    for one in person.identities:
        if (owner := owners.get(one)) is not None:
            break
    if owner is None:
        card = _new(row, stranger)
        cards[card.id] = card
        for one in person.identities:
            owners[one] = card.id
        seen.add(card.id)
        return Outcome(row, "new", card, faults=list(person.faults))
    card = cards.get(owner) or _known(there, owner)
    cards[owner] = card
    outcome = Outcome(row, "same", card, faults=list(person.faults))
    if on_match != "skip":
        _add_identities(outcome, card, owners)
        _fill(outcome, card, overwrite=on_match == "overwrite")
    if owner in seen:
        outcome.state = "duplicate"
    elif outcome.before is not None:
        outcome.state = "changed"
    seen.add(owner)
    return outcome


def _new(row: Numbered, stranger: Stranger) -> Card:
    person, draft = row.person, row.draft
    if draft is not None:
        whole = partial(_whole, person, stranger, draft.id)
        return Card(draft.id, whole, identities=person.identities, draft=draft)
    contact = _whole(person, stranger, None)
    return Card(contact.id, lambda: contact, identities=person.identities)


def _whole(person: Person, stranger: Stranger, contact_id: UUID | None) -> Contact:
    return replace(
        stranger(contact_id),
        name=person.name,
        language=person.language,
        attributes=person.attributes,
        tags=person.tags,
    )


def _known(there: There, owner: UUID) -> Card:
    contact = there.contacts[owner]
    return Card(owner, lambda: contact, contact, held=there.identities.get(owner, 0))


def _add_identities(outcome: Outcome, card: Card, owners: dict[Identity, UUID]) -> None:
    for one in outcome.row.person.identities:
        owner = owners.get(one)
        if owner == card.id:
            continue
        if owner is not None:
            outcome.faults.append(Fault(WHOLE_ROW, "known_as_two"))
        elif card.held + len(card.identities) >= MOST_IDENTITIES:
            outcome.faults.append(Fault(WHOLE_ROW, "too_many_identities"))
        else:
            card.gain(one)
            owners[one] = card.id
            outcome.before = {"identities": [], **(outcome.before or {})}
            outcome.before["identities"].append([one.kind, one.value])


def _fill(outcome: Outcome, card: Card, *, overwrite: bool) -> None:
    person, one = outcome.row.person, card.contact
    attributes = {**person.attributes, **one.attributes}
    if overwrite:
        attributes = {**one.attributes, **person.attributes}
    wanted = replace(
        one,
        name=_first(person.name, one.name, overwrite=overwrite),
        language=_first(person.language, one.language, overwrite=overwrite),
        attributes=attributes,
        tags=tuple(dict.fromkeys((*one.tags, *person.tags)))[:MOST_TAGS],
    )
    if wanted == one:
        return
    card.change(wanted)
    outcome.before = {**(outcome.before or {}), **_difference(one, wanted)}


def _first(given: str | None, held: str | None, *, overwrite: bool) -> str | None:
    return given or held if overwrite else held or given


def _difference(before: Contact, after: Contact) -> dict[str, Any]:
    """What to give back: the values that were, none where there was none."""
    found: dict[str, Any] = {
        name: getattr(before, name)
        for name in ("name", "language")
        if getattr(before, name) != getattr(after, name)
    }
    attributes = {
        key: before.attributes.get(key)
        for key, value in after.attributes.items()
        if before.attributes.get(key) != value
    }
    if attributes:
        found["attributes"] = attributes
    added = [tag for tag in after.tags if tag not in before.tags]
    return {**found, "tags": added} if added else found


def given_back(contact: Contact, before: Mapping[str, Any]) -> Contact:
    """The card without what a row changed."""
    values = {**contact.attributes, **before.get("attributes", {})}
    return replace(
        contact,
        name=before.get("name", contact.name),
        language=before.get("language", contact.language),
        attributes={key: value for key, value in values.items() if value is not None},
        tags=tuple(tag for tag in contact.tags if tag not in before.get("tags", ())),
    )
