"""Carries out what was set off: a copy of the draft, sent within the limits. More than one
transaction, each step harmless to repeat.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, Protocol
from uuid import UUID

from guichet.campaigns import service as campaigns
from guichet.campaigns.audience.types import Preview
from guichet.campaigns.codes import bringing
from guichet.campaigns.office import Caller, Facts, Sending
from guichet.campaigns.triggers import repository, service
from guichet.campaigns.triggers.events import set_off
from guichet.campaigns.triggers.language import Again
from guichet.campaigns.triggers.times import goes_at
from guichet.campaigns.triggers.types import Run, Skipped, Trigger
from guichet.campaigns.triggers.verdicts import is_late
from guichet.campaigns.types import LONGEST_NAME, Agreed, Audience, By, Campaign, Draft, Timing
from guichet.crm import service as contacts
from guichet.crm.segments.language import Scalar
from guichet.kit.errors import Conflict, Invalid, NotFound, Refusal
from guichet.kit.work import UnitOfWork, Work

ANY: Final = 2**31 - 1
"""Where no limit was set to how many get it."""
_LATER: Final = frozenset({"being_sent", "changed_meanwhile", "not_a_draft"})
"""Somebody else is at it just now: what came of it is seen when it is looked at again."""


_CODES: Final = "wording/codes"
"""What a problem with codes is about."""
AT_ONCE: Final = 5_000
"""Codes that change hands in one transaction."""


class Sends(Protocol):
    """What campaigns do for it: ``campaigns.office.Office``."""

    async def preview(self, who: Caller, campaign_id: UUID, facts: Facts) -> Preview: ...

    async def send(
        self, who: Sending, campaign_id: UUID, agreed: Agreed, facts: Facts
    ) -> Campaign: ...


class _TakenBack(Exception):
    """Somebody took back what was about to go."""


class _Kept(Exception):
    """It does not go."""

    def __init__(self, why: Skipped, detail: str | None = None) -> None:
        super().__init__(why)
        self.why: Skipped = why
        self.detail = detail


class TriggerOffice:
    """See the module. One for a process."""

    def __init__(self, open_work: UnitOfWork, sends: Sends) -> None:
        self._open_work = open_work
        self._sends = sends

    async def call(
        self,
        who: Sending,
        campaign_id: UUID,
        key: str,
        parameters: Mapping[str, Scalar],
        facts: Facts,
    ) -> Run:
        """Somebody calls: what came of it. The same key again tells what came of the first.

        :raises NotFound: there is no such campaign
        :raises Conflict: ``not_triggerable``
        :raises Invalid: a parameter that the text needs lacks
        """
        async with self._open_work(who.tenant_id, who.actor) as work:
            run = await service.called(work, campaign_id, key, parameters)
        return await self.carry_out(who, run.id, facts)

    async def carry_out(self, who: Sending, run_id: UUID, facts: Facts) -> Run:
        """Do what was set off, if it is still wanted; gives what came of it. A long list is made in
        the background: it is still waiting then, and to be looked at again. Harmless to repeat.

        :raises NotFound: there is no such time
        """
        try:
            made = await self._copy(who, run_id)
            if made is None:
                return await self._as_it_is(who, run_id)
            most, copy = made
            if copy.state == "draft":
                copy = await self._send(who, run_id, most, copy, facts)
        except (_Kept, _TakenBack) as why:
            return await self._end(who, run_id, why)
        except Refusal as refusal:
            if refusal.code in _LATER:
                return await self._as_it_is(who, run_id)
            return await self._end(who, run_id, _kept_by(_code(refusal)))
        if copy.state == "listing":
            return await self._as_it_is(who, run_id)
        return await self._end(who, run_id, None)

    async def _copy(self, who: Sending, run_id: UUID) -> tuple[int | None, Campaign] | None:
        """The copy that goes, made once, and to how many at most; none: it is over with."""
        async with self._open_work(who.tenant_id, who.actor) as work:
            run = await self._locked(work, run_id)
            if run.state != "waiting":
                return None
            copy = await _begun(work, run.campaign_id) if run.campaign_id is not None else None
            if copy is not None and copy.state != "draft":
                return None, copy
            trigger = await self._allowed(work, run)
            if copy is None:
                mould = await campaigns.campaign(work, trigger.campaign_id)
                draft = await _draft(work, mould.draft, trigger, run)
                if is_late(draft.offer_ends_at, work.now):
                    raise _Kept("too_late")
                before = await _before(work, trigger)
                copy = await campaigns.create(work, draft, who.by, follows=before)
                await repository.write_run(work, replace(run, campaign_id=copy.id))
            return trigger.limits.recipients, copy

    async def _allowed(self, work: Work, run: Run) -> Trigger:
        trigger = await repository.trigger(work, run.trigger_id, lock=True)
        if trigger is None or not trigger.enabled:
            raise _Kept("switched_off")
        if is_late(run.expires_at, work.now):
            raise _Kept("too_late")
        limits = trigger.limits
        if limits.pause_minutes is not None:
            last = await repository.last_sent(work, trigger.id, run.id)
            if last is not None and work.now < last + timedelta(minutes=limits.pause_minutes):
                raise _Kept("too_soon")
        if limits.texts is not None and run.contact_id is not None:
            since = work.now - timedelta(days=limits.days)
            had = await repository.sent_to(work, trigger.id, run.contact_id, since)
            if had >= limits.texts:
                raise _Kept("too_often")
        return trigger

    async def _send(
        self, who: Sending, run_id: UUID, most: int | None, copy: Campaign, facts: Facts
    ) -> Campaign:
        """Counted, held against the limit, and sent to whoever is there, up to it."""
        shown = await self._sends.preview(who, copy.id, facts)
        for problem in shown.problems:
            if (problem.place or "").startswith("wording") and problem.place != _CODES:
                raise _Kept("refused", problem.code)
        if most is not None and shown.recipients > most:
            raise _Kept("too_many_recipients", str(shown.recipients))
        if not shown.recipients:
            raise _Kept("nobody")
        if any(problem.place == _CODES for problem in shown.problems):
            await self._provide(who, run_id, copy, shown.recipients)
        agreed = Agreed(shown.recipients, up_to=ANY if most is None else most)
        try:
            return await self._sends.send(who, copy.id, agreed, facts)
        except Conflict as conflict:
            if conflict.code != "audience_changed":
                raise
            raise _Kept("too_many_recipients", str(conflict.params["recipients"])) from None

    async def _provide(self, who: Sending, run_id: UUID, copy: Campaign, needed: int) -> None:
        """Give the copy as many of the codes that were brought along for the draft as it needs."""
        more = True
        while more:
            async with self._open_work(who.tenant_id, who.actor) as work:
                run = await self._locked(work, run_id)
                mould = await repository.mould_of(work, run.trigger_id)
                lacking = needed - await bringing.how_many(work, copy.id)
                if lacking > await bringing.how_many(work, mould):
                    raise _Kept("no_codes")
                await bringing.hand_on(work, mould, copy.id, min(lacking, AT_ONCE))
                await bringing.note_handed(work, copy.id, copy.draft.name, needed)
                more = lacking > AT_ONCE

    async def _give_back(self, who: Sending, run_id: UUID, *, goes: bool) -> None:
        """Codes nobody gets are the draft's again."""
        many = AT_ONCE
        while many == AT_ONCE:
            async with self._open_work(who.tenant_id, who.actor) as work:
                run = await self._locked(work, run_id)
                many = await _given_back(work, run, goes=goes)

    async def _end(self, who: Sending, run_id: UUID, why: _Kept | _TakenBack | None) -> Run:
        """Tell what came of it; a copy that did not go is thrown away."""
        if not isinstance(why, _TakenBack):
            await self._give_back(who, run_id, goes=why is None)
        async with self._open_work(who.tenant_id, who.actor) as work:
            run = await self._locked(work, run_id)
            if run.state != "waiting":
                return run
            match why:
                case None:
                    ended = replace(run, state="sent")
                case _TakenBack():
                    ended = replace(run, state="cancelled")
                case _Kept():
                    ended = replace(run, state="skipped", why=why.why, detail=why.detail)
                    await _throw_away(work, run.campaign_id)
            await repository.write_run(work, ended)
            await work.record(set_off(ended))
            return ended

    async def _as_it_is(self, who: Sending, run_id: UUID) -> Run:
        async with self._open_work(who.tenant_id, who.actor) as work:
            return await self._locked(work, run_id)

    async def _locked(self, work: Work, run_id: UUID) -> Run:
        found = await repository.run(work, run_id, lock=True)
        if found is None:
            raise NotFound
        return found


