"""What a simulated carrier does, as data: pure. A scenario is a TOML file; every key has a default
that is a carrier without faults, which answers at once and sends each receipt after 100 ms.
"""

import tomllib
from enum import StrEnum
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

Seconds = Annotated[float, Field(ge=0, le=86_400)]
Code = Annotated[int, Field(ge=0, le=0xFFFF_FFFF)]


class Kind(StrEnum):
    """What goes wrong with a message."""

    THROTTLE = "throttle"
    """Not taken: ``ESME_RTHROTTLED``."""
    QUEUE_FULL = "queue_full"
    """Not taken: ``ESME_RMSGQFUL``."""
    REFUSE = "refuse"
    """Not taken: answered with ``status``."""
    NACK = "nack"
    """Not taken: answered by ``generic_nack``."""
    SILENT = "silent"
    """Taken, and its receipt comes, but it is never answered."""
    SLOW = "slow"
    """Taken; the answer comes ``delay`` seconds later, so after those of later messages."""
    DROP_BEFORE = "drop_before"
    """Not taken: the connection is cut instead."""
    DROP_AFTER = "drop_after"
    """Taken, but the connection is cut instead of an answer."""
    GARBAGE = "garbage"
    """Taken; before the answer comes a PDU whose fields make no sense."""
    BAD_LENGTH = "bad_length"
    """Taken; behind the answer comes a length that cannot be, and then the connection is cut."""
    STRANGER = "stranger"
    """Taken; before the answer comes an answer to a message nobody sent."""
    EARLY_RECEIPT = "early_receipt"
    """The receipt comes before the answer."""
    LOST_RECEIPT = "lost_receipt"
    """No receipt ever comes."""
    LATE_RECEIPT = "late_receipt"
    """The receipt comes ``delay`` seconds later than others."""
    REPEATED_RECEIPT = "repeated_receipt"
    """The receipt comes twice."""
    ELSEWHERE = "elsewhere"
    """The receipt comes by another bind of the same account, if there is one."""
    NOT_DELIVERED = "not_delivered"
    """The receipt says UNDELIV, with ``error``."""
    IN_BETWEEN = "in_between"
    """Before the final receipt comes one that says ENROUTE."""


NOT_TAKEN: Final = frozenset(
    (Kind.THROTTLE, Kind.QUEUE_FULL, Kind.REFUSE, Kind.NACK, Kind.DROP_BEFORE)
)


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Fault(_Part):
    """Something that goes wrong with some messages, counted among those it may concern."""

    kind: Kind
    every: int = Field(1, ge=1)
    """With each n-th of them."""
    after: int = Field(0, ge=0)
    """Not before so many have passed."""
    times: int | None = Field(None, ge=1)
    """No more often than this."""
    to: str = ""
    """Only with messages to numbers that begin so (digits)."""
    status: Code = 0x08
    delay: Seconds = 1.0
    error: str = "001"


class IdForm(StrEnum):
    """How a message's number is written."""

    DECIMAL = "decimal"
    PADDED = "padded"
    """Ten digits, zeros in front."""
    HEX = "hex"
    UPPER_HEX = "upper_hex"
    """Capitals, eight digits, zeros in front."""


_FORMS: Final = {
    IdForm.DECIMAL: b"%d",
    IdForm.PADDED: b"%010d",
    IdForm.HEX: b"%x",
    IdForm.UPPER_HEX: b"%08X",
}


class Binds(_Part):
    """Who may bind, and how."""

    accounts: dict[str, str] = {}
    """Passwords by ``system_id``; empty: everybody."""
    modes: frozenset[str] = frozenset(("transceiver", "transmitter", "receiver"))
    refuse: Code = 0
    """The status of every refusal; 0 refuses nobody who knows the password."""
    refuse_times: int | None = Field(None, ge=1)
    """So many binds are refused, the next are not."""
    most: int = Field(100, ge=1)
    """At once, of one account."""
    version: int = Field(0x34, ge=0x33, le=0x50)


class Answers(_Part):
    """How messages are answered."""

    delay: Seconds = 0.0
    reorder: bool = False
    """Those of one read in reverse."""
    id_form: IdForm = IdForm.DECIMAL
    rate: int | None = Field(None, ge=1)
    """Messages a second and account; beyond, ``ESME_RTHROTTLED``."""
    window: int | None = Field(None, ge=1)
    """Unanswered messages a bind; beyond, ``ESME_RMSGQFUL``."""


class Receipts(_Part):
    """How receipts are sent."""

    delay: Seconds = 0.1
    id_form: IdForm = IdForm.DECIMAL
    parameters: bool = True
    """Also says it in parameters, not in the text alone."""
    text: bool = True
    window: int = Field(2_000, ge=1)
    """Unacknowledged ones a bind; what is not acknowledged when a bind ends comes again."""
    reorder: bool = False


class Reading(_Part):
    """A carrier that does not keep up: it reads nothing for ``pause`` seconds after each
    ``every`` messages.
    """

    every: int = Field(ge=1)
    pause: Seconds


class Replies(_Part):
    """Telephones that answer by themselves."""

    text: str = Field(max_length=1_000)
    every: int = Field(1, ge=1)
    delay: Seconds = 1.0


class Scenario(_Part):
    """All of it."""

    first_id: int = Field(1, ge=1)
    """The number of the first message; a carrier that starts anew uses its numbers again."""
    remember: int = Field(10_000, ge=0, le=2_000_000)
    """Messages kept for the telephones' page."""
    enquire: Seconds = 30.0
    """The carrier asks whether the other side is there after so many seconds of silence."""
    binds: Binds = Binds()
    answers: Answers = Answers()
    receipts: Receipts = Receipts()
    reading: Reading | None = None
    replies: Replies | None = None
    faults: tuple[Fault, ...] = ()


def read(text: str) -> Scenario:
    """The scenario of a TOML file. Raises ``ValueError``, in words for who wrote it."""
    return Scenario.model_validate(tomllib.loads(text))


def written_id(number: int, form: IdForm) -> bytes:
    """A message's number as this carrier writes it."""
    return _FORMS[form] % number


class Fate:
    """Decides, message by message, which faults meet it."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self._faults = faults
        self._seen = [0] * len(faults)
        self._applied = [0] * len(faults)

    def of(self, number: bytes) -> tuple[Fault, ...]:
        """The faults of one message to ``number``; asking counts."""
        found: list[Fault] = []
        for place, fault in enumerate(self._faults):
            if not number.startswith(fault.to.encode()):
                continue
            self._seen[place] += 1
            counted = self._seen[place] - fault.after
            spent = fault.times is not None and self._applied[place] >= fault.times
            if counted > 0 and counted % fault.every == 0 and not spent:
                self._applied[place] += 1
                found.append(fault)
        return tuple(found)
