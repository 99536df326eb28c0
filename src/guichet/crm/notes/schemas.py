"""Notes as the API shows them."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from guichet.crm.notes.events import note_item
from guichet.crm.notes.types import LONGEST_NOTE, Edition, Note
from guichet.crm.schemas import ByOut

_BY: dict[str, Any] = {
    "kind": "user",
    "id": "0199a7c2-4e7b-7c3a-9d55-0f1e2d3c4b5a",
    "name": "Amélie Payet",
}


class NoteIn(BaseModel):
    """What a note says."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"text": "Préfère être appelée le soir"}]}
    )

    text: Annotated[str, Field(min_length=1, max_length=LONGEST_NOTE)]


class NoteOut(BaseModel):
    """What somebody wrote down about a person."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0199a7c2-4e7b-7c3a-9d55-0f1e2d3c4b5a",
                    "version": 1,
                    "contact_id": "0199a7c2-4e7b-7c3a-9d55-0f1e2d3c4b5a",
                    "text": "Préfère être appelée le soir",
                    "by": _BY,
                    "at": "2026-03-02T08:00:00Z",
                    "edited_at": None,
                }
            ]
        }
    )

    id: UUID
    version: int
    contact_id: UUID
    text: str
    by: ByOut
    at: datetime
    edited_at: datetime | None

    @staticmethod
    def of(one: Note) -> "NoteOut":
        """The shown value."""
        return NoteOut.model_validate(note_item(one))


class EditionOut(BaseModel):
    """What a note said before somebody changed it."""

    version: int
    text: str
    replaced_at: datetime
    replaced_by: ByOut

    @staticmethod
    def of(one: Edition) -> "EditionOut":
        """The shown value."""
        by = ByOut(kind=one.replaced_by.kind, id=one.replaced_by.id, name=one.replaced_by.name)
        return EditionOut(
            version=one.version, text=one.text, replaced_at=one.replaced_at, replaced_by=by
        )
