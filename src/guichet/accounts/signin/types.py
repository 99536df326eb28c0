"""Steps of signing in."""

from dataclasses import dataclass
from typing import Literal

from guichet.accounts.sessions.types import Opened

Factor = Literal["totp", "recovery_code", "passkey"]


@dataclass(frozen=True, slots=True)
class Step:
    """What a right answer led to."""

    opened: Opened
    methods: tuple[Factor, ...] = ()
    """What the second factor can be; empty when none is needed and the session is whole."""
