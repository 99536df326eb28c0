"""Claim a key before the work, keep the answer after it, all in one transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.kit.cipher import Cipher
from guichet.kit.errors import Conflict
from guichet.kit.idempotency import repository
from guichet.kit.idempotency.repository import Stored
from guichet.kit.idempotency.types import KEPT, Answer, Claim
from guichet.kit.ids import TenantId

_WAITED_LONG = {"55P03", "57014"}
"""SQLSTATE lock_not_available, query_canceled."""


class Raced(Exception):
    """Another transaction answered one of these keys at the same time: roll back and look again."""


class AllKeyed:
    """The keys of many requests of several tenants, in one open transaction (system role)."""

    def __init__(self, session: AsyncSession, cipher: Cipher) -> None:
        self._session = session
        self._cipher = cipher

    async def earlier(
        self, claims: Sequence[tuple[TenantId, Claim]]
    ) -> Mapping[tuple[TenantId, Claim], Answer | Conflict]:
        """What was answered before; the others are to be worked for and their answers kept."""
        if not claims:
            return {}
        found = await repository.earlier(self._session, claims)
        return {one: self._told(*one, stored) for one, stored in found.items()}

    async def keep(self, answers: Sequence[tuple[TenantId, Claim, Answer]], now: datetime) -> None:
        """Store what is about to be answered.

        :raises Raced: nothing may be committed
        """
        if not answers:
            return
        rows = [
            (
                tenant,
                claim,
                answer.status,
                self._cipher.encrypt(answer.body, _context(tenant, claim)),
            )
            for tenant, claim, answer in answers
        ]
        rows.sort(
            key=lambda row: (row[0], row[1].caller, row[1].key)
        )  # whoever waits, waits in line
        if await repository.keep_all(self._session, rows, now) < len(rows):
            raise Raced

    def _told(self, tenant: TenantId, claim: Claim, stored: Stored) -> Answer | Conflict:
        return _answered(self._cipher, tenant, claim, stored)


def _answered(
    cipher: Cipher, tenant: TenantId, claim: Claim, stored: Stored | None
) -> Answer | Conflict:
    if stored is None or stored.status is None or stored.body is None:
        return Conflict("idempotency_key_busy")  # swept just now
    if stored.fingerprint != claim.fingerprint:
        return Conflict("idempotency_key_reused")
    return Answer(stored.status, cipher.decrypt(stored.body, _context(tenant, claim)))


def _context(tenant: TenantId, claim: Claim) -> str:
    return f"idempotent:{tenant}:{claim.caller}:{claim.key}"


class Keyed:
    """The keys of one tenant, in one open transaction."""

    def __init__(self, session: AsyncSession, tenant_id: TenantId, cipher: Cipher) -> None:
        self._session = session
        self._tenant_id = tenant_id
        self._cipher = cipher

    async def claim(self, claim: Claim, now: datetime) -> Answer | None:
        """The answer given before, or None: then do the work and :meth:`keep` its answer in the
        same transaction. While another transaction works under the same key this waits for it.

        :raises Conflict: ``idempotency_key_reused`` for another request than the first;
            ``idempotency_key_busy`` when the other takes too long: try again.
        """
        try:
            if await repository.claim(self._session, self._tenant_id, claim, now):
                return None
        except DBAPIError as fault:
            if getattr(fault.orig, "sqlstate", None) in _WAITED_LONG:
                raise Conflict("idempotency_key_busy") from fault
            raise
        return await self._earlier(claim)

    async def keep(self, claim: Claim, answer: Answer) -> None:
        """Store what is about to be answered."""
        body = self._cipher.encrypt(answer.body, _context(self._tenant_id, claim))
        await repository.keep(self._session, self._tenant_id, claim, answer.status, body)

    async def _earlier(self, claim: Claim) -> Answer | None:
        stored = await repository.find(self._session, self._tenant_id, claim)
        answered = _answered(self._cipher, self._tenant_id, claim, stored)
        if isinstance(answered, Conflict):
            raise answered
        return answered


async def sweep(session: AsyncSession, now: datetime) -> int:
    """Forget answers older than a day, up to 5,000 at a time; gives how many. Needs the system
    role.
    """
    return await repository.sweep(session, now - KEPT)
