"""Advice, over HTTP."""

import asyncio
from datetime import timedelta
from typing import Annotated, Final
from zoneinfo import ZoneInfo

from fastapi import Depends

from guichet.accounts.http import require
from guichet.accounts.rights import Right
from guichet.accounts.tenants import service as tenants
from guichet.accounts.types import Principal
from guichet.campaigns.advice import repository
from guichet.campaigns.advice.judges import judged
from guichet.campaigns.advice.schemas import Company, WritingAdviceOut, WritingIn
from guichet.campaigns.advice.spelling import dictionary
from guichet.kit.errors import Forbidden, Invalid
from guichet.kit.http.deps import CallerLanguage, TenantWork
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router
from guichet.policies.care import service as care

router = api_router("campaigns")

LATELY: Final = timedelta(days=30)
Author = Annotated[Principal, Depends(require(Right.CAMPAIGNS_READ))]


@router.post("/campaigns/advice", responses=refusals(Forbidden(), Invalid()))
async def advise_on_campaign(
    _who: Author, work: TenantWork, language: CallerLanguage, body: WritingIn
) -> WritingAdviceOut:
    """Say what each of the ten rules thinks of a text, its recipients and its hour, while it is
    being written. Nothing is kept.
    """
    of = (await tenants.get(work, work.tenant_id)).settings
    decided = await care.of(work.session, work.tenant_id)
    had = await repository.most_offers(work, work.now - LATELY)
    company = Company(of.name, of.territory, ZoneInfo(of.zone), decided.stricter, had)
    plan = body.value(company)
    found = await asyncio.to_thread(judged, plan, dictionary, work.now)
    return WritingAdviceOut.of(found, language)
