"""Definitions of attributes, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from guichet.accounts.http import require
from guichet.accounts.rights import Right
from guichet.accounts.types import Principal
from guichet.crm.attributes import service
from guichet.crm.attributes.schemas import AttributeChange, AttributeIn, AttributeOut
from guichet.kit.errors import Conflict, Forbidden, Invalid, NotFound
from guichet.kit.http.deps import TenantWork
from guichet.kit.http.paging import Page
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router

router = api_router("contacts")

Reader = Annotated[Principal, Depends(require(Right.CONTACTS_READ))]
Manager = Annotated[Principal, Depends(require(Right.SETTINGS_MANAGE))]

TAKEN = Conflict("attribute_taken", key="birth_date")
TOO_MANY = Invalid("too_many_attributes", limit=100)


@router.get("/contact-attributes", responses=refusals(Forbidden()))
async def list_contact_attributes(_who: Reader, work: TenantWork) -> Page[AttributeOut]:
    """List the attributes of contacts, in the order of the card; all of them at once."""
    return Page(items=[AttributeOut.of(one) for one in await service.all_of(work)])


@router.post(
    "/contact-attributes",
    status_code=201,
    responses=refusals(Forbidden(), Invalid(), TOO_MANY, TAKEN),
)
async def define_contact_attribute(
    _who: Manager, work: TenantWork, body: AttributeIn
) -> AttributeOut:
    """Define an attribute. One that was removed comes back with its values."""
    return AttributeOut.of(await service.define(work, body.draft()))


@router.patch(
    "/contact-attributes/{attribute_id}",
    responses=refusals(NotFound(), Forbidden(), Invalid()),
)
async def change_contact_attribute(
    _who: Manager, work: TenantWork, attribute_id: UUID, body: AttributeChange
) -> AttributeOut:
    """Change label, choices or order. Key and type never change."""
    choices = None if body.choices is None else [one.value() for one in body.choices]
    changed = await service.change(
        work,
        attribute_id,
        label=body.label.value() if body.label else None,
        choices=choices,
        place=body.place,
    )
    return AttributeOut.of(changed)


@router.delete(
    "/contact-attributes/{attribute_id}",
    status_code=204,
    responses=refusals(NotFound(), Forbidden()),
)
async def remove_contact_attribute(_who: Manager, work: TenantWork, attribute_id: UUID) -> None:
    """Show an attribute no longer. Values are kept and come back when it is defined again."""
    await service.remove(work, attribute_id)
