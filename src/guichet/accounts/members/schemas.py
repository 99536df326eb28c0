"""Members and invitations, as the API shows them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from guichet.accounts.members.joining import Preview
from guichet.accounts.members.types import Invitation, Member
from guichet.accounts.rights import Role
from guichet.kit.i18n import Language


class MemberOut(BaseModel):
    """A user in the tenant."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0199b2c4-e8a1-7d3f-8000-5d3c1d6f2a10",
                    "name": "Amélie Payet",
                    "email": "agent1@guichet.example",
                    "roles": ["agent"],
                    "second_factor": False,
                    "joined_at": "2026-03-02T08:00:00Z",
                    "version": 1,
                }
            ]
        }
    )

    id: Annotated[UUID, Field(description="The user's id.")]
    name: str
    email: str
    roles: list[Role]
    second_factor: Annotated[bool, Field(description="Signs in with more than a password.")]
    joined_at: datetime
    version: int

    @classmethod
    def of(cls, member: Member) -> "MemberOut":
        """As the service gives it."""
        return cls(
            id=member.user_id,
            name=member.name,
            email=member.email,
            roles=sorted(member.roles),
            second_factor=member.second_factor,
            joined_at=member.joined_at,
            version=member.version,
        )


Roles = Annotated[list[Role], Field(min_length=1, max_length=6, examples=[["agent", "auditor"]])]


class RolesChange(BaseModel):
    """The roles a member shall have."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"roles": ["agent", "auditor"]}]}
    )

    roles: Roles


class InvitationOut(BaseModel):
    """Somebody invited who has not answered yet."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0199b2c4-e8a1-7d3f-8000-5d3c1d6f2a20",
                    "email": "nadia@example.com",
                    "roles": ["agent"],
                    "language": "fr",
                    "invited_by_name": "Agathe Grondin",
                    "created_at": "2026-03-02T08:00:00Z",
                    "expires_at": "2026-03-09T08:00:00Z",
                    "version": 1,
                }
            ]
        }
    )

    id: UUID
    email: str
    roles: list[Role]
    language: Language
    invited_by_name: str
    created_at: datetime
    expires_at: datetime
    version: int

    @classmethod
    def of(cls, invitation: Invitation) -> "InvitationOut":
        """As the service gives it."""
        return cls(
            id=invitation.id,
            email=invitation.email,
            roles=sorted(invitation.roles),
            language=invitation.language,
            invited_by_name=invitation.invited_by_name,
            created_at=invitation.created_at,
            expires_at=invitation.expires_at,
            version=invitation.version,
        )


class NewInvitation(BaseModel):
    """Whom to invite."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"email": "nadia@example.com", "roles": ["agent"], "language": "fr"}]
        },
    )

    email: Annotated[str, Field(min_length=3, max_length=254)]
    roles: Roles
    language: Language


Token = Annotated[str, Field(min_length=20, max_length=100)]
_TOKEN_EXAMPLE = "Zx3vTq0cX1yqk2m5uYw8r4n7p9s2d6f8h0j1k3l5z7x"  # noqa: S105 - an example


class InvitationLink(BaseModel):
    """The secret of an invitation's link."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"token": _TOKEN_EXAMPLE}]}
    )

    token: Token


class InvitationPreview(BaseModel):
    """What the link is for."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "email": "nadia@example.com",
                    "tenant": "Maison Vanille",
                    "invited_by": "Agathe Grondin",
                    "roles": ["agent"],
                    "known": False,
                }
            ]
        }
    )

    email: str
    tenant: str
    invited_by: str | None
    roles: list[Role]
    known: Annotated[bool, Field(description="The address has an account already.")]

    @classmethod
    def of(cls, preview: Preview) -> "InvitationPreview":
        """As the service gives it."""
        return cls(
            email=preview.invitation.email,
            tenant=preview.tenant_name,
            invited_by=preview.invitation.invited_by_name or None,
            roles=sorted(preview.invitation.roles),
            known=preview.known,
        )


class InvitationAccepted(BaseModel):
    """The secret of the link, and who comes in."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "token": _TOKEN_EXAMPLE,
                    "name": "Nadia Técher",
                    "password": "une phrase assez longue",
                }
            ]
        },
    )

    token: Token
    name: Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)]
    password: Annotated[str, Field(min_length=1, max_length=256)]
