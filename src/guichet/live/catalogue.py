"""The topics there are: one line per screen."""

from collections.abc import Mapping, Sequence
from typing import Any

from guichet.accounts.topics import TenantSettings
from guichet.agents.topics import AgentsPresence, AgentsSettings
from guichet.campaigns.topics import CampaignResults, CampaignsOpen
from guichet.crm.imports.topics import ImportTopic
from guichet.crm.topics import ContactTopic
from guichet.desk.advice.topics import AdviceAnswers
from guichet.desk.topics import DeskConversation, DeskInbox
from guichet.gateway.carriers.topics import CarrierRoutes, SendingNotices
from guichet.insight.figures.topics import SupervisionBoard
from guichet.kit.topics import Topic

TOPICS: Sequence[Topic[Any]] = (
    DeskInbox(),
    DeskConversation(),
    AdviceAnswers(),
    ContactTopic(),
    ImportTopic(),
    TenantSettings(),
    AgentsPresence(),
    AgentsSettings(),
    SupervisionBoard(),
    CarrierRoutes(),
    SendingNotices(),
    CampaignsOpen(),
    CampaignResults(),
)
"""Instances, such as ``DeskInbox()`` of ``guichet.desk.topics``."""


def by_name(topics: Sequence[Topic[Any]] = TOPICS) -> Mapping[str, Topic[Any]]:
    """The topics by the name a browser asks for."""
    return {topic.name: topic for topic in topics}
