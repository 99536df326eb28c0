"""Skills as the API shows them."""

from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from guichet.agents.schemas import AN_ID, Name, Version
from guichet.agents.types import Skill


class SkillOut(BaseModel):
    """Something an agent knows and a request may need."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"id": AN_ID, "version": 1, "name": "Vanille"}]}
    )

    id: UUID
    version: int = Field(description="Counted up by every change.")
    name: str

    @staticmethod
    def of(one: Skill) -> "SkillOut":
        """The shown value."""
        return SkillOut(id=one.id, version=one.version, name=one.name)


class SkillList(BaseModel):
    """All skills, by name."""

    items: list[SkillOut]


class NewSkill(BaseModel):
    """A skill to make."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"name": "Vanille"}]})

    name: Name


class SkillChange(NewSkill):
    """Another name."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"version": 1, "name": "Vanille Bourbon"}]}
    )

    version: Version
