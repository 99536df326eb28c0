"""What rooms above the contacts know of people: handed to whoever asks segments."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from guichet.campaigns.results import facts as campaigns
from guichet.crm.segments.types import FactSource
from guichet.interactions import facts as interactions

SOURCES: Final[Mapping[str, FactSource]] = MappingProxyType(
    {
        interactions.NAME: interactions.RequestsTell(),
        campaigns.NAME: campaigns.CampaignsTell(),
    }
)
