"""PDUs with any values their fields can hold, made from the table of layouts.

Each is made from one number, so that making them costs little beside what is tested.
"""

from collections.abc import Callable
from random import Random

from hypothesis import strategies as st

from guichet.protocols.smpp import pdus
from guichet.protocols.smpp.codec import LAYOUTS, Field, Kind, Layout
from guichet.protocols.smpp.pdus import Destination, Pdu, Unsuccessful

octets = st.integers(0, 255)
words = st.integers(0, 0xFFFF_FFFF)
TIMES = (b"", b"261126120000004+", b"000002000000000R")
BROADCASTS = (0x111, 0x112, 0x113, 0x80000111)


def strings(most: int) -> st.SearchStrategy[bytes]:
    """Octets without NUL."""
    return st.binary(max_size=most).map(lambda found: found.replace(b"\0", b"0"))


class Maker:
    """Values by chance, often at their limits."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance

    def size(self, most: int) -> int:
        return self._chance.choice((0, most, self._chance.randint(0, most)))

    def octet(self) -> int:
        return self._chance.choice((0, 1, 255, self._chance.randrange(256)))

    def word(self) -> int:
        return self._chance.choice((0, 1, 0xFFFF_FFFF, self._chance.getrandbits(32)))

    def string(self, most: int) -> bytes:
        return bytes(self._chance.randint(1, 255) for _ in range(self.size(most)))

    def destination(self) -> Destination:
        if self._chance.random() < 0.5:
            return Destination(dl_name=self.string(20))
        return Destination(self.octet(), self.octet(), self.string(20))

    def failure(self) -> Unsuccessful:
        return Unsuccessful(self.octet(), self.octet(), self.string(20), self.word())

    def several(self, make: Callable[[], object]) -> tuple[object, ...]:
        return tuple(make() for _ in range(self._chance.randrange(4)))

    def parameter(self) -> tuple[int, bytes]:
        return self._chance.getrandbits(16), self._chance.randbytes(self.size(12))

    def value(self, field: Field) -> object:
        if field.kind is Kind.ONE:
            return self.octet()
        if field.kind is Kind.TEXT:
            return self._chance.randbytes(self.size(field.most))
        if field.kind is Kind.STRING:
            return self._chance.choice(TIMES) if field.most == 16 else self.string(field.most)
        return self.several(self.destination if field.kind is Kind.DESTINATIONS else self.failure)

    def pdu(self, layout: Layout) -> Pdu:
        if layout.bodiless and self._chance.random() < 0.2:
            return layout.kind(self.word(), self.word())
        fields = [self.value(field) for field in layout.fields]
        fields.append(self.several(self.parameter))
        return layout.kind(self.word(), self.word(), *fields)  # type: ignore[arg-type]  # by layout

    def any(self) -> Pdu:
        if self._chance.random() < 0.05:
            command = self._chance.choice((*BROADCASTS, 0x104, 0x7FFF_FFFF))
            body = self._chance.randbytes(self.size(60))
            return pdus.Unknown(self.word(), self.word(), command, body)
        return self.pdu(self._chance.choice(tuple(LAYOUTS.values())))


seeds = st.integers(0, 2**32 - 1)


def of_layout(layout: Layout) -> st.SearchStrategy[Pdu]:
    """PDUs of one command."""
    return seeds.map(lambda seed: Maker(Random(seed)).pdu(layout))


any_pdu: st.SearchStrategy[Pdu] = seeds.map(lambda seed: Maker(Random(seed)).any())
"""A PDU of any command, known or not."""
