"""What this room itself tells of a person's history: notes, consents, merges, and texts sent to
their telephones.
"""

from collections.abc import Sequence
from uuid import UUID

from guichet.consent import service as consents
from guichet.consent.events import consent_item
from guichet.crm import repository
from guichet.crm.events import merge_item
from guichet.crm.history import Entry, HistorySource
from guichet.crm.notes import service as notes
from guichet.crm.notes.events import note_item
from guichet.crm.occurrences.service import Occurrences
from guichet.gateway.mass import service as texts
from guichet.gateway.mass.telling import message_item
from guichet.kit.work import Work


class Notes:
    """What agents wrote down."""

    kinds = frozenset({"note"})

    async def before(
        self, work: Work, people: Sequence[UUID], place: UUID | None, limit: int
    ) -> Sequence[Entry]:
        found = await notes.page(work, people, place, limit)
        return [Entry(one.id, "note", one.at, note_item(one)) for one in found]


class Consents:
    """What the person agreed to and withdrew."""

    kinds = frozenset({"consent"})

    async def before(
        self, work: Work, people: Sequence[UUID], place: UUID | None, limit: int
    ) -> Sequence[Entry]:
        found = await consents.history(work, people, place, limit)
        return [Entry(one.id, "consent", one.recorded_at, consent_item(one)) for one in found]


class Merges:
    """Which cards became this one."""

    kinds = frozenset({"merge"})

    async def before(
        self, work: Work, people: Sequence[UUID], place: UUID | None, limit: int
    ) -> Sequence[Entry]:
        found = await repository.merges(work.session, work.tenant_id, people, place, limit)
        return [Entry(one.id, "merge", one.at, merge_item(one)) for one in found]


class SentTexts:
    """What was sent to the person's telephones, whoever asked for it."""

    kinds = frozenset({"text"})

    async def before(
        self, work: Work, people: Sequence[UUID], place: UUID | None, limit: int
    ) -> Sequence[Entry]:
        known = await repository.identities(work.session, work.tenant_id, people)
        phones = [one.value for one in known if one.kind == "phone"]
        found = await texts.sent_to(work, phones, place, limit) if phones else ()
        return [Entry(one.id, "text", one.accepted_at, message_item(one)) for one in found]


OWN: tuple[HistorySource, ...] = (Notes(), Consents(), Merges(), SentTexts(), Occurrences())
