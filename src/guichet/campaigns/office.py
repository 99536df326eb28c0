"""Campaigns where one transaction is not enough: looking at an audience, writing its list down and
letting it go, trying a text. One for a process: handed in by ``api``.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final
from uuid import UUID

from guichet.campaigns import repository, service, states
from guichet.campaigns.audience import previewing
from guichet.campaigns.audience import service as audiences
from guichet.campaigns.audience.freezing import BELIEVED, Freezing, Superseded, TooMany
from guichet.campaigns.audience.service import Asking, Digests
from guichet.campaigns.audience.types import Frozen, Preview
from guichet.campaigns.saying import Saying, saying
from guichet.campaigns.sending.steps import settled
from guichet.campaigns.types import LOOKED_AT, Agreed, By, Campaign, Obstacle
from guichet.consent.addresses import platform_digester
from guichet.crm import service as contacts
from guichet.crm.segments.types import FactSource
from guichet.crm.types import Contact
from guichet.gateway.across import AcrossTenants
from guichet.gateway.mass import service as mass
from guichet.gateway.mass.types import Order
from guichet.kit.errors import Conflict, FieldFault, Invalid, Refusal
from guichet.kit.ground import Ground
from guichet.kit.ids import TenantId
from guichet.kit.work import SYSTEM, Actor, UnitOfWork, Work

LISTED_AT_ONCE: Final = 20_000
"""People of a list that is made while somebody waits for the answer."""
SETTLING: Final = 15
"""How often it is looked whether what was ended is settled, before somebody is answered."""
_LOOK_AGAIN: Final = timedelta(milliseconds=100)
Facts = Mapping[str, FactSource]


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks."""

    tenant_id: TenantId
    actor: Actor


@dataclass(frozen=True, slots=True)
class Sending(Caller):
    """Who sends."""

    by: By


@dataclass(frozen=True, slots=True)
class _Meant:
    """What a campaign says, and to whom."""

    said: Saying
    of: Asking

    @property
    def rates(self) -> str | None:
        """The mark of the prices."""
        return self.of.of.tariff.mark if self.of.of.tariff else None


