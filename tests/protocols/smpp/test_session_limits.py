"""Time, floods and nonsense: a session stays within its bounds."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guichet.protocols.smpp import pdus
from guichet.protocols.smpp.codec import decode, encode
from guichet.protocols.smpp.errors import PeerFault
from guichet.protocols.smpp.events import Answer, Ended, Ending, Faulty, Late, Role, State
from guichet.protocols.smpp.pdus import DeliverSm, Pdu, SubmitSm
from guichet.protocols.smpp.session import Limits, Session
from guichet.protocols.smpp.stream import Decoder
from tests.protocols.smpp.made import any_pdu
from tests.protocols.smpp.pairs import Pair, bound

SMALL = Limits(window=4, peer_window=3, most_faults=5, longest=2_000, remembered=4)


@pytest.mark.parametrize("role", Role)
def test_who_does_not_bind_in_time_is_let_go(role: Role) -> None:
    session: Session[str] = Session(role, 100, Limits(bind_within=15))
    assert session.next_deadline() == 115
    assert session.expire(114).events == []
    assert session.expire(115).events == [Ended(Ending.BIND_TIMEOUT)]
    assert session.state is State.CLOSED


def test_a_message_without_answer_is_given_up_and_known_when_it_answers_late() -> None:
    pair = bound(respond_within=30, enquire_every=1_000)
    first = pair.submit("a", now=10)
    pair.submit("b", now=20)
    assert pair.client.next_deadline() == 40
    assert pair.client.expire(39).lost == []
    assert pair.client.expire(40).lost == ["a"]
    assert pair.client.outstanding == 1
    sequence = first.requests[0].sequence
    late = pair.client.receive(pair.centre.accept_many([(sequence, b"m1")]), 45)
    assert late.events == [Late("a", sequence, 0, b"m1")]
    again = pair.client.receive(encode(pdus.SubmitSmResp(sequence, 0, b"m1")), 45)
    assert again.events == [Late(None, sequence, 0, b"m1")]


def test_only_so_many_of_those_given_up_are_remembered() -> None:
    pair = bound(respond_within=30, enquire_every=1_000, remembered=2)
    pair.submit("a", "b", "c")
    assert pair.client.expire(30).lost == ["a", "b", "c"]
    assert len(pair.client._late) == 2


def test_a_silent_peer_is_asked_and_then_let_go() -> None:
    pair = bound(enquire_every=30, respond_within=10)
    assert pair.client.next_deadline() == 30
    asked = pair.client.expire(30)
    assert isinstance(decode(asked.out), pdus.EnquireLink)
    assert pair.client.expire(35).out == b""
    assert pair.client.next_deadline() == 40
    assert pair.client.expire(40).events == [Ended(Ending.SILENCE)]


def test_a_peer_that_answers_is_asked_again_later() -> None:
    pair = bound(enquire_every=30, respond_within=10)
    answer = pair.centre.receive(pair.client.expire(30).out, 31)
    heard = pair.client.receive(answer.out, 32)
    assert (heard.events, heard.answers) == ([], [])
    assert pair.client.next_deadline() == 62
    assert pair.centre.next_deadline() == 61


def test_good_bye_without_answer_ends_too() -> None:
    pair = bound(respond_within=10)
    pair.client.unbind(5)
    assert pair.client.next_deadline() == 15
    assert pair.client.expire(15).events == [Ended(Ending.SILENCE)]


def test_who_has_nothing_to_say_is_sent_home() -> None:
    pair = bound(inactive_for=100, enquire_every=1_000)
    pair.submit("a", now=50)
    assert pair.centre.next_deadline() == 150
    ended = pair.centre.expire(150)
    assert ended.events == [Ended(Ending.INACTIVE)]
    assert isinstance(decode(ended.out), pdus.Unbind)


def test_a_flood_is_told_to_come_back_later() -> None:
    pair = Pair(client=Limits(window=10, peer_window=2), centre=Limits(window=10, peer_window=2))
    pair.bind()
    taken = pair.submit("a", "b", "c")
    assert len(taken.requests) == 2
    assert pair.client.receive(taken.out, 0).answers == [Answer("c", 0x58, None)]
    receipts = [(name, DeliverSm(esm_class=4)) for name in "abc"]
    heard = pair.client.receive(pair.centre.request_many(receipts, 0), 0)
    assert len(heard.requests) == 2
    assert pair.centre.receive(heard.out, 0).answers == [Answer("c", 0x64, None)]
    assert pair.client.state is State.BOUND_TRX


def test_a_sequence_used_again_before_its_answer_is_refused_for_now() -> None:
    pair = bound()
    octets = encode(SubmitSm(sequence=7)) * 2
    heard = pair.centre.receive(octets, 0)
    assert len(heard.requests) == 1
    assert decode(heard.out) == pdus.SubmitSmResp(7, 8)


SHORT = bytes.fromhex("00000014000000040000000000000007") + b"abcd"
SHORT_RESPONSE = bytes.fromhex("00000014800000030000000000000007") + b"abcd"


def test_what_makes_no_sense_is_answered_with_its_status_and_the_next_is_taken() -> None:
    pair = bound()
    heard = pair.centre.receive(SHORT + encode(SubmitSm(sequence=8)), 0)
    assert decode(heard.out) == pdus.SubmitSmResp(7, 2)
    assert isinstance(heard.events[0], Faulty)
    assert [pdu.sequence for pdu in heard.requests] == [8]


def test_a_response_that_makes_no_sense_is_not_answered() -> None:
    pair = bound()
    heard = pair.client.receive(SHORT_RESPONSE, 0)
    assert heard.out == b""
    assert isinstance(heard.events[0], Faulty)


def test_an_impossible_length_is_answered_and_the_end() -> None:
    pair = bound()
    bad = b"\xff\xff\xff\xff" + bytes.fromhex("000000040000000000000009")
    heard = pair.centre.receive(bad, 0)
    assert decode(heard.out) == pdus.GenericNack(9, 2)
    assert heard.events[-1] == Ended(Ending.OUT_OF_STEP)
    assert pair.centre.receive(encode(SubmitSm(sequence=1)), 0).requests == []


def test_too_many_faults_in_a_row_are_the_end() -> None:
    pair = bound(most_faults=3)
    heard = pair.centre.receive(SHORT * 10, 0)
    assert len(Decoder().feed(heard.out)) == 3
    assert heard.events[-1] == Ended(Ending.TOO_MANY_FAULTS)


def test_faults_with_messages_between_them_are_forgiven() -> None:
    pair = bound(most_faults=3)
    for n in range(20):
        assert pair.centre.receive(SHORT, 0).events
        assert pair.centre.receive(encode(SubmitSm(sequence=100 + n)), 0).requests
    assert pair.centre.state is State.BOUND_TRX


deeds = st.lists(
    st.tuples(
        st.sampled_from(["octets", "pdu", "time", "submit", "answer"]), st.integers(0, 2**32)
    ),
    max_size=30,
)


@given(st.sampled_from(Role), st.booleans(), deeds, st.lists(any_pdu, min_size=1, max_size=8))
@settings(max_examples=60)
def test_whatever_comes_the_bounds_hold_and_nothing_is_raised(
    role: Role, bound_first: bool, some: list[tuple[str, int]], given_pdus: list[Pdu]
) -> None:
    pair = Pair(client=SMALL, centre=SMALL)
    if bound_first:
        pair.bind()
    session = pair.client if role is Role.ESME else pair.centre
    now = 0.0
    for deed, number in some:
        now += number % 7
        pdu = given_pdus[number % len(given_pdus)]
        if deed == "octets":
            out = session.receive(number.to_bytes(5, "big") * (number % 9), now).out
        elif deed == "pdu":
            octets = encode(pdu)
            batch = session.receive(octets, now)
            out = batch.out
            assert len(batch.events) <= 3 + len(octets) // 16
        elif deed == "time":
            out = session.expire(now).out
        elif deed == "submit" and session.room and role is Role.ESME:
            if session.state in (State.BOUND_TX, State.BOUND_TRX):
                out = session.request_many([("t", SubmitSm())], now)
        else:
            out = session.refuse_many([(one, 8) for one in list(session._unanswered)])
        assert not any(isinstance(one, PeerFault) for one in Decoder().feed(out or b""))
        assert session.outstanding <= SMALL.window
        assert session.unanswered <= SMALL.peer_window
        assert session._frames.held < SMALL.longest
        assert len(session._late) <= SMALL.remembered
    deadline = session.next_deadline()
    assert deadline is None or deadline <= now + 60
