"""An entry point as its channel sees it."""

from guichet.gateway.contract import AnyDoor, Door
from guichet.gateway.entry_points.settings_at_rest import opened
from guichet.gateway.entry_points.types import EntryPoint
from guichet.gateway.registry import Registry


def door_of(one: EntryPoint, registry: Registry) -> AnyDoor | None:
    """Its settings as the channel's own type; none when the channel is gone."""
    channel = registry.find(one.kind)
    if channel is None:
        return None
    return Door(
        one.tenant_id,
        one.id,
        one.kind,
        one.title,
        one.language,
        one.site_key,
        one.allowed_origins,
        channel.Settings.model_validate(opened(one.settings, registry.cipher, one.id)),
        one.version,
    )
