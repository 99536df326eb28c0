"""What campaigns came to, read in the caller's transaction."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

from guichet.accounts.tenants import service as tenants
from guichet.campaigns import service as campaigns
from guichet.campaigns.results import curve as curves
from guichet.campaigns.results import facts, repository
from guichet.campaigns.results import places as placing
from guichet.campaigns.results.brought import Brought, Side
from guichet.campaigns.results.counts import Row
from guichet.campaigns.results.curve import Curve, Step
from guichet.campaigns.results.folding import unknown
from guichet.campaigns.results.reasons import SURELY_FAILED, may_go_again
from guichet.campaigns.results.telling import Because, Results, told
from guichet.campaigns.results.types import Recipient, RecipientKey
from guichet.campaigns.types import (
    LONGEST_NAME,
    MOST_NUMBERS,
    Audience,
    By,
    Campaign,
    Timing,
)
from guichet.crm import service as contacts
from guichet.crm.occurrences.following import service as following
from guichet.crm.occurrences.following.types import After
from guichet.crm.segments.language import Fact
from guichet.gateway.mass import service as mass
from guichet.gateway.mass.types import MessageState
from guichet.gateway.types import Identity
from guichet.kit.db.sessions import ReaderDatabase
from guichet.kit.errors import Conflict
from guichet.kit.money import Money, places_of
from guichet.kit.phones import e164
from guichet.kit.work import Work

Place = Literal["waiting", "held", "under_way", "delivered", "failed", "unknown"]
"""Where every recipient is, in one of them."""
Deed = Literal["replied", "clicked", "opted_out"]
STATES: Final[Mapping[Place, Sequence[MessageState]]] = {
    "held": ["held"],
    "under_way": ["handed"],
    "delivered": ["delivered"],
    "failed": sorted(SURELY_FAILED),
    "unknown": ["unknown"],
}
"""``waiting`` are the others."""
LOOKED_AT: Final = 5_000
"""Recipients looked at for one page of those that wait."""
MOST_FOUND: Final = 50
"""People a search finds."""
MOST_COMPARED: Final = 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which recipients; what is none is not asked."""

    place: Place | None = None
    reason: str | None = None
    did: Deed | None = None
    search: str | None = None
    """A telephone number, or a name."""


async def results(work: Work, campaign_id: UUID) -> Results:
    """What a campaign came to so far.

    :raises NotFound: there is none.
    """
    one = await campaigns.campaign(work, campaign_id)
    known = await repository.figures(work.session, work.tenant_id, [campaign_id])
    return told(one, known.get(campaign_id), work.now)


async def compared(work: Work, campaign_ids: Sequence[UUID]) -> Sequence[Results]:
    """The same of several, in this order.

    :raises NotFound: there is none of one of these ids.
    """
    ones = [await campaigns.campaign(work, one) for one in dict.fromkeys(campaign_ids)]
    known = await repository.figures(work.session, work.tenant_id, [one.id for one in ones])
    return [told(one, known.get(one.id), work.now) for one in ones]


@dataclass(frozen=True, slots=True)
class Purchases:
    """What people did within days of getting a campaign."""

    type: str
    days: int
    people: int
    count: int
    amount: Money
    until: datetime | None
    """When the days of the last one are over; none: nothing left yet."""


async def purchases(
    reader: ReaderDatabase, work: Work, campaign_id: UUID, event: str, days: int
) -> Purchases:
    """What those it went to did within ``days`` of it, as the company's systems told; whether
    because of it nobody knows.

    :raises NotFound: there is none.
    """
    found = await results(work, campaign_id)
    currency = (await tenants.get(work, work.tenant_id)).settings.currency
    first, last, within = found.first_left_at, found.last_left_at, timedelta(days=days)
    if first is None or last is None:
        return Purchases(event, days, 0, 0, Money(0, currency), None)
    starts = repository.left_at(work.tenant_id, campaign_id)
    after = After(event, within, first, last, currency)
    told = await following.followed(reader, work.tenant_id, starts, after)
    amount = Money(told.amount * 10 ** (6 - places_of(currency)), currency)
    return Purchases(event, days, told.people, told.count, amount, last + within)