async def _begun(work: Work, campaign_id: UUID) -> Campaign:
    """A copy that was made before: as far as it is, or a draft that is still to go."""
    try:
        copy = await campaigns.campaign(work, campaign_id)
    except NotFound:
        raise _TakenBack from None
    if copy.state == "draft" and copy.version > 1 and copy.obstacle is None:
        raise _TakenBack
    return copy


async def _before(work: Work, trigger: Trigger) -> UUID | None:
    """What went the time before, to say who came and who left since."""
    if not isinstance(trigger.when, Again):
        return None
    return await repository.last_campaign(work, trigger.id)


async def _draft(work: Work, mould: Draft, trigger: Trigger, run: Run) -> Draft:
    """The draft as it goes this time."""
    about: dict[str, Scalar] = {**mould.audience.parameters, **run.parameters}
    name, audience, timing = mould.name, replace(mould.audience, parameters=about), mould.timing
    wording = mould.wording
    if isinstance(trigger.when, Again):
        wording = replace(wording, series=trigger.id)
        if trigger.when.local:
            timing = Timing(goes_at(trigger.when, run.due_at), local=True)
    if run.contact_id is not None:
        card = await contacts.card(work, run.contact_id)
        phone = next((one.value for one in card.identities if one.kind == "phone"), None)
        if phone is None:
            raise _Kept("no_number")
        about = {**dict.fromkeys(mould.audience.parameters, ""), **run.parameters}
        audience = Audience(numbers=(phone,), minus=mould.audience.minus, parameters=about)
        name, timing = f"{name} · {card.contact.name or phone}", Timing()
    return replace(
        mould,
        name=name[:LONGEST_NAME],
        wording=wording,
        audience=audience,
        timing=timing,
        offer_ends_at=_earlier(mould, run),
    )


