"""Settings of links in both languages: a short way to write them. Pure."""

from typing import Any

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """A part of the settings."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def words(en: str, fr: str, en_help: str = "", fr_help: str = "") -> dict[str, Any]:
    """Title and help of a setting in both languages, for ``Field``."""
    french = {"title": fr, **({"description": fr_help} if fr_help else {})}
    english = {"title": en, **({"description": en_help} if en_help else {})}
    return {**english, "json_schema_extra": {"fr": french}}
