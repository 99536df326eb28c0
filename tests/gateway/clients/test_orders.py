"""What is submitted by SMPP as an order, and the receipts that go back."""

from datetime import timedelta
from uuid import UUID

import pytest

from guichet.gateway.clients import noting, orders
from guichet.gateway.clients.orders import Refused
from guichet.gateway.clients.receipts import receipts_of
from guichet.gateway.clients.types import Draft, SmppAccount
from guichet.gateway.mass.types import MessageState, Order, Report
from guichet.kit.errors import Conflict, FieldFault, Invalid, Unavailable
from guichet.kit.ids import TenantId, lowest_id_at
from guichet.protocols.smpp import status
from guichet.protocols.smpp.pdus import DataSm, SubmitSm
from guichet.protocols.smpp.receipts import receipt_of
from guichet.protocols.smpp.texts import user_text
from guichet.protocols.smpp.tlvs import Tag, make
from tests.conftest import MORNING
from tests.gateway.clients.esme import text

TENANT, ID = TenantId(UUID(int=8)), UUID(int=9)
ACCOUNT = SmppAccount(
    TENANT, ID, "gabc", Draft("Kannel", consent="optin"), MORNING, closed_at=None, version=1
)


def ordered(message: SubmitSm | DataSm, account: SmppAccount = ACCOUNT) -> Order:
    orders.check(message)
    content = user_text(message)
    number = orders.number_of(message.dest_addr_ton, message.destination_addr, "RE")
    return orders.order_of(message, content, content.text, account, numbers=[number], now=MORNING)


def test_a_text_is_read_whatever_its_coding() -> None:
    plain = ordered(text("Bonjour"))
    assert (plain.wording.text, plain.wording.sender, plain.wording.purpose) == (
        "Bonjour",
        "BOUTIQUE",
        "service",
    )
    assert plain.recipients[0].address == "+262692000001"
    assert (plain.report_to[0].kind, plain.report_to[0].target) == ("account", ID)
    euro = ordered(text(short_message=b"1 \x1be"))
    assert euro.wording.text == "1 €"
    wide = ordered(text(data_coding=8, short_message="こんにちは".encode("utf-16-be")))
    assert (wide.wording.text, wide.wording.encoding) == ("こんにちは", "ucs2")
    latin = ordered(text(data_coding=3, short_message="été".encode("latin-1")))
    assert latin.wording.text == "été"
    flash = ordered(text(data_coding=0x10))
    assert flash.wording.flash
    payload = ordered(text(short_message=b"", tlvs=(make(Tag.MESSAGE_PAYLOAD, b"a" * 500),)))
    assert payload.wording.text == "a" * 500
    data = DataSm(
        dest_addr_ton=1,
        destination_addr=b"262692000001",
        tlvs=(make(Tag.MESSAGE_PAYLOAD, b"Salut"),),
    )
    assert (ordered(data).wording.text, ordered(data).report_to) == ("Salut", ())


