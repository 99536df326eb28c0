"""Ways back in for who lost the password: a link by mail, usable once, for an hour."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from guichet.accounts.brakes import pacing
from guichet.accounts.brakes import service as brakes
from guichet.accounts.brakes.service import guard
from guichet.accounts.members import service as members
from guichet.accounts.sessions import service as sessions
from guichet.accounts.signin import models, repository
from guichet.accounts.types import Origin
from guichet.accounts.users import service as users
from guichet.accounts.users.addresses import key_of
from guichet.accounts.users.passwords import Passwords
from guichet.accounts.users.types import User
from guichet.accounts.users.verdicts import check_password
from guichet.accounts.works import SystemWorks
from guichet.kit.errors import NotFound, TooMany
from guichet.kit.ids import UserId
from guichet.kit.mail.letters import letter
from guichet.kit.mail.service import Outbox
from guichet.kit.tokens import new_token, token_digest
from guichet.kit.work import Actor, Work

LASTS: Final = timedelta(hours=1)


async def ask(
    works: SystemWorks, outbox: Outbox, email: str, origin: Origin, base_url: str
) -> None:
    """Send a link to the address if it is a user's; nobody learns whether it is. More than a few
    for one address are silently not sent.

    :raises TooMany: the network address asks for many.
    """
    await brakes.count_apart(works, [guard(pacing.RESET_ADDRESS, "resets", origin.address)])
    try:
        await brakes.count_apart(works, [guard(pacing.RESET_MAIL, "reset", key_of(email))])
    except TooMany:
        return
    async with works() as work:
        found = await users.find(work, email)
        if found is not None:
            await _send(
                replace(work, actor=Actor("user", found.user.id)), outbox, found.user, base_url
            )


async def _send(work: Work, outbox: Outbox, user: User, base_url: str) -> None:
    token = new_token()
    await repository.add_reset(
        work.session,
        models.PasswordReset(
            id=work.ids.new(),
            user_id=user.id,
            token_digest=token_digest(token),
            created_at=work.now,
            expires_at=work.now + LASTS,
            used_at=None,
        ),
    )
    link = f"{base_url}/reset-password?token={token}"
    params: dict[str, str | int] = {"name": user.name, "minutes": int(LASTS.total_seconds() // 60)}
    await outbox.post(work, letter("password_reset", user.email, user.language, params, link))
    await members.note_for_user(
        work, user.id, "accounts.password.reset_asked", {"email": user.email}
    )


async def confirm(
    works: SystemWorks, passwords: Passwords, token: str, password: str, origin: Origin
) -> None:
    """Give the user of a link another password; every session of theirs ends and the link is
    used up.

    :raises NotFound: ``link_over``: no such link, used, or expired.
    :raises Invalid: the password is too weak; the link can be used again.
    :raises TooMany: many wrong links from this network address.
    """
    guarded = guard(pacing.TOKENS, "tokens", origin.address)
    await brakes.count_apart(works, [guarded])
    async with works() as work:
        user = await users.get(work, await _user_of(work, token))
        await brakes.forgive(work, [guarded])
    check_password(password, (user.email, user.name))
    hashed = await passwords.hash(password)
    async with works(Actor("user", user.id)) as work:
        await _user_of(work, token)
        await repository.void_resets(work.session, user.id, work.now)
        await users.set_password(work, user.id, hashed)
        await sessions.end_all(work, user.id, "password_reset")
        await members.note_for_user(work, user.id, "accounts.password.reset", {"email": user.email})


async def forget_old(work: Work, after: timedelta = timedelta(days=7)) -> int:
    """Delete resets that lapsed long ago; gives how many."""
    return await repository.forget_resets(work.session, work.now - after)


async def _user_of(work: Work, token: str) -> UserId:
    row = await repository.reset_of_token(work.session, token_digest(token))
    if row is None or row.used_at is not None or row.expires_at <= work.now:
        raise NotFound("link_over")
    return UserId(row.user_id)
