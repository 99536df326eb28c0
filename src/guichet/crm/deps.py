"""What the room's endpoints get from the rooms around: ``processes`` puts it on the application."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request

from guichet.consent.service import EvidenceErased
from guichet.crm.history import HistorySource
from guichet.crm.imports.service import Traces
from guichet.crm.notes.service import NotesOfPeople
from guichet.crm.occurrences.service import Occurrences
from guichet.crm.ports import OwnerOfPersonalData
from guichet.crm.segments.service import Members
from guichet.crm.sources import OWN


@dataclass(frozen=True)
class People:
    """Handed in."""

    sources: Sequence[HistorySource] = OWN
    """Where people's history comes from."""
    owners: Sequence[OwnerOfPersonalData] = (
        NotesOfPeople(),
        Occurrences(),
        Members(),
        Traces(),
        EvidenceErased(),
    )
    """Who keeps something of people besides their cards."""

    def with_(
        self, sources: Sequence[HistorySource], owners: Sequence[OwnerOfPersonalData] = ()
    ) -> "People":
        """And these."""
        return People((*self.sources, *sources), (*self.owners, *owners))


def people(request: Request) -> People:
    """Those of this process: ``app.state.people``; without it what the room has itself."""
    return cast(People, getattr(request.app.state, "people", None) or People())


PeoplePart = Annotated[People, Depends(people)]
