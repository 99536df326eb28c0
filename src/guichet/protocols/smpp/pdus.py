"""Every PDU of SMPP 3.4 as a value (section 4). Strings are octets, without their NUL.

``sequence`` and ``status`` are those of the header. Parameters are kept in ``tlvs`` as they came. A
response whose first field is None has no body, as the specification wants it beside an error.
"""

from typing import NamedTuple

from guichet.protocols.smpp.numbers import VERSION_3_4
from guichet.protocols.smpp.tlvs import Tlv


class BindTransmitter(NamedTuple):
    """4.1.1: an ESME that wants to send."""

    sequence: int = 0
    status: int = 0
    system_id: bytes = b""
    password: bytes = b""
    system_type: bytes = b""
    interface_version: int = VERSION_3_4
    addr_ton: int = 0
    addr_npi: int = 0
    address_range: bytes = b""
    tlvs: tuple[Tlv, ...] = ()


class BindReceiver(NamedTuple):
    """4.1.3: an ESME that wants to receive."""

    sequence: int = 0
    status: int = 0
    system_id: bytes = b""
    password: bytes = b""
    system_type: bytes = b""
    interface_version: int = VERSION_3_4
    addr_ton: int = 0
    addr_npi: int = 0
    address_range: bytes = b""
    tlvs: tuple[Tlv, ...] = ()


class BindTransceiver(NamedTuple):
    """4.1.5: an ESME that wants both."""

    sequence: int = 0
    status: int = 0
    system_id: bytes = b""
    password: bytes = b""
    system_type: bytes = b""
    interface_version: int = VERSION_3_4
    addr_ton: int = 0
    addr_npi: int = 0
    address_range: bytes = b""
    tlvs: tuple[Tlv, ...] = ()


class BindTransmitterResp(NamedTuple):
    """4.1.2."""

    sequence: int = 0
    status: int = 0
    system_id: bytes | None = None
    tlvs: tuple[Tlv, ...] = ()


class BindReceiverResp(NamedTuple):
    """4.1.4."""

    sequence: int = 0
    status: int = 0
    system_id: bytes | None = None
    tlvs: tuple[Tlv, ...] = ()


class BindTransceiverResp(NamedTuple):
    """4.1.6."""

    sequence: int = 0
    status: int = 0
    system_id: bytes | None = None
    tlvs: tuple[Tlv, ...] = ()


class Outbind(NamedTuple):
    """4.1.7: the centre asks an ESME to bind."""

    sequence: int = 0
    status: int = 0
    system_id: bytes = b""
    password: bytes = b""
    tlvs: tuple[Tlv, ...] = ()


class Unbind(NamedTuple):
    """4.2.1."""

    sequence: int = 0
    status: int = 0
    tlvs: tuple[Tlv, ...] = ()


class UnbindResp(NamedTuple):
    """4.2.2."""

    sequence: int = 0
    status: int = 0
    tlvs: tuple[Tlv, ...] = ()


class GenericNack(NamedTuple):
    """4.3.1: something came that cannot be answered otherwise."""

    sequence: int = 0
    status: int = 0
    tlvs: tuple[Tlv, ...] = ()


class SubmitSm(NamedTuple):
    """4.4.1: a message on its way to a telephone."""

    sequence: int = 0
    status: int = 0
    service_type: bytes = b""
    source_addr_ton: int = 0
    source_addr_npi: int = 0
    source_addr: bytes = b""
    dest_addr_ton: int = 0
    dest_addr_npi: int = 0
    destination_addr: bytes = b""
    esm_class: int = 0
    protocol_id: int = 0
    priority_flag: int = 0
    schedule_delivery_time: bytes = b""
    validity_period: bytes = b""
    registered_delivery: int = 0
    replace_if_present_flag: int = 0
    data_coding: int = 0
    sm_default_msg_id: int = 0
    short_message: bytes = b""
    tlvs: tuple[Tlv, ...] = ()


class SubmitSmResp(NamedTuple):
    """4.4.2."""

    sequence: int = 0
    status: int = 0
    message_id: bytes | None = None
    tlvs: tuple[Tlv, ...] = ()


class Destination(NamedTuple):
    """4.5.1.1: one of the addresses of ``submit_multi``, or the name of a list."""

    dest_addr_ton: int = 0
    dest_addr_npi: int = 0
    destination_addr: bytes = b""
    dl_name: bytes | None = None
    """Of a list kept by the centre; then the rest does not count."""


class Unsuccessful(NamedTuple):
    """4.5.2.1: an address the message was not taken for."""

    dest_addr_ton: int
    dest_addr_npi: int
    destination_addr: bytes
    error_status_code: int


class SubmitMulti(NamedTuple):
    """4.5.1: a message to several."""

    sequence: int = 0
    status: int = 0
    service_type: bytes = b""
    source_addr_ton: int = 0
    source_addr_npi: int = 0
    source_addr: bytes = b""
    dest_addresses: tuple[Destination, ...] = ()
    esm_class: int = 0
    protocol_id: int = 0
    priority_flag: int = 0
    schedule_delivery_time: bytes = b""
    validity_period: bytes = b""
    registered_delivery: int = 0
    replace_if_present_flag: int = 0
    data_coding: int = 0
    sm_default_msg_id: int = 0
    short_message: bytes = b""
    tlvs: tuple[Tlv, ...] = ()


class SubmitMultiResp(NamedTuple):
    """4.5.2."""

    sequence: int = 0
    status: int = 0
    message_id: bytes | None = None
    unsuccess_sme: tuple[Unsuccessful, ...] = ()
    tlvs: tuple[Tlv, ...] = ()


