"""Sessions' front door. Every function needs a work under the system role."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import cast
from uuid import UUID

from guichet.accounts.sessions import models, repository
from guichet.accounts.sessions.events import ENDED, OPENED, ended, opened
from guichet.accounts.sessions.types import (
    HALF_WAY,
    TOUCH,
    EndReason,
    Method,
    Opened,
    Session,
    Stage,
)
from guichet.accounts.types import PLATFORM, SESSION_LASTS, Origin
from guichet.kit.errors import NotFound
from guichet.kit.events.types import NewEvent
from guichet.kit.ids import TenantId, UserId
from guichet.kit.tokens import new_token, token_digest
from guichet.kit.work import Work


async def open_session(
    work: Work,
    user_id: UserId,
    method: Method,
    origin: Origin,
    *,
    stage: Stage = "full",
    tenant_id: TenantId | None = None,
) -> Opened:
    """Begin a session, for ``tenant_id`` alone if given. Its token is in the answer and nowhere
    else.
    """
    token = new_token()
    row = models.Session(
        id=work.ids.new(),
        user_id=user_id,
        token_digest=token_digest(token),
        stage=stage,
        method=method,
        tenant_id=tenant_id,
        address=origin.address,
        user_agent=origin.user_agent,
        created_at=work.now,
        last_seen_at=work.now,
        expires_at=work.now + (SESSION_LASTS if stage == "full" else HALF_WAY),
        ended_at=None,
        ended_reason=None,
    )
    await repository.add(work.session, row)
    if stage == "full":
        await _tell_opened(work, row)
    return Opened(_shown(row), token)


async def complete(work: Work, session_id: UUID) -> Opened:
    """Make a session whole after the second factor. The token changes with the privilege.

    :raises NotFound: it is over, or was never half way.
    """
    row = await repository.by_id_locked(work.session, session_id, work.now)
    if row is None or row.stage != "second_factor":
        raise NotFound("no_such_session")
    row.stage, row.expires_at = "full", work.now + SESSION_LASTS
    await _tell_opened(work, row)
    return await _with_new_token(work, row)


async def renew(work: Work, session_id: UUID) -> Opened:
    """Give a session another token, as after every change of privilege; the old one is void.

    :raises NotFound: it is over.
    """
    row = await repository.by_id_locked(work.session, session_id, work.now)
    if row is None:
        raise NotFound("no_such_session")
    return await _with_new_token(work, row)


async def find(work: Work, token: str) -> Session | None:
    """The living session of a token, whatever its stage; its use is written down at most once a
    minute.
    """
    row = await repository.by_digest(work.session, token_digest(token), work.now)
    if row is None:
        return None
    if work.now - row.last_seen_at >= TOUCH:
        await repository.touch(work.session, row.id, work.now)
    return _shown(row)


async def touch(work: Work, session_id: UUID) -> None:
    """Write down that a session was used now."""
    await repository.touch(work.session, session_id, work.now)


async def get(work: Work, session_id: UUID) -> Session:
    """A living session.

    :raises NotFound: it is over.
    """
    row = await repository.by_id(work.session, session_id, work.now)
    if row is None:
        raise NotFound("no_such_session")
    return _shown(row)


async def of_user(work: Work, user_id: UserId) -> Sequence[Session]:
    """The whole sessions of a user, the last used first."""
    return [_shown(row) for row in await repository.of_user(work.session, user_id, work.now)]


async def end(work: Work, user_id: UserId, session_id: UUID, reason: EndReason) -> None:
    """End one session of the user.

    :raises NotFound: the user has no such open session.
    """
    over = await repository.end(work.session, user_id, work.now, reason, only=session_id)
    if not over:
        raise NotFound("no_such_session")
    await _tell_ended(work, user_id, over, reason)


async def end_all(work: Work, user_id: UserId, reason: EndReason, keep: UUID | None = None) -> int:
    """End every session of the user but ``keep``; gives how many. Safe to repeat."""
    over = await repository.end(work.session, user_id, work.now, reason, keep=keep)
    await _tell_ended(work, user_id, over, reason)
    return len(over)


async def forget_old(work: Work, after: timedelta = timedelta(days=90)) -> int:
    """Delete sessions that ended long ago; gives how many."""
    return await repository.forget(work.session, work.now - after)


async def _with_new_token(work: Work, row: models.Session) -> Opened:
    token = new_token()
    row.token_digest, row.last_seen_at = token_digest(token), work.now
    await work.session.flush()
    return Opened(_shown(row), token)


async def _tell_opened(work: Work, row: models.Session) -> None:
    payload = opened(UserId(row.user_id), row.id, cast(Method, row.method))
    await _on_platform(work).record(NewEvent(OPENED, f"session:{row.id}", 1, payload))


async def _tell_ended(
    work: Work, user_id: UserId, session_ids: Sequence[UUID], reason: EndReason
) -> None:
    for session_id in session_ids:
        event = NewEvent(ENDED, f"session:{session_id}", 2, ended(user_id, session_id, reason))
        await _on_platform(work).record(event)


def _on_platform(work: Work) -> Work:
    return replace(work, tenant_id=PLATFORM)


def _shown(row: models.Session) -> Session:
    return Session(
        id=row.id,
        user_id=UserId(row.user_id),
        stage=cast(Stage, row.stage),
        method=cast(Method, row.method),
        tenant_id=TenantId(row.tenant_id) if row.tenant_id else None,
        address=row.address,
        user_agent=row.user_agent,
        created_at=row.created_at,
        last_seen_at=row.last_seen_at,
        expires_at=row.expires_at,
    )