async def curve(work: Work, campaign_id: UUID, asked: Step | None) -> Curve:
    """What happened when, in steps of the company's own clock: ``asked``, if that is not too many.

    :raises NotFound: there is none.
    """
    await campaigns.campaign(work, campaign_id)
    span = await repository.span(work, campaign_id)
    if span is None:
        return Curve(asked or "minute", ())
    step = curves.step_for(*span, asked)
    zone = (await tenants.get(work, work.tenant_id)).settings.zone
    return Curve(step, tuple(await repository.curve(work, campaign_id, step, zone)))


async def brought(
    reader: ReaderDatabase, work: Work, campaign_id: UUID, event: str, days: int
) -> Brought:
    """What those on the list did beside those who were held back, from when the first one left to
    ``days`` after the last one.

    :raises NotFound: there is none.
    """
    found = await results(work, campaign_id)
    people, control = await repository.with_card(work, campaign_id)
    first, last = found.first_left_at, found.last_left_at
    if first is None or last is None or not control:
        return Brought(event, days, Side(people, 0), Side(control, 0), first, None)
    currency = (await tenants.get(work, work.tenant_id)).settings.currency
    until = last + timedelta(days=days)
    after = After(event, until - first, first, first, currency)
    tenant_id = work.tenant_id
    listed = repository.listed(tenant_id, campaign_id, first)
    held_back = repository.held_back(tenant_id, campaign_id, first)
    one = await following.followed(reader, tenant_id, listed, after)
    other = await following.followed(reader, tenant_id, held_back, after)
    return Brought(event, days, Side(people, one.people), Side(control, other.people), first, until)


async def failures(work: Work, campaign_id: UUID) -> Sequence[Because]:
    """Who did not get it, by reason, the most frequent first.

    :raises NotFound: there is none.
    """
    return (await results(work, campaign_id)).failed_for


async def recipients(
    work: Work, campaign_id: UUID, wanted: Wanted, *, after: int, limit: int
) -> tuple[Sequence[Recipient], int | None]:
    """Up to ``limit`` in their order after the place ``after``; and where to look on, none at the
    end. Those that wait are looked for among ``LOOKED_AT`` for each page: it may be short.

    :raises NotFound: there is no such campaign.
    """
    one = await campaigns.campaign(work, campaign_id)
    if wanted.search:
        keys = await _found(work, one, wanted.search)
        keys = [key for key in keys if key.n > after]
        rows = await _rows(work, one, keys)
        fitting = [row for row in rows if _fits(row, wanted)]
        return await _named(work, one, keys, fitting[:limit]), _more(fitting, limit)
    if wanted.place == "waiting":
        return await _waiting(work, one, after, limit)
    if wanted.place is None and wanted.did is None:
        keys = await repository.recipients(work, campaign_id, after, limit + 1)
        rows = await _rows(work, one, keys)
        return await _named(work, one, keys, rows[:limit]), _more(rows, limit)
    states = STATES[wanted.place] if wanted.place else []
    rows = await repository.fates_in(
        work,
        campaign_id,
        states=states,
        did=wanted.did,
        reason=wanted.reason,
        after=after,
        limit=limit + 1,
    )
    keys = await repository.recipients_at(work, campaign_id, [row.n for row in rows])
    return await _named(work, one, keys, rows[:limit]), _more(rows, limit)


async def resend(work: Work, campaign_id: UUID, reasons: Collection[str], by: By) -> Campaign:
    """A draft of the same for those it did not reach: asked who they are when it is sent, so that
    whoever got it meanwhile does not get it again. ``reasons``: those alone; none: all against
    which sending again is of use.

    :raises NotFound: there is none.
    :raises Conflict: ``nobody_to_resend``, ``too_many_without_card``
    """
    found = await results(work, campaign_id)
    failed = [one for one in found.failed_for if may_go_again(one.state, one.reason)]
    chosen = sorted({one.reason for one in failed if not reasons or one.reason in reasons})
    if not chosen:
        raise Conflict("nobody_to_resend")
    numbers = await repository.failed_numbers(work, campaign_id, chosen, MOST_NUMBERS + 1)
    if len(numbers) > MOST_NUMBERS:
        raise Conflict("too_many_without_card", limit=MOST_NUMBERS)
    people = [
        Fact(source=facts.NAME, fact="failed", value=value)
        for value in facts.failed(campaign_id, chosen if reasons else ())
    ]
    draft = found.campaign.draft
    audience = Audience(conditions=people, numbers=numbers, parameters=draft.audience.parameters)
    again = replace(draft, name=_again(draft.name), audience=audience, timing=Timing())
    return await campaigns.create(work, again, by)


