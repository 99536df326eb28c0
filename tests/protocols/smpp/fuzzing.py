"""Octets by chance that find their way: what reaches a new place in the code is changed further.

``one`` is what has to hold for any octets; other fuzzers can call it too. ``Fuzzer`` is guided by
the pairs of lines that follow each other, as the interpreter reports them.
"""

import json
import sys
from pathlib import Path
from random import Random
from types import FrameType
from typing import TYPE_CHECKING

from guichet.protocols.gsm7 import headers
from guichet.protocols.gsm7.joining import Joiner
from guichet.protocols.smpp import pdus, receipts
from guichet.protocols.smpp.codec import decode, encode
from guichet.protocols.smpp.errors import PeerFault
from guichet.protocols.smpp.events import Role
from guichet.protocols.smpp.pdus import DataSm, DeliverSm, SubmitSm
from guichet.protocols.smpp.session import Limits, Session
from guichet.protocols.smpp.stream import Decoder
from guichet.protocols.smpp.texts import Charset, user_text

if TYPE_CHECKING:
    from _typeshed import TraceFunction

LIMITS = Limits(window=8, peer_window=4, most_faults=6, longest=4_000, remembered=4)
WATCHED = ("protocols/smpp/", "protocols/gsm7/")
LONGEST = 2_000
WORDS = (
    b"id:",
    b"stat:DELIVRD ",
    b"err:",
    b"00,1,",
    b"\5\0\3\7\2\1",
    b"\x1b",
    b"\0\x1e\0\2",
    b"\4\x24\0\0\0",
    b"\2\x0c\0\2\0\1",
    b"\xd8\x3d",
)
"""Of the trade."""


def recorded() -> list[bytes]:
    """What others wrote, to begin with."""
    text = Path(__file__).with_name("recorded.json").read_text(encoding="utf-8")
    return [bytes.fromhex(one["hex"]) for one in json.loads(text)]


def bound(role: Role) -> Session[str]:
    """A session that has talked already."""
    client: Session[str] = Session(Role.ESME, 0, LIMITS)
    centre: Session[str] = Session(Role.SMSC, 0, LIMITS)
    centre.receive(client.bind(pdus.BindTransceiver()), 0)
    client.receive(centre.accept_bind(b"c"), 0)
    session = client if role is Role.ESME else centre
    message = SubmitSm() if role is Role.ESME else DeliverSm()
    session.request_many([("t", message)], 0)
    return session


def one(octets: bytes) -> None:
    """Has to hold for any octets. Raises ``AssertionError``, or whatever should not have been."""
    whole = Decoder(longest=4_000).feed(octets)
    pieces = Decoder(longest=4_000)
    cut = len(octets) // 3
    parts = (octets[:cut], octets[cut : cut + 1], octets[cut + 1 :])
    found = [pdu for part in parts for pdu in pieces.feed(part)]
    assert list(map(repr, found)) == list(map(repr, whole))
    begin = 0
    joiner = Joiner(most_texts=4, most_octets=4_000)
    for pdu in whole:
        length = int.from_bytes(octets[begin : begin + 4], "big")
        frame = octets[begin : begin + length]
        if not isinstance(pdu, PeerFault) and _is_strict(frame):
            assert encode(pdu) == frame
        if isinstance(pdu, SubmitSm | DeliverSm | DataSm):
            _read(pdu, joiner)
        begin += length
    for role in Role:
        for session in (Session[str](role, 0, LIMITS), bound(role)):
            _talk(session, octets)


def _is_strict(frame: bytes) -> bool:
    """What a centre would take can be written again; what carriers are forgiven, not always."""
    try:
        decode(frame, strict=True)
    except PeerFault:
        return False
    return True


def _read(pdu: SubmitSm | DeliverSm | DataSm, joiner: Joiner) -> None:
    for charset in Charset:
        text = user_text(pdu, charset)
        assert isinstance(text.text, str)
        part = text.inbound("a", "b")
        if part is not None:
            assert all(isinstance(whole.text, str) for whole in joiner.add(part, 0).wholes)
    if not isinstance(pdu, SubmitSm):
        receipt = receipts.receipt_of(pdu)
        assert receipt is None or receipt.message_id
    if isinstance(pdu, SubmitSm | DeliverSm):
        receipts.read_text(pdu.short_message)
        try:
            elements, rest = headers.parse(pdu.short_message)
        except headers.BadHeader:
            return
        assert headers.build(elements) + rest in (pdu.short_message, pdu.short_message[1:])


def _talk(session: Session[str], octets: bytes) -> None:
    cut = len(octets) // 2
    for now, part in enumerate((octets[:cut], octets[cut:])):
        batch = session.receive(part, now)
        assert session.outstanding <= LIMITS.window
        assert session.unanswered <= LIMITS.peer_window
        assert len(batch.out) <= len(octets) * 2 + 16
    assert len(session.expire(1_000).lost) <= LIMITS.window
    session.end()


class Fuzzer:
    """Changes what it has, keeps what reaches further."""

    def __init__(self, seed: int) -> None:
        self._chance = Random(seed)
        self._seen: set[tuple[str, int, int]] = set()
        self.kept = recorded()
        self.runs = 0

    @property
    def reached(self) -> int:
        """Pairs of lines seen so far."""
        return len(self._seen)

    def begin(self) -> None:
        """Look at what there is. Raises what ``one`` raises, with the octets in its notes."""
        for octets in list(self.kept):
            self._try(octets)

    def turn(self) -> None:
        """Change one and try it; raises likewise."""
        octets = self._changed()
        if self._try(octets):
            self.kept.append(octets)

    def _try(self, octets: bytes) -> bool:
        before = len(self._seen)
        sys.settrace(self._enter)
        try:
            one(octets)
        except BaseException as error:
            error.add_note(f"octets: {octets.hex()}")
            raise
        finally:
            sys.settrace(None)
        self.runs += 1
        return len(self._seen) > before

    def _enter(self, frame: FrameType, _event: str, _argument: object) -> "TraceFunction | None":
        name = frame.f_code.co_filename
        if not any(part in name for part in WATCHED) or "/tests/" in name:
            return None
        last = frame.f_lineno
        seen = self._seen

        def line(inner: FrameType, event: str, _argument: object) -> "TraceFunction":
            nonlocal last
            if event == "line":
                seen.add((name, last, inner.f_lineno))
                last = inner.f_lineno
            return line

        return line

    def _changed(self) -> bytes:
        chance = self._chance
        octets = bytearray(chance.choice(self.kept))
        for _ in range(chance.choice((1, 1, 2, 4, 8))):
            self._change(octets)
        if chance.random() < 0.85:  # keep the framing, so that the inside is reached
            octets[:4] = len(octets).to_bytes(4, "big")
        if chance.random() < 0.2:
            octets += chance.choice(self.kept)
        return bytes(octets[:LONGEST])

    def _change(self, octets: bytearray) -> None:
        chance = self._chance
        place = chance.randrange(len(octets) + 1)
        deed = chance.randrange(5)
        if deed == 0 and place < len(octets):
            octets[place] = chance.choice((0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256)))
        elif deed == 1 and place < len(octets):
            octets[place] ^= 1 << chance.randrange(8)
        elif deed == 2:
            octets[place:place] = chance.choice(WORDS)
        elif deed == 3:
            del octets[place : place + chance.choice((1, 2, 4, 16))]
        else:
            other = chance.choice(self.kept)
            begin = chance.randrange(len(other))
            octets[place : place + 8] = other[begin : begin + chance.randrange(1, 40)]
