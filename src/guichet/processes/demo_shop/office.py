"""What the shop's own server does: it tells Guichet what customers buy, and its back office sets a
prepared campaign off with one click. A company's server calls the API for both (``POST /events``,
``POST /campaigns/{id}/trigger``); this one stands in the same process.
"""

from typing import Annotated, Final, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from guichet.accounts.tenants import service as tenants
from guichet.accounts.works import SystemWorks
from guichet.campaigns import service as campaigns
from guichet.campaigns.office import Office, Sending
from guichet.campaigns.triggers import service as triggers
from guichet.campaigns.triggers.language import AtCall
from guichet.campaigns.triggers.office import TriggerOffice, by_itself
from guichet.campaigns.triggers.types import Run
from guichet.crm.occurrences import service as occurrences
from guichet.crm.occurrences.types import Told, Who
from guichet.kit.ground import Ground
from guichet.kit.i18n.texts import sentence
from guichet.kit.ids import TenantId
from guichet.kit.work import SYSTEM, UnitOfWork
from guichet.processes.demo_shop.customer import CUSTOMER
from guichet.processes.demo_shop.site import BASE, SITE_KEY, Product, site
from guichet.processes.facts import SOURCES

M = TypeVar("M", bound=BaseModel)
Slug = Annotated[str, StringConstraints(min_length=1, max_length=60)]
MOST_PIECES: Final = 99
_FRESH: Final = {"Cache-Control": "no-store"}


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Line(_Part):
    """So many of one thing."""

    slug: Slug
    count: Annotated[int, Field(ge=1, le=MOST_PIECES)]


class Bought(_Part):
    """An order of the signed-in customer."""

    id: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    lines: Annotated[list[Line], Field(min_length=1, max_length=20)]


class Clicked(_Part):
    """A button of the back office."""

    slug: Slug
    language: Literal["fr", "en"] = "fr"


def routes(ground: Ground) -> list[BaseRoute]:
    """The shop's server, for demo mode."""
    server = _Server(ground)
    return [
        Route(f"{BASE}/orders", server.order, methods=["POST"]),
        Route(f"{BASE}/office/tell", server.tell, methods=["POST"]),
    ]


class _Server:
    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._open_work = UnitOfWork(ground.request_db, ground.clock, ground.ids)

    async def order(self, request: Request) -> Response:
        """Tell what was bought; the same order told twice is kept once."""
        bought, tenant_id = await _read(request, Bought), await self._shop()
        if bought is None or tenant_id is None:
            return Response(status_code=422, headers=_FRESH)
        told = [
            one
            for line in bought.lines
            if (one := _told(bought.id, line, self._ground)) is not None
        ]
        async with self._open_work(tenant_id, SYSTEM) as work:
            await occurrences.take(work, told)
        return Response(status_code=204, headers=_FRESH)

    async def tell(self, request: Request) -> Response:
        """Set the prepared campaign off for one thing; pressed twice within a minute it goes
        once.
        """
        clicked, tenant_id = await _read(request, Clicked), await self._shop()
        product = _product(clicked.slug) if clicked is not None else None
        if clicked is None or product is None or tenant_id is None:
            return Response(status_code=422, headers=_FRESH)
        async with self._open_work(tenant_id, SYSTEM) as work:
            prepared = await triggers.page(work, None, 50)
        called = next((one for one in prepared if isinstance(one.when, AtCall)), None)
        if called is None:
            return Response(status_code=404, headers=_FRESH)
        office = TriggerOffice(
            self._open_work, Office(self._ground, self._ground.system_db.transaction)
        )
        who = Sending(tenant_id, SYSTEM, by_itself())
        key = f"{product.slug}-{self._ground.clock.now():%Y-%m-%dT%H:%M}"
        about = {"article": product.words["name"], "category": product.category}
        run = await office.call(who, called.campaign_id, key, about, SOURCES)
        return JSONResponse(await self._said(tenant_id, run, clicked), headers=_FRESH)

    async def _said(self, tenant_id: TenantId, run: Run, clicked: Clicked) -> dict[str, str]:
        if run.campaign_id is None or run.state != "sent":
            why = sentence(clicked.language, f"trigger.why.{run.why or 'refused'}")
            return {"state": run.state, "sentence": why}
        async with self._open_work(tenant_id, SYSTEM) as work:
            copy = await campaigns.campaign(work, run.campaign_id)
        told = site(clicked.language).words["office_sent"]
        return {"state": run.state, "sentence": told.replace("{count}", str(copy.recipients))}

    async def _shop(self) -> TenantId | None:
        ground = self._ground
        async with SystemWorks(ground.system_db, ground.clock, ground.ids)() as work:
            company = await tenants.find(work, SITE_KEY)
        return company.id if company is not None else None


async def _read(request: Request, kind: type[M]) -> M | None:
    try:
        return kind.model_validate_json(await request.body())
    except ValidationError:
        return None


def _product(slug: str) -> Product | None:
    return next((one for one in site("fr").products if one.slug == slug), None)


def _told(order_id: str, line: Line, ground: Ground) -> Told | None:
    product = _product(line.slug)
    if product is None:
        return None
    return Told(
        f"{order_id}-{line.slug}",
        "purchase",
        Who(external_id=CUSTOMER["external_id"], email=CUSTOMER["email"]),
        ground.clock.now(),
        {
            "article": product.words["name"],
            "category": product.category,
            "amount": product.price * line.count,
            "place": "maison-vanille.example",
        },
    )
