"""Rehearsals as the API shows them."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from guichet.insight.rehearsal.types import Rehearsal
from guichet.intake.rules.schemas import A_RULE, RulesIn


class RehearsalIn(BaseModel):
    """Rules to rehearse."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"rules": [A_RULE]}, {}]}
    )

    rules: RulesIn | None = Field(None, description="The draft's, unless given.")


class RehearsedExample(BaseModel):
    """A request the rules would treat otherwise."""

    interaction_id: UUID
    at: datetime
    contact: str
    before: UUID | None = Field(description="Its queue; null: where it waits without rules.")
    after: UUID | None
    rules: list[int] = Field(description="Places of the rules that hold, counted from 1.")


class RehearsedRule(BaseModel):
    """What one rule does."""

    place: int
    name: str
    enabled: bool
    matches: int
    decides: int = Field(description="How often it was the one that chose the queue.")


class RehearsedQueue(BaseModel):
    """Requests of one queue, before and after."""

    queue_id: UUID | None
    before: int
    after: int


class RehearsedFlow(BaseModel):
    """Requests that change from one queue to another."""

    before: UUID | None
    after: UUID | None
    count: int


class RehearsedChanges(BaseModel):
    """How many requests change, by what."""

    queue: int
    priority: int
    skills: int
    agent: int


class RehearsedExamples(BaseModel):
    """The newest few of each, newest first."""

    queue: list[RehearsedExample]
    priority: list[RehearsedExample]
    skills: list[RehearsedExample]
    agent: list[RehearsedExample]


class RehearsedUnanswerable(BaseModel):
    """Requests that need what nobody in their queue has."""

    before: int
    after: int
    examples: list[RehearsedExample]


class RehearsedWait(BaseModel):
    """What becomes of the mean wait of those answered in a queue, by a replay of the month."""

    queue_id: UUID
    before: int | None = Field(description="As measured, in seconds.")
    low: int | None = Field(description="In eight of ten cases the draft's is from here,")
    high: int | None = Field(description="to here.")
    reason: Literal["few", "staff", "model"] | None = Field(
        description="Why nothing is said: too few requests or days, nobody known to have been"
        " there, or a replay that does not come near the waits that were measured."
    )


class RehearsalEffect(BaseModel):
    """What the rules would have changed, compared with those in force.

    Both are applied to what each request brought along then; contacts are taken as they are today,
    agents and skills, too.
    """

    total: int
    changed: int
    changes: RehearsedChanges
    rules: list[RehearsedRule]
    queues: list[RehearsedQueue]
    flows: list[RehearsedFlow]
    examples: RehearsedExamples
    unanswerable: RehearsedUnanswerable
    waits: list[RehearsedWait] = Field(
        [], description="Of the queues whose requests, or their order, would not be the same."
    )


class RehearsalOut(BaseModel):
    """A rehearsal, under way or over."""

    id: UUID
    version: int
    state: Literal["waiting", "running", "done", "cancelled", "failed"]
    number: int = Field(description="The version in force it is compared with.")
    done: int
    total: int
    effect: RehearsalEffect | None
    created_at: datetime
    finished_at: datetime | None

    @staticmethod
    def of(one: Rehearsal) -> "RehearsalOut":
        """The shown value."""
        return RehearsalOut(
            id=one.id,
            version=one.version,
            state=one.state,
            number=one.number,
            done=one.done,
            total=one.total,
            effect=RehearsalEffect.model_validate(one.effect) if one.effect else None,
            created_at=one.created_at,
            finished_at=one.finished_at,
        )
