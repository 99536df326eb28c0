"""Support grants, as the API shows them."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from guichet.accounts.support.service import Decision
from guichet.accounts.support.types import LONGEST, SHORTEST, Grant, Person, State

_GRANT: dict[str, Any] = {
    "id": "0199b2c4-e8a1-7d3f-8a52-3f0c9be1d274",
    "state": "active",
    "reason": "The tag on your site does not load",
    "minutes": 60,
    "operator": {"user_id": "0199b2c4-0000-7000-8000-3f0c9be1d274", "name": "Opal Grondin"},
    "asked_at": "2026-03-02T08:00:00Z",
    "granted_at": "2026-03-02T08:10:00Z",
    "until": "2026-03-02T09:10:00Z",
    "ended_at": "2026-03-02T09:10:00Z",
    "decided_by": {"user_id": "0199b2c4-1111-7000-8000-3f0c9be1d274", "name": "Amélie Payet"},
    "entered_at": None,
    "version": 2,
}


class PersonOut(BaseModel):
    """A user by name."""

    user_id: UUID
    name: str

    @classmethod
    def of(cls, person: Person) -> "PersonOut":
        """The person."""
        return cls(user_id=person.user_id, name=person.name)


class SupportGrantOut(BaseModel):
    """A request for support access and what became of it."""

    model_config = ConfigDict(json_schema_extra={"examples": [_GRANT]})

    id: UUID
    state: State
    reason: str
    minutes: int
    operator: PersonOut
    asked_at: datetime
    granted_at: datetime | None
    until: Annotated[datetime | None, Field(description="When it ends by itself.")]
    ended_at: Annotated[datetime | None, Field(description="When it ended or will end.")]
    decided_by: PersonOut | None
    entered_at: Annotated[datetime | None, Field(description="When support first looked in.")]
    version: int

    @classmethod
    def of(cls, grant: Grant, now: datetime) -> "SupportGrantOut":
        """A grant as it stands at ``now``."""
        return cls(
            id=grant.id,
            state=grant.state_at(now),
            reason=grant.reason,
            minutes=grant.minutes,
            operator=PersonOut.of(grant.operator),
            asked_at=grant.asked_at,
            granted_at=grant.granted_at,
            until=grant.until,
            ended_at=grant.ended_at,
            decided_by=PersonOut.of(grant.decided_by) if grant.decided_by else None,
            entered_at=grant.entered_at,
            version=grant.version,
        )


class SupportDecision(BaseModel):
    """An administrator's answer to a request."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "id": "0199b2c4-e8a1-7d3f-8a52-3f0c9be1d274",
                    "decision": "grant",
                    "minutes": 30,
                }
            ]
        },
    )

    id: UUID
    decision: Literal["grant", "refuse"]
    minutes: Annotated[
        int | None,
        Field(ge=SHORTEST, le=LONGEST, description="A shorter time than asked for, if wished."),
    ] = None

    def by(self, person: Person) -> Decision:
        """The decision as ``person`` takes it."""
        return Decision(person, self.decision == "grant", self.minutes)


class SupportAsk(BaseModel):
    """A request for support access."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"reason": "The tag on your site does not load", "minutes": 60}]
        },
    )

    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=500)]
    minutes: Annotated[int, Field(ge=SHORTEST, le=LONGEST)]
