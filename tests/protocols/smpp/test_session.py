"""Both sides of a session: binding, messages, answers, good-bye."""

import pytest

from guichet.protocols.smpp import pdus
from guichet.protocols.smpp.codec import decode, encode
from guichet.protocols.smpp.errors import Misuse
from guichet.protocols.smpp.events import (
    Answer,
    BindAsked,
    BindRefused,
    Bound,
    Late,
    Role,
    State,
    Unbound,
)
from guichet.protocols.smpp.numbers import LAST_SEQUENCE
from guichet.protocols.smpp.pdus import Bind, DeliverSm, Pdu, SubmitSm
from guichet.protocols.smpp.session import Limits, Session
from guichet.protocols.smpp.stream import Decoder
from guichet.protocols.smpp.tlvs import Tag, make
from tests.protocols.smpp.pairs import FORM, Pair, bound


@pytest.mark.parametrize(
    ("pdu", "state"),
    [
        (pdus.BindTransmitter(system_id=b"us", password=b"pw"), State.BOUND_TX),
        (pdus.BindReceiver(system_id=b"us"), State.BOUND_RX),
        (pdus.BindTransceiver(), State.BOUND_TRX),
    ],
)
def test_a_client_is_let_in(pdu: Bind, state: State) -> None:
    pair = Pair()
    heard = pair.bind(pdu)
    assert heard.events == [Bound(state, b"carrier", 0x34)]
    assert pair.client.state is pair.centre.state is state


def test_the_centre_sees_who_asks_and_may_turn_away() -> None:
    pair = Pair()
    pdu = pdus.BindTransceiver(system_id=b"us", password=b"pw")
    asked = pair.centre.receive(pair.client.bind(pdu), 0)
    assert asked.events == [BindAsked(pdu._replace(sequence=1))]
    heard = pair.client.receive(pair.centre.refuse_bind(0x0E), 0)
    assert heard.events == [BindRefused(0x0E)]
    assert pair.client.state is pair.centre.state is State.CLOSED
    assert pair.centre.receive(encode(pdu), 0).events == []


def test_an_old_client_is_not_told_a_version() -> None:
    assert Pair().bind(pdus.BindTransceiver(interface_version=0x33)).events == [
        Bound(State.BOUND_TRX, b"carrier", None)
    ]


def test_a_centre_may_ask_for_the_bind() -> None:
    pair = Pair()
    heard = pair.client.receive(pair.centre.outbind(b"carrier", b"pw"), 0)
    assert heard.events == [pdus.Outbind(1, 0, b"carrier", b"pw")]
    assert pair.bind().events


def test_messages_go_out_and_their_answers_find_them() -> None:
    pair = bound()
    taken = pair.submit("a", "b", "c")
    assert [pdu.short_message for pdu in taken.requests if isinstance(pdu, SubmitSm)] == [
        b"a",
        b"b",
        b"c",
    ]
    assert (pair.client.outstanding, pair.centre.unanswered) == (3, 3)
    first, second, third = (pdu.sequence for pdu in taken.requests)
    refused = pair.centre.refuse_many([(second, 0x58)])
    accepted = pair.centre.accept_many([(third, b"m3"), (first, b"m1")])
    heard = pair.client.receive(refused + accepted, 1)
    assert heard.answers == [
        Answer("b", 0x58, None),
        Answer("c", 0, b"m3"),
        Answer("a", 0, b"m1"),
    ]
    assert (pair.client.outstanding, pair.centre.unanswered) == (0, 0)


def test_receipts_come_in_and_are_answered_when_they_are_stored() -> None:
    pair = bound()
    receipt = DeliverSm(esm_class=4, short_message=b"id:1 stat:DELIVRD")
    written = pair.centre.request_many([("r1", receipt), ("r2", receipt)], 0)
    heard = pair.client.receive(written, 0)
    assert len(heard.requests) == 2
    assert heard.out == b""
    answers = pair.client.answer_many(pdu.sequence for pdu in heard.requests)
    assert [one.token for one in pair.centre.receive(answers, 0).answers] == ["r1", "r2"]


def test_a_client_that_only_sends_hears_no_messages_and_one_that_receives_sends_none() -> None:
    pair = Pair()
    pair.bind(pdus.BindTransmitter())
    with pytest.raises(Misuse, match="not sent in state"):
        pair.centre.request_many([("r", DeliverSm())], 0)
    refused = pair.client.receive(encode(DeliverSm(sequence=9)), 0)
    assert decode(refused.out) == pdus.DeliverSmResp(9, 4)
    pair = Pair()
    pair.bind(pdus.BindReceiver())
    assert pair.client.room == 0
    with pytest.raises(Misuse, match="not sent in state"):
        pair.client.submit_many([("a", FORM, b"1", b"x")], 0)


