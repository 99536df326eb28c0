"""Figures over HTTP."""

from typing import Annotated

from fastapi import Depends, Query
from pydantic import AwareDatetime

from guichet.accounts.http import require
from guichet.accounts.rights import Right
from guichet.accounts.types import Principal
from guichet.insight.figures import service
from guichet.insight.figures.schemas import AgentFiguresOut, FiguresOut, QueueFiguresOut
from guichet.kit.errors import Forbidden, Invalid
from guichet.kit.http.deps import TenantWork
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router

router = api_router("figures")

Supervisor = Annotated[Principal, Depends(require(Right.DESK_SUPERVISE))]
Instant = Annotated[AwareDatetime, Query(description="Of the quarter of an hour it lies in.")]


@router.get("/figures", responses=refusals(Forbidden(), Invalid()))
async def get_figures(
    _who: Supervisor, work: TenantWork, since: Instant, until: Instant
) -> FiguresOut:
    """What queues and agents came to from `since` to before `until`, at most three months."""
    queues = await service.queues(work, since, until)
    agents = await service.agents(work, since, until)
    return FiguresOut(
        queues=[QueueFiguresOut.of(one) for one in queues],
        agents=[AgentFiguresOut.of(one) for one in agents],
    )
