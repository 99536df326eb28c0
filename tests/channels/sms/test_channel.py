"""The channel's own small decisions: tables."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from guichet.channels.sms.channel import Sms
from guichet.channels.sms.settings import SmsSettings
from guichet.files.types import FileRef
from guichet.gateway.contract import AnyDoor, Door
from guichet.gateway.failures import Failure, Retry
from guichet.gateway.types import Identity, Outbound, Outcome, Receipt, TelephoneText
from guichet.kit.ids import TenantId
from tests.channels.sms.depot import tools

TEXT = TelephoneText(
    "route:1",
    "+262692123456",
    "38100",
    "VANILLE bonjour",
    "VANILLE",
    datetime(2026, 3, 2, tzinfo=UTC),
)


class Post:
    """Takes everything."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str | None]] = []

    async def answer(self, door: AnyDoor, number: str, outbound: Outbound) -> Outcome:
        self.taken.append((number, outbound.text))
        return Receipt(str(outbound.id), 1)


def channel(post: Post | None = None, **settings: Any) -> Sms:
    """Of an entry point with these settings."""
    chosen = SmsSettings.model_validate({"number": "38100", **settings})
    door = Door(TenantId(UUID(int=1)), UUID(int=2), "sms", "SMS", "fr", "key", (), chosen, 1)
    return Sms(door, replace(tools(), texts=post))


@pytest.mark.parametrize(
    ("settings", "conversation", "answer"),
    [
        ({}, True, None),
        ({"answer": "Bien reçu."}, True, "Bien reçu."),
        ({"does": "answer", "answer": "Ouvert."}, False, "Ouvert."),
        ({"does": "tell", "answer": "jamais dit"}, False, None),
    ],
)
def test_a_text_is_treated_as_the_company_set_it(
    settings: dict[str, Any], conversation: bool, answer: str | None
) -> None:
    found = channel(**settings).treat(TEXT)
    assert (found.inbound is not None, found.answer) == (conversation, answer)


def test_what_begins_a_conversation_names_its_person_keyword_and_queue() -> None:
    inbound = channel(queue="ventes").treat(TEXT).inbound
    assert inbound is not None
    assert inbound.sender == Identity("phone", "+262692123456")
    assert (inbound.subject, inbound.queue, inbound.peer_id) == ("VANILLE", "ventes", "route:1")


def test_each_keyword_is_a_claim_that_names_its_setting() -> None:
    claims = Sms.claims(SmsSettings(number="38100", keywords=("VANILLE", "Été")))
    assert [(one.keyword, one.field) for one in claims] == [
        ("VANILLE", "settings/keywords/0"),
        ("Été", "settings/keywords/1"),
    ]
    (whole,) = Sms.claims(SmsSettings(number="+262262123456"))
    assert (whole.number, whole.keyword) == ("+262262123456", None)


async def test_only_words_leave_and_from_the_number_that_was_written_to() -> None:
    post = Post()
    said = Outbound(UUID(int=9), Identity("phone", "+262692123456"), "Bonjour !")
    assert isinstance(await channel(post).send(said), Receipt)
    assert post.taken == [("38100", "Bonjour !")]
    picture = FileRef(UUID(int=8), "photo.png", "image/png", 10)
    for odd in (replace(said, text=None), replace(said, files=(picture,))):
        refused = await channel(post).send(odd)
        assert isinstance(refused, Failure)
        assert (refused.code, refused.retry) == ("text_only", Retry.NEVER)
    waits = await channel().send(said)
    assert isinstance(waits, Failure)
    assert waits.retry is Retry.LATER


@pytest.mark.parametrize(
    "settings",
    [
        {"number": "bonjour"},
        {"number": "0692123456789012"},
        {"number": "38100", "keywords": ["deux mots"]},
        {"number": "38100", "does": "answer"},
        {"number": "38100", "colour": "red"},
    ],
)
def test_settings_that_make_no_sense_are_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        SmsSettings.model_validate(settings)
