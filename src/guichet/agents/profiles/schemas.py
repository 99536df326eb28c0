"""Agents as the API shows them."""

from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from guichet.agents.items import profile_item, profile_rules
from guichet.agents.schemas import AN_ID, Version
from guichet.agents.types import MOST_LEVEL, MOST_PREFERENCE, AgentProfile, ProfileRules
from guichet.gateway.types import Medium

MOST_UNITS: Final = 100
Count = Annotated[int, Field(ge=0, le=MOST_UNITS)]
Weight = Annotated[int, Field(ge=1, le=MOST_UNITS)]
LanguageTag = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")]

_RULES: Final[dict[str, Any]] = {
    "queues": [{"queue_id": AN_ID, "preference": 1}],
    "skills": [{"skill_id": AN_ID, "level": 3}],
    "capacity": {
        "units": 4,
        "weights": {"chat": 1, "call": 4, "mail": 1},
        "most": {"call": 1},
        "interrupts": {"mail": ["call"]},
    },
    "languages": ["fr"],
}


class QueueOfAgent(BaseModel):
    """An agent answers a queue."""

    model_config = ConfigDict(extra="forbid")

    queue_id: UUID
    preference: Annotated[
        int, Field(ge=1, le=MOST_PREFERENCE, description="1 is answered first.")
    ] = 1


class SkillOfAgent(BaseModel):
    """What an agent knows, and how well."""

    model_config = ConfigDict(extra="forbid")

    skill_id: UUID
    level: Annotated[int, Field(ge=1, le=MOST_LEVEL, description="The highest knows it best.")]


class CapacityBody(BaseModel):
    """How much an agent does at once."""

    model_config = ConfigDict(extra="forbid")

    units: Annotated[int, Field(ge=1, le=MOST_UNITS)]
    weights: Annotated[
        dict[Medium, Weight], Field(description="Units one request takes; 1 unless named.")
    ]
    most: Annotated[
        dict[Medium, Count], Field(description="At most so many at once; 0 = none ever.")
    ] = Field(default_factory=dict)
    interrupts: Annotated[
        dict[Medium, list[Medium]],
        Field(description="What may be offered although work of this medium fills the units."),
    ] = Field(default_factory=dict)


class AgentQueues(BaseModel):
    """Which queues an agent answers."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"version": 1, "queues": [{"queue_id": AN_ID, "preference": 1}]}]
        },
    )

    version: Version
    queues: Annotated[list[QueueOfAgent], Field(max_length=100)]


class AgentChange(AgentQueues):
    """Everything decided about an agent, anew."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"version": 1, **_RULES}]}
    )

    skills: Annotated[list[SkillOfAgent], Field(max_length=100)]
    capacity: CapacityBody
    languages: Annotated[list[LanguageTag], Field(max_length=20)]

    def rules(self) -> ProfileRules:
        """As the service takes it."""
        return profile_rules(self.model_dump(mode="json"))


class QueueOfAgentOut(BaseModel):
    """An agent answers a queue."""

    queue_id: UUID
    preference: int


class CapacityOut(BaseModel):
    """How much an agent does at once."""

    units: int
    weights: dict[Medium, int]
    most: dict[Medium, int]
    interrupts: dict[Medium, list[Medium]]


class AgentOut(BaseModel):
    """A member who answers."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"id": AN_ID, "version": 1, "name": "Amélie Payet", "active": True, **_RULES}
            ]
        }
    )

    id: UUID = Field(description="The user.")
    version: int = Field(description="Counted up by every change.")
    name: str
    active: bool = Field(description="Still a member who may answer.")
    queues: list[QueueOfAgentOut]
    skills: list[SkillOfAgent]
    capacity: CapacityOut
    languages: list[str] = Field(description="Languages answered in; any when none is named.")

    @staticmethod
    def of(one: AgentProfile) -> "AgentOut":
        """The shown value, the same as in live topics."""
        return AgentOut.model_validate(profile_item(one))
