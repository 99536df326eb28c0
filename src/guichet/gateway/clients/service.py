"""SMPP accounts' front door."""

import base64
import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.audit import service as audit
from guichet.accounts.audit.types import Details
from guichet.accounts.entitlements import service as entitlements
from guichet.accounts.entitlements.types import Feature
from guichet.gateway.clients import incoming, repository
from guichet.gateway.clients.events import CHANGED, CLOSED, CREATED, account_event
from guichet.gateway.clients.types import (
    MOST_ACCOUNTS,
    Draft,
    GivenUp,
    NewAccount,
    Presence,
    SmppAccount,
)
from guichet.gateway.mass import reporting
from guichet.gateway.mass.types import ReportTo
from guichet.kit.errors import Conflict, NotFound
from guichet.kit.events.types import EventKind
from guichet.kit.ids import TenantId
from guichet.kit.work import Work

KEY_PURPOSE: Final = "smpp-accounts"
"""Purpose under which the hashing key is derived from the master secret."""
KEPT_FOR: Final = timedelta(days=1)
MOST_WAITING: Final = 10_000
"""Receipts and texts that wait for one account: beyond, no text from a telephone is added."""
HEARD_OF: Final = timedelta(seconds=60)
"""A process that has not said so long who is bound there is gone."""
PRESENCE_KEPT_FOR: Final = timedelta(days=90)
REFUSED_KEPT_FOR: Final = timedelta(days=30)
MOST_COUNTED: Final = 1_000
MOST_AGAIN: Final = 5_000
REDELIVERED: Final = "gateway.smpp_account.redelivered"
NAME_OCTETS: Final = 8
"""Thirteen characters: SMPP has room for fifteen."""
PASSWORD_OCTETS: Final = 5
"""Eight characters of base 32: all that SMPP has room for. Guessing is slowed at the door."""


async def create(work: Work, draft: Draft, hashing_key: bytes) -> NewAccount:
    """Make an account for the tenant of ``work``; its password exists in the answer and nowhere
    else.

    :raises Forbidden: ``feature_not_included``
    :raises Conflict: ``too_many_smpp_accounts``
    """
    await entitlements.require_feature(work, Feature.API)
    if await repository.count_open(work.session, work.tenant_id) >= MOST_ACCOUNTS:
        raise Conflict("too_many_smpp_accounts", limit=MOST_ACCOUNTS)
    account_id, password = work.ids.new(), _password()
    system_id = f"g{_text(secrets.token_bytes(NAME_OCTETS))}"
    named = SmppAccount(work.tenant_id, account_id, system_id, draft, work.now, None, 1)
    await repository.add(work.session, named, hash_of(account_id, password, hashing_key))
    await _tell(work, CREATED, named)
    return NewAccount(named, password)


async def change(work: Work, account_id: UUID, draft: Draft) -> SmppAccount:
    """Replace what was decided of an account. Who is bound goes by it within seconds.

    :raises NotFound: ``no_such_smpp_account``
    """
    after = await _next(work, account_id)
    after = replace(after, draft=draft)
    await repository.change(work.session, after, None)
    await _tell(work, CHANGED, after)
    return after


async def renew_password(work: Work, account_id: UUID, hashing_key: bytes) -> NewAccount:
    """Another password; who is bound stays.

    :raises NotFound: ``no_such_smpp_account``
    """
    after, password = await _next(work, account_id), _password()
    await repository.change(work.session, after, hash_of(account_id, password, hashing_key))
    await _tell(work, CHANGED, after)
    return NewAccount(after, password)


async def close(work: Work, account_id: UUID) -> SmppAccount:
    """Let nobody in by this account any more; who is bound is asked to leave within seconds. Safe
    to repeat.

    :raises NotFound: ``no_such_smpp_account``
    """
    found = await repository.locked(work.session, work.tenant_id, account_id)
    if found is None:
        raise NotFound("no_such_smpp_account")
    if found.closed_at is not None:
        return found
    after = replace(found, closed_at=work.now, version=found.version + 1)
    await repository.change(work.session, after, None)
    await _tell(work, CLOSED, after)
    return after


async def accounts(session: AsyncSession, tenant: TenantId) -> Sequence[SmppAccount]:
    """All accounts of a tenant, the newest first, closed ones too."""
    return await repository.of_tenant(session, tenant, 10 * MOST_ACCOUNTS)


async def presence(
    session: AsyncSession, tenant: TenantId, now: datetime
) -> Mapping[UUID, Presence]:
    """Who is bound by the accounts of a tenant, as of some seconds ago."""
    return await repository.presence_of(session, tenant, now - HEARD_OF)


