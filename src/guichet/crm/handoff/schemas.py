"""The hand-off as the API shows it."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from guichet.crm.handoff.address import LONGEST_TEMPLATE
from guichet.crm.handoff.types import Handoff, Link

A_TEMPLATE = "https://crm.example/fiche?ref={external_id}&tel={phone}"
A_TIME = "2026-03-02T08:00:00Z"


class HandoffIn(BaseModel):
    """Where cards lead to."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"title": "Notre CRM", "template": A_TEMPLATE}]},
    )

    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
    template: Annotated[
        str,
        Field(
            min_length=1,
            max_length=LONGEST_TEMPLATE,
            description=(
                "An https address with blanks: {contact_id}, {external_id}, {email}, {phone},"
                " {name}, {language}, {agent}. `guichet_expires` and `guichet_signature` are added:"
                " the HMAC-SHA256, in hexadecimal, of everything before `&guichet_signature`."
            ),
        ),
    ]
    renew_secret: bool = False


class HandoffOut(BaseModel):
    """Where cards lead to."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "version": 1,
                    "title": "Notre CRM",
                    "template": A_TEMPLATE,
                    "changed_at": A_TIME,
                    "secret": None,
                }
            ]
        }
    )

    version: int
    title: str
    template: str
    changed_at: datetime
    secret: Annotated[
        str | None, Field(description="Shown once, when it was just made: keep it.")
    ] = None

    @staticmethod
    def of(one: Handoff, secret: str | None = None) -> "HandoffOut":
        """The shown value."""
        return HandoffOut(
            version=one.version,
            title=one.title,
            template=one.template,
            changed_at=one.changed_at,
            secret=secret,
        )


class LinkOut(BaseModel):
    """The address to open for one contact."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "title": "Notre CRM",
                    "url": "https://crm.example/fiche?ref=42",
                    "expires_at": A_TIME,
                }
            ]
        }
    )

    title: str
    url: str
    expires_at: datetime

    @staticmethod
    def of(one: Link) -> "LinkOut":
        """The shown value."""
        return LinkOut(title=one.title, url=one.url, expires_at=one.expires_at)
