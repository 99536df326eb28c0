"""Routing decisions as the API shows them."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from guichet.kit.i18n import Language
from guichet.routing.fates import Outcome
from guichet.routing.promises import Promise, is_kept
from guichet.routing.records import KeptCandidate, Kind, Record, words


class AgentOfDecision(BaseModel):
    """An agent, as they were called then."""

    id: UUID = Field(description="The user.")
    name: str = Field(examples=["Amélie Payet"])


class QueueOfDecision(BaseModel):
    """A queue, as it was called then."""

    id: UUID
    name: str = Field(examples=["Ventes"])


class CandidateOut(BaseModel):
    """An agent who could have had it; compared by preference, then fit, then idleness."""

    agent: AgentOfDecision
    preference: int = Field(description="Of the queue, in the agent's own order; 1 is first.")
    fit: int = Field(description="How well the skills fit; the higher the better.")
    idle_since: datetime

    @staticmethod
    def of(one: KeptCandidate) -> "CandidateOut":
        """The shown value."""
        agent = AgentOfDecision(id=one.agent.id, name=one.agent.name)
        return CandidateOut(
            agent=agent, preference=one.preference, fit=one.fit, idle_since=one.idle_since
        )


class DecisionOut(BaseModel):
    """One decision of the router about a request."""

    id: UUID
    at: datetime
    kind: Kind
    sentence: str = Field(
        description="The decision and its reason, in the caller's language.",
        examples=[
            "Proposée à Amélie Payet : sur 3 conseillers libres, ses compétences conviennent le "
            "mieux. Elle avait attendu 12 s."
        ],
    )
    code: str = Field(description="The reason, for programs.", examples=["best_fit"])
    params: dict[str, str]
    agent: AgentOfDecision | None = Field(description="Who was asked, or had it.")
    queue: QueueOfDecision | None
    until: datetime | None = Field(description="Until when the agent could accept.")
    candidates: list[CandidateOut] = Field(
        description="The best of those who could have had it, the chosen one first; five at most."
    )

    @staticmethod
    def of(one: Record, language: Language) -> "DecisionOut":
        """The shown value."""
        agent, queue = one.agent, one.queue
        return DecisionOut(
            id=one.id,
            at=one.at,
            kind=one.kind,
            sentence=words(one, language),
            code=one.why.code,
            params=dict(one.why.params),
            agent=AgentOfDecision(id=agent.id, name=agent.name) if agent else None,
            queue=QueueOfDecision(id=queue.id, name=queue.name) if queue else None,
            until=one.until,
            candidates=[CandidateOut.of(each) for each in one.candidates],
        )


class PromiseOut(BaseModel):
    """A wait a person was told, in seconds from then."""

    at: datetime
    queue: QueueOfDecision
    position: int = Field(description="Their place in line, from 1.")
    low: int
    high: int
    outcome: Outcome | None = Field(description="What ended the wait; none while it goes on.")
    waited: int | None = Field(description="Seconds from then to its end.")
    kept: bool | None = Field(
        description="Whether it came true; none where nobody can know: the person left or was"
        " moved before the time was up."
    )

    @staticmethod
    def of(one: Promise) -> "PromiseOut":
        """The shown value."""
        return PromiseOut(
            at=one.at,
            queue=QueueOfDecision(id=one.queue_id, name=one.queue_name),
            position=one.position,
            low=one.low,
            high=one.high,
            outcome=one.outcome,
            waited=one.waited,
            kept=is_kept(one),
        )


class PromisesOut(BaseModel):
    """What a person was told, oldest first."""

    promises: list[PromiseOut]
