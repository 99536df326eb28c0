"""Who a company says its visitor is: believed as far as it is signed, and no further."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import OctKey

from guichet.channels.webchat.vouching import LONGEST_VALIDITY, SKEW, Read, name_of, read, typed
from guichet.gateway.context import Claims
from guichet.kit.events.types import Json
from guichet.processes.demo_shop.customer import VOUCHED_WITH, vouched

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
NEW, OLD, OTHER = "n" * 32, "o" * 32, "x" * 32
SECRETS = (NEW, OLD)
IN_AN_HOUR = int((NOW + timedelta(hours=1)).timestamp())
MARIE = {"sub": "42", "exp": IN_AN_HOUR, "email": "marie@example.re", "name": "Marie"}


def hashed(external_id: str, secret: str = NEW) -> str:
    """As the how-to says a server does it."""
    return hmac.new(secret.encode(), external_id.encode(), hashlib.sha256).hexdigest()


def token(claims: Mapping[str, Any], secret: str = NEW, algorithm: str = "HS256") -> str:
    """Signed by whoever holds ``secret``."""
    key = OctKey.import_key(secret.encode())
    return jwt.encode({"alg": algorithm}, dict(claims), key, algorithms=[algorithm])


def part(value: object) -> str:
    """One part of a token, made by hand."""
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def test_the_demo_shops_customer_is_vouched_for() -> None:
    found = read({**vouched()}, (VOUCHED_WITH,), NOW)
    assert found.warning is None
    assert found.claims is not None
    assert (found.claims.verified, found.claims.external_id) == (True, "client-2047")


def test_a_hash_vouches_for_the_external_id_alone() -> None:
    given_: dict[str, Json] = {
        "external_id": "42",
        "email": "boss@example.re",
        "name": "M",
        "hash": hashed("42"),
    }
    beside = Claims(False, email="boss@example.re", name="M")
    assert read(given_, SECRETS, NOW) == Read(Claims(True, external_id="42", beside=beside))


@pytest.mark.parametrize(
    ("external_id", "signed"),
    [
        ("42", hashed("42", OLD)),
        (42, hashed("42")),
        ("é é", hashed("é é")),
        ("4", hashed("4").upper()),
    ],
)
def test_every_way_to_sign_rightly_is_understood(external_id: str | int, signed: str) -> None:
    found = read({"external_id": external_id, "hash": signed}, SECRETS, NOW)
    assert found == Read(Claims(True, external_id=str(external_id)))


@pytest.mark.parametrize(
    ("more", "warning"),
    [
        ({"hash": hashed("43")}, "identity_wrong_signature"),
        ({"hash": hashed("42", OTHER)}, "identity_wrong_signature"),
        ({"hash": ""}, "identity_wrong_signature"),
        ({"hash": ["a"]}, "identity_wrong_signature"),
        ({"hash": hashed("42")[:-1]}, "identity_wrong_signature"),
        ({"hash": hashed("42 ")}, "identity_wrong_signature"),
        ({"hash": "é" * 64}, "identity_wrong_signature"),
        ({}, "identity_not_signed"),
    ],
)
def test_what_is_signed_wrongly_or_not_at_all_is_kept_as_unverified(
    more: dict[str, Any], warning: str
) -> None:
    found = read({"external_id": "42", "name": "Marie", **more}, SECRETS, NOW)
    assert found == Read(Claims(False, external_id="42", name="Marie"), warning)


def test_without_a_secret_nobody_is_vouched_for() -> None:
    signed: dict[str, Json] = {"external_id": "42", "hash": hashed("42")}
    assert read(signed, (), NOW) == Read(Claims(False, external_id="42"), "identity_without_secret")
    by_token = read({"jwt": token(MARIE)}, (), NOW)
    assert (by_token.claims and by_token.claims.verified) is False
    assert by_token.warning == "identity_without_secret"
    assert read({"name": "Marie"}, (), NOW) == Read(Claims(False, name="Marie"))


@pytest.mark.parametrize("external_id", ["42 ", " 42", "42\x00", "\n42"])
def test_an_external_id_with_margins_does_not_become_that_of_somebody_else(
    external_id: str,
) -> None:
    by_hash = read({"external_id": external_id, "hash": hashed(external_id)}, SECRETS, NOW)
    by_token = read({"jwt": token({"sub": external_id, "exp": IN_AN_HOUR})}, SECRETS, NOW)
    assert (by_hash.claims, by_token.claims) == (None, None)


def test_a_hash_without_an_external_id_vouches_for_nobody() -> None:
    found = read({"email": "marie@example.re", "hash": hashed("")}, SECRETS, NOW)
    assert found.warning == "identity_wrong_signature"
    assert found.claims == Claims(False, email="marie@example.re")


@pytest.mark.parametrize("secret", SECRETS)
def test_a_token_vouches_for_all_it_holds(secret: str) -> None:
    more = {"phone": "+262692123456", "attributes": {"points": 7}}
    found = read({"jwt": token({**MARIE, **more}, secret)}, SECRETS, NOW)
    assert found == Read(
        Claims(True, "42", "marie@example.re", "+262692123456", "Marie", {"points": 7})
    )


@pytest.mark.parametrize(
    ("change", "warning"),
    [
        ({"exp": int((NOW - SKEW).timestamp())}, "identity_expired"),
        ({"exp": None}, "identity_without_end"),
        ({"exp": "tomorrow"}, "identity_without_end"),
        ({"exp": True}, "identity_without_end"),
        ({"exp": 1e300}, "identity_without_end"),
        (
            {"exp": int((NOW + LONGEST_VALIDITY + SKEW).timestamp()) + 1},
            "identity_lasts_too_long",
        ),
        ({"nbf": int((NOW + SKEW).timestamp()) + 1}, "identity_not_yet_valid"),
        ({"iat": int((NOW + SKEW).timestamp()) + 1}, "identity_not_yet_valid"),
        ({"iat": "now"}, "identity_not_yet_valid"),
        ({"sub": None}, "identity_without_subject"),
        ({"sub": ["42"]}, "identity_without_subject"),
        ({"sub": "x" * 201}, "identity_without_subject"),
    ],
)
def test_a_token_out_of_its_time_or_without_a_subject_is_not_believed(
    change: dict[str, Any], warning: str
) -> None:
    found = read({"jwt": token({**MARIE, **change})}, SECRETS, NOW)
    assert found.warning == warning
    assert found.claims is not None
    assert (found.claims.verified, found.claims.name) == (False, "Marie")


@pytest.mark.parametrize(
    "change",
    [
        {"exp": int((NOW - SKEW).timestamp()) + 1},
        {"exp": int((NOW + LONGEST_VALIDITY).timestamp())},
        {"iat": int((NOW + SKEW).timestamp())},
        {"exp": NOW.timestamp() + 0.5, "nbf": NOW.timestamp() - 0.5},
    ],
)
def test_clocks_may_differ_a_little(change: dict[str, Any]) -> None:
    assert read({"jwt": token({**MARIE, **change})}, SECRETS, NOW).warning is None


FORGED = {
    "another secret": token(MARIE, OTHER),
    "another algorithm of the same family": token(MARIE, NEW * 2, "HS512"),
    "no algorithm": f"{part({'alg': 'none'})}.{part(MARIE)}.",
    "no algorithm, written otherwise": f"{part({'alg': 'None'})}.{part(MARIE)}.",
    "another payload": ".".join(
        (token(MARIE).split(".")[0], part({**MARIE, "sub": "43"}), token(MARIE).split(".")[2])
    ),
    "a header that asks for more": ".".join(
        (part({"alg": "HS256", "crit": ["x"], "x": 1}), part(MARIE), token(MARIE).split(".")[2])
    ),
}


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED)
def test_a_forged_token_vouches_for_nobody(forged: str) -> None:
    found = read({"jwt": forged}, SECRETS, NOW)
    assert found.warning == "identity_wrong_signature"
    assert found.claims is not None
    assert not found.claims.verified


@pytest.mark.parametrize(
    ("given_", "warning"),
    [
        ("42", "identity_not_an_object"),
        (["42"], "identity_not_an_object"),
        ({}, "identity_empty"),
        ({"external_id": {"a": 1}, "name": True}, "identity_empty"),
        ({"name": "x" * 201}, "identity_empty"),
        ({"name": "\ud800"}, "identity_empty"),
        ({"attributes": {"a": "\ud800"}}, "identity_empty"),
        ({"jwt": 7}, "identity_not_a_token"),
        ({"jwt": "x" * 20_000}, "identity_not_a_token"),
        ({"jwt": "a.b"}, "identity_wrong_signature"),
        ({"jwt": "a.é.c"}, "identity_wrong_signature"),
    ],
)
def test_nonsense_is_nobody_and_says_so(given_: Any, warning: str) -> None:
    assert read(given_, SECRETS, NOW) == Read(None, warning)


def test_half_a_character_in_a_token_that_is_signed_is_left_out() -> None:
    text = json.dumps({**MARIE, "name": "\ud800", "attributes": {"a": "\udfff"}})
    head = (
        f"{part({'alg': 'HS256'})}.{base64.urlsafe_b64encode(text.encode()).decode().rstrip('=')}"
    )
    signature = hmac.new(NEW.encode(), head.encode(), hashlib.sha256).digest()
    signed = f"{head}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"
    assert read({"jwt": signed}, SECRETS, NOW) == Read(Claims(True, "42", "marie@example.re"))


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)
NAMED = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(("external_id", "email", "name", "hash", "jwt"), ANYTHING)
)


@given(ANYTHING | NAMED)
def test_what_is_not_signed_is_never_believed_and_nothing_raises(said: Any) -> None:
    claims = read(said, SECRETS, NOW).claims
    assert claims is None or not claims.verified


@given(st.text(min_size=1, max_size=60), st.text(min_size=1, max_size=60))
def test_the_hash_of_one_visitor_is_never_that_of_another(mine: str, theirs: str) -> None:
    claims = read({"external_id": theirs, "hash": hashed(mine)}, SECRETS, NOW).claims
    plain = theirs.replace("\x00", "").strip() == theirs
    assert (claims is not None and claims.verified) == (mine == theirs and plain)


def test_what_a_visitor_types_is_never_vouched_for() -> None:
    own = Claims(False, email="a@b.re", name="Elo")
    sure = Claims(True, external_id="42", email="marie@example.re")
    assert typed(None, email="a@b.re", phone=None, name="Elo") == own
    signed = typed(sure, email="a@b.re", phone=None, name="Elo")
    assert (signed.verified, signed.email, signed.beside) == (True, "marie@example.re", own)
    said = typed(Claims(False, external_id="9", phone="1"), email="a@b.re", phone=None, name=None)
    assert said == Claims(False, external_id="9", email="a@b.re", phone="1")


def test_a_person_is_called_by_what_is_signed_first() -> None:
    beside = Claims(False, name="Elo")
    assert name_of(None) is None
    assert name_of(Claims(True, "42", beside=beside)) == "Elo"
    assert name_of(Claims(True, "42", name="Marie", beside=beside)) == "Marie"
