"""Second factors' front door. Every function needs a work under the system role.

A code is a guess: count it with ``brakes.count_apart`` before it is checked here.
"""

from dataclasses import replace

import segno

from guichet.accounts.totp import codes, models, repository
from guichet.accounts.totp.events import CODE_USED, CODES_RENEWED, TURNED_OFF, TURNED_ON
from guichet.accounts.totp.types import Enrolment
from guichet.accounts.types import PLATFORM
from guichet.kit.cipher import Cipher
from guichet.kit.errors import Conflict, FieldFault, Invalid
from guichet.kit.events.types import EventKind, NewEvent
from guichet.kit.ids import UserId
from guichet.kit.tokens import token_digest
from guichet.kit.work import Work


async def is_on(work: Work, user_id: UserId) -> bool:
    """Whether the user signs in with time-based codes."""
    return await repository.is_on(work.session, user_id)


async def begin(work: Work, user_id: UserId, account: str, cipher: Cipher) -> Enrolment:
    """A new secret for the user's authenticator; it counts once a code confirmed it. Beginning
    again replaces it.

    :raises Conflict: ``totp_on`` already.
    """
    secret = codes.new_secret()
    sealed = cipher.encrypt(secret.encode(), _context(user_id))
    if not await repository.put_unconfirmed(work.session, user_id, sealed, work.now):
        raise Conflict("totp_on")
    uri = codes.uri_of(secret, account)
    return Enrolment(secret, uri, _picture(uri))


async def confirm(work: Work, user_id: UserId, code: str, cipher: Cipher) -> tuple[str, ...]:
    """Turn the second factor on; gives the recovery codes, which are shown this once.

    :raises Conflict: ``totp_on`` already, or ``totp_not_begun``.
    :raises Invalid: naming ``code``, which is not right.
    """
    row = await repository.secret_locked(work.session, user_id)
    if row is None:
        raise Conflict("totp_not_begun")
    if row.confirmed_at is not None:
        raise Conflict("totp_on")
    _take_step(work, row, code, cipher)
    row.confirmed_at = work.now
    await work.session.flush()
    await _tell(work, user_id, TURNED_ON)
    return await _new_codes(work, user_id)


async def use(work: Work, user_id: UserId, code: str, cipher: Cipher) -> None:
    """Accept a code of the authenticator, or a recovery code, once.

    :raises Conflict: ``totp_off``: the user has no second factor.
    :raises Invalid: naming ``code``: wrong, or used before.
    """
    row = await repository.secret_locked(work.session, user_id)
    if row is None or row.confirmed_at is None:
        raise Conflict("totp_off")
    if codes.looks_like_recovery(code):
        await _use_recovery(work, user_id, code)
    else:
        _take_step(work, row, code, cipher)
        await work.session.flush()


async def turn_off(work: Work, user_id: UserId, code: str, cipher: Cipher) -> None:
    """Remove the second factor of whoever gives a right code.

    :raises Conflict: ``totp_off`` already.
    :raises Invalid: naming ``code``.
    """
    await use(work, user_id, code, cipher)
    await repository.remove(work.session, user_id)
    await _tell(work, user_id, TURNED_OFF)


async def renew_codes(work: Work, user_id: UserId, code: str, cipher: Cipher) -> tuple[str, ...]:
    """Other recovery codes; the old ones are void.

    :raises Conflict: ``totp_off``.
    :raises Invalid: naming ``code``.
    """
    await use(work, user_id, code, cipher)
    await _tell(work, user_id, CODES_RENEWED)
    return await _new_codes(work, user_id)


async def _new_codes(work: Work, user_id: UserId) -> tuple[str, ...]:
    fresh = codes.new_recovery_codes()
    digests = [token_digest(codes.normal(code)) for code in fresh]
    await repository.put_codes(work.session, user_id, digests)
    return fresh


def _take_step(work: Work, row: models.TotpSecret, code: str, cipher: Cipher) -> None:
    secret = cipher.decrypt(row.secret, _context(UserId(row.user_id))).decode()
    step = codes.accepted_step(secret, code, work.now, row.last_step)
    if step is None:
        raise _wrong()
    row.last_step = step


async def _use_recovery(work: Work, user_id: UserId, code: str) -> None:
    digest = token_digest(codes.normal(code))
    if not await repository.use_code(work.session, user_id, digest, work.now):
        raise _wrong()
    left = await repository.codes_left(work.session, user_id)
    await _tell(work, user_id, CODE_USED, left=left)


def _wrong() -> Invalid:
    return Invalid("wrong_code", (FieldFault("code", "wrong_code"),))


async def _tell(work: Work, user_id: UserId, kind: EventKind, **more: int) -> None:
    event = NewEvent(kind, f"user:{user_id}", 1, {"user_id": str(user_id), **more})
    await replace(work, tenant_id=PLATFORM).record(event)


def _context(user_id: UserId) -> str:
    return f"totp:{user_id}"


def _picture(uri: str) -> str:
    svg: str = segno.make(uri, error="m").svg_inline(scale=4, omitsize=True, border=2)
    return svg
