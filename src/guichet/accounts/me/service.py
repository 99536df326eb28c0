"""The signed-in user's front door."""

from guichet.accounts.me.types import Overview, Place
from guichet.accounts.members import service as members
from guichet.accounts.members.types import Member
from guichet.accounts.rights import rights_of
from guichet.accounts.tenants import service as tenants
from guichet.accounts.tenants.types import Tenant
from guichet.accounts.users import service as users
from guichet.kit.ids import UserId
from guichet.kit.work import Work


async def overview(work: Work, user_id: UserId) -> Overview:
    """The user and their tenants by name, suspended ones too. Needs the system role.

    :raises NotFound: there is no such user.
    """
    user = await users.get(work, user_id)
    memberships = {one.tenant_id: one for one in await members.of_user(work, user_id)}
    found = await tenants.of_ids(work, list(memberships))
    return Overview(user, [_place(tenant, memberships[tenant.id]) for tenant in found])


def _place(tenant: Tenant, member: Member) -> Place:
    return Place(tenant, member.roles, rights_of(member.roles))
