"""Channels and entry points as the API shows them."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from guichet.gateway.contract import AnyChannel
from guichet.gateway.entry_points.settings_at_rest import shown
from guichet.gateway.entry_points.types import Draft, EntryPoint
from guichet.gateway.types import Capability, Medium

Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
Language = Literal["en", "fr"]
Origins = Annotated[list[Annotated[str, Field(max_length=260)]], Field(max_length=50)]
AN_ID = "0199a7c2-4e7b-7c3a-9d55-0f1e2d3c4b5a"
ORIGINS_HELP = (
    "The sites that may use it, such as `https://shop.example` or `https://*.shop.example`."
)


class Words(BaseModel):
    """One text in both languages."""

    en: str
    fr: str


class ChannelOut(BaseModel):
    """A kind of channel there is."""

    kind: str = Field(examples=["webchat"])
    medium: Medium
    title: Words
    description: Words
    capabilities: list[Capability]
    offered: bool = Field(
        description="Whether entry points of it are opened by hand; else Guichet does it itself."
    )
    settings_schema: dict[str, Any] = Field(
        description="JSON Schema of `settings`, titles and descriptions in English and under `fr`."
    )

    @staticmethod
    def of(channel: type[AnyChannel]) -> "ChannelOut":
        """The shown value."""
        return ChannelOut(
            kind=channel.kind,
            medium=channel.medium,
            title=Words(**channel.title),
            description=Words(**channel.description),
            capabilities=sorted(channel.capabilities),
            offered=channel.offered,
            settings_schema=channel.Settings.model_json_schema(),
        )


class ChannelList(BaseModel):
    """All channels of this installation."""

    items: list[ChannelOut]


class EntryPointOut(BaseModel):
    """Where requests come in."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": AN_ID,
                    "version": 1,
                    "kind": "webchat",
                    "title": "Boutique en ligne",
                    "language": "fr",
                    "site_key": "Jv3qYw0mZk1uT4aB",
                    "allowed_origins": ["https://shop.example"],
                    "settings": {"greeting": None, "colour": "#1f5fbf", "side": "right"},
                    "enabled": True,
                    "tag": '<script async src="https://g.example/tag/Jv3qYw0mZk1uT4aB.js"></script>',
                    "created_at": "2026-03-02T08:00:00Z",
                }
            ]
        }
    )

    id: UUID
    version: int
    kind: str
    title: str
    language: str
    site_key: str = Field(description="Public: names it to visitors' browsers.")
    allowed_origins: list[str] = Field(description=ORIGINS_HELP)
    settings: dict[str, Any] = Field(
        description="Secrets are shown as `••••••••`; given back like that, or left out, they stay."
    )
    enabled: bool
    tag: str = Field(description="The one line to put into the pages of a site.")
    created_at: datetime

    @staticmethod
    def of(one: EntryPoint, base_url: str) -> "EntryPointOut":
        """The shown value; ``base_url`` is where Guichet is reached."""
        return EntryPointOut(
            id=one.id,
            version=one.version,
            kind=one.kind,
            title=one.title,
            language=one.language,
            site_key=one.site_key,
            allowed_origins=list(one.allowed_origins),
            settings=shown(one.settings),
            enabled=one.enabled,
            tag=f'<script async src="{base_url}/tag/{one.site_key}.js"></script>',
            created_at=one.created_at,
        )


class NewEntryPoint(BaseModel):
    """An entry point to open."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "kind": "webchat",
                    "title": "Boutique en ligne",
                    "language": "fr",
                    "allowed_origins": ["https://shop.example"],
                    "settings": {"colour": "#1f5fbf"},
                }
            ]
        },
    )

    kind: Annotated[str, Field(max_length=40)]
    title: Title
    language: Language
    allowed_origins: Origins = Field(default_factory=list, description=ORIGINS_HELP)
    settings: dict[str, Any] = Field(default_factory=dict, max_length=100)

    def draft(self) -> Draft:
        """As the service takes it."""
        origins = tuple(self.allowed_origins)
        return Draft(self.title, self.language, origins, self.settings)


class EntryPointChange(BaseModel):
    """What to change; what is not named stays."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"title": "Boutique", "enabled": False}]}
    )

    title: Title | None = None
    language: Language | None = None
    allowed_origins: Origins | None = Field(None, description=ORIGINS_HELP)
    settings: dict[str, Any] | None = Field(None, max_length=100)
    enabled: bool | None = None

    def over(self, one: EntryPoint) -> Draft:
        """The entry point's values with these over them."""
        origins = one.allowed_origins
        return Draft(
            self.title or one.title,
            self.language or one.language,
            origins if self.allowed_origins is None else tuple(self.allowed_origins),
            one.settings if self.settings is None else self.settings,
            one.enabled if self.enabled is None else self.enabled,
        )