def test_numbers_times_and_service_types_are_read_as_the_protocol_says() -> None:
    home = ordered(text(to=b"0692123456", dest_addr_ton=2))
    assert home.recipients[0].address == "+262692123456"
    full = ordered(text(to=b"33612345678", dest_addr_ton=2))  # as Kannel does unless told
    assert full.recipients[0].address == "+33612345678"
    number = ordered(text(source_addr_ton=1, source_addr=b"262262000000"))
    assert number.wording.sender == "+262262000000"
    late = ordered(
        text(
            schedule_delivery_time=b"000000010000000R",
            validity_period=b"000001000000000R",
            service_type=b"OTP",
        )
    )
    assert (late.due_at, late.expires_at) == (
        MORNING + timedelta(hours=1),
        MORNING + timedelta(days=1),
    )
    assert late.wording.purpose == "otp"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"destination_addr": b"12"}, status.INVALID_DESTINATION),
        ({"destination_addr": b""}, status.INVALID_DESTINATION),
        ({"short_message": b""}, status.INVALID_MESSAGE_LENGTH),
        ({"short_message": b" \r\n "}, status.INVALID_MESSAGE_LENGTH),
        ({"short_message": b"\0\0", "data_coding": 3}, status.INVALID_MESSAGE_LENGTH),
        ({"short_message": "déjà".encode("latin-1")}, status.SUBMIT_FAILED),
        ({"short_message": b"\0a\0", "data_coding": 8}, status.SUBMIT_FAILED),
        ({"short_message": b"\xd8\x3d", "data_coding": 8}, status.SUBMIT_FAILED),
        ({"data_coding": 6}, status.SUBMIT_FAILED),
        ({"service_type": b"WAP"}, status.INVALID_SERVICE_TYPE),
        ({"priority_flag": 4}, orders.INVALID_PRIORITY),
        ({"replace_if_present_flag": 1}, orders.INVALID_REPLACE_FLAG),
        ({"esm_class": 0x04}, orders.INVALID_ESM_CLASS),
        ({"data_coding": 4}, status.SUBMIT_FAILED),
        ({"schedule_delivery_time": b"tomorrow"}, status.INVALID_SCHEDULE),
        ({"schedule_delivery_time": b"620302080000000+"}, status.INVALID_SCHEDULE),
        ({"validity_period": b"000000000000000R"}, status.INVALID_EXPIRY),
        ({"validity_period": b"991332000000000+"}, status.INVALID_EXPIRY),
    ],
)
def test_what_cannot_be_sent_is_refused_with_the_status_that_says_why(
    more: dict[str, object], code: int
) -> None:
    with pytest.raises(Refused) as refused:
        ordered(text()._replace(**more))  # type: ignore[arg-type]  # by name
    assert refused.value.code == code


def test_an_account_sends_under_its_own_names_alone() -> None:
    limited = SmppAccount(
        TENANT, ID, "gabc", Draft("Kannel", senders=("BOUTIQUE",)), MORNING, None, 1
    )
    assert ordered(text(), limited).wording.sender == "BOUTIQUE"
    with pytest.raises(Refused) as refused:
        ordered(text(source_addr=b"BANQUE"), limited)
    assert refused.value.code == status.INVALID_SOURCE


def test_refusals_have_the_nearest_status() -> None:
    def of(field: str) -> int:
        return orders.status_of(Invalid(None, (FieldFault(field, "x"),)))

    assert of("sender") == status.INVALID_SOURCE
    assert of("recipients/0/to") == status.INVALID_DESTINATION
    assert of("text") == status.INVALID_MESSAGE_LENGTH
    assert of("consent") == status.SUBMIT_FAILED
    assert orders.status_of(Conflict("not_enough")) == status.SUBMIT_FAILED
    assert orders.status_of(Unavailable()) == status.SYSTEM_ERROR


def report(state: MessageState, reference: str | None, error: str | None = None) -> Report:
    return Report(
        UUID(int=1),
        TENANT,
        "account",
        ID,
        lowest_id_at(MORNING),
        "+262692000001",
        reference,
        state,
        1,
        1,
        MORNING + timedelta(minutes=1),
        error,
    )


def test_a_receipt_says_to_the_sender_what_became_of_the_text() -> None:
    note = noting.noted(text(), ())
    (receipt,) = receipts_of(report("undelivered", note, "042"))
    assert (receipt.source_addr, receipt.destination_addr) == (b"262692000001", b"BOUTIQUE")
    read = receipt_of(receipt)
    assert read is not None
    assert (read.message_id, read.state.name, read.error) == (
        lowest_id_at(MORNING).hex.encode(),
        "UNDELIVERABLE",
        b"042",
    )
    (odd,) = receipts_of(report("refused", note, "no_route: 0x0b"))
    assert b"stat:REJECTD err:000" in odd.short_message
    assert receipts_of(report("handed", note)) == []
    assert receipts_of(report("delivered", "C-17")) == []


def test_only_the_receipts_that_are_wanted_are_sent_and_for_each_part_that_was_answered() -> None:
    assert noting.noted(text(registered_delivery=0), ()) is None
    failure = noting.noted(text(registered_delivery=2), ())
    assert receipts_of(report("delivered", failure)) == []
    assert len(receipts_of(report("expired", failure))) == 1
    parts = noting.noted(text(source_addr=b"A:B"), ("aa", "bb"))
    told = [receipt_of(one) for one in receipts_of(report("delivered", parts))]
    assert [one.message_id for one in told if one] == [b"aa", b"bb"]
    note = noting.read(parts)
    assert note is not None
    assert note.source == b"A:B"
