"""Asks what may go, when it is about to: the law where each recipient is, who told us to stop, what
the tenant decided, the names it may use.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.consent import service as consents
from guichet.consent.addresses import platform_digester
from guichet.consent.clearing import Clearing, Digests, digests_of
from guichet.gateway.mass.recall import Recall, Refusers, stopped_stay
from guichet.gateway.mass.repeats import repeated
from guichet.gateway.mass.repository import LeasedChunk, StoredMessage
from guichet.gateway.mass.reviews.gate import Gate
from guichet.gateway.mass.stays import Stay
from guichet.gateway.mass.types import Wording
from guichet.kit.cipher import Cipher
from guichet.kit.ids import TenantId, lowest_id_at
from guichet.policies.care import service as care
from guichet.policies.contents import facts_of
from guichet.policies.names import service as names
from guichet.policies.pacing import Ramp, release_at
from guichet.policies.senders import folded, is_number
from guichet.policies.types import Allow, Defer, Question, Stricter, Verdict
from guichet.usage import service as usage

BELIEVED: Final = timedelta(seconds=10)
"""How old a tenant's own rules and names may be. Refusals are asked for every chunk."""
MOST: Final = 2_000
LATELY: Final = timedelta(minutes=2)
"""How far back is looked for what was decided against messages that lie ready: longer than one is
put aside, and than a transaction and the difference of two clocks last.
"""
REOPENING: Final = Ramp(200.0, timedelta(minutes=5))
"""How fast what waited for an opening is let go, for each company and process."""


@dataclass(frozen=True, slots=True)
class _Own:
    """What a tenant decided."""

    until: datetime
    digests: Digests
    stricter: Stricter
    registered: frozenset[str]


class Clearance:
    """The answers of one process; what does not change with every message is kept a while."""

    def __init__(self, cipher: Cipher, gate: Gate | None = None) -> None:
        """``gate``: who looks at first offers; none: nobody does."""
        self._cipher = cipher
        self._gate = gate
        self._own: dict[TenantId, _Own] = {}
        self._waiting: dict[tuple[TenantId, datetime], int] = {}
        self._clearings: dict[tuple[TenantId, Wording], tuple[datetime, Clearing]] = {}

    async def judge(
        self,
        session: AsyncSession,
        chunk: LeasedChunk,
        messages: Sequence[tuple[StoredMessage, Wording]],
        now: datetime,
    ) -> Mapping[UUID, Stay]:
        """See ``feeding.Care``."""
        stopped = await usage.stopped_among(session, {chunk.tenant_id})
        if stopped and messages:
            stay = stopped_stay(stopped[chunk.tenant_id], now)
            return {message.id: stay for message, _ in messages}
        first = await self._at_the_gate(session, chunk, messages, now)
        if first is not None:
            return {message.id: first for message, _ in messages}
        stays: dict[UUID, Stay] = {}
        for wording, several in _by_wording(messages):
            clearing = await self._clearing(session, chunk.tenant_id, wording, now)
            verdicts = await clearing.verdicts(session, [one.address for one in several])
            for message, verdict in zip(several, verdicts, strict=True):
                if not isinstance(verdict, Allow):
                    stays[message.id] = self._stay(chunk.tenant_id, verdict, now)
        going = [one for one in messages if one[0].id not in stays] if stays else messages
        return {**stays, **await repeated(session, chunk, going)}

    async def _at_the_gate(
        self,
        session: AsyncSession,
        chunk: LeasedChunk,
        messages: Sequence[tuple[StoredMessage, Wording]],
        now: datetime,
    ) -> Stay | None:
        if self._gate is None or chunk.purpose != "marketing":
            return None
        return await self._gate.stay(session, chunk, [wording for _, wording in messages], now)

    def _stay(self, tenant_id: TenantId, verdict: Verdict, now: datetime) -> Stay:
        """What waits for an opening is let go little by little after it."""
        stay = stay_of(verdict)
        if stay.until is None:
            return stay
        if len(self._waiting) >= MOST:
            self._waiting = {key: n for key, n in self._waiting.items() if key[1] > now}
        place = self._waiting.get((tenant_id, stay.until), 0)
        self._waiting[tenant_id, stay.until] = place + 1
        return replace(stay, until=release_at(REOPENING, stay.until, place))

    async def recall(
        self, session: AsyncSession, tenants: Collection[TenantId], now: datetime
    ) -> Recall:
        """See ``feeding.Care``."""
        since = lowest_id_at(now - LATELY)
        refused = await consents.refused_since(session, tenants, since)
        blocked = await consents.blocked_since(session, since)
        platform = await platform_digester(session, self._cipher) if blocked else None
        return Recall(
            now,
            await usage.stopped_among(session, tenants),
            {
                tenant: Refusers((await self._own_of(session, tenant, now)).digests.tenant, several)
                for tenant, several in refused.items()
            },
            Refusers(platform, blocked) if platform else None,
        )

    async def _clearing(
        self, session: AsyncSession, tenant_id: TenantId, wording: Wording, now: datetime
    ) -> Clearing:
        held = self._clearings.get((tenant_id, wording))
        if held is not None and now < held[0] and held[1].good_at(now):
            return held[1]
        own = await self._own_of(session, tenant_id, now)
        clearing = Clearing(
            tenant_id, own.digests, question(wording, own.stricter, own.registered, now)
        )
        if len(self._clearings) >= MOST:
            self._clearings.clear()
        self._clearings[tenant_id, wording] = (own.until, clearing)
        return clearing

    async def _own_of(self, session: AsyncSession, tenant_id: TenantId, now: datetime) -> _Own:
        known = self._own.get(tenant_id)
        if known is not None and now < known.until:
            return known
        digests = known.digests if known else await digests_of(session, tenant_id, self._cipher)
        decided = await care.of(session, tenant_id)
        registered = await names.registered(session, tenant_id)
        if len(self._own) >= MOST:
            self._own.clear()
        found = _Own(now + BELIEVED, digests, decided.stricter, registered)
        self._own[tenant_id] = found
        return found


def _by_wording(
    messages: Sequence[tuple[StoredMessage, Wording]],
) -> Iterable[tuple[Wording, Sequence[StoredMessage]]]:
    """Nearly always a chunk has one wording, and it is the same object."""
    first = messages[0][1] if messages else None
    if first is not None and all(wording is first for _, wording in messages):
        return [(first, [message for message, _ in messages])]
    alike: dict[Wording, list[StoredMessage]] = {}
    for message, wording in messages:
        alike.setdefault(wording, []).append(message)
    return alike.items()


def question(
    wording: Wording, stricter: Stricter, registered: frozenset[str], at: datetime
) -> Question:
    """What is asked of the law about messages of one wording."""
    sender = wording.sender
    return Question(
        at,
        None,
        "sms",
        wording.about or wording.purpose,
        consent=wording.consent,
        sender=sender,
        registered=sender is not None and folded(sender) in registered,
        text=facts_of(wording.text, answerable=sender is None or is_number(sender)),
        stricter=stricter,
    )


def stay_of(verdict: Verdict) -> Stay:
    """A verdict as it is kept with the message."""
    reason = verdict.reason
    detail: dict[str, str | int] = {
        **reason.params,
        "rule": reason.rule,
        "version": reason.version,
    }
    if isinstance(verdict, Defer):
        return Stay(
            "held", reason.code, {**detail, "held_until": verdict.until.isoformat()}, verdict.until
        )
    return Stay("denied", reason.code, detail)
