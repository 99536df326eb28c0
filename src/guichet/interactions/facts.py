"""What requests tell of people, for segments: ``crm.segments`` asks by these names."""

from typing import Final

from guichet.crm.segments.times import Bounds
from guichet.interactions import repository
from guichet.interactions.types import FactName
from guichet.kit.ids import TenantId

NAME: Final = "interactions"
_FACTS: Final[dict[str, FactName]] = {
    "open": "open",
    "asked": "asked",
    "medium": "medium",
    "topic": "topic",
    "rated": "rated",
    "rated_low": "rated_low",
    "rated_high": "rated_high",
}


class RequestsTell:
    """Fulfils ``crm.segments.types.FactSource``.

    ``open``: a request is not ended; with a value, one about this subject. ``asked``: there was
    one. ``medium``, ``topic``: by this medium, about this subject (its key or its name). ``rated``:
    it was given stars, so many where a value is given; ``rated_low``: one or two; ``rated_high``:
    four or five. A window is of when the request began.
    """

    facts = frozenset(_FACTS)

    def people(self, tenant_id: TenantId, fact: str, value: str | None, bounds: Bounds) -> object:
        """As the port says."""
        return repository.people_of_whom(tenant_id, _FACTS[fact], value, bounds)
