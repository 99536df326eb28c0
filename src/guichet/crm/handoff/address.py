"""Addresses into another system: blanks filled, signed, short-lived. Pure."""

import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import quote, urlsplit

BLANKS = frozenset({"contact_id", "external_id", "email", "phone", "name", "language", "agent"})
LONGEST_TEMPLATE = 1_000
_BLANK = re.compile(r"\{([^{}]*)\}")


def fault_of(template: str) -> str | None:
    """What is wrong with a template; none if it can be used."""
    if any(blank not in BLANKS for blank in _BLANK.findall(template)):
        return "unknown_blank"
    try:
        parts = urlsplit(template)
        host = parts.hostname
    except ValueError:
        return "not_an_address"
    if parts.scheme != "https" or not host or "{" in parts.netloc or parts.username is not None:
        return "not_a_safe_address"
    return "not_an_address" if re.search(r"[\s\x00-\x1f\\]", template) or parts.fragment else None


def address(template: str, values: Mapping[str, str], secret: bytes, expires_at: datetime) -> str:
    """The address for one contact. ``guichet_signature``, its last parameter, is the HMAC-SHA256 of
    everything before it (without the ``&``), in hexadecimal.
    """
    filled = _BLANK.sub(lambda blank: quote(values.get(blank[1], ""), safe=""), template)
    joint = "&" if "?" in filled else "?"
    signed = f"{filled}{joint}guichet_expires={int(expires_at.timestamp())}"
    signature = hmac.new(secret, signed.encode(), hashlib.sha256).hexdigest()
    return f"{signed}&guichet_signature={signature}"
