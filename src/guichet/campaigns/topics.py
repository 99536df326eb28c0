"""The room's live screens: the campaigns that are not over, and one with what it came to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.rights import Right
from guichet.campaigns.events import CHANGED, PROGRESSED, campaign_item
from guichet.campaigns.live import read_campaign, read_figures, read_open
from guichet.campaigns.results.events import FOLLOWED, figures_item
from guichet.kit.errors import FieldFault, Invalid, NotFound
from guichet.kit.events.types import Event, Json
from guichet.kit.topics import NOTHING, Gone, Item, Patch, Viewer

OVER: Final[frozenset[str]] = frozenset({"done", "cancelled"})


class CampaignsOpen:
    """All that are not over: drafts, those that wait for something, those on their way."""

    name = "campaigns.open"
    right = Right.CAMPAIGNS_READ.value

    def parse(self, params: Mapping[str, Json]) -> None:
        """It has no parameters."""
        for name in params:
            raise Invalid(None, (FieldFault(name, "unknown_field"),))

    async def snapshot(
        self, session: AsyncSession, viewer: Viewer, _params: None
    ) -> Sequence[Item]:
        """All of them."""
        found = await read_open(session, viewer.tenant_id)
        return [_item("campaign", campaign_item(one)) for one in found]

    def patch(self, event: Event, _viewer: Viewer, _params: None) -> Patch:
        """One comes, changes, or is over."""
        value = event.payload.get("item")
        if event.kind not in (CHANGED, PROGRESSED) or not isinstance(value, dict):
            return NOTHING
        if value["removed"] or value["state"] in OVER:
            return Patch(gone=(Gone("campaign", str(value["id"]), event.version),))
        return Patch(puts=(_item("campaign", value),))

    def viewer_class(self, _viewer: Viewer, _params: None) -> object:
        """Everyone sees the same."""
        return None


@dataclass(frozen=True, slots=True)
class WhichCampaign:
    """Which one is looked at."""

    campaign_id: UUID


class CampaignResults:
    """One campaign, and its sums once something is known of it."""

    name = "campaigns.results"
    right = Right.CAMPAIGNS_READ.value

    def parse(self, params: Mapping[str, Json]) -> WhichCampaign:
        """``campaign_id`` and nothing else."""
        for name in params.keys() - {"campaign_id"}:
            raise Invalid(None, (FieldFault(name, "unknown_field"),))
        try:
            return WhichCampaign(UUID(str(params.get("campaign_id"))))
        except ValueError:
            raise Invalid(None, (FieldFault("campaign_id", "not_an_id"),)) from None

    async def snapshot(
        self, session: AsyncSession, viewer: Viewer, params: WhichCampaign
    ) -> Sequence[Item]:
        """Both."""
        one = await read_campaign(session, viewer.tenant_id, params.campaign_id)
        if one is None:
            raise NotFound
        figures = await read_figures(session, viewer.tenant_id, params.campaign_id)
        items = [_item("campaign", campaign_item(one))]
        return [*items, _item("figures", figures_item(figures))] if figures else items

    def patch(self, event: Event, _viewer: Viewer, params: WhichCampaign) -> Patch:
        """It changes, or more becomes known of it."""
        value = event.payload.get("item")
        if not isinstance(value, dict) or value.get("id") != str(params.campaign_id):
            return NOTHING
        if event.kind == FOLLOWED:
            return Patch(puts=(_item("figures", value),))
        if event.kind not in (CHANGED, PROGRESSED):
            return NOTHING
        if value["removed"]:
            return Patch(gone=(Gone("campaign", str(value["id"]), event.version),))
        return Patch(puts=(_item("campaign", value),))

    def viewer_class(self, _viewer: Viewer, _params: WhichCampaign) -> object:
        """Everyone sees the same."""
        return None


def _item(kind: str, value: dict[str, Json]) -> Item:
    version = value["version"]
    assert isinstance(version, int)
    return Item(kind, str(value["id"]), version, value)
