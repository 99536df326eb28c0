"""When a page was shown, and which words: told back by the form, so that a sign-up proves what was
agreed to, machines that answer at once are known, and a form sent twice is one sign-up. Pure.
"""

import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final, Literal

Freshness = Literal["good", "too_soon", "stale"]
SOONEST: Final = timedelta(seconds=1)
"""Nobody reads and fills in a page within this time."""
LATEST: Final = timedelta(hours=24)
_PARTS: Final = 5
_LONGEST: Final = 200
_SIGNS: Final = 32


@dataclass(frozen=True, slots=True)
class Shown:
    """A page as somebody saw it."""

    code: str
    wording: int
    language: str
    at: int
    """Whole seconds since 1970."""
    name: str
    """Of this showing, unique."""


def seal(one: Shown, key: bytes) -> str:
    """What the form holds."""
    said = f"{one.code}.{one.wording}.{one.language}.{one.at}.{one.name}"
    return f"{said}.{_mac(said, key)}"


def unseal(sealed: str, key: bytes) -> Shown | None:
    """What a form says; none: it was not made here."""
    said, _, mac = sealed[:_LONGEST].rpartition(".")
    if not sealed.isascii() or not hmac.compare_digest(mac, _mac(said, key)):
        return None
    parts = said.split(".")
    if len(parts) != _PARTS:
        return None
    code, wording, language, at, name = parts
    return Shown(code, int(wording), language, int(at), name)


def freshness(one: Shown | None, code: str, wording: int, now: datetime) -> Freshness:
    """Whether what was seen is what counts now."""
    if one is None or one.code != code or one.wording != wording:
        return "stale"
    age = now - datetime.fromtimestamp(one.at, UTC)
    if age > LATEST:
        return "stale"
    return "too_soon" if age < SOONEST else "good"


def _mac(said: str, key: bytes) -> str:
    return hmac.new(key, said.encode(), sha256).hexdigest()[:_SIGNS]
