"""What happens to members and invitations."""

from typing import Final

from guichet.accounts.members.types import Invitation, Member
from guichet.kit.events.types import EventKind, Json

JOINED: Final = EventKind("accounts.member.joined")
"""Somebody became a member; `item` is the member."""
CHANGED: Final = EventKind("accounts.member.changed")
"""A member has other roles, another name or address, or a second factor; `item` is the member."""
REMOVED: Final = EventKind("accounts.member.removed")
"""Somebody is no member any more; `item` is the member as it last was."""
INVITED: Final = EventKind("accounts.invitation.sent")
"""Somebody was invited, or again; `item` is the invitation, without its secret."""
ACCEPTED: Final = EventKind("accounts.invitation.accepted")
"""Somebody used the invitation; it is over. `item` is the invitation."""
REVOKED: Final = EventKind("accounts.invitation.revoked")
"""The invitation was taken back; it is over. `item` is the invitation."""


def item_of(member: Member) -> dict[str, Json]:
    """The public value of a member."""
    return {
        "id": str(member.user_id),
        "name": member.name,
        "email": member.email,
        "roles": [role.value for role in sorted(member.roles)],
        "second_factor": member.second_factor,
        "joined_at": member.joined_at.isoformat(),
        "version": member.version,
    }


def invitation_item_of(invitation: Invitation) -> dict[str, Json]:
    """The public value of an invitation: no token, and no digest of one."""
    return {
        "id": str(invitation.id),
        "email": invitation.email,
        "roles": [role.value for role in sorted(invitation.roles)],
        "language": invitation.language,
        "invited_by_name": invitation.invited_by_name,
        "created_at": invitation.created_at.isoformat(),
        "expires_at": invitation.expires_at.isoformat(),
        "version": invitation.version,
    }