def _earlier(mould: Draft, run: Run) -> datetime | None:
    ends = [one for one in (mould.offer_ends_at, run.expires_at) if one is not None]
    return min(ends, default=None)


async def _given_back(work: Work, run: Run, *, goes: bool) -> int:
    """How many codes the draft has again by this. One whose list is made anew at its time keeps
    all it has.
    """
    if run.campaign_id is None or run.state != "waiting":
        return 0
    try:
        copy = await campaigns.campaign(work, run.campaign_id)
        mould = await repository.mould_of(work, run.trigger_id)
        await campaigns.campaign(work, mould)
    except NotFound:
        return 0
    if copy.draft.wording.codes != "own" or copy.state == "scheduled":
        return 0
    if goes != (copy.state != "draft"):
        return 0
    spare = await bringing.how_many(work, copy.id) - (copy.recipients or 0 if goes else 0)
    return await bringing.hand_on(work, copy.id, mould, min(spare, AT_ONCE))


async def _throw_away(work: Work, campaign_id: UUID | None) -> None:
    if campaign_id is None:
        return
    copy = await campaigns.campaign(work, campaign_id)
    if copy.state == "draft":
        await campaigns.remove(work, campaign_id)


def _kept_by(code: str) -> _Kept:
    """What a refusal comes to."""
    return _Kept("no_codes") if code == "too_few_codes" else _Kept("refused", code)


def _code(refusal: Refusal) -> str:
    if isinstance(refusal, Invalid) and refusal.faults:
        return refusal.faults[0].code
    return refusal.code


def by_itself() -> By:
    """Who sends where nobody does."""
    return By("system", None, None)
