"""Codes of the second factor: pure but for chance.

Time-based codes are six digits of 30 seconds (RFC 6238), the form every authenticator knows; a
clock may be one step off either way. A code counts once: of its step or an earlier one no other
is taken.
"""

import hmac
import secrets
from datetime import datetime, timedelta
from typing import Final

import pyotp

STEP: Final = timedelta(seconds=30)
SLACK: Final = 1
RECOVERY_CODES: Final = 10
_GROUPS, _GROUP_LENGTH = 4, 4
_LETTERS: Final = "abcdefghijkmnpqrstuvwxyz23456789"
"""Without what is mistaken for something else: 32 letters, so 80 bits in a code."""
ISSUER: Final = "Guichet"


def new_secret() -> str:
    """A secret of 160 bits in base 32, as RFC 4226, section 4, recommends."""
    return pyotp.random_base32()


def uri_of(secret: str, account: str) -> str:
    """What the picture says to an authenticator."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=ISSUER)


def accepted_step(secret: str, code: str, now: datetime, last_step: int) -> int | None:
    """The time step ``code`` is right for, if it is later than ``last_step``."""
    given = code.replace(" ", "")
    if not (given.isascii() and given.isdigit()):
        return None
    step = step_at(now)
    generator = pyotp.HOTP(secret)
    for candidate in range(step - SLACK, step + SLACK + 1):
        if candidate > last_step and hmac.compare_digest(generator.at(candidate), given):
            return candidate
    return None


def step_at(now: datetime) -> int:
    """The time step of an instant."""
    return int(now.timestamp()) // int(STEP.total_seconds())


def new_recovery_codes() -> tuple[str, ...]:
    """Codes to keep on paper, such as ``k4fp-9xwd-m2ta-zz8u``."""
    return tuple(_recovery_code() for _ in range(RECOVERY_CODES))


def normal(code: str) -> str:
    """A recovery code as it is compared: however it was typed."""
    return "".join(letter for letter in code.lower() if letter in _LETTERS)


def looks_like_recovery(code: str) -> bool:
    """Whether somebody gave a recovery code and not digits of an authenticator."""
    return len(normal(code)) == _GROUPS * _GROUP_LENGTH


def _recovery_code() -> str:
    return "-".join(_random_letters(_GROUP_LENGTH) for _ in range(_GROUPS))


def _random_letters(count: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(count))
