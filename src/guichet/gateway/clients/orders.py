"""What a client's system submits, as an order, or why it cannot be one. Pure."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from guichet.gateway.clients.noting import noted
from guichet.gateway.clients.types import SmppAccount
from guichet.gateway.mass.checking import MOST_AHEAD
from guichet.gateway.mass.types import LONGEST_TEXT, Order, Purpose, Recipient, ReportTo, Wording
from guichet.kit.errors import Invalid, Refusal, TooMany, Unavailable
from guichet.kit.phones import e164
from guichet.protocols.gsm7.alphabets import Encoding as Alphabet
from guichet.protocols.smpp import status, times
from guichet.protocols.smpp.numbers import Ton
from guichet.protocols.smpp.pdus import DataSm, SubmitMulti, SubmitSm
from guichet.protocols.smpp.texts import UserText

INVALID_ESM_CLASS: Final = 0x43
INVALID_PRIORITY: Final = 0x06
INVALID_REPLACE_FLAG: Final = 0x54
PURPOSES: Final[dict[bytes, Purpose | None]] = {
    b"": None,
    b"CMT": None,
    b"OTP": "otp",
    b"SVC": "service",
    b"MKTG": "marketing",
}
"""By service type; none: as the account says."""
HIGHEST_PRIORITY: Final = 3
OTHER_ALPHABETS: Final = frozenset((5, 6, 7, 9, 10, 13, 14))
"""Codings of Japanese, Cyrillic, Hebrew, Korean and pictures (5.2.19): UCS-2 has all of these. Read
as septets they would reach people as something else.
"""
UNREADABLE: Final = "\ufffd"
"""Stands where octets were none of the alphabet they were said to be in."""
_TYPE_OF_MESSAGE: Final = 0x3C
_FIELDS: Final = {
    "sender": status.INVALID_SOURCE,
    "recipients": status.INVALID_DESTINATION,
    "text": status.INVALID_MESSAGE_LENGTH,
}

Message = SubmitSm | SubmitMulti | DataSm


class Refused(Exception):
    """It is answered with this status."""

    def __init__(self, code: int) -> None:
        super().__init__(hex(code))
        self.code = code


def order_of(
    message: Message,
    content: UserText,
    text: str,
    account: SmppAccount,
    *,
    numbers: Sequence[str],
    now: datetime,
    ids: Sequence[str] = (),
) -> Order:
    """The order; ``ids``: what the client was answered for it before, part by part.

    :raises Refused: it cannot be sent as it is
    """
    if content.binary or UNREADABLE in text:
        raise Refused(status.SUBMIT_FAILED)  # octets are no text
    said = text.replace("\0", "")
    if not said.strip() or len(text) > LONGEST_TEXT:
        raise Refused(status.INVALID_MESSAGE_LENGTH)
    wording = Wording(
        _sender(message, account),
        said,
        _purpose(message, account),
        account.draft.consent,
        "ucs2" if content.encoding is Alphabet.UCS2 and not text.isascii() else "auto",
        content.flash,
    )
    due, expires = _times(message, now)
    note = noted(message, ids)
    people = [Recipient(number, {}, note) for number in numbers]
    wanted = message.registered_delivery & 0x03
    report_to = (ReportTo("account", account.id),) if wanted else ()
    return Order(account.tenant_id, wording, people, due, expires, report_to)


def number_of(ton: int, address: bytes, territory: str) -> str:
    """The recipient in full. Many systems write numbers in full without saying so: what cannot be
    one of home is read so.

    :raises Refused: it is no telephone
    """
    text = address.decode("latin-1")
    if ton == Ton.INTERNATIONAL and not text.startswith("+"):
        text = f"+{text}"
    number = e164(text, territory)
    if number is None and text.isdigit():
        number = e164(f"+{text}", territory)
    if number is None:
        raise Refused(status.INVALID_DESTINATION)
    return number


def check(message: Message) -> None:
    """What is wrong with its fields, whatever it says.

    :raises Refused: something is
    """
    if message.esm_class & _TYPE_OF_MESSAGE:
        raise Refused(INVALID_ESM_CLASS)
    if message.service_type not in PURPOSES:
        raise Refused(status.INVALID_SERVICE_TYPE)
    if message.data_coding in OTHER_ALPHABETS:
        raise Refused(status.SUBMIT_FAILED)
    if isinstance(message, DataSm):
        return
    if message.priority_flag > HIGHEST_PRIORITY:
        raise Refused(INVALID_PRIORITY)
    if message.replace_if_present_flag:
        raise Refused(INVALID_REPLACE_FLAG)


def status_of(refusal: Refusal) -> int:
    """The status that says it best."""
    if isinstance(refusal, Unavailable):
        return status.SYSTEM_ERROR
    if isinstance(refusal, TooMany):
        return status.THROTTLED
    if isinstance(refusal, Invalid) and refusal.faults:
        field = refusal.faults[0].pointer.partition("/")[0]
        return _FIELDS.get(field, status.SUBMIT_FAILED)
    return status.SUBMIT_FAILED


def _purpose(message: Message, account: SmppAccount) -> Purpose:
    return PURPOSES[message.service_type] or account.draft.purpose


def _sender(message: Message, account: SmppAccount) -> str | None:
    text = message.source_addr.decode("latin-1").strip() or None
    if text is not None and message.source_addr_ton == Ton.INTERNATIONAL and text.isdigit():
        text = f"+{text}"
    allowed = account.draft.senders
    if allowed and text not in allowed:
        raise Refused(status.INVALID_SOURCE)
    return text


def _times(message: Message, now: datetime) -> tuple[datetime | None, datetime | None]:
    if isinstance(message, DataSm):
        return None, None
    try:
        due = times.read(message.schedule_delivery_time, now)
    except (ValueError, OverflowError):
        raise Refused(status.INVALID_SCHEDULE) from None
    if due is not None and due > now + MOST_AHEAD:
        raise Refused(status.INVALID_SCHEDULE)
    try:
        expires = times.read(message.validity_period, now)
    except (ValueError, OverflowError):
        raise Refused(status.INVALID_EXPIRY) from None
    if expires is not None and expires <= max(due or now, now):
        raise Refused(status.INVALID_EXPIRY)
    return due, expires
