"""Claim a key before the work, keep the answer after it, all in one transaction."""

from datetime import datetime

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.kit.cipher import Cipher
from guichet.kit.errors import Conflict
from guichet.kit.idempotency import repository
from guichet.kit.idempotency.types import KEPT, Answer, Claim
from guichet.kit.ids import TenantId

_WAITED_LONG = {"55P03", "57014"}
"""SQLSTATE lock_not_available, query_canceled."""


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
        body = self._cipher.encrypt(answer.body, self._context(claim))
        await repository.keep(self._session, self._tenant_id, claim, answer.status, body)

    async def _earlier(self, claim: Claim) -> Answer | None:
        stored = await repository.find(self._session, self._tenant_id, claim)
        if stored is None or stored.status is None or stored.body is None:
            raise Conflict("idempotency_key_busy")  # swept just now
        if stored.fingerprint != claim.fingerprint:
            raise Conflict("idempotency_key_reused")
        return Answer(stored.status, self._cipher.decrypt(stored.body, self._context(claim)))

    def _context(self, claim: Claim) -> str:
        return f"idempotent:{self._tenant_id}:{claim.caller}:{claim.key}"


async def sweep(session: AsyncSession, now: datetime) -> int:
    """Forget answers older than a day, up to 5,000 at a time; gives how many. Needs the system
    role.
    """
    return await repository.sweep(session, now - KEPT)
