"""Addresses into another system."""

import hashlib
import hmac
from datetime import UTC, datetime

import pytest

from guichet.crm.handoff.address import address, fault_of

UNTIL = datetime(2026, 3, 2, 8, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("template", "fault"),
    [
        ("https://crm.example/c/{external_id}?tel={phone}", None),
        ("https://crm.example/", None),
        ("http://crm.example/{phone}", "not_a_safe_address"),
        ("javascript:alert({phone})", "not_a_safe_address"),
        ("https://{phone}.example/", "not_a_safe_address"),
        ("https://me:secret@crm.example/", "not_a_safe_address"),
        ("https://crm.example/{card}", "unknown_blank"),
        ("https://crm.example/ {phone}", "not_an_address"),
        ("https://crm.example/#{phone}", "not_an_address"),
        ("https://[crm/", "not_an_address"),
    ],
)
def test_a_template_leads_to_one_safe_host(template: str, fault: str | None) -> None:
    assert fault_of(template) == fault


def test_values_are_escaped_and_the_whole_is_signed() -> None:
    url = address("https://crm.example/c?n={name}&p={phone}", {"name": "a&b=c é"}, b"key", UNTIL)
    signed, signature = url.rsplit("&guichet_signature=", 1)
    assert signed == (
        f"https://crm.example/c?n=a%26b%3Dc%20%C3%A9&p=&guichet_expires={int(UNTIL.timestamp())}"
    )
    assert signature == hmac.new(b"key", signed.encode(), hashlib.sha256).hexdigest()
    assert "?guichet_expires=" in address("https://crm.example/", {}, b"key", UNTIL)
