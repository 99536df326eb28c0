"""OpenID Connect without input or output: what is sent, and what is believed of the answers.

Sources: OpenID Connect Core 1.0 (3.1.2.1 request, 3.1.3.7 checks of the id token), Discovery 1.0,
PKCE (RFC 7636), issuer in the answer (RFC 9207), OAuth 2.0 security best practice (RFC 9700).
"""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlencode, urlsplit

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from guichet.accounts.oidc.types import Endpoints, Flow, Identity, Json

ALGORITHMS: Final = ("RS256", "PS256", "ES256", "ES384", "RS384", "RS512", "EdDSA")
"""Signatures believed: never ``none``, never one made with the client's own secret."""

SKEW: Final = timedelta(minutes=2)
"""How far the provider's clock may be from ours."""

SCOPE: Final = "openid email profile"


class Disbelieved(Exception):
    """The provider's answer does not hold. ``why`` is for the administrator, not for users."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


def endpoints(issuer: str, document: Json, *, plain_http: bool = False) -> Endpoints:
    """What a discovery document tells, if it is that of ``issuer``.

    ``plain_http`` allows addresses without TLS: for a provider on one's own machine.

    :raises Disbelieved: another issuer, a missing or unsafe address, no algorithm in common.
    """
    if document.get("issuer") != issuer:
        raise Disbelieved("issuer_differs")
    told = _texts(document.get("id_token_signing_alg_values_supported")) or ("RS256",)
    common = tuple(algorithm for algorithm in ALGORITHMS if algorithm in told)
    if not common:
        raise Disbelieved("no_common_algorithm")
    methods = _texts(document.get("token_endpoint_auth_methods_supported"))
    return Endpoints(
        issuer=issuer,
        authorization=_address(document, "authorization_endpoint", plain_http),
        token=_address(document, "token_endpoint", plain_http),
        userinfo=(
            _address(document, "userinfo_endpoint", plain_http)
            if document.get("userinfo_endpoint")
            else None
        ),
        keys=_address(document, "jwks_uri", plain_http),
        basic_auth=not methods or "client_secret_basic" in methods,
        algorithms=common,
    )


def discovery_address(issuer: str) -> str:
    """Where a provider describes itself."""
    return issuer.rstrip("/") + "/.well-known/openid-configuration"


def authorization_address(
    found: Endpoints, client_id: str, redirect_uri: str, flow: Flow, state: str
) -> str:
    """Where the browser goes to sign in at the provider."""
    query = urlencode(
        {
            "response_type": "code",
            "client_id": client_id,
            "redirect_uri": redirect_uri,
            "scope": SCOPE,
            "state": state,
            "nonce": flow.nonce,
            "code_challenge": code_challenge(flow.verifier),
            "code_challenge_method": "S256",
        }
    )
    joint = "&" if urlsplit(found.authorization).query else "?"
    return f"{found.authorization}{joint}{query}"


def code_challenge(verifier: str) -> str:
    """The S256 challenge of a PKCE verifier (RFC 7636, section 4.2)."""
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


@dataclass(frozen=True, slots=True)
class Expected:
    """What an id token must be made for."""

    client_id: str
    nonce: str
    now: datetime


def believe(id_token: str, keys: Json, found: Endpoints, expected: Expected) -> Json:
    """The claims of an id token that passed every check of section 3.1.3.7.

    :raises Disbelieved: it did not; ``why`` tells the first check that failed.
    """
    claims = _signed(id_token, keys, found.algorithms)
    if claims.get("iss") != found.issuer:
        raise Disbelieved("other_issuer")
    _check_audience(claims, expected.client_id)
    _check_times(claims, expected.now)
    if claims.get("nonce") != expected.nonce:
        raise Disbelieved("wrong_nonce")
    if not isinstance(claims.get("sub"), str) or not 0 < len(claims["sub"]) <= 255:
        raise Disbelieved("no_subject")
    return claims


def identity(claims: Json) -> Identity:
    """Whom believed claims speak of. Only ``email_verified: true`` counts as verified; some
    providers send the text, which means the same.
    """
    email, name, verified = (claims.get(key) for key in ("email", "name", "email_verified"))
    return Identity(
        subject=claims["sub"],
        email=email if isinstance(email, str) and "@" in email else None,
        email_verified=verified is True or verified == "true",
        name=name.strip()[:200] or None if isinstance(name, str) else None,
    )


def with_userinfo(claims: Json, userinfo: Json) -> Json:
    """Claims completed by the userinfo answer (section 5.3.2).

    :raises Disbelieved: it speaks of somebody else.
    """
    if userinfo.get("sub") != claims.get("sub"):
        raise Disbelieved("userinfo_of_another")
    wanted = {key: userinfo[key] for key in ("email", "email_verified", "name") if key in userinfo}
    return {**claims, **wanted}


def safe_next(path: str) -> str:
    """``path`` if it stays inside the console, else its start: no open redirect."""
    inside = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if inside and len(path) <= 500 and "\\" not in path else "/"


def _signed(id_token: str, keys: Json, algorithms: Sequence[str]) -> Json:
    try:
        key_set = KeySet.import_key_set({"keys": list(keys["keys"])})
        return jwt.decode(id_token, key_set, algorithms=list(algorithms)).claims
    except (JoseError, ValueError, KeyError, TypeError) as fault:
        raise Disbelieved("bad_signature") from fault


def _check_audience(claims: Json, client_id: str) -> None:
    audience = claims.get("aud")
    audiences = [audience] if isinstance(audience, str) else audience
    if not isinstance(audiences, list) or client_id not in audiences:
        raise Disbelieved("other_audience")
    if claims.get("azp", client_id) != client_id or (len(audiences) > 1 and "azp" not in claims):
        raise Disbelieved("other_audience")


def _check_times(claims: Json, now: datetime) -> None:
    expires, issued = _seconds(claims, "exp"), _seconds(claims, "iat")
    if now.timestamp() >= expires + SKEW.total_seconds():
        raise Disbelieved("expired")
    if issued > now.timestamp() + SKEW.total_seconds():
        raise Disbelieved("from_the_future")


def _seconds(claims: Json, name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Disbelieved("no_times")
    return value


def _address(document: Json, name: str, plain_http: bool) -> str:
    value = document.get(name)
    allowed = ("https", "http") if plain_http else ("https",)
    if not isinstance(value, str) or urlsplit(value).scheme not in allowed:
        raise Disbelieved(f"no_safe_{name}")
    return value


def _texts(value: object) -> tuple[str, ...]:
    return tuple(v for v in value if isinstance(v, str)) if isinstance(value, list) else ()
