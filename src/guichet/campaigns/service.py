"""Campaigns as one writes and decides about them, in the caller's transaction. Making the list and
sending take more than one: see :mod:`guichet.campaigns.office`.
"""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from guichet.accounts.audit import service as audit
from guichet.accounts.audit.types import Details
from guichet.campaigns import repository, states
from guichet.campaigns.audience.types import Frozen
from guichet.campaigns.checking import check
from guichet.campaigns.codes import bringing
from guichet.campaigns.codes.jobs import remove_codes
from guichet.campaigns.events import (
    APPROVED,
    CANCELLED,
    PAUSED,
    RESUMED,
    RULES_CHANGED,
    SENT,
    UNDONE,
    changed,
)
from guichet.campaigns.types import (
    Agreed,
    By,
    Campaign,
    CampaignRules,
    CampaignState,
    Draft,
    Excluded,
    Exclusion,
    ExclusionReason,
    Obstacle,
    Shown,
)
from guichet.gateway.mass import campaigns as mass
from guichet.kit.errors import Conflict, Forbidden, NotFound
from guichet.kit.events.types import Json, NewEvent
from guichet.kit.work import Work


async def campaigns(work: Work, before: UUID | None, limit: int) -> Sequence[Campaign]:
    """Those there are, the newest first."""
    return await repository.page(work, before, limit)


async def campaign(work: Work, campaign_id: UUID) -> Campaign:
    """One.

    :raises NotFound: there is none.
    """
    found = await repository.campaign(work, campaign_id)
    if found is None:
        raise NotFound("no_such_campaign")
    return found


async def create(work: Work, draft: Draft, by: By, follows: UUID | None = None) -> Campaign:
    """A new draft; nothing has to be complete yet. ``follows``: what went the time before.

    :raises Invalid: naming what cannot be.
    """
    check(draft)
    now = work.now
    one = Campaign(work.ids.new(), 1, "draft", draft, by, now, now, follows=follows)
    await repository.add(work, one)
    await work.record(changed(one))
    return one


async def change(work: Work, campaign_id: UUID, draft: Draft, version: int) -> Campaign:
    """Write a draft anew. ``version`` is the one that was read. The same again changes nothing.

    :raises NotFound, Invalid: as it says.
    :raises Conflict: ``changed_meanwhile``, ``not_a_draft``
    """
    check(draft)
    one = await locked(work, campaign_id)
    _demand("change", one)
    if one.draft == draft:
        return one
    if one.version != version:
        raise Conflict("changed_meanwhile")
    return await store(work, replace(one, draft=draft))


async def remove(work: Work, campaign_id: UUID) -> None:
    """List a draft no longer; the codes that were brought along for it are free again.

    :raises NotFound: there is none.
    :raises Conflict: ``not_a_draft``
    """
    one = await locked(work, campaign_id)
    _demand("change", one)
    if await bringing.begin_removal(work, campaign_id):
        await remove_codes.defer(work, campaign_id)
    await store(work, replace(one, removed_at=work.now))


async def list_people(work: Work, one: Campaign, agreed: Agreed, by: By) -> Campaign:
    """Let the list of a draft be made by whoever looks after campaigns, for it is long; the caller
    holds it locked.
    """
    _demand("send", one)
    asked = replace(
        one,
        state="listing",
        sent_by=by,
        sent_at=work.now,
        agreed=agreed,
        listed=0,
        obstacle=None,
        next_at=work.now,
    )
    await audit.write(work, SENT, *_told(asked, count=agreed.recipients))
    return await store(work, asked)


