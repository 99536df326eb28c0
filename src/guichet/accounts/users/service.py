"""Users' front door. Every function needs a work under the system role."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, replace
from typing import cast
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.types import PLATFORM
from guichet.accounts.users import models, repository
from guichet.accounts.users.addresses import key_of, normal
from guichet.accounts.users.events import CHANGED, CREATED, item_of
from guichet.accounts.users.types import ColorScheme, NewUser, Profile, Stored, User
from guichet.kit.errors import Conflict, NotFound
from guichet.kit.events.types import EventKind, NewEvent
from guichet.kit.i18n import Language
from guichet.kit.ids import UserId
from guichet.kit.work import Work


async def create(work: Work, new: NewUser) -> User:
    """Make a user.

    :raises Invalid: the address is none.
    :raises Conflict: ``email_taken``.
    """
    email = normal(new.email)
    row = models.User(
        id=work.ids.new(),
        email=email,
        email_key=key_of(email),
        name=new.name,
        language=new.language,
        color_scheme="auto",
        platform_operator=new.platform_operator,
        second_factor=False,
        password_hash=new.password_hash,
        password_changed_at=work.now if new.password_hash else None,
        created_at=work.now,
        last_sign_in_at=None,
        version=1,
    )
    if not await repository.add(work.session, row):
        raise Conflict("email_taken", email=email)
    return await _told(work, CREATED, _shown(row))


async def get(work: Work, user_id: UserId) -> User:
    """The user.

    :raises NotFound: there is none of this id.
    """
    row = await repository.by_id(work.session, user_id)
    if row is None:
        raise NotFound("no_such_user")
    return _shown(row)


async def find(work: Work, email: str) -> Stored | None:
    """The user of an address with the password's hash, if there is one."""
    row = await repository.by_email(work.session, email)
    return Stored(_shown(row), row.password_hash) if row else None


async def stored(work: Work, user_id: UserId) -> Stored:
    """The user with the password's hash.

    :raises NotFound: there is none of this id.
    """
    row = await repository.by_id(work.session, user_id)
    if row is None:
        raise NotFound("no_such_user")
    return Stored(_shown(row), row.password_hash)


async def names(work: Work, user_ids: Collection[UUID]) -> Mapping[UUID, str]:
    """What some users are called."""
    return await repository.names(work.session, user_ids) if user_ids else {}


async def newest(
    work: Work, before: UUID | None, limit: int, prefix: str | None = None
) -> Sequence[User]:
    """All users of the platform, newest first, below the id ``before``; those only whose address
    begins with ``prefix``.
    """
    return [_shown(row) for row in await repository.page(work.session, before, limit, prefix)]


async def change_profile(work: Work, user_id: UserId, profile: Profile) -> User:
    """Change what is given of a profile. Repeating it changes nothing more.

    :raises NotFound: there is no such user.
    """
    row = await _locked(work, user_id)
    given = asdict(profile).items()
    changes = {k: v for k, v in given if v is not None and getattr(row, k) != v}
    if not changes:
        return _shown(row)
    for field, value in changes.items():
        setattr(row, field, value)
    return await _changed(work, row)


async def set_password(work: Work, user_id: UserId, password_hash: str) -> User:
    """Give the user another password, already checked and hashed.

    :raises NotFound: there is no such user.
    """
    row = await _locked(work, user_id)
    row.password_hash, row.password_changed_at = password_hash, work.now
    return await _changed(work, row)


async def set_platform_operator(work: Work, user_id: UserId, powers: bool) -> User:
    """Make somebody a platform operator, or no longer.

    :raises NotFound: there is no such user.
    """
    row = await _locked(work, user_id)
    if row.platform_operator == powers:
        return _shown(row)
    row.platform_operator = powers
    return await _changed(work, row)


async def set_second_factor(work: Work, user_id: UserId, has_one: bool) -> User:
    """Note whether the user has an authenticator or a passkey.

    :raises NotFound: there is no such user.
    """
    row = await _locked(work, user_id)
    if row.second_factor == has_one:
        return _shown(row)
    row.second_factor = has_one
    return await _changed(work, row)


async def renew_hash(work: Work, user_id: UserId, old: str, new: str) -> None:
    """Store the same password under stronger parameters, unless it was changed meanwhile."""
    await repository.renew_hash(work.session, user_id, old, new)


async def mark_signed_in(work: Work, user_id: UserId) -> None:
    """Note that the user signed in now."""
    await repository.mark_signed_in(work.session, user_id, work.now)


async def any_user(work: Work) -> bool:
    """Whether anybody was ever made: the first start has nobody."""
    return await repository.any_user(work.session)


async def _locked(work: Work, user_id: UserId) -> models.User:
    row = await repository.by_id_locked(work.session, user_id)
    if row is None:
        raise NotFound("no_such_user")
    return row


async def _changed(work: Work, row: models.User) -> User:
    row.version += 1
    await work.session.flush()
    return await _told(work, CHANGED, _shown(row))


async def _told(work: Work, kind: EventKind, user: User) -> User:
    event = NewEvent(kind, f"user:{user.id}", user.version, {"item": item_of(user)})
    await replace(work, tenant_id=PLATFORM).record(event)
    return user


def _shown(row: models.User) -> User:
    """The row as everybody else knows it."""
    return User(
        id=UserId(row.id),
        email=row.email,
        name=row.name,
        language=cast(Language, row.language),
        color_scheme=cast(ColorScheme, row.color_scheme),
        platform_operator=row.platform_operator,
        has_password=row.password_hash is not None,
        second_factor=row.second_factor,
        created_at=row.created_at,
        last_sign_in_at=row.last_sign_in_at,
        version=row.version,
    )


async def operators(session: AsyncSession) -> Sequence[User]:
    """Who operates the platform (system role)."""
    return [_shown(row) for row in await repository.operators(session)]
