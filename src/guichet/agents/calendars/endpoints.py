"""Calendars, over HTTP."""

from datetime import timedelta
from typing import Annotated, Final
from uuid import UUID

from fastapi import Depends, Query

from guichet.accounts.http import require
from guichet.accounts.rights import Right
from guichet.accounts.types import Principal
from guichet.agents.calendars import service
from guichet.agents.calendars.schemas import (
    CalendarChange,
    CalendarList,
    CalendarOut,
    HolidayList,
    HolidayOut,
    NewCalendar,
)
from guichet.agents.holidays import holidays_between
from guichet.kit.errors import Conflict, FieldFault, Forbidden, Invalid, NotFound
from guichet.kit.http.deps import CallerLanguage, GroundPart, TenantWork
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router

router = api_router("calendars")

Reader = Annotated[Principal, Depends(require(Right.AGENTS_READ))]
Manager = Annotated[Principal, Depends(require(Right.AGENTS_MANAGE))]
Territory = Annotated[
    str, Query(pattern="^[A-Z]{2}$", examples=["RE"], description="ISO 3166-1 alpha-2.")
]
YEAR: Final = timedelta(days=365)
_WRONG = Invalid(None, (FieldFault("week/0/1/start", "overlaps"),))
_TAKEN = Conflict("name_taken", name="Boutique")


@router.get("/calendars", responses=refusals(Forbidden()))
async def list_calendars(_who: Reader, work: TenantWork) -> CalendarList:
    """List the calendars by name."""
    return CalendarList(items=[CalendarOut.of(one) for one in await service.all_of(work)])


@router.get("/holidays", responses=refusals(Forbidden(), Invalid()))
async def list_holidays(
    _who: Reader, ground: GroundPart, language: CallerLanguage, territory: Territory
) -> HolidayList:
    """List a territory's public holidays of the next twelve months; none where nobody keeps a
    list.
    """
    today = ground.clock.now().date()
    found = holidays_between(territory, today, today + YEAR, language)
    return HolidayList(items=[HolidayOut(day=one.day, name=one.name) for one in found])


@router.post("/calendars", status_code=201, responses=refusals(Forbidden(), _TAKEN, _WRONG))
async def create_calendar(_who: Manager, work: TenantWork, wanted: NewCalendar) -> CalendarOut:
    """Make a calendar."""
    return CalendarOut.of(await service.create(work, wanted.calendar(UUID(int=0), 0)))


@router.get("/calendars/{calendar_id}", responses=refusals(NotFound(), Forbidden()))
async def get_calendar(_who: Reader, work: TenantWork, calendar_id: UUID) -> CalendarOut:
    """Show one calendar."""
    return CalendarOut.of(await service.get(work, calendar_id))


@router.put(
    "/calendars/{calendar_id}",
    responses=refusals(NotFound(), Forbidden(), Conflict(), _TAKEN, _WRONG),
)
async def change_calendar(
    _who: Manager, work: TenantWork, calendar_id: UUID, wanted: CalendarChange
) -> CalendarOut:
    """Decide a calendar anew."""
    one = wanted.calendar(calendar_id, wanted.version)
    return CalendarOut.of(await service.change(work, one))
