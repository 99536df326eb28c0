"""What is believed of a provider, claim by claim."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from guichet.accounts.oidc import protocol
from guichet.accounts.oidc.protocol import Disbelieved, Expected
from guichet.accounts.oidc.types import Endpoints

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
ISSUER = "https://login.example.re"
FOUND = Endpoints(ISSUER, "a", "t", None, "k", True, ("RS256", "ES256"))
KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
KEYS = {"keys": [KEY.as_dict(private=False)]}
CLAIMS: dict[str, Any] = {
    "iss": ISSUER,
    "aud": "guichet",
    "sub": "248289",
    "nonce": "n-0S6",
    "exp": int((NOW + timedelta(minutes=5)).timestamp()),
    "iat": int(NOW.timestamp()),
}


def _token(claims: dict[str, Any], key: Any = KEY, algorithm: str = "RS256") -> str:
    return jwt.encode({"alg": algorithm, "kid": "one"}, claims, key, algorithms=[algorithm])


def _believe(token: str, now: datetime = NOW) -> Any:
    return protocol.believe(token, KEYS, FOUND, Expected("guichet", "n-0S6", now))


def _why(token: str, now: datetime = NOW) -> str:
    with pytest.raises(Disbelieved) as refused:
        _believe(token, now)
    return refused.value.why


def test_a_token_that_holds_is_believed() -> None:
    assert _believe(_token(CLAIMS)) == CLAIMS


def test_several_audiences_are_believed_only_with_ours_authorised() -> None:
    several = {**CLAIMS, "aud": ["guichet", "other"], "azp": "guichet"}
    assert _believe(_token(several)) == several


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"iss": ISSUER + "/"}, "other_issuer"),
        ({"iss": None}, "other_issuer"),
        ({"aud": "other"}, "other_audience"),
        ({"aud": ["other"]}, "other_audience"),
        ({"aud": ["guichet", "other"]}, "other_audience"),
        ({"aud": "guichet", "azp": "other"}, "other_audience"),
        ({"aud": None}, "other_audience"),
        ({"nonce": "another"}, "wrong_nonce"),
        ({"nonce": None}, "wrong_nonce"),
        ({"exp": int((NOW - timedelta(minutes=2)).timestamp())}, "expired"),
        ({"exp": "later"}, "no_times"),
        ({"exp": True}, "no_times"),
        ({"iat": int((NOW + timedelta(minutes=3)).timestamp())}, "from_the_future"),
        ({"iat": None}, "no_times"),
        ({"sub": ""}, "no_subject"),
        ({"sub": 7}, "no_subject"),
        ({"sub": "x" * 256}, "no_subject"),
    ],
)
def test_a_token_of_which_one_claim_does_not_hold_is_not_believed(
    change: dict[str, Any], why: str
) -> None:
    assert _why(_token({**CLAIMS, **change})) == why


@pytest.mark.parametrize("name", ["iss", "aud", "sub", "nonce", "exp", "iat"])
def test_a_token_without_a_claim_is_not_believed(name: str) -> None:
    assert _why(_token({key: value for key, value in CLAIMS.items() if key != name}))


def test_another_key_or_kind_of_signature_is_not_believed() -> None:
    stranger = RSAKey.generate_key(2048, {"kid": "one"})
    secret = OctKey.import_key("s" * 40, {"kid": "one"})
    curve = ECKey.generate_key("P-256", {"kid": "one"})
    none = "eyJhbGciOiJub25lIn0." + _token(CLAIMS).split(".")[1] + "."
    tokens = [
        _token(CLAIMS, stranger),
        _token(CLAIMS, secret, "HS256"),
        _token(CLAIMS, curve, "ES256"),
        _token(CLAIMS, KEY, "PS256"),
        none,
    ]
    assert {_why(token) for token in tokens} == {"bad_signature"}


@given(st.text(max_size=60))
def test_any_text_is_disbelieved_and_never_breaks(text: str) -> None:
    assert _why(text) == "bad_signature"


@given(st.integers(0, 10_000))
def test_a_token_changed_anywhere_is_not_believed(place: int) -> None:
    token = _token(CLAIMS)
    place %= len(token) - 1
    changed = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
    assert _why(changed) == "bad_signature"


@pytest.mark.parametrize("keys", [{}, {"keys": []}, {"keys": "no"}, {"keys": [{"kty": "RSA"}]}])
def test_keys_that_are_none_believe_nothing(keys: dict[str, Any]) -> None:
    with pytest.raises(Disbelieved, match="bad_signature"):
        protocol.believe(_token(CLAIMS), keys, FOUND, Expected("guichet", "n-0S6", NOW))


DOCUMENT = {
    "issuer": ISSUER,
    "authorization_endpoint": ISSUER + "/auth",
    "token_endpoint": ISSUER + "/token",
    "jwks_uri": ISSUER + "/jwks",
    "id_token_signing_alg_values_supported": ["HS256", "ES256", "RS256"],
}


def test_a_discovery_document_is_read() -> None:
    found = protocol.endpoints(ISSUER, DOCUMENT)
    assert found.algorithms == ("RS256", "ES256")
    assert (found.token, found.userinfo, found.basic_auth) == (ISSUER + "/token", None, True)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"issuer": ISSUER + "/"}, "issuer_differs"),
        ({"token_endpoint": "http://login.example.re/token"}, "no_safe_token_endpoint"),
        ({"authorization_endpoint": "javascript:alert(1)"}, "no_safe_authorization_endpoint"),
        ({"jwks_uri": None}, "no_safe_jwks_uri"),
        ({"userinfo_endpoint": "ftp://x"}, "no_safe_userinfo_endpoint"),
        ({"id_token_signing_alg_values_supported": ["HS256", "none"]}, "no_common_algorithm"),
    ],
)
def test_a_discovery_document_that_is_unsafe_is_not_believed(
    change: dict[str, Any], why: str
) -> None:
    with pytest.raises(Disbelieved, match=why):
        protocol.endpoints(ISSUER, {**DOCUMENT, **change})


@pytest.mark.parametrize(
    ("told", "verified"),
    [(True, True), ("true", True), (False, False), ("yes", False), (1, False), (None, False)],
)
def test_only_an_address_said_to_be_verified_is(told: object, verified: bool) -> None:
    claims = {**CLAIMS, "email": "ann@example.re", "email_verified": told}
    assert protocol.identity(claims).email_verified is verified


def test_userinfo_of_another_subject_is_not_believed() -> None:
    told = {"sub": CLAIMS["sub"], "email": "ann@example.re", "aud": "evil"}
    completed = protocol.with_userinfo(CLAIMS, told)
    assert completed == {**CLAIMS, "email": "ann@example.re"}
    with pytest.raises(Disbelieved, match="userinfo_of_another"):
        protocol.with_userinfo(CLAIMS, {**told, "sub": "other"})


@pytest.mark.parametrize(
    ("path", "safe"),
    [
        ("/t/maison-vanille/desk?x=1", "/t/maison-vanille/desk?x=1"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/a\\b", "/"),
        ("https://evil.example", "/"),
        ("/a\nb", "/"),
        ("", "/"),
        ("/" + "a" * 600, "/"),
    ],
)
def test_after_signing_in_one_stays_inside(path: str, safe: str) -> None:
    assert protocol.safe_next(path) == safe


def test_the_challenge_is_that_of_the_standard() -> None:
    """RFC 7636, appendix B."""
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert protocol.code_challenge(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
