"""SMPP's codec beside bare ``struct``: microseconds of CPU a PDU.

Load: ``submit_sm`` with 40 characters, and ``deliver_sm`` with a receipt of 108 octets and two
parameters. ``bare`` is the least that reads or writes every field, without any check, kind or
name: what the language can do. Ours is the same with the checks of the library, made from and
into values. Each figure is the median of nine turns, ours and bare in turn, so that both meet the
same noise.
"""

import gc
import statistics
import struct
import time
from collections.abc import Callable, Sequence

from guichet.protocols.smpp.codec import decode, encode
from guichet.protocols.smpp.fast import SubmitForm, SubmitTemplate, message_id_of, submit_sm_resp
from guichet.protocols.smpp.pdus import DeliverSm, SubmitSm
from guichet.protocols.smpp.receipts import receipt_of

TURNS = 9
ROUNDS = 20_000
TEXT = b"abcdefghijklmnopqrstuvwxyzabcdefghijklmn"
SOURCE, NUMBER = b"1234", b"254712345678"
RECEIPT = (
    b"id:00000000000004d2 sub:001 dlvrd:001 submit date:2611220608 done date:2611220608"
    b" stat:DELIVRD err:000 text:"
)
TLVS = ((0x1E, b"00000000000004d2\0"), (0x427, b"\2"))
SUBMIT = SubmitSm(7, 0, b"", 1, 1, SOURCE, 1, 1, NUMBER, registered_delivery=1, short_message=TEXT)
DELIVER = DeliverSm(
    9, 0, b"", 1, 1, NUMBER, 1, 1, SOURCE, esm_class=4, short_message=RECEIPT, tlvs=TLVS
)

_head = struct.Struct(">IIII")
_tlv = struct.Struct(">HH")


Ends = tuple[int, bytes, bytes]
"""Command, source, destination."""


def bare_write(ends: Ends, text: bytes, esm: int, registered: int, tlvs: object = ()) -> bytes:
    """A message as octets, unchecked."""
    command, source, number = ends
    body = b"\0%b%b\0%b%b\0%b\0\0%b%b" % (
        bytes((1, 1)),
        source,
        bytes((1, 1)),
        number,
        bytes((esm, 0, 0)),
        bytes((registered, 0, 0, 0, len(text))),
        text,
    )
    for tag, value in tlvs:  # type: ignore[attr-defined]  # unchecked, as the docstring says
        body += _tlv.pack(tag, len(value)) + value
    return _head.pack(16 + len(body), command, 0, 7 if command == 4 else 9) + body


def bare_read(frame: bytes) -> tuple[object, ...]:
    """Every field of a message, unchecked."""
    length, _command, status, sequence = _head.unpack_from(frame)
    find = frame.index
    a = find(0, 16)
    b = find(0, a + 3)
    c = find(0, b + 3)
    d = find(0, c + 4)
    e = find(0, d + 1)
    registered, replace, coding, default, size = frame[e + 1 : e + 6]
    place = e + 6 + size
    tlvs = []
    while place < length:
        tag, size_of_value = _tlv.unpack_from(frame, place)
        tlvs.append((tag, frame[place + 4 : place + 4 + size_of_value]))
        place += 4 + size_of_value
    service, source, number = frame[16:a], frame[a + 3 : b], frame[b + 3 : c]
    numbers = frame[a + 1], frame[a + 2], frame[b + 1], frame[b + 2]
    rest = frame[c + 1], frame[c + 2], frame[c + 3], frame[c + 4 : d], frame[d + 1 : e]
    flags = registered, replace, coding, default
    text = frame[e + 6 : e + 6 + size]
    return sequence, status, service, numbers, source, number, rest, flags, text, tlvs


def bare_receipt(frame: bytes) -> tuple[bytes, bytes]:
    """Id and state of the receipt in a message."""
    text = bare_read(frame)[8]
    assert isinstance(text, bytes)
    begin = text.find(b"id:") + 3
    end = text.find(b" ", begin)
    state = text.find(b"stat:", end) + 5
    return text[begin:end], text[state : state + 7]


def bare_template() -> Callable[[], bytes]:
    """All but number and sequence written beforehand."""
    whole = encode(SUBMIT)
    at = whole.index(NUMBER)
    before, after, length = whole[16:at], whole[at + len(NUMBER) :], len(whole) - len(NUMBER)
    pack = _head.pack

    def of(sequence: int, number: bytes) -> bytes:
        return pack(length + len(number), 4, 0, sequence) + before + number + after

    return lambda: of(7, NUMBER)


def run(_arguments: Sequence[str]) -> dict[str, float | int | str]:
    """Measure; gives microseconds a PDU, and how many times bare ours takes."""
    submit, deliver = encode(SUBMIT), encode(DELIVER)
    assert submit == bare_write((4, SOURCE, NUMBER), TEXT, 0, 1)
    assert deliver == bare_write((5, NUMBER, SOURCE), RECEIPT, 4, 0, TLVS)
    template, form = SubmitTemplate(SUBMIT), SubmitForm(SUBMIT)
    response = submit_sm_resp(7, b"00000000000004d2")
    pairs: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
        "submit_sm_encode": (
            lambda: bare_write((4, SOURCE, NUMBER), TEXT, 0, 1),
            lambda: encode(
                SubmitSm(
                    sequence=7,
                    source_addr_ton=1,
                    source_addr_npi=1,
                    source_addr=SOURCE,
                    dest_addr_ton=1,
                    dest_addr_npi=1,
                    destination_addr=NUMBER,
                    registered_delivery=1,
                    short_message=TEXT,
                )
            ),
        ),
        "submit_sm_template": (bare_template(), lambda: template.of(7, NUMBER)),
        "submit_sm_decode": (lambda: bare_read(submit), lambda: decode(submit)),
        "deliver_sm_encode": (
            lambda: bare_write((5, NUMBER, SOURCE), RECEIPT, 4, 0, TLVS),
            lambda: encode(DELIVER),
        ),
        "deliver_sm_decode_receipt": (
            lambda: bare_receipt(deliver),
            lambda: receipt_of(decode(deliver)),  # type: ignore[arg-type]  # it is one
        ),
    }
    figures: dict[str, float | int | str] = {}
    for name, (bare, ours) in pairs.items():
        least, took = _measured(bare, ours)
        figures[f"{name}_us"] = round(took, 3)
        figures[f"{name}_bare_us"] = round(least, 3)
        figures[f"{name}_times_bare"] = round(took / least, 2)
    figures["submit_sm_form_us"] = round(_measured(lambda: form.of(7, NUMBER, TEXT))[0], 3)
    figures["submit_sm_resp_read_us"] = round(_measured(lambda: message_id_of(response))[0], 3)
    return figures


def _measured(*several: Callable[[], object]) -> list[float]:
    """Microseconds of CPU a call, each the median of turns."""
    turns: list[list[float]] = [[] for _ in several]
    gc.collect()
    for _ in range(TURNS):
        for taken, call in zip(turns, several, strict=True):
            begun = time.process_time()
            for _ in range(ROUNDS):
                call()
            taken.append((time.process_time() - begun) / ROUNDS * 1e6)
    return [statistics.median(taken) for taken in turns]
