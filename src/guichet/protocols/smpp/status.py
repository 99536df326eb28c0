"""Command statuses: their names, and what is to be done about each. Data (5.1.3, table 5-2; 5.0,
4.7.6)."""

from enum import StrEnum
from typing import Final, NamedTuple

OK: Final = 0x00
INVALID_MESSAGE_LENGTH: Final = 0x01
INVALID_COMMAND_LENGTH: Final = 0x02
INVALID_COMMAND: Final = 0x03
INVALID_BIND_STATUS: Final = 0x04
ALREADY_BOUND: Final = 0x05
SYSTEM_ERROR: Final = 0x08
INVALID_SOURCE: Final = 0x0A
INVALID_DESTINATION: Final = 0x0B
INVALID_MESSAGE_ID: Final = 0x0C
BIND_FAILED: Final = 0x0D
INVALID_PASSWORD: Final = 0x0E
INVALID_SYSTEM_ID: Final = 0x0F
QUEUE_FULL: Final = 0x14
INVALID_SERVICE_TYPE: Final = 0x15
INVALID_NUMBER_OF_DESTINATIONS: Final = 0x33
INVALID_LIST_NAME: Final = 0x34
INVALID_DESTINATION_FLAG: Final = 0x40
SUBMIT_FAILED: Final = 0x45
INVALID_SYSTEM_TYPE: Final = 0x53
THROTTLED: Final = 0x58
INVALID_SCHEDULE: Final = 0x61
INVALID_EXPIRY: Final = 0x62
TEMPORARY_APP_ERROR: Final = 0x64
PERMANENT_APP_ERROR: Final = 0x65
BAD_OPTIONAL_PART: Final = 0xC0
UNKNOWN_ERROR: Final = 0xFF


class StatusClass(StrEnum):
    """What a status asks for."""

    OK = "ok"
    THROTTLE = "throttle"
    """Slow down and send it again; it does not count as an attempt."""
    TEMPORARY = "temporary"
    """Send it again later, or by another route."""
    PERMANENT = "permanent"
    """This message will never be taken."""
    SESSION = "session"
    """Not this message but the whole session is refused: stop, say so, come back slowly."""
    PRIVATE = "private"
    """The operator's own (0x400 to 0x4FF): the route has a table; else permanent."""


class Status(NamedTuple):
    """One status."""

    code: int
    name: str
    kind: StatusClass
    words: str


_T, _L, _P, _S = (
    StatusClass.TEMPORARY,
    StatusClass.THROTTLE,
    StatusClass.PERMANENT,
    StatusClass.SESSION,
)

