"""Price lists, balances and the ledger of use, over HTTP: the platform decides, a tenant reads its
own.
"""

from dataclasses import replace
from datetime import datetime
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import Depends, Path, Query

from guichet.accounts.audit import service as audit
from guichet.accounts.http import PlatformWork, require
from guichet.accounts.rights import Right
from guichet.accounts.tenants import service as tenants
from guichet.accounts.types import Principal
from guichet.kit.errors import Conflict, Forbidden, Invalid, NotFound
from guichet.kit.http.deps import CallerLanguage, TenantWork
from guichet.kit.http.paging import Page, Paging, page_of
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router
from guichet.kit.ids import TenantId
from guichet.kit.money import micros_of
from guichet.kit.work import Work
from guichet.prices import rating, service
from guichet.prices.schemas import (
    NewCredit,
    NewPriceList,
    PresentPriceList,
    PriceListChoice,
    PriceListOut,
    PriceOut,
    PriceSheetIn,
    PriceSheetOut,
    QuoteOut,
    SheetFaultOut,
    StopSending,
    UsageAccountOut,
    UsageLineOut,
    UsageMonthOut,
    UsageTerms,
)
from guichet.prices.sheets import parse
from guichet.prices.types import StoredRow
from guichet.usage import service as usage
from guichet.usage.events import PAID, RESUMED, STOPPED, TERMS_CHANGED
from guichet.usage.types import Account, Entry

router = api_router("prices")

Reader = Annotated[Principal, Depends(require(Right.PRICES_READ))]
Pricer = Annotated[Principal, Depends(require(Right.PLATFORM_PRICES))]
Warden = Annotated[Principal, Depends(require(Right.PLATFORM_SENDING))]
PathId = Annotated[UUID, Path(alias="id")]
Number = Annotated[
    str, Query(pattern=r"^\+[1-9][0-9]{2,14}$", description="E.164.", examples=["+262692123456"])
]
Parts = Annotated[int, Query(ge=1, le=255, description="Parts of the message.")]
_FORBIDDEN = Forbidden("missing_right", right=Right.PLATFORM_PRICES.value)
_NO_LIST = NotFound("no_such_price_list")
_NO_TENANT = NotFound("no_such_tenant")
_CURRENCY = Conflict("other_currency", asked="MGA", has="EUR")
NOBODY_DECIDED = Account("EUR")
"""Where nobody decided anything and nothing was used: no limit."""


@router.get("/platform/price-lists", responses=refusals(_FORBIDDEN))
async def list_price_lists(_who: Pricer, work: PlatformWork, query: Paging) -> Page[PriceListOut]:
    """All price lists, newest first."""
    found = await service.lists(work.session, _before(query), query.fetch)
    return page_of(found, query, PriceListOut.of, lambda one: (one.id,))


@router.post("/platform/price-lists", status_code=201, responses=refusals(_FORBIDDEN, Invalid()))
async def create_price_list(_who: Pricer, work: PlatformWork, body: NewPriceList) -> PriceListOut:
    """Make a price list without prices."""
    return PriceListOut.of(await service.create_list(work, body.kind, body.name, body.currency))


@router.get("/platform/price-lists/{id}/prices", responses=refusals(_FORBIDDEN, _NO_LIST))
async def list_prices_of_list(
    _who: Pricer, work: PlatformWork, query: Paging, list_id: PathId
) -> Page[PriceOut]:
    """Every price of a list, past and planned ones included, by prefix and beginning."""
    await service.price_list(work.session, list_id)
    return await _prices(work, query, list_id)


@router.post(
    "/platform/price-lists/{id}/prices", responses=refusals(_FORBIDDEN, _NO_LIST, Invalid())
)
async def import_prices(
    who: Pricer, work: PlatformWork, language: CallerLanguage, list_id: PathId, body: PriceSheetIn
) -> PriceSheetOut:
    """Take in a file of prices, whole or not at all; every faulty line is told."""
    await service.price_list(work.session, list_id)
    sheet = parse(body.csv, work.now)
    taken = 0 if sheet.faults or body.dry_run else len(sheet.rows)
    if taken:
        await service.add_rows(work, list_id, sheet.rows, who.name)
    faults = [SheetFaultOut.of(one, language) for one in sheet.faults]
    return PriceSheetOut(taken=taken, rows=len(sheet.rows), faults=faults)


