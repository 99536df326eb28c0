"""Canned replies as the API shows them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from guichet.desk.canned.events import canned_item
from guichet.desk.canned.types import Canned, CannedDraft, Filled, Scope
from guichet.interactions.types import LONGEST_TEXT

LANGUAGE = r"^[a-z]{2,3}$"
AN_ID = "0199a7c2-4e7b-7c3a-9d55-0f1e2d3c4b5a"
EXAMPLE: dict[str, JsonValue] = {
    "title": "Délai de livraison",
    "text": "Bonjour {contact.name}, comptez 48 heures.",
    "shortcut": "delai",
    "scope": "tenant",
    "queue_id": None,
    "language": "fr",
}


class CannedIn(BaseModel):
    """What to decide about a canned reply."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    title: Annotated[str, Field(min_length=1, max_length=100)]
    text: Annotated[
        str,
        Field(
            min_length=1,
            max_length=LONGEST_TEXT,
            description="May hold `{contact.name}`, `{contact.first_name}`, `{agent.name}`,"
            " `{subject}`, `{queue.name}` and `{context.…}`, what the page passed.",
        ),
    ]
    shortcut: Annotated[str | None, Field(min_length=1, max_length=30, pattern=r"^[\w-]+$")] = None
    scope: Annotated[Scope, Field(description="For everybody, a queue, or yourself.")] = "tenant"
    queue_id: Annotated[UUID | None, Field(description="With scope `queue`.")] = None
    language: Annotated[
        str | None,
        Field(pattern=LANGUAGE, description="Of the requests it is for; for all without it."),
    ] = None

    @property
    def draft(self) -> CannedDraft:
        """The value."""
        return CannedDraft(
            self.title, self.text, self.shortcut, self.scope, self.queue_id, self.language
        )


class CannedChange(CannedIn):
    """What to decide anew, of which version."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{**EXAMPLE, "version": 1}]}
    )

    version: Annotated[int, Field(ge=1, le=2**31 - 1)]


class CannedOut(BaseModel):
    """A canned reply."""

    id: UUID
    version: int
    title: str
    text: str
    shortcut: str | None
    scope: Scope
    queue_id: UUID | None
    language: str | None
    owner_id: UUID = Field(description="The user who wrote it.")
    used: int = Field(description="How often it was used.")
    created_at: datetime

    @staticmethod
    def of(one: Canned) -> "CannedOut":
        """The shown value, the same as in events."""
        return CannedOut.model_validate(canned_item(one))


class Using(BaseModel):
    """For which request."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"interaction_id": AN_ID}]}
    )

    interaction_id: UUID


class FilledOut(BaseModel):
    """The text with its blanks filled in."""

    text: str
    missing: list[str] = Field(description="Variables nothing is known for; left out of the text.")

    @staticmethod
    def of(one: Filled) -> "FilledOut":
        """The shown value."""
        return FilledOut(text=one.text, missing=list(one.missing))
