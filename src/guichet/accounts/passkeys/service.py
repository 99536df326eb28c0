"""Passkeys' front door. Every function needs a work under the system role."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.audit import service as audit
from guichet.accounts.audit.types import PLATFORM_CHAIN
from guichet.accounts.passkeys import ceremony, events, repository
from guichet.accounts.passkeys.types import (
    ANSWER_WITHIN,
    MOST_PER_USER,
    Answer,
    Asked,
    Challenge,
    Credential,
    Json,
    Owner,
    Passkey,
    Proved,
    Purpose,
    RelyingParty,
)
from guichet.kit.errors import Conflict, Invalid, NotFound, NotSignedIn
from guichet.kit.events.types import EventKind
from guichet.kit.ids import UserId
from guichet.kit.work import Work

_CHALLENGE_BYTES = 32


async def ask_to_register(work: Work, party: RelyingParty, owner: Owner) -> Asked:
    """Begin to make a passkey for a signed-in user.

    :raises Conflict: ``too_many_passkeys``: the user has as many as one may have.
    """
    known = await repository.of_user(work.session, owner.id)
    if len(known) >= MOST_PER_USER:
        raise Conflict("too_many_passkeys", limit=MOST_PER_USER)
    challenge = await _challenge(work, Purpose.REGISTER, owner.id)
    options = ceremony.registration_options(party, owner, challenge.value, known)
    return Asked(challenge.id, options)


async def register(
    work: Work, party: RelyingParty, owner: Owner, name: str, answer: Answer
) -> Passkey:
    """Keep the passkey the user's browser made.

    :raises Invalid: ``passkey_refused``: the answer does not hold, comes late, a second time, or
        from another user's challenge.
    :raises Conflict: ``passkey_known``: it is registered already.
    """
    challenge = await _taken(work, answer.challenge_id, Purpose.REGISTER)
    if challenge.user_id != owner.id:
        raise Invalid("passkey_refused")
    credential = ceremony.registered(party, challenge.value, answer.credential)
    passkey = await _added(work, owner, name, credential)
    await _tell(work, events.ADDED, passkey)
    return passkey


async def _added(work: Work, owner: Owner, name: str, credential: Credential) -> Passkey:
    passkey = Passkey(work.ids.new(), owner.id, name, credential, work.now, None, None, 1)
    if not await repository.add(work.session, passkey):
        raise Conflict("passkey_known")
    return passkey


async def ask_to_sign_in(work: Work, party: RelyingParty, user: UserId | None = None) -> Asked:
    """Begin to sign in: as ``user`` (second factor after the password), or as whoever the
    device says.
    """
    allowed = await repository.of_user(work.session, user) if user else ()
    challenge = await _challenge(work, Purpose.SIGN_IN, user)
    return Asked(challenge.id, ceremony.sign_in_options(party, challenge.value, allowed))


async def sign_in(work: Work, party: RelyingParty, answer: Answer) -> Proved:
    """Check the answer of a browser and tell whose passkey signed it. A challenge signs in once.

    When the passkey's counter went back, the passkey is suspended and ``cloned`` is told: commit,
    and sign nobody in.

    :raises Invalid: ``passkey_refused``: the answer does not hold or comes late or again.
    :raises NotSignedIn: ``passkey_unknown``: it was removed here, or ``passkey_suspended``.
    """
    challenge = await _taken(work, answer.challenge_id, Purpose.SIGN_IN)
    passkey = await _claimed(work, challenge, answer.credential)
    told = ceremony.proved(party, challenge.value, answer.credential, passkey)
    if passkey.suspended_at is not None:
        raise NotSignedIn("passkey_suspended")
    if ceremony.went_back(passkey.credential.sign_count, told):
        return await _suspended(work, passkey)
    await repository.used(work.session, passkey.id, told, work.now)
    return Proved(passkey, cloned=False)


async def _claimed(work: Work, challenge: Challenge, credential: Json) -> Passkey:
    credential_id, handle = ceremony.claimed(credential)
    passkey = await repository.by_credential(work.session, credential_id)
    if passkey is None:
        raise NotSignedIn("passkey_unknown")
    if challenge.user_id not in (None, passkey.user_id):
        raise Invalid("passkey_refused")
    if handle is not None and handle != passkey.user_id.bytes:
        raise Invalid("passkey_refused")
    return passkey


async def _suspended(work: Work, passkey: Passkey) -> Proved:
    suspended = await repository.suspend(work.session, passkey.id, work.now)
    await _tell(work, events.SUSPENDED, suspended)
    return Proved(suspended, cloned=True)


async def of_user(session: AsyncSession, user: UserId) -> Sequence[Passkey]:
    """The user's passkeys, newest first."""
    return await repository.of_user(session, user)


async def count(session: AsyncSession, user: UserId) -> int:
    """How many passkeys of the user open something."""
    return await repository.count(session, user)


async def rename(work: Work, user: UserId, passkey_id: UUID, name: str) -> Passkey:
    """Give a passkey another name.

    :raises NotFound: the user has no such passkey.
    """
    passkey = await repository.rename(work.session, user, passkey_id, name)
    if passkey is None:
        raise NotFound("passkey_not_found")
    await _tell(work, events.RENAMED, passkey)
    return passkey


async def remove(work: Work, user: UserId, passkey_id: UUID) -> None:
    """Remove a passkey: it opens nothing from now on.

    :raises NotFound: the user has no such passkey.
    """
    passkey = await repository.remove(work.session, user, passkey_id)
    if passkey is None:
        raise NotFound("passkey_not_found")
    await _tell(work, events.REMOVED, replace(passkey, version=passkey.version + 1))


async def forget_challenges(work: Work) -> int:
    """Remove challenges nobody answered in time; gives how many."""
    return await repository.forget_challenges(work.session, work.now)


async def _challenge(work: Work, purpose: Purpose, user: UserId | None) -> Challenge:
    value = secrets.token_bytes(_CHALLENGE_BYTES)
    challenge = Challenge(work.ids.new(), purpose, user, value, work.now + ANSWER_WITHIN)
    await repository.ask(work.session, challenge)
    return challenge


async def _taken(work: Work, challenge_id: UUID, purpose: Purpose) -> Challenge:
    challenge = await repository.take(work.session, challenge_id, purpose, work.now)
    if challenge is None:
        raise Invalid("passkey_refused")
    return challenge


async def _tell(work: Work, kind: EventKind, passkey: Passkey) -> None:
    await events.tell(work, kind, passkey)
    target = f"user:{passkey.user_id}"
    await audit.write(work, kind, target, {"name": passkey.name}, chain=PLATFORM_CHAIN)
