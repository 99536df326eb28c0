"""What the telephones of a simulated carrier received, and what they say: within a bound."""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from guichet.protocols.gsm7.joining import Joiner
from guichet.protocols.gsm7.segments import Concatenation, segment
from guichet.protocols.smpp import fast
from guichet.protocols.smpp.numbers import Npi, Ton
from guichet.protocols.smpp.pdus import DeliverSm, SubmitSm
from guichet.protocols.smpp.texts import bodies, data_coding_of, user_text

_PATIENCE: Final = 3_600.0

Watch = Callable[[datetime, SubmitSm], None]


@dataclass(frozen=True, slots=True)
class Shown:
    """A text as a telephone shows it."""

    at: datetime
    telephone: str
    sender: str
    text: str
    flash: bool
    parts: int


class Telephones:
    """Keeps the last messages that were taken, as they came."""

    def __init__(self, most: int) -> None:
        self.taken: deque[tuple[datetime, SubmitSm]] = deque(maxlen=most)
        self._watchers: list[Watch] = []

    def keep(self, at: datetime, message: SubmitSm) -> None:
        """A message arrived."""
        self.taken.append((at, message))
        for watch in self._watchers:
            watch(at, message)

    @contextmanager
    def watched_by(self, watch: Watch) -> Iterator[None]:
        """Call ``watch`` with every message while the block lasts. It must not fail."""
        self._watchers.append(watch)
        try:
            yield
        finally:
            self._watchers.remove(watch)

    def shown(self, telephone: str | None = None) -> list[Shown]:
        """Texts in the order they arrived, their parts joined; of one number (digits) or all."""
        joiner = Joiner(patience=_PATIENCE)
        found: list[Shown] = []
        for at, message in tuple(self.taken):
            number = message.destination_addr.decode("latin-1")
            if telephone is None or number == telephone:
                found += read_text(joiner, at, message)
        return found

    def numbers(self) -> list[str]:
        """The numbers that received something, the latest first."""
        found = (message.destination_addr.decode("latin-1") for _, message in reversed(self.taken))
        return list(dict.fromkeys(found))


def read_text(joiner: Joiner, at: datetime, message: SubmitSm) -> Iterator[Shown]:
    """The text a message completes, if it does: its parts wait in ``joiner``."""
    number = message.destination_addr.decode("latin-1")
    sender = message.source_addr.decode("latin-1")
    content = user_text(message)
    part = content.inbound(sender, number)
    if part is None:
        yield Shown(at, number, sender, content.text, content.flash, 1)
        return
    for whole in joiner.add(part, at.timestamp()).wholes:
        yield Shown(at, number, sender, whole.text, content.flash, whole.total)


def said(
    telephone: str,
    to: str,
    text: str,
    *,
    reference: int = 0,
    concatenation: Concatenation = Concatenation.UDH,
) -> list[bytes]:
    """A text typed into a telephone, as the bodies of ``deliver_sm``: one for each part."""
    cut = segment(text, reference=reference % 256, concatenation=concatenation)
    coding = data_coding_of(cut.encoding)
    own_ton, own_npi = _kind_of(to)
    return [
        fast.write_sm(
            fast.DELIVER_SM,
            DeliverSm(
                source_addr_ton=Ton.INTERNATIONAL,
                source_addr_npi=Npi.ISDN,
                source_addr=telephone.encode("latin-1"),
                dest_addr_ton=own_ton,
                dest_addr_npi=own_npi,
                destination_addr=to.encode("latin-1"),
                esm_class=body.esm_class,
                data_coding=coding,
                short_message=body.short_message,
                tlvs=body.tlvs,
            ),
        )[16:]
        for body in bodies(cut, concatenation)
    ]


def _kind_of(number: str) -> tuple[int, int]:
    if len(number) <= 6:
        return Ton.NETWORK_SPECIFIC, Npi.UNKNOWN
    return Ton.INTERNATIONAL, Npi.ISDN
