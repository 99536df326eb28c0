"""The receipts a simulated carrier writes: pure."""

from typing import Final, NamedTuple

from guichet.processes.simulated_carrier.scenario import Receipts, written_id
from guichet.protocols.smpp import fast
from guichet.protocols.smpp.numbers import MessageState
from guichet.protocols.smpp.pdus import DeliverSm, SubmitSm
from guichet.protocols.smpp.receipts import parameters

_WORDS: Final = {
    MessageState.DELIVERED: b"DELIVRD",
    MessageState.UNDELIVERABLE: b"UNDELIV",
    MessageState.ENROUTE: b"ENROUTE",
}
_RECEIPT, _INTERMEDIATE = 0x04, 0x20


class Owed(NamedTuple):
    """A receipt to be sent."""

    number: int
    message: SubmitSm
    state: MessageState = MessageState.DELIVERED
    error: bytes = b"000"


def wanted(message: SubmitSm, state: MessageState) -> bool:
    """Whether the sender asked for this receipt (5.2.17)."""
    asked = message.registered_delivery
    if state is MessageState.ENROUTE:
        return bool(asked & 0x10)
    kind = asked & 0x03
    delivered = state is MessageState.DELIVERED
    return kind == 1 or (kind == 2 and not delivered) or (kind == 3 and delivered)


class Writer:
    """Writes receipts as one carrier does."""

    def __init__(self, how: Receipts) -> None:
        self._how = how

    def body(self, owed: Owed, stamp: bytes) -> bytes:
        """The body of the ``deliver_sm``, without its header; ``stamp`` is YYMMDDhhmm."""
        number, message, state, error = owed
        written = written_id(number, self._how.id_form)
        text = b""
        if self._how.text:
            delivered = b"001" if state is MessageState.DELIVERED else b"000"
            text = b"id:%b sub:001 dlvrd:%b submit date:%b done date:%b stat:%b err:%b text:%b" % (
                written,
                delivered,
                stamp,
                stamp,
                _WORDS[state],
                error,
                b"",
            )
        kind = _INTERMEDIATE if state is MessageState.ENROUTE else _RECEIPT
        tlvs = parameters(written, state) if self._how.parameters or not text else ()
        # fmt: off
        receipt = DeliverSm(
            0, 0, b"",
            message.dest_addr_ton, message.dest_addr_npi, message.destination_addr,
            message.source_addr_ton, message.source_addr_npi, message.source_addr,
            kind, 0, 0, b"", b"", 0, 0, 0, 0, text, tlvs,
        )
        # fmt: on
        return fast.write_sm(fast.DELIVER_SM, receipt)[16:]
