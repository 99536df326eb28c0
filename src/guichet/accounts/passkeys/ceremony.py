"""The two ceremonies of WebAuthn, carried out by the library ``webauthn``.

User verification is always asked and checked: with it a passkey is two factors (the device, and
the finger or the code that opens it), so it signs in alone.
"""

import json
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import webauthn
from webauthn.helpers import parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    CredentialDeviceType,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from guichet.accounts.passkeys.types import (
    ANSWER_WITHIN,
    Credential,
    Json,
    Owner,
    Passkey,
    RelyingParty,
)
from guichet.kit.errors import Invalid

_TIMEOUT_MS = int(ANSWER_WITHIN.total_seconds() * 1000)
_TRANSPORTS = frozenset({"usb", "nfc", "ble", "internal", "hybrid", "cable", "smart-card"})

Proof = TypeVar("Proof")


def registration_options(
    party: RelyingParty, owner: Owner, challenge: bytes, known: Sequence[Passkey]
) -> dict[str, Any]:
    """Options for ``navigator.credentials.create``: discoverable, user verified, not a device
    that already has one of the user's passkeys.
    """
    options = webauthn.generate_registration_options(
        rp_id=party.id,
        rp_name=party.name,
        user_id=owner.id.bytes,
        user_name=owner.email,
        user_display_name=owner.name,
        challenge=challenge,
        timeout=_TIMEOUT_MS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[_descriptor(passkey) for passkey in known],
    )
    return _plain(webauthn.options_to_json(options))


def sign_in_options(
    party: RelyingParty, challenge: bytes, allowed: Sequence[Passkey]
) -> dict[str, Any]:
    """Options for ``navigator.credentials.get``; without ``allowed`` the device proposes every
    passkey it holds for us.
    """
    options = webauthn.generate_authentication_options(
        rp_id=party.id,
        challenge=challenge,
        timeout=_TIMEOUT_MS,
        allow_credentials=[_descriptor(passkey) for passkey in allowed],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return _plain(webauthn.options_to_json(options))


def registered(party: RelyingParty, challenge: bytes, answer: Json) -> Credential:
    """The credential a browser made for ``challenge``.

    :raises Invalid: ``passkey_refused``: anything about the answer does not hold.
    """
    proof = _checked(
        lambda: webauthn.verify_registration_response(
            credential=dict(answer),
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            require_user_verification=True,
        )
    )
    return Credential(
        credential_id=proof.credential_id,
        public_key=proof.credential_public_key,
        sign_count=proof.sign_count,
        aaguid=proof.aaguid,
        synced=proof.credential_device_type is CredentialDeviceType.MULTI_DEVICE,
        transports=_transports(answer),
    )


def claimed(answer: Json) -> tuple[bytes, bytes | None]:
    """Which credential an answer says it is of, and the user handle it names; not yet proved.

    :raises Invalid: ``passkey_refused``: it is no answer at all.
    """
    parsed = _checked(lambda: parse_authentication_credential_json(dict(answer)))
    return parsed.raw_id, parsed.response.user_handle


def proved(party: RelyingParty, challenge: bytes, answer: Json, passkey: Passkey) -> int:
    """The counter told by an answer that ``passkey`` signed.

    Whether the counter went forward is the caller's to judge: here an answer with a counter
    behind the stored one is as well signed as any.

    :raises Invalid: ``passkey_refused``: anything about the answer does not hold.
    """
    proof = _checked(
        lambda: webauthn.verify_authentication_response(
            credential=dict(answer),
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=passkey.credential.public_key,
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    )
    return proof.new_sign_count


def went_back(stored: int, told: int) -> bool:
    """Whether a counter shows that two devices use one passkey (WebAuthn level 3, section
    6.1.1). Passkeys that are synced between devices always tell 0.
    """
    return (stored > 0 or told > 0) and told <= stored


def _checked(check: Callable[[], Proof]) -> Proof:
    try:
        return check()
    except (WebAuthnException, ValueError, KeyError, TypeError) as fault:
        raise Invalid("passkey_refused") from fault


def _descriptor(passkey: Passkey) -> PublicKeyCredentialDescriptor:
    return PublicKeyCredentialDescriptor(id=passkey.credential.credential_id)


def _plain(options: str) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(options)
    return plain


def _transports(answer: Json) -> tuple[str, ...]:
    response = answer.get("response")
    told = response.get("transports") if isinstance(response, dict) else None
    if not isinstance(told, list):
        return ()
    return tuple(sorted({t for t in told if isinstance(t, str)} & _TRANSPORTS))