@pytest.mark.parametrize(
    ("pdu", "answer"),
    [
        (SubmitSm(sequence=7), pdus.SubmitSmResp(7, 4)),
        (pdus.QuerySm(sequence=7), pdus.QuerySmResp(7, 4)),
        (pdus.Unbind(sequence=7), pdus.UnbindResp(7, 4)),
        (DeliverSm(sequence=7), pdus.DeliverSmResp(7, 4)),
        (pdus.Unknown(7, 0, 0x111, b""), pdus.GenericNack(7, 3)),
        (pdus.EnquireLink(7), pdus.EnquireLinkResp(7)),
    ],
)
def test_before_the_bind_only_the_bind_is_taken(pdu: Pdu, answer: Pdu) -> None:
    centre: Session[str] = Session(Role.SMSC, 0)
    assert decode(centre.receive(encode(pdu), 0).out) == answer
    assert centre.state is State.OPEN


def test_a_second_bind_is_told_that_there_is_one() -> None:
    pair = bound()
    refused = pair.centre.receive(encode(pdus.BindReceiver(sequence=9)), 0)
    assert decode(refused.out) == pdus.BindReceiverResp(9, 5)
    assert pair.centre.state is State.BOUND_TRX


def test_nothing_is_taken_while_the_bind_is_looked_at() -> None:
    centre: Session[str] = Session(Role.SMSC, 0)
    octets = encode(pdus.BindTransceiver(sequence=1)) + encode(pdus.BindTransceiver(sequence=2))
    heard = centre.receive(octets, 0)
    assert [type(event).__name__ for event in heard.events] == ["BindAsked", "Faulty"]
    assert decode(heard.out) == pdus.BindTransceiverResp(2, 4)


@pytest.mark.parametrize(
    ("request_", "response"),
    [
        (pdus.QuerySm(message_id=b"m"), pdus.QuerySmResp(0, 0, b"m", b"", 2, 0)),
        (pdus.CancelSm(message_id=b"m"), pdus.CancelSmResp(0, 0x11)),
        (pdus.ReplaceSm(message_id=b"m"), pdus.ReplaceSmResp()),
        (pdus.SubmitMulti(), pdus.SubmitMultiResp(0, 0, b"m")),
        (pdus.DataSm(), pdus.DataSmResp(0, 0, b"m")),
    ],
)
def test_other_requests_have_their_replies(request_: Pdu, response: Pdu) -> None:
    pair = bound()
    asked = pair.centre.receive(pair.client.request_many([("q", request_)], 0), 0)
    (pdu,) = asked.requests
    wrong = pdus.SubmitSmResp(pdu.sequence, 0, b"m")
    with pytest.raises(Misuse):
        pair.centre.respond(wrong)
    written = pair.centre.respond(response._replace(sequence=pdu.sequence))
    heard = pair.client.receive(written, 0)
    assert heard.replies == [("q", response._replace(sequence=pdu.sequence))]


def test_a_telephone_that_is_back_is_told_without_answer() -> None:
    pair = bound()
    alert = pdus.AlertNotification(source_addr=b"262692000001")
    heard = pair.client.receive(pair.centre.request_many([("a", alert)], 0), 0)
    assert heard.events == [alert._replace(sequence=1)]
    assert (heard.out, pair.centre.outstanding) == (b"", 0)


def test_data_sm_comes_both_ways() -> None:
    pair = bound()
    heard = pair.client.receive(pair.centre.request_many([("d", pdus.DataSm())], 0), 0)
    written = pair.client.respond(pdus.DataSmResp(heard.requests[0].sequence, 0, b""))
    assert pair.centre.receive(written, 0).replies[0][0] == "d"


def test_a_generic_nack_answers_what_it_names() -> None:
    pair = bound()
    pair.submit("a")
    heard = pair.client.receive(encode(pdus.GenericNack(pair.client._sequence, 3)), 0)
    assert heard.answers == [Answer("a", 3, None)]
    other = Pair()
    other.client.bind(pdus.BindTransceiver())
    heard = other.client.receive(encode(pdus.GenericNack(1, 3)), 0)
    assert heard.events == [BindRefused(3)]


def test_an_answer_to_nothing_is_told_and_not_answered() -> None:
    pair = bound()
    heard = pair.client.receive(encode(pdus.SubmitSmResp(99, 0, b"m")), 0)
    assert heard.events == [Late(None, 99, 0, b"m")]
    assert heard.out == b""


def test_an_answer_of_another_kind_leaves_the_request_waiting() -> None:
    pair = bound()
    taken = pair.submit("a")
    sequence = taken.requests[0].sequence
    for wrong in (pdus.DeliverSmResp(sequence, 0, b""), pdus.QuerySmResp(sequence, 0, b"m")):
        assert isinstance(pair.client.receive(encode(wrong), 0).events[0], Late)
    assert pair.client.outstanding == 1