@router.get("/platform/tenants/{id}/price-list", responses=refusals(_FORBIDDEN, _NO_TENANT))
async def get_tenant_price_list(
    _who: Pricer, work: PlatformWork, tenant_id: PathId
) -> PresentPriceList:
    """The list a tenant pays by now; none: nobody decided, and nothing is charged."""
    inside = await _inside(work, tenant_id)
    found = await service.list_at(inside.session, inside.tenant_id, inside.now)
    return PresentPriceList(list=PriceListOut.of(found) if found else None)


@router.put(
    "/platform/tenants/{id}/price-list",
    responses=refusals(_FORBIDDEN, _NO_TENANT, _NO_LIST, _CURRENCY, Invalid()),
)
async def put_tenant_price_list(
    who: Pricer, work: PlatformWork, tenant_id: PathId, body: PriceListChoice
) -> PriceListChoice:
    """Let a tenant pay by a list, from now or an instant ahead on."""
    inside = await _inside(work, tenant_id)
    made = await service.assign(inside, body.list_id, body.valid_from, who.name)
    return PriceListChoice(list_id=made.list_id, valid_from=made.valid_from)


@router.get("/platform/tenants/{id}/usage-account", responses=refusals(_FORBIDDEN, _NO_TENANT))
async def get_tenant_usage_account(
    _who: Pricer, work: PlatformWork, tenant_id: PathId
) -> UsageAccountOut:
    """What a tenant may use, used and reserved."""
    inside = await _inside(work, tenant_id)
    return UsageAccountOut.of(await _account(inside))


@router.put(
    "/platform/tenants/{id}/usage-account",
    responses=refusals(_FORBIDDEN, _NO_TENANT, Conflict("currency_in_use", has="EUR"), Invalid()),
)
async def put_tenant_usage_terms(
    _who: Pricer, work: PlatformWork, tenant_id: PathId, body: UsageTerms
) -> UsageAccountOut:
    """Decide what a tenant may use: prepaid or up to an amount, caps, when to warn."""
    inside = await _inside(work, tenant_id)
    account = await usage.set_terms(inside, body.read())
    terms = body.model_dump_json(exclude_none=True)
    await audit.write(inside, TERMS_CHANGED, _subject(tenant_id), {"terms": terms})
    return UsageAccountOut.of(account)


@router.post(
    "/platform/tenants/{id}/credits",
    responses=refusals(
        _FORBIDDEN, _NO_TENANT, _CURRENCY, Conflict("paid_differently", source="x"), Invalid()
    ),
)
async def credit_tenant(
    _who: Pricer, work: PlatformWork, tenant_id: PathId, body: NewCredit
) -> UsageAccountOut:
    """Note something paid in or given back. The same source again changes nothing."""
    inside = await _inside(work, tenant_id)
    detail = {"note": body.note} if body.note else None
    entry = Entry(
        "payment", body.source, "paid", body.kind, micros_of(body.amount), 0, detail=detail
    )
    account = await usage.credit(inside, entry, body.currency)
    details = {"amount": f"{body.amount:f} {body.currency}", "source": body.source}
    await audit.write(inside, PAID, _subject(tenant_id), {**details})
    return UsageAccountOut.of(account)


@router.post(
    "/platform/tenants/{id}/stop-sending",
    responses=refusals(
        Forbidden("missing_right", right=Right.PLATFORM_SENDING.value), _NO_TENANT, Invalid()
    ),
)
async def stop_tenant_sending(
    _who: Warden, work: PlatformWork, tenant_id: PathId, body: StopSending
) -> UsageAccountOut:
    """Stop everything a tenant sends, at once. Repeating it is harmless."""
    inside = await _inside(work, tenant_id)
    account = await usage.stop_sending(inside, body.reason)
    await audit.write(inside, STOPPED, _subject(tenant_id), {"reason": body.reason})
    return UsageAccountOut.of(account)