async def begin(work: Work, one: Campaign, frozen: Frozen, agreed: Agreed, by: By) -> Campaign:
    """Let a draft whose list was made go its way; the caller holds it locked."""
    _demand("begin", one)
    rules = await repository.rules(work)
    state: CampaignState = "waiting_approval"
    next_at = undo_until = None
    if not rules.approval:
        state, next_at = states.on_its_way(one.draft.timing, work.now)
        undo_until = next_at if state == "leaving" else None
    sent = replace(
        one,
        state=state,
        sent_by=by,
        sent_at=work.now,
        undo_until=undo_until,
        recipients=frozen.recipients,
        excluded=frozen.excluded,
        exclusions=frozen.gone,
        agreed=agreed,
        listed=None,
        obstacle=None,
        next_at=next_at,
    )
    if one.state == "draft":
        await audit.write(work, SENT, *_told(sent, count=frozen.recipients))
    return await store(work, sent)


async def not_as_shown(work: Work, one: Campaign, why: Obstacle) -> Campaign:
    """Make a draft again of what was sent to a list that is another one by now, or at a price that
    is; the caller holds it locked.
    """
    return await store(work, replace(_as_draft(one), obstacle=why))


async def begin_at_its_time(work: Work, one: Campaign, frozen: Frozen) -> Campaign:
    """Let a scheduled campaign go whose list was made anew; the caller holds it locked. One that is
    scheduled no more stays as it is.
    """
    if one.state != "scheduled":
        return one
    shown = Shown(one.recipients or 0, one.excluded or 0)
    going = replace(
        one,
        state="sending",
        started_at=work.now,
        recipients=frozen.recipients,
        excluded=frozen.excluded,
        exclusions=frozen.gone,
        shown=shown,
        listed=None,
        next_at=work.now,
    )
    return await store(work, going)


async def approve(work: Work, campaign_id: UUID, by: By) -> Campaign:
    """Let a campaign go that another person sent. Harmless to repeat.

    :raises NotFound: there is none.
    :raises Forbidden: ``approve_own``
    :raises Conflict: ``not_to_approve``
    """
    one = await locked(work, campaign_id)
    if one.approved_by is not None and one.approved_by.id == by.id:
        return one
    _demand("approve", one)
    if one.sent_by is not None and (one.sent_by.kind, one.sent_by.id) == (by.kind, by.id):
        raise Forbidden("approve_own")
    state, next_at = states.on_its_way(one.draft.timing, work.now)
    undo_until = next_at if state == "leaving" else None
    going = replace(one, state=state, approved_by=by, undo_until=undo_until, next_at=next_at)
    await audit.write(work, APPROVED, *_told(going))
    return await store(work, going)


async def undo(work: Work, campaign_id: UUID) -> Campaign:
    """Make a draft again of what has not begun to leave. Harmless to repeat.

    :raises NotFound: there is none.
    :raises Conflict: ``already_leaving``
    """
    one = await locked(work, campaign_id)
    if one.state == "draft":
        return one
    late = one.state == "leaving" and one.undo_until is not None and work.now >= one.undo_until
    if late or not states.may("undo", one.state):
        raise Conflict("already_leaving")
    await repository.end_freezing(work, one.id)
    await audit.write(work, UNDONE, *_told(one))
    return await store(work, _as_draft(one))


def _as_draft(one: Campaign) -> Campaign:
    return replace(
        one,
        state="draft",
        sent_by=None,
        sent_at=None,
        undo_until=None,
        approved_by=None,
        recipients=None,
        excluded=None,
        exclusions=None,
        agreed=None,
        listed=None,
        shown=None,
        obstacle=None,
        next_at=None,
    )


async def pause(work: Work, campaign_id: UUID) -> Campaign:
    """Let nothing more go; what is with carriers is with carriers. Harmless to repeat.

    :raises NotFound: there is none.
    :raises Conflict: ``not_sending``
    """
    one = await locked(work, campaign_id)
    if one.state == "paused":
        return one
    _demand("pause", one)
    await mass.pause(work, one.id)
    await audit.write(work, PAUSED, *_told(one))
    return await store(work, replace(one, state="paused", next_at=None))


