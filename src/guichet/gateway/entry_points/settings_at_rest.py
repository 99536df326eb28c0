"""Settings of an entry point as they are stored, used and shown: secrets are encrypted in the
database, given to the channel alone, and never shown again.
"""

import base64
from collections.abc import Mapping
from typing import Any, get_args
from uuid import UUID

from pydantic import SecretStr

from guichet.gateway.contract import ChannelSettings
from guichet.kit.cipher import Cipher

HIDDEN = "••••••••"
"""Shown instead of a secret; given back, it keeps the secret as it is."""
_SEALED = "sealed"

Stored = Mapping[str, Any]


def secret_names(model: type[ChannelSettings]) -> frozenset[str]:
    """The fields that hold secrets: ``SecretStr``, also optional. Only at the top of a model."""
    return frozenset(
        name for name, field in model.model_fields.items() if _holds_secret(field.annotation)
    )


def _holds_secret(annotation: object) -> bool:
    """Also optional, and with limits of its own."""
    return annotation is SecretStr or any(_holds_secret(part) for part in get_args(annotation))


def stored(settings: ChannelSettings, cipher: Cipher | None, entry_point_id: UUID) -> Stored:
    """As written to the database. Raises ``LookupError`` for a secret without a cipher."""
    plain = settings.model_dump(mode="json")
    for name in secret_names(type(settings)):
        secret: SecretStr | None = getattr(settings, name)
        if secret is not None:
            plain[name] = _seal(secret.get_secret_value(), cipher, _context(entry_point_id, name))
    return plain


def opened(held: Stored, cipher: Cipher | None, entry_point_id: UUID) -> dict[str, Any]:
    """With its secrets in the clear, for the channel's own model."""
    return {
        name: _unseal(value, cipher, _context(entry_point_id, name)) if is_sealed(value) else value
        for name, value in held.items()
    }


def shown(held: Stored) -> dict[str, Any]:
    """With its secrets hidden."""
    return {name: HIDDEN if is_sealed(value) else value for name, value in held.items()}


def with_kept_secrets(
    given: Stored, before: Mapping[str, Any], model: type[ChannelSettings]
) -> dict[str, Any]:
    """What was given; secrets that were not given anew are those of ``before`` (opened)."""
    kept = {
        name: before[name]
        for name in secret_names(model)
        if name in before and (given.get(name, HIDDEN) == HIDDEN or is_sealed(given[name]))
    }
    return {**given, **kept}


def is_sealed(value: object) -> bool:
    """Whether a stored value is an encrypted secret."""
    return isinstance(value, dict) and value.keys() == {_SEALED}


def _context(entry_point_id: UUID, name: str) -> str:
    return f"entry_point:{entry_point_id}:{name}"


def _seal(secret: str, cipher: Cipher | None, context: str) -> dict[str, str]:
    box = _needed(cipher).encrypt(secret.encode(), context)
    return {_SEALED: base64.b64encode(box).decode()}


def _unseal(value: Mapping[str, str], cipher: Cipher | None, context: str) -> str:
    return _needed(cipher).decrypt(base64.b64decode(value[_SEALED]), context).decode()


def _needed(cipher: Cipher | None) -> Cipher:
    if cipher is None:
        raise LookupError("these channels were found without a cipher: they can hold no secrets")
    return cipher