def _again(name: str) -> str:
    """A name that tells it apart, of the same length at most."""
    mark = " (2)"
    return f"{name[: LONGEST_NAME - len(mark)]}{mark}"


def _more(rows: Sequence[Row], limit: int) -> int | None:
    return rows[limit - 1].n if len(rows) > limit else None


def _fits(row: Row, wanted: Wanted) -> bool:
    """Whether somebody a search found is among those wanted."""
    if wanted.place is not None:
        states = STATES.get(wanted.place, ["accepted"])
        if row.state not in states:
            return False
    if wanted.reason is not None and row.reason != wanted.reason:
        return False
    match wanted.did:
        case "replied":
            return row.replied_at is not None
        case "clicked":
            return row.clicks > 0
        case "opted_out":
            return row.opted_out_at is not None
        case None:
            return True


async def _waiting(
    work: Work, one: Campaign, after: int, limit: int
) -> tuple[Sequence[Recipient], int | None]:
    keys = await repository.recipients(work, one.id, after, LOOKED_AT)
    rows = [row for row in await _rows(work, one, keys) if row.state == "accepted"]
    shown = await _named(work, one, keys, rows[:limit])
    if len(rows) > limit:
        return shown, rows[limit - 1].n
    return shown, keys[-1].n if len(keys) == LOOKED_AT else None


async def _rows(work: Work, one: Campaign, keys: Sequence[RecipientKey]) -> Sequence[Row]:
    """What is known of these, in their order. Too late is too late, even while nobody looked."""
    known = await repository.fates(work.session, work.tenant_id, one.id, [key.n for key in keys])
    rows = [known.get(key.n) or unknown(key.n, key.contact_id) for key in keys]
    return [_at(row, one, work) for row in rows]


def _at(row: Row, one: Campaign, work: Work) -> Row:
    if row.state not in ("accepted", "held"):
        return row
    if one.state == "cancelled" and row.message_id is None and row.n > one.prepared:
        return replace(row, state="cancelled", reason="called_back")
    ends = one.draft.offer_ends_at
    if ends is not None and ends <= work.now:
        return replace(row, state="expired", reason="too_late")
    return row


async def _named(
    work: Work, one: Campaign, keys: Sequence[RecipientKey], rows: Sequence[Row]
) -> Sequence[Recipient]:
    """With who they are."""
    by_place = {key.n: key for key in keys}
    people = {row.contact_id for row in rows if row.contact_id is not None}
    cards = await contacts.of_ids(work, people) if people else {}
    currency = one.spent.currency if one.spent else None
    return [
        Recipient(
            row,
            by_place[row.n].address,
            cards[row.contact_id].name if row.contact_id in cards else None,
            Money(row.micros, currency) if row.micros is not None and currency else None,
        )
        for row in rows
        if row.n in by_place
    ]


async def _found(work: Work, one: Campaign, search: str) -> Sequence[RecipientKey]:
    """The recipients a number or a name means, in their order."""
    number = e164(search, (await tenants.get(work, work.tenant_id)).settings.territory)
    if number is None:
        people: Collection[UUID] = await contacts.found_by(work, search, MOST_FOUND)
        return await repository.recipients_of(work, one.id, people)
    places: set[int] = set()
    for message in await mass.sent_to(work, [number], None, MOST_FOUND):
        if message.campaign_id == one.id:
            place = await placing.of(work, one.id, message.id, message.chunk_id)
            places |= {place} if place is not None else set()
    people = await contacts.known_people(work, Identity("phone", number))
    keys = await repository.recipients_of(work, one.id, people)
    keys = [*keys, *await repository.recipients_at(work, one.id, places)]
    return sorted({key.n: key for key in keys if key.address == number}.values(), key=_place)


def _place(key: RecipientKey) -> int:
    return key.n
