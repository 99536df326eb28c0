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
from guichet.campaigns.audience.service import Asking, Digests, Freezing
from guichet.campaigns.audience.types import Frozen, Preview
from guichet.campaigns.saying import Saying, saying
from guichet.campaigns.sending.steps import settled
from guichet.campaigns.types import By, Campaign
from guichet.consent.addresses import platform_digester
from guichet.crm import service as contacts
from guichet.crm.segments.types import FactSource
from guichet.crm.types import Contact
from guichet.gateway.across import AcrossTenants
from guichet.gateway.mass import service as mass
from guichet.gateway.mass.types import Order
from guichet.kit.errors import Conflict, FieldFault, Invalid
from guichet.kit.ground import Ground
from guichet.kit.ids import TenantId
from guichet.kit.work import SYSTEM, Actor, UnitOfWork, Work

FREEZING: Final = timedelta(minutes=2)
"""Who makes a list for longer is believed to be gone."""
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


class Office:
    """See the module."""

    def __init__(self, ground: Ground, across: AcrossTenants) -> None:
        self._ground = ground
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

    async def send(self, who: Sending, campaign_id: UUID, shown: int, facts: Facts) -> Campaign:
        """Write the list down and let the campaign go, if it is as long as was shown. Safe to
        repeat.

        :raises NotFound: there is none
        :raises Invalid: ``cannot_be_sent``, naming why
        :raises Conflict: ``not_a_draft``, ``being_sent``; ``audience_changed`` with the new numbers
        """
        token = self._ground.ids.new()
        async with self._open_work(who.tenant_id, who.actor) as work:
            one = await service.locked(work, campaign_id)
            if one.sent_by == who.by and one.recipients == shown:
                return one
            if not states.may("send", one.state):
                raise Conflict("not_a_draft")
            await self._begin(work, one, token)
            said = await saying(work, one, self._ground.settings.base_url)
            of = await self._asking(work, one, said, facts)
        try:
            frozen = await self._freezing(campaign_id).freeze(of)
        except BaseException:
            await self._give_up(who, campaign_id, token)
            raise
        return await self._finish(who, one, token, frozen, shown)

    async def renew(self, tenant_id: TenantId, campaign_id: UUID, facts: Facts) -> None:
        """Make the list of a scheduled campaign anew, for its time has come, and let it go: who was
        shown and how many they are now is told with it. Harmless to repeat.

        :raises NotFound: there is none
        """
        token = self._ground.ids.new()
        async with self._open_work(tenant_id, SYSTEM) as work:
            one = await service.locked(work, campaign_id)
            _, until = await repository.freezer(work, one.id)
            busy = until is not None and until > work.now
            if one.state != "scheduled" or one.next_at is None or one.next_at > work.now or busy:
                return
            try:
                said = await saying(work, one, self._ground.settings.base_url)
                of = await self._asking(work, one, said, facts)
            except Invalid:
                await service.store(
                    work, replace(one, state="paused", obstacle="audience_gone", next_at=None)
                )
                return
            await repository.begin_freezing(work, one.id, token, work.now + FREEZING)
        frozen = await self._freezing(campaign_id).freeze(of)
        async with self._open_work(tenant_id, SYSTEM) as work:
            one = await service.locked(work, campaign_id)
            freezer, _ = await repository.freezer(work, one.id)
            if freezer == token:
                await repository.end_freezing(work, one.id)
                await service.begin_at_its_time(work, one, frozen)

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
        await repository.begin_freezing(work, one.id, token, work.now + FREEZING)

    async def _finish(
        self, who: Sending, read: Campaign, token: UUID, frozen: Frozen, shown: int
    ) -> Campaign:
        async with self._open_work(who.tenant_id, who.actor) as work:
            one = await service.locked(work, read.id)
            freezer, _ = await repository.freezer(work, one.id)
            if freezer != token or one.version != read.version:
                raise Conflict("changed_meanwhile")
            await repository.end_freezing(work, one.id)
            if frozen.recipients == shown:
                return await service.begin(work, one, frozen, who.by)
        if not frozen.recipients:
            raise Invalid("cannot_be_sent", (FieldFault("audience", "all_excluded"),))
        raise Conflict("audience_changed", recipients=frozen.recipients, excluded=frozen.excluded)

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
        found = await audiences.some(self._ground.reader_db, of, previewing.LOOKED_AT)
        known = [contact_id for contact_id, _ in found if contact_id is not None]
        return (await contacts.of_ids(work, known[:1])).get(known[0]) if known else None

    async def _asking(self, work: Work, one: Campaign, said: Saying, facts: Facts) -> Asking:
        digests = self._digests
        if digests is None:
            async with self._across() as session:
                cipher = self._ground.cipher
                digests = Digests(cipher, await platform_digester(session, cipher))
            self._digests = digests
        return await audiences.asking(work, one, said.wording, digests, facts)

    def _freezing(self, campaign_id: UUID) -> Freezing:
        return Freezing(self._ground.reader_db, self._across, campaign_id)
