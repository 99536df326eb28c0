"""Bodies are signed by the Standard Webhooks convention."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime

from guichet.hooks.signing import headers, key_of, new_secret

AT = datetime.fromtimestamp(1614265330, UTC)


def test_a_signature_is_the_one_other_libraries_make() -> None:
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    made = dict(
        headers("msg_p5jXN8AQM9LWM0D4loKWxJek", AT, b'{"test": 2432232314}', [key_of(secret)])
    )
    assert made == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_two_secrets_give_two_signatures_the_newest_first() -> None:
    new, old = key_of(new_secret()), key_of(new_secret())
    signature = dict(headers("x", AT, b"{}", [new, old]))["webhook-signature"]
    expected = [
        "v1," + base64.b64encode(hmac.digest(key, b"x.1614265330.{}", hashlib.sha256)).decode()
        for key in (new, old)
    ]
    assert signature.split(" ") == expected


def test_a_secret_holds_between_24_and_64_octets_and_is_never_the_same() -> None:
    secrets = {new_secret() for _ in range(20)}
    assert len(secrets) == 20
    assert all(one.startswith("whsec_") and 24 <= len(key_of(one)) <= 64 for one in secrets)
