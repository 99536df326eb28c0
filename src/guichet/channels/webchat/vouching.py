"""Who a company says its visitor is: believed as far as its server signed it. Pure.

Two ways, each with one of the entry point's secrets: a JWT (HS256, RFC 7519), which vouches for
all it holds, or ``hash``, the hexadecimal HMAC-SHA-256 of ``external_id``, which vouches for that
alone; a name or an address that came along is the page's own word. What is not vouched for is kept
as unverified and named to the page's author; nobody's chat fails for it.
"""

import base64
import binascii
import hashlib
import hmac
import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from guichet.channels.webchat.context import data_of
from guichet.gateway.context import Claims
from guichet.kit.events.types import Json

ALGORITHM: Final = "HS256"
LONGEST_TOKEN = 16 * 1024
LONGEST_VALIDITY = timedelta(days=1)
"""How far ahead a token may expire: what leaks must not open a person's conversation for ever."""
SKEW = timedelta(minutes=1)
"""By how much the clocks of two servers may differ."""
LONGEST_EXTERNAL_ID = 200
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Read:
    """Who the visitor is said to be, and why it is not believed, for the page's author."""

    claims: Claims | None = None
    warning: str | None = None


class _Doubt(Exception):
    """Why what is signed is not believed."""


def read(given: Json, secrets: Sequence[str], now: datetime) -> Read:
    """What ``hello`` says of the visitor's identity. Never raises."""
    if given is None:
        return Read()
    if not isinstance(given, dict):
        return Read(warning="identity_not_an_object")
    if "jwt" in given:
        return _by_token(given["jwt"], secrets, now)
    return _by_hash(given, secrets)


def typed(claims: Claims | None, *, email: str, phone: str | None, name: str | None) -> Claims:
    """With what the visitor filled in themself, which nobody vouches for."""
    own = Claims(False, email=email, phone=phone, name=name)
    if claims is None:
        return own
    if claims.verified:
        return replace(claims, beside=own)
    return replace(claims, email=email, phone=phone or claims.phone, name=name or claims.name)


def name_of(claims: Claims | None) -> str | None:
    """What the person is called, by whoever says so."""
    if claims is None:
        return None
    return claims.name or (claims.beside.name if claims.beside else None)


def _by_hash(given: Mapping[str, Json], secrets: Sequence[str]) -> Read:
    said, signed = _claims(given, given.get("external_id")), given.get("hash")
    if signed is None:
        unsigned = "identity_not_signed" if secrets and said else None
        return Read(said, unsigned or _nothing(said))
    if not secrets:
        return Read(said, "identity_without_secret")
    if said is None or said.external_id is None or not _signed(given, signed, secrets):
        return Read(said, "identity_wrong_signature")
    rest = replace(said, external_id=None)
    beside = rest if rest != Claims(False) else None
    return Read(Claims(True, external_id=said.external_id, beside=beside))


def _signed(given: Mapping[str, Json], signed: Json, secrets: Sequence[str]) -> bool:
    told = str(signed).lower()
    if not _HASH.fullmatch(told):
        return False
    name = str(given["external_id"]).encode()
    expected = (hmac.new(one.encode(), name, hashlib.sha256).hexdigest() for one in secrets)
    return any(hmac.compare_digest(one, told) for one in expected)


def _by_token(given: Json, secrets: Sequence[str], now: datetime) -> Read:
    if not isinstance(given, str) or len(given) > LONGEST_TOKEN:
        return Read(warning="identity_not_a_token")
    try:
        payload = _believed(given, secrets, now)
    except _Doubt as doubt:
        unproven = _payload(given)
        return Read(_claims(unproven, unproven.get("sub")), str(doubt))
    claims = _claims(payload, payload.get("sub"))
    return Read(replace(claims, verified=True) if claims else None, _nothing(claims))


def _believed(token: str, secrets: Sequence[str], now: datetime) -> Mapping[str, Any]:
    if not secrets:
        raise _Doubt("identity_without_secret")
    for secret in secrets:
        try:
            found = jwt.decode(token, OctKey.import_key(secret.encode()), algorithms=[ALGORITHM])
        except (JoseError, ValueError, KeyError, TypeError):
            continue
        _check_times(found.claims, now.timestamp())
        if not _number_of(found.claims.get("sub")):
            raise _Doubt("identity_without_subject")
        return found.claims
    raise _Doubt("identity_wrong_signature")


def _check_times(claims: Mapping[str, Any], now: float) -> None:
    skew = SKEW.total_seconds()
    expires, begins = _seconds(claims.get("exp")), claims.get("nbf", claims.get("iat"))
    if expires is None:
        raise _Doubt("identity_without_end")
    if now >= expires + skew:
        raise _Doubt("identity_expired")
    if expires > now + LONGEST_VALIDITY.total_seconds() + skew:
        raise _Doubt("identity_lasts_too_long")
    if begins is not None and ((at := _seconds(begins)) is None or at > now + skew):
        raise _Doubt("identity_not_yet_valid")


def _seconds(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < 1e12 and math.isfinite(value) else None


def _payload(token: str) -> Mapping[str, Json]:
    """What a token says, whoever made it."""
    parts = token.split(".")
    if len(parts) != 3:
        return {}
    try:
        text = base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4))
        found = json.loads(text)
    except (binascii.Error, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _claims(given: Mapping[str, Json], external_id: Json) -> Claims | None:
    """Everything of it that can be used, as unverified; none when that is nothing."""
    attributes, _ = data_of(_storable(given.get("attributes")))
    claims = Claims(
        False,
        external_id=_number_of(external_id),
        email=_text(given.get("email"), 254),
        phone=_text(given.get("phone"), 40),
        name=_text(given.get("name"), 200),
        attributes=attributes,
    )
    return None if claims == Claims(False) else claims


def _nothing(claims: Claims | None) -> str | None:
    return None if claims else "identity_empty"


def _storable(value: Json) -> Json:
    """Nothing at all of what holds halves of characters, which no database takes."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except (UnicodeEncodeError, ValueError, RecursionError):
        return None
    return value


def _number_of(value: object) -> str | None:
    """An external id, to the letter: one with margins would become that of somebody else."""
    found = _text(value, LONGEST_EXTERNAL_ID)
    return found if found == str(value) else None


def _text(value: object, longest: int) -> str | None:
    """A text, or a number as one; none for anything else, also for what is too long."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1e30:
        value = str(value)
    if not isinstance(value, str) or len(value) > longest:
        return None
    try:
        value.encode()
    except UnicodeEncodeError:
        return None
    return value.replace("\x00", "").strip() or None
