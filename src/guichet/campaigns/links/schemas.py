"""Short links as the API shows them."""

import re
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from guichet.campaigns.links.codes import MOST_PEOPLE, code_of
from guichet.campaigns.links.types import LONGEST_HOST, PATH, LinkAddress, LinkFigures
from guichet.kit.errors import FieldFault, Invalid

AN_ID = "0199a7c2-4e7b-7c3a-9d55-0f1e2d3c4b5a"
A_TIME = "2026-03-02T08:00:00Z"
_HOST = re.compile(
    r"(?=.{4,100}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]"
)
_USUAL = len(code_of(1_000, bytes(16), MOST_PEOPLE))


class LinkAddressIn(BaseModel):
    """Where short links should lead in."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"host": "go.shop.example"}]}
    )

    host: Annotated[
        str | None,
        Field(max_length=LONGEST_HOST, description="A domain of yours; null: the platform's."),
    ]

    def value(self) -> str | None:
        """As the service takes it.

        :raises Invalid: no name of a host
        """
        if self.host is None:
            return None
        host = self.host.strip().lower().rstrip(".")
        if not _HOST.fullmatch(host):
            raise Invalid(None, (FieldFault("host", "not_a_host"),))
        return host


class LinkAddressOut(BaseModel):
    """Where short links lead in."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "version": 2,
                    "host": "go.shop.example",
                    "checked_at": A_TIME,
                    "begins": "https://go.shop.example/l/",
                    "characters": 36,
                }
            ]
        }
    )

    version: int
    host: str | None
    checked_at: datetime | None = Field(description="Links use the domain once it was checked.")
    begins: str
    characters: int = Field(description="Of a whole link.")

    @staticmethod
    def of(one: LinkAddress, base: str) -> "LinkAddressOut":
        """The shown value."""
        begins = f"{base}{PATH}"
        return LinkAddressOut(
            version=one.version,
            host=one.host,
            checked_at=one.checked_at,
            begins=begins,
            characters=len(begins) + _USUAL,
        )


class LinkFiguresOut(BaseModel):
    """A link of a campaign, and what came of it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": AN_ID,
                    "target": "https://shop.example/offre",
                    "people": 128,
                    "clicks": 154,
                    "machines": 61,
                }
            ]
        }
    )

    id: UUID
    target: str
    people: int = Field(description="Recipients who followed it, each once.")
    clicks: int = Field(description="How often people followed it.")
    machines: int = Field(
        description="How often previews, scanners and robots looked; they are no clicks."
    )

    @staticmethod
    def of(one: LinkFigures) -> "LinkFiguresOut":
        """The shown value."""
        return LinkFiguresOut(
            id=one.link.id,
            target=one.link.target,
            people=one.people,
            clicks=one.clicks,
            machines=one.machines,
        )