class Office:
    """See the module."""

    def __init__(
        self, ground: Ground, across: AcrossTenants, at_once: int = LISTED_AT_ONCE
    ) -> None:
        self._ground = ground
        self._at_once = at_once
        self._across = across
        self._open_work = UnitOfWork(ground.request_db, ground.clock, ground.ids)
        self._digests: Digests | None = None

    async def preview(self, who: Caller, campaign_id: UUID, facts: Facts) -> Preview:
        """What sending would do.

        :raises NotFound: there is none
        :raises Invalid: a segment or list is gone, or cannot be asked
        """
        async with self._open_work(who.tenant_id, who.actor) as work:
            one = await service.campaign(work, campaign_id)
            try:
                said = await saying(work, one, self._ground.settings.base_url)
            except Invalid as refusal:
                return previewing.unreadable(refusal)
            of = await self._asking(work, one, said, facts)
        looked = await previewing.look(self._ground.reader_db, said, of)
        async with self._open_work(who.tenant_id, who.actor) as work:
            return await previewing.preview(work, one, said, of, looked)

    async def test(self, work: Work, one: Campaign, number: str, facts: Facts) -> tuple[UUID, str]:
        """Send ``number`` the text as one of the audience would get it; gives the message and what
        it says.

        :raises Invalid: a text or sender that cannot be sent
        :raises Conflict, Forbidden: as ``gateway.mass.service.send``
        """
        said = await saying(work, one, self._ground.settings.base_url)
        contact = await self._somebody(work, one, said, facts)
        order = Order(
            work.tenant_id,
            replace(said.wording, purpose="service", tags=("test",)),
            [said.recipient(0, contact, number)],
        )
        ticket = await mass.send(work, order)
        return ticket.message_ids[0], said.text(0, contact)

    async def send(self, who: Sending, campaign_id: UUID, agreed: Agreed, facts: Facts) -> Campaign:
        """Write the list down and let the campaign go, if it is the one that was shown. A long list
        is left to whoever looks after campaigns: then it is ``listing``, and a draft again with an
        obstacle if it is another list. Safe to repeat.

        :raises NotFound: there is none
        :raises Invalid: ``cannot_be_sent``, naming why
        :raises Conflict: ``not_a_draft``, ``being_sent``; ``audience_changed`` with the new
            numbers, ``other_people``, ``price_changed``
        """
        token = self._ground.ids.new()
        async with self._open_work(who.tenant_id, who.actor) as work:
            one = await service.locked(work, campaign_id)
            if _is_repeat(one, who, agreed):
                return one
            if not states.may("send", one.state):
                raise Conflict("not_a_draft")
            await self._begin(work, one, token)
            meant = await self._meant(work, one, facts)
        long = agreed.recipients > self._at_once
        try:
            frozen = None if long else await self._listed_by(campaign_id, token, meant)
        except BaseException:
            await self._give_up(who, campaign_id, token)
            raise
        async with self._open_work(who.tenant_id, who.actor) as work:
            one = await self._still(work, one, token)
            if frozen is None:
                return await service.list_people(work, one, agreed, who.by)
            against = await _against(work, frozen, agreed, meant)
            if against is None:
                return await service.begin(work, one, frozen, _now_at(agreed, meant), who.by)
        raise against

    async def _listed_by(self, campaign_id: UUID, token: UUID, meant: _Meant) -> Frozen | None:
        """The list; none where it is too long to be made while somebody waits."""
        try:
            return await self._freezing(campaign_id, token).freeze(meant.of, self._at_once)
        except TooMany:
            return None
        except Superseded:
            raise Conflict("changed_meanwhile") from None

    async def _still(self, work: Work, read: Campaign, token: UUID) -> Campaign:
        """The campaign as it was read, locked; who made its list does so no more."""
        one = await service.locked(work, read.id)
        freezer, _ = await repository.freezer(work, one.id)
        if freezer != token or one.version != read.version:
            raise Conflict("changed_meanwhile")
        await repository.end_freezing(work, one.id)
        return one

    async def renew(self, tenant_id: TenantId, campaign_id: UUID, facts: Facts) -> None:
        """Make the list of a campaign: of one that was sent to many people, and, anew, of a
        scheduled one whose time has come: who was shown and how many they are now is told with it.
        Harmless to repeat.

        :raises NotFound: there is none
        """
        token = self._ground.ids.new()
        async with self._open_work(tenant_id, SYSTEM) as work:
            one = await service.locked(work, campaign_id)
            if not await self._is_to_list(work, one):
                return
            try:
                meant = await self._meant(work, one, facts)
            except Invalid:
                await self._gone(work, one)
                return
            await repository.begin_freezing(work, one.id, token, work.now + BELIEVED)
        shown = one.recipients if one.state == "scheduled" else None
        try:
            frozen = await self._freezing(campaign_id, token).freeze(meant.of, shown=shown)
        except Superseded:
            return
        async with self._open_work(tenant_id, SYSTEM) as work:
            one = await service.locked(work, campaign_id)
            if (await repository.freezer(work, one.id))[0] == token:
                await repository.end_freezing(work, one.id)
                await self._listed(work, one, frozen, meant)

    async def _is_to_list(self, work: Work, one: Campaign) -> bool:
        _, until = await repository.freezer(work, one.id)
        busy = until is not None and until > work.now
        due = one.next_at is not None and one.next_at <= work.now
        return one.state in ("listing", "scheduled") and due and not busy

    async def _gone(self, work: Work, one: Campaign) -> None:
        if one.state == "listing":
            await service.not_as_shown(work, one, "audience_gone")
            return
        paused = replace(one, state="paused", obstacle="audience_gone", next_at=None)
        await service.store(work, paused)

    async def _listed(self, work: Work, one: Campaign, frozen: Frozen, meant: _Meant) -> None:
        if one.state != "listing":
            await service.begin_at_its_time(work, one, frozen)
            return
        assert one.agreed is not None  # kept when it was sent
        assert one.sent_by is not None  # likewise
        against = await _against(work, frozen, one.agreed, meant)
        if against is not None:
            await service.not_as_shown(work, one, _why(against))
            return
        await service.begin(work, one, frozen, _now_at(one.agreed, meant), one.sent_by)

    async def cancel(self, who: Sending, campaign_id: UUID) -> Campaign:
        """End it, and wait a moment for whoever carries to take back what lay ready: then
        ``had_left`` is exact. Harmless to repeat.

        :raises NotFound: there is none
        :raises Conflict: ``not_to_cancel``
        """
        async with self._open_work(who.tenant_id, who.actor) as work:
            one = await service.cancel(work, campaign_id)
        for _ in range(SETTLING):
            if one.next_at is None:
                break
            await asyncio.sleep(_LOOK_AGAIN.total_seconds())
            async with self._open_work(who.tenant_id, who.actor) as work:
                one = await settled(work, await service.locked(work, campaign_id))
        return one

    async def _begin(self, work: Work, one: Campaign, token: UUID) -> None:
        if one.draft.audience.is_empty:
            raise Invalid("cannot_be_sent", (FieldFault("audience", "empty_audience"),))
        if not one.draft.wording.text.strip():
            raise Invalid("cannot_be_sent", (FieldFault("wording/text", "required"),))
        _, until = await repository.freezer(work, one.id)
        if until is not None and until > work.now:
            raise Conflict("being_sent")
        await repository.begin_freezing(work, one.id, token, work.now + BELIEVED)

    async def _give_up(self, who: Sending, campaign_id: UUID, token: UUID) -> None:
        async with self._open_work(who.tenant_id, who.actor) as work:
            freezer, _ = await repository.freezer(work, campaign_id)
            if freezer == token:
                await repository.end_freezing(work, campaign_id)

    async def _somebody(
        self, work: Work, one: Campaign, said: Saying, facts: Facts
    ) -> Contact | None:
        if one.draft.audience.is_empty or not said.is_personal:
            return None
        of = await self._asking(work, one, said, facts)
        found = await audiences.some(self._ground.reader_db, of, LOOKED_AT)
        known = [contact_id for contact_id, _ in found if contact_id is not None]
        return (await contacts.of_ids(work, known[:1])).get(known[0]) if known else None

    async def _meant(self, work: Work, one: Campaign, facts: Facts) -> _Meant:
        said = await saying(work, one, self._ground.settings.base_url)
        return _Meant(said, await self._asking(work, one, said, facts))

    async def _asking(self, work: Work, one: Campaign, said: Saying, facts: Facts) -> Asking:
        digests = self._digests
        if digests is None:
            async with self._across() as session:
                cipher = self._ground.cipher
                digests = Digests(cipher, await platform_digester(session, cipher))
            self._digests = digests
        return await audiences.asking(work, one, said.wording, digests, facts)

    def _freezing(self, campaign_id: UUID, token: UUID) -> Freezing:
        return Freezing(self._ground, self._across, campaign_id, token)


