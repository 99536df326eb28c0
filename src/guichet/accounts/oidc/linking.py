"""Who a stranger from a provider is allowed to be: pure. Reasons: docs/decisions/0052.

A provider belongs to a tenant's administrator, who could let it vouch for anybody. So an address
is believed only verified and inside the provider's domains, and whatever comes out is a session
that opens this tenant alone (``sessions``): nobody gets into another tenant, or at the account
itself, by a provider they do not trust.
"""

from dataclasses import dataclass
from enum import Enum, auto

from guichet.accounts.oidc.types import Identity, Settings
from guichet.kit.errors import Forbidden


class Step(Enum):
    """What to do with an identity."""

    SIGN_IN = auto()
    """Known and a member: nothing to write."""
    LINK = auto()
    """A member of that address: remember the identity, sign in."""
    ACCEPT = auto()
    """Invited at that address: join, remember, sign in."""
    PROVISION = auto()
    """Nobody yet: make a member with the provider's roles, remember, sign in."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known here about an identity."""

    linked: bool
    """Whether this very identity signed in before."""
    linked_is_member: bool
    """Whether the user it belongs to is a member of the tenant now."""
    member: bool = False
    """Whether a user of its address is a member."""
    linked_otherwise: bool = False
    """Whether that user is linked to another identity of the same provider."""
    invited: bool = False
    """Whether its address has an open invitation."""


def step(identity: Identity, settings: Settings, known: Known) -> Step:
    """How ``identity`` gets in.

    :raises Forbidden: it does not; the code says what an administrator could change.
    """
    if known.linked:
        if not known.linked_is_member:
            raise Forbidden("oidc_not_member")
        return Step.SIGN_IN
    _check_address(identity, settings)
    if known.member:
        if known.linked_otherwise:
            raise Forbidden("oidc_other_identity")
        return Step.LINK
    if known.invited:
        return Step.ACCEPT
    if settings.auto_provision is None:
        raise Forbidden("oidc_not_invited")
    return Step.PROVISION


def _check_address(identity: Identity, settings: Settings) -> None:
    if identity.email is None or not identity.email_verified:
        raise Forbidden("oidc_email_not_verified")
    if identity.email.rpartition("@")[2].lower() not in settings.domains:
        raise Forbidden("oidc_domain_not_allowed")
