"""Whether there is room for more: pure."""

from guichet.accounts.entitlements.types import Entitlements, Feature, Quota
from guichet.kit.errors import Forbidden


def require_feature(held: Entitlements, feature: Feature) -> None:
    """Refuse (``feature_not_included``) unless the tenant has ``feature``."""
    if feature not in held.features:
        raise Forbidden("feature_not_included", feature=feature.value)


def require_room(held: Entitlements, quota: Quota, used: int, adding: int = 1) -> None:
    """Refuse (``quota_reached``) when ``adding`` to ``used`` goes past the limit of ``quota``."""
    limit = held.limit(quota)
    if limit is not None and used + adding > limit:
        raise Forbidden("quota_reached", quota=quota.value, limit=limit, used=used)
