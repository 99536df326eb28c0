"""What the endpoints of triggers ask for by type."""

from typing import Annotated, cast

from fastapi import Depends, Request

from guichet.campaigns.deps import office
from guichet.campaigns.triggers.office import TriggerOffice
from guichet.kit.ground import Ground
from guichet.kit.work import UnitOfWork


def trigger_office(request: Request) -> TriggerOffice:
    """On the campaigns' office of this process."""
    ground = cast(Ground, request.app.state.ground)
    open_work = UnitOfWork(ground.request_db, ground.clock, ground.ids)
    return TriggerOffice(open_work, office(request))


TriggerOfficePart = Annotated[TriggerOffice, Depends(trigger_office)]
