"""What is told about sign-in providers."""

from typing import Final

from guichet.accounts.oidc.types import Provider
from guichet.kit.events.types import EventKind, Json

CREATED: Final = EventKind("accounts.oidc_provider.created")
"""A sign-in provider was connected; the payload's item is its public value, without the secret."""
CHANGED: Final = EventKind("accounts.oidc_provider.changed")
"""A sign-in provider was changed; the payload's item is its public value."""
REMOVED: Final = EventKind("accounts.oidc_provider.removed")
"""A sign-in provider was disconnected; the payload's item is its last public value."""


def item_of(provider: Provider) -> dict[str, Json]:
    """The public value of a provider, as the API shows it."""
    settings = provider.settings
    roles = settings.auto_provision
    return {
        "id": str(provider.id),
        "title": settings.title,
        "issuer": settings.issuer,
        "client_id": settings.client_id,
        "domains": [*settings.domains],
        "auto_provision": None if roles is None else [*sorted(role.value for role in roles)],
        "enabled": settings.enabled,
        "created_at": provider.created_at.isoformat(),
        "version": provider.version,
    }
