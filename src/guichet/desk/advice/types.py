"""Requests for advice and for modules."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from guichet.accounts.askers import Asker
from guichet.desk.advice.states import State
from guichet.kit.i18n import Language

Kind = Literal["advice", "module"]
LONGEST_TITLE = 150
LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Asking:
    """What somebody asks for."""

    kind: Kind
    title: str
    text: str
    key: str
    """Drawn by the asker's program: the same again asks nothing more."""


@dataclass(frozen=True, slots=True)
class Who:
    """Who asks."""

    asker: Asker
    name: str
    company: str
    email: str
    language: Language


@dataclass(frozen=True, slots=True)
class Request:
    """One request, kept by the operator's tenant beside the conversation it is answered in."""

    id: UUID
    version: int
    interaction_id: UUID
    kind: Kind
    title: str
    asker: Asker
    company: str
    """The asker's, as named when they asked."""
    state: State
    reason: str | None
    """Why it is as it is, in the operator's words; always there once refused."""
    created_at: datetime
    changed_at: datetime
    """When its state changed last."""