@router.post(
    "/platform/tenants/{id}/resume-sending",
    responses=refusals(Forbidden("missing_right", right=Right.PLATFORM_SENDING.value), _NO_TENANT),
)
async def resume_tenant_sending(
    _who: Warden, work: PlatformWork, tenant_id: PathId
) -> UsageAccountOut:
    """Let a tenant send again. Repeating it is harmless."""
    inside = await _inside(work, tenant_id)
    account = await usage.resume_sending(inside)
    await audit.write(inside, RESUMED, _subject(tenant_id))
    return UsageAccountOut.of(account)


@router.get("/prices", responses=refusals(Forbidden(), _NO_LIST))
async def list_own_prices(_who: Reader, work: TenantWork, query: Paging) -> Page[PriceOut]:
    """Every price of the list your company pays by, past and planned ones included."""
    found = await service.list_at(work.session, work.tenant_id, work.now)
    if found is None:
        raise NotFound("no_such_price_list")
    return await _prices(work, query, found.id)


@router.get("/prices/quote", responses=refusals(Forbidden(), Invalid()))
async def quote_price(_who: Reader, work: TenantWork, number: Number, parts: Parts = 1) -> QuoteOut:
    """What a message to a number costs now."""
    tariff = await service.tariff_of(work.session, work.tenant_id, work.now)
    if tariff is None:
        return QuoteOut(price=None, currency=None, parts=parts, served=True)
    price = rating.rate(tariff, number, parts)
    shown = f"{price.decimal:f}" if price else None
    return QuoteOut(price=shown, currency=tariff.currency, parts=parts, served=price is not None)


@router.get("/usage/account", responses=refusals(Forbidden()))
async def get_usage_account(_who: Reader, work: TenantWork) -> UsageAccountOut:
    """What your company may use, used and reserved."""
    return UsageAccountOut.of(await _account(work))


@router.get("/usage/month", responses=refusals(Forbidden()))
async def get_usage_of_month(_who: Reader, work: TenantWork) -> UsageMonthOut:
    """What your company used since the first of this month, by its own clock."""
    zone = ZoneInfo((await tenants.get(work, work.tenant_id)).settings.zone)
    today = work.now.astimezone(zone)
    since = today.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    used = await usage.charged_since(work.session, work.tenant_id, since)
    currency = (await _account(work)).currency
    return UsageMonthOut(since=since, micros=used.micros, count=used.count, currency=currency)


@router.get("/usage/lines", responses=refusals(Forbidden(), Invalid()))
async def list_usage_lines(_who: Reader, work: TenantWork, query: Paging) -> Page[UsageLineOut]:
    """The ledger of your company's use, newest first."""
    found = await usage.lines(work.session, work.tenant_id, _before(query), query.fetch)
    return page_of(found, query, UsageLineOut.of, lambda one: (one.id,))


async def _prices(work: Work, query: Paging, list_id: UUID) -> Page[PriceOut]:
    after = query.after(tuple[str, datetime, int])
    found = await service.rows(work.session, list_id, after, query.fetch)
    return page_of(found, query, PriceOut.of, _key)


def _key(one: StoredRow) -> tuple[str, datetime, int]:
    return one.row.prefix, one.row.valid_from, one.revision


def _before(query: Paging) -> UUID | None:
    after = query.after(tuple[UUID])
    return after[0] if after else None


async def _inside(work: Work, tenant_id: UUID) -> Work:
    """The work in the tenant's name; it has to exist."""
    await tenants.get(work, TenantId(tenant_id))
    return replace(work, tenant_id=TenantId(tenant_id))


async def _account(work: Work) -> Account:
    return await usage.account(work.session, work.tenant_id) or NOBODY_DECIDED


def _subject(tenant_id: UUID) -> str:
    return f"usage:{tenant_id}"
