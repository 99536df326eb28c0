"""Figures as the API shows them."""

from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from guichet.insight.figures.service import AgentReport, QueueReport

AN_ID = "0199a7c2-4e7b-7c3a-9d55-0f1e2d3c4b5a"


class QueueFiguresOut(BaseModel):
    """What a queue came to."""

    queue_id: UUID
    sums: dict[str, int] = Field(
        description="Counts, and times in milliseconds. Everything of one stay in a queue is"
        " counted in the quarter of an hour of its entry."
    )
    service_level: float | None = Field(
        description="answered_within / (offered - abandoned_short), from 0 to 1; none without"
        " anything to divide by."
    )
    abandon_rate: float | None = Field(description="abandoned / offered.")
    mean_wait_ms: int | None = Field(description="wait_ms / answered (ASA).")
    mean_handling_ms: int | None = Field(
        description="(talk_ms + hold_ms + wrap_ms) / handled (AHT)."
    )
    promises_kept: float | None = Field(
        description="promises_kept / promises: of the waits announced to people, the share that"
        " came true. Who left or was moved before the time was up is not counted."
    )

    @staticmethod
    def of(one: QueueReport) -> "QueueFiguresOut":
        """The shown value."""
        rating = one.rating
        return QueueFiguresOut(
            queue_id=one.queue_id,
            sums=dict(one.sums),
            service_level=rating.service_level,
            abandon_rate=rating.abandon_rate,
            mean_wait_ms=rating.mean_wait_ms,
            mean_handling_ms=rating.mean_handling_ms,
            promises_kept=rating.promises_kept,
        )


class AgentFiguresOut(BaseModel):
    """What an agent came to."""

    agent_id: UUID
    sums: dict[str, int] = Field(description="Counts, and times in milliseconds.")
    occupancy: float | None = Field(description="busy_ms / (busy_ms + ready_ms), from 0 to 1.")
    concurrency: float | None = Field(description="slot_ms / busy_ms.")

    @staticmethod
    def of(one: AgentReport) -> "AgentFiguresOut":
        """The shown value."""
        return AgentFiguresOut(
            agent_id=one.agent_id,
            sums=dict(one.sums),
            occupancy=one.rating.occupancy,
            concurrency=one.rating.concurrency,
        )


class FiguresOut(BaseModel):
    """What a time came to."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "queues": [
                        {
                            "queue_id": AN_ID,
                            "sums": {"offered": 40, "answered": 36, "abandoned": 4},
                            "service_level": 0.82,
                            "abandon_rate": 0.1,
                            "mean_wait_ms": 21000,
                            "mean_handling_ms": 310000,
                            "promises_kept": 0.86,
                        }
                    ],
                    "agents": [],
                }
            ]
        }
    )

    queues: list[QueueFiguresOut]
    agents: list[AgentFiguresOut]
