"""What receipts of a moment have in common is read once: each still says what it says alone."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from guichet.channels.sms.links.smpp.reading import Reader
from guichet.channels.sms.links.smpp.settings import SmppSettings
from guichet.gateway.mass.contract import CarrierReceipt
from guichet.protocols.smpp.fast import DELIVER_SM, write_sm
from guichet.protocols.smpp.numbers import MessageState
from guichet.protocols.smpp.pdus import DeliverSm
from guichet.protocols.smpp.receipts import parameters, receipt_of, usual_receipt, write_text

SETTINGS = SmppSettings.model_validate(
    {"host": "carrier.test", "port": 2775, "system_id": "us", "password": "secret"}
)
AT = datetime(2026, 11, 26, 8, 15, tzinfo=UTC)

ids = st.sampled_from((b"7", b"0004d3", b"a-b:c", b"\x00x", b"err:1", b"x" * 64))
states = st.sampled_from((MessageState.DELIVERED, MessageState.EXPIRED, MessageState.ENROUTE))
errors = st.sampled_from((b"000", b"027", b"\x00"))
words = st.sampled_from((b"", b"Bonjour", b"stat:EXPIRED err:1", b"a err:27 b"))


@st.composite
def frames(draw: st.DrawFn) -> bytes:
    """Receipts that differ in few things, so that several have them in common; of some an octet is
    another one.
    """
    message_id, state = draw(ids), draw(states)
    text = b"id:%b sub:001 dlvrd:001 submit date:2611260815 done date:%b stat:%b err:%b%b" % (
        message_id,
        draw(st.sampled_from((b"2611260816", b"2611260817", b""))),
        draw(st.sampled_from((b"DELIVRD", b"UNDELIV", b"REJECTD"))),
        draw(errors),
        draw(st.sampled_from((b"", b" text:", b" Text:", b" other:"))) + draw(words),
    )
    named = parameters(b"other" if draw(st.integers(0, 9)) == 0 else b"7", state)
    own = parameters(message_id.replace(b"\0", b"z"), state)
    tlvs = draw(
        st.sampled_from(((), own, own[:1], own[1:], named, (*own, (0x0423, b"\x03\x00\x1b"))))
    )
    message = DeliverSm(
        sequence=draw(st.integers(1, 9)),
        source_addr=b"262692000001",
        esm_class=draw(st.sampled_from((4, 0x20, 0x44, 0))),
        short_message=text,
        tlvs=tlvs,
    )
    frame = bytearray(write_sm(DELIVER_SM, message))
    if draw(st.integers(0, 3)) == 0:
        place = draw(st.integers(16, len(frame) - 1))
        frame[place] = draw(st.sampled_from((0, 0x20, 0x3A, 0xFF)))
    return bytes(frame)


def alone(frame: bytes) -> CarrierReceipt | None:
    """What one says to somebody who read nothing before."""
    usual = usual_receipt(frame)
    return None if usual is None else Reader(SETTINGS).told(usual)


@given(st.lists(frames(), min_size=1, max_size=12))
def test_each_says_what_it_says_alone(several: list[bytes]) -> None:
    reader = Reader(SETTINGS)
    assert [reader.usual(frame) for frame in several] == [alone(frame) for frame in several]


def test_of_many_that_differ_in_their_messages_alone_one_is_read_whole() -> None:
    reader = Reader(SETTINGS)
    read = [reader.usual(receipt(f"id{number}")) for number in range(100)]
    assert read == [CarrierReceipt(f"id{n}", "delivered", AT, None) for n in range(100)]
    assert len(reader._usual) == 1


def test_moments_long_past_are_forgotten() -> None:
    reader = Reader(SETTINGS)
    for minute in range(2_500):
        moment = datetime.fromtimestamp(minute * 60, UTC)
        assert reader.usual(receipt("id1", moment)) == CarrierReceipt("id1", "delivered", moment)
    assert len(reader._usual) <= 1_000


def receipt(name: str, at: datetime = AT) -> bytes:
    """As our own centre writes it."""
    message_id, state = name.encode(), MessageState.DELIVERED
    message = DeliverSm(
        sequence=1,
        source_addr=b"262692000001",
        esm_class=4,
        short_message=write_text(message_id, state, submitted=at, done=at),
        tlvs=parameters(message_id, state),
    )
    frame = write_sm(DELIVER_SM, message)
    assert receipt_of(message) == usual_receipt(frame)
    return frame
