"""Requests for advice and modules as the API shows them."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from guichet.desk.advice.events import advice_item
from guichet.desk.advice.states import State
from guichet.desk.advice.types import LONGEST_REASON, LONGEST_TITLE, Asking, Kind, Request
from guichet.interactions.types import LONGEST_TEXT, Message

AN_ID = "0199a7c2-4e7b-7c3a-9d55-0f1e2d3c4b5a"
Key = Annotated[
    str,
    Field(
        min_length=8,
        max_length=100,
        description="Drawn by your program: the same again says nothing more.",
    ),
]
Text = Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]
A_QUESTION: dict[str, JsonValue] = {
    "kind": "module",
    "title": "Encaisser un acompte à la réservation",
    "text": "Nous aimerions demander un acompte quand un client réserve une table.",
    "key": AN_ID,
}


class AdviceIn(BaseModel):
    """What to ask for."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [A_QUESTION]})

    kind: Kind = Field(description="Advice, or something Guichet cannot do yet.")
    title: Annotated[str, Field(min_length=1, max_length=LONGEST_TITLE, pattern=r"\S")]
    text: Text
    key: Key

    @property
    def asking(self) -> Asking:
        """The value."""
        return Asking(self.kind, " ".join(self.title.split()), self.text, self.key)


class AdviceWordsIn(BaseModel):
    """More words about it."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"text": "C’est pour vingt couverts.", "key": AN_ID}]},
    )

    text: Text
    key: Key


class AdviceOut(BaseModel):
    """What was asked, and how far it has come."""

    id: UUID
    version: int
    interaction_id: UUID = Field(description="The conversation at the operator's desk.")
    kind: Kind
    title: str
    company: str = Field(description="The asker's.")
    state: State
    reason: str | None = Field(description="Why, in the operator's words.")
    next: list[State] = Field(description="What it may become.")
    created_at: datetime
    changed_at: datetime = Field(description="When its state changed last.")

    @staticmethod
    def of(one: Request) -> "AdviceOut":
        """The shown value, the same as in live topics."""
        return AdviceOut.model_validate(advice_item(one))


class AdviceNotice(BaseModel):
    """A small fact between the words."""

    code: str = Field(examples=["advice_state"])
    params: dict[str, str]


class AdviceSaid(BaseModel):
    """One thing said about it."""

    id: UUID
    at: datetime
    by: Literal["you", "operator"]
    name: str | None = Field(description="The operator's agent who wrote it.")
    text: str | None
    notice: AdviceNotice | None

    @staticmethod
    def of(message: Message) -> "AdviceSaid":
        """The shown value."""
        yours = message.author.kind == "contact"
        told = message.notice
        return AdviceSaid(
            id=message.id,
            at=message.at,
            by="you" if yours else "operator",
            name=None if yours else message.author.name,
            text=message.text,
            notice=AdviceNotice(code=told.code, params=dict(told.params)) if told else None,
        )


class AdviceWithWords(AdviceOut):
    """A request with what was said about it, oldest first, at most the last 500."""

    said: list[AdviceSaid]


class AdviceState(BaseModel):
    """How far it has come."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"state": "refused", "reason": "Un module de paiement le fait déjà."}]
        },
    )

    state: State
    reason: Annotated[str | None, Field(max_length=LONGEST_REASON)] = None
