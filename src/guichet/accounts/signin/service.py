"""Signing in with a password. The functions open their own works: each guess is committed as
counted before it is checked, and no transaction is open while a password is hashed.
"""

from uuid import UUID

from guichet.accounts.brakes import pacing
from guichet.accounts.brakes import service as brakes
from guichet.accounts.brakes.service import guard
from guichet.accounts.members import service as members
from guichet.accounts.passkeys import service as passkeys
from guichet.accounts.sessions import service as sessions
from guichet.accounts.sessions.types import Stage
from guichet.accounts.signin.types import Factor, Step
from guichet.accounts.totp import service as totp
from guichet.accounts.types import Origin
from guichet.accounts.users import service as users
from guichet.accounts.users.addresses import key_of
from guichet.accounts.users.passwords import Checked, Passwords
from guichet.accounts.users.types import Stored, User
from guichet.accounts.works import SystemWorks
from guichet.kit.cipher import Cipher
from guichet.kit.errors import NotSignedIn
from guichet.kit.ids import UserId
from guichet.kit.work import SYSTEM, Actor, Work


async def sign_in(
    works: SystemWorks, passwords: Passwords, email: str, password: str, origin: Origin
) -> Step:
    """Begin a session for whoever knows the password; a half one if a second factor is due.

    Whether the address or the password was wrong is not told, nor can it be measured.

    :raises NotSignedIn: ``wrong_credentials``.
    :raises TooMany: ``sign_in_paused`` with the seconds to wait, or ``sign_in_busy``.
    """
    guards = brakes.password_guards(key_of(email), origin)
    async with works() as work:
        pausing = await brakes.count(work, guards.all)
        stored = await users.find(work, email)
    checked = await passwords.check(stored.password_hash if stored else None, password)
    if stored is None or not checked.right:
        await _note_failure(works, stored, origin, pausing)
        raise NotSignedIn("wrong_credentials")
    async with works(Actor("user", stored.user.id)) as work:
        await brakes.forgive(work, guards.own, guards.shared)
        await _renew_hash(work, stored, checked)
        return await _begin(work, stored.user, origin)


async def _begin(work: Work, user: User, origin: Origin) -> Step:
    methods = await second_factors(work, user.id)
    stage: Stage = "second_factor" if methods else "full"
    opened = await sessions.open_session(work, user.id, "password", origin, stage=stage)
    if not methods:
        await note_sign_in(work, user, origin)
    return Step(opened, methods)


async def second_factors(work: Work, user_id: UserId) -> tuple[Factor, ...]:
    """What the user can bring as second factor; nothing when none is due. A passkey alone makes
    none due: who lost its device could not come back.
    """
    if not await totp.is_on(work, user_id):
        return ()
    with_passkey = await passkeys.count(work.session, user_id) > 0
    return ("totp", "recovery_code", "passkey") if with_passkey else ("totp", "recovery_code")


async def prove_second(
    works: SystemWorks, cipher: Cipher, token: str, code: str, origin: Origin
) -> Step:
    """Make a half-way session whole with a code of the authenticator or a recovery code.

    :raises NotSignedIn: ``session_over``: begin again with the password.
    :raises Invalid: naming ``code``.
    :raises TooMany: ``sign_in_paused`` with the seconds to wait.
    """
    async with works() as work:
        session = await sessions.find(work, token)
    if session is None or session.stage != "second_factor":
        raise NotSignedIn("session_over")
    guarded = guard(pacing.SECOND_FACTOR, "second_factor", str(session.user_id))
    await brakes.count_apart(works, [guarded])
    async with works(Actor("user", session.user_id)) as work:
        await totp.use(work, session.user_id, code, cipher)
        await brakes.forgive(work, [guarded])
        opened = await sessions.complete(work, session.id)
        await note_sign_in(work, await users.get(work, session.user_id), origin)
    return Step(opened)


async def end_earlier(works: SystemWorks, token: str | None, new: UUID) -> None:
    """End the session a browser had before it began the session ``new``: nobody would ever use
    it again, and it would stay in the list.
    """
    if token is None:
        return
    async with works() as work:
        earlier = await sessions.find(work, token)
        if earlier is not None and earlier.id != new:
            await sessions.end(work, earlier.user_id, earlier.id, "rotated")


async def note_sign_in(work: Work, user: User, origin: Origin) -> None:
    """Write down that the user is signed in now, however they proved it."""
    await users.mark_signed_in(work, user.id)
    details = {"email": user.email, "address": origin.address}
    await members.note_for_user(work, user.id, "accounts.sign_in.succeeded", details)


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
