"""What past campaigns tell of people, for segments: ``crm.segments`` asks by these names."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from guichet.campaigns.results import repository
from guichet.campaigns.results.reasons import REMEDIES
from guichet.campaigns.results.repository import Event
from guichet.crm.segments.times import Bounds
from guichet.kit.ids import TenantId

NAME: Final = "campaigns"
_FACTS: Final[dict[str, Event]] = {
    "sent": "sent",
    "delivered": "delivered",
    "clicked": "clicked",
    "answered": "answered",
    "failed": "failed",
}
_USELESS: Final = tuple(sorted(one.code for one in REMEDIES.values() if one.again == "never"))
_NOBODY: Final = UUID(int=0)


class CampaignsTell:
    """Fulfils ``crm.segments.types.FactSource``.

    ``sent``, ``delivered``, ``clicked``, ``answered``: somebody got a campaign, surely got it,
    followed a link of it, answered it. ``failed``: it did not reach them, and sending again is of
    use. With the id of a campaign as value that one, else any. A window is of when it left, was
    followed, was answered or failed.
    """

    facts = frozenset(_FACTS)

    def people(self, tenant_id: TenantId, fact: str, value: str | None, bounds: Bounds) -> object:
        """As the port says; of a value that names no campaign nothing is true."""
        which, _, reason = (value or "").partition("/")
        event, campaign_id = _FACTS[fact], _campaign(which)
        if event != "failed":
            return repository.people_of(tenant_id, event, campaign_id, bounds)
        reasons = (reason,) if reason else ()
        return repository.people_of(
            tenant_id, event, campaign_id, bounds, reasons=reasons, other_than=_USELESS
        )


def failed(campaign_id: UUID, reasons: Sequence[str]) -> Sequence[str]:
    """Values of ``failed``: of a campaign, for each of ``reasons`` or for all."""
    return [f"{campaign_id}/{one}" for one in reasons] or [str(campaign_id)]


def _campaign(which: str) -> UUID | None:
    if not which:
        return None
    try:
        return UUID(which)
    except ValueError:
        return _NOBODY