STATUSES: Final = {
    one.code: one
    for one in (
        Status(0x00, "ESME_ROK", StatusClass.OK, "no error"),
        Status(0x01, "ESME_RINVMSGLEN", _P, "message length is invalid"),
        Status(0x02, "ESME_RINVCMDLEN", _P, "command length is invalid"),
        Status(0x03, "ESME_RINVCMDID", _P, "invalid command id"),
        Status(0x04, "ESME_RINVBNDSTS", _S, "incorrect bind status for the command"),
        Status(0x05, "ESME_RALYBND", _S, "already in bound state"),
        Status(0x06, "ESME_RINVPRTFLG", _P, "invalid priority flag"),
        Status(0x07, "ESME_RINVREGDLVFLG", _P, "invalid registered delivery flag"),
        Status(0x08, "ESME_RSYSERR", _T, "system error"),
        Status(0x0A, "ESME_RINVSRCADR", _P, "invalid source address"),
        Status(0x0B, "ESME_RINVDSTADR", _P, "invalid destination address"),
        Status(0x0C, "ESME_RINVMSGID", _P, "message id is invalid"),
        Status(0x0D, "ESME_RBINDFAIL", _S, "bind failed"),
        Status(0x0E, "ESME_RINVPASWD", _S, "invalid password"),
        Status(0x0F, "ESME_RINVSYSID", _S, "invalid system id"),
        Status(0x11, "ESME_RCANCELFAIL", _P, "cancel failed"),
        Status(0x13, "ESME_RREPLACEFAIL", _P, "replace failed"),
        Status(0x14, "ESME_RMSGQFUL", _L, "message queue full"),
        Status(0x15, "ESME_RINVSERTYP", _P, "invalid service type"),
        Status(0x33, "ESME_RINVNUMDESTS", _P, "invalid number of destinations"),
        Status(0x34, "ESME_RINVDLNAME", _P, "invalid distribution list name"),
        Status(0x40, "ESME_RINVDESTFLAG", _P, "destination flag is invalid"),
        Status(0x42, "ESME_RINVSUBREP", _P, "submit with replace is not supported"),
        Status(0x43, "ESME_RINVESMCLASS", _P, "invalid esm_class"),
        Status(0x44, "ESME_RCNTSUBDL", _P, "cannot submit to the distribution list"),
        Status(0x45, "ESME_RSUBMITFAIL", _T, "submit failed"),
        Status(0x48, "ESME_RINVSRCTON", _P, "invalid source type of number"),
        Status(0x49, "ESME_RINVSRCNPI", _P, "invalid source numbering plan"),
        Status(0x50, "ESME_RINVDSTTON", _P, "invalid destination type of number"),
        Status(0x51, "ESME_RINVDSTNPI", _P, "invalid destination numbering plan"),
        Status(0x53, "ESME_RINVSYSTYP", _S, "invalid system type"),
        Status(0x54, "ESME_RINVREPFLAG", _P, "invalid replace_if_present flag"),
        Status(0x55, "ESME_RINVNUMMSGS", _P, "invalid number of messages"),
        Status(0x58, "ESME_RTHROTTLED", _L, "allowed message limits exceeded"),
        Status(0x61, "ESME_RINVSCHED", _P, "invalid scheduled delivery time"),
        Status(0x62, "ESME_RINVEXPIRY", _P, "invalid validity period"),
        Status(0x63, "ESME_RINVDFTMSGID", _P, "predefined message is invalid or not found"),
        Status(0x64, "ESME_RX_T_APPN", _T, "receiver temporary error"),
        Status(0x65, "ESME_RX_P_APPN", _P, "receiver permanent error"),
        Status(0x66, "ESME_RX_R_APPN", _T, "receiver rejects the message"),
        Status(0x67, "ESME_RQUERYFAIL", _P, "query failed"),
        Status(0xC0, "ESME_RINVOPTPARSTREAM", _P, "error in the optional part of the PDU"),
        Status(0xC1, "ESME_ROPTPARNOTALLWD", _P, "optional parameter not allowed"),
        Status(0xC2, "ESME_RINVPARLEN", _P, "invalid parameter length"),
        Status(0xC3, "ESME_RMISSINGOPTPARAM", _P, "expected optional parameter missing"),
        Status(0xC4, "ESME_RINVOPTPARAMVAL", _P, "invalid optional parameter value"),
        Status(0xFE, "ESME_RDELIVERYFAILURE", _T, "delivery failure"),
        Status(0xFF, "ESME_RUNKNOWNERR", _T, "unknown error"),
        Status(0x100, "ESME_RSERTYPUNAUTH", _P, "not authorised to use the service type"),
        Status(0x101, "ESME_RPROHIBITED", _P, "prohibited from using the operation"),
        Status(0x102, "ESME_RSERTYPUNAVAIL", _T, "service type is unavailable"),
        Status(0x103, "ESME_RSERTYPDENIED", _P, "service type is denied"),
        Status(0x104, "ESME_RINVDCS", _P, "invalid data coding scheme"),
        Status(0x105, "ESME_RINVSRCADDRSUBUNIT", _P, "source address sub unit is invalid"),
        Status(0x106, "ESME_RINVDSTADDRSUBUNIT", _P, "destination address sub unit is invalid"),
        Status(0x107, "ESME_RINVBCASTFREQINT", _P, "broadcast frequency interval is invalid"),
        Status(0x108, "ESME_RINVBCASTALIAS_NAME", _P, "broadcast alias name is invalid"),
        Status(0x109, "ESME_RINVBCASTAREAFMT", _P, "broadcast area format is invalid"),
        Status(0x10A, "ESME_RINVNUMBCAST_AREAS", _P, "number of broadcast areas is invalid"),
        Status(0x10B, "ESME_RINVBCASTCNTTYPE", _P, "broadcast content type is invalid"),
        Status(0x10C, "ESME_RINVBCASTMSGCLASS", _P, "broadcast message class is invalid"),
        Status(0x10D, "ESME_RBCASTFAIL", _P, "broadcast failed"),
        Status(0x10E, "ESME_RBCASTQUERYFAIL", _P, "broadcast query failed"),
        Status(0x10F, "ESME_RBCASTCANCELFAIL", _P, "broadcast cancel failed"),
        Status(0x110, "ESME_RINVBCAST_REP", _P, "number of repeated broadcasts is invalid"),
        Status(0x111, "ESME_RINVBCASTSRVGRP", _P, "broadcast service group is invalid"),
        Status(0x112, "ESME_RINVBCASTCHANIND", _P, "broadcast channel indicator is invalid"),
    )
}


def status_of(code: int) -> Status:
    """What a code means. The operator's own are ``private``, unknown others ``permanent``."""
    known = STATUSES.get(code)
    if known is not None:
        return known
    if 0x400 <= code <= 0x4FF:
        return Status(code, f"0x{code:X}", StatusClass.PRIVATE, "the operator's own error")
    return Status(code, f"0x{code:X}", StatusClass.PERMANENT, "an error nobody documented")
