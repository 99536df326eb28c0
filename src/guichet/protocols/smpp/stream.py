"""PDUs out of a stream of octets, however it is cut (3.2)."""

from typing import Final

from guichet.protocols.smpp import status
from guichet.protocols.smpp.codec import decode
from guichet.protocols.smpp.errors import PeerFault
from guichet.protocols.smpp.fast import HEADER
from guichet.protocols.smpp.pdus import Pdu

LONGEST: Final = 66_000
"""Octets of a PDU: the largest ``message_payload`` and the rest of a message."""


class Frames:
    """Cuts the stream into whole PDUs, header included.

    Holds less than one PDU of ``longest`` octets, whatever comes. A length that cannot be is the
    end: ``fault`` says so, and nothing more is read.
    """

    def __init__(self, longest: int = LONGEST) -> None:
        self._longest = longest
        self._pieces: list[bytes] = []
        self._have = 0
        self._need = 4
        self.fault: PeerFault | None = None

    def feed(self, octets: bytes) -> list[bytes]:
        """The PDUs that are whole now."""
        if self.fault is not None:
            return []
        self._have += len(octets)
        if self._have < self._need:
            self._pieces.append(octets)
            return []
        if self._pieces:
            self._pieces.append(octets)
            octets = b"".join(self._pieces)
        return self._cut(octets)

    def _cut(self, octets: bytes) -> list[bytes]:
        found: list[bytes] = []
        place, end, longest = 0, len(octets), self._longest
        need = 4
        while end - place >= 4:
            length = int.from_bytes(octets[place : place + 4], "big")
            if not 16 <= length <= longest:
                self._break(octets[place : place + 16], length)
                place = end
                break
            if length > end - place:
                need = length
                break
            found.append(octets[place : place + length])
            place += length
        self._pieces = [octets[place:]] if place < end else []
        self._have, self._need = end - place, need
        return found

    def _break(self, head: bytes, length: int) -> None:
        _, command, _, sequence = HEADER.unpack(head.ljust(16, b"\0"))
        words = f"a PDU of {length} octets"
        code = status.INVALID_COMMAND_LENGTH
        self.fault = PeerFault(code, words, command=command, sequence=sequence, fatal=True)

    @property
    def held(self) -> int:
        """Octets of a PDU that is not whole yet."""
        return self._have


class Decoder:
    """The same, decoded. A PDU that makes no sense is a ``PeerFault`` in its place."""

    def __init__(self, *, longest: int = LONGEST, strict: bool = False) -> None:
        self._frames = Frames(longest)
        self._strict = strict
        self._broken = False

    def feed(self, octets: bytes) -> list[Pdu | PeerFault]:
        """What is whole now. After a fatal fault nothing more comes."""
        found = [self._read(frame) for frame in self._frames.feed(octets)]
        if self._frames.fault is not None and not self._broken:
            self._broken = True
            found.append(self._frames.fault)
        return found

    def _read(self, frame: bytes) -> Pdu | PeerFault:
        try:
            return decode(frame, strict=self._strict)
        except PeerFault as fault:
            return fault
