"""Queues as the API shows them."""

from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from guichet.agents.items import queue_item, queue_rules
from guichet.agents.schemas import AN_ID, ANOTHER_ID, Name, Version
from guichet.agents.types import MOST_LEVEL, MOST_PRIORITY, MOST_RINGS, Queue, QueueRules

_HOUR: Final = 3600
_WEEK: Final = 7 * 24 * _HOUR
MOST_DISPOSITIONS: Final = 100

_RULES: Final[dict[str, Any]] = {
    "name": "Conseil",
    "priority": 10,
    "calendar_id": AN_ID,
    "manual_pick": False,
    "reservation_seconds": 30,
    "rings": [
        {
            "after_seconds": 60,
            "relax": [{"skill_id": AN_ID, "drop": False, "level": 1}],
            "any_agent_of": ANOTHER_ID,
        }
    ],
    "overflow": {"after_seconds": 300, "queue_id": ANOTHER_ID},
    "wrap_up_seconds": 60,
    "target": {"percent": 80, "within_seconds": 60},
    "short_abandon_seconds": 5,
    "dispositions": [{"id": AN_ID, "name": "Vendu"}],
    "disposition_required": False,
    "most_waiting": None,
}
_PLAIN: Final[dict[str, Any]] = {
    "name": "Conseil",
    "target": {"percent": 80, "within_seconds": 60},
    "dispositions": [{"name": "Vendu"}, {"name": "Renseigné"}],
}


class RelaxBody(BaseModel):
    """A skill that is asked for no longer, or at a lower level."""

    model_config = ConfigDict(extra="forbid")

    skill_id: UUID
    drop: bool = True
    level: Annotated[
        int | None,
        Field(ge=1, le=MOST_LEVEL, description="Enough from then on; with `drop` false."),
    ] = None


class RingBody(BaseModel):
    """One step by which a queue widens whom it asks."""

    model_config = ConfigDict(extra="forbid")

    after_seconds: Annotated[
        int, Field(ge=1, le=_WEEK, description="Since the request waits in the queue.")
    ]
    relax: Annotated[list[RelaxBody], Field(max_length=50)] = Field(default_factory=list)
    any_agent_of: Annotated[
        UUID | None, Field(description="Agents of this queue are asked, too.")
    ] = None


class OverflowBody(BaseModel):
    """Where a request goes that waited too long."""

    model_config = ConfigDict(extra="forbid")

    after_seconds: Annotated[int, Field(ge=1, le=_WEEK)]
    queue_id: UUID


class TargetBody(BaseModel):
    """What the queue aims at."""

    model_config = ConfigDict(extra="forbid")

    percent: Annotated[int, Field(ge=1, le=100)] = 80
    within_seconds: Annotated[int, Field(ge=1, le=_WEEK)] = 60


class DispositionBody(BaseModel):
    """What a request can come to."""

    model_config = ConfigDict(extra="forbid")

    id: Annotated[UUID | None, Field(description="Left out for a new one.")] = None
    name: Name


class NewQueue(BaseModel):
    """What to decide about a queue; what is left out is as it suits most."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_PLAIN]})

    name: Name
    priority: Annotated[
        int,
        Field(
            ge=-MOST_PRIORITY,
            le=MOST_PRIORITY,
            description="Its requests are dealt with as if they were so many minutes older.",
        ),
    ] = 0
    calendar_id: Annotated[UUID | None, Field(description="Always open without one.")] = None
    manual_pick: Annotated[bool, Field(description="Agents may take what they like.")] = False
    reservation_seconds: Annotated[
        int, Field(ge=5, le=600, description="How long an offer waits for the agent.")
    ] = 30
    rings: Annotated[list[RingBody], Field(max_length=MOST_RINGS)] = Field(default_factory=list)
    overflow: OverflowBody | None = None
    wrap_up_seconds: Annotated[
        int, Field(ge=0, le=_HOUR, description="Longest time afterwards; 0 for none.")
    ] = 0
    target: TargetBody = Field(default_factory=TargetBody)
    short_abandon_seconds: Annotated[
        int, Field(ge=0, le=600, description="Who leaves sooner has not abandoned.")
    ] = 5
    dispositions: Annotated[list[DispositionBody], Field(max_length=MOST_DISPOSITIONS)] = Field(
        default_factory=list
    )
    disposition_required: bool = False
    most_waiting: Annotated[
        int | None, Field(ge=1, le=1_000_000, description="Nobody more is let in than this.")
    ] = None

    def rules(self) -> QueueRules:
        """As the service takes it."""
        stored = self.model_dump(mode="json")
        for one in stored["dispositions"]:
            one["id"] = one["id"] or str(UUID(int=0))
        return queue_rules(self.name, self.calendar_id, stored)


class QueueChange(NewQueue):
    """Everything decided about a queue, anew."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"version": 1, **_RULES}]}
    )

    version: Version


class DispositionOut(BaseModel):
    """What a request can come to."""

    id: UUID
    name: str


class RelaxOut(BaseModel):
    """A skill that is asked for no longer, or at a lower level."""

    skill_id: UUID
    drop: bool
    level: int | None


class RingOut(BaseModel):
    """One step by which a queue widens whom it asks."""

    after_seconds: int
    relax: list[RelaxOut]
    any_agent_of: UUID | None


class TargetOut(BaseModel):
    """What the queue aims at."""

    percent: int
    within_seconds: int


class QueueOut(BaseModel):
    """Where requests wait."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": ANOTHER_ID,
                    "version": 1,
                    "key": "conseil",
                    "is_default": False,
                    "removed": False,
                    "moved_to": None,
                    **_RULES,
                }
            ]
        }
    )

    id: UUID
    version: int = Field(description="Counted up by every change.")
    key: str = Field(description="Made from its first name; stays when the name changes.")
    is_default: bool = Field(description="Everything waits here that nothing sends elsewhere.")
    name: str
    priority: int
    calendar_id: UUID | None
    manual_pick: bool
    reservation_seconds: int
    rings: list[RingOut]
    overflow: OverflowBody | None
    wrap_up_seconds: int
    target: TargetOut
    short_abandon_seconds: int
    dispositions: list[DispositionOut]
    disposition_required: bool
    most_waiting: int | None
    removed: bool
    moved_to: UUID | None = Field(description="Where its waiting went when it was removed.")

    @staticmethod
    def of(one: Queue) -> "QueueOut":
        """The shown value, the same as in live topics."""
        return QueueOut.model_validate(queue_item(one))


class QueueList(BaseModel):
    """All queues, the default one first."""

    items: list[QueueOut]
