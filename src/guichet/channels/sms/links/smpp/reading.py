"""From what a carrier delivers to receipts and texts. Pure: instants are handed in."""

import hashlib
from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from guichet.channels.sms.links.smpp.settings import SmppSettings, State
from guichet.gateway.mass.contract import CarrierReceipt, MobileOriginated, ReceiptState
from guichet.protocols.gsm7.joining import Joiner, PartKey, Whole
from guichet.protocols.smpp.ids import normalizer
from guichet.protocols.smpp.numbers import MessageState, Ton
from guichet.protocols.smpp.pdus import DataSm, DeliverSm
from guichet.protocols.smpp.receipts import (
    Receipt,
    cut_receipt,
    date_of,
    receipt_of,
    usual_receipt,
)
from guichet.protocols.smpp.texts import user_text

PATIENCE: Final = 20.0
"""Seconds the parts of a text wait for each other. None of them is acknowledged before the text is
kept, and carriers do not wait much longer for that."""
_SAME: Final = timedelta(minutes=5)
"""The same words from the same number are a repeat of the carrier's if they were never
acknowledged, and come within this."""
_KNOWN: Final = 10_000
_MOMENTS: Final = 1_000
"""What receipts had in common, so many at a time."""
_NUMBER: Final = 7
"""Digits from which on a sender is a telephone, not a short code."""

_new = tuple.__new__
_STATES: Final[dict[MessageState, State]] = {
    MessageState.SCHEDULED: "enroute",
    MessageState.ENROUTE: "enroute",
    MessageState.DELIVERED: "delivered",
    MessageState.EXPIRED: "expired",
    MessageState.DELETED: "deleted",
    MessageState.UNDELIVERABLE: "undeliverable",
    MessageState.ACCEPTED: "accepted",
    MessageState.UNKNOWN: "unknown",
    MessageState.REJECTED: "rejected",
    MessageState.SKIPPED: "undeliverable",
}


_Meaning = tuple[ReceiptState, datetime | None, str | None]
"""State, instant and code of a receipt."""


class Text(NamedTuple):
    """A text, and which deliveries it was put together from: all are acknowledged with it."""

    text: MobileOriginated | None
    """None: a part of a text that is kept already."""
    deliveries: tuple[int, ...]
    digest: str


class Reader:
    """Reads as one route's carrier writes. ``now`` must not go backwards by much."""

    def __init__(self, settings: SmppSettings) -> None:
        self._set = settings
        self._zone = ZoneInfo(settings.zone)
        self._joiner = Joiner(patience=PATIENCE)
        self._parts: dict[PartKey, list[int]] = {}
        self._acknowledged: OrderedDict[str, int] = OrderedDict()
        self._date: tuple[bytes, datetime | None] = (b"", None)
        self._normal = normalizer(settings.receipt_ids)
        self._usual: dict[tuple[bytes, bytes], _Meaning] = {}
        """What receipts of the last moments had in common."""

    def receipt(self, message: DeliverSm | DataSm) -> CarrierReceipt | None:
        """The receipt in it, or None if a person wrote it."""
        found = receipt_of(message)
        return None if found is None else self.told(found)

    def usual(self, frame: bytes) -> CarrierReceipt | None:
        """The receipt in a whole ``deliver_sm``, if it is written as nearly everybody does; what
        receipts of a moment have in common is read once.
        """
        cut = cut_receipt(frame)
        if cut is None:
            found = usual_receipt(frame)
            return None if found is None else self.told(found)
        message_id, said, more = cut
        known = self._usual.get((said, more))
        if known is None:
            found = usual_receipt(frame)
            if found is None:
                return None
            if len(self._usual) >= _MOMENTS:
                self._usual.clear()
            _, state, at, error = self.told(found)
            self._usual[said, more] = (state, at, error)
        else:
            state, at, error = known
        return _new(CarrierReceipt, (self._normal(message_id), state, at, error))

    def told(self, found: Receipt) -> CarrierReceipt:
        """A receipt as the gateway knows them."""
        own = self._set.states.get(found.stat.decode("latin-1")) if self._set.states else None
        done = found.done_date
        at = self._date[1] if self._date[0] == done else self._at(done)
        peer_id = self._normal(found.message_id)
        return _new(CarrierReceipt, (peer_id, own or _STATES[found.state], at, _error(found)))

    def _at(self, written: bytes) -> datetime | None:
        """Most receipts of a moment carry the same date."""
        if self._date[0] != written:
            self._date = (written, date_of(written, self._zone))
        return self._date[1]

    def texts(self, message: DeliverSm | DataSm, delivery: int, now: datetime) -> list[Text]:
        """What can be kept now: the text itself, or one whose last part this is. ``delivery``
        names it for the acknowledgement.
        """
        sender, to = _numbers(message)
        content = user_text(message, self._set.charset)
        part = content.inbound(sender, to)
        if part is None or part.total <= 1:
            return [self._text(sender, to, content.text, (delivery,), now)]
        before = self._parts.pop(part.key, [])
        joined = self._joiner.add(part, now.timestamp())
        if joined.repeated and not before:
            return [Text(None, (delivery,), "")]
        self._parts[part.key] = [*before, delivery]
        found: list[Text] = []
        for whole in joined.wholes:
            if whole.key == part.key and whole.missing:  # its reference was used again
                self._parts[part.key] = before
                found.append(self._whole(whole, now))
                self._parts[part.key] = [delivery]
            else:
                found.append(self._whole(whole, now))
        return found

    def late(self, now: datetime) -> list[Text]:
        """Texts whose missing parts are waited for no longer, with what there is."""
        return [self._whole(one, now) for one in self._joiner.expire(now.timestamp())]

    def acknowledged(self, several: list[Text]) -> None:
        """They are kept, and the carrier knows: the same words again are other words."""
        for one in several:
            if one.text is None:
                continue
            self._acknowledged[one.digest] = self._acknowledged.pop(one.digest, 0) + 1
        while len(self._acknowledged) > _KNOWN:
            self._acknowledged.popitem(last=False)

    def _whole(self, whole: Whole, now: datetime) -> Text:
        deliveries = tuple(self._parts.pop(whole.key, ()))
        return self._text(whole.key.sender, whole.key.recipient, whole.text, deliveries, now)

    def _text(
        self, sender: str, to: str, text: str, deliveries: tuple[int, ...], now: datetime
    ) -> Text:
        words = "\0".join((sender, to, text)).encode("utf-8", "surrogatepass")
        digest = hashlib.sha256(words).hexdigest()[:24]
        bucket = int(now.timestamp() // _SAME.total_seconds())
        peer_id = f"{digest}-{bucket}-{self._acknowledged.get(digest, 0)}"
        return Text(MobileOriginated(peer_id, sender, to, text, now), deliveries, digest)


def _numbers(message: DeliverSm | DataSm) -> tuple[str, str]:
    """Who wrote, and to which of our numbers."""
    return (
        _written(message.source_addr, message.source_addr_ton),
        _written(message.destination_addr, message.dest_addr_ton),
    )


def _written(number: bytes, ton: int) -> str:
    """With its plus if it is an international number, else as it is."""
    text = number.decode("latin-1").strip()
    digits = text.removeprefix("+")
    if not digits.isascii() or not digits.isdigit():
        return text
    return f"+{digits}" if ton == Ton.INTERNATIONAL or len(digits) > _NUMBER else digits


def _error(found: Receipt) -> str | None:
    error = found.error.replace(b"\0", b"")
    if error and error.strip(b"0"):
        return error.decode("latin-1")
    return str(found.network_error) if found.network_error else None