def test_both_can_say_good_bye_and_answers_still_come() -> None:
    pair = bound()
    taken = pair.submit("a")
    bye = pair.client.unbind(1)
    assert pair.client.state.value == "unbinding"
    assert pair.client.room == 0
    late_receipt = pair.centre.request_many([("r", DeliverSm(esm_class=4))], 1)
    answer = pair.centre.accept_many([(taken.requests[0].sequence, b"m")])
    heard = pair.client.receive(late_receipt + answer, 1)
    assert heard.answers == [Answer("a", 0, b"m")]
    assert len(heard.requests) == 1
    told = pair.centre.receive(bye, 1)
    assert told.events == [Unbound(by_peer=True)]
    assert pair.client.receive(told.out, 1).events == [Unbound(by_peer=False)]
    assert pair.client.state is pair.centre.state is State.UNBOUND
    assert pair.client.next_deadline() is None
    assert pair.client.unbind(2) == b""


def test_what_had_no_answer_at_the_end_is_named() -> None:
    pair = bound()
    pair.submit("a", "b")
    assert pair.client.end() == ["a", "b"]
    assert pair.client.state is State.CLOSED
    assert pair.client.end() == []


def test_sequences_begin_again_after_the_last() -> None:
    pair = bound()
    pair.client._sequence = LAST_SEQUENCE - 1
    taken = pair.submit("a", "b", "c")
    assert [pdu.sequence for pdu in taken.requests] == [LAST_SEQUENCE, 1, 2]


def test_the_peers_load_is_noted() -> None:
    pair = bound()
    taken = pair.submit("a")
    load = (make(Tag.CONGESTION_STATE, 90),)
    written = pair.centre.respond(pdus.SubmitSmResp(taken.requests[0].sequence, 0, b"m", load))
    assert pair.client.receive(written, 0).answers == [Answer("a", 0, b"m")]
    assert pair.client.congestion == 90


def test_octet_by_octet_the_same_happens() -> None:
    whole, piece = bound(), bound()
    receipts = [(f"r{n}", DeliverSm(esm_class=4, short_message=b"id:1")) for n in range(5)]
    written = whole.centre.request_many(receipts, 0)
    assert piece.centre.request_many(receipts, 0) == written
    found = [pdu for octet in written for pdu in piece.client.receive(bytes((octet,)), 0).requests]
    assert found == whole.client.receive(written, 0).requests


@pytest.mark.parametrize(
    "mistake",
    [
        lambda pair: pair.client.bind(pdus.BindTransceiver()),
        lambda pair: pair.centre.bind(pdus.BindTransceiver()),
        lambda pair: pair.client.outbind(b"x", b"y"),
        lambda pair: pair.centre.outbind(b"x", b"y"),
        lambda pair: pair.centre.accept_bind(b"x"),
        lambda pair: pair.centre.refuse_bind(5),
        lambda pair: pair.client.answer_many([7]),
        lambda pair: pair.centre.accept_many([(7, b"m")]),
        lambda pair: pair.centre.refuse_many([(7, 8)]),
        lambda pair: pair.centre.respond(pdus.SubmitSmResp(7, 0, b"m")),
        lambda pair: pair.client.request_many([("d", DeliverSm())], 0),
        lambda pair: pair.centre.request_many([("s", SubmitSm())], 0),
        lambda pair: pair.client.request_many([("u", pdus.Unbind())], 0),
        lambda pair: pair.client.request_many([("u", pdus.Unknown(command=0x111))], 0),
        lambda pair: pair.client.request_many([("s", SubmitSm())] * 101, 0),
        lambda pair: pair.client.request_many([("s", SubmitSm(data_coding=300))], 0),
        lambda pair: pair.client.submit_many([("s", FORM, b"1", b"x")] * 101, 0),
        lambda pair: pair.client.submit_many([("a", FORM, b"1", b""), ("b", FORM, b"\0", b"")], 0),
    ],
)
def test_a_mistake_of_the_caller_changes_nothing(mistake: object) -> None:
    pair = bound()
    with pytest.raises(Misuse):
        mistake(pair)  # type: ignore[operator]  # each of them
    assert (pair.client.outstanding, pair.centre.outstanding) == (0, 0)
    assert pair.client.state is pair.centre.state is State.BOUND_TRX


def test_the_window_may_be_changed_while_it_runs() -> None:
    pair = bound(window=2)
    pair.submit("a", "b")
    assert pair.client.room == 0
    pair.client.window = 5
    assert pair.client.room == 3
    pair.client.window = 1
    assert pair.client.room == 0


def test_what_a_session_writes_is_whole_pdus() -> None:
    pair = bound()
    messages = [(f"m{n}", FORM, b"262692000001", b"x") for n in range(20)]
    found = Decoder(strict=True).feed(pair.client.submit_many(messages, 0))
    assert [type(pdu) for pdu in found] == [SubmitSm] * 20
    assert Limits().window == 100
