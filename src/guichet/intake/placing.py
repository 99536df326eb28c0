"""Where a new request is to wait, and for whom: the one place rules are asked."""

from guichet.crm.types import Contact
from guichet.gateway.types import Inbound
from guichet.intake.types import Arrival
from guichet.interactions.types import Placement
from guichet.kit.work import Work


async def place(_work: Work, _arrival: Arrival, _inbound: Inbound, _contact: Contact) -> Placement:
    """The placement of what ``inbound`` opens."""
    return Placement()
