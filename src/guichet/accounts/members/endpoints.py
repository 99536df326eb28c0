"""Members and invitations over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from guichet.accounts.http import RequestOrigin, Works, require
from guichet.accounts.members import invitations, joining, service
from guichet.accounts.members.invitations import Wanted
from guichet.accounts.members.joining import Given
from guichet.accounts.members.schemas import (
    InvitationAccepted,
    InvitationLink,
    InvitationOut,
    InvitationPreview,
    MemberOut,
    NewInvitation,
    RolesChange,
)
from guichet.accounts.parts import Parts
from guichet.accounts.rights import Right
from guichet.accounts.types import Principal
from guichet.kit.errors import Conflict, Forbidden, Invalid, NotFound, NotSignedIn, TooMany
from guichet.kit.http.deps import GroundPart, TenantWork
from guichet.kit.http.paging import Page, Paging, page_of
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router
from guichet.kit.ids import UserId

router = api_router("members")

Reader = Annotated[Principal, Depends(require(Right.MEMBERS_READ))]
Manager = Annotated[Principal, Depends(require(Right.MEMBERS_MANAGE))]
_MISSING = Forbidden("missing_right", right=Right.MEMBERS_MANAGE.value)


@router.get("/members", responses=refusals(NotSignedIn(), _MISSING))
async def list_members(_who: Reader, work: TenantWork, query: Paging) -> Page[MemberOut]:
    """The tenant's members by name."""
    found = await service.page(work, query.after(tuple[str, UUID]), query.fetch)
    return page_of(found, query, MemberOut.of, lambda one: (one.name, one.user_id))


@router.patch(
    "/members/{user_id}",
    responses=refusals(
        NotSignedIn(), _MISSING, NotFound("no_such_member"), Conflict("last_administrator")
    ),
)
async def change_member_roles(
    _who: Manager,
    work: TenantWork,
    user_id: UUID,
    body: RolesChange,
) -> MemberOut:
    """Give a member exactly these roles; they hold from the member's next request on."""
    return MemberOut.of(await service.change_roles(work, UserId(user_id), body.roles))


@router.delete(
    "/members/{user_id}",
    status_code=204,
    responses=refusals(
        NotSignedIn(), _MISSING, NotFound("no_such_member"), Conflict("last_administrator")
    ),
)
async def remove_member(
    _who: Manager,
    work: TenantWork,
    user_id: UUID,
) -> None:
    """End a membership; what the member did stays."""
    await service.remove(work, UserId(user_id))


@router.get("/invitations", responses=refusals(NotSignedIn(), _MISSING))
async def list_invitations(_who: Reader, work: TenantWork, query: Paging) -> Page[InvitationOut]:
    """Unanswered invitations, newest first; expired ones too, to be sent again."""
    after = query.after(tuple[UUID])
    found = await invitations.page(work, after[0] if after else None, query.fetch)
    return page_of(found, query, InvitationOut.of, lambda one: (one.id,))


@router.post(
    "/invitations",
    status_code=201,
    responses=refusals(
        NotSignedIn(),
        _MISSING,
        Invalid(),
        Conflict("already_member", email="nadia@example.com"),
    ),
)
async def invite_member(
    who: Manager, work: TenantWork, ground: GroundPart, body: NewInvitation
) -> InvitationOut:
    """Ask somebody to join, by a mail with a link that lasts a week; again sends a new one."""
    wanted = Wanted(body.email, frozenset(body.roles), body.language, who.name or "Guichet")
    base_url = ground.settings.base_url
    return InvitationOut.of(await invitations.invite(work, ground.outbox, wanted, base_url))


@router.delete(
    "/invitations/{invitation_id}",
    status_code=204,
    responses=refusals(NotSignedIn(), _MISSING, NotFound("no_such_invitation")),
)
async def revoke_invitation(
    _who: Manager,
    work: TenantWork,
    invitation_id: UUID,
) -> None:
    """Take an invitation back; its link is void."""
    await invitations.revoke(work, invitation_id)


@router.post(
    "/invitations/preview",
    responses=refusals(NotFound("link_over"), TooMany(30, "sign_in_paused")),
)
async def preview_invitation(
    works: Works, origin: RequestOrigin, body: InvitationLink
) -> InvitationPreview:
    """What the link of an invitation is for."""
    return InvitationPreview.of(await joining.preview(works, body.token, origin))


@router.post(
    "/invitations/accept",
    status_code=204,
    responses=refusals(NotFound("link_over"), Invalid(), TooMany(30, "sign_in_paused")),
)
async def accept_invitation(
    works: Works, parts: Parts, origin: RequestOrigin, body: InvitationAccepted
) -> None:
    """Join by the link: as a new user with this name and password, or as the user the address
    belongs to, proved by the present password.
    """
    given = Given(body.name, body.password)
    await joining.join(works, parts.passwords, body.token, given, origin)
