"""A user, and what a user may choose."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from guichet.kit.i18n import Language
from guichet.kit.ids import UserId

ColorScheme = Literal["auto", "light", "dark"]


@dataclass(frozen=True, slots=True)
class User:
    """A person who can sign in. Never holds the password, not even its hash."""

    id: UserId
    email: str
    name: str
    language: Language
    color_scheme: ColorScheme
    platform_operator: bool
    has_password: bool
    second_factor: bool
    """Whether they have an authenticator or a passkey."""
    created_at: datetime
    last_sign_in_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class Profile:
    """What a user may change of themself; ``None``: leave it."""

    name: str | None = None
    language: Language | None = None
    color_scheme: ColorScheme | None = None


@dataclass(frozen=True, slots=True)
class NewUser:
    """Somebody about to become a user. The address was checked, the password is hashed."""

    email: str
    name: str
    language: Language
    password_hash: str | None
    platform_operator: bool = False


@dataclass(frozen=True, slots=True)
class Stored:
    """A user and the hash to check a password against."""

    user: User
    password_hash: str | None
