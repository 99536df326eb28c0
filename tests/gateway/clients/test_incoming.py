"""Texts from telephones as deliveries: whatever a service brings can be written."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from guichet.gateway.clients.incoming import MOST_PARTS, noted, texts_of
from guichet.gateway.mass.types import Report
from guichet.kit.ids import TenantId
from guichet.protocols.smpp.codec import decode, encode

ID = UUID(int=1)
AT = datetime(2026, 1, 1, tzinfo=UTC)


def written(sender: str, words: str, window: int) -> list[bytes]:
    reference = noted("38100", words)
    report = Report(
        ID, TenantId(ID), "account", ID, ID, sender, reference, "accepted", 0, 0, AT, None
    )
    return [encode(one) for one in texts_of(report, window)]


@pytest.mark.parametrize("sender", ["+262692000001", "X" * 60, "Été chez Vanille & Cie"])
@pytest.mark.parametrize("words", ["oui", "a" * 100_000, "€é" * 100_000, "👋" * 100_000])
@pytest.mark.parametrize("window", [1, 10, 1_000])
def test_a_sender_and_a_text_of_any_length_are_delivered(
    sender: str, words: str, window: int
) -> None:
    found = written(sender, words, window)
    assert 1 <= len(found) <= min(window, MOST_PARTS)
    assert [decode(one) for one in found]
