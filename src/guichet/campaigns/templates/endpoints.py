"""Templates, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from guichet.accounts.http import require
from guichet.accounts.rights import Right
from guichet.accounts.types import Principal
from guichet.campaigns.templates import service
from guichet.campaigns.templates.people import NOBODY, person_of
from guichet.campaigns.templates.previews import Somebody, previews
from guichet.campaigns.templates.schemas import (
    NameOut,
    PreviewIn,
    PreviewOut,
    TemplateChange,
    TemplateIn,
    TemplateOut,
)
from guichet.crm import service as contacts
from guichet.gateway.mass.endings import Ending
from guichet.kit.errors import FieldFault, Forbidden, Invalid, NotFound
from guichet.kit.http.deps import CallerLanguage, TenantWork
from guichet.kit.http.paging import Page, Paging, page_of
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router
from guichet.kit.work import Work

router = api_router("campaigns")

Reader = Annotated[Principal, Depends(require(Right.CAMPAIGNS_READ))]
Writer = Annotated[Principal, Depends(require(Right.CAMPAIGNS_WRITE))]

UNKNOWN = Invalid(
    None,
    (
        FieldFault(
            "text",
            "unknown_name_nearest",
            {"start": 8, "end": 16, "written": "prenon", "nearest": "prenom"},
        ),
    ),
)
TOO_MANY = Invalid("too_many_templates", limit=500)
A_PLACE = "https://example.invalid/l/1aBcDeFgHi"
"""Stands for a short link, as long as one usually is."""
A_CODE = "1K7M-29QXW"
"""Stands for the code of an offer."""


@router.get("/campaign-templates", responses=refusals(Forbidden(), Invalid()))
async def list_templates(_who: Reader, work: TenantWork, query: Paging) -> Page[TemplateOut]:
    """List templates, the newest first."""
    after = query.after(tuple[UUID])
    rows = await service.page(work, after[0] if after else None, query.fetch)
    return page_of(rows, query, TemplateOut.of, lambda one: (one.id,))


@router.post(
    "/campaign-templates", status_code=201, responses=refusals(Forbidden(), UNKNOWN, TOO_MANY)
)
async def create_template(_who: Writer, work: TenantWork, body: TemplateIn) -> TemplateOut:
    """Keep a text under a name."""
    return TemplateOut.of(await service.create(work, body.label.value(), body.text, body.purpose))


@router.get("/campaign-templates/names", responses=refusals(Forbidden(), Invalid()))
async def list_template_names(
    _who: Reader,
    work: TenantWork,
    language: CallerLanguage,
    parameter: Annotated[
        list[Annotated[str, Query(max_length=40)]] | None,
        Query(max_length=20, description="Of the campaign."),
    ] = None,
) -> Page[NameOut]:
    """List what a text can speak of; all of it at once."""
    names = await service.names(work, parameter or ())
    return Page(items=[NameOut.of(one, language) for one in names.offered()])


@router.post("/campaign-templates/preview", responses=refusals(Forbidden(), UNKNOWN))
async def preview_template(
    _who: Reader, work: TenantWork, language: CallerLanguage, body: PreviewIn
) -> PreviewOut:
    """Show what people would get: which fallbacks were taken, how many parts each takes, and why
    one takes more than most.
    """
    made = await service.prepared(
        work, body.text, parameters=body.parameters, economical=body.economical, language=language
    )
    people = [*(await _people(work, body.contacts)), Somebody(None, NOBODY, None)]
    ending = Ending(body.wording(made.text), work.now)
    links = [A_PLACE] * len(made.links)
    shown = previews(made, people, (links, A_CODE), ending=ending, encoding=body.encoding)
    return PreviewOut.of(shown, language)


@router.get("/campaign-templates/{template_id}", responses=refusals(NotFound(), Forbidden()))
async def get_template(_who: Reader, work: TenantWork, template_id: UUID) -> TemplateOut:
    """Show a template."""
    return TemplateOut.of(await service.get(work, template_id))


@router.patch(
    "/campaign-templates/{template_id}", responses=refusals(NotFound(), Forbidden(), UNKNOWN)
)
async def change_template(
    _who: Writer, work: TenantWork, template_id: UUID, body: TemplateChange
) -> TemplateOut:
    """Change name, text or purpose."""
    changed = await service.change(
        work,
        template_id,
        label=body.label.value() if body.label else None,
        text=body.text,
        purpose=body.purpose,
    )
    return TemplateOut.of(changed)


@router.delete(
    "/campaign-templates/{template_id}",
    status_code=204,
    responses=refusals(NotFound(), Forbidden()),
)
async def remove_template(_who: Writer, work: TenantWork, template_id: UUID) -> None:
    """Show a template no longer."""
    await service.remove(work, template_id)


async def _people(work: Work, several: list[UUID]) -> list[Somebody]:
    cards = [await contacts.card(work, one) for one in several]
    return [
        Somebody(
            card.contact.id,
            person_of(card.contact),
            next((one.value for one in card.identities if one.kind == "phone"), None),
        )
        for card in cards
    ]
