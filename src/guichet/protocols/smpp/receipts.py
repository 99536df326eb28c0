"""What a carrier says became of a message: the parameters, or the text of appendix B.

Every carrier writes it a little differently. Parameters win over the text; keys may stand in any
case and order, be missing or be more; dates have 10 or 12 digits; a few write a row of values
between commas.
"""

import re
from collections.abc import Iterable
from datetime import datetime, tzinfo
from typing import Final, NamedTuple

from guichet.protocols.smpp.errors import Misuse, PeerFault
from guichet.protocols.smpp.numbers import TYPE_MASK, EsmClass, MessageState
from guichet.protocols.smpp.pdus import DataSm, DeliverSm
from guichet.protocols.smpp.tlvs import Tag, Tlv, octets
from guichet.protocols.smpp.tlvs import read as read_tlvs

_RECEIPT: Final = int(EsmClass.RECEIPT)
_INTERMEDIATE: Final = int(EsmClass.INTERMEDIATE)
_KINDS: Final = (_RECEIPT, _INTERMEDIATE)
_ID_TAG: Final = int(Tag.RECEIPTED_MESSAGE_ID)
_STATE_TAG: Final = int(Tag.MESSAGE_STATE)
_NETWORK_TAG: Final = int(Tag.NETWORK_ERROR_CODE)
_PAYLOAD_TAG: Final = int(Tag.MESSAGE_PAYLOAD)


class Receipt(NamedTuple):
    """A receipt. Octets as the carrier wrote them; None or empty where it wrote nothing."""

    message_id: bytes
    """As written: ``ids.normal_id`` makes it comparable."""
    state: MessageState
    stat: bytes
    """The word for the state, if there was one; routes have their own lists."""
    error: bytes
    """The carrier's code: its meaning is the route's."""
    submit_date: bytes
    done_date: bytes
    sub: bytes
    dlvrd: bytes
    text: bytes
    network_type: int | None
    """Whose error ``network_error`` is: 3 is GSM (5.3.2.31)."""
    network_error: int | None


_EMPTY: Final = Receipt(b"", MessageState.UNKNOWN, b"", b"", b"", b"", b"", b"", b"", None, None)

STATES: Final = {
    b"SCHEDUL": MessageState.SCHEDULED,
    b"ENROUTE": MessageState.ENROUTE,
    b"BUFFERD": MessageState.ENROUTE,
    b"BUFFERE": MessageState.ENROUTE,
    b"BUFFRED": MessageState.ENROUTE,
    b"PENDING": MessageState.ENROUTE,
    b"QUEUED": MessageState.ENROUTE,
    b"ACKED": MessageState.ACCEPTED,
    b"ACCEPTD": MessageState.ACCEPTED,
    b"ACCEPTE": MessageState.ACCEPTED,
    b"DELIVRD": MessageState.DELIVERED,
    b"DELIVER": MessageState.DELIVERED,
    b"DELIVRE": MessageState.DELIVERED,
    b"EXPIRED": MessageState.EXPIRED,
    b"DELETED": MessageState.DELETED,
    b"CANCELL": MessageState.DELETED,
    b"UNDELIV": MessageState.UNDELIVERABLE,
    b"FAILED": MessageState.UNDELIVERABLE,
    b"REJECTD": MessageState.REJECTED,
    b"REJECTE": MessageState.REJECTED,
    b"UNKNOWN": MessageState.UNKNOWN,
    b"SKIPPED": MessageState.SKIPPED,
}
"""Words for states, by their first seven letters."""

_USUAL: Final = re.compile(
    rb"id:([^ ]+) sub:([^ ]*) dlvrd:([^ ]*) submit date:(\d*) done date:(\d*)"
    rb" stat:([A-Z]+) err:([^ ]*)(?: [Tt]ext:(.*))?",
    re.DOTALL,
)
_usual = _USUAL.fullmatch
_HEAD: Final = re.compile(
    rb"[^\0]*\0..[^\0]*\0..[^\0]*\0(.)..[^\0]*\0[^\0]*\0.....",
    re.DOTALL,
)
"""Of a ``deliver_sm`` behind its header, as far as the length of the text (4.6.1)."""
_head = _HEAD.match
_NO_TIMES: Final = b"\0\0"
"""No time to send it, and none until which it is good."""
_WORDS_BEGIN: Final = (b" text:", b" Text:")
_new = tuple.__new__
_UNKNOWN: Final = MessageState.UNKNOWN
_KEY: Final = re.compile(
    rb"(?:^|[\s,;|]|(?<=[\d\w]))"
    rb"(id|sub|dlvrd|submit[ _-]?date|done[ _-]?date|stat(?:us)?|err(?:or)?|text)[:=]\s?",
    re.IGNORECASE,
)
_ROW: Final = re.compile(rb"\s*(\d{1,3}),([0-9A-Za-z-]{1,64})(?:,(.*))?", re.DOTALL)
_NAMES: Final = {b"submitdate": "submit_date", b"donedate": "done_date", b"status": "stat"}
_MOST_KEYS: Final = 32
LONGEST: Final = 2_000
"""Octets of a text that are looked at."""


