"""Users as the platform operator's tenant knows them when they ask it for something. Pure."""

from dataclasses import dataclass
from uuid import UUID

from guichet.kit.ids import TenantId, UserId


@dataclass(frozen=True, slots=True)
class Asker:
    """A user in one of their companies."""

    tenant_id: TenantId
    user_id: UserId

    @property
    def address(self) -> str:
        """By what the operator's tenant knows them: the value of an identity."""
        return f"{self.tenant_id}:{self.user_id}"

    @property
    def subject(self) -> str:
        """Where their open consoles hear, in their own tenant, that something was answered."""
        return f"guichet.signal.{self.tenant_id}.asker.{self.user_id}"


def asker_at(address: str) -> Asker | None:
    """Whose address it is; none when it is nobody's."""
    tenant, _, user = address.partition(":")
    try:
        return Asker(TenantId(UUID(tenant)), UserId(UUID(user)))
    except ValueError:
        return None
