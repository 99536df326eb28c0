"""What a passkey is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from guichet.kit.ids import UserId

ANSWER_WITHIN: Final = timedelta(minutes=5)
"""How long a browser has to answer a challenge; it can be answered once."""

MOST_PER_USER: Final = 20

Json = Mapping[str, Any]
"""What browsers and the WebAuthn library exchange: checked by the library, never by us."""


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """Guichet as authenticators know it: a passkey works for this id and origin only."""

    id: str
    """The host name of the public address."""
    origin: str
    name: str = "Guichet"


def relying_party(public_url: str) -> RelyingParty:
    """The relying party of an installation: moving to another host voids its passkeys."""
    parts = urlsplit(public_url)
    return RelyingParty(parts.hostname or "localhost", f"{parts.scheme}://{parts.netloc}")


class Purpose(StrEnum):
    """What a challenge was given for; it answers nothing else."""

    REGISTER = "register"
    SIGN_IN = "sign_in"


@dataclass(frozen=True, slots=True)
class Owner:
    """The user a passkey is made for."""

    id: UserId
    email: str
    name: str


@dataclass(frozen=True, slots=True)
class Challenge:
    """A challenge given to one browser."""

    id: UUID
    purpose: Purpose
    user_id: UserId | None
    """Whose passkey must answer; ``None`` = whoever's."""
    value: bytes
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """A challenge and the options for ``navigator.credentials``."""

    challenge_id: UUID
    options: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Credential:
    """What an authenticator told about itself."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    aaguid: str
    """The model of the authenticator; zeros when it does not tell."""
    synced: bool
    """Whether the passkey is backed up by its provider, or lives in one device only."""
    transports: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passkey:
    """One passkey of a user."""

    id: UUID
    user_id: UserId
    name: str
    credential: Credential
    created_at: datetime
    last_used_at: datetime | None
    suspended_at: datetime | None
    """Set when its counter went back: a copy of the device may exist. It opens nothing then."""
    version: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What a browser sends back."""

    challenge_id: UUID
    credential: Json


@dataclass(frozen=True, slots=True)
class Proved:
    """What came of a sign-in: ``passkey`` was proved; ``cloned`` tells that its counter went
    back, so that it was suspended and must not sign anybody in.
    """

    passkey: Passkey
    cloned: bool