def is_receipt(message: DeliverSm | DataSm) -> bool:
    """By the type of message (5.2.12), or the id it is about, which some send alone."""
    kind = message.esm_class & TYPE_MASK
    if kind in (_RECEIPT, _INTERMEDIATE):
        return True
    return kind == 0 and any(tag == _ID_TAG for tag, _ in message.tlvs)


def receipt_of(message: DeliverSm | DataSm) -> Receipt | None:
    """The receipt in a message, or None if it is a text of a person, or names no message."""
    tlvs = message.tlvs
    kind = message.esm_class & TYPE_MASK
    if kind not in (_RECEIPT, _INTERMEDIATE) and not is_receipt(message):
        return None
    text = message.short_message if isinstance(message, DeliverSm) else b""
    usual = _usual(text)
    if usual is not None:
        message_id, sub, dlvrd, submitted, done, stat, error, words = usual.groups(b"")
        state = STATES.get(stat[:7], _UNKNOWN)
    else:
        found = read_text(text or octets(tlvs, _PAYLOAD_TAG) or b"") or _EMPTY
        message_id, state, stat, error, submitted, done, sub, dlvrd, words, _, _ = found
    message_id, state, network_type, network_error = _by_parameters(tlvs, message_id, state)
    if not message_id:
        return None
    # fmt: off
    return _new(Receipt, (
        message_id, state, stat, error, submitted, done, sub, dlvrd, words,
        network_type, network_error,
    ))
    # fmt: on


def usual_receipt(frame: bytes) -> Receipt | None:
    """The receipt in a whole ``deliver_sm``, for a third of the cost of decoding all of it: if its
    text is written as nearly everybody does. None tells nothing: decode it then.
    """
    found = _head(frame, 16)
    if found is None or found[1][0] & TYPE_MASK not in (_RECEIPT, _INTERMEDIATE):
        return None
    begin = found.end()
    end = begin + frame[begin - 1]
    usual = _usual(frame, begin, end)
    if usual is None or end > len(frame):
        return None
    message_id, sub, dlvrd, submitted, done, stat, error, words = usual.groups(b"")
    state = STATES.get(stat[:7], _UNKNOWN)
    network_type = network_error = None
    if end < len(frame):
        try:
            tlvs = read_tlvs(frame, end)
        except PeerFault:
            return None
        message_id, state, network_type, network_error = _by_parameters(tlvs, message_id, state)
    # fmt: off
    return _new(Receipt, (
        message_id, state, stat, error, submitted, done, sub, dlvrd, words,
        network_type, network_error,
    ))
    # fmt: on


def cut_receipt(frame: bytes) -> tuple[bytes, bytes, bytes] | None:
    """The id a ``deliver_sm`` in the usual form is about, and what else of it counts, as it is
    written: receipts that agree in the latter say the same of other messages, whatever
    ``usual_receipt`` reads there. None tells nothing: read the whole then.
    """
    find = frame.find
    source = find(0, 16) + 3
    destination = find(0, source) + 3
    kind = find(0, destination) + 1
    begin = kind + 10
    if source < 19 or destination < source or kind < destination or len(frame) <= begin:
        return None
    if frame[kind + 3 : kind + 5] != _NO_TIMES or frame[kind] & TYPE_MASK not in _KINDS:
        return None
    end = begin + frame[begin - 1]
    space = find(b" ", begin, end)
    error = find(b" err:", space, end)
    usual = space > begin + 3 and error >= space and frame.startswith(b"id:", begin)
    if not usual or end > len(frame):
        return None
    words = find(b" ", error + 5, end)
    if words < 0:
        words = end
    elif not frame.startswith(_WORDS_BEGIN, words, end):
        return None
    message_id = frame[begin + 3 : space]
    rest = frame[end:]
    if rest:
        named = b"\0\x1e\0%c%b\0" % (len(message_id) + 1, message_id)
        if not rest.startswith(named):
            return None
        rest = rest[len(named) :]
    return message_id, frame[space:words], rest


def _by_parameters(
    tlvs: Iterable[Tlv], message_id: bytes, state: MessageState
) -> tuple[bytes, MessageState, int | None, int | None]:
    """What the text says, or the parameters: they win."""
    network_type = network_error = None
    for tag, value in tlvs:
        if tag == _ID_TAG:
            message_id = value.rstrip(b"\0 ") or message_id
        elif tag == _STATE_TAG and len(value) == 1 and value[0] < 10:
            state = _BY_NUMBER[value[0]]
        elif tag == _NETWORK_TAG and len(value) == 3:
            network_type, network_error = value[0], value[1] << 8 | value[2]
    return message_id, state, network_type, network_error


_BY_NUMBER: Final = tuple(MessageState(number) for number in range(10))