async def note_presence(
    session: AsyncSession,
    process_id: UUID,
    counts: Sequence[tuple[TenantId, UUID, int]],
    now: datetime,
) -> None:
    """Say how many are bound by each account at a process (system role)."""
    if counts:
        await repository.note_presence(session, process_id, counts, now)


async def authenticate(
    session: AsyncSession, system_id: str, password: str, hashing_key: bytes
) -> SmppAccount | None:
    """The open account of this name and password (system role)."""
    found = await repository.find(session, system_id)
    if found is None:
        return None
    account, stored = found
    right = hmac.compare_digest(hash_of(account.id, password, hashing_key), stored)
    return account if right and account.closed_at is None else None


async def now_of(session: AsyncSession, several: Sequence[SmppAccount]) -> Sequence[SmppAccount]:
    """Accounts as they are now (system role)."""
    return await repository.now_of(session, several) if several else []


async def pass_on(work: Work, system_id: str, sender: str, to: str, words: str) -> str | None:
    """Have a text from a telephone delivered to who is bound by an account of the tenant of
    ``work`` (system role); while nobody is it waits, for three days. The code of why not, if it
    cannot be.
    """
    found = await repository.find(work.session, system_id)
    if found is None or found[0].tenant_id != work.tenant_id or found[0].closed_at is not None:
        return "no_such_smpp_account"
    to_account = ReportTo("account", found[0].id)
    if await reporting.count(work.session, to_account, MOST_WAITING) >= MOST_WAITING:
        return "smpp_account_full"
    await reporting.tell(work, to_account, sender, incoming.noted(to, words))
    return None


async def given_up(
    work: Work, account_id: UUID, before: UUID | None, limit: int
) -> Sequence[GivenUp]:
    """What an account's system refused until it was given up, the newest first.

    :raises NotFound: ``no_such_smpp_account``
    """
    if not await repository.is_known(work.session, work.tenant_id, account_id):
        raise NotFound("no_such_smpp_account")
    return await repository.given_up(work.session, work.tenant_id, account_id, before, limit)


async def count_given_up(session: AsyncSession, tenant: TenantId) -> Mapping[UUID, int]:
    """How many were given up by account, counted up to ``MOST_COUNTED`` of the tenant."""
    return await repository.count_given_up(session, tenant, MOST_COUNTED)


async def deliver_again(work: Work, account_id: UUID) -> int:
    """Deliver what was given up again, up to ``MOST_AGAIN``, the oldest first; how many.

    :raises NotFound: ``no_such_smpp_account``: there is none, or it is closed
    """
    found = await repository.locked(work.session, work.tenant_id, account_id)
    if found is None or found.closed_at is not None:
        raise NotFound("no_such_smpp_account")
    tenant = work.tenant_id
    several = await repository.take_given_up(work.session, tenant, account_id, MOST_AGAIN)
    await reporting.tell_again(work, several)
    target = f"smpp_account:{found.id}"
    told: Details = {"system_id": found.system_id, "count": len(several)}
    await audit.write(work, REDELIVERED, target, told)
    return len(several)


async def forget_number(work: Work, number: str) -> None:
    """Forget what an account's system refused about a number (E.164)."""
    await repository.forget_refused_of(work.session, work.tenant_id, number)


async def forget_refused(session: AsyncSession, now: datetime) -> int:
    """Forget what was refused last more than thirty days ago; some thousands at a time; gives how
    many went (system role).
    """
    return await repository.forget_refused(session, now - REFUSED_KEPT_FOR)


async def forget_parts(session: AsyncSession, now: datetime) -> int:
    """Forget parts of texts whose others never came, of more than a day ago; some thousands at a
    time; gives how many went (system role).
    """
    await repository.forget_presence(session, now - PRESENCE_KEPT_FOR)
    return await repository.forget_parts(session, now - KEPT_FOR)


def hash_of(account_id: UUID, password: str, key: bytes) -> bytes:
    """What is stored instead of the password."""
    return hmac.digest(key, account_id.bytes + password.encode(), "sha256")


async def _next(work: Work, account_id: UUID) -> SmppAccount:
    found = await repository.locked(work.session, work.tenant_id, account_id)
    if found is None or found.closed_at is not None:
        raise NotFound("no_such_smpp_account")
    return replace(found, version=found.version + 1)


async def _tell(work: Work, kind: EventKind, one: SmppAccount) -> None:
    await work.record(account_event(kind, one))
    told = {"name": one.draft.name, "system_id": one.system_id}
    await audit.write(work, kind, f"smpp_account:{one.id}", told)


def _password() -> str:
    return _text(secrets.token_bytes(PASSWORD_OCTETS))


def _text(octets: bytes) -> str:
    return base64.b32encode(octets).decode().rstrip("=").lower()
