"""Identities in the one form they are stored and compared in."""

import re

from guichet.accounts.tenants import service as tenants
from guichet.gateway.types import Identity, IdentityKind
from guichet.kit.phones import e164
from guichet.kit.work import Work

LONGEST_EXTERNAL = 200
LONGEST_EMAIL = 254
FAULTS = {"phone": "not_a_phone", "email": "not_an_email", "external": "bad_external_id"}
"""What is said of a value that has no normal form."""
_EMAIL = re.compile(
    r"[^\s@<>(),;:\"\[\]\\]{1,64}@[^\s@<>(),;:\"\[\]\\.]+(\.[^\s@<>(),;:\"\[\]\\.]+)+"
)


async def territory_of(work: Work) -> str:
    """Where phone numbers without a country are of."""
    return (await tenants.get(work, work.tenant_id)).settings.territory


def normal_form(kind: IdentityKind, value: str, territory: str) -> str | None:
    """E.164 for a phone, lower case for a mail address; none for what cannot be one."""
    bare = value.strip()
    match kind:
        case "phone":
            return e164(bare, territory)
        case "email":
            lower = bare.lower()
            fits = len(lower) <= LONGEST_EMAIL and _EMAIL.fullmatch(lower)
            return lower if fits else None
        case "external" | "visitor":
            return bare if 0 < len(bare) <= LONGEST_EXTERNAL else None


def identity_of(kind: IdentityKind, value: str | None, territory: str) -> Identity | None:
    """The identity, if there is one."""
    found = normal_form(kind, value, territory) if value else None
    return Identity(kind, found) if found else None