def read_text(text: bytes) -> Receipt | None:
    """The receipt in a text (appendix B), or None if it names neither a message nor a state."""
    usual = _usual(text)
    if usual is not None:
        message_id, sub, dlvrd, submitted, done, stat, error, words = usual.groups(b"")
        state = STATES.get(stat[:7], _UNKNOWN)
        return Receipt(
            message_id, state, stat, error, submitted, done, sub, dlvrd, words, None, None
        )
    return _by_keys(text[:LONGEST]) or _by_row(text[:LONGEST])


def _by_keys(text: bytes) -> Receipt | None:
    """Any keys in any order; ``text`` takes all that follows. The first of a key counts."""
    found: dict[str, bytes] = {}
    before: tuple[str, int] | None = None
    for match in _KEY.finditer(text):
        if before is not None:
            found.setdefault(before[0], text[before[1] : match.start()].strip(b" \t\r\n,;|\0"))
        before = (_name(match[1]), match.end())
        if before[0] == "text" or len(found) > _MOST_KEYS:
            break
    if before is not None:
        found.setdefault(before[0], text[before[1] :].strip(b" \t\r\n\0"))
    if "id" not in found and "stat" not in found:
        return None
    stat = found.get("stat", b"").upper()
    return Receipt(
        found.get("id", b""),
        state_of(stat),
        stat,
        found.get("err", b""),
        found.get("submit_date", b""),
        found.get("done_date", b""),
        found.get("sub", b""),
        found.get("dlvrd", b""),
        found.get("text", b""),
        None,
        None,
    )


def _name(key: bytes) -> str:
    plain = key.lower().translate(None, b" _-")
    return _NAMES.get(plain, "err" if plain == b"error" else plain.decode("ascii"))


def _by_row(text: bytes) -> Receipt | None:
    """``00,0210021543,...``: a code, the id, and what else there is. 00 is delivered."""
    found = _ROW.fullmatch(text)
    if found is None:
        return None
    code, message_id, rest = found.groups(b"")
    words = (word.strip().upper() for word in rest.split(b",")[:_MOST_KEYS])
    stat = next((word for word in words if word[:7] in STATES), b"")
    state = MessageState.DELIVERED if not int(code) else MessageState.UNDELIVERABLE
    return _EMPTY._replace(
        message_id=message_id, state=state_of(stat) if stat else state, stat=stat, error=code
    )


def state_of(word: bytes) -> MessageState:
    """The state a word stands for: by its first seven letters, or a number; else UNKNOWN."""
    plain = word.strip().upper()
    if len(plain) == 1 and plain.isdigit():
        return MessageState(int(plain))
    return STATES.get(plain[:7], MessageState.UNKNOWN)


def date_of(written: bytes, zone: tzinfo) -> datetime | None:
    """``YYMMDDhhmm``, with or without seconds (or a whole year), in the carrier's zone.

    None for what is no date: some write zeros, or nothing.
    """
    plain = written.strip()
    if not plain.isdigit():
        return None
    form = {10: "%y%m%d%H%M", 12: "%y%m%d%H%M%S", 14: "%Y%m%d%H%M%S"}.get(len(plain))
    if form is None:
        return None
    try:
        return datetime.strptime(plain.decode("ascii"), form).replace(tzinfo=zone)
    except ValueError:
        return None  # thirteenth months and the like


_WORDS: Final = {
    MessageState.SCHEDULED: b"SCHEDULED",
    MessageState.ENROUTE: b"ENROUTE",
    MessageState.DELIVERED: b"DELIVRD",
    MessageState.EXPIRED: b"EXPIRED",
    MessageState.DELETED: b"DELETED",
    MessageState.UNDELIVERABLE: b"UNDELIV",
    MessageState.ACCEPTED: b"ACCEPTD",
    MessageState.UNKNOWN: b"UNKNOWN",
    MessageState.REJECTED: b"REJECTD",
    MessageState.SKIPPED: b"SKIPPED",
}


def write_text(
    message_id: bytes,
    state: MessageState,
    *,
    submitted: datetime,
    done: datetime,
    error: bytes = b"000",
    text: bytes = b"",
) -> bytes:
    """A receipt's text as appendix B has it, for a centre. Raises ``Misuse``."""
    if not message_id or any(octet <= 0x20 for octet in message_id + error):
        raise Misuse("an id or error with a space in it")
    delivered = b"001" if state is MessageState.DELIVERED else b"000"
    return b"id:%b sub:001 dlvrd:%b submit date:%b done date:%b stat:%b err:%b text:%b" % (
        message_id,
        delivered,
        submitted.strftime("%y%m%d%H%M").encode("ascii"),
        done.strftime("%y%m%d%H%M").encode("ascii"),
        _WORDS[state],
        error,
        text[:20],
    )


def parameters(message_id: bytes, state: MessageState) -> tuple[Tlv, ...]:
    """The same as parameters, which spare the other side the guessing. Raises ``Misuse``."""
    if not message_id or len(message_id) > 64 or 0 in message_id:
        raise Misuse(f"not a message id: {message_id!r:.40}")
    return (_ID_TAG, message_id + b"\0"), (_STATE_TAG, bytes((state,)))
