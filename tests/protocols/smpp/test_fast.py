"""The short ways write the same octets as the long one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guichet.protocols.smpp import fast, pdus
from guichet.protocols.smpp.codec import LAYOUTS, decode, encode
from guichet.protocols.smpp.errors import Misuse
from guichet.protocols.smpp.pdus import Pdu, SubmitSm
from tests.protocols.smpp.made import of_layout, strings, words


@given(of_layout(LAYOUTS[4]), words, strings(20), st.binary(max_size=254))
@settings(max_examples=60)
def test_a_form_and_a_template_write_what_the_codec_writes(
    message: Pdu, sequence: int, number: bytes, text: bytes
) -> None:
    assert isinstance(message, SubmitSm)
    wanted = message._replace(status=0, sequence=sequence, destination_addr=number)
    assert fast.SubmitTemplate(message).of(sequence, number) == encode(wanted)
    form = fast.SubmitForm(message).of(sequence, number, text)
    assert form == encode(wanted._replace(short_message=text))


def test_many_are_written_one_after_the_other() -> None:
    message = SubmitSm(short_message=b"hi")
    template = fast.SubmitTemplate(message)
    written = template.many([7, 8], [b"1", b"22"])
    assert written == template.of(7, b"1") + template.of(8, b"22")
    with pytest.raises(ValueError, match="longer"):
        template.many([7], [b"1", b"22"])


@pytest.mark.parametrize("number", [b"1" * 21, b"1\0", b"\0"])
def test_what_is_no_number_is_refused(number: bytes) -> None:
    with pytest.raises(Misuse):
        fast.SubmitTemplate(SubmitSm()).of(1, number)
    with pytest.raises(Misuse):
        fast.SubmitForm(SubmitSm()).of(1, number, b"")


def test_a_text_too_long_is_refused() -> None:
    with pytest.raises(Misuse):
        fast.SubmitForm(SubmitSm()).of(1, b"1", b"x" * 255)
    with pytest.raises(Misuse):
        fast.SubmitTemplate(SubmitSm(short_message=b"x" * 255))


@given(words, strings(64))
def test_answers_are_those_of_the_codec(sequence: int, message_id: bytes) -> None:
    response = pdus.SubmitSmResp(sequence, 0, message_id)
    assert fast.submit_sm_resp(sequence, message_id) == encode(response)
    assert fast.message_id_of(encode(response)) == message_id
    assert fast.deliver_sm_resp(sequence) == encode(pdus.DeliverSmResp(sequence, 0, b""))
    assert decode(fast.deliver_sm_resp(sequence, 8)).status == 8


def test_an_id_without_its_nul_is_read_all_the_same() -> None:
    assert fast.message_id_of(b"x" * 16 + b"abc") == b"abc"
    assert fast.message_id_of(b"x" * 16) is None


@pytest.mark.parametrize("message_id", [b"x" * 65, b"a\0b"])
def test_an_id_that_cannot_be_is_refused(message_id: bytes) -> None:
    with pytest.raises(Misuse):
        fast.submit_sm_resp(1, message_id)