class DeliverSm(NamedTuple):
    """4.6.1: a message from a telephone, or a receipt."""

    sequence: int = 0
    status: int = 0
    service_type: bytes = b""
    source_addr_ton: int = 0
    source_addr_npi: int = 0
    source_addr: bytes = b""
    dest_addr_ton: int = 0
    dest_addr_npi: int = 0
    destination_addr: bytes = b""
    esm_class: int = 0
    protocol_id: int = 0
    priority_flag: int = 0
    schedule_delivery_time: bytes = b""
    validity_period: bytes = b""
    registered_delivery: int = 0
    replace_if_present_flag: int = 0
    data_coding: int = 0
    sm_default_msg_id: int = 0
    short_message: bytes = b""
    tlvs: tuple[Tlv, ...] = ()


class DeliverSmResp(NamedTuple):
    """4.6.2; the id is unused."""

    sequence: int = 0
    status: int = 0
    message_id: bytes | None = None
    tlvs: tuple[Tlv, ...] = ()


class DataSm(NamedTuple):
    """4.7.1: a message whose content is a parameter, either way."""

    sequence: int = 0
    status: int = 0
    service_type: bytes = b""
    source_addr_ton: int = 0
    source_addr_npi: int = 0
    source_addr: bytes = b""
    dest_addr_ton: int = 0
    dest_addr_npi: int = 0
    destination_addr: bytes = b""
    esm_class: int = 0
    registered_delivery: int = 0
    data_coding: int = 0
    tlvs: tuple[Tlv, ...] = ()


class DataSmResp(NamedTuple):
    """4.7.2."""

    sequence: int = 0
    status: int = 0
    message_id: bytes | None = None
    tlvs: tuple[Tlv, ...] = ()


class QuerySm(NamedTuple):
    """4.8.1: what became of a message?"""

    sequence: int = 0
    status: int = 0
    message_id: bytes = b""
    source_addr_ton: int = 0
    source_addr_npi: int = 0
    source_addr: bytes = b""
    tlvs: tuple[Tlv, ...] = ()


class QuerySmResp(NamedTuple):
    """4.8.2."""

    sequence: int = 0
    status: int = 0
    message_id: bytes | None = None
    final_date: bytes = b""
    message_state: int = 0
    error_code: int = 0
    tlvs: tuple[Tlv, ...] = ()


class CancelSm(NamedTuple):
    """4.9.1: take a message back."""

    sequence: int = 0
    status: int = 0
    service_type: bytes = b""
    message_id: bytes = b""
    source_addr_ton: int = 0
    source_addr_npi: int = 0
    source_addr: bytes = b""
    dest_addr_ton: int = 0
    dest_addr_npi: int = 0
    destination_addr: bytes = b""
    tlvs: tuple[Tlv, ...] = ()


class CancelSmResp(NamedTuple):
    """4.9.2."""

    sequence: int = 0
    status: int = 0
    tlvs: tuple[Tlv, ...] = ()


class ReplaceSm(NamedTuple):
    """4.10.1: another text for a message that waits."""

    sequence: int = 0
    status: int = 0
    message_id: bytes = b""
    source_addr_ton: int = 0
    source_addr_npi: int = 0
    source_addr: bytes = b""
    schedule_delivery_time: bytes = b""
    validity_period: bytes = b""
    registered_delivery: int = 0
    sm_default_msg_id: int = 0
    short_message: bytes = b""
    tlvs: tuple[Tlv, ...] = ()


class ReplaceSmResp(NamedTuple):
    """4.10.2."""

    sequence: int = 0
    status: int = 0
    tlvs: tuple[Tlv, ...] = ()


class EnquireLink(NamedTuple):
    """4.11.1: are you there?"""

    sequence: int = 0
    status: int = 0
    tlvs: tuple[Tlv, ...] = ()


class EnquireLinkResp(NamedTuple):
    """4.11.2."""

    sequence: int = 0
    status: int = 0
    tlvs: tuple[Tlv, ...] = ()


class AlertNotification(NamedTuple):
    """4.12.1: a telephone can be reached again. Not answered."""

    sequence: int = 0
    status: int = 0
    source_addr_ton: int = 0
    source_addr_npi: int = 0
    source_addr: bytes = b""
    esme_addr_ton: int = 0
    esme_addr_npi: int = 0
    esme_addr: bytes = b""
    tlvs: tuple[Tlv, ...] = ()


class Unknown(NamedTuple):
    """A command that 3.4 does not know, kept as it came: the broadcasts of 5.0 among them."""

    sequence: int = 0
    status: int = 0
    command: int = 0
    body: bytes = b""


Bind = BindTransmitter | BindReceiver | BindTransceiver
BindResp = BindTransmitterResp | BindReceiverResp | BindTransceiverResp
Pdu = (
    BindTransmitter
    | BindReceiver
    | BindTransceiver
    | BindTransmitterResp
    | BindReceiverResp
    | BindTransceiverResp
    | Outbind
    | Unbind
    | UnbindResp
    | GenericNack
    | SubmitSm
    | SubmitSmResp
    | SubmitMulti
    | SubmitMultiResp
    | DeliverSm
    | DeliverSmResp
    | DataSm
    | DataSmResp
    | QuerySm
    | QuerySmResp
    | CancelSm
    | CancelSmResp
    | ReplaceSm
    | ReplaceSmResp
    | EnquireLink
    | EnquireLinkResp
    | AlertNotification
    | Unknown
)
