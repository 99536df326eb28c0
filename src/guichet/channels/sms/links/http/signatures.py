"""How services sign their calls. Pure.

Twilio (https://www.twilio.com/docs/usage/security#validating-requests): the address and all fields
of the form, by their names, one after the other; HMAC-SHA1, Base64. Vonage
(https://developer.vonage.com/en/getting-started/concepts/signing-messages): all fields but ``sig``,
by their names, with ``&`` and ``=`` in values as ``_``; HMAC-SHA256, or MD5 with the secret behind.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping


def is_twilio(signature: str, secret: str, address: str, form: Mapping[str, str]) -> bool:
    """Whether ``signature`` is that of a call to ``address`` with ``form``."""
    signed = address + "".join(f"{name}{form[name]}" for name in sorted(form))
    digest = hmac.digest(secret.encode(), signed.encode(), "sha1")
    return hmac.compare_digest(base64.b64encode(digest), signature.encode())


def is_vonage(secret: str, fields: Mapping[str, str], *, md5: bool) -> bool:
    """Whether the fields carry their own signature."""
    parts = (
        f"&{name}={value.replace('&', '_').replace('=', '_')}"
        for name, value in sorted(fields.items())
        if name != "sig"
    )
    signed = "".join(parts).encode()
    key = secret.encode()
    # MD5 is what the service offers beside; who can chooses SHA-256.
    made = (
        hashlib.md5(signed + key, usedforsecurity=False).hexdigest()
        if md5
        else hmac.new(key, signed, hashlib.sha256).hexdigest()
    )
    return hmac.compare_digest(made.encode(), fields.get("sig", "").lower().encode())
