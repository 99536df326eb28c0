"""Settings in both languages: short ways to write them. Pure."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints


class Part(BaseModel):
    """A part of the settings, such as one subject."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Line = Annotated[str, StringConstraints(max_length=120, strip_whitespace=True)]
LongLine = Annotated[str, StringConstraints(max_length=300, strip_whitespace=True)]
Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+$", max_length=40, min_length=1)]


class Both(Part):
    """One text in both languages; the one that is missing is shown in the other."""

    en: LongLine = Field("", title="English", json_schema_extra={"fr": {"title": "Anglais"}})
    fr: LongLine = Field("", title="French", json_schema_extra={"fr": {"title": "Français"}})

    def in_(self, language: str) -> str:
        """The text in ``language``, else in the other."""
        return (self.fr or self.en) if language == "fr" else (self.en or self.fr)


def words(en: str, fr: str, en_help: str = "", fr_help: str = "", **more: Any) -> dict[str, Any]:
    """Title and help of a setting in both languages, for ``Field``."""
    extra: dict[str, Any] = {"fr": {"title": fr, **({"description": fr_help} if fr_help else {})}}
    help_: dict[str, Any] = {"description": en_help} if en_help else {}
    titles = more.pop("titles", None)
    if titles is not None:
        extra["titles"] = {value: pair[0] for value, pair in titles.items()}
        extra["fr"]["titles"] = {value: pair[1] for value, pair in titles.items()}
    extra.update(more)
    return {"title": en, **help_, "json_schema_extra": extra}