async def resume(work: Work, campaign_id: UUID) -> Campaign:
    """Go on. Harmless to repeat.

    :raises NotFound: there is none.
    :raises Conflict: ``not_paused``
    """
    one = await locked(work, campaign_id)
    if one.state == "sending":
        return one
    _demand("resume", one)
    await mass.resume(work, one.id)
    await audit.write(work, RESUMED, *_told(one))
    on = replace(one, state="sending", obstacle=None, next_at=work.now)
    if one.obstacle == "price_changed" and one.agreed is not None:
        on = replace(on, agreed=replace(one.agreed, price=None, rates=None))
    return await store(work, on)


async def cancel(work: Work, campaign_id: UUID) -> Campaign:
    """End it: what has not left is called back, and ``had_left`` says how many had left or are just
    leaving. Harmless to repeat.

    :raises NotFound: there is none.
    :raises Conflict: ``not_to_cancel``
    """
    one = await locked(work, campaign_id)
    if one.state == "cancelled":
        return one
    _demand("cancel", one)
    back = await mass.cancel(work, one.id)
    ended = replace(
        one,
        state="cancelled",
        had_left=one.prepared - back,
        finished_at=work.now,
        obstacle=None,
        next_at=work.now if one.prepared else None,
    )
    await audit.write(work, CANCELLED, *_told(ended, count=ended.had_left or 0))
    return await store(work, ended)


async def exclusions(
    work: Work, campaign_id: UUID, reason: ExclusionReason | None, after: int, limit: int
) -> Sequence[Exclusion]:
    """Who is left out of a frozen list, in their order after ``after``.

    :raises NotFound: there is none.
    """
    await campaign(work, campaign_id)
    return await repository.exclusions(work, campaign_id, reason, after, limit)


async def excluded(work: Work, campaign_id: UUID) -> Sequence[Excluded]:
    """How many are left out of a frozen list, by reason.

    :raises NotFound: there is none.
    """
    one = await campaign(work, campaign_id)
    if one.exclusions is None:
        return await repository.counted(work, campaign_id)
    return [Excluded(reason, count) for reason, count in sorted(one.exclusions.items())]


async def rules(work: Work) -> CampaignRules:
    """What the company decided about its campaigns."""
    return await repository.rules(work)


async def put_rules(work: Work, approval: bool, version: int) -> CampaignRules:
    """Decide anew. ``version`` is the one that was read.

    :raises Conflict: ``changed_meanwhile``
    """
    before = await repository.rules(work, lock=True)
    if before.version != version:
        raise Conflict("changed_meanwhile")
    after = CampaignRules(version + 1, approval)
    await repository.put_rules(work, after)
    item: dict[str, Json] = {"version": after.version, "approval": after.approval}
    subject = f"campaign_rules:{work.tenant_id}"
    await work.record(NewEvent(RULES_CHANGED, subject, after.version, {"item": item}))
    return after


async def locked(work: Work, campaign_id: UUID) -> Campaign:
    """One, nobody else's until this transaction ends.

    :raises NotFound: there is none.
    """
    found = await repository.campaign(work, campaign_id, lock=True)
    if found is None:
        raise NotFound("no_such_campaign")
    return found


async def store(work: Work, one: Campaign) -> Campaign:
    """Write a changed one, which the caller holds locked, and tell it."""
    stored = replace(one, version=one.version + 1, changed_at=work.now)
    await repository.write(work, stored)
    await work.record(changed(stored))
    return stored


def _told(one: Campaign, **more: int) -> tuple[str, Details]:
    """What a deed was done to, for the audit trail."""
    return f"campaign:{one.id}", {"name": one.draft.name, **more}


_REFUSED: dict[states.Deed, str] = {
    "change": "not_a_draft",
    "send": "not_a_draft",
    "begin": "not_a_draft",
    "approve": "not_to_approve",
    "pause": "not_sending",
    "resume": "not_paused",
    "cancel": "not_to_cancel",
}


def _demand(deed: states.Deed, one: Campaign) -> None:
    if not states.may(deed, one.state):
        raise Conflict(_REFUSED[deed])
