"""What happens to tenants."""

from typing import Final

from guichet.accounts.tenants.types import Tenant
from guichet.kit.events.types import EventKind, Json

CREATED: Final = EventKind("accounts.tenant.created")
"""A company began to use the platform."""
CHANGED: Final = EventKind("accounts.tenant.changed")
"""A tenant's settings are others now."""
SUSPENDED: Final = EventKind("accounts.tenant.suspended")
"""Nobody of the tenant can work until it is resumed; its data stays."""
RESUMED: Final = EventKind("accounts.tenant.resumed")
"""A suspended tenant works again."""


def item_of(tenant: Tenant) -> dict[str, Json]:
    """The public value of a tenant."""
    settings = tenant.settings
    return {
        "id": str(tenant.id),
        "slug": tenant.slug,
        "name": settings.name,
        "zone": settings.zone,
        "territory": settings.territory,
        "currency": settings.currency,
        "languages": [*settings.languages],
        "status": tenant.status,
        "created_at": tenant.created_at.isoformat(),
        "version": tenant.version,
    }