def _is_repeat(one: Campaign, who: Sending, agreed: Agreed) -> bool:
    if one.sent_by != who.by:
        return False
    same = one.agreed is not None and one.agreed.recipients == agreed.recipients
    return one.recipients == agreed.recipients or (one.state == "listing" and same)


async def _against(work: Work, frozen: Frozen, agreed: Agreed, meant: _Meant) -> Refusal | None:
    """What speaks against sending a list that was made, measured by what was agreed."""
    if not frozen.recipients:
        return Invalid("cannot_be_sent", (FieldFault("audience", "all_excluded"),))
    numbers = {"recipients": frozen.recipients, "excluded": frozen.excluded}
    if not _is_as_long(frozen, agreed):
        return Conflict("audience_changed", **numbers)
    if agreed.fingerprint is not None and agreed.fingerprint != frozen.fingerprint:
        return Conflict("other_people", **numbers)
    lack = meant.said.lack(frozen.recipients)
    if lack or agreed.rates is None or agreed.price is None or agreed.rates == meant.rates:
        return lack
    now = await previewing.price(work, meant.said, meant.of, frozen)
    if now is None or (now.currency == agreed.price.currency and now <= agreed.price):
        return None
    return Conflict("price_changed", shown=agreed.price.plain, now=now.plain)


def _is_as_long(frozen: Frozen, agreed: Agreed) -> bool:
    if agreed.up_to is not None:
        return frozen.recipients <= agreed.up_to
    return frozen.recipients == agreed.recipients


def _why(against: Refusal) -> Obstacle:
    """Why a list that was made while nobody waited does not go."""
    if against.code == "price_changed":
        return "price_changed"
    lacks = isinstance(against, Invalid) and against.faults[0].pointer == "wording/codes"
    return "too_few_codes" if lacks else "audience_changed"


def _now_at(agreed: Agreed, meant: _Meant) -> Agreed:
    """Held against the prices of now: those that come later are measured by the same amount."""
    return replace(agreed, rates=meant.rates) if agreed.price is not None else agreed
