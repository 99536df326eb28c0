"""Statements over definitions of attributes."""

from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from guichet.crm.attributes.models import AttributeRow
from guichet.crm.attributes.types import MOST_ATTRIBUTES, Attribute, Choice, Label
from guichet.kit.work import Work


async def everyone(work: Work) -> list[Attribute]:
    """All, removed ones too, in the order of the card."""
    statement = (
        select(AttributeRow)
        .where(AttributeRow.tenant_id == work.tenant_id)
        .order_by(AttributeRow.place, AttributeRow.id)
        .limit(2 * MOST_ATTRIBUTES)
    )
    return [_attribute(row) for row in (await work.session.execute(statement)).scalars()]


async def lock(work: Work, attribute_id: UUID) -> Attribute | None:
    """One, for change."""
    statement = (
        select(AttributeRow)
        .where(AttributeRow.tenant_id == work.tenant_id, AttributeRow.id == attribute_id)
        .with_for_update()
    )
    row = (await work.session.execute(statement)).scalar()
    return _attribute(row) if row else None


async def add(work: Work, attribute: Attribute) -> bool:
    """Whether its key was free."""
    statement = (
        insert(AttributeRow)
        .values(tenant_id=work.tenant_id, id=attribute.id, **_values(attribute))
        .on_conflict_do_nothing(index_elements=["tenant_id", "key"])
        .returning(AttributeRow.id)
    )
    return (await work.session.execute(statement)).scalar() is not None


async def write(work: Work, attribute: Attribute) -> None:
    """Store a changed one, which the caller holds locked."""
    statement = (
        update(AttributeRow)
        .where(AttributeRow.tenant_id == work.tenant_id, AttributeRow.id == attribute.id)
        .values(**_values(attribute))
    )
    await work.session.execute(statement, execution_options={"synchronize_session": False})


def _values(one: Attribute) -> dict[str, Any]:
    return {
        "version": one.version,
        "key": one.key,
        "label_fr": one.label.fr,
        "label_en": one.label.en,
        "type": one.type,
        "choices": [
            {"key": choice.key, "fr": choice.label.fr, "en": choice.label.en}
            for choice in one.choices
        ],
        "meaning": one.meaning,
        "place": one.place,
        "removed": one.removed,
    }


def _attribute(row: AttributeRow) -> Attribute:
    choices = tuple(Choice(c["key"], Label(c["fr"], c["en"])) for c in row.choices)
    label = Label(row.label_fr, row.label_en)
    return Attribute(
        row.id, row.version, row.key, label, row.type, choices, row.meaning, row.place, row.removed
    )
