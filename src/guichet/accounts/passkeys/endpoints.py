"""Passkeys over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path

from guichet.accounts.http import CurrentUser, FullUser, PlatformWork
from guichet.accounts.members import service as members
from guichet.accounts.passkeys import service
from guichet.accounts.passkeys.schemas import (
    AskedOut,
    NewPasskey,
    PasskeyChange,
    PasskeyOut,
    PasskeysOut,
)
from guichet.accounts.passkeys.types import Owner, RelyingParty, relying_party
from guichet.accounts.totp import service as totp
from guichet.accounts.types import Principal
from guichet.accounts.users import service as users
from guichet.kit.errors import Conflict, Invalid, NotFound
from guichet.kit.http.deps import GroundPart
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router
from guichet.kit.ids import UserId
from guichet.kit.work import Work

router = api_router("passkeys")

PasskeyId = Annotated[UUID, Path(alias="id")]
_NO_PASSKEY = NotFound("passkey_not_found")


async def party(parts: GroundPart) -> RelyingParty:
    """The relying party of this installation, as a dependency."""
    return relying_party(parts.settings.base_url)


Party = Annotated[RelyingParty, Depends(party)]


@router.get("/me/passkeys")
async def list_passkeys(who: CurrentUser, work: PlatformWork) -> PasskeysOut:
    """Your passkeys, newest first."""
    found = await service.of_user(work.session, who.user_id)
    return PasskeysOut(items=[PasskeyOut.of(passkey) for passkey in found])


@router.post("/me/passkeys/options", responses=refusals(Conflict("too_many_passkeys", limit=20)))
async def begin_passkey(who: FullUser, work: PlatformWork, party: Party) -> AskedOut:
    """Begin to add a passkey: options for `navigator.credentials.create`."""
    return AskedOut.of(await service.ask_to_register(work, party, await _owner(work, who)))


@router.post(
    "/me/passkeys",
    status_code=201,
    responses=refusals(Invalid("passkey_refused"), Conflict("passkey_known")),
)
async def add_passkey(
    who: FullUser, work: PlatformWork, party: Party, body: NewPasskey
) -> PasskeyOut:
    """Keep the passkey the browser made."""
    owner = await _owner(work, who)
    passkey = await service.register(work, party, owner, body.name, body.read())
    await members.follow_second_factor(work, who.user_id, has_one=True)
    return PasskeyOut.of(passkey)


@router.patch("/me/passkeys/{id}", responses=refusals(_NO_PASSKEY))
async def rename_passkey(
    who: FullUser, work: PlatformWork, passkey_id: PasskeyId, body: PasskeyChange
) -> PasskeyOut:
    """Give a passkey another name."""
    return PasskeyOut.of(await service.rename(work, who.user_id, passkey_id, body.name))


@router.delete("/me/passkeys/{id}", status_code=204, responses=refusals(_NO_PASSKEY))
async def remove_passkey(who: FullUser, work: PlatformWork, passkey_id: PasskeyId) -> None:
    """Remove a passkey: it opens nothing from now on."""
    await service.remove(work, who.user_id, passkey_id)
    left = await service.count(work.session, who.user_id)
    has_one = left > 0 or await totp.is_on(work, who.user_id)
    await members.follow_second_factor(work, who.user_id, has_one=has_one)


async def _owner(work: Work, who: Principal) -> Owner:
    user = await users.get(work, UserId(who.user_id))
    return Owner(user.id, user.email, user.name)
