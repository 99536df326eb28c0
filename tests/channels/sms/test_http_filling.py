"""Requests from templates, answers, call-backs, and the presets: pure."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.channels.sms.links.filling import fill, place
from guichet.channels.sms.links.http.filling import read_answer, receipt_of, request_for, text_of
from guichet.channels.sms.links.http.presets import presets
from guichet.channels.sms.links.http.settings import HttpSettings
from guichet.channels.sms.links.smpp.settings import SmppSettings
from guichet.gateway.entry_points.settings_at_rest import secret_names, stored
from guichet.kit.cipher import Cipher
from tests.channels.sms.depot import parcel

CALLBACK = "https://guichet.example/sms/routes/1/receipts"


def of(key: str) -> HttpSettings:
    """The settings of a preset, with the values of an account."""
    preset = presets()[key]
    return HttpSettings.model_validate(
        {**preset.settings, **{name: f"my-{name}" for name in preset.asks}}
    )


def test_twilio_is_sent_a_form_with_basic_sign_in() -> None:
    request = request_for(parcel("+33611111111", "Bonjour & merci"), of("twilio"), CALLBACK)
    assert request.address.endswith("/Accounts/my-account/Messages.json")
    assert request.form == {
        "To": "+33611111111",
        "From": "GUICHET",
        "Body": "Bonjour & merci",
        "StatusCallback": CALLBACK,
    }
    assert request.headers["authorization"].startswith("Basic ")


def test_what_stands_in_an_address_is_written_as_addresses_want_it() -> None:
    given = of("brevo").model_copy(update={"address": "https://x.example/send?to={to}&text={text}"})
    request = request_for(parcel("+33611111111", "Thé & café = 50 %"), given, CALLBACK)
    words = "Th%C3%A9%20%26%20caf%C3%A9%20%3D%2050%20%25"
    assert request.address == f"https://x.example/send?to=%2B33611111111&text={words}"


def test_brevo_is_sent_json_with_its_key() -> None:
    request = request_for(parcel("+33611111111", 'dit "oui"'), of("brevo"), CALLBACK)
    assert request.headers["api-key"] == "my-secret"
    assert request.content is not None
    assert b'"content": "dit \\"oui\\""' in request.content


@pytest.mark.parametrize(
    ("text", "alphabet"),
    [("Déjà 5 €", "text"), ("Oui, ça marche", "unicode"), ("À bientôt 👋", "unicode")],
)
def test_vonage_is_told_the_alphabet_it_charges_by(text: str, alphabet: str) -> None:
    form = request_for(parcel("+33611111111", text), of("vonage"), CALLBACK).form
    assert form is not None
    assert (form["to"], form["text"], form["type"]) == ("33611111111", text, alphabet)


def test_infobip_is_sent_its_third_version_with_where_receipts_go() -> None:
    request = request_for(parcel("+33611111111", "Bonjour"), of("infobip"), CALLBACK)
    assert request.address == "https://my-account.api.infobip.com/sms/3/messages"
    assert request.content is not None
    [message] = json.loads(request.content)["messages"]
    assert message["destinations"] == [{"to": "33611111111"}]
    assert message["content"] == {"text": "Bonjour"}
    assert message["webhooks"]["delivery"] == {"url": CALLBACK}


@given(st.text())
def test_what_a_person_writes_is_never_looked_at_for_names(text: str) -> None:
    assert fill("{text}", {"text": text, "secret": "s"}) == text
    assert fill("{text}", {"text": "{secret}", "secret": "s"}) == "{secret}"


@pytest.mark.parametrize(
    ("key", "status", "content", "peer_id", "failure"),
    [
        ("twilio", 201, b'{"sid": "SM1", "status": "queued"}', "SM1", None),
        ("twilio", 400, b'{"code": 21211, "message": "Invalid"}', None, "message_refused"),
        ("twilio", 429, b'{"code": 20429}', None, "carrier_busy"),
        ("twilio", 401, b'{"code": 20003}', None, "carrier_refused"),
        ("twilio", 503, b"<html>", None, "carrier_trouble"),
        ("vonage", 200, b'{"messages": [{"status": "0", "message-id": "0A1"}]}', "0A1", None),
        ("vonage", 200, b'{"messages": [{"status": "1"}]}', None, "carrier_busy"),
        ("vonage", 200, b'{"messages": [{"status": "4"}]}', None, "carrier_refused"),
        ("vonage", 200, b'{"messages": []}', None, "message_refused"),
        ("brevo", 201, b'{"messageId": 1511882900176220}', "1511882900176220", None),
    ],
)
def test_an_answer_says_whether_a_message_was_taken(
    key: str, status: int, content: bytes, peer_id: str | None, failure: str | None
) -> None:
    found = read_answer(status, content, of(key))
    assert found.peer_id == peer_id
    assert (found.failure.code if found.failure else None) == failure


def test_call_backs_are_receipts_and_texts() -> None:
    twilio, vonage = of("twilio"), of("vonage")
    assert twilio.receipt is not None
    assert vonage.receipt is not None
    assert twilio.text is not None
    told = {"MessageSid": "SM1", "MessageStatus": "undelivered", "ErrorCode": "30003"}
    receipt = receipt_of(told, twilio.receipt)
    assert receipt is not None
    assert (receipt.peer_id, receipt.state, receipt.error) == ("SM1", "undeliverable", "30003")
    told = {"messageId": "0A1", "status": "delivered", "err-code": "0"}
    receipt = receipt_of(told, vonage.receipt)
    assert receipt is not None
    assert (receipt.state, receipt.error) == ("delivered", None)
    assert receipt_of({"status": "delivered"}, vonage.receipt) is None
    said = {"MessageSid": "SM2", "From": "+33611111111", "To": "38100", "Body": "STOP"}
    text = text_of(said, twilio.text, datetime(2026, 1, 1, tzinfo=UTC))
    assert text is not None
    assert (text.peer_id, text.sender, text.text) == ("SM2", "+33611111111", "STOP")


@given(st.recursive(st.none() | st.integers() | st.text(), lambda inner: st.lists(inner)
       | st.dictionaries(st.text(), inner)), st.text())  # fmt: skip
def test_whatever_a_document_holds_a_path_finds_text_or_nothing(document: Any, path: str) -> None:
    assert isinstance(place(document, path), str | None)


def test_every_preset_names_its_page_and_asks_for_its_account() -> None:
    for preset in presets().values():
        assert preset.source.startswith("https://")
        written = str(preset.settings)
        assert all(f"{{{name}}}" in written for name in preset.asks)
    assert {"twilio", "vonage", "brevo"} <= presets().keys()


def test_secrets_are_where_they_are_sealed_at_rest() -> None:
    assert secret_names(HttpSettings) == {"secret", "signing"}
    assert secret_names(SmppSettings) == {"password"}
    sealed = stored(of("twilio"), Cipher("master-secret-" * 4), UUID(int=1))
    assert "my-secret" not in str(sealed)
