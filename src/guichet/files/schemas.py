"""Files as the API shows them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from guichet.files.rules import MOST_MB, Family, FileRules
from guichet.files.types import FileState, StoredFile

EXAMPLE: JsonDict = {
    "id": "0199a7c2-4e7b-7c3a-9d55-0f1e2d3c4b5a",
    "version": 1,
    "name": "facture.pdf",
    "media_type": "application/pdf",
    "size": 48213,
    "state": "clean",
    "interaction_id": None,
    "width": None,
    "height": None,
    "url": "https://g.example/file/AZmnwk57.../facture.pdf",
    "created_at": "2026-03-02T08:00:00Z",
}


class FileOut(BaseModel):
    """A file somebody sent."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    id: UUID
    version: int
    name: str
    media_type: str = Field(description="Found in the content, not what the sender said.")
    size: int = Field(description="Bytes.")
    state: FileState = Field(
        description="`pending`: waits for the virus scanner. `infected`: thrown away."
    )
    interaction_id: UUID | None
    width: int | None
    height: int | None
    url: str | None = Field(
        description="Where the content is got without signing in, for some hours; none unless "
        "the file is clean. Ask again for a fresh one."
    )
    created_at: datetime

    @staticmethod
    def of(file: StoredFile, url: str) -> "FileOut":
        """The shown value."""
        return FileOut(
            id=file.id,
            version=file.version,
            name=file.name,
            media_type=file.media_type,
            size=file.size,
            state=file.state,
            interaction_id=file.interaction_id,
            width=file.width,
            height=file.height,
            url=url if file.state == "clean" else None,
            created_at=file.created_at,
        )


class FileRulesOut(BaseModel):
    """Which files are taken."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"version": 1, "most_mb": 50, "families": ["pdf", "pictures"]}]
        }
    )

    version: int
    most_mb: int = Field(description="Megabytes (10^6 bytes) of one file, at most.")
    families: list[Family]

    @staticmethod
    def of(rules: FileRules) -> "FileRulesOut":
        """The shown value."""
        return FileRulesOut(
            version=rules.version, most_mb=rules.most_mb, families=sorted(rules.families)
        )


class FileRulesIn(BaseModel):
    """Which files to take from now on."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"most_mb": 20, "families": ["pdf", "pictures"]}]},
    )

    most_mb: Annotated[int, Field(ge=1, le=MOST_MB)]
    families: Annotated[list[Family], Field(max_length=len(Family))]

    def rules(self) -> FileRules:
        """As the service takes it."""
        return FileRules(self.most_mb, frozenset(self.families))
