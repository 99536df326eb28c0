"""Signing in with a password. The functions open their own works: each guess is committed as
counted before it is checked, and no transaction is open while a password is hashed.
"""

from guichet.accounts.members import service as members
from guichet.accounts.sessions import service as sessions
from guichet.accounts.signin import brakes, pacing
from guichet.accounts.signin.brakes import Guard, guard
from guichet.accounts.signin.types import Step
from guichet.accounts.types import Origin
from guichet.accounts.users import service as users
from guichet.accounts.users.addresses import key_of
from guichet.accounts.users.passwords import Checked, Passwords
from guichet.accounts.users.types import Stored
from guichet.accounts.works import SystemWorks
from guichet.kit.errors import NotSignedIn
from guichet.kit.work import SYSTEM, Actor, Work


async def sign_in(
    works: SystemWorks, passwords: Passwords, email: str, password: str, origin: Origin
) -> Step:
    """Begin a session for whoever knows the password; a half one if a second factor is due.

    Whether the address or the password was wrong is not told, nor can it be measured.

    :raises NotSignedIn: ``wrong_credentials``.
    :raises TooMany: ``sign_in_paused`` with the seconds to wait, or ``sign_in_busy``.
    """
    guards, shared = _guards(email, origin)
    async with works() as work:
        pausing = await brakes.count(work, (*guards, shared))
        stored = await users.find(work, email)
    checked = await passwords.check(stored.password_hash if stored else None, password)
    if stored is None or not checked.right:
        await _note_failure(works, stored, origin, pausing)
        raise NotSignedIn("wrong_credentials")
    async with works(Actor("user", stored.user.id)) as work:
        await brakes.forgive(work, guards, shared)
        await _renew_hash(work, stored, checked)
        return await _begin(work, stored, origin)


def _guards(email: str, origin: Origin) -> tuple[tuple[Guard, Guard], Guard]:
    key = key_of(email)
    pair = guard(pacing.PAIR, "pair", key, origin.address)
    account = guard(pacing.ACCOUNT, "account", key)
    return (pair, account), guard(pacing.ADDRESS, "address", origin.address)


async def _begin(work: Work, stored: Stored, origin: Origin) -> Step:
    opened = await sessions.open_session(work, stored.user.id, "password", origin)
    await note_sign_in(work, stored, origin)
    return Step(opened)


async def note_sign_in(work: Work, stored: Stored, origin: Origin) -> None:
    """Write down that the user is signed in now."""
    await users.mark_signed_in(work, stored.user.id)
    details = {"email": stored.user.email, "address": origin.address}
    await members.note_for_user(work, stored.user.id, "accounts.sign_in.succeeded", details)


async def _renew_hash(work: Work, stored: Stored, checked: Checked) -> None:
    if checked.renewed and stored.password_hash:
        await users.renew_hash(work, stored.user.id, stored.password_hash, checked.renewed)


async def _note_failure(
    works: SystemWorks, stored: Stored | None, origin: Origin, pausing: bool
) -> None:
    """Failures of unknown addresses leave no entry: anybody could fill the trail with them."""
    if stored is None:
        return
    action = "accounts.sign_in.paused" if pausing else "accounts.sign_in.failed"
    details = {"email": stored.user.email, "address": origin.address}
    async with works(SYSTEM) as work:
        await members.note_for_user(work, stored.user.id, action, details)
