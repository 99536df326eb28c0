"""What counts now about an address, from everything that was ever decided. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from guichet.consent.types import Consent, ConsentMedium, Decision


@dataclass(frozen=True, slots=True)
class Standing:
    """What was decided last about one medium."""

    decision: Decision
    at: datetime
    entry_id: UUID


Standings = Mapping[ConsentMedium, Standing]


def standings(consents: Iterable[Consent]) -> Standings:
    """What was decided last about each medium, of one purpose and address."""
    found: dict[ConsentMedium, Standing] = {}
    for one in consents:
        new = Standing(one.given.decision, one.at, one.id)
        old = found.get(one.given.medium)
        if old is None or (old.at, old.entry_id) < (new.at, new.entry_id):
            found[one.given.medium] = new
    return found


def matters(found: Standings) -> bool:
    """Whether a sender has to know: somebody refused, if only by one medium or once before."""
    return any(one.decision == "withdrawn" for one in found.values())


def refuses(found: Standings, medium: ConsentMedium) -> bool:
    """Whether the person told us not to use ``medium``: the last word about it or about any."""
    fitting = [one for name, one in found.items() if name in (medium, "any")]
    if not fitting:
        return False
    return max(fitting, key=lambda one: (one.at, one.entry_id)).decision == "withdrawn"
